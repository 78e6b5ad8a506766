"""What each position of a tensor reads of the image: exactly, and on an endless image.

A tensor's positions are numbered by its `Slot`s: one for each dimension, or several where a view has
written several dimensions as one. Exactly, the pixels that a position reads are a union of `Term`s.
A term is a rectangle of pixels, with holes: for each axis of the image, a factor says which of its
lines are read, and that may depend on some of the slots. On the endless image only the hull is kept:
for each axis, the first and the last line, as a `Span`.

Both follow the same moves: a `Move` says from which new slots, and through which taps, the position
on an old slot is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np

from lesson_utils.tracing.taps import NOTHING, NOWHERE, Taps


class Slot:
    """One number of a position, from 0 to size − 1. Two slots of one size are still two.

    `in_map` tells the places of a map, wherever a layout has put them, from batch and channels.
    """

    def __init__(self, size: int, in_map: bool = False) -> None:
        self.size, self.in_map = size, in_map


class Move(NamedTuple):
    """How the position on an old slot follows from the numbers on the new `slots`."""

    slots: tuple[Slot, ...]
    taps: Taps


class Factor(NamedTuple):
    """Lines of one axis of the image: `reads` has one axis for each slot, and a last one for the lines."""

    slots: tuple[Slot, ...]
    reads: np.ndarray


Term = tuple[Factor, ...]  # one factor for each axis of the image


class Span:
    """First and last line of one axis of the image that the positions on `slots` read, without an end to the image.

    A span is the hull of `sources`: spans of earlier tensors, each with the names that its slots have
    now, and with moves. It is filled last to first and then first to last: first each span learns how
    far beyond the map it is needed, then the numbers are computed.
    """

    NEVER = 2**60  # first > last: reads nothing

    def __init__(self, slots: tuple[Slot, ...], sources: Sequence[tuple[Named, Mapping[Slot, Move]]] = ()) -> None:
        self.slots, self.sources = slots, sources
        self.begin = [0] * len(slots)
        self.end = [slot.size + 1 for slot in slots]  # one more: a single position has a jump, too
        self.first = self.last = np.zeros(0, np.int64)

    def need(self) -> None:
        """Tell the sources which of their positions are asked for."""
        for (names, source), moves in self.sources:
            for axis, name in enumerate(names):
                if name in moves:
                    asked = moves[name].taps.endless(*self._positions(moves[name].slots))
                    asked = asked[asked != NOWHERE]
                else:
                    asked = self._positions((name,))[0]
                if asked.size:
                    source.begin[axis] = min(source.begin[axis], int(asked.min()))
                    source.end[axis] = max(source.end[axis], int(asked.max()) + 1)

    def fill(self) -> None:
        """Compute `first` and `last` for the positions from `begin` to before `end`."""
        if not self.sources:
            self.first = self.last = np.arange(self.begin[0], self.end[0])
            return
        shape = [end - begin for begin, end in zip(self.begin, self.end, strict=True)]
        first, last = np.full(shape, self.NEVER), np.full(shape, -self.NEVER)
        for (names, source), moves in self.sources:
            asked = {name: move.taps.endless(*self._positions(move.slots)) for name, move in moves.items()}
            indices = {}
            for name, begin in zip(names, source.begin, strict=True):
                slots = moves[name].slots if name in moves else (name,)
                found = asked[name] if name in moves else self._positions(slots)[0][:, None]
                indices[name] = slots, np.where(found == NOWHERE, NOTHING, found - begin)
            masks = [(moves[name].slots, (asked[name] != NOWHERE).any(-1)) for name in moves if name not in names]
            for mine, theirs, hull, never in ((first, source.first, np.minimum, self.NEVER),
                                              (last, source.last, np.maximum, -self.NEVER)):
                slots, found = _gathered(names, theirs, indices, never, hull.reduce)
                found = _spread(found, slots, self.slots)
                for mask_slots, live in masks:
                    found = np.where(_spread(live, mask_slots, self.slots), found, never)
                hull(mine, found, out=mine)
        self.first, self.last = first, last

    def _positions(self, slots: tuple[Slot, ...]) -> list[np.ndarray]:
        axes = [self.slots.index(slot) for slot in slots]
        return [np.arange(self.begin[axis], self.end[axis]) for axis in axes]


def fill(spans: Iterable[Span]) -> None:
    """Compute these spans, and all that they come from."""
    order: dict[Span, None] = {}
    waiting = [(span, False) for span in spans]
    while waiting:
        span, ready = waiting.pop()
        if ready:
            order.setdefault(span)
        elif span not in order:
            waiting += [(span, True), *((source, False) for (_, source), _ in span.sources)]
    for span in reversed(order):
        span.need()
    for span in order:
        span.fill()


Named = tuple[tuple[Slot, ...], Span]  # a span, and the names that its slots have in a later tensor


def _gathered(slots: tuple[Slot, ...], data: np.ndarray, indices: Mapping[Slot, tuple[tuple[Slot, ...], np.ndarray]],
              nothing: Any, reduce: Callable[..., np.ndarray]) -> tuple[tuple[Slot, ...], np.ndarray]:
    """`data`, with an axis for each of `slots`, looked up at `indices` and reduced over the taps."""
    if not slots:
        return slots, data
    new = tuple(dict.fromkeys(slot for name in slots for slot in indices[name][0]))
    axes = len(new) + len(slots)  # the taps of each old slot have an axis of their own, behind the new slots
    lookup = []
    for number, name in enumerate(slots):
        where, index = indices[name]
        shape = [1] * axes
        for slot, size in zip(where, index.shape, strict=False):
            shape[new.index(slot)] = size
        shape[len(new) + number] = index.shape[-1]
        order = sorted(range(len(where)), key=lambda i, where=where: new.index(where[i]))
        lookup.append(index.transpose(*order, len(where)).reshape(shape))
    sizes = data.shape[:len(slots)]
    padded = np.full((*(size + 1 for size in sizes), *data.shape[len(slots):]), nothing, data.dtype)
    padded[tuple(map(slice, sizes))] = data
    return new, reduce(padded[tuple(lookup)], axis=tuple(range(len(new), axes)))


def _spread(data: np.ndarray, slots: Sequence[Slot], wanted: Sequence[Slot]) -> np.ndarray:
    """`data` with an axis for each of the `wanted` slots: 1 long for those that are none of its own `slots`."""
    order = sorted(range(len(slots)), key=lambda i: wanted.index(slots[i]))
    rest = data.ndim - len(slots)
    data = data.transpose(*order, *range(len(slots), data.ndim))
    lengths = iter(data.shape[:len(slots)])
    shape = [next(lengths) if slot in slots else 1 for slot in wanted]
    return data.reshape((*shape, *data.shape[data.ndim - rest:]))


def follow(term: Term, moves: Mapping[Slot, Move]) -> list[Term]:
    """The terms of the new positions, from the term of the old ones."""
    for slot, move in moves.items():
        if move.taps.count > 1 and sum(slot in factor.slots for factor in term) > 1:
            # rows and columns depend on one slot: a union of rectangles, tap by tap, and no rectangle
            each = (Move(move.slots, move.taps.only(tap)) for tap in range(move.taps.count))
            return simplified(found for one in each for found in follow(term, {**moves, slot: one}))
    factors = [_followed(factor, moves) for factor in term]
    met = {slot for factor in term for slot in factor.slots}
    for slot, move in moves.items():
        if slot not in met and not move.taps.live.all():  # some positions read padding only
            slots, reads = factors[0]
            wanted = tuple(dict.fromkeys((*slots, *move.slots)))
            live = _spread(move.taps.live, move.slots, wanted)
            factors[0] = Factor(wanted, _spread(reads, slots, wanted) & live[..., None])
    return [tuple(factors)]


def _followed(factor: Factor, moves: Mapping[Slot, Move]) -> Factor:
    if not any(slot in moves for slot in factor.slots):
        return factor
    indices = {}
    for axis, slot in enumerate(factor.slots):
        if slot in moves:
            indices[slot] = moves[slot].slots, moves[slot].taps.real
        else:
            indices[slot] = (slot,), np.arange(factor.reads.shape[axis])[:, None]
    return Factor(*_gathered(factor.slots, factor.reads, indices, False, np.logical_or.reduce))


def simplified(terms: Iterable[Term]) -> list[Term]:
    """The same union with fewer terms: without empty ones, and one for those that differ in one factor only."""
    terms = [term for term in terms if all(factor.reads.any() for factor in term)]
    if len(terms) < 2:
        return terms
    for axis in range(len(terms[0])):
        merged: dict[Any, Term] = {}
        for term in terms:
            key = (term[axis].slots, *((factor.slots, factor.reads.tobytes())
                                       for factor in (*term[:axis], *term[axis + 1:])))
            if key in merged:
                both = Factor(term[axis].slots, term[axis].reads | merged[key][axis].reads)
                merged[key] = (*term[:axis], both, *term[axis + 1:])
            else:
                merged[key] = term
        terms = list(merged.values())
    kept: list[Term] = []
    for term in terms:
        if not any(_is_within(term, other) for other in kept):
            kept = [*(other for other in kept if not _is_within(other, term)), term]
    return kept


def _is_within(term: Term, other: Term) -> bool:
    for one, two in zip(term, other, strict=True):
        if one.reads is two.reads and one.slots == two.slots:
            continue
        wanted = tuple(dict.fromkeys((*one.slots, *two.slots)))
        if (_spread(one.reads, one.slots, wanted) > _spread(two.reads, two.slots, wanted)).any():
            return False
    return True


def reads_at(term: Term, axis: int, wanted: tuple[Slot, ...]) -> np.ndarray:
    """Lines of one axis of the image that the positions on the `wanted` slots read, whatever the other slots."""
    own, others = term[axis], [factor for number, factor in enumerate(term) if number != axis]
    uses = Counter([*wanted, *(slot for factor in term for slot in factor.slots)])
    alone = [all(uses[slot] == 1 for slot in factor.slots) for factor in others]
    together = [factor for factor, is_alone in zip(others, alone, strict=True) if not is_alone]
    slots = tuple(dict.fromkeys((*wanted, *own.slots, *(slot for factor in together for slot in factor.slots))))
    live = np.array(all(factor.reads.any() for factor in others))
    for factor in together:  # at which positions both are read has to be looked up
        live = live & _spread(factor.reads.any(-1), factor.slots, slots)
    found = _spread(own.reads, own.slots, slots) & live[..., None]
    found = found.any(axis=tuple(range(len(wanted), len(slots))))
    shape = tuple(slot.size for slot in wanted)
    return np.broadcast_to(found, (*shape, found.shape[-1])).reshape(prod(shape), -1)
