"""The questions of 04_receptive_field; every answer is computed by torch when it is asked."""

from lesson_utils.by_torch.gradients import gradient_of
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.stack import Stack, stack_of
from lesson_utils.language import tr
from lesson_utils.questions.question import Question


def _width(stack: Stack, unit: int = 0, size: int = 64) -> int:
    """How many pixels of an image of `size` torch's gradient reaches from one unit of the last layer."""
    return sum(value > 0 for value in gradient_of(stack, size, unit)[1])


def two_layers() -> Question:
    """The lesson's own picture."""
    width = _width(stack_of(*[Convolution(1, 1, 3)] * 2)[0])
    return Question(
        tr("Two 3 x 3 convolutions, one after the other, stride 1. One value of the second output: how many pixels of "
           "the image does it see along one side?"),
        width,
        tr("It reads 3 values of the first output. Neighbouring ones share 2 of their 3 pixels: 3 + 1 + 1 = {width}.",
           width=width),
        {6: tr("The fields of neighbours overlap: each further one adds 1 pixel."),
         3: tr("That is after the first layer."),
         9: tr("3 · 3 would be right if the three fields did not overlap."),
         7: tr("That would be three layers."),
         25: tr("That is the area. Count along one side.")})


def three_strides() -> Question:
    """Strides multiply."""
    width = _width(stack_of(*[Convolution(1, 1, 3, stride=2)] * 3)[0])
    return Question(
        tr("Three 3 x 3 convolutions, each with stride 2. How wide is the receptive field now?"),
        width,
        tr("The jump is 1, then 2, then 4. Each layer adds 2 · jump: 1 + 2·1 + 2·2 + 2·4 = {width}.", width=width),
        {7: tr("That is three layers with stride 1. A stride makes each later step worth more pixels."),
         13: tr("The strides multiply: 2 · 2 = 4 pixels a step in the third layer."),
         27: tr("3 · 3 · 3 would be right if the fields did not overlap."),
         31: tr("The stride of a layer works for the layers after it, not for its own kernel.")})


def at_the_border() -> Question:
    """Padding is part of the field."""
    width = _width(stack_of(*[Convolution(1, 1, 3, padding=1)] * 2)[0])
    return Question(
        tr("Two 3 x 3 convolutions with padding 1. The first value of the output has a field of 5. How many real "
           "pixels does it read along one side?"),
        width,
        tr("Its field starts at −2. Positions −2 and −1 are padding, so {width} real pixels are left.", width=width),
        {5: tr("Two positions of its field are padding: they hold no pixel."),
         4: tr("Each layer has padding of its own, so the field starts at −2, not at −1."),
         2: tr("0, 1 and 2 are three pixels.")})


def depthwise_pair() -> Question:
    """A 1 x 1 adds nothing."""
    layers = [Convolution(8, 8, 3, groups=8), Convolution(8, 16, 1), Convolution(16, 16, 3, groups=16),
              Convolution(16, 32, 1)]
    width = _width(stack_of(*layers)[0])
    return Question(
        tr("Two depthwise separable pairs: 3 x 3 depthwise, 1 x 1, 3 x 3 depthwise, 1 x 1. How wide is the field?"),
        width,
        tr("1 + 2 + 0 + 2 + 0 = {width}. A 1 × 1 has k − 1 = 0 and adds nothing; groups only say which channels are "
           "read.", width=width),
        {3: tr("Two of the four layers look around, so it grows twice."),
         9: tr("A 1 × 1 kernel adds no pixel."),
         7: tr("A 1 × 1 kernel adds no pixel.")})


QUESTIONS = {"two layers": two_layers, "three strides": three_strides, "at the border": at_the_border,
             "depthwise pair": depthwise_pair}
