"""The width of the digit networks that were trained: one of those that there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Self

from lesson_utils.diagrams.svg import Picture
from lesson_utils.scenes.controls import Chosen, Row
from lesson_utils.scenes.scene import Scene


class WidthScene(Scene):
    """`widths` that were trained, and `plot`, which draws the picture for one: see `explorers.width.explore_width`.

    Nothing is computed: what was measured is shown, so there is no engine to ask.
    """

    def __init__(self, widths: Sequence[int], plot: Callable[[int], Picture]) -> None:
        super().__init__(None, {"width": Chosen("width", widths[len(widths) // 2], options=tuple(widths))},
                         [Row(("width",))])
        self._plot = cache(plot)  # each is drawn once: the slider goes back and forth

    def anew(self) -> Self:
        """Another scene of this kind, as it starts."""
        return type(self)(self.controls["width"].options, self._plot)

    def draw(self) -> Picture:
        """The plot for the width that is chosen."""
        return self._plot(self.value("width"))
