"""The numbers that the explorers show, made without torch, so that a picture without torch shows the same ones.

torch draws whole numbers on the CPU with the Mersenne Twister (MT19937), one draw of 32 bits for each number, and
Python's `random` has the same generator: only the way from a seed to the generator's state differs. So the state is
made here the way torch makes it. `lesson_utils.by_torch.tensors` has the same numbers as tensors; a test holds both
equal.

>>> integers(2, 3)
[[1.0, 0.0, 7.0], [3.0, 4.0, 0.0]]
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from lesson_utils.errors import WrongValueError
from lesson_utils.language import Said, mark

SEED = 20
WORDS, WORD = 624, 0xFFFFFFFF  # the generator's state: 624 words of 32 bits
LARGEST = 2**24  # up to here a 32-bit float holds every whole number, and torch draws 32 bits for each
Map = list[list[float]]


def integers(*shape: int, low: int = 0, high: int = 9, seed: int = SEED) -> Any:
    """Whole numbers from low to high (included), as floats in nested lists of `shape`, the same at every call.

    The numbers of `lesson_utils.integers(...).tolist()`. Raises `ValueError` if low is above high, or if one of
    them is beyond 2²⁴, where floats have gaps.

    >>> integers(4, low=-2, high=2, seed=4)
    [-2.0, 2.0, -1.0, 1.0]
    """
    if not -LARGEST <= low <= high <= LARGEST:
        raise WrongValueError(Said("low is {low} and high is {high}", low=low, high=high),
                              Said("take low at most high, both from {least} to {most}", least=-LARGEST, most=LARGEST))
    twister = _twister(seed)
    return _nested(shape, lambda: float(twister.getrandbits(32) % (high - low + 1) + low))


def crop(numbers: Map, rows: int, columns: int) -> Map:
    """The first rows and columns of a map, as new lists.

    >>> crop([[1.0, 2.0], [3.0, 4.0]], 2, 1)
    [[1.0], [3.0]]
    """
    return [line[:columns] for line in numbers[:rows]]


def box(rows: int, columns: int) -> Map:
    """All ones: adds up the window. Divided by rows · columns it would be a blur."""
    return [[1.0] * columns for _ in range(rows)]


def edge(rows: int, columns: int) -> Map:
    """Left minus right, the middle rows weighted more (3 x 3: Sobel's kernel); top minus bottom for one column.

    >>> edge(3, 3)
    [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
    """
    if columns == 1:
        return [[weight] for weight in edge(1, rows)[0]] if rows > 1 else box(1, 1)
    signs = [float((2 * c < columns - 1) - (2 * c > columns - 1)) for c in range(columns)]
    return [[(min(r, rows - 1 - r) + 1) * sign for sign in signs] for r in range(rows)]


def identity(rows: int, columns: int) -> Map:
    """One in the middle, zero elsewhere: copies the input."""
    middle = (rows - 1) // 2, (columns - 1) // 2
    return [[float((r, c) == middle) for c in range(columns)] for r in range(rows)]


def random_integers(rows: int, columns: int) -> Map:
    """Whole numbers from −2 to 2, cropped from one seeded table of 7 x 7."""
    return crop(RANDOM_KERNEL, rows, columns)


def _twister(seed: int) -> random.Random:
    """MT19937 seeded by `init_genrand`, the way of its inventors and of torch (Python seeds it another way)."""
    state = [seed & WORD]
    for i in range(1, WORDS):
        state.append(1812433253 * (state[-1] ^ state[-1] >> 30) + i & WORD)
    twister = random.Random()
    twister.setstate((3, (*state, WORDS), None))
    return twister


def _nested(shape: tuple[int, ...], draw: Callable[[], float]) -> Any:
    return [_nested(shape[1:], draw) for _ in range(shape[0])] if shape else draw()


IMAGE: Map = integers(12, 12)
RANDOM_KERNEL: Map = integers(7, 7, low=-2, high=2, seed=4)
KERNELS = {"edge": edge, "box": box, "identity": identity, "random": random_integers}
KERNEL_NAMES = {"edge": mark("edge"), "box": mark("box (all ones)"), "identity": mark("identity"),
                "random": mark("random integers")}
