"""What happens to the input channels: m intermediate maps, added up to one output map."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from lesson_utils.by_torch.convolving import convolve_channels, convolve_depthwise
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.channels import channels_picture, depthwise_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.language import tr
from lesson_utils.scenes.channels import ChannelsScene


def draw_channels(x: Tensor, weight: Tensor, bias: Tensor, channel: int = 0, at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of how one output map of `F.conv2d(x, weight, bias)` comes about.

    `x` has shape (m, H, W), `weight` (n, m, kH, kW), `bias` (n,); `channel` is one of the n. Every map is
    computed by torch; that the sum of the m maps is torch's own output is checked at that moment.

    >>> import torch
    >>> draw_channels(torch.ones(3, 5, 5), torch.ones(4, 3, 3, 3), torch.zeros(4), channel=1).alt[:17]
    'Output map 1 of 4'
    """
    n, m, k_rows, k_columns = weight.shape
    if not 0 <= channel < n:
        raise WrongValueError(tr("channel is {channel}, but the weights make {n} output channels: take 0 to {last}",
                                 channel=channel, n=n, last=n - 1))
    if x.shape[0] != m:
        raise WrongValueError(tr("x has {channels} channels, but each kernel has {slices} slices: the two must be "
                                 "equal", channels=x.shape[0], slices=m))
    conv = Convolution(m, n, (k_rows, k_columns))
    conv.check(*x.shape[1:])
    (intermediate, output), agrees = convolve_channels(conv, x, weight, bias, channel)
    return channels_picture(conv, x.tolist(), weight[channel].tolist(), intermediate.tolist(), output.tolist(),
                            bias[channel].item(), channel, at, agrees=agrees)


def draw_depthwise(x: Tensor, weight: Tensor, at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of a depthwise convolution, and of the sum that a standard one would go on to.

    `x` has shape (m, H, W), `weight` (m, 1, kH, kW). Every map is computed by torch with groups=m; that
    their sum is what the standard convolution with the same slices gives is checked at that moment.

    >>> import torch
    >>> draw_depthwise(torch.ones(3, 5, 5), torch.ones(3, 1, 3, 3)).alt[:23]
    'A depthwise convolution'
    """
    m, slices, k_rows, k_columns = weight.shape
    if slices != 1:
        raise WrongValueError(tr("weight has shape {shape}, but a depthwise kernel has one channel: give it the shape "
                                 "({m}, 1, {rows}, {columns})", shape=tuple(weight.shape), m=m, rows=k_rows,
                                 columns=k_columns))
    if x.shape[0] != m:
        raise WrongValueError(tr("x has {channels} channels, but there are {kernels} kernels: give each channel one "
                                 "kernel", channels=x.shape[0], kernels=m))
    conv = Convolution(m, m, (k_rows, k_columns), groups=m, bias=False)
    conv.check(*x.shape[1:])
    (output, summed), agrees = convolve_depthwise(conv, x, weight)
    return depthwise_picture(conv, x.tolist(), weight[:, 0].tolist(), output.tolist(), summed.tolist(), at,
                             agrees=agrees)


def explore_channels(**controls: Any) -> Explorer:
    """Pick one of four output channels, and see the three maps that are added up to it.

    `controls`: how they stand at first, by name, such as `channel=2`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_channels()
    >>> explorer.controls["channel"].value = 2
    >>> explorer.alt[:17]
    'Output map 2 of 4'
    """
    return explorer(ChannelsScene(TorchEngine()), controls, "explore_channels")
