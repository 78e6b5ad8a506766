"""What is wrong with the settings of a convolution, in one sentence: argument, value, limit, what to change.

The verdict is PyTorch's own, with three exceptions where PyTorch runs and means something else than
it says: a bool for a number, a pair of one element, and no channels at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index
from typing import Any, Protocol

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.axis import Settings, axis_of

AXES = ("rows", "columns")
SPATIAL = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}  # the smallest legal value of each


class LayerSettings(Settings, Protocol):
    """The arguments of `nn.Conv2d` that can be illegal, such as those of a `Convolution`."""

    in_channels: int
    out_channels: int
    groups: int


def find_error(conv: LayerSettings, height: Any = None, width: Any = None) -> ValueError | TypeError | None:
    """The error that these settings deserve, for an input of height x width if given, or None."""
    try:
        for name in ("in_channels", "out_channels", "groups"):
            whole_number(name, getattr(conv, name), 1)
        for name, least in SPATIAL.items():
            _spatial(name, getattr(conv, name), least)
        _same_has_stride_one(conv)
        _groups_divide(conv)
        for axis, (name, size) in enumerate((("height", height), ("width", width))):
            if size is not None:
                whole_number(name, size, 1)
                _kernel_fits(conv, axis, size)
    except (ValueError, TypeError) as error:
        return error.with_traceback(None)
    return None


def whole_number(name: str, value: Any, least: int) -> None:
    """Raise `TypeError` or `ValueError` unless `value` is a whole number of at least `least`."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = index(value)
    except TypeError:
        raise WrongTypeError(f"{name} is {value!r}, of type {type(value).__name__}: "
                        f"write a whole number (int) of at least {least}") from None
    if number < least:
        raise WrongValueError(f"{name} is {value}, but the smallest legal {name.split(' ')[0]} is {least}: "
                         f"take {least} or more")


def one_channel(name: str, shape: Sequence[int]) -> None:
    """Raise `ValueError` unless a tensor of this shape is one map."""
    if len(shape) != 2:
        raise WrongValueError(f"{name} has shape {tuple(shape)}: this picture shows one channel, so give it "
                              "a tensor of shape (rows, columns)")


def inside(at: tuple[int, int], rows: int, columns: int) -> None:
    """Raise `ValueError` unless `at` is a position of an output of rows x columns."""
    if not (0 <= at[0] < rows and 0 <= at[1] < columns):
        raise WrongValueError(f"at is {at}, but the output has {rows} rows and {columns} columns: count both from 0")


def one_of(name: str, value: Any, legal: Iterable[Any]) -> None:
    """Raise `ValueError` unless `value` is one of the legal ones."""
    if value not in legal:
        raise WrongValueError(f"{name} is {value!r}: take {' or '.join(map(repr, legal))}")


def _spatial(name: str, value: Any, least: int) -> None:
    if name == "padding" and isinstance(value, str):
        if value not in ("valid", "same"):
            raise WrongValueError(f"padding is {value!r}: the only words it takes are 'valid' (none) and 'same'")
        return
    if not isinstance(value, tuple):
        whole_number(name, value, least)
        return
    if len(value) != 2:
        raise WrongValueError(f"{name} is {value!r}, with {len(value)} element{'' if len(value) == 1 else 's'}: "
                         "write one whole number, or a pair (rows, columns)")
    for axis, number in zip(AXES, value, strict=True):
        whole_number(f"{name} ({axis})", number, least)


def _same_has_stride_one(conv: LayerSettings) -> None:
    if conv.padding == "same" and conv.stride not in (1, (1, 1)):
        raise WrongValueError(f"padding='same' needs stride 1, but stride is {conv.stride}: "
                         "set stride to 1, or write the padding as a number")


def _groups_divide(conv: LayerSettings) -> None:
    for name in ("in_channels", "out_channels"):
        channels = getattr(conv, name)
        if channels % conv.groups:
            both = [str(g) for g in range(1, min(conv.in_channels, conv.out_channels) + 1)
                    if conv.in_channels % g == 0 and conv.out_channels % g == 0]
            raise WrongValueError(f"groups is {conv.groups} and does not divide {name}, which is {channels}: take a "
                                  f"number that divides {conv.in_channels} and {conv.out_channels} ({', '.join(both)})")


def _kernel_fits(conv: LayerSettings, axis: int, size: int) -> None:
    one = axis_of(conv, axis)
    covers, padded, unit = one.effective_kernel_size, one.padded_size(size), AXES[axis]
    if covers <= padded:
        return
    pulled_apart = f"with dilation {one.dilation} covers {covers} {unit}, more than"
    finding = pulled_apart if one.dilation > 1 else "is larger than"
    total = f"{size} + 2·{one.padding[0]} = {padded}" if one.padding[0] else f"{padded}"
    largest = (padded - 1) // one.dilation + 1
    raise WrongValueError(f"kernel_size {one.kernel_size} {finding} the padded input, which has {total} {unit}: "
                     f"take kernel_size at most {largest}, or padding at least {(covers - size + 1) // 2}")
