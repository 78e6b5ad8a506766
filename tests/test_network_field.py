"""Receptive fields of networks: the published numbers, what is said of merges and of layers that see everything."""

import subprocess
import sys
from itertools import product

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.networks import alexnet_features, mobilenet_v1, resnet50, vgg16
from lesson_utils.receptive_field import probe, probe_all, receptive_field
from lesson_utils.receptive_field.stack import stack_of
from tests.random_networks import Functionally
from tests.test_random_networks import all_reads, compare

IMAGE = (1, 3, 224, 224)


@pytest.fixture(scope="module")
def fields():
    """The four networks without what sees everything, made once."""
    with torch.device("meta"):
        networks = {"AlexNet": alexnet_features(), "VGG-16": vgg16().features, "ResNet-50": resnet50()[:-3],
                    "MobileNet v1": mobilenet_v1()[:-3]}
    return {name: receptive_field(network.eval(), IMAGE) for name, network in networks.items()}


def of_layers(field, names):
    found = {layer.name: layer for layer in field.layers}
    return [found[name] for name in names]


# Published numbers

@pytest.mark.parametrize(("name", "size", "jump", "before"), [
    ("AlexNet", 195, 32, 66), ("VGG-16", 212, 32, 90), ("ResNet-50", 427, 32, 213), ("MobileNet v1", 315, 32, 157),
])
def test_four_networks(fields, name, size, jump, before):
    for axis in fields[name].axes:
        assert (axis.size, axis.jump, axis.start, axis.centre) == (size, jump, -before, -before + (size - 1) / 2)
        assert axis.sees_everything is None
    assert fields[name].aligned


def test_layer_by_layer(fields):
    pools = [layer for layer in fields["VGG-16"].layers if layer.type == "MaxPool2d"]
    assert [(layer.size, layer.jump) for layer in pools] == [(6, 2), (16, 4), (44, 8), (100, 16), (212, 32)]
    blocks = of_layers(fields["MobileNet v1"], ["first.relu", *(f"block{n}.pointwise.relu" for n in range(1, 14))])
    assert [layer.size for layer in blocks] == [3, 7, 11, 19, 27, 43, 59, 91, 123, 155, 187, 219, 251, 315]
    stages = of_layers(fields["ResNet-50"], ["stage1.2.relu", "stage2.3.relu", "stage3.5.relu", "stage4.2.relu"])
    assert [(layer.size, layer.jump) for layer in stages] == [(35, 4), (91, 8), (267, 16), (427, 32)]


def test_every_layer_has_its_row(fields):
    with torch.device("meta"):
        network = resnet50()[:-3]
    layers = [name for name, part in network.named_modules() if not list(part.children())]
    assert [layer.name for layer in fields["ResNet-50"].layers if layer.type != "add"] == layers
    assert len(fields["ResNet-50"].merges) == 16
    assert all(merge.operation == "add" for merge in fields["ResNet-50"].merges)


@pytest.mark.parametrize("size", [32, 224])
def test_a_map_of_one_position_has_the_same_size_jump_and_start(size):
    with torch.device("meta"):
        field = receptive_field(vgg16().features.eval(), (1, 3, size, size))
    assert (len(field.rows), field.size, field.jump, field.start) == (size // 32, 212, 32, -90)


def stack(*settings, **more):
    return nn.Sequential(*(nn.Conv2d(1, 1, 3, **one, **more) for one in settings)).eval()


def test_the_context_module():
    rates = [1, 1, 2, 4, 8, 16, 1]
    field = receptive_field(stack(*({"dilation": d, "padding": d} for d in rates)), (1, 1, 80, 80))
    assert [layer.size for layer in field.layers] == [3, 5, 9, 17, 33, 65, 67]
    assert field.rows.reads(40) == tuple(range(7, 74))


@pytest.mark.parametrize(("rates", "size", "taps"), [
    ((1, 2, 3), 13, 13), ((1, 2, 5), 17, 17), ((1, 2, 9), 25, 21), ((2, 2, 2), 13, 7), ((2, 3), 11, 9),
    ((2, 4, 8), 29, 15), ((4, 4, 4), 25, 7), ((1, 2, 4, 8), 31, 31),
])
def test_holes(rates, size, taps):
    network = stack(*({"dilation": d} for d in rates))
    field = receptive_field(network, (1, 1, 32, 32))
    assert (field.rows.size, len(field.rows.reads(0))) == (size, taps)
    (rows, _) = stack_of(*({"kernel_size": 3, "dilation": d} for d in rates)) if False else (None, None)


def test_a_transposed_convolution_varies():
    field = receptive_field(nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1).eval(), (1, 1, 5, 5))
    assert field.rows.sizes == (1, 2)
    assert (field.size, field.jump, field.start, field.rows.centre) == (None,) * 4
    assert field.rows.intervals[:4] == ((0, 0), (0, 1), (1, 1), (1, 2))
    assert field.rows.jumps == (0.5,)
    assert "sizes 1, 2" in str(field)


def test_depthwise_and_pointwise():
    separable = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 16, 1)).eval()
    depthwise, pointwise = receptive_field(separable, (1, 8, 9, 9)).layers
    assert (depthwise.size, pointwise.size) == (3, 3)
    assert receptive_field(nn.Conv2d(8, 8, 1, dilation=7).eval(), (1, 8, 9, 9)).size == 1
