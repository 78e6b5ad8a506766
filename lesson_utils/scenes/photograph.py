"""A real photograph through a convolution."""

from __future__ import annotations

from typing import NamedTuple

from lesson_utils.diagrams.photograph import photograph_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.seeded import box, edge, identity
from lesson_utils.facts.shown import Numbers
from lesson_utils.facts.small_objects import OUTLINE
from lesson_utils.language import mark, tr
from lesson_utils.scenes.controls import Control, Menu, Row, Slider
from lesson_utils.scenes.scene import Scene


class PhotoKernel(NamedTuple):
    """What a kernel is called, and its weights."""

    label: str
    weight: Numbers


PHOTO_KERNELS = {
    "vertical": PhotoKernel(mark("vertical edges"), edge(3, 3)),
    "horizontal": PhotoKernel(mark("horizontal edges"), [list(row) for row in zip(*edge(3, 3), strict=True)]),
    "outline": PhotoKernel(mark("outline"), OUTLINE),
    "sharpen": PhotoKernel(mark("sharpen"), [[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "blur": PhotoKernel(mark("blur (all ones)"), box(3, 3)),
    "identity": PhotoKernel(mark("identity"), identity(3, 3)),
}


class PhotographScene(Scene):
    """kernel, stride and dilation: see `explorers.photograph.explore_photograph`."""

    def __init__(self, engine: Engine) -> None:
        kernels = {name: tr(kernel.label) for name, kernel in PHOTO_KERNELS.items()}
        controls: dict[str, Control] = {
            "kernel": Menu(tr("kernel"), "vertical", options=kernels),
            "stride": Slider("stride", 1, low=1, high=4),
            "dilation": Slider("dilation", 1, low=1, high=12),
        }
        super().__init__(engine, controls, [Row((name,)) for name in controls])

    def draw(self) -> Picture:
        """The photograph, the kernel, and the feature map."""
        weight = PHOTO_KERNELS[self.value("kernel")].weight
        conv = Convolution(1, 1, (3, 3), self.value("stride"), 0, self.value("dilation"), bias=False)
        photo, feature_map = self.ask("filter_photograph", conv, weight).value
        return photograph_picture(conv, photo, weight, feature_map)
