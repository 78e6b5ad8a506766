"""Pooling and upsampling by torch, each compared at that moment with what our arithmetic says."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer
from lesson_utils.facts.upsampling import upsampling_taps

POOLS = {"max": F.max_pool2d, "average": F.avg_pool2d}


def pool(conv: Convolution, kind: str, x: Tensor) -> Answer[Tensor]:
    """The output (H', W') of a pooling of `x` (H, W) with windows like those of `conv`; `kind` is a key of POOLS.

    Compared: the windows that our arithmetic names.

    >>> pool(Convolution(1, 1, 2, stride=2), "max", torch.tensor([[1.0, 2], [3, 4]]))
    Answer(value=tensor([[4.]], dtype=torch.float64), agrees=True)
    """
    output = POOLS[kind](x[None, None].double(), conv.kernel_size, conv.stride)[0, 0]
    size = conv.output_size(*x.shape)
    if tuple(output.shape) != size:
        return Answer(output, False)
    rows = torch.tensor([conv.rows.taps(r) for r in range(size[0])])
    columns = torch.tensor([conv.columns.taps(c) for c in range(size[1])])
    windows = x.double()[rows[:, :, None, None], columns[None, None]]  # (H', kH, W', kW)
    by_hand = windows.amax((1, 3)) if kind == "max" else windows.mean((1, 3))
    return Answer(output, torch.allclose(by_hand, output))


def upsample(x: Tensor, factor: int, mode: str) -> Answer[Tensor]:
    """`x` (H, W) scaled up; `mode` is "nearest" or "bilinear". Compared: the weighted sums that our taps name."""
    output = F.interpolate(x[None, None].double(), scale_factor=float(factor), mode=mode)[0, 0]
    rows, columns = (_as_matrix(size, factor, mode) for size in x.shape)
    same_size = output.shape == (len(rows), len(columns))
    return Answer(output, same_size and torch.allclose(rows @ x.double() @ columns.T, output))


def _as_matrix(size: int, factor: int, mode: str) -> Tensor:
    """The taps of an upsampling along one axis as a matrix: (outputs, inputs)."""
    taps = upsampling_taps(size, factor, mode)
    return torch.tensor([[float(tap.get(position, 0)) for position in range(size)] for tap in taps],
                        dtype=torch.float64)
