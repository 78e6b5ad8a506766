"""One axis of a convolution, rows or columns: plain integers. Padding is per side, (before, after)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Pair = tuple[int, int]


@dataclass(frozen=True)
class Axis:
    """One axis of a convolution, rows or columns: which input positions each output position reads.

    Positions are counted from 0 at the first real input row; padding has negative positions before
    it and positions from `size` on behind it. `padding` is (before, after).

    >>> axis = Axis(kernel_size=3, stride=2, padding=(1, 1), dilation=2)
    >>> axis.effective_kernel_size, axis.output_size(7), axis.taps(1)
    (5, 3, [1, 3, 5])
    >>> axis.outputs_fed_by(3, size=7)
    [0, 1, 2]
    >>> axis.never_read(7)
    [0, 2, 4, 6]
    """

    kernel_size: int
    stride: int = 1
    padding: Pair = (0, 0)
    dilation: int = 1

    @property
    def effective_kernel_size(self) -> int:
        """Rows that the kernel covers once dilation has pulled it apart: d·(k − 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    def padded_size(self, size: int) -> int:
        """Rows of the input with its padding on both sides."""
        return size + sum(self.padding)

    def output_size(self, size: int) -> int:
        """Number of places where the kernel fits, one step of `stride` apart; 0 if it fits nowhere."""
        room = self.padded_size(size) - self.effective_kernel_size
        return room // self.stride + 1 if room >= 0 else 0

    def taps(self, output: int) -> list[int]:
        """Input positions that output position `output` reads, one for each of the kernel's rows."""
        first = output * self.stride - self.padding[0]
        return [first + i * self.dilation for i in range(self.kernel_size)]

    def outputs_fed_by(self, position: int, size: int) -> list[int]:
        """Output positions that read input position `position` of `size`."""
        fed = set()
        for i in range(self.kernel_size):
            output, rest = divmod(position + self.padding[0] - i * self.dilation, self.stride)
            if rest == 0 and 0 <= output < self.output_size(size):
                fed.add(output)
        return sorted(fed)

    def never_read(self, size: int) -> list[int]:
        """Positions of the padded input that no window reads: dropped by the floor, or stepped over."""
        read = {tap for output in range(self.output_size(size)) for tap in self.taps(output)}
        return [p for p in range(-self.padding[0], size + self.padding[1]) if p not in read]

    def dropped_by_floor(self, size: int) -> list[int]:
        """Positions behind the last window: they would need one more step, and there is no room for it."""
        count = (self.padded_size(size) - self.effective_kernel_size) % self.stride
        return list(range(size + self.padding[1] - count, size + self.padding[1]))

    def formula(self, size: int) -> str:
        """The output-size formula with its numbers put in.

        >>> Axis(3, stride=2, padding=(1, 1)).formula(8)
        '⌊(8 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊3.5⌋ + 1 = 4'
        """
        before, after = self.padding
        pad = f"2·{before}" if before == after else f"{before} + {after}"
        room = self.padded_size(size) - self.effective_kernel_size
        floor = f"⌊{room / self.stride:.4g}⌋ + 1 = " if room % self.stride else ""
        return (f"⌊({size} + {pad} − {self.dilation}·({self.kernel_size} − 1) − 1) / {self.stride}⌋ + 1 = "
                f"{floor}{self.output_size(size)}")


class Settings(Protocol):
    """Whatever has the spatial arguments of `nn.Conv2d`, such as a `Convolution`."""

    kernel_size: int | Pair
    stride: int | Pair
    padding: int | Pair | str
    dilation: int | Pair


def axis_of(settings: Settings, i: int) -> Axis:
    """Axis `i` (0: rows, 1: columns) of settings that are legal; 'same' puts the odd one behind, as torch does."""
    kernel_size, stride, dilation = (pair(value)[i] for value in (settings.kernel_size, settings.stride,
                                                                  settings.dilation))
    if settings.padding == "same":
        total = dilation * (kernel_size - 1)
        padding = (total // 2, total - total // 2)
    else:
        padding = (0, 0) if settings.padding == "valid" else (pair(settings.padding)[i],) * 2
    return Axis(kernel_size, stride, padding, dilation)


def pair(value: int | Pair) -> Pair:
    """An int stands for both axes.

    >>> pair(3), pair((3, 5))
    ((3, 3), (3, 5))
    """
    return value if isinstance(value, tuple) else (value, value)
