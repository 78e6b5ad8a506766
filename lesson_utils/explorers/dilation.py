"""Dilation against the same kernel with zeros put in: the picture of a call, and the same picture with sliders."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from lesson_utils.by_torch.convolving import convolve_with_zeros
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.dilation import dilation_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import inside, one_channel
from lesson_utils.language import tr
from lesson_utils.scenes.dilation import DilationScene

MOST = 20  # rows and columns, padding included, for which the picture has room


def draw_dilation(x: Tensor, weight: Tensor, dilation: int | Pair = 1, padding: int | Pair | str = 0,
                  at: Pair = (0, 0)) -> Picture:
    """A dilated convolution, and the same kernel with zeros put into the gaps; both windows stand at output `at`.

    `x` has shape (H, W) and `weight` (kH, kW). Both outputs are computed by `F.conv2d`; that they are
    equal, and of the size that our arithmetic says, is checked at that moment. Raises `ValueError` or
    `TypeError` with the reason if the settings are illegal or the picture has no room for them.

    >>> import torch
    >>> draw_dilation(torch.ones(10, 10), torch.ones(3, 3), dilation=2).alt[:81]
    'A 3 × 3 kernel with dilation 2 covers 5 × 5; the same kernel with zeros put in th'
    """
    one_channel("x", x.shape)
    one_channel("weight", weight.shape)
    conv = Convolution(1, 1, tuple(weight.shape), 1, padding, dilation, bias=False)
    size = conv.output_size(*x.shape)
    if max(conv.rows.padded_size(x.shape[0]), conv.columns.padded_size(x.shape[1])) > MOST:
        raise WrongValueError(tr("x has {rows} rows and {columns} columns, and padding {padding}: this picture has "
                                 "room for {most} of each with the padding, so take a smaller x", rows=x.shape[0],
                                 columns=x.shape[1], padding=padding, most=MOST))
    inside(at, *size)
    (with_zeros, dilated, undilated), agrees = convolve_with_zeros(conv, x, weight)
    zeros = Convolution(1, 1, tuple(with_zeros.shape), 1, padding, bias=False)
    return dilation_picture(conv, zeros, x.tolist(), weight.tolist(), with_zeros.tolist(), dilated.tolist(),
                            undilated.tolist(), at, agrees=agrees)


def explore_dilation(**controls: Any) -> Explorer:
    """Pull a kernel apart, and see that it is the same kernel with zeros put in; find the padding that keeps the size.

    `controls`: how they stand at first, by name, such as `dilation=3`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_dilation()
    >>> explorer.controls["dilation"].value = 3
    >>> "covers 7 × 7" in explorer.alt
    True
    """
    return explorer(DilationScene(TorchEngine()), controls, "explore_dilation")
