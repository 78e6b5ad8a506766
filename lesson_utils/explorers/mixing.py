"""A photograph's colours mixed by a 1 x 1 convolution, for instance to grey."""

from __future__ import annotations

from typing import Any

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.scenes.mixing import MixingScene


def explore_mixing(**controls: Any) -> Explorer:
    """Mix a photograph's red, green and blue to one map: a 1 x 1 convolution with three weights.

    `controls`: how they stand at first, by name, such as `red=100`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_mixing()
    >>> explorer.controls["preset"].value = "red"
    >>> explorer.controls["green"].value
    0
    """
    return explorer(MixingScene(TorchEngine()), controls, "explore_mixing")
