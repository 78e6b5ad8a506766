"""The judges of the exercises on 03_pointwise_convolution; torch computes every expected value."""

from __future__ import annotations

from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.checks.answers import call, same_results, same_tensor, text_of, whole_numbers
from lesson_utils.checks.judging import Exercise, Wrong
from lesson_utils.checks.pair_of_layers import is_an_image, is_depthwise, is_pointwise, one_convolution
from lesson_utils.checks.small_network import same_with_pairs, small_network
from lesson_utils.language import Said, mark

SEED = 1  # tests try others


def depthwise_separable(image: Any, dw: Any, pw: Any, output: Any) -> Said:
    """`output` is `pw(dw(image))`, with a 3 x 3 depthwise layer and 10 pointwise kernels."""
    is_an_image(image)
    depthwise, pointwise = one_convolution(dw, "dw"), one_convolution(pw, "pw")
    is_depthwise(depthwise, pointwise)
    is_pointwise(pointwise)
    with torch.no_grad():
        between = call(dw, "dw", image)
        expected = call(pw, "pw", between, shown="pw(dw(image))")
        alone = call(pw, "pw", image) if pointwise.in_channels == 3 else expected
    if isinstance(output, Tensor) and output.shape == between.shape:
        raise Wrong("output", "pw(dw(image))", text_of(output), "the-pointwise-part-is-left-out")
    depthwise_left_out = "the-depthwise-part-is-left-out"
    remade = "it-was-computed-by-other-layers-or"
    same_tensor(output, expected, "output", [(alone, depthwise_left_out)], {tuple(alone.shape): depthwise_left_out} | {
        tuple(shape): remade for shape in [(1, *expected.shape), expected.shape[1:]]}, remade)
    shape = tuple(output.shape)
    if image.ndim == 3:
        return Said("The depthwise layer looks around, the pointwise layer mixes. PyTorch took the image as one "
                    "without a batch axis, and the output {shape} has none: that is legal.", shape=shape)
    return Said("The depthwise layer looks around, the pointwise layer mixes. The output has the shape {shape}.",
                shape=shape)


def pointwise_with_a_bug(x: Tensor, weight: Tensor) -> Tensor:
    """The function of the second exercise, bug included; the exercise has it too."""
    channels, height, width = x.shape
    pixels = x.reshape(height * width, channels)
    mixed = weight[:, :, 0, 0] @ pixels.T
    return mixed.reshape(-1, height, width)


def repaired_pointwise(repaired: Any) -> Said:
    """`repaired(x, weight)` for x (m, H, W) and weight (n, m, 1, 1) is F.conv2d."""
    for seed, (m, n, rows, columns) in enumerate([(3, 6, 4, 5), (2, 4, 3, 3), (4, 1, 2, 6), (1, 3, 3, 2)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(0, 10, (m, rows, columns), generator=generator).float()
        weight = torch.randint(-3, 4, (n, m, 1, 1), generator=generator).float()
        expected = F.conv2d(x[None], weight)[0]
        shown = Said("repaired(x, weight) for x {x} and weight {weight}", x=tuple(x.shape), weight=tuple(weight.shape))
        same_tensor(call(repaired, "repaired", x, weight, shown=shown), expected, shown, [
            (pointwise_with_a_bug(x, weight), "this-is-the-function-with-the-bug"),
            (expected.flatten(1).T.reshape(expected.shape), "the-numbers-are-right"),
            (F.conv2d(x.transpose(1, 2).reshape(x.shape)[None], weight)[0], "rows-and-columns-are-exchanged")],
            {(1, *expected.shape): "x-has-no-batch-axis",
             (rows, columns, n): "the-channels-come-first",
             (n, columns, rows): "rows-and-columns-are-exchanged",
             (n, rows * columns): "give-the-map-its-rows-and-columns",
             (rows * columns, n): "channels-first-and-rows-and-columns-back",
             (rows, columns): "there-are-n-output-maps"})
    return Said("reshape reads the numbers in their order and exchanges no axes. The channels stand first, and stay "
                "there.")


def pair_as_a_module(DepthwiseSeparable: Any) -> Said:  # noqa: N803 (a class of the learner's)
    """`DepthwiseSeparable(m, n, k, stride, padding)` has the shapes of nn.Conv2d, from a dw and a pw layer."""
    strided = False
    for seed, settings in enumerate([(4, 6, 3), (3, 5, 3, 2, 1), (2, 4, 5, 1, 2), (3, 3, 2, 3), (4, 2, 3, 1, 0)]):
        made = f"DepthwiseSeparable({', '.join(map(str, settings))})"
        module = call(DepthwiseSeparable, "DepthwiseSeparable", *settings)
        m, n, k, stride, padding = (*settings, *(1, 0)[len(settings) - 3:])
        if not isinstance(module, nn.Module):
            raise Wrong(made, Said("a module"), text_of(module), "derive-the-class-from-nn")
        dw, pw = _the_pair(module, made, m, n, k)
        generator = torch.Generator().manual_seed(SEED + seed)
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.copy_(torch.randint(-3, 4, parameter.shape, generator=generator))
        x = torch.randint(0, 10, (2, m, 9, 11), generator=generator).float()

        def pair(s1: int, p1: int, s2: int = 1, p2: int = 0, x: Tensor = x, dw: nn.Conv2d = dw, pw: nn.Conv2d = pw,
                 ) -> Tensor:
            between = F.conv2d(x, dw.weight, dw.bias, s1, p1, groups=dw.groups)
            return F.conv2d(between, pw.weight, pw.bias, s2, p2).detach()

        expected = pair(stride, padding)
        shown = Said("{made}(x) for x {x}", made=made, x=tuple(x.shape))
        same_tensor(call(module, made, x, shown=f"{made}(x)"), expected, shown, [], {
            tuple(pair(1, padding).shape): "the-stride-does-not-reach-the-depthwise",
            tuple(pair(stride, 0).shape): "the-padding-does-not-reach-the-depthwise",
            tuple(pair(1, 0).shape): "stride-and-padding-do-not-reach",
            tuple(pair(stride, 0, 1, padding).shape): "padding-stands-in-the-pointwise-layer",
            tuple(pair(stride, padding, stride).shape): "both-layers-have-the-stride",
            tuple(pair(stride, padding, 1, padding).shape): "both-layers-have-the-padding",
            tuple(pair(stride, padding, stride, padding).shape): "both-layers-have-stride-and-padding"},
            "forward-is-to-give-pw-dw-x")
        strided = strided or pw.stride != (1, 1)
    if strided:
        return Said("The depthwise layer has k, stride and padding, the pointwise layer brings n outputs. One remark: "
                    "with the stride in the pointwise layer, the depthwise one works on the large map, and most of "
                    "that is thrown away.")
    return Said("The depthwise layer has k, stride and padding, the pointwise layer brings n outputs.")


def _the_pair(module: nn.Module, made: str, m: int, n: int, k: int) -> tuple[nn.Conv2d, nn.Conv2d]:
    found = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    if len(found) != 2:
        raise Wrong(made, Said("two nn.Conv2d in it"), f"{len(found)}",
                    "a-depthwise-separable-convolution-is-one-depthwise")
    first, second = found
    dw, pw = (second, first) if first.kernel_size == (1, 1) else (first, second)
    if pw.kernel_size != (1, 1):
        raise Wrong(made, Said("one "
                               "1 × 1 layer in it"), Said("kernels of {kernel_size} and {kernel_size2}",
                                                          kernel_size=dw.kernel_size, kernel_size2=pw.kernel_size),
                    "the-pointwise-layer-is-1-x-1")
    if dw.kernel_size != (k, k):
        raise Wrong(made, Said("a depthwise kernel of {k} × {k}", k=k), f"{dw.kernel_size}", "kernel-size-is-k")
    if dw.groups == 1:
        raise Wrong(made, Said("groups={m} in the depthwise layer", m=m), "groups=1",
                    "without-groups-that-layer-is-a-standard")
    if (dw.in_channels, dw.groups) != (m, m):
        raise Wrong(made, Said("a depthwise layer for {m} channels",
                               m=m), Said("one for {in_channels}, with groups={groups}", in_channels=dw.in_channels,
                                          groups=dw.groups),
                    "the-depthwise-layer-comes-first")
    if (pw.out_channels, pw.groups) != (n, 1):
        raise Wrong(made, Said("a pointwise layer with {n} outputs",
                               n=n), Said("one with {out_channels}, and groups={groups}", out_channels=pw.out_channels,
                                          groups=pw.groups),
                    "the-pointwise-layer-mixes-all-channels-groups")
    return dw, pw


def macs_of(x: Tensor, *layers: nn.Conv2d) -> int:
    """Multiply-adds of the layers, one behind the other: each number of an output takes one kernel's weights."""
    macs = 0
    for layer in layers:
        x = layer(x)
        macs += x.numel() * layer.weight[0].numel()
    return macs


def macs_by_formula(macs: Any) -> Said:
    """`macs(m, n, k, size, stride, padding)`: multiply-adds of a depthwise separable convolution."""
    def by_layers(m: int, n: int, k: int, size: int, stride: int, padding: int) -> int:
        return macs_of(torch.zeros(1, m, size, size), nn.Conv2d(m, m, k, stride, padding, groups=m), nn.Conv2d(m, n, 1))

    def positions(size: int, k: int, s: int, p: int) -> int:
        return ((size + 2 * p - k) // s + 1) ** 2

    random = Random(SEED)
    cases = [tuple(random.randint(*limits) for limits in ((2, 12), (2, 12), (2, 5), (7, 14), (1, 3), (0, 2)))
             for _ in range(10)]
    same_results(macs, "macs", [(32, 64, 3, 14, 1, 1), (4, 8, 3, 11, 2, 0), *cases], by_layers, {
        "that-is-the-standard-convolution": lambda m, n, k, i, s, p: k * k * m * n * positions(i, k, s, p),
        "that-is-the-depthwise-layer-alone": lambda m, n, k, i, s, p: k * k * m * positions(i, k, s, p),
        "that-is-the-pointwise-layer-alone": lambda m, n, k, i, s, p: m * n * positions(i, k, s, p),
        "that-is-with-the-size":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * i * i,
        "that-is-for-one-position":
            lambda m, n, k, i, s, p: k * k * m + m * n,
        "rows-and-columns-both-count":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * int(positions(i, k, s, p) ** 0.5),
        "that-is-with-stride-1":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * positions(i, k, 1, p),
        "padding-makes-the-output-larger":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * positions(i, k, s, 0),
        "these-are-flop":
            lambda m, n, k, i, s, p: 2 * (k * k * m + m * n) * positions(i, k, s, p),
        "the-kernel-has-k-rows-and-k":
            lambda m, n, k, i, s, p: (k * m + m * n) * positions(i, k, s, p),
        "a-depthwise-output-reads-one-channel":
            lambda m, n, k, i, s, p: (k * k * m * m + m * n) * positions(i, k, s, p)},
        "read-it-backwards")
    return Said("(k · k · m + m · n) · h' · w': the depthwise layer has no n, and the pointwise layer has no k · k.")


def replacements() -> list[tuple[nn.Conv2d, nn.Conv2d, nn.Conv2d]]:
    """Four standard layers, each with a pair to replace it; the exercise has them too."""
    return [(nn.Conv2d(64, 8, 3, padding=1), nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 8, 1)),
            (nn.Conv2d(32, 64, 3, stride=2, padding=1),
             nn.Conv2d(32, 32, 3, padding=1, groups=32), nn.Conv2d(32, 64, 1, stride=2)),
            (nn.Conv2d(32, 64, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1, groups=32), nn.Conv2d(64, 64, 1)),
            (nn.Conv2d(32, 64, 3, padding=1, groups=8),
             nn.Conv2d(32, 32, 3, padding=1, groups=32), nn.Conv2d(32, 64, 1))]


REASONS = (mark("Nothing is wrong with the estimate here. But n is small, so 1/n counts, and the ratio is far from "
                "1/k²."),
           mark("The stride stands in the pointwise layer. So the depthwise layer works on the large map, at 4 times "
                "as many positions."),
           mark("The depthwise layer has two kernels for each channel, so both layers cost twice as much."),
           mark("The layer that is replaced has groups=8 and costs an eighth of what the estimate takes for 1."))


def poor_estimates(per_cent: Any) -> Said:
    """MACs of four pairs in per cent of the layers that they replace, rounded."""
    answers = whole_numbers(per_cent, "per_cent", 4)
    for i, (answer, (standard, dw, pw)) in enumerate(zip(answers, replacements(), strict=True)):
        x = torch.zeros(1, standard.in_channels, 8, 8)
        ratio = macs_of(x, dw, pw) / macs_of(x, standard)
        estimate = 1 / standard.out_channels + 1 / standard.kernel_size[0] ** 2
        if answer == round(100 * ratio):
            continue
        slip = "that-is-the-estimate" if answer == round(100 * estimate) else \
            "that-is-1-k-k-alone" if answer == round(100 / 9) else "count-both-layers"
        raise Wrong(f"per_cent[{i}]", Said("the MACs of pair {letter} in per cent", letter="abcd"[i]), str(answer),
                    slip, reason=Said(REASONS[i]))
    return Said("1/n + 1/k² holds for a, where 1/k² alone is poor. It is a poor estimate for b (the stride in the "
                "pointwise layer), c (two kernels a channel) and d (a layer with groups is cheap already).")


def lighter_network(lighter: Any) -> Said:
    """`lighter(network)`: each 3 x 3 is a pair, all else and every shape stays."""
    for seed, size in enumerate([(1, 3, 32, 32), (2, 3, 29, 40)]):
        torch.manual_seed(SEED + seed)
        x = torch.randint(0, 10, size).float()
        network = call(lighter, "lighter", small_network(), shown="lighter(network)")
        if not isinstance(network, nn.Module):
            raise Wrong("lighter(network)", Said("a network"), text_of(network), "return-the-network-that-you-changed")
        same_with_pairs(network, x)
    return Said("Each 3 × 3 is a pair now. Stride and padding moved into its depthwise layer, and so every shape "
                "stays.")


CHECKS = (
    Exercise("03", "depthwise-separable", depthwise_separable),
    Exercise("03", "find-the-bug", repaired_pointwise),
    Exercise("03", "the-pair-as-a-module", pair_as_a_module),
    Exercise("03", "macs-by-formula", macs_by_formula),
    Exercise("03", "poor-estimates", poor_estimates),
    Exercise("03", "a-lighter-network", lighter_network),
)
