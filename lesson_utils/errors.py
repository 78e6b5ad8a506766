"""Errors that a learner reads: in a notebook they show their sentence, and no traceback."""

from __future__ import annotations

from lesson_utils.language import Said, tr


class _Readable:
    def _render_traceback_(self) -> list[str]:  # IPython asks an exception for this before it draws its own
        builtin = next(kind for kind in type(self).__mro__ if kind.__module__ == "builtins")
        return [f"{builtin.__name__}: {self}"]


class _Found(_Readable):
    """What was found, and what to change. `str()` says both, in the language of that moment.

    A sentence that is not in two parts is `finding` alone, with no remedy.
    """

    def __init__(self, finding: Said | str, remedy: Said | str | None = None) -> None:
        super().__init__(*([finding] if remedy is None else [finding, remedy]))
        self.finding, self.remedy = finding, remedy

    def __str__(self) -> str:
        if self.remedy is None:
            return str(self.finding)
        return tr("{finding}: {remedy}", finding=self.finding, remedy=self.remedy)


class WrongValueError(_Found, ValueError):
    """A `ValueError` that names the argument, the value, the limit, and what to change.

    >>> WrongValueError("stride is 0: take 1 or more")._render_traceback_()
    ['ValueError: stride is 0: take 1 or more']
    >>> error = WrongValueError(Said("stride is {value}", value=0), Said("take {least} or more", least=1))
    >>> str(error), str(error.finding)
    ('stride is 0: take 1 or more', 'stride is 0')
    """


class WrongTypeError(_Found, TypeError):
    """A `TypeError` that names the argument, the value, and what to write instead."""


class WrongAnswerError(_Readable, AssertionError):
    """What a check raises, so that a person, nbval and nbgrader all notice an answer that is not right.

    `verdict` is the check's `Verdict`, ids and numbers; `str()` is its sentence.
    """

    def __init__(self, verdict: object) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def in_layer(number: int, error: WrongValueError | WrongTypeError) -> WrongValueError | WrongTypeError:
    """The same error, of layer `number` of several.

    >>> str(in_layer(2, WrongValueError(Said("stride is {value}", value=0), Said("take {least} or more", least=1))))
    'layer 2: stride is 0: take 1 or more'
    """
    return type(error)(Said("layer {number}: {problem}", number=number, problem=error.finding), error.remedy)
