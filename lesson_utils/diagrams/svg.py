"""The few SVG pieces that every diagram is made of, and the Picture that shows them in a notebook."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from lesson_utils.facts.axis import Pair
from lesson_utils.facts.shown import Numbers, show
from lesson_utils.language import tr
from lesson_utils.style import (
    BAR,
    CARD,
    INK,
    MONO,
    MUTED,
    NEVER_READ,
    OUTPUT,
    PADDING,
    SANS,
    SMALLEST_TEXT,
    Role,
    weight_role,
)

PLAIN = Role(INK, INK, INK)  # the heading of a part that has no role of its own
WIDTH = 880  # px of a picture
MARGIN = 20
SUM_SIZE = 12.5  # px of the letters of a sum: they decide how many stand in a line
HEADINGS, TOP = 62, 82  # px: the headings below the line of code, and what stands below them


@dataclass(frozen=True)
class Picture:
    """An SVG and the same in words. In a notebook it shows itself, with the words as alt text."""

    svg: str
    alt: str

    def html(self) -> str:
        """An <img> that every notebook viewer shows, trusted or not, and that carries the alt text."""
        data = b64encode(self.svg.encode()).decode()
        return (f'<img alt="{escape(self.alt)}" style="max-width: 100%; border-radius: 8px" '
                f'src="data:image/svg+xml;base64,{data}">')

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.alt}


@dataclass(frozen=True)
class Grid:
    """Where a grid of square cells stands: left and top edge, side of a cell, rows and columns, all in px."""

    x: float
    y: float
    cell: float
    rows: int
    columns: int

    @property
    def width(self) -> float:
        """Width in px."""
        return self.columns * self.cell

    @property
    def height(self) -> float:
        """Height in px."""
        return self.rows * self.cell

    def box(self, row: int, column: int, rows: int = 1, columns: int = 1, inset: float = 1) -> str:
        """The x, y, width and height attributes of a block of cells, `inset` px inside its edges."""
        return (f'x="{number(self.x + column * self.cell + inset)}" y="{number(self.y + row * self.cell + inset)}" '
                f'width="{number(columns * self.cell - 2 * inset)}" height="{number(rows * self.cell - 2 * inset)}"')

    def background(self, fill: str) -> str:
        """All cells in one colour, with a hair of the card between them: two elements, however many cells."""
        lines = "".join(f"M{number(self.x)} {number(self.y + r * self.cell)}h{number(self.width)}"
                        for r in range(self.rows + 1))
        lines += "".join(f"M{number(self.x + c * self.cell)} {number(self.y)}v{number(self.height)}"
                         for c in range(self.columns + 1))
        return (f'<rect {self.box(0, 0, self.rows, self.columns, 0)} fill="{fill}"/>'
                f'<path d="{lines}" stroke="{CARD}" stroke-width="2" fill="none"/>')

    def text_size(self, least: float = SMALLEST_TEXT) -> float:
        """The font size of a number in a cell, in px."""
        return max(least, min(14, self.cell * 0.42))

    def room(self) -> float:
        """How wide a number in a cell may be, in px."""
        return self.cell - min(5, self.cell * 0.15)

    def values(self, values: Numbers, least: float = SMALLEST_TEXT) -> str:
        """A number in the middle of each cell; a number too wide for its cell is squeezed, not shrunk below `least`."""
        size, room = self.text_size(least), self.room()
        letters = room / size / 0.61 - 0.33  # as many always have room
        xs = [number(self.x + (c + 0.5) * self.cell) for c in range(self.columns)]
        parts = []
        for r, row in enumerate(values):
            shown = [show(value) for value in row]
            y = number(self.y + (r + 0.5) * self.cell)
            if all(len(word) == 1 for word in shown):  # one element for the row: each x places one character
                parts.append(f'<text y="{y}" x="{" ".join(xs[:len(shown)])}">{"".join(shown)}</text>')
                continue
            spans = []
            for x, word in zip(xs, shown, strict=False):
                squeeze = "" if len(word) <= letters else squeezed(word, size, room)
                spans.append(f'<tspan x="{x}"{squeeze}>{word}</tspan>')
            parts.append(f'<text y="{y}">{"".join(spans)}</text>')
        return (f'<g font-size="{number(size)}" text-anchor="middle" dominant-baseline="central">'
                f'{"".join(parts)}</g>')


def weights(grid: Grid, values: Numbers, key: str = "kernel", apart: Pair = (1, 1)) -> str:
    """The weights of a kernel: amber above zero, violet below, white at zero.

    A box and its number are one element with a key, "kernel 0,1": the browser finds it again in the next picture.
    `apart`: how many cells of the grid lie from one weight to the next, down and across.
    """
    size, room, cells = grid.text_size(), grid.room(), []
    side = number(grid.cell - 3)
    lefts = [grid.x + j * apart[1] * grid.cell for j in range(len(values[0]))]
    columns = [(number(x + 1.5), number(x + grid.cell / 2)) for x in lefts]
    for i, row in enumerate(values):
        y = grid.y + i * apart[0] * grid.cell
        top, middle = number(y + 1.5), number(y + grid.cell / 2)
        for j, (weight, (left, centre)) in enumerate(zip(row, columns, strict=True)):
            role, word = weight_role(weight), show(weight)
            cells.append(f'<g data-key="{key} {i},{j}"><rect x="{left}" y="{top}" width="{side}" height="{side}" '
                         f'rx="2" fill="{role.fill}" stroke="{role.strong}"/><text x="{centre}" y="{middle}"'
                         f"{squeezed(word, size, room)}>{word}</text></g>")
    return f'<g font-size="{number(size)}" text-anchor="middle" dominant-baseline="central">{"".join(cells)}</g>'


@lru_cache(4096)
def squeezed(word: str, size: float, room: float) -> str:
    """The attributes that fit a number into `room` px: one that is too wide is squeezed, not shrunk."""
    return "" if (len(word) * 0.61 + word.startswith("−") * 0.2) * size <= room else \
        f' textLength="{number(room)}" lengthAdjust="spacingAndGlyphs"'


@lru_cache(8192)  # the cells of a picture stand at the same few coordinates, move after move
def number(value: float) -> str:
    """A coordinate with at most one decimal, so that the same picture is the same text.

    >>> number(3.0), number(3.14159)
    ('3', '3.1')
    """
    return f"{value + 0.0:.1f}".removesuffix(".0")  # 0.0 and -0.0, one key of the cache, are one text


def verdict(agrees: bool | None, x: float, y: float, what: str = "") -> str:
    """Whether torch, asked at this moment, gave the same; nothing if it was not asked.

    `what` says in words what was compared.
    """
    if agrees is None:
        return ""
    if what:
        words = tr("{what}: torch agrees ✓", what=what) if agrees else tr("{what}: torch disagrees ✗", what=what)
    else:
        words = tr("torch agrees ✓") if agrees else tr("torch disagrees ✗")
    return text(x, y, words, weight=700, anchor="end", fill=OUTPUT.ink if agrees else NEVER_READ.ink, cls="verdict")


@lru_cache(4096)  # from one move to the next most words of a picture stay where they are
def text(x: float, y: float, words: str, *, size: float = 13, fill: str = INK, weight: int = 400,
         anchor: str = "start", mono: bool = False, cls: str = "", room: float = WIDTH) -> str:
    """Words at (x, y), centred on y; if they would take more than `room` px, they are squeezed into it."""
    extra = f' font-family="{MONO}"' if mono else ""
    if room < WIDTH and len(words) * (0.603 if mono else 0.6) * size > room:
        extra += f' textLength="{number(room)}" lengthAdjust="spacingAndGlyphs"'
    extra += f' class="{cls}"' if cls else ""
    extra += f' font-weight="{weight}"' if weight != 400 else ""
    extra += f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}" '
            f'dominant-baseline="central"{extra} xml:space="preserve">{escape(words)}</text>')


def heading(x: float, y: float, title: str, role: Role, detail: str = "", anchor: str = "start") -> str:
    """The name of a part in the part's colour, and its size in grey beside it."""
    end = f'<tspan fill="{MUTED}" font-weight="400" font-size="13" dx="6">{escape(detail)}</tspan>' if detail else ""
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (f'<text x="{number(x)}" y="{number(y)}" font-size="15" font-weight="700" fill="{role.ink}"{where} '
            f'dominant-baseline="central">{escape(title)}{end}</text>')


def code_bar(code: str, y: float = 12) -> str:
    """The line of code across the top of a picture, to copy; 30 px high."""
    return (f'<rect x="{MARGIN}" y="{number(y)}" width="{WIDTH - 2 * MARGIN}" height="30" rx="6" fill="{BAR}"/>'
            + text(MARGIN + 14, y + 15, code, size=14, mono=True, cls="code"))


def outline_cells(grid: Grid, cells: Iterable[tuple[int, int]]) -> str:
    """A vermilion outline around each cell that no window reads: one element, however many cells."""
    side = number(grid.cell - 4)
    lefts = [f"M{number(grid.x + c * grid.cell + 2)} " for c in range(grid.columns)]
    tops = [f"{number(grid.y + r * grid.cell + 2)}h{side}v{side}h-{side}z" for r in range(grid.rows)]
    path = "".join([lefts[c] + tops[r] for r, c in cells])
    return f'<path class="never-read" d="{path}" fill="none" stroke="{NEVER_READ.strong}" stroke-width="1.6"/>'


HATCH = ('<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
         f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{PADDING.fill}"/>'
         f'<line y2="6" stroke="{PADDING.strong}" stroke-width="2"/></pattern></defs>')


def card(width: float, height: float, body: str, *, facts: str = "", fold: float | None = None) -> str:
    """A whole SVG: the light card that every picture stands on, so that it reads the same on every theme.

    `facts` is JSON for the browser's side (hover and play). What stands below `fold` px is second, and folds away
    where there is little room; None: nothing does.
    """
    data = f' data-facts="{escape(facts)}"' if facts else ""
    if fold is not None:
        data += f' data-fold="{number(fold)}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
            f'width="{number(width)}" font-family="{SANS}" fill="{INK}"{data}>{HATCH}'
            f'<rect width="100%" height="100%" rx="8" fill="{CARD}"/>{body}</svg>')
