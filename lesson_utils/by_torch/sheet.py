"""What the Conv2d sheet says, asked of torch: every number by comparing two modules, every refusal in its own words."""

from __future__ import annotations

import inspect
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.by_torch.words import torch_says
from lesson_utils.cost import cost_table
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.sheet import Argument, Effect, Refusal
from lesson_utils.facts.stack import stack_of
from lesson_utils.language import mark, tr

SIZE = 16  # rows and columns of the input of every comparison
BASE = {"in_channels": 4, "out_channels": 8, "kernel_size": 3, "padding": 1}
NEXT_SIZE = 3  # kernel_size of a layer on top, which sees what a stride does to the field

# name -> (what it does, the value it is changed to, an illegal setting)
ARGUMENTS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "in_channels": (mark("maps of the input, and slices of each kernel"), 8, {"channels": 3}),
    "out_channels": (mark("number of kernels, one for each output map"), 16, {"out_channels": 0}),
    "kernel_size": (mark("kernel rows and columns, as a number or a pair"), 5, {"kernel_size": 19}),
    "stride": (mark("step from one window to the next"), 2, {"stride": 0}),
    "padding": (mark("border on each side, or 'same', or 'valid' (0)"), 2, {"padding": "same", "stride": 2}),
    "dilation": (mark("distance of the taps; covers d·(k − 1) + 1"), 2, {"dilation": 0}),
    "groups": (mark("splits channels; set to in_channels: depthwise"), 2, {"groups": 3}),
    "bias": (mark("one number for each output map, added"), False, {"bias": "no"}),
    "padding_mode": (mark("border's values; also 'reflect', 'replicate'"), "circular",
                     {"padding_mode": "reflect", "padding": SIZE}),
}
RECIPES = {
    "standard": Convolution(8, 16, 3, padding=1),
    "depthwise": Convolution(8, 8, 3, padding=1, groups=8),
    "pointwise": Convolution(8, 16, 1),
    "dilated": Convolution(8, 16, 3, padding=2, dilation=2),
    "half": Convolution(8, 16, 3, stride=2, padding=1),
}


def argument(name: str, default: Any) -> Argument:
    """One argument, compared at two values, all others being those of BASE."""
    what, after, illegal = ARGUMENTS[name]
    before = BASE.get(name, default)
    has_default = default is not inspect.Parameter.empty
    return Argument(name, repr(default) if has_default else "", tr(what), before, after,
                    effects(BASE | {name: before}, BASE | {name: after}), refusal(illegal))


def effects(before: dict[str, Any], after: dict[str, Any]) -> tuple[Effect, Effect, Effect, Effect]:
    """What changes from one setting to the other: output rows, parameters, MACs, receptive field.

    >>> [effect.words for effect in effects(BASE, BASE | {"stride": 2})]
    ['16 → 8', '296', '73728 → 18432', '3']
    """
    (shape, *old), (new_shape, *new) = measured(before), measured(after)
    maps = ""
    if shape[1] != new_shape[1]:
        maps = tr("maps\n{before} → {after}", before=shape[1], after=new_shape[1])
    parameters, macs, field, next_field = map(Effect, old, new)
    if field.sign != next_field.sign:
        field = field._replace(note=tr("next layer\n{words}", words=next_field.words))
    return Effect(shape[2], new_shape[2], maps), parameters, macs, field


def measured(settings: dict[str, Any]) -> tuple[tuple[int, ...], int, int, int, int]:
    """(output shape, parameters, MACs, receptive field, that of a 3 x 3 layer on top), all by torch.

    >>> measured(BASE)
    ((1, 8, 16, 16), 296, 73728, 3, 5)
    """
    module = nn.Conv2d(**settings)
    on_top = nn.Conv2d(module.out_channels, 1, NEXT_SIZE)
    table = cost_table(module, (1, module.in_channels, SIZE, SIZE))
    return (table.rows[0].output_shape, table.parameters, table.macs,
            *(rows_read(nn.Sequential(*layers)) for layers in ((module,), (module, on_top))))


def rows_read(layers: nn.Sequential) -> int:
    """Rows of the image from the first to the last that a middle unit reads, by the gradient; weights become 1."""
    for layer in layers:
        nn.init.ones_(layer.weight)
    image = torch.zeros(1, layers[0].in_channels, SIZE, SIZE, requires_grad=True)
    output = layers(image)[0, 0]
    gradient = torch.autograd.grad(output[output.shape[0] // 2, output.shape[1] // 2], image)[0]
    rows = gradient.sum((0, 1, 3)).nonzero()
    return int(rows[-1] - rows[0]) + 1


def arithmetic_agrees(settings: dict[str, Any]) -> bool:
    """Whether our arithmetic gives the numbers of `measured`; it knows no padding_mode, which changes none."""
    conv = Convolution(**{name: value for name, value in settings.items() if name != "padding_mode"})
    stack, _ = stack_of(conv, Convolution(1, 1, NEXT_SIZE))
    return measured(settings) == ((1, conv.out_channels, *conv.output_size(SIZE, SIZE)), conv.parameters,
                                  conv.macs(SIZE, SIZE), *(field.size for field in stack.fields[1:]))


def refusal(illegal: dict[str, Any]) -> Refusal:
    """What PyTorch says of an illegal setting, and what to do instead; `channels` are those of the input.

    >>> refusal({"stride": 0})
    Refusal(code='stride=0', torch_words='RuntimeError: non-positive stride is not supported', remedy='take 1 or more')
    """
    given = BASE | {name: value for name, value in illegal.items() if name != "channels"}
    channels = illegal.get("channels", given["in_channels"])
    said = torch_says(given, SIZE, SIZE, channels)
    if "channels" in illegal:
        return Refusal(tr("in_channels={in_channels}, x of {channels} channels", in_channels=given["in_channels"],
                          channels=channels), said, "")
    code = ", ".join(f"{name}={value!r}" for name, value in illegal.items())
    if "bias" in illegal:
        return Refusal(code, said, tr("It has a bias.") if nn.Conv2d(**given, device="meta").bias is not None else "")
    error = None if "padding_mode" in illegal else Convolution(**given).error(SIZE, SIZE)
    return Refusal(code, said, str(error.remedy) if error else "")


def signature() -> inspect.Signature:
    """The signature of `nn.Conv2d`."""
    return inspect.signature(nn.Conv2d)


def padded_row(mode: str) -> list[int]:
    """The row 1, 2, 3 with a padding of 1, by `F.pad`.

    >>> padded_row("circular")
    [3, 1, 2, 3, 1]
    """
    row = torch.tensor([[[1.0, 2.0, 3.0]]])
    return F.pad(row, (1, 1), mode="constant" if mode == "zeros" else mode)[0, 0].int().tolist()
