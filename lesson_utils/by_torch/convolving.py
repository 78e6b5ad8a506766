"""Convolutions by torch, each compared at that moment with what our arithmetic says.

Tensors in, an `Answer` of tensors out; `engine.py` makes lists of them.
"""

from __future__ import annotations

import warnings

import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import integers
from lesson_utils.facts.axis import Pair, pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer


def convolve(conv: Convolution, x: Tensor, weight: Tensor) -> Answer[Tensor]:
    """The output (H', W') of one channel `x` (H, W) and the kernel `weight` (kH, kW).

    Compared: the output's size, and every sum over the taps that our arithmetic names.

    >>> convolve(Convolution(1, 1, 2, stride=2), torch.ones(4, 4), torch.ones(2, 2))
    Answer(value=tensor([[4., 4.],
            [4., 4.]]), agrees=True)
    """
    output = F.conv2d(x[None, None], weight[None, None], None, conv.stride, conv.padding, conv.dilation)[0, 0]
    size = conv.output_size(*x.shape)
    if size != tuple(output.shape):
        return Answer(output, False)
    (top, bottom), (left, right) = conv.rows.padding, conv.columns.padding
    padded = F.pad(x, (left, right, top, bottom))
    rows = torch.tensor([conv.rows.taps(r) for r in range(size[0])]) + top
    columns = torch.tensor([conv.columns.taps(c) for c in range(size[1])]) + left
    inside = all(int(t.min()) >= 0 and int(t.max()) < n for t, n in zip((rows, columns), padded.shape, strict=True))
    if not inside:
        return Answer(output, False)
    windows = padded[rows[:, :, None, None], columns[None, None]]  # (H', kH, W', kW)
    return Answer(output, torch.equal(torch.einsum("ripj,ij->rp", windows, weight), output))


def convolve_with_zeros(conv: Convolution, x: Tensor, weight: Tensor) -> Answer[tuple[Tensor, Tensor, Tensor]]:
    """(kernel with zeros put in the gaps, output of the dilated kernel, output of that one undilated).

    Compared: the two outputs, their size, and what the kernel covers.
    """
    with_zeros = insert_zeros(weight, pair(conv.dilation))
    with warnings.catch_warnings(action="ignore"):  # padding='same' costs a copy with an even kernel
        dilated = F.conv2d(x[None, None], weight[None, None], None, 1, conv.padding, conv.dilation)[0, 0]
        undilated = F.conv2d(x[None, None], with_zeros[None, None], None, 1, conv.padding)[0, 0]
    agrees = (torch.equal(dilated, undilated) and tuple(dilated.shape) == conv.output_size(*x.shape)
              and tuple(with_zeros.shape) == conv.effective_kernel_size)
    return Answer((with_zeros, dilated, undilated), agrees)


def insert_zeros(weight: Tensor, dilation: Pair) -> Tensor:
    """The kernel `weight`, shape (kH, kW), with dilation - 1 zeros between neighbouring rows and columns.

    >>> insert_zeros(torch.ones(2, 2), (2, 1)).tolist()
    [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]
    """
    (rows, columns), (down, across) = weight.shape, dilation
    spread = torch.zeros(rows * down, columns * across)
    spread[::down, ::across] = weight
    return spread[:rows * down - down + 1, :columns * across - across + 1]  # none behind the last weight


def convolve_channels(conv: Convolution, x: Tensor, weight: Tensor, bias: Tensor,
                      channel: int) -> Answer[tuple[Tensor, Tensor]]:
    """(the m intermediate maps, the output map) of output `channel`.

    `x` (m, H, W), `weight` (n, m, kH, kW), `bias` (n,).

    Compared: the sum of the m maps and the bias, and the output's size.
    """
    output = F.conv2d(x, weight, bias)[channel]  # (H', W')
    intermediate = F.conv2d(x, weight[channel][:, None], groups=len(x))  # (m, H', W'): one slice on one map
    same_size = tuple(output.shape) == conv.output_size(*x.shape[1:])
    return Answer((intermediate, output), same_size and torch.equal(intermediate.sum(0) + bias[channel], output))


def convolve_depthwise(conv: Convolution, x: Tensor, weight: Tensor) -> Answer[tuple[Tensor, Tensor]]:
    """(the m output maps, the one map that a standard convolution makes of the same slices); `weight` (m, 1, kH, kW).

    Compared: that one map is the sum of the m, and its size.
    """
    output = F.conv2d(x, weight, groups=len(x))  # (m, H', W')
    summed = F.conv2d(x, weight.transpose(0, 1))[0]  # (H', W'): one standard kernel of the same m slices
    same_size = tuple(summed.shape) == conv.output_size(*x.shape[1:])
    return Answer((output, summed), torch.equal(output.sum(0), summed) and same_size)


def convolve_pointwise(conv: Convolution, x: Tensor, weight: Tensor) -> Answer[Tensor]:
    """The n output maps (n, H, W); `x` (m, H, W), `weight` (n, m, 1, 1).

    Compared: each pixel with the matrix product `weight · x`, and the size.
    """
    output = F.conv2d(x, weight)
    agrees = torch.equal(torch.einsum("nm,mrc->nrc", weight[:, :, 0, 0], x), output)
    return Answer(output, agrees and tuple(output.shape[1:]) == conv.output_size(*x.shape[1:]))


def split_groups(conv: Convolution, height: int, width: int) -> Answer[None]:
    """Whether our weight shape and the groups split by hand give what `F.conv2d` gives, on seeded whole numbers."""
    x = integers(1, conv.in_channels, height, width)
    weight = integers(*conv.weight_shape, low=-2, high=2)
    whole = F.conv2d(x, weight, None, conv.stride, conv.padding, conv.dilation, conv.groups)
    same_size = tuple(whole.shape[2:]) == conv.output_size(height, width)
    return Answer(None, torch.equal(split_by_hand(x, weight, conv), whole) and same_size)


def split_by_hand(x: Tensor, weight: Tensor, conv: Convolution) -> Tensor:
    """Each group on its own, from the input channels that our arithmetic names; then side by side."""
    each = conv.out_channels // conv.groups
    outputs = [F.conv2d(x[:, conv.inputs_of_output(first)], weight[first:first + each], None, conv.stride, conv.padding,
                        conv.dilation) for first in range(0, conv.out_channels, each)]
    return torch.cat(outputs, dim=1)
