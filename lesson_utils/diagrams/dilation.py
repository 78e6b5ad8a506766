"""Dilation: the kernel pulled apart, beside the same kernel with zeros put in, and the one output of both."""

from __future__ import annotations

import json
from typing import NamedTuple

from lesson_utils.diagrams.convolution import LINE_HEIGHT, sum_lines
from lesson_utils.diagrams.parts import either, input_heading, padded_map, value_map, window
from lesson_utils.diagrams.svg import (
    HEADINGS,
    MARGIN,
    PLAIN,
    SUM_SIZE,
    TOP,
    WIDTH,
    Grid,
    Picture,
    card,
    code_bar,
    heading,
    text,
    verdict,
    weights,
)
from lesson_utils.facts.axis import Axis, Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers, show
from lesson_utils.language import mark, tr, tr_n
from lesson_utils.style import INK, MUTED, OUTPUT, POSITIVE, RULE

GAP = 24
COLUMN = (WIDTH - 2 * MARGIN - 2 * GAP) / 3  # px: pulled apart, with zeros, output
TALLEST_KERNEL, KERNEL_CELL, LARGEST_CELL, TALLEST = 140, 26, 36, 238
INPUT_TOP = TOP + TALLEST_KERNEL + 36
SUM_TOP = INPUT_TOP + TALLEST + 20


def dilation_picture(conv: Convolution, zeros: Convolution, x: Numbers, weight: Numbers, weight_with_zeros: Numbers,
                     output: Numbers, output_with_zeros: Numbers, at: Pair = (0, 0), *,
                     agrees: bool | None = None) -> Picture:
    """A dilated convolution `conv`, and `zeros`, which has no dilation and zeros in its kernel instead.

    `x` (H, W), `weight` (kH, kW) and `output` (H', W') of `conv`; `weight_with_zeros` and
    `output_with_zeros` of `zeros`; nested lists. `agrees`: whether torch was just asked and gave the same.
    """
    inputs = [_fit(MARGIN + i * (COLUMN + GAP), INPUT_TOP, TALLEST, LARGEST_CELL, conv.rows.padded_size(len(x)),
                   conv.columns.padded_size(len(x[0]))) for i in (0, 1)]
    kernels = [_fit(grid.x, TOP, TALLEST_KERNEL, KERNEL_CELL, *conv.effective_kernel_size) for grid in inputs]
    out = _fit(MARGIN + 2 * (COLUMN + GAP), INPUT_TOP, TALLEST, max(KERNEL_CELL, inputs[0].cell), len(output),
               len(output[0]))
    lines = _lines(conv, x, weight, output, output_with_zeros)
    here = lines[at[0]][at[1]]
    room = max(3, len(here))  # lines of the sum: kernels up to 4 x 4 give pictures of one height
    fold = SUM_TOP + (room - 1) * LINE_HEIGHT + 10
    covers = " × ".join(map(str, conv.effective_kernel_size))
    k_rows, k_columns = conv.weight_shape[2:]
    parts = [
        code_bar(conv.code()),
        heading(kernels[0].x, HEADINGS, tr("kernel"), POSITIVE,
                tr("{rows} × {columns}, pulled apart", rows=k_rows, columns=k_columns)),
        _pulled_apart(conv, kernels[0], weight),
        heading(kernels[1].x, HEADINGS, tr("kernel"), POSITIVE, tr("{size}, zeros put in", size=covers)),
        f'<g data-key="zeros">{weights(kernels[1], weight_with_zeros, "zeros")}</g>',
        heading(out.x, HEADINGS, tr("effective size"), PLAIN, covers), _sizes(conv, len(x), len(x[0]), out.x),
        heading(out.x, INPUT_TOP - 20, tr("output"), OUTPUT,
                tr("{rows} × {columns}, of both", rows=out.rows, columns=out.columns)),
        value_map("output", out, output, at, OUTPUT),
        f'<g class="sum">{"".join(_sum_text(n, line) for n, line in enumerate(here))}</g>',
        verdict(agrees, WIDTH - MARGIN, SUM_TOP + (1 if room == 3 else room - 1) * LINE_HEIGHT,
                tr("both outputs equal")),
        code_bar(zeros.code(), fold + 8),
        text(WIDTH - MARGIN - 12, fold + 23, tr("zeros put in"), fill=MUTED, anchor="end"),
    ]
    for key, grid, one, values in zip(("input", "input, zeros"), inputs, (conv, zeros), (weight, weight_with_zeros),
                                      strict=True):
        parts += [input_heading(one, grid, len(x), len(x[0])),
                  f'<g data-key="{key}">{padded_map(one, grid, x, window(grid, values, one, at))}</g>']
    facts = {"kind": "maps", "at": at, "lines": lines, "walk": {"output": tr("output: arrow keys move both windows")},
             "parts": {"output": vars(out), "pulled": _centres(conv, inputs[0], out),
                       "zeros": _centres(conv, inputs[1], out)}}
    alt = tr("A {k_rows} × {k_columns} kernel with dilation {dilation} covers {covers}; the same kernel with zeros put "
             "in the gaps gives the same {rows} × {columns} output. {axes}. At the place shown: {sum}.",
             k_rows=k_rows, k_columns=k_columns, dilation=either(conv.rows.dilation, conv.columns.dilation),
             covers=covers, rows=out.rows, columns=out.columns,
             axes=" ".join(_axis_in_words(*axis) for axis in _axes(conv, len(x), len(x[0]))),
             sum=" ".join(line.strip() for line in here if line))
    return Picture(card(WIDTH, fold + 56, "".join(parts), facts=json.dumps(facts, separators=(",", ":")), fold=fold),
                   alt)


def _fit(x: float, y: float, room: float, largest: float, rows: int, columns: int) -> Grid:
    """A grid with the largest cells, in half px and up to `largest`, that fit into a square of `room` px."""
    return Grid(x, y, min(largest, int(2 * room / max(rows, columns)) / 2), rows, columns)


def _centres(conv: Convolution, grid: Grid, out: Grid) -> dict:
    """Where a pointer on the input picks an output: the one whose window has its middle there."""
    rows, columns = conv.effective_kernel_size
    return {**vars(grid), "x": grid.x + (columns - 1) / 2 * grid.cell, "y": grid.y + (rows - 1) / 2 * grid.cell,
            "rows": out.rows, "columns": out.columns}


def _pulled_apart(conv: Convolution, grid: Grid, weight: Numbers) -> str:
    """The weights, a step of `dilation` from one to the next; nothing between them."""
    cells = weights(grid, weight, apart=(conv.rows.dilation, conv.columns.dilation))
    return (f'<g data-key="kernel"><rect {grid.box(0, 0, grid.rows, grid.columns, -1)} rx="4" fill="none" '
            f'stroke="{RULE}" stroke-width="1.5" stroke-dasharray="4 3"/>{cells}</g>')


class AxisWords(NamedTuple):
    """What one axis covers, the padding that keeps its size, what its padding does, and whether the size is kept."""

    covers: str
    keeping: str
    change: str
    kept: bool


def _axes(conv: Convolution, height: int, width: int) -> list[tuple[str, AxisWords]]:
    """A title and words for rows and for columns, or one for both if they are alike."""
    rows, columns = axis_words(conv.rows, height, conv.padding), axis_words(conv.columns, width, conv.padding)
    if rows == columns:
        return [(tr("rows and columns"), rows)]
    return [(tr("rows"), rows), (tr("columns"), columns)]


def _axis_in_words(title: str, words: AxisWords) -> str:
    return tr("{title}: {covers} {keeping} {change}", title=title, covers=words.covers, keeping=words.keeping,
              change=words.change)


def axis_words(axis: Axis, size: int, padding: object) -> AxisWords:
    """What is said of one axis.

    >>> axis_words(Axis(3, dilation=2), 10, 0)[:3]
    ('covers 2·(3 − 1) + 1 = 5', 'kept by padding 2·(3 − 1) / 2 = 2', 'padding 0: 10 become 6, smaller')
    """
    d, k, total = axis.dilation, axis.kernel_size, axis.effective_kernel_size - 1
    half = f"{d}·({k} − 1) / 2 = {show(total / 2)}"
    keeping = tr("no padding keeps it: {half}", half=half) if total % 2 else tr("kept by padding {half}", half=half)
    return AxisWords(tr("covers {sum}", sum=f"{d}·({k} − 1) + 1 = {total + 1}"), keeping,
                     *_change(axis, size, axis.output_size(size), padding))


def _change(axis: Axis, size: int, out: int, padding: object) -> tuple[str, bool]:
    """(what the padding does to the size, whether it keeps it)."""
    before, after = axis.padding
    places = {"size": size, "out": out, "before": before, "after": after}
    change = "kept" if out == size else "smaller" if out < size else "larger"
    return tr(CHANGES[padding == "same", change], **places), out == size


# (is the padding 'same', what becomes of the size) -> sentence
CHANGES = {
    (True, "kept"): mark("'same' pads {before} and {after}: {size} stay {out}, kept ✓"),
    (True, "smaller"): mark("'same' pads {before} and {after}: {size} become {out}, smaller"),
    (True, "larger"): mark("'same' pads {before} and {after}: {size} become {out}, larger"),
    (False, "kept"): mark("padding {before}: {size} stay {out}, kept ✓"),
    (False, "smaller"): mark("padding {before}: {size} become {out}, smaller"),
    (False, "larger"): mark("padding {before}: {size} become {out}, larger"),
}


def _sizes(conv: Convolution, height: int, width: int, x: float) -> str:
    parts, y = [], TOP + 6
    for title, words in _axes(conv, height, width):
        parts.append(text(x, y, title, weight=600))
        change = OUTPUT.ink if words.kept else INK
        for line, fill in ((words.covers, INK), (words.keeping, INK), (words.change, change)):
            y += 16
            parts.append(text(x, y, line, fill=fill))
        y += 22
    return "".join(parts)


def _lines(conv: Convolution, x: Numbers, weight: Numbers, output: Numbers, with_zeros: Numbers) -> list:
    """For each output its sum, in as many lines as the longest takes, and the same sum with the zeros."""
    covers_rows, covers_columns = conv.effective_kernel_size
    count = conv.weight_shape[2] * conv.weight_shape[3]
    more = covers_rows * covers_columns - count
    lines = [[sum_lines(conv, x, weight, output, (r, c)) for c in range(len(output[0]))] for r in range(len(output))]
    most = max(len(sum_) for row in lines for sum_ in row)

    results = {result for row in with_zeros for result in row}  # said once each: many outputs are alike
    said = {result: tr_n("with the zeros: the same {n} product, and {more} more with a zero weight = {result}",
                         "with the zeros: the same {n} products, and {more} more with a zero weight = {result}",
                         count, more=more, result=show(result)) for result in results}
    return [[[*sum_, *[""] * (most - len(sum_)), said[with_zeros[r][c]]] for c, sum_ in enumerate(row)]
            for r, row in enumerate(lines)]


def _sum_text(n: int, line: str) -> str:
    return text(MARGIN, SUM_TOP + n * LINE_HEIGHT, line, size=SUM_SIZE, mono=True)
