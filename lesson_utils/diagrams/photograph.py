"""A photograph, a kernel, and the feature map beside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from lesson_utils.diagrams.gif import Gif
from lesson_utils.diagrams.svg import (
    HEADINGS,
    MARGIN,
    TOP,
    WIDTH,
    Grid,
    Picture,
    card,
    code_bar,
    heading,
    number,
    text,
    weights,
)
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Shown
from lesson_utils.facts.grey import grey_range
from lesson_utils.facts.shown import Numbers, show
from lesson_utils.language import tr
from lesson_utils.style import INPUT, MUTED, OUTPUT, POSITIVE

SCALE = 1.6  # SCALE: px of the picture for a pixel of the photograph
KERNEL_CELL = 36


def photograph_picture(conv: Convolution, photo: Shown, weight: Numbers, feature_map: Shown) -> Picture:
    """Photograph, grey values 0 to 255, kernel, and feature map, both maps at one scale.

    The grey scale of the feature map is that of `facts.grey`.
    """
    low, high = grey_range(feature_map.least, feature_map.most)
    output_x = WIDTH - MARGIN - photo.columns * SCALE
    kernel_x = (MARGIN + photo.columns * SCALE + output_x - len(weight[0]) * KERNEL_CELL) / 2
    kernel = Grid(kernel_x, TOP, KERNEL_CELL, len(weight), len(weight[0]))
    covers = conv.effective_kernel_size[0]
    bottom = TOP + photo.rows * SCALE + 18
    fold = bottom + 14
    if low:
        scale = tr("black is {low}, middle grey is 0, white is {high}", low=show(low), high=show(high))
    else:
        scale = tr("black is {low}, white is {high}", low=show(low), high=show(high))
    parts = [
        code_bar(conv.code()),
        heading(MARGIN, HEADINGS, tr("input"), INPUT, f"{photo.rows} × {photo.columns}"),
        embedded(photo, MARGIN, TOP, SCALE, "input"),
        heading(kernel.x, HEADINGS, tr("kernel"), POSITIVE, f"{kernel.rows} × {kernel.columns}"),
        f'<g data-key="kernel">{weights(kernel, weight)}</g>',
        text(kernel.x, TOP + kernel.height + 18, tr("covers {rows} × {columns}", rows=covers, columns=covers),
             fill=MUTED),
        heading(output_x, HEADINGS, tr("output"), OUTPUT, f"{feature_map.rows} × {feature_map.columns}"),
        embedded(feature_map, output_x, TOP, SCALE, "output"),
        text(MARGIN, fold + 14, tr("rows:    {formula}", formula=conv.rows.formula(photo.rows)), mono=True, fill=MUTED),
        text(MARGIN, fold + 34, tr("columns: {formula}", formula=conv.columns.formula(photo.columns)), mono=True,
             fill=MUTED),
        text(WIDTH - MARGIN, bottom, scale, anchor="end", fill=MUTED),
    ]
    alt = tr("A photograph, {rows} × {columns} pixels, and its feature map, {out_rows} × {out_columns}, by {code} with "
             "the kernel {kernel}. In the map, {scale}.", rows=photo.rows, columns=photo.columns,
             out_rows=feature_map.rows, out_columns=feature_map.columns, code=conv.code(),
             kernel=[[round(w) for w in row] for row in weight], scale=scale)
    return Picture(card(WIDTH, fold + 50, "".join(parts), fold=fold), alt)


def embedded(shown: Shown, x: float, y: float, scale: float, key: str) -> str:
    """A map with its upper left corner at (x, y), `scale` px a pixel; the browser knows it again by its `key`."""
    return _image(shown.gif, shown.rows, shown.columns, x, y, scale, f' data-key="{key}"')


def shaded_image(rows: Sequence[bytes], palette: Sequence[str], x: float, y: float, scale: float, gif: Gif,
                 key: str) -> str:
    """An image with sharp pixels: each byte of each row chooses a colour of the palette (at most 256).

    `gif` writes the file: `diagrams.gif.gif`, or another that writes the same bytes.
    """
    return _image(gif(rows, palette), len(rows), len(rows[0]), x, y, scale,
                  f' style="image-rendering: pixelated" data-key="{key}"')


def _image(file: bytes, rows: int, columns: int, x: float, y: float, scale: float, more: str) -> str:
    return (f'<image x="{number(x)}" y="{number(y)}" width="{number(columns * scale)}" '
            f'height="{number(rows * scale)}"{more} href="data:image/gif;base64,{b64encode(file).decode()}"/>')
