"""The judges of the exercises on 05_dilated_convolution; torch computes every expected value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from math import gcd
from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.checks.answers import call, same_results, same_tensor, text_of, whole_numbers
from lesson_utils.checks.judging import Exercise, Wrong
from lesson_utils.facts.axis import Axis, pair
from lesson_utils.facts.stack import Stack
from lesson_utils.language import Said

SEED = 1  # tests try others


def layers() -> list[nn.Module]:
    """a, b and c of the first exercise; the exercise has them too."""
    return [nn.Conv2d(1, 1, 3, dilation=4), nn.Conv2d(1, 1, 3, dilation=2, padding=2),
            nn.Sequential(nn.Conv2d(1, 1, 3, dilation=2), nn.Conv2d(1, 1, 3, dilation=2))]


def rows_of_an_output(rows_a: Any, rows_b: Any, rows_c: Any) -> Said:
    """The rows of an image of 12 rows that one row of the output reads: row 2 of a, row 0 of b and of c."""
    slips = [{(2, 3, 4): "with-dilation-4-the-kernel-rows",
              (2, 7, 12): "dilation-is-the-step-from-one-weight",
              (0, 4, 8): "that-is-output-row-0",
              (8, 12, 16): "the-window-moves-by-the-stride",
              tuple(range(2, 11)): "the-gaps-are-covered"},
             {(-2, 0, 2): "row-2-is-padding",
              (0, 2, 4): "padding-moves-the-window-up",
              (0, 1, 2): "the-gap-is-covered", (0, 1): "with-dilation-2-the-rows-are-2"},
             {(0, 2, 4): "that-is-one-layer",
              tuple(range(9)): "both-layers-step-by-2",
              (0, 4, 8): "each-of-the-three-rows-in-between",
              (0, 2, 4, 6): "row-4-in-between-reads-rows-4"}]
    for i, (answer, layer) in enumerate(zip((rows_a, rows_b, rows_c), layers(), strict=True)):
        name = f"rows_{'abc'[i]}"
        found = tuple(sorted(set(whole_numbers(answer, name))))
        if found != rows_with_gradient(layer, 12, (2, 0, 0)[i]):
            raise Wrong(name, Said("the rows that PyTorch's gradient reaches through {letter}",
                                   letter="abc"[i]), text_of(list(found)),
                        slips[i].get(found, "the-first-row-is-output-row-padding"))
    return Said("The rows of a kernel are dilation apart, and two layers with dilation 2 leave every second row out.")


def rows_with_gradient(layer: nn.Module, rows: int, output_row: int) -> tuple[int, ...]:
    """The rows that one row of the output reads, all weights being 1."""
    for parameter in layer.parameters():
        nn.init.ones_(parameter)
    image = torch.zeros(1, rows, rows, requires_grad=True)
    layer(image)[0, output_row].sum().backward()
    return tuple(image.grad[0].any(1).nonzero().flatten().tolist())


def kernel_with_zeros(with_zeros: Any) -> Said:
    """`with_zeros(weight, dilation)`: the kernels (n, m, kH, kW) with zeros in the gaps; dilation int or pair."""
    generator = torch.Generator().manual_seed(SEED)
    for shape, dilation in (((1, 1, 3, 3), 2), ((2, 3, 2, 3), 3), ((2, 1, 3, 2), (3, 1)), ((1, 2, 3, 3), (1, 2)),
                            ((3, 2, 1, 4), (2, 4)), ((4, 2, 1, 1), 5), ((1, 1, 3, 5), 1)):
        # 1 to 9, so that no weight looks like a zero of a gap
        weight = torch.randint(1, 10, shape, generator=generator).float()
        expected = pulled_apart(weight, dilation)
        shown = Said("with_zeros(weight, {dilation}) for weight {shape}", dilation=dilation, shape=shape)
        found = call(with_zeros, "with_zeros", weight, dilation, shown=shown)
        flipped = pulled_apart(weight.flip(2, 3), dilation)
        same_tensor(found, expected, shown, [(flipped, "the-weights-keep-their-order")],
                    slips_of_a_shape(shape, dilation))
    return Said("The kernel covers dilation · (k - 1) + 1 along each axis, and every dilation-th place holds a weight.")


def pulled_apart(weight: Tensor, dilation: int | tuple[int, int]) -> Tensor:
    """A transposed convolution with one weight of 1 sets its inputs `stride` apart, and fills up with zeros."""
    one = torch.ones(1, 1, 1, 1)
    return torch.stack([F.conv_transpose2d(kernel[:, None], one, stride=dilation)[:, 0] for kernel in weight])


def slips_of_a_shape(shape: tuple[int, ...], dilation: int | tuple[int, int]) -> dict[tuple[int, ...], str]:
    """Wrong shapes of the kernel with zeros, each with its likely cause."""
    rows, columns = pair(dilation)

    def of(size: Callable[[int, int], int], *steps: int) -> tuple[int, ...]:
        return shape[:2] + tuple(map(size, shape[2:], steps))

    found = {of(lambda k, d: k, rows, columns): "no-zeros-were-put",
             of(lambda k, d: d * k, rows, columns): "no-zeros-behind-the-last-weight",
             of(lambda k, d: (d + 1) * (k - 1) + 1, rows, columns):
                 "dilation-is-the-step",
             of(lambda k, d: d * (k - 1), rows, columns):
                 "the-last-weight-needs-a-place"}
    for steps in ((rows, rows), (columns, columns), (columns, rows)):
        found.setdefault(of(lambda k, d: d * (k - 1) + 1, *steps),
                         "a-pair-is-rows")
    return found


def padding_that_keeps_the_size(zeros_around: Any) -> Said:
    """`zeros_around(kernel_size, dilation)`: zeros in front and behind, as alike as they can be."""
    def by_trying(kernel_size: int, dilation: int) -> list[int]:
        size, kernel = dilation * kernel_size, torch.zeros(1, 1, kernel_size)
        both = ((total // 2, total - total // 2) for total in range(size))
        return next(sorted(zeros) for zeros in both
                    if F.conv1d(F.pad(torch.zeros(1, 1, size), zeros), kernel, dilation=dilation).shape[2] == size)

    same_results(zeros_around, "zeros_around", list(product((1, 2, 3, 4, 5, 7), (1, 2, 3, 4))), by_trying, {
        "that-is-the-total-on-each-side": lambda k, d: [d * (k - 1)] * 2,
        "an-odd-total-has-no-half": lambda k, d: [d * (k - 1) // 2] * 2,
        "one-side-takes-a-zero-more-only":
            lambda k, d: [d * (k - 1) // 2, d * (k - 1) // 2 + 1],
        "that-is-right-for-dilation-1":
            lambda k, d: [(k - 1) // 2, k // 2],
        "k-weights-have-k-1-gaps":
            lambda k, d: [d * k // 2, d * k - d * k // 2],
        "the-kernel-covers-dilation-k-1-1":
            lambda k, d: [(d * (k - 1) + 1) // 2, d * (k - 1) // 2 + 1],
        "share-the-zeros-between-the-two-sides": lambda k, d: [0, d * (k - 1)]},
        "without-padding-dilation-k-1-rows",
        read=lambda zeros, name: sorted(whole_numbers(zeros, name, 2)))
    return Said("dilation · (k - 1) rows are lost; half of them come back in front, the rest behind.")


def pixels_read_by(rates: Sequence[int]) -> tuple[int, int]:
    """(pixels that one unit reads, size of its field) along one axis for 3 × 3 layers, by torch's gradient."""
    stack = Stack(tuple(Axis(3, dilation=rate) for rate in rates))
    size = stack.fields[-1].size
    return sum(value > 0 for value in gradient_of(stack, size, 0, padded=False)[1]), size


def rates_without_holes(rates_a: Any, rates_b: Any) -> Said:
    """Two different sets of three rates with field 13, which read all of it."""
    sets = []
    for name, answer in (("rates_a", rates_a), ("rates_b", rates_b)):
        rates = whole_numbers(answer, name, 3)
        if min(rates) < 1:
            raise Wrong(name, Said("dilations of 1 or more"), str(min(rates)), "dilation-is-a-step")
        if sum(rates) != 6:
            raise Wrong(name, Said("a field of 13"), Said("a field of {n}", n=text_of(1 + 2 * sum(rates))),
                        "a-3-x-3-layer-adds-2")
        read, size = pixels_read_by(rates)
        if read != size:
            raise Wrong(name, Said("{size} of {size} pixels read",
                                   size=size), Said("{read} of {size}", read=read, size=size),
                        "there-are-holes")
        sets.append(sorted(rates))
    if sets[0] == sets[1]:
        raise Wrong("rates_b", Said("other rates than rates_a"), text_of(rates_b),
                    "the-order-of-the-rates-changes-nothing")
    return Said("Both read 13 of 13 pixels along each axis. Three layers of dilation 2 read 7.")


def layers_that_cover_an_image(layers_needed: Any) -> Said:
    """`layers_needed(size, kernel_size)`: layers with rates 1, 2, 4, ... until the field covers `size` pixels."""
    def by_torch(size: int, kernel_size: int) -> int:
        image, kernel, layers, field = torch.zeros(1, 1, 6 * size), torch.zeros(1, 1, kernel_size), 0, 1
        while field < size:
            field += image.shape[2] - F.conv1d(image, kernel, dilation=2 ** layers).shape[2]
            layers += 1
        return layers

    def counted(rates: Callable[[int], int], size: int, kernel_size: int) -> int:
        layers, field = 0, 1
        while field < size:
            field += (kernel_size - 1) * rates(layers)
            layers += 1
        return layers

    random = Random(SEED)
    fields = [(kernel_size, 1 + (kernel_size - 1) * (2 ** layers - 1)) for kernel_size in (2, 3, 4, 5)
              for layers in (1, 2, 3, 6)]
    cases = [(field + more, kernel_size) for kernel_size, field in fields for more in (0, 1)]
    cases += [(random.randint(2, 300), random.randint(2, 7)) for _ in range(20)]
    same_results(layers_needed, "layers_needed", cases, by_torch, {
        "begin-with-a-field-of-1":
            lambda n, k: counted(lambda i: 2 ** i, n + 1, k),
        "that-is-for-layers-without-dilation": partial(counted, lambda i: 1),
        "the-rates-are-1": partial(counted, lambda i: i + 1),
        "the-first-layer-has-rate-1": partial(counted, lambda i: 2 ** (i + 1)),
        "one-layer-too-many": lambda n, k: counted(lambda i: 2 ** i, n, k) + 1,
        "one-layer-too-few": lambda n, k: counted(lambda i: 2 ** i, n, k) - 1,
        "that-is-the-rate-of-the-last":
            lambda n, k: 2 ** (counted(lambda i: 2 ** i, n, k) - 1),
        "that-is-for-kernels-of-3-alone": lambda n, k: counted(lambda i: 2 ** i, n, 3),
        "a-layer-adds-k-1-rate": lambda n, k: counted(lambda i: 2 ** i, n, k + 1)},
        "add-each-layer-to-a-field-of-1")
    return Said("n layers see 1 + (k - 1) · (2ⁿ - 1) pixels: each further layer nearly doubles the field.")


def pixels_read_with_a_bug(dilations: Sequence[int]) -> int:
    """The function of the last exercise, bug included; the exercise has it too."""
    return 2 * sum(dilations) // gcd(*dilations) + 1


def repaired_count(repaired: Any) -> Said:
    """`repaired(dilations)`: how many pixels a stack of 3 × 3 layers reads along one axis."""
    def two_taps(dilations: Sequence[int]) -> int:
        return len({sum(way) for way in product(*((0, dilation) for dilation in dilations))})

    random = Random(SEED)
    cases = [(2, 3), (1, 2, 9), (2, 2, 2), (1, 2, 3), (4, 4, 4), (2, 4, 8), (5,), (1, 1, 1, 1)]
    cases += [tuple(random.randint(1, 9) for _ in range(random.randint(1, 4))) for _ in range(30)]
    same_results(repaired, "repaired", [(list(case),) for case in cases], lambda rates: pixels_read_by(rates)[0], {
        "this-is-the-function-with-the-bug": pixels_read_with_a_bug,
        "that-is-the-whole-field": lambda dilations: 2 * sum(dilations) + 1,
        "several-ways-can-end-at-the-same": lambda dilations: 3 ** len(dilations),
        "there-are-3-ways-through-each-layer":
            lambda dilations: min(3 ** len(dilations), 2 * sum(dilations) + 1),
        "a-kernel-has-three-weights-along": two_taps},
        "start-at-one-output")
    return Said("Each layer goes -d, 0 or d further. A common divisor is one reason for holes, and not the only one.")


CHECKS = (
    Exercise("05", "rows-of-an-output", rows_of_an_output),
    Exercise("05", "kernel-with-zeros", kernel_with_zeros),
    Exercise("05", "padding-that-keeps-the-size", padding_that_keeps_the_size),
    Exercise("05", "rates-without-holes", rates_without_holes),
    Exercise("05", "layers-that-cover-an-image", layers_that_cover_an_image),
    Exercise("05", "find-the-bug", repaired_count),
)
