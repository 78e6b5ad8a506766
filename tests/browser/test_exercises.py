"""The exercises in a real JupyterLab, as a learner meets them."""

import json
from importlib import import_module

import pytest

from tests.support.accessibility import OUTPUTS, violations
from tests.support.marks import quick
from tests.support.submissions import solutions
from tools import lab
from tools.exercises import EXERCISES

NAMES = sorted(path.name for path in EXERCISES.glob("*.ipynb"))
BANK = {name[:2]: import_module(f"tests.checks.bank.lesson_{name[:2]}").BANK for name in NAMES}
CARD = '.jp-OutputArea-output [style*="border-left"]'


@pytest.fixture
def page(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.watch = lab.Watch(page, address)
    yield page
    page.close()


def run(page, *, until):
    """Run all cells, and wait until as many cards are there as are expected; those that were stored do not count."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.wait_for_function("card => document.querySelectorAll(card).length == 0", arg=CARD)
    lab.run_all(page)
    page.wait_for_function("([card, count]) => document.querySelectorAll(card).length >= count", arg=[CARD, until],
                           timeout=60_000)


def type_answers(page, answers):
    """Put a text into the cell of each exercise, by its grade_id."""
    page.evaluate("""answers => {
        for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells) {
            const mark = cell.getMetadata('nbgrader');
            if (mark && mark.grade_id in answers) cell.sharedModel.setSource(answers[mark.grade_id]);
        }
    }""", {exercise.replace(" ", "-"): text for exercise, text in answers.items()})


few = pytest.mark.parametrize("name", quick(NAMES, NAMES[:1]))


@few
def test_fresh_exercises_run_to_their_end(page, address, name):
    lab.open_notebook(page, address, f"notebooks/exercises/{name}")
    exercises = solutions(name[:2])
    run(page, until=len(exercises))
    cards = page.locator(CARD).all_inner_texts()
    assert [card.split(" …")[0] for card in cards] == [f"{name}: not attempted" for name in exercises]
    assert lab.error_outputs(page) == []
    assert violations(page, OUTPUTS) == []
    assert page.watch.errors == []
    assert page.watch.foreign == []


@few
def test_right_and_wrong_answers_in_both_themes(page, address, name):
    lesson = name[:2]
    lab.open_notebook(page, address, f"notebooks/exercises/{name}")
    answers = solutions(lesson)
    type_answers(page, answers)
    run(page, until=len(answers))
    assert all(": correct ✓" in text for text in page.locator(CARD).all_inner_texts())

    marks = page.evaluate("""() => window.jupyterapp.shell.currentWidget.content.widgets.map(
        (cell) => cell.model.getMetadata('nbgrader')?.grade_id)""")
    for number, (exercise, known) in enumerate(BANK[lesson].items()):
        wrong, words = next(iter(known.wrong.items()))
        type_answers(page, {exercise: wrong})
        for cell in ("", "check-"):
            lab.run_cell(page, marks.index(cell + exercise.replace(" ", "-")))
        card = page.locator(CARD).nth(number)
        assert card.inner_text().startswith(f"{exercise}: incorrect ✗"), exercise
        assert words in card.inner_text()
        error = lab.error_outputs(page)[number]  # the same in one line, and no traceback
        assert error.startswith(f"AssertionError: {exercise}: incorrect. ")
        assert "\n" not in error.strip()
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        background, ink = page.locator(CARD).last.evaluate(
            "card => [getComputedStyle(card).backgroundColor, getComputedStyle(card).color]")
        assert (background, ink) == ("rgb(241, 243, 245)", "rgb(31, 36, 48)")  # its own light card in either theme
        assert violations(page, CARD) == []


def test_a_learner_s_jupyterlab_has_nothing_of_nbgrader(page, address):
    lab.open_notebook(page, address, f"notebooks/exercises/{NAMES[0]}")
    assert "nbgrader" not in page.locator("#jp-MainMenu").inner_text().lower()
    assert page.evaluate("""() => window.jupyterapp.commands.listCommands()
                                  .filter(name => /nbgrader|formgrader|assignment/.test(name))""") == []
    config = json.loads(page.locator("#jupyter-config-data").text_content())
    assert not {"@jupyter/nbgrader", "@jupyter-notebook/lab-extension"} - set(config["disabledExtensions"])
    for path in ("formgrader", "assignment_list", "course_list", "validate_assignment", "nbgrader_version"):
        assert page.request.get(f"{address}/{path}").status == 404, path
