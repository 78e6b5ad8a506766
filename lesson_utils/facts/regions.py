"""Connected regions: which objects of a map are still apart from each other in a map that was made of it.

>>> objects = regions([[1, 0, 1]])
>>> kept_apart(objects, regions([[1, 0, 1]])), kept_apart(objects, regions([[1, 1, 1]])), kept_apart(objects, [])
([True, True], [False, False], [False, False])
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from lesson_utils.facts.axis import Pair


def regions(mask: Sequence[Sequence[float]]) -> list[list[Pair]]:
    """The pixels (row, column) of each connected region where `mask` (H, W) is not 0; pixels connect by their sides.

    >>> regions([[1, 0, 1], [1, 0, 0]])
    [[(0, 0), (1, 0)], [(0, 2)]]
    """
    pixels = [(r, c) for r, row in enumerate(mask) for c in compress(range(len(row)), row)]
    left, found = set(pixels), []
    for first in pixels:
        if first not in left:
            continue
        left.remove(first)
        blob = [first]
        for r, c in blob:  # grows while it is read
            near = {(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)} & left
            if near:
                left -= near
                blob += sorted(near)
        found.append(blob)
    return found


def kept_apart(objects: Sequence[Sequence[Pair]], spots: Sequence[Sequence[Pair]]) -> list[bool]:
    """For each object: whether one of the spots touches it, and no other object."""
    owner = {pixel: number for number, pixels in enumerate(objects) for pixel in pixels}
    touched = [{owner[pixel] for pixel in spot if pixel in owner} for spot in spots]
    alone = {number for numbers in touched if len(numbers) == 1 for number in numbers}
    return [number in alone for number in range(len(objects))]
