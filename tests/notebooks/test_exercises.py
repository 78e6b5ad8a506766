"""The exercise notebooks are what the sources give, and learners get copies that nobody overwrites."""

import re
import tomllib

import nbformat
import pytest

from tools.exercises import EXERCISES, ROOT, SOLUTIONS, released
from tools.start import start

SOURCES = sorted(SOLUTIONS.glob("*.ipynb"))


def without_outputs(notebook):
    return [{key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}
            for cell in notebook.cells]


def test_every_source_has_its_exercises():
    assert [path.name for path in SOURCES] == sorted(path.name for path in EXERCISES.glob("*.ipynb"))
    assert {path.name for path in SOURCES} <= {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_stored_exercises_are_what_the_source_gives(source):
    stored = nbformat.read(EXERCISES / source.name, as_version=4)
    assert without_outputs(stored) == without_outputs(released(source)), "type: make exercises"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_exercises_hold_no_solution_and_have_all_that_an_exercise_needs(source):
    text = (EXERCISES / source.name).read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "demand" not in text
    cells = nbformat.read(source, as_version=4).cells
    marks = [cell.metadata.get("nbgrader") for cell in cells]
    answers = [i for i, mark in enumerate(marks) if mark and mark.solution]
    assert 4 <= len(answers) <= 6
    for i in answers:
        assert marks[i + 1].grade, "the check stands directly behind the answer: nbgrader puts it back there"
        assert marks[i + 1].grade_id == f"check-{marks[i].grade_id}"
        name = marks[i].grade_id.replace("-", " ")
        calls = re.findall(r'^(?:check|demand)\((.*)\)$', cells[i + 1].source, re.MULTILINE)
        assert len(calls) == 2
        assert calls[0] == calls[1]
        assert calls[0].startswith(f'"{source.stem[:2]}", "{name}", ')
        task = next(cell.source for cell in reversed(cells[:i]) if cell.cell_type == "markdown")
        assert task.startswith("## ")
        assert f"](../{source.name})" in task
        assert 1 <= task.count("<details>") <= 2


def test_start_copies_and_never_overwrites(tmp_path):
    work = tmp_path / "work"
    assert "is yours" in start("01", work)
    (copy,) = work.glob("*.ipynb")
    notebook = nbformat.read(copy, as_version=4)
    for cell in notebook.cells:
        for target in re.findall(r"\]\(([^)#]+)", cell.source) if cell.cell_type == "markdown" else []:
            assert (ROOT / "work" / target).resolve().exists(), target
    copy.write_text("mine", encoding="utf-8")
    assert "stays as it is" in start("01", work)
    assert copy.read_text(encoding="utf-8") == "mine"
    with pytest.raises(SystemExit, match="LESSON is '': name one of 01"):
        start("", work)


def test_the_tests_of_the_project_do_not_look_at_work():
    """What a learner has in work/ is neither linted nor tested."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert "work" in settings["ruff"]["extend-exclude"]
    assert not any(path.startswith((".", "work")) for path in settings["pytest"]["ini_options"]["testpaths"])
    assert "work" in settings["pytest"]["ini_options"]["norecursedirs"]
