"""The engine of a notebook: what scenes ask, answered by torch, lists in and lists out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from lesson_utils.by_torch import convolving, counting, fields, photographs, pooling
from lesson_utils.by_torch.words import torch_says
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer, Numbers, Shown
from lesson_utils.facts.plan import Plan
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.images import gif_by_pillow


class TorchEngine:
    """Answers everything of `facts.engine.Engine`.

    >>> TorchEngine().convolve(Convolution(1, 1, 1), [[1, 2]], [[3]])
    Answer(value=[[3.0, 6.0]], agrees=True)
    """

    def convolve(self, conv: Convolution, x: Numbers, weight: Numbers) -> Answer[Numbers]:
        """The output of one channel."""
        return _lists(convolving.convolve(conv, _tensor(x), _tensor(weight)))

    def convolve_with_zeros(self, conv: Convolution, x: Numbers, weight: Numbers) -> Answer[tuple[Numbers, ...]]:
        """(kernel with zeros, output of the dilated kernel, output of that one)."""
        return _lists(convolving.convolve_with_zeros(conv, _tensor(x), _tensor(weight)))

    def convolve_channels(self, conv: Convolution, x: Sequence[Numbers], weight: Sequence[Sequence[Numbers]],
                          bias: Sequence[float], channel: int) -> Answer[tuple[Sequence[Numbers], Numbers]]:
        """(the m intermediate maps, the output map)."""
        return _lists(convolving.convolve_channels(conv, _tensor(x), _tensor(weight), _tensor(bias), channel))

    def convolve_depthwise(self, conv: Convolution, x: Sequence[Numbers],
                           weight: Sequence[Numbers]) -> Answer[tuple[Sequence[Numbers], Numbers]]:
        """(the m output maps, their sum)."""
        return _lists(convolving.convolve_depthwise(conv, _tensor(x), _tensor(weight)[:, None]))

    def convolve_pointwise(self, conv: Convolution, x: Sequence[Numbers], weight: Numbers) -> Answer[Sequence[Numbers]]:
        """The n output maps."""
        return _lists(convolving.convolve_pointwise(conv, _tensor(x), _tensor(weight)[:, :, None, None]))

    def split_groups(self, conv: Convolution, height: int, width: int) -> Answer[None]:
        """Whether the groups, one by one, give the whole."""
        return convolving.split_groups(conv, height, width)

    def pool(self, conv: Convolution, kind: str, x: Numbers) -> Answer[Numbers]:
        """The output of a pooling."""
        return _lists(pooling.pool(conv, kind, _tensor(x)))

    def read_by(self, seen: Seen) -> Answer[int | None]:
        """The width of the field by the gradient."""
        return fields.read_by(seen)

    def count_pair(self, pair: SeparablePair) -> Answer[None]:
        """Whether PyTorch's counter gives our counts."""
        return counting.count_pair(pair)

    def count_plan(self, plan: Plan) -> Answer[None]:
        """Whether modules on meta tensors have our numbers."""
        return counting.count_plan(plan)

    def two_ways(self, x: Numbers, poolings: int, kind: str) -> Answer[tuple[Numbers, Numbers]]:
        """(pooled, convolved and scaled up; convolved with dilation)."""
        return _lists(fields.two_ways(_tensor(x), poolings, kind))

    def filter_photograph(self, conv: Convolution, weight: Numbers) -> Answer[tuple[Shown, Shown]]:
        """(the photograph, its feature map)."""
        return photographs.filter_photograph(conv, weight)

    def mix_colours(self, per_cent: Sequence[int]) -> Answer[tuple[Sequence[Shown], Shown]]:
        """(the photograph's channels, their mixture)."""
        return photographs.mix_colours(per_cent)

    def refusal(self, settings: Mapping[str, Any], height: int, width: int) -> Answer[str]:
        """PyTorch's own words."""
        return Answer(torch_says(settings, height, width))

    def measure(self, pair: SeparablePair, memory_format: str,
                progress: Callable[[int], None]) -> Answer[tuple[Sequence[float], int]]:
        """(seconds of both ways, threads)."""
        return counting.measure(pair, memory_format, progress)

    def gif(self, rows: Sequence[bytes], palette: Sequence[str] | None) -> bytes:
        """The file by Pillow."""
        return gif_by_pillow(rows, palette)


def _tensor(numbers: Any) -> Tensor:
    return torch.tensor(numbers, dtype=torch.float32)


def _lists(answer: Answer) -> Answer:
    value = answer.value
    return Answer(tuple(one.tolist() for one in value) if isinstance(value, tuple) else value.tolist(), answer.agrees)
