"""What `receptive_field` finds: the field of a module along each axis, and those of its layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from lesson_utils.errors import WrongValueError
from lesson_utils.language import tr
from lesson_utils.modules import Shape
from lesson_utils.tracing.axis import AxisField, checked_position
from lesson_utils.tracing.reading import Move, follow
from lesson_utils.tracing.table import as_html, as_text
from lesson_utils.tracing.taps import all_of, chosen
from lesson_utils.tracing.traced import Traced


class _WithAxes:
    axes: tuple[AxisField, ...]

    @property
    def rows(self) -> AxisField:
        """The field along the rows of the image."""
        if len(self.axes) < 2:
            raise WrongValueError(tr("the input has one axis, and no rows: ask for .axes[0]"))
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
    inputs: tuple[tuple[AxisField, ...], ...] = field(compare=False)

    @property
    def changes(self) -> bool:
        """Whether its field is another one than any of its inputs has: not so where it works position by position."""
        return not any(all(own.is_like(before) for own, before in zip(self.axes, axes, strict=True))
                       for axes in self.inputs)


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
            raise WrongValueError(tr("position is {position!r}: write {places} numbers, for an output of shape "
                                     "{output_shape}", position=position, places=len(places),
                                     output_shape=self.output_shape))
        for number, size, dim in zip(position, self.output_shape[2:], places, strict=True):
            number = checked_position(number, size, "output")
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
        """The layers whose field is another one than any of their inputs has."""
        return tuple(layer for layer in self.layers if layer.changes)

    @property
    def title(self) -> str:
        """The line above the table."""
        return tr("{name}: receptive field, input {input_shape}, output {output_shape}", name=self.name,
                  input_shape=self.input_shape, output_shape=self.output_shape)

    def __str__(self) -> str:
        return as_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self)
