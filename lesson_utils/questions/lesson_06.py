"""The questions of 06_choosing_a_convolution; every answer is computed by torch when it is asked."""

from torch import nn

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.cost import cost_table
from lesson_utils.facts.stack import Stack, rates, stack_of
from lesson_utils.language import tr
from lesson_utils.questions.question import Question
from lesson_utils.training.posts import DISTANCE


def _reads(stack: Stack, offset: int) -> bool:
    """Whether torch's gradient reaches the pixel `offset` columns beside the middle one."""
    size, middle = 65, 32
    return gradient_of(stack, size, middle)[1][middle + offset] > 0


def first_layer() -> Question:
    """The separable pair in place of a first layer."""
    pair = nn.Sequential(nn.Conv2d(1, 1, 3, bias=False), nn.Conv2d(1, 8, 1, bias=False))
    weights = cost_table(pair, (1, 1, 8, 8)).parameters
    return Question(
        tr("A first layer nn.Conv2d(1, 8, 3, bias=False) has 72 weights. How many has the depthwise separable pair in "
           "its place?"),
        weights,
        tr("One input channel, so one depthwise kernel: 9. The 1 × 1 layer has 1 · 8 weights. 9 + 8 = {weights}.",
           weights=weights),
        {80: tr("There is one input channel, so there is one depthwise kernel, not eight."),
         72: tr("That is the standard layer."),
         9: tr("Do not forget the 1 × 1 layer."),
         8: tr("Do not forget the 3 × 3 kernel.")})


def field_needed() -> Question:
    """How wide a field must be that reaches the lamp."""
    layers = next(n for n in range(1, 20) if _reads(stack_of(*rates(*[1] * n))[0], DISTANCE))
    field = stack_of(*rates(*[1] * layers))[0].fields[-1].size
    return Question(
        tr("The lamp stands {distance} columns to the right of its post. A network of 3 x 3 layers sees as far to the "
           "left as to the right. How wide must its receptive field be, at least?", distance=DISTANCE),
        field,
        tr("{distance} to the right, {distance} to the left, and the pixel itself: 2 · {distance} + 1 = {field}.",
           distance=DISTANCE, field=field),
        {DISTANCE: tr("The field has a left side too, and a middle."),
         6: tr("The field has a left side too."),
         10: tr("The pixel itself is part of the field.")})


def odd_columns() -> Question:
    """What rates 2, 2, 2 read beside a pixel."""
    stack = stack_of(*rates(2, 2, 2))[0]
    read = sum(_reads(stack, offset) for offset in (1, 3, 5))
    return Question(
        tr("Three 3 x 3 layers with dilation 2 have a field of 13: 6 columns to each side. How many of the columns at "
           "distance 1, 3 and 5 does an output read?"),
        read,
        tr("Each layer steps by −2, 0 or 2. Sums of such steps are even, so it reads {read} of the three.", read=read),
        {3: tr("The field is wide enough, but it has holes: lesson 05."),
         1: tr("All three distances are odd: the same holds for each of them."),
         2: tr("All three distances are odd: the same holds for each of them.")})


QUESTIONS = {"first layer": first_layer, "field needed": field_needed, "odd columns": odd_columns}
