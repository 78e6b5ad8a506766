"""Numbers as the lessons print them: a real minus sign, no empty decimals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

Numbers = Sequence[Sequence[float]]


@lru_cache(4096)  # a picture prints the same few numbers in thousands of places
def show(value: float) -> str:
    """A number as the pictures print it: a real minus sign, no empty decimals.

    >>> show(-3.0), show(0.25), show(-0.0)
    ('−3', '0.25', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
    return "0" if text in ("-0", "0") else text.replace("-", "−")


@lru_cache(4096)
def factor(value: float) -> str:
    """A number inside a sum or product, in brackets if it is negative.

    >>> factor(-3.0), factor(2)
    ('(−3)', '2')
    """
    return f"({show(value)})" if value < 0 else show(value)
