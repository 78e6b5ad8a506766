"""Pooling, which shrinks a map, and upsampling, which scales it up again: with their numbers."""

from __future__ import annotations

import json
from fractions import Fraction

from lesson_utils.diagrams.parts import size_formulas, value_map
from lesson_utils.diagrams.svg import (
    HEADINGS,
    MARGIN,
    TOP,
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
from lesson_utils.facts.upsampling import upsampling_taps
from lesson_utils.language import mark, tr
from lesson_utils.style import INK, INPUT, MUTED, OUTPUT

ROOM = 288
OUTPUT_X = 420
WINDOWS = {"max": mark("The largest of each {rows} × {columns} window: {code}"),
           "average": mark("The average of each {rows} × {columns} window: {code}")}



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
                    tr(WINDOWS[kind], rows=k_rows, columns=k_columns, code=code))


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
    if mode == "nearest":
        words = tr("{mode}: each pixel is repeated", mode=mode)
        alt = tr("Scaled up by {factor}: {code}, each pixel is repeated", factor=factor, code=code)
    else:
        words = tr("{mode}: each output lies between pixels, and weights them by how near they are", mode=mode)
        alt = tr("Scaled up by {factor}: {code}, each output lies between pixels, and weights them by how near they "
                 "are", factor=factor, code=code)
    steps = {"data-dy": grid.cell, "data-dx": grid.cell, "data-place": "source"}
    return _picture(code, x, output, grid, _frame(grid, places["rows"][at[0]], places["columns"][at[1]], tall, wide,
                                                  steps), "", lines, at,
                    [text(MARGIN, TOP + ROOM + 54, words, fill=MUTED)], agrees, {"source": places}, alt)


def _picture(code: str, x: Numbers, output: Numbers, grid: Grid, frame: str, marks: str, lines: list, at: Pair,
             below: list[str], agrees: bool | None, places: dict, alt: str) -> Picture:
    """What both have in common: code, input with a frame, output, the sentence of one output."""
    out = _grid(OUTPUT_X, len(output), len(output[0]))
    bottom, here = TOP + ROOM + 24, lines[at[0]][at[1]]
    parts = [
        code_bar(code),
        heading(MARGIN, HEADINGS, tr("input"), INPUT, f"{grid.rows} × {grid.columns}"),
        f'<g data-key="input">{grid.background(INPUT.fill)}{frame}{grid.values(x)}{marks}</g>',
        heading(out.x, HEADINGS, tr("output"), OUTPUT, f"{out.rows} × {out.columns}"),
        value_map("output", out, output, at, OUTPUT),
        f'<g class="sum">{text(MARGIN, bottom, here[0], mono=True)}</g>', *below,
        verdict(agrees, WIDTH - MARGIN, bottom),
    ]
    facts = {"kind": "maps", "at": at, "lines": lines, "places": places, "parts": {"output": vars(out)},
             "walk": {"output": tr("output: arrow keys choose a position")}}
    return Picture(card(WIDTH, bottom + 66, "".join(parts), facts=json.dumps(facts, separators=(",", ":")),
                        fold=bottom + 16),
                   tr("{what}. {rows} × {columns} become {out_rows} × {out_columns}. At the place shown: {sum}.",
                      what=alt, rows=grid.rows, columns=grid.columns, out_rows=out.rows, out_columns=out.columns,
                      sum=here[0]))


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
    return tr("output[{row}, {column}] = average({values}) = {sum} / {count} = {result}", row=row, column=column,
              values=listed, sum=show(sum(values)), count=len(values), result=result)


def _weighted(x: Numbers, rows: dict[int, Fraction], columns: dict[int, Fraction], result: float) -> str:
    """The weighted sum of one output of an upsampling, row by row."""
    sums = {r: " + ".join(f"{w}·{show(x[r][c])}" if w != 1 else show(x[r][c]) for c, w in columns.items())
            for r in rows}
    words = " + ".join(f"{w}·({sums[r]})" if w != 1 else sums[r] for r, w in rows.items())
    return words if len(rows) == len(columns) == 1 else f"{words} = {show(result)}"
