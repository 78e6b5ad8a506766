"""A photograph, a kernel, and the feature map beside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image

from lesson_utils.diagrams.svg import MARGIN, WIDTH, Grid, Picture, card, code_bar, heading, number, text, weights
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.shown import Numbers, show
from lesson_utils.style import INPUT, MUTED, OUTPUT, POSITIVE

TOP, SCALE = 98, 1.6  # SCALE: px of the picture for a pixel of the photograph
KERNEL_CELL = 36


def photograph_picture(conv: Convolution, photo: np.ndarray, weight: Numbers, feature_map: np.ndarray) -> Picture:
    """Photograph (H, W), grey values 0 to 255, kernel, and feature map (H', W'), both maps at one scale.

    White is the largest value, in size. Black is 0, or, if there are negative values, the opposite of
    white; then middle grey is 0.
    """
    (height, width), (out_height, out_width) = photo.shape, feature_map.shape
    largest = max(abs(feature_map.min()), abs(feature_map.max()), 1)
    low = -largest if feature_map.min() < 0 else 0
    stretched = (feature_map - low) * 255.0 / (largest - low)
    output_x = WIDTH - MARGIN - width * SCALE
    kernel_x = (MARGIN + width * SCALE + output_x - len(weight[0]) * KERNEL_CELL) / 2
    kernel = Grid(kernel_x, TOP, KERNEL_CELL, len(weight), len(weight[0]))
    covers = conv.effective_kernel_size[0]
    bottom = TOP + height * SCALE + 22
    scale = f"black is {show(low)}, {'middle grey is 0, ' if low else ''}white is {show(largest)}"
    parts = [
        code_bar(conv.code()),
        heading(MARGIN, TOP - 20, "input", INPUT, f"{height} × {width}"), grey_image(photo, MARGIN, TOP, SCALE),
        heading(kernel.x, TOP - 20, "kernel", POSITIVE, f"{kernel.rows} × {kernel.columns}"),
        weights(kernel, weight),
        text(kernel.x, TOP + kernel.height + 18, f"covers {covers} × {covers}", fill=MUTED),
        heading(output_x, TOP - 20, "output", OUTPUT, f"{out_height} × {out_width}"),
        grey_image(stretched, output_x, TOP, SCALE),
        text(MARGIN, bottom, f"rows:    {conv.rows.formula(height)}", mono=True, fill=MUTED),
        text(MARGIN, bottom + 20, f"columns: {conv.columns.formula(width)}", mono=True, fill=MUTED),
        text(WIDTH - MARGIN, bottom, scale, anchor="end", fill=MUTED),
    ]
    alt = (f"A photograph, {height} × {width} pixels, and its feature map, {out_height} × {out_width}, by "
           f"{conv.code()} with the kernel {[[round(w) for w in row] for row in weight]}. "
           f"In the map, {scale}.")
    return Picture(card(WIDTH, bottom + 42, "".join(parts)), alt)


def grey_image(grey: np.ndarray, x: float, y: float, scale: float) -> str:
    """Grey values (H, W), 0 to 255, as an image with its upper left corner at (x, y), `scale` px a pixel."""
    return _image(Image.fromarray(np.rint(grey).astype(np.uint8)), x, y, scale)


def shaded_image(values: np.ndarray, palette: Sequence[str], x: float, y: float, scale: float) -> str:
    """Whole numbers (H, W) as an image with sharp pixels: each number chooses a colour of the palette (at most 256)."""
    image = Image.fromarray(values.astype(np.uint8), "P")
    image.putpalette(bytes.fromhex("".join(colour[1:] for colour in palette)))
    return _image(image, x, y, scale, ' style="image-rendering: pixelated"')


def _image(image: Image.Image, x: float, y: float, scale: float, style: str = "") -> str:
    file = BytesIO()
    # GIF: its compression is Pillow's own, so that the same picture is the same text on every machine
    image.save(file, "GIF", optimize=False)
    data = b64encode(file.getvalue()).decode()
    return (f'<image x="{number(x)}" y="{number(y)}" width="{number(image.width * scale)}" '
            f'height="{number(image.height * scale)}"{style} href="data:image/gif;base64,{data}"/>')
