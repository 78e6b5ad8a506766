"""A small network at a glance: layer by layer, against two budgets, its receptive field, and its code."""

from __future__ import annotations

from itertools import pairwise

from lesson_utils.diagrams.svg import MARGIN, WIDTH, Picture, card, heading, number, text, verdict
from lesson_utils.facts.plan import KERNEL_SIZE, PLAN_KINDS, Plan
from lesson_utils.language import mark, sentences, tr, tr_n
from lesson_utils.style import (
    BAR,
    BETWEEN,
    CARD,
    INK,
    INPUT,
    MUTED,
    NEVER_READ,
    OUTPUT,
    RULE,
    SMALLEST_TEXT,
    Role,
    blend,
)

BUDGETS_TOP, TABLE_TOP, LINE = 58, 252, 20  # px from the top: of the first budget, of the table
# heading -> (px, anchor)
TABLE = {mark("layer"): (MARGIN, "start"), mark("map in"): (262, "start"), mark("map out"): (392, "start"),
         mark("parameters"): (596, "end"), mark("MACs"): (716, "end"), mark("field"): (790, "end"),
         mark("jump"): (WIDTH - MARGIN, "end")}
# what a budget is of: id -> what it is called, and what is said of one that is exceeded
BUDGETS = {
    "macs": (mark("MACs"), mark("over the budget by {excess:,} MACs: {times:.3g} times what is allowed"),
             mark("{count:,} MACs, {words}.")),
    "parameters": (mark("parameters"),
                   mark("over the budget by {excess:,} parameters: {times:.3g} times what is allowed"),
                   mark("{count:,} parameters, {words}.")),
}
BAR_WIDTH, BAR_HEIGHT, LEAST_NAMED = 560, 26, 18  # LEAST_NAMED: px of a layer's share that has room for its number
LIMIT = BAR_WIDTH * 2 / 3  # where the budget stands on its bar, whatever it is
FIELD_X, FIELD_SIDE = 680, 112
CODE_LINE = 17
ALARM = Role(blend(NEVER_READ.fill, NEVER_READ.strong, 0.3), blend(NEVER_READ.fill, NEVER_READ.strong, 0.75),
             NEVER_READ.ink)


def plan_picture(network: Plan, max_macs: int, max_parameters: int, *, agrees: bool | None = None) -> Picture:
    """The network's table, its two bars against the budgets, the field on the image, and the code to copy.

    `agrees`: whether torch was just asked and gave the same numbers; None if it was not asked.
    """
    count = len(network.layers)
    fold = TABLE_TOP + LINE * (count + 1) + 6
    bottom = fold + 4 + CODE_LINE * len(network.code()) + 14
    channels, *_ = network.facts[0].input_shape
    budgets = (("macs", [layer.macs for layer in network.facts], max_macs),
               ("parameters", [layer.parameters for layer in network.facts], max_parameters))
    parts = [
        heading(MARGIN, 24, tr_n("{n} layer", "{n} layers", count), BETWEEN, _settings(network, channels)),
        *(_bar(BUDGETS_TOP + 80 * n, *budget) for n, budget in enumerate(budgets)),
        _field(network, BUDGETS_TOP),
        verdict(agrees, WIDTH - MARGIN, TABLE_TOP - 27, tr("sizes, counts and field")),
        *_table(network),
        *_code(network.code(), fold + 4),
    ]
    return Picture(card(WIDTH, bottom + 16, "".join(parts), fold=fold), _alt(network, budgets))


def _settings(network: Plan, channels: int) -> str:
    places = {"k": KERNEL_SIZE, "channels": channels, "size": network.size}
    if network.padded:
        return tr("kernel {k} × {k}, image {channels} × {size} × {size}, padding keeps a map its size at stride 1",
                  **places)
    return tr("kernel {k} × {k}, image {channels} × {size} × {size}, padding 0", **places)


def budget_words(name: str, used: int, budget: int) -> str:
    """Whether a budget is kept, in words; `name` is a key of BUDGETS.

    >>> budget_words("macs", 1200, 1000)
    'over the budget by 200 MACs: 1.2 times what is allowed'
    >>> budget_words("macs", 500, 1000)
    'within the budget: 50 % of it'
    """
    if used <= budget:
        return tr("within the budget: {per_cent:.0f} % of it", per_cent=100 * used / budget)
    return tr(BUDGETS[name][1], excess=used - budget, times=used / budget)


def layer_words(network: Plan, index: int) -> str:
    """One layer of a network in a few words.

    >>> from lesson_utils.facts.plan import Layer
    >>> layer_words(Plan((Layer("dilated", 8, stride=2, dilation=4),)), 0)
    '1 dilated, s 2, d 4'
    """
    layer = network.layers[index]
    extras = [("s", layer.stride), ("d", layer.dilation), ("groups", layer.groups)]
    kind = tr("{number} {kind}", number=index + 1, kind=tr(PLAN_KINDS[layer.kind]))
    return ", ".join([kind, *(f"{name} {value}" for name, value in extras if value != 1)])


def _table(network: Plan) -> list[str]:
    parts = [text(x, TABLE_TOP, tr(head), size=SMALLEST_TEXT, fill=MUTED, anchor=anchor)
             for head, (x, anchor) in TABLE.items()]
    parts.append(f'<path d="M{MARGIN} {TABLE_TOP + 12}H{WIDTH - MARGIN}" stroke="{RULE}"/>')
    for index, (layer, field) in enumerate(zip(network.facts, network.fields, strict=True)):
        shapes = (" × ".join(map(str, shape)) for shape in (layer.input_shape, layer.output_shape))
        cells = (layer_words(network, index), *shapes, f"{layer.parameters:,}", f"{layer.macs:,}",
                 f"{field.size}", f"{field.jump}")
        parts += [text(x, TABLE_TOP + LINE * (index + 1) + 5, words, mono=True, anchor=anchor)
                  for words, (x, anchor) in zip(cells, TABLE.values(), strict=True)]
    return parts


def _bar(y: float, name: str, counts: list[int], budget: int) -> str:
    """What each layer takes of a budget, from the left; the budget is the dark line."""
    total, top = sum(counts), y + 14
    role = ALARM if total > budget else BETWEEN
    ends = [0.0]
    for count in counts:
        ends.append(ends[-1] + count * LIMIT / budget)
    end = min(ends[-1], BAR_WIDTH)
    parts = [
        text(MARGIN, y, tr(BUDGETS[name][0]), size=15, weight=700),
        text(MARGIN + BAR_WIDTH, y, tr("{used:,} of {budget:,}", used=total, budget=budget), weight=700, anchor="end",
             room=BAR_WIDTH - LIMIT - 4),
        f'<rect x="{MARGIN}" y="{number(top)}" width="{BAR_WIDTH}" height="{BAR_HEIGHT}" fill="{BAR}"/>',
        f'<rect x="{MARGIN}" y="{number(top)}" width="{number(min(end, LIMIT))}" height="{BAR_HEIGHT}" '
        f'fill="{role.fill}" stroke="{role.ink}" class="{"over" if total > budget else "within"}"/>',
    ]
    if end > LIMIT:
        parts.append(f'<rect x="{number(MARGIN + LIMIT)}" y="{number(top)}" width="{number(end - LIMIT)}" '
                     f'height="{BAR_HEIGHT}" fill="{role.strong}" stroke="{role.ink}"/>')
    for index, (left, right) in enumerate(pairwise(ends), start=1):
        left, right = min(left, BAR_WIDTH), min(right, BAR_WIDTH)
        middle = (left + right) / 2
        if right - left >= LEAST_NAMED and abs(middle - LIMIT) > LEAST_NAMED / 2:
            parts.append(text(MARGIN + middle, top + BAR_HEIGHT / 2, str(index), size=SMALLEST_TEXT, anchor="middle"))
        if right < end:
            parts.append(f'<path d="M{number(MARGIN + right)} {number(top)}v{BAR_HEIGHT}" stroke="{CARD}" '
                         'stroke-width="1.5"/>')
    line = MARGIN + LIMIT
    parts += [
        f'<path d="M{number(line)} {number(top - 5)}v{BAR_HEIGHT + 10}" stroke="{INK}" stroke-width="2"/>',
        text(MARGIN, top + BAR_HEIGHT + 14, budget_words(name, total, budget),
             weight=700, fill=role.ink if total > budget else OUTPUT.ink),
        text(line - 6, y, tr("budget"), size=SMALLEST_TEXT, fill=MUTED, anchor="end"),
        text(MARGIN + BAR_WIDTH + 8, top + BAR_HEIGHT / 2, tr("goes on →") if ends[-1] > BAR_WIDTH else "",
             size=SMALLEST_TEXT, fill=MUTED),
    ]
    return "".join(parts)


def _field(network: Plan, y: float) -> str:
    """The image, and on it what one unit in the middle of the last map sees, to one scale."""
    field, read = network.fields[-1], network.read
    scale = FIELD_SIDE / max(network.size, field.size)
    middle, top = FIELD_X + 85, y + 14
    squares = "".join(
        f'<rect x="{number(middle - side * scale / 2)}" y="{number(top + (FIELD_SIDE - side * scale) / 2)}" '
        f'width="{number(side * scale)}" height="{number(side * scale)}" {paint}/>'
        for side, paint in ((network.size, f'fill="{INPUT.fill}"'),
                            (field.size, f'fill="none" stroke="{INK}" stroke-width="1.5"')))
    if read == 1:
        words = tr("all of it is read, jump {jump}", jump=field.jump)
    else:
        words = tr("{per_cent:.0f} % of it is read, jump {jump}", per_cent=100 * read, jump=field.jump)
    title = tr("receptive field {rows} × {columns}", rows=field.size, columns=field.size)
    return (text(middle, y - 4, title, weight=700, anchor="middle") + squares
            + text(middle, top + FIELD_SIDE + 14, words, anchor="middle",
                   fill=OUTPUT.ink if read == 1 else NEVER_READ.ink))


def _code(lines: list[str], y: float) -> list[str]:
    return [f'<rect x="{MARGIN}" y="{number(y)}" width="{WIDTH - 2 * MARGIN}" '
            f'height="{CODE_LINE * len(lines) + 14}" rx="6" fill="{BAR}"/>',
            *(text(MARGIN + 14, y + 16 + CODE_LINE * n, line, size=SMALLEST_TEXT, mono=True, cls="code")
              for n, line in enumerate(lines))]


def _alt(network: Plan, budgets: tuple[tuple[str, list[int], int], ...]) -> str:
    shape = " × ".join(map(str, network.output_shape))
    layers = "; ".join(layer_words(network, index) for index in range(len(network.layers)))
    kept = [tr(BUDGETS[name][2], count=sum(counts), words=budget_words(name, sum(counts), budget))
            for name, counts, budget in budgets]
    field = network.fields[-1]
    return sentences(
        tr("A network over an image of {size} × {size}: {layers}.", size=network.size, layers=layers),
        tr("Its last map is {shape}.", shape=shape), *kept,
        tr("Receptive field {size}, jump {jump}, {per_cent:.0f} % read.", size=field.size, jump=field.jump,
           per_cent=100 * network.read))
