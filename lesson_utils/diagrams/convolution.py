"""The picture of one convolution with its numbers: padded input, kernel, output, window, sum and formula."""

from __future__ import annotations

import json
from functools import lru_cache
from math import ceil

from lesson_utils.diagrams.convolution_words import OUTPUT_IS, browser_words, never_read_words
from lesson_utils.diagrams.parts import either, input_heading, padded_map, size_formulas
from lesson_utils.diagrams.svg import (
    HEADINGS,
    MARGIN,
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
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers, factor, show
from lesson_utils.language import sentences, tr
from lesson_utils.style import INK, INPUT, MUTED, NEGATIVE, OUTPUT, POSITIVE, SMALLEST_TEXT, ZERO, weight_role

GAP = 24
LEAST_KERNEL, LEAST_OUTPUT = 104, 116  # px that a heading needs
LARGEST_CELL, LEAST_CELL = 40, 8
# px of an input, in both directions: beside it there is room for an output as large, and a kernel between them
TALLEST_GRID = (WIDTH - 2 * MARGIN - 2 * GAP - LEAST_KERNEL) / 2
LETTERS, LINE_HEIGHT, MOST_SUM_LINES = 88, 17, 6  # of the sum: the result and, beside it, the verdict have room
BELOW_GRIDS, BELOW_SUM, FORMULAS = 24, 12, 50  # px: down to the sum, from its last line to the fold, of the formulas
FOLD = TOP + TALLEST_GRID + BELOW_GRIDS + (MOST_SUM_LINES - 1) * LINE_HEIGHT + BELOW_SUM
HEIGHT = FOLD + FORMULAS

COLOURS = {"positive": POSITIVE.fill, "negative": NEGATIVE.fill, "zero": ZERO.fill, "input": INPUT.strong,
           "output": OUTPUT.strong, "ink": INK}  # for what the browser draws


def convolution_picture(conv: Convolution, x: Numbers, weight: Numbers, output: Numbers, at: Pair = (0, 0), *,
                        agrees: bool | None = None, fixed_height: bool = False) -> Picture:
    """One channel of a convolution, the window standing at output position `at`.

    `x` (H, W), `weight` (kH, kW) and `output` (H', W') are nested lists of numbers. `agrees` says whether
    torch was just asked and gave the same; None leaves the mark out. `fixed_height` gives every setting
    the same places and height, so that nothing jumps under a slider.

    >>> conv = Convolution(1, 1, 2, bias=False)
    >>> convolution_picture(conv, [[1, 2], [3, 4]], [[1, 0], [0, -1]], [[-3]]).alt
    'A 2 × 2 input and a 2 × 2 kernel give a 1 × 1 output (stride 1, padding 0, dilation 1). The window stands at \
output[0, 0] = 1·1 + 4·(−1) = −3.'
    """
    height, width = len(x), len(x[0])
    conv.check(height, width)
    grids = place_grids(conv, height, width, len(output), len(output[0]))
    lines = sum_lines(conv, x, weight, output, at)
    if fixed_height:
        bottom, room = TOP + TALLEST_GRID + BELOW_GRIDS, most_sum_lines(conv)
    else:
        bottom, room = max(g.y + g.height for g in grids) + BELOW_GRIDS, len(lines)
    fold = bottom + (room - 1) * LINE_HEIGHT + BELOW_SUM
    formulas, height_ = fold + 14, fold + FORMULAS
    if fixed_height:  # the formulas of a short sum stand above the fold, which is where it is for the longest
        formulas, fold, height_ = formulas if fold + FORMULAS <= FOLD else FOLD + 14, FOLD, HEIGHT
    parts = [
        code_bar(conv.code()),
        _input_part(conv, grids[0], x, weight, at),
        _kernel_part(conv, grids[1], weight),
        _output_part(grids[2], output, at),
        f'<g class="sum">{_sum_text(lines, bottom)}</g>', verdict(agrees, WIDTH - MARGIN, bottom),
        size_formulas(conv, height, width, formulas),
    ]
    facts = json.dumps(_facts(conv, grids, x, weight, output, at), separators=(",", ":"))
    return Picture(card(WIDTH, height_, "".join(parts), facts=facts, fold=fold),
                   _alt(conv, height, width, output, lines))


def place_grids(conv: Convolution, height: int, width: int, out_rows: int, out_columns: int) -> tuple[Grid, Grid, Grid]:
    """Input, kernel and output side by side. Where they stand, and the size of a cell, depend on the padded input and
    on kernel_size alone: neither stride nor dilation moves a grid."""
    rows, columns = conv.rows.padded_size(height), conv.columns.padded_size(width)
    k_rows, k_columns = conv.weight_shape[2:]
    cell = max(LEAST_CELL, min(LARGEST_CELL, int(2 * TALLEST_GRID / max(rows, columns)) / 2))
    out_x = WIDTH - MARGIN - max(LEAST_OUTPUT, (columns - k_columns + 1) * cell)
    in_end = MARGIN + columns * cell
    kernel_x = (in_end + out_x - max(LEAST_KERNEL, k_columns * cell)) / 2
    return (Grid(MARGIN, TOP, cell, rows, columns), Grid(kernel_x, TOP, cell, k_rows, k_columns),
            Grid(out_x, TOP, cell, out_rows, out_columns))


def _input_part(conv: Convolution, grid: Grid, x: Numbers, weight: Numbers, at: Pair) -> str:
    window = f'<g class="marks"></g>{_window(conv, grid, weight, at)}'
    return (input_heading(conv, grid, len(x), len(x[0]))
            + f'<g data-part="input">{padded_map(conv, grid, x, window)}</g>')


def _window(conv: Convolution, grid: Grid, weight: Numbers, at: Pair) -> str:
    """The kernel pulled apart at its place on the input: each tap in the colour of its weight."""
    (top, _), (left, _) = conv.rows.padding, conv.columns.padding
    rows, columns = [t + top for t in conv.rows.taps(at[0])], [t + left for t in conv.columns.taps(at[1])]
    parts = []
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            parts.append(f'<rect {grid.box(r, c, inset=1.5)} rx="3" fill="{weight_role(weight[i][j]).fill}" '
                         f'stroke="{INK}" stroke-width="1.5"/>')
            if grid.cell >= 36:
                parts.append(text(grid.x + (c + 1) * grid.cell - 4, grid.y + (r + 1) * grid.cell - 8,
                                  f"×{show(weight[i][j])}", size=SMALLEST_TEXT, anchor="end"))
    frame = grid.box(rows[0], columns[0], conv.rows.effective_kernel_size, conv.columns.effective_kernel_size, inset=-1)
    return (f'<g class="window">{"".join(parts)}<rect {frame} rx="4" fill="none" stroke="{INK}" '
            f'stroke-width="1.5" stroke-dasharray="4 3"/></g>')


def _kernel_part(conv: Convolution, grid: Grid, weight: Numbers) -> str:
    caption = ""
    if (conv.rows.dilation, conv.columns.dilation) != (1, 1):
        covers = conv.effective_kernel_size
        below = grid.y + grid.height + 18
        dilation = either(conv.rows.dilation, conv.columns.dilation)
        caption = (text(grid.x, below, tr("dilation {dilation}:", dilation=dilation), fill=MUTED)
                   + text(grid.x, below + 18, tr("covers {rows} × {columns}", rows=covers[0], columns=covers[1]),
                          fill=MUTED))
    return (heading(grid.x, HEADINGS, tr("kernel"), POSITIVE, f"{grid.rows} × {grid.columns}")
            + f'<g data-part="kernel">{weights(grid, weight)}<g class="marks"></g></g>{caption}')


def _output_part(grid: Grid, output: Numbers, at: Pair) -> str:
    here = (f'<rect {grid.box(*at, inset=1)} rx="3" fill="{OUTPUT.strong}" stroke="{INK}" stroke-width="2" '
            'class="here"/>')
    return (heading(grid.x, HEADINGS, tr("output"), OUTPUT, f"{grid.rows} × {grid.columns}")
            + f'<g data-part="output">{grid.background(OUTPUT.fill)}<g class="marks"></g>{here}'
            + f"{grid.values(output)}</g>")


def sum_lines(conv: Convolution, x: Numbers, weight: Numbers, output: Numbers, at: Pair) -> list[str]:
    """The sum behind output position `at`, term by term, zero weights left out, in lines of bounded length.

    >>> sum_lines(Convolution(1, 1, 2), [[5, 1], [6, 9]], [[1, 0], [2, -1]], [[8]], (0, 0))
    ['output[0, 0] = 5·1 + 6·2 + 9·(−1) = 8']
    """
    height, width, columns, terms = len(x), len(x[0]), conv.columns.taps(at[1]), []
    for r, factors in zip(conv.rows.taps(at[0]), weight, strict=True):
        inside = 0 <= r < height
        terms += [_term(x[r][c] if inside and 0 <= c < width else 0, w)
                  for c, w in zip(columns, factors, strict=True) if w]
    result = show(output[at[0]][at[1]])
    lines = [OUTPUT_IS.format(row=at[0], column=at[1])]
    for i, term in enumerate(terms):
        piece = f" {term}" if i == 0 else f" + {term}"
        if len(lines[-1]) + len(piece) > LETTERS:
            lines.append("   ")
        lines[-1] += piece
    lines[-1] += f" = {result}" if terms else f" {result}"
    return lines


@lru_cache(4096)
def _term(value: float, weight: float) -> str:
    return f"{factor(value)}·{factor(weight)}"


def _sum_text(lines: list[str], y: float) -> str:
    return "".join(text(MARGIN, y + i * LINE_HEIGHT, line, size=SUM_SIZE, mono=True) for i, line in enumerate(lines))


def most_sum_lines(conv: Convolution) -> int:
    """Lines for the longest sum that this kernel can have: so what stands below moves with kernel_size alone."""
    k_rows, k_columns = conv.weight_shape[2:]
    longest = len(" + 9·(−9)")
    first, next_ = (LETTERS - len("output[10, 10] = ")) // longest, (LETTERS - len("   ")) // longest
    return min(MOST_SUM_LINES, 1 + max(0, ceil((k_rows * k_columns - first) / next_)))


def _facts(conv: Convolution, grids: tuple[Grid, Grid, Grid], x: Numbers, weight: Numbers, output: Numbers,
           at: Pair) -> dict:
    """What the browser needs to highlight without asking Python: who reads whom, and where it stands."""
    (top, _), (left, _) = conv.rows.padding, conv.columns.padding
    parts = {name: {"x": g.x, "y": g.y, "cell": g.cell, "rows": g.rows, "columns": g.columns}
             for name, g in zip(("input", "kernel", "output"), grids, strict=True)}
    return {
        "kind": "convolution", "at": at, "parts": parts, "pad": [top, left],
        "size": [len(x), len(x[0])], "values": {"input": x, "kernel": weight, "output": output},
        "rowTaps": [conv.rows.taps(r) for r in range(len(output))],
        "columnTaps": [conv.columns.taps(c) for c in range(len(output[0]))],
        "letters": LETTERS, "lineHeight": LINE_HEIGHT, "colours": COLOURS, "words": browser_words(),
    }


def _alt(conv: Convolution, height: int, width: int, output: Numbers, lines: list[str]) -> str:
    k_rows, k_columns = conv.weight_shape[2:]
    words = tr("A {rows} × {columns} input and a {k_rows} × {k_columns} kernel give a {out_rows} × {out_columns} "
               "output (stride {stride}, padding {padding}, dilation {dilation}). The window stands at {sum}.",
               rows=height, columns=width, k_rows=k_rows, k_columns=k_columns, out_rows=len(output),
               out_columns=len(output[0]), stride=conv.stride, padding=conv.padding, dilation=conv.dilation,
               sum=" ".join(line.strip() for line in lines))
    return sentences(words, never_read_words(conv.rows, height, 0, whole=True),
                     never_read_words(conv.columns, width, 1, whole=True))
