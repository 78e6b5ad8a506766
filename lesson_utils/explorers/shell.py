"""The one shell that shows any scene in a notebook: ipywidgets above, the picture below, both kept in step."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from html import escape
from typing import Any

import ipywidgets

from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.explorers.picture_view import PictureView
from lesson_utils.explorers.widgets import show_in, state_of, widget_of
from lesson_utils.scenes.controls import Button, Chosen, Control, Row, Weights
from lesson_utils.scenes.scene import Scene


class Explorer(ipywidgets.VBox):
    """Controls on top, one picture below.

    `controls` maps the name of an argument to its widget, `scene` knows the rest. Displayed in a notebook, it is live;
    a notebook that was only stored and not run shows the picture as a still image.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.view = PictureView()
        self.controls = {name: widget_of(control) for name, control in scene.controls.items()
                         if not isinstance(control, Weights)}
        self._shown = {name: state_of(scene.controls[name]) for name in self.controls}
        self._moving = False
        self._homes = {name: _home(widget) for name, widget in self.controls.items()
                       if isinstance(scene.controls[name], Chosen) and scene.controls[name].changing}
        self._rows = [(row, self._row(row)) for row in scene.layout]
        self._seen = [True] * len(self._rows)
        super().__init__([*(box for _, box in self._rows), self.view])
        self.add_class("lesson-explorer")  # the view looks for it
        for name, widget in self.controls.items():
            if isinstance(scene.controls[name], Button):
                widget.on_click(lambda _, name=name: self._press(name))
            else:
                widget.observe(lambda change, name=name: self._move(name, change.new), "value")
        self.view.observe(self._edited, "edited")
        self.redraw()

    @property
    def svg(self) -> str:
        """The picture as it stands, as SVG text."""
        return self.view.svg

    @property
    def alt(self) -> str:
        """The picture as it stands, in words."""
        return self.view.alt

    def _move(self, name: str, value: Any) -> None:
        if self._moving:  # the shell itself moves a widget
            return
        self._shown[name] = None  # the widget stands elsewhere now, and the scene may have it stand as before
        with suppress(WrongValueError, WrongTypeError):  # a value that no widget of ours offers moves nothing
            self.scene.move(name, value)
        self.redraw()

    def _edited(self, change: Any) -> None:
        try:
            self.scene.edit(*change.new)
        except (WrongValueError, WrongTypeError, TypeError):  # what comes from the page may be anything
            return
        self.redraw()

    def _press(self, name: str) -> None:
        try:
            self.scene.press(name, self._show_controls)
        finally:
            self.redraw()

    def redraw(self) -> None:
        """Show the scene as it stands now: its controls, and its picture as one message."""
        self._show_controls()
        picture = self.scene.picture()
        with self.view.hold_sync():
            self.view.svg, self.view.alt = picture.svg, picture.alt

    def _show_controls(self) -> None:
        before, self._moving = self._moving, True
        try:
            for name, widget in self.controls.items():
                control = self.scene.controls[name]
                state = state_of(control)
                if state != self._shown[name]:
                    self._shown[name] = state
                    self._show(name, control, widget)
            for number, (row, box) in enumerate(self._rows):
                seen = not row.heading or self._is_seen(row)
                if seen != self._seen[number]:  # a row with a heading goes when its controls go
                    self._seen[number], box.layout.display = seen, "flex" if seen else "none"
        finally:
            self._moving = before

    def _show(self, name: str, control: Control, widget: ipywidgets.Widget) -> None:
        home = self._homes.get(name)
        if home is None or widget.options == control.options:
            show_in(widget, control)
            return
        # ipywidgets' view of such a slider keeps the old end when there are more numbers: it gets a new view, in a
        # box that keeps its place meanwhile
        home.children = ()
        show_in(widget, control)
        home.children = (widget,)

    def _is_seen(self, row: Row) -> bool:
        return any(self.scene.controls[name].shown for column in row.columns for name in column)

    def _row(self, row: Row) -> ipywidgets.HBox:
        columns = [[self._homes.get(name, self.controls[name]) for name in column] for column in row.columns]
        if row.heading:
            heading = ipywidgets.HTML(f"<b>{escape(row.heading)}</b>", layout={"width": f"{row.heading_px}px"})
            columns.insert(0, [heading])
        box = beside(columns)
        if row.compact:
            box.add_class("lesson-compact")
        return box

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        return {**live, **Picture(self.svg, self.alt)._repr_mimebundle_()}


def beside(columns: Iterable[list[ipywidgets.Widget]]) -> ipywidgets.HBox:
    """Columns of controls side by side; in a narrow window they go below each other, and nothing is cut off."""
    boxes = [ipywidgets.VBox(column, layout={"overflow": "visible", "flex": "0 0 auto"}) for column in columns]
    return ipywidgets.HBox(boxes, layout={"flex_flow": "row wrap", "overflow": "visible"})


def _home(widget: ipywidgets.Widget) -> ipywidgets.Box:
    return ipywidgets.Box([widget], layout={"width": "284px", "height": "32px", "overflow": "visible"})
