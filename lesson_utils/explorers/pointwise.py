"""A 1 x 1 convolution: one pixel's channels, weighted and added."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from lesson_utils.by_torch.convolving import convolve_pointwise
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.pointwise import pointwise_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.language import tr
from lesson_utils.scenes.pointwise import MOST_IN, MOST_OUT, PointwiseScene


def draw_pointwise(x: Tensor, weight: Tensor, at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of a 1 x 1 convolution at pixel `at`.

    `x` has shape (m, H, W), `weight` (n, m, 1, 1), with m at most 4 and n at most 5. The maps are
    computed by `F.conv2d`; that each pixel is the matrix product `weight · x` is checked at that moment.

    >>> import torch
    >>> draw_pointwise(torch.ones(3, 4, 4), torch.ones(2, 3, 1, 1)).alt[:60]
    'A pointwise convolution: at each pixel 3 input channels beco'
    """
    if weight.dim() != 4 or tuple(weight.shape[2:]) != (1, 1):
        raise WrongValueError(tr("weight has shape {shape}, but a pointwise kernel is 1 x 1: give it the shape "
                                 "(n, m, 1, 1)", shape=tuple(weight.shape)))
    n, m = weight.shape[:2]
    if x.shape[0] != m:
        raise WrongValueError(tr("x has {channels} channels, but each kernel has {m}: the two must be equal",
                                 channels=x.shape[0], m=m))
    if m > MOST_IN or n > MOST_OUT:
        raise WrongValueError(tr("weight has shape {shape}, but this picture has room for {outputs} output and "
                                 "{inputs} input channels", shape=tuple(weight.shape), outputs=MOST_OUT,
                                 inputs=MOST_IN))
    conv = Convolution(m, n, 1, bias=False)
    output, agrees = convolve_pointwise(conv, x, weight)
    return pointwise_picture(conv, x.tolist(), weight[:, :, 0, 0].tolist(), output.tolist(), at, agrees=agrees)


def explore_pointwise(**controls: Any) -> Explorer:
    """Raise and lower the number of channels with a 1 x 1 convolution; point at a pixel to see its sums.

    `controls`: how they stand at first, by name, such as `in_channels=2`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_pointwise()
    >>> explorer.controls["out_channels"].value = 2
    >>> "become 2 output channels" in explorer.alt
    True
    """
    return explorer(PointwiseScene(TorchEngine()), controls, "explore_pointwise")
