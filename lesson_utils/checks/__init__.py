"""Checks of the exercises: an answer gets a Verdict. One module a lesson holds its judges."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from IPython.display import display

from lesson_utils.checks.judging import examine
from lesson_utils.checks.verdict import Outcome, Verdict
from lesson_utils.errors import WrongAnswerError, WrongValueError

LESSONS = sorted(module.name for module in iter_modules(__path__) if module.name.startswith("lesson_"))


def check(lesson: str, exercise: str, *answers: Any) -> Verdict:
    """Check the answers to one exercise of a lesson ('01', ...).

    What is incorrect is shown, and raises `WrongAnswerError`, an `AssertionError`. What was not attempted is only
    shown, so that a fresh notebook runs to its end.

    >>> str(check("01", "before the linear layer", ...))[:40]
    'before the linear layer: not attempted. '
    """
    verdict = verdict_on(lesson, exercise, *answers)
    if verdict.outcome is Outcome.INCORRECT:
        _refuse(verdict)
    return verdict


def demand(lesson: str, exercise: str, *answers: Any) -> Verdict:
    """As `check`, but what was not attempted raises too: for grading."""
    verdict = verdict_on(lesson, exercise, *answers)
    if verdict.outcome is not Outcome.CORRECT:
        _refuse(verdict)
    return verdict


def verdict_on(lesson: str, exercise: str, *answers: Any) -> Verdict:
    """The verdict alone: nothing is shown, and no answer makes it raise."""
    names = {module.removeprefix("lesson_"): module for module in LESSONS}
    if lesson not in names:
        raise WrongValueError(f"lesson is {lesson!r}, but there are exercises for {', '.join(map(repr, names))}")
    checks = import_module(f"lesson_utils.checks.{names[lesson]}").CHECKS
    if exercise not in checks:
        raise WrongValueError(f"exercise is {exercise!r}, but lesson {lesson} has {', '.join(map(repr, checks))}")
    return examine(exercise, checks[exercise], answers)


def _refuse(verdict: Verdict) -> None:
    display(verdict)
    raise WrongAnswerError(str(verdict))
