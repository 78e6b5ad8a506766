"""Small objects through pooling and upsampling, and through dilation, at the same receptive field."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.by_torch.fields import two_ways
from lesson_utils.by_torch.pooling import POOLS
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts import small_objects as facts
from lesson_utils.facts.engine import Answer
from lesson_utils.facts.legality import one_channel, one_of, whole_number
from lesson_utils.images import gif_by_pillow
from lesson_utils.language import tr
from lesson_utils.scenes.small_objects import SmallObjectsScene, draw_two_ways


def small_objects(size: int = 2, gap: int = 4) -> Tensor:
    """Squares of `size` x `size` ones, `gap` zeros between neighbours, inside a margin of zeros: shape (36, 36).

    >>> small_objects(size=2, gap=4).sum() / 4
    tensor(36.)
    """
    return torch.tensor(facts.small_objects(size, gap))


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
    if poolings > facts.MOST_POOLINGS:
        raise WrongValueError(tr("poolings is {poolings}, and this picture has room for {most}: take 0 to {most}",
                                 poolings=poolings, most=facts.MOST_POOLINGS))
    one_of("kind", kind, POOLS)
    one_channel("x", x.shape)
    shrinks = facts.WINDOW ** poolings
    if x.shape[0] % shrinks or x.shape[1] % shrinks or max(x.shape) > 2 * facts.SIDE or not x.any():
        raise WrongValueError(tr("x has {rows} rows and {columns} columns: with poolings {poolings} take numbers that "
                                 "{shrinks} divides, at most {most}, and an x that is not 0 everywhere",
                                 rows=x.shape[0], columns=x.shape[1], poolings=poolings, shrinks=shrinks,
                                 most=2 * facts.SIDE))
    outputs, agrees = two_ways(x, poolings, kind)
    return draw_two_ways(x.tolist(), poolings, kind, Answer(tuple(o.tolist() for o in outputs), agrees), gif_by_pillow)


def explore_small_objects(**controls: Any) -> Explorer:
    """Small objects, seen by pooling and upsampling and by dilation: which of the two keeps them apart, and when?

    `controls`: how they stand at first, by name, such as `gap=2`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_small_objects()
    >>> explorer.controls["poolings"].value = 0
    >>> explorer.alt.count("keeps 49 of 49 apart")
    2
    """
    return explorer(SmallObjectsScene(TorchEngine()), controls, "explore_small_objects")
