"""A stack over an image: how many units each layer has, and what each of them reads. Computed once, then kept."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from lesson_utils.facts.stack import Stack


class Seen:
    """A stack along one axis over an image of `size` pixels.

    >>> from lesson_utils.facts.axis import Axis
    >>> seen = Seen(Stack((Axis(3, padding=(1, 1)), Axis(3))), 6)
    >>> seen.units, sorted(seen.cone(2, 0)[0])
    ([6, 6, 4], [0, 1, 2, 3])
    >>> seen.fed_by(0, 0)
    [[0], [0, 1], [0, 1]]
    """

    def __init__(self, stack: Stack, size: int) -> None:
        self.stack, self.size = stack, size
        self._cones: dict[tuple[int, int], list[Counter[int]]] = {}

    @property
    def last(self) -> int:
        """The number of the last layer; the image is layer 0."""
        return len(self.stack.layers)

    @cached_property
    def units(self) -> list[int]:
        """How many units each layer has, the image first. Raises `ValueError` that names a layer without output."""
        return self.stack.units(self.size)

    @cached_property
    def middle(self) -> int:
        """The middle unit of the last layer."""
        return self.units[-1] // 2

    def cone(self, layer: int, unit: int) -> list[Counter[int]]:
        """For each layer from the image up to `layer`: its units that `unit` reads, and by how many paths."""
        key = layer, unit
        if key not in self._cones:
            self._cones[key] = self.stack.cone_within(self.units, layer, unit)
        return self._cones[key]

    def fed_by(self, layer: int, unit: int) -> list[list[int]]:
        """For each layer from `layer` up: its units that read `unit`."""
        return self.stack.fed_within(self.units, layer, unit)
