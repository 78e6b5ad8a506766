"""What torch itself says of a stack: its gradient reaches what an output reads, and adds up the paths."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from lesson_utils.facts.stack import Stack


def gradient_of(stack: Stack, size: int, unit: int, *, padded: bool = True) -> tuple[list[int], list[float]]:
    """(units of each layer, gradient of `unit` for each pixel) by torch, all weights being 1, along one axis.

    `padded=False` leaves the padding out; then an image as large as the receptive field has one unit.

    >>> from lesson_utils.facts.stack import rates, stack_of
    >>> gradient_of(stack_of(*rates(2))[0], 5, 0, padded=False)
    ([5, 1], [1.0, 0.0, 1.0, 0.0, 1.0])
    """
    image = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    layer, lengths = image, [size]
    for axis in stack.layers:
        before, after = axis.padding if padded else (0, 0)
        if before != after:
            layer, before = F.pad(layer, (before, after)), 0
        weight = torch.ones(1, 1, axis.kernel_size, dtype=torch.float64)
        layer = F.conv1d(layer, weight, None, axis.stride, before, axis.dilation)
        lengths.append(layer.shape[-1])
    gradient = torch.autograd.grad(layer[0, 0, unit], image)[0]
    return lengths, gradient[0, 0].tolist()
