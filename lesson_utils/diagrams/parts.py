"""Parts that several pictures share: a map with one cell marked, and a kernel at its place on an input."""

from __future__ import annotations

from lesson_utils.diagrams.svg import Grid
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers
from lesson_utils.style import INK, Role, weight_role


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
