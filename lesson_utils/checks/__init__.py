"""Checks of the exercises: an answer gets a Verdict. One module a lesson holds its judges."""

from __future__ import annotations

import json
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from IPython.display import display

from lesson_utils.checks.judging import Exercise, examine
from lesson_utils.checks.slips import title_of
from lesson_utils.checks.verdict import Outcome, Verdict
from lesson_utils.errors import WrongAnswerError, WrongValueError
from lesson_utils.language import tr

LESSONS = sorted(module.name for module in iter_modules(__path__) if module.name.startswith("lesson_"))


def check(lesson: str, exercise: str, *answers: Any) -> Verdict:
    """Check the answers to one exercise of a lesson ('01', ...), which goes by its id or by its English name.

    What is incorrect is shown, and raises `WrongAnswerError`, an `AssertionError`. What was not attempted is only
    shown, so that a fresh notebook runs to its end.

    >>> str(check("01", "before the linear layer", ...))[:40]
    'before the linear layer: not attempted. '
    """
    verdict = _kept(verdict_on(lesson, exercise, *answers))
    if verdict.outcome is Outcome.INCORRECT:
        _refuse(verdict)
    return verdict


def demand(lesson: str, exercise: str, *answers: Any) -> Verdict:
    """As `check`, but what was not attempted raises too: for grading."""
    verdict = _kept(verdict_on(lesson, exercise, *answers))
    if verdict.outcome is not Outcome.CORRECT:
        _refuse(verdict)
    return verdict


def verdict_on(lesson: str, exercise: str, *answers: Any) -> Verdict:
    """The verdict alone: nothing is shown, and no answer makes it raise."""
    return examine(exercise_of(lesson, exercise), answers)


def exercise_of(lesson: str, name: str) -> Exercise:
    """The exercise of a lesson with this id, or with this English name, as today's notebooks have it.

    >>> exercise_of("01", "output sizes") is exercise_of("01", "output-sizes")
    True
    """
    modules = {module.removeprefix("lesson_"): module for module in LESSONS}
    if lesson not in modules:
        raise WrongValueError(tr("lesson is {lesson!r}, but there are exercises for {lessons}", lesson=lesson,
                                 lessons=", ".join(map(repr, modules))))
    exercises = import_module(f"lesson_utils.checks.{modules[lesson]}").CHECKS
    for exercise in exercises:
        if name in (exercise.id, title_of(lesson, exercise.id)):
            return exercise
    raise WrongValueError(tr("exercise is {name!r}, but lesson {lesson} has {names}", name=name, lesson=lesson,
                             names=", ".join(repr(title_of(lesson, exercise.id)) for exercise in exercises)))


def take_verdict() -> str:
    """What the last check of this kernel found, as JSON, once; '' if there was none. For whoever grades notebooks."""
    if not _last:
        return ""
    verdict = _last.pop()
    return json.dumps({"exercise": verdict.exercise, "outcome": verdict.outcome, "slip": verdict.slip,
                       "details": verdict.details})


def _refuse(verdict: Verdict) -> None:
    display(verdict)
    raise WrongAnswerError(verdict)


def _kept(verdict: Verdict) -> Verdict:
    _last[:] = [verdict]
    return verdict


_last: list[Verdict] = []
