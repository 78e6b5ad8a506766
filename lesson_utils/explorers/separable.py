"""One standard convolution against the depthwise separable pair: counted, and measured."""

from __future__ import annotations

import ipywidgets
import torch
from torch import nn

from lesson_utils.cost import cost_table
from lesson_utils.diagrams.separable import separable_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.base import Explorer, beside, choice_slider, slider
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.timing import milliseconds, seconds_of

CHANNELS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def build(pair: SeparablePair, device: str | None = None) -> tuple[nn.Conv2d, nn.Sequential]:
    """The standard layer and the pair, as modules."""
    with torch.device(device or "cpu"):
        standard, depthwise, pointwise = (eval(conv.code(), {"nn": nn}) for conv in
                                          (pair.standard, pair.depthwise, pair.pointwise))
        return standard, nn.Sequential(depthwise, pointwise)


def ask_counter(pair: SeparablePair) -> bool:
    """Whether PyTorch's own counter gives our MACs and weights, for both ways."""
    shape = (1, pair.standard.in_channels, pair.height, pair.width)
    standard, separable = (cost_table(module, shape) for module in build(pair, "meta"))
    return ((standard.macs, separable.macs) == (pair.macs[0], sum(pair.macs[1:]))
            and (standard.parameters, separable.parameters) == (pair.parameters[0], sum(pair.parameters[1:]))
            and standard.rows[-1].output_shape == separable.rows[-1].output_shape)


class SeparableExplorer(Explorer):
    """Sliders for the pair and a button that measures: see `explore_separable`."""

    def __init__(self) -> None:
        controls = {
            "in_channels": choice_slider("in_channels, m", CHANNELS, 32, label=116),
            "out_channels": choice_slider("out_channels, n", CHANNELS, 64, label=116),
            "kernel_size": choice_slider("kernel_size, k", (1, 3, 5, 7), 3, label=116),
            "height": slider("height", 56, 1, 64, label=60), "width": slider("width", 56, 1, 64, label=60),
            "memory_format": ipywidgets.Dropdown(options=list(FORMATS), description="memory", layout={"width": "200px"},
                                                 style={"description_width": "60px"}),
            "measure": ipywidgets.Button(description="Measure", layout={"width": "180px", "margin": "2px 0 0 64px"}),
        }
        columns = [("in_channels", "out_channels", "kernel_size"), ("height", "width"), ("memory_format", "measure")]
        self.measured = ""
        super().__init__(controls, [beside(*([controls[name] for name in names] for names in columns))], self._picture)
        controls["measure"].on_click(lambda _: self.measure())
        self.follow()

    def pair(self) -> SeparablePair:
        """The two ways, as the controls stand."""
        return SeparablePair.of(*(self.controls[name].value for name in
                         ("in_channels", "out_channels", "kernel_size", "height", "width")))

    def settle(self, moved: str) -> None:
        """Forget what was measured for other settings."""
        self.measured = ""

    def measure(self) -> None:
        """Measure both ways and put the ratio of the times beside that of the MACs."""
        pair, button, memory = self.pair(), self.controls["measure"], self.controls["memory_format"].value
        button.disabled, times = True, []
        try:
            x = torch.rand(1, pair.standard.in_channels, pair.height, pair.width).to(memory_format=FORMATS[memory])
            for number, module in enumerate(build(pair), start=1):
                button.description = f"measuring {number} of 2"
                times.append(seconds_of(module.to(memory_format=FORMATS[memory]), x))
        finally:
            button.description, button.disabled = "Measure", False
        threads = torch.get_num_threads()
        self.measured = (f"Measured now: {milliseconds(times[0])} against {milliseconds(times[1])}, "
                         f"{times[1] / times[0]:.2f} of the time for {pair.ratio:.2g} of the MACs "
                         f"({threads} thread{'s' * (threads > 1)}, {memory}, batch 1).")
        self.redraw()

    def _picture(self) -> Picture:
        pair = self.pair()
        return separable_picture(pair, agrees=ask_counter(pair), measured=self.measured)


def explore_separable() -> SeparableExplorer:
    """A standard convolution and the depthwise separable pair: shapes, MACs, weights, ratio; and measured time.

    >>> explorer = explore_separable()
    >>> explorer.controls["out_channels"].value = 512
    >>> "The ratio of the MACs is 0.113" in explorer.alt
    True
    """
    return SeparableExplorer()
