"""What stands in place of a picture when there is none: PyTorch's own words, and one sentence on why."""

from __future__ import annotations

from textwrap import wrap

from lesson_utils.diagrams.convolution import FOLD, HEIGHT
from lesson_utils.diagrams.svg import MARGIN, TOP, WIDTH, Picture, card, code_bar, text
from lesson_utils.language import tr
from lesson_utils.style import INK, MUTED, NEVER_READ


def message_picture(code: str, torch_words: str, why: str) -> Picture:
    """A card of the size of the convolution picture with the line of code and what is wrong with it.

    `torch_words` is '' where there is no PyTorch to ask.

    >>> message_picture("nn.Conv2d(1, 1, 0)", "RuntimeError: kernel size ...", "kernel_size is 0").alt
    'nn.Conv2d(1, 1, 0) is illegal. PyTorch says: RuntimeError: kernel size ... Why: kernel_size is 0.'
    """
    said, y = "", TOP - 28
    if torch_words:
        said, y = _paragraph(tr("PyTorch says"), torch_words, TOP + 20, mono=True, colour=NEVER_READ.ink)
        alt = tr("{code} is illegal. PyTorch says: {torch_words} Why: {why}.", code=code, torch_words=torch_words,
                 why=why)
    else:
        alt = tr("{code} is illegal. Why: {why}.", code=code, why=why)
    reason, _ = _paragraph(tr("Why"), tr("{sentence}.", sentence=why), y + 48)
    return Picture(card(WIDTH, HEIGHT, code_bar(code) + said + reason, fold=FOLD), alt)


def sentence_picture(title: str, sentence: str) -> Picture:
    """A card of the same size with one sentence on it.

    >>> sentence_picture("There is no output", "layer 2 does not fit").alt
    'There is no output: layer 2 does not fit.'
    """
    body, _ = _paragraph(title, tr("{sentence}.", sentence=sentence), TOP)
    return Picture(card(WIDTH, HEIGHT, body, fold=FOLD), tr("{title}: {sentence}.", title=title, sentence=sentence))


def _paragraph(title: str, words: str, y: float, *, mono: bool = False, colour: str = INK) -> tuple[str, float]:
    """(a title in grey and lines below it, where the last line stands)."""
    parts = [text(MARGIN, y, title, size=13, weight=700, fill=MUTED)]
    for line in wrap(words, 92):
        y += 26
        parts.append(text(MARGIN, y, line, size=15, mono=mono, fill=colour))
    return "".join(parts), y
