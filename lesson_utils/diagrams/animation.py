"""The convolution picture as a film: the window slides over the input, all in one SVG and without a script."""

from __future__ import annotations

import re

from lesson_utils.diagrams.convolution import convolution_picture, place_grids
from lesson_utils.diagrams.svg import Picture, number
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers
from lesson_utils.language import sentences, tr

SECONDS = 1.1  # for one position


def sliding_picture(conv: Convolution, x: Numbers, weight: Numbers, output: Numbers) -> Picture:
    """`convolution_picture` with the window sliding over every output position, for ever.

    Readers who asked their system for less motion see it stand still.

    >>> film = sliding_picture(Convolution(1, 1, 2, bias=False), [[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1]], [[6, 8]])
    >>> film.svg.count("@keyframes"), film.svg.count("output[0, ")
    (3, 2)
    """
    positions = [(r, c) for r in range(len(output)) for c in range(len(output[0]))]
    still = convolution_picture(conv, x, weight, output)
    of_input, _, of_output = place_grids(conv, len(x), len(x[0]), len(output), len(output[0]))
    whole = SECONDS * len(positions)
    frames = [100 * i / len(positions) for i in range(len(positions))]

    def slide(name: str, step_rows: float, step_columns: float) -> str:
        moves = "".join(f"{number(at)}%{{transform:translate({number(c * step_columns)}px,{number(r * step_rows)}px)}}"
                        for at, (r, c) in zip(frames, positions, strict=True))
        return f".{name}{{animation:{name} {whole:g}s step-end infinite}}@keyframes {name}{{{moves}}}"

    style = (slide("window", conv.rows.stride * of_input.cell, conv.columns.stride * of_input.cell)
             + slide("here", of_output.cell, of_output.cell)
             + f".sum{{opacity:0;animation:sum {whole:g}s step-end infinite}}"
             + f"@keyframes sum{{0%{{opacity:1}}{number(frames[1] if len(frames) > 1 else 100)}%{{opacity:0}}}}"
             + "@media (prefers-reduced-motion:reduce){*{animation:none!important}.sum:first-of-type{opacity:1}}")
    sums = ""
    for i, at in enumerate(positions):
        delay = f'<g style="animation-delay:{(i - len(positions)) * SECONDS:.4g}s" '
        sums += _sum_group(convolution_picture(conv, x, weight, output, at)).replace("<g ", delay, 1)
    svg = still.svg.replace(_sum_group(still), f"<g>{sums}</g>").replace("<defs>", f"<style>{style}</style><defs>", 1)
    return Picture(svg, sentences(tr("The window slides."), still.alt))


def _sum_group(picture: Picture) -> str:
    return re.search(r'<g class="sum">.*?</g>', picture.svg).group()
