"""Pooling and upsampling: the pictures of two calls, and pooling with sliders."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.by_torch.pooling import POOLS, pool, upsample
from lesson_utils.diagrams.pooling import pooling_picture, upsampling_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import inside, one_channel, one_of, whole_number
from lesson_utils.language import tr
from lesson_utils.scenes.pooling import PoolingScene

MOST = 12  # rows and columns for which the pictures have room


def draw_pooling(x: Tensor, kernel_size: int = 2, stride: int = 2, kind: str = "max",
                 at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of a pooling of one channel: of each window the largest value, or the average.

    `x` has shape (H, W), `kind` is "max" or "average". torch computes the output; that each value comes from the
    window that our arithmetic names is checked at that moment.

    >>> import torch
    >>> draw_pooling(torch.ones(8, 8), kind="average").alt[:66]
    'The average of each 2 × 2 window: nn.AvgPool2d(kernel_size=2, stri'
    """
    one_of("kind", kind, POOLS)
    _has_room(x, 1)
    conv = Convolution(1, 1, kernel_size, stride, bias=False)
    conv.check(*x.shape)
    output, agrees = pool(conv, kind, x)
    inside(at, *output.shape)
    return pooling_picture(conv, kind, x.tolist(), output.tolist(), at, agrees=agrees)


def draw_upsampling(x: Tensor, factor: int = 2, mode: str = "nearest", at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of `nn.Upsample(scale_factor=factor, mode=mode)` on one channel.

    `x` has shape (H, W), `mode` is "nearest" or "bilinear". torch computes the output; that each value is the
    weighted sum that the picture spells out is checked at that moment.

    >>> import torch
    >>> draw_upsampling(torch.tensor([[0.0, 8.0]]), mode="bilinear", at=(0, 1)).alt[-53:]
    'At the place shown: output[0, 1] = 3/4·0 + 1/4·8 = 2.'
    """
    one_of("mode", mode, ("nearest", "bilinear"))
    whole_number("factor", factor, 1)
    _has_room(x, factor)
    output, agrees = upsample(x, factor, mode)
    inside(at, *output.shape)
    return upsampling_picture(mode, factor, x.tolist(), output.tolist(), at, agrees=agrees)


def _has_room(x: Tensor, factor: int) -> None:
    one_channel("x", x.shape)
    if not 0 < max(x.shape) * factor <= MOST:
        raise WrongValueError(tr("x has {rows} rows and {columns} columns, but this picture has room for {most} of "
                                 "each: take a smaller x", rows=x.shape[0], columns=x.shape[1], most=MOST // factor))


def explore_pooling(**controls: Any) -> Explorer:
    """Move the window of a pooling, and see which numbers are left.

    `controls`: how they stand at first, by name, such as `stride=1`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_pooling()
    >>> explorer.controls["stride"].value = 4
    >>> "8 × 8 become 2 × 2" in explorer.alt
    True
    """
    return explorer(PoolingScene(TorchEngine()), controls, "explore_pooling")
