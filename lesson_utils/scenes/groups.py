"""The slider from standard to depthwise: which `groups` the channels allow."""

from __future__ import annotations

from lesson_utils.diagrams.groups import groups_picture
from lesson_utils.diagrams.message import message_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.language import tr
from lesson_utils.scenes.controls import Chosen, Row, Slider, Switch
from lesson_utils.scenes.scene import Scene

SIZE = 8  # rows and columns of the maps that are convolved
MOST = 12  # channels: beyond, the picture has no room


class GroupsScene(Scene):
    """Channels, groups and kernel_size: see `explorers.groups.explore_groups`."""

    def __init__(self, engine: Engine) -> None:
        controls = {
            "in_channels": Slider("in_channels", 6, low=1, high=MOST),
            "out_channels": Slider("out_channels", 6, low=1, high=MOST),
            "groups": Chosen("groups", 1, options=tuple(range(MOST + 1)), all_seen=True),
            "kernel_size": Chosen("kernel_size", 3, options=(1, 3, 5, 7)),
            "illegal": Switch(tr("allow illegal groups"), False),
        }
        super().__init__(engine, controls, [Row((name,)) for name in controls])
        self.settle("")

    def settle(self, moved: str) -> None:
        """Offer what divides both channel numbers, or everything if that is wanted; stay at the nearest smaller one."""
        m, n, groups = (self.value(name) for name in ("in_channels", "out_channels", "groups"))
        offer = tuple(range(MOST + 1)) if self.value("illegal") else \
            tuple(g for g in range(1, min(m, n) + 1) if m % g == 0 and n % g == 0)
        self.controls["groups"].allowed = offer
        self.controls["groups"].value = max((g for g in offer if g <= groups), default=offer[0])

    def draw(self) -> Picture:
        """Wiring and weights, or, for illegal groups, what PyTorch says of them and why."""
        kernel_size = self.value("kernel_size")
        settings = {"in_channels": self.value("in_channels"), "out_channels": self.value("out_channels"),
                    "kernel_size": kernel_size, "padding": kernel_size // 2, "groups": self.value("groups"),
                    "bias": False}
        conv = Convolution(**settings)
        problem = conv.problem(SIZE, SIZE)
        if problem is not None:
            return message_picture(conv.code(), self.ask("refusal", settings, SIZE, SIZE).value, problem)
        return groups_picture(conv, SIZE, SIZE, agrees=self.ask("split_groups", conv, SIZE, SIZE).agrees)
