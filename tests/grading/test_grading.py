"""Grading, with nbgrader and without: right answers get their points, and nothing that a learner does stops it."""

import asyncio
import csv
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager, suppress

import nbformat
import psutil
import pytest

from classroom.lay_out import lay_out
from lesson_utils.grading.grade import grade_file
from lesson_utils.grading.kernel import Kernel, KernelDiedError
from tests.checks.bank.lesson_01 import BANK
from tests.support.submissions import edited_checks, id_of, solutions, submission, without_checks
from tools.exercises import ROOT, nbgrader

LESSON, NAME = "01", "01_standard_convolution"
EXERCISES = list(BANK)
SOLVED = solutions(LESSON)
EVEN, ODD = EXERCISES[::2], EXERCISES[1::2]
HALF = {exercise: SOLVED[exercise] for exercise in EVEN}


def wrong(number, exercises):
    """SOLVED, but for these exercises, which get their wrong answer of this number in the bank."""
    return SOLVED | {exercise: list(BANK[exercise].wrong)[number] for exercise in exercises}


SUBMISSIONS = {  # who -> notebook, and the exercises that are right
    "solved": (submission(LESSON, SOLVED), EXERCISES),
    "stub": (submission(LESSON, {}), []),
    "deleted": (submission(LESSON, HALF, without_checks), EVEN),
    "edited": (submission(LESSON, HALF, edited_checks), EVEN),
    "fake": (submission(LESSON, {EXERCISES[0]: "check = lambda *_: None\nrows = ..."}), []),
    "wrong-0": (submission(LESSON, wrong(0, EVEN)), ODD),
    "wrong-2": (submission(LESSON, wrong(2, EXERCISES)), []),
}


FEW = ["edited", "wrong-0"]  # right, wrong and no answers; a kernel each, so the slow tests grade all of them
few_and_all = pytest.mark.parametrize("names", [FEW, pytest.param(list(SUBMISSIONS), marks=pytest.mark.slow)],
                                      ids=["few", "all"])


def graded_by_nbgrader(course, names):
    """Lay out a course, release, hand in these submissions, grade, export."""
    lay_out(course)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(course / 'exchange')!r}\n")
    nbgrader(course, "generate_assignment", NAME)
    (course / "exchange").mkdir(mode=0o777)
    (course / "exchange").chmod(0o777)
    nbgrader(course, "release_assignment", NAME)
    for who in names:
        folder = course / "submitted" / who / NAME
        folder.mkdir(parents=True)
        nbformat.write(SUBMISSIONS[who][0], folder / f"{NAME}.ipynb")
    nbgrader(course, "autograde", NAME)
    nbgrader(course, "export", "--to", "grades.csv")


def points(course):
    """(who, grade_id of the check) -> points."""
    query = """SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade
               JOIN base_cell ON base_cell.id = grade.cell_id
               JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
               JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return {(who, cell): score for who, cell, score in database.execute(query)}


@few_and_all
def test_nbgrader_gives_what_the_answers_deserve(tmp_path, names):
    graded_by_nbgrader(tmp_path, names)
    found = points(tmp_path)
    for who in names:
        deserved = {exercise: float(exercise in SUBMISSIONS[who][1]) for exercise in EXERCISES}
        assert {exercise: found[who, f"check-{id_of(exercise)}"] for exercise in EXERCISES} == deserved, who
    rows = {row["student_id"]: float(row["score"])
            for row in csv.DictReader((tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines())}
    assert rows == {who: len(SUBMISSIONS[who][1]) for who in names}
    exchanged = nbformat.read(tmp_path / f"exchange/convolution/outbound/{NAME}/{NAME}.ipynb", as_version=4)
    stored = nbformat.read(ROOT / f"notebooks/exercises/{NAME}.ipynb", as_version=4)
    assert [cell.source for cell in exchanged.cells] == [cell.source for cell in stored.cells]


def grade(folder, *arguments):
    """Run the grader in a folder; (exit status, rows of its CSV, what it printed)."""
    done = subprocess.run([sys.executable, "-m", "lesson_utils.grading", *map(str, arguments)], cwd=folder,
                          capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    table = folder / "grades.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines())) if table.exists() else []
    return done.returncode, rows, done.stdout


def write(folder, **notebooks):
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return [f"{name}.ipynb" for name in notebooks]


@few_and_all
def test_the_grader_gives_what_the_answers_deserve(tmp_path, names):
    files = write(tmp_path, **{who: SUBMISSIONS[who][0] for who in names})
    status, rows, said = grade(tmp_path, *files)
    assert status == 1
    found = {(row["file"].removesuffix(".ipynb"), row["exercise"]): row["verdict"] for row in rows}
    assert found.keys() == {(who, exercise) for who in names for exercise in EXERCISES}
    for (who, exercise), verdict in found.items():
        missing = "incorrect" if who.startswith("wrong") else "not attempted"
        assert verdict == ("correct" if exercise in SUBMISSIONS[who][1] else missing), (who, exercise)
    for exercise in EVEN:
        assert next(iter(BANK[exercise].wrong.values())) in said
    assert grade(tmp_path)[0] == 2  # no files named


BAD = {  # the answer to the second exercise; all others are solved
    "endless": "while True:\n    pass",
    "stubborn": "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "dead": "import os\nos._exit(1)",
    "loud": "for i in range(1_000_000):\n    print('a line', i)",
    "asking": "input('your name? ')",
    "loop": "def convolve(x, weight, stride):\n    while True:\n        pass",
    "unclosed": "def convolve(x, weight, stride):\n    return x.foo(",
    "naughty": "raise ValueError('\\x1b[31m<script>')",
}


@pytest.mark.parametrize("names", [["endless", "dead", "unclosed"], pytest.param(list(BAD), marks=pytest.mark.slow)],
                         ids=["few", "all"])
def test_a_bad_submission_is_a_row_and_the_others_are_graded(tmp_path, names):
    second = EXERCISES[1]
    files = write(tmp_path, **{name: submission(LESSON, SOLVED | {second: BAD[name]}) for name in names},
                  good=submission(LESSON, SOLVED),
                  other=nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    (tmp_path / "=text.ipynb").write_text("not a notebook")
    (tmp_path / "broken.ipynb").write_text('{"cells": 1, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    status, rows, said = grade(tmp_path, "--seconds", 4, *files, "=text.ipynb", "broken.ipynb", "absent.ipynb")
    assert status == 1
    assert "\x1b" not in said
    verdicts = {}
    for row in rows:
        verdicts.setdefault(row["file"], {})[row["exercise"]] = (row["verdict"], row["sentence"])
    deadly = {"dead", "stubborn"}
    for name in set(names) - deadly:
        outcomes = {exercise: verdict for exercise, (verdict, _) in verdicts[f"{name}.ipynb"].items()}
        assert outcomes == {e: "incorrect" if e == second else "correct" for e in EXERCISES}, name
    if "loop" in names:
        assert "endless loop" in verdicts["loop.ipynb"][second][1]
    assert verdicts["endless.ipynb"][second][1] == "It ran for more than 4 seconds: is there an endless loop?"
    assert verdicts["unclosed.ipynb"][second][1].startswith("The check cannot find the answer: SyntaxError: ")
    for name in set(names) & deadly:
        assert verdicts[f"{name}.ipynb"][EXERCISES[0]][0] == "correct"
        for exercise in EXERCISES[1:]:
            assert verdicts[f"{name}.ipynb"][exercise] == (
                "not graded", "The kernel died before this check was reached.")
    assert {verdict for verdict, _ in verdicts["good.ipynb"].values()} == {"correct"}
    assert verdicts["other.ipynb"][""][1] == "This is a notebook, but not one of the exercises."
    assert verdicts["'=text.ipynb"][""][1] == verdicts["broken.ipynb"][""][1] == "This is not a notebook."
    assert "cannot be opened" in verdicts["absent.ipynb"][""][1]


def test_a_kernel_that_dies_at_its_start_is_started_again(tmp_path, monkeypatch):
    (file,) = write(tmp_path, solved=submission(LESSON, SOLVED))
    ready, starts = Kernel.ready, []

    async def dies_once(kernel):
        starts.append(kernel)
        if len(starts) == 1:
            raise KernelDiedError
        await ready(kernel)

    monkeypatch.setattr(Kernel, "ready", dies_once)
    rows = asyncio.run(grade_file(tmp_path / file, 20))
    assert [(row.title, row.verdict) for row in rows] == [(exercise, "correct") for exercise in EXERCISES]
    assert len(starts) == 2


def test_a_notebook_without_any_marks_is_known_by_its_name(tmp_path):
    bare = submission(LESSON, SOLVED, without_checks)
    for cell in bare.cells:
        cell.metadata = {}
    (file,) = write(tmp_path, **{"01_mine": bare})
    assert grade(tmp_path, file)[0] == 0


@pytest.mark.slow
def test_thirty_copies_take_under_90_seconds_on_2_cores_and_2_gb(tmp_path):
    """Processor time counts, half of it on each core: what else the machine is doing does not."""
    files = write(tmp_path, **{f"copy{i}": submission(LESSON, SOLVED) for i in range(30)})
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with most_memory() as most:
        assert grade(tmp_path, *files)[0] == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"30 copies: {time.monotonic() - start:.0f} s, {busy:.0f} s of processor time, at most {most[0]:.0f} MB")
    assert busy / 2 < 90
    assert most[0] < 2048


@contextmanager
def most_memory():
    """A list whose one number grows to the most memory, in MB, that this process's children had meanwhile."""
    most, done = [0.0], threading.Event()

    def watch():
        while not done.wait(0.3):
            used = 0
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    used += process.memory_info().rss
            most[0] = max(most[0], used / 2**20)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()
