"""Submissions to grade: the exercise notebook of a lesson with answers in it."""

import nbformat

from tools.exercises import EXERCISES, SOLUTIONS


def notebook(folder, lesson):
    """The stored notebook of a lesson in one of the two folders."""
    (path,) = folder.glob(f"{lesson}_*.ipynb")
    return nbformat.read(path, as_version=4)


def texts(lesson, folder, **wanted):
    """The sources of the cells whose nbgrader metadata have these values, by grade_id."""
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook(folder, lesson).cells
            if "nbgrader" in cell.metadata and wanted.items() <= dict(cell.metadata.nbgrader).items()}


def id_of(exercise):
    """The grade_id of the cell that holds the answer."""
    return exercise.replace(" ", "-")


def solutions(lesson):
    """The solution of every exercise, as the text of its cell."""
    return {grade_id.replace("-", " "): text for grade_id, text in texts(lesson, SOLUTIONS, solution=True).items()}


def submission(lesson, answers, change=lambda cell: cell):
    """The exercise notebook with `answers` (exercise -> text of the cell); `change` maps each cell to one or None."""
    result = notebook(EXERCISES, lesson)
    for cell in result.cells:
        for exercise, text in answers.items():
            if cell.metadata.get("nbgrader", {}).get("grade_id") == id_of(exercise):
                cell.source = text
    result.cells = [cell for cell in map(change, result.cells) if cell is not None]
    return result


def without_checks(cell):
    """For `change`: a learner deleted the checks."""
    return None if cell.metadata.get("nbgrader", {}).get("grade") else cell


def edited_checks(cell):
    """For `change`: a learner wrote something else into the checks."""
    if cell.metadata.get("nbgrader", {}).get("grade"):
        cell.source = "print('correct')"
    return cell
