"""Pooling and upsampling: the pictures of two calls, and pooling with sliders."""

from __future__ import annotations

import ipywidgets
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import IMAGE
from lesson_utils.diagrams.pooling import pooling_picture, upsampling_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, beside, slider
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import inside, one_channel, one_of, whole_number
from lesson_utils.facts.upsampling import upsampling_taps

X = IMAGE[:8, :8]
MOST = 12  # rows and columns for which the pictures have room
POOLS = {"max": F.max_pool2d, "average": F.avg_pool2d}


def draw_pooling(x: Tensor, kernel_size: int = 2, stride: int = 2, kind: str = "max",
                 at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of a pooling of one channel: of each window the largest value, or the average.

    `x` has shape (H, W), `kind` is "max" or "average". torch computes the output; that each value comes from the
    window that our arithmetic names is checked at that moment.

    >>> draw_pooling(X, kind="average").alt[:66]
    'The average of each 2 × 2 window: nn.AvgPool2d(kernel_size=2, stri'
    """
    one_of("kind", kind, POOLS)
    _has_room(x, 1)
    conv = Convolution(1, 1, kernel_size, stride, bias=False)
    conv.check(*x.shape)
    output = POOLS[kind](x[None, None].double(), kernel_size, stride)[0, 0]
    inside(at, *output.shape)
    return pooling_picture(conv, kind, x.tolist(), output.tolist(), at, agrees=ask_torch(conv, kind, x, output))


def ask_torch(conv: Convolution, kind: str, x: Tensor, output: Tensor) -> bool:
    """Whether the windows that our arithmetic names give the output of torch."""
    size = conv.output_size(*x.shape)
    if tuple(output.shape) != size:
        return False
    rows = torch.tensor([conv.rows.taps(r) for r in range(size[0])])
    columns = torch.tensor([conv.columns.taps(c) for c in range(size[1])])
    windows = x.double()[rows[:, :, None, None], columns[None, None]]  # (H', kH, W', kW)
    by_hand = windows.amax((1, 3)) if kind == "max" else windows.mean((1, 3))
    return torch.allclose(by_hand, output)


def draw_upsampling(x: Tensor, factor: int = 2, mode: str = "nearest", at: tuple[int, int] = (0, 0)) -> Picture:
    """The picture of `nn.Upsample(scale_factor=factor, mode=mode)` on one channel.

    `x` has shape (H, W), `mode` is "nearest" or "bilinear". torch computes the output; that each value is the
    weighted sum that the picture spells out is checked at that moment.

    >>> draw_upsampling(torch.tensor([[0.0, 8.0]]), mode="bilinear", at=(0, 1)).alt[-53:]
    'At the place shown: output[0, 1] = 3/4·0 + 1/4·8 = 2.'
    """
    one_of("mode", mode, ("nearest", "bilinear"))
    whole_number("factor", factor, 1)
    _has_room(x, factor)
    output = F.interpolate(x[None, None].double(), scale_factor=float(factor), mode=mode)[0, 0]
    inside(at, *output.shape)
    rows, columns = (_as_matrix(size, factor, mode) for size in x.shape)
    agrees = output.shape == (len(rows), len(columns)) and torch.allclose(rows @ x.double() @ columns.T, output)
    return upsampling_picture(mode, factor, x.tolist(), output.tolist(), at, agrees=agrees)


def _as_matrix(size: int, factor: int, mode: str) -> Tensor:
    """The taps of an upsampling along one axis as a matrix: (outputs, inputs)."""
    taps = upsampling_taps(size, factor, mode)
    return torch.tensor([[float(tap.get(position, 0)) for position in range(size)] for tap in taps],
                        dtype=torch.float64)


def _has_room(x: Tensor, factor: int) -> None:
    one_channel("x", x.shape)
    if not 0 < max(x.shape) * factor <= MOST:
        raise WrongValueError(f"x has {x.shape[0]} rows and {x.shape[1]} columns, but this picture has room for "
                              f"{MOST // factor} of each: take a smaller x")


class PoolingExplorer(Explorer):
    """`draw_pooling` with sliders: see `explore_pooling`."""

    def __init__(self) -> None:
        controls = {
            "kind": ipywidgets.Dropdown(options=list(POOLS), description="kind", layout={"width": "200px"},
                                        style={"description_width": "60px"}),
            "kernel_size": slider("kernel_size", 2, 1, 4), "stride": slider("stride", 2, 1, 4, label=60),
        }
        super().__init__(controls, [beside(*([control] for control in controls.values()))], lambda: draw_pooling(
            X, controls["kernel_size"].value, controls["stride"].value, controls["kind"].value))
        self.follow()


def explore_pooling() -> PoolingExplorer:
    """Move the window of a pooling, and see which numbers are left.

    >>> explorer = explore_pooling()
    >>> explorer.controls["stride"].value = 4
    >>> "8 × 8 become 2 × 2" in explorer.alt
    True
    """
    return PoolingExplorer()
