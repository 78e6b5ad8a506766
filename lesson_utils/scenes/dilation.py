"""A kernel pulled apart, against the same kernel with zeros put in."""

from __future__ import annotations

from typing import Any

from lesson_utils.diagrams.dilation import dilation_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.seeded import IMAGE
from lesson_utils.language import tr
from lesson_utils.scenes.controls import Control, Row, Slider, Switch
from lesson_utils.scenes.scene import Scene

X = [row[:10] for row in IMAGE[:10]]
WEIGHT = [[1.0, 2, 1, -1], [-1, 3, -2, 2], [2, -1, 1, 1], [1, -2, 2, -1]]  # no zero of its own


class DilationScene(Scene):
    """kernel_size, padding and dilation: see `explorers.dilation.explore_dilation`."""

    def __init__(self, engine: Engine) -> None:
        controls: dict[str, Control] = {
            "kernel_size": Slider("kernel_size", 3, low=1, high=4), "padding": Slider("padding", 0, low=0, high=3),
            "dilation": Slider("dilation", 2, low=1, high=3),
            "dilation_columns": Slider(tr("{argument}, columns", argument="dilation"), 2, low=1, high=3),
            "lock": Switch(tr("rows and columns alike"), True),
            "same": Switch(tr("padding='same': keep the size"), False),
        }
        super().__init__(engine, controls, [Row((name,)) for name in controls])
        self.settle("lock")

    def settle(self, moved: str) -> None:
        """A control that has no say now cannot be moved."""
        lock, rows, columns = (self.controls[name] for name in ("lock", "dilation", "dilation_columns"))
        rows.label = "dilation" if lock.value else tr("{argument}, rows", argument="dilation")
        columns.enabled = not lock.value
        self.controls["padding"].enabled = not self.value("same")
        if lock.value:
            columns.value = rows.value

    def said(self) -> dict[str, Any]:
        """Without the columns' dilation while it is like that of the rows."""
        return {name: value for name, value in self.values().items()
                if name != "dilation_columns" or not self.value("lock")}

    def draw(self) -> Picture:
        """Both kernels, both windows, and the one output."""
        k, dilation = self.value("kernel_size"), (self.value("dilation"), self.value("dilation_columns"))
        padding = "same" if self.value("same") else self.value("padding")
        weight = [row[:k] for row in WEIGHT[:k]]
        conv = Convolution(1, 1, (k, k), 1, padding, dilation, bias=False)
        (with_zeros, dilated, undilated), agrees = self.ask("convolve_with_zeros", conv, X, weight)
        zeros = Convolution(1, 1, (len(with_zeros), len(with_zeros[0])), 1, padding, bias=False)
        return dilation_picture(conv, zeros, X, weight, with_zeros, dilated, undilated, agrees=agrees)
