"""The judges of the exercises on 02_depthwise_convolution; torch computes every expected value."""

from __future__ import annotations

from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.checks.answers import call, same_results, same_tensor, text_of, whole_numbers
from lesson_utils.checks.judging import Wrong

SEED = 1  # tests try others


def layers() -> list[nn.Conv2d]:
    """The four layers of the first exercise; the exercise has them too."""
    return [nn.Conv2d(8, 8, 3), nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 24, 5, groups=4),
            nn.Conv2d(6, 12, 3, groups=6)]


def weight_shapes(shapes: Any) -> str:
    """weight.shape of four layers."""
    if not isinstance(shapes, (list, tuple)) or len(shapes) != 4:
        raise Wrong("shapes", "four shapes of four numbers", text_of(shapes), "Give a list of four tuples, a to d.")
    for i, (answer, layer) in enumerate(zip(shapes, layers(), strict=True)):
        name, right = f"shapes[{i}]", tuple(layer.weight.shape)
        found = tuple(whole_numbers(answer, name, 4))
        if found != right:
            raise Wrong(name, f"the shape of layer {'abcd'[i]}'s weight", str(found), _slip_of_a_shape(found, layer))
    return "A kernel for each output, and in each kernel a slice for each input of its group: in_channels / groups."


def _slip_of_a_shape(found: tuple[int, ...], layer: nn.Conv2d) -> str:
    kernels, slices, *window = layer.weight.shape
    if list(found[2:]) != window:
        return "The last two numbers are the rows and columns of a kernel."
    if found[0] != kernels:
        if found[:2] == (slices, kernels) or found[0] == layer.in_channels:
            return "The first number counts the kernels: one for each output channel."
        return "The kernels of all groups stand in one tensor: the first number is out_channels."
    causes = {kernels // layer.groups: "That is how many outputs a group has. A kernel has a slice for each input.",
              layer.groups: "That is how many groups there are. Ask how many inputs are in one of them.",
              layer.in_channels: "The second number is in_channels only without groups: a kernel sees its own group."}
    return causes.get(found[1], "Divide in_channels by groups: so many inputs does one kernel see.")


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


def which_groups(groups: Any) -> str:
    """Which groups made each of four outputs."""
    for i, (answer, shown) in enumerate(zip(whole_numbers(groups, "groups", 4), OUTPUTS, strict=True)):
        name, expected = f"groups[{i}]", f"the groups that make output {'abcd'[i]}"
        try:
            made = output(len(shown), answer)
        except (ValueError, RuntimeError, OverflowError):
            raise Wrong(name, expected, text_of(answer), f"PyTorch refuses that for 6 inputs and {len(shown)} outputs: "
                        "groups must divide both.") from None
        if made != shown:
            raise Wrong(name, expected, str(answer), f"groups={answer} would give {', '.join(map(str, made))}.")
    return "The digits of an output show which inputs it read: one group, and nothing of the others."


def depthwise_by_hand(depthwise: Any) -> str:
    """`depthwise(x, weight)` for x (m, H, W) and weight (m, 1, kH, kW) is F.conv2d with groups=m."""
    for seed, (m, rows, columns, kernel) in enumerate([(3, 5, 6, (3, 3)), (4, 7, 5, (2, 3)), (1, 5, 5, (3, 3))]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(1, 10, (m, rows, columns), generator=generator).float()
        weight = torch.randint(-3, 4, (m, 1, *kernel), generator=generator).float()
        expected = F.conv2d(x[None], weight, groups=m)[0]
        shown = f"depthwise(x, weight) for x {tuple(x.shape)} and weight {tuple(weight.shape)}"
        size = tuple(expected.shape[1:])
        same_tensor(call(depthwise, "depthwise", x, weight, shown=shown), expected, shown, [
            (F.conv2d(x[None], weight.flip(2, 3), groups=m)[0],
             "The kernel is turned round: PyTorch does not flip it."),
            (F.conv2d(x[:1].expand_as(x)[None], weight, groups=m)[0],
             "Every kernel reads input map 0: kernel i reads map i."),
            (F.conv2d(x[None], weight[:1].expand_as(weight), groups=m)[0],
             "Kernel 0 reads every map: map i has a kernel of its own, kernel i."),
            (F.conv2d(x[None], weight.expand(m, m, *kernel))[0],
             "The input maps are added: kernel i sees map i alone."),
            (expected.flip(0), "The maps are in the wrong order: output i comes from input i."),
            (expected.sum(0).expand_as(expected), "The maps are added: they are to stand side by side.")],
            {size: "The maps are added: put the m maps side by side, in shape (m, H', W').",
             (1, *size): "There is one output map for each input map: put them side by side, and add nothing.",
             (1, m, *size): "x has no batch axis, so the result has none.",
             (m, 1, *size): "There is one axis too many: torch.cat puts maps of shape (1, H', W') side by side.",
             (m, m, *size): "Every kernel goes over every map: kernel i sees map i alone.",
             (m * m, *size): "Every kernel goes over every map: kernel i sees map i alone.",
             (m, rows, columns): "Without padding the map gets smaller."})
    return "Kernel i sees map i and nothing else. Nothing is added across channels."


def legal_groups(legal: Any) -> str:
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
        "Each of them divides in_channels. It must divide out_channels too.": lambda i, o: divide(i),
        "Each of them divides out_channels. It must divide in_channels too.": lambda i, o: divide(o),
        "To divide one of the two numbers is not enough: both are split.":
            lambda i, o: sorted({*divide(i), *divide(o)}),
        "1 is legal too: the standard convolution.": lambda i, o: by_trying(i, o)[1:],
        "range(1, n) ends at n - 1: the largest one is missing.":
            lambda i, o: [g for g in by_trying(i, o) if g < min(i, o)],
        "Between 1 and the largest there are others, where something else divides both.":
            lambda i, o: sorted({1, by_trying(i, o)[-1]}),
        "A depthwise layer is not the only one with groups: anything that divides both numbers is legal.":
            lambda i, o: sorted({1, i}) if o % i == 0 else [1]},
        "groups must divide in_channels and out_channels: compare with what nn.Conv2d accepts.",
        read=lambda groups, name: sorted(set(whole_numbers(groups, name))))
    return "Both channel numbers are split into equal parts, so groups divides both."


def grouped_with_a_bug(x: Tensor, weight: Tensor, groups: int) -> Tensor:
    """The function of the fifth exercise, bug included; the exercise has it too."""
    parts = []
    for group, kernels in enumerate(weight.chunk(groups)):
        parts.append(F.conv2d(x[:, group::groups], kernels))
    return torch.cat(parts, dim=1)


def repaired_groups(repaired: Any) -> str:
    """`repaired(x, weight, groups)` for x (N, m, H, W) is F.conv2d with groups."""
    for seed, (m, n, groups) in enumerate([(4, 4, 1), (3, 3, 3), (4, 6, 2), (6, 3, 3), (8, 8, 4), (4, 8, 4)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(1, 10, (2, m, 5, 6), generator=generator).float()
        weight = torch.randint(-3, 4, (n, m // groups, 3, 2), generator=generator).float()
        expected = F.conv2d(x, weight, groups=groups)
        shown = f"repaired(x, weight, {groups}) for x {tuple(x.shape)} and weight {tuple(weight.shape)}"
        batch, _, *size = expected.shape
        found = call(repaired, "repaired", x, weight, groups, shown=shown)
        slices = x.chunk(groups, dim=1)
        same_tensor(found, expected, shown, [
            (grouped_with_a_bug(x, weight, groups),
             "This is the function with the bug still: print which channels of x each group gets."),
            (torch.cat([F.conv2d(part, weight[i::groups]) for i, part in enumerate(slices)], dim=1),
             "The inputs are split well. The kernels of a group are neighbours too: weight.chunk(groups)."),
            (expected.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2),
             "The groups' results are shuffled: put all of group 0 first, then all of group 1."),
            (torch.cat([F.conv2d(slices[0], part) for part in weight.chunk(groups)], dim=1),
             "Every group reads the inputs of group 0.")],
            {(batch, n * groups, *size): "Only the inputs are split, so all kernels go over each part: split the "
                                         "kernels too.",
             (batch, n // groups, *size): "The groups' results are added: put them side by side.",
             (batch * groups, n // groups, *size): "torch.cat put the results side by side along the batch: "
                                                   "channels are dim=1."})
    return ("Channels of a group are neighbours. With groups 1 or in_channels both ways pick the same channels, and so "
            "the bug stayed out of sight.")


def edges_of_each_colour(edge_layer: Any) -> str:
    """`edge_layer()` makes a Conv2d with two outputs a colour: right - left, and below - above."""
    layer = edge_layer if isinstance(edge_layer, nn.Conv2d) else call(edge_layer, "edge_layer")
    if not isinstance(layer, nn.Conv2d):
        raise Wrong("edge_layer()", "an nn.Conv2d", text_of(layer), "Return the layer itself, and nothing around it.")
    for seed, (batch, rows, columns) in enumerate([(1, 5, 5), (2, 4, 7)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(0, 10, (batch, 3, rows, columns), generator=generator).float()
        shown = f"edge_layer()(x) for x {tuple(x.shape)}"
        found = call(layer, "layer", x, shown=shown)
        _same_edges(found, x, layer, shown)
    if layer.weight.numel() > 54:
        raise Wrong("edge_layer().weight", "54 numbers", f"{layer.weight.numel()}",
                    "The edges are right, but most slices are zeros for other colours: groups=3 leaves them out.")
    return "groups=3 keeps the colours apart, and 6 outputs for 3 inputs give each colour two kernels of its own."


def _same_edges(found: Any, x: Tensor, layer: nn.Conv2d, shown: str) -> None:
    padded = F.pad(x, (1, 1, 1, 1))
    across, down = padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2], padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]
    expected = side_by_side(across, down)
    bias = 0 if layer.bias is None else layer.bias.detach()[:, None, None]
    batch, _, rows, columns = x.shape
    no_padding, exchanged = "A row and a column are lost at each side: give padding=1.", side_by_side(down, across)
    same_tensor(found, expected, shown, [
        *([(expected + bias, "Each output has a bias added to it: give bias=False.")]
          if isinstance(bias, Tensor) and len(bias) == 6 else []),
        (-expected, "The signs are turned round: PyTorch does not flip the kernel, so the right column holds the 1."),
        (exchanged, "The two edges of a colour are exchanged: right minus left comes first."),
        (-exchanged, "The two edges of a colour are exchanged, and so are the signs."),
        (torch.stack([across[:, 0], across[:, 0], across[:, 1], down[:, 1], down[:, 2], down[:, 2]], dim=1),
         "The outputs of one colour are neighbours: 0 and 1 for red, 2 and 3 for green, 4 and 5 for blue."),
        (side_by_side(across, across), "Both outputs of a colour find the same edge."),
        (side_by_side(down, down), "Both outputs of a colour find the same edge.")],
        {(batch, 6, rows - 2, columns - 2): no_padding,
         (batch, 3, rows, columns): "Each colour gets two outputs: out_channels is 6.",
         (batch, 2, rows, columns): "Two outputs for each colour make 6, and the colours are not to be added."})


def side_by_side(first: Tensor, second: Tensor) -> Tensor:
    """Two tensors (N, C, H, W) as one (N, 2 C, H, W): channel 0 of the first, channel 0 of the second, and so on."""
    return torch.stack([first, second], dim=2).flatten(1, 2)


CHECKS = {"weight shapes": weight_shapes, "which groups made it": which_groups, "depthwise by hand": depthwise_by_hand,
          "legal groups": legal_groups, "find the bug": repaired_groups,
          "two edges of each colour": edges_of_each_colour}
