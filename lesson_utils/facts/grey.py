"""The grey scale of a map: which of its values is black, and which white."""


def grey_range(least: float, most: float) -> tuple[float, float]:
    """(black, white) for a map with values from `least` to `most`.

    White is the largest value, in size. Black is 0, or, if there are negative values, the opposite of white; then
    middle grey is 0.

    >>> grey_range(0.0, 9.0), grey_range(-4.0, 2.0)
    ((0, 9.0), (-4.0, 4.0))
    """
    largest = max(abs(least), abs(most), 1)
    return (-largest if least < 0 else 0), largest
