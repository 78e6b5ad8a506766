"""The judges of the exercises on 06_choosing_a_convolution; torch computes every expected value."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from math import gcd
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.checks.answers import call, likely_cause, same_results, text_of, truth, whole_numbers
from lesson_utils.checks.choosing import CHOICES, chosen, macs_when_replaced, networks_and_budgets, pair
from lesson_utils.checks.judging import Exercise, Wrong
from lesson_utils.cost import cost_table
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.stack import Stack
from lesson_utils.language import Said

SEED = 1  # tests try others

Window = tuple[int, int]  # (kernel_size, dilation)
Settings = tuple[int, int, int, int, int, int]  # (in_channels, out_channels, kernel_size, stride, padding, groups)


def weights_of_a_pair(weights: Any, kernels: Any) -> Said:
    """Weights and 3 x 3 kernels of the pairs in the place of 1 -> 8, 16 -> 32 and 16 -> 1 channels."""
    answers = whole_numbers(weights, "weights", 3), whole_numbers(kernels, "kernels", 3)
    for i, (m, n) in enumerate(((1, 8), (16, 32), (16, 1))):
        depthwise, pointwise = (layer.weight for layer in pair(m, n))
        right = depthwise.numel() + pointwise.numel()
        of_weights = {9 * m: "that-is-the-3-x-3-layer",
                      m * n: "that-is-the-1-x-1-layer",
                      9 * n + m * n: "the-depthwise-layer-has-a-kernel",
                      9 * m * n: "that-is-the-standard-layer",
                      9 * m + n: "each-1-x-1-kernel",
                      9 * m * m + m * n: "a-depthwise-kernel-has-one-slice-only",
                      right + m + n: "the-layers-have-no-bias",
                      9 * m * n - right: "that-is-what-the-pair-saves"}
        of_kernels = {m * n: "that-is-the-standard-layer-slice",
                      1: "the-depthwise-layer-has-a-kernel-for-each", 2: "that-is-the-number-of-layers",
                      n: "the-depthwise-layer-has-a-kernel",
                      m + n: "count-the-3-x-3-kernels-alone", 9 * m: "these-are-weights"}
        hint = "first-a-3-x-3-kernel"
        for name, answer, expected, slips in (("weights", answers[0][i], right, of_weights),
                                              ("kernels", answers[1][i], len(depthwise), of_kernels)):
            if answer != expected:
                raise Wrong(f"{name}[{i}]", Said("the number that PyTorch gives for the pair of {letter}",
                                                 letter="abc"[i]), str(answer),
                            slips.get(answer, hint))
    return (Said("The pair of a saves most of the weights, and has one 3 × 3 kernel left for eight outputs. The pair "
                 "of c has more weights than c itself: with one output, 1/n + 1/k² is above 1."))


def distance_that_is_read(reads: Any) -> Said:
    """`reads(layers, distance)`: whether an output reads `distance` columns beside it; layers (kernel, dilation)."""
    def by_torch(layers: Sequence[Window], distance: int) -> bool:
        stack = Stack(tuple(Axis(kernel_size, dilation=dilation) for kernel_size, dilation in layers))
        size = stack.fields[-1].size
        gradient = gradient_of(stack, size, 0, padded=False)[1]
        return distance <= size // 2 and gradient[size // 2 + distance] > 0

    def reached(steps: Callable[[int, int], Sequence[int]]) -> Callable[[Sequence[Window], int], bool]:
        def reads(layers: Sequence[Window], distance: int) -> bool:
            return distance in {sum(way) for way in product(*(steps(k, d) for k, d in layers))}
        return reads

    def in_the_field(layers: Sequence[Window], distance: int) -> bool:
        return distance <= sum(k // 2 * d for k, d in layers)

    random = Random(SEED)
    threes = [(2, 2, 2), (1, 2, 4), (1, 1, 1), (2, 3), (3, 3, 1), (4, 4, 4), (1, 5)]
    stacks = [[(3, rate) for rate in rates] for rates in threes] + [[(1, 3), (5, 2)], [(3, 2), (1, 1)], [(7, 3)]]
    stacks += [[(random.choice((1, 3, 5)), random.randint(1, 4)) for _ in range(random.randint(1, 3))]
               for _ in range(8)]
    cases = [(stack, distance) for stack in stacks for distance in
             range(2 + max(5, sum(kernel_size // 2 * dilation for kernel_size, dilation in stack)))]
    same_results(reads, "reads", cases, by_torch, {
        "the-field-is-wide-enough": in_the_field,
        "a-common-divisor-is-one-reason":
            lambda layers, distance: in_the_field(layers, distance) and distance % gcd(*(d for _, d in layers)) == 0,
        "that-is-for-kernels-of-3":
            reached(lambda k, d: (-d, 0, d)),
        "a-kernel-has-weights-between-its-middle": reached(lambda k, d: (-(k // 2) * d, 0,
                                                                                           k // 2 * d)),
        "the-middle-weight-of-a-kernel-goes":
            reached(lambda k, d: [i * d for i in range(-(k // 2), k // 2 + 1) if i or k == 1]),
        "a-layer-can-step-back-after-another":
            reached(lambda k, d: [i * d for i in range(k // 2 + 1)]),
        "half-of-the-kernel-lies-on-each":
            reached(lambda k, d: [i * d for i in range(1 - k, k)]),
        "dilation-makes-each-step-longer": reached(lambda k, d: range(-(k // 2), k // 2 + 1)),
        "range-stops-before-its-last-number":
            reached(lambda k, d: [i * d for i in range(-(k // 2), k // 2)]),
        "dilation-is-the-step-from-one-weight":
            reached(lambda k, d: [i * (d + 1) for i in range(-(k // 2), k // 2 + 1)]),
        "that-looks-at-each-layer-alone": lambda layers, distance: any(
            distance == i * d for k, d in layers for i in range(k // 2 + 1)),
        "this-is-turned-round":
            lambda layers, distance: not by_torch(layers, distance)},
        "start-at-0", read=truth)
    return Said("It is read if a step of each layer adds up to it. Steps of -2, 0 and 2 never add up to 5, in any "
                "field.")


def macs_with_a_bug(layers: Sequence[Settings], size: int) -> int:
    """The function of the third exercise, bug included; the exercise has it too."""
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        macs += k * k * (m // groups) * n * size * size
        size = (size + 2 * padding - k) // stride + 1
    return macs


def repaired_macs(repaired: Any) -> Said:
    """`repaired(layers, size)`: the MACs of layers (m, n, k, stride, padding, groups) on a map of size x size."""
    def by_torch(layers: Sequence[Settings], size: int) -> int:
        made = [nn.Conv2d(m, n, k, stride, padding, groups=groups) for m, n, k, stride, padding, groups in layers]
        return cost_table(nn.Sequential(*made), (1, layers[0][0], size, size)).macs

    def by_formula(work: Callable[..., int] = lambda m, n, k, g, size: k * k * (m // g) * n * size * size,
                   rows: Callable[..., int] = lambda size, k, s, p: (size + 2 * p - k) // s + 1) -> Callable[..., int]:
        def macs(layers: Sequence[Settings], size: int) -> int:
            total = 0
            for m, n, k, stride, padding, groups in layers:
                size = rows(size, k, stride, padding)
                total += work(m, n, k, groups, size)
            return total
        return macs

    fixed = [[(4, 8, 3, 2, 1, 1)], [(8, 8, 3, 2, 1, 8), (8, 16, 1, 1, 0, 1)], [(3, 6, 5, 1, 0, 1)]]
    cases = [(layers, 16) for layers in fixed] + list(random_layers(16))
    same_results(repaired, "repaired", cases, by_torch, {
        "this-is-the-function-with-the-bug": macs_with_a_bug,
        "a-kernel-has-in-channels-groups-slices":
            by_formula(lambda m, n, k, g, size: k * k * m * n * size * size),
        "groups-divides-the-slices-of-a-kernel":
            by_formula(lambda m, n, k, g, size: k * k * (m // g) * (n // g) * size * size),
        "a-bias-is-no-mac": by_formula(lambda m, n, k, g, size: (k * k * (m // g) + 1) * n * size * size),
        "a-map-has-rows-and-columns":
            by_formula(lambda m, n, k, g, size: k * k * (m // g) * n * size),
        "the-map-changes-its-size-from-layer": by_formula(rows=lambda size, k, s, p: size),
        "a-stride-is-not-all":
            by_formula(rows=lambda size, k, s, p: size // s),
        "padding-lies-on-both-sides": by_formula(rows=lambda size, k, s, p: (size + p - k) // s + 1)},
        "a-layer-does-its-work-once")
    return Said("MACs are counted at the output. So a stride of 2 quarters them for its own layer already.")


def random_layers(count: int) -> Iterator[tuple[list[Settings], int]]:
    """(layers, size of the image) of networks of one to three layers; all have an output."""
    random = Random(SEED)
    for _ in range(count):
        channels = [2 * random.randint(1, 6) for _ in range(random.randint(2, 4))]
        layers = []
        for m, n in pairwise(channels):
            groups = random.choice((1, 2, gcd(m, n)))
            layers.append((m, n, random.choice((1, 3, 5)), random.randint(1, 3), random.randint(0, 2), groups))
        yield layers, random.randint(80, 90)


def layers_to_replace(to_replace: Any) -> Said:
    """`to_replace(layers, budget)`: as few positions as meet the budget; the first layer stays."""
    cases = list(networks_and_budgets(SEED))
    shown = [f"to_replace({layers}, {budget})" for layers, budget in cases]
    found = [positions(call(to_replace, "to_replace", *case, shown=name), name)
             for case, name in zip(cases, shown, strict=True)]
    cause = likely_cause(found, cases, CHOICES, "what-does-the-pair-save")
    for (layers, budget), replaced, name in zip(cases, found, shown, strict=True):
        if not replaced <= set(range(len(layers))):
            raise Wrong(name, Said("positions from 1 to {last}", last=len(layers) - 1), text_of(sorted(replaced)),
                        "positions-are-counted-from-0")
        words = text_of(sorted(replaced)) if replaced else Said("no layer")
        if 0 in replaced:
            raise Wrong(name, Said("the first layer kept"), Said("{words} replaced", words=words), "the-first-layer")
        if (macs := macs_when_replaced(layers, replaced)) > budget:
            raise Wrong(name, Said("{budget} MACs or fewer", budget=budget),
                        Said("{macs} with {words} replaced", macs=macs, words=words), cause)
        if len(replaced) > (least := len(chosen(layers, budget))):
            raise Wrong(name, Said("as few layers as can be, {least}", least=least),
                        Said("{words} replaced", words=words), cause)
    return Said("The layers that save most come first. Each layer that is not replaced may keep accuracy: measure it.")


def positions(replaced: Any, name: str) -> set[int]:
    """The positions that a learner's function gave, in any order."""
    try:
        return set(whole_numbers(replaced, name))
    except Wrong as wrong:
        raise Wrong(wrong.name, Said("positions of layers"), wrong.found, "give-a-list-of-positions") from None


CHANNELS, REACH, SIDE, MOST = 8, 7, 24, 600  # of the last exercise; MOST parameters
UNITS = range(10, 14)  # the units that are looked at: 4 x 4 of them, should a network pool and enlarge


def far_view_with_few_parameters(network: Any) -> Said:
    """A network for maps of 8 channels, each value of which reads 7 pixels to each side, and all 8 channels."""
    if not isinstance(network, nn.Module):
        raise Wrong("network", Said("an nn.Module"), text_of(network), "put-the-layers-into-one-nn")
    shape = (1, CHANNELS, SIDE, SIDE)
    shown, copied = Said("network(x) for x {shape}", shape=shape), copy.deepcopy(network).float().eval()
    output = call(copied, "network", torch.zeros(shape), shown=shown)
    if not isinstance(output, Tensor) or output.shape != shape:
        raise Wrong(shown, Said("shape {shape}", shape=shape), text_of(output), "a-kernel-of-3-with-dilation-d")
    if output.isnan().any():
        raise Wrong(shown, "numbers", "NaN", "nan-comes-from-an-operation-without")
    if (count := parameters(copied)) > MOST:
        slices = any(layer.groups < layer.in_channels and layer.kernel_size != (1, 1) for layer in copied.modules()
                     if isinstance(layer, nn.Conv2d))
        raise Wrong("network", Said("{MOST} parameters or fewer", MOST=MOST), str(count),
                    "a-kernel-has-a-slice-for-each" if slices else
                    "dilation-costs-no-parameter")
    reads, mixes = what_is_read(copied)
    if not reads.all():
        far = all(edge.any() for edge in (reads[0], reads[-1], reads[:, 0], reads[:, -1]))
        raise Wrong("network", Said("all {all} pixels read, up to {reach} to each side", all=reads.numel(),
                                    reach=REACH),
                    Said("{count} of them", count=int(reads.sum())),
                    "there-are-holes" if far else "it-does-not-reach-7-to-each")
    if not mixes:
        raise Wrong("network", Said("each output channel reads all {channels} input channels", channels=CHANNELS),
                    Said("some that it does not read"), "a-depthwise-layer-keeps-the-channels-apart")
    seven = parameters(nn.Sequential(*[nn.Conv2d(CHANNELS, CHANNELS, 3) for _ in range(REACH)]))
    return Said("{count} parameters, and all 15 × 15 pixels are read. Seven standard 3 × 3 layers have {seven:,}.",
                count=count, seven=seven)


def what_is_read(network: nn.Module) -> tuple[Tensor, bool]:
    """(15 x 15 pixels around a unit: whether every unit and channel reads it, whether each reads every channel).

    NaN is put into one pixel at a time, or into one channel; no weight and no ReLU can hide it.
    """
    near = range(UNITS.start - REACH, UNITS.stop + REACH)
    of_pixels = torch.zeros(len(near), len(near), CHANNELS, SIDE, SIDE)
    for i, j in product(range(len(near)), repeat=2):
        of_pixels[i, j, :, near[i], near[j]] = torch.nan
    of_channels = torch.zeros(CHANNELS, CHANNELS, SIDE, SIDE)
    of_channels[range(CHANNELS), range(CHANNELS)] = torch.nan
    with torch.no_grad():
        images = torch.cat([of_pixels.flatten(0, 1), of_channels])
        output = call(network, "network", images, shown=Said("network(x) for x {images}",
                                                             images=tuple(images.shape))).isnan().all(1)
    units = slice(UNITS.start, UNITS.stop)
    read = output[:-CHANNELS, units, units].unflatten(0, (len(near), len(near)))
    around = [read[i:i + 2 * REACH + 1, j:j + 2 * REACH + 1, i, j] for i, j in product(range(len(UNITS)), repeat=2)]
    return torch.stack(around).all(0), bool(output[-CHANNELS:, units, units].all())


def parameters(network: nn.Module) -> int:
    """Numbers to learn."""
    return sum(parameter.numel() for parameter in network.parameters())


CHECKS = (
    Exercise("06", "weights-of-a-pair", weights_of_a_pair),
    Exercise("06", "a-distance-that-is-read", distance_that_is_read),
    Exercise("06", "find-the-bug", repaired_macs),
    Exercise("06", "layers-to-replace", layers_to_replace),
    Exercise("06", "a-far-view-with-few-parameters", far_view_with_few_parameters),
)
