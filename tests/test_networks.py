"""The networks against their papers: structure, names, output, and what they refuse."""

import numpy
import pytest
import torch
from torch import nn

from lesson_utils.networks import mobilenet_v1, vgg16


def convolutions(network):
    return [layer for layer in network.modules() if isinstance(layer, nn.Conv2d)]


def test_mobilenet_v1_is_the_table_of_the_paper():
    """Table 1 of the paper, row by row: (kernel, groups, stride, output channels)."""
    found = [(layer.kernel_size[0], layer.groups, layer.stride[0], layer.out_channels)
             for layer in convolutions(mobilenet_v1())]
    table = [
        (3, 1, 2, 32),
        (3, 32, 1, 32), (1, 1, 1, 64),
        (3, 64, 2, 64), (1, 1, 1, 128),
        (3, 128, 1, 128), (1, 1, 1, 128),
        (3, 128, 2, 128), (1, 1, 1, 256),
        (3, 256, 1, 256), (1, 1, 1, 256),
        (3, 256, 2, 256), (1, 1, 1, 512),
        *[(3, 512, 1, 512), (1, 1, 1, 512)] * 5,
        (3, 512, 2, 512), (1, 1, 1, 1024),
        (3, 1024, 1, 1024), (1, 1, 1, 1024),
    ]  # fmt: skip
    assert found == table


def test_every_convolution_of_mobilenet_v1_has_its_norm_and_relu():
    for separable in (True, False):
        layers = [layer for layer in mobilenet_v1(separable=separable).modules() if not list(layer.children())]
        for first, second, third in zip(layers, layers[1:], layers[2:], strict=False):
            if isinstance(first, nn.Conv2d):
                assert isinstance(second, nn.BatchNorm2d)
                assert isinstance(third, nn.ReLU)
                assert first.bias is None
                assert first.padding == ((1, 1) if first.kernel_size == (3, 3) else (0, 0))


def test_the_standard_twin_has_the_same_shapes():
    standard, separable = mobilenet_v1(0.25, separable=False), mobilenet_v1(0.25)
    assert {layer.groups for layer in convolutions(standard)} == {1}
    assert len(convolutions(standard)) == 14
    x, y = torch.zeros(1, 3, 64, 64), torch.zeros(1, 3, 64, 64)
    for (name, one), (other_name, other) in zip(standard.eval().named_children(), separable.eval().named_children(),
                                                strict=True):
        x, y = one(x), other(y)
        assert (name, x.shape) == (other_name, y.shape)


@pytest.mark.parametrize("size", [(224, 224), (33, 70)])
def test_they_run(size):
    x = torch.rand(2, 3, *size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert mobilenet_v1(0.5, classes=7)(x).shape == (2, 7)
        with torch.device("meta"):
            network = vgg16(classes=7)
        assert network(x.to("meta")).shape == (2, 7)


@pytest.mark.parametrize(("width", "first", "last"), [
    (1, 32, 1024), (0.75, 24, 768), (0.3, 9, 307), (numpy.float32(0.5), 16, 512), (2, 64, 2048), (0.001, 1, 1),
])
def test_width(width, first, last):
    with torch.device("meta"):
        network = mobilenet_v1(width)
    assert (network.first.conv.out_channels, network.classifier.in_features) == (first, last)


def test_vgg16_has_the_keys_of_torchvision():
    with torch.device("meta"):
        shapes = {name: tuple(value.shape) for name, value in vgg16().state_dict().items()}
    numbers = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]
    weights = [f"features.{n}.weight" for n in numbers] + [f"classifier.{n}.weight" for n in (0, 3, 6)]
    assert [name for name in shapes if name.endswith("weight")] == weights
    assert [name for name in shapes if name.endswith("bias")] == [w.replace("weight", "bias") for w in weights]
    assert shapes["features.0.weight"] == (64, 3, 3, 3)
    assert shapes["features.28.weight"] == (512, 512, 3, 3)
    assert shapes["classifier.0.weight"] == (4096, 25088)


@pytest.mark.parametrize(("make", "kwargs", "error", "words"), [
    (mobilenet_v1, {"width": 0}, ValueError, ["width is 0", "above 0"]),
    (mobilenet_v1, {"width": -0.5}, ValueError, ["width is -0.5", "above 0"]),
    (mobilenet_v1, {"width": float("nan")}, ValueError, ["width is nan", "above 0"]),
    (mobilenet_v1, {"width": float("inf")}, ValueError, ["width is inf", "above 0"]),
    (mobilenet_v1, {"width": True}, TypeError, ["width is True, of type bool", "above 0"]),
    (mobilenet_v1, {"width": "1.0"}, TypeError, ["width is '1.0', of type str", "above 0"]),
    (mobilenet_v1, {"separable": 1000}, TypeError, ["separable is 1000, of type int", "True or False"]),
    (mobilenet_v1, {"classes": 0}, ValueError, ["classes is 0", "1 or more"]),
    (mobilenet_v1, {"classes": True}, TypeError, ["classes is True, of type bool", "at least 1"]),
    (mobilenet_v1, {"classes": 10.0}, TypeError, ["classes is 10.0, of type float", "at least 1"]),
    (vgg16, {"classes": -3}, ValueError, ["classes is -3", "1 or more"]),
    (vgg16, {"classes": None}, TypeError, ["classes is None, of type NoneType", "at least 1"]),
    (vgg16, {"classes": False}, TypeError, ["classes is False, of type bool", "at least 1"]),
])
def test_bad_arguments(make, kwargs, error, words):
    with pytest.raises(error) as caught:
        make(**kwargs)
    for word in words:
        assert word in str(caught.value)
