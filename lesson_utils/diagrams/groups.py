"""What `groups` does: who is wired to whom, the weights that are left, and what they cost."""

from __future__ import annotations

import json
from html import escape

from lesson_utils.diagrams.svg import (
    HEADINGS,
    MARGIN,
    PLAIN,
    WIDTH,
    Picture,
    card,
    code_bar,
    heading,
    number,
    text,
    verdict,
)
from lesson_utils.facts.convolution import Convolution
from lesson_utils.language import listed, mark, tr, tr_n
from lesson_utils.style import CARD, GROUPS, INK, INPUT, MUTED, OUTPUT, POSITIVE, RULE, SMALLEST_TEXT, Role

CHANNELS, TALLEST = 104, 336  # px: where the first channel stands, and all of them together
WIRES_X, MATRIX_X, WEIGHTS_X = (48, 230), 298, 594
MATRIX_WIDTH, WEIGHTS_WIDTH = 270, 266
SMALL = f'font-size="{SMALLEST_TEXT}" text-anchor="middle" dominant-baseline="central"'
STYLE = (".groups .off{opacity:.3}.groups .wire.on{stroke-width:3.5}"
         f".groups .cell.on,.groups .slice.on{{stroke:{INK};stroke-width:2}}.groups .node.on{{stroke-width:2.5}}")


def groups_picture(conv: Convolution, height: int, width: int, output: int = 0, *,
                   agrees: bool | None = None) -> Picture:
    """Wiring, matrix and weights of a convolution on maps of height x width, output channel `output` picked.

    `agrees`: whether torch was just asked and gave the same when the groups were split by hand.

    >>> groups_picture(Convolution(6, 6, 3, padding=1, groups=3), 8, 8, 2).alt[:75]
    'nn.Conv2d(6, 6, kernel_size=3, stride=1, padding=1, dilation=1, groups=3): '
    """
    conv.check(height, width)
    pitch = min(56, TALLEST / max(conv.in_channels, conv.out_channels))
    bottom = CHANNELS + TALLEST + 22
    fold = bottom + 40
    sentences = {"output": [_output_words(conv, o) for o in range(conv.out_channels)],
                 "input": [_input_words(conv, i) for i in range(conv.in_channels)]}
    parts = [
        f"<style>{STYLE}</style>", code_bar(conv.code()), '<g class="groups">',
        heading(MARGIN, HEADINGS, tr("wiring"), PLAIN,
                tr("{m} in, {n} out", m=conv.in_channels, n=conv.out_channels)),
        heading(MATRIX_X, HEADINGS, tr("who sees whom"), PLAIN, f"groups={conv.groups}"),
        heading(WEIGHTS_X, HEADINGS, "weight.shape", POSITIVE, str(conv.weight_shape)),
        _wiring(conv, pitch, output), _matrix(conv, pitch, output), _weights(conv, pitch, output), "</g>",
        text(MARGIN, bottom, name_and_why(conv), size=15, weight=700),
        f'<g class="sum">{text(MARGIN, bottom + 26, sentences["output"][output], size=14)}</g>',
        *_costs(conv, height, width, fold + 12), _legal_groups(conv, fold + 58),
        verdict(agrees, WIDTH - MARGIN, bottom + 26, tr("split, convolve, concatenate")),
    ]
    facts = {"kind": "groups", "picked": ["output", output], "sentences": sentences,
             "inputs": [conv.inputs_of_output(o) for o in range(conv.out_channels)],
             "parts": _parts(conv, pitch)}
    alt = tr("{code}: {name}. weight.shape is {shape}. {sees}.", code=conv.code(), name=name_and_why(conv),
             shape=conv.weight_shape, sees=sentences["output"][output])
    return Picture(card(WIDTH, fold + 94, "".join(parts), facts=json.dumps(facts, separators=(",", ":")), fold=fold),
                   alt)


def name_and_why(conv: Convolution) -> str:
    """What this convolution is called, and why.

    >>> name_and_why(Convolution(3, 12, 3, groups=3))
    'depthwise with multiplier 4: each of the 3 input channels has 4 kernels of its own'
    """
    m, n, g = conv.in_channels, conv.out_channels, conv.groups
    if conv.kind == "standard":
        return tr_n("standard: there is one input channel, and every output channel sees it",
                    "standard: every output channel sees all {n} input channels", m)
    if conv.kind == "pointwise":
        return tr_n("pointwise: the kernel is 1 × 1, one factor for each output channel",
                    "pointwise: the kernel is 1 × 1, a weighted sum over all {n} input channels at each pixel", m)
    if conv.kind == "depthwise" and n == m:
        return tr("depthwise: groups equals in_channels, so each of the {m} channels is on its own", m=m)
    if conv.kind == "depthwise":
        return tr("depthwise with multiplier {k}: each of the {m} input channels has {k} kernels of its own", k=n // m,
                  m=m)
    return tr("grouped: {groups} groups, each with {m} of the {all_m} inputs and {n} of the {all_n} outputs", groups=g,
              m=m // g, all_m=m, n=n // g, all_n=n)


def _output_words(conv: Convolution, output: int) -> str:
    seen = conv.inputs_of_output(output)
    if len(seen) == conv.in_channels:
        return tr_n("output {output} sees the one input", "output {output} sees all {n} inputs", len(seen),
                    output=output)
    if len(seen) > 3:
        return tr("output {output} sees inputs {first} to {last} only: nothing is added across groups", output=output,
                  first=seen[0], last=seen[-1])
    return tr_n("output {output} sees input {inputs} only: nothing is added across groups",
                "output {output} sees inputs {inputs} only: nothing is added across groups", len(seen), output=output,
                inputs=listed(seen))


def _input_words(conv: Convolution, channel: int) -> str:
    reached = conv.outputs_of_input(channel)
    if len(reached) == conv.out_channels:
        return tr_n("input {input} reaches the one output", "input {input} reaches all {n} outputs", len(reached),
                    input=channel)
    if len(reached) > 3:
        return tr("input {input} reaches outputs {first} to {last} only", input=channel, first=reached[0],
                  last=reached[-1])
    return tr_n("input {input} reaches output {outputs} only", "input {input} reaches outputs {outputs} only",
                len(reached), input=channel, outputs=listed(reached))


def _on(on: bool) -> str:
    return "on" if on else "off"


def _wiring(conv: Convolution, pitch: float, picked: int) -> str:
    (x1, x2), radius = WIRES_X, min(13, pitch * 0.42)
    seen = conv.inputs_of_output(picked)
    starts = [f"M{number(x1 + radius)} {number(_middle(i, pitch))}" for i in range(conv.in_channels)]
    wires = [[] for _ in range(conv.groups)]
    for o in range(conv.out_channels):
        end = f"L{number(x2 - radius)} {number(_middle(o, pitch))}"
        wires[conv.group_of_output(o)] += [
            f'<path class="wire {_on(o == picked)}" data-o="{o}" data-i="{i}" data-key="wire {o}-{i}" '
            f'd="{starts[i]}{end}"/>' for i in conv.inputs_of_output(o)]
    heads = (text(x1, CHANNELS - 14, tr("input"), size=SMALLEST_TEXT, anchor="middle", fill=INPUT.ink)
             + text(x2, CHANNELS - 14, tr("output"), size=SMALLEST_TEXT, anchor="middle", fill=OUTPUT.ink))
    return (f'<g fill="none" stroke-width="1.5">{_by_group(wires, "stroke")}</g>{heads}'
            + _nodes("inputs", x1, conv.in_channels, INPUT, set(seen), pitch, radius)
            + _nodes("outputs", x2, conv.out_channels, OUTPUT, {picked}, pitch, radius))


def _by_group(elements: list[list[str]], attribute: str) -> str:
    """The elements of each group, in the group's colour."""
    return "".join(f'<g {attribute}="{colour}">{"".join(group)}</g>'
                   for group, colour in zip(elements, GROUPS, strict=False))


def _nodes(part: str, x: float, count: int, role: Role, on: set[int], pitch: float, radius: float) -> str:
    circles = "".join(f'<circle class="node {"on" if c in on else ""}" data-node="{part[0]}{c}" cx="{x}" '
                      f'cy="{number(_middle(c, pitch))}" r="{number(radius)}"/>' for c in range(count))
    numbers = "".join(f'<text x="{x}" y="{number(_middle(c, pitch))}">{c}</text>' for c in range(count))
    return (f'<g data-part="{part}"><g fill="{role.fill}" stroke="{role.ink}">{circles}</g>'
            f'<g {SMALL}>{numbers}</g></g>')


def _middle(channel: int, pitch: float) -> float:
    return CHANNELS + (channel + 0.5) * pitch


def _matrix(conv: Convolution, pitch: float, picked: int) -> str:
    wide = min(pitch, MATRIX_WIDTH / conv.in_channels)
    rows, labels, cells = [], [], [[] for _ in range(conv.groups)]
    for o in range(conv.out_channels):
        group, y = conv.group_of_output(o), number(CHANNELS + o * pitch + 1)
        rows.append(f'<rect x="{MATRIX_X}" y="{y}" rx="2" width="{number(wide * conv.in_channels - 2)}" '
                    f'height="{number(pitch - 2)}"/>')
        for i in conv.inputs_of_output(o):
            cells[group].append(f'<rect class="cell {"on" if o == picked else ""}" data-o="{o}" data-i="{i}" rx="2" '
                                f'x="{number(MATRIX_X + i * wide)}" y="{y}" width="{number(wide - 2)}" '
                                f'height="{number(pitch - 2)}"/>')
            if conv.groups > 1:  # one group needs no name
                labels.append(f'<text x="{number(MATRIX_X + (i + 0.5) * wide - 1)}" y="{number(_middle(o, pitch))}">'
                              f"g{group}</text>")
    columns = "".join(f'<text x="{number(MATRIX_X + (i + 0.5) * wide)}" y="{CHANNELS - 14}">{i}</text>'
                      for i in range(conv.in_channels))
    outputs = "".join(f'<text x="{MATRIX_X - 14}" y="{number(_middle(o, pitch))}">{o}</text>'
                      for o in range(conv.out_channels))
    return (f'<g fill="{RULE}" fill-opacity=".3">{"".join(rows)}</g>{_by_group(cells, "fill")}'
            f'<g {SMALL}>{"".join(labels)}</g><g {SMALL} fill="{INPUT.ink}">{columns}</g>'
            f'<g {SMALL} fill="{OUTPUT.ink}">{outputs}</g>')


def _weights(conv: Convolution, pitch: float, picked: int) -> str:
    """out_channels stacks of in_channels / groups slices, then, as outlines, what `groups` leaves out."""
    step = min(pitch, WEIGHTS_WIDTH / conv.in_channels)
    side, kernel = step - 3, conv.rows.kernel_size
    slices, ghosts, lines = [[] for _ in range(conv.groups)], [], []
    lefts, long = [number(WEIGHTS_X + n * step) for n in range(conv.in_channels)], number(side)
    cuts = [number(cut * side / kernel) for cut in range(1, kernel)]
    for o in range(conv.out_channels):
        seen, y = conv.inputs_of_output(o), number(_middle(o, pitch) - side / 2)
        for n in range(conv.in_channels):
            x = lefts[n]
            box = f'x="{x}" y="{y}" width="{long}" height="{long}" rx="2"'
            if n >= len(seen):
                ghosts.append(f"<rect {box}/>")
                continue
            slices[conv.group_of_output(o)].append(
                f'<rect class="slice {"on" if o == picked else ""}" data-o="{o}" data-i="{seen[n]}" {box}/>')
            lines += [f"M{x} {y}m{at} 0v{long}M{x} {y}m0 {at}h{long}" for at in cuts]
    return (f'<g fill="none" stroke="{RULE}" stroke-dasharray="2 2">{"".join(ghosts)}</g>{_by_group(slices, "fill")}'
            f'<path d="{"".join(lines)}" stroke="{CARD}" stroke-width="1" fill="none"/>')


def _costs(conv: Convolution, height: int, width: int, y: float) -> list[str]:
    n, slices, k_rows, k_columns = conv.weight_shape
    rows, columns = conv.output_size(height, width)
    weights, all_of_them = n * slices * k_rows * k_columns, n * conv.in_channels * k_rows * k_columns
    counted = tr("weights = out_channels · in_channels / groups · k · k = {n} · {m} / {groups} · {rows} · {columns} = "
                 "{weights:,}", n=n, m=conv.in_channels, groups=conv.groups, rows=k_rows, columns=k_columns,
                 weights=weights)
    places = {"weights": weights, "rows": rows, "columns": columns, "macs": conv.macs(height, width)}
    if conv.groups == 1:
        macs = tr("MACs    = weights · H' · W' = {weights:,} · {rows} · {columns} = {macs:,}", **places)
    else:
        macs = tr("MACs    = weights · H' · W' = {weights:,} · {rows} · {columns} = {macs:,}   groups=1: {all:,} "
                  "weights, {groups} times as many", all=all_of_them, groups=conv.groups, **places)
    return [text(MARGIN, y, counted, mono=True, fill=MUTED), text(MARGIN, y + 20, macs, mono=True, fill=MUTED)]


def _legal_groups(conv: Convolution, y: float) -> str:
    """The values that groups can take, the others struck out, and why."""
    m, n = conv.in_channels, conv.out_channels
    spans, reasons = [], {"in_channels": [], "out_channels": []}
    for g in range(1, max(m, n) + 1):
        bad = "in_channels" if m % g else "out_channels" if n % g else None
        if bad:
            reasons[bad].append(g)
        style = f'fill="{MUTED}" text-decoration="line-through"' if bad else \
            f'fill="{INK}" font-weight="700"' if g == conv.groups else f'fill="{INK}"'
        spans.append(f'<tspan dx="9" {style}>{g}</tspan>')
    why = "; ".join(tr_n(*NOT_DIVIDING[name], len(gs), groups=listed(gs), count=count)
                    for (name, gs), count in zip(reasons.items(), (m, n), strict=True) if gs)
    can_be = tr("groups can be")
    return (f'<text x="{MARGIN}" y="{number(y)}" font-size="13" dominant-baseline="central">{escape(can_be)}'
            f'{"".join(spans)}</text>' + text(MARGIN, y + 20, why, size=SMALLEST_TEXT, fill=MUTED))


NOT_DIVIDING = {
    "in_channels": (mark("{groups} does not divide in_channels {count}"),
                    mark("{groups} do not divide in_channels {count}")),
    "out_channels": (mark("{groups} does not divide out_channels {count}"),
                     mark("{groups} do not divide out_channels {count}")),
}


def _parts(conv: Convolution, pitch: float) -> dict:
    """Where a pointer picks an input or an output: nodes, matrix rows, weight rows, and the matrix' column heads."""
    radius, wide = 22, min(pitch, MATRIX_WIDTH / conv.in_channels)
    node = {"y": CHANNELS, "cell": pitch, "width": 2 * radius, "columns": 1}
    return {
        "inputs": {**node, "x": WIRES_X[0] - radius, "rows": conv.in_channels},
        "outputs": {**node, "x": WIRES_X[1] - radius, "rows": conv.out_channels},
        "heads": {"x": MATRIX_X, "y": CHANNELS - 26, "cell": 26, "width": wide, "rows": 1, "columns": conv.in_channels},
        "matrix": {"x": MATRIX_X - 24, "y": CHANNELS, "cell": pitch, "width": 24 + wide * conv.in_channels,
                   "rows": conv.out_channels, "columns": 1},
        "weights": {"x": WEIGHTS_X, "y": CHANNELS, "cell": pitch, "width": WEIGHTS_WIDTH, "rows": conv.out_channels,
                    "columns": 1},
    }
