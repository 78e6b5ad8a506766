"""Receptive fields to matplotlib: growth with depth, theory and practice, and real networks layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, pi, sqrt
from typing import Any

from matplotlib.axes import Axes

from lesson_utils.plots import styled
from lesson_utils.receptive_field.stack import Stack
from lesson_utils.style import CURVES, INK, INPUT, MUTED, OUTPUT


@styled
def plot_growth(stacks: Mapping[str, Stack], ax: Axes) -> Axes:
    """Size of the receptive field after each layer, one line for each stack; pixels, logarithmic."""
    for (name, stack), (colour, marker) in zip(stacks.items(), CURVES, strict=False):
        sizes = [field.size for field in stack.fields]
        ax.plot(range(len(sizes)), sizes, color=colour, marker=marker, label=f"{name}: {sizes[-1]}")
    ax.set(xlabel="layer", ylabel="receptive field (pixels)", yscale="log")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.legend()
    return ax


@styled
def plot_effective(weights: Sequence[float], ax: Axes) -> Axes:
    """How much each pixel of the field counts, against its share of the field, with the bell curve of theory.

    `weights`: one value for each pixel of the field of n equal 3-tap layers, 2n + 1 in all. The curve is
    the normal distribution of σ = √(2n / 3). Source: Luo et al., arXiv:1701.04128.
    """
    size = len(weights)
    n, total = (size - 1) // 2, sum(weights)
    sigma = sqrt(2 * n / 3)
    offsets = range(-n, n + 1)
    ax.bar(offsets, [w / total for w in weights], width=0.9, color=INPUT.strong, label="torch's gradient")
    ax.plot(offsets, [exp(-(x / sigma) ** 2 / 2) / (sigma * sqrt(2 * pi)) for x in offsets], color=INK,
            label=f"bell curve, σ = {sigma:.2f}")
    inside = sum(w for x, w in zip(offsets, weights, strict=True) if abs(x) <= 2 * sigma) / total
    ax.axvspan(-2 * sigma, 2 * sigma, color=OUTPUT.fill, zorder=0)
    ax.set(title=f"{n} layers: {size} pixels wide, {100 * inside:.0f} % within ±2σ", xlabel="pixels from the centre",
           yticks=[], xlim=(-n - 1, n + 1))
    ax.legend(loc="upper right")
    return ax


@styled
def plot_network_fields(fields: Mapping[str, Any], ax: Axes) -> Axes:
    """Receptive field after each layer of several networks (results of `receptive_field`), and their input's size."""
    for (name, field), (colour, _) in zip(fields.items(), CURVES, strict=False):
        sizes = [layer.rows.size for layer in field.layers if layer.changes and layer.rows.size is not None]
        ax.plot(range(1, len(sizes) + 1), sizes, color=colour, label=f"{name}: {sizes[-1]}")
    size = next(iter(fields.values())).input_shape[-1]
    ax.axhline(size, color=MUTED, linestyle="--", linewidth=1)
    ax.annotate(f"the image: {size}", (1, size), xytext=(0, 4), textcoords="offset points", color=MUTED)
    ax.set(xlabel="layers that widen it, in forward order", ylabel="receptive field (pixels)")
    ax.legend()
    return ax
