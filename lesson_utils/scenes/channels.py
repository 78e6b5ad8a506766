"""What happens to the input channels of a standard convolution: one output channel, picked out."""

from __future__ import annotations

from lesson_utils.diagrams.channels import channels_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.seeded import integers
from lesson_utils.language import tr
from lesson_utils.scenes.controls import Row, Slider
from lesson_utils.scenes.scene import Scene

IN_CHANNELS, OUT_CHANNELS = 3, 4
X = integers(IN_CHANNELS, 5, 5, high=5)  # the numbers of lesson 01
WEIGHT = integers(OUT_CHANNELS, IN_CHANNELS, 3, 3, low=-1, high=2)
BIAS = [2.0, -1.0, 3.0, -2.0]
AT = (1, 1)


class ChannelsScene(Scene):
    """One of four output channels: see `explorers.channels.explore_channels`."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, {"channel": Slider(tr("output channel"), 0, low=0, high=OUT_CHANNELS - 1)},
                         [Row(("channel",))])

    def draw(self) -> Picture:
        """The maps that are added up to the channel."""
        channel, conv = self.value("channel"), Convolution(IN_CHANNELS, OUT_CHANNELS, 3)
        (intermediate, output), agrees = self.ask("convolve_channels", conv, X, WEIGHT, BIAS, channel)
        return channels_picture(conv, X, WEIGHT[channel], intermediate, output, BIAS[channel], channel, AT,
                                agrees=agrees)
