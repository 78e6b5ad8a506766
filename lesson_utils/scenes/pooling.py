"""The window of a pooling on a seeded map."""

from __future__ import annotations

from lesson_utils.diagrams.pooling import pooling_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.seeded import IMAGE
from lesson_utils.language import mark, tr
from lesson_utils.scenes.controls import Control, Menu, Row, Slider
from lesson_utils.scenes.scene import Scene

X = [row[:8] for row in IMAGE[:8]]
KINDS_OF_POOLING = {"max": mark("max"), "average": mark("average")}


class PoolingScene(Scene):
    """kind, kernel_size and stride: see `explorers.pooling.explore_pooling`."""

    def __init__(self, engine: Engine) -> None:
        controls: dict[str, Control] = {
            "kind": Menu(tr("kind"), "max", options={name: tr(words) for name, words in KINDS_OF_POOLING.items()}),
            "kernel_size": Slider("kernel_size", 2, low=1, high=4),
            "stride": Slider("stride", 2, low=1, high=4),
        }
        super().__init__(engine, controls, [Row((name,)) for name in controls])

    def draw(self) -> Picture:
        """What is left of the map."""
        conv = Convolution(1, 1, self.value("kernel_size"), self.value("stride"), bias=False)
        output, agrees = self.ask("pool", conv, self.value("kind"), X)
        return pooling_picture(conv, self.value("kind"), X, output, agrees=agrees)
