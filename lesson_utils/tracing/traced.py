"""A tensor of a network, with what its positions read of the image, and the moves that all operations are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod

import numpy as np

from lesson_utils.language import tr
from lesson_utils.tracing import taps as t
from lesson_utils.tracing.reading import Factor, Move, Named, Slot, Span, Term, follow, simplified

Shape = tuple[int, ...]
LARGEST = 200_000_000  # entries of a table that follows rows and columns at once


class CannotFollowError(Exception):
    """An operation that is not followed, or not exactly; the message says why."""


class NoBatchError(Exception):
    """A layer was handed a map without a batch in front; the message says what it reads."""


@dataclass(frozen=True)
class Traced:
    """Dimension by dimension the slots, and what is read: see `reading`.

    A tensor that does not depend on the image has no `spans`. One that reads padding only has spans,
    but no `terms`. `whole` names, for each axis of the image, the layer that read its whole map.
    """

    dims: tuple[tuple[Slot, ...], ...]
    terms: Sequence[Term] = ()
    spans: tuple[Named, ...] = ()
    whole: tuple[str | None, ...] = ()

    @property
    def shape(self) -> Shape:
        """Sizes of the dimensions."""
        return tuple(prod(slot.size for slot in slots) for slots in self.dims)

    def tracked(self) -> set[Slot]:
        """The slots on which it depends what is read."""
        return {slot for term in self.terms for factor in term for slot in factor.slots} | {
            slot for names, _ in self.spans for slot in names}

    def moved(self, dims: Iterable[tuple[Slot, ...]], moves: Mapping[Slot, Move]) -> Traced:
        """The tensor with new `dims`, whose positions are found in this one by `moves`."""
        if not moves:
            return replace(self, dims=tuple(dims))
        terms = simplified(found for term in self.terms for found in follow(term, moves))
        met = {slot for names, _ in self.spans for slot in names}
        masks = {slot: move for slot, move in moves.items() if slot not in met and _leaves_out(move)}
        spans = tuple(_moved_span(named, moves, masks) for named in self.spans)
        return replace(self, dims=tuple(dims), terms=terms, spans=spans)

    def along(self, dim: int, taps: t.Taps, always: bool = False) -> Traced:
        """The tensor after an operation along one dimension.

        Batch and channels are followed only if something depends on them already, or `always`.
        """
        one = self.fused(dim)
        (old,) = one.dims[dim]
        new = Slot(len(taps.real), old.in_map)
        needed = always or dim > 1 or old in one.tracked()
        return one.moved(_put(one.dims, dim, (new,)), {old: Move((new,), taps)} if needed else {})

    def fused(self, dim: int) -> Traced:
        """The tensor with one slot for the dimension."""
        slots = self.dims[dim]
        if len(slots) == 1:
            return self
        sizes = tuple(slot.size for slot in slots)
        if _entries([self]) * prod(sizes) > LARGEST:
            raise CannotFollowError(tr("works along {sizes} positions written as one dimension of {size}, and that "
                                       "table would be too large", sizes=sizes, size=prod(sizes)))
        new = Slot(prod(sizes), slots[0].in_map)
        moves = {slot: Move((new,), t.fused(sizes, axis)) for axis, slot in enumerate(slots)}
        return self.moved(_put(self.dims, dim, (new,)), moves)

    def mixed(self, dims: Iterable[int], layer: str, size: Callable[[int], int | None] = lambda size: size) -> Traced:
        """The tensor after an operation that reads these dimensions whole.

        `size` gives the new size from the old one, None for a dimension that goes.
        """
        dims = {dim % len(self.dims) for dim in dims}
        tracked = self.tracked()
        gone = [slot for dim in dims for slot in self.dims[dim] if slot in tracked]
        kept: list[tuple[Slot, ...]] = []
        for dim, (slots, old) in enumerate(zip(self.dims, self.shape, strict=True)):
            new = size(old) if dim in dims else None
            if dim not in dims:
                kept.append(slots)
            elif new is not None:
                kept.append((Slot(new),))
        after = self.moved(kept, {slot: Move((), t.all_of(slot.size)) for slot in gone})
        whole = tuple(name or (layer if any(s.size > 1 for s in before[0]) and not now[0] else None)
                      for name, before, now in zip(self.whole, self.spans, after.spans, strict=True))
        return replace(after, whole=whole)

    def chosen(self, dim: int, position: int) -> Traced:
        """One position of a dimension, which goes."""
        one = self.fused(dim)
        (slot,) = one.dims[dim]
        moves = {slot: Move((), t.chosen(position % slot.size))} if slot in one.tracked() else {}
        return one.moved((*one.dims[:dim], *one.dims[dim + 1:]), moves)

    def permuted(self, order: Sequence[int]) -> Traced:
        """The tensor with its dimensions in another order."""
        return replace(self, dims=tuple(self.dims[dim] for dim in order))

    def reshaped(self, shape: Shape) -> Traced:
        """`view` and its relatives: the same values, row by row, in dimensions of other sizes."""
        if shape == self.shape:
            return self
        tracked, old = self.tracked(), [slot for slots in self.dims for slot in slots]
        single = {slot: Move((), t.chosen(0)) for slot in old if slot.size == 1 and slot in tracked}
        groups = list(_groups([slot for slot in old if slot.size > 1], [size for size in shape if size > 1]))
        one = self.moved([tuple(slots) for slots, _ in groups], single)
        for number, (slots, sizes) in enumerate(groups):
            if tracked & set(slots) and not _has_cuts(slots, sizes):  # such as 4 x 6 as 6 x 4: by way of 24
                one = one.fused(number)
        dims, moves = [], {}
        for slots, (_, sizes) in zip(one.dims, groups, strict=True):
            found, more = _regrouped(slots, sizes, tracked)
            dims += found
            moves |= more
        found = iter(dims)
        return one.moved([next(found) if size > 1 else (Slot(1),) for size in shape], moves)


def image(shape: Shape) -> Traced:
    """The input, of shape (batch, channels, *size of the image): each position reads itself."""
    dims = tuple((Slot(size, in_map=dim > 1),) for dim, size in enumerate(shape))
    lines = [slots[0] for slots in dims[2:]]
    term = tuple(Factor((slot,), np.eye(slot.size, dtype=bool)) for slot in lines)
    spans = tuple(((slot,), Span((slot,))) for slot in lines)
    return Traced(dims, [term], spans, (None,) * len(lines))


def constant(shape: Shape) -> Traced:
    """A tensor that does not depend on the image, such as a weight."""
    return Traced(tuple((Slot(size),) for size in shape))


def united(tensors: Sequence[Traced], shape: Shape) -> Traced:
    """What all of them read together, position by position, as `add` does it; `shape` is theirs after broadcasting."""
    return _union(aligned(tensors, shape), shape)


def aligned(tensors: Sequence[Traced], shape: Shape) -> list[Traced]:
    """Those that depend on the image, broadcast to `shape` and with the same slots."""
    found = [_broadcast(tensor, shape) for tensor in tensors if tensor.spans]
    dims = []
    for dim, size in enumerate(shape):
        kinds = {tuple(slot.size for slot in tensor.dims[dim]) for tensor in found
                 if tensor.tracked() & set(tensor.dims[dim])}
        if len(kinds) > 1:
            found = [tensor.fused(dim) for tensor in found]
            kinds = {(size,)}
        in_map = any(tensor.dims[dim][0].in_map for tensor in found)
        dims.append(tuple(Slot(one, in_map) for one in next(iter(kinds), (size,))))
    return [_renamed(tensor, tuple(dims)) for tensor in found]


def side_by_side(tensors: Sequence[Traced], dim: int, layer: str) -> Traced:
    """`cat`: each tensor has its own positions along the dimension.

    Along the channels, that is followed only where the tensors read different pixels, and fits into
    memory: else all channels count as reading what any of them reads.
    """
    shape = list(next(tensor.shape for tensor in tensors if len(tensor.shape) > 1 or len(tensors) == 1))
    tensors = [tensor for tensor in tensors if tensor.shape != (0,)]  # the empty tensor that PyTorch lets pass
    sizes = [tensor.shape[dim] for tensor in tensors]
    shape[dim] = sum(sizes)
    in_map = dim > 1 or any(tensor.dims[dim][0].in_map for tensor in tensors)
    if not in_map and (len({tensor.spans for tensor in tensors}) == 1 or _entries(tensors) * shape[dim] > LARGEST):
        return united([tensor.mixed([dim], layer, lambda _: shape[dim]) for tensor in tensors], tuple(shape))
    parts, offset = [], 0
    for number, (tensor, size) in enumerate(zip(tensors, sizes, strict=True)):
        place = t.part(size, shape[dim], offset, first=number == 0, last=number == len(tensors) - 1)
        parts.append(tensor.along(dim, place, always=True) if tensor.spans else constant(tuple(shape)))
        offset += size
    together = united(parts, tuple(shape))
    if not in_map:
        return together
    every = all(part.spans for part in parts)
    whole = tuple(name if every and all(part.whole[axis] for part in parts) else None
                  for axis, name in enumerate(together.whole))
    return replace(together, whole=whole)


def _entries(tensors: Sequence[Traced]) -> int:
    """Entries of the largest table."""
    return max((factor.reads.size for tensor in tensors for term in tensor.terms for factor in term), default=1)


def _union(tensors: Sequence[Traced], shape: Shape) -> Traced:
    if len(tensors) < 2:
        return tensors[0] if tensors else constant(shape)
    spans = []
    for each in zip(*(tensor.spans for tensor in tensors), strict=True):
        distinct = list(dict.fromkeys(each))
        slots = tuple(dict.fromkeys(slot for names, _ in distinct for slot in names))
        spans.append(distinct[0] if len(distinct) == 1 else (slots, Span(slots, [(named, {}) for named in distinct])))
    whole = tuple(next(filter(None, names), None) for names in zip(*(tensor.whole for tensor in tensors), strict=True))
    return Traced(tensors[0].dims, simplified(term for tensor in tensors for term in tensor.terms), tuple(spans), whole)


def _broadcast(tensor: Traced, shape: Shape) -> Traced:
    missing = len(shape) - len(tensor.dims)
    dims, moves, tracked = [(Slot(size),) for size in shape[:missing]], {}, tensor.tracked()
    for slots, old, new in zip(tensor.dims, tensor.shape, shape[missing:], strict=True):
        dims.append(slots if old == new else (Slot(new),))
        if old != new:
            moves |= {slot: Move((), t.chosen(0)) for slot in slots if slot in tracked}
    return tensor.moved(dims, moves)


def _renamed(tensor: Traced, dims: tuple[tuple[Slot, ...], ...]) -> Traced:
    tracked = tensor.tracked()
    name = {old: new for olds, news in zip(tensor.dims, dims, strict=True) if tracked & set(olds)
            for old, new in zip(olds, news, strict=True)}
    terms = [tuple(Factor(tuple(name[slot] for slot in factor.slots), factor.reads) for factor in term)
             for term in tensor.terms]
    spans = tuple((tuple(name[slot] for slot in names), span) for names, span in tensor.spans)
    return replace(tensor, dims=dims, terms=terms, spans=spans)


def _moved_span(named: Named, moves: Mapping[Slot, Move], masks: Mapping[Slot, Move]) -> Named:
    names, _ = named
    needed = {slot: moves[slot] for slot in names if slot in moves} | masks
    if not needed:
        return named
    kept = {slot: (slot,) for slot in names} | {slot: move.slots for slot, move in needed.items()}
    slots = tuple(dict.fromkeys(new for news in kept.values() for new in news))
    return slots, Span(slots, [(named, needed)])


def _leaves_out(move: Move) -> bool:
    """Whether some positions read nothing even on an endless image."""
    asked = move.taps.endless(*(np.arange(slot.size) for slot in move.slots))
    return bool((asked == t.NOWHERE).all(-1).any())


def _put(dims: tuple[tuple[Slot, ...], ...], dim: int, slots: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], ...]:
    return (*dims[:dim], slots, *dims[dim + 1:])


def _groups(old: list[Slot], new: list[int]) -> Iterable[tuple[list[Slot], list[int]]]:
    """The shortest runs of old slots and new sizes that hold as many positions."""
    slots, sizes = [], []
    old, new = old[::-1], new[::-1]
    while old or new:
        if not sizes or prod(sizes) < prod(slot.size for slot in slots):
            sizes.append(new.pop())
        else:
            slots.append(old.pop())
        if slots and prod(sizes) == prod(slot.size for slot in slots):
            yield slots, sizes
            slots, sizes = [], []


def _cuts(slots: Sequence[Slot], sizes: Sequence[int]) -> list[int]:
    """Where old slots or new dimensions end, counted in positions of the first of them."""
    old = [slot.size for slot in slots]
    return sorted({prod(old[:n]) for n in range(len(old) + 1)} | {prod(sizes[:n]) for n in range(len(sizes) + 1)})


def _has_cuts(slots: Sequence[Slot], sizes: Sequence[int]) -> bool:
    cuts = _cuts(slots, sizes)
    return not any(b % a for a, b in pairwise(cuts))


def _regrouped(slots: Sequence[Slot], sizes: Sequence[int],
               tracked: set[Slot]) -> tuple[list[tuple[Slot, ...]], dict[Slot, Move]]:
    """New dimensions of `sizes` for these slots, made of pieces between the cuts of both."""
    if not tracked & set(slots) and len(slots) > 1:
        return [(Slot(size),) for size in sizes], {}
    cuts, old = _cuts(slots, sizes), [slot.size for slot in slots]
    in_map = [slot.in_map for slot in slots for cut in cuts[:-1]
              if prod(old[:slots.index(slot)]) <= cut < prod(old[:slots.index(slot) + 1])]
    pieces = [Slot(b // a, place) for (a, b), place in zip(pairwise(cuts), in_map, strict=True)]

    def between(first: int, last: int) -> tuple[Slot, ...]:
        return tuple(piece for piece, cut in zip(pieces, cuts, strict=False) if first <= cut < last)

    moves = {}
    for n, slot in enumerate(slots):
        found = between(prod(old[:n]), prod(old[:n + 1]))
        moves[slot] = Move(found, t.split(tuple(piece.size for piece in found)))
    return [between(prod(sizes[:n]), prod(sizes[:n + 1])) for n in range(len(sizes))], moves
