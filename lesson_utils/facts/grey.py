"""Which value of a map is shown black and which white."""

from __future__ import annotations

from collections.abc import Sequence

WHITE = 255  # black is 0


def grey_range(least: float, most: float) -> tuple[float, float]:
    """(value that is black, value that is white) for a map with values from `least` to `most`.

    White is the largest value, in size, and at least 1. Black is 0, or, if there are negative values, the opposite
    of white; then middle grey is 0.

    >>> grey_range(0, 600), grey_range(-8.0, 2.0), grey_range(0, 0)
    ((0, 600), (-8.0, 8.0), (0, 1))
    """
    largest = max(abs(least), abs(most), 1)
    return (-largest if least < 0 else 0), largest


def greys(values: Sequence[Sequence[float]], low: float, high: float) -> list[bytes]:
    """The pixels of a map (H, W), row by row: `low` and less is black, `high` and more is white.

    >>> [list(row) for row in greys([[-9, -4, 0], [2, 4, 9]], -4, 4)]
    [[0, 0, 128], [191, 255, 255]]
    """
    return [bytes(round(min(max((value - low) * WHITE / (high - low), 0), WHITE)) for value in row) for row in values]
