"""GIF files in plain Python are byte for byte those that Pillow writes, and show the pixels that went in."""

from io import BytesIO
from random import Random

import numpy as np
import pytest
from PIL import Image

from lesson_utils.diagrams.gif import gif
from lesson_utils.images import gif_by_pillow


def image(random, width, height, colours, style):
    if style == "noise":
        return [bytes(random.randrange(colours) for _ in range(width)) for _ in range(height)]
    if style == "flat":
        return [bytes([random.randrange(colours)]) * width] * height
    return [bytes(x * y // 7 % colours for x in range(width)) for y in range(height)]


@pytest.mark.parametrize("seed, pixels", [(2, 8664), (5, 20020)])
def test_the_end_is_as_wide_as_the_code_before_it(seed, pixels):
    """With these the next sequence would need wider codes, and one bit more at the end would be one byte more."""
    random = Random(seed)
    row = bytes(random.randrange(256) for _ in range(pixels))
    assert gif([row], None) == gif_by_pillow([row], None)


@pytest.mark.parametrize("style", ["noise", "flat", "waves"])
@pytest.mark.parametrize("seed", range(60))
def test_the_same_bytes_as_pillow(style, seed):
    random = Random(seed)
    width, height = random.choice([(random.randint(1, 80), random.randint(1, 80)), (15, 40), (16, 16), (180, 200)])
    colours = random.choice([1, 2, 3, 5, 16, 17, 101, 255, 256])
    palette = None if seed % 4 == 0 else [f"#{random.randrange(1 << 24):06x}" for _ in range(colours)]
    rows = image(random, width, height, colours, style)
    ours = gif(rows, palette)
    assert ours == gif_by_pillow(rows, palette)
    shown = Image.open(BytesIO(ours)).convert("RGB")
    levels = np.array([list(row) for row in rows])
    table = np.arange(256)[:, None].repeat(3, 1) if palette is None else \
        np.array([list(bytes.fromhex(colour[1:])) for colour in palette])
    assert (np.asarray(shown) == table[levels]).all()
