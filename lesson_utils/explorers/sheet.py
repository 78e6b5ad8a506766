"""The Conv2d sheet: the picture of a whole signature."""

from __future__ import annotations

from lesson_utils.by_torch.sheet import ARGUMENTS, BASE, SIZE, argument, arithmetic_agrees, padded_row, signature
from lesson_utils.diagrams.sheet import sheet_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.stack import stack_of
from lesson_utils.language import mark, tr

RECIPES = {  # name, marked -> a convolution worth remembering
    mark("standard"): Convolution(8, 16, 3, padding=1),
    mark("depthwise"): Convolution(8, 8, 3, padding=1, groups=8),
    mark("pointwise"): Convolution(8, 16, 1),
    mark("dilated"): Convolution(8, 16, 3, padding=2, dilation=2),
    mark("half the size"): Convolution(8, 16, 3, stride=2, padding=1),
}


def conv2d_sheet() -> Picture:
    """Every argument of `nn.Conv2d` on one page: what it does, its default, what it changes, what is illegal.

    Defaults are read off the signature, changes are found by comparing two modules, and the words of a refusal
    are PyTorch's own. The page is A4; `assets/conv2d_sheet.pdf` is the same to print.

    >>> conv2d_sheet().alt.split(". ")[1]
    'in_channels, no default: maps of the input, and slices of each kernel'
    """
    base = Convolution(**BASE)
    arguments = [argument(name) for name in ARGUMENTS]
    tried = [BASE, *(BASE | {row.name: row.after} for row in arguments)]
    return sheet_picture(signature(), base, SIZE, stack_of(base)[0], arguments,
                         {tr(name): conv for name, conv in RECIPES.items()},
                         {mode: padded_row(mode) for mode in ("zeros", "circular")},
                         agrees=all(map(arithmetic_agrees, tried)))
