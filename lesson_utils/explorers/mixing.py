"""A photograph's colours mixed by a 1 x 1 convolution, for instance to grey."""

from __future__ import annotations

import ipywidgets

from lesson_utils.by_torch.photographs import colours, mix_colours
from lesson_utils.diagrams.mixing import NAMES, mixing_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.base import Explorer, beside, slider
from lesson_utils.facts.convolution import Convolution

__all__ = ["PRESETS", "MixingExplorer", "colours", "draw_mixing", "explore_mixing"]

PRESETS = {"grey, as the eye weighs": (30, 59, 11), "red alone": (100, 0, 0), "blue alone": (0, 0, 100),
           "average": (33, 33, 33), "red minus blue": (100, 0, -100), "my own": None}  # in per cent


def draw_mixing(per_cent: tuple[int, int, int]) -> Picture:
    """One map made of the photograph's three channels, weighted in per cent, by `F.conv2d`.

    >>> draw_mixing((30, 59, 11)).alt[:68]
    'The red, green and blue channel of a photograph, and their mixture 0'
    """
    (channels, mixed), _ = mix_colours(per_cent)
    return mixing_picture(Convolution(3, 1, 1, bias=False).code(), channels, [p / 100 for p in per_cent], mixed)


class MixingExplorer(Explorer):
    """`draw_mixing` with sliders: see `explore_mixing`."""

    def __init__(self) -> None:
        start = next(iter(PRESETS))
        controls = {name: slider(f"{name} %", value, -100, 100)
                    for name, value in zip(NAMES, PRESETS[start], strict=True)}
        controls["preset"] = ipywidgets.Dropdown(options=list(PRESETS), value=start, description="mixture",
                                                 layout={"width": "290px"}, style={"description_width": "70px"})
        sliders = [controls[name] for name in NAMES]
        super().__init__(controls, [beside(sliders, [controls["preset"]])],
                         lambda: draw_mixing(tuple(control.value for control in sliders)))
        self.follow()

    def settle(self, moved: str) -> None:
        """A mixture sets the sliders; the sliders name the mixture."""
        preset = self.controls["preset"]
        if moved != "preset":
            now = tuple(self.controls[name].value for name in NAMES)
            preset.value = next((name for name, mixture in PRESETS.items() if mixture == now), "my own")
        elif PRESETS[preset.value]:
            for name, value in zip(NAMES, PRESETS[preset.value], strict=True):
                self.controls[name].value = value


def explore_mixing() -> MixingExplorer:
    """Mix a photograph's red, green and blue to one map: a 1 x 1 convolution with three weights.

    >>> explorer = explore_mixing()
    >>> explorer.controls["preset"].value = "red alone"
    >>> explorer.controls["green"].value
    0
    """
    return MixingExplorer()
