"""Channel by channel: the maps that a standard convolution adds up, and a depthwise one leaves as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lesson_utils.diagrams.svg import MARGIN, WIDTH, Grid, Picture, card, code_bar, heading, text, verdict, weights
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers, factor, show
from lesson_utils.style import BETWEEN, INK, INPUT, MUTED, OUTPUT, POSITIVE, Role, weight_role

TOP = 98
CELL, LARGE, GAP = 26, 36, 26
KERNEL_X, MAP_X, SUM_X = 206, 376, 660

Maps = Sequence[Numbers]


def channels_picture(conv: Convolution, x: Maps, weight: Maps, intermediate: Maps, output: Numbers, bias: float,
                     channel: int, at: Pair = (0, 0), *, agrees: bool | None = None) -> Picture:
    """How output map `channel` of a standard convolution comes about: each slice on its own map, then the sum.

    `x` (m, H, W), `weight` (m, kH, kW): the m slices of this channel's kernel, `intermediate` (m, H', W'),
    `output` (H', W'), nested lists; padding is 0. `agrees`: whether torch was just asked and gave the same.
    """
    m, rows, columns = len(x), len(output), len(output[0])
    middle, bottom, end = _frame(x, columns)
    out = Grid(SUM_X, middle - rows * LARGE / 2, LARGE, rows, columns)
    lines = [[[_sum_line(intermediate, output, bias, channel, r, c)] for c in range(columns)] for r in range(rows)]
    parts, grids = _rows(conv, x, weight, intermediate, at, BETWEEN, plus=True)
    parts += [
        heading(MARGIN, TOP - 20, "input", INPUT, f"{m} maps"),
        heading(KERNEL_X, TOP - 20, f"kernel {channel}", POSITIVE, f"{m} slices"),
        heading(MAP_X, TOP - 20, "intermediate", BETWEEN, f"{m} maps"),
        _brace(end + 14, TOP, bottom),
        text(end + 42, middle, f"sum + bias {show(bias)}", size=14),
        _sign(SUM_X - 32, middle, "="),
        heading(SUM_X, out.y - 20, "output", OUTPUT, f"map {channel} of {conv.out_channels}, {rows} × {columns}"),
        value_map("output", out, output, at, OUTPUT),
        text(SUM_X, out.y + out.height + 22, f"weight.shape {conv.weight_shape}", fill=MUTED),
    ]
    alt = (f"Output map {channel} of {conv.out_channels}: each of the {m} slices of kernel {channel} slides over its "
           f"own input map and gives a map of its own; the {m} maps and the bias {show(bias)} are added. "
           f"At the place shown: {lines[at[0]][at[1]][0]}.")
    return _finish(conv, parts, {**grids, "output": out}, lines, at, bottom, agrees, alt)


def depthwise_picture(conv: Convolution, x: Maps, weight: Maps, output: Maps, summed: Numbers, at: Pair = (0, 0), *,
                      agrees: bool | None = None) -> Picture:
    """A depthwise convolution, and beside it the sum that a standard one with the same slices would go on to.

    `x` (m, H, W), `weight` (m, kH, kW): one kernel for each channel, `output` (m, H', W'), `summed`
    (H', W'): their sum; nested lists; padding is 0. `agrees`: whether torch was just asked.
    """
    m, rows, columns = len(x), len(summed), len(summed[0])
    middle, bottom, end = _frame(x, columns)
    out = Grid(SUM_X, middle - rows * LARGE / 2 + 12, LARGE, rows, columns)
    lines = [[[f"groups={m}: {m} outputs, {', '.join(show(o[r][c]) for o in output)}        groups=1: one output, "
               f"{' + '.join(factor(o[r][c]) for o in output)} = {show(summed[r][c])}"]
              for c in range(columns)] for r in range(rows)]
    parts, grids = _rows(conv, x, weight, output, at, OUTPUT, plus=False)
    parts += [
        heading(MARGIN, TOP - 20, "input", INPUT, f"{m} maps"),
        heading(KERNEL_X, TOP - 20, "kernels", POSITIVE, "of 1 channel"),
        heading(MAP_X, TOP - 20, "output", OUTPUT, f"{m} maps"),
        text(end + 42, TOP + 8, f"groups={m} ends here", weight=700),
        _brace(end + 14, TOP, bottom),
        text(end + 42, middle, "the missing sum", size=14, fill=MUTED),
        _sign(SUM_X - 32, middle, "="),
        text(SUM_X, out.y - 42, "groups=1 goes on", weight=700),
        heading(SUM_X, out.y - 20, "one map", BETWEEN, "added up"),
        value_map("output", out, summed, at, BETWEEN),
        text(SUM_X, out.y + out.height + 22, f"weight.shape {conv.weight_shape}", fill=MUTED),
    ]
    alt = (f"A depthwise convolution: each of the {m} kernels has one channel and slides over its own input map; the "
           f"{m} outputs stay apart. A standard convolution with the same slices would add them to one map. "
           f"At the place shown: {lines[at[0]][at[1]][0]}.")
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
            f"<g>{grid.background(INPUT.fill)}{window(grid, weight[i], conv, at)}{grid.values(x[i])}</g>",
            _sign((MARGIN + columns * CELL + KERNEL_X) / 2, line, "∗"),
            weights(kernel, weight[i]),
            _sign((KERNEL_X + k_columns * CELL + MAP_X) / 2, line, "="),
            value_map(f"map{i}", grids[f"map{i}"], maps[i], at, role),
        ]
        if i and plus:
            parts.append(_sign(MAP_X + out_columns * CELL / 2, top - GAP / 2, "+"))
    return parts, grids


def _finish(conv: Convolution, parts: list[str], grids: dict[str, Grid], lines: list, at: Pair, bottom: float,
            agrees: bool | None, alt: str) -> Picture:
    facts = {"kind": "maps", "at": at, "lines": lines, "walk": {"output": "output map: arrow keys choose a position"},
             "parts": {name: vars(grid) for name, grid in grids.items()}}
    parts = [code_bar(conv.code()), *parts, verdict(agrees, WIDTH - MARGIN, bottom + 30),
             f'<g class="sum">{text(MARGIN, bottom + 30, lines[at[0]][at[1]][0], mono=True)}</g>']
    return Picture(card(WIDTH, bottom + 58, "".join(parts), facts=json.dumps(facts, separators=(",", ":"))), alt)


def value_map(part: str, grid: Grid, values: Numbers, at: Pair, role: Role) -> str:
    """One map with its numbers in the colour of its role, the cell at `at` marked."""
    return (f'<g data-part="{part}">{grid.background(role.fill)}{_place_mark(grid, at, role.strong)}'
            f"{grid.values(values)}</g>")


def _place_mark(grid: Grid, at: Pair, fill: str) -> str:
    """The one cell of a map that is spoken of; the browser moves it."""
    return (f'<rect {grid.box(*at)} rx="3" fill="{fill}" stroke="{INK}" stroke-width="1.5" class="mover" '
            f'data-dy="{grid.cell}" data-dx="{grid.cell}"/>')


def window(grid: Grid, weight: Numbers, conv: Convolution, at: Pair) -> str:
    """The kernel at its place on the padded input, for output position `at`; the browser moves it."""
    rows, columns = ([tap + axis.padding[0] for tap in axis.taps(place)] for axis, place in
                     zip((conv.rows, conv.columns), at, strict=True))
    cells = "".join(f'<rect {grid.box(r, c, inset=1.5)} rx="3" fill="{weight_role(weight[i][j]).fill}"/>'
                    for i, r in enumerate(rows) for j, c in enumerate(columns))
    frame = grid.box(rows[0], columns[0], conv.rows.effective_kernel_size, conv.columns.effective_kernel_size, inset=0)
    return (f'<g class="mover" data-dy="{conv.rows.stride * grid.cell}" data-dx="{conv.columns.stride * grid.cell}">'
            f'{cells}<rect {frame} rx="4" fill="none" stroke="{INK}" stroke-width="1.5"/></g>')


def _sign(x: float, y: float, sign: str) -> str:
    return text(x, y, sign, size=22, anchor="middle", fill=MUTED)


def _brace(x: float, top: float, bottom: float) -> str:
    return f'<path d="M{x} {top}h8v{bottom - top}h-8" fill="none" stroke="{MUTED}" stroke-width="1.5"/>'


def _sum_line(intermediate: Maps, output: Numbers, bias: float, channel: int, r: int, c: int) -> str:
    terms = " + ".join(factor(m[r][c]) for m in intermediate)
    return f"output[{channel}, {r}, {c}] = {terms} + bias {factor(bias)} = {show(output[r][c])}"
