"""What upsampling reads: the input positions of each output position, and their weights."""

from __future__ import annotations

from fractions import Fraction

Taps = list[dict[int, Fraction]]  # for each output position, the input positions that it reads, and their weights


def upsampling_taps(size: int, factor: int, mode: str) -> Taps:
    """What each of the size · factor outputs along one axis reads: input positions and their weights.

    "nearest" repeats a pixel. "bilinear" puts the middle of output o at (o + 1/2) / factor − 1/2 and weights the
    two neighbours; outside it repeats the edge. Source: `torch.nn.Upsample` with align_corners=False.

    >>> upsampling_taps(2, 2, "nearest")[1], upsampling_taps(2, 2, "bilinear")[1]
    ({0: Fraction(1, 1)}, {0: Fraction(3, 4), 1: Fraction(1, 4)})
    """
    if mode == "nearest":
        return [{o // factor: Fraction(1)} for o in range(size * factor)]
    taps = []
    for o in range(size * factor):
        place = min(max(Fraction(2 * o + 1, 2 * factor) - Fraction(1, 2), Fraction(0)), Fraction(size - 1))
        first = int(place)
        both = {first: 1 - (place - first), first + 1: place - first}
        taps.append({position: weight for position, weight in both.items() if weight})
    return taps
