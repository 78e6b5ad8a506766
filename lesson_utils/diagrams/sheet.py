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
from lesson_utils.language import mark, sentences, tr
from lesson_utils.style import BAR, BETWEEN, INK, INPUT, MUTED, NEVER_READ, OUTPUT, POSITIVE, RULE, SMALLEST_TEXT

PAGE_WIDTH, PAGE_HEIGHT, EDGE = 794, 1123, 24  # A4 at 96 px an inch
SMALL, LINE = SMALLEST_TEXT, 13.5
WHAT, ICON, ILLEGAL, RIGHT = EDGE, 178, 520, PAGE_WIDTH - EDGE  # left edges of the columns; the last one's right
WHAT_CHARACTERS, ILLEGAL_CHARACTERS = 24, 43  # that a line holds
TABLE_TOP, PARAMETERS = 154, 686
GAP = SIDE + 12  # from the picture before to the picture after


class _Column(NamedTuple):
    """A number that an argument changes: px of its column's middle, its heading, and its words in a sentence."""

    middle: float
    heading: str
    same: str
    changed: str


EFFECTS = {
    "output_size": _Column(316, mark("output\nsize"), mark("output size the same"), mark("output size {change}")),
    "parameters": _Column(374, mark("parameters"), mark("parameters the same"), mark("parameters {change}")),
    "macs": _Column(432, mark("MACs"), mark("MACs the same"), mark("MACs {change}")),
    "field": _Column(484, mark("receptive\nfield"), mark("receptive field the same"),
                     mark("receptive field {change}")),
}
VERDICT = mark("all numbers: torch agrees ✓"), mark("all numbers: torch disagrees ✗")


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
    parts = [*_head(signature, base, size), verdict(agrees, RIGHT, 32, words=VERDICT)]
    y: float = TABLE_TOP + 10
    for argument in arguments:
        row, height = _row(argument, y, strips)
        parts += [row, f'<path d="M{EDGE} {number(y + height)}H{RIGHT}" stroke="{RULE}"/>']
        y += height
    parts += _foot(y + 20, base, size, stack, recipes)
    return Picture(card(PAGE_WIDTH, PAGE_HEIGHT, "".join(parts)), _alt(base, size, arguments))


def _head(signature: str, base: Convolution, size: int) -> list[str]:
    lines = wrap(signature, 100)
    compared = tr("Compared with {code} on an input of shape {shape}. Each row\nchanges one argument, from the value "
                  "on the left to the one on the right. ▲ more, ▼ less, = the same.\nMACs count the whole output. With "
                  "padding to match, dilation keeps both as they are: see the lines to copy.", code=base.code(),
                  shape=(1, base.in_channels, size, size))
    parts = [heading(EDGE, 32, tr("nn.Conv2d, argument by argument"), BETWEEN),
             f'<rect x="{EDGE}" y="48" width="{RIGHT - EDGE}" height="{number(LINE * len(lines) + 10)}" rx="6" '
             f'fill="{BAR}"/>',
             *(text(EDGE + 10, 60 + LINE * n, line, size=SMALL, mono=True) for n, line in enumerate(lines)),
             *(text(EDGE, 100 + LINE * n, line, size=SMALL) for n, line in enumerate(compared.splitlines()))]
    heads = [(WHAT, tr("argument"), "start"), (ICON, tr("before → after"), "start"),
             (ILLEGAL, tr("illegal, in PyTorch's own words"), "start"),
             *((column.middle, tr(column.heading), "middle") for column in EFFECTS.values())]
    for x, words, anchor in heads:
        first, second = ("", *words.split("\n"))[-2:]  # a heading of one line stands in the lower one
        parts += [text(x, TABLE_TOP - 12, first, size=SMALL, fill=MUTED, anchor=anchor),
                  text(x, TABLE_TOP, second, size=SMALL, fill=MUTED, anchor=anchor)]
    parts.append(f'<path d="M{EDGE} {TABLE_TOP + 10}H{RIGHT}" stroke="{INK}"/>')
    return parts


def _row(argument: Argument, y: float, strips: Mapping[str, Sequence[int]]) -> tuple[str, float]:
    """(one argument, its height)."""
    top = y + 15
    parts = [text(WHAT, top, argument.name, size=13, weight=700, mono=True)]
    default = tr("default {value}", value=argument.default) if argument.default else tr("no default: always given")
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
    for column, effect, words in zip(EFFECTS.values(), argument.effects, _words(argument.effects), strict=True):
        parts += _effect(column.middle, y + 18, effect, [words, *effect.note.splitlines()])
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
        (tr("output rows"), "⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1", base.rows.formula(size),
         OUTPUT),
        ("weight.shape", tr("(out_channels, in_channels / groups, kernel rows, kernel columns)"), str(shape), POSITIVE),
        (tr("parameters"), tr("product of weight.shape, and out_channels more if bias"),
         f"{product} + {base.out_channels} = {base.parameters:,}", POSITIVE),
        (tr("MACs"), tr("product of weight.shape, at each output position"),
         f"{product} · {rows}·{columns} = {base.macs(size, size):,}", OUTPUT),
        (tr("field"), tr("size + dilation·(kernel_size − 1)·jump, and the next jump is jump·stride"),
         stack.recurrence(1)[0], INPUT),
    )
    parts = []
    for name, formula, numbers, role in formulas:
        parts += [text(EDGE, y, name, size=SMALL, weight=700, fill=role.ink),
                  text(EDGE + 92, y, formula, size=SMALL),
                  text(RIGHT, y, numbers, size=SMALL, mono=True, anchor="end")]
        y += LINE + 2
    y += 10
    parts += [text(EDGE, y, tr("to copy, for maps of {rows} × {columns}", rows=size, columns=size), size=SMALL,
                   fill=MUTED),
              *(text(x, y, words, size=SMALL, fill=MUTED, anchor="end") for x, words in
                ((PARAMETERS, tr("parameters")), (RIGHT, tr("MACs"))))]
    y += LINE + 2
    for name, conv in recipes.items():
        parts += [text(EDGE, y, name, size=SMALL, weight=700),
                  text(EDGE + 92, y, conv.code(), size=SMALL, mono=True, cls="code"),
                  text(PARAMETERS, y, f"{conv.parameters:,}", size=SMALL, mono=True, anchor="end"),
                  text(RIGHT, y, f"{conv.macs(size, size):,}", size=SMALL, mono=True, anchor="end")]
        y += LINE + 2
    parts.append(text(EDGE, y + 4, tr("device, dtype: where the weights live, and the type of their numbers; they "
                                        "change no number here."), size=SMALL, fill=MUTED))
    return parts


def _alt(base: Convolution, size: int, arguments: Sequence[Argument]) -> str:
    """The table in words."""
    rows = []
    for argument in arguments:
        changes = ", ".join(tr(column.same) if effect.sign == "=" else tr(column.changed, change=effect.words)
                            for column, effect in zip(EFFECTS.values(), argument.effects, strict=True))
        places = {"argument": argument.name, "what": argument.what, "before": argument.before, "after": argument.after,
                  "changes": changes}
        rows.append(tr("{argument}, default {default}: {what}. From {before!r} to {after!r}: {changes}.",
                       default=argument.default, **places) if argument.default else
                    tr("{argument}, no default: {what}. From {before!r} to {after!r}: {changes}.", **places))
    return sentences(tr("The arguments of nn.Conv2d, each compared with {code} on maps of {rows} × {columns}.",
                        code=base.code(), rows=size, columns=size), *rows)
