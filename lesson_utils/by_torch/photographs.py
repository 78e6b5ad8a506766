"""The photograph through torch: in grey through any kernel, in colour through a 1 x 1 convolution."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer, Numbers, Shown
from lesson_utils.facts.grey import WHITE, grey_range
from lesson_utils.images import gif_by_pillow, load_photograph

HEIGHT, WIDTH = 240, 205
COLOUR_HEIGHT, COLOUR_WIDTH = 120, 102


def photograph() -> Tensor:
    """The photograph in grey: shape (240, 205), values 0 to 255.

    >>> photograph().shape
    torch.Size([240, 205])
    """
    return torch.from_numpy(np.asarray(load_photograph("L", WIDTH, HEIGHT), dtype=np.float32))


def colours() -> Tensor:
    """The photograph in colour, small: shape (3, 120, 102), values 0 to 255.

    >>> colours().shape
    torch.Size([3, 120, 102])
    """
    pixels = load_photograph("RGB", COLOUR_WIDTH, COLOUR_HEIGHT)
    return torch.from_numpy(np.asarray(pixels, dtype=np.float32)).permute(2, 0, 1)


def filter_photograph(conv: Convolution, weight: Numbers) -> Answer[tuple[Shown, Shown]]:
    """(the photograph in grey, its feature map by `F.conv2d`); `weight` (kH, kW), as large as `conv` says.

    >>> (photo, feature_map), agrees = filter_photograph(Convolution(1, 1, 1, stride=2), [[-1]])
    >>> (photo.rows, photo.columns), (feature_map.rows, feature_map.columns), agrees
    ((240, 205), (120, 103), None)
    """
    kernel = torch.tensor(weight, dtype=torch.float32)[None, None]
    output = F.conv2d(_grey(), kernel, None, conv.stride, conv.padding, conv.dilation)[0, 0].double().numpy()
    return Answer((_shown_photograph(), _shown(output, *grey_range(float(output.min()), float(output.max())))))


def mix_colours(per_cent: Sequence[int]) -> Answer[tuple[tuple[Shown, ...], Shown]]:
    """(the photograph's red, green and blue, their mixture in per cent by `F.conv2d`).

    >>> (channels, mixed), agrees = mix_colours((0, 100, 0))
    >>> channels[1] == mixed, agrees
    (True, None)
    """
    weight = torch.tensor(per_cent, dtype=torch.float32).reshape(1, 3, 1, 1)
    # whole numbers first, divided last: exact, so that the same weights give the same picture everywhere
    mixed = F.conv2d(_colours(), weight)[0].double().numpy() / 100
    return Answer((_shown_channels(), _shown(mixed, 0, WHITE)))


@cache
def _grey() -> Tensor:
    return photograph()[None, None]


@cache
def _colours() -> Tensor:
    return colours()


@cache
def _shown_photograph() -> Shown:
    return _shown(photograph().double().numpy(), 0, WHITE)


@cache
def _shown_channels() -> tuple[Shown, ...]:
    return tuple(_shown(channel, 0, WHITE) for channel in colours().double().numpy())


def _shown(values: np.ndarray, low: float, high: float) -> Shown:
    """A map (H, W) as it is shown: `lesson_utils.facts.grey.greys` with numpy."""
    pixels = np.rint(np.clip((values - low) * float(WHITE) / (high - low), 0, WHITE)).astype(np.uint8)
    return Shown(*values.shape, float(values.min()), float(values.max()), gif_by_pillow([r.tobytes() for r in pixels]))
