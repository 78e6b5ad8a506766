"""What kind of layer to take where: a plan of a small network against two budgets."""

from __future__ import annotations

from typing import NamedTuple

from lesson_utils.diagrams.message import sentence_picture
from lesson_utils.diagrams.plan import plan_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.plan import ONLY_FOR, PLAN_KINDS, Layer, Plan
from lesson_utils.language import mark, tr
from lesson_utils.scenes.controls import Chosen, Control, Menu, Row, Slider, Switch
from lesson_utils.scenes.presets import named
from lesson_utils.scenes.scene import Scene

LEAST_LAYERS, MOST_LAYERS = 3, 6
SIZES = (8, 16, 32, 64, 128, 224)
CHANNELS, GROUPS, MOST_DILATION = (8, 16, 24, 32, 48, 64, 96, 128), (1, 2, 4, 8), 8
MACS, PARAMETERS = (0, 1, 2, 4, 8, 16, 32, 64), (0, 5, 10, 20, 30, 60, 120, 240)  # millions, thousands
OWN = "own"
SETTINGS = ("kind", "out_channels", "stride", "dilation", "groups")  # of a layer
WIDTHS = (16, 32, 64, 64)


class Preset(NamedTuple):
    """A network to start from: what it is called, and its layers from the image up."""

    label: str
    layers: list[Layer]


PRESETS = {
    "standard": Preset(mark("all standard"),
                       [Layer("standard", n, stride=s) for n, s in zip(WIDTHS, (2, 2, 1, 1), strict=True)]),
    "mixed": Preset(mark("first standard, then separable"),
                    [Layer("standard", 16, stride=2), Layer("separable", 32, stride=2), Layer("separable", 64),
                     Layer("separable", 64)]),
    "separable": Preset(mark("all separable"),
                        [Layer("separable", n, stride=s) for n, s in zip(WIDTHS, (2, 2, 1, 1), strict=True)]),
    "dilated": Preset(mark("dilated instead of strided"),
                      [Layer("standard", 16), *(Layer("dilated", n, dilation=d) for n, d in
                                                zip(WIDTHS[1:], (2, 4, 8), strict=True))]),
}


class TradeoffScene(Scene):
    """A row of controls for each layer, and two budgets: see `explorers.tradeoff.explore_tradeoff`."""

    def __init__(self, engine: Engine, preset: str = "standard") -> None:
        preset = named("preset", preset, {name: one.label for name, one in PRESETS.items()} | {OWN: "my own"})
        networks = {name: tr(one.label) for name, one in PRESETS.items()} | {OWN: tr("my own")}
        controls: dict[str, Control] = {
            "preset": Menu(tr("network"), "standard" if preset == OWN else preset, options=networks, fresh_start=True),
            "layers": Slider(tr("layers"), 4, low=LEAST_LAYERS, high=MOST_LAYERS),
            "size": Chosen(tr("image size"), 64, options=SIZES),
            "padded": Switch(tr("padding keeps the size of a map"), True),
            "max_macs": Chosen(tr("MACs at most, millions"), 8, options=MACS),
            "max_parameters": Chosen(tr("parameters at most, thousands"), 30, options=PARAMETERS),
        }
        rows = [Row((name,)) for name in controls]
        for number in range(1, MOST_LAYERS + 1):
            controls |= {f"{name}_{number}": control for name, control in _controls_of_a_layer(number).items()}
            rows.append(Row(tuple(f"{name}_{number}" for name in SETTINGS), str(number),
                            () if number > 1 else (tr("layer"), tr("kind"), *SETTINGS[1:])))
        super().__init__(engine, controls, rows)
        self.settle("preset")
        self.controls["preset"].value = preset

    def plan(self) -> Plan:
        """The network as the controls stand; a setting that a kind of layer does not have stays 1."""
        layers = []
        for number in range(1, self.value("layers") + 1):
            given = {name: self.value(f"{name}_{number}") for name in SETTINGS}
            layers.append(Layer(**{name: value for name, value in given.items()
                                   if given["kind"] in ONLY_FOR.get(name, PLAN_KINDS)}))
        return Plan(tuple(layers), self.value("size"), self.value("padded"))

    def settle(self, moved: str) -> None:
        """A preset moves the layers; a layer that is moved makes the network one's own."""
        preset = self.value("preset")
        if moved == "preset" and preset != OWN:
            self._take(PRESETS[preset].layers)
        elif moved == "layers" or moved.rsplit("_", 1)[0] in SETTINGS:
            self.controls["preset"].value = OWN
        for number in range(1, MOST_LAYERS + 1):
            kind = self.value(f"kind_{number}")
            for name in SETTINGS:
                control = self.controls[f"{name}_{number}"]
                control.shown = number <= self.value("layers")
                control.blank = kind not in ONLY_FOR.get(name, PLAN_KINDS)

    def _take(self, layers: list[Layer]) -> None:
        self.controls["layers"].value = len(layers)
        for number, layer in enumerate(layers, start=1):
            for name in SETTINGS:
                self.controls[f"{name}_{number}"].value = getattr(layer, name)

    def draw(self) -> Picture:
        """The network against its budgets, or why there is none."""
        max_macs, max_parameters = self.value("max_macs"), self.value("max_parameters")
        if not max_macs:
            return sentence_picture(tr("There is no budget"), tr("the budget of MACs is 0, and every layer needs some: "
                                                                 "move its slider to the right"))
        if not max_parameters:
            return sentence_picture(tr("There is no budget"), tr("the budget of parameters is 0, and every layer needs "
                                                                 "some: move its slider to the right"))
        plan = self.plan()
        try:
            plan.facts  # noqa: B018 (raises, and names the layer)
        except WrongValueError as error:
            return sentence_picture(tr("There is no such network"), str(error))
        return plan_picture(plan, 10**6 * max_macs, 1000 * max_parameters, agrees=self.ask("count_plan", plan).agrees)


def _controls_of_a_layer(number: int) -> dict[str, Control]:
    def label(argument: str) -> str:
        return tr("layer {number}, {argument}", number=number, argument=argument)

    kinds = {name: tr(words) for name, words in PLAN_KINDS.items()}
    return {
        "kind": Menu(label(tr("kind")), "standard", options=kinds),
        "out_channels": Chosen(label("out_channels"), 64, options=CHANNELS),
        "stride": Slider(label("stride"), 1, low=1, high=2),
        "dilation": Slider(label("dilation"), 1, low=1, high=MOST_DILATION),
        "groups": Chosen(label("groups"), 1, options=GROUPS),
    }
