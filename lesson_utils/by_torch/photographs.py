"""The photograph through convolutions by torch: each map as a `Shown`, its extent and itself as a GIF file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer, Shown
from lesson_utils.facts.grey import grey_range
from lesson_utils.facts.shown import Numbers
from lesson_utils.images import gif_by_pillow, load_photograph

HEIGHT, WIDTH = 240, 205  # of the grey photograph
COLOUR_HEIGHT, COLOUR_WIDTH = 120, 102


@cache
def _grey() -> Tensor:
    return torch.from_numpy(np.asarray(load_photograph("L", WIDTH, HEIGHT), dtype=np.float32))


def photograph() -> Tensor:
    """The photograph in grey: shape (240, 205), values 0 to 255.

    >>> photograph().shape
    torch.Size([240, 205])
    """
    return _grey().clone()


@cache
def colours() -> Tensor:
    """The photograph in colour, small: shape (3, 120, 102), values 0 to 255.

    >>> colours().shape
    torch.Size([3, 120, 102])
    """
    pixels = np.asarray(load_photograph("RGB", COLOUR_WIDTH, COLOUR_HEIGHT), dtype=np.float32)
    return torch.from_numpy(pixels).permute(2, 0, 1)


def filter_photograph(conv: Convolution, weight: Numbers) -> Answer[tuple[Shown, Shown]]:
    """(the photograph, its feature map); the map's grey scale is that of `facts.grey`.

    >>> filter_photograph(Convolution(1, 1, 1), [[2]]).value[1].most
    510.0
    """
    kernel = torch.tensor(weight, dtype=torch.float32)
    feature_map = F.conv2d(_grey()[None, None], kernel[None, None], None, conv.stride, conv.padding, conv.dilation)
    values = feature_map[0, 0].double().numpy()
    black, white = grey_range(values.min(), values.max())
    return Answer((_photograph(), _shown(values, (values - black) * 255.0 / (white - black))))


def mix_colours(per_cent: Sequence[int]) -> Answer[tuple[Sequence[Shown], Shown]]:
    """(the photograph's three channels, their mixture), the mixture shown from 0 to 255.

    Whole numbers first, divided last: exact, so that the same weights give the same picture everywhere.
    """
    weight = torch.tensor(per_cent, dtype=torch.float32).reshape(1, 3, 1, 1)
    mixed = F.conv2d(colours(), weight)[0].double().numpy() / 100
    return Answer((_channels(), _shown(mixed, np.clip(mixed, 0, 255))))


@cache
def _photograph() -> Shown:
    return _shown(_grey().numpy(), _grey().numpy())


@cache
def _channels() -> Sequence[Shown]:
    return [_shown(channel, channel) for channel in colours().numpy()]


def _shown(values: Any, grey: Any) -> Shown:
    """A map, and its grey levels from 0 to 255, both (H, W)."""
    levels = np.rint(grey).astype(np.uint8)
    return Shown(*values.shape, float(values.min()), float(values.max()),
                 gif_by_pillow([row.tobytes() for row in levels], None))
