"""What to run for a submission: the learner's own cells, and the checks as they stand in the source.

Checks are never taken from the submission, so it does not matter whether they were edited or deleted there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lesson_utils.language import tr

SOLUTIONS = Path(__file__).parents[2] / "notebooks/solutions"


class UnreadableError(Exception):
    """The file cannot be graded; the message is a sentence for the table."""


@dataclass(frozen=True)
class Step:
    """One cell to run; `lesson` and `exercise` (an id) say what it checks: empty for the learner's and given code."""

    code: str
    exercise: str = ""
    lesson: str = ""


def read(path: Path) -> NotebookNode:
    """The notebook in a file. Raises `UnreadableError` if there is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise UnreadableError(tr("The file cannot be opened: {error}.", error=error.strerror)) from None
    except Exception:  # nbformat raises many kinds for what is not a notebook
        raise UnreadableError(tr("This is not a notebook.")) from None
    return notebook


def plan(submission: NotebookNode, file_name: str, solutions: Path = SOLUTIONS) -> list[Step]:
    """The steps for a submission, in its own order; checks that it lacks come at its end.

    Raises `UnreadableError` if it has no cells of any exercise notebook, and its file name does not start with the
    number of one.
    """
    source = locked_cells(*_source_of(submission, file_name, solutions))
    steps, seen = [], set()
    for cell in submission.cells:
        grade_id = _grade_id(cell)
        if grade_id in source:
            if grade_id not in seen:
                steps.append(source[grade_id])
            seen.add(grade_id)
        elif cell.cell_type == "code":
            steps.append(Step(cell.source))
    missing = [step for grade_id, step in source.items() if grade_id not in seen]
    return [step for step in missing if not step.exercise] + steps + [step for step in missing if step.exercise]


def locked_cells(source: NotebookNode, lesson: str) -> dict[str, Step]:
    """The cells of a source notebook that a learner does not write, by grade_id: given code, and checks."""
    steps = {}
    for cell in source.cells:
        grade_id = _grade_id(cell)
        if grade_id and cell.metadata.nbgrader.locked:
            is_check = cell.metadata.nbgrader.grade
            steps[grade_id] = Step(cell.source, grade_id.removeprefix("check-"), lesson) if is_check else \
                Step(cell.source)
    return steps


def _source_of(submission: NotebookNode, file_name: str, solutions: Path) -> tuple[NotebookNode, str]:
    """(the source notebook of a submission, the number of its lesson)."""
    names = sorted(solutions.glob("*.ipynb"))
    if not names:
        raise UnreadableError(tr("There are no exercises in {folder}: run this from the project's own folder.",
                                 folder=solutions))
    sources = {path.name: nbformat.read(path, as_version=4) for path in names}
    submitted = set(_grade_ids(submission))
    shared = {name: len(submitted & set(_grade_ids(source)) - {"imports"}) for name, source in sources.items()}
    best = max(shared, key=shared.__getitem__)
    if shared[best]:
        return sources[best], best[:2]
    for name, source in sources.items():
        if file_name.startswith(name[:2]):
            return source, name[:2]
    raise UnreadableError(tr("This is a notebook, but not one of the exercises."))


def _grade_ids(notebook: NotebookNode) -> Iterator[str]:
    return filter(None, map(_grade_id, notebook.cells))


def _grade_id(cell: NotebookNode) -> str:
    marks = cell.metadata.get("nbgrader")
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) else ""
