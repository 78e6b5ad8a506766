"""The channel picture: one map for each input channel, added up to one output map."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lesson_utils.arithmetic import Convolution, Pair
from lesson_utils.diagrams.svg import Grid, Numbers, Picture, card, code_bar, heading, show, text, weights
from lesson_utils.style import BETWEEN, INK, INPUT, MUTED, OUTPUT, POSITIVE, weight_role

WIDTH, MARGIN, TOP = 880, 20, 98
CELL, LARGE = 26, 36
KERNEL_X, BETWEEN_X, OUTPUT_X = 206, 376, 660


def channels_picture(conv: Convolution, x: Sequence[Numbers], weight: Sequence[Numbers],
                     intermediate: Sequence[Numbers], output: Numbers, bias: float, channel: int, at: Pair = (0, 0), *,
                     agrees: bool | None = None) -> Picture:
    """How output map `channel` comes about: each slice of its kernel on its own input map, then the sum.

    `x` (m, H, W), `weight` (m, kH, kW): the m slices of this channel's kernel, `intermediate` (m, H', W'),
    `output` (H', W'), nested lists; padding is 0. `agrees`: whether torch was just asked and gave the same.
    """
    rows, columns, (k_rows, k_columns) = len(x[0]), len(x[0][0]), conv.weight_shape[2:]
    out_rows, out_columns = len(output), len(output[0])
    pitch = max(rows * CELL + 26, 120)
    middle = TOP + (len(x) * pitch - 26) / 2
    out = Grid(OUTPUT_X, middle - out_rows * LARGE / 2, LARGE, out_rows, out_columns)
    parts = [code_bar(conv.code(), WIDTH, MARGIN),
             heading(MARGIN, TOP - 20, "input", INPUT, f"{len(x)} maps"),
             heading(KERNEL_X, TOP - 20, f"kernel {channel}", POSITIVE, f"{len(x)} slices"),
             heading(BETWEEN_X, TOP - 20, "intermediate", BETWEEN, f"{len(x)} maps")]
    grids = {"output": out}
    for i in range(len(x)):
        top = TOP + i * pitch
        grid = Grid(MARGIN, top, CELL, rows, columns)
        kernel = Grid(KERNEL_X, top + (rows - k_rows) * CELL / 2, CELL, k_rows, k_columns)
        between = Grid(BETWEEN_X, top + (rows - out_rows) * CELL / 2, CELL, out_rows, out_columns)
        grids[f"between{i}"] = between
        line = top + rows * CELL / 2
        parts += [
            f"<g>{grid.background(INPUT.fill)}{_window(grid, weight[i], conv, at)}{grid.values(x[i])}</g>",
            _sign((MARGIN + columns * CELL + KERNEL_X) / 2, line, "∗"),
            weights(kernel, weight[i]),
            _sign((KERNEL_X + k_columns * CELL + BETWEEN_X) / 2, line, "="),
            f'<g data-part="between{i}">{between.background(BETWEEN.fill)}{_here(between, at, BETWEEN.strong)}'
            f"{between.values(intermediate[i])}</g>",
        ]
        if i:
            parts.append(_sign(BETWEEN_X + out_columns * CELL / 2, top - 13, "+"))
    end = BETWEEN_X + out_columns * CELL
    parts += [
        _brace(end + 14, TOP, TOP + len(x) * pitch - 26),
        text(end + 42, middle, f"sum + bias {show(bias)}", size=14),
        _sign(OUTPUT_X - 32, middle, "="),
        heading(OUTPUT_X, out.y - 20, "output", OUTPUT,
                f"map {channel} of {conv.out_channels}, {out_rows} × {out_columns}"),
        f'<g data-part="output">{out.background(OUTPUT.fill)}{_here(out, at, OUTPUT.strong)}{out.values(output)}</g>',
        text(OUTPUT_X, out.y + out.height + 22, f"weight.shape {conv.weight_shape}", fill=MUTED),
    ]
    bottom = TOP + len(x) * pitch + 4
    lines = [[_sum_line(intermediate, output, bias, channel, r, c) for c in range(out_columns)]
             for r in range(out_rows)]
    parts.append(f'<g class="sum">{text(MARGIN, bottom, lines[at[0]][at[1]], mono=True)}</g>')
    if agrees is not None:
        parts.append(text(WIDTH - MARGIN, bottom, "torch agrees ✓" if agrees else "torch disagrees ✗", weight=700,
                          anchor="end", fill=OUTPUT.ink, cls="verdict"))
    facts = {"kind": "maps", "at": at, "lines": lines, "walk": {"output": "output map: arrow keys choose a position"},
             "parts": {name: vars(g) for name, g in grids.items()}}
    alt = (f"Output map {channel} of {conv.out_channels}: each of the {len(x)} slices of kernel {channel} slides over "
           f"its own input map and gives a map of its own; the {len(x)} maps and the bias {show(bias)} are added. "
           f"At the place shown: {lines[at[0]][at[1]]}.")
    return Picture(card(WIDTH, bottom + 28, "".join(parts), facts=json.dumps(facts, separators=(",", ":"))), alt)


def _window(grid: Grid, weight: Numbers, conv: Convolution, at: Pair) -> str:
    cells = "".join(f'<rect {grid.box(r, c, inset=1.5)} rx="3" fill="{weight_role(weight[i][j]).fill}"/>'
                    for i, r in enumerate(conv.rows.taps(at[0])) for j, c in enumerate(conv.columns.taps(at[1])))
    frame = grid.box(conv.rows.taps(at[0])[0], conv.columns.taps(at[1])[0], conv.rows.effective_kernel_size,
                     conv.columns.effective_kernel_size, inset=0)
    steps = f'data-dy="{conv.rows.stride * grid.cell}" data-dx="{conv.columns.stride * grid.cell}"'
    return (f'<g class="mover" {steps}>{cells}<rect {frame} rx="4" fill="none" stroke="{INK}" stroke-width="1.5"/></g>')


def _here(grid: Grid, at: Pair, fill: str) -> str:
    return (f'<rect {grid.box(*at)} rx="3" fill="{fill}" stroke="{INK}" stroke-width="1.5" class="mover" '
            f'data-dy="{grid.cell}" data-dx="{grid.cell}"/>')


def _sign(x: float, y: float, sign: str) -> str:
    return text(x, y, sign, size=22, anchor="middle", fill=MUTED)


def _brace(x: float, top: float, bottom: float) -> str:
    return f'<path d="M{x} {top}h8v{bottom - top}h-8" fill="none" stroke="{MUTED}" stroke-width="1.5"/>'


def _sum_line(intermediate: Sequence[Numbers], output: Numbers, bias: float, channel: int, r: int, c: int) -> str:
    terms = [show(m[r][c]) if m[r][c] >= 0 else f"({show(m[r][c])})" for m in intermediate]
    signed = show(bias) if bias >= 0 else f"({show(bias)})"
    return f"output[{channel}, {r}, {c}] = {' + '.join(terms)} + bias {signed} = {show(output[r][c])}"
