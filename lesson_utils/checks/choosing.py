"""Which layers become separable under a budget of MACs: costs, choices, and networks for an exercise on lesson 06."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from random import Random

from torch import nn

from lesson_utils.cost import cost_table

Layer = tuple[int, int, int]  # (in_channels, out_channels, size) of a 3 x 3 layer on a map of size x size
Costs = Callable[[int, int, int], tuple[int, int]]  # MACs of the layer, and of the pair in its place


def pair(in_channels: int, out_channels: int) -> nn.Sequential:
    """The depthwise separable pair in the place of a 3 x 3 layer, without biases."""
    return nn.Sequential(nn.Conv2d(in_channels, in_channels, 3, padding=1, groups=in_channels, bias=False),
                         nn.Conv2d(in_channels, out_channels, 1, bias=False))


@cache
def both_macs(m: int, n: int, size: int) -> tuple[int, int]:
    """MACs of a 3 x 3 layer that keeps a map of size x size, and of the pair in its place."""
    shape = (1, m, size, size)
    return cost_table(nn.Conv2d(m, n, 3, padding=1), shape).macs, cost_table(pair(m, n), shape).macs


def macs_when_replaced(layers: Sequence[Layer], replaced: Collection[int], costs: Costs = both_macs) -> int:
    """MACs of all layers, those at the positions `replaced` being pairs."""
    return sum(costs(*layer)[i in replaced] for i, layer in enumerate(layers))


def saving(m: int, n: int, size: int, costs: Costs = both_macs) -> int:
    """MACs that the pair saves; below 0 if it costs more."""
    standard, separable = costs(m, n, size)
    return standard - separable


def chosen(layers: Sequence[Layer], budget: int, value: Callable[[int, int, int], float] | None = None,
           costs: Costs = both_macs) -> set[int]:
    """As few positions as meet the budget, the highest saving first; a slip takes another `value`, or other `costs`."""
    value = value or partial(saving, costs=costs)
    return in_turn(layers, budget, sorted(range(1, len(layers)), key=lambda i: -value(*layers[i])), costs)


def in_turn(layers: Sequence[Layer], budget: int, order: Sequence[int], costs: Costs = both_macs) -> set[int]:
    """The first few positions of `order` that meet the budget, or all of them."""
    firsts = (order[:count] for count in range(len(order)))
    return set(next((first for first in firsts if macs_when_replaced(layers, first, costs) <= budget), order))


CHOICES = {
    "exactly-the-budget-is-still": lambda layers, budget: chosen(layers, budget - 1),
    "that-is-every-layer": lambda layers, budget: set(range(1, len(layers))),
    "you-take-them-from-the-front":
        lambda layers, budget: in_turn(layers, budget, range(1, len(layers))),
    "you-take-them-from-the-back":
        lambda layers, budget: in_turn(layers, budget, range(len(layers) - 1, 0, -1)),
    "you-begin-with-the-one-that-saves": partial(chosen, value=lambda *layer: -saving(*layer)),
    "you-begin-with-the-layer-of-most":
        partial(chosen, value=lambda *layer: both_macs(*layer)[0]),
    "the-share-that-a-pair-saves-does":
        partial(chosen, value=lambda *layer: saving(*layer) / both_macs(*layer)[0]),
    "you-begin-with-the-one-that-saves-most":
        partial(chosen, value=lambda m, n, size: saving(m, n, 1)),
    "the-pair-has-a-depthwise-layer-too":
        partial(chosen, costs=lambda m, n, size: (9 * m * n * size ** 2, m * n * size ** 2)),
    "the-pair-has-a-pointwise-layer-too":
        partial(chosen, costs=lambda m, n, size: (9 * m * n * size ** 2, 9 * m * size ** 2)),
    "no-layer-is-ever-replaced":
        lambda layers, budget: set(),
    "positions-counted-from-1": lambda layers, budget: {i + 1 for i in chosen(layers, budget)}}


def networks_and_budgets(seed: int) -> Iterator[tuple[list[Layer], int]]:
    """Networks, each with the budgets that just allow, and that just forbid, to stop after so many layers."""
    random = Random(seed)
    networks = [[(3, 32, 32), (32, 32, 8), (32, 2, 8)], [(3, 32, 16), (32, 2, 16), (2, 4, 16), (4, 14, 16)],
                [(3, 8, 16), (8, 8, 16), (8, 16, 8), (16, 16, 8)]]
    for _ in range(3):
        channels = [3, *(random.choice((4, 8, 16, 32)) for _ in range(4))]
        sizes = sorted(random.choices((8, 16, 32), k=4), reverse=True)
        networks.append(list(zip(channels[:-1], channels[1:], sizes, strict=True)))
    for layers in networks:
        order = [i for i in sorted(range(1, len(layers)), key=lambda i: -saving(*layers[i])) if saving(*layers[i]) > 0]
        for count in range(len(order) + 1):
            least = macs_when_replaced(layers, order[:count])
            yield layers, least
            if count < len(order):
                yield layers, least - 1
