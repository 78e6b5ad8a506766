"""The words that learners read: one sentence, one template, with named places.

English stands in the code, gettext's way: the template is the key under which another language would be looked up.
So a template is a whole sentence, a translator may put its places in another order, and a plural has its own
function. What is read at import (a table) is only marked, and said where it is shown.

>>> tr("output {output} sees all {inputs} inputs", output=1, inputs=6)
'output 1 sees all 6 inputs'
>>> tr_n("{n} layer", "{n} layers", 1), tr_n("{n} layer", "{n} layers", 3)
('1 layer', '3 layers')
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

STRICT = "LESSON_STRICT"  # set in the environment by the tests: there a missing place is an error


class MissingPlaceError(KeyError):
    """A template has a place for which no value was given."""

    def __str__(self) -> str:
        return str(self.args[0])


def tr(template: str, /, **places: Any) -> str:
    """The sentence `template` with `places` put in at their names in braces.

    A place that is not given raises `MissingPlaceError` in the tests. In front of a learner it keeps its name in
    braces: a sentence with a gap is better than a traceback.

    >>> tr("stride is {stride:d}", stride=2)
    'stride is 2'
    """
    text = translated(template)
    if not places and "{" not in text:
        return text
    try:
        return text.format_map(places)
    except KeyError as error:
        if os.environ.get(STRICT):
            raise MissingPlaceError(f"the template {template!r} has the place {error.args[0]!r}, which was not given: "
                                    f"given are {', '.join(places) or 'none'}") from None
        return text.format_map(_Gaps(places))


def tr_n(one: str, many: str, n: int, /, **places: Any) -> str:
    """The template for a count of `n`, which is its place {n} as well: English has one form for 1, one for the others.

    >>> tr_n("1 row is never read", "{n} rows are never read", 4)
    '4 rows are never read'
    """
    return tr(one if n == 1 else many, n=n, **places)


def translated(template: str) -> str:
    """The template in the learner's language: the one place where another language would be looked up.

    >>> translated("image, pixel {pixel}")
    'image, pixel {pixel}'
    """
    return template


def mark(template: str) -> str:
    """The template itself: for tables that are read at import. `tr` says it where it is shown."""
    return template


class Said:
    """A template and its places, not said yet: `str()` says it, in the language of that moment.

    For what is found in one place and shown in another, such as the cause that a judge finds.

    >>> str(Said("expected {n} rows", n=3))
    'expected 3 rows'
    """

    def __init__(self, template: str, /, **places: Any) -> None:
        self.template, self.places = template, places

    def __str__(self) -> str:
        return tr(self.template, **self.places)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.template!r}{''.join(f', {k}={v!r}' for k, v in self.places.items())})"


class SaidCount(Said):
    """A plural that is not said yet.

    >>> str(SaidCount("{n} number", "{n} numbers", 2))
    '2 numbers'
    """

    def __init__(self, one: str, many: str, n: int, /, **places: Any) -> None:
        super().__init__(one, n=n, **places)
        self.many = many

    def __str__(self) -> str:
        rest = {name: value for name, value in self.places.items() if name != "n"}
        return tr_n(self.template, self.many, self.places["n"], **rest)


def listed(values: Iterable[Any]) -> str:
    """Values in words.

    >>> listed([1]), listed([1, 2]), listed([1, 2, 3])
    ('1', '1 and 2', '1, 2 and 3')
    """
    *first, last = map(str, values)
    return tr("{some} and {last}", some=", ".join(first), last=last) if first else last


def sentences(*parts: Any) -> str:
    """Whole sentences one behind the other; empty ones are left out.

    >>> sentences("No.", "", "It is 4.")
    'No. It is 4.'
    """
    return " ".join(filter(None, map(str, parts)))


class _Gaps(dict):
    """Places by name; one that was not given is shown as its name in braces."""

    def __missing__(self, name: str) -> _Gap:
        return _Gap("{" + name + "}")


class _Gap(str):
    __slots__ = ()

    def __format__(self, spec: str) -> str:  # whatever form the missing number was to have
        return str(self)
