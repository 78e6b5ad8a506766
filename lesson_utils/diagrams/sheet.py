"""The Conv2d sheet: every argument on one A4 page, with what it changes, what is illegal, and a small picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, NamedTuple

from lesson_utils.diagrams.sheet_icons import SIDE, icon
from lesson_utils.diagrams.svg import Picture, card, heading, number, text, verdict
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.stack import Stack
from lesson_utils.style import BAR, BETWEEN, INK, INPUT, MUTED, NEVER_READ, OUTPUT, POSITIVE, RULE, SMALLEST_TEXT

WIDTH, HEIGHT, MARGIN = 794, 1123, 24  # A4 at 96 px an inch
SMALL, LINE = SMALLEST_TEXT, 13.5
WHAT, ICON, ILLEGAL, RIGHT = MARGIN, 178, 520, WIDTH - MARGIN  # left edges of the columns; the last one's right
EFFECTS = {"output size": 316, "parameters": 374, "MACs": 432, "receptive field": 484}  # heading -> middle
WHAT_CHARACTERS, ILLEGAL_CHARACTERS = 24, 43  # that a line holds
TABLE_TOP, PARAMETERS = 154, 686
GAP = SIDE + 12  # from the picture before to the picture after


class Effect(NamedTuple):
    """A number before and after a change; `note` says what else there is to know.

    >>> Effect(16, 8).sign, Effect(16, 8).words, Effect(73728, 147456).ratio
    ('▼', '16 → 8', '× 2')
    """

    before: int
    after: int
    note: str = ""

    @property
    def sign(self) -> str:
        """▲ for more, ▼ for less, = for the same."""
        return "▲" if self.after > self.before else "▼" if self.after < self.before else "="

    @property
    def words(self) -> str:
        """Both numbers, or the one."""
        return f"{self.before} → {self.after}" if self.before != self.after else str(self.before)

    @property
    def ratio(self) -> str:
        """By which factor the number grew, or the number if it did not."""
        return f"× {self.after / self.before:.3g}" if self.before != self.after else f"{self.before:,}"


class Refusal(NamedTuple):
    """An illegal setting: the line that makes it, PyTorch's own words, and what to do instead."""

    code: str
    torch_words: str
    remedy: str


@dataclass(frozen=True)
class Argument:
    """One argument of `nn.Conv2d`: `default` as its signature has it, '' if there is none.

    `before` and `after` are the two values that were compared, `effects` what that changed, in the order
    of EFFECTS.
    """

    name: str
    default: str
    what: str
    before: Any
    after: Any
    effects: tuple[Effect, Effect, Effect, Effect]
    refusal: Refusal


def sheet_picture(signature: str, base: Convolution, size: int, stack: Stack, arguments: Sequence[Argument],
                  recipes: Mapping[str, Convolution], strips: Mapping[str, Sequence[int]], *,
                  agrees: bool | None = None) -> Picture:
    """The sheet. `base` on maps of `size` x `size` is what each argument is compared with; `stack` is its field.

    `recipes`: name -> a convolution worth remembering; `strips`: padding mode -> a padded row. `agrees`: whether
    torch and our arithmetic were just compared, and gave the same for every setting on the page.
    """
    parts = [*_head(signature, base, size), verdict(agrees, RIGHT, 32, "all numbers: ")]
    y: float = TABLE_TOP + 10
    for argument in arguments:
        row, height = _row(argument, y, strips)
        parts += [row, f'<path d="M{MARGIN} {number(y + height)}H{RIGHT}" stroke="{RULE}"/>']
        y += height
    parts += _foot(y + 20, base, size, stack, recipes)
    return Picture(card(WIDTH, HEIGHT, "".join(parts)), _alt(base, size, arguments))


def _head(signature: str, base: Convolution, size: int) -> list[str]:
    lines = wrap(signature, 100)
    shape = (1, base.in_channels, size, size)
    parts = [heading(MARGIN, 32, "nn.Conv2d, argument by argument", BETWEEN),
             f'<rect x="{MARGIN}" y="48" width="{RIGHT - MARGIN}" height="{number(LINE * len(lines) + 10)}" rx="6" '
             f'fill="{BAR}"/>',
             *(text(MARGIN + 10, 60 + LINE * n, line, size=SMALL, mono=True) for n, line in enumerate(lines)),
             text(MARGIN, 100, f"Compared with {base.code()} on an input of shape {shape}. Each row", size=SMALL),
             text(MARGIN, 100 + LINE, "changes one argument, from the value on the left to the one on the right. "
                                      "▲ more, ▼ less, = the same.", size=SMALL),
             text(MARGIN, 100 + 2 * LINE, "MACs count the whole output. With padding to match, dilation keeps "
                                          "both as they are: see the lines to copy.", size=SMALL)]
    heads = [(WHAT, "argument", "start"), (ICON, "before → after", "start"),
             (ILLEGAL, "illegal, in PyTorch's own words", "start"),
             *((middle, words, "middle") for words, middle in EFFECTS.items())]
    for x, words, anchor in heads:
        first, _, second = words.rpartition(" ") if anchor == "middle" else ("", "", words)
        parts += [text(x, TABLE_TOP - 12, first, size=SMALL, fill=MUTED, anchor=anchor),
                  text(x, TABLE_TOP, second, size=SMALL, fill=MUTED, anchor=anchor)]
    parts.append(f'<path d="M{MARGIN} {TABLE_TOP + 10}H{RIGHT}" stroke="{INK}"/>')
    return parts


def _row(argument: Argument, y: float, strips: Mapping[str, Sequence[int]]) -> tuple[str, float]:
    """(one argument, its height)."""
    top = y + 15
    parts = [text(WHAT, top, argument.name, size=13, weight=700, mono=True)]
    default = f"default {argument.default}" if argument.default else "no default: always given"
    what = [(default, MUTED), *((line, INK) for line in wrap(argument.what, WHAT_CHARACTERS))]
    parts += [text(WHAT, top + 3 + LINE * n, line, size=SMALL, fill=fill) for n, (line, fill) in enumerate(what, 1)]
    refusal, lines = argument.refusal, 0
    for words, fill, mono in ((refusal.code, INK, True), (refusal.torch_words, NEVER_READ.ink, False),
                              (refusal.remedy, INK, False)):
        for line in wrap(words, ILLEGAL_CHARACTERS):
            parts.append(text(ILLEGAL, top + LINE * lines, line, size=SMALL, fill=fill, mono=mono))
            lines += 1
    height = max(SIDE + 26, 14 + LINE * lines, 20 + LINE * (len(what) + 1))
    for n, value in enumerate((argument.before, argument.after)):
        left = ICON + n * GAP
        parts += [icon(argument.name, value, left, y + 7, strips),
                  text(left + SIDE / 2, y + SIDE + 16, str(value), size=SMALL, anchor="middle")]
    parts.append(text(ICON + (GAP + SIDE) / 2, y + SIDE + 16, "→", size=SMALL, fill=MUTED, anchor="middle"))
    for middle, effect, words in zip(EFFECTS.values(), argument.effects, _words(argument.effects), strict=True):
        parts += _effect(middle, y + 18, effect, [words, *effect.note.splitlines()])
    return "".join(parts), height


def _words(effects: Sequence[Effect]) -> list[str]:
    """The numbers of each effect; MACs are too long for two of them."""
    size, parameters, macs, field = effects
    return [size.words, parameters.words, macs.ratio, field.words]


def _effect(middle: float, y: float, effect: Effect, words: list[str]) -> list[str]:
    colour = MUTED if effect.sign == "=" else INK
    return [text(middle, y, effect.sign, size=15, weight=700, fill=colour, anchor="middle"),
            *(text(middle, y + 4 + LINE * n, line, size=SMALL, fill=colour, anchor="middle")
              for n, line in enumerate(words, 1))]


def _foot(y: float, base: Convolution, size: int, stack: Stack, recipes: Mapping[str, Convolution]) -> list[str]:
    """The formulas with the numbers of the comparison put in, and lines to copy."""
    shape, (rows, columns) = base.weight_shape, base.output_size(size, size)
    product = "·".join(map(str, shape))
    formulas = (
        ("output rows", "⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1", base.rows.formula(size),
         OUTPUT),
        ("weight.shape", "(out_channels, in_channels / groups, kernel rows, kernel columns)", str(shape), POSITIVE),
        ("parameters", "product of weight.shape, and out_channels more if bias",
         f"{product} + {base.out_channels} = {base.parameters:,}", POSITIVE),
        ("MACs", "product of weight.shape, at each output position",
         f"{product} · {rows}·{columns} = {base.macs(size, size):,}", OUTPUT),
        ("field", "size + dilation·(kernel_size − 1)·jump, and the next jump is jump·stride",
         stack.recurrence(1)[0], INPUT),
    )
    parts = []
    for name, formula, numbers, role in formulas:
        parts += [text(MARGIN, y, name, size=SMALL, weight=700, fill=role.ink),
                  text(MARGIN + 92, y, formula, size=SMALL),
                  text(RIGHT, y, numbers, size=SMALL, mono=True, anchor="end")]
        y += LINE + 2
    y += 10
    parts += [text(MARGIN, y, f"to copy, for maps of {size} × {size}", size=SMALL, fill=MUTED),
              *(text(x, y, words, size=SMALL, fill=MUTED, anchor="end") for x, words in
                ((PARAMETERS, "parameters"), (RIGHT, "MACs")))]
    y += LINE + 2
    for name, conv in recipes.items():
        parts += [text(MARGIN, y, name, size=SMALL, weight=700),
                  text(MARGIN + 92, y, conv.code(), size=SMALL, mono=True, cls="code"),
                  text(PARAMETERS, y, f"{conv.parameters:,}", size=SMALL, mono=True, anchor="end"),
                  text(RIGHT, y, f"{conv.macs(size, size):,}", size=SMALL, mono=True, anchor="end")]
        y += LINE + 2
    parts.append(text(MARGIN, y + 4, "device, dtype: where the weights live, and the type of their numbers; they "
                                     "change no number here.", size=SMALL, fill=MUTED))
    return parts


def _alt(base: Convolution, size: int, arguments: Sequence[Argument]) -> str:
    """The table in words."""
    rows = []
    for argument in arguments:
        default = f"default {argument.default}" if argument.default else "no default"
        changes = ", ".join(f"{name} {'the same' if effect.sign == '=' else effect.words}"
                            for name, effect in zip(EFFECTS, argument.effects, strict=True))
        rows.append(f"{argument.name}, {default}: {argument.what}. From {argument.before!r} to {argument.after!r}: "
                    f"{changes}.")
    return (f"The arguments of nn.Conv2d, each compared with {base.code()} on maps of {size} × {size}. "
            f"{' '.join(rows)}")
