"""Facts of one convolution: plain integers under the argument names of `torch.nn.Conv2d`.

Nothing here needs torch, so torch can be the judge of everything here. Padding is always per side.
MAC means one multiply-accumulate; padded zeros count, the bias does not.

>>> conv = Convolution(16, 32, kernel_size=3, padding=1)
>>> conv.output_size(32, 32), conv.weight_shape, conv.macs(32, 32)
((32, 32), (32, 16, 3, 3), 4718592)
>>> conv.code()
'nn.Conv2d(16, 32, kernel_size=3, stride=1, padding=1, dilation=1)'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.axis import Axis, Pair, axis_of, pair
from lesson_utils.facts.legality import settings_error, size_error


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int | str = 0, dilation: int = 1) -> int:
    """Rows (or columns) of the output, from the rows (or columns) of the input.

    `size` and the result are counted in pixels. Raises `ValueError` or `TypeError` with the reason
    when there is no output. Source: the shape section of the documentation of `torch.nn.Conv2d`.

    >>> output_size(7, kernel_size=3, stride=2)
    3
    """
    conv = Convolution(1, 1, (kernel_size, 1), (stride, 1), padding if isinstance(padding, str) else (padding, 0),
                       (dilation, 1))
    return conv.output_size(size, 1)[0]


@dataclass(frozen=True)
class Convolution:
    """The settings of one convolution, under the names and in the order of `nn.Conv2d`.

    Every spatial argument is an int or a pair (rows, columns); `padding` may also be 'valid' or
    'same'. Illegal settings can be held, so that `problem()` can say what is wrong with them; every
    other fact raises `ValueError` (`TypeError` for a wrong type) with that sentence.

    >>> conv = Convolution(1, 1, kernel_size=3, stride=2, bias=False)
    >>> conv.output_size(7, 8)
    (3, 3)
    >>> conv.outputs_fed_by(2, 2, height=7, width=8)
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    >>> print(Convolution(4, 6, 3, groups=4).problem())
    groups is 4 and does not divide out_channels, which is 6: take a number that divides 4 and 6 (1, 2)
    """

    in_channels: int
    out_channels: int
    kernel_size: int | Pair
    stride: int | Pair = 1
    padding: int | Pair | str = 0
    dilation: int | Pair = 1
    groups: int = 1
    bias: bool = True

    def __post_init__(self) -> None:
        for name in ("kernel_size", "stride", "padding", "dilation"):
            if isinstance(getattr(self, name), list):  # nn.Conv2d takes lists too; a tuple can be hashed
                object.__setattr__(self, name, tuple(getattr(self, name)))

    def error(self, height: int | None = None,
              width: int | None = None) -> WrongValueError | WrongTypeError | None:
        """The error that `check` would raise, with what was found and what to change; None for legal settings.

        >>> error = Convolution(1, 1, 3).error(2, 5)
        >>> print(error.finding, error.remedy, sep="; ")
        kernel_size 3 is larger than the padded input, which has 2 rows; take kernel_size at most 2, or padding at \
least 1
        """
        return size_error(self, height, width) if self._is_legal else settings_error(self)

    @cached_property
    def _is_legal(self) -> bool:  # asked anew by every fact, and the settings do not change
        return settings_error(self) is None

    def problem(self, height: int | None = None, width: int | None = None) -> str | None:
        """Why these settings are illegal, for an input of height x width if given; None if they are legal."""
        error = self.error(height, width)
        return None if error is None else str(error)

    def check(self, height: int | None = None, width: int | None = None) -> None:
        """Raise `ValueError` or `TypeError` with the sentence of `problem()`, if there is one."""
        error = self.error(height, width)
        if error is not None:
            raise error

    @cached_property
    def rows(self) -> Axis:
        """What the convolution does along the rows."""
        self.check()
        return axis_of(self, 0)

    @cached_property
    def columns(self) -> Axis:
        """What the convolution does along the columns."""
        self.check()
        return axis_of(self, 1)

    @property
    def effective_kernel_size(self) -> Pair:
        """(rows, columns) that the kernel covers once dilation has pulled it apart."""
        return self.rows.effective_kernel_size, self.columns.effective_kernel_size

    def output_size(self, height: int, width: int) -> Pair:
        """(rows, columns) of each output map, for input maps of height x width."""
        self.check(height, width)
        return self.rows.output_size(height), self.columns.output_size(width)

    def taps(self, row: int, column: int) -> list[Pair]:
        """Input positions (row, column) that output (row, column) reads, padding included."""
        return [(r, c) for r in self.rows.taps(row) for c in self.columns.taps(column)]

    def outputs_fed_by(self, row: int, column: int, height: int, width: int) -> list[Pair]:
        """Output positions (row, column) that read input (row, column) of an input of height x width."""
        self.check(height, width)
        return [(r, c) for r in self.rows.outputs_fed_by(row, height)
                for c in self.columns.outputs_fed_by(column, width)]

    def never_read(self, height: int, width: int) -> tuple[list[int], list[int]]:
        """(rows, columns) of the padded input that no window reads."""
        self.check(height, width)
        return self.rows.never_read(height), self.columns.never_read(width)

    @cached_property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """Shape of `weight`: (out_channels, in_channels / groups, kernel rows, kernel columns)."""
        self.check()
        return (self.out_channels, self.in_channels // self.groups, *pair(self.kernel_size))

    @cached_property
    def kind(self) -> str:
        """'depthwise' if each group has one input channel (of several), 'grouped' for other groups above 1;
        with groups 1 'pointwise' if the kernel is 1 x 1, else 'standard'.

        >>> Convolution(3, 12, 3, groups=3).kind, Convolution(1, 12, 3).kind
        ('depthwise', 'standard')
        """
        self.check()
        return convolution_kind(self.in_channels, pair(self.kernel_size), self.groups)

    def group_of_output(self, channel: int) -> int:
        """The group that makes output channel `channel`."""
        return channel // (self.out_channels // self.groups)

    def inputs_of_output(self, channel: int) -> list[int]:
        """Input channels that output channel `channel` is computed from: those of its group.

        >>> Convolution(6, 6, 3, groups=3).inputs_of_output(2)
        [2, 3]
        """
        slices = self.weight_shape[1]
        first = self.group_of_output(channel) * slices
        return list(range(first, first + slices))

    def outputs_of_input(self, channel: int) -> list[int]:
        """Output channels that input channel `channel` reaches."""
        return [o for o in range(self.out_channels) if channel in self.inputs_of_output(o)]

    @property
    def parameters(self) -> int:
        """Numbers to learn: all weights, and one bias for each output channel if there is a bias."""
        out_channels, slices, k_rows, k_columns = self.weight_shape
        return out_channels * slices * k_rows * k_columns + (out_channels if self.bias else 0)

    def macs(self, height: int, width: int, batch: int = 1) -> int:
        """Multiply-accumulates for `batch` inputs of height x width: one for each weight at each output position."""
        out_rows, out_columns = self.output_size(height, width)
        out_channels, slices, k_rows, k_columns = self.weight_shape
        return batch * out_channels * slices * k_rows * k_columns * out_rows * out_columns

    def code(self) -> str:
        """The line of PyTorch that makes this convolution; also for illegal settings, to show what PyTorch says."""
        given = [str(self.in_channels), str(self.out_channels)]
        for name in ("kernel_size", "stride", "padding", "dilation"):
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
                value = value[0]
            given.append(f"{name}={value!r}")
        if self.groups != 1:
            given.append(f"groups={self.groups}")
        if not self.bias:
            given.append("bias=False")
        return f"nn.Conv2d({', '.join(given)})"


def convolution_kind(in_channels: int, kernel_size: tuple[int, ...], groups: int) -> str:
    """The kind of a convolution of any number of dimensions: see `Convolution.kind`."""
    if groups > 1:
        return "depthwise" if groups == in_channels else "grouped"
    return "pointwise" if set(kernel_size) == {1} else "standard"
