"""A pointwise convolution: at every pixel, the same weighted sums over the channels."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lesson_utils.diagrams.parts import value_map
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
from lesson_utils.style import INPUT, MUTED, OUTPUT, POSITIVE, Role

TALLEST, GAP = 420, 12
LARGE = 38
MATRIX_X, ROWS, COLUMNS = 210, 5, 4  # a smaller matrix leaves room, so that what stands beside and below it stays


def pointwise_picture(conv: Convolution, x: Sequence[Numbers], weight: Numbers, output: Sequence[Numbers],
                      at: Pair = (0, 0), *, agrees: bool | None = None) -> Picture:
    """Channels of one pixel, the weights that all pixels share, and the new channels of that pixel.

    `x` (m, H, W), `weight` (n, m), `output` (n, H, W), nested lists. `agrees`: whether torch was just asked.
    """
    n, m = len(weight), len(weight[0])
    rows, columns = len(x[0]), len(x[0][0])
    inputs, outputs = _stack(MARGIN, m, rows, columns), _stack(0, n, rows, columns)
    out_x = WIDTH - MARGIN - max(outputs[0].width, 134)
    outputs = [Grid(out_x, g.y, g.cell, rows, columns) for g in outputs]
    matrix = Grid(MATRIX_X, TOP, LARGE, n, m)
    vector = Grid(matrix.x + max(m, COLUMNS) * LARGE + 42, TOP, LARGE, m, 1)
    result = Grid(vector.x + LARGE + 54, TOP, LARGE, n, 1)
    bottom = TOP + TALLEST + 20
    lines = [[[_line(x, weight, output, j, r, c) for j in range(n)] for c in range(columns)] for r in range(rows)]
    middle, below = TOP + max(n, m) * LARGE / 2, TOP + LARGE * max(n, m, ROWS)
    parts = [
        code_bar(conv.code()),
        heading(MARGIN, HEADINGS, tr("input"), INPUT, tr_n("{n} channel", "{n} channels", m)),
        heading(matrix.x, HEADINGS, tr("weight"), POSITIVE, f"{n} × {m}"),
        text(vector.x - 4, HEADINGS, tr("one pixel"), size=13, fill=MUTED),
        text(result.x - 4, HEADINGS, tr("its new channels"), size=13, fill=MUTED),
        heading(out_x, HEADINGS, tr("output"), OUTPUT, tr_n("{n} channel", "{n} channels", n)),
        *(value_map(f"input{i}", grid, x[i], at, INPUT) for i, grid in enumerate(inputs)),
        f'<g data-key="kernel">{weights(matrix, weight)}</g>',
        text((matrix.x + matrix.width + vector.x) / 2, middle, "·", size=22, anchor="middle", fill=MUTED),
        _vector(vector, [values[at[0]][at[1]] for values in x], "input", INPUT),
        text(result.x - 27, middle, "=", size=22, anchor="middle", fill=MUTED),
        _vector(result, [values[at[0]][at[1]] for values in output], "output", OUTPUT),
        *(value_map(f"output{j}", grid, output[j], at, OUTPUT) for j, grid in enumerate(outputs)),
        text(matrix.x, below + 28, f"weight.shape {conv.weight_shape}", fill=MUTED),
        text(matrix.x, below + 50, tr("The same weights at every pixel."), fill=MUTED),
        '<g class="sum">',
        *(text(MATRIX_X, below + 84 + 20 * j, line, mono=True) for j, line in enumerate(lines[at[0]][at[1]])), "</g>",
        verdict(agrees, WIDTH - MARGIN, bottom),
    ]
    facts = {"kind": "maps", "at": at, "lines": lines,
             "walk": {"output0": tr("output channel 0: arrow keys choose a pixel")},
             "follow": {**{f"input{i}": values for i, values in enumerate(x)},
                        **{f"output{j}": values for j, values in enumerate(output)}},
             "parts": {**{f"input{i}": vars(g) for i, g in enumerate(inputs)},
                       **{f"output{j}": vars(g) for j, g in enumerate(outputs)}}}
    alt = tr("A pointwise convolution: at each pixel {m} input channels become {n} output channels, by the same "
             "{n} × {m} weights. At the pixel shown: {sums}.", m=m, n=n, sums="; ".join(lines[at[0]][at[1]]))
    return Picture(card(WIDTH, bottom + 20, "".join(parts), facts=json.dumps(facts, separators=(",", ":"))), alt)


def _stack(x: float, count: int, rows: int, columns: int) -> list[Grid]:
    """Maps below each other, as large as there is room."""
    cell = min(26, ((TALLEST + GAP) / count - GAP) / rows)
    return [Grid(x, TOP + i * (rows * cell + GAP), cell, rows, columns) for i in range(count)]


def _vector(grid: Grid, values: list[float], name: str, role: Role) -> str:
    texts = "".join(f'<text class="follow" data-follow="{name}{i}" x="{grid.x + grid.cell / 2:g}" '
                    f'y="{grid.y + (i + 0.5) * grid.cell:g}">{show(value)}</text>' for i, value in enumerate(values))
    return (f'<g data-key="pixel, {name}">{grid.background(role.strong)}<g font-size="14" text-anchor="middle" '
            f'dominant-baseline="central">{texts}</g></g>')


def _line(x: Sequence[Numbers], weight: Numbers, output: Sequence[Numbers], j: int, r: int, c: int) -> str:
    terms = " + ".join(f"{factor(values[r][c])}·{factor(w)}" for values, w in zip(x, weight[j], strict=True))
    return f"output[{j}, {r}, {c}] = {terms} = {show(output[j][r][c])}"
