"""Receptive fields to matplotlib: growth with depth, theory and practice, and real networks layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, pi, sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lesson_utils.facts.stack import Stack
from lesson_utils.language import tr, tr_n
from lesson_utils.plots import styled
from lesson_utils.style import CURVES, INK, INPUT, MUTED, OUTPUT


@styled
def plot_growth(stacks: Mapping[str, Stack], ax: Axes) -> Axes:
    """Size of the receptive field after each layer, one line for each stack; pixels, every tick twice the last."""
    for number, ((name, stack), (colour, marker)) in enumerate(zip(stacks.items(), CURVES, strict=False)):
        sizes = [field.size for field in stack.fields]
        # the later ones are drawn smaller: a line that runs under another still shows
        ax.plot(range(len(sizes)), sizes, color=colour, marker=marker, markersize=11 - 3 * number,
                linewidth=max(1.0, 4 - 1.2 * number), label=tr("{name}: {size}", name=name, size=sizes[-1]))
    ax.set_yscale("log", base=2)
    ax.set(xlabel=tr("layer"), ylabel=tr("receptive field (pixels)"))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.legend()
    return ax


@styled
def plot_effective(weights: Sequence[float], ax: Axes) -> Axes:
    """How much each pixel of the field counts (bars), the bell curve of theory (line), and ±2σ (shaded).

    `weights`: one value for each pixel of the field of n equal 3-tap layers, 2n + 1 in all. The curve is
    the normal distribution with σ = √(2n / 3). Source: Luo et al., arXiv:1701.04128.
    """
    size = len(weights)
    n, total = (size - 1) // 2, sum(weights)
    sigma = sqrt(2 * n / 3)
    offsets = range(-n, n + 1)
    curve = [x / 10 for x in range(-10 * n, 10 * n + 1)]
    ax.axvspan(-2 * sigma, 2 * sigma, color=OUTPUT.fill, zorder=0)
    ax.bar(offsets, [w / total for w in weights], width=0.9, color=INPUT.strong)
    ax.plot(curve, [exp(-(x / sigma) ** 2 / 2) / (sigma * sqrt(2 * pi)) for x in curve], color=INK)
    inside = sum(w for x, w in zip(offsets, weights, strict=True) if abs(x) <= 2 * sigma) / total
    ax.set(title=tr_n("{n} layer: {size} pixels", "{n} layers: {size} pixels", n, size=size), yticks=[],
           xlim=(-n - 1, n + 1),
           xlabel=tr("{share:.0f} % lie within ±2σ = ±{reach:.1f}", share=100 * inside, reach=2 * sigma))
    return ax


@styled
def plot_network_fields(fields: Mapping[str, Any], ax: Axes) -> Axes:
    """Receptive field after each layer of several networks (results of `receptive_field`), and their input's size."""
    for (name, field), (colour, marker) in zip(fields.items(), CURVES, strict=False):
        sizes = [1]
        for layer in field.layers:
            if layer.rows.size is not None and layer.rows.size > sizes[-1]:
                sizes.append(layer.rows.size)
        ax.plot(range(len(sizes)), sizes, color=colour, marker=marker, markersize=5,
                label=tr("{name}: {size}", name=name, size=sizes[-1]))
    size = next(iter(fields.values())).input_shape[-1]
    ax.axhline(size, color=MUTED, linestyle="--", linewidth=1)
    ax.annotate(tr("the image: {size}", size=size), (0, size), xytext=(0, 4), textcoords="offset points", color=MUTED)
    ax.set(xlabel=tr("layers that widen it, in forward order"), ylabel=tr("receptive field (pixels)"))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()
    return ax
