"""What Pillow does for the pictures: the photograph, made smaller, and GIF files, quickly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO

import matplotlib.cbook
from PIL import Image


@cache
def load_photograph(mode: str, width: int, height: int) -> Image.Image:
    """The photograph of Grace Hopper that matplotlib ships, in grey ("L") or colour ("RGB"), made smaller."""
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as file:
        return Image.open(file).convert(mode).resize((width, height), Image.Resampling.BOX)


def gif_by_pillow(rows: Sequence[bytes], palette: Sequence[str] | None) -> bytes:
    """The same file as `diagrams.gif.gif` writes, some ten times as fast.

    GIF and not PNG: its compression is Pillow's own, so that the same picture is the same text on every machine.

    >>> from lesson_utils.diagrams.gif import gif
    >>> gif_by_pillow([bytes([0, 255])], None) == gif([bytes([0, 255])], None)
    True
    """
    image = Image.frombytes("L" if palette is None else "P", (len(rows[0]), len(rows)), b"".join(rows))
    if palette is not None:
        image.putpalette(_colours(tuple(palette)))
    file = BytesIO()
    image.save(file, "GIF", optimize=False)
    return file.getvalue()


@lru_cache(16)  # the pictures have a few palettes, and a move draws with the same one
def _colours(palette: tuple[str, ...]) -> bytes:
    return bytes.fromhex("".join(colour[1:] for colour in palette))
