"""The receptive field of a stack: the cone of one unit, the map of what is read, and the recurrence as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from lesson_utils.diagrams.cone import LARGEST_CELL, TALLEST, TOP, Cone, cone_words, layer_name
from lesson_utils.diagrams.gif import Gif, gif
from lesson_utils.diagrams.photograph import shaded_image
from lesson_utils.diagrams.svg import (
    MARGIN,
    WIDTH,
    Grid,
    Picture,
    card,
    heading,
    number,
    outline_cells,
    text,
    verdict,
)
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.shown import show
from lesson_utils.facts.stack import Stack, coverage
from lesson_utils.language import mark, tr, tr_n
from lesson_utils.style import BETWEEN, CARD, INPUT, MUTED, NEVER_READ, OUTPUT, RULE, SMALLEST_TEXT, blend

MAP_X, MAP_TOP, MAP_SIDE, LEAST_OUTLINED = 640, 88, 220, 5  # LEAST_OUTLINED: px of a cell whose outline can be seen
# heading -> px; what is formula in them is the same in every language
TABLE = {mark("layer"): MARGIN, mark("setting"): 86, mark("size + d·(k − 1)·jump"): 242, mark("jump·s"): 426,
         mark("start − p·jump"): 506, mark("units"): 668, mark("keeps its size"): 738}
SUM, LINE = TOP + TALLEST + LARGEST_CELL + 52, 20  # SUM: px from the top to the sentence about one unit
FOLD = SUM + 58
PALETTE = [CARD, *(blend(INPUT.fill, INPUT.ink, step / 254) for step in range(255))]


def receptive_field_picture(rows: Seen, columns: Stack, unit: int | None = None, *, gradient: int | None = None,
                            agrees: bool | None = None, live: bool = False, gif: Gif = gif) -> Picture:
    """What one unit of the last layer reads of an image; the cone is that of the rows.

    `unit` is the one picked, the middle one if None. The map on the right shows both axes, as on an
    endless image. `gradient`: how wide a field torch's gradient finds, `agrees`: whether it is the same
    pixels by the same numbers of paths; None if torch was not asked. `live` says what pointing does, `gif` writes
    the map's image.
    """
    cone, stack = Cone(rows), rows.stack
    unit = rows.middle if unit is None else unit
    words = cone_words(rows, cone.last, unit)
    hint = tr("point at any unit: what it reads is below it, what it feeds is above") if live else ""
    answers = tr("recurrence {recurrence}, taps {taps}, gradient {gradient}", recurrence=stack.fields[-1].size,
                 taps=max(stack.endless) - min(stack.endless) + 1, gradient=gradient)
    parts = [
        heading(MARGIN, 24, tr_n("{n} layer", "{n} layers", cone.last), BETWEEN,
                tr("one unit, down to the image, along one axis")),
        cone.rows(), f'<g class="cone">{cone.of_unit(unit)}</g>',
        f'<g class="sum">{text(MARGIN, SUM, words, size=14)}'
        f'{text(MARGIN, SUM + 21, hint, size=14, fill=MUTED)}</g>',
        _map(stack, columns, gif), verdict(agrees, WIDTH - MARGIN, SUM + 42, answers), *_table(cone, FOLD + 12),
    ]
    facts = json.dumps(cone.facts(unit), separators=(",", ":"))
    return Picture(card(WIDTH, FOLD + 36 + LINE * cone.last, "".join(parts), facts=facts, fold=FOLD),
                   _alt(cone, columns, words))


def setting(axis: Axis) -> str:
    """One axis of a layer in a few words.

    >>> setting(Axis(3, stride=2)), setting(Axis(3, padding=(4, 4), dilation=4))
    ('k 3, s 2', 'k 3, d 4, p 4')
    """
    padding = axis.padding[0] if axis.padding[0] == axis.padding[1] else f"{axis.padding[0]}+{axis.padding[1]}"
    extras = [("s", axis.stride, 1), ("d", axis.dilation, 1), ("p", padding, 0)]
    return ", ".join([f"k {axis.kernel_size}", *(f"{name} {value}" for name, value, usual in extras if value != usual)])


def keeping_padding(axis: Axis) -> str:
    """Whether a map keeps its size, and which padding would keep it.

    >>> keeping_padding(Axis(3, dilation=2)), keeping_padding(Axis(3, padding=(1, 1)))
    ('no: needs p = 2', 'yes')
    >>> keeping_padding(Axis(4)), keeping_padding(Axis(3, stride=2))
    ("no: needs 'same'", 'no: stride 2')
    """
    total = axis.effective_kernel_size - 1
    if axis.stride > 1:
        return tr("no: stride {stride}", stride=axis.stride)
    if sum(axis.padding) == total:
        return tr("yes")
    return tr("no: needs 'same'") if total % 2 else tr("no: needs p = {padding}", padding=total // 2)


def _map(rows: Stack, columns: Stack, gif: Gif) -> str:
    """By how many paths each pixel of the field is read, both axes; what is never read is outlined."""
    down, across = (tuple(_paths(stack)) for stack in (rows, columns))
    shares, pixels = coverage(rows, columns), len(down) * len(across)
    read = (len(down) - down.count(0)) * (len(across) - across.count(0))
    if read == pixels:
        words = tr("all {pixels:,} are read", pixels=pixels)
    else:
        words = tr("reads {read:,} of {pixels:,}: {per_cent:.0f} %", read=read, pixels=pixels, per_cent=100 * shares)
    return "".join([
        heading(MAP_X, 24, tr("reads of each pixel"), INPUT), _pixels(down, across, gif),
        text(MAP_X, 48, tr("receptive field {rows} × {columns}", rows=len(down), columns=len(across)), size=14,
             weight=700),
        text(MAP_X, 68, words, weight=700, room=MAP_SIDE,
             fill=OUTPUT.ink if read == pixels else NEVER_READ.ink),
    ])


@lru_cache(64)  # neither the size of the image nor the padding changes the map
def _pixels(down: tuple[int, ...], across: tuple[int, ...], gif: Gif) -> str:
    grid = Grid(MAP_X, MAP_TOP, min(20.0, MAP_SIDE / max(len(down), len(across))), len(down), len(across))
    outlined = ""
    if grid.cell >= LEAST_OUTLINED:
        unread = [(r, c) for r, a in enumerate(down) for c, b in enumerate(across) if not a * b]
        outlined = grid.background("none") + outline_cells(grid, unread)
    image = shaded_image(_shades(down, across), PALETTE, grid.x, grid.y, grid.cell, gif, "reads")
    return image + outlined + f'<rect {grid.box(0, 0, grid.rows, grid.columns, 0)} fill="none" stroke="{RULE}"/>'


def _paths(stack: Stack) -> list[int]:
    """By how many paths each pixel of the field is read, along one axis."""
    first, last = stack.fields[-1].interval()
    return [stack.endless[pixel] for pixel in range(first, last + 1)]


def _shades(down: Sequence[int], across: Sequence[int]) -> list[bytes]:
    """For each pixel its place in PALETTE: 0 if it is never read, else by the root of its share of the paths.

    By the share itself rare ones would look white. Rows that are read by as many paths look alike.
    """
    most, rows = max(down) * max(across), {}
    for a in set(down):
        shades = {b: int(1 + 254 * sqrt(a * b / most)) if a * b else 0 for b in set(across)}
        rows[a] = bytes([shades[b] for b in across])
    return [rows[a] for a in down]


def _table(cone: Cone, y: float) -> list[str]:
    """Layer by layer: size, jump and start by the recurrence, and the size of the map."""
    stack, units = cone.stack, cone.units
    parts = [text(x, y, tr(head), size=SMALLEST_TEXT, fill=MUTED) for head, x in TABLE.items()]
    parts.append(f'<path d="M{MARGIN} {number(y + 12)}H{WIDTH - MARGIN}" stroke="{RULE}"/>')
    for layer, axis in enumerate(stack.layers, start=1):
        cells = (layer_name(stack, layer), setting(axis), *stack.recurrence(layer),
                 f"{units[layer - 1]} → {units[layer]}", keeping_padding(axis))
        parts += [text(x, y + LINE * layer + 4, words, size=SMALLEST_TEXT, mono=True, room=end - x - 6)
                  for (x, end), words in zip(pairwise([*TABLE.values(), WIDTH - MARGIN + 6]), cells, strict=True)]
    return parts


def _alt(cone: Cone, columns: Stack, words: str) -> str:
    rows, field = cone.stack, cone.stack.fields[-1]
    return tr("A stack over {pixels} pixels, from the image up: {layers}. Units in each layer: {units}. Receptive "
              "field {size}, jump {jump}, start {start}; {per_cent:.0f} % of the field in both axes is read. {words}.",
              pixels=cone.size, layers="; ".join(map(setting, rows.layers)), units=", ".join(map(str, cone.units[1:])),
              size=field.size, jump=field.jump, start=show(field.start), per_cent=100 * coverage(rows, columns),
              words=words)
