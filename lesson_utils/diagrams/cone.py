"""One axis of a stack, unit by unit: a row of units for each layer, and the cone of one unit down to the image."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from lesson_utils.diagrams.svg import MARGIN, Grid, number, text
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.shown import show
from lesson_utils.facts.stack import Stack
from lesson_utils.language import mark, tr, tr_n, translated
from lesson_utils.style import BAR, BETWEEN, CARD, INK, INPUT, MUTED, NEVER_READ, OUTPUT, SMALLEST_TEXT, Role, blend

TOP, TALLEST = 58, 286  # px from the top to the last layer, and from there to the image: the same for every stack
CONE_X, CONE_END = 100, 616  # where the units stand, padding included
LARGEST_CELL = 34
LEAST_FOR_NUMBERS = 18  # px of a cell
SHADES = [blend(INPUT.fill, INPUT.strong, step / 20) for step in range(21)]  # the more paths, the bluer


def layer_name(stack: Stack, layer: int) -> str:
    """What the picture calls a layer: the image, the output, or its number."""
    if layer == 0:
        return tr("image")
    return tr("output") if layer == len(stack.layers) else tr("layer {number}", number=layer)


# What one unit reads of the image: (is its field cut by the border, does it read all of it) -> sentence
READS = {
    (False, True): mark("{layer}, unit {unit}: its field is {size} wide, pixels {first} to {last}; it reads all of "
                        "them"),
    (False, False): mark("{layer}, unit {unit}: its field is {size} wide, pixels {first} to {last}; it reads {read} of "
                         "{inside}"),
    (True, True): mark("{layer}, unit {unit}: its field is {size} wide, pixels {first} to {last}; {inside} of them are "
                       "in the image; it reads all of them"),
    (True, False): mark("{layer}, unit {unit}: its field is {size} wide, pixels {first} to {last}; {inside} of them "
                        "are in the image; it reads {read} of {inside}"),
}


def cone_words(seen: Seen, layer: int, unit: int) -> str:
    """What one unit of a layer reads of the image, in one sentence.

    >>> from lesson_utils.facts.axis import Axis
    >>> cone_words(Seen(Stack((Axis(3), Axis(3))), 6), 2, 0)
    'output, unit 0: its field is 5 wide, pixels 0 to 4; it reads all of them'
    """
    field = seen.stack.fields[layer]
    first, last = field.interval(unit)
    inside = max(0, min(last, seen.size - 1) - max(first, 0) + 1)
    read = len(seen.cone(layer, unit)[0])
    template = READS[inside < field.size, read == inside > 1]
    return tr(template, layer=layer_name(seen.stack, layer), unit=unit, size=field.size, first=show(first),
              last=show(last), inside=inside, read=read)


def browser_words() -> dict[str, str | list[str]]:
    """The sentences that the browser fills in while one points at a unit; a pair: for 1, and for more."""
    return {
        "reads": [[translated(READS[cut, all_]) for all_ in (False, True)] for cut in (False, True)],
        "pixel": translated(mark("image, pixel {unit}")),
        "feeds": translated(mark("it feeds {list}")),
        "first": [translated(mark("{n} unit of {layer}")), translated(mark("{n} units of {layer}"))],
        "next": translated(mark("{n} of {layer}")),
        "walk": translated(mark("{layer}: left and right choose a unit and show what it reads and what it feeds")),
    }


class Cone:
    """Where every unit of a stack over an image stands, and how it is drawn."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.stack, self.size, self.units = seen, seen.stack, seen.size, seen.units
        self.last = seen.last
        first, end = 0.0, self.size - 1.0
        for layer, field, count in zip(self.stack.layers, self.stack.fields, self.units, strict=False):
            first = min(first, field.centre - layer.padding[0] * field.jump)
            end = max(end, field.centre + (count - 1 + layer.padding[1]) * field.jump)
        self.pitch = TALLEST / self.last
        self.cell = min(LARGEST_CELL, 0.66 * self.pitch, (CONE_END - CONE_X) / (end - first + 1))
        self.inset = 1.0 if self.cell > 14 else min(0.5, self.cell / 4)
        self.pixel0 = (CONE_X + CONE_END - (end + first + 1) * self.cell) / 2  # left edge of the image's first pixel
        self.taps = [[axis.taps(unit) for unit in range(count)]
                     for axis, count in zip(self.stack.layers, self.units[1:], strict=True)]
        self._drawn = [self._outlines(layer, range(count)) for layer, count in enumerate(self.units)]

    def left(self, layer: int, unit: int) -> float:
        """Left edge of a unit, in px: every unit stands over the middle of its field."""
        field = self.stack.fields[layer]
        return self.pixel0 + (field.centre + unit * field.jump) * self.cell

    def top(self, layer: int) -> float:
        """Upper edge of a layer's row, in px; the image is the lowest."""
        return TOP + (self.last - layer) * self.pitch

    @property
    def bottom(self) -> float:
        """Lower edge of the image's row, in px."""
        return self.top(0) + self.cell

    def cells(self, layer: int, units: Iterable[int]) -> str:
        """The outline of some units of a layer, as path data."""
        drawn = self._drawn[layer]
        return "".join([drawn[unit] for unit in units])

    def _outlines(self, layer: int, units: Iterable[int]) -> list[str]:
        """The outline of each of some units of a layer, padding too: the units of a row differ in x alone."""
        (_, jump, _), centre = self.stack.fields[layer], self.stack.fields[layer].centre
        side = number(self.cell - 2 * self.inset)
        rest = f" {number(self.top(layer) + self.inset)}h{side}v{side}h-{side}z"
        pixel0, cell, inset = self.pixel0, self.cell, self.inset
        return [f"M{number(pixel0 + (centre + unit * jump) * cell + inset)}{rest}" for unit in units]

    def rows(self) -> str:
        """All layers: name, number of units, units, and the padding that the layer above reads, hatched."""
        parts = []
        for layer, count in enumerate(self.units):
            middle = self.top(layer) + self.cell / 2
            parts.append(text(MARGIN, middle - 8, layer_name(self.stack, layer), weight=700,
                              fill=self._role(layer).ink))
            parts.append(text(MARGIN, middle + 9, _count(layer, count), size=SMALLEST_TEXT, fill=MUTED))
            if layer < self.last:
                before, after = self.stack.layers[layer].padding
                padding = [*range(-before, 0), *range(count, count + after)]
                hatched = "".join(self._outlines(layer, padding))
                parts.append(f'<path d="{hatched}" fill="url(#hatch)"/>' if padding else "")
            parts.append(f'<g data-part="layer{layer}"><path d="{self.cells(layer, range(count))}" fill="{BAR}"/></g>')
        return "".join(parts)

    def _role(self, layer: int) -> Role:
        return INPUT if layer == 0 else OUTPUT if layer == self.last else BETWEEN

    def of_unit(self, unit: int) -> str:
        """What one unit of the last layer reads, layer by layer: cells, a wire for each tap, paths to each pixel."""
        cone, parts = self.seen.cone(self.last, unit), []
        for layer in range(self.last, 0, -1):
            wires = self._wires(layer, sorted(cone[layer]), cone[layer - 1])
            parts.append(f'<path d="{wires}" fill="none" stroke="{MUTED}" stroke-opacity="0.5"/>')
        for layer in range(1, self.last):
            parts.append(f'<path d="{self.cells(layer, sorted(cone[layer]))}" fill="{BETWEEN.strong}"/>')
        parts.append(self._pixels(cone[0]))
        parts.append(f'<path d="{self.cells(self.last, [unit])}" fill="{OUTPUT.strong}" stroke="{INK}" '
                     'stroke-width="2"/>')
        return "".join(parts)

    def _wires(self, layer: int, units: Iterable[int], below: Container[int]) -> str:
        """A line from each of some units of a layer to each unit `below` that it reads."""
        foot, head, half = number(self.top(layer) + self.cell), number(self.top(layer - 1)), self.cell / 2
        ends: dict[int, str] = {}  # several units read the same one
        parts = []
        for unit in units:
            start = f"M{number(self.left(layer, unit) + half)} {foot}"
            for tap in self.taps[layer - 1][unit]:
                if tap not in below:
                    continue
                if tap not in ends:
                    ends[tap] = f"L{number(self.left(layer - 1, tap) + half)} {head}"
                parts.append(start + ends[tap])
        return "".join(parts)

    def _pixels(self, paths: dict[int, int]) -> str:
        if not paths:
            return ""
        first, last, most = min(paths), max(paths), max(paths.values())
        parts = [f'<path d="{self.cells(0, [p])}" fill="{SHADES[round(20 * paths[p] / most)]}"/>'
                 for p in sorted(paths)]
        holes = [p for p in range(first, last) if p not in paths]
        parts.append(f'<path class="never-read" d="{self.cells(0, holes)}" fill="{CARD}" stroke="{NEVER_READ.strong}" '
                     'stroke-width="1.5"/>')
        if self.cell >= LEAST_FOR_NUMBERS:
            parts += [text(self.left(0, p) + self.cell / 2, self.top(0) + self.cell / 2, str(paths.get(p, 0)),
                           size=SMALLEST_TEXT, anchor="middle", fill=INK if p in paths else NEVER_READ.ink)
                      for p in range(first, last + 1)]
        left, right, below = self.left(0, first) + 1, self.left(0, last) + self.cell - 1, self.bottom + 7
        parts.append(f'<path d="M{number(left)} {number(below)}v8H{number(right)}v-8" fill="none" stroke="{INK}" '
                     'stroke-width="1.5"/>')
        parts.append(text((left + right) / 2, below + 24, str(last - first + 1), size=14, weight=700, anchor="middle"))
        return "".join(parts)

    def facts(self, unit: int) -> dict[str, Any]:
        """What the browser needs to draw the cone of any unit: who reads whom, and where it stands."""
        widths = [field.jump * self.cell for field in self.stack.fields]  # a unit answers half way to its neighbours
        grids = [Grid(self.left(layer, 0) - (widths[layer] - self.cell) / 2, self.top(layer), self.cell, 1, count)
                 for layer, count in enumerate(self.units)]
        return {
            "kind": "cone", "at": [self.last, unit],
            "parts": {f"layer{layer}": {**vars(grid), "width": widths[layer]}
                      for layer, grid in enumerate(grids)},
            "taps": self.taps,
            "names": [layer_name(self.stack, layer) for layer in range(self.last + 1)],
            "fields": self.stack.fields, "words": browser_words(),
            "inset": self.inset, "numbers": self.cell >= LEAST_FOR_NUMBERS, "shades": SHADES,
            "colours": {"input": INPUT.strong, "between": BETWEEN.strong, "output": OUTPUT.strong, "card": CARD,
                        "never": NEVER_READ.strong, "neverInk": NEVER_READ.ink, "ink": INK, "wire": MUTED},
        }


def _count(layer: int, count: int) -> str:
    if layer == 0:
        return tr_n("{n} pixel", "{n} pixels", count)
    return tr_n("{n} unit", "{n} units", count)
