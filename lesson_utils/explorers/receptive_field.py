"""What one unit of a stack of layers reads of the image: the picture of a stack, and the same with sliders."""

from __future__ import annotations

from typing import Any

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.by_torch.fields import read_by
from lesson_utils.diagrams.receptive_field import receptive_field_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.legality import whole_number
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.stack import stack_of
from lesson_utils.images import gif_by_pillow
from lesson_utils.language import tr
from lesson_utils.scenes.receptive_field import LARGEST, ReceptiveFieldScene


def draw_receptive_field(*layers: Any, size: int = 24, unit: int | None = None) -> Picture:
    """What one unit of the last layer reads of an image of `size` x `size` pixels.

    `layers`, from the image up, are convolutions and pools: `nn.Conv2d`, `nn.MaxPool2d`, `Convolution`. `unit`
    counts along the rows of the last layer; None picks the middle one. The recurrence, the enumeration of taps
    and torch's gradient are compared at that moment. Raises `ValueError` or `TypeError`, naming the layer.

    >>> from lesson_utils.facts.stack import rates
    >>> draw_receptive_field(*rates(2, 2, 2)).alt.split(". ")[2]
    'Receptive field 13, jump 1, start −6; 29 % of the field in both axes is read'
    """
    whole_number("size", size, 1)
    if size > LARGEST:
        raise WrongValueError(tr("size is {size}, but this picture has room for {largest} pixels: take {largest} or "
                                 "fewer", size=size, largest=LARGEST))
    rows, columns = (Seen(stack, size) for stack in stack_of(*layers))
    if unit is not None and unit not in range(rows.units[-1]):
        raise WrongValueError(tr("unit is {unit}, but the last layer has {units} units: take 0 to {last}", unit=unit,
                                 units=rows.units[-1], last=rows.units[-1] - 1))
    asked = [read_by(seen) for seen in ([rows] if rows.stack == columns.stack else [rows, columns])]
    return receptive_field_picture(rows, columns.stack, unit, gradient=asked[0].value,
                                   agrees=all(answer.agrees for answer in asked), gif=gif_by_pillow)


def explore_receptive_field(preset: str = "two", **controls: Any) -> Explorer:
    """Build a stack of 1 to 7 layers, and see unit by unit what an output reads of the image.

    `preset` names the stack to start with: "two", "strided", "rates-1-2-4", "rates-2-2-2", "rates-1-2-3", "context",
    or one of them as the list on the screen has it. Point at any unit of any layer: what it reads is below it, what
    it feeds is above. Raises `ValueError` for an unknown preset.

    `controls`: how they stand at first, by name, such as `layers=3`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_receptive_field("rates 1, 2, 4")
    >>> "Receptive field 15" in explorer.alt
    True
    """
    return explorer(ReceptiveFieldScene(TorchEngine(), preset), controls, "explore_receptive_field")
