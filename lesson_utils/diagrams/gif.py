"""Whole-number images as GIF files, in plain Python: the same bytes as Pillow writes, where there is no Pillow.

The format is Compuserve's GIF 87a: a table of colours, then the pixels by LZW. Pillow interlaces what is 16 pixels high
and wide or more; so does this.

>>> gif([bytes([0, 255])], None)[:6], len(gif([bytes(16)] * 16, None))
(b'GIF87a', 824)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import pack

Gif = Callable[[Sequence[bytes], Sequence[str] | None], bytes]

CLEAR, END, FIRST = 256, 257, 258  # codes: begin a new table, end, the first sequence of a table
MOST_CODES, BLOCK = 4096, 255  # codes of a table; bytes of a block
LEAST_INTERLACED = 16
PASSES = ((0, 8), (4, 8), (2, 4), (1, 2))  # (first row, step) of an interlaced image
GREY = bytes(level for level in range(256) for _ in range(3))


def gif(rows: Sequence[bytes], palette: Sequence[str] | None) -> bytes:
    """An image as a file: `rows` of bytes, each the number of a colour of `palette` (at most 256 CSS colours).

    Without a palette a byte is a grey level, 0 to 255.
    """
    height, width = len(rows), len(rows[0])
    colours = GREY if palette is None else bytes.fromhex("".join(colour[1:] for colour in palette))
    bits = max(2, (len(colours) // 3 - 1).bit_length())  # a table of two colours is written as one of four
    table = colours.ljust(3 << bits, b"\0")
    interlaced = min(width, height) >= LEAST_INTERLACED
    ordered = [row for first, step in PASSES for row in rows[first::step]] if interlaced else rows
    head = b"GIF87a" + pack("<HHBBB", width, height, bits - 1 + 128, 0, 0) + table
    image = b"," + pack("<HHHHBB", 0, 0, width, height, 64 if interlaced else 0, 8)
    return head + image + _blocks(_compressed(b"".join(ordered))) + b"\0;"


def _compressed(pixels: bytes) -> bytes:
    """LZW: each code stands for the longest sequence that has occurred since the table was begun."""
    out, buffer, filled, bits = bytearray(), CLEAR, 9, 9  # the first code clears the table
    table: dict[int, int] = {}
    code, free = pixels[0], FIRST
    for pixel in pixels[1:]:
        key = code << 8 | pixel
        longer = table.get(key)
        if longer is not None:
            code = longer
            continue
        buffer |= code << filled
        filled += bits
        if free < MOST_CODES:
            if free == 1 << bits:
                bits += 1
            table[key] = free
            free += 1
        else:
            buffer |= CLEAR << filled
            filled += bits
            table, free, bits = {}, FIRST, 9
        code = pixel
        if filled >= 64:  # whole bytes leave the buffer
            count = filled >> 3
            out += (buffer & (1 << 8 * count) - 1).to_bytes(count, "little")
            buffer >>= 8 * count
            filled &= 7
    buffer |= code << filled
    filled += bits
    buffer |= END << filled  # as wide as the code before it: no sequence was added since
    filled += bits
    return bytes(out) + buffer.to_bytes(-(-filled // 8), "little")


def _blocks(data: bytes) -> bytes:
    return b"".join(bytes([len(data[i:i + BLOCK])]) + data[i:i + BLOCK] for i in range(0, len(data), BLOCK))
