"""A photograph's colour channels, mixed to one map by a 1 x 1 convolution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lesson_utils.diagrams.photograph import grey_image
from lesson_utils.diagrams.svg import MARGIN, WIDTH, Picture, card, code_bar, heading, text
from lesson_utils.facts.shown import show
from lesson_utils.style import INPUT, MUTED, OUTPUT, POSITIVE, weight_role

TOP = 98
SMALL, LARGE = 1.05, 2.75  # px for a pixel of the photograph: of a channel, of the result
NAMES = ("red", "green", "blue")


def mixing_picture(code: str, channels: np.ndarray, weight: Sequence[float], mixed: np.ndarray) -> Picture:
    """Three channels (3, H, W), 0 to 255, their weights, and the weighted sum (H, W), shown from 0 to 255."""
    _, height, width = channels.shape
    pitch = height * SMALL + 10
    weight_x, out_x = MARGIN + width * SMALL + 96, WIDTH - MARGIN - width * LARGE - 130
    parts = [code_bar(code),
             heading(MARGIN, TOP - 20, "input", INPUT, "3 channels"),
             heading(weight_x, TOP - 20, "weight", POSITIVE, "(1, 3, 1, 1)"),
             heading(out_x, TOP - 20, "output", OUTPUT, f"1 channel, {height} × {width}")]
    for i, (name, w) in enumerate(zip(NAMES, weight, strict=True)):
        y = TOP + i * pitch
        middle = y + height * SMALL / 2
        parts += [grey_image(channels[i], MARGIN, y, SMALL),
                  text(MARGIN + width * SMALL + 10, middle, name, fill=MUTED),
                  f'<rect x="{weight_x:g}" y="{middle - 20:g}" width="64" height="40" rx="3" '
                  f'fill="{weight_role(w).fill}" stroke="{weight_role(w).strong}"/>',
                  text(weight_x + 32, middle, show(w), size=15, anchor="middle"),
                  text(weight_x - 14, middle, "×", size=16, anchor="end", fill=MUTED)]
    bottom = TOP + 3 * pitch + 14
    formula = " + ".join(f"{show(w)}·{name}" for name, w in zip(NAMES, weight, strict=True)).replace("+ −", "− ")
    parts += [grey_image(np.clip(mixed, 0, 255), out_x, TOP, LARGE),
              text(MARGIN, bottom, f"output = {formula}   at each of the {height * width:,} pixels", mono=True),
              text(WIDTH - MARGIN, bottom, "0 and below is black, 255 is white", anchor="end", fill=MUTED)]
    alt = (f"The red, green and blue channel of a photograph, and their mixture {formula}, a picture of "
           f"{height} × {width} pixels with values from {show(mixed.min())} to {show(mixed.max())}.")
    return Picture(card(WIDTH, bottom + 26, "".join(parts)), alt)
