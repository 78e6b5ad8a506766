"""The questions of 01_standard_convolution; every answer is computed by torch when it is asked."""

import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.facts.convolution import Convolution
from lesson_utils.language import tr
from lesson_utils.questions.question import Question


def output_rows() -> Question:
    """Output size with stride and padding."""
    settings = {"kernel_size": 3, "stride": 2, "padding": 1}
    return Question(
        tr("An image has 7 rows. kernel_size=3, stride=2, padding=1. How many rows does the output have?"),
        nn.Conv2d(1, 1, **settings)(torch.zeros(1, 1, 7, 7)).shape[2],
        tr("{formula}.", formula=Convolution(1, 1, **settings).rows.formula(7)),
        {3: tr("Padding is per side: 1 above and 1 below make 9 rows."),
         7: tr("That is the output with stride 1: step by two."),
         3.5: tr("There is no half row: the division is rounded down, and 1 is added.")})


def rows_left_over() -> Question:
    """Rows that the floor drops."""
    ones = torch.ones(1, 1, 12, 1, requires_grad=True)
    F.conv2d(ones, torch.ones(1, 1, 4, 1), stride=3).sum().backward()
    return Question(
        tr("12 rows, kernel_size=4, stride=3, no padding. How many of the 12 rows does no window reach?"),
        int((ones.grad == 0).sum()),
        tr("Output rows: {formula}. The last window starts at row 6 and ends at row 9. Rows 10 and 11 are left over.",
           formula=Convolution(1, 1, 4, stride=3).rows.formula(12)),
        {0: tr("The floor has dropped something here."),
         1: tr("The last window ends at row 9, counted from 0."),
         3: tr("The last window starts at row 6.")})


def learned_numbers() -> Question:
    """Parameters of a layer with three input channels."""
    layer = nn.Conv2d(3, 4, kernel_size=3)
    weights, biases = layer.weight.numel(), layer.bias.numel()
    return Question(
        tr("How many numbers does nn.Conv2d(3, 4, kernel_size=3) learn, the biases included?"),
        sum(p.numel() for p in layer.parameters()),
        tr("weight.shape is {shape}: 4 · 3 · 3 · 3 = {weights}. With {biases} biases: {all}.",
           shape=tuple(layer.weight.shape), weights=weights, biases=biases, all=weights + biases),
        {108: tr("That is without the biases."),
         36: tr("Each kernel has a slice for each of the 3 input maps."),
         40: tr("Each kernel has a slice for each of the 3 input maps."),
         109: tr("Each of the 4 output maps has its own bias."),
         31: tr("There are 4 kernels.")})


def before_the_linear_layer() -> Question:
    """The number in front of a Linear layer."""
    features = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1),
                             nn.MaxPool2d(2))
    _, maps, rows, columns = features(torch.zeros(1, 1, 36, 36)).shape
    return Question(
        tr("The same network gets images of 36 x 36. What number belongs in nn.Linear(..., 10)?"),
        maps * rows * columns,
        tr("36, 18, {rows}: the maps are {rows} x {columns}, and {maps} · {rows} · {columns} = {numbers}.",
           rows=rows, columns=columns, maps=maps, numbers=maps * rows * columns),
        {784: tr("That is 16 · 7 · 7, for images of 28 x 28."),
         81: tr("There are 16 maps of 9 x 9."),
         9: tr("That is the height of one map. Count all numbers of all maps."),
         144: tr("That is 16 · 9: a map has 9 · 9 numbers."),
         1024: tr("That is 16 · 8 · 8, for images of 32 x 32.")})


QUESTIONS = {"output rows": output_rows, "rows left over": rows_left_over, "learned numbers": learned_numbers,
             "before the linear layer": before_the_linear_layer}
