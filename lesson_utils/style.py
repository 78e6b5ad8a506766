"""Colours and type of every picture, SVG or matplotlib: one colour, one role.

A role has a `fill` for cells, a `strong` tone for the one cell that counts, and an `ink` for words
and thin lines on the white card. Every ink has a contrast of at least 4.5:1 on white and on its
own fill; what meets in one picture looks different without red or green too, and in grey print (tested).
"""

from typing import NamedTuple


class Role(NamedTuple):
    """The three tones of one role, as CSS colours."""

    fill: str
    strong: str
    ink: str


INPUT = Role("#dbeafe", "#8fc0f5", "#1f5fa8")
OUTPUT = Role("#d9f2e4", "#86d9b6", "#04704f")
POSITIVE = Role("#f8c964", "#e8a317", "#7d4a00")  # kernel weights above zero
NEGATIVE = Role("#cbb5ea", "#a37ddb", "#5a3199")  # kernel weights below zero
ZERO = Role("#ffffff", "#c9cfd8", "#5b6470")
BETWEEN = Role("#e3e8f0", "#b6c2d3", "#4a5b75")  # units between two layers
PADDING = Role("#f4f5f7", "#d5dae1", "#5b6470")  # hatched: fill and line of the hatching
NEVER_READ = Role("#fdeee4", "#d55e00", "#b34700")

# To tell groups apart, in this order, and always with a number or a place beside it: neighbours differ for every eye.
GROUPS = ("#f3b44d", "#b79bea", "#7fd8d0", "#f49a8c", "#c2c8d0", "#7cc4f2", "#cfa984", "#e6d95c", "#e3a7d8", "#8fd694",
          "#9fb2f4", "#b1cf57")

# Kinds of layers, in bars; always with the word beside it.
LAYERS = {"standard": "#98a3b5", "grouped": "#d6b24e", "depthwise": "#e06c85", "pointwise": "#8fd0ec",
          "linear": "#6f8a3c", "other": "#e1e4e8"}

# Curves that are compared, in this order, each with its marker; always with the word beside it.
CURVES = (("#3f4a5f", "o"), ("#c2466b", "s"), ("#2f86ad", "^"), ("#7a8f3a", "D"), ("#8a63b8", "v"))

INK = "#1f2430"
MUTED = "#5b6470"
CARD = "#ffffff"
BAR = "#f1f3f5"  # behind a line of code
RULE = "#c9cfd8"  # thin lines that carry no meaning of their own

SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK SC',sans-serif"
MONO = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace"
SMALLEST_TEXT = 12.5  # px at full width, so that it is still 11 px beside the controls of a small laptop
SMALLEST_ON_PAPER = 11  # px of an A4 page at 96 px an inch


def weight_role(weight: float) -> Role:
    """The role of a kernel weight: amber above zero, violet below, white at zero."""
    return POSITIVE if weight > 0 else NEGATIVE if weight < 0 else ZERO


def blend(one: str, other: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from one to the other.

    >>> blend("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = ((int(one[i:i + 2], 16), int(other[i:i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{int(a + share * (b - a) + 0.5):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, relative luminance.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
