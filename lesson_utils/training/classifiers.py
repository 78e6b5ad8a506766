"""Digit networks of several widths and kinds, trained and measured: accuracy, MACs, parameters, time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from torch import nn

from lesson_utils.cost import cost_table
from lesson_utils.language import tr
from lesson_utils.timing import seconds_of
from lesson_utils.training.digits import Digits, digit_network, load_enlarged_digits
from lesson_utils.training.loop import Recipe, accuracy, check_recipe, descend
from lesson_utils.training.series import Job, Measured, run_series, with_spread
from lesson_utils.training.words import classifier_word

WIDTHS = (2, 4, 8, 16)
SEEDS = (0, 1, 2)
RECIPE = Recipe(steps=150, batch=64, rate=0.03)  # each image 9 or 10 times


@dataclass(frozen=True)
class ClassifierRun:
    """One trained digit network. `accuracy` is per cent of the test images; `seconds` is the time for one image."""

    kind: str
    width: int
    seed: int
    accuracy: float
    parameters: int
    macs: int
    seconds: float
    network: nn.Module

    @property
    def name(self) -> str:
        """Kind and width: an id, the same for all seeds of one network."""
        return f"{self.kind}, width {self.width}"

    @property
    def label(self) -> str:
        """Kind and width in words."""
        return tr("{kind}, width {width}", kind=classifier_word(self.kind), width=self.width)

    @staticmethod
    def cells(runs: Sequence[ClassifierRun]) -> dict[str, str]:
        """The line in a table for all seeds of one network."""
        return {tr("network"): runs[0].label, tr("parameters"): f"{runs[0].parameters:,}",
                tr("MACs"): f"{runs[0].macs:,}", tr("time"): f"{1000 * median(run.seconds for run in runs):.2f} ms",
                tr("accuracy"): with_spread([run.accuracy for run in runs]), tr("seeds"): str(len(runs))}


def measure_classifiers(widths: Sequence[int] = WIDTHS, kinds: Sequence[str] = ("standard", "separable"),
                        seeds: Sequence[int] = SEEDS, recipe: Recipe = RECIPE) -> Measured[ClassifierRun]:
    """Train a digit network of each width and kind from each seed, and measure it on the 797 test images.

    A seed is trained for all networks before the next one, so that a series that is stopped early compares
    what can be compared. The time is that of one image alone (batch 1), on one thread. Results can be added:
    `measured + more`. Raises `ValueError` or `TypeError` for a bad argument.

    >>> measure_classifiers(widths=[2], kinds=["standard"], seeds=[0], recipe=Recipe(2, 50, 0.03)).runs[0].parameters
    496
    """
    check_recipe(recipe)
    networks = {(seed, width, kind): digit_network(width, kind, seed)
                for seed in seeds for width in widths for kind in kinds}

    def jobs() -> Iterator[tuple[str, Job[ClassifierRun]]]:
        digits = load_enlarged_digits()
        for (seed, width, kind), network in networks.items():
            words = tr("{kind}, width {width}, seed {seed}", kind=classifier_word(kind), width=width, seed=seed)
            yield words, partial(_measure, network, digits, kind, width, seed, recipe)

    return run_series(jobs(), len(networks), recipe.steps)


def _measure(network: nn.Module, digits: Digits, kind: str, width: int, seed: int, recipe: Recipe,
             advance: Callable[[], None]) -> ClassifierRun:
    for _ in descend(network, digits.train_images, digits.train_labels, recipe, seed):
        advance()
    image = digits.test_images[:1]
    cost = cost_table(network, tuple(image.shape))
    return ClassifierRun(kind, width, seed, accuracy(network, digits.test_images, digits.test_labels),
                         cost.parameters, cost.macs, seconds_of(network, image, seconds=0.05), network)
