"""The canonical form of a stored notebook: executed, readable without running, and free of noise.

`python -m tools.canonical notebooks/*.ipynb` runs each notebook from top to bottom and stores it in this form;
`problems(notebook)` says where a stored one is not in it. A number that was stored by hand does not survive.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
METADATA = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
LIVE = "application/vnd.jupyter.widget-view+json"
MEASURED = "nbval-ignore-output"  # the one tag for outputs that differ from machine to machine, such as times
KEPT = ("tags", "slideshow", "jupyter", "nbgrader", "deletable", "editable")  # of the metadata of a cell
CELL_TAGS = {MEASURED, "raises-exception"}
MOST_BYTES = 400_000
MOST_LINES, MOST_WORDS = 10, 60
LONGEST_LINE = 96  # what a window of 1024 px shows without scrolling


def execute(path: Path) -> NotebookNode:
    """The notebook, executed in its own folder and normalised."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3",
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    return normalise(notebook)


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Drop what is noise in a diff or dead when reopened: widget state, times, counts that do not start at 1."""
    notebook.metadata = nbformat.from_dict(METADATA)
    count = 0
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items()
                                            if key in KEPT})
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
            if "data" in output:
                output.data.pop(LIVE, None)
    return notebook


def problems(notebook: NotebookNode, size: int = 0) -> list[str]:
    """Each way in which a stored notebook is not canonical; an empty list if it is."""
    found = []
    if notebook.metadata != METADATA:
        found.append(f"metadata is {dict(notebook.metadata)}, not {METADATA}")
    if size > MOST_BYTES:
        found.append(f"the file has {size} bytes, more than {MOST_BYTES}")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        found.append("execution counts are not 1, 2, 3, ...")
    if len({cell.id for cell in notebook.cells}) != len(notebook.cells):
        found.append("two cells have the same id")
    for cell in notebook.cells:
        found += [f"cell {cell.id}: {problem}" for problem in cell_problems(cell)]
    return found


def cell_problems(cell: NotebookNode) -> list[str]:
    """What is not canonical in one cell."""
    found = []
    source = cell.source.strip()
    unknown = set(cell.metadata.get("tags", [])) - CELL_TAGS
    if unknown:
        found.append(f"unknown tags {sorted(unknown)}")
    if not source:
        found.append("is empty")
    if cell.cell_type == "markdown":
        longest = max((len(part.split()) for part in prose(source)), default=0)
        if longest > MOST_WORDS:
            found.append(f"{longest} words in a row; {MOST_WORDS} at most, then something to do")
        return found
    lines = [line for line in source.splitlines()
             if line.strip() and not line.lstrip().startswith(("import ", "from ", "#"))]
    if len(lines) > MOST_LINES:
        found.append(f"{len(lines)} lines of code; {MOST_LINES} at most, or a function in lesson_utils")
    if max(map(len, source.splitlines()), default=0) > LONGEST_LINE:
        found.append(f"a line of more than {LONGEST_LINE} characters, which a narrow window cuts off")
    if source.endswith(";"):
        found.append("ends in a semicolon, which nbval cannot check")
    if any(line.lstrip().startswith(("%", "!")) for line in source.splitlines()):
        found.append("a magic or a shell command, whose failure nbval does not see")
    for output in cell.outputs:
        data = output.get("data", {})
        if LIVE in data:
            found.append("stores a widget view, which shows 'model not found' when reopened")
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
            found.append(f"stores an error: {output.ename}")
        if output.output_type == "stream" and output.name == "stderr":
            found.append(f"stores a warning: {output.text[:80]}")
        if "text/html" in data and "<img" in data["text/html"] and 'alt="' not in data["text/html"]:
            found.append("a picture without alt text")
        if "image/png" in data and not output.metadata.get("image/png", {}).get("alt"):
            found.append("a picture without alt text")
    return found


def prose(source: str) -> list[str]:
    """The running text of a Markdown cell: headings, tables, formulas and the edges of what folds interrupt it, and
    lists do not count."""
    parts, current = [], []
    for line in source.splitlines():
        if line.startswith(("#", "|", "$$", "<details>", "</details>")):
            parts.append(" ".join(current))
            current = []
        elif not line.startswith(("- ", "* ")):
            current.append(line)
    return [*parts, " ".join(current)]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, flush=True)
        nbformat.write(execute(Path(name)), name)
