"""Which positions of an axis each position of the next one reads, for every operation that moves along an axis.

Positions are counted from 0 at the first real one. An endless image goes on beyond both ends, so
every whole number is a position there; in the real map, a position outside reads nothing or, by
reflection and the like, a real one again. The operations are PyTorch's, the formulas those of its
documentation; nothing here runs torch.

>>> window(5, 3, kernel_size=3, stride=2, padding=1).real.tolist()
[[-1, 0, 1], [1, 2, 3], [3, 4, -1]]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np

NOWHERE = np.iinfo(np.int64).min  # a tap that reads nothing, on the endless image
NOTHING = -1  # the same in the real map: it points at one row more, in which nothing is read

Positions = np.ndarray


@dataclass(frozen=True)
class Taps:
    """`endless(q)` gives the positions that the positions `q` read on an endless image, one row for each of `q`.

    `real` is the same for the positions that the output really has, with `NOTHING` for what lies
    outside the input: shape (output positions, taps). After a split, an output position has several
    numbers, and both have that many axes before the taps.
    """

    endless: Callable[..., Positions]
    real: Positions

    @property
    def count(self) -> int:
        """Number of taps of one output position."""
        return self.real.shape[-1]

    @property
    def live(self) -> Positions:
        """True for the output positions that read anything."""
        return (self.real != NOTHING).any(-1)

    def only(self, tap: int) -> Taps:
        """The same with this one tap alone."""
        return Taps(lambda *q: self.endless(*q)[..., tap:tap + 1], self.real[..., tap:tap + 1])


def within(size: int, outputs: int, endless: Callable[[Positions], Positions]) -> Taps:
    """Taps for `outputs` positions, where those outside an input of `size` positions read nothing."""
    real = endless(np.arange(outputs))
    return Taps(endless, np.where((real >= 0) & (real < size), real, NOTHING))


def window(size: int, outputs: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Taps:
    """A kernel that slides: convolution and pooling. `padding` is that before the first position."""
    offsets = np.arange(kernel_size) * dilation - padding
    return within(size, outputs, lambda q: q[:, None] * stride + offsets)


def transposed(size: int, outputs: int, kernel_size: int, stride: int, padding: int, dilation: int) -> Taps:
    """Transposed convolution: input i is added to the outputs i·stride − padding + tap·dilation."""
    offsets = padding - np.arange(kernel_size) * dilation

    def endless(q: Positions) -> Positions:
        position, rest = np.divmod(q[:, None] + offsets, stride)
        return np.where(rest == 0, position, NOWHERE)

    return within(size, outputs, endless)


def grouped(channels: int, outputs: int, groups: int) -> Taps:
    """Channels of a convolution with groups: each output channel reads the input channels of its group."""
    inside = np.arange(channels // groups)

    def endless(q: Positions) -> Positions:
        return (q * groups // outputs * len(inside))[:, None] + inside

    return within(channels, outputs, endless)


def adaptive(size: int, outputs: int) -> Taps:
    """Adaptive pooling: output q reads from ⌊q·size / outputs⌋ to before ⌈(q + 1)·size / outputs⌉."""
    longest = np.arange(-(-size // outputs) + 1)

    def endless(q: Positions) -> Positions:
        first, end = q * size // outputs, -(-(q + 1) * size // outputs)
        position = first[:, None] + longest
        return np.where(position < end[:, None], position, NOWHERE)

    return within(size, outputs, endless)


def nearest(size: int, outputs: int, scale: float | None, exact: bool, axes: int) -> Taps:
    """Upsampling by the nearest position; `scale` is the `scale_factor` that was given, if one was.

    PyTorch computes the place in single precision for images of two axes, with the ratio of the sizes if
    that is 1 or 2; for one and three axes in the precision of the network, here double, and rounds the
    result to single.
    """
    if axes == 2 and not exact and outputs in (size, 2 * size):
        scale = None
    step = _step(size, outputs, scale, np.float32 if axes == 2 else np.float64)
    half = Fraction(1, 2) if exact else 0

    def endless(q: Positions) -> Positions:
        if axes == 2:
            place = (q.astype(np.float32) + np.float32(half)) * step
        else:
            place = _rounded_once(q, step, half) + float(half)
        return np.floor(place.astype(np.float32)).astype(np.int64)[:, None]

    return Taps(endless, endless(np.arange(outputs)).clip(0, size - 1))


def interpolated(size: int, outputs: int, scale: float | None, align_corners: bool, taps: int) -> Taps:
    """Linear (2 taps) or cubic (4 taps) interpolation; a tap of weight 0 is read too, as PyTorch reads it.

    Along an axis that keeps its size, linear interpolation only copies.
    """
    if taps == 2 and size == outputs:
        return shifted(size, outputs, 0)
    if align_corners:
        step, half = (size - 1) / (outputs - 1) if outputs > 1 else 0.0, Fraction(0)
    else:
        step, half = _step(size, outputs, scale, np.float64), Fraction(1, 2)
    around = np.arange(taps) - (taps // 2 - 1)

    def before(q: Positions) -> Positions:
        return np.floor(_rounded_once(q, step, half).astype(np.float32)).astype(np.int64)

    def endless(q: Positions) -> Positions:
        return before(q)[:, None] + around

    first = before(np.arange(outputs))
    first = first.clip(0) if taps == 2 else first
    return Taps(endless, (first[:, None] + around).clip(0, size - 1))


def _step(size: int, outputs: int, scale: float | None, number: type) -> float:
    return number(1 / scale) if scale else number(size) / number(outputs)


def _rounded_once(q: Positions, step: float, half: Fraction) -> Positions:
    """(q + half)·step − half, as processors compute it: rounded at the end only."""
    exact = Fraction(float(step))
    return np.array([float((int(position) + half) * exact - half) for position in q])


def shifted(size: int, outputs: int, first: int, step: int = 1) -> Taps:
    """Slices, flips and zero padding: output q reads first + q·step."""
    return within(size, outputs, lambda q: q[:, None] * step + first)


def folded(size: int, before: int, after: int, mode: str) -> Taps:
    """Padding with pixels of the image: 'reflect', 'replicate' or 'circular'."""
    q = np.arange(-before, size + after)
    if mode == "reflect":
        real = size - 1 - np.abs(size - 1 - np.abs(q))
    elif mode == "replicate":
        real = q.clip(0, size - 1)
    else:
        real = q % size
    return Taps(lambda q: q[:, None] - before, real[:, None])


def rolled(size: int, shift: int) -> Taps:
    """`torch.roll`: what leaves at one end comes in at the other."""
    return Taps(lambda q: q[:, None] - shift, (np.arange(size) - shift)[:, None] % size)


def repeated(size: int, outputs: int, each: int = 1) -> Taps:
    """`repeat` (the whole, again and again) or, with `each` above 1, `repeat_interleave`."""
    def endless(q: Positions) -> Positions:
        return (q // each % size)[:, None] if each == 1 else (q // each)[:, None]

    return Taps(endless, endless(np.arange(outputs)))


def up_to(size: int) -> Taps:
    """Running sums: output q reads everything up to q."""
    return within(size, size, lambda q: np.where(np.arange(size) <= q[:, None], np.arange(size), NOWHERE))


def part(size: int, outputs: int, offset: int, first: bool, last: bool) -> Taps:
    """One of several maps side by side: the outputs from `offset` on; the outermost maps go on without end."""
    def endless(q: Positions) -> Positions:
        position = q - offset
        ours = ((position >= 0) | first) & ((position < size) | last)
        return np.where(ours, position, NOWHERE)[:, None]

    return within(size, outputs, endless)


def kept(size: int, first: int, count: int, step: int) -> Taps:
    """A map in which `count` positions, `step` apart from `first` on, are written over: the others stay."""
    def endless(q: Positions) -> Positions:
        return np.where(_is_written(q, first, count, step), NOWHERE, q)[:, None]

    return within(size, size, endless)


def written(size: int, first: int, count: int, step: int) -> Taps:
    """What is written over them, `count` positions long."""
    def endless(q: Positions) -> Positions:
        return np.where(_is_written(q, first, count, step), (q - first) // step, NOWHERE)[:, None]

    return within(count, size, endless)


def _is_written(q: Positions, first: int, count: int, step: int) -> Positions:
    number, rest = np.divmod(q - first, step)
    return (rest == 0) & (number >= 0) & (number < count)


def chosen(position: int) -> Taps:
    """One position for all: `select`."""
    return _same_for_all(np.array([position]))


def all_of(size: int) -> Taps:
    """Everything, wherever one stands: sums over an axis, attention, softmax."""
    return _same_for_all(np.arange(size))


def _same_for_all(positions: Positions) -> Taps:
    return Taps(lambda: positions, positions)


def fused(sizes: tuple[int, ...], axis: int) -> Taps:
    """Several axes written as one, row by row: where on `axis` a position of the one lies."""
    behind = prod(sizes[axis + 1:])

    def endless(q: Positions) -> Positions:
        return (q // behind if axis == 0 else q // behind % sizes[axis])[:, None]

    return Taps(endless, endless(np.arange(prod(sizes))))


def split(sizes: tuple[int, ...]) -> Taps:
    """One axis written as several of `sizes`: where the position lies that their numbers name."""
    def endless(*q: Positions) -> Positions:
        position = np.zeros(1, np.int64)
        for size, numbers in zip(sizes, q, strict=True):
            position = position[..., None] * size + numbers
        return position[0, ..., None]

    return Taps(endless, endless(*(np.arange(size) for size in sizes)))
