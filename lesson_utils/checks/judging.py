"""From a judge and the learner's answers to a Verdict, whatever the answers are and do."""

from __future__ import annotations

import inspect
import io
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from lesson_utils.checks.verdict import Outcome, Verdict
from lesson_utils.errors import WrongTypeError


class Wrong(Exception):  # noqa: N818 (a judge reads well with it: raise Wrong(...))
    """Raised by a judge that has found something wrong: the variable, what was expected and found, the likely cause.

    All four are plain text. What comes from the learner goes through `answers.text_of` first.
    """

    def __init__(self, name: str, expected: str, found: str, cause: str) -> None:
        super().__init__(name, expected, found, cause)
        self.name, self.expected, self.found, self.cause = name, expected, found, cause


def examine(exercise: str, judge: Callable[..., str], answers: tuple[Any, ...]) -> Verdict:
    """The verdict of `judge` on `answers`.

    A judge takes the learner's objects as arguments, which bear the names of the learner's variables. It returns
    why the answer is right, or raises `Wrong`. An answer that still holds the placeholder `...` is not attempted.
    What the learner's code prints or warns of meanwhile is not shown. Only KeyboardInterrupt passes through.

    >>> print(examine("one", lambda number: "One is one.", (...,)))
    one: not attempted. number is still to be written: replace the three dots.
    """
    names = list(inspect.signature(judge).parameters)
    if len(answers) != len(names):
        raise WrongTypeError(f"{exercise!r} checks {', '.join(names)}, but {len(answers)} answers were given: "
                             "put the check's line back as it was")
    try:
        blank = [name for name, answer in zip(names, answers, strict=True) if is_blank(answer)]
        if blank:
            return Verdict(exercise, Outcome.NOT_ATTEMPTED,
                           f"{blank[0]} is still to be written: replace the three dots.")
        with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return Verdict(exercise, Outcome.CORRECT, judge(*answers))
    except Wrong as wrong:
        return Verdict(exercise, Outcome.INCORRECT, wrong.cause, wrong.name, wrong.expected, wrong.found)
    except Exception as error:  # an object of the learner's that breaks when it is looked at
        return Verdict(exercise, Outcome.INCORRECT, "Give a plain number, tensor, function or module.", names[0],
                       "an answer that can be read", f"one that raises {type(error).__name__}")


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
