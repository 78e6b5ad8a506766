"""A 1 x 1 convolution: one pixel's channels, weighted and added."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import integers
from lesson_utils.diagrams.pointwise import pointwise_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, slider
from lesson_utils.facts.convolution import Convolution

MOST_IN, MOST_OUT, SIZE = 4, 5, 4  # channels for which the picture has room; rows and columns of a map
X = integers(MOST_IN, SIZE, SIZE, seed=6)
WEIGHT = integers(MOST_OUT, MOST_IN, 1, 1, low=-2, high=2, seed=12)


def draw_pointwise(x: Tensor, weight: Tensor, at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of a 1 x 1 convolution at pixel `at`.

    `x` has shape (m, H, W), `weight` (n, m, 1, 1), with m at most 4 and n at most 5. The maps are
    computed by `F.conv2d`; that each pixel is the matrix product `weight · x` is checked at that moment.

    >>> draw_pointwise(X[:3], WEIGHT[:2, :3]).alt[:60]
    'A pointwise convolution: at each pixel 3 input channels beco'
    """
    if weight.dim() != 4 or tuple(weight.shape[2:]) != (1, 1):
        raise WrongValueError(f"weight has shape {tuple(weight.shape)}, but a pointwise kernel is 1 x 1: "
                              "give it the shape (n, m, 1, 1)")
    n, m = weight.shape[:2]
    if x.shape[0] != m:
        raise WrongValueError(f"x has {x.shape[0]} channels, but each kernel has {m}: the two must be equal")
    if m > MOST_IN or n > MOST_OUT:
        raise WrongValueError(f"weight has shape {tuple(weight.shape)}, but this picture has room for {MOST_OUT} "
                              f"output and {MOST_IN} input channels")
    conv = Convolution(m, n, 1, bias=False)
    output = F.conv2d(x, weight)  # (n, H, W)
    agrees = torch.equal(torch.einsum("nm,mrc->nrc", weight[:, :, 0, 0], x), output)
    agrees = agrees and tuple(output.shape[1:]) == conv.output_size(*x.shape[1:])
    return pointwise_picture(conv, x.tolist(), weight[:, :, 0, 0].tolist(), output.tolist(), at, agrees=agrees)


class PointwiseExplorer(Explorer):
    """`draw_pointwise` with sliders: see `explore_pointwise`."""

    def __init__(self) -> None:
        m, n = slider("in_channels", 3, 1, MOST_IN), slider("out_channels", 4, 1, MOST_OUT)
        super().__init__({"in_channels": m, "out_channels": n}, [m, n],
                         lambda: draw_pointwise(X[:m.value], WEIGHT[:n.value, :m.value], (1, 1)))
        self.follow()


def explore_pointwise() -> PointwiseExplorer:
    """Raise and lower the number of channels with a 1 x 1 convolution; point at a pixel to see its sums.

    >>> explorer = explore_pointwise()
    >>> explorer.controls["out_channels"].value = 2
    >>> "become 2 output channels" in explorer.alt
    True
    """
    return PointwiseExplorer()
