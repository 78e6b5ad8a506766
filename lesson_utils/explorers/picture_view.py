"""The widget that shows a picture: what Python sends, and the browser's code that brings it to life."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from lesson_utils.explorers.view_words import view_words

_VIEW = Path(__file__).parent / "view"
_PARTS = ("core", "names", "convolution", "maps", "groups", "cone", "export")  # of the view's code, in this order


class PictureView(anywidget.AnyWidget):
    """Shows an SVG and brings it to life: hover, focus and play happen in the browser alone."""

    _esm = "\n".join((_VIEW / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
    _css = (_VIEW / "view.css").read_text(encoding="utf-8")
    svg = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)  # what the view says by itself
    edited = traitlets.List().tag(sync=True)  # [row, column, value] of a weight that was changed in the browser

    def __init__(self) -> None:
        super().__init__(words=view_words())
