"""Facts and measurements to matplotlib: bars and points. A plot takes facts and an Axes, and returns the Axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lesson_utils.cost import KIND_WORDS, CostTable
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.times import milliseconds
from lesson_utils.language import mark, tr
from lesson_utils.style import CARD, INK, INPUT, LAYERS, MUTED
from lesson_utils.timing import Timing

TOTALS = {"macs": mark("MACs"), "parameters": mark("parameters")}  # what `plot_totals` shows: the title
STYLE = Path(__file__).parent / "lesson.mplstyle"
styled = matplotlib.style.context(STYLE)  # decorates what draws: nothing changes rcParams for others


@styled
def new_figure(width: float = 8.8, height: float = 3.6, columns: int = 1) -> tuple[Figure, Axes | list[Axes]]:
    """A figure in the style of the lessons, width and height in inches, and its Axes (a list if columns > 1)."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(1, columns)
    return figure, axes if columns == 1 else list(axes)


@styled
def as_picture(figure: Figure, alt: str) -> Picture:
    """The figure as a picture with alt text; the same figure gives the same text.

    >>> figure, ax = new_figure()
    >>> as_picture(figure, "An empty plot.").svg[:5]
    '<?xml'
    """
    file = StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return Picture(file.getvalue(), alt)


@styled
def plot_shares(table: CostTable, ax: Axes) -> Axes:
    """Where MACs and parameters of a network sit: two bars of 100 %, by kind of layer."""
    kinds = table.by_kind()
    rows = [(tr("MACs"), {kind: cost.share for kind, cost in kinds.items()}),
            (tr("parameters"), {kind: cost.parameters / table.parameters for kind, cost in kinds.items()})]
    for y, (_, shares) in enumerate(rows):
        left = 0.0
        for kind, share in shares.items():
            ax.barh(y, 100 * share, left=left, height=0.6, color=LAYERS[kind], edgecolor=CARD,
                    label=tr(KIND_WORDS[kind]) if y == 0 else None)
            if share > 0.07:
                ax.text(left + 50 * share, y, f"{100 * share:.1f} %", ha="center", va="center", color=INK)
            left += 100 * share
    ax.set(yticks=range(len(rows)), yticklabels=[name for name, _ in rows], xlim=(0, 100),
           xlabel=tr("per cent"))
    ax.invert_yaxis()
    ax.legend(ncols=len(kinds), loc="lower left", bbox_to_anchor=(0, 1))
    return ax


@styled
def plot_totals(tables: Mapping[str, CostTable], ax: Axes, what: str = "macs") -> Axes:
    """'macs' or 'parameters' of several networks, as bars in millions with the number beside each."""
    values = [getattr(table, what) / 1e6 for table in tables.values()]
    bars = ax.barh(range(len(values)), values, height=0.6, color=LAYERS["standard"])
    ax.bar_label(bars, [f"{value:,.1f} M" for value in values], padding=4, color=INK)
    ax.set(yticks=range(len(values)), yticklabels=tables, xlim=(0, 1.28 * max(values)), title=tr(TOTALS[what]),
           xlabel=tr("millions"))
    ax.invert_yaxis()
    return ax


@styled
def plot_timings(timings: Sequence[Timing], ax: Axes) -> Axes:
    """Measured time of each layer as a bar, and the two bounds as marks; milliseconds, logarithmic."""
    rows = range(len(timings))
    bars = ax.barh(rows, [1000 * t.seconds for t in timings], height=0.55, color=LAYERS["standard"],
                   label=tr("measured"))
    ax.bar_label(bars, [milliseconds(t.seconds) for t in timings], padding=4, color=INK)
    ax.scatter([1000 * t.mac_bound for t in timings], rows, marker="|", s=420, linewidths=3, color=INK,
               label=tr("MACs / peak rate"), zorder=3)
    ax.scatter([1000 * t.byte_bound for t in timings], rows, marker="d", s=60, color=INPUT.ink,
               label=tr("bytes / copy rate"), zorder=3)
    ax.set(yticks=rows, yticklabels=[t.name for t in timings], xscale="log", xlabel=tr("milliseconds (logarithmic)"))
    ax.set_xlim(right=4000 * max(t.seconds for t in timings))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.grid(axis="x", color=MUTED, alpha=0.2)
    ax.set_axisbelow(True)
    ax.invert_yaxis()
    ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return ax
