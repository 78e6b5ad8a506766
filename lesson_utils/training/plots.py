"""What trained networks can do, as plots. A plot takes measurements and an Axes, and returns the Axes."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean

from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from torch import Tensor, nn

from lesson_utils.errors import WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr, tr_n
from lesson_utils.plots import styled
from lesson_utils.style import BAR, CURVES, INK, INPUT, MUTED, NEVER_READ, OUTPUT, POSITIVE, RULE
from lesson_utils.training.classifiers import ClassifierRun
from lesson_utils.training.digits import CLASSIFIER_KINDS
from lesson_utils.training.loop import classify
from lesson_utils.training.posts import CHANCE, Scenes
from lesson_utils.training.segmentation import SegmenterRun
from lesson_utils.training.series import Measured
from lesson_utils.training.words import classifier_word, segmenter_word

ANSWERS = ListedColormap([BAR, POSITIVE.strong, INPUT.ink])  # night, yellow post, blue post


@styled
def plot_tradeoff(measured: Measured[ClassifierRun], ax: Axes, width: int | None = None) -> Axes:
    """Accuracy against MACs: a line for each kind, a point for each width, a bar from the lowest to the highest seed.

    With `width` the points of that width have a dark ring. Raises `ValueError` if no training was finished.
    """
    networks = measured.by_name().values()
    for kind, (colour, marker) in zip(CLASSIFIER_KINDS, CURVES, strict=False):
        points = sorted((runs for runs in networks if runs[0].kind == kind), key=lambda runs: runs[0].width)
        if not points:
            continue
        macs = [runs[0].macs for runs in points]
        accuracies = [[run.accuracy for run in runs] for runs in points]
        means = [mean(each) for each in accuracies]
        spread = [[m - min(each) for m, each in zip(means, accuracies, strict=True)],
                  [max(each) - m for m, each in zip(means, accuracies, strict=True)]]
        ax.errorbar(macs, means, spread, marker=marker, markersize=7, capsize=3, color=colour,
                    label=classifier_word(kind))
        for runs, x, y in zip(points, macs, means, strict=True):
            ax.annotate(str(runs[0].width), (x, y), (6, -13), textcoords="offset points", color=MUTED)
            if runs[0].width == width:
                ax.plot(x, y, marker="o", markersize=15, fillstyle="none", color=INK)
    ax.set(xscale="log", xlabel=tr("MACs for one image (logarithmic); the number at a point is the width"),
           ylabel=tr("accuracy in per cent"), title=tr("Accuracy against MACs"))
    ax.grid(color=MUTED, alpha=0.2)
    ax.legend(loc="lower right")
    return ax


@styled
def plot_reach(measured: Measured[SegmenterRun], fields: Mapping[str, int], needed: int, ax: Axes) -> Axes:
    """Per cent of right kinds against the receptive field; `fields` has the size of each network's field, by name.

    A line marks the size that is `needed` to reach the lamp, another marks chance. Each seed is a point.
    Raises `ValueError` if no training was finished, or if a network has no field.
    """
    networks = measured.by_name()
    missing = [name for name in networks if name not in fields]
    if missing:
        raise WrongValueError(tr("fields has no size for {network!r}: give each network its receptive field",
                                 network=missing[0]))
    ax.axhline(CHANCE, color=MUTED, linestyle=":")
    ax.annotate(tr("chance"), (1, CHANCE), (-4, 4), xycoords=("axes fraction", "data"), textcoords="offset points",
                color=MUTED, ha="right")
    ax.axvline(needed, color=NEVER_READ.strong, linestyle="--")
    ax.annotate(tr("needed: {size}", size=needed), (needed, 1), (-5, -12), xycoords=("data", "axes fraction"),
                textcoords="offset points", color=NEVER_READ.ink, ha="right")
    labels: dict[tuple[int, bool], list[str]] = {}
    for name, runs in networks.items():
        kinds = [run.answers.kind for run in runs]
        high = mean(kinds) > (100 + CHANCE) / 2
        ax.plot([fields[name]] * len(kinds), kinds, "o", markersize=8, color=OUTPUT.ink if high else NEVER_READ.strong)
        labels.setdefault((fields[name], high), []).append(name)
    room = 93.0  # labels of neighbours at the top stand below each other
    for (field, high), names in sorted(labels.items(), reverse=True):
        y = room if high else CHANCE + 3
        if high:
            ax.plot([field, field], [y - 5 * len(names), 98], color=RULE, linewidth=1, zorder=0)
            room -= 5 * len(names) + 2
        ax.annotate("\n".join(map(segmenter_word, names)), (field, y), (5, 0), textcoords="offset points", color=INK,
                    va="top" if high else "bottom", fontsize=10)
    ax.set(xlabel=tr("receptive field, pixels"), ylabel=tr("right kind, per cent"), ylim=(CHANCE - 10, 104),
           title=tr("Who can tell the kind of a post?"))
    ax.set_xlim(right=max([*fields.values(), needed]) + 4)
    return ax


@styled
def plot_answers(networks: Mapping[str, nn.Module], scenes: Scenes, number: int = 0) -> Figure:
    """One scene, the right answer, and the answer of each network side by side, with a cross on each wrong pixel.

    Raises `ValueError` or `TypeError` if `scenes` has no scene with that number.
    """
    whole_number("number", number, 0)
    if number >= len(scenes.images):
        raise WrongValueError(tr("number is {number}, but there are {scenes} scenes: count from 0", number=number,
                                 scenes=len(scenes.images)))
    image, right = scenes.images[number], scenes.labels[number]
    answers = [(segmenter_word(name), classify(network, image[None])[0]) for name, network in networks.items()]
    panels = [(tr("scene"), image.permute(1, 2, 0)), (tr("right answer"), right), *answers]
    columns = min(4, len(panels))
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(2.2 * columns, 2.6 * rows), layout="constrained")
    for place, (title, panel) in enumerate(panels, start=1):
        ax = figure.add_subplot(rows, columns, place)
        ax.imshow(panel.numpy(), cmap=ANSWERS, vmin=0, vmax=2, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=10)
        if place > len(panels) - len(answers):
            _mark_wrong(ax, panel != right)
    return figure


def _mark_wrong(ax: Axes, wrong: Tensor) -> None:
    rows, columns = wrong.nonzero().unbind(1)
    ax.scatter(columns, rows, marker="x", s=14, linewidths=1, color=NEVER_READ.strong)
    count = len(rows)
    ax.set_xlabel(tr_n("{n} wrong pixel", "{n} wrong pixels", count) if count else tr("all right"), color=INK,
                  fontsize=10)
