"""One convolution with its numbers: the picture of a call, and the same picture with sliders."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from lesson_utils.by_torch.convolving import convolve
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.convolution import convolution_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import inside, one_channel
from lesson_utils.scenes.convolution import ConvolutionScene


def draw_convolution(x: Tensor, weight: Tensor, stride: int | Pair = 1, padding: int | Pair | str = 0,
                     dilation: int | Pair = 1, at: Pair = (0, 0)) -> Picture:
    """The picture of `F.conv2d` on one channel, the window standing at output position `at`.

    `x` has shape (H, W) and `weight` (kH, kW); the output is computed by torch, and every sum and the
    output's size are compared with `lesson_utils.facts` at that moment. Raises `ValueError` or
    `TypeError` with the reason if the settings are illegal.

    >>> import torch
    >>> draw_convolution(torch.ones(4, 4), torch.ones(3, 3), stride=2).alt[:54]
    'A 4 × 4 input and a 3 × 3 kernel give a 1 × 1 output ('
    """
    one_channel("x", x.shape)
    one_channel("weight", weight.shape)
    conv = Convolution(1, 1, tuple(weight.shape), stride, padding, dilation, bias=False)
    conv.check(*x.shape)
    output, agrees = convolve(conv, x, weight)
    inside(at, *output.shape)
    return convolution_picture(conv, x.tolist(), weight.tolist(), output.tolist(), at, agrees=agrees)


def explore_convolution(**controls: Any) -> Explorer:
    """Move kernel_size, stride, padding and dilation, and see what the convolution reads and computes.

    Returns an explorer with `.controls` (argument name -> knob), `.svg` and `.alt` (the picture as it
    stands, and in words). Point at an output to see its sum, at a weight to see what it multiplies, at an
    input to see which outputs it feeds.

    `controls`: how they stand at first, by name, such as `stride=2`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_convolution()
    >>> explorer.controls["stride"].value = 2
    >>> "stride=2" in explorer.svg
    True
    """
    return explorer(ConvolutionScene(TorchEngine()), controls, "explore_convolution")
