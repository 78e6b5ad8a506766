"""What kind of layer to take where: a small network against two budgets, and the same with controls."""

from __future__ import annotations

from typing import Any

from lesson_utils.by_torch.counting import count_plan
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.plan import plan_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.shell import Explorer, explorer
from lesson_utils.facts.legality import whole_number
from lesson_utils.facts.plan import Layer, Plan
from lesson_utils.scenes.tradeoff import TradeoffScene


def draw_tradeoff(*layers: Layer, size: int = 64, padded: bool = True, max_macs: int = 8_000_000,
                  max_parameters: int = 30_000) -> Picture:
    """What a small network of 3 x 3 layers costs and how far it sees, against a budget of MACs and of parameters.

    `layers`, from the image up, over an image of 3 channels and `size` x `size` pixels; `padded` keeps a map
    its size at stride 1. Every number is compared with torch: sizes, weights and MACs on meta tensors, the field
    by the gradient. Raises `ValueError` or `TypeError`, naming the layer or the budget.

    >>> draw_tradeoff(Layer("standard", 16), Layer("separable", 32), size=32).alt.split(". ")[1]
    'Its last map is 32 × 32 × 32'
    """
    whole_number("max_macs", max_macs, 1)
    whole_number("max_parameters", max_parameters, 1)
    plan = Plan(layers, size, padded)
    return plan_picture(plan, max_macs, max_parameters, agrees=count_plan(plan).agrees)


def explore_tradeoff(preset: str = "standard", **controls: Any) -> Explorer:
    """Choose standard, separable or dilated layer by layer, and see cost, receptive field and code at once.

    `preset` names the network to start with: "standard", "mixed", "separable", "dilated", or one of them as the list
    on the screen has it. Raises `ValueError` for an unknown one.

    `controls`: how they stand at first, by name, such as `max_macs=4`; a wrong one is a `ValueError` or
    `TypeError` that names it. The button "Copy this explorer" writes such a line.

    >>> explorer = explore_tradeoff()
    >>> "over the budget" in explorer.alt
    True
    >>> explorer.controls["preset"].value = "mixed"
    >>> "over the budget" in explorer.alt
    False
    """
    return explorer(TradeoffScene(TorchEngine(), preset), controls, "explore_tradeoff")
