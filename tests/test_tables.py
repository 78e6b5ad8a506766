"""One renderer for all tables: aligned text, and HTML that a browser reads back as the same cells."""

from html.parser import HTMLParser

import pytest

from lesson_utils.tables import Table

ROWS = [("conv <1>", "72"), ("a longer & name", "1,072")]


class Cells(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.rows, self.scopes = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self.scopes.append(dict(attrs).get("scope"))

    def handle_data(self, data):
        if self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] += data


def test_text_is_aligned_numbers_at_the_right():
    text = Table(("layer", "MACs"), ROWS, numbers={1}, total=("total", "1,144")).as_text()
    assert text.splitlines() == ["layer             MACs", "conv <1>            72", "a longer & name  1,072",
                                 "total            1,144"]


@pytest.mark.parametrize("scoped", [True, False])
def test_html_has_the_same_cells(scoped):
    table = Table(("layer", "MACs"), ROWS, numbers={1}, total=("total", "1,144") if scoped else None, scoped=scoped)
    read = Cells(table.as_html("one < two\nand three"))
    assert read.rows == [list(table.headings), *map(list, ROWS), *([["total", "1,144"]] if scoped else [])]
    assert read.scopes == (["col"] * 2 + ["row", None] * 3 if scoped else [None] * 6)
    assert "one &lt; two<br>and three" in table.as_html("one < two\nand three")


def test_nothing_is_an_empty_table():
    assert Table((), [], scoped=False).as_text() == ""
    assert Cells(Table((), [], scoped=False).as_html("nothing yet")).rows == []
