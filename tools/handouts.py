"""`make handouts`: every lesson as one HTML file that needs no other and no network, and as PDF.

The pictures are those stored in the notebooks. Hovering and the arrow keys work in the HTML too, by the same code as
in JupyterLab; sliders need a kernel, so they are in the notebooks alone.
"""

from __future__ import annotations

import json
import re
import sys
from html import escape
from pathlib import Path

import nbformat
from latex2mathml.converter import convert as mathml
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from playwright.sync_api import Browser
from pygments.formatters import HtmlFormatter

from lesson_utils.explorers.shell import VIEW_CODE, VIEW_STYLE
from lesson_utils.explorers.view_words import view_words
from lesson_utils.facts.shown import show
from lesson_utils.language import mark, sentences, tr
from lesson_utils.questions import predict
from lesson_utils.style import BAR, CARD, INK, INPUT, MUTED, RULE
from tools import ROOT, lab

HERE = Path(__file__).parent
COLOURS = {"ink": INK, "muted": MUTED, "card": CARD, "bar": BAR, "rule": RULE, "link": INPUT.ink}
CODE_STYLE = "xcode"  # its colours are readable on the grey of a cell
FOOT = mark("Convolution lessons, text and pictures CC BY 4.0.")
LIVE = mark("To read: this page has no sliders, and no cell runs here. They are in the notebook {notebook}, in "
            "JupyterLab. Pictures answer to the mouse and to the arrow keys.")


def pages() -> list[Path]:
    """The lessons in their order, and the glossary; not the page for teachers, which has the answers."""
    return [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "notebooks/glossary.md"]


def handout(path: Path) -> str:
    """A notebook or a Markdown file as a whole HTML page."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = with_formulas(with_links(cell.source))
        else:
            answer_folded(cell)
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    title = re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)[1]
    colours = "".join(f"--{name}: {colour}; " for name, colour in COLOURS.items())
    styles = [f":root {{ {colours}}}", HtmlFormatter(style=CODE_STYLE, nobackground=True).get_style_defs(".highlight"),
              VIEW_STYLE, (HERE / "handout.css").read_text(encoding="utf-8")]
    script = "\n".join([VIEW_CODE, f"const WORDS = {json.dumps(view_words(), ensure_ascii=False)};",
                        (HERE / "handout.js").read_text(encoding="utf-8")])
    live = ""
    if path.suffix == ".ipynb":
        live = f'<p class="foot">{tr(LIVE, notebook=f"<code>{path.name}</code>")}</p>'
    return "\n".join([
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">',
        "<style>", *styles, "</style>\n</head>\n<body>\n<main>", live, body,
        f'<p class="foot end">{tr(FOOT)}</p>\n</main>\n<script type="module">', script,
        "</script>\n</body>\n</html>\n"])


def read(path: Path) -> NotebookNode:
    """The notebook in a file; a Markdown file is a notebook of one cell."""
    if path.suffix == ".ipynb":
        return nbformat.read(path, as_version=4)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(path.read_text(encoding="utf-8"))])


def with_formulas(markdown: str) -> str:
    """$$ formulas $$ as MathML, which browsers draw without any help.

    >>> "<mfrac>" in with_formulas("$$\\\\frac{1}{n}$$"), with_formulas("no formula")
    (True, 'no formula')
    """
    return re.sub(r"\$\$(.+?)\$\$", lambda found: f'<div class="formula">{mathml(found[1], display="block")}</div>',
                  markdown, flags=re.DOTALL)


def with_links(markdown: str) -> str:
    """Links to other lessons lead to their handouts; the words of a link to another file stay without the link.

    >>> with_links("[one](01_standard_convolution.ipynb), [two](../assets/x.svg), [three](https://pytorch.org)")
    '[one](01_standard_convolution.html), two, [three](https://pytorch.org)'
    """
    names = {path.name: f"{path.stem}.html" for path in pages()}

    def follow(found: re.Match) -> str:
        words, (target, mark, place) = found[1], found[2].partition("#")
        if target in names:
            return f"[{words}]({names[target]}{mark}{place})"
        return found[0] if target.startswith("http") or not target else words

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", follow, markdown)


def answer_folded(cell: NotebookNode) -> None:
    """Show a question of a lesson with its answer under it, to fold open; print leaves the answer out.

    The card is made anew from the question: the stored one also says to run the cell.
    """
    asked = re.search(r'^predict\("(\w+)", "([^"]+)"\)', cell.source, re.MULTILINE)
    if not asked:
        return
    (output,) = [output for output in cell.outputs if "text/html" in output.get("data", {})]
    known = predict(*asked.groups())
    answer = sentences(tr("{answer}.", answer=show(known.answer)), known.working)
    output.data["text/html"] = (f"{known.card}<details><summary>{escape(tr('Answer'))}</summary>{escape(answer)}"
                                "</details>")


def write(folder: Path) -> None:
    """Write every page as HTML into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in pages():
        (folder / f"{path.stem}.html").write_text(handout(path), encoding="utf-8")


def print_all(folder: Path, browser: Browser) -> None:
    """Print every HTML file of `folder` to PDF."""
    page = browser.new_page()
    for path in sorted(folder.glob("*.html")):
        page.goto(path.resolve().as_uri())
        page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True, tagged=True,
                 outline=True)
    page.close()


def main(folder: Path) -> None:
    """Write all handouts into `folder`: HTML, and PDF if there is a Chromium to print them."""
    write(folder)
    print(f"{len(pages())} HTML files are in {folder}", flush=True)
    try:
        with lab.chromium() as browser:
            print_all(folder, browser)
    except FileNotFoundError as error:
        print(f"The PDF files are missing: {error}")
    else:
        print("and the same as PDF")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
