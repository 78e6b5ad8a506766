"""What stands in place of a picture when there is none: PyTorch's own words, and one sentence on why."""

from __future__ import annotations

from textwrap import wrap

from lesson_utils.diagrams.convolution import GRID_TOP, LINE_HEIGHT, MARGIN, MOST_SUM_LINES, TALLEST_GRID, WIDTH
from lesson_utils.diagrams.svg import Picture, card, code_bar, text
from lesson_utils.style import INK, MUTED, NEVER_READ


def message_picture(code: str, torch_words: str, why: str) -> Picture:
    """A card of the size of the convolution picture with the line of code and what is wrong with it.

    >>> message_picture("nn.Conv2d(1, 1, 0)", "RuntimeError: kernel size ...", "kernel_size is 0").alt
    'nn.Conv2d(1, 1, 0) is illegal. PyTorch says: RuntimeError: kernel size ... Why: kernel_size is 0.'
    """
    parts, y = [code_bar(code, WIDTH, MARGIN)], GRID_TOP + 20
    for title, words, mono, colour in (("PyTorch says", torch_words, True, NEVER_READ.ink),
                                       ("Why", f"{why}.", False, INK)):
        parts.append(text(MARGIN, y, title, size=13, weight=700, fill=MUTED))
        for line in wrap(words, 92):
            y += 26
            parts.append(text(MARGIN, y, line, size=15, mono=mono, fill=colour))
        y += 48
    height = GRID_TOP + TALLEST_GRID + 26 + 52 + LINE_HEIGHT * MOST_SUM_LINES
    return Picture(card(WIDTH, height, "".join(parts)),
                   f"{code} is illegal. PyTorch says: {torch_words} Why: {why}.")
