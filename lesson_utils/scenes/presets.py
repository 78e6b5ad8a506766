"""A preset has an id; what it is called is for readers. Notebooks written before that name it by its English words."""

from __future__ import annotations

from collections.abc import Mapping

from lesson_utils.errors import WrongValueError
from lesson_utils.language import tr


def named(argument: str, value: str, labels: Mapping[str, str]) -> str:
    """The id that `value` names: an id itself, or the English words that stand for it in `labels` (id -> words).

    Raises `ValueError`, naming the argument and all that there is.

    >>> named("preset", "two 3 × 3", {"two": "two 3 × 3"}), named("preset", "two", {"two": "two 3 × 3"})
    ('two', 'two')
    """
    if value in labels:
        return value
    for name, words in labels.items():
        if words == value:
            return name
    raise WrongValueError(tr("{argument} is {value!r}, but there are {names}", argument=argument, value=value,
                             names=", ".join(map(repr, labels.values()))))
