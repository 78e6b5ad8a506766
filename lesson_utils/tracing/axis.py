"""One axis of a receptive field: for each output position, which lines of the image it reads.

The interval of an output position is the hull of what it reads. The theoretical one is that on an
endless image, and may leave the real one; the clipped one is exact, holes and padding taken into
account.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from math import prod

import numpy as np

from lesson_utils.errors import WrongValueError
from lesson_utils.language import mark, tr
from lesson_utils.tracing.reading import Slot, Span, reads_at
from lesson_utils.tracing.traced import Traced

# names of axes, which are ids: by how many there are
AXIS_NAMES = {1: ("length",), 2: ("rows", "columns"), 3: ("depth", "rows", "columns")}
AXIS_WORDS = {"length": mark("length"), "rows": mark("rows"), "columns": mark("columns"), "depth": mark("depth")}
Interval = tuple[int, int] | None


class AxisField:
    """One axis of the image: what each output position along it reads there.

    `len()` is the number of output positions. With several axes, a position reads what any of the
    positions in its row (or column) reads. After a transposition, the positions run along the axis
    of the output on which the reading depends. An output without such an axis has one position.
    """

    def __init__(self, name: str, traced: Traced, axis: int, rank: int) -> None:
        self.name = name
        self._traced, self._axis = traced, axis
        self._slots = _running(traced, axis, rank)

    def __len__(self) -> int:
        return prod(slot.size for slot in self._slots)

    def __repr__(self) -> str:
        return f"{self.title}: {self.in_words()}"

    @property
    def title(self) -> str:
        """What the axis is called."""
        return tr(AXIS_WORDS[self.name])

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """(first, last) line read by each output position of an endless image; None if it reads nothing."""
        return tuple(self._theory[:len(self)])

    @cached_property
    def clipped(self) -> tuple[Interval, ...]:
        """(first, last) line of the real image that each output position reads; None if it reads padding only."""
        return tuple(None if not line.any() else (int(line.argmax()), len(line) - 1 - int(line[::-1].argmax()))
                     for line in self._table)

    def reads(self, position: int) -> tuple[int, ...]:
        """The lines of the image that an output position reads, exactly: without the holes between them."""
        line = self._table[checked_position(position, len(self), self.name)]
        return tuple(np.flatnonzero(line).tolist())

    @cached_property
    def sees_everything(self) -> str | None:
        """The first layer that reads its whole map along this axis, as 'name (type)'; None if there is none."""
        return self._traced.whole[self._axis]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Sizes of the intervals, as the shortest pattern that repeats: (3,), or (1, 2) for 1, 2, 1, 2, ..."""
        return _pattern([0 if one is None else one[1] - one[0] + 1 for one in self.intervals])

    @cached_property
    def jumps(self) -> tuple[float, ...]:
        """Steps from each position's centre to the next one's, as the shortest pattern that repeats.

        An output of a single position has the step to the one that would follow on an endless image.
        """
        centres = [None if one is None else sum(one) / 2 for one in self._theory]
        return _pattern([b - a if None not in (a, b) else float("nan")
                         for a, b in pairwise(centres)])

    @property
    def size(self) -> int | None:
        """Lines from first to last that a position reads; None if it varies with the position."""
        return self.sizes[0] if len(self.sizes) == 1 and self.sizes[0] else None

    @property
    def jump(self) -> int | None:
        """Lines from one position's interval to the next; None if it varies, or if all see everything."""
        if self.sees_everything or self.size is None or len(self.jumps) != 1 or self.jumps[0] % 1:
            return None
        return int(self.jumps[0])

    @property
    def start(self) -> int | None:
        """First line of the first position's interval, negative in the padding; None where the size varies."""
        return None if self.size is None else self.intervals[0][0]

    @property
    def centre(self) -> float | None:
        """Middle of the first position's interval: start + (size − 1) / 2."""
        return None if self.size is None else sum(self.intervals[0]) / 2

    def is_like(self, other: AxisField) -> bool:
        """Whether the other axis has the same intervals, for the same reason."""
        return self is other or (self.intervals == other.intervals and self.sees_everything == other.sees_everything)

    def in_words(self) -> str:
        """The axis in a few words."""
        if self.sees_everything:
            return tr("every position sees everything, because of {layer}", layer=self.sees_everything)
        if self.size is None:
            return tr("sizes {sizes}", sizes=_listed(self.sizes))
        if self.jump is None:
            return tr("size {size}, jump varies, start {start}", size=self.size, start=self.start)
        return tr("size {size}, jump {jump}, start {start}", size=self.size, jump=self.jump, start=self.start)

    @cached_property
    def _theory(self) -> list[Interval]:
        names, span = self._traced.spans[self._axis]
        more = 1 if len(self) == 1 and len(self._slots) == 1 else 0
        first, last = hull(names, span, self._slots, more)
        return [(a, b) if a <= b else None for a, b in zip(first.tolist(), last.tolist(), strict=True)]

    @cached_property
    def _table(self) -> np.ndarray:
        found = [reads_at(term, self._axis, self._slots) for term in self._traced.terms]
        return np.logical_or.reduce(found) if found else np.zeros((len(self), 1), bool)


def _running(traced: Traced, axis: int, rank: int) -> tuple[Slot, ...]:
    """The slots of the output along which the reading of one axis of the image changes."""
    mine, theirs = _slots(traced, [axis]), _slots(traced, [n for n in range(len(traced.spans)) if n != axis])
    others = {slot for number, (names, _) in enumerate(traced.spans) if number != axis for slot in names} - mine
    usual = 2 + axis if len(traced.dims) == rank else None
    dims = [dim for dim in range(2, len(traced.dims)) if mine & set(traced.dims[dim])]
    if not dims:  # channels last, or a sequence of places?
        dims = [dim for dim, slots in enumerate(traced.dims[:2]) if any(slot in mine and slot.in_map for slot in slots)]
    if usual is not None and usual not in dims:  # moved there, or only concatenated along another axis?
        dims = [dim for dim in dims if (mine - theirs) & set(traced.dims[dim])]
    if usual in dims or (not dims and usual is not None):
        dims = [usual]
    slots = traced.dims[dims[0]] if dims else ()
    return tuple(slot for slot in slots if slot not in others) or slots


def _slots(traced: Traced, axes: Iterable[int]) -> set[Slot]:
    """The slots of the output on which the reading of these axes of the image depends."""
    return {slot for axis in axes for slots in (traced.spans[axis][0], *(term[axis].slots for term in traced.terms))
            for slot in slots}


def hull(names: tuple[Slot, ...], span: Span, wanted: tuple[Slot, ...], more: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """First and last line for the positions on the `wanted` slots, and for `more` behind them."""
    real = tuple(slice(-begin, slot.size - begin + (more if name in wanted else 0))
                 for name, slot, begin in zip(names, span.slots, span.begin, strict=True))
    shape = [slot.size + more for slot in wanted]
    order = [names.index(slot) for slot in wanted if slot in names]
    order += [place for place, name in enumerate(names) if name not in wanted]
    found = []
    for data, outermost in ((span.first, np.minimum), (span.last, np.maximum)):
        data = data[real].transpose(order)
        data = outermost.reduce(data, axis=tuple(range(sum(slot in names for slot in wanted), data.ndim)))
        data = data.reshape([size if slot in names else 1 for slot, size in zip(wanted, shape, strict=True)])
        found.append(np.broadcast_to(data, shape).reshape(-1))
    return found[0], found[1]


def _pattern(values: list[float]) -> tuple:
    """The shortest run that, repeated, gives the values (all of them, if none does)."""
    for length in range(1, len(values) // 2 + 1):
        if values[length:] == values[:-length]:
            return tuple(values[:length])
    return tuple(values)


def _listed(values: tuple, most: int = 6) -> str:
    words = ", ".join(map(str, values[:most]))
    return tr("{some}, ... ({count} of them)", some=words, count=len(values)) if len(values) > most else words


# axis, or "output" -> what is said of a position that is none of its positions
NO_POSITION = {
    "output": mark("position is {position!r}, but the output has {length} positions along the output: take 0 to "
                   "{last}"),
    "length": mark("position is {position!r}, but the output has {length} positions along the length: take 0 to "
                   "{last}"),
    "rows": mark("position is {position!r}, but the output has {length} positions along the rows: take 0 to {last}"),
    "columns": mark("position is {position!r}, but the output has {length} positions along the columns: take 0 to "
                    "{last}"),
    "depth": mark("position is {position!r}, but the output has {length} positions along the depth: take 0 to {last}"),
}


def checked_position(position: int, length: int, name: str) -> int:
    """`position` as an int; raises `ValueError` if it is none of the `length` output positions along axis `name`."""
    if isinstance(position, bool) or not isinstance(position, (int, np.integer)) or not 0 <= position < length:
        raise WrongValueError(tr(NO_POSITION[name], position=position, length=length, last=length - 1))
    return int(position)
