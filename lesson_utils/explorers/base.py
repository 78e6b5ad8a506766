"""What all explorers share: the view in the browser, the container, and sliders that stay legal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from lesson_utils.diagrams.svg import Picture

_VIEW = Path(__file__).parent / "view"


class PictureView(anywidget.AnyWidget):
    """Shows an SVG and brings it to life: hover, focus and play happen in the browser alone."""

    _esm = "\n".join((_VIEW / name).read_text(encoding="utf-8")
                     for name in ("core.js", "convolution.js", "maps.js", "groups.js", "export.js"))
    _css = (_VIEW / "view.css").read_text(encoding="utf-8")
    svg = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    note_lines = traitlets.Int(0).tag(sync=True)  # room kept free for the note, so that the picture does not jump
    edited = traitlets.List().tag(sync=True)  # [row, column, value] of a weight that was changed in the browser


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
        super().__init__([*rows, self.view])

    @property
    def svg(self) -> str:
        """The picture as it stands, as SVG text."""
        return self.view.svg

    @property
    def alt(self) -> str:
        """The picture as it stands, in words."""
        return self.view.alt

    def redraw(self, note: str | None = None) -> None:
        """Draw the picture anew, and send picture and note to the browser as one message."""
        picture = self._draw()
        with self.view.hold_sync():
            self.view.svg, self.view.alt = picture.svg, picture.alt
            if note is not None:
                self.view.note = note

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        return {**live, **Picture(self.svg, self.alt)._repr_mimebundle_()}


def slider(name: str, value: int, low: int, high: int, width: str = "280px") -> ipywidgets.IntSlider:
    """A slider that carries the name of an argument."""
    return ipywidgets.IntSlider(value, low, high, description=name, layout={"width": width},
                                style={"description_width": "88px"})


def set_range(control: ipywidgets.IntSlider, low: int, high: int) -> None:
    """Move both ends of a slider, in the order that keeps low <= high at every moment."""
    if high >= control.min:
        control.max, control.min = high, low
    else:
        control.min, control.max = low, high
