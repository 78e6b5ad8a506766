"""One standard convolution against the depthwise separable pair: counted, and, on request, measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lesson_utils.diagrams.separable import separable_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.facts.times import milliseconds
from lesson_utils.language import tr, tr_n
from lesson_utils.scenes.controls import Button, Chosen, Control, Menu, Row, Slider
from lesson_utils.scenes.scene import Scene

CHANNELS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
FORMATS = ("contiguous", "channels_last")  # torch's own names


class SeparableScene(Scene):
    """Channels, kernel and size of the pair, and a button that measures: see `explorers.separable`."""

    def __init__(self, engine: Engine) -> None:
        controls: dict[str, Control] = {
            "in_channels": Chosen("in_channels, m", 32, options=CHANNELS),
            "out_channels": Chosen("out_channels, n", 64, options=CHANNELS),
            "kernel_size": Chosen("kernel_size, k", 3, options=(1, 3, 5, 7)),
            "height": Slider(tr("height"), 56, low=1, high=64),
            "width": Slider(tr("width"), 56, low=1, high=64),
            "memory_format": Menu(tr("memory"), "contiguous", options={name: name for name in FORMATS}),
            "measure": Button(tr("Measure")),
        }
        super().__init__(engine, controls, [Row((name,)) for name in controls])
        self.measured: tuple[Any, ...] | None = None  # seconds of both ways and threads, for the settings as they stand

    def pair(self) -> SeparablePair:
        """The two ways, as the controls stand."""
        return SeparablePair.of(*(self.value(name) for name in
                                  ("in_channels", "out_channels", "kernel_size", "height", "width")))

    def settle(self, moved: str) -> None:
        """Forget what was measured for other settings."""
        self.measured = None

    def beyond(self) -> Any:
        """The times: another move, and they are forgotten."""
        return self.measured

    def pressed(self, name: str, progress: Callable[[], None]) -> None:
        """Measure both ways."""
        button = self.controls[name]

        def tell(number: int) -> None:
            button.label = tr("measuring {number} of 2", number=number)
            progress()

        button.enabled = False
        try:
            self.measured = self.ask("measure", self.pair(), self.value("memory_format"), tell).value
        finally:
            button.label, button.enabled = tr("Measure"), True

    def words(self) -> str:
        """The ratio of the times beside that of the MACs; '' if nothing was measured."""
        if self.measured is None:
            return ""
        (standard, separable), threads = self.measured
        return tr_n("Measured now: {standard} against {separable}, {times:.2f} of the time for {macs:.2g} of the MACs "
                    "({n} thread, {memory}, batch 1).",
                    "Measured now: {standard} against {separable}, {times:.2f} of the time for {macs:.2g} of the MACs "
                    "({n} threads, {memory}, batch 1).", threads, standard=milliseconds(standard),
                    separable=milliseconds(separable), times=separable / standard, macs=self.pair().ratio,
                    memory=self.value("memory_format"))

    def draw(self) -> Picture:
        """Shapes, MACs and weights of both ways."""
        pair = self.pair()
        return separable_picture(pair, agrees=self.ask("count_pair", pair).agrees, measured=self.words())
