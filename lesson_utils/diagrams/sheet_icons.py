"""The small pictures of the Conv2d sheet: one argument at one value, in a square of SIDE px."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from lesson_utils.diagrams.svg import Grid, number, text
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution
from lesson_utils.style import GROUPS, INK, INPUT, OUTPUT, POSITIVE, SMALLEST_ON_PAPER, Role

SIDE = 48
INPUT_CELLS, CELL = 7, 6.8  # of the input that kernel_size, stride and dilation are shown on
PADDED_CELLS, PADDED_CELL = 5, 5.2
CHANNELS, DOT = 4, 10  # of the wiring that groups are shown on


def icon(name: str, value: Any, x: float, y: float, strips: Mapping[str, Sequence[int]]) -> str:
    """Argument `name` at `value`, its upper left corner at (x, y); `strips`: a padded row for each padding mode.

    >>> icon("kernel_size", 5, 0, 0, {}).count("<rect") > icon("kernel_size", 3, 0, 0, {}).count("<rect")
    True
    """
    if name == "padding_mode":
        return _strip(strips[value], x, y)
    return _ICONS[name](value, x, y)


def _in_channels(count: int, x: float, y: float) -> str:
    """As many slices in the kernel as maps in the input."""
    return _slabs(count, x, y + 2, 26, INPUT) + _slabs(count, x, y + 34, 12, POSITIVE)


def _out_channels(count: int, x: float, y: float) -> str:
    """As many maps in the output as kernels."""
    return _slabs(count, x, y + 2, 12, POSITIVE) + _slabs(count, x, y + 20, 26, OUTPUT)


def _slabs(count: int, x: float, y: float, height: float, role: Role) -> str:
    pitch = SIDE / max(count, 8)
    left = x + (SIDE - count * pitch) / 2
    return "".join(f'<rect x="{number(left + i * pitch)}" y="{number(y)}" width="{number(pitch - 1.5)}" '
                   f'height="{number(height)}" fill="{role.strong}"/>' for i in range(count))


def _window(axis: Axis, x: float, y: float) -> str:
    """What one output reads of an input."""
    grid, first = Grid(x, y, CELL, INPUT_CELLS, INPUT_CELLS), (INPUT_CELLS - axis.effective_kernel_size) // 2
    taps = [first + tap for tap in axis.taps(0)]
    cells = "".join(f'<rect {grid.box(row, column, inset=0.5)} fill="{POSITIVE.strong}"/>'
                    for row, column in product(taps, taps))
    covers = axis.effective_kernel_size
    return (grid.background(INPUT.fill) + cells + f'<rect {grid.box(first, first, covers, covers, inset=0)} '
            f'fill="none" stroke="{INK}"/>')


def _stride(stride: int, x: float, y: float) -> str:
    """The middles of all windows, one for each output, and the first two windows."""
    axis, grid = Axis(3, stride), Grid(x, y, CELL, INPUT_CELLS, INPUT_CELLS)
    middles = [axis.taps(output)[1] for output in range(axis.output_size(INPUT_CELLS))]
    cells = "".join(f'<rect {grid.box(row, column, inset=1)} fill="{OUTPUT.strong}"/>'
                    for row, column in product(middles, middles))
    windows = "".join(f'<rect {grid.box(0, axis.taps(output)[0], 3, 3, inset=0)} fill="none" stroke="{INK}"/>'
                      for output in (1, 0))
    return grid.background(INPUT.fill) + cells + windows


def _padding(padding: int, x: float, y: float) -> str:
    """The input inside its border."""
    whole = PADDED_CELLS + 2 * padding
    left, top = x + (SIDE - whole * PADDED_CELL) / 2, y + (SIDE - whole * PADDED_CELL) / 2
    border = Grid(left, top, PADDED_CELL, whole, whole)
    inner = Grid(left + padding * PADDED_CELL, top + padding * PADDED_CELL, PADDED_CELL, PADDED_CELLS, PADDED_CELLS)
    return (f'<rect {border.box(0, 0, whole, whole, inset=0)} fill="url(#hatch)"/>' + inner.background(INPUT.fill)
            + f'<rect {border.box(0, 0, whole, whole, inset=0)} fill="none" stroke="{INK}"/>')


def _groups(groups: int, x: float, y: float) -> str:
    """Which output is computed from which input channels."""
    conv = Convolution(CHANNELS, CHANNELS, 1, groups=groups)
    left, right, pitch = x + 6, x + SIDE - 6, SIDE / CHANNELS
    parts = []
    for output in range(CHANNELS):
        colour = GROUPS[conv.group_of_output(output)]
        for channel in conv.inputs_of_output(output):
            parts.append(f'<path d="M{number(left)} {number(y + (channel + 0.5) * pitch)}L{number(right)} '
                         f'{number(y + (output + 0.5) * pitch)}" stroke="{colour}" stroke-width="2"/>')
    for channel, (middle, role) in product(range(CHANNELS), ((left, INPUT), (right, OUTPUT))):
        parts.append(f'<rect x="{number(middle - DOT / 2)}" y="{number(y + (channel + 0.5) * pitch - DOT / 2)}" '
                     f'width="{DOT}" height="{DOT}" rx="2" fill="{role.strong}"/>')
    return "".join(parts)


def _bias(bias: bool, x: float, y: float) -> str:
    """An output map, and the number that is added to all of it."""
    grid = Grid(x if bias else x + 10, y + 10, 7, 4, 4)
    added = text(x + 33, y + 24, "+", size=14, anchor="middle") + \
        f'<rect x="{number(x + 39)}" y="{number(y + 19)}" width="9" height="9" rx="2" fill="{POSITIVE.strong}"/>'
    return grid.background(OUTPUT.strong) + (added if bias else "")


def _strip(values: Sequence[int], x: float, y: float) -> str:
    """One row of an input with its padding."""
    grid = Grid(x, y + 18, SIDE / len(values), 1, len(values))
    return (f'<rect {grid.box(0, 0, 1, len(values), inset=0)} fill="url(#hatch)"/>'
            f'<rect {grid.box(0, 1, 1, len(values) - 2, inset=0)} fill="{INPUT.fill}"/>'
            f'<rect {grid.box(0, 0, 1, len(values), inset=0)} fill="none" stroke="{INK}"/>'
            + grid.values([values], SMALLEST_ON_PAPER))


_ICONS: dict[str, Callable[[Any, float, float], str]] = {
    "in_channels": _in_channels,
    "out_channels": _out_channels,
    "kernel_size": lambda size, x, y: _window(Axis(size), x, y),
    "stride": _stride,
    "padding": _padding,
    "dilation": lambda dilation, x, y: _window(Axis(3, dilation=dilation), x, y),
    "groups": _groups,
    "bias": _bias,
}
