"""The judges of the exercises on 04_receptive_field; torch's gradient, or NaN put in, gives every expected value."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from math import prod
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.checks.answers import call, same_results, text_of, whole_numbers
from lesson_utils.checks.judging import Exercise, Wrong
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.stack import Stack, stack_of
from lesson_utils.language import Said, mark

SEED = 1  # tests try others
PIXELS = 400  # of the image on which a stack is measured; its middle unit does not see the border

Layer = tuple[int, int, int, int]  # (kernel_size, stride, padding, dilation)


def layers() -> list[nn.Module]:
    """The four layers of the first exercise; the exercise has them too."""
    return [nn.Conv2d(3, 8, 5, stride=2, padding=2), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1),
            nn.Conv2d(8, 16, 1)]


SHOWN_BY_THE_GRADIENT = (mark("the size that PyTorch's gradient shows"), mark("the jump that PyTorch's gradient shows"),
                         mark("the start that PyTorch's gradient shows"))


def size_jump_and_start(field: Any) -> Said:
    """Size, jump and start of the field behind four layers."""
    slips = [{8: "each-step-of-a-later-layer", 13: "the-pool-is-a-window-too",
              11: "the-pool-has-a-stride-of-2",
              21: "the-stride-of-a-layer-counts-only",
              26: "k-pixels-have-k-1-steps-between", 19: "a-1-x-1-layer-has-no"},
             {2: "a-pool-of-2-x-2", 1: "multiply-the-strides-of-all-layers"},
             {6: "it-lies-before-the-first-pixel", -2: "the-third-layer-has-padding-too",
              -3: "padding-of-a-later-layer-is-worth",
              -4: "the-jump-before-the-third-layer",
              -8: "padding-counts-with-the-jump-before"}]
    expected = field_by_torch(stack_of(*layers())[0])
    for i, answer in enumerate(whole_numbers(field, "field", 3)):
        if answer != expected[i]:
            raise Wrong(f"field[{i}]", Said(SHOWN_BY_THE_GRADIENT[i]), str(answer),
                        slips[i].get(answer, "begin-with-1"))
    return Said("(k - 1) · jump widens the size, padding · jump moves the start, and then the stride multiplies the "
                "jump.")


def field_by_torch(stack: Stack) -> list[int]:
    """[size, jump, start], by torch's gradient of two neighbouring units in the middle of a large image."""
    unit = PIXELS // 2 // prod(layer.stride for layer in stack.layers)
    seen, seen_next = ([pixel for pixel, value in enumerate(gradient_of(stack, PIXELS, one)[1]) if value]
                       for one in (unit, unit + 1))
    jump = seen_next[0] - seen[0]
    return [seen[-1] - seen[0] + 1, jump, seen[0] - unit * jump]


def of_settings(settings: Sequence[Layer]) -> list[int]:
    """The same for a list of (kernel_size, stride, padding, dilation)."""
    return field_by_torch(Stack(tuple(Axis(k, stride=s, padding=(p, p), dilation=d) for k, s, p, d in settings)))


def stacks(kernel_sizes: Sequence[int], count: int) -> list[tuple[list[Layer]]]:
    """Random stacks of one to three layers, each as the arguments of a call; the second has two layers."""
    random = Random(SEED)

    def layer() -> Layer:
        return random.choice(kernel_sizes), random.randint(1, 3), random.randint(0, 2), random.randint(1, 3)

    return [([layer() for _ in range(1 + number % 3)],) for number in range(count)]


def walk(step: Callable[..., tuple], settings: Sequence[Layer]) -> list[float]:
    """[size, jump, start] after `step(size, jump, start, k, s, p, d)` for each layer: for the slips."""
    field = (1, 1, 0)
    for layer in settings:
        field = step(*field, *layer)
    return list(field)


def field_of_a_stack(field_of: Any) -> Said:
    """`field_of(layers)` is (size, jump, start) for layers (kernel_size, stride, padding, dilation)."""
    def right(r: int, j: int, b: int, k: int, s: int, p: int, d: int) -> tuple[int, int, int]:
        return r + d * (k - 1) * j, j * s, b - p * j

    slips = {
        "dilation-pulls-the-kernel-apart":
            lambda r, j, b, k, s, p, d: right(r, j, b, k, s, p, 1),
        "the-kernel-covers-d-k-1-1":
            lambda r, j, b, k, s, p, d: (r + (d * k - 1) * j, j * s, b - p * j),
        "k-pixels-have-k-1-steps-between-them":
            lambda r, j, b, k, s, p, d: (r + d * k * j, j * s, b - p * j),
        "change-the-jump-last":
            lambda r, j, b, k, s, p, d: right(r, j * s, b, k, 1, p, d),
        "the-start-moves-with-the-jump-before":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j, j * s, b - p * j * s),
        "the-size-grows-with-the-jump-before":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j * s, j * s, b - p * j),
        "padding-of-a-later-layer-is-worth":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j, j * s, b - p),
        "each-step-of-a-later-layer":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1), j * s, b - p * j),
        "padding-lies-before-the-first-pixel":
            lambda r, j, b, k, s, p, d: right(r, j, b, k, s, -p, d),
        "padding-moves-the-start": lambda r, j, b, k, s, p, d: right(r, j, b, k, s, 0, d),
        "strides-multiply-they-do-not-add":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j, j + s - 1, b - p * j)}
    slips = {cause: partial(walk, step) for cause, step in slips.items()}
    slips["the-layers-come-from-the-image-up"] = lambda all_: walk(right, all_[::-1])
    slips["the-order-is-size"] = lambda all_: [walk(right, all_)[i] for i in (0, 2, 1)]
    same_results(field_of, "field_of", stacks(range(1, 5), 30), of_settings, slips,
                 "begin-with-1-1", read=partial(whole_numbers, count=3))
    return Said("Size and start use the jump before the layer; its stride counts for the layers after it.")


def field_with_a_bug(layers: Sequence[Layer]) -> tuple[int, int, float]:
    """The function of the third exercise, bug included; the exercise has it too."""
    size, jump, centre = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        centre += ((kernel_size - 1) / 2 - padding) * jump
        jump *= stride
    return size, jump, centre - (size - 1) / 2


def repaired_field(repaired: Any) -> Said:
    """`repaired` takes the argument of the function with the bug, and agrees with torch."""
    def by_centre(step: Callable[..., float], settings: Sequence[Layer]) -> list[float]:
        size, jump, centre = walk(lambda r, j, c, k, s, p, d: (r + d * (k - 1) * j, j * s, c + step(j, k, s, p, d)),
                                  settings)
        return [size, jump, centre - (size - 1) / 2]

    slips = {
        "the-centre-forgets-dilation-still":
            lambda layers: list(field_with_a_bug(layers)),
        "dilation-does-not-pull-the-padding":
            partial(by_centre, lambda j, k, s, p, d: d * ((k - 1) / 2 - p) * j),
        "k-weights-have-k-1-gaps":
            partial(by_centre, lambda j, k, s, p, d: ((d * k - 1) / 2 - p) * j),
        "the-jump-before-the-layer-counts":
            partial(by_centre, lambda j, k, s, p, d: (d * (k - 1) / 2 - p) * j * s),
        "that-is-the-centre":
            lambda layers: [*by_centre(lambda j, k, s, p, d: (d * (k - 1) / 2 - p) * j, layers)[:2],
                            walk(lambda r, j, c, k, s, p, d: (0, j * s, c + (d * (k - 1) / 2 - p) * j), layers)[2]]}
    # With odd kernels the bug still gives whole numbers, so that the sentence can be about the bug.
    for kernel_sizes in ((1, 3, 5), (1, 2, 3, 4)):
        same_results(repaired, "repaired", stacks(kernel_sizes, 24), of_settings, slips,
                     "size-and-jump-were-right", read=partial(whole_numbers, count=3))
    return Said("The kernel's middle is d · (k - 1) / 2 from its first weight, so the centre moves with the dilation "
                "too.")


def lines_read(network: nn.Module, size: int, axis: int) -> Tensor:
    """Which lines of an image of `size` (axis 2: rows, 3: columns) each line of the output reads: (output, image).

    NaN is put into one line at a time; no weight, no ReLU and no pool can hide it.
    """
    images = torch.zeros(size, 1, size, size, dtype=torch.float64)
    for line, image in enumerate(images):
        image.select(axis - 1, line).fill_(torch.nan)
    output = call(copy.deepcopy(network).eval().double(), "network", images,
                  shown=Said("network(x) for x {images}", images=tuple(images.shape)))
    return output.isnan().any(1).any(4 - axis).T


# axis of a tensor -> what is wanted along it
ALONG = {2: (mark("jump 4 along the rows"), mark("15 rows seen by one unit")),
         3: (mark("jump 4 along the columns"), mark("15 columns seen by one unit"))}


def a_wanted_field(network: Any) -> Said:
    """A network of small kernels with field 15 and jump 4, which makes 8 × 8 of 32 × 32."""
    if not isinstance(network, nn.Module):
        raise Wrong("network", Said("an nn.Module"), text_of(network), "put-the-layers-into-one-nn")
    for module in network.modules():
        for name, limit in (("kernel_size", 3), ("stride", 2)):
            value = getattr(module, name, 1)
            if (largest := max(value) if isinstance(value, tuple) else value) > limit:
                raise Wrong(text_of(module), Said("{name} {limit} at most", name=name, limit=limit), str(largest),
                            "small-windows-are-enough")
    shown = "network(x) for x (1, 1, 32, 32)"
    output = call(copy.deepcopy(network).eval(), "network", torch.zeros(1, 1, 32, 32), shown=shown)
    if not isinstance(output, Tensor) or output.ndim != 4 or output.shape[2:] != (8, 8):
        raise Wrong(shown, Said("a map of 8 × 8"), text_of(output), "two-strides-of-2-quarter-the-map")
    for axis, (jump_wanted, size_wanted) in ALONG.items():
        reads = lines_read(network, 48, axis)
        middle = len(reads) // 2
        seen, seen_next = (reads[unit].nonzero().flatten() for unit in (middle - 1, middle))
        size, jump = int(seen[-1] - seen[0]) + 1, int(seen_next[0] - seen[0])
        if jump != 4:
            raise Wrong("network", Said(jump_wanted), Said("jump {jump}", jump=jump),
                        "multiply-the-strides-of-all-layers")
        if size != 15:
            raise Wrong("network", Said(size_wanted), f"{size}",
                        "move-a-stride-further-up" if size < 15 else "move-a-stride-further-down")
    return Said("NaN in one line of the image after the other shows it: 15 × 15 pixels, and 4 from one unit to the "
                "next.")


def networks() -> Iterator[tuple[str, nn.Module, int]]:
    """(what is special about its weights, network, rows of the image), for the last exercise."""
    random, generator = Random(SEED), torch.Generator().manual_seed(SEED)
    for weights in chain.from_iterable([one] * 3 for one in FOOLED):
        first = nn.Conv2d(1, 2, (random.randint(2, 3), random.randint(1, 3)), random.randint(1, 2),
                          (random.randint(0, 1), 0), (random.randint(1, 3), 1))
        second = nn.Conv2d(2, 1, (random.randint(1, 3), 2), 1, (random.randint(0, 1), 0))
        with torch.no_grad():
            for parameter in chain(first.parameters(), second.parameters()):  # whole numbers cancel without a rest
                parameter.copy_(torch.randint(1, 4, parameter.shape, generator=generator))
            if weights == "zero":
                first.weight[:, :, 0] = 0
            elif weights == "cancel":
                first.weight[1], first.bias[1] = first.weight[0], first.bias[0]
                second.weight[:, 1] = -second.weight[:, 0]
            elif weights == "negative":
                first.weight.neg_()
                first.bias.neg_()
        yield weights, nn.Sequential(first, nn.ReLU(), second), random.randint(16, 19)


# what is special about the weights -> (the call in words, the slip of a field that is not right)
FOOLED = {
    "positive": (mark("rows_seen(network, {size}, {row}) for a network with positive weights"),
                 "follow-one-row-of-the-output-back"),
    "zero": (mark("rows_seen(network, {size}, {row}) for a network with weights of 0"), "a-weight-of-0-hides-its-row"),
    "cancel": (mark("rows_seen(network, {size}, {row}) for a network with weights that cancel"),
               "two-paths-cancel-here"),
    "negative": (mark("rows_seen(network, {size}, {row}) for a network with negative weights"),
                 "a-relu-whose-input-is-negative-stops")}


def field_measured(rows_seen: Any) -> Said:
    """`rows_seen(network, size, row)`: the rows of the image that a row of the output can depend on."""
    for weights, network, size in networks():
        reads = lines_read(network, size, 2)
        row = len(reads) // 2
        before = copy.deepcopy(network.state_dict())
        words, slip = FOOLED[weights]
        shown = Said(words, size=size, row=row)
        found = sorted(set(whole_numbers(call(rows_seen, "rows_seen", network, size, row, shown=shown), shown)))
        if any(not torch.equal(before[name], value) for name, value in network.state_dict().items()):
            raise Wrong("network", Said("the same weights as before"), Said("other weights"),
                        "your-function-changes-the-network")
        expected = reads[row].nonzero().flatten().tolist()
        if found != expected:
            slips = {tuple(range(expected[0], expected[-1] + 1)): "dilation-leaves-holes",
                     tuple(reads.any(0).nonzero().flatten().tolist()): "that-is-what-all-rows"}
            raise Wrong(shown, str(expected), text_of(found), slips.get(tuple(found), slip))
    return Said("The field does not depend on the weights; a gradient shows it only if nothing is 0, cancels or is "
                "stopped.")


CHECKS = (
    Exercise("04", "size-jump-and-start", size_jump_and_start),
    Exercise("04", "field-of-a-stack", field_of_a_stack),
    Exercise("04", "find-the-bug", repaired_field),
    Exercise("04", "a-wanted-field", a_wanted_field),
    Exercise("04", "measure-a-field", field_measured),
)
