"""The slider from standard to depthwise: what `groups` does to wiring, weights and cost."""

from __future__ import annotations

from typing import Any

from torch import nn

from lesson_utils.by_torch.convolving import split_groups
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.groups import groups_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.language import tr
from lesson_utils.scenes.groups import MOST, SIZE, GroupsScene


def draw_groups(layer: nn.Conv2d, output: int = 0) -> Picture:
    """The picture of which input channels each output channel of `layer` is computed from.

    `output` is the output channel that is picked out. Every value of `groups` is checked by torch at that
    moment: splitting the channels by hand, convolving each group and concatenating gives the same.

    >>> draw_groups(nn.Conv2d(6, 6, 3, padding=1, groups=6)).alt.split(": ")[1]
    'depthwise'
    """
    if not isinstance(layer, nn.Conv2d):
        raise WrongTypeError(tr("layer is of type {type}: give this picture an nn.Conv2d", type=type(layer).__name__))
    for name in ("in_channels", "out_channels"):
        if getattr(layer, name) > MOST:
            raise WrongValueError(tr("{argument} is {channels}, but this picture has room for {most} channels",
                                     argument=name, channels=getattr(layer, name), most=MOST))
    if not 0 <= output < layer.out_channels:
        raise WrongValueError(tr("output is {output}, but the layer has {channels} output channels: take 0 to {last}",
                                 output=output, channels=layer.out_channels, last=layer.out_channels - 1))
    conv = Convolution(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride, layer.padding,
                       layer.dilation, layer.groups, layer.bias is not None)
    conv.check(SIZE, SIZE)
    return groups_picture(conv, SIZE, SIZE, output, agrees=split_groups(conv, SIZE, SIZE).agrees)


def explore_groups(**controls: Any) -> Explorer:
    """Slide `groups` from standard to depthwise, and see the wiring, `weight.shape` and the cost follow.

    Point at an output to see its inputs, at an input to see the outputs it reaches.

    `controls`: how they stand at first, by name, such as `groups=3`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_groups()
    >>> explorer.controls["groups"].value = 6
    >>> "depthwise" in explorer.alt
    True
    """
    return explorer(GroupsScene(TorchEngine()), controls, "explore_groups")
