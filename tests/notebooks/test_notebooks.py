"""The stored notebooks are in canonical form, and the tests that re-execute them can fail.

nbval re-executes every notebook in the same pytest run (see pyproject.toml); here is the proof that it notices.
"""

import re
import subprocess
import sys

import nbformat
import pytest

from tests.support.notebooks import LESSONS, NOTEBOOKS, not_plain
from tools import ROOT
from tools.canonical import MEASURED, execute, normalise, problems
from tools.lab import notebook_of


def name_of(path):
    return "/".join(path.with_suffix("").parts[path.parts.index("notebooks") + 1:])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_stored_notebooks_are_canonical(path):
    assert problems(nbformat.read(path, as_version=4), path.stat().st_size) == []


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_closes_with_what_it_opened_with(path):
    text = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    assert "you will be able to:" in text[0]
    end = "\n".join(text[-3:])
    assert "## What you can do now" in end
    assert end.split("## What you can do now")[1].count("\n- ") == text[0].count("\n- ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_prose_is_plain(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert not_plain(cell.source) == [], cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_links_lead_to_files(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for target in [part.split(")")[0] for part in cell.source.split("](")[1:]]:
                assert target.startswith("https://") or (path.parent / target.split("#")[0]).exists(), target


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A small stored notebook with a picture, and the path that it is written to."""
    path = tmp_path_factory.mktemp("stored") / "right.ipynb"
    nbformat.write(notebook_of("import torch\nfrom lesson_utils import draw_convolution, explore_convolution",
                               "print(torch.arange(4).sum().item())",
                               "draw_convolution(torch.ones(4, 4), torch.ones(3, 3))", "explore_convolution()",
                               "print('done')"), path)
    notebook = execute(path)
    nbformat.write(notebook, path)
    return notebook, path


@pytest.mark.slow
def test_the_notebook_test_passes_what_is_right_and_fails_what_is_not(stored):
    notebook, path = stored
    changes = {  # number of the cell -> what is wrong with it
        1: lambda cell: cell.outputs[0].update(text="7\n"),
        2: lambda cell: cell.outputs[0].data.update(
            {"text/html": cell.outputs[0].data["text/html"].replace("base64,PHN2", "base64,PHN3")}),
        3: lambda cell: cell.update(source="explore_convolution().controls['stride']"),
        4: lambda cell: cell.update(source="torch.arange(4).sum(0, 1, 2)"),
    }
    broken = nbformat.reads(nbformat.writes(notebook), as_version=4)
    for number, change in changes.items():
        change(broken.cells[number])
    nbformat.write(broken, path.with_stem("broken"))
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-c", "pyproject.toml",
               f"--rootdir={ROOT}", str(path.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    verdicts = re.findall(r"^(FAILED|PASSED) .*?(right|broken)(?:\.ipynb)?::Cell (\d+)", done.stdout, re.MULTILINE)
    failed = {(name, int(number)) for verdict, name, number in verdicts if verdict == "FAILED"}
    assert failed == {("broken", number) for number in changes}, done.stdout
    assert len(verdicts) == 2 * len(notebook.cells), done.stdout


def test_the_canonical_test_notices(stored):
    notebook, _ = stored
    assert problems(notebook) == []

    def first(change):
        copy = nbformat.reads(nbformat.writes(notebook), as_version=4)
        change(copy)
        return " ".join(problems(copy))

    assert "execution counts" in first(lambda n: n.cells[1].update(execution_count=9))
    assert "metadata" in first(lambda n: n.metadata.update(widgets={}))
    assert "same id" in first(lambda n: n.cells[1].update(id=n.cells[0].id))
    assert "model not found" in first(lambda n: n.cells[3].outputs[0].data.update(
        {"application/vnd.jupyter.widget-view+json": {}}))
    assert "semicolon" in first(lambda n: n.cells[1].update(source="1;"))
    assert "magic" in first(lambda n: n.cells[1].update(source="%timeit 1"))
    assert "unknown tags" in first(lambda n: n.cells[1].metadata.update(tags=["skip"]))
    assert "lines of code" in first(lambda n: n.cells[1].update(source="\n".join("x = 1" for _ in range(11))))
    assert "words in a row" in first(lambda n: n.cells.insert(1, nbformat.v4.new_markdown_cell("word " * 61)))
    assert "alt text" in first(lambda n: n.cells[2].outputs[0].data.update({"text/html": "<img src=''>"}))
    assert "stores an error" in first(lambda n: n.cells[1].outputs.append(
        nbformat.v4.new_output("error", ename="ValueError", evalue="", traceback=[])))
    assert "stores a warning" in first(lambda n: n.cells[1].outputs.append(
        nbformat.v4.new_output("stream", name="stderr", text="UserWarning")))
    assert "more than" in " ".join(problems(notebook, size=500_000))


def test_normalising_is_idempotent_and_drops_live_views(stored):
    notebook, _ = stored
    text = nbformat.writes(notebook)
    assert nbformat.writes(normalise(nbformat.reads(text, as_version=4))) == text
    assert "widget-view" not in text
    assert MEASURED not in text


def test_what_is_ignored_is_named():
    """Cells whose output is not compared: only those that measure."""
    ignored = [(path.stem, cell.source) for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells
               if MEASURED in cell.metadata.get("tags", [])]
    assert all("measure" in source for _, source in ignored), ignored
