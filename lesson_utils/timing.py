"""How long a layer really takes here, and two bounds that it cannot beat.

Times differ from machine to machine and from run to run: they are measured when they are shown, and
never stored as facts. Source of the bounds: the roofline model of Williams, Waterman and Patterson.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.benchmark import Timer

from lesson_utils.cost import cost_table

BYTES = 4  # of one float32 number


@dataclass(frozen=True)
class Timing:
    """One measured layer: MACs, bytes that it must move at least, and seconds.

    `mac_bound` is the time for its MACs at the fastest rate measured here (a large matrix product),
    `byte_bound` the time for its bytes at the rate of a plain copy; both in seconds.
    """

    name: str
    macs: int
    bytes: int
    seconds: float
    mac_bound: float
    byte_bound: float


def seconds_of(layer: nn.Module, x: torch.Tensor, seconds: float = 0.2) -> float:
    """Median time of `layer(x)` without gradient, in seconds, repeated for about `seconds`."""
    with torch.inference_mode():
        return _median("layer(x)", seconds, layer=layer, x=x)


def peak_mac_rate(size: int = 768) -> float:
    """MACs a second in a product of two size x size matrices: the fastest arithmetic that PyTorch does here."""
    return size**3 / _median("x @ x", 0.2, x=torch.rand(size, size))


def copy_rate(x: torch.Tensor) -> float:
    """Bytes a second that a plain copy of `x` moves: each number is read once and written once."""
    return 2 * BYTES * x.numel() / _median("target.copy_(x)", 0.1, x=x, target=torch.empty_like(x))


def _median(statement: str, seconds: float, **names: object) -> float:
    timer = Timer(statement, globals=names, num_threads=torch.get_num_threads())
    return timer.blocked_autorange(min_run_time=seconds).median


def measure_layers(channels: int = 128, size: int = 56, seconds: float = 0.2) -> list[Timing]:
    """Standard, grouped, depthwise (in both memory formats) and pointwise layers on maps of size x size, batch 1."""
    x = torch.rand(1, channels, size, size)
    last = torch.channels_last
    layers = [
        ("standard 3 × 3", nn.Conv2d(channels, channels, 3, padding=1, bias=False), x),
        ("groups=4", nn.Conv2d(channels, channels, 3, padding=1, groups=4, bias=False), x),
        ("depthwise", nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False), x),
        ("depthwise, channels_last", nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
         .to(memory_format=last), x.to(memory_format=last)),
        ("pointwise 1 × 1", nn.Conv2d(channels, channels, 1, bias=False), x),
    ]
    macs_a_second, bytes_a_second = peak_mac_rate(), copy_rate(x)
    timings = []
    for name, layer, given in layers:
        table = cost_table(layer, tuple(x.shape))
        moved = BYTES * (2 * x.numel() + table.parameters)  # input and weights read once, output written once
        timings.append(Timing(name, table.macs, moved, seconds_of(layer, given, seconds), table.macs / macs_a_second,
                              moved / bytes_a_second))
    return timings
