"""Small objects through pooling and upsampling, and through dilation, at the same receptive field."""

from __future__ import annotations

from lesson_utils.diagrams.gif import Gif
from lesson_utils.diagrams.small_objects import Way, small_objects_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.engine import Answer, Engine
from lesson_utils.facts.regions import kept_apart, regions
from lesson_utils.facts.shown import Numbers
from lesson_utils.facts.small_objects import MOST_POOLINGS, OUTLINE, WINDOW, above_half, small_objects, stacks_of
from lesson_utils.language import tr
from lesson_utils.scenes.controls import Control, Menu, Row, Slider
from lesson_utils.scenes.pooling import KINDS_OF_POOLING
from lesson_utils.scenes.scene import Scene

LAYERS = {"max": "nn.MaxPool2d", "average": "nn.AvgPool2d"}


class SmallObjectsScene(Scene):
    """Poolings, their kind, and the objects: see `explorers.small_objects.explore_small_objects`."""

    def __init__(self, engine: Engine) -> None:
        controls: dict[str, Control] = {
            "poolings": Slider(tr("poolings"), 1, low=0, high=MOST_POOLINGS),
            "kind": Menu(tr("kind"), "max", options={name: tr(words) for name, words in KINDS_OF_POOLING.items()}),
            "size": Slider(tr("object size"), 1, low=1, high=4), "gap": Slider(tr("gap"), 4, low=1, high=9),
        }
        super().__init__(engine, controls, [Row((name,)) for name in controls])

    def draw(self) -> Picture:
        """The map, and what two ways of the same receptive field leave of it."""
        x = small_objects(self.value("size"), self.value("gap"))
        poolings, kind = self.value("poolings"), self.value("kind")
        return draw_two_ways(x, poolings, kind, self.ask("two_ways", x, poolings, kind), self.engine.gif)


def draw_two_ways(x: Numbers, poolings: int, kind: str, answer: Answer[tuple[Numbers, Numbers]],
                  gif: Gif) -> Picture:
    """The picture of two outputs that an engine has computed; `x` (H, W) has ones for objects, zeros elsewhere."""
    objects, stacks, shrinks = regions(x), stacks_of(poolings), WINDOW ** poolings
    kept = [kept_apart(objects, regions(above_half(output))) for output in answer.value]
    dilation = stacks[1].layers[0].dilation
    names = (tr("pooling, upsampling"), tr("dilation"))
    codes = ([f"{LAYERS[kind]}({WINDOW})"] * poolings + ["nn.Conv2d(1, 1, 3, padding=1)",
                                                         f"nn.Upsample(scale_factor={shrinks})"],
             [f"nn.Conv2d(1, 1, 3, padding={dilation},", f"          dilation={dilation})"])
    ways = [Way(*way) for way in zip(names, codes, stacks, answer.value, kept, strict=True)]
    middle = [side // shrinks // 2 * shrinks + shrinks // 2 for side in (len(x), len(x[0]))]
    return small_objects_picture(x, objects, OUTLINE, ways, tuple(middle), agrees=answer.agrees, gif=gif)
