"""`make assets`: the pictures of the README, drawn by the project's own diagrams."""

from __future__ import annotations

from pathlib import Path

import torch.nn.functional as F

from lesson_utils.arithmetic import Convolution
from lesson_utils.diagrams.animation import sliding_picture
from lesson_utils.explorers.tensors import KERNELS, integers

ASSETS = Path(__file__).parent


def sliding_convolution() -> str:
    """A 3 x 3 window with stride 2 over a padded 5 x 5 image."""
    conv = Convolution(1, 1, 3, stride=2, padding=1, bias=False)
    x, weight = integers(5, 5), KERNELS["edge"](3, 3)
    output = F.conv2d(x[None, None], weight[None, None], None, conv.stride, conv.padding)[0, 0]
    return sliding_picture(conv, x.tolist(), weight.tolist(), output.tolist()).svg


PICTURES = {"convolution.svg": sliding_convolution}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (ASSETS / name).write_text(draw() + "\n", encoding="utf-8")
        print(f"assets/{name}")
