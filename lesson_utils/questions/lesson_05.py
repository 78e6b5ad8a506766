"""The questions of 05_dilated_convolution; every answer is computed by torch when it is asked."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.cost import cost_table
from lesson_utils.language import tr
from lesson_utils.questions.question import Question


def _read_by_one_output(layers: nn.Module, side: int) -> Tensor:
    """Which pixels of an image of side x side the middle output reads, by torch's gradient; weights are made 1."""
    for parameter in layers.parameters():
        nn.init.ones_(parameter)
    x = torch.zeros(1, 1, side, side, requires_grad=True)
    output = layers(x)[0, 0]
    output[output.shape[0] // 2, output.shape[1] // 2].backward()
    return x.grad[0, 0] != 0


def effective_size() -> Question:
    """Rows that a dilated kernel covers."""
    rows = _read_by_one_output(nn.Conv2d(1, 1, 3, dilation=4), 15).any(1).nonzero().flatten()
    covers = int(rows[-1] - rows[0]) + 1
    return Question(
        tr("kernel_size=3, dilation=4. How many rows does the kernel cover, from its first row to its last?"),
        covers,
        tr("4·(3 − 1) + 1 = {covers}: the rows of the kernel stand at 0, 4 and 8.", covers=covers),
        {12: tr("Between 3 rows there are 2 gaps, not 3."),
         8: tr("Count the first row too."),
         7: tr("That is with 3 − 1 = 2 gaps of 2 zeros. dilation=4 leaves 3 zeros in a gap."),
         3: tr("It has 3 rows of weights, but they are pulled apart."),
         11: tr("dilation=4 leaves 3 zeros in a gap: it is the step from one weight to the next.")})


def padding_that_keeps() -> Question:
    """The padding that keeps the size of the map."""
    x = torch.zeros(1, 1, 20, 20)
    keeping = next(p for p in range(20)
                   if F.conv2d(x, torch.zeros(1, 1, 5, 5), padding=p, dilation=3).shape == x.shape)
    return Question(
        tr("kernel_size=5, dilation=3, stride 1. Which padding keeps the size of the map?"),
        keeping,
        tr("The kernel covers 3·(5 − 1) + 1 = 13 rows, so 12 rows would be lost: {keeping} zeros on each side bring "
           "them back.", keeping=keeping),
        {2: tr("That is k // 2, which is right for dilation 1 only."),
         12: tr("Padding is per side: half of it is enough."),
         13: tr("That is what the kernel covers."),
         6.5: tr("Halve 3·(5 − 1) = 12, not 13.")})


def macs_of_a_dilated_layer() -> Question:
    """MACs of a dilated layer against the same layer without dilation."""
    one, two = (cost_table(nn.Conv2d(16, 16, 3, padding=d, dilation=d), (1, 16, 32, 32)).macs for d in (1, 2))
    return Question(
        tr("A 3 x 3 convolution with dilation 1 and padding 1, and one with dilation 2 and padding 2, on the same "
           "map. How many times as many MACs does the second take?"),
        two / one,
        tr("PyTorch counts {one:,} for both: {times:g} times. The zeros in the gaps are never multiplied.",
           one=one, times=two / one),
        {2.78: tr("That is 25 / 9: the zeros would have to be multiplied for that."),
         4: tr("It covers more, but it has the same 9 weights."),
         2: tr("It covers more, but it has the same 9 weights.")})


def pixels_behind_a_number() -> Question:
    """How many pixels two poolings melt into one number."""
    pixels = int(_read_by_one_output(nn.Sequential(nn.AvgPool2d(2), nn.AvgPool2d(2)), 32).sum())
    return Question(
        tr("A map goes through nn.MaxPool2d(2) twice. How many pixels of the map stand behind one number that is "
           "left?"),
        pixels,
        tr("Each pooling takes 2 · 2 numbers to one: 4 · 4 = {pixels}.", pixels=pixels),
        {8: tr("Each pooling divides by 4, not by 2: rows and columns."),
         4: tr("That is one pooling."),
         2: tr("That is along one axis, for one pooling.")})


def pixels_read_by_rates_2() -> Question:
    """How many pixels of its field a stack of rates 2, 2, 2 reads."""
    reads = _read_by_one_output(nn.Sequential(*[nn.Conv2d(1, 1, 3, dilation=2) for _ in range(3)]), 13)
    count, along = int(reads.sum()), int(reads.any(1).sum())
    return Question(
        tr("Three layers of 3 x 3, dilation 2 each. One output sees a field of 13 x 13 = 169 pixels. How many of "
           "these does it read?"),
        count,
        tr("Along one axis it reads every second position: {along} of 13. In two axes {along} · {along} = {count}.",
           along=along, count=count),
        {169: tr("Each layer steps by 2, so it never lands on an odd distance."),
         27: tr("Three kernels have 27 weights, but their taps spread further with each layer."),
         729: tr("There are 9 · 9 · 9 paths, and many of them end at the same pixel."),
         7: tr("That is along one axis.")})


QUESTIONS = {"effective size": effective_size, "padding that keeps the size": padding_that_keeps,
             "MACs of a dilated layer": macs_of_a_dilated_layer, "pixels behind a number": pixels_behind_a_number,
             "pixels read by rates 2, 2, 2": pixels_read_by_rates_2}
