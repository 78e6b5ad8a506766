"""Parameters and MACs of any module, layer by layer, counted by PyTorch itself.

MAC means one multiply-accumulate; 1 MAC = 2 FLOP. PyTorch's `FlopCounterMode` counts FLOP, so its
number is halved here, once, and only MACs are spoken of. Biases, normalisation and activations
count 0; padded zeros count. The forward pass alone is counted: for groups > 1 PyTorch's count of
the backward pass is wrong.

The counter watches one forward pass of a copy on meta tensors, which have a shape and no values:
no arithmetic is done, no memory is taken, and the module handed in stays as it was.

>>> from torch import nn
>>> pair = nn.Sequential(nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False), nn.Conv2d(32, 64, 1, bias=False))
>>> print(cost_table(pair, (1, 32, 56, 56)))
Sequential: parameters and MACs of one forward pass, input (1, 32, 56, 56), batch 1
layer  type    kind       weight          output           parameters       MACs     share
0      Conv2d  depthwise  (32, 1, 3, 3)   (1, 32, 56, 56)         288    903,168   12.33 %
1      Conv2d  pointwise  (64, 32, 1, 1)  (1, 64, 56, 56)       2,048  6,422,528   87.67 %
total                                                           2,336  7,325,696  100.00 %
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn

from lesson_utils.counting import CONVOLUTIONS, TRANSPOSED, watch
from lesson_utils.facts.convolution import convolution_kind
from lesson_utils.language import mark, tr
from lesson_utils.modules import Shape, check_is_module, checked_shape
from lesson_utils.tables import Table

# the kinds of layers, which are ids, and what they are called
KIND_WORDS = {"standard": mark("standard"), "grouped": mark("grouped"), "depthwise": mark("depthwise"),
              "pointwise": mark("pointwise"), "transposed": mark("transposed"), "linear": mark("linear"),
              "other": mark("other")}
LAYER_KINDS = tuple(KIND_WORDS)


def kind_of(module: nn.Module) -> str:
    """The kind of one layer, a word of `LAYER_KINDS`.

    A transposed convolution is 'transposed' whatever its groups. A convolution with groups ==
    in_channels > 1 is 'depthwise', with several kernels for each channel too; other groups > 1 make
    it 'grouped'. With groups 1 it is 'pointwise' if its kernel is 1 along every axis, else
    'standard', one input channel included. Raises `TypeError` if `module` is no `nn.Module`.

    >>> kind_of(nn.Conv2d(3, 12, 3, groups=3)), kind_of(nn.Conv2d(1, 12, 3)), kind_of(nn.Conv2d(4, 12, 1, stride=2))
    ('depthwise', 'standard', 'pointwise')
    """
    check_is_module(module)
    if isinstance(module, TRANSPOSED):
        return "transposed"
    if isinstance(module, CONVOLUTIONS):
        return convolution_kind(module.in_channels, module.kernel_size, module.groups)
    return "linear" if isinstance(module, nn.Linear) else "other"


@dataclass(frozen=True)
class LayerCost:
    """One row of a `CostTable`.

    `name` is dotted, as in `named_modules`; the module handed in goes by its type. `output_shape` is
    that of the first call, batch included (of the first tensor, if the layer returns several), None
    if the layer never ran; `weight_shape` is None without a weight. `parameters` are those that no
    row above has counted; `macs` are those of all `calls` together; `share` is of all MACs, 0 to 1.
    """

    name: str
    type: str
    kind: str
    weight_shape: Shape | None
    output_shape: Shape | None
    calls: int
    parameters: int
    macs: int
    share: float


class KindCost(NamedTuple):
    """What all layers of one kind cost together; `share` is of all MACs, 0 to 1."""

    parameters: int
    macs: int
    share: float


@dataclass(frozen=True, repr=False)
class CostTable:
    """What `cost_table` found: `rows`, and the totals `parameters` and `macs`.

    `macs` are for the input as given, so for `batch` inputs together. `str()` gives the table as
    text, a notebook shows it as HTML.
    """

    name: str
    input_shape: Shape
    rows: tuple[LayerCost, ...]
    parameters: int
    macs: int

    @property
    def batch(self) -> int:
        """Number of inputs that `macs` are for: the first number of `input_shape`."""
        return self.input_shape[0]

    def by_kind(self) -> dict[str, KindCost]:
        """(parameters, macs, share) of each kind that occurs, in the order of `LAYER_KINDS`.

        >>> cost_table(nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)), (1, 3, 9, 9)).by_kind()
        {'standard': KindCost(parameters=808, macs=24984, share=1.0)}
        """
        found = {}
        for kind in LAYER_KINDS:
            rows = [row for row in self.rows if row.kind == kind]
            if rows:
                macs = sum(row.macs for row in rows)
                found[kind] = KindCost(sum(row.parameters for row in rows), macs, _share(macs, self.macs))
        return found

    @property
    def title(self) -> str:
        """The line above the table."""
        return tr("{name}: parameters and MACs of one forward pass, input {input_shape}, batch {batch}",
                  name=self.name, input_shape=self.input_shape, batch=self.batch)

    def _table(self) -> Table:
        headings = [tr("layer"), tr("type"), tr("kind"), tr("weight"), tr("output"), tr("parameters"), tr("MACs"),
                    tr("share")]
        total = (tr("total"), "", "", "", "", f"{self.parameters:,}", f"{self.macs:,}",
                 _percent(_share(self.macs, self.macs)))
        return Table(headings, list(self._cells()), numbers={5, 6, 7}, total=total)

    def _cells(self) -> Iterator[tuple[str, ...]]:
        for row in self.rows:
            name = row.name if row.calls < 2 else tr("{name} ({calls} calls)", name=row.name, calls=row.calls)
            yield (name, row.type, tr(KIND_WORDS[row.kind]), *("–" if shape is None else str(shape) for shape in
                                                               (row.weight_shape, row.output_shape)),
                   f"{row.parameters:,}", f"{row.macs:,}", _percent(row.share))

    def __str__(self) -> str:
        return f"{self.title}\n{self._table().as_text()}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._table().as_html(self.title)


def cost_table(module: nn.Module, input_shape: Shape) -> CostTable:
    """Parameters and MACs of `module` for one input tensor of `input_shape`, batch first.

    One row for each layer that ran or has parameters, in the order in which they ran, zeros included;
    layers that never ran come last. What a module computes without a layer (`F.conv2d` or `@` in its
    `forward`) stands in a row of its own name. A layer that runs twice has its MACs twice and its
    parameters once; a parameter that two layers share is counted in the first row. The rows add up to
    the totals, and these are PyTorch's own.

    A copy runs, in eval mode, without gradient and without the module's hooks. Raises `TypeError` if
    `module` is no `nn.Module`; `ValueError` if `input_shape` is not a shape that the first layer
    reads, or if a lazy layer has no shape yet; what the forward pass raises, with the layer's name in
    front (`RuntimeError` if the error's type cannot be made again).

    >>> table = cost_table(nn.Conv2d(16, 32, 3, padding=1), (1, 16, 32, 32))
    >>> table.macs, table.parameters, table.rows[0].kind
    (4718592, 4640, 'standard')
    """
    check_is_module(module)
    shape = checked_shape(input_shape)
    parts, total = watch(module, shape)
    rows, counted = [], set()
    for part in parts:
        own = set(part.module.parameters(recurse=False)) - counted
        counted |= own
        is_layer = next(part.module.children(), None) is None
        if own or part.macs or (is_layer and part.calls):
            weight = getattr(part.module, "weight", None)
            rows.append(LayerCost(
                part.name, type(part.module).__name__, kind_of(part.module),
                tuple(weight.shape) if isinstance(weight, torch.Tensor) else None, part.output_shape, part.calls,
                sum(p.numel() for p in own), part.macs, _share(part.macs, total)))
    parameters = sum(p.numel() for p in module.parameters())
    return CostTable(type(module).__name__, shape, tuple(rows), parameters, total)


def _share(part: int, total: int) -> float:
    return part / total if total else 0.0


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
