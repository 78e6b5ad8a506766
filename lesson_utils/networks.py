"""Small real networks, written to be read: the table of a paper, then the loop that builds it.

Every part has a name, so that `network.block3.depthwise.conv` is what it says. The weights are
random, as PyTorch starts them.

>>> block = mobilenet_v1().block3
>>> print(block.depthwise.conv, block.pointwise.conv, sep="\\n")
Conv2d(128, 128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=128, bias=False)
Conv2d(128, 128, kernel_size=(1, 1), stride=(1, 1), bias=False)
"""

from __future__ import annotations

from math import isfinite
from numbers import Real
from typing import Any

from torch import Tensor, nn

from lesson_utils.blocks import conv_norm, conv_norm_relu, named, separable_block, standard_block
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr

# Each block of MobileNet v1: (output channels at width 1, stride)
MOBILENET_V1 = (
    (64, 1),
    (128, 2), (128, 1),
    (256, 2), (256, 1),
    (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
    (1024, 2), (1024, 1),
)  # fmt: skip

# The features of AlexNet: (output channels, kernel, stride, padding) of each convolution, and the max pools, 3 x 3 with
# stride 2
ALEXNET = (
    (64, 11, 4, 2), "pool",
    (192, 5, 1, 2), "pool",
    (384, 3, 1, 1), (256, 3, 1, 1), (256, 3, 1, 1), "pool",
)  # fmt: skip

# The features of VGG-16: the output channels of each 3 x 3 convolution, and the max pools that halve the map
VGG16 = (
    64, 64, "pool",
    128, 128, "pool",
    256, 256, 256, "pool",
    512, 512, 512, "pool",
    512, 512, 512, "pool",
)  # fmt: skip

# The stages of ResNet-50: (blocks, channels inside a block, stride of the first block)
RESNET50 = ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2))
EXPANSION = 4  # a block of ResNet-50 ends with 4 times its inner channels


def mobilenet_v1(width: float = 1.0, separable: bool = True, classes: int = 1000) -> nn.Sequential:
    """MobileNet v1: one standard convolution, 13 depthwise separable blocks, and a classifier.

    `width` multiplies every number of channels (rounded down, at least 1), the classes excepted;
    `separable=False` puts one standard 3 x 3 convolution in the place of each block. Input: (batch,
    3, height, width), 224 x 224 in the paper, any size runs; output: (batch, classes), scores before
    softmax. Raises `ValueError` or `TypeError` for a bad argument.

    Source: Howard et al., "MobileNets", arXiv:1704.04861, table 1. The table prints stride 2 for the
    last depthwise convolution; its 7 x 7 maps stay 7 x 7, so the stride is 1.

    >>> network = mobilenet_v1(width=0.5, classes=10)
    >>> network.first.conv.weight.shape, network.block13.pointwise.conv.weight.shape
    (torch.Size([16, 3, 3, 3]), torch.Size([512, 512, 1, 1]))
    """
    _check_width(width)
    whole_number("classes", classes, 1)
    if not isinstance(separable, bool):
        raise WrongTypeError(tr("separable is {separable!r}, of type {type}: write True or False", separable=separable,
                                type=type(separable).__name__))
    block = separable_block if separable else standard_block

    channels = _scaled(32, width)
    layers: dict[str, nn.Module] = {"first": conv_norm_relu(3, channels, kernel_size=3, stride=2)}
    for number, (out_channels, stride) in enumerate(MOBILENET_V1, start=1):
        layers[f"block{number}"] = block(channels, _scaled(out_channels, width), stride)
        channels = _scaled(out_channels, width)
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["classifier"] = nn.Linear(channels, classes)
    return named(**layers)


def alexnet_features() -> nn.Sequential:
    """The convolutional part of AlexNet, as PyTorch's users know it; it has the layers of torchvision's `features`.

    Input: (batch, 3, height, width), 224 x 224 as usual, at least 63 x 63; output: (batch, 256, height',
    width'), 6 x 6 for the usual size. The state dict of `torchvision.models.alexnet().features` fits.

    Source: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
    networks", 2012, in one column; the numbers of channels and the padding are torchvision's.

    >>> print(alexnet_features()[0])
    Conv2d(3, 64, kernel_size=(11, 11), stride=(4, 4), padding=(2, 2))
    """
    layers: list[nn.Module] = []
    channels = 3
    for row in ALEXNET:
        if row == "pool":
            layers.append(nn.MaxPool2d(kernel_size=3, stride=2))
        else:
            out_channels, kernel_size, stride, padding = row
            layers += [nn.Conv2d(channels, out_channels, kernel_size, stride, padding), nn.ReLU()]
            channels = out_channels
    return nn.Sequential(*layers)


def vgg16(classes: int = 1000) -> nn.Sequential:
    """VGG-16 with its classifier: 13 standard 3 x 3 convolutions, 5 max pools, 3 linear layers.

    Input: (batch, 3, height, width), 224 x 224 in the paper, at least 32 x 32; output: (batch,
    classes), scores before softmax. The weights take 553 MB at 1000 classes. Layers and names are
    those of torchvision, so its weights fit. Raises `ValueError` or `TypeError` for bad `classes`.

    Source: Simonyan and Zisserman, arXiv:1409.1556, table 1, column D.

    >>> import torch
    >>> with torch.device("meta"):  # shapes alone, no memory
    ...     network = vgg16()
    >>> [tuple(layer.weight.shape) for layer in network.classifier if isinstance(layer, nn.Linear)]
    [(4096, 25088), (4096, 4096), (1000, 4096)]
    """
    whole_number("classes", classes, 1)
    features: list[nn.Module] = []
    channels = 3
    for step in VGG16:
        if step == "pool":
            features.append(nn.MaxPool2d(kernel_size=2, stride=2))
        else:
            features += [nn.Conv2d(channels, step, kernel_size=3, padding=1), nn.ReLU()]
            channels = step
    classifier = [
        nn.Linear(channels * 7 * 7, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, classes),
    ]  # fmt: skip
    return named(features=nn.Sequential(*features), avgpool=nn.AdaptiveAvgPool2d(7), flatten=nn.Flatten(),
                  classifier=nn.Sequential(*classifier))


def resnet50(classes: int = 1000) -> nn.Sequential:
    """ResNet-50, with the stride of a block in its 3 x 3 convolution, as PyTorch's users know it.

    Input: (batch, 3, height, width), 224 x 224 in the paper, any size runs; output: (batch, classes),
    scores before softmax. Raises `ValueError` or `TypeError` for bad `classes`.

    Source: He et al., arXiv:1512.03385, table 1; there the stride stands in the first 1 x 1.

    >>> network = resnet50(classes=10)
    >>> len(network.stage3), network.stage3[0].body.inner.conv.stride
    (6, (2, 2))
    """
    whole_number("classes", classes, 1)
    layers: dict[str, nn.Module] = {"first": conv_norm_relu(3, 64, kernel_size=7, stride=2),
                                    "pool": nn.MaxPool2d(kernel_size=3, stride=2, padding=1)}
    channels = 64
    for number, (blocks, inner, stride) in enumerate(RESNET50, start=1):
        stage = []
        for block in range(blocks):
            stage.append(ResidualBlock(channels, inner, stride if block == 0 else 1))
            channels = EXPANSION * inner
        layers[f"stage{number}"] = nn.Sequential(*stage)
    layers["average"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["classifier"] = nn.Linear(channels, classes)
    return named(**layers)


class ResidualBlock(nn.Module):
    """1 x 1 down to few channels, 3 x 3, 1 x 1 up again; and a shortcut that is added.

    Input: (N, in_channels, H, W); output: (N, 4 · inner, H / stride, W / stride), rounded up.
    """

    def __init__(self, in_channels: int, inner: int, stride: int) -> None:
        super().__init__()
        out_channels = EXPANSION * inner
        self.body = named(down=conv_norm_relu(in_channels, inner, kernel_size=1),
                           inner=conv_norm_relu(inner, inner, kernel_size=3, stride=stride),
                           up=conv_norm(inner, out_channels))
        changes = stride != 1 or in_channels != out_channels
        self.shortcut = conv_norm(in_channels, out_channels, stride) if changes else nn.Identity()
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """The block's output for input `x`."""
        return self.relu(self.body(x) + self.shortcut(x))


def _scaled(channels: int, width: float) -> int:
    return max(1, int(channels * width))


def _check_width(width: Any) -> None:
    if isinstance(width, bool) or not isinstance(width, Real):
        raise WrongTypeError(tr("width is {width!r}, of type {type}: write a number above 0, such as 1.0 or 0.5",
                                width=width, type=type(width).__name__))
    if not (width > 0 and isfinite(width)):
        raise WrongValueError(tr("width is {width}: take a number above 0, such as 1.0 or 0.5", width=width))
