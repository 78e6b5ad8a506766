"""A photograph's colours mixed by a 1 x 1 convolution: three weights, in per cent."""

from __future__ import annotations

from typing import Any, NamedTuple

from lesson_utils.diagrams.mixing import mixing_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.language import mark, tr
from lesson_utils.scenes.controls import Control, Menu, Row, Slider
from lesson_utils.scenes.scene import Scene

COLOURS = {"red": mark("red %"), "green": mark("green %"), "blue": mark("blue %")}
OWN = "own"


class Mixture(NamedTuple):
    """What a mixture is called, and its three weights in per cent."""

    label: str
    per_cent: tuple[int, int, int]


PRESETS = {
    "grey": Mixture(mark("grey, as the eye weighs"), (30, 59, 11)),
    "red": Mixture(mark("red alone"), (100, 0, 0)),
    "blue": Mixture(mark("blue alone"), (0, 0, 100)),
    "average": Mixture(mark("average"), (33, 33, 33)),
    "red-minus-blue": Mixture(mark("red minus blue"), (100, 0, -100)),
}


class MixingScene(Scene):
    """Three weights and a list of mixtures: see `explorers.mixing.explore_mixing`."""

    def __init__(self, engine: Engine) -> None:
        start = next(iter(PRESETS))
        controls: dict[str, Control] = {
            name: Slider(tr(label), value, low=-100, high=100)
            for (name, label), value in zip(COLOURS.items(), PRESETS[start].per_cent, strict=True)}
        mixtures = {name: tr(one.label) for name, one in PRESETS.items()} | {OWN: tr("my own")}
        controls["preset"] = Menu(tr("mixture"), start, options=mixtures, fresh_start=True)
        super().__init__(engine, controls, [Row((name,)) for name in ("preset", *COLOURS)])

    def per_cent(self) -> tuple[int, ...]:
        """The weights as the sliders stand."""
        return tuple(self.value(name) for name in COLOURS)

    def named(self) -> str:
        """The mixture that the weights are."""
        now = self.per_cent()
        return next((name for name, one in PRESETS.items() if one.per_cent == now), OWN)

    def stand(self, **values: Any) -> None:
        """As for every scene; weights that are to be one's own are that, even if they are those of a mixture."""
        super().stand(**values)
        if values.get("preset") == OWN:
            self.controls["preset"].value = OWN

    def settle(self, moved: str) -> None:
        """A mixture sets the sliders; the sliders name the mixture."""
        preset = self.controls["preset"]
        if moved in COLOURS:
            preset.value = self.named()
        elif moved == "preset" and preset.value != OWN:
            for name, value in zip(COLOURS, PRESETS[preset.value].per_cent, strict=True):
                self.controls[name].value = value

    def draw(self) -> Picture:
        """Three channels, their weights, and the mixture."""
        per_cent = self.per_cent()
        channels, mixed = self.ask("mix_colours", per_cent).value
        return mixing_picture(Convolution(3, 1, 1, bias=False).code(), channels, [p / 100 for p in per_cent], mixed)
