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
from lesson_utils.scenes.controls import Button, Control, Menu, Note, Row


class Scene:
    """State and sentences of one explorer.

    `controls` maps ids to controls, `layout` says how they stand. Two scenes with equal `values()` give equal
    pictures. A subclass says what else moves with a move (`settle`), and what is drawn (`draw`).
    """

    def __init__(self, engine: Engine, controls: dict[str, Control], layout: Sequence[Row]) -> None:
        self.engine, self.controls, self.layout = engine, controls, tuple(layout)
        self._starts: dict[tuple[tuple[str, Any], ...], dict[str, Any]] = {}  # copies share it

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

    def stand(self, **values: Any) -> None:
        """Bring controls to these values, all together: limits are asked of all of them, not of one after the other.

        Raises `ValueError` or `TypeError`, naming the control, if there is none of that name, if it never takes that
        value, or if it cannot beside the others.

        >>> from lesson_utils.scenes.groups import GroupsScene
        >>> scene = GroupsScene(None)
        >>> scene.stand(groups=4, in_channels=8, out_channels=4)
        >>> scene.stand(groups=3)
        Traceback (most recent call last):
        lesson_utils.errors.WrongValueError: groups is 3, but there are 1, 2, 4: take one of these
        """
        for name, value in values.items():
            self._named(name).check(name, value)
        for name, value in values.items():  # what moves many others goes first
            if isinstance(self.controls[name], Menu) and self.controls[name].fresh_start:
                self.move(name, value)
        changed = [name for name, value in values.items() if self.value(name) != value]
        for name in changed:
            self.controls[name].put(values[name])
        for name in changed:
            self.settle(name)
        for name, value in values.items():
            if name in changed and not self._stands(name, value):
                self.controls[name].take(name, value)  # says what it could take
                raise WrongValueError(tr("{name} cannot be {value!r} beside the others: leave it out, or change "
                                         "another one", name=name, value=value))

    def line(self, function: str, *given: str) -> str:
        """The line of Python that shows this picture: `function` called with what is not as it starts.

        `given`: arguments, as code, that it always has.

        >>> from lesson_utils.scenes.groups import GroupsScene
        >>> scene = GroupsScene(None)
        >>> scene.move("groups", 3)
        >>> scene.line("explore_groups")
        'explore_groups(groups=3)'
        """
        values = self.said()
        choices = [name for name, control in self.controls.items()
                   if isinstance(control, Menu) and control.fresh_start]
        before = self._start_with(tuple((name, values[name]) for name in choices))
        changed = (f"{name}={_as_code(value)}" for name, value in values.items() if value != before[name])
        return f"{function}({', '.join([*given, *changed])})"

    def _start_with(self, choices: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
        """The values that these choices bring to a new scene; the choices themselves as they start."""
        if choices not in self._starts:
            start = self.anew()
            first = {name: start.value(name) for name, _ in choices}
            for name, value in choices:
                start.move(name, value)
            self._starts[choices] = start.values() | first
        return self._starts[choices]

    def said(self) -> dict[str, Any]:
        """The values that say how the scene stands; the others follow from them."""
        return self.values()

    def beyond(self) -> Any:
        """What the picture depends on besides `values()`, such as a time that was measured; as JSON has it."""
        return None

    def anew(self) -> Self:
        """Another scene of this kind, as it starts."""
        return type(self)(self.engine)

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

    def _stands(self, name: str, value: Any) -> bool:
        return self.value(name) == value and (not self.controls[name].values() or value in self.controls[name].values())

    def _named(self, name: str) -> Control:
        if name not in self.controls:
            raise WrongValueError(tr("there is no control {name!r}: take one of {names}", name=name,
                                     names=", ".join(self.controls)))
        return self.controls[name]


def _as_code(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)  # an id has no quotes
