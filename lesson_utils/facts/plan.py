"""A small network of 3 x 3 layers, each standard, separable or dilated: what it costs and how far it sees. No torch.

>>> network = Plan((Layer("standard", 16, stride=2), Layer("separable", 32), Layer("dilated", 32, dilation=2)))
>>> network.parameters, network.macs, network.output_shape, network.fields[-1].size
(10400, 10551296, (32, 32, 32), 15)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from lesson_utils.errors import WrongTypeError, WrongValueError, in_layer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import one_of, whole_number
from lesson_utils.facts.stack import Field, Stack, coverage, stack_of
from lesson_utils.language import Said, mark

PLAN_KINDS = {"standard": mark("standard"), "separable": mark("separable"), "dilated": mark("dilated")}  # id -> words
KERNEL_SIZE, IN_CHANNELS = 3, 3
ONLY_FOR = {"dilation": ("dilated",), "groups": ("standard", "dilated")}  # setting -> kinds that have it
NONE_TO_CHOOSE = {"standard": mark("{name} is {value!r}, but a standard layer has none to choose"),
                  "separable": mark("{name} is {value!r}, but a separable layer has none to choose")}
CHOOSABLE = {"dilation": mark("leave it out, or make the layer dilated"),
             "groups": mark("leave it out, or make the layer standard or dilated")}


@dataclass(frozen=True)
class Layer:
    """One layer: a 'standard' convolution, a 'separable' pair (depthwise, then pointwise), or a 'dilated' one.

    `dilation` is for a dilated layer alone; a separable layer has no `groups` to choose.

    >>> [conv.kind for conv in Layer("separable", 32).convolutions(16, padded=True)]
    ['depthwise', 'pointwise']
    """

    kind: str
    out_channels: int
    stride: int = 1
    dilation: int = 1
    groups: int = 1

    def convolutions(self, in_channels: int, padded: bool) -> tuple[Convolution, ...]:
        """What the layer is made of; `padded` keeps a map its size at stride 1. Raises `ValueError` or `TypeError`."""
        one_of("kind", self.kind, PLAN_KINDS)
        for name, kinds in ONLY_FOR.items():
            if self.kind not in kinds and getattr(self, name) != 1:
                raise WrongValueError(Said(NONE_TO_CHOOSE[self.kind], name=name, value=getattr(self, name)),
                                      Said(CHOOSABLE[name]))
        separable = self.kind == "separable"
        first = Convolution(in_channels, in_channels if separable else self.out_channels, KERNEL_SIZE, self.stride,
                            self.dilation if padded else 0, self.dilation, in_channels if separable else self.groups)
        made = (first, Convolution(in_channels, self.out_channels, 1)) if separable else (first,)
        for conv in made:
            conv.check()
        return made


class LayerFacts(NamedTuple):
    """What one layer of a network is and does: shapes are (channels, rows, columns), counts are for one image."""

    convolutions: tuple[Convolution, ...]
    input_shape: tuple[int, int, int]
    output_shape: tuple[int, int, int]
    parameters: int
    macs: int


@dataclass(frozen=True)
class Plan:
    """Layers from the image up, over an image of 3 channels and `size` x `size` pixels.

    Every fact raises `ValueError` or `TypeError` that names the layer if one is illegal or has no output.

    >>> Plan((Layer("standard", 8, groups=2),)).facts
    Traceback (most recent call last):
    lesson_utils.errors.WrongValueError: layer 1: groups is 2 and does not divide in_channels, which is 3: ...
    """

    layers: tuple[Layer, ...]
    size: int = 64
    padded: bool = True

    @cached_property
    def facts(self) -> list[LayerFacts]:
        """The facts of each layer, from the image up."""
        whole_number("size", self.size, 1)
        if not self.layers:
            raise WrongValueError(Said("the network has no layers"), Said("give at least one"))
        shape, facts = (IN_CHANNELS, self.size, self.size), []
        for number, layer in enumerate(self.layers, start=1):
            if not isinstance(layer, Layer):
                raise WrongTypeError(Said("layer {number} is {layer!r}, of type {type}", number=number, layer=layer,
                                          type=type(layer).__name__), Said("write Layer(kind, out_channels)"))
            try:
                convolutions = layer.convolutions(shape[0], self.padded)
            except (WrongValueError, WrongTypeError) as error:
                raise in_layer(number, error) from None
            before, macs = shape, 0
            for conv in convolutions:
                _fits(number, conv, *shape[1:])
                macs += conv.macs(*shape[1:])
                shape = (conv.out_channels, *conv.output_size(*shape[1:]))
            facts.append(LayerFacts(convolutions, before, shape, sum(conv.parameters for conv in convolutions), macs))
        return facts

    @property
    def convolutions(self) -> list[Convolution]:
        """All convolutions, from the image up: a separable layer has two."""
        return [conv for layer in self.facts for conv in layer.convolutions]

    @property
    def parameters(self) -> int:
        """Numbers to learn, biases included."""
        return sum(layer.parameters for layer in self.facts)

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image."""
        return sum(layer.macs for layer in self.facts)

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(channels, rows, columns) of the last map."""
        return self.facts[-1].output_shape

    @cached_property
    def stack(self) -> Stack:
        """All convolutions along one axis; the other axis is the same."""
        return stack_of(*self.convolutions)[0]

    @property
    def fields(self) -> list[Field]:
        """Receptive field behind each layer: behind the last convolution of a separable one."""
        behind = accumulate(len(layer.convolutions) for layer in self.facts)
        return [self.stack.fields[convolutions] for convolutions in behind]

    @cached_property
    def read(self) -> float:
        """The share of the receptive field of the last layer that is read, 0 to 1: below 1 if there are holes."""
        return coverage(self.stack, self.stack)

    def code(self) -> list[str]:
        """The lines of PyTorch that make the network, a ReLU behind each convolution."""
        return ["nn.Sequential(", *(f"    {conv.code()}, nn.ReLU()," for conv in self.convolutions), ")"]


def _fits(number: int, conv: Convolution, rows: int, columns: int) -> None:
    if conv.error(rows, columns):
        covers = conv.effective_kernel_size[0]
        raise WrongValueError(Said("layer {number} has no output: its kernel covers {covers} × {covers} and gets a map "
                                   "of {rows} × {columns}", number=number, covers=covers, rows=rows, columns=columns),
                              Said("take padding, a larger image, or less stride or dilation"))

