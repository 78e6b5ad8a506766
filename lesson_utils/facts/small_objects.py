"""Small objects on a map, and two ways through layers with the same receptive field: what is plain about them.

>>> [stack.fields[-1].size for stack in stacks_of(1)]
[9, 9]
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from lesson_utils.errors import WrongValueError
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import whole_number
from lesson_utils.facts.stack import Stack, stack_of
from lesson_utils.language import Said

SIDE, WINDOW, MOST_POOLINGS = 36, 3, 2  # 36 rows can be divided by 3 twice
OUTLINE = [[-1.0, -1.0, -1.0], [-1.0, 8.0, -1.0], [-1.0, -1.0, -1.0]]  # more than around it?


def small_objects(size: int = 2, gap: int = 4) -> list[list[float]]:
    """Squares of `size` x `size` ones, `gap` zeros between neighbours, inside a margin of zeros: (36, 36).

    >>> sum(map(sum, small_objects(size=2, gap=4))) / 4
    36.0
    """
    whole_number("size", size, 1)
    whole_number("gap", gap, 1)
    if size > SIDE - 2:
        raise WrongValueError(Said("size is {size}, but the map has {rows} rows, its margin included", size=size,
                                   rows=SIDE), Said("take {most} or less", most=SIDE - 2))
    count = (SIDE - 2 + gap) // (size + gap)
    first = (SIDE + gap - count * (size + gap)) // 2
    along = [0.0] * SIDE
    for start in range(first, first + count * (size + gap), size + gap):
        along[start:start + size] = [1.0] * size
    return [list(along) if row else [0.0] * SIDE for row in along]


@cache  # asked for by the picture and by the engine, at every move
def stacks_of(poolings: int) -> tuple[Stack, Stack]:
    """(poolings and a convolution, one dilated convolution) along the rows, with the same receptive field."""
    pooled, _ = stack_of(*[Convolution(1, 1, WINDOW, stride=WINDOW)] * poolings, Convolution(1, 1, 3, padding=1))
    dilation = (pooled.fields[-1].size - 1) // 2
    dilated, _ = stack_of(Convolution(1, 1, 3, padding=dilation, dilation=dilation))
    return pooled, dilated


def above_half(output: Sequence[Sequence[float]]) -> list[list[bool]]:
    """Where a map is above half of its largest value: nowhere if that is 0 or less.

    >>> above_half([[1.0, 2.0, 4.0]]), above_half([[-1.0, -2.0, -4.0]])
    ([[False, False, True]], [[False, False, False]])
    """
    half = max(map(max, output)) / 2
    return [[value > half for value in row] for row in output]
