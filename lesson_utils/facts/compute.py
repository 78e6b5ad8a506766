"""Convolution, pooling and upsampling in plain Python, on nested lists: what a picture shows where there is no torch.

Never used where torch is at hand: there torch computes, and is asked whether our arithmetic agrees. In the tests
torch is the judge of everything here. A map is a list of rows (H, W); several channels are a list of maps.

>>> convolve_map(Convolution(1, 1, 2), [[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1]])
[[6.0, 8.0]]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import mul

from lesson_utils.errors import WrongValueError
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import one_of, whole_number
from lesson_utils.facts.upsampling import upsampling_taps
from lesson_utils.language import Said

Numbers = Sequence[Sequence[float]]
Map = list[list[float]]

POOLINGS: dict[str, Callable[[list[float]], float]] = {
    "max": max,
    "average": lambda window: sum(window) / len(window),
}


def convolve(conv: Convolution, x: Sequence[Numbers], weight: Sequence[Sequence[Numbers]],
             bias: Sequence[float] | None = None) -> list[Map]:
    """The n output maps of `F.conv2d(x, weight, bias, ...)` with the settings of `conv`, for one input of m maps.

    `x` has shape (m, H, W), `weight` (n, m / groups, kH, kW), `bias` (n,) or None. Raises `ValueError` or `TypeError`
    for illegal settings and for a shape that does not fit them.

    >>> convolve(Convolution(2, 1, 1), [[[1, 2]], [[3, 4]]], [[[[10]], [[1]]]], bias=[0.5])
    [[[13.5, 24.5]]]
    """
    conv.check()
    conv.check(*_fits("x", x, (conv.in_channels, "H", "W"))[1:])
    _fits("weight", weight, conv.weight_shape)
    biases = [0.0] * conv.out_channels if bias is None else bias
    _fits("bias", biases, (conv.out_channels,))
    seen = [windows(conv, one) for one in x]
    outputs = []
    for o, kernel in enumerate(weight):
        maps = [_weighted(seen[i], part) for i, part in zip(conv.inputs_of_output(o), kernel, strict=True)]
        outputs.append(add(maps, biases[o]))
    return outputs


def convolve_map(conv: Convolution, x: Numbers, weight: Numbers) -> Map:
    """The output (H', W') of one map `x` (H, W) and one kernel `weight` (kH, kW)."""
    return convolve(conv, [x], [[weight]])[0]


def pool(conv: Convolution, kind: str, x: Numbers) -> Map:
    """Of each window of `x` (H, W) the largest value or the average, with the windows of `conv`, which has no padding.

    >>> pool(Convolution(1, 1, 2, stride=2), "average", [[1, 2, 3, 4], [5, 6, 7, 8]])
    [[3.5, 5.5]]
    """
    one_of("kind", kind, POOLINGS)
    _fits("x", x, ("H", "W"))
    if conv.rows.padding + conv.columns.padding != (0, 0, 0, 0):
        raise WrongValueError(Said("padding is {padding!r}, but a pooling has none here", padding=conv.padding),
                              Said("set padding to 0"))
    return [[float(POOLINGS[kind](window)) for window in line] for line in windows(conv, x)]


def upsample(x: Numbers, factor: int, mode: str) -> Map:
    """A map scaled up, as `nn.Upsample(scale_factor=factor, mode=mode)` does; `mode` is "nearest" or "bilinear".

    >>> upsample([[0, 8]], 2, "bilinear")
    [[0.0, 2.0, 6.0, 8.0], [0.0, 2.0, 6.0, 8.0]]
    """
    one_of("mode", mode, ("nearest", "bilinear"))
    whole_number("factor", factor, 1)
    rows, columns = ([[(place, float(share)) for place, share in taps.items()]
                      for taps in upsampling_taps(size, factor, mode)] for size in _fits("x", x, ("H", "W")))
    return [[sum((down * across * x[r][c] for r, down in row for c, across in column), 0.0) for column in columns]
            for row in rows]


def insert_zeros(weight: Numbers, dilation: Pair) -> Map:
    """The kernel `weight` (kH, kW) with dilation - 1 zeros between neighbouring rows and columns.

    >>> insert_zeros([[1, 1], [1, 1]], (2, 1))
    [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]
    """
    (rows, columns), (down, across) = _fits("weight", weight, ("kH", "kW")), dilation
    spread = [[0.0] * (across * (columns - 1) + 1) for _ in range(down * (rows - 1) + 1)]
    for r, line in enumerate(weight):
        spread[down * r][::across] = map(float, line)
    return spread


def add(maps: Sequence[Numbers], bias: float = 0) -> Map:
    """Maps of one size added up, place by place, and `bias` to each."""
    return [[sum(values, float(bias)) for values in zip(*lines, strict=True)] for lines in zip(*maps, strict=True)]


def windows(conv: Convolution, x: Numbers) -> list[list[list[float]]]:
    """For each output (row, column) of `conv` the values that it reads of `x` (H, W), row by row; padding is 0.

    >>> windows(Convolution(1, 1, (1, 2), padding=(0, 1)), [[5, 6]])
    [[[0.0, 5], [5, 6], [6, 0.0]]]
    """
    height, width = conv.output_size(len(x), len(x[0]))
    top, left = conv.rows.padding[0], conv.columns.padding[0]
    padded = _padded(x, conv.rows.padding, conv.columns.padding)
    columns = [[c + left for c in conv.columns.taps(column)] for column in range(width)]
    found = []
    for row in range(height):
        lines = [padded[r + top] for r in conv.rows.taps(row)]
        found.append([[line[c] for line in lines for c in read] for read in columns])
    return found


def _weighted(seen: list[list[list[float]]], weight: Numbers) -> Map:
    """The sum of each window times `weight`, place by place."""
    weights = [float(w) for line in weight for w in line]
    return [[sum(map(mul, window, weights)) for window in line] for line in seen]


def _padded(x: Numbers, rows: Pair, columns: Pair) -> Map:
    (top, bottom), (left, right) = rows, columns
    width = left + len(x[0]) + right
    return [*([0.0] * width for _ in range(top)), *([0.0] * left + [*line] + [0.0] * right for line in x),
            *([0.0] * width for _ in range(bottom))]


def _fits(name: str, numbers: Sequence, shape: tuple[int | str, ...]) -> tuple[int, ...]:
    """The shape of nested lists; raises `ValueError` unless it is `shape`, where a letter stands for any number."""
    found, level = [], [numbers]
    while level and isinstance(level[0], Sequence):
        if len({len(part) for part in level}) > 1:
            raise WrongValueError(Said("{name} has lists of different lengths side by side", name=name),
                                  Said("give all rows one length"))
        found.append(len(level[0]))
        level = [inner for part in level for inner in part]
    if len(found) != len(shape) or any(isinstance(n, int) and n != m for n, m in zip(shape, found, strict=True)):
        raise WrongValueError(Said("{name} has shape {found}", name=name, found=tuple(found)),
                              Said("give it the shape ({shape})", shape=", ".join(map(str, shape))))
    return tuple(found)
