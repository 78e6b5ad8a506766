"""The receptive field of a stack of convolutions and pools: plain integers, one axis at a time, no torch.

>>> from lesson_utils.facts.convolution import Convolution
>>> rows, columns = stack_of(*(Convolution(1, 1, 3, dilation=d, padding=d) for d in (2, 2, 2)))
>>> rows.fields[-1]
Field(size=13, jump=1, start=-6)
>>> rows.reads, rows.holes
([-6, -4, -2, 0, 2, 4, 6], [-5, -3, -1, 1, 3, 5])
>>> f"{coverage(rows, columns):.0%}"
'29%'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from lesson_utils.errors import WrongTypeError, WrongValueError, in_layer
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution
from lesson_utils.language import Said


class Field(NamedTuple):
    """Where the units of one layer look, along one axis, counted in pixels of the image.

    Unit 0 sees `size` pixels from `start` on (negative: in the padding); each further unit looks
    `jump` pixels further.

    >>> Field(size=5, jump=2, start=-2).centre
    0.0
    """

    size: int
    jump: int
    start: int

    @property
    def centre(self) -> float:
        """The middle of what unit 0 sees."""
        return self.start + (self.size - 1) / 2

    def interval(self, unit: int = 0) -> tuple[int, int]:
        """First and last pixel that `unit` sees, as on an endless image."""
        first = self.start + unit * self.jump
        return first, first + self.size - 1


@dataclass(frozen=True)
class Stack:
    """Layers on top of each other along one axis, from the image up; layer 0 is the image itself.

    >>> stack = Stack((Axis(3, stride=2, padding=(1, 1)), Axis(3)))
    >>> stack.fields
    [Field(size=1, jump=1, start=0), Field(size=3, jump=2, start=-1), Field(size=7, jump=2, start=-1)]
    >>> stack.units(8)
    [8, 4, 2]
    """

    layers: tuple[Axis, ...]

    @cached_property
    def fields(self) -> list[Field]:
        """Size, jump and start after each layer, by the recurrence; first those of the image: 1, 1, 0."""
        fields = [Field(1, 1, 0)]
        for layer in self.layers:
            size, jump, start = fields[-1]
            fields.append(Field(size + (layer.effective_kernel_size - 1) * jump, jump * layer.stride,
                                start - layer.padding[0] * jump))
        return fields

    def recurrence(self, layer: int) -> tuple[str, str, str]:
        """Size, jump and start of `layer` with the numbers put into the recurrence.

        >>> Stack((Axis(3, padding=(2, 2), dilation=2),)).recurrence(1)
        ('1 + 2·(3 − 1)·1 = 5', '1·1 = 1', '0 − 2·1 = −2')
        """
        before, after, axis = self.fields[layer - 1], self.fields[layer], self.layers[layer - 1]
        return (f"{before.size} + {axis.dilation}·({axis.kernel_size} − 1)·{before.jump} = {after.size}",
                f"{before.jump}·{axis.stride} = {after.jump}",
                f"{before.start} − {axis.padding[0]}·{before.jump} = {after.start}".replace("-", "−"))

    def units(self, size: int) -> list[int]:
        """How many units each layer has over an image of `size` pixels, the image first.

        Raises `ValueError` that names the first layer whose kernel does not fit any more.
        """
        units = [size]
        for number, layer in enumerate(self.layers, start=1):
            units.append(layer.output_size(units[-1]))
            if not units[-1]:
                raise WrongValueError(
                    Said("layer {number} has no output: its kernel covers {covers}, but its input with padding has "
                         "{padded}", number=number, covers=layer.effective_kernel_size,
                         padded=layer.padded_size(units[-2])),
                    Said("take a smaller kernel_size or dilation, more padding, or a larger image"))
        return units

    def cone(self, layer: int, unit: int = 0, size: int | None = None) -> list[Counter[int]]:
        """For each layer from the image up to `layer`: its units that `unit` reads, and by how many paths.

        As on an endless image, or, if `size` is given, for an image of that size: padding is left out.

        >>> [dict(units) for units in Stack((Axis(2), Axis(2))).cone(2)]
        [{0: 1, 1: 2, 2: 1}, {0: 1, 1: 1}, {0: 1}]
        """
        return self.cone_within(self.units(size) if size is not None else None, layer, unit)

    def cone_within(self, units: Sequence[int] | None, layer: int, unit: int) -> list[Counter[int]]:
        """`cone` where the number of units of each layer is known already; None stands for an endless image."""
        cone = [Counter({unit: 1})]
        for number in range(layer - 1, -1, -1):
            below: Counter[int] = Counter()
            for above, paths in cone[0].items():
                for tap in self.layers[number].taps(above):
                    if units is None or 0 <= tap < units[number]:
                        below[tap] += paths
            cone.insert(0, below)
        return cone

    @cached_property
    def endless(self) -> Counter[int]:
        """Positions that unit 0 of the last layer reads on an endless image, and by how many paths."""
        return self.cone(len(self.layers))[0]

    def fed_by(self, layer: int, unit: int, size: int) -> list[list[int]]:
        """For each layer from `layer` up: its units that read `unit`, on an image of `size` pixels.

        >>> Stack((Axis(2), Axis(2))).fed_by(0, 2, size=5)
        [[2], [1, 2], [0, 1, 2]]
        """
        return self.fed_within(self.units(size), layer, unit)

    def fed_within(self, units: Sequence[int], layer: int, unit: int) -> list[list[int]]:
        """`fed_by` where the number of units of each layer is known already."""
        fed = [[unit]]
        for number in range(layer, len(self.layers)):
            fed.append(sorted({above for below in fed[-1]
                               for above in self.layers[number].outputs_fed_by(below, units[number])}))
        return fed

    @cached_property
    def reads(self) -> list[int]:
        """Positions that unit 0 of the last layer reads, as on an endless image."""
        return sorted(self.endless)

    @cached_property
    def holes(self) -> list[int]:
        """Positions inside the field of unit 0 that it does not read."""
        first, last = self.fields[-1].interval()
        return sorted(set(range(first, last + 1)) - set(self.reads))


def stack_of(*layers: Any) -> tuple[Stack, Stack]:
    """(rows, columns) of a stack of layers, from the image up.

    A layer is anything with `kernel_size`, `stride`, `padding` and perhaps `dilation`: a `Convolution`, an
    `nn.Conv2d`, an `nn.MaxPool2d`. Raises `TypeError` for what is neither convolution nor pool, and
    `ValueError` for illegal settings, naming the layer.
    """
    axes = []
    for number, layer in enumerate(layers, start=1):
        if not all(hasattr(layer, name) for name in ("kernel_size", "stride", "padding")) or \
                getattr(layer, "transposed", False):
            raise WrongTypeError(Said("layer {number} is {type}", number=number, type=type(layer).__name__),
                                 Said("a stack takes convolutions and pools; for anything else there is "
                                      "receptive_field(module, input_shape)"))
        if getattr(layer, "ceil_mode", False):
            raise WrongValueError(Said("layer {number} has ceil_mode=True, and a stack always rounds down",
                                       number=number), Said("use receptive_field(module, input_shape)"))
        conv = Convolution(1, 1, layer.kernel_size, layer.stride, layer.padding, getattr(layer, "dilation", 1))
        error = conv.error()
        if error:
            raise WrongValueError(*in_layer(number, error).args)
        axes.append((conv.rows, conv.columns))
    if not axes:
        raise WrongValueError(Said("the stack has no layers"), Said("give at least one"))
    return Stack(tuple(rows for rows, _ in axes)), Stack(tuple(columns for _, columns in axes))


def coverage(*axes: Stack) -> float:
    """The share of the receptive field that is read: the product over its axes.

    >>> coverage(Stack((Axis(3, dilation=2), Axis(3, dilation=3))))
    0.8181818181818182
    """
    share = 1.0
    for axis in axes:
        share *= len(axis.reads) / axis.fields[-1].size
    return share


def rates(*dilations: int, kernel_size: int = 3) -> Sequence[Convolution]:
    """Convolutions with these dilations, padded so that a map keeps its size (`padding='same'`).

    >>> [conv.dilation for conv in rates(1, 2, 4)]
    [1, 2, 4]
    """
    return [Convolution(1, 1, kernel_size, padding="same", dilation=d, bias=False) for d in dilations]
