"""The training loop, short enough to read, and what a trained network answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, isfinite
from numbers import Real
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr
from lesson_utils.training.progress import Progress


class Recipe(NamedTuple):
    """How to train: number of steps, images in each, and the largest learning rate."""

    steps: int
    batch: int
    rate: float


@dataclass(frozen=True)
class Training:
    """What `train` did: the loss after each step, and the number of steps that were planned."""

    losses: tuple[float, ...]
    planned: int

    @property
    def complete(self) -> bool:
        """Whether all planned steps were taken."""
        return len(self.losses) == self.planned

    def __repr__(self) -> str:
        steps = {"done": len(self.losses), "planned": self.planned}
        if self.complete:
            return tr("Trained {done} of {planned} steps", **steps)
        return tr("Stopped early, with the network as it was then: {done} of {planned} steps", **steps)


def train(network: nn.Module, images: Tensor, labels: Tensor, recipe: Recipe, seed: int = 0) -> Training:
    """Train `network` in place with Adam and cross-entropy, and show a bar; `seed` orders the images.

    `images`: (N, C, H, W); `labels`: (N,), or (N, H, W) if each pixel has one. The learning rate rises to
    `recipe.rate` and falls to zero. One thread computes, and the same seed gives the same weights. The stop
    button ends the training early: the network stays usable, in eval mode, and the result says how far it
    came. Raises `ValueError` or `TypeError` for a bad argument.

    >>> layer = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    >>> train(layer, torch.rand(8, 1, 2, 2), torch.arange(8) % 2, Recipe(steps=5, batch=4, rate=0.1))
    Trained 5 of 5 steps
    """
    check_recipe(recipe)
    if len(images) != len(labels) or len(images) == 0:
        raise WrongValueError(tr("images holds {images} and labels holds {labels}: give each image its label, and at "
                                 "least one image", images=len(images), labels=len(labels)))
    losses: list[float] = []
    try:
        with one_thread(), Progress(recipe.steps) as bar:
            for loss in descend(network, images, labels, recipe, seed):
                losses.append(loss)
                bar.advance()
    except KeyboardInterrupt:
        pass  # the learner's stop button: what follows in the notebook has a network to work with
    return Training(tuple(losses), recipe.steps)


@contextmanager
def one_thread() -> Iterator[None]:
    """PyTorch computes with one thread here: the same sums on a machine with many cores, and hardly slower.

    Layers as small as ours gain little from a second thread, and lose much when another program wants it.

    >>> with one_thread():
    ...     torch.get_num_threads()
    1
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def descend(network: nn.Module, images: Tensor, labels: Tensor, recipe: Recipe, seed: int) -> Iterator[float]:
    """Train `network` in place, one step each time that the next loss is asked for; end in eval mode, always."""
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=recipe.steps)
    network.train()
    try:
        for chosen in batches(len(images), recipe, seed):
            loss = F.cross_entropy(network(images[chosen]), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            yield loss.item()
    finally:
        network.eval()


def batches(count: int, recipe: Recipe, seed: int) -> Tensor:
    """Indices (steps, batch) of `count` images: every image once, in a new order each time round.

    >>> batches(4, Recipe(steps=2, batch=4, rate=0.1), seed=0).sort().values.tolist()
    [[0, 1, 2, 3], [0, 1, 2, 3]]
    """
    generator = torch.Generator().manual_seed(seed)
    needed = recipe.steps * recipe.batch
    rounds = [torch.randperm(count, generator=generator) for _ in range(ceil(needed / count))]
    return torch.cat(rounds)[:needed].view(recipe.steps, recipe.batch)


def check_recipe(recipe: Recipe) -> None:
    """Raise `ValueError` or `TypeError` if this is not how to train."""
    if not isinstance(recipe, Recipe):
        raise WrongTypeError(tr("recipe is {recipe!r}: write Recipe(steps=150, batch=100, rate=0.03), with your "
                                "numbers", recipe=recipe))
    whole_number("steps", recipe.steps, 1)
    whole_number("batch", recipe.batch, 1)
    if isinstance(recipe.rate, bool) or not isinstance(recipe.rate, Real):
        raise WrongTypeError(tr("rate is {rate!r}, of type {type}: write a number above 0", rate=recipe.rate,
                                type=type(recipe.rate).__name__))
    if not (recipe.rate > 0 and isfinite(recipe.rate)):
        raise WrongValueError(tr("rate is {rate}: take a number above 0, such as 0.02", rate=recipe.rate))


def classify(network: nn.Module, images: Tensor) -> Tensor:
    """The label with the highest score, for each image (N,) or for each of its pixels (N, H, W); in eval mode."""
    was_training = network.training
    network.eval()
    try:
        with torch.inference_mode():
            return torch.cat([network(part).argmax(dim=1) for part in images.split(256)])
    finally:
        network.train(was_training)


def accuracy(network: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Per cent of all images (or pixels) that get the right label.

    >>> accuracy(nn.Flatten(), torch.eye(3).reshape(3, 3, 1, 1), torch.tensor([0, 1, 0]))  # 2 of 3
    66.66666666666667
    """
    right = classify(network, images) == labels
    return 100 * int(right.sum()) / right.numel()
