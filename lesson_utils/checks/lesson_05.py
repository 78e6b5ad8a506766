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
from lesson_utils.checks.judging import Wrong
from lesson_utils.facts.axis import Axis, pair
from lesson_utils.facts.stack import Stack

SEED = 1  # tests try others


def layers() -> list[nn.Module]:
    """a, b and c of the first exercise; the exercise has them too."""
    return [nn.Conv2d(1, 1, 3, dilation=4), nn.Conv2d(1, 1, 3, dilation=2, padding=2),
            nn.Sequential(nn.Conv2d(1, 1, 3, dilation=2), nn.Conv2d(1, 1, 3, dilation=2))]


def rows_of_an_output(rows_a: Any, rows_b: Any, rows_c: Any) -> str:
    """The rows of an image of 12 rows that one row of the output reads: row 2 of a, row 0 of b and of c."""
    slips = [{(2, 3, 4): "With dilation 4 the kernel's rows are 4 apart.",
              (2, 7, 12): "dilation is the step from one weight to the next, not the number of zeros in a gap.",
              (0, 4, 8): "That is output row 0: each further one looks one row further down.",
              (8, 12, 16): "The window moves by the stride, which is 1, and not by the dilation.",
              tuple(range(2, 11)): "The gaps are covered, and not read."},
             {(-2, 0, 2): "Row -2 is padding, and no row of the image.",
              (0, 2, 4): "Padding moves the window up: it starts at row -2.",
              (0, 1, 2): "The gap is covered, and not read.", (0, 1): "With dilation 2 the rows are 2 apart."},
             {(0, 2, 4): "That is one layer: each of these three rows reads three rows of the image itself.",
              tuple(range(9)): "Both layers step by 2, so no way leads to an odd row.",
              (0, 4, 8): "Each of the three rows in between reads three rows: put all of them together.",
              (0, 2, 4, 6): "Row 4 in between reads rows 4, 6 and 8."}]
    for i, (answer, layer) in enumerate(zip((rows_a, rows_b, rows_c), layers(), strict=True)):
        name = f"rows_{'abc'[i]}"
        found = tuple(sorted(set(whole_numbers(answer, name))))
        if found != rows_with_gradient(layer, 12, (2, 0, 0)[i]):
            raise Wrong(name, f"the rows that PyTorch's gradient reaches through {'abc'[i]}", text_of(list(found)),
                        slips[i].get(found, "The first row is output row - padding; the next ones are dilation apart."))
    return "The rows of a kernel are dilation apart, and two layers with dilation 2 leave every second row out."


def rows_with_gradient(layer: nn.Module, rows: int, output_row: int) -> tuple[int, ...]:
    """The rows that one row of the output reads, all weights being 1."""
    for parameter in layer.parameters():
        nn.init.ones_(parameter)
    image = torch.zeros(1, rows, rows, requires_grad=True)
    layer(image)[0, output_row].sum().backward()
    return tuple(image.grad[0].any(1).nonzero().flatten().tolist())


def kernel_with_zeros(with_zeros: Any) -> str:
    """`with_zeros(weight, dilation)`: the kernels (n, m, kH, kW) with zeros in the gaps; dilation int or pair."""
    generator = torch.Generator().manual_seed(SEED)
    for shape, dilation in (((1, 1, 3, 3), 2), ((2, 3, 2, 3), 3), ((2, 1, 3, 2), (3, 1)), ((1, 2, 3, 3), (1, 2)),
                            ((3, 2, 1, 4), (2, 4)), ((4, 2, 1, 1), 5), ((1, 1, 3, 5), 1)):
        # 1 to 9, so that no weight looks like a zero of a gap
        weight = torch.randint(1, 10, shape, generator=generator).float()
        expected = pulled_apart(weight, dilation)
        shown = f"with_zeros(weight, {dilation}) for weight {shape}"
        found = call(with_zeros, "with_zeros", weight, dilation, shown=shown)
        flipped = pulled_apart(weight.flip(2, 3), dilation)
        same_tensor(found, expected, shown, [(flipped, "The weights keep their order: the first one stays in front.")],
                    slips_of_a_shape(shape, dilation))
    return "The kernel covers dilation · (k - 1) + 1 along each axis, and every dilation-th place holds a weight."


def pulled_apart(weight: Tensor, dilation: int | tuple[int, int]) -> Tensor:
    """A transposed convolution with one weight of 1 sets its inputs `stride` apart, and fills up with zeros."""
    one = torch.ones(1, 1, 1, 1)
    return torch.stack([F.conv_transpose2d(kernel[:, None], one, stride=dilation)[:, 0] for kernel in weight])


def slips_of_a_shape(shape: tuple[int, ...], dilation: int | tuple[int, int]) -> dict[tuple[int, ...], str]:
    """Wrong shapes of the kernel with zeros, each with its likely cause."""
    rows, columns = pair(dilation)

    def of(size: Callable[[int, int], int], *steps: int) -> tuple[int, ...]:
        return shape[:2] + tuple(map(size, shape[2:], steps))

    found = {of(lambda k, d: k, rows, columns): "No zeros were put in.",
             of(lambda k, d: d * k, rows, columns): "No zeros behind the last weight: k weights have k - 1 gaps.",
             of(lambda k, d: (d + 1) * (k - 1) + 1, rows, columns):
                 "dilation is the step: it leaves dilation - 1 zeros in a gap.",
             of(lambda k, d: d * (k - 1), rows, columns):
                 "The last weight needs a place as well: dilation · (k - 1) + 1."}
    for steps in ((rows, rows), (columns, columns), (columns, rows)):
        found.setdefault(of(lambda k, d: d * (k - 1) + 1, *steps),
                         "A pair is (rows, columns): each axis has a dilation of its own.")
    return found


def padding_that_keeps_the_size(zeros_around: Any) -> str:
    """`zeros_around(kernel_size, dilation)`: zeros in front and behind, as alike as they can be."""
    def by_trying(kernel_size: int, dilation: int) -> list[int]:
        size, kernel = dilation * kernel_size, torch.zeros(1, 1, kernel_size)
        both = ((total // 2, total - total // 2) for total in range(size))
        return next(sorted(zeros) for zeros in both
                    if F.conv1d(F.pad(torch.zeros(1, 1, size), zeros), kernel, dilation=dilation).shape[2] == size)

    same_results(zeros_around, "zeros_around", list(product((1, 2, 3, 4, 5, 7), (1, 2, 3, 4))), by_trying, {
        "That is the total on each side: give half of it to each.": lambda k, d: [d * (k - 1)] * 2,
        "An odd total has no half: one side takes a zero more than the other.": lambda k, d: [d * (k - 1) // 2] * 2,
        "One side takes a zero more only if the total is odd.":
            lambda k, d: [d * (k - 1) // 2, d * (k - 1) // 2 + 1],
        "That is right for dilation 1: the kernel covers more when it is pulled apart.":
            lambda k, d: [(k - 1) // 2, k // 2],
        "k weights have k - 1 gaps: dilation · (k - 1) rows are lost, not dilation · k.":
            lambda k, d: [d * k // 2, d * k - d * k // 2],
        "The kernel covers dilation · (k - 1) + 1 rows, and one of them is not lost.":
            lambda k, d: [(d * (k - 1) + 1) // 2, d * (k - 1) // 2 + 1],
        "Share the zeros between the two sides.": lambda k, d: [0, d * (k - 1)]},
        "Without padding dilation · (k - 1) rows are lost. Half of them in front, the rest behind.",
        read=lambda zeros, name: sorted(whole_numbers(zeros, name, 2)))
    return "dilation · (k - 1) rows are lost; half of them come back in front, the rest behind."


def pixels_read_by(rates: Sequence[int]) -> tuple[int, int]:
    """(pixels that one unit reads, size of its field) along one axis for 3 × 3 layers, by torch's gradient."""
    stack = Stack(tuple(Axis(3, dilation=rate) for rate in rates))
    size = stack.fields[-1].size
    return sum(value > 0 for value in gradient_of(stack, size, 0, padded=False)[1]), size


def rates_without_holes(rates_a: Any, rates_b: Any) -> str:
    """Two different sets of three rates with field 13, which read all of it."""
    sets = []
    for name, answer in (("rates_a", rates_a), ("rates_b", rates_b)):
        rates = whole_numbers(answer, name, 3)
        if min(rates) < 1:
            raise Wrong(name, "dilations of 1 or more", str(min(rates)), "Dilation is a step: it starts at 1.")
        if sum(rates) != 6:
            raise Wrong(name, "a field of 13", f"a field of {text_of(1 + 2 * sum(rates))}",
                        "A 3 × 3 layer adds 2 · dilation to the field, which begins with 1.")
        read, size = pixels_read_by(rates)
        if read != size:
            raise Wrong(name, f"{size} of {size} pixels read", f"{read} of {size}",
                        "There are holes: let one layer read all neighbours, so that the others can step further.")
        sets.append(sorted(rates))
    if sets[0] == sets[1]:
        raise Wrong("rates_b", "other rates than rates_a", text_of(rates_b),
                    "The order of the rates changes nothing: find other numbers.")
    return "Both read 13 of 13 pixels along each axis. Three layers of dilation 2 read 7."


def layers_that_cover_an_image(layers_needed: Any) -> str:
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
        "Begin with a field of 1, and stop when it is as wide as the image: that is enough.":
            lambda n, k: counted(lambda i: 2 ** i, n + 1, k),
        "That is for layers without dilation.": partial(counted, lambda i: 1),
        "The rates are 1, 2, 4, 8: each is twice the one before.": partial(counted, lambda i: i + 1),
        "The first layer has rate 1.": partial(counted, lambda i: 2 ** (i + 1)),
        "Count the layers: that is one too many.": lambda n, k: counted(lambda i: 2 ** i, n, k) + 1,
        "Count the layers: that is one too few.": lambda n, k: counted(lambda i: 2 ** i, n, k) - 1,
        "That is the rate of the last layer: count the layers.":
            lambda n, k: 2 ** (counted(lambda i: 2 ** i, n, k) - 1),
        "That is for kernels of 3 alone.": lambda n, k: counted(lambda i: 2 ** i, n, 3),
        "A layer adds (k - 1) · rate, not k · rate.": lambda n, k: counted(lambda i: 2 ** i, n, k + 1)},
        "Begin with a field of 1, and add (k - 1) · rate for each layer until it is as wide as the image.")
    return "n layers see 1 + (k - 1) · (2ⁿ - 1) pixels: each further layer nearly doubles the field."


def pixels_read_with_a_bug(dilations: Sequence[int]) -> int:
    """The function of the last exercise, bug included; the exercise has it too."""
    return 2 * sum(dilations) // gcd(*dilations) + 1


def repaired_count(repaired: Any) -> str:
    """`repaired(dilations)`: how many pixels a stack of 3 × 3 layers reads along one axis."""
    def two_taps(dilations: Sequence[int]) -> int:
        return len({sum(way) for way in product(*((0, dilation) for dilation in dilations))})

    random = Random(SEED)
    cases = [(2, 3), (1, 2, 9), (2, 2, 2), (1, 2, 3), (4, 4, 4), (2, 4, 8), (5,), (1, 1, 1, 1)]
    cases += [tuple(random.randint(1, 9) for _ in range(random.randint(1, 4))) for _ in range(30)]
    same_results(repaired, "repaired", [(list(case),) for case in cases], lambda rates: pixels_read_by(rates)[0], {
        "This is the function with the bug still: try dilations 2 and 3.": pixels_read_with_a_bug,
        "That is the whole field: count the pixels that are read.": lambda dilations: 2 * sum(dilations) + 1,
        "Several ways can end at the same pixel: count it once.": lambda dilations: 3 ** len(dilations),
        "There are 3 ways through each layer, but a pixel can be reached by several.":
            lambda dilations: min(3 ** len(dilations), 2 * sum(dilations) + 1),
        "A kernel has three weights along an axis: each step is -d, 0 or d.": two_taps},
        "Start at one output. Each layer goes -d, 0 or d further: which pixels are at the end of all ways?")
    return "Each layer goes -d, 0 or d further. A common divisor is one reason for holes, and not the only one."


CHECKS = {"rows of an output": rows_of_an_output, "kernel with zeros": kernel_with_zeros,
          "padding that keeps the size": padding_that_keeps_the_size, "rates without holes": rates_without_holes,
          "layers that cover an image": layers_that_cover_an_image, "find the bug": repaired_count}
