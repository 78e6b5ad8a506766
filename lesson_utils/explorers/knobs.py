"""The controls of a live explorer as Python sees them: `explorer.controls["stride"].value = 2`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from lesson_utils.scenes.controls import Button, Control, Slider


class Knob(traitlets.HasTraits):
    """One control: its `value` can be read, set and observed; setting it is the move of a hand.

    Raises `ValueError` or `TypeError` for a value that the control cannot take now; then nothing has moved.

    >>> from lesson_utils import explore_convolution
    >>> stride = explore_convolution().controls["stride"]
    >>> stride.value, stride.min, stride.max
    (1, 1, 4)
    """

    value: Any = traitlets.TraitType()  # Any() would take None without a check

    def __init__(self, find: Callable[[], Control], check: Callable[[Any], None], move: Callable[[Any], None]) -> None:
        self._find, self._check, self._following = find, check, True
        super().__init__(value=find().value)
        self._following = False
        self.observe(lambda change: self._following or move(change.new), "value")

    def follow(self) -> None:
        """Stand as the control stands now."""
        self._following = True
        try:
            self.value = self._find().value
        finally:
            self._following = False

    @traitlets.validate("value")
    def _checked(self, proposal: Any) -> Any:
        if not self._following:
            self._check(proposal["value"])
        return proposal["value"]

    @property
    def min(self) -> int:
        """The least value that a slider can take now."""
        return self._slider().low

    @property
    def max(self) -> int:
        """The largest value that a slider can take now."""
        return self._slider().high

    @property
    def options(self) -> Sequence[Any]:
        """Every value that it can take now."""
        return tuple(self._find().values())

    @property
    def description(self) -> str:
        """What stands beside it on the screen."""
        return self._find().label

    @property
    def disabled(self) -> bool:
        """Whether it cannot be moved now."""
        return not self._find().enabled

    def _slider(self) -> Slider:
        control = self._find()
        if not isinstance(control, Slider):
            raise AttributeError("only a slider has a min and a max: see its options")
        return control


class Press:
    """A button: `click()` does what a click does."""

    def __init__(self, find: Callable[[], Button], press: Callable[[], None]) -> None:
        self._find, self.click = find, press

    @property
    def description(self) -> str:
        """What stands on it."""
        return self._find().label

    @property
    def disabled(self) -> bool:
        """Whether it cannot be pressed now."""
        return not self._find().enabled
