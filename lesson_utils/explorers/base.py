"""What all explorers share: the view in the browser, the container, and sliders that stay legal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.picture_view import PictureView


class Explorer(ipywidgets.VBox):
    """Controls on top, one picture below.

    `controls` maps the name of an argument to its widget, `picture` is what is shown now. Displayed in a
    notebook, it is live; a notebook that was only stored and not run shows the picture as a still image.
    """

    def __init__(self, controls: dict[str, ipywidgets.Widget], rows: list[ipywidgets.Widget],
                 draw: Callable[[], Picture]) -> None:
        self.controls = controls
        self.view = PictureView()
        self._draw = draw
        self._moving = False
        super().__init__([*rows, self.view])
        self.add_class("lesson-explorer")  # the view looks for it

    @property
    def svg(self) -> str:
        """The picture as it stands, as SVG text."""
        return self.view.svg

    @property
    def alt(self) -> str:
        """The picture as it stands, in words."""
        return self.view.alt

    def settle(self, moved: str) -> None:
        """Bring the other controls in line after control `moved` was moved. Most explorers have nothing to do."""

    def follow(self) -> None:
        """From now on every move of a control settles the others, once, and draws the picture anew."""
        for name, control in self.controls.items():
            if control.has_trait("value"):
                control.observe(lambda _, name=name: self.move(name), "value")
        self.redraw()

    def move(self, name: str) -> None:
        """What follows a move of control `name`; moves that `settle` makes itself do not start it again."""
        if self._moving:
            return
        self._moving = True
        try:
            self.settle(name)
            self.redraw()
        finally:
            self._moving = False

    def redraw(self) -> None:
        """Draw the picture anew, and send it to the browser as one message."""
        picture = self._draw()
        with self.view.hold_sync():
            self.view.svg, self.view.alt = picture.svg, picture.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        return {**live, **Picture(self.svg, self.alt)._repr_mimebundle_()}


def beside(*columns: list[ipywidgets.Widget]) -> ipywidgets.HBox:
    """Columns of controls side by side; in a narrow window they go below each other, and nothing is cut off."""
    boxes = [ipywidgets.VBox(column, layout={"overflow": "visible", "flex": "0 0 auto"}) for column in columns]
    return ipywidgets.HBox(boxes, layout={"flex_flow": "row wrap", "overflow": "visible"})


def slider(name: str, value: int, low: int, high: int, label: int = 88) -> ipywidgets.IntSlider:
    """A slider that carries the name of an argument; `label` is the room for that name in px."""
    return ipywidgets.IntSlider(value, low, high, description=name, **_size(label))


def choice_slider(name: str, options: Sequence[int], value: int, label: int = 88) -> ipywidgets.SelectionSlider:
    """A slider over a few numbers that are not neighbours."""
    return ipywidgets.SelectionSlider(options=options, value=value, description=name, **_size(label))


def _size(label: int) -> dict[str, Any]:
    return {"layout": {"width": f"{label + 192}px"}, "style": {"description_width": f"{label}px"}}


def set_range(control: ipywidgets.IntSlider, low: int, high: int) -> None:
    """Move both ends of a slider, in the order that keeps low <= high at every moment."""
    if high >= control.min:
        control.max, control.min = high, low
    else:
        control.min, control.max = low, high
