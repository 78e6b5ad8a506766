"""Dilation against the same kernel with zeros put in: the picture of a call, and the same picture with sliders."""

from __future__ import annotations

import warnings

import ipywidgets
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import IMAGE
from lesson_utils.diagrams.dilation import dilation_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, beside, slider
from lesson_utils.facts.axis import Pair, pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import inside, one_channel

X = IMAGE[:10, :10]
WEIGHT = torch.tensor([[1.0, 2, 1, -1], [-1, 3, -2, 2], [2, -1, 1, 1], [1, -2, 2, -1]])  # no zero of its own
MOST = 20  # rows and columns, padding included, for which the picture has room


def draw_dilation(x: Tensor, weight: Tensor, dilation: int | Pair = 1, padding: int | Pair | str = 0,
                  at: Pair = (0, 0)) -> Picture:
    """A dilated convolution, and the same kernel with zeros put into the gaps; both windows stand at output `at`.

    `x` has shape (H, W) and `weight` (kH, kW). Both outputs are computed by `F.conv2d`; that they are
    equal, and of the size that our arithmetic says, is checked at that moment. Raises `ValueError` or
    `TypeError` with the reason if the settings are illegal or the picture has no room for them.

    >>> draw_dilation(X, WEIGHT[:3, :3], dilation=2).alt[:81]
    'A 3 × 3 kernel with dilation 2 covers 5 × 5; the same kernel with zeros put in th'
    """
    one_channel("x", x.shape)
    one_channel("weight", weight.shape)
    conv = Convolution(1, 1, tuple(weight.shape), 1, padding, dilation, bias=False)
    height, width = conv.output_size(*x.shape)
    if max(conv.rows.padded_size(x.shape[0]), conv.columns.padded_size(x.shape[1])) > MOST:
        raise WrongValueError(f"x has {x.shape[0]} rows and {x.shape[1]} columns, and padding {padding}: this picture "
                              f"has room for {MOST} of each with the padding, so take a smaller x")
    inside(at, height, width)
    with_zeros = insert_zeros(weight, pair(dilation))
    zeros = Convolution(1, 1, tuple(with_zeros.shape), 1, padding, bias=False)
    with warnings.catch_warnings(action="ignore"):  # padding='same' costs a copy with an even kernel
        dilated = F.conv2d(x[None, None], weight[None, None], None, 1, padding, dilation)[0, 0]
        undilated = F.conv2d(x[None, None], with_zeros[None, None], None, 1, padding)[0, 0]
    agrees = (torch.equal(dilated, undilated) and tuple(dilated.shape) == (height, width)
              and tuple(with_zeros.shape) == conv.effective_kernel_size)
    return dilation_picture(conv, zeros, x.tolist(), weight.tolist(), with_zeros.tolist(), dilated.tolist(),
                            undilated.tolist(), at, agrees=agrees)


def insert_zeros(weight: Tensor, dilation: Pair) -> Tensor:
    """The kernel `weight`, shape (kH, kW), with dilation - 1 zeros between neighbouring rows and columns.

    >>> insert_zeros(torch.ones(2, 2), (2, 1)).tolist()
    [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]
    """
    (rows, columns), (down, across) = weight.shape, dilation
    spread = torch.zeros(rows * down, columns * across)
    spread[::down, ::across] = weight
    return spread[:rows * down - down + 1, :columns * across - across + 1]  # none behind the last weight


class DilationExplorer(Explorer):
    """`draw_dilation` with sliders: see `explore_dilation`."""

    def __init__(self) -> None:
        controls = {
            "kernel_size": slider("kernel_size", 3, 1, 4), "padding": slider("padding", 0, 0, 3),
            "dilation": slider("dilation", 2, 1, 3, label=120),
            "dilation_columns": slider("dilation, columns", 2, 1, 3, label=120),
            "lock": ipywidgets.Checkbox(True, description="rows and columns alike", indent=False),
            "same": ipywidgets.Checkbox(False, description="padding='same': keep the size", indent=False),
        }
        columns = [("kernel_size", "padding"), ("dilation", "dilation_columns"), ("lock", "same")]
        super().__init__(controls, [beside(*([controls[name] for name in names] for names in columns))], self._picture)
        self.settle("lock")
        self.follow()

    def settle(self, moved: str) -> None:
        """A control that has no say now cannot be moved."""
        lock, rows, columns = (self.controls[name] for name in ("lock", "dilation", "dilation_columns"))
        rows.description = "dilation" if lock.value else "dilation, rows"
        columns.disabled = lock.value
        self.controls["padding"].disabled = self.controls["same"].value
        if lock.value:
            columns.value = rows.value

    def _picture(self) -> Picture:
        kernel_size, padding, rows, columns, same = (self.controls[name].value for name in (
            "kernel_size", "padding", "dilation", "dilation_columns", "same"))
        return draw_dilation(X, WEIGHT[:kernel_size, :kernel_size], (rows, columns), "same" if same else padding)


def explore_dilation() -> DilationExplorer:
    """Pull a kernel apart, and see that it is the same kernel with zeros put in; find the padding that keeps the size.

    >>> explorer = explore_dilation()
    >>> explorer.controls["dilation"].value = 3
    >>> "covers 7 × 7" in explorer.alt
    True
    """
    return DilationExplorer()
