"""Pooling, which shrinks a map, and upsampling, which scales it up again: with their numbers."""

from __future__ import annotations

import json
from fractions import Fraction

from lesson_utils.diagrams.channels import value_map
from lesson_utils.diagrams.convolution import size_formulas
from lesson_utils.diagrams.svg import (
    MARGIN,
    WIDTH,
    Grid,
    Picture,
    card,
    code_bar,
    heading,
    outline_cells,
    text,
    verdict,
)
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers, show
from lesson_utils.style import INK, INPUT, MUTED, OUTPUT

TOP, ROOM = 98, 288
OUTPUT_X = 420

Taps = list[dict[int, Fraction]]  # for each output position, the input positions that it reads, and their weights


def pooling_picture(conv: Convolution, kind: str, x: Numbers, output: Numbers, at: Pair = (0, 0), *,
                    agrees: bool | None = None) -> Picture:
    """A pooling with windows like those of `conv`; `kind` is "max" or "average"; the window stands at output `at`.

    `x` (H, W) and `output` (H', W') are nested lists. `agrees`: whether torch was just asked.
    """
    height, width = len(x), len(x[0])
    k_rows, k_columns = conv.weight_shape[2:]
    layer = "MaxPool2d" if kind == "max" else "AvgPool2d"
    code = f"nn.{layer}(kernel_size={conv.kernel_size}, stride={conv.stride})"
    lines = [[[_pooled_words(conv, kind, x, output, r, c)] for c in range(len(output[0]))] for r in range(len(output))]
    rows, columns = conv.never_read(height, width)
    grid = _grid(MARGIN, height, width)
    unread = [(r, c) for r in range(height) for c in range(width) if r in rows or c in columns]
    below = [size_formulas(conv, height, width, TOP + ROOM + 54)]
    steps = {"data-dy": conv.rows.stride * grid.cell, "data-dx": conv.columns.stride * grid.cell}
    place = conv.rows.taps(at[0])[0], conv.columns.taps(at[1])[0]
    return _picture(code, x, output, grid, _frame(grid, *place, k_rows, k_columns, steps),
                    outline_cells(grid, unread) if unread else "", lines, at, below, agrees, {},
                    f"The {'largest' if kind == 'max' else 'average'} of each {k_rows} × {k_columns} window: {code}")


def upsampling_picture(mode: str, factor: int, x: Numbers, output: Numbers, at: Pair = (0, 0), *,
                       agrees: bool | None = None) -> Picture:
    """A map `x` (H, W) and the same map scaled up, `output`; nested lists. `mode` is "nearest" or "bilinear"."""
    code = f"nn.Upsample(scale_factor={factor}, mode='{mode}')"
    rows, columns = (upsampling_taps(size, factor, mode) for size in (len(x), len(x[0])))
    grid, span = _grid(MARGIN, len(x), len(x[0])), 1 if mode == "nearest" else 2
    tall, wide = min(span, len(x)), min(span, len(x[0]))
    places = {"rows": [min(*taps, len(x) - tall) for taps in rows],
              "columns": [min(*taps, len(x[0]) - wide) for taps in columns]}
    lines = [[[f"output[{r}, {c}] = {_weighted(x, rows[r], columns[c], output[r][c])}"] for c in range(len(columns))]
             for r in range(len(rows))]
    words = "each pixel is repeated" if mode == "nearest" else \
        "each output lies between pixels, and weights them by how near they are"
    steps = {"data-dy": grid.cell, "data-dx": grid.cell, "data-place": "source"}
    return _picture(code, x, output, grid, _frame(grid, places["rows"][at[0]], places["columns"][at[1]], tall, wide,
                                                  steps), "", lines, at,
                    [text(MARGIN, TOP + ROOM + 54, f"{mode}: {words}", fill=MUTED)], agrees,
                    {"source": places}, f"Scaled up by {factor}: {code}, {words}")


def upsampling_taps(size: int, factor: int, mode: str) -> Taps:
    """What each of the size · factor outputs along one axis reads: input positions and their weights.

    "nearest" repeats a pixel. "bilinear" puts the middle of output o at (o + 1/2) / factor − 1/2 and weights the
    two neighbours; outside it repeats the edge. Source: `torch.nn.Upsample` with align_corners=False.

    >>> upsampling_taps(2, 2, "nearest")[1], upsampling_taps(2, 2, "bilinear")[1]
    ({0: Fraction(1, 1)}, {0: Fraction(3, 4), 1: Fraction(1, 4)})
    """
    if mode == "nearest":
        return [{o // factor: Fraction(1)} for o in range(size * factor)]
    taps = []
    for o in range(size * factor):
        place = min(max(Fraction(2 * o + 1, 2 * factor) - Fraction(1, 2), Fraction(0)), Fraction(size - 1))
        first = int(place)
        both = {first: 1 - (place - first), first + 1: place - first}
        taps.append({position: weight for position, weight in both.items() if weight})
    return taps


def _picture(code: str, x: Numbers, output: Numbers, grid: Grid, frame: str, marks: str, lines: list, at: Pair,
             below: list[str], agrees: bool | None, places: dict, alt: str) -> Picture:
    """What both have in common: code, input with a frame, output, the sentence of one output."""
    out = _grid(OUTPUT_X, len(output), len(output[0]))
    bottom, here = TOP + ROOM + 26, lines[at[0]][at[1]]
    parts = [
        code_bar(code),
        heading(MARGIN, TOP - 20, "input", INPUT, f"{grid.rows} × {grid.columns}"),
        f"<g>{grid.background(INPUT.fill)}{frame}{grid.values(x)}{marks}</g>",
        heading(out.x, TOP - 20, "output", OUTPUT, f"{out.rows} × {out.columns}"),
        value_map("output", out, output, at, OUTPUT),
        f'<g class="sum">{text(MARGIN, bottom, here[0], mono=True)}</g>', *below,
        verdict(agrees, WIDTH - MARGIN, bottom),
    ]
    facts = {"kind": "maps", "at": at, "lines": lines, "places": places, "parts": {"output": vars(out)},
             "walk": {"output": "output: arrow keys choose a position"}}
    return Picture(card(WIDTH, bottom + 72, "".join(parts), facts=json.dumps(facts, separators=(",", ":"))),
                   f"{alt}. {grid.rows} × {grid.columns} become {out.rows} × {out.columns}. "
                   f"At the place shown: {here[0]}.")


def _grid(x: float, rows: int, columns: int) -> Grid:
    return Grid(x, TOP, min(36, ROOM / max(rows, columns)), rows, columns)


def _frame(grid: Grid, row: int, column: int, rows: int, columns: int, steps: dict[str, object]) -> str:
    """The pixels that one output reads; the browser moves them."""
    moves = " ".join(f'{name}="{value}"' for name, value in steps.items())
    return (f'<g class="mover" {moves}><rect {grid.box(row, column, rows, columns)} rx="3" fill="{INPUT.strong}" '
            f'stroke="{INK}" stroke-width="1.5"/></g>')


def _pooled_words(conv: Convolution, kind: str, x: Numbers, output: Numbers, row: int, column: int) -> str:
    values = [x[r][c] for r, c in conv.taps(row, column)]
    listed = ", ".join(map(show, values))
    result = show(output[row][column])
    if kind == "max":
        return f"output[{row}, {column}] = max({listed}) = {result}"
    return f"output[{row}, {column}] = average({listed}) = {show(sum(values))} / {len(values)} = {result}"


def _weighted(x: Numbers, rows: dict[int, Fraction], columns: dict[int, Fraction], result: float) -> str:
    """The weighted sum of one output of an upsampling, row by row."""
    sums = {r: " + ".join(f"{w}·{show(x[r][c])}" if w != 1 else show(x[r][c]) for c, w in columns.items())
            for r in rows}
    words = " + ".join(f"{w}·({sums[r]})" if w != 1 else sums[r] for r, w in rows.items())
    return words if len(rows) == len(columns) == 1 else f"{words} = {show(result)}"
