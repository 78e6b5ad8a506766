"""Receptive fields of networks: the published numbers, what is said of merges and of layers that see everything."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lesson_utils.facts.axis import Axis
from lesson_utils.facts.stack import Stack, stack_of
from lesson_utils.networks import alexnet_features, mobilenet_v1, resnet50, vgg16
from lesson_utils.receptive_field import receptive_field
from tests.support.random_networks import Functionally, compare
from tools import bench_analysis

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
    layers = [name for name, part in network.named_modules()
              if not list(part.children()) and not isinstance(part, nn.Identity)]  # of which the graph has no trace
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
    assert (field.size, len(field.rows.reads(0))) == (size, taps)
    assert list(field.rows.reads(0)) == stack_of(*network)[0].reads
    assert field.reads((0, 0)).sum() == taps**2


@settings(max_examples=40, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3)), min_size=1,
                max_size=5))
def test_a_stack_has_the_fields_of_the_recurrence(layers):
    network = nn.Sequential(*(nn.Conv1d(1, 1, k, stride=s, padding=p, dilation=d) for k, s, p, d in layers)).eval()
    stack = Stack(tuple(Axis(k, s, (p, p), d) for k, s, p, d in layers))
    try:
        units = stack.units(40)
    except ValueError:
        return
    field = receptive_field(network, (1, 1, 40))
    assert [(layer.size, layer.jump, layer.start) for layer in field.layers] == stack.fields[1:]
    assert [layer.output_shape[2] for layer in field.layers] == units[1:]
    for unit in range(units[-1]):
        assert field.columns.intervals[unit] == stack.fields[-1].interval(unit)
        assert list(field.columns.reads(unit)) == sorted(stack.cone(len(layers), unit, size=40)[0])


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


def test_one_axis_and_three():
    field = receptive_field(nn.Conv1d(1, 1, 3).eval(), (1, 1, 9))
    assert ([axis.name for axis in field.axes], field.columns.size) == (["length"], 3)
    with pytest.raises(ValueError, match="one axis, and no rows"):
        field.rows  # noqa: B018
    field = receptive_field(nn.Conv3d(1, 1, (1, 2, 3), stride=(3, 2, 1)).eval(), (1, 1, 6, 6, 6))
    assert [(axis.name, axis.size, axis.jump) for axis in field.axes] == [("depth", 1, 3), ("rows", 2, 2),
                                                                         ("columns", 3, 1)]
    assert (field.rows, field.columns, field.size) == (field.axes[1], field.axes[2], None)


# Branches

class Residual(nn.Module):
    """A branch with a convolution of size k, padded by p in front and behind, and one without."""

    def __init__(self, k, p, stride=1):
        super().__init__()
        self.body, self.shortcut = nn.Conv1d(1, 1, k, stride, p), nn.Conv1d(1, 1, 1, stride)

    def forward(self, x):
        one, two = self.body(x), self.shortcut(x)
        n = min(one.shape[2], two.shape[2])
        return one[..., :n] + two[..., :n]


@pytest.mark.parametrize(("k", "p", "stride", "offset", "start"), [
    (3, 1, 1, 0, -1), (3, 0, 1, 1, 0), (5, 1, 1, 1, -1), (2, 0, 1, 0.5, 0), (3, 1, 2, 0, -1), (3, 3, 1, 2, -3),
])
def test_merged_branches_have_the_hull_of_both(k, p, stride, offset, start):
    field = receptive_field(Residual(k, p, stride).eval(), (1, 1, 12))
    (merge,) = field.merges
    assert (merge.layer, merge.operation, merge.offset, merge.aligned) == ("Residual", "add", offset, offset == 0)
    assert field.aligned == (offset == 0)
    assert (field.start, field.size, field.jump) == (start, max(k - p, 1) - start, stride)
    assert (f"centres up to {offset:g} apart" in str(field)) == (offset != 0)


def test_branches_with_unequal_jumps():
    network = Functionally(lambda x: x[..., ::2] + x[..., :6]).eval()
    field = receptive_field(network, (1, 1, 12))
    assert field.columns.intervals == tuple((q, 2 * q) for q in range(6))
    assert [field.columns.reads(q) for q in range(3)] == [(0,), (1, 2), (2, 4)]
    assert (field.size, field.jump, field.aligned, field.merges[0].offset) == (None, None, False, 5)


def test_a_u_net_whose_branches_differ():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.down, self.inner = nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 2, 3, padding=1)
            self.up, self.last = nn.ConvTranspose2d(2, 2, 2, stride=2), nn.Conv2d(4, 1, 1)

        def forward(self, x):
            x = self.down(x)
            return self.last(torch.cat([x, self.up(self.inner(F.max_pool2d(x, 2)))], dim=1))

    field, _ = compare(Net().eval(), (1, 1, 12, 12))
    assert [(merge.operation, merge.offset) for merge in field.merges] == [("cat", 0.5)]
    assert field.rows.sizes == (8,)
    assert field.rows.intervals[4:6] == ((1, 8), (1, 8))


def test_channels_with_different_fields_are_told_apart():
    conv = nn.Conv1d(2, 2, 5, padding=2)
    both = Functionally(lambda x, conv: torch.cat([x, conv(x)], dim=1), conv)
    for function, size in ((lambda x: x[:, :2], 1), (lambda x: x[:, 2:], 5), (lambda x: x.chunk(2, 1)[0], 1)):
        network = nn.Sequential(both, Functionally(function)).eval()
        field, _ = compare(network, (1, 2, 9))
        assert field.size == size
    for groups, kept, size in ((2, 1, 1), (2, 2, 5), (1, 1, 5)):
        network = nn.Sequential(both, nn.Conv1d(4, 2, 1, groups=groups),
                                Functionally(lambda x, kept=kept: x[:, kept - 1:kept])).eval()
        field, _ = compare(network, (1, 2, 9))
        assert field.size == size


# Layers that see everything

def squeeze_and_excitation(x, one, two):
    return x * two(one(x.mean((2, 3), keepdim=True)).relu()).sigmoid()


@pytest.mark.parametrize(("network", "layer"), [
    (nn.AdaptiveAvgPool2d(1), "0 (AdaptiveAvgPool2d)"), (nn.AdaptiveMaxPool2d(1), "0 (AdaptiveMaxPool2d)"),
    (nn.GroupNorm(2, 4), "0 (GroupNorm)"), (nn.InstanceNorm2d(4), "0 (InstanceNorm2d)"),
    (nn.LayerNorm((4, 6, 7)), "0 (LayerNorm)"), (nn.LayerNorm((6, 7)), "0 (LayerNorm)"),
    (Functionally(lambda x: x.mean((2, 3))), "0 (Functionally)"),
    (Functionally(lambda x: x.flatten(2).softmax(-1).view(x.shape)), "0 (Functionally)"),
    (Functionally(squeeze_and_excitation, nn.Conv2d(4, 2, 1), nn.Conv2d(2, 4, 1)), "0 (Functionally)"),
    (nn.Sequential(nn.Flatten(), nn.Linear(4 * 6 * 7, 3)), "0.1 (Linear)"),
    (Functionally(lambda x: F.scaled_dot_product_attention(*[x.flatten(2).transpose(1, 2)] * 3)), "0 (Functionally)"),
])
def test_layers_that_see_everything(network, layer):
    network = nn.Sequential(network, nn.Identity(), nn.Dropout(), nn.Sigmoid()).eval()
    field, _ = compare(network, (1, 4, 6, 7))
    assert [axis.sees_everything for axis in field.axes] == [layer, layer]
    assert (field.sees_everything, field.jump) == (layer, None)
    assert all(interval == (0, size - 1) for axis, size in zip(field.axes, (6, 7), strict=True)
               for interval in axis.clipped)
    assert f"sees everything, because of {layer}" in str(field)


@pytest.mark.parametrize("dim", [2, 3])
def test_maps_that_see_everything_side_by_side(dim):
    """The positions of an axis run along that axis of the output, although it does not matter where they stand."""
    network = Functionally(lambda x, norm: torch.cat([norm(x), norm(x)], dim), nn.GroupNorm(2, 4)).eval()
    field, probed = compare(network, (1, 4, 5, 6))
    assert tuple(axis.clipped for axis in field.axes) == probed.clipped


def test_one_axis_seen_whole():
    field, _ = compare(nn.Linear(7, 3).eval(), (1, 4, 6, 7))
    assert (field.rows.sees_everything, field.columns.sees_everything) == (None, "Linear")
    assert (field.sees_everything, field.rows.size) == (None, 1)


@pytest.mark.parametrize("network", [
    nn.BatchNorm2d(4), nn.Softmax(1), nn.Softmax2d(), nn.LocalResponseNorm(3), nn.Conv2d(4, 4, 1), nn.ChannelShuffle(2),
    Functionally(lambda x, norm: norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), nn.LayerNorm(4)),
    Functionally(lambda x, linear: linear(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), nn.Linear(4, 5)),
    Functionally(lambda x: torch.einsum("nchw,dc->ndhw", x, torch.ones(3, 4).to(x))),
    Functionally(lambda x: (torch.ones(3, 4).to(x) @ x.flatten(2)).unflatten(2, x.shape[2:])),
    Functionally(lambda x: F.scaled_dot_product_attention(*[x.permute(2, 3, 0, 1)] * 3).permute(2, 3, 0, 1)),
])
def test_what_mixes_channels_alone_is_pointwise(network):
    field, _ = compare(nn.Sequential(network).eval(), (1, 4, 6, 7))
    assert (field.size, field.jump, field.start, field.sees_everything) == (1, 1, 0, None)
    assert field.changes == ()


def test_training_statistics_would_see_everything():
    network = nn.BatchNorm2d(4, track_running_stats=False).eval()  # has no other statistics
    assert receptive_field(network, (2, 4, 6, 7)).sees_everything == "BatchNorm2d"


def test_networks_with_a_classifier_say_which_layer_sees_everything():
    with torch.device("meta"):
        fields = [receptive_field(network.eval(), IMAGE) for network in (vgg16(), mobilenet_v1(), resnet50())]
    assert [field.sees_everything for field in fields] == ["classifier.0 (Linear)", "pool (AdaptiveAvgPool2d)",
                                                           "average (AdaptiveAvgPool2d)"]
    assert all((len(field.rows), field.rows.clipped) == (1, ((0, 223),)) for field in fields)


# Time

@pytest.mark.slow
def test_the_analysis_grows_with_the_number_of_layers():
    seconds = {layers: bench_analysis.seconds(bench_analysis.stack(layers), (1, 2, 64, 64))[1]
               for layers in (50, 100, 200)}
    print("\nmilliseconds a layer:", {layers: round(1000 * total / layers, 2) for layers, total in seconds.items()})
    assert seconds[200] / 200 < 1.6 * seconds[50] / 50


@pytest.mark.slow
def test_resnet50_is_analysed_in_time():
    with torch.device("meta"):
        export, analysis = bench_analysis.seconds(resnet50().eval(), IMAGE)
    print(f"\nResNet-50: torch.export {export:.2f} s, analysis {analysis:.2f} s")
    assert export + analysis < 4
    assert analysis < 0.3


def test_rows_and_columns_that_depend_on_each_other():
    """Branches along the rows and along the columns: what is read is a diamond, and no rectangle."""
    layers = 12
    parts = [Functionally(lambda x, a, b: a(x) + b(x), nn.Conv2d(1, 1, (3, 1), padding=(1, 0)),
                          nn.Conv2d(1, 1, (1, 3), padding=(0, 1))) for _ in range(layers)]
    field = receptive_field(nn.Sequential(*parts).eval(), (1, 1, 32, 32))
    seen = field.reads((16, 16))
    assert seen.sum() == 2 * layers * (layers + 1) + 1
    assert field.size == 2 * layers + 1
