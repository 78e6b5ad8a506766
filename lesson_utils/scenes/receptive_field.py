"""A stack of 1 to 7 layers, and what its units read of the image."""

from __future__ import annotations

from typing import NamedTuple

from lesson_utils.diagrams.message import sentence_picture
from lesson_utils.diagrams.receptive_field import receptive_field_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.stack import rates, stack_of
from lesson_utils.language import mark, tr
from lesson_utils.scenes.controls import Control, Menu, Row, Slider
from lesson_utils.scenes.presets import named
from lesson_utils.scenes.scene import Scene

MOST_LAYERS, LARGEST = 7, 72
RANGES = {"kernel_size": (1, 7), "stride": (1, 4), "dilation": (1, 16), "padding": (0, 16)}
OWN = "own"


class Preset(NamedTuple):
    """A stack to start from: what it is called, its layers from the image up, the size of the image."""

    label: str
    layers: list[Convolution]
    size: int


PRESETS = {
    "two": Preset(mark("two 3 × 3"), [Convolution(1, 1, 3)] * 2, 6),
    "strided": Preset(mark("3 × 3, stride 2"), [Convolution(1, 1, 3, stride=2, padding=1)] * 3, 32),
    "rates-1-2-4": Preset(mark("rates 1, 2, 4"), rates(1, 2, 4), 24),
    "rates-2-2-2": Preset(mark("rates 2, 2, 2"), rates(2, 2, 2), 24),
    "rates-1-2-3": Preset(mark("rates 1, 2, 3"), rates(1, 2, 3), 24),
    "context": Preset(mark("the context module"), rates(1, 1, 2, 4, 8, 16, 1), LARGEST),
}


class ReceptiveFieldScene(Scene):
    """A stack with sliders: see `explorers.receptive_field.explore_receptive_field`."""

    def __init__(self, engine: Engine, preset: str = "two") -> None:
        preset = named("preset", preset, {name: one.label for name, one in PRESETS.items()} | {OWN: "my own"})
        stacks = {name: tr(one.label) for name, one in PRESETS.items()} | {OWN: tr("my own")}
        controls: dict[str, Control] = {
            "preset": Menu(tr("stack"), "two" if preset == OWN else preset, options=stacks, fresh_start=True),
            "layers": Slider(tr("layers"), 2, low=1, high=MOST_LAYERS),
            "size": Slider(tr("image size"), 6, low=4, high=LARGEST),
        }
        rows = [Row((name,)) for name in controls]
        for number in range(1, MOST_LAYERS + 1):
            for name, (low, high) in RANGES.items():
                label = tr("layer {number}, {argument}", number=number, argument=name)
                controls[f"{name}_{number}"] = Slider(label, max(1, low), low=low, high=high)
            rows.append(Row(tuple(f"{name}_{number}" for name in RANGES), str(number),
                            () if number > 1 else (tr("layer"), *RANGES)))
        super().__init__(engine, controls, rows)
        self.settle("preset")
        self.controls["preset"].value = preset

    def layers(self) -> list[Convolution]:
        """The layers, from the image up, as the controls stand."""
        return [Convolution(1, 1, **{name: self.value(f"{name}_{number}") for name in RANGES}, bias=False)
                for number in range(1, self.value("layers") + 1)]

    def settle(self, moved: str) -> None:
        """A preset moves the sliders; a slider that is moved makes the stack one's own."""
        preset = self.value("preset")
        if moved == "preset" and preset != OWN:
            self._take(PRESETS[preset])
        elif moved not in ("preset", "size", ""):
            self.controls["preset"].value = OWN
        for number in range(1, MOST_LAYERS + 1):
            for name in RANGES:
                self.controls[f"{name}_{number}"].shown = number <= self.value("layers")

    def _take(self, preset: Preset) -> None:
        self.controls["size"].value, self.controls["layers"].value = preset.size, len(preset.layers)
        for number, conv in enumerate(preset.layers, start=1):
            values = {"kernel_size": conv.rows.kernel_size, "stride": conv.rows.stride,
                      "dilation": conv.rows.dilation, "padding": conv.rows.padding[0]}
            for name, value in values.items():
                self.controls[f"{name}_{number}"].value = value

    def draw(self) -> Picture:
        """The cone of the middle unit, or the layer that has no output."""
        rows, _ = stack_of(*self.layers())
        seen = Seen(rows, self.value("size"))  # rows and columns are alike
        try:
            seen.units  # noqa: B018 (raises, and names the layer)
        except WrongValueError as error:
            return sentence_picture(tr("There is no output"), str(error))
        gradient, agrees = self.ask("read_by", seen)
        return receptive_field_picture(seen, seen.stack, gradient=gradient, agrees=agrees, live=True,
                                       gif=self.engine.gif)
