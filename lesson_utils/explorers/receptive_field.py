"""What one unit of a stack of layers reads of the image: the picture of a stack, and the same with sliders."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.diagrams.message import sentence_picture
from lesson_utils.diagrams.receptive_field import receptive_field_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, beside, slider
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import whole_number
from lesson_utils.facts.stack import Stack, rates, stack_of

MOST_LAYERS, LARGEST = 7, 72
RANGES = {"kernel_size": (1, 7), "stride": (1, 4), "dilation": (1, 16), "padding": (0, 16)}
OWN = "my own"
# name -> (layers from the image up, size of the image)
PRESETS = {
    "two 3 × 3": ([Convolution(1, 1, 3)] * 2, 6),
    "3 × 3, stride 2": ([Convolution(1, 1, 3, stride=2, padding=1)] * 3, 32),
    "rates 1, 2, 4": (rates(1, 2, 4), 24),
    "rates 2, 2, 2": (rates(2, 2, 2), 24),
    "rates 1, 2, 3": (rates(1, 2, 3), 24),
    "the context module": (rates(1, 1, 2, 4, 8, 16, 1), LARGEST),
}


def draw_receptive_field(*layers: Any, size: int = 24, unit: int | None = None) -> Picture:
    """What one unit of the last layer reads of an image of `size` x `size` pixels.

    `layers`, from the image up, are convolutions and pools: `nn.Conv2d`, `nn.MaxPool2d`, `Convolution`. `unit`
    counts along the rows of the last layer; None picks the middle one. The recurrence, the enumeration of taps
    and torch's gradient are compared at that moment. Raises `ValueError` or `TypeError`, naming the layer.

    >>> draw_receptive_field(*rates(2, 2, 2)).alt.split(". ")[2]
    'Receptive field 13, jump 1, start −6; 29 % of the field in both axes is read'
    """
    whole_number("size", size, 1)
    if size > LARGEST:
        raise WrongValueError(f"size is {size}, but this picture has room for {LARGEST} pixels: take {LARGEST} "
                              "or fewer")
    rows, columns = stack_of(*layers)
    units = rows.units(size)
    if unit is not None and unit not in range(units[-1]):
        raise WrongValueError(f"unit is {unit}, but the last layer has {units[-1]} units: take 0 to {units[-1] - 1}")
    return _draw(rows, columns, size, unit)


def _draw(rows: Stack, columns: Stack, size: int, unit: int | None = None, *, live: bool = False) -> Picture:
    columns.units(size)  # names the layer if the map shrinks to nothing along the columns
    asked = [ask_torch(stack, size) for stack in ([rows] if rows == columns else [rows, columns])]
    return receptive_field_picture(rows, columns, size, unit, gradient=asked[0][0], agrees=all(a for _, a in asked),
                                   live=live)


def ask_torch(stack: Stack, size: int) -> tuple[int, bool]:
    """(width of the field by torch's gradient, whether torch gives the same units, pixels and paths), for one axis.

    Asked twice: without padding, on an image as large as the receptive field, which must have exactly one
    unit; and on an image of `size` pixels with its padding, for the middle unit.
    """
    field, endless = stack.fields[-1], stack.cone(len(stack.layers))[0]
    lengths, gradient = gradient_of(stack, field.size, 0, padded=False)
    same = lengths[-1] == 1 and gradient == [endless[p] for p in range(field.start, field.start + field.size)]
    reached = [position for position, paths in enumerate(gradient) if paths]

    units = stack.units(size)
    cone = stack.cone(len(stack.layers), units[-1] // 2, size)[0]
    lengths, gradient = gradient_of(stack, size, units[-1] // 2)
    return reached[-1] - reached[0] + 1, same and lengths == units and gradient == [cone[p] for p in range(size)]


class ReceptiveFieldExplorer(Explorer):
    """`draw_receptive_field` with sliders: see `explore_receptive_field`."""

    def __init__(self, preset: str) -> None:
        controls: dict[str, ipywidgets.Widget] = {
            "preset": ipywidgets.Dropdown(options=[*PRESETS, OWN], value=preset, description="stack",
                                          layout={"width": "270px"}, style={"description_width": "48px"}),
            "layers": slider("layers", 2, 1, MOST_LAYERS, label=60),
            "size": slider("image size", 6, 4, LARGEST, label=80),
        }
        self.lines = []
        for number in range(1, MOST_LAYERS + 1):
            line = [ipywidgets.HTML(f"<b>{escape(f'layer {number}')}</b>", layout={"width": "56px"})]
            for name, (low, high) in RANGES.items():
                label = 72 if name == "kernel_size" else 54
                control = controls[f"{name}_{number}"] = slider(name, max(1, low), low, high, label=label)
                control.layout.width = f"{label + 112}px"
                line.append(control)
            self.lines.append(beside(*([widget] for widget in line)))
            self.lines[-1].add_class("lesson-compact")
        top = beside(*([controls[name]] for name in ("preset", "layers", "size")))
        super().__init__(controls, [top, *self.lines], self._picture)
        self.settle("preset")
        self.follow()

    def layers(self) -> list[Convolution]:
        """The layers, from the image up, as the controls stand."""
        return [Convolution(1, 1, **{name: self.controls[f"{name}_{number}"].value for name in RANGES}, bias=False)
                for number in range(1, self.controls["layers"].value + 1)]

    def settle(self, moved: str) -> None:
        """A preset moves the sliders; a slider that is moved makes the stack one's own."""
        preset = self.controls["preset"]
        if moved == "preset" and preset.value != OWN:
            layers, self.controls["size"].value = PRESETS[preset.value]
            self.controls["layers"].value = len(layers)
            for number, conv in enumerate(layers, start=1):
                values = {"kernel_size": conv.rows.kernel_size, "stride": conv.rows.stride,
                          "dilation": conv.rows.dilation, "padding": conv.rows.padding[0]}
                for name, value in values.items():
                    self.controls[f"{name}_{number}"].value = value
        elif moved not in ("preset", "size"):
            preset.value = OWN
        for number, line in enumerate(self.lines, start=1):
            line.layout.display = "flex" if number <= self.controls["layers"].value else "none"

    def _picture(self) -> Picture:
        rows, columns = stack_of(*self.layers())
        try:
            return _draw(rows, columns, self.controls["size"].value, live=True)
        except WrongValueError as error:
            return sentence_picture("There is no output", str(error))


def explore_receptive_field(preset: str = "two 3 × 3") -> ReceptiveFieldExplorer:
    """Build a stack of 1 to 7 layers, and see unit by unit what an output reads of the image.

    `preset` names the stack to start with. Point at any unit of any layer: what it reads is below it, what it
    feeds is above. Raises `ValueError` for an unknown preset.

    >>> explorer = explore_receptive_field("rates 1, 2, 4")
    >>> "Receptive field 15" in explorer.alt
    True
    """
    if preset not in PRESETS:
        raise WrongValueError(f"preset is {preset!r}, but there are {', '.join(map(repr, PRESETS))}")
    return ReceptiveFieldExplorer(preset)
