"""GIF files without any library: what the browser's Python needs, where there is no Pillow.

The bytes are those that Pillow writes (`lesson_utils.images.gif_by_pillow`, tested on random images), so that a
picture is the same text whoever made it. The compression is Lempel, Ziv and Welch's, with codes of 9 to 12 bits.
Source: CompuServe, Graphics Interchange Format, version 87a, 1987.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Gif = Callable[[Sequence[bytes], Sequence[str] | None], bytes]  # (rows, palette) -> a GIF file

MOST_COLOURS = 256
LEAST_INTERLACED = 16  # px of the shorter side; below, all rows stand in order
PASSES = ((0, 8), (4, 8), (2, 4), (1, 2))  # (first row, step): the order of rows in an interlaced file
CLEAR, END, FIRST_FREE = 256, 257, 258  # codes with a meaning of their own, and the first that is free
LEAST_BITS = 2  # of a place in the table of colours
NARROWEST, MOST_CODES = 9, 4096  # bits of a code at first; codes that 12 bits can tell apart
BLOCK = 255  # bytes of data in a block of the file


def gif(rows: Sequence[bytes], palette: Sequence[str] | None = None) -> bytes:
    """An image as a GIF file: one byte a pixel, its place in `palette` (at most 256 colours "#rrggbb").

    Without a palette the bytes are greys, 0 black to 255 white. All rows are equally long, and not empty.

    >>> from lesson_utils.style import INPUT
    >>> file = gif([bytes([0, 1, 0]), bytes([1, 0, 1])], INPUT)
    >>> file[:6], len(file)
    (b'GIF87a', 46)
    """
    height, width = len(rows), len(rows[0])
    interlaced = min(height, width) >= LEAST_INTERLACED
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    colours = bytes(value for grey in range(MOST_COLOURS) for value in (grey,) * 3) if palette is None else \
        bytes.fromhex("".join(colour[1:] for colour in palette))
    bits = max(LEAST_BITS, (len(colours) // 3 - 1).bit_length())
    ordered = [row for first, step in PASSES for row in rows[first::step]] if interlaced else rows
    return b"".join((b"GIF87a", size, bytes((127 + bits, 0, 0)), colours.ljust(3 << bits, b"\0"),
                     b",\0\0\0\0", size, b"\x40" if interlaced else b"\0", bytes((NARROWEST - 1,)),
                     *_blocks(_packed(_codes(b"".join(ordered)))), b"\0;"))


def _codes(pixels: bytes) -> Iterable[tuple[int, list[int]]]:
    """(bits of each code, codes) in the order of the file: each code stands for the longest run of pixels known."""
    known: dict[int, int] = {}  # code of a run, and one pixel more -> code of the longer run
    codes, width, free = [CLEAR], NARROWEST, FIRST_FREE
    remaining = iter(pixels)
    run = next(remaining)
    for pixel in remaining:
        longer = run << 8 | pixel
        code = known.get(longer)
        if code is not None:
            run = code
            continue
        codes.append(run)
        run = pixel
        if free < MOST_CODES:
            known[longer] = free
            if free >> width:
                yield width, codes
                codes, width = [], width + 1
            free += 1
        else:
            codes.append(CLEAR)
            yield width, codes
            known.clear()
            codes, width, free = [], NARROWEST, FIRST_FREE
    yield width, [*codes, run, END]


def _packed(groups: Iterable[tuple[int, list[int]]]) -> bytes:
    """The codes as one row of bits, the lowest first."""
    bits = [format(code, f"0{width}b") for width, codes in groups for code in codes]
    return int("".join(reversed(bits)), 2).to_bytes((sum(map(len, bits)) + 7) // 8, "little")


def _blocks(data: bytes) -> Iterable[bytes]:
    for start in range(0, len(data), BLOCK):
        block = data[start:start + BLOCK]
        yield bytes((len(block),)) + block
