"""The questions of 02_depthwise_convolution; every answer is computed by torch when it is asked."""

import torch
from torch import nn

from lesson_utils.language import tr
from lesson_utils.questions.question import Question


def slices_of_a_kernel() -> Question:
    """The second number of weight.shape."""
    shape = tuple(nn.Conv2d(6, 6, 3, groups=3).weight.shape)
    return Question(
        tr("nn.Conv2d(6, 6, 3, groups=3) has a weight of shape (6, ?, 3, 3). Which number stands for the question "
           "mark?"),
        shape[1],
        tr("weight.shape is {shape}. The 6 inputs are split into 3 groups of {slices}, and a kernel sees one group.",
           shape=shape, slices=shape[1]),
        {6: tr("That is groups=1: each kernel sees all 6 inputs."),
         3: tr("3 is the number of groups, not their size."),
         1: tr("That would be groups=6.")})


def largest_groups() -> Question:
    """The largest value of groups for two channel numbers."""
    def legal(groups: int) -> bool:
        try:
            nn.Conv2d(8, 12, 3, groups=groups)
        except ValueError:
            return False
        return True

    largest = max(filter(legal, range(1, 13)))
    return Question(
        tr("8 input channels, 12 output channels. What is the largest groups that PyTorch accepts?"),
        largest,
        tr("groups must divide both 8 and 12. Both are divided by 1, 2 and {largest}, and by nothing larger.",
           largest=largest),
        {8: tr("8 does not divide 12."),
         12: tr("12 does not divide 8."),
         6: tr("6 does not divide 8."),
         2: tr("2 divides both, and a larger number does too.")})


def input_of_output_5() -> Question:
    """Which input an output sees, with a depth multiplier."""
    x = torch.zeros(1, 3, 3, 3, requires_grad=True)
    nn.Conv2d(3, 12, 3, groups=3)(x)[0, 5].sum().backward()
    (channel,) = x.grad.abs().sum((0, 2, 3)).nonzero().flatten().tolist()
    return Question(
        tr("nn.Conv2d(3, 12, 3, groups=3). Which input channel does output channel 5 see? Count from 0."),
        channel,
        tr("12 outputs in 3 groups: outputs 0 to 3 see input 0, outputs 4 to 7 see input {channel}, 8 to 11 see input "
           "2.", channel=channel),
        {5: tr("There are only 3 inputs, 0 to 2."),
         0: tr("Input 0 ends with output 3."),
         2: tr("5 divided by 3 leaves 2, but neighbours belong together: the first 4 outputs form the first group.")})


def depthwise_weights() -> Question:
    """Weights of a depthwise layer."""
    weight = nn.Conv2d(64, 64, 3, groups=64, bias=False).weight
    return Question(
        tr("How many weights has a depthwise 3 x 3 convolution of 64 channels?"),
        weight.numel(),
        tr("weight.shape is {shape}: 64 · 1 · 3 · 3 = {weights}. The standard one has 64 times as many.",
           shape=tuple(weight.shape), weights=weight.numel()),
        {36864: tr("That is the standard convolution: there each kernel has 64 slices."),
         9: tr("Each of the 64 channels has a kernel of its own."),
         640: tr("That is with 64 biases. Weights alone were asked for.")})


QUESTIONS = {"slices of a kernel": slices_of_a_kernel, "largest groups": largest_groups,
             "input of output 5": input_of_output_5, "depthwise weights": depthwise_weights}
