"""PyTorch's own words on illegal settings."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from lesson_utils.language import tr


def torch_says(settings: Mapping[str, Any], height: int, width: int, channels: int | None = None) -> str:
    """What PyTorch itself says of illegal settings: the error's name and its first line.

    `settings` are arguments of `nn.Conv2d`, `channels` those of the input; in_channels if None.

    >>> torch_says({"in_channels": 1, "out_channels": 1, "kernel_size": 3, "stride": 0}, 5, 5)
    'RuntimeError: non-positive stride is not supported'
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            module = nn.Conv2d(**settings)
        module(torch.zeros(1, channels or settings["in_channels"], height, width))
    except (ValueError, TypeError, RuntimeError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return tr("PyTorch runs this without a word.")
