"""Small objects through pooling and upsampling, and through dilation, at the same receptive field."""

from __future__ import annotations

from functools import cache

import ipywidgets
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import box, identity
from lesson_utils.diagrams.small_objects import Way, small_objects_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.base import Explorer, beside, slider
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import one_channel, one_of, whole_number
from lesson_utils.facts.regions import kept_apart, regions
from lesson_utils.facts.stack import Stack, stack_of
from lesson_utils.images import gif_by_pillow

SIDE, WINDOW, MOST_POOLINGS = 36, 3, 2  # 36 rows can be divided by 3 twice
POOLS = {"max": (F.max_pool2d, "nn.MaxPool2d"), "average": (F.avg_pool2d, "nn.AvgPool2d")}
OUTLINE = 9 * identity(3, 3) - box(3, 3)


def small_objects(size: int = 2, gap: int = 4) -> Tensor:
    """Squares of `size` x `size` ones, `gap` zeros between neighbours, inside a margin of zeros: shape (36, 36).

    >>> small_objects(size=2, gap=4).sum() / 4
    tensor(36.)
    """
    whole_number("size", size, 1)
    whole_number("gap", gap, 1)
    if size > SIDE - 2:
        raise WrongValueError(f"size is {size}, but the map has {SIDE} rows, its margin included: take {SIDE - 2} or "
                              "less")
    count = (SIDE - 2 + gap) // (size + gap)
    first = (SIDE + gap - count * (size + gap)) // 2
    along = torch.zeros(SIDE)
    for start in range(first, first + count * (size + gap), size + gap):
        along[start:start + size] = 1
    return along[:, None] * along


def draw_small_objects(x: Tensor, poolings: int = 1, kind: str = "max") -> Picture:
    """The objects of map `x` through pooling, convolution and upsampling, and through one dilated convolution.

    `x` has shape (H, W), ones on zeros; an object is a region of ones that hang together by their sides. The
    first way pools with windows of 3 x 3, `poolings` times (0 to 2; `kind` "max" or "average"), convolves and
    scales up by repeating. The second is the same 3 x 3 convolution without pooling; its dilation is chosen so
    that both have the same receptive field, which is asked of torch's gradient at that moment.

    >>> draw_small_objects(small_objects(size=1, gap=4)).alt.split(": ")[1]
    'pooling, upsampling keeps 9 of 49 apart (receptive field 1 + 2·1 + 2·3 = 9); dilation keeps 49 of 49 apart \
(receptive field 1 + 8·1 = 9).'
    """
    whole_number("poolings", poolings, 0)
    if poolings > MOST_POOLINGS:
        raise WrongValueError(f"poolings is {poolings}, and this picture has room for {MOST_POOLINGS}: take 0 to "
                              f"{MOST_POOLINGS}")
    one_of("kind", kind, POOLS)
    one_channel("x", x.shape)
    shrinks = WINDOW ** poolings
    if x.shape[0] % shrinks or x.shape[1] % shrinks or max(x.shape) > 2 * SIDE or not x.any():
        raise WrongValueError(f"x has {x.shape[0]} rows and {x.shape[1]} columns: with poolings {poolings} take "
                              f"numbers that {shrinks} divides, at most {2 * SIDE}, and an x that is not 0 everywhere")
    objects, images = regions(x.tolist()), x[None, None].float()
    stacks = stacks_of(poolings)
    outputs = [pool_convolve_upsample(images, poolings, kind)[0, 0], convolve(images, stacks[1])[0, 0]]
    kept = [kept_apart(objects, regions(above_half(output).tolist())) for output in outputs]
    dilation = stacks[1].layers[0].dilation
    names = ("pooling, upsampling", "dilation")
    codes = ([f"{POOLS[kind][1]}({WINDOW})"] * poolings + ["nn.Conv2d(1, 1, 3, padding=1)",
                                                          f"nn.Upsample(scale_factor={shrinks})"],
             [f"nn.Conv2d(1, 1, 3, padding={dilation},", f"          dilation={dilation})"])
    ways = [Way(*way) for way in zip(names, codes, stacks, (o.double().tolist() for o in outputs), kept, strict=True)]
    middle = [side // shrinks // 2 * shrinks + shrinks // 2 for side in x.shape]
    return small_objects_picture((x != 0).tolist(), objects, OUTLINE.tolist(), ways, tuple(middle),
                                 agrees=ask_torch(poolings), gif=gif_by_pillow)


def stacks_of(poolings: int) -> tuple[Stack, Stack]:
    """(poolings and a convolution, one dilated convolution) along the rows, with the same receptive field."""
    pooled, _ = stack_of(*[Convolution(1, 1, WINDOW, stride=WINDOW)] * poolings, Convolution(1, 1, 3, padding=1))
    dilation = (pooled.fields[-1].size - 1) // 2
    dilated, _ = stack_of(Convolution(1, 1, 3, padding=dilation, dilation=dilation))
    return pooled, dilated


def pool_convolve_upsample(x: Tensor, poolings: int, kind: str, weight: Tensor = OUTLINE) -> Tensor:
    """The first way: `x` and the result have shape (N, 1, H, W)."""
    for _ in range(poolings):
        x = POOLS[kind][0](x, WINDOW)
    return F.interpolate(F.conv2d(x, weight[None, None], padding=1), scale_factor=float(WINDOW ** poolings))


def convolve(x: Tensor, stack: Stack, weight: Tensor = OUTLINE) -> Tensor:
    """The second way, with the dilation of its one layer; it pads so that the map keeps its size."""
    dilation = stack.layers[0].dilation
    return F.conv2d(x, weight[None, None], padding=dilation, dilation=dilation)


def above_half(output: Tensor) -> Tensor:
    """Where a map is above half of its largest value, and above 0."""
    return (2 * output > output.max()) & (output > 0)


@cache
def ask_torch(poolings: int) -> bool:
    """Whether torch's gradient finds the receptive fields that our recurrence says, and both ways have the same.

    With averages and a kernel of ones, so that nothing stops the gradient; the map is large enough for the field.
    """
    stacks, side = stacks_of(poolings), WINDOW ** (poolings + 2)
    x = torch.zeros(1, 1, side, side, requires_grad=True)
    ones = box(3, 3)
    outputs = (pool_convolve_upsample(x, poolings, "average", ones), convolve(x, stacks[1], ones))
    sizes = []
    for output in outputs:
        (gradient,) = torch.autograd.grad(output[0, 0, side // 2, side // 2], x)
        reached = gradient[0, 0].sum(1).nonzero().flatten()
        sizes.append(int(reached[-1] - reached[0]) + 1)
    return sizes == [stack.fields[-1].size for stack in stacks] and sizes[0] == sizes[1]


class SmallObjectsExplorer(Explorer):
    """`draw_small_objects` with sliders: see `explore_small_objects`."""

    def __init__(self) -> None:
        controls = {
            "poolings": slider("poolings", 1, 0, MOST_POOLINGS),
            "kind": ipywidgets.Dropdown(options=list(POOLS), description="kind", layout={"width": "200px"},
                                        style={"description_width": "88px"}),
            "size": slider("object size", 1, 1, 4), "gap": slider("gap", 4, 1, 9),
        }
        columns = [("poolings", "kind"), ("size", "gap")]
        super().__init__(controls, [beside(*([controls[name] for name in names] for names in columns))], self._picture)
        self.follow()

    def _picture(self) -> Picture:
        poolings, kind, size, gap = (self.controls[name].value for name in ("poolings", "kind", "size", "gap"))
        return draw_small_objects(small_objects(size, gap), poolings, kind)


def explore_small_objects() -> SmallObjectsExplorer:
    """Small objects, seen by pooling and upsampling and by dilation: which of the two keeps them apart, and when?

    >>> explorer = explore_small_objects()
    >>> explorer.controls["poolings"].value = 0
    >>> explorer.alt.count("keeps 49 of 49 apart")
    2
    """
    return SmallObjectsExplorer()
