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
from lesson_utils.checks.judging import Wrong
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.stack import Stack, stack_of

SEED = 1  # tests try others
PIXELS = 400  # of the image on which a stack is measured; its middle unit does not see the border

Layer = tuple[int, int, int, int]  # (kernel_size, stride, padding, dilation)


def layers() -> list[nn.Module]:
    """The four layers of the first exercise; the exercise has them too."""
    return [nn.Conv2d(3, 8, 5, stride=2, padding=2), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1),
            nn.Conv2d(8, 16, 1)]


def size_jump_and_start(field: Any) -> str:
    """Size, jump and start of the field behind four layers."""
    slips = [{8: "Each step of a later layer is worth `jump` pixels.", 13: "The pool is a window too: it adds 1 · 2.",
              11: "The pool has a stride of 2 as well, so the jump before the third layer is 4.",
              21: "The stride of a layer counts only for the layers after it.",
              26: "k pixels have k - 1 steps between them.", 19: "A 1 × 1 layer has no step, and adds nothing."},
             {2: "A pool of 2 × 2 has stride 2, if nothing else is said.", 1: "Multiply the strides of all layers."},
             {6: "It lies before the first pixel: the start is negative.", -2: "The third layer has padding too.",
              -3: "Padding of a later layer is worth `jump` pixels.",
              -4: "The jump before the third layer is 4: both strides count.",
              -8: "Padding counts with the jump before the layer: 1 for the first one."}]
    expected = field_by_torch(stack_of(*layers())[0])
    for i, answer in enumerate(whole_numbers(field, "field", 3)):
        if answer != expected[i]:
            raise Wrong(f"field[{i}]", f"the {('size', 'jump', 'start')[i]} that PyTorch's gradient shows", str(answer),
                        slips[i].get(answer, "Begin with 1, 1, 0, and write the three numbers down after each layer."))
    return "(k - 1) · jump widens the size, padding · jump moves the start, and then the stride multiplies the jump."


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


def field_of_a_stack(field_of: Any) -> str:
    """`field_of(layers)` is (size, jump, start) for layers (kernel_size, stride, padding, dilation)."""
    def right(r: int, j: int, b: int, k: int, s: int, p: int, d: int) -> tuple[int, int, int]:
        return r + d * (k - 1) * j, j * s, b - p * j

    slips = {
        "Dilation pulls the kernel apart: it has k - 1 steps of d each.":
            lambda r, j, b, k, s, p, d: right(r, j, b, k, s, p, 1),
        "The kernel covers d · (k - 1) + 1, not d · k: k weights have k - 1 gaps.":
            lambda r, j, b, k, s, p, d: (r + (d * k - 1) * j, j * s, b - p * j),
        "k pixels have k - 1 steps between them, not k.":
            lambda r, j, b, k, s, p, d: (r + d * k * j, j * s, b - p * j),
        "The stride of a layer counts only for the layers after it: change the jump last.":
            lambda r, j, b, k, s, p, d: right(r, j * s, b, k, 1, p, d),
        "The start moves with the jump before the layer: change the jump last.":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j, j * s, b - p * j * s),
        "The size grows with the jump before the layer: change the jump last.":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j * s, j * s, b - p * j),
        "Padding of a later layer is worth `jump` pixels.":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j, j * s, b - p),
        "Each step of a later layer is worth `jump` pixels.":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1), j * s, b - p * j),
        "Padding lies before the first pixel: subtract it from the start.":
            lambda r, j, b, k, s, p, d: right(r, j, b, k, s, -p, d),
        "Padding moves the start.": lambda r, j, b, k, s, p, d: right(r, j, b, k, s, 0, d),
        "Strides multiply, they do not add.":
            lambda r, j, b, k, s, p, d: (r + d * (k - 1) * j, j + s - 1, b - p * j)}
    slips = {cause: partial(walk, step) for cause, step in slips.items()}
    slips["The layers come from the image up: begin with the first one."] = lambda all_: walk(right, all_[::-1])
    slips["The order is size, jump, start."] = lambda all_: [walk(right, all_)[i] for i in (0, 2, 1)]
    same_results(field_of, "field_of", stacks(range(1, 5), 30), of_settings, slips,
                 "Begin with 1, 1, 0. A layer widens the size by d · (k - 1) · jump, moves the start by p · jump, and "
                 "then multiplies the jump by s.", read=partial(whole_numbers, count=3))
    return "Size and start use the jump before the layer; its stride counts for the layers after it."


def field_with_a_bug(layers: Sequence[Layer]) -> tuple[int, int, float]:
    """The function of the third exercise, bug included; the exercise has it too."""
    size, jump, centre = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        centre += ((kernel_size - 1) / 2 - padding) * jump
        jump *= stride
    return size, jump, centre - (size - 1) / 2


def repaired_field(repaired: Any) -> str:
    """`repaired` takes the argument of the function with the bug, and agrees with torch."""
    def by_centre(step: Callable[..., float], settings: Sequence[Layer]) -> list[float]:
        size, jump, centre = walk(lambda r, j, c, k, s, p, d: (r + d * (k - 1) * j, j * s, c + step(j, k, s, p, d)),
                                  settings)
        return [size, jump, centre - (size - 1) / 2]

    slips = {
        "The centre forgets dilation still: half of what the kernel covers is d · (k - 1) / 2.":
            lambda layers: list(field_with_a_bug(layers)),
        "Dilation pulls the kernel apart, not the padding: d · (k - 1) / 2 - p.":
            partial(by_centre, lambda j, k, s, p, d: d * ((k - 1) / 2 - p) * j),
        "k weights have k - 1 gaps: the middle of the kernel is at d · (k - 1) / 2.":
            partial(by_centre, lambda j, k, s, p, d: ((d * k - 1) / 2 - p) * j),
        "The jump before the layer counts: change the jump last.":
            partial(by_centre, lambda j, k, s, p, d: (d * (k - 1) / 2 - p) * j * s),
        "That is the centre: the start lies (size - 1) / 2 before it.":
            lambda layers: [*by_centre(lambda j, k, s, p, d: (d * (k - 1) / 2 - p) * j, layers)[:2],
                            walk(lambda r, j, c, k, s, p, d: (0, j * s, c + (d * (k - 1) / 2 - p) * j), layers)[2]]}
    # With odd kernels the bug still gives whole numbers, so that the sentence can be about the bug.
    for kernel_sizes in ((1, 3, 5), (1, 2, 3, 4)):
        same_results(repaired, "repaired", stacks(kernel_sizes, 24), of_settings, slips,
                     "Size and jump were right. Follow the centre of one layer of 3 with dilation 2 and padding 2: it "
                     "stays at 0.", read=partial(whole_numbers, count=3))
    return "The kernel's middle is d · (k - 1) / 2 from its first weight, so the centre moves with the dilation too."


def lines_read(network: nn.Module, size: int, axis: int) -> Tensor:
    """Which lines of an image of `size` (axis 2: rows, 3: columns) each line of the output reads: (output, image).

    NaN is put into one line at a time; no weight, no ReLU and no pool can hide it.
    """
    images = torch.zeros(size, 1, size, size, dtype=torch.float64)
    for line, image in enumerate(images):
        image.select(axis - 1, line).fill_(torch.nan)
    output = call(copy.deepcopy(network).eval().double(), "network", images,
                  shown=f"network(x) for x {tuple(images.shape)}")
    return output.isnan().any(1).any(4 - axis).T


def a_wanted_field(network: Any) -> str:
    """A network of small kernels with field 15 and jump 4, which makes 8 × 8 of 32 × 32."""
    if not isinstance(network, nn.Module):
        raise Wrong("network", "an nn.Module", text_of(network), "Put the layers into one nn.Sequential(...).")
    for module in network.modules():
        for name, limit in (("kernel_size", 3), ("stride", 2)):
            value = getattr(module, name, 1)
            if (largest := max(value) if isinstance(value, tuple) else value) > limit:
                raise Wrong(text_of(module), f"{name} {limit} at most", str(largest),
                            "Small windows are enough: put more layers on top of each other.")
    shown = "network(x) for x (1, 1, 32, 32)"
    output = call(copy.deepcopy(network).eval(), "network", torch.zeros(1, 1, 32, 32), shown=shown)
    if not isinstance(output, Tensor) or output.ndim != 4 or output.shape[2:] != (8, 8):
        raise Wrong(shown, "a map of 8 × 8", text_of(output), "Two strides of 2 quarter the map; padding keeps what a "
                    "kernel of 3 would take away at the rim.")
    for axis, lines in ((2, "rows"), (3, "columns")):
        reads = lines_read(network, 48, axis)
        middle = len(reads) // 2
        seen, seen_next = (reads[unit].nonzero().flatten() for unit in (middle - 1, middle))
        size, jump = int(seen[-1] - seen[0]) + 1, int(seen_next[0] - seen[0])
        if jump != 4:
            raise Wrong("network", f"jump 4 along the {lines}", f"jump {jump}", "Multiply the strides of all layers.")
        if size != 15:
            raise Wrong("network", f"15 {lines} seen by one unit", f"{size}",
                        "A layer behind a stride adds more, a layer before it less. " + (
                            "Move a stride further up, or take a layer more." if size < 15 else
                            "Move a stride further down, or take a smaller kernel."))
    return "NaN in one line of the image after the other shows it: 15 × 15 pixels, and 4 from one unit to the next."


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
            if weights == "weights of 0":
                first.weight[:, :, 0] = 0
            elif weights == "weights that cancel":
                first.weight[1], first.bias[1] = first.weight[0], first.bias[0]
                second.weight[:, 1] = -second.weight[:, 0]
            elif weights == "negative weights":
                first.weight.neg_()
                first.bias.neg_()
        yield weights, nn.Sequential(first, nn.ReLU(), second), random.randint(16, 19)


FOOLED = {
    "positive weights": "Follow one row of the output back. Take an image of ones, so that no ReLU stops you.",
    "weights of 0": "A weight of 0 hides its row from the gradient, and the row is read all the same: give all weights "
                    "of a copy the value 1, or put NaN into one row after the other.",
    "weights that cancel": "Two paths cancel here, and the gradient is 0: give all weights of a copy the value 1, or "
                           "put NaN into one row after the other.",
    "negative weights": "A ReLU whose input is negative stops the gradient: give weights and biases of a copy the "
                        "value 1, and take an image of ones; or put NaN into one row after the other."}


def field_measured(rows_seen: Any) -> str:
    """`rows_seen(network, size, row)`: the rows of the image that a row of the output can depend on."""
    for weights, network, size in networks():
        reads = lines_read(network, size, 2)
        row = len(reads) // 2
        before = copy.deepcopy(network.state_dict())
        shown = f"rows_seen(network, {size}, {row}) for a network with {weights}"
        found = sorted(set(whole_numbers(call(rows_seen, "rows_seen", network, size, row, shown=shown), shown)))
        if any(not torch.equal(before[name], value) for name, value in network.state_dict().items()):
            raise Wrong("network", "the same weights as before", "other weights",
                        "Your function changes the network that it measures: work on copy.deepcopy(network).")
        expected = reads[row].nonzero().flatten().tolist()
        if found != expected:
            slips = {tuple(range(expected[0], expected[-1] + 1)): "Dilation leaves holes: a row without a gradient is "
                                                                  "not read.",
                     tuple(reads.any(0).nonzero().flatten().tolist()): "That is what all rows of the output read "
                                                                       "together: take one of them."}
            raise Wrong(shown, str(expected), text_of(found), slips.get(tuple(found), FOOLED[weights]))
    return "The field does not depend on the weights; a gradient shows it only if nothing is 0, cancels or is stopped."


CHECKS = {"size jump and start": size_jump_and_start, "field of a stack": field_of_a_stack,
          "find the bug": repaired_field, "a wanted field": a_wanted_field, "measure a field": field_measured}
