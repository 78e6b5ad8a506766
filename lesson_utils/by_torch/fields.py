"""Receptive fields by torch's gradient, compared with the recurrence and with the enumeration of taps."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.facts.engine import Answer
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.small_objects import OUTLINE, WINDOW, stacks_of
from lesson_utils.facts.stack import Stack


def read_by(seen: Seen) -> Answer[int]:
    """How wide a field torch's gradient finds; agrees if it gives the same units, pixels and paths, along one axis.

    Asked twice: without padding, on an image as large as the receptive field, which must have exactly one
    unit; and on the image of `seen` with its padding, for the middle unit.
    """
    stack, field = seen.stack, seen.stack.fields[-1]
    lengths, gradient = _gradient_without_padding(Stack(tuple(replace(axis, padding=(0, 0)) for axis in stack.layers)))
    same = lengths[-1] == 1 and gradient == [stack.endless[p] for p in range(field.start, field.start + field.size)]
    reached = [position for position, paths in enumerate(gradient) if paths]

    cone = seen.cone(seen.last, seen.middle)[0]
    lengths, gradient = gradient_of(stack, seen.size, seen.middle)
    same = same and lengths == seen.units and gradient == [cone[p] for p in range(seen.size)]
    return Answer(reached[-1] - reached[0] + 1, same)


@lru_cache(256)  # the size of the image and the padding are moved often, and neither changes it
def _gradient_without_padding(stack: Stack) -> tuple[list[int], list[float]]:
    return gradient_of(stack, stack.fields[-1].size, 0, padded=False)


def two_ways(x: Tensor, poolings: int, kind: str) -> Answer[tuple[Tensor, Tensor]]:
    """The outputs (H, W) of `x` (H, W) pooled, convolved and scaled up, and of one dilated convolution.

    Compared: both receptive fields, by the gradient.
    """
    weight, images = torch.tensor(OUTLINE).double(), x[None, None].double()
    outputs = (pool_convolve_upsample(images, poolings, kind, weight)[0, 0],
               convolve_dilated(images, stacks_of(poolings)[1], weight)[0, 0])
    return Answer(outputs, fields_agree(poolings))


def pool_convolve_upsample(x: Tensor, poolings: int, kind: str, weight: Tensor) -> Tensor:
    """The first way: `x` and the result have shape (N, 1, H, W)."""
    for _ in range(poolings):
        # averages are added up here and divided at the end: whole numbers stay exact, and ties stay ties
        x = F.max_pool2d(x, WINDOW) if kind == "max" else F.avg_pool2d(x, WINDOW, divisor_override=1)
    output = F.conv2d(x, weight[None, None], padding=1)
    if kind == "average":
        output = output / WINDOW ** (2 * poolings)
    return F.interpolate(output, scale_factor=float(WINDOW ** poolings))


def convolve_dilated(x: Tensor, stack: Stack, weight: Tensor) -> Tensor:
    """The second way, with the dilation of its one layer; it pads so that the map keeps its size."""
    dilation = stack.layers[0].dilation
    return F.conv2d(x, weight[None, None], padding=dilation, dilation=dilation)


@cache
def fields_agree(poolings: int) -> bool:
    """Whether torch's gradient finds the receptive fields that our recurrence says, and both ways have the same.

    With averages and a kernel of ones, so that nothing stops the gradient; the map is large enough for the field.
    """
    stacks, side = stacks_of(poolings), WINDOW ** (poolings + 2)
    x = torch.zeros(1, 1, side, side, requires_grad=True)
    ones = torch.ones(3, 3)
    outputs = (pool_convolve_upsample(x, poolings, "average", ones), convolve_dilated(x, stacks[1], ones))
    sizes = []
    for output in outputs:
        (gradient,) = torch.autograd.grad(output[0, 0, side // 2, side // 2], x)
        reached = gradient[0, 0].sum(1).nonzero().flatten()
        sizes.append(int(reached[-1] - reached[0]) + 1)
    return sizes == [stack.fields[-1].size for stack in stacks] and sizes[0] == sizes[1]
