"""What the trained networks are called on the screen: their kinds and names are ids, and are said here."""

from __future__ import annotations

from lesson_utils.language import mark, tr
from lesson_utils.training.segmenter import SEGMENTERS

# for the keys of CLASSIFIER_KINDS
CLASSIFIER_WORDS = {"standard": mark("standard"), "separable": mark("separable"),
                    "separable, first too": mark("separable, first too")}
# for those keys of SEGMENTERS that do not say their rates
SEGMENTER_WORDS = {"plain": mark("plain"), "pooling": mark("pooling"), "pooling, skip": mark("pooling, skip")}


def classifier_word(kind: str) -> str:
    """The kind of a digit network in words; a kind that is not ours is its own word.

    >>> classifier_word("separable, first too"), classifier_word("mine")
    ('separable, first too', 'mine')
    """
    return tr(CLASSIFIER_WORDS[kind]) if kind in CLASSIFIER_WORDS else kind


def segmenter_word(name: str) -> str:
    """The name of a network of the lamp task in words; a name that is not ours is its own word.

    >>> segmenter_word("plain"), segmenter_word("dilation 1, 2, 4"), segmenter_word("untrained")
    ('plain', 'dilation 1, 2, 4', 'untrained')
    """
    if name in SEGMENTER_WORDS:
        return tr(SEGMENTER_WORDS[name])
    if name not in SEGMENTERS:
        return name
    return tr("dilation {rates}", rates=", ".join(map(str, SEGMENTERS[name]["rates"])))
