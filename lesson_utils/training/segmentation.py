"""The networks of the lamp task, trained and measured: do they find the posts, and can they tell their kind?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mean, median
from typing import NamedTuple

from torch import Tensor, nn

from lesson_utils.cost import cost_table
from lesson_utils.errors import WrongValueError
from lesson_utils.language import tr
from lesson_utils.timing import seconds_of
from lesson_utils.training.loop import Recipe, check_recipe, classify, descend
from lesson_utils.training.posts import DISTANCE, SMALL, Scenes, lamp_scenes
from lesson_utils.training.segmenter import SEGMENTERS, Segmenter
from lesson_utils.training.series import Job, Measured, run_series, with_spread
from lesson_utils.training.words import segmenter_word

RECIPE = Recipe(steps=120, batch=16, rate=0.02)
TRAINED, TESTED = 1024, 400  # scenes
TEST_SEED = 1_000_000  # far from the seeds that training scenes are drawn with


class Count(NamedTuple):
    """How many of the posts were found."""

    found: int
    of: int

    def __str__(self) -> str:
        return tr("{found:,} of {all:,}", found=self.found, all=self.of)


@dataclass(frozen=True)
class Answers:
    """What a network answers in test scenes, where the right answers are known.

    `kind`: per cent of the pixels of posts that get the right kind, when it may choose between the two kinds
    alone: chance is 50. `small` and `tall`: posts of which more than half the pixels are labelled as a post,
    of whichever kind. `extra`: pixels labelled as a post where there is none, for each 100 pixels of posts.
    """

    kind: float
    small: Count
    tall: Count
    extra: float


def question(network: nn.Module, scenes: Scenes) -> Answers:
    """Compare the answers of a network with the right ones.

    >>> untrained = question(Segmenter(), lamp_scenes(50))
    >>> untrained.small.of + untrained.tall.of == len(lamp_scenes(50).heights)
    True
    """
    posts = scenes.labels > 0
    labels = classify(network, scenes.images)
    kinds = 1 + classify(_KindsAlone(network), scenes.images)
    found = _pixels_of_posts(scenes, posts & (labels > 0)) > scenes.heights / 2
    small = scenes.heights <= SMALL
    return Answers(kind=100 * (kinds == scenes.labels)[posts].double().mean().item(),
                   small=Count(int(found[small].sum()), int(small.sum())),
                   tall=Count(int(found[~small].sum()), int((~small).sum())),
                   extra=100 * int((labels > 0)[~posts].sum()) / int(posts.sum()))


class _KindsAlone(nn.Module):
    """A network's scores without those for night."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x)[:, 1:]


def _pixels_of_posts(scenes: Scenes, where: Tensor) -> Tensor:
    """For each post, how many of its pixels are among `where`."""
    return scenes.numbers[where].bincount(minlength=len(scenes.heights) + 1)[1:]


@dataclass(frozen=True)
class SegmenterRun:
    """One trained network of the lamp task; `seconds` is the time for one scene, on one thread."""

    name: str
    seed: int
    answers: Answers
    parameters: int
    macs: int
    seconds: float
    network: nn.Module

    @property
    def label(self) -> str:
        """The network's name in words; `name` is an id."""
        return segmenter_word(self.name)

    @staticmethod
    def cells(runs: Sequence[SegmenterRun]) -> dict[str, str]:
        """The line in a table for all seeds of one network; posts are added up."""
        answers = [run.answers for run in runs]
        return {tr("network"): runs[0].label, tr("parameters"): f"{runs[0].parameters:,}",
                tr("MACs"): f"{runs[0].macs:,}", tr("time"): f"{1000 * median(run.seconds for run in runs):.2f} ms",
                tr("right kind"): with_spread([each.kind for each in answers]),
                tr("small posts found"): str(Count(*map(sum, zip(*(each.small for each in answers), strict=True)))),
                tr("tall posts found"): str(Count(*map(sum, zip(*(each.tall for each in answers), strict=True)))),
                tr("extra pixels"): f"{mean(each.extra for each in answers):.1f} %"}


def measure_segmenters(names: Sequence[str] = tuple(SEGMENTERS), seeds: Sequence[int] = (0,),
                       distance: int = DISTANCE, recipe: Recipe = RECIPE) -> Measured[SegmenterRun]:
    """Train networks of the lamp task, by their names in `SEGMENTERS`, and measure them on scenes not seen before.

    All networks of one seed learn from the same scenes, in the same order; all have the same number of
    parameters. Raises `ValueError` or `TypeError` for a bad argument.

    >>> measured = measure_segmenters(["plain"], recipe=Recipe(steps=2, batch=4, rate=0.02))
    >>> measured.runs[0].answers.small.of
    874
    """
    check_recipe(recipe)
    unknown = [name for name in names if name not in SEGMENTERS]
    if unknown:
        raise WrongValueError(tr("names has {name!r}: take some of {names}", name=unknown[0],
                                 names=", ".join(map(repr, SEGMENTERS))))
    test = lamp_scenes(TESTED, TEST_SEED, distance)

    def jobs() -> Iterator[tuple[str, Job[SegmenterRun]]]:
        for seed in seeds:
            scenes = lamp_scenes(TRAINED, seed, distance)
            for name in names:
                words = tr("{network}, seed {seed}", network=segmenter_word(name), seed=seed)
                yield words, partial(_measure, name, seed, scenes, test, recipe)

    return run_series(jobs(), len(seeds) * len(names), recipe.steps)


def _measure(name: str, seed: int, scenes: Scenes, test: Scenes, recipe: Recipe,
             advance: Callable[[], None]) -> SegmenterRun:
    network = Segmenter(**SEGMENTERS[name], seed=seed)
    for _ in descend(network, scenes.images, scenes.labels, recipe, seed):
        advance()
    scene = test.images[:1]
    cost = cost_table(network, tuple(scene.shape))
    return SegmenterRun(name, seed, question(network, test), cost.parameters, cost.macs,
                        seconds_of(network, scene, seconds=0.05), network)
