"""A task that needs to see far: grey posts at night, and a lamp 5 columns to the right that tells the kind of a post.

The kind is the toss of a coin, and the lamp is the only place in the image where its result is
written. So a network that does not read the lamp's column can find the posts, and must guess their kind.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from lesson_utils.errors import WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr

SIZE = 24  # rows and columns of an image
CELL = 8  # each cell of 8 x 8 holds at most one post with its lamp
DENSITY = 0.7  # share of the cells that hold one
TALLEST = 6  # pixels; every post is 1 pixel wide
SMALL = 2  # a post of at most this many pixels counts as small
DISTANCE = 5  # columns from a post to its lamp: odd, so that layers with dilation 2 alone step over it
PIXEL_KINDS = ("night", "yellow post", "blue post")  # what the labels 0, 1, 2 mean; nowhere shown
CHANCE = 50.0  # per cent: two kinds, equally likely
POST = torch.tensor([0.6, 0.6, 0.6])
LAMPS = torch.tensor([[1.0, 0.8, 0.1], [0.15, 0.5, 1.0]])  # red, green, blue of a yellow and of a blue lamp


@dataclass(frozen=True)
class Scenes:
    """Night scenes and the right answer for each pixel.

    `images`: (N, 3, 24, 24), values 0 to 1. `labels`: (N, 24, 24), 0 for night (and for the lamps), 1 for a
    yellow post, 2 for a blue one. `numbers`: (N, 24, 24), the number of the post that a pixel belongs to, from 1
    on through all scenes; 0 where there is none.
    """

    images: Tensor
    labels: Tensor
    numbers: Tensor

    @property
    def heights(self) -> Tensor:
        """Pixels of each post, in the order of their numbers."""
        return self.numbers.flatten().bincount()[1:]


def lamp_scenes(count: int, seed: int = 0, distance: int = DISTANCE) -> Scenes:
    """`count` scenes; each post has its lamp, as tall as itself, `distance` columns to the right (1 to 7).

    Raises `ValueError` or `TypeError` for a bad argument.

    >>> scenes = lamp_scenes(100)
    >>> scenes.images.shape, scenes.labels.unique().tolist()
    (torch.Size([100, 3, 24, 24]), [0, 1, 2])
    """
    whole_number("count", count, 1)
    whole_number("distance", distance, 1)
    if distance >= CELL:
        raise WrongValueError(tr("distance is {distance}, but a post and its lamp share a cell of {columns} columns: "
                                 "take {most} or less", distance=distance, columns=CELL, most=CELL - 1))
    generator = torch.Generator().manual_seed(seed)
    cells = (count, SIZE // CELL, SIZE // CELL)

    def whole(below: int | Tensor) -> Tensor:
        return (torch.rand(cells, generator=generator) * below).long()

    present = torch.rand(cells, generator=generator) < DENSITY
    height = 1 + whole(TALLEST)
    top, left = whole(CELL - height), whole(CELL - distance)
    coin = whole(2)

    images, labels, numbers = (torch.zeros(count, *shape, SIZE, SIZE, dtype=dtype) for shape, dtype in
                               (((3,), torch.float32), ((), torch.long), ((), torch.long)))
    scene, cell_row, cell_column = present.nonzero().unbind(1)
    number = torch.arange(1, len(scene) + 1)
    row = cell_row * CELL + top[present]
    column = cell_column * CELL + left[present]
    kind = coin[present]
    for step in range(TALLEST):
        tall = height[present] > step
        at = scene[tall], row[tall] + step, column[tall]
        labels[at], numbers[at] = 1 + kind[tall], number[tall]
        images[at[0], :, at[1], at[2]] = POST
        images[at[0], :, at[1], at[2] + distance] = LAMPS[kind[tall]]
    return Scenes(images, labels, numbers)
