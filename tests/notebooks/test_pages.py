"""The pages beside the notebooks: links lead somewhere, terms occur, and teachers are told what the code says."""

import json
import re
from xml.etree import ElementTree

import nbformat
import pytest

import lesson_utils
from lesson_utils.facts.shown import show
from lesson_utils.questions import predict
from tests.support.notebooks import LESSONS, not_plain
from tests.support.questions import ALL
from tools import ROOT, lab
from tools.driving import EXPLORERS

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "notebooks/for_teachers.md", "notebooks/glossary.md")]
TEACHERS = PAGES[2].read_text(encoding="utf-8")
CELLS = {path.stem[:2]: nbformat.read(path, as_version=4).cells for path in LESSONS}
LESSON = re.compile(r"^## (\d\d) .*?(?=^## )", re.MULTILINE | re.DOTALL)
SVG = "{http://www.w3.org/2000/svg}"
PARTS = {match[1]: match[0] for match in LESSON.finditer(TEACHERS)}


def rows_of(text, heading):
    """The rows of the table with this first heading, each a list of cells without spaces around them."""
    lines = text[text.index(f"| {heading} |"):].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            name, _, anchor = target.partition("#")
            file = page.parent / name if name else page
            assert file.exists(), target
            assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_verb_is_there(page):
    verbs = set(re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert verbs <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_files_that_contributing_names_are_there():
    for name in re.findall(r"`([\w./*]+/[\w./*]*)`", PAGES[1].read_text(encoding="utf-8")):
        places = [ROOT, ROOT / "lesson_utils"]
        if not re.search("NAME|07", name):
            assert any(any(place.glob(name.rstrip("/"))) for place in places), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_prose_is_plain(page):
    assert not_plain(page.read_text(encoding="utf-8")) == []


def test_each_term_occurs_in_its_lesson():
    rows = rows_of(PAGES[3].read_text(encoding="utf-8"), "English")
    assert 40 <= len(rows) <= 60
    assert len({term for term, *_ in rows}) == len(rows)
    for english, chinese, meaning, link in rows:
        text = " ".join(cell.source for cell in CELLS[re.match(r"\[(\d\d)\]", link)[1]]).lower()
        assert all(term in " ".join(text.split()) for term in english.lower().split(", ")), english
        assert re.search(r"[\u4e00-\u9fff]", chinese), english
        assert meaning


def test_each_lesson_has_its_part_and_its_minutes():
    """The estimate is the one that the page explains; 5 minutes of grace for a cell more or less."""
    assert list(PARTS) == list(CELLS)
    said = {re.match(r"\[(\d\d)", lesson)[1]: int(minutes.split(",")[0])
            for lesson, minutes in rows_of(TEACHERS, "lesson")}
    for lesson, cells in CELLS.items():
        title = cells[0].source.splitlines()[0].removeprefix("# ").removeprefix(f"{lesson} ").split(",")[0]
        assert PARTS[lesson].startswith(f"## {lesson} {title}\n")
        assert "**Goal.** " in PARTS[lesson]
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        words = sum(len(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
        estimate = (sum(cell.cell_type == "code" for cell in cells) + words / 100 + 2 * code.count("predict(\"")
                    + 4 * len(re.findall(r"^explore_", code, re.MULTILINE)))
        assert abs(said[lesson] - estimate) <= 5, (lesson, estimate)


def test_every_question_is_there_with_its_answer():
    told = []
    for lesson, part in PARTS.items():
        for ask, right, wrong in rows_of(part, "ask"):
            question = predict(lesson, re.match(r"`([^`]+)`", ask)[1])
            told.append((lesson, re.match(r"`([^`]+)`", ask)[1]))
            assert right == show(question.answer), ask
            numbers = {float(number) for number in re.findall(r"\*\*([\d.]+)\*\*", wrong)}
            assert numbers, ask
            assert numbers <= set(question.slips), "a number for which the notebook has no words"
    assert sorted(told) == sorted(ALL)


def set_control(explorer, layer, label, value):
    """Give the control with this label on the screen a value: a number, on, or *an option*."""
    name = f"{label}_{layer}" if layer else next(
        name for name, control in explorer.controls.items() if control.description == label)
    control = explorer.controls[name]
    if value == "on":
        new = True
    elif value.startswith("*"):  # the page says what stands on the screen, the value is an id
        new = {label: chosen for chosen, label in explorer.scene.controls[name].options.items()}[value.strip("*")]
    else:
        new = int(value)
    assert control.value != new, f"{label} is {value} already"
    control.value = new
    assert control.value == new, f"{label} cannot be {value}"


@pytest.mark.parametrize("lesson", PARTS)
def test_what_the_class_sees_is_in_the_picture(lesson):
    code = [line for cell in CELLS[lesson] if cell.cell_type == "code" for line in cell.source.splitlines()]
    explorer = None
    for call, settings, seen in rows_of(PARTS[lesson], "show"):
        if call:
            assert call.strip("`") in code
            explorer = eval(call.strip("`"), {name: getattr(lesson_utils, name) for name in EXPLORERS})
        found = re.findall(r"(?:layer (\d) )?`([^`]+)` (\*[^*]+\*|\d+|on)", settings)
        assert bool(found) == bool(settings)
        for one in found:
            set_control(explorer, *one)
        texts = [" ".join(node.itertext()) for node in ElementTree.fromstring(explorer.svg).iter(SVG + "text")]
        quotes = re.findall(r'"([^"]+)"', seen)
        assert quotes
        for quote in quotes:
            assert any(quote in text for text in texts), (quote, texts)


@pytest.mark.slow
def test_pages_open_rendered_in_jupyterlab(browser, address, folder):
    """By a link in a notebook, and by a double click in the file list, with the settings that make installs."""
    for plugin, settings in json.loads((ROOT / "assets/jupyterlab-overrides.json").read_text()).items():
        package, name = plugin.split(":")
        file = folder / f".settings/{package}/{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    watch = lab.Watch(page, address)
    lab.open_notebook(page, address, "notebooks/00_start_here.ipynb")
    page.get_by_role("link", name="glossary 术语表").click()
    page.wait_for_selector(".jp-MarkdownViewer table", timeout=20_000)
    page.keyboard.press("Control+b")  # the file list, which shows the notebook's folder
    page.locator(".jp-DirListing-item", has_text="for_teachers.md").dblclick()
    page.wait_for_selector("text=What to prepare, what to ask", timeout=20_000)
    assert page.locator(".jp-MarkdownViewer").count() == 2
    assert page.locator(".jp-FileEditor").count() == 0
    assert watch.errors == watch.foreign == []
    page.close()
