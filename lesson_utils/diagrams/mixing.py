"""A photograph's colour channels, mixed to one map by a 1 x 1 convolution."""

from __future__ import annotations

from collections.abc import Sequence

from lesson_utils.diagrams.photograph import embedded
from lesson_utils.diagrams.svg import HEADINGS, MARGIN, TOP, WIDTH, Picture, card, code_bar, heading, text
from lesson_utils.facts.engine import Shown
from lesson_utils.facts.shown import show
from lesson_utils.language import mark, tr
from lesson_utils.style import INPUT, MUTED, OUTPUT, POSITIVE, weight_role

SMALL, LARGE = 1.05, 2.75  # px for a pixel of the photograph: of a channel, of the result
NAMES = (mark("red"), mark("green"), mark("blue"))


def mixing_picture(code: str, channels: Sequence[Shown], weight: Sequence[float], mixed: Shown) -> Picture:
    """Three channels, 0 to 255, their weights, and the weighted sum, shown from 0 to 255."""
    height, width = mixed.rows, mixed.columns
    pitch = height * SMALL + 10
    weight_x, out_x = MARGIN + width * SMALL + 96, WIDTH - MARGIN - width * LARGE - 130
    parts = [code_bar(code),
             heading(MARGIN, HEADINGS, tr("input"), INPUT, tr("{channels} channels", channels=len(channels))),
             heading(weight_x, HEADINGS, tr("weight"), POSITIVE, "(1, 3, 1, 1)"),
             heading(out_x, HEADINGS, tr("output"), OUTPUT,
                     tr("1 channel, {rows} × {columns}", rows=height, columns=width))]
    names = [tr(name) for name in NAMES]
    for i, (name, w) in enumerate(zip(names, weight, strict=True)):
        y = TOP + i * pitch
        middle = y + height * SMALL / 2
        parts += [embedded(channels[i], MARGIN, y, SMALL, f"input{i}"),
                  text(MARGIN + width * SMALL + 10, middle, name, fill=MUTED),
                  f'<g data-key="kernel {i}"><rect x="{weight_x:g}" y="{middle - 20:g}" width="64" height="40" rx="3" '
                  f'fill="{weight_role(w).fill}" stroke="{weight_role(w).strong}"/>',
                  text(weight_x + 32, middle, show(w), size=15, anchor="middle"), "</g>",
                  text(weight_x - 14, middle, "×", size=16, anchor="end", fill=MUTED)]
    bottom = TOP + 3 * pitch + 14
    formula = " + ".join(f"{show(w)}·{name}" for name, w in zip(names, weight, strict=True)).replace("+ −", "− ")
    parts += [embedded(mixed, out_x, TOP, LARGE, "output"),
              text(MARGIN, bottom, tr("output = {formula}   at each of the {pixels:,} pixels", formula=formula,
                                      pixels=height * width), mono=True),
              text(WIDTH - MARGIN, bottom, tr("0 and below is black, 255 is white"), anchor="end", fill=MUTED)]
    alt = tr("The red, green and blue channel of a photograph, and their mixture {formula}, a picture of "
             "{rows} × {columns} pixels with values from {least} to {most}.", formula=formula, rows=height,
             columns=width, least=show(mixed.least), most=show(mixed.most))
    return Picture(card(WIDTH, bottom + 20, "".join(parts)), alt)
