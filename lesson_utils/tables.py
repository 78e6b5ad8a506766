"""Tables of results, as text and for a notebook: one renderer for costs, receptive fields and trainings.

The HTML has no colours: it takes those of the page, light or dark.

>>> print(Table(("layer", "MACs"), [("conv", "72"), ("total", "1,072")], numbers={1}).as_text())
layer   MACs
conv      72
total  1,072
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

Cells = Sequence[str]


@dataclass(frozen=True)
class Table:
    """Headings and rows of cells, all in words; `numbers` are the columns that stand at the right.

    `total` is a last row that adds up the others. `scoped` marks headings and the first cell of a row for screen
    readers.
    """

    headings: Cells
    rows: Sequence[Cells]
    numbers: Collection[int] = ()
    total: Cells | None = None
    scoped: bool = True

    def as_text(self) -> str:
        """Lines of aligned cells, two spaces between columns."""
        lines = [self.headings, *self.rows, *([self.total] if self.total else [])]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join("  ".join(cell.rjust(width) if column in self.numbers else cell.ljust(width)
                                   for column, (cell, width) in enumerate(zip(line, widths, strict=True))).rstrip()
                         for line in lines)

    def as_html(self, caption: str, style: str = "") -> str:
        """The table under `caption`, plain text of one line or more; `style` is CSS for the caption."""
        words = "<br>".join(map(escape, caption.splitlines()))
        head = f'<table>\n<caption style="{style}">\n{words}</caption>' if style else \
            f"<table>\n<caption>{words}</caption>"
        if not self.scoped:
            rows = [self._row("th", self.headings), *(self._row("td", row) for row in self.rows)]
            return "\n".join([head, *(rows if self.headings else []), "</table>"])
        foot = [f"<tfoot>{self._scoped_row(self.total)}</tfoot>"] if self.total else []
        return "\n".join([head, f"<thead>{self._head()}</thead>", "<tbody>", *map(self._scoped_row, self.rows),
                          "</tbody>", *foot, "</table>"])

    def _align(self, column: int) -> str:
        return f' style="text-align:{"right" if column in self.numbers else "left"}"'

    def _row(self, tag: str, cells: Cells) -> str:
        return "<tr>" + "".join(f"<{tag}{self._align(column)}>{escape(cell)}</{tag}>"
                                for column, cell in enumerate(cells)) + "</tr>"

    def _head(self) -> str:
        return "<tr>" + "".join(f'<th scope="col"{self._align(column)}>{escape(heading)}</th>'
                                for column, heading in enumerate(self.headings)) + "</tr>"

    def _scoped_row(self, cells: Cells) -> str:
        first, *others = map(escape, cells)
        return (f'<tr><th scope="row"{self._align(0)}>{first}</th>' +
                "".join(f"<td{self._align(column)}>{cell}</td>" for column, cell in enumerate(others, start=1)) +
                "</tr>")
