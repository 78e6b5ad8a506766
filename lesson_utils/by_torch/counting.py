"""Cost by torch: modules are built, on meta tensors, and counted; or run, and measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.cost import cost_table
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer
from lesson_utils.facts.plan import Plan
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.facts.stack import Stack
from lesson_utils.timing import seconds_of

FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def modules_of(pair: SeparablePair, device: str = "cpu") -> tuple[nn.Conv2d, nn.Sequential]:
    """The standard layer and the pair, as modules, made by the lines of code that the picture shows."""
    with torch.device(device):
        standard, depthwise, pointwise = (eval(conv.code(), {"nn": nn}) for conv in
                                          (pair.standard, pair.depthwise, pair.pointwise))
        return standard, nn.Sequential(depthwise, pointwise)


def count_pair(pair: SeparablePair) -> Answer[None]:
    """Whether PyTorch's own counter gives our MACs and weights, for both ways.

    >>> count_pair(SeparablePair.of(32, 64, 3, 56, 56))
    Answer(value=None, agrees=True)
    """
    shape = (1, pair.standard.in_channels, pair.height, pair.width)
    standard, separable = (cost_table(module, shape) for module in modules_of(pair, "meta"))
    return Answer(None, (standard.macs, separable.macs) == (pair.macs[0], sum(pair.macs[1:]))
                  and (standard.parameters, separable.parameters) == (pair.parameters[0], sum(pair.parameters[1:]))
                  and standard.rows[-1].output_shape == separable.rows[-1].output_shape)


def measure(pair: SeparablePair, memory_format: str,
            progress: Callable[[int], None]) -> Answer[tuple[Sequence[float], int]]:
    """(seconds of the standard layer and of the pair, threads); `progress` is told which is measured, 1 or 2.

    `memory_format` is a key of FORMATS. A measurement has nothing to agree with.
    """
    x = torch.rand(1, pair.standard.in_channels, pair.height, pair.width).to(memory_format=FORMATS[memory_format])
    seconds = []
    for number, module in enumerate(modules_of(pair), start=1):
        progress(number)
        seconds.append(seconds_of(module.to(memory_format=FORMATS[memory_format]), x))
    return Answer((seconds, torch.get_num_threads()))


def count_plan(plan: Plan) -> Answer[None]:
    """Whether torch gives the same shapes, parameters and MACs, layer by layer, and the same receptive field."""
    x, macs = torch.empty(1, *plan.facts[0].input_shape, device="meta"), 0
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        for layer in plan.facts:
            modules = [_module(conv) for conv in layer.convolutions]
            for module in modules:
                x = module(x)
            macs += layer.macs
            parameters = sum(p.numel() for module in modules for p in module.parameters())
            if (tuple(x.shape[1:]), parameters, counter.get_total_flops() // 2) != (layer.output_shape,
                                                                                    layer.parameters, macs):
                return Answer(None, False)
    field = plan.fields[-1].size
    units, width, pixels = _read_of(plan.stack, field)
    return Answer(None, (units, width, (pixels / width)**2) == (1, field, plan.read))


@lru_cache(1024)  # a move of a control changes few layers
def _module(conv: Convolution) -> nn.Conv2d:
    """The module that the line of code makes, with shapes and without values."""
    with torch.device("meta"):
        return eval(conv.code(), {"nn": nn})


@lru_cache(256)
def _read_of(stack: Stack, size: int) -> tuple[int, int, int]:
    """(units, width of what unit 0 reads, pixels that it reads) of an image of `size` pixels, by the gradient."""
    units, gradient = gradient_of(stack, size, 0, padded=False)
    reached = [position for position, paths in enumerate(gradient) if paths]
    return units[-1], reached[-1] - reached[0] + 1, len(reached)
