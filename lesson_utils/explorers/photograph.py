"""A real photograph through a convolution: the picture of a call, and the same with sliders."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.by_torch.photographs import HEIGHT, WIDTH, filter_photograph
from lesson_utils.diagrams.photograph import photograph_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.scenes.photograph import PhotographScene


def draw_photograph(weight: Tensor, stride: int = 1, padding: int = 0, dilation: int = 1) -> Picture:
    """The photograph and what `F.conv2d` makes of it with `weight`, shape (kH, kW).

    >>> import torch
    >>> draw_photograph(torch.ones(3, 3), stride=2).alt[:60]
    'A photograph, 240 × 205 pixels, and its feature map, 119 × 1'
    """
    conv = Convolution(1, 1, tuple(weight.shape), stride, padding, dilation, bias=False)
    conv.check(HEIGHT, WIDTH)
    photo, feature_map = filter_photograph(conv, weight.tolist()).value
    return photograph_picture(conv, photo, weight.tolist(), feature_map)


def explore_photograph(**controls: Any) -> Explorer:
    """Choose a kernel, a stride and a dilation, and see the feature map of a real photograph.

    `controls`: how they stand at first, by name, such as `dilation=4`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_photograph()
    >>> explorer.controls["stride"].value = 4
    >>> "60 × 51" in explorer.alt
    True
    """
    return explorer(PhotographScene(TorchEngine()), controls, "explore_photograph")
