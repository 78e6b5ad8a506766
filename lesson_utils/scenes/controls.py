"""The controls of a scene: what can be moved, within which limits, and how it stands now.

A control is plain data. A shell draws it; `take` is the one way by which a value gets in. `label_px`, `px`, `indent`
and `height` are the room that it asks for, in px.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr


@dataclass(slots=True)
class Control:
    """What all controls have: a label in the learner's language, whether it can be moved now, and whether it is seen.

    `shown=False` takes it off the screen, `blank=True` leaves its place empty. `tooltip` names a control that has no
    label of its own.
    """

    label: str = ""
    value: Any = None
    enabled: bool = field(default=True, kw_only=True)
    shown: bool = field(default=True, kw_only=True)
    blank: bool = field(default=False, kw_only=True)
    tooltip: str = field(default="", kw_only=True)
    label_px: int = field(default=88, kw_only=True)
    px: int = field(default=0, kw_only=True)
    indent: int = field(default=0, kw_only=True)

    def take(self, name: str, value: Any) -> None:
        """Stand at `value` from now on. Raises `ValueError` or `TypeError`, naming the control `name`."""
        raise WrongValueError(tr("{name} is not moved, it is only read: move another control", name=name))

    def values(self) -> Sequence[Any]:
        """Every value that it can take now."""
        return ()


@dataclass(slots=True)
class Slider(Control):
    """Whole numbers from `low` to `high`."""

    low: int = 0
    high: int = 0

    def take(self, name: str, value: Any) -> None:
        """A whole number from low to high.

        >>> stride = Slider("stride", 1, low=1, high=4)
        >>> stride.take("stride", 5)
        Traceback (most recent call last):
        lesson_utils.errors.WrongValueError: stride is 5, but it goes from 1 to 4 now: take one of these
        """
        whole_number(name, value, min(self.low, value) if isinstance(value, int) else self.low)
        if not self.low <= value <= self.high:
            raise WrongValueError(tr("{name} is {value}, but it goes from {low} to {high} now: take one of these",
                                     name=name, value=value, low=self.low, high=self.high))
        self.value = value

    def values(self) -> Sequence[int]:
        """From low to high."""
        return range(self.low, self.high + 1)


@dataclass(slots=True)
class Chosen(Control):
    """A slider over a few numbers that are not neighbours; `changing` if the numbers themselves can change."""

    options: tuple[int, ...] = ()
    changing: bool = False

    def take(self, name: str, value: Any) -> None:
        """One of the numbers."""
        _one_of(name, value, self.options)
        self.value = value

    def values(self) -> Sequence[int]:
        """The numbers."""
        return self.options


@dataclass(slots=True)
class Menu(Control):
    """A list to choose from: id -> what it is called."""

    options: Mapping[str, str] = field(default_factory=dict)

    def take(self, name: str, value: Any) -> None:
        """One of the ids."""
        _one_of(name, value, tuple(self.options))
        self.value = value

    def values(self) -> Sequence[str]:
        """The ids."""
        return tuple(self.options)


@dataclass(slots=True)
class Switch(Control):
    """On or off."""

    def take(self, name: str, value: Any) -> None:
        """True or False."""
        if not isinstance(value, bool):
            raise WrongTypeError(tr("{name} is {value!r}: take True or False", name=name, value=value))
        self.value = value

    def values(self) -> Sequence[bool]:
        """Both."""
        return (False, True)


@dataclass(slots=True)
class Button(Control):
    """Something to press; the scene's `press` says what it does."""


@dataclass(slots=True)
class Note(Control):
    """A text beside the controls, in `value`."""

    height: int = 76


@dataclass(slots=True)
class Weights(Control):
    """The weights of a kernel as rows of numbers: changed on the picture, by `Scene.edit`; no control of their own."""

    def take(self, name: str, value: Any) -> None:
        """Rows of numbers, all of one length."""
        is_list = isinstance(value, (list, tuple)) and value and all(isinstance(row, (list, tuple)) for row in value)
        numbers = [number for row in value for number in row] if is_list else []
        if not numbers or len({len(row) for row in value}) > 1 or not all(isinstance(n, (int, float)) for n in numbers):
            raise WrongValueError(tr("{name} is {value!r}: write rows of numbers, all of one length", name=name,
                                     value=value))
        self.value = [[float(number) for number in row] for row in value]


@dataclass(frozen=True)
class Row:
    """One row of the layout: columns side by side, each with the names of the controls below each other.

    A row with a heading is seen while one of its controls is.
    """

    columns: tuple[tuple[str, ...], ...]
    heading: str = ""
    heading_px: int = 0
    compact: bool = False


def _one_of(name: str, value: Any, options: Sequence[Any]) -> None:
    if value not in options or isinstance(value, bool):
        raise WrongValueError(tr("{name} is {value!r}, but there are {options}: take one of these", name=name,
                                 value=value, options=", ".join(map(repr, options))))
