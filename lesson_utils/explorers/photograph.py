"""A real photograph through a convolution."""

from __future__ import annotations

import ipywidgets
import torch
from torch import Tensor

from lesson_utils.by_torch.photographs import HEIGHT, WIDTH, filter_photograph, photograph
from lesson_utils.by_torch.tensors import box, edge, identity
from lesson_utils.diagrams.photograph import photograph_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.base import Explorer, beside, slider
from lesson_utils.facts.convolution import Convolution
from lesson_utils.images import load_photograph

__all__ = ["PHOTO_KERNELS", "PhotographExplorer", "draw_photograph", "explore_photograph", "load_photograph",
           "photograph"]

PHOTO_KERNELS = {
    "vertical edges": edge(3, 3), "horizontal edges": edge(3, 3).T, "outline": 9 * identity(3, 3) - box(3, 3),
    "sharpen": torch.tensor([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]), "blur (all ones)": box(3, 3),
    "identity": identity(3, 3),
}


def draw_photograph(weight: Tensor, stride: int = 1, padding: int = 0, dilation: int = 1) -> Picture:
    """The photograph and what `F.conv2d` makes of it with `weight`, shape (kH, kW).

    >>> draw_photograph(PHOTO_KERNELS["outline"], stride=2).alt[:60]
    'A photograph, 240 × 205 pixels, and its feature map, 119 × 1'
    """
    conv = Convolution(1, 1, tuple(weight.shape), stride, padding, dilation, bias=False)
    conv.check(HEIGHT, WIDTH)
    (photo, feature_map), _ = filter_photograph(conv, weight.tolist())
    return photograph_picture(conv, photo, weight.tolist(), feature_map)


class PhotographExplorer(Explorer):
    """`draw_photograph` with sliders: see `explore_photograph`."""

    def __init__(self) -> None:
        controls = {
            "kernel": ipywidgets.Dropdown(options=list(PHOTO_KERNELS), description="kernel",
                                          layout={"width": "250px"}, style={"description_width": "60px"}),
            "stride": slider("stride", 1, 1, 4, label=60),
            "dilation": slider("dilation", 1, 1, 12, label=60),
        }
        super().__init__(controls, [beside(*([control] for control in controls.values()))], lambda: draw_photograph(
            PHOTO_KERNELS[controls["kernel"].value], controls["stride"].value, 0, controls["dilation"].value))
        self.follow()


def explore_photograph() -> PhotographExplorer:
    """Choose a kernel, a stride and a dilation, and see the feature map of a real photograph.

    >>> explorer = explore_photograph()
    >>> explorer.controls["stride"].value = 4
    >>> "60 × 51" in explorer.alt
    True
    """
    return PhotographExplorer()
