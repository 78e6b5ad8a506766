"""The questions of 01_standard_convolution; every answer is computed by torch when it is asked."""

import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.facts.convolution import Convolution
from lesson_utils.questions.question import Question


def output_rows() -> Question:
    """Output size with stride and padding."""
    settings = {"kernel_size": 3, "stride": 2, "padding": 1}
    return Question(
        "An image has 7 rows. kernel_size=3, stride=2, padding=1. How many rows does the output have?",
        nn.Conv2d(1, 1, **settings)(torch.zeros(1, 1, 7, 7)).shape[2],
        f"{Convolution(1, 1, **settings).rows.formula(7)}.",
        {3: "Padding is per side: 1 above and 1 below make 9 rows.",
         7: "That is the output with stride 1: step by two.",
         3.5: "There is no half row: the division is rounded down, and 1 is added."})


def rows_left_over() -> Question:
    """Rows that the floor drops."""
    ones = torch.ones(1, 1, 12, 1, requires_grad=True)
    F.conv2d(ones, torch.ones(1, 1, 4, 1), stride=3).sum().backward()
    return Question(
        "12 rows, kernel_size=4, stride=3, no padding. How many of the 12 rows does no window reach?",
        int((ones.grad == 0).sum()),
        f"Output rows: {Convolution(1, 1, 4, stride=3).rows.formula(12)}. The last window starts at row 6 and ends at "
        "row 9. Rows 10 and 11 are left over.",
        {0: "The floor has dropped something here.", 1: "The last window ends at row 9, counted from 0.",
         3: "The last window starts at row 6."})


def learned_numbers() -> Question:
    """Parameters of a layer with three input channels."""
    layer = nn.Conv2d(3, 4, kernel_size=3)
    weights, biases = layer.weight.numel(), layer.bias.numel()
    return Question(
        "How many numbers does nn.Conv2d(3, 4, kernel_size=3) learn, the biases included?",
        sum(p.numel() for p in layer.parameters()),
        f"weight.shape is {tuple(layer.weight.shape)}: 4 · 3 · 3 · 3 = {weights}. With {biases} biases: "
        f"{weights + biases}.",
        {108: "That is without the biases.", 36: "Each kernel has a slice for each of the 3 input maps.",
         40: "Each kernel has a slice for each of the 3 input maps.",
         109: "Each of the 4 output maps has its own bias.",
         31: "There are 4 kernels."})


def before_the_linear_layer() -> Question:
    """The number in front of a Linear layer."""
    features = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1),
                             nn.MaxPool2d(2))
    _, maps, rows, columns = features(torch.zeros(1, 1, 36, 36)).shape
    return Question(
        "The same network gets images of 36 x 36. What number belongs in nn.Linear(..., 10)?",
        maps * rows * columns,
        f"36, 18, {rows}: the maps are {rows} x {columns}, and {maps} · {rows} · {columns} = {maps * rows * columns}.",
        {784: "That is 16 · 7 · 7, for images of 28 x 28.", 81: "There are 16 maps of 9 x 9.",
         9: "That is the height of one map. Count all numbers of all maps.",
         144: "That is 16 · 9: a map has 9 · 9 numbers.",
         1024: "That is 16 · 8 · 8, for images of 32 x 32."})


QUESTIONS = {"output rows": output_rows, "rows left over": rows_left_over, "learned numbers": learned_numbers,
             "before the linear layer": before_the_linear_layer}
