"""What kind of layer to take where: a small network against two budgets, and the same with controls."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import ipywidgets
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.diagrams.message import sentence_picture
from lesson_utils.diagrams.plan import plan_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, beside, choice_slider, slider
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import whole_number
from lesson_utils.facts.plan import ONLY_FOR, PLAN_KINDS, Layer, Plan
from lesson_utils.facts.stack import Stack

LEAST_LAYERS, MOST_LAYERS = 3, 6
SIZES = (8, 16, 32, 64, 128, 224)
CHANNELS, GROUPS, MOST_DILATION = (8, 16, 24, 32, 48, 64, 96, 128), (1, 2, 4, 8), 8
MACS, PARAMETERS = (0, 1, 2, 4, 8, 16, 32, 64), (0, 5, 10, 20, 30, 60, 120, 240)  # millions, thousands
OWN = "my own"
SETTINGS = ("kind", "out_channels", "stride", "dilation", "groups")  # of a layer
WIDTHS = (16, 32, 64, 64)
PRESETS = {
    "all standard": [Layer("standard", n, stride=s) for n, s in zip(WIDTHS, (2, 2, 1, 1), strict=True)],
    "first standard, then separable": [Layer("standard", 16, stride=2), Layer("separable", 32, stride=2),
                                       Layer("separable", 64), Layer("separable", 64)],
    "all separable": [Layer("separable", n, stride=s) for n, s in zip(WIDTHS, (2, 2, 1, 1), strict=True)],
    "dilated instead of strided": [Layer("standard", 16), *(Layer("dilated", n, dilation=d) for n, d in
                                                            zip(WIDTHS[1:], (2, 4, 8), strict=True))],
}


def draw_tradeoff(*layers: Layer, size: int = 64, padded: bool = True, max_macs: int = 8_000_000,
                  max_parameters: int = 30_000) -> Picture:
    """What a small network of 3 x 3 layers costs and how far it sees, against a budget of MACs and of parameters.

    `layers`, from the image up, over an image of 3 channels and `size` x `size` pixels; `padded` keeps a map
    its size at stride 1. Every number is compared with torch: sizes, weights and MACs on meta tensors, the field
    by the gradient. Raises `ValueError` or `TypeError`, naming the layer or the budget.

    >>> draw_tradeoff(Layer("standard", 16), Layer("separable", 32), size=32).alt.split(". ")[1]
    'Its last map is 32 × 32 × 32'
    """
    return _draw(Plan(layers, size, padded), max_macs, max_parameters)


def _draw(network: Plan, max_macs: int, max_parameters: int) -> Picture:
    whole_number("max_macs", max_macs, 1)
    whole_number("max_parameters", max_parameters, 1)
    return plan_picture(network, max_macs, max_parameters, agrees=ask_torch(network))


def ask_torch(network: Plan) -> bool:
    """Whether torch gives the same shapes, parameters and MACs, layer by layer, and the same receptive field."""
    x, macs = torch.empty(1, *network.facts[0].input_shape, device="meta"), 0
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        for layer in network.facts:
            modules = [_module(conv) for conv in layer.convolutions]
            for module in modules:
                x = module(x)
            macs += layer.macs
            parameters = sum(p.numel() for module in modules for p in module.parameters())
            if (tuple(x.shape[1:]), parameters, counter.get_total_flops() // 2) != (layer.output_shape,
                                                                                    layer.parameters, macs):
                return False
    field = network.fields[-1].size
    units, width, pixels = _read_by_torch(network.stack, field)
    return (units, width, (pixels / width)**2) == (1, field, network.read)


@lru_cache(1024)  # a move of a control changes few layers
def _module(conv: Convolution) -> nn.Conv2d:
    """The module that the line of code makes, with shapes and without values."""
    with torch.device("meta"):
        return eval(conv.code(), {"nn": nn})


@lru_cache(256)
def _read_by_torch(stack: Stack, size: int) -> tuple[int, int, int]:
    """(units, width of what unit 0 reads, pixels that it reads) of an image of `size` pixels, by the gradient."""
    units, gradient = gradient_of(stack, size, 0, padded=False)
    reached = [position for position, paths in enumerate(gradient) if paths]
    return units[-1], reached[-1] - reached[0] + 1, len(reached)


class TradeoffExplorer(Explorer):
    """`draw_tradeoff` with a row of controls for each layer: see `explore_tradeoff`."""

    def __init__(self, preset: str) -> None:
        controls: dict[str, ipywidgets.Widget] = {
            "preset": ipywidgets.Dropdown(options=[*PRESETS, OWN], value=preset, description="network",
                                          layout={"width": "320px"}, style={"description_width": "60px"}),
            "layers": slider("layers", 4, LEAST_LAYERS, MOST_LAYERS, label=80),
            "size": choice_slider("image size", SIZES, 64, label=80),
            "padded": ipywidgets.Checkbox(True, description="padding keeps the size of a map", indent=False,
                                          layout={"width": "260px", "margin": "2px 0 0 64px"}),
            "max_macs": choice_slider("MACs at most, millions", MACS, 8, label=210),
            "max_parameters": choice_slider("parameters at most, thousands", PARAMETERS, 30, label=210),
        }
        self.lines = []
        for number in range(1, MOST_LAYERS + 1):
            row = {
                "kind": ipywidgets.Dropdown(options=PLAN_KINDS, tooltip="kind", layout={"width": "100px"}),
                "out_channels": choice_slider("out_channels", CHANNELS, 64, label=92),
                "stride": slider("stride", 1, 1, 2, label=42),
                "dilation": slider("dilation", 1, 1, MOST_DILATION, label=52),
                "groups": choice_slider("groups", GROUPS, 1, label=48),
            }
            for name, width in (("out_channels", 200), ("stride", 148), ("dilation", 158), ("groups", 154)):
                row[name].layout.width = f"{width}px"
            controls |= {f"{name}_{number}": control for name, control in row.items()}
            title = ipywidgets.HTML(f"<b>{escape(f'layer {number}')}</b>", layout={"width": "52px"})
            self.lines.append(beside(*([widget] for widget in (title, *row.values()))))
            self.lines[-1].add_class("lesson-compact")
        columns = (("preset", "padded"), ("layers", "size"), ("max_macs", "max_parameters"))
        top = beside(*([controls[name] for name in names] for names in columns))
        super().__init__(controls, [top, *self.lines], self._picture)
        self.settle("preset")
        self.follow()

    def network(self) -> Plan:
        """The network as the controls stand; a setting that a kind of layer does not have stays 1."""
        layers = []
        for number in range(1, self.controls["layers"].value + 1):
            given = {name: self.controls[f"{name}_{number}"].value for name in SETTINGS}
            layers.append(Layer(**{name: value for name, value in given.items()
                                   if given["kind"] in ONLY_FOR.get(name, PLAN_KINDS)}))
        return Plan(tuple(layers), self.controls["size"].value, self.controls["padded"].value)

    def settle(self, moved: str) -> None:
        """A preset moves the layers; a layer that is moved makes the network one's own."""
        preset = self.controls["preset"]
        if moved == "preset" and preset.value != OWN:
            layers = PRESETS[preset.value]
            self.controls["layers"].value = len(layers)
            for number, layer in enumerate(layers, start=1):
                for name in SETTINGS:
                    self.controls[f"{name}_{number}"].value = getattr(layer, name)
        elif moved == "layers" or moved.rsplit("_", 1)[0] in SETTINGS:
            preset.value = OWN
        for number, line in enumerate(self.lines, start=1):
            line.layout.display = "flex" if number <= self.controls["layers"].value else "none"
            for name, kinds in ONLY_FOR.items():
                has_it = self.controls[f"kind_{number}"].value in kinds
                self.controls[f"{name}_{number}"].layout.visibility = "visible" if has_it else "hidden"

    def _picture(self) -> Picture:
        max_macs, max_parameters = (self.controls[name].value for name in ("max_macs", "max_parameters"))
        if not (max_macs and max_parameters):
            name = "parameters" if max_macs else "MACs"
            return sentence_picture("There is no budget", f"the budget of {name} is 0, and every layer needs some: "
                                                          "move its slider to the right")
        try:
            return _draw(self.network(), 10**6 * max_macs, 1000 * max_parameters)
        except WrongValueError as error:
            return sentence_picture("There is no such network", str(error))


def explore_tradeoff(preset: str = "all standard") -> TradeoffExplorer:
    """Choose standard, separable or dilated layer by layer, and see cost, receptive field and code at once.

    `preset` names the network to start with. Raises `ValueError` for an unknown one.

    >>> explorer = explore_tradeoff()
    >>> "over the budget" in explorer.alt
    True
    >>> explorer.controls["preset"].value = "first standard, then separable"
    >>> "over the budget" in explorer.alt
    False
    """
    if preset not in PRESETS:
        raise WrongValueError(f"preset is {preset!r}, but there are {', '.join(map(repr, PRESETS))}")
    return TradeoffExplorer(preset)
