"""How long a layer really takes here, and two bounds that it cannot beat.

Times differ from machine to machine and from run to run: they are measured when they are shown, and
never stored as facts. Source of the bounds: the roofline model of Williams, Waterman and Patterson.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import torch
from torch import nn
from torch.utils.benchmark import Timer

from lesson_utils.cost import cost_table
from lesson_utils.language import tr

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
    return _median("layer(x)", seconds, layer=layer, x=x)


def measure_layers(channels: int = 128, size: int = 56, seconds: float = 0.2, rounds: int = 5) -> list[Timing]:
    """Standard, grouped, depthwise (in both memory formats) and pointwise layers on maps of size x size, batch 1.

    Each is measured for about `seconds`, in `rounds` turns, one after the other: whatever else the
    machine does then disturbs all of them alike. The median of the turns counts.
    """
    x, last = torch.rand(1, channels, size, size), torch.channels_last
    square, target = torch.rand(768, 768), torch.empty_like(x)

    def layer(**settings: int) -> nn.Conv2d:
        return nn.Conv2d(channels, channels, bias=False, **settings)

    layers = {
        tr("standard 3 × 3"): (layer(kernel_size=3, padding=1), x),
        "groups=4": (layer(kernel_size=3, padding=1, groups=4), x),
        tr("depthwise"): (layer(kernel_size=3, padding=1, groups=channels), x),
        tr("depthwise, channels_last"): (layer(kernel_size=3, padding=1, groups=channels).to(memory_format=last),
                                     x.to(memory_format=last)),
        tr("pointwise 1 × 1"): (layer(kernel_size=1), x),
    }
    turns: dict[str, list[float]] = {name: [] for name in [*layers, "product", "copy"]}
    for _ in range(rounds):
        for name, (module, given) in layers.items():
            turns[name].append(seconds_of(module, given, seconds / rounds))
        turns["product"].append(_median("x @ x", seconds / rounds, x=square))
        turns["copy"].append(_median("target.copy_(x)", seconds / rounds, x=x, target=target))
    time = {name: median(times) for name, times in turns.items()}
    macs_a_second = square.shape[0] ** 3 / time["product"]
    bytes_a_second = 2 * BYTES * x.numel() / time["copy"]  # a copy reads each number and writes it
    timings = []
    for name, (module, _) in layers.items():
        table = cost_table(module, tuple(x.shape))
        moved = BYTES * (2 * x.numel() + table.parameters)  # input and weights read once, output written once
        timings.append(Timing(name, table.macs, moved, time[name], table.macs / macs_a_second, moved / bytes_a_second))
    return timings


def _median(statement: str, seconds: float, **names: object) -> float:
    timer = Timer(statement, globals=names, num_threads=torch.get_num_threads())
    with torch.inference_mode():
        return timer.blocked_autorange(min_run_time=seconds).median
