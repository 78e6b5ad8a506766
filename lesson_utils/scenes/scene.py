"""What all scenes share: moves that settle, copies, values, and the picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, Self

from lesson_utils.diagrams.message import sentence_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.engine import Answer, Engine, MissingOperationError, ask
from lesson_utils.language import STRICT, tr
from lesson_utils.scenes.controls import Button, Control, Note, Row


class Scene:
    """State and sentences of one explorer.

    `controls` maps ids to controls, `layout` says how they stand. Two scenes with equal `values()` give equal
    pictures. A subclass says what else moves with a move (`settle`), and what is drawn (`draw`).
    """

    def __init__(self, engine: Engine, controls: dict[str, Control], layout: Sequence[Row]) -> None:
        self.engine, self.controls, self.layout = engine, controls, tuple(layout)

    def ask(self, operation: str, *arguments: Any) -> Answer:
        """The engine's answer."""
        return ask(self.engine, operation, *arguments)

    def value(self, name: str) -> Any:
        """How one control stands."""
        return self.controls[name].value

    def values(self) -> dict[str, Any]:
        """How every control stands: all that the picture depends on."""
        return {name: control.value for name, control in self.controls.items()
                if not isinstance(control, (Button, Note))}

    def move(self, name: str, value: Any) -> None:
        """Move one control, and settle the others.

        Raises `ValueError` or `TypeError` for an unknown control, or a value that it cannot take now; then nothing
        has moved.
        """
        self._named(name).take(name, value)
        self.settle(name)

    def restore(self, values: Mapping[str, Any]) -> None:
        """Stand as another scene of this kind stood, from its `values()`."""
        for name, value in values.items():
            self._named(name).value = value
        self.settle("")

    def press(self, name: str, progress: Callable[[], None] = lambda: None) -> None:
        """Press a button; `progress` is called whenever a control changed meanwhile."""
        if not isinstance(self._named(name), Button):
            raise WrongValueError(tr("{name} is no button: move it instead", name=name))
        self.pressed(name, progress)

    def settle(self, moved: str) -> None:
        """Bring the other controls in line after control `moved` was moved ('': after all of them were)."""

    def pressed(self, name: str, progress: Callable[[], None]) -> None:
        """What a button does."""

    def edit(self, row: int, column: int, value: int) -> None:
        """A weight was changed on the picture. Scenes without weights of one's own have none."""
        raise WrongValueError(tr("this picture has no weights to change: move its controls"))

    def draw(self) -> Picture:
        """The picture as the controls stand."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """The picture as the controls stand. What the engine cannot do is said in its place; the tests want to know."""
        try:
            return self.draw()
        except MissingOperationError as error:
            if os.environ.get(STRICT):
                raise
            return sentence_picture(tr("This cannot be computed here"), str(error))

    def copy(self) -> Self:
        """A scene that stands the same, and moves on its own."""
        twin = copy(self)
        twin.controls = {name: copy(control) for name, control in self.controls.items()}
        return twin

    def _named(self, name: str) -> Control:
        if name not in self.controls:
            raise WrongValueError(tr("there is no control {name!r}: take one of {names}", name=name,
                                     names=", ".join(self.controls)))
        return self.controls[name]
