"""What is wrong with the settings of a convolution: argument, value and limit, and what to change.

The verdict is PyTorch's own, with three exceptions where PyTorch runs and means something else than
it says: a bool for a number, a pair of one element, and no channels at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import index
from typing import Any, Protocol

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.axis import Settings, axis_of
from lesson_utils.language import Said, SaidCount, mark

SPATIAL = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}  # the smallest legal value of each
# one for each axis, rows first
ALONG = (mark("{name} (rows)"), mark("{name} (columns)"))
TOO_LARGE = (mark("kernel_size {kernel_size} is larger than the padded input, which has {total} rows"),
             mark("kernel_size {kernel_size} is larger than the padded input, which has {total} columns"))
TOO_FAR_APART = (mark("kernel_size {kernel_size} with dilation {dilation} covers {covers} rows, more than the padded "
                      "input, which has {total} rows"),
                 mark("kernel_size {kernel_size} with dilation {dilation} covers {covers} columns, more than the "
                      "padded input, which has {total} columns"))


class LayerSettings(Settings, Protocol):
    """The arguments of `nn.Conv2d` that can be illegal, such as those of a `Convolution`."""

    in_channels: int
    out_channels: int
    groups: int


def settings_error(conv: LayerSettings) -> WrongValueError | WrongTypeError | None:
    """The error that these settings deserve, whatever the input, or None."""
    try:
        for name in ("in_channels", "out_channels", "groups"):
            whole_number(name, getattr(conv, name), 1)
        for name, least in SPATIAL.items():
            _spatial(name, getattr(conv, name), least)
        _same_has_stride_one(conv)
        _groups_divide(conv)
    except (WrongValueError, WrongTypeError) as error:
        return error.with_traceback(None)
    return None


def size_error(conv: LayerSettings, height: Any = None, width: Any = None) -> WrongValueError | WrongTypeError | None:
    """The error that an input of height x width deserves, the settings being legal, or None."""
    try:
        for axis, (name, size) in enumerate((("height", height), ("width", width))):
            if size is not None:
                whole_number(name, size, 1)
                _kernel_fits(conv, axis, size)
    except (WrongValueError, WrongTypeError) as error:
        return error.with_traceback(None)
    return None


def whole_number(name: str, value: Any, least: int, *, called: str | None = None) -> None:
    """Raise `TypeError` or `ValueError` unless `value` is a whole number of at least `least`.

    `called` is a template of what the sentence calls the value, where `name` alone would not say which it is.

    >>> whole_number("stride", 0, 1, called="{name} (rows)")
    Traceback (most recent call last):
    lesson_utils.errors.WrongValueError: stride (rows) is 0, but the smallest legal stride is 1: take 1 or more
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        number = index(value)
    except TypeError:
        raise WrongTypeError(Said("{name} is {value!r}, of type {type}", name=_call(name, called), value=value,
                                  type=type(value).__name__),
                             Said("write a whole number (int) of at least {least}", least=least)) from None
    if number < least:
        raise WrongValueError(Said("{name} is {value}, but the smallest legal {argument} is {least}",
                                   name=_call(name, called), value=value, argument=name, least=least),
                              Said("take {least} or more", least=least))


def one_channel(name: str, shape: Sequence[int]) -> None:
    """Raise `ValueError` unless a tensor of this shape is one map."""
    if len(shape) != 2:
        raise WrongValueError(Said("{name} has shape {shape}", name=name, shape=tuple(shape)),
                              Said("this picture shows one channel, so give it a tensor of shape (rows, columns)"))


def inside(at: tuple[int, int], rows: int, columns: int) -> None:
    """Raise `ValueError` unless `at` is a position of an output of rows x columns."""
    if not (0 <= at[0] < rows and 0 <= at[1] < columns):
        raise WrongValueError(Said("at is {at}, but the output has {rows} rows and {columns} columns", at=at,
                                   rows=rows, columns=columns), Said("count both from 0"))


def one_of(name: str, value: Any, legal: Iterable[Any]) -> None:
    """Raise `ValueError` unless `value` is one of the legal ones.

    >>> one_of("kind", "least", ("max", "average"))
    Traceback (most recent call last):
    lesson_utils.errors.WrongValueError: kind is 'least': take 'max' or 'average'
    """
    if value not in legal:
        choices = reduce(lambda some, one: Said("{some} or {one}", some=some, one=one), map(repr, legal))
        raise WrongValueError(Said("{name} is {value!r}", name=name, value=value), Said("take {choices}",
                                                                                        choices=choices))


def _call(name: str, called: str | None) -> str | Said:
    return name if called is None else Said(called, name=name)


def _spatial(name: str, value: Any, least: int) -> None:
    if name == "padding" and isinstance(value, str):
        if value not in ("valid", "same"):
            raise WrongValueError(Said("padding is {value!r}", value=value),
                                  Said("the only words it takes are 'valid' (none) and 'same'"))
        return
    if not isinstance(value, tuple):
        whole_number(name, value, least)
        return
    if len(value) != 2:
        raise WrongValueError(SaidCount("{name} is {value!r}, with {n} element", "{name} is {value!r}, with {n} "
                                        "elements", len(value), name=name, value=value),
                              Said("write one whole number, or a pair (rows, columns)"))
    for along, number in zip(ALONG, value, strict=True):
        whole_number(name, number, least, called=along)


def _same_has_stride_one(conv: LayerSettings) -> None:
    if conv.padding == "same" and conv.stride not in (1, (1, 1)):
        raise WrongValueError(Said("padding='same' needs stride 1, but stride is {stride}", stride=conv.stride),
                              Said("set stride to 1, or write the padding as a number"))


def _groups_divide(conv: LayerSettings) -> None:
    for name in ("in_channels", "out_channels"):
        channels = getattr(conv, name)
        if channels % conv.groups:
            both = [str(g) for g in range(1, min(conv.in_channels, conv.out_channels) + 1)
                    if conv.in_channels % g == 0 and conv.out_channels % g == 0]
            raise WrongValueError(
                Said("groups is {groups} and does not divide {name}, which is {channels}", groups=conv.groups,
                     name=name, channels=channels),
                Said("take a number that divides {in_channels} and {out_channels} ({numbers})", numbers=", ".join(both),
                     in_channels=conv.in_channels, out_channels=conv.out_channels))


def _kernel_fits(conv: LayerSettings, axis: int, size: int) -> None:
    one = axis_of(conv, axis)
    covers, padded = one.effective_kernel_size, one.padded_size(size)
    if covers <= padded:
        return
    template = (TOO_FAR_APART if one.dilation > 1 else TOO_LARGE)[axis]
    total = f"{size} + 2·{one.padding[0]} = {padded}" if one.padding[0] else f"{padded}"
    raise WrongValueError(
        Said(template, kernel_size=one.kernel_size, dilation=one.dilation, covers=covers, total=total),
        Said("take kernel_size at most {largest}, or padding at least {padding}",
             largest=(padded - 1) // one.dilation + 1, padding=(covers - size + 1) // 2))
