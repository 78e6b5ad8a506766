"""One standard convolution against the depthwise separable pair: counted, and measured."""

from __future__ import annotations

from typing import Any

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.scenes.separable import SeparableScene


def explore_separable(**controls: Any) -> Explorer:
    """A standard convolution and the depthwise separable pair: shapes, MACs, weights, ratio; and measured time.

    `controls`: how they stand at first, by name, such as `in_channels=64`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_separable()
    >>> explorer.controls["out_channels"].value = 512
    >>> "The ratio of the MACs is 0.113" in explorer.alt
    True
    """
    return explorer(SeparableScene(TorchEngine()), controls, "explore_separable")
