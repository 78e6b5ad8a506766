"""What a scene asks of whoever computes for it: torch in a notebook, plain Python where there is no torch.

Every operation returns an `Answer`. An engine that compared what it computed with our own arithmetic says so in
`agrees`; one that cannot compare leaves None, and the picture then claims nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.plan import Plan
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.facts.shown import Numbers

T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """What was computed, and whether an independent computation gave the same; None if there was none."""

    value: T
    agrees: bool | None = None


class Shown(NamedTuple):
    """A map that is too large to print: its size, its smallest and largest value, and itself as a GIF file."""

    rows: int
    columns: int
    least: float
    most: float
    gif: bytes


class MissingOperationError(NotImplementedError):
    """An engine was asked for what it cannot do."""


class Engine(Protocol):
    """What can be asked. An engine has all of it or some; what it lacks, `ask` names.

    Maps, kernels and outputs are nested lists of numbers.
    """

    def convolve(self, conv: Convolution, x: Numbers, weight: Numbers) -> Answer[Numbers]:
        """The output (H', W') of one channel `x` (H, W) and the kernel `weight` (kH, kW)."""

    def convolve_with_zeros(self, conv: Convolution, x: Numbers, weight: Numbers) -> Answer[tuple[Numbers, ...]]:
        """(kernel with zeros put in the gaps, output of the dilated kernel, output of that one undilated)."""

    def convolve_channels(self, conv: Convolution, x: Sequence[Numbers], weight: Sequence[Sequence[Numbers]],
                          bias: Sequence[float], channel: int) -> Answer[tuple[Sequence[Numbers], Numbers]]:
        """(the m intermediate maps, the output map) of output `channel`; `x` (m, H, W), `weight` (n, m, kH, kW)."""

    def convolve_depthwise(self, conv: Convolution, x: Sequence[Numbers],
                           weight: Sequence[Numbers]) -> Answer[tuple[Sequence[Numbers], Numbers]]:
        """(the m output maps, their sum); `x` (m, H, W), `weight` (m, kH, kW)."""

    def convolve_pointwise(self, conv: Convolution, x: Sequence[Numbers], weight: Numbers) -> Answer[Sequence[Numbers]]:
        """The n output maps; `x` (m, H, W), `weight` (n, m)."""

    def split_groups(self, conv: Convolution, height: int, width: int) -> Answer[None]:
        """Nothing but whether each group on its own, put side by side, gives what `groups` gives."""

    def pool(self, conv: Convolution, kind: str, x: Numbers) -> Answer[Numbers]:
        """The output of a pooling with windows like those of `conv`; `kind` is 'max' or 'average'."""

    def read_by(self, seen: Seen) -> Answer[int | None]:
        """How wide a field the gradient finds along one axis; None if there is no gradient to ask."""

    def count_pair(self, pair: SeparablePair) -> Answer[None]:
        """Nothing but whether a counter gives our MACs and weights, for both ways."""

    def count_plan(self, plan: Plan) -> Answer[None]:
        """Nothing but whether built modules have our shapes, weights, MACs and field."""

    def two_ways(self, x: Numbers, poolings: int, kind: str) -> Answer[tuple[Numbers, Numbers]]:
        """(pooled, convolved and scaled up; convolved with dilation): see `scenes.small_objects`."""

    def filter_photograph(self, conv: Convolution, weight: Numbers) -> Answer[tuple[Shown, Shown]]:
        """(the photograph in grey, its feature map)."""

    def mix_colours(self, per_cent: Sequence[int]) -> Answer[tuple[Sequence[Shown], Shown]]:
        """(the photograph's three channels, their mixture in per cent)."""

    def refusal(self, settings: Mapping[str, Any], height: int, width: int) -> Answer[str]:
        """PyTorch's own words on illegal settings; '' where there is no PyTorch to ask."""

    def measure(self, pair: SeparablePair, memory_format: str,
                progress: Callable[[int], None]) -> Answer[tuple[Sequence[float], int]]:
        """(seconds of the standard layer and of the pair, threads); `progress` is told which is measured, 1 or 2."""

    def gif(self, rows: Sequence[bytes], palette: Sequence[str] | None) -> bytes:
        """An image whose pixels choose a colour of the palette, as a GIF file."""


def ask(engine: Engine, operation: str, *arguments: Any) -> Any:
    """What `engine` answers. Raises `MissingOperationError` if it lacks the operation.

    >>> ask(object(), "refusal", {}, 5, 5)
    Traceback (most recent call last):
    lesson_utils.facts.engine.MissingOperationError: object has no operation refusal: hand in an engine that has it
    """
    answer = getattr(engine, operation, None)
    if answer is None:
        raise MissingOperationError(f"{type(engine).__name__} has no operation {operation}: hand in an engine that "
                                    "has it")
    return answer(*arguments)
