"""The receptive field of a stack: the cone of one unit, the map of what is read, and the recurrence as a table."""

from __future__ import annotations

import json

import numpy as np

from lesson_utils.diagrams.cone import MARGIN, TOP, Cone, cone_words, layer_name
from lesson_utils.diagrams.photograph import shaded_image
from lesson_utils.diagrams.svg import Grid, Picture, card, heading, number, outline_cells, text, verdict
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.stack import Stack, coverage
from lesson_utils.style import BETWEEN, CARD, INPUT, MUTED, NEVER_READ, OUTPUT, RULE, blend

WIDTH = 880
MAP_X, MAP_SIDE, LEAST_OUTLINED = 660, 200, 5  # LEAST_OUTLINED: px of a cell whose outline can be seen
TABLE = {"layer": MARGIN, "setting": 88, "size + d·(k − 1)·jump": 236, "jump·s": 410, "start − p·jump": 500,
         "units": 640, "keeps its size": 736}  # heading -> px
LINE = 22
HINT = "point at any unit: what it reads is below it, what it feeds is above"
PALETTE = [CARD, *(blend(INPUT.fill, INPUT.ink, step / 254) for step in range(255))]


def receptive_field_picture(rows: Stack, columns: Stack, size: int, unit: int | None = None, *,
                            gradient: int | None = None, agrees: bool | None = None,
                            live: bool = False) -> Picture:
    """What one unit of the last layer reads of an image of `size` x `size` pixels; the cone is that of the rows.

    `unit` is the one picked, the middle one if None. The map on the right shows both axes, as on an
    endless image. `gradient`: how wide a field torch's gradient finds, `agrees`: whether it is the same
    pixels by the same numbers of paths; None if torch was not asked. `live` says what pointing does.
    """
    cone = Cone(rows, size)
    unit = cone.units[-1] // 2 if unit is None else unit
    words = cone_words(rows, cone.last, unit, size)
    table_y = max(cone.bottom + 118, TOP + MAP_SIDE + 74)
    bottom = table_y + LINE * (cone.last + 1) + 10
    answers = {"recurrence": rows.fields[-1].size, "taps": rows.reads[-1] - rows.reads[0] + 1, "gradient": gradient}
    parts = [
        heading(MARGIN, 30, f"{cone.last} layer{'s' if cone.last > 1 else ''}", BETWEEN,
                "one unit, down to the image, along one axis"),
        cone.rows(), f'<g class="cone">{cone.of_unit(unit)}</g>',
        f'<g class="sum">{text(MARGIN, cone.bottom + 58, words, size=14)}'
        f'{text(MARGIN, cone.bottom + 80, HINT if live else "", size=14, fill=MUTED)}</g>',
        _map(rows, columns), *_table(cone, table_y),
        verdict(agrees, WIDTH - MARGIN, bottom, f"{', '.join(f'{name} {n}' for name, n in answers.items())}: "),
    ]
    facts = json.dumps(cone.facts(unit), separators=(",", ":"))
    return Picture(card(WIDTH, bottom + 24, "".join(parts), facts=facts), _alt(cone, columns, words))


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
        return f"no: stride {axis.stride}"
    if sum(axis.padding) == total:
        return "yes"
    return "no: needs " + ("'same'" if total % 2 else f"p = {total // 2}")


def _map(rows: Stack, columns: Stack) -> str:
    """By how many paths each pixel of the field is read, both axes; what is never read is outlined."""
    along = []
    for stack in (rows, columns):
        field, paths = stack.fields[-1], stack.cone(len(stack.layers))[0]
        along.append(np.array([paths[p] for p in range(field.start, field.start + field.size)], dtype=float))
    paths = np.outer(*along)
    grid = Grid(MAP_X, TOP, min(20.0, MAP_SIDE / max(paths.shape)), *paths.shape)
    shades = np.where(paths > 0, 1 + 254 * np.sqrt(paths / paths.max()), 0)  # the root: or rare ones would look white
    read, visible = np.count_nonzero(paths), grid.cell >= LEAST_OUTLINED
    words = f"all {paths.size:,} are read" if read == paths.size else (f"reads {read:,} of {paths.size:,}: "
                                                                       f"{100 * coverage(rows, columns):.0f} %")
    return "".join([
        heading(MAP_X, 30, "reads of each pixel", INPUT),
        shaded_image([row.tobytes() for row in shades.astype("uint8")], PALETTE, grid.x, grid.y, grid.cell),
        grid.background("none") + outline_cells(grid, np.argwhere(paths == 0).tolist()) if visible else "",
        f'<rect {grid.box(0, 0, grid.rows, grid.columns, 0)} fill="none" stroke="{RULE}"/>',
        text(MAP_X, TOP + grid.height + 18, f"receptive field {grid.rows} × {grid.columns}", size=14, weight=700),
        text(MAP_X, TOP + grid.height + 38, words, weight=700,
             fill=OUTPUT.ink if read == paths.size else NEVER_READ.ink),
    ])


def _table(cone: Cone, y: float) -> list[str]:
    """Layer by layer: size, jump and start by the recurrence, and the size of the map."""
    stack, units = cone.stack, cone.units
    parts = [text(x, y, head, size=12, fill=MUTED) for head, x in TABLE.items()]
    parts.append(f'<path d="M{MARGIN} {number(y + 12)}H{WIDTH - MARGIN}" stroke="{RULE}"/>')
    for layer, axis in enumerate(stack.layers, start=1):
        cells = (layer_name(stack, layer), setting(axis), *stack.recurrence(layer),
                 f"{units[layer - 1]} → {units[layer]}", keeping_padding(axis))
        parts += [text(x, y + LINE * layer + 4, words, size=12, mono=True) for x, words in
                  zip(TABLE.values(), cells, strict=True)]
    return parts


def _alt(cone: Cone, columns: Stack, words: str) -> str:
    rows, field = cone.stack, cone.stack.fields[-1]
    return (f"A stack over {cone.size} pixels, from the image up: {'; '.join(map(setting, rows.layers))}. Units in "
            f"each layer: {', '.join(map(str, cone.units[1:]))}. Receptive field {field.size}, jump {field.jump}, "
            f"start {field.start}; {100 * coverage(rows, columns):.0f} % of the field in both axes is read. {words}."
            ).replace("-", "−")
