"""Channel by channel: the maps that a standard convolution adds up, and a depthwise one leaves as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lesson_utils.diagrams.parts import value_map, window
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
    text,
    verdict,
    weights,
)
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers, factor, show
from lesson_utils.language import tr, tr_n
from lesson_utils.style import BETWEEN, INPUT, MUTED, OUTPUT, POSITIVE, Role

CELL, LARGE, GAP = 26, 36, 22
KERNEL_X, MAP_X, SUM_X = 206, 376, 660

Maps = Sequence[Numbers]


def channels_picture(conv: Convolution, x: Maps, weight: Maps, intermediate: Maps, output: Numbers, bias: float,
                     channel: int, at: Pair = (0, 0), *, agrees: bool | None = None) -> Picture:
    """How output map `channel` of a standard convolution comes about: each slice on its own map, then the sum.

    `x` (m, H, W), `weight` (m, kH, kW): the m slices of this channel's kernel, `intermediate` (m, H', W'),
    `output` (H', W'), nested lists; padding is 0. `agrees`: whether torch was just asked and gave the same.
    """
    m, rows, columns = len(x), len(output), len(output[0])
    maps = tr_n("{n} map", "{n} maps", m)
    middle, bottom, end = _frame(x, columns)
    out = Grid(SUM_X, middle - rows * LARGE / 2, LARGE, rows, columns)
    lines = [[[_sum_line(intermediate, output, bias, channel, r, c)] for c in range(columns)] for r in range(rows)]
    parts, grids = _rows(conv, x, weight, intermediate, at, BETWEEN, plus=True)
    parts += [
        heading(MARGIN, HEADINGS, tr("input"), INPUT, maps),
        heading(KERNEL_X, HEADINGS, tr("kernel {channel}", channel=channel), POSITIVE,
                tr_n("{n} slice", "{n} slices", m)),
        heading(MAP_X, HEADINGS, tr("intermediate"), BETWEEN, maps),
        _brace(end + 14, TOP, bottom),
        text(end + 42, middle, tr("sum + bias {bias}", bias=show(bias)), size=14),
        _sign(SUM_X - 32, middle, "="),
        heading(SUM_X, out.y - 20, tr("output"), OUTPUT,
                tr("map {channel} of {all}, {rows} × {columns}", channel=channel, all=conv.out_channels, rows=rows,
                   columns=columns)),
        value_map("output", out, output, at, OUTPUT),
        text(SUM_X, out.y + out.height + 22, f"weight.shape {conv.weight_shape}", fill=MUTED),
    ]
    alt = tr("Output map {channel} of {all}: each of the {m} slices of kernel {channel} slides over its own input map "
             "and gives a map of its own; the {m} maps and the bias {bias} are added. At the place shown: {sum}.",
             channel=channel, all=conv.out_channels, m=m, bias=show(bias), sum=lines[at[0]][at[1]][0])
    return _finish(conv, parts, {**grids, "output": out}, lines, at, bottom, agrees, alt)


def depthwise_picture(conv: Convolution, x: Maps, weight: Maps, output: Maps, summed: Numbers, at: Pair = (0, 0), *,
                      agrees: bool | None = None) -> Picture:
    """A depthwise convolution, and beside it the sum that a standard one with the same slices would go on to.

    `x` (m, H, W), `weight` (m, kH, kW): one kernel for each channel, `output` (m, H', W'), `summed`
    (H', W'): their sum; nested lists; padding is 0. `agrees`: whether torch was just asked.
    """
    m, rows, columns = len(x), len(summed), len(summed[0])
    maps = tr_n("{n} map", "{n} maps", m)
    middle, bottom, end = _frame(x, columns)
    out = Grid(SUM_X, middle - rows * LARGE / 2 + 12, LARGE, rows, columns)
    lines = [[[tr("groups={m}: {m} outputs, {outputs}        groups=1: one output, {sum} = {result}", m=m,
                  outputs=", ".join(show(o[r][c]) for o in output), sum=" + ".join(factor(o[r][c]) for o in output),
                  result=show(summed[r][c]))] for c in range(columns)] for r in range(rows)]
    parts, grids = _rows(conv, x, weight, output, at, OUTPUT, plus=False)
    parts += [
        heading(MARGIN, HEADINGS, tr("input"), INPUT, maps),
        heading(KERNEL_X, HEADINGS, tr("kernels"), POSITIVE, tr("of 1 channel")),
        heading(MAP_X, HEADINGS, tr("output"), OUTPUT, maps),
        text(end + 42, TOP + 8, tr("groups={m} ends here", m=m), weight=700),
        _brace(end + 14, TOP, bottom),
        text(end + 42, middle, tr("the missing sum"), size=14, fill=MUTED),
        _sign(SUM_X - 32, middle, "="),
        text(SUM_X, out.y - 42, tr("groups=1 goes on"), weight=700),
        heading(SUM_X, out.y - 20, tr("one map"), BETWEEN, tr("added up")),
        value_map("output", out, summed, at, BETWEEN),
        text(SUM_X, out.y + out.height + 22, f"weight.shape {conv.weight_shape}", fill=MUTED),
    ]
    alt = tr("A depthwise convolution: each of the {m} kernels has one channel and slides over its own input map; the "
             "{m} outputs stay apart. A standard convolution with the same slices would add them to one map. At the "
             "place shown: {sum}.", m=m, sum=lines[at[0]][at[1]][0])
    return _finish(conv, parts, {**grids, "output": out}, lines, at, bottom, agrees, alt)


def _frame(x: Maps, columns: int) -> tuple[float, float, float]:
    """(middle of all rows, bottom of the last row, right edge of the maps)."""
    pitch = len(x[0]) * CELL + GAP
    bottom = TOP + len(x) * pitch - GAP
    return (TOP + bottom) / 2, bottom, MAP_X + columns * CELL


def _rows(conv: Convolution, x: Maps, weight: Maps, maps: Maps, at: Pair, role: Role, *,
          plus: bool) -> tuple[list[str], dict[str, Grid]]:
    """A row for each input channel: its map, its slice, the map that comes of it."""
    parts, grids = [], {}
    rows, columns, (k_rows, k_columns) = len(x[0]), len(x[0][0]), conv.weight_shape[2:]
    out_rows, out_columns = len(maps[0]), len(maps[0][0])
    for i in range(len(x)):
        top = TOP + i * (rows * CELL + GAP)
        line = top + rows * CELL / 2
        grid = Grid(MARGIN, top, CELL, rows, columns)
        kernel = Grid(KERNEL_X, line - k_rows * CELL / 2, CELL, k_rows, k_columns)
        grids[f"map{i}"] = Grid(MAP_X, line - out_rows * CELL / 2, CELL, out_rows, out_columns)
        parts += [
            f'<g data-key="input{i}">{grid.background(INPUT.fill)}{window(grid, weight[i], conv, at)}'
            f"{grid.values(x[i])}</g>",
            _sign((MARGIN + columns * CELL + KERNEL_X) / 2, line, "∗"),
            weights(kernel, weight[i], f"kernel{i}"),
            _sign((KERNEL_X + k_columns * CELL + MAP_X) / 2, line, "="),
            value_map(f"map{i}", grids[f"map{i}"], maps[i], at, role),
        ]
        if i and plus:
            parts.append(_sign(MAP_X + out_columns * CELL / 2, top - GAP / 2, "+"))
    return parts, grids


def _finish(conv: Convolution, parts: list[str], grids: dict[str, Grid], lines: list, at: Pair, bottom: float,
            agrees: bool | None, alt: str) -> Picture:
    facts = {"kind": "maps", "at": at, "lines": lines,
             "walk": {"output": tr("output map: arrow keys choose a position")},
             "parts": {name: vars(grid) for name, grid in grids.items()}}
    parts = [code_bar(conv.code()), *parts, verdict(agrees, WIDTH - MARGIN, bottom + 24),
             f'<g class="sum">{text(MARGIN, bottom + 24, lines[at[0]][at[1]][0], mono=True)}</g>']
    return Picture(card(WIDTH, bottom + 44, "".join(parts), facts=json.dumps(facts, separators=(",", ":"))), alt)


def _sign(x: float, y: float, sign: str) -> str:
    return text(x, y, sign, size=22, anchor="middle", fill=MUTED)


def _brace(x: float, top: float, bottom: float) -> str:
    return f'<path d="M{x} {top}h8v{bottom - top}h-8" fill="none" stroke="{MUTED}" stroke-width="1.5"/>'


def _sum_line(intermediate: Maps, output: Numbers, bias: float, channel: int, r: int, c: int) -> str:
    terms = " + ".join(factor(m[r][c]) for m in intermediate)
    return tr("output[{channel}, {row}, {column}] = {terms} + bias {bias} = {result}", channel=channel, row=r,
              column=c, terms=terms, bias=factor(bias), result=show(output[r][c]))
