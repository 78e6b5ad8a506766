"""A receptive field as text, and as a table for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lesson_utils.language import tr
from lesson_utils.tables import Table

if TYPE_CHECKING:
    from lesson_utils.tracing.axis import AxisField
    from lesson_utils.tracing.field import ReceptiveField

FIRST, LAST = 30, 12  # of a longer table, the rows that are shown


def as_text(field: ReceptiveField) -> str:
    """Title, the field in words, and a line for each layer that changes it."""
    return "\n".join([field.title, *_words(field), _table(field).as_text()])


def as_html(field: ReceptiveField) -> str:
    """The same as an HTML table."""
    return _table(field).as_html("\n".join([field.title, *_words(field)]), "text-align: left; white-space: nowrap")


def _table(field: ReceptiveField) -> Table:
    headings = [tr("layer"), tr("type"), tr("output"), tr("size"), tr("jump"), tr("start")]
    return Table(headings, list(_cells(field)), numbers={3, 4, 5})


def _words(field: ReceptiveField) -> Iterator[str]:
    words = [axis.in_words() for axis in field.axes]
    if len(set(words)) == 1:
        yield f"{', '.join(axis.title for axis in field.axes)}: {words[0]}"
    else:
        yield from (f"{axis.title}: {text}" for axis, text in zip(field.axes, words, strict=True))
    for merge in field.merges:
        if not merge.aligned:
            yield tr("branches that meet in {layer} ({operation}) have centres up to {offset:g} apart",
                     layer=merge.layer, operation=merge.operation, offset=merge.offset)
    left_out = len(field.layers) - len(field.changes)
    if left_out:
        yield tr("{left_out} of {layers} layers keep the field of their input, and have no row", left_out=left_out,
                 layers=len(field.layers))


def _cells(field: ReceptiveField) -> Iterator[tuple[str, ...]]:
    rows = field.changes
    for number, layer in enumerate(rows):
        hidden = len(rows) - FIRST - LAST
        if hidden > 1 and FIRST <= number < len(rows) - LAST:
            if number == FIRST:
                yield (tr("... {hidden} more ...", hidden=hidden), *[""] * 5)
            continue
        yield (layer.name, layer.type, str(layer.output_shape), _of_axes([_size(axis) for axis in layer.axes]),
               _of_axes([_number(axis.jump) for axis in layer.axes]),
               _of_axes([_number(axis.start) for axis in layer.axes]))


def _size(axis: AxisField) -> str:
    if axis.sees_everything:
        return tr("everything")
    if axis.size is None:
        return ", ".join(map(str, axis.sizes)) if len(axis.sizes) < 5 else tr("varies")
    return str(axis.size)


def _number(value: int | None) -> str:
    return "–" if value is None else str(value).replace("-", "−")


def _of_axes(cells: list[str]) -> str:
    return cells[0] if len(set(cells)) == 1 else " × ".join(cells)
