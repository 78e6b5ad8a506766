"""What `receptive_field` finds: for each axis of the image and each output position, which lines are read.

Along an axis the interval of an output position is the hull of what it reads. The theoretical one
is that on an endless image, and may leave the real one; the clipped one is exact, holes and padding
taken into account.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np

from lesson_utils.errors import WrongValueError
from lesson_utils.receptive_field.reading import Move, Slot, Span, follow, reads_at
from lesson_utils.receptive_field.table import as_html, as_text
from lesson_utils.receptive_field.taps import all_of, chosen
from lesson_utils.receptive_field.traced import Shape, Traced

AXIS_NAMES = {1: ("length",), 2: ("rows", "columns"), 3: ("depth", "rows", "columns")}
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
        return int(np.prod([slot.size for slot in self._slots], dtype=int))

    def __repr__(self) -> str:
        return f"{self.name}: {self.in_words()}"

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
        return tuple(int(line) for line in np.flatnonzero(self._table[_checked(position, len(self), self.name)]))

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
                         for a, b in zip(centres, centres[1:], strict=False)])

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

    def in_words(self) -> str:
        """The axis in a few words."""
        if self.sees_everything:
            return f"every position sees everything, because of {self.sees_everything}"
        if self.size is None:
            return f"sizes {_listed(self.sizes)}"
        return f"size {self.size}, jump {'varies' if self.jump is None else self.jump}, start {self.start}"

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
    mine = set(traced.spans[axis][0]) | {slot for term in traced.terms for slot in term[axis].slots}
    others = {slot for number, (names, _) in enumerate(traced.spans) if number != axis for slot in names} - mine
    usual = 2 + axis if len(traced.dims) == rank else None
    dims = [dim for dim in range(2, len(traced.dims)) if mine & set(traced.dims[dim])]
    if usual in dims or (not dims and usual is not None):
        dims = [usual]
    elif not dims and len(traced.dims) > 1 and traced.dims[1][0] in mine:
        dims = [1]  # channels last, or a sequence of places
    slots = traced.dims[dims[0]] if dims else ()
    return tuple(slot for slot in slots if slot not in others) or slots


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
    return f"{words}, ... ({len(values)} of them)" if len(values) > most else words


def _checked(position: int, length: int, name: str) -> int:
    if isinstance(position, bool) or not isinstance(position, (int, np.integer)) or not 0 <= position < length:
        raise WrongValueError(f"position is {position!r}, but the output has {length} positions along the {name}: "
                              f"take 0 to {length - 1}")
    return int(position)


class _WithAxes:
    axes: tuple[AxisField, ...]

    @property
    def rows(self) -> AxisField:
        """The field along the rows of the image."""
        if len(self.axes) < 2:
            raise WrongValueError("the input has one axis, and no rows: ask for .axes[0]")
        return self.axes[-2]

    @property
    def columns(self) -> AxisField:
        """The field along the columns of the image (along its length, if it has one axis)."""
        return self.axes[-1]

    @property
    def size(self) -> int | None:
        """The size, if all axes share it."""
        return self._shared("size")

    @property
    def jump(self) -> int | None:
        """The jump, if all axes share it."""
        return self._shared("jump")

    @property
    def start(self) -> int | None:
        """The start, if all axes share it."""
        return self._shared("start")

    @property
    def sees_everything(self) -> str | None:
        """The layer that makes every position see everything, along all axes; None if one axis has none."""
        names = [axis.sees_everything for axis in self.axes]
        return names[0] if all(names) else None

    def _shared(self, name: str) -> int | None:
        values = {getattr(axis, name) for axis in self.axes}
        return values.pop() if len(values) == 1 else None


@dataclass(frozen=True)
class LayerField(_WithAxes):
    """What the positions of one layer's output read of the image.

    `name` is the module's path; what no layer computes goes by the module it stands in, and `type` is
    then the operation.
    """

    name: str
    type: str
    output_shape: Shape
    axes: tuple[AxisField, ...]

    @property
    def intervals(self) -> tuple[tuple[Interval, ...], ...]:
        """The theoretical intervals of each axis: see `AxisField`."""
        return tuple(axis.intervals for axis in self.axes)


@dataclass(frozen=True)
class Merge:
    """Two or more branches that meet in one layer; `offset` is the largest distance between their centres, in lines."""

    layer: str
    operation: str
    offset: float

    @property
    def aligned(self) -> bool:
        """Whether all branches have their centres at the same places."""
        return self.offset == 0


@dataclass(frozen=True, repr=False)
class ReceptiveField(_WithAxes):
    """The receptive field of a module, and of its layers in the order in which they run."""

    name: str
    input_shape: Shape
    output_shape: Shape
    axes: tuple[AxisField, ...]
    layers: tuple[LayerField, ...]
    merges: tuple[Merge, ...]
    _traced: Traced = field(compare=False)

    @property
    def aligned(self) -> bool:
        """Whether the branches had the same centres wherever they met."""
        return all(merge.aligned for merge in self.merges)

    def reads(self, position: tuple[int, ...]) -> np.ndarray:
        """The pixels that one output position reads, exactly: True and False, in the shape of the image.

        `position` has a number for each dimension of the output behind batch and channels.
        """
        slots = {}
        places = self._traced.dims[2:]
        if len(position) != len(places):
            raise WrongValueError(f"position is {position!r}: write {len(places)} numbers, for an output of shape "
                                  f"{self.output_shape}")
        for number, size, dim in zip(position, self.output_shape[2:], places, strict=True):
            number = _checked(number, size, "output")
            for slot in reversed(dim):
                number, slots[slot] = divmod(number, slot.size)
        moves = {slot: Move((), chosen(number)) for slot, number in slots.items()}
        moves |= {slot: Move((), all_of(slot.size)) for dim in self._traced.dims[:2] for slot in dim}
        seen = np.zeros(self.input_shape[2:], bool)
        for term in self._traced.terms:
            for rectangle in follow(term, moves):
                seen |= reduce(np.multiply.outer, (factor.reads for factor in rectangle))
        return seen

    @property
    def changes(self) -> tuple[LayerField, ...]:
        """The layers whose field is another one than that of the layer before: the others work position by position."""
        return tuple(layer for before, layer in zip((None, *self.layers), self.layers, strict=False)
                     if before is None or layer.intervals != before.intervals
                     or layer.sees_everything != before.sees_everything)

    @property
    def title(self) -> str:
        """The line above the table."""
        return f"{self.name}: receptive field, input {self.input_shape}, output {self.output_shape}"

    def __str__(self) -> str:
        return as_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self)
