"""The judges of the exercises on 02_depthwise_convolution; torch computes every expected value."""

from __future__ import annotations

from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.checks.answers import call, same_results, same_tensor, text_of, whole_numbers
from lesson_utils.checks.judging import Exercise, Wrong
from lesson_utils.language import Said

SEED = 1  # tests try others


def layers() -> list[nn.Conv2d]:
    """The four layers of the first exercise; the exercise has them too."""
    return [nn.Conv2d(8, 8, 3), nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 24, 5, groups=4),
            nn.Conv2d(6, 12, 3, groups=6)]


def weight_shapes(shapes: Any) -> Said:
    """weight.shape of four layers."""
    if not isinstance(shapes, (list, tuple)) or len(shapes) != 4:
        raise Wrong("shapes", Said("four shapes of four numbers"), text_of(shapes), "give-a-list-of-four-tuples")
    for i, (answer, layer) in enumerate(zip(shapes, layers(), strict=True)):
        name, right = f"shapes[{i}]", tuple(layer.weight.shape)
        found = tuple(whole_numbers(answer, name, 4))
        if found != right:
            raise Wrong(name, Said("the shape of layer {letter}'s weight",
                                   letter="abcd"[i]), str(found), _slip_of_a_shape(found, layer))
    return Said("A kernel for each output, and in each kernel a slice for each input of its group: in_channels / "
                "groups.")


def _slip_of_a_shape(found: tuple[int, ...], layer: nn.Conv2d) -> str:
    kernels, slices, *window = layer.weight.shape
    if list(found[2:]) != window:
        return "the-last-two-numbers-are-the-rows"
    if found[0] != kernels:
        if found[:2] == (slices, kernels) or found[0] == layer.in_channels:
            return "the-first-number-counts-the-kernels"
        return "the-kernels-of-all-groups-stand"
    causes = {kernels // layer.groups: "that-is-how-many-outputs-a-group",
              layer.groups: "that-is-how-many-groups-there",
              layer.in_channels: "the-second-number-is-in-channels-only"}
    return causes.get(found[1], "divide-in-channels-by-groups")


# The outputs of the second exercise; the exercise has them too
OUTPUTS = ([111, 111, 111, 111000, 111000, 111000], [11, 1100, 110000], [1, 10, 100, 1000, 10000, 100000],
           [111111, 111111, 111111, 111111])


def output(out_channels: int, groups: int) -> list[int]:
    """What kernels of ones make of six maps that hold 1, 10, ..., 100000; the exercise has this function too."""
    x = torch.zeros(1, 6, 3, 3)
    x[0, :, 1, 1] = torch.tensor([1.0, 10, 100, 1000, 10000, 100000])
    layer = nn.Conv2d(6, out_channels, 3, groups=groups, bias=False)
    nn.init.ones_(layer.weight)
    return layer(x).flatten().int().tolist()


def which_groups(groups: Any) -> Said:
    """Which groups made each of four outputs."""
    for i, (answer, shown) in enumerate(zip(whole_numbers(groups, "groups", 4), OUTPUTS, strict=True)):
        name, expected = f"groups[{i}]", Said("the groups that make output {letter}", letter="abcd"[i])
        try:
            made = output(len(shown), answer)
        except (ValueError, RuntimeError, OverflowError):
            raise Wrong(name, expected, text_of(answer), "pytorch-refuses-that", outputs=len(shown)) from None
        if made != shown:
            raise Wrong(name, expected, str(answer), "groups-would-give", groups=answer,
                        outputs=", ".join(map(str, made)))
    return Said("The digits of an output show which inputs it read: one group, and nothing of the others.")


def depthwise_by_hand(depthwise: Any) -> Said:
    """`depthwise(x, weight)` for x (m, H, W) and weight (m, 1, kH, kW) is F.conv2d with groups=m."""
    for seed, (m, rows, columns, kernel) in enumerate([(3, 5, 6, (3, 3)), (4, 7, 5, (2, 3)), (1, 5, 5, (3, 3))]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(1, 10, (m, rows, columns), generator=generator).float()
        weight = torch.randint(-3, 4, (m, 1, *kernel), generator=generator).float()
        expected = F.conv2d(x[None], weight, groups=m)[0]
        shown = Said("depthwise(x, weight) for x {x} and weight {weight}", x=tuple(x.shape), weight=tuple(weight.shape))
        size = tuple(expected.shape[1:])
        same_tensor(call(depthwise, "depthwise", x, weight, shown=shown), expected, shown, [
            (F.conv2d(x[None], weight.flip(2, 3), groups=m)[0],
             "the-kernel-is-turned-round"),
            (F.conv2d(x[:1].expand_as(x)[None], weight, groups=m)[0],
             "every-kernel-reads-input-map-0"),
            (F.conv2d(x[None], weight[:1].expand_as(weight), groups=m)[0],
             "kernel-0-reads-every-map"),
            (F.conv2d(x[None], weight.expand(m, m, *kernel))[0],
             "the-input-maps-are-added"),
            (expected.flip(0), "the-maps-are-in-the-wrong-order"),
            (expected.sum(0).expand_as(expected), "the-maps-are-added")],
            {size: "the-maps-are-added-put",
             (1, *size): "there-is-one-output-map-for-each",
             (1, m, *size): "x-has-no-batch-axis",
             (m, 1, *size): "there-is-one-axis-too-many",
             (m, m, *size): "every-kernel-goes-over-every-map",
             (m * m, *size): "every-kernel-goes-over-every-map",
             (m, rows, columns): "without-padding-the-map-gets-smaller"})
    return Said("Kernel i sees map i and nothing else. Nothing is added across channels.")


def legal_groups(legal: Any) -> Said:
    """`legal(in_channels, out_channels)` gives every groups that nn.Conv2d accepts."""
    def accepts(in_channels: int, out_channels: int, groups: int) -> bool:
        try:
            nn.Conv2d(in_channels, out_channels, 1, groups=groups)
        except ValueError:
            return False
        return True

    def by_trying(i: int, o: int) -> list[int]:
        return [g for g in range(1, min(i, o) + 1) if accepts(i, o, g)]

    def divide(number: int, *, end: int | None = None) -> list[int]:
        return [g for g in range(1, end or number + 1) if number % g == 0]

    random = Random(SEED)
    cases = [(6, 6), (6, 8), (12, 18), (1, 4), (4, 1), *((random.choice((4, 6, 9, 16, 24)), random.choice(
        (3, 8, 12, 20, 24))) for _ in range(15))]
    same_results(legal, "legal", cases, by_trying, {
        "each-of-them-divides-in-channels": lambda i, o: divide(i),
        "each-of-them-divides-out-channels": lambda i, o: divide(o),
        "to-divide-one-of-the-two-numbers":
            lambda i, o: sorted({*divide(i), *divide(o)}),
        "1-is-legal-too": lambda i, o: by_trying(i, o)[1:],
        "range-1-n-ends-at-n":
            lambda i, o: [g for g in by_trying(i, o) if g < min(i, o)],
        "between-1-and-the-largest-there":
            lambda i, o: sorted({1, by_trying(i, o)[-1]}),
        "a-depthwise-layer-is-not-the-only":
            lambda i, o: sorted({1, i}) if o % i == 0 else [1]},
        "groups-must-divide-in-channels-and-out",
        read=lambda groups, name: sorted(set(whole_numbers(groups, name))))
    return Said("Both channel numbers are split into equal parts, so groups divides both.")


def grouped_with_a_bug(x: Tensor, weight: Tensor, groups: int) -> Tensor:
    """The function of the fifth exercise, bug included; the exercise has it too."""
    parts = []
    for group, kernels in enumerate(weight.chunk(groups)):
        parts.append(F.conv2d(x[:, group::groups], kernels))
    return torch.cat(parts, dim=1)


def repaired_groups(repaired: Any) -> Said:
    """`repaired(x, weight, groups)` for x (N, m, H, W) is F.conv2d with groups."""
    for seed, (m, n, groups) in enumerate([(4, 4, 1), (3, 3, 3), (4, 6, 2), (6, 3, 3), (8, 8, 4), (4, 8, 4)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(1, 10, (2, m, 5, 6), generator=generator).float()
        weight = torch.randint(-3, 4, (n, m // groups, 3, 2), generator=generator).float()
        expected = F.conv2d(x, weight, groups=groups)
        shown = Said("repaired(x, weight, {groups}) for x {x} and weight {weight}", groups=groups, x=tuple(x.shape),
                     weight=tuple(weight.shape))
        batch, _, *size = expected.shape
        found = call(repaired, "repaired", x, weight, groups, shown=shown)
        slices = x.chunk(groups, dim=1)
        same_tensor(found, expected, shown, [
            (grouped_with_a_bug(x, weight, groups),
             "this-is-the-function-with-the-bug"),
            (torch.cat([F.conv2d(part, weight[i::groups]) for i, part in enumerate(slices)], dim=1),
             "the-inputs-are-split-well"),
            (expected.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2),
             "the-groups-results-are-shuffled"),
            (torch.cat([F.conv2d(slices[0], part) for part in weight.chunk(groups)], dim=1),
             "every-group-reads-the-inputs-of-group")],
            {(batch, n * groups, *size): "only-the-inputs-are-split",
             (batch, n // groups, *size): "the-groups-results-are-added",
             (batch * groups, n // groups, *size): "torch-cat-put-the-results-side"})
    return (Said("Channels of a group are neighbours. With groups 1 or in_channels both ways pick the same channels, "
                 "and so the bug stayed out of sight."))


def edges_of_each_colour(edge_layer: Any) -> Said:
    """`edge_layer()` makes a Conv2d with two outputs a colour: right - left, and below - above."""
    layer = edge_layer if isinstance(edge_layer, nn.Conv2d) else call(edge_layer, "edge_layer")
    if not isinstance(layer, nn.Conv2d):
        raise Wrong("edge_layer()", Said("an nn.Conv2d"), text_of(layer), "return-the-layer-itself")
    for seed, (batch, rows, columns) in enumerate([(1, 5, 5), (2, 4, 7)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(0, 10, (batch, 3, rows, columns), generator=generator).float()
        shown = Said("edge_layer()(x) for x {x}", x=tuple(x.shape))
        found = call(layer, "layer", x, shown=shown)
        _same_edges(found, x, layer, shown)
    if layer.weight.numel() > 54:
        raise Wrong("edge_layer().weight", Said("54 numbers"), f"{layer.weight.numel()}",
                    "the-edges-are-right")
    return Said("groups=3 keeps the colours apart, and 6 outputs for 3 inputs give each colour two kernels of its own.")


def _same_edges(found: Any, x: Tensor, layer: nn.Conv2d, shown: str) -> None:
    padded = F.pad(x, (1, 1, 1, 1))
    across, down = padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2], padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]
    expected = side_by_side(across, down)
    bias = 0 if layer.bias is None else layer.bias.detach()[:, None, None]
    batch, _, rows, columns = x.shape
    no_padding, exchanged = "a-row-and-a-column-are-lost", side_by_side(down, across)
    same_tensor(found, expected, shown, [
        *([(expected + bias, "each-output-has-a-bias-added")]
          if isinstance(bias, Tensor) and len(bias) == 6 else []),
        (-expected, "the-signs-are-turned-round"),
        (exchanged, "the-two-edges-of-a-colour"),
        (-exchanged, "the-two-edges-of-a-colour-are-exchanged"),
        (torch.stack([across[:, 0], across[:, 0], across[:, 1], down[:, 1], down[:, 2], down[:, 2]], dim=1),
         "the-outputs-of-one-colour-are-neighbours"),
        (side_by_side(across, across), "both-outputs-of-a-colour-find"),
        (side_by_side(down, down), "both-outputs-of-a-colour-find")],
        {(batch, 6, rows - 2, columns - 2): no_padding,
         (batch, 3, rows, columns): "each-colour-gets-two-outputs",
         (batch, 2, rows, columns): "two-outputs-for-each-colour-make-6"})


def side_by_side(first: Tensor, second: Tensor) -> Tensor:
    """Two tensors (N, C, H, W) as one (N, 2 C, H, W): channel 0 of the first, channel 0 of the second, and so on."""
    return torch.stack([first, second], dim=2).flatten(1, 2)


CHECKS = (
    Exercise("02", "weight-shapes", weight_shapes),
    Exercise("02", "which-groups-made-it", which_groups),
    Exercise("02", "depthwise-by-hand", depthwise_by_hand),
    Exercise("02", "legal-groups", legal_groups),
    Exercise("02", "find-the-bug", repaired_groups),
    Exercise("02", "two-edges-of-each-colour", edges_of_each_colour),
)
