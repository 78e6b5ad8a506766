"""Parts that several pictures share: an input with its padding, a kernel at its place on it, a map, the formulas."""

from __future__ import annotations

from lesson_utils.diagrams.convolution_words import never_read_words
from lesson_utils.diagrams.svg import MARGIN, Grid, heading, outline_cells, text
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers
from lesson_utils.language import listed, tr
from lesson_utils.style import INK, INPUT, MUTED, NEVER_READ, Role, weight_role


def input_heading(conv: Convolution, grid: Grid, height: int, width: int) -> str:
    """The heading of an input of height x width, above its grid, with what pads it."""
    sides = [str(a) if a == b else listed((a, b)) for a, b in (conv.rows.padding, conv.columns.padding)]
    detail = f"{height} × {width}"
    if grid.rows > height or grid.columns > width:
        detail = tr("{rows} × {columns}, padding {padding}", rows=height, columns=width, padding=either(*sides))
    return heading(grid.x, grid.y - 20, tr("input"), INPUT, detail)


def padded_map(conv: Convolution, grid: Grid, x: Numbers, window: str) -> str:
    """An input (H, W) with its padding hatched, a window on it, its numbers, and what is never read outlined."""
    height, width = len(x), len(x[0])
    (top, _), (left, _) = conv.rows.padding, conv.columns.padding
    inner = Grid(grid.x + left * grid.cell, grid.y + top * grid.cell, grid.cell, height, width)
    padded = [[x[r][c] if 0 <= r < height and 0 <= c < width else 0 for c in range(-left, grid.columns - left)]
              for r in range(-top, grid.rows - top)]
    rows, columns = set(conv.rows.never_read(height)), set(conv.columns.never_read(width))
    unread = [(r, c) for r in range(grid.rows) for c in range(grid.columns) if r - top in rows or c - left in columns]
    return "".join([
        grid.background("url(#hatch)") if (grid.rows, grid.columns) != (height, width) else "",
        inner.background(INPUT.fill),
        window,
        grid.values(padded),
        outline_cells(grid, unread) if unread else "",
    ])


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


def size_formulas(conv: Convolution, height: int, width: int, y: float) -> str:
    """The output-size formula of rows and columns with its numbers, and what is never read."""
    parts = []
    formulas = (tr("rows:    {formula}", formula=conv.rows.formula(height)),
                tr("columns: {formula}", formula=conv.columns.formula(width)))
    axes = zip(formulas, (conv.rows, conv.columns), (height, width), strict=True)
    for number, (words, axis, size) in enumerate(axes):
        parts.append(text(MARGIN, y + 20 * number, words, mono=True, fill=MUTED))
        parts.append(text(MARGIN + len(words) * 7.85 + 18, y + 20 * number, never_read_words(axis, size, number),
                          fill=NEVER_READ.ink, weight=600))
    return "".join(parts)


def either(row: int | str, column: int | str) -> str:
    """A setting of both axes in words: one number if they are alike, else the pair.

    >>> either(2, 2), either(1, 2)
    ('2', '(1, 2)')
    """
    return str(row) if row == column else f"({row}, {column})"
