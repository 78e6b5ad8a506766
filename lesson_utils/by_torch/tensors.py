"""The numbers that the explorers show: seeded once, and never drawn anew when a slider moves."""

from __future__ import annotations

import torch
from torch import Tensor

SEED = 20


def integers(*shape: int, low: int = 0, high: int = 9, seed: int = SEED) -> Tensor:
    """Whole numbers from low to high (included) as a float tensor of `shape`, the same at every call.

    >>> integers(2, 3).shape, bool((integers(12, 12) == integers(12, 12)).all())
    (torch.Size([2, 3]), True)
    """
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(low, high + 1, shape, generator=generator).float()
