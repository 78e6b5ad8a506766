"""A 1 x 1 convolution between a few channels."""

from __future__ import annotations

from lesson_utils.diagrams.pointwise import pointwise_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.seeded import integers
from lesson_utils.scenes.controls import Row, Slider
from lesson_utils.scenes.scene import Scene

MOST_IN, MOST_OUT, SIZE = 4, 5, 4  # channels for which the picture has room; rows and columns of a map
X = integers(MOST_IN, SIZE, SIZE, seed=6)
WEIGHT = integers(MOST_OUT, MOST_IN, low=-2, high=2, seed=12)
AT = (1, 1)


class PointwiseScene(Scene):
    """in_channels and out_channels: see `explorers.pointwise.explore_pointwise`."""

    def __init__(self, engine: Engine) -> None:
        controls = {"in_channels": Slider("in_channels", 3, low=1, high=MOST_IN),
                    "out_channels": Slider("out_channels", 4, low=1, high=MOST_OUT)}
        super().__init__(engine, controls, [Row((name,)) for name in controls])

    def draw(self) -> Picture:
        """The weighted sums at one pixel."""
        m, n = self.value("in_channels"), self.value("out_channels")
        x, weight, conv = X[:m], [kernel[:m] for kernel in WEIGHT[:n]], Convolution(m, n, 1, bias=False)
        output, agrees = self.ask("convolve_pointwise", conv, x, weight)
        return pointwise_picture(conv, x, weight, output, AT, agrees=agrees)
