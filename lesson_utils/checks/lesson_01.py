"""The judges of the exercises on 01_standard_convolution; torch computes every expected value."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.checks.answers import call, same_results, same_tensor, whole_number, whole_numbers
from lesson_utils.checks.judging import Exercise, Wrong
from lesson_utils.language import Said

SEED = 1  # tests try others


def layers() -> list[nn.Conv2d]:
    """The four layers of the first exercise; the exercise has them too."""
    return [nn.Conv2d(1, 1, 5), nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 1, 4, stride=3),
            nn.Conv2d(1, 1, 3, stride=2, padding=1, dilation=2)]


def output_sizes(rows: Any) -> Said:
    """Rows of the output of four layers, for an image of 20 rows."""
    slips = [{15: "20-5-is-the-last-place", 20: "only-padding-could-keep-20-rows"},
             {18: "padding-1-adds-a-row-above", 19: "padding-is-per-side"},
             {5: "add-1-the-place-where", 17: "that-is-with-stride-1"},
             {10: "with-dilation-2-the-kernel-covers-5", 8: "add-1-after-the-division",
              18: "that-is-with-stride-1"}]
    image = torch.zeros(1, 1, 20, 20)
    for i, (answer, layer) in enumerate(zip(whole_numbers(rows, "rows", 4), layers(), strict=True)):
        if answer != layer(image).shape[2]:
            raise Wrong(f"rows[{i}]", Said("the rows that PyTorch gives for layer {letter}",
                                           letter="abcd"[i]), str(answer),
                        slips[i].get(answer, "add-the-padding-twice"))
    return Said("Padded rows minus what the kernel covers, divided by the stride, rounded down, plus 1.")


def convolution_with_loops(convolve: Any) -> Said:
    """`convolve(x, weight, stride)` for x (m, H, W) and weight (n, m, kH, kW) is F.conv2d without padding."""
    for seed, (m, n, rows, columns, kernel, stride) in enumerate(
            [(1, 1, 5, 5, (3, 3), 1), (2, 1, 6, 5, (2, 3), 1), (3, 4, 7, 9, (3, 2), 2), (2, 3, 8, 8, (1, 1), 3)]):
        generator = torch.Generator().manual_seed(SEED + seed)
        x = torch.randint(-4, 10, (m, rows, columns), generator=generator).float()
        weight = torch.randint(-3, 4, (n, m, *kernel), generator=generator).float()
        expected = F.conv2d(x[None], weight, stride=stride)[0]
        shown = Said("convolve(x, weight, {stride}) for x {x} and weight {weight}", stride=stride, x=tuple(x.shape),
                     weight=tuple(weight.shape))
        found = call(convolve, "convolve", x, weight, stride, shown=shown)
        same_tensor(found, expected, shown, _slips_of_a_convolution(x, weight, stride),
                    {tuple(expected.shape[1:]): "there-are-n-output-maps",
                     (1, *expected.shape): "x-has-no-batch-axis",
                     tuple(F.conv2d(x[None], weight)[0].shape): "that-is-the-size-with-stride-1",
                     (n, *((s - k) // stride for s, k in zip((rows, columns), kernel, strict=True))):
                         "each-side-is-one-short"})
    return Said("Each output is one window times one kernel, added over rows, columns and input maps.")


def _slips_of_a_convolution(x: Tensor, weight: Tensor, stride: int) -> list[tuple[Tensor, str]]:
    def convolve(x: Tensor, weight: Tensor) -> Tensor:
        return F.conv2d(x[None], weight, stride=stride)[0]

    first = convolve(x[:1], weight[:, :1])
    return [(convolve(x, weight.flip(2, 3)), "the-kernel-is-turned-round"),
            (first, "only-the-first-input-map-is-read"),
            (convolve(x, weight[:1].expand_as(weight)), "every-output-map-is-made-by-kernel"),
            (convolve(x[:1].expand_as(x), weight), "every-slice-reads-input-map-0")]


def padding_that_keeps_the_size(keeping_padding: Any) -> Said:
    """`keeping_padding(kernel_size, dilation)` keeps the size of the map, for odd kernels and stride 1."""
    def by_trying(kernel_size: int, dilation: int) -> int:
        size = dilation * kernel_size
        return next(padding for padding in range(size) if size == F.conv2d(
            torch.zeros(1, 1, size, 1), torch.zeros(1, 1, kernel_size, 1), None, 1, (padding, 0), (dilation, 1))
            .shape[2])

    same_results(keeping_padding, "keeping_padding", list(product((1, 3, 5, 7), (1, 2, 3, 4))), by_trying,
                 {"that-is-the-total": lambda k, d: d * (k - 1),
                  "that-is-right-for-dilation-1-alone": lambda k, _: k // 2,
                  "a-kernel-of-k-rows-has-k": lambda k, d: d * k // 2,
                  "one-too-many":
                      lambda k, d: d * (k - 1) // 2 + 1},
                 "half-of-what-the-kernel-covers-beyond")
    return Said("The kernel covers dilation · (k - 1) + 1 rows. Half of what it covers beyond one row goes to each "
                "side.")


def network() -> nn.Sequential:
    """The network of the fourth exercise; the exercise has it too."""
    return nn.Sequential(nn.Conv2d(3, 8, 5), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2))


def before_the_linear_layer(in_features: Any) -> Said:
    """in_features of the Linear layer behind a small network, for images of 44 rows and 60 columns."""
    _, maps, rows, columns = network()(torch.zeros(1, 3, 44, 60)).shape
    slips = {rows * columns: "that-is-one-map", maps * rows: "count-the-columns-too",
             maps * rows * rows: "the-maps-are-not-square",
             maps * columns * columns: "the-maps-are-not-square",
             maps * 2 * rows * 2 * columns: "the-second-pooling-halves-both-sides-once",
             maps * (rows + 1) * (columns + 1): "pooling-rounds-down",
             16: "flatten-puts-all-numbers-of-all-maps"}
    answer = whole_number(in_features, "in_features")
    if answer != maps * rows * columns:
        raise Wrong("in_features", Said("as many numbers as Flatten gives"), str(answer),
                    slips.get(answer, "follow-the-rows-and-the-columns-through"))
    return Said("{maps} maps of {rows} × {columns}: {maps} · {rows} · {columns} = {answer}.", maps=maps, rows=rows,
                columns=columns, answer=answer)


def random_settings(cases: int) -> list[tuple[int, ...]]:
    """Tuples (rows, kernel_size, stride, padding, dilation), each with at least one output row."""
    random = Random(SEED)
    return [tuple(random.randint(*limits) for limits in ((7, 12), (1, 4), (1, 3), (0, 3), (1, 2)))
            for _ in range(cases)]


def column(values: Tensor, kernel_size: int, stride: int, padding: int, dilation: int) -> Tensor:
    """`values` (H,) through a convolution of ones along the rows; the result is (H',)."""
    return F.conv2d(values[None, None, :, None], torch.ones(1, 1, kernel_size, 1), None, (stride, 1), (padding, 0),
                    (dilation, 1))[0, 0, :, 0]


def rows_that_an_output_reads(rows_read: Any) -> Said:
    """`rows_read(output_row, rows, kernel_size, stride, padding, dilation)`: the real input rows behind an output."""
    def by_gradient(output_row: int, rows: int, *settings: int) -> list[int]:
        x = torch.zeros(rows, requires_grad=True)
        column(x, *settings)[output_row].backward()
        return x.grad.nonzero().flatten().tolist()

    def inside(first: int, size: int, kernel_size: int, dilation: int) -> list[int]:
        return [row for row in range(first, first + dilation * (kernel_size - 1) + 1, dilation) if 0 <= row < size]

    cases = [(output_row, *settings) for settings in random_settings(40)
             for output_row in range(len(column(torch.zeros(settings[0]), *settings[1:])))]
    same_results(rows_read, "rows_read", cases, by_gradient, {
        "rows-of-the-padding-are-no-rows":
            lambda o, n, k, s, p, d: [o * s - p + i * d for i in range(k)],
        "the-padding-moves-the-window-up":
            lambda o, n, k, s, p, d: inside(o * s, n, k, d),
        "from-one-output-to-the-next":
            lambda o, n, k, s, p, d: inside(o - p, n, k, d),
        "the-rows-of-the-window-are-dilation": lambda o, n, k, s, p, d: inside(o * s - p, n, k, 1),
        "the-rows-in-the-gaps-are-covered":
            lambda o, n, k, s, p, d: inside(o * s - p, n, d * (k - 1) + 1, 1)},
        "where-does-the-window-start",
        read=lambda rows, name: sorted(set(whole_numbers(rows, name))))
    return Said("The window starts at stride · output_row - padding, and its rows are dilation apart.")


def size_with_a_bug(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """The function of the last exercise, bug included; the exercise has it too."""
    return (size + 2 * padding - dilation * kernel_size) // stride + 1


def repaired_size(repaired: Any) -> Said:
    """`repaired` takes the arguments of the function with the bug, and agrees with torch."""
    def room(size: int, kernel_size: int, padding: int, dilation: int) -> int:
        return size + 2 * padding - dilation * (kernel_size - 1) - 1

    def by_torch(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
        return len(column(torch.zeros(size), kernel_size, stride, padding, dilation))

    all_given = random_settings(60)
    some_given = [settings[:count] for count, settings in zip((2, 3, 4), all_given, strict=False)]
    same_results(repaired, "repaired", all_given + some_given, by_torch, {
        "this-is-the-function-with-the-bug": size_with_a_bug,
        "the-1-at-the-end-is-missing": lambda n, k, s=1, p=0, d=1: room(n, k, p, d) // s,
        "the-division-is-rounded-down": lambda n, k, s=1, p=0, d=1: -(-room(n, k, p, d) // s) + 1,
        "padding-is-per-side-add": lambda n, k, s=1, p=0, d=1: (room(n, k, p, d) - p) // s + 1,
        "dilation-is-ignored":
            lambda n, k, s=1, p=0, d=1: room(n, k, p, 1) // s + 1},
        "what-does-a-kernel-cover-whose-rows")
    return Said("The kernel covers dilation · (k - 1) + 1 rows: k rows have k - 1 steps between them.")


CHECKS = (
    Exercise("01", "output-sizes", output_sizes),
    Exercise("01", "convolution-with-loops", convolution_with_loops),
    Exercise("01", "padding-that-keeps-the-size", padding_that_keeps_the_size),
    Exercise("01", "before-the-linear-layer", before_the_linear_layer),
    Exercise("01", "rows-that-an-output-reads", rows_that_an_output_reads),
    Exercise("01", "find-the-bug", repaired_size),
)
