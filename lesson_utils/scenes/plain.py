"""The engine of a place without torch: it computes in plain Python, and compares with nothing.

It lacks what needs a machine to measure or a photograph to read: `ask` names such an operation.

>>> PlainEngine().pool(Convolution(1, 1, 2, stride=2), "max", [[1, 2], [3, 4]])
Answer(value=[[4.0]], agrees=None)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lesson_utils.diagrams.gif import gif
from lesson_utils.facts import compute
from lesson_utils.facts.axis import pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer
from lesson_utils.facts.legality import one_of
from lesson_utils.facts.plan import Plan
from lesson_utils.facts.seeded import box
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.facts.shown import Numbers
from lesson_utils.facts.small_objects import OUTLINE, WINDOW, stacks_of


class PlainEngine:
    """The operations of `Engine` in plain Python. Nothing here is independent, so `agrees` is always None."""

    def convolve(self, conv: Convolution, x: Numbers, weight: Numbers) -> Answer[Numbers]:
        """See `Engine.convolve`."""
        return Answer(compute.convolve_map(conv, x, weight))

    def convolve_with_zeros(self, conv: Convolution, x: Numbers, weight: Numbers) -> Answer[tuple[Numbers, ...]]:
        """See `Engine.convolve_with_zeros`."""
        with_zeros = compute.insert_zeros(weight, pair(conv.dilation))
        undilated = Convolution(1, 1, conv.effective_kernel_size, conv.stride, conv.padding, bias=False)
        return Answer((with_zeros, compute.convolve_map(conv, x, weight),
                       compute.convolve_map(undilated, x, with_zeros)))

    def convolve_channels(self, conv: Convolution, x: Sequence[Numbers], weight: Sequence[Sequence[Numbers]],
                          bias: Sequence[float], channel: int) -> Answer[tuple[Sequence[Numbers], Numbers]]:
        """See `Engine.convolve_channels`."""
        one_slice = Convolution(1, 1, conv.kernel_size, conv.stride, conv.padding, conv.dilation)
        intermediate = [compute.convolve_map(one_slice, *both) for both in zip(x, weight[channel], strict=True)]
        return Answer((intermediate, compute.add(intermediate, bias[channel])))

    def convolve_depthwise(self, conv: Convolution, x: Sequence[Numbers],
                           weight: Sequence[Numbers]) -> Answer[tuple[Sequence[Numbers], Numbers]]:
        """See `Engine.convolve_depthwise`."""
        outputs = compute.convolve(conv, x, [[kernel] for kernel in weight])
        return Answer((outputs, compute.add(outputs)))

    def convolve_pointwise(self, conv: Convolution, x: Sequence[Numbers], weight: Numbers) -> Answer[Sequence[Numbers]]:
        """See `Engine.convolve_pointwise`."""
        return Answer(compute.convolve(conv, x, [[[[w]] for w in row] for row in weight]))

    def split_groups(self, conv: Convolution, height: int, width: int) -> Answer[None]:
        """Nothing: there is nobody to ask."""
        conv.check(height, width)
        return Answer(None)

    def pool(self, conv: Convolution, kind: str, x: Numbers) -> Answer[Numbers]:
        """See `Engine.pool`."""
        return Answer(compute.pool(conv, kind, x))

    def read_by(self, seen: Seen) -> Answer[None]:
        """Nothing: there is no gradient to ask."""
        seen.units  # noqa: B018 (raises if a layer has no output)
        return Answer(None)

    def count_pair(self, pair: SeparablePair) -> Answer[None]:
        """Nothing: there is no counter to ask."""
        return Answer(None)

    def count_plan(self, plan: Plan) -> Answer[None]:
        """Nothing: there are no modules to build."""
        return Answer(None)

    def two_ways(self, x: Numbers, poolings: int, kind: str) -> Answer[tuple[Numbers, Numbers]]:
        """See `Engine.two_ways`."""
        one_of("kind", kind, compute.POOLINGS)
        window, dilation = Convolution(1, 1, WINDOW, stride=WINDOW), stacks_of(poolings)[1].layers[0].dilation
        pooled, shares = x, 1
        for _ in range(poolings):
            if kind == "max":
                pooled = compute.pool(window, "max", pooled)
            else:  # sums first, divided last: exact, so that what is level stays level
                pooled, shares = compute.convolve_map(window, pooled, box(WINDOW, WINDOW)), shares * WINDOW**2
        outlined = compute.convolve_map(Convolution(1, 1, 3, padding=1), pooled, OUTLINE)
        averages = [[value / shares for value in row] for row in outlined]
        dilated = Convolution(1, 1, 3, padding=dilation, dilation=dilation)
        return Answer((compute.upsample(averages, WINDOW**poolings, "nearest"),
                       compute.convolve_map(dilated, x, OUTLINE)))

    def refusal(self, settings: Mapping[str, Any], height: int, width: int) -> Answer[str]:
        """Nothing: there is no PyTorch to ask."""
        return Answer("")

    def gif(self, rows: Sequence[bytes], palette: Sequence[str] | None) -> bytes:
        """See `Engine.gif`."""
        return gif(rows, palette)
