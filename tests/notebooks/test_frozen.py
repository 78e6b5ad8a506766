"""Notebooks that learners have already: what they import and call goes on working, and their marks stay as they are.

`tests/frozen/` has the code cells of the notebooks of 2026-11-27, before explorers, exercises and presets had ids.
"""

import ast
import json
from importlib import import_module

import nbformat
import pytest

import lesson_utils
from lesson_utils.checks import exercise_of
from lesson_utils.questions import predict
from tools import ROOT

FROZEN = sorted((ROOT / "tests/frozen").glob("*/*.json"))
EXERCISES = [path for path in FROZEN if path.parent.name == "exercises"]
CODE = {path: [cell["source"] for cell in json.loads(path.read_text(encoding="utf-8"))] for path in FROZEN}


def calls(path, *names):
    """(name, literal arguments) of each call of one of these names whose arguments are all literals, or begin so."""
    for source in CODE[path]:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield node.func.id, [arg.value for arg in node.args if isinstance(arg, ast.Constant)]


def id_of(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", EXERCISES, ids=id_of)
def test_grade_ids_marks_and_checks_are_what_learners_have(path):
    """Answers are compared by their marks alone: learners write into them."""
    now = nbformat.read(ROOT / f"notebooks/exercises/{path.stem}.ipynb", as_version=4)
    marked = [cell for cell in now.cells if "nbgrader" in cell.metadata and cell.cell_type == "code"]
    frozen = [cell for cell in json.loads(path.read_text(encoding="utf-8")) if "nbgrader" in cell]
    assert [dict(cell.metadata.nbgrader) for cell in marked] == [cell["nbgrader"] for cell in frozen]
    for cell, before in zip(marked, frozen, strict=True):
        if cell.metadata.nbgrader.locked:
            assert cell.source == before["source"], cell.metadata.nbgrader.grade_id


@pytest.mark.parametrize("path", FROZEN, ids=id_of)
def test_every_import_is_there(path):
    for source in CODE[path]:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("lesson_utils"):
                for alias in node.names:
                    assert hasattr(import_module(node.module), alias.name), f"{node.module}.{alias.name}"


@pytest.mark.parametrize("path", FROZEN, ids=id_of)
def test_every_name_of_an_exercise_or_a_question_is_known(path):
    for _, (lesson, name, *_) in calls(path, "check", "demand"):
        assert exercise_of(lesson, name).id == name.replace(" ", "-")
    for _, (lesson, name) in calls(path, "predict"):
        assert predict(lesson, name).working


def test_every_explorer_opens_as_it_was_called():
    opened = [(name, arguments) for path in FROZEN for name, arguments in calls(path, *lesson_utils.__all__)
              if name.startswith("explore_") and name != "explore_width"]
    assert len(opened) > 10
    assert any(arguments for _, arguments in opened), "presets by their English names"
    for name, arguments in opened:
        assert getattr(lesson_utils, name)(*arguments).svg


@pytest.mark.parametrize(("explore", "labels"), [
    ("explore_receptive_field", ["two 3 × 3", "3 × 3, stride 2", "rates 1, 2, 4", "rates 2, 2, 2", "rates 1, 2, 3",
                                 "the context module"]),
    ("explore_tradeoff", ["all standard", "first standard, then separable", "all separable",
                          "dilated instead of strided"]),
])
def test_every_label_of_a_preset_still_names_it(explore, labels):
    opened = [getattr(lesson_utils, explore)(label) for label in labels]
    menu = opened[0].scene.controls["preset"].options
    assert [menu[explorer.controls["preset"].value] for explorer in opened] == labels
    by_id = [getattr(lesson_utils, explore)(explorer.controls["preset"].value) for explorer in opened]
    assert [explorer.svg for explorer in by_id] == [explorer.svg for explorer in opened]
