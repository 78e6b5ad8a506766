"""The first cell of the first lesson: what it says when something is missing."""

import subprocess
import sys
from importlib import metadata

import pytest

from lesson_utils.environment import check_environment, find_problems


def missing(name):
    raise metadata.PackageNotFoundError(name)


def test_all_is_well_here(capsys):
    assert find_problems() == []
    check_environment()
    assert capsys.readouterr().out.startswith("All set")


def test_a_missing_package_is_named_with_the_command():
    (problem,) = find_problems(["anywidget>=0.9"], version_of=missing)
    assert problem.startswith("The package anywidget is missing.")
    assert f'"{sys.executable}" -m pip install -r requirements.txt' in problem


def test_an_old_package_is_named_with_both_versions():
    (problem,) = find_problems(["torch>=2.6"], version_of=lambda name: "1.13.1")
    assert problem.startswith("torch is 1.13.1, but the lessons need >=2.6.")
    assert find_problems(["torch>=2.6"], version_of=lambda name: "2.13.0+cpu") == []


def test_an_old_python_is_named():
    (problem,) = find_problems(python=(3, 9))
    assert "This is Python 3.9" in problem
    assert "3.11 or newer" in problem


def test_problems_are_printed_in_words(monkeypatch, capsys):
    monkeypatch.setattr("lesson_utils.environment.find_problems", lambda: ["torch is missing."])
    check_environment()
    assert capsys.readouterr().out == "Before you start, something has to be mended:\n- torch is missing.\n"


def test_without_lesson_utils_the_first_cell_says_what_to_do(tmp_path):
    import nbformat

    from tools import ROOT

    notebook = nbformat.read(ROOT / "notebooks/00_start_here.ipynb", as_version=4)
    cell = next(c for c in notebook.cells if c.cell_type == "code")
    done = subprocess.run([sys.executable, "-I", "-S", "-c", cell.source], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert "type: make lab" in done.stdout


@pytest.mark.parametrize("module", ["lesson_utils", "lesson_utils.environment"])
def test_the_check_itself_needs_nothing_heavy(module):
    code = (f"import sys, {module}; print([m for m in ('torch', 'numpy', 'matplotlib', 'ipywidgets', 'anywidget') "
            "if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
