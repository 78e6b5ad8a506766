"""Networks that label every pixel: three 3 x 3 layers, with dilation or with pooling, and always as many parameters."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from lesson_utils.blocks import conv_norm_relu
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import mark, tr
from lesson_utils.training.posts import PIXEL_KINDS

# Arguments of `Segmenter` for the networks that the lesson compares
SEGMENTERS: dict[str, dict[str, Any]] = {
    "plain": {"rates": (1, 1, 1)},
    "dilation 1, 1, 2": {"rates": (1, 1, 2)},
    "dilation 1, 2, 2": {"rates": (1, 2, 2)},
    "dilation 1, 2, 4": {"rates": (1, 2, 4)},
    "dilation 2, 2, 2": {"rates": (2, 2, 2)},
    "pooling": {"pooling": True},
    "pooling, skip": {"pooling": True, "skip": True},
}


class Segmenter(nn.Module):
    """Three 3 x 3 layers and a 1 x 1 layer: (N, 3, H, W) to scores (N, 3, H, W) for `PIXEL_KINDS`, before softmax.

    `rates` are the dilations of the three layers. With `pooling` a max pool halves the map after the first
    layer, and the last map is enlarged again (nearest); H and W must then be even. With `skip` the first
    layer's map is added to the last. None of this changes the number of parameters. The weights depend on
    `seed` alone. Raises `ValueError` or `TypeError` for bad rates.

    >>> Segmenter(rates=(1, 2, 4)).third.conv
    Conv2d(16, 16, kernel_size=(3, 3), stride=(1, 1), padding=(4, 4), dilation=(4, 4), bias=False)
    """

    CHANNELS = 16

    def __init__(self, rates: tuple[int, int, int] = (1, 1, 1), pooling: bool = False, skip: bool = False,
                 seed: int = 0) -> None:
        super().__init__()
        if not isinstance(rates, (tuple, list)) or len(rates) != 3:
            raise WrongValueError(tr("rates is {rates!r}: write the dilations of three layers, such as (1, 2, 4)",
                                     rates=rates))
        for rate in rates:
            whole_number("dilation", rate, 1, called=mark("{name} in rates"))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.first = conv_norm_relu(3, self.CHANNELS, kernel_size=3, dilation=rates[0])
            self.down = nn.MaxPool2d(2) if pooling else nn.Identity()
            self.second = conv_norm_relu(self.CHANNELS, self.CHANNELS, kernel_size=3, dilation=rates[1])
            self.third = conv_norm_relu(self.CHANNELS, self.CHANNELS, kernel_size=3, dilation=rates[2])
            self.up = nn.Upsample(scale_factor=2) if pooling else nn.Identity()
            self.skip = skip
            self.head = nn.Conv2d(self.CHANNELS, len(PIXEL_KINDS), kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of each pixel of `x`."""
        first = self.first(x)
        last = self.up(self.third(self.second(self.down(first))))
        return self.head(last + first if self.skip else last)
