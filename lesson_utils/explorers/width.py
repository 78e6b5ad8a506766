"""A slider for the width of the digit networks that were trained: accuracy against what it costs."""

from __future__ import annotations

from functools import partial
from statistics import mean
from typing import Any

from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.language import tr
from lesson_utils.plots import as_picture, new_figure
from lesson_utils.scenes.width import WidthScene
from lesson_utils.style import INK
from lesson_utils.training.classifiers import ClassifierRun
from lesson_utils.training.plots import plot_tradeoff
from lesson_utils.training.series import Measured
from lesson_utils.training.words import classifier_word


def width_picture(measured: Measured[ClassifierRun], width: int) -> Picture:
    """Accuracy against MACs, with the networks of one width ringed, and their numbers below and in words."""
    networks = measured.by_name().values()
    lines = []
    for kind in dict.fromkeys(runs[0].kind for runs in networks):
        runs = next((each for each in networks if each[0].kind == kind and each[0].width == width), None)
        word = classifier_word(kind)
        lines.append(tr("{kind}: not trained with this width", kind=word) if runs is None else
                     tr("{kind}: {accuracy:.1f} % for {macs:,} MACs and {parameters:,} parameters", kind=word,
                        accuracy=mean(run.accuracy for run in runs), macs=runs[0].macs, parameters=runs[0].parameters))
    figure, ax = new_figure(height=4.4)
    plot_tradeoff(measured, ax, width)
    figure.supxlabel("\n".join(lines), fontsize=10, x=0.01, ha="left", color=INK)
    return as_picture(figure, tr("Accuracy against MACs of the trained networks. Width {width}: {networks}. {note}",
                                 width=width, networks="; ".join(lines), note=measured.note))


def explore_width(measured: Measured[ClassifierRun], **controls: Any) -> Explorer:
    """Move the width through those that `measure_classifiers` trained, and see accuracy and cost of each kind.

    Nothing is trained here: what was measured is shown. Raises `ValueError` if no training was finished.

    `controls`: how they stand at first, by name, such as `width=4`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> from lesson_utils.training.classifiers import Recipe, measure_classifiers
    >>> explorer = explore_width(measure_classifiers([2, 4], ["standard"], [0], Recipe(2, 50, 0.03)))
    >>> explorer.controls["width"].value = 2
    >>> "496 parameters" in explorer.alt
    True
    """
    widths = sorted({runs[0].width for runs in measured.by_name().values()})
    return explorer(WidthScene(widths, partial(width_picture, measured)), controls, "explore_width", "measured")
