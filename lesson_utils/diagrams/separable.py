"""A standard convolution and the depthwise separable pair that stands in for it: shapes, cost, ratio."""

from __future__ import annotations

from lesson_utils.diagrams.svg import MARGIN, SUM_SIZE, WIDTH, Picture, card, code_bar, heading, number, text, verdict
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.language import sentences, tr
from lesson_utils.style import LAYERS, MUTED, Role

BAR_X, BAR_WIDTH, BAR_HEIGHT = 110, 560, 24
MACS, WEIGHTS, RATIO = 196, 300, 414  # px from the top
FOLD, LINE = RATIO + 42, 19
FORMULAS = FOLD + 10, FOLD + 18 + 3 * LINE
STANDARD, SEPARABLE = (Role(LAYERS[kind], LAYERS[kind], MUTED) for kind in ("standard", "pointwise"))


def separable_picture(pair: SeparablePair, *, agrees: bool | None = None, measured: str = "") -> Picture:
    """The two ways side by side. `measured` is a sentence about time, from a measurement just made."""
    m, n, k = pair.standard.in_channels, pair.standard.out_channels, pair.standard.rows.kernel_size
    rows, columns = pair.standard.output_size(pair.height, pair.width)
    before, between, after = ((1, c, h, w) for c, h, w in ((m, pair.height, pair.width), (m, rows, columns),
                                                           (n, rows, columns)))
    shape = f"{rows}·{columns}"
    parts = [
        heading(MARGIN, 22, tr("standard"), STANDARD, f"{before} → {after}"),
        code_bar(pair.standard.code(), 36),
        heading(MARGIN, 84, tr("depthwise separable"), SEPARABLE, f"{before} → {between} → {after}"),
        code_bar(pair.depthwise.code(), 98), code_bar(pair.pointwise.code(), 132),
        *_bars(MACS, tr("MACs"), pair.macs), verdict(agrees, WIDTH - MARGIN, MACS, tr("counted on meta tensors")),
        text(BAR_X + 20, MACS, tr("depthwise"), fill=MUTED), text(BAR_X + 130, MACS, tr("pointwise"), fill=MUTED),
        *_bars(WEIGHTS, tr("weights"), pair.parameters),
        text(MARGIN, RATIO, tr("separable / standard = {ratio:.3f}", ratio=pair.ratio), size=15, weight=700),
        text(MARGIN + 270, RATIO, f"1/n + 1/k² = 1/{n} + 1/{k * k} = {1 / n + 1 / k**2:.3f}", size=14, mono=True),
        text(WIDTH - MARGIN, RATIO, tr("1/k² alone = {ratio:.3f}", ratio=1 / k**2), size=14, mono=True, anchor="end",
             fill=MUTED),
        text(MARGIN, RATIO + 25, measured, weight=700) if measured else
        text(MARGIN, RATIO + 25, tr("Does the time follow? Press Measure."), fill=MUTED),
        *_formulas(FORMULAS[0], tr("MACs"), f"k·k·m·n·h'·w' = {k}·{k}·{m}·{n}·{shape}",
                   tr("depthwise {sum} = {count:,}", sum=f"k·k·m·h'·w' = {k}·{k}·{m}·{shape}", count=pair.macs[1]),
                   tr("pointwise {sum} = {count:,}", sum=f"m·n·h'·w' = {m}·{n}·{shape}", count=pair.macs[2])),
        *_formulas(FORMULAS[1], tr("weights"), f"k·k·m·n = {k}·{k}·{m}·{n}",
                   tr("depthwise {sum} = {count:,}", sum=f"k·k·m = {k}·{k}·{m}", count=pair.parameters[1]),
                   tr("pointwise {sum} = {count:,}", sum=f"m·n = {m}·{n}", count=pair.parameters[2])),
        _squares("standard", *((BAR_X, y) for y in FORMULAS)),
        _squares("depthwise", (BAR_X, MACS), *((BAR_X, y + LINE) for y in FORMULAS)),
        _squares("pointwise", (BAR_X + 110, MACS), *((BAR_X, y + 2 * LINE) for y in FORMULAS)),
    ]
    alt = tr("{code} takes {macs:,} MACs and {weights:,} weights; the depthwise separable pair takes {pair_macs:,} and "
             "{pair_weights:,}. The ratio of the MACs is {ratio:.3f}; 1/n + 1/k² is {formula:.3f}.",
             code=pair.standard.code(), macs=pair.macs[0], weights=pair.parameters[0], pair_macs=sum(pair.macs[1:]),
             pair_weights=sum(pair.parameters[1:]), ratio=pair.ratio, formula=1 / n + 1 / k**2)
    return Picture(card(WIDTH, FOLD + 26 + 6 * LINE, "".join(parts), fold=FOLD), sentences(alt, measured))


def _squares(kind: str, *places: tuple[float, float]) -> str:
    """The colour of a kind of layer, before each line that names it."""
    path = "".join(f"M{x} {y - 6}h12v12h-12z" for x, y in places)
    return f'<path d="{path}" fill="{LAYERS[kind]}"/>'


def _formulas(y: float, title: str, *formulas: str) -> list[str]:
    """How the three layers are counted: standard, depthwise, pointwise."""
    return [text(MARGIN, y, title, fill=MUTED),
            *(text(BAR_X + 20, y + LINE * n, formula, size=SUM_SIZE, mono=True, fill=MUTED)
              for n, formula in enumerate(formulas))]


def _bars(y: float, title: str, counts: tuple[int, int, int]) -> list[str]:
    """Two bars to one scale: one layer, and the two that stand in for it."""
    most = max(counts[0], counts[1] + counts[2])
    one, two, three = (count / most * BAR_WIDTH for count in counts)
    first, second = y + 16, y + 48
    return [
        text(MARGIN, y, title, size=15, weight=700),
        text(MARGIN, first + BAR_HEIGHT / 2, tr("standard")), _bar(BAR_X, first, one, "standard"),
        text(BAR_X + one + 10, first + BAR_HEIGHT / 2, f"{counts[0]:,}", weight=700),
        text(MARGIN, second + BAR_HEIGHT / 2, tr("separable")), _bar(BAR_X, second, two, "depthwise"),
        _bar(BAR_X + two, second, three, "pointwise"),
        text(BAR_X + two + three + 10, second + BAR_HEIGHT / 2, f"{counts[1] + counts[2]:,}", weight=700),
    ]


def _bar(x: float, y: float, width: float, kind: str) -> str:
    return (f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 1))}" height="{BAR_HEIGHT}" '
            f'fill="{LAYERS[kind]}"/>')
