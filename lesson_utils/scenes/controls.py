"""The controls of a scene: what can be moved, within which limits, and how it stands now.

A control is plain data. A shell draws it; `take` is the one way by which a value gets in. What a control can ever take
is fixed, and a shell shows all of it; what it can take now, while the others stand, is a part of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr


@dataclass(slots=True)
class Control:
    """What all controls have: a label in the learner's language, whether it can be moved now, and whether it is seen.

    `shown=False` takes it off the screen, `blank=True` leaves its place empty. `why` says what limits it now.
    """

    label: str = ""
    value: Any = None
    enabled: bool = field(default=True, kw_only=True)
    shown: bool = field(default=True, kw_only=True)
    blank: bool = field(default=False, kw_only=True)
    why: str = field(default="", kw_only=True)

    def check(self, name: str, value: Any) -> None:
        """Raise `ValueError` or `TypeError`, naming the control `name`, for what it can never take."""
        raise WrongValueError(tr("{name} is not moved, it is only read: move another control", name=name))

    def take(self, name: str, value: Any) -> None:
        """Stand at `value` from now on. Raises `ValueError` or `TypeError` for what it cannot take now."""
        self.check(name, value)
        self.put(value)

    def put(self, value: Any) -> None:
        """Stand at a value that was checked."""
        self.value = value

    def values(self) -> Sequence[Any]:
        """Every value that it can take now."""
        return ()


@dataclass(slots=True)
class Slider(Control):
    """Whole numbers from `low` to `high`; its ends, which stay where they are, are `least` and `most`.

    >>> Slider("stride", 1, low=1, high=4, least=0).most
    4
    """

    low: int = 0
    high: int = 0
    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        self.least = self.low if self.least is None else self.least
        self.most = self.high if self.most is None else self.most

    def check(self, name: str, value: Any) -> None:
        """A whole number between the ends."""
        self._within(name, value, self.least, self.most)

    def take(self, name: str, value: Any) -> None:
        """A whole number from low to high.

        >>> stride = Slider("stride", 1, low=1, high=4)
        >>> stride.take("stride", 5)
        Traceback (most recent call last):
        lesson_utils.errors.WrongValueError: stride is 5, but it goes from 1 to 4 now: take one of these
        """
        self._within(name, value, self.low, self.high)
        self.value = value

    def _within(self, name: str, value: Any, low: int, high: int) -> None:
        whole_number(name, value, min(low, value) if isinstance(value, int) else low)
        if not low <= value <= high:
            raise WrongValueError(tr("{name} is {value}, but it goes from {low} to {high} now: take one of these",
                                     name=name, value=value, low=low, high=high))

    def values(self) -> Sequence[int]:
        """From low to high."""
        return range(self.low, self.high + 1)


@dataclass(slots=True)
class Chosen(Control):
    """A slider over a few numbers that are not neighbours; `allowed` are those of them that it can take now."""

    options: tuple[int, ...] = ()
    allowed: tuple[int, ...] | None = None
    all_seen: bool = False  # every number has a place of its own on the screen, also those that are not allowed

    def check(self, name: str, value: Any) -> None:
        """One of the numbers."""
        _one_of(name, value, self.options)

    def take(self, name: str, value: Any) -> None:
        """One of the numbers that are allowed now."""
        _one_of(name, value, self.values())
        self.value = value

    def values(self) -> Sequence[int]:
        """The numbers that are allowed now."""
        return self.options if self.allowed is None else self.allowed


@dataclass(slots=True)
class Menu(Control):
    """A list to choose from: id -> what it is called. A `fresh_start` is a choice that moves many controls at once."""

    options: Mapping[str, str] = field(default_factory=dict)
    fresh_start: bool = False

    def check(self, name: str, value: Any) -> None:
        """One of the ids."""
        _one_of(name, value, tuple(self.options))

    def values(self) -> Sequence[str]:
        """The ids."""
        return tuple(self.options)


@dataclass(slots=True)
class Switch(Control):
    """On or off."""

    def check(self, name: str, value: Any) -> None:
        """True or False."""
        if not isinstance(value, bool):
            raise WrongTypeError(tr("{name} is {value!r}: take True or False", name=name, value=value))

    def values(self) -> Sequence[bool]:
        """Both."""
        return (False, True)


@dataclass(slots=True)
class Button(Control):
    """Something to press; the scene's `press` says what it does."""


@dataclass(slots=True)
class Note(Control):
    """A text beside the controls, in `value`; it has room for `lines` lines."""

    lines: int = 4


@dataclass(slots=True)
class Weights(Control):
    """The weights of a kernel as rows of numbers: changed on the picture, by `Scene.edit`; no control of their own."""

    largest: int = 9  # in size

    def check(self, name: str, value: Any) -> None:
        """Rows of numbers, all of one length, none larger than `largest`."""
        is_list = isinstance(value, (list, tuple)) and value and all(isinstance(row, (list, tuple)) for row in value)
        numbers = [number for row in value for number in row] if is_list else []
        if not numbers or len({len(row) for row in value}) > 1 or not all(
                isinstance(n, (int, float)) and not isinstance(n, bool) and isfinite(n) for n in numbers):
            raise WrongValueError(tr("{name} is {value!r}: write rows of numbers, all of one length", name=name,
                                     value=value))
        if max(map(abs, numbers)) > self.largest:
            raise WrongValueError(tr("{name} has {number:g}: take numbers from {least} to {most}", name=name,
                                     number=max(numbers, key=abs), least=-self.largest, most=self.largest))

    def put(self, value: Any) -> None:
        """The rows, as floats."""
        self.value = [[float(number) for number in row] for row in value]


@dataclass(frozen=True)
class Row:
    """One line of the layout: the names of the controls that stand side by side, after a heading if there is one.

    `captions`: small words above the controls of the line, one for each, and before them one above the heading if
    there is one more; they are seen while two or more of the line's controls are. A line is seen while one of its
    controls is.
    """

    controls: tuple[str, ...]
    heading: str = ""
    captions: tuple[str, ...] = ()


def _one_of(name: str, value: Any, options: Sequence[Any]) -> None:
    if value not in options or isinstance(value, bool):
        raise WrongValueError(tr("{name} is {value!r}, but there are {options}: take one of these", name=name,
                                 value=value, options=", ".join(map(repr, options))))
