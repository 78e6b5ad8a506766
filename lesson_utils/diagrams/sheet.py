"""The Conv2d sheet: every argument on one A4 page, with what it changes, what is illegal, and a small picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from lesson_utils.diagrams.sheet_icons import SIDE, icon
from lesson_utils.diagrams.svg import Picture, card, heading, number, text, verdict
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.sheet import Argument, Effect
from lesson_utils.facts.stack import Stack
from lesson_utils.language import mark, sentences, tr
from lesson_utils.style import BAR, BETWEEN, INK, INPUT, MUTED, NEVER_READ, OUTPUT, POSITIVE, RULE, SMALLEST_ON_PAPER

WIDTH, HEIGHT, MARGIN = 794, 1123, 24  # A4 at 96 px an inch
SMALL, LINE = SMALLEST_ON_PAPER, 13.5
WHAT, ICON, ILLEGAL, RIGHT = MARGIN, 178, 520, WIDTH - MARGIN  # left edges of the columns; the last one's right
# what a change does: id -> (middle, first and second line of the heading, the name in words)
EFFECTS = {
    "size": (316, mark("output"), mark("size"), mark("output size")),
    "parameters": (374, "", mark("parameters"), mark("parameters")),
    "macs": (432, "", mark("MACs"), mark("MACs")),
    "field": (484, mark("receptive"), mark("field"), mark("receptive field")),
}
RECIPE_NAMES = {"standard": mark("standard"), "depthwise": mark("depthwise"), "pointwise": mark("pointwise"),
                "dilated": mark("dilated"), "half": mark("half the size")}
WHAT_CHARACTERS, ILLEGAL_CHARACTERS, LINE_CHARACTERS = 24, 43, 125  # that a line holds
TABLE_TOP, PARAMETERS = 154, 686
GAP = SIDE + 12  # from the picture before to the picture after


def sheet_picture(signature: str, base: Convolution, size: int, stack: Stack, arguments: Sequence[Argument],
                  recipes: Mapping[str, Convolution], strips: Mapping[str, Sequence[int]], *,
                  agrees: bool | None = None) -> Picture:
    """The sheet. `base` on maps of `size` x `size` is what each argument is compared with; `stack` is its field.

    `recipes`: name -> a convolution worth remembering; `strips`: padding mode -> a padded row. `agrees`: whether
    torch and our arithmetic were just compared, and gave the same for every setting on the page.
    """
    parts = [*_head(signature, base, size), verdict(agrees, RIGHT, 32, tr("all numbers"))]
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
    parts = [heading(MARGIN, 32, tr("nn.Conv2d, argument by argument"), BETWEEN),
             f'<rect x="{MARGIN}" y="48" width="{RIGHT - MARGIN}" height="{number(LINE * len(lines) + 10)}" rx="6" '
             f'fill="{BAR}"/>',
             *(text(MARGIN + 10, 60 + LINE * n, line, size=SMALL, mono=True) for n, line in enumerate(lines)),
             *(text(MARGIN, 100 + LINE * n, line, size=SMALL) for n, line in enumerate(_explained(base, shape)))]
    heads = [(WHAT, "", tr("argument"), "start"), (ICON, "", tr("before → after"), "start"),
             (ILLEGAL, "", tr("illegal, in PyTorch's own words"), "start"),
             *((middle, tr(first), tr(second), "middle") for middle, first, second, _ in EFFECTS.values())]
    for x, first, second, anchor in heads:
        parts += [text(x, TABLE_TOP - 12, first, size=SMALL, fill=MUTED, anchor=anchor),
                  text(x, TABLE_TOP, second, size=SMALL, fill=MUTED, anchor=anchor)]
    parts.append(f'<path d="M{MARGIN} {TABLE_TOP + 10}H{RIGHT}" stroke="{INK}"/>')
    return parts


def _explained(base: Convolution, shape: tuple[int, ...]) -> list[str]:
    """How to read the table, in lines."""
    return [*wrap(tr("Compared with {code} on an input of shape {shape}. Each row changes one argument, from the value "
                     "on the left to the one on the right. ▲ more, ▼ less, = the same.", code=base.code(), shape=shape),
                  LINE_CHARACTERS),
            tr("MACs count the whole output. With padding to match, dilation keeps both as they are: see the lines to "
               "copy.")]


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
    for (middle, *_), effect, words in zip(EFFECTS.values(), argument.effects, _words(argument.effects), strict=True):
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
        parts += [text(MARGIN, y, name, size=SMALL, weight=700, fill=role.ink),
                  text(MARGIN + 92, y, formula, size=SMALL),
                  text(RIGHT, y, numbers, size=SMALL, mono=True, anchor="end")]
        y += LINE + 2
    y += 10
    parts += [text(MARGIN, y, tr("to copy, for maps of {size} × {size}", size=size), size=SMALL, fill=MUTED),
              *(text(x, y, words, size=SMALL, fill=MUTED, anchor="end") for x, words in
                ((PARAMETERS, tr("parameters")), (RIGHT, tr("MACs"))))]
    y += LINE + 2
    for name, conv in recipes.items():
        parts += [text(MARGIN, y, tr(RECIPE_NAMES[name]), size=SMALL, weight=700),
                  text(MARGIN + 92, y, conv.code(), size=SMALL, mono=True, cls="code"),
                  text(PARAMETERS, y, f"{conv.parameters:,}", size=SMALL, mono=True, anchor="end"),
                  text(RIGHT, y, f"{conv.macs(size, size):,}", size=SMALL, mono=True, anchor="end")]
        y += LINE + 2
    closing = tr("device, dtype: where the weights live, and the type of their numbers; they change no number here.")
    parts.append(text(MARGIN, y + 4, closing, size=SMALL, fill=MUTED))
    return parts


def _alt(base: Convolution, size: int, arguments: Sequence[Argument]) -> str:
    """The table in words."""
    rows = [tr("{name}, {default}: {what}. From {before!r} to {after!r}: {changes}.", name=argument.name,
               default=_default_in_words(argument), what=argument.what, before=argument.before, after=argument.after,
               changes=", ".join(_change_in_words(*both) for both in zip(EFFECTS, argument.effects, strict=True)))
            for argument in arguments]
    return sentences(tr("The arguments of nn.Conv2d, each compared with {code} on maps of {size} × {size}.",
                        code=base.code(), size=size), *rows)


def _default_in_words(argument: Argument) -> str:
    return tr("default {value}", value=argument.default) if argument.default else tr("no default")


def _change_in_words(name: str, effect: Effect) -> str:
    *_, words = EFFECTS[name]
    if effect.sign == "=":
        return tr("{what} the same", what=tr(words))
    return tr("{what} {change}", what=tr(words), change=effect.words)
