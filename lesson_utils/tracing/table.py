"""A receptive field as text, and as a table for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lesson_utils.tracing.axis import AxisField
    from lesson_utils.tracing.field import ReceptiveField

COLUMNS = ("layer", "type", "output", "size", "jump", "start")
NUMBERS = ("size", "jump", "start")
FIRST, LAST = 30, 12  # of a longer table, the rows that are shown


def as_text(field: ReceptiveField) -> str:
    """Title, the field in words, and a line for each layer that changes it."""
    lines = [COLUMNS, *_cells(field)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [field.title, *_words(field)]
    for line in lines:
        cells = [cell.rjust(width) if heading in NUMBERS else cell.ljust(width)
                 for heading, cell, width in zip(COLUMNS, line, widths, strict=True)]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)


def as_html(field: ReceptiveField) -> str:
    """The same as an HTML table without colours: it takes those of the page, light or dark."""
    align = [f' style="text-align:{"right" if heading in NUMBERS else "left"}"' for heading in COLUMNS]

    def line(cells: tuple[str, ...]) -> str:
        first, *others = map(escape, cells)
        return (f'<tr><th scope="row"{align[0]}>{first}</th>' +
                "".join(f"<td{style}>{cell}</td>" for style, cell in zip(align[1:], others, strict=True)) + "</tr>")

    head = "".join(f'<th scope="col"{style}>{heading}</th>' for style, heading in zip(align, COLUMNS, strict=True))
    caption = "<br>".join(map(escape, [field.title, *_words(field)]))
    return "\n".join(['<table>\n<caption style="text-align: left; white-space: nowrap">', f"{caption}</caption>",
                      f"<thead><tr>{head}</tr></thead>", "<tbody>",
                      *map(line, _cells(field)), "</tbody>", "</table>"])


def _words(field: ReceptiveField) -> Iterator[str]:
    words = [axis.in_words() for axis in field.axes]
    if len(set(words)) == 1:
        yield f"{', '.join(axis.name for axis in field.axes)}: {words[0]}"
    else:
        yield from (f"{axis.name}: {text}" for axis, text in zip(field.axes, words, strict=True))
    for merge in field.merges:
        if not merge.aligned:
            yield f"branches that meet in {merge.layer} ({merge.operation}) have centres up to {merge.offset:g} apart"
    left_out = len(field.layers) - len(field.changes)
    if left_out:
        yield f"{left_out} of {len(field.layers)} layers keep the field of their input, and have no row"


def _cells(field: ReceptiveField) -> Iterator[tuple[str, ...]]:
    rows = field.changes
    for number, layer in enumerate(rows):
        hidden = len(rows) - FIRST - LAST
        if hidden > 1 and FIRST <= number < len(rows) - LAST:
            if number == FIRST:
                yield (f"... {hidden} more ...", *[""] * (len(COLUMNS) - 1))
            continue
        yield (layer.name, layer.type, str(layer.output_shape), _of_axes([_size(axis) for axis in layer.axes]),
               _of_axes([_number(axis.jump) for axis in layer.axes]),
               _of_axes([_number(axis.start) for axis in layer.axes]))


def _size(axis: AxisField) -> str:
    if axis.sees_everything:
        return "everything"
    if axis.size is None:
        return ", ".join(map(str, axis.sizes)) if len(axis.sizes) < 5 else "varies"
    return str(axis.size)


def _number(value: int | None) -> str:
    return "–" if value is None else str(value).replace("-", "−")


def _of_axes(cells: list[str]) -> str:
    return cells[0] if len(set(cells)) == 1 else " × ".join(cells)
