"""The slider from standard to depthwise: what `groups` does to wiring, weights and cost."""

from __future__ import annotations

import ipywidgets
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.by_torch.tensors import integers
from lesson_utils.diagrams.groups import groups_picture
from lesson_utils.diagrams.message import message_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.explorers.base import Explorer, beside, choice_slider, slider
from lesson_utils.explorers.convolution import torch_says
from lesson_utils.facts.convolution import Convolution

SIZE = 8  # rows and columns of the maps that are convolved
MOST = 12  # channels: beyond, the picture has no room


def draw_groups(layer: nn.Conv2d, output: int = 0) -> Picture:
    """The picture of which input channels each output channel of `layer` is computed from.

    `output` is the output channel that is picked out. Every value of `groups` is checked by torch at that
    moment: splitting the channels by hand, convolving each group and concatenating gives the same.

    >>> draw_groups(nn.Conv2d(6, 6, 3, padding=1, groups=6)).alt.split(": ")[1]
    'depthwise'
    """
    if not isinstance(layer, nn.Conv2d):
        raise WrongTypeError(f"layer is of type {type(layer).__name__}: give this picture an nn.Conv2d")
    for name in ("in_channels", "out_channels"):
        if getattr(layer, name) > MOST:
            raise WrongValueError(f"{name} is {getattr(layer, name)}, but this picture has room for {MOST} channels")
    if not 0 <= output < layer.out_channels:
        raise WrongValueError(f"output is {output}, but the layer has {layer.out_channels} output channels: "
                              f"take 0 to {layer.out_channels - 1}")
    conv = Convolution(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride, layer.padding,
                       layer.dilation, layer.groups, layer.bias is not None)
    conv.check(SIZE, SIZE)
    return groups_picture(conv, SIZE, SIZE, output, agrees=ask_torch(conv))


def ask_torch(conv: Convolution) -> bool:
    """Whether our weight shape and the groups split by hand give what `F.conv2d` gives, on seeded whole numbers."""
    x = integers(1, conv.in_channels, SIZE, SIZE)
    weight = integers(*conv.weight_shape, low=-2, high=2)
    whole = F.conv2d(x, weight, None, conv.stride, conv.padding, conv.dilation, conv.groups)
    return torch.equal(split_by_hand(x, weight, conv), whole) and tuple(whole.shape[2:]) == conv.output_size(SIZE, SIZE)


def split_by_hand(x: Tensor, weight: Tensor, conv: Convolution) -> Tensor:
    """Each group on its own, from the input channels that our arithmetic names; then side by side."""
    each = conv.out_channels // conv.groups
    outputs = [F.conv2d(x[:, conv.inputs_of_output(first)], weight[first:first + each], None, conv.stride, conv.padding,
                        conv.dilation) for first in range(0, conv.out_channels, each)]
    return torch.cat(outputs, dim=1)


class GroupsExplorer(Explorer):
    """`draw_groups` with sliders: see `explore_groups`."""

    def __init__(self) -> None:
        controls = {
            "in_channels": slider("in_channels", 6, 1, MOST), "out_channels": slider("out_channels", 6, 1, MOST),
            "groups": choice_slider("groups", (1, 2, 3, 6), 1),
            "kernel_size": choice_slider("kernel_size", (1, 3, 5, 7), 3),
            "illegal": ipywidgets.Checkbox(False, description="allow illegal groups", indent=False),
        }
        columns = [("in_channels", "out_channels"), ("groups", "kernel_size"), ("illegal",)]
        self._home = ipywidgets.Box([controls["groups"]], layout={"width": "284px", "height": "32px",
                                                                  "overflow": "visible"})
        shown = {**controls, "groups": self._home}
        super().__init__(controls, [beside(*([shown[name] for name in names] for names in columns))], self._picture)
        self.follow()

    def settle(self, moved: str) -> None:
        """Offer what divides both channel numbers, or everything if that is wanted; stay at the nearest smaller one."""
        m, n, groups = (self.controls[name].value for name in ("in_channels", "out_channels", "groups"))
        offer = tuple(range(MOST + 1)) if self.controls["illegal"].value else \
            tuple(g for g in range(1, min(m, n) + 1) if m % g == 0 and n % g == 0)
        if self.controls["groups"].options != offer:
            # ipywidgets' view of such a slider keeps the old end when there are more numbers: it gets a new view,
            # in a box that keeps its place meanwhile
            self._home.children = ()
            with self.controls["groups"].hold_sync():
                self.controls["groups"].options = offer
                self.controls["groups"].value = max((g for g in offer if g <= groups), default=offer[0])
            self._home.children = (self.controls["groups"],)

    def _picture(self) -> Picture:
        kernel_size = self.controls["kernel_size"].value
        settings = {"in_channels": self.controls["in_channels"].value,
                    "out_channels": self.controls["out_channels"].value, "kernel_size": kernel_size,
                    "padding": kernel_size // 2, "groups": self.controls["groups"].value, "bias": False}
        conv = Convolution(**settings)
        problem = conv.problem(SIZE, SIZE)
        if problem is not None:
            return message_picture(conv.code(), torch_says(settings, SIZE, SIZE), problem)
        return groups_picture(conv, SIZE, SIZE, agrees=ask_torch(conv))


def explore_groups() -> GroupsExplorer:
    """Slide `groups` from standard to depthwise, and see the wiring, `weight.shape` and the cost follow.

    Point at an output to see its inputs, at an input to see the outputs it reaches.

    >>> explorer = explore_groups()
    >>> explorer.controls["groups"].value = 6
    >>> "depthwise" in explorer.alt
    True
    """
    return GroupsExplorer()
