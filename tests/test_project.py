"""The front door: README's commands are what CI runs, its pictures what the code draws."""

import ast
import os
import re
import subprocess
import sys
import tomllib

import pytest

from tools import ROOT
from tools.draw import PICTURES

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_readme_s_test_commands_are_what_ci_runs():
    commands = [line for block in BLOCKS for line in block.splitlines() if line.startswith("make test")]
    assert commands == ["make test", "make test-slow"]
    for file in (".ci/run", ".github/workflows/ci.yml"):
        lines = [line.strip().removeprefix("- run: ") for line in (ROOT / file).read_text().splitlines()]
        assert [line for line in lines if line.startswith("make test")] == commands, file


def test_make_alone_lists_the_verbs():
    done = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    for verb in ("lab", "test", "test-slow", "notebooks", "clean"):
        assert f"make {verb} " in done.stdout


def test_an_old_python_is_refused_in_words(tmp_path):
    (tmp_path / "python3").write_text('#!/bin/sh\ncase "$1" in --version) echo Python 3.9.1;; *) exit 1;; esac\n')
    (tmp_path / "python3").chmod(0o755)
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["make", "lab"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "need Python 3.11 or newer; python3 is Python 3.9.1" in done.stdout
    assert "make lab PYTHON=" in done.stdout


def test_readme_lists_every_lesson():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"(notebooks/{path.name})" in README


@pytest.mark.parametrize(("name", "draw"), PICTURES.items())
def test_assets_are_what_the_code_draws(name, draw):
    assert (ROOT / "assets" / name).read_text(encoding="utf-8") == draw() + "\n", "type: make assets"


def test_requirements_are_exact_and_within_the_ranges():
    from packaging.requirements import Requirement

    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] not in "#-"]
    pins = {Requirement(line).name: Requirement(line) for line in lines}
    assert all(str(pin.specifier).startswith("==") for pin in pins.values())
    for need in map(Requirement, tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]):
        assert need.specifier.contains(str(pins[need.name].specifier)[2:]), need


def test_imports_point_one_way():
    """arithmetic <- diagrams <- explorers; no picture imports torch, an explorer, or a question."""
    forbidden = re.compile(r"^(from|import) (torch|lesson_utils\.(explorers|questions))", re.MULTILINE)
    for path in (ROOT / "lesson_utils").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "diagrams":
            assert not forbidden.search(text), path
        if path.name in ("arithmetic.py", "legality.py", "errors.py", "style.py", "environment.py"):
            names = set(re.findall(r"^(?:from|import) ([\w.]+)", text, re.MULTILINE))
            ours = {name for name in names if name.startswith("lesson_utils")}
            assert {name.split(".")[0] for name in names - ours} <= set(sys.stdlib_module_names), path


def imported(path):
    """The names of the modules that a file imports, wherever in it; from `a import b` a.b as well, for b may be one."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            home = ".".join([*path.relative_to(ROOT).parent.parts, node.module or ""]) if node.level else node.module
            found |= {home, *(f"{home}.{alias.name}" for alias in node.names)}
    return found


def imports_a_test(path):
    """Those modules of tests that a file imports from."""
    return {name for name in imported(path) if any(part.startswith("test_") for part in name.split("."))
            or "conftest" in name}


def test_no_test_module_imports_another():
    """What two of them need stands in tests/support, or in tools."""
    for path in (ROOT / "tests").rglob("*.py"):
        assert not imports_a_test(path), path


def test_what_is_delivered_imports_no_tests():
    for folder in ("tools", "lesson_utils", "classroom"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not [name for name in imported(path) if name.split(".")[0] == "tests"], path


@pytest.mark.parametrize("line", ["from tests.facts.test_stack import x", "import tests.facts.test_stack",
                                  "from tests.facts import test_stack", "def f():\n    from . import test_stack",
                                  "from .test_stack import x", "from tests.conftest import browser"])
def test_an_import_of_a_test_module_is_found(tmp_path, monkeypatch, line):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "test_new.py").write_text(line)
    assert imports_a_test(tmp_path / "test_new.py")


def test_modules_stay_small():
    for path in [*(ROOT / "lesson_utils").rglob("*.py"), *(ROOT / "lesson_utils").rglob("*.js")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, f"{path.name} is asking to be two"


def test_public_names_all_load():
    import lesson_utils

    for name in lesson_utils.__all__:
        assert getattr(lesson_utils, name).__doc__, name
    with pytest.raises(AttributeError, match="explore_convolution"):
        lesson_utils.explore_nothing  # noqa: B018
