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


IMAGE = integers(12, 12)
RANDOM_KERNEL = integers(7, 7, low=-2, high=2, seed=4)


def box(rows: int, columns: int) -> Tensor:
    """All ones: adds up the window. Divided by rows · columns it would be a blur."""
    return torch.ones(rows, columns)


def edge(rows: int, columns: int) -> Tensor:
    """Left minus right, the middle rows weighted more (3 x 3: Sobel's kernel); top minus bottom for one column.

    >>> edge(3, 3).tolist()
    [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
    """
    if columns == 1:
        return edge(1, rows).T if rows > 1 else torch.ones(1, 1)
    weights = torch.minimum(torch.arange(rows), torch.arange(rows).flip(0)) + 1
    signs = torch.sign((columns - 1) / 2 - torch.arange(columns))
    return weights[:, None] * signs


def identity(rows: int, columns: int) -> Tensor:
    """One in the middle, zero elsewhere: copies the input."""
    kernel = torch.zeros(rows, columns)
    kernel[(rows - 1) // 2, (columns - 1) // 2] = 1
    return kernel


def random_integers(rows: int, columns: int) -> Tensor:
    """Whole numbers from −2 to 2, cropped from one seeded table."""
    return RANDOM_KERNEL[:rows, :columns].clone()


KERNELS = {"edge": edge, "box (all ones)": box, "identity": identity, "random integers": random_integers}
