"""The questions of 03_pointwise_convolution; every answer is computed by torch when it is asked."""

from torch import nn

from lesson_utils.cost import cost_table
from lesson_utils.language import tr
from lesson_utils.networks import mobilenet_v1
from lesson_utils.questions.question import Question


def pointwise_weights() -> Question:
    """Weights of a 1 x 1 layer."""
    weight = nn.Conv2d(64, 128, 1, bias=False).weight
    return Question(
        tr("How many weights has nn.Conv2d(64, 128, kernel_size=1, bias=False)?"),
        weight.numel(),
        tr("weight.shape is {shape}: 128 · 64 · 1 · 1 = {weights}.",
           shape=tuple(weight.shape), weights=weight.numel()),
        {128: tr("Each of the 128 kernels has a weight for each of the 64 inputs."),
         64: tr("That is one kernel. There are 128."),
         192: tr("Multiply: every output has a weight for every input.")})


def one_output_value() -> Question:
    """Multiply-adds behind one number of the output."""
    macs = cost_table(nn.Conv2d(32, 1, 3, bias=False), (1, 32, 3, 3)).macs
    return Question(
        tr("A standard 3 x 3 convolution reads 32 channels. How many multiply-adds does ONE number of its output "
           "take?"),
        macs,
        tr("A window of 3 · 3 inputs in each of the 32 channels: 3 · 3 · 32 = {macs}.", macs=macs),
        {9: tr("That is one channel. The kernel has 32 slices."),
         32: tr("That is one position of the window. It has 9."),
         96: tr("The window is 3 by 3.")})


def share_of_the_standard() -> Question:
    """The ratio of separable to standard for many outputs."""
    standard = cost_table(nn.Conv2d(256, 512, 3, padding=1, bias=False), (1, 256, 14, 14)).macs
    pair = cost_table(nn.Sequential(nn.Conv2d(256, 256, 3, padding=1, groups=256, bias=False),
                                    nn.Conv2d(256, 512, 1, bias=False)), (1, 256, 14, 14)).macs
    per_cent = round(100 * pair / standard)
    return Question(
        tr("k = 3 and n = 512 outputs. How many per cent of the standard MACs does the separable pair take? Round to "
           "a whole number."),
        per_cent,
        tr("1/512 + 1/9 = 0.002 + 0.111 = {ratio:.3f}, about {per_cent} per cent.",
           ratio=pair / standard, per_cent=per_cent),
        {9: tr("1/9 is 0.111: that is 11 per cent."),
         13: tr("That is n = 64. With 512 outputs 1/n almost vanishes."),
         33: tr("The kernel has 3 · 3 places, so it is 1/9.")})


def where_mobilenet_works() -> Question:
    """The share of the 1 x 1 layers in MobileNet v1."""
    share = cost_table(mobilenet_v1(), (1, 3, 224, 224)).by_kind()["pointwise"].share
    per_cent = round(100 * share)
    return Question(
        tr("MobileNet v1 has 13 depthwise and 13 pointwise layers. How many per cent of its MACs are in the pointwise "
           "ones? A guess within 5 counts as right."),
        per_cent,
        tr("PyTorch counts {share:.2f} %, about {per_cent} per cent: a 1 × 1 layer adds over all channels, a "
           "depthwise one over none.", share=100 * share, per_cent=per_cent),
        {50: tr("A depthwise layer costs 9 multiply-adds a value, a pointwise one as many as there are channels: up "
                "to 1024.")}, tolerance=5)


QUESTIONS = {"pointwise weights": pointwise_weights, "one output value": one_output_value,
             "share of the standard": share_of_the_standard, "where MobileNet works": where_mobilenet_works}
