"""From a judge and the learner's answers to a Verdict, whatever the answers are and do."""

from __future__ import annotations

import inspect
import io
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from lesson_utils.checks.slips import title_of
from lesson_utils.checks.verdict import Outcome, Verdict
from lesson_utils.errors import WrongTypeError
from lesson_utils.language import Said, tr


class Wrong(Exception):  # noqa: N818 (a judge reads well with it: raise Wrong(...))
    """Raised by a judge that has found something wrong: the variable, what was expected and found, the likely cause.

    `slip` is the id of the cause, and `numbers` are what its sentence needs: the sentences stand in `slips/`. The
    other three are plain text or `Said`. What comes from the learner goes through `answers.text_of` first.
    """

    def __init__(self, name: str | Said, expected: str | Said, found: str | Said, slip: str, /,
                 **numbers: Any) -> None:
        super().__init__(name, expected, found, slip, numbers)
        self.name, self.expected, self.found, self.slip, self.numbers = name, expected, found, slip, numbers


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson: its id, which is its grade_id, and its judge. `slips/` has its title.

    A judge takes the learner's objects as arguments, which bear the names of the learner's variables. It returns
    why the answer is right, or raises `Wrong`.
    """

    lesson: str
    id: str
    judge: Callable[..., Said]


def examine(exercise: Exercise, answers: tuple[Any, ...]) -> Verdict:
    """The verdict of an exercise's judge on `answers`.

    An answer that still holds the placeholder `...` is not attempted. What the learner's code prints or warns of
    meanwhile is not shown. Only KeyboardInterrupt passes through.

    >>> print(examine(Exercise("01", "find-the-bug", lambda number: Said("One is one.")), (...,)))
    find the bug: not attempted. number is still to be written: replace the three dots.
    """
    names = list(inspect.signature(exercise.judge).parameters)
    about = {"lesson": exercise.lesson, "exercise": exercise.id}
    if len(answers) != len(names):
        raise WrongTypeError(
            tr("{exercise!r} checks {names}, but {count} answers were given: put the check's line back as it was",
               exercise=tr(title_of(exercise.lesson, exercise.id)), names=", ".join(names), count=len(answers)))
    try:
        blank = [name for name, answer in zip(names, answers, strict=True) if is_blank(answer)]
        if blank:
            return Verdict(outcome=Outcome.NOT_ATTEMPTED, slip="still-to-be-written", numbers={"name": blank[0]},
                           **about)
        with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return Verdict(outcome=Outcome.CORRECT, reason=exercise.judge(*answers), **about)
    except Wrong as wrong:
        return Verdict(outcome=Outcome.INCORRECT, slip=wrong.slip, numbers=wrong.numbers, name=wrong.name,
                       expected=wrong.expected, found=wrong.found, **about)
    except Exception as error:  # an object of the learner's that breaks when it is looked at
        return Verdict(outcome=Outcome.INCORRECT, slip="unreadable", name=names[0],
                       expected=Said("an answer that can be read"),
                       found=Said("one that raises {error}", error=type(error).__name__), **about)


def is_blank(answer: Any) -> bool:
    """Whether nothing was written yet: `...`, something that holds it, or a function or class with an empty body.

    >>> is_blank((1, ...)), is_blank(lambda: None), is_blank([1, 2])
    (True, True, False)
    """
    if inspect.isfunction(answer):
        code = answer.__code__
        return code.co_code in _EMPTY_BODIES and set(code.co_consts) <= {None, answer.__doc__}
    if isinstance(answer, type):
        return all(name in _EVERY_CLASS_HAS or is_blank(value) for name, value in vars(answer).items())
    values = answer.values() if isinstance(answer, Mapping) else answer
    return answer is ... or (isinstance(answer, (tuple, list, Mapping)) and any(value is ... for value in values))


def _empty() -> None: ...


def _only_words() -> None:
    """A docstring is not an answer."""


class _Empty: ...


_EVERY_CLASS_HAS = {*vars(_Empty), "__doc__", "__annotations__"}
_EMPTY_BODIES = {_empty.__code__.co_code, _only_words.__code__.co_code}
