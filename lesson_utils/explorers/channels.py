"""What happens to the input channels: m intermediate maps, added up to one output map."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import integers
from lesson_utils.diagrams.channels import channels_picture, depthwise_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, slider
from lesson_utils.facts.convolution import Convolution

IN_CHANNELS, OUT_CHANNELS = 3, 4
X = integers(IN_CHANNELS, 5, 5, high=5)  # the numbers of lesson 01
WEIGHT = integers(OUT_CHANNELS, IN_CHANNELS, 3, 3, low=-1, high=2)
BIAS = torch.tensor([2.0, -1.0, 3.0, -2.0])


def draw_channels(x: Tensor, weight: Tensor, bias: Tensor, channel: int = 0, at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of how one output map of `F.conv2d(x, weight, bias)` comes about.

    `x` has shape (m, H, W), `weight` (n, m, kH, kW), `bias` (n,); `channel` is one of the n. Every map is
    computed by torch; that the sum of the m maps is torch's own output is checked at that moment.

    >>> draw_channels(X, WEIGHT, BIAS, channel=1).alt[:17]
    'Output map 1 of 4'
    """
    n, m, k_rows, k_columns = weight.shape
    if not 0 <= channel < n:
        raise WrongValueError(f"channel is {channel}, but the weights make {n} output channels: take 0 to {n - 1}")
    if x.shape[0] != m:
        raise WrongValueError(f"x has {x.shape[0]} channels, but each kernel has {m} slices: the two must be equal")
    conv = Convolution(m, n, (k_rows, k_columns))
    conv.check(*x.shape[1:])
    output = F.conv2d(x, weight, bias)[channel]  # (H', W')
    intermediate = F.conv2d(x, weight[channel][:, None], groups=m)  # (m, H', W'): one slice on one map
    same_size = tuple(output.shape) == conv.output_size(*x.shape[1:])
    agrees = same_size and torch.equal(intermediate.sum(0) + bias[channel], output)
    return channels_picture(conv, x.tolist(), weight[channel].tolist(), intermediate.tolist(), output.tolist(),
                            bias[channel].item(), channel, at, agrees=agrees)


def draw_depthwise(x: Tensor, weight: Tensor, at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of a depthwise convolution, and of the sum that a standard one would go on to.

    `x` has shape (m, H, W), `weight` (m, 1, kH, kW). Every map is computed by torch with groups=m; that
    their sum is what the standard convolution with the same slices gives is checked at that moment.

    >>> draw_depthwise(X, integers(3, 1, 3, 3)).alt[:23]
    'A depthwise convolution'
    """
    m, slices, k_rows, k_columns = weight.shape
    if slices != 1:
        raise WrongValueError(f"weight has shape {tuple(weight.shape)}, but a depthwise kernel has one channel: "
                              f"give it the shape ({m}, 1, {k_rows}, {k_columns})")
    if x.shape[0] != m:
        raise WrongValueError(f"x has {x.shape[0]} channels, but there are {m} kernels: give each channel one kernel")
    conv = Convolution(m, m, (k_rows, k_columns), groups=m, bias=False)
    conv.check(*x.shape[1:])
    output = F.conv2d(x, weight, groups=m)  # (m, H', W')
    summed = F.conv2d(x, weight.transpose(0, 1))[0]  # (H', W'): one standard kernel of the same m slices
    agrees = torch.equal(output.sum(0), summed) and tuple(summed.shape) == conv.output_size(*x.shape[1:])
    return depthwise_picture(conv, x.tolist(), weight[:, 0].tolist(), output.tolist(), summed.tolist(), at,
                             agrees=agrees)


class ChannelsExplorer(Explorer):
    """`draw_channels` with a slider: see `explore_channels`."""

    def __init__(self) -> None:
        control = slider("output channel", 0, 0, OUT_CHANNELS - 1, label=110)
        super().__init__({"channel": control}, [control],
                         lambda: draw_channels(X, WEIGHT, BIAS, control.value, (1, 1)))
        self.follow()


def explore_channels() -> ChannelsExplorer:
    """Pick one of four output channels, and see the three maps that are added up to it.

    >>> explorer = explore_channels()
    >>> explorer.controls["channel"].value = 2
    >>> explorer.alt[:17]
    'Output map 2 of 4'
    """
    return ChannelsExplorer()
