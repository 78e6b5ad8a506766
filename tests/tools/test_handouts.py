"""The handouts, opened from a folder with no network: they need nothing else, they answer, and they print."""

import re
import shutil
from html import unescape

import nbformat
import pytest

from lesson_utils.language import tr
from lesson_utils.questions import predict, question
from tests.support.accessibility import violations
from tests.support.marks import quick
from tools.handouts import answer_folded, pages, print_all, write

NAMES = [path.stem for path in pages()]
FEW = ["00_start_here", "04_receptive_field", "glossary"]  # all are opened among the slow tests


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handouts 讲义")
    write(folder)
    assert sorted(path.stem for path in folder.iterdir()) == sorted(NAMES)
    assert "for_teachers" not in NAMES, "learners get this folder, and that page has the answers"
    return folder


@pytest.fixture(scope="module")
def offline(browser):
    context = browser.new_context(viewport={"width": 1024, "height": 900}, offline=True)
    yield context
    context.close()


@pytest.fixture
def open_page(offline, folder):
    """Open a handout; afterwards it has asked for nothing but itself, and said nothing to the console."""
    page = offline.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def open_it(name):
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield open_it
    assert said == []
    assert [url[:80] for url in asked[1:] if not url.startswith("data:")] == []
    page.close()


@pytest.mark.parametrize("name", quick(NAMES, FEW))
def test_a_handout_is_whole(open_page, folder, name):
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!data:|#|https://|\w+\.html[#"])[^"]*', text) == []
    assert "$$" not in text
    page = open_page(name)
    assert page.locator("h1").count() == 1
    assert page.locator("img:not([alt]), img[alt='']").count() == 0
    alive = page.locator(".lesson-stage svg")
    assert alive.count() + page.locator("img").count() == text.count("<img ")
    assert all(alive.evaluate_all("list => list.map((svg) => svg.getAttribute('aria-label'))"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for link in page.locator("a[href$='.html']").evaluate_all("list => list.map((a) => a.getAttribute('href'))"):
        assert (folder / link).exists(), link
    assert violations(page) == []


def test_hovering_and_the_keyboard_work_without_a_kernel(open_page):
    page = open_page("01_standard_convolution")
    svg = page.locator(".lesson-stage svg").first
    sums = svg.locator(".sum text")
    svg.locator('[data-part="output"]').focus()
    first = sums.all_text_contents()
    page.keyboard.press("ArrowRight")
    assert sums.all_text_contents() != first
    assert sums.first.text_content().startswith("output[0, 1] =")
    svg.locator('[data-part="kernel"]').focus()
    page.keyboard.press("+")  # there is no kernel to compute a new output
    assert sums.first.text_content().startswith("weight[0, 0] = 1 multiplies")
    assert page.locator(".lesson-weight").count() == 0
    page.get_by_role("button", name="One step on").first.click()
    assert sums.first.text_content().startswith("output[0, 2] =")


def test_answers_fold_open_and_are_those_of_the_questions(open_page):
    page = open_page("01_standard_convolution")
    answers = page.locator("details")
    known = predict("01", "output rows")
    assert answers.first.inner_text() == "Answer"
    answers.first.locator("summary").click()
    assert answers.first.inner_text().splitlines()[-1] == f"{known.answer:g}. {known.working}"


@pytest.mark.parametrize("stored", ["<p>Anything</p>", predict("01", "output rows")._repr_mimebundle_()["text/html"]])
def test_the_card_of_a_question_is_made_from_the_question_in_whatever_words(monkeypatch, stored):
    monkeypatch.setattr(question, "tr", lambda *said, **places: tr(*said, **places).upper())
    cell = nbformat.v4.new_code_cell('predict("01", "output rows")', outputs=[
        nbformat.v4.new_output("display_data", {"text/html": stored, "text/plain": "x"})])
    answer_folded(cell)
    html, known = cell.outputs[0].data["text/html"], predict("01", "output rows")
    assert html.startswith(known.card + "<details>")
    assert "PREDICT FIRST." in known.card
    assert known.question in unescape(html)
    assert "run this cell" not in html.lower()
    assert unescape(html).endswith(f"4. {known.working}</details>")


@pytest.mark.parametrize("names", [FEW[:1], pytest.param(NAMES, marks=pytest.mark.slow)], ids=["one", "all"])
def test_a_pdf_has_pages_for_paper_and_for_screen_readers(browser, folder, tmp_path, names):
    for name in names:
        shutil.copy(folder / f"{name}.html", tmp_path)
    print_all(tmp_path, browser)
    for name in names:
        printed = (tmp_path / f"{name}.pdf").read_bytes()
        assert printed.startswith(b"%PDF")
        assert b"/StructTreeRoot" in printed, "not tagged for screen readers"
        assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 30
