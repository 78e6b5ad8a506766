"""The one shell that shows any scene in a notebook: controls and picture in one widget, drawn by the page.

The page sends what a hand did, the kernel answers with the picture and with how every control stands, as one message;
and it sends pictures ahead of the next move (see `ahead.py`). `view/` is the page's side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4

import anywidget
import traitlets

from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.explorers.ahead import Ahead
from lesson_utils.explorers.knobs import Knob, Press
from lesson_utils.explorers.states import entry_of, panel_of, seen
from lesson_utils.explorers.view_words import view_words
from lesson_utils.scenes.controls import Button, Menu
from lesson_utils.scenes.scene import Scene

_VIEW = Path(__file__).parent / "view"
# the parts of the page's code, in this order
_PARTS = ("core", "controls", "session", "layout", "motion", "convolution", "maps", "groups", "cone", "export")
VIEW_CODE = "\n".join((_VIEW / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
VIEW_STYLE = (_VIEW / "view.css").read_text(encoding="utf-8")
WRONG = (WrongValueError, WrongTypeError)
END = object()


class Explorer(anywidget.AnyWidget):
    """Controls beside one picture.

    `controls` maps the name of an argument to its knob, `scene` knows the rest. Displayed in a notebook, it is live;
    a notebook that was only stored and not run shows the picture as a still image. `function` and `given` are the
    call that made it, for the line to copy.
    """

    _esm, _css = VIEW_CODE, VIEW_STYLE
    svg = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    now = traitlets.Dict().tag(sync=True)  # token, epoch, states; line; the number of the last message answered
    panel = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)  # what the view says by itself
    key = traitlets.Unicode().tag(sync=True)  # the same for all views of this explorer, and for no other

    def __init__(self, scene: Scene, function: str = "", *given: str) -> None:
        self.scene, self._call, self._start = scene, (function, *given), scene.values()
        self._ahead, self._answered = Ahead(), 0
        self._one_at_a_time = RLock()  # the page may be heard in another thread than the cell that moves a control
        self._task: asyncio.Task[None] | None = None
        self.controls: dict[str, Knob | Press] = {name: self._knob(name) for name in seen(scene)}
        super().__init__(panel=panel_of(scene), words=view_words(), key=uuid4().hex)
        self.on_msg(self._hear)
        self.redraw()

    def _knob(self, name: str) -> Knob | Press:
        control = self.scene.controls[name]
        if isinstance(control, Button):
            return Press(lambda: self.scene.controls[name], lambda: self._press(name))
        return Knob(lambda: self.scene.controls[name], lambda value: copy(self.scene.controls[name]).take(name, value),
                    lambda value: self.move(name, value))

    def move(self, name: str, value: Any) -> None:
        """Move one control. Raises `ValueError` or `TypeError`, and moves nothing, if it cannot take this value."""
        with self._one_at_a_time:
            self.scene.move(name, value)
            self._fresh_start(name)
            self.redraw()

    def redraw(self) -> None:
        """Show the scene as it stands now: its controls and its picture, as one message."""
        self._stop_looking()
        for knob in self.controls.values():
            if isinstance(knob, Knob):
                knob.follow()
        entry = entry_of(self.scene, self._ahead.token(self.scene), self._ahead.epoch)
        self._ahead.keep(entry["now"]["token"], len(entry["svg"]))
        with self.hold_sync():
            self.svg, self.alt = entry["svg"], entry["alt"]
            self.now = entry["now"] | {"line": self.scene.line(*self._call), "answered": self._answered}

    # What the page sends. It may be anything, so it is checked like any argument; what is wrong does nothing

    def _hear(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict):
            with self._one_at_a_time:
                self._answer(content)

    def _answer(self, content: dict[str, Any]) -> None:
        if isinstance(content.get("number"), int):
            self._answered = content["number"]
        self._stop_looking()
        near = content.get("near")
        if "moves" in content:
            near = self._moved(content["moves"])
        elif "edit" in content:
            with suppress(*WRONG, TypeError):
                self.scene.edit(*content["edit"])
                self._ahead.forget()
            self.redraw()
        elif isinstance(content.get("press"), str):
            with suppress(*WRONG):
                self._press(content["press"])
        elif "reset" in content:
            self.scene.restore(self._start)
            self._ahead.forget()
            self.redraw()
        elif "hello" in content:  # a page that knows nothing yet
            self._ahead.start_anew()
            self.redraw()
        self._look(near, content.get("from"))

    def _moved(self, moves: Any) -> str | None:
        name = None
        for move in moves if isinstance(moves, list) else ():
            with suppress(*WRONG, TypeError, ValueError):
                name, value = move
                self.scene.move(name, value)
                self._fresh_start(name)
        self.redraw()
        return name

    def _fresh_start(self, name: str) -> None:
        control = self.scene.controls[name]
        if isinstance(control, Menu) and control.fresh_start:
            self._ahead.forget()

    def _press(self, name: str) -> None:
        with self._one_at_a_time:
            self._ahead.forget()
            try:
                self.scene.press(name, self.redraw)
            finally:
                self._ahead.forget()
                self.redraw()

    # Looking ahead, while nothing else is to be done

    def look_ahead(self, name: str, came_from: Any = None) -> Iterator[bytes | None]:
        """Pictures of the next moves of a control: see `Ahead.look`."""
        return self._ahead.look(self.scene, name, came_from)

    def _look(self, name: Any, came_from: Any) -> None:
        if not isinstance(name, str) or name not in seen(self.scene) or isinstance(self.controls[name], Press):
            return
        with suppress(RuntimeError):  # no loop: a script, not a kernel
            self._task = asyncio.get_running_loop().create_task(self._looking(name, came_from))

    def _stop_looking(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            with suppress(RuntimeError):  # its loop is closed
                task.get_loop().call_soon_threadsafe(task.cancel)  # a page may speak to another thread than a cell

    async def _looking(self, name: str, came_from: Any) -> None:
        await asyncio.sleep(0.002)  # the answer goes out first
        looking = self.look_ahead(name, came_from)
        while True:
            with self._one_at_a_time:
                message = next(looking, END)
            if message is END:
                return
            if message is None:
                await asyncio.sleep(0)  # what has come meanwhile goes first
            else:
                self.send({"ahead": True}, buffers=[message])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        if isinstance(live, tuple):
            live = live[0]
        return {**live, **Picture(self.svg, self.alt)._repr_mimebundle_()}


def explorer(scene: Scene, controls: dict[str, Any], function: str, *given: str) -> Explorer:
    """The explorer of a scene whose controls stand as `controls` say; `function` and `given` are the call as code.

    Raises `ValueError` or `TypeError` that names the control: see `Scene.stand`.
    """
    scene.stand(**controls)
    return Explorer(scene, function, *given)
