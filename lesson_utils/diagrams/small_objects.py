"""A map of small objects, and what two ways of the same receptive field leave of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from lesson_utils.diagrams.gif import Gif, gif
from lesson_utils.diagrams.photograph import shaded_image
from lesson_utils.diagrams.svg import MARGIN, PLAIN, WIDTH, Grid, Picture, card, heading, text, verdict, weights
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.shown import Numbers
from lesson_utils.facts.stack import Stack
from lesson_utils.language import tr, tr_n
from lesson_utils.style import BAR, CARD, INK, INPUT, MUTED, OUTPUT, SMALLEST_TEXT, blend, weight_role

GAP, TOP, BELOW = 24, 46, 108  # BELOW: px for the layers, or for the kernel
PANEL = (WIDTH - 2 * MARGIN - 2 * GAP) / 3
SHADES = 100  # tones on each side of 0
PALETTE = [*(blend(CARD, MUTED, 1 - n / SHADES) for n in range(SHADES)),
           *(blend(CARD, OUTPUT.ink, n / SHADES) for n in range(SHADES + 1))]


@dataclass(frozen=True)
class Way:
    """One way through some layers: its name, its lines of code, its stack along the rows, its output (H, W), and
    which objects it keeps apart."""

    name: str
    code: Sequence[str]
    stack: Stack
    output: Numbers
    kept: Sequence[bool]

    def field(self) -> str:
        """The receptive field with its numbers: each layer adds (what it covers - 1) · jump."""
        terms = [f"{axis.effective_kernel_size - 1}·{below.jump}"
                 for axis, below in zip(self.stack.layers, self.stack.fields, strict=False)]
        return tr("receptive field {sum} = {size}", sum=" + ".join(["1", *terms]), size=self.stack.fields[-1].size)


def small_objects_picture(x: Numbers, objects: Sequence[Sequence[Pair]], weight: Numbers, ways: Sequence[Way],
                          centre: Pair, *, agrees: bool | None = None, gif: Gif = gif) -> Picture:
    """The map `x` (H, W), 0 where there is nothing, its objects (lists of pixels), the kernel, and the two ways.

    The pixel `centre` of both outputs sees the square that is drawn on the map; the second way, one dilated
    convolution, reads nine pixels of it. `agrees`: whether torch was just asked for both fields.
    """
    rows, columns = len(x), len(x[0])
    scale = int(PANEL / max(rows, columns))
    grids = [Grid(MARGIN + i * (PANEL + GAP), TOP, scale, rows, columns) for i in range(3)]
    bottom = TOP + rows * scale
    last, fold = bottom + 72, bottom + 88
    size = f"{rows} × {columns}"
    objects_on_it = tr_n("{size}, {n} object", "{size}, {n} objects", len(objects), size=size)
    parts = [heading(MARGIN, TOP - 20, tr("input"), INPUT, objects_on_it),
             shaded_image([bytes(map(bool, row)) for row in x], (CARD, INPUT.strong), MARGIN, TOP, scale,
                          gif, "input"), _border(grids[0]),
             _field(grids[0], ways[1].stack, weight, centre),
             text(MARGIN, bottom + 24, tr("square: what one output sees"), fill=MUTED), *_kernel(weight, fold)]
    for number, (grid, way) in enumerate(zip(grids[1:], ways, strict=True)):
        parts += [heading(grid.x, TOP - 20, way.name, OUTPUT, size),
                  _shaded(way.output, grid, gif, f"output{number}"), _border(grid),
                  _outlines(grid, [pixels for pixels, kept in zip(objects, way.kept, strict=True) if kept]),
                  text(grid.x, bottom + 24, tr("kept apart: {kept} of {all}", kept=sum(way.kept), all=len(objects)),
                       size=15, weight=700),
                  text(grid.x, bottom + 46, way.field()),
                  f'<rect x="{grid.x}" y="{fold + 4}" width="{PANEL}" height="{BELOW}" rx="6" fill="{BAR}"/>',
                  *(text(grid.x + 12, fold + 22 + 17 * n, line, size=SMALLEST_TEXT, mono=True, cls="code")
                    for n, line in enumerate(way.code))]
    legend = tr("White is 0, green above, grey below. Outlined: kept apart. Marked in the square: what dilation reads.")
    parts += [text(MARGIN, last, legend, size=SMALLEST_TEXT, fill=MUTED),
              verdict(agrees, WIDTH - MARGIN, last, tr("both fields"))]
    said = [tr("{way} keeps {kept} of {all} apart ({field})", way=way.name, kept=sum(way.kept), all=len(objects),
               field=way.field()) for way in ways]
    alt = tr_n("A map of {size} with {n} small object, seen in two ways: {ways}.",
               "A map of {size} with {n} small objects, seen in two ways: {ways}.", len(objects), size=size,
               ways="; ".join(said))
    return Picture(card(WIDTH, fold + BELOW + 16, "".join(parts), fold=fold), alt)


def _kernel(weight: Numbers, top: float) -> list[str]:
    """What stands below the input: the kernel that both ways use, and what "kept apart" means."""
    kernel = Grid(MARGIN, top + 28, 28, 3, 3)
    words = wrap(tr("Kept apart: a spot above half of the output's largest value touches this object and no other."),
                 29)
    return [heading(MARGIN, top + 12, tr("kernel of both"), PLAIN, tr("more than around it?")),
            weights(kernel, weight),
            *(text(MARGIN + kernel.width + 14, kernel.y + 14 + 18 * n, line, size=SMALLEST_TEXT)
              for n, line in enumerate(words))]


def _shaded(values: Numbers, grid: Grid, gif: Gif, key: str) -> str:
    rows = [tuple(row) for row in values]
    different = set(rows)  # few, of few numbers: each shade and each row is made once
    numbers = set().union(*different)
    largest = max(1, *map(abs, numbers))
    shades = {number: round(number * SHADES / largest) + SHADES for number in numbers}
    shaded = {row: bytes(map(shades.__getitem__, row)) for row in different}
    return shaded_image([shaded[row] for row in rows], PALETTE, grid.x, grid.y, grid.cell, gif, key)


def _border(grid: Grid) -> str:
    return f'<rect {grid.box(0, 0, grid.rows, grid.columns, -0.5)} fill="none" stroke="{MUTED}"/>'


def _field(grid: Grid, stack: Stack, weight: Numbers, centre: Pair) -> str:
    """The square that the pixel `centre` sees, and in it the taps of the dilated convolution."""
    (layer,), field = stack.layers, stack.fields[-1]
    row, column = (place + field.start for place in centre)
    taps = [f'<rect {grid.box(row + i * layer.dilation, column + j * layer.dilation, inset=0.5)} '
            f'fill="{weight_role(w).strong}" stroke="{INK}"/>' for i, line in enumerate(weight)
            for j, w in enumerate(line)]
    return (f'{"".join(taps)}<rect {grid.box(row, column, field.size, field.size, -1)} fill="none" stroke="{INK}" '
            'stroke-width="1.5" stroke-dasharray="4 3"/>')


def _outlines(grid: Grid, objects: Sequence[Sequence[Pair]]) -> str:
    """A dark frame around each object."""
    frames = []
    for pixels in objects:
        (top, bottom), (left, right) = ((min(places), max(places)) for places in zip(*pixels, strict=True))
        frames.append(f"<rect {grid.box(top, left, bottom - top + 1, right - left + 1, -0.5)}/>")
    return f'<g class="kept" fill="none" stroke="{INK}" stroke-width="1.5">{"".join(frames)}</g>'
