"""The judges of the exercises on 03_pointwise_convolution; torch computes every expected value."""

from __future__ import annotations

from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.checks.answers import call, same_results, same_tensor, text_of, whole_numbers
from lesson_utils.checks.judging import Wrong
from lesson_utils.checks.small_network import same_with_pairs, small_network

SEED = 1  # tests try others


def lessons_own_exercise(image: Any, dw: Any, pw: Any, output: Any) -> str:
    """`output` is `pw(dw(image))`, with a 3 x 3 depthwise layer and 10 pointwise kernels."""
    _is_an_image(image)
    depthwise, pointwise = _one_convolution(dw, "dw"), _one_convolution(pw, "pw")
    _is_depthwise(depthwise, pointwise)
    _is_pointwise(pointwise)
    with torch.no_grad():
        between = call(dw, "dw", image)
        expected = call(pw, "pw", between, shown="pw(dw(image))")
        alone = call(pw, "pw", image) if pointwise.in_channels == 3 else expected
    if isinstance(output, Tensor) and output.shape == between.shape:
        raise Wrong("output", "pw(dw(image))", text_of(output), "The pointwise part is left out: the channels are not "
                    "mixed, and there are no 10 of them.")
    depthwise_left_out = "The depthwise part is left out: pw gets dw(image), not image."
    remade = "It was computed by other layers or from another image: run the whole cell again, from top to bottom."
    same_tensor(output, expected, "output", [(alone, depthwise_left_out)], {tuple(alone.shape): depthwise_left_out} | {
        tuple(shape): remade for shape in [(1, *expected.shape), expected.shape[1:]]}, remade)
    batch = (f"PyTorch took the image as one without a batch axis, and the output {tuple(output.shape)} has none: that "
             "is legal.") if image.ndim == 3 else f"The output has the shape {tuple(output.shape)}."
    return f"The depthwise layer looks around, the pointwise layer mixes. {batch}"


def _is_an_image(image: Any) -> None:
    if not isinstance(image, Tensor) or image.ndim not in (3, 4) or tuple(image.shape[-3:]) != (3, 128, 128):
        raise Wrong("image", "a tensor of shape (1, 3, 128, 128)", text_of(image),
                    "3 channels come before the rows and columns.")
    if not image.is_floating_point() or not image.isfinite().all() or image.min() == image.max():
        raise Wrong("image", "random numbers", f"from {image.min().item():g} to {image.max().item():g}, {image.dtype}",
                    "torch.rand and torch.randn make them.")


def _one_convolution(module: Any, name: str) -> nn.Conv2d:
    found = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)] if isinstance(
        module, nn.Module) else []
    if len(found) != 1:
        raise Wrong(name, "a module with one nn.Conv2d", text_of(module) if not found else f"{len(found)} of them",
                    "dw is one layer and pw is one layer: write nn.Conv2d for each.")
    return found[0]


def _is_depthwise(dw: nn.Conv2d, pw: nn.Conv2d) -> None:
    if dw.kernel_size == (1, 1) and pw.kernel_size != (1, 1):
        names = dw.in_channels == pw.out_channels == 10 or pw.groups == 3
        raise Wrong("dw", "the depthwise layer", text_of(dw), "dw holds the pointwise layer, and pw the depthwise "
                    "one: exchange them." if names else
                    "The order is turned round: first the depthwise layer on 3 channels, then the pointwise one.")
    if dw.in_channels == pw.out_channels and dw.groups == dw.in_channels != 3:
        raise Wrong("dw", "a layer for the 3 channels of the image", f"one for {dw.in_channels} channels",
                    "The order is turned round: first the depthwise layer on 3 channels, then the pointwise one.")
    if dw.in_channels != 3:
        raise Wrong("dw.in_channels", "3", f"{dw.in_channels}", "The image has 3 channels, and dw comes first.")
    if dw.groups == 1:
        cause = "This is a standard convolution, which adds the 3 channels: groups=3 keeps them apart."
        if pw.groups > 1:
            cause = "groups stands in the wrong layer: the depthwise layer needs it, and pw is to mix all channels."
        elif dw.stride == (3, 3):
            cause = "The fourth number of nn.Conv2d is the stride, not groups: write groups=3."
        raise Wrong("dw.groups", "3", "1", cause)
    if dw.kernel_size != (3, 3):
        raise Wrong("dw.kernel_size", "(3, 3)", f"{dw.kernel_size}", "The depthwise part is to be 3 × 3.")
    _has_no_stride(dw, "dw")


def _is_pointwise(pw: nn.Conv2d) -> None:
    if pw.kernel_size != (1, 1):
        raise Wrong("pw.kernel_size", "(1, 1)", f"{pw.kernel_size}",
                    "A pointwise kernel is 1 × 1: dw has looked around already, pw mixes the channels of one pixel.")
    if pw.out_channels != 10:
        raise Wrong("pw.out_channels", "10", f"{pw.out_channels}",
                    "Each kernel makes one output, and 10 are asked for.")
    if pw.groups != 1:
        raise Wrong("pw.groups", "1", f"{pw.groups}", "Only with groups=1 does the pointwise layer mix all channels.")
    _has_no_stride(pw, "pw")


def _has_no_stride(layer: nn.Conv2d, name: str) -> None:
    if layer.stride != (1, 1):
        raise Wrong(f"{name}.stride", "(1, 1)", f"{layer.stride}", "A stride was not asked for. It is the fourth "
                    "number of nn.Conv2d: write the name before a number, as in padding=1.")


def pointwise_with_a_bug(x: Tensor, weight: Tensor) -> Tensor:
    """The function of the second exercise, bug included; the exercise has it too."""
    channels, height, width = x.shape
    pixels = x.reshape(height * width, channels)
    mixed = weight[:, :, 0, 0] @ pixels.T
    return mixed.reshape(-1, height, width)


def repaired_pointwise(repaired: Any) -> str:
    """`repaired(x, weight)` for x (m, H, W) and weight (n, m, 1, 1) is F.conv2d."""
    for seed, (m, n, rows, columns) in enumerate([(3, 6, 4, 5), (2, 4, 3, 3), (4, 1, 2, 6), (1, 3, 3, 2)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(0, 10, (m, rows, columns), generator=generator).float()
        weight = torch.randint(-3, 4, (n, m, 1, 1), generator=generator).float()
        expected = F.conv2d(x[None], weight)[0]
        shown = f"repaired(x, weight) for x {tuple(x.shape)} and weight {tuple(weight.shape)}"
        same_tensor(call(repaired, "repaired", x, weight, shown=shown), expected, shown, [
            (pointwise_with_a_bug(x, weight), "This is the function with the bug still: compare pixels[0] with "
                                              "x[:, 0, 0]."),
            (expected.flatten(1).T.reshape(expected.shape), "The numbers are right, but in the wrong places: reshape "
                                                            "does not exchange axes."),
            (F.conv2d(x.transpose(1, 2).reshape(x.shape)[None], weight)[0], "Rows and columns are exchanged.")],
            {(1, *expected.shape): "x has no batch axis, so the result has none.",
             (rows, columns, n): "The channels come first: shape (n, H, W).",
             (n, columns, rows): "Rows and columns are exchanged.",
             (n, rows * columns): "Give the map its rows and columns back: reshape at the end.",
             (rows * columns, n): "The channels come first, and the map wants its rows and columns back.",
             (rows, columns): "There are n output maps, one for each kernel."})
    return "reshape reads the numbers in their order and exchanges no axes. The channels stand first, and stay there."


def pair_as_a_module(DepthwiseSeparable: Any) -> str:  # noqa: N803 (a class of the learner's)
    """`DepthwiseSeparable(m, n, k, stride, padding)` has the shapes of nn.Conv2d, from a dw and a pw layer."""
    remark = ""
    for seed, settings in enumerate([(4, 6, 3), (3, 5, 3, 2, 1), (2, 4, 5, 1, 2), (3, 3, 2, 3), (4, 2, 3, 1, 0)]):
        made = f"DepthwiseSeparable({', '.join(map(str, settings))})"
        module = call(DepthwiseSeparable, "DepthwiseSeparable", *settings)
        m, n, k, stride, padding = (*settings, *(1, 0)[len(settings) - 3:])
        if not isinstance(module, nn.Module):
            raise Wrong(made, "a module", text_of(module), "Derive the class from nn.Module.")
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
        same_tensor(call(module, made, x, shown=f"{made}(x)"), expected, f"{made}(x) for x {tuple(x.shape)}", [], {
            tuple(pair(1, padding).shape): "The stride does not reach the depthwise layer.",
            tuple(pair(stride, 0).shape): "The padding does not reach the depthwise layer.",
            tuple(pair(1, 0).shape): "Stride and padding do not reach the depthwise layer.",
            tuple(pair(stride, 0, 1, padding).shape): "padding stands in the pointwise layer, where it puts a border "
                                                      "of biases round the map: give it to the depthwise layer.",
            tuple(pair(stride, padding, stride).shape): "Both layers have the stride, so it works twice.",
            tuple(pair(stride, padding, 1, padding).shape): "Both layers have the padding, so it works twice.",
            tuple(pair(stride, padding, stride, padding).shape): "Both layers have stride and padding, so they work "
                                                                 "twice."},
            "forward is to give pw(dw(x)), and nothing more.")
        if pw.stride != (1, 1):
            remark = (" One remark: with the stride in the pointwise layer, the depthwise one works on the large map, "
                      "and most of that is thrown away.")
    return f"The depthwise layer has k, stride and padding, the pointwise layer brings n outputs.{remark}"


def _the_pair(module: nn.Module, made: str, m: int, n: int, k: int) -> tuple[nn.Conv2d, nn.Conv2d]:
    found = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    if len(found) != 2:
        raise Wrong(made, "two nn.Conv2d in it", f"{len(found)}",
                    "A depthwise separable convolution is one depthwise and one pointwise layer.")
    first, second = found
    dw, pw = (second, first) if first.kernel_size == (1, 1) else (first, second)
    if pw.kernel_size != (1, 1):
        raise Wrong(made, "one 1 × 1 layer in it", f"kernels of {dw.kernel_size} and {pw.kernel_size}",
                    "The pointwise layer is 1 × 1: the depthwise one has looked around already.")
    if dw.kernel_size != (k, k):
        raise Wrong(made, f"a depthwise kernel of {k} × {k}", f"{dw.kernel_size}", "kernel_size is k, whatever k is.")
    if dw.groups == 1:
        raise Wrong(made, f"groups={m} in the depthwise layer", "groups=1",
                    "Without groups that layer is a standard convolution, and nothing is saved.")
    if (dw.in_channels, dw.groups) != (m, m):
        raise Wrong(made, f"a depthwise layer for {m} channels", f"one for {dw.in_channels}, with groups={dw.groups}",
                    "The depthwise layer comes first, so it works on the m channels of the input.")
    if (pw.out_channels, pw.groups) != (n, 1):
        raise Wrong(made, f"a pointwise layer with {n} outputs", f"one with {pw.out_channels}, and groups={pw.groups}",
                    "The pointwise layer mixes all channels (groups=1), and has n kernels.")
    return dw, pw


def macs_of(x: Tensor, *layers: nn.Conv2d) -> int:
    """Multiply-adds of the layers, one behind the other: each number of an output takes one kernel's weights."""
    macs = 0
    for layer in layers:
        x = layer(x)
        macs += x.numel() * layer.weight[0].numel()
    return macs


def macs_by_formula(macs: Any) -> str:
    """`macs(m, n, k, size, stride, padding)`: multiply-adds of a depthwise separable convolution."""
    def by_layers(m: int, n: int, k: int, size: int, stride: int, padding: int) -> int:
        return macs_of(torch.zeros(1, m, size, size), nn.Conv2d(m, m, k, stride, padding, groups=m), nn.Conv2d(m, n, 1))

    def positions(size: int, k: int, s: int, p: int) -> int:
        return ((size + 2 * p - k) // s + 1) ** 2

    random = Random(SEED)
    cases = [tuple(random.randint(*limits) for limits in ((2, 12), (2, 12), (2, 5), (7, 14), (1, 3), (0, 2)))
             for _ in range(10)]
    same_results(macs, "macs", [(32, 64, 3, 14, 1, 1), (4, 8, 3, 11, 2, 0), *cases], by_layers, {
        "That is the standard convolution.": lambda m, n, k, i, s, p: k * k * m * n * positions(i, k, s, p),
        "That is the depthwise layer alone.": lambda m, n, k, i, s, p: k * k * m * positions(i, k, s, p),
        "That is the pointwise layer alone.": lambda m, n, k, i, s, p: m * n * positions(i, k, s, p),
        "That is with the size of the input: take the size of the output.":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * i * i,
        "That is for one position of the output: there are h' · w' of them.":
            lambda m, n, k, i, s, p: k * k * m + m * n,
        "Rows and columns both count: the output has h' · w' positions.":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * int(positions(i, k, s, p) ** 0.5),
        "That is with stride 1: the stride makes the output smaller.":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * positions(i, k, 1, p),
        "Padding makes the output larger: it is missing.":
            lambda m, n, k, i, s, p: (k * k * m + m * n) * positions(i, k, s, 0),
        "These are FLOP: a multiply-add is 2 FLOP, and 1 MAC.":
            lambda m, n, k, i, s, p: 2 * (k * k * m + m * n) * positions(i, k, s, p),
        "The kernel has k rows and k columns: k · k products a channel.":
            lambda m, n, k, i, s, p: (k * m + m * n) * positions(i, k, s, p),
        "A depthwise output reads one channel: k · k · m and no second m.":
            lambda m, n, k, i, s, p: (k * k * m * m + m * n) * positions(i, k, s, p)},
        "Read it backwards: how many products make one number of each layer's output, and how many numbers are there?")
    return "(k · k · m + m · n) · h' · w': the depthwise layer has no n, and the pointwise layer has no k · k."


def replacements() -> list[tuple[nn.Conv2d, nn.Conv2d, nn.Conv2d]]:
    """Four standard layers, each with a pair to replace it; the exercise has them too."""
    return [(nn.Conv2d(64, 8, 3, padding=1), nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 8, 1)),
            (nn.Conv2d(32, 64, 3, stride=2, padding=1),
             nn.Conv2d(32, 32, 3, padding=1, groups=32), nn.Conv2d(32, 64, 1, stride=2)),
            (nn.Conv2d(32, 64, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1, groups=32), nn.Conv2d(64, 64, 1)),
            (nn.Conv2d(32, 64, 3, padding=1, groups=8),
             nn.Conv2d(32, 32, 3, padding=1, groups=32), nn.Conv2d(32, 64, 1))]


REASONS = ("Nothing is wrong with the estimate here. But n is small, so 1/n counts, and the ratio is far from 1/k².",
           "The stride stands in the pointwise layer. So the depthwise layer works on the large map, at 4 times as "
           "many positions.",
           "The depthwise layer has two kernels for each channel, so both layers cost twice as much.",
           "The layer that is replaced has groups=8 and costs an eighth of what the estimate takes for 1.")


def poor_estimates(per_cent: Any) -> str:
    """MACs of four pairs in per cent of the layers that they replace, rounded."""
    answers = whole_numbers(per_cent, "per_cent", 4)
    for i, (answer, (standard, dw, pw)) in enumerate(zip(answers, replacements(), strict=True)):
        x = torch.zeros(1, standard.in_channels, 8, 8)
        ratio = macs_of(x, dw, pw) / macs_of(x, standard)
        estimate = 1 / standard.out_channels + 1 / standard.kernel_size[0] ** 2
        if answer == round(100 * ratio):
            continue
        cause = f"Count the MACs of both layers of the pair. {REASONS[i]}"
        if answer in (round(100 * estimate), round(100 / 9)):
            cause = f"That is {'the estimate' if answer == round(100 * estimate) else '1/k² alone'}. {REASONS[i]}"
        raise Wrong(f"per_cent[{i}]", f"the MACs of pair {'abcd'[i]} in per cent", str(answer), cause)
    return ("1/n + 1/k² holds for a, where 1/k² alone is poor. It is a poor estimate for b (the stride in the "
            "pointwise layer), c (two kernels a channel) and d (a layer with groups is cheap already).")


def lighter_network(lighter: Any) -> str:
    """`lighter(network)`: each 3 x 3 is a pair, all else and every shape stays."""
    for seed, size in enumerate([(1, 3, 32, 32), (2, 3, 29, 40)]):
        torch.manual_seed(SEED + seed)
        x = torch.randint(0, 10, size).float()
        network = call(lighter, "lighter", small_network(), shown="lighter(network)")
        if not isinstance(network, nn.Module):
            raise Wrong("lighter(network)", "a network", text_of(network), "Return the network that you changed.")
        same_with_pairs(network, x)
    return "Each 3 × 3 is a pair now. Stride and padding moved into its depthwise layer, and so every shape stays."


CHECKS = {"the lessons own exercise": lessons_own_exercise, "find the bug": repaired_pointwise,
          "the pair as a module": pair_as_a_module, "macs by formula": macs_by_formula,
          "poor estimates": poor_estimates, "a lighter network": lighter_network}
