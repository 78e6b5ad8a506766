"""The Conv2d sheet: every argument on one page, computed when it is drawn."""

from __future__ import annotations

from inspect import Parameter

from lesson_utils.by_torch.sheet import (
    ARGUMENTS,
    BASE,
    RECIPES,
    SIZE,
    argument,
    arithmetic_agrees,
    padded_row,
    signature,
)
from lesson_utils.diagrams.sheet import sheet_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.stack import stack_of


def conv2d_sheet() -> Picture:
    """Every argument of `nn.Conv2d` on one page: what it does, its default, what it changes, what is illegal.

    Defaults are read off the signature, changes are found by comparing two modules, and the words of a refusal
    are PyTorch's own. The page is A4; `assets/conv2d_sheet.pdf` is the same to print.

    >>> conv2d_sheet().alt.split(". ")[1]
    'in_channels, no default: maps of the input, and slices of each kernel'
    """
    parameters = signature().parameters
    words = ", ".join(str(parameter.replace(annotation=Parameter.empty)) for parameter in parameters.values())
    base = Convolution(**BASE)
    arguments = [argument(name, parameters[name].default) for name in ARGUMENTS]
    tried = [BASE, *(BASE | {row.name: row.after} for row in arguments)]
    return sheet_picture(f"nn.Conv2d({words})", base, SIZE, stack_of(base)[0], arguments, RECIPES,
                         {mode: padded_row(mode) for mode in ("zeros", "circular")},
                         agrees=all(map(arithmetic_agrees, tried)))
