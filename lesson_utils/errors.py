"""Errors that a learner reads: in a notebook they show their sentence, and no traceback."""


class _Readable:
    def _render_traceback_(self) -> list[str]:  # IPython asks an exception for this before it draws its own
        return [f"{type(self).__mro__[2].__name__}: {self}"]


class WrongValueError(_Readable, ValueError):
    """A `ValueError` that names the argument, the value, the limit, and what to change.

    >>> WrongValueError("stride is 0: take 1 or more")._render_traceback_()
    ['ValueError: stride is 0: take 1 or more']
    """


class WrongTypeError(_Readable, TypeError):
    """A `TypeError` that names the argument, the value, and what to write instead."""


class WrongAnswerError(_Readable, AssertionError):
    """What a check raises, so that a person, nbval and nbgrader all notice an answer that is not right."""
