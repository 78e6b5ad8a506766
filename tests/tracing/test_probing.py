"""Probing, and the gradient's view: what they find, and what they refuse."""

import numpy
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from torch import nn

from lesson_utils.facts.convolution import Convolution
from lesson_utils.receptive_field import gradient_field, probe, probe_all, receptive_field
from tests.support.random_networks import Functionally
from tests.support.strategies import any_settings


@settings(max_examples=150, deadline=None, database=None)
@given(any_settings())
def test_probing_a_convolution_is_its_arithmetic(case):
    kwargs, height, width = case
    conv = Convolution(**kwargs)
    if conv.problem(height, width):
        return
    position = (height // 2, width - 1)
    found = probe(nn.Conv2d(**kwargs), (1, conv.in_channels, height, width), position)
    fed = [tuple(place) for place in numpy.argwhere(found).tolist()]
    assert fed == sorted(conv.outputs_fed_by(*position, height, width))


def test_weights_of_zero_are_read():
    network = nn.Sequential(nn.Conv2d(2, 2, 3, padding=1), nn.Conv2d(2, 2, 3, groups=2), nn.ConvTranspose2d(2, 2, 3),
                            nn.Conv2d(2, 2, 3, dilation=2), nn.Linear(4, 6))
    for parameter in network.parameters():
        nn.init.zeros_(parameter)
    found = probe_all(network, (1, 2, 8, 8)).reads
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    numpy.testing.assert_array_equal(found, probe_all(network, (1, 2, 8, 8)).reads)


def test_all_positions_are_the_single_ones():
    network = nn.Sequential(nn.Conv2d(1, 2, 3, stride=2, padding=1), nn.MaxPool2d(2, ceil_mode=True))
    found = probe_all(network, (1, 1, 5, 6))
    assert found.reads.shape == (2, 2, 5, 6)
    for row in range(5):
        for column in range(6):
            numpy.testing.assert_array_equal(found.reads[..., row, column], probe(network, (1, 1, 5, 6), (row, column)))
    assert found.hull((0, 0), 1) == (0, 3)
    assert found.clipped == (((0, 3), (3, 4)), ((0, 3), (3, 5)))


@pytest.mark.parametrize("function", [
    lambda x: x + x.mean(0, keepdim=True),  # mixes the batch
    lambda x: x.reshape(1, 3, -1)[:, :, ::2],  # has its size written in
])
def test_a_module_that_mixes_the_batch_is_probed_one_by_one(function):
    network, shape = Functionally(function), (1, 3, 8)
    found = probe_all(network, shape)
    for position in range(8):
        numpy.testing.assert_array_equal(found.reads[..., position], probe(network, shape, position))


def test_nothing_stays_behind():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Dropout(), nn.ReLU(inplace=True))
    seen = []
    network[0].register_forward_hook(lambda *_: seen.append("after"))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    attributes, random = [dict(vars(part)) for part in network.modules()], torch.random.get_rng_state()
    for look in (lambda: probe(network, (1, 1, 5, 5), (2, 2)), lambda: probe_all(network, (1, 1, 5, 5)),
                 lambda: gradient_field(network, (1, 1, 5, 5))):
        look()
    assert seen == []
    assert [dict(vars(part)) for part in network.modules()] == attributes
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())
    assert torch.equal(torch.random.get_rng_state(), random)
    assert network[0].weight.dtype == torch.float32


# What hides NaN

@pytest.mark.parametrize(("function", "name"), [
    (lambda x: torch.where(x > 0, x, 0), "gt"), (torch.sign, "sign"), (torch.nan_to_num, "nan_to_num"),
    (lambda x: x.argmax(-1, keepdim=True) * x, "argmax"), (lambda x: (x == 0) * x, "eq"),
    (lambda x: x.nansum((2, 3), keepdim=True), "nansum"), (lambda x: torch.fmax(x, torch.zeros(1).to(x)), "fmax"),
    (lambda x: torch.sign(x) + x.roll(1, 2), "sign"), (lambda x: x.masked_fill(x.isnan(), 0), "isnan|ne"),
])
def test_what_hides_nan_is_refused(function, name):
    with pytest.raises(ValueError, match=rf"^1 \(Functionally\): ({name}) hides NaN, as comparisons do") as caught:
        probe(nn.Sequential(nn.Conv2d(1, 1, 1), Functionally(function)), (1, 1, 4, 4), (0, 0))
    assert "use receptive_field" in str(caught.value)


@pytest.mark.parametrize("layer", [
    nn.ReLU(), nn.ReLU6(), nn.Hardtanh(), nn.Hardswish(), nn.Hardsigmoid(), nn.LeakyReLU(), nn.PReLU(), nn.ELU(),
    nn.GELU(), nn.SiLU(), nn.Mish(), nn.Softplus(), nn.Softsign(), nn.Tanhshrink(), nn.Sigmoid(), nn.Tanh(),
    nn.MaxPool2d(1), nn.AvgPool2d(1), nn.LPPool2d(2, 1), nn.AdaptiveMaxPool2d(4), nn.Upsample(size=4),
    nn.Upsample(size=4, mode="bicubic"), Functionally(lambda x: x.clamp(0, 1)), Functionally(lambda x: x.amax(1, True)),
    Functionally(torch.abs), Functionally(lambda x: x.maximum(torch.zeros(1).to(x))), nn.Softmax(1), nn.LogSigmoid(),
    Functionally(lambda x: torch.zeros_like(x) + x), Functionally(lambda x: x * torch.ones_like(x)),
    Functionally(lambda x: torch.where(torch.ones(4, 4) > 0, x, x)),
])
def test_what_passes_nan_on(layer):
    network = nn.Sequential(nn.Conv2d(1, 2, 1), layer)
    reads, wider = probe_all(network, (1, 1, 4, 4)).reads, receptive_field(network.eval(), (1, 1, 4, 4))
    for place in numpy.ndindex(4, 4):
        assert reads[place][place]
        numpy.testing.assert_array_equal(reads[place], wider.reads(place))


@pytest.mark.parametrize("layer", [nn.Softshrink(), nn.Hardshrink(), nn.Threshold(0, 0), nn.CELU(), nn.SELU()])
def test_no_layer_hides_nan_unnoticed(layer):
    network = nn.Sequential(nn.Conv2d(1, 2, 1), layer)
    try:
        reads = probe_all(network, (1, 1, 3, 3)).reads
    except ValueError as error:
        assert "hides NaN" in str(error)
    else:
        assert all(reads[place][place] for place in numpy.ndindex(3, 3))


def test_control_flow_goes_where_the_comparison_is_false():
    network = Functionally(lambda x: F.max_pool1d(x, 3, 1) if x.mean() > 0 else F.max_pool1d(x, 2, 1))
    assert probe(network, (1, 1, 6), 2).tolist() == [False, True, True, False, False]


# Bad input

@pytest.mark.parametrize(("call", "words"), [
    (lambda: probe(nn.Conv2d, (1, 1, 5, 5), (0, 0)), "is the class Conv2d"),
    (lambda: probe(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), (5, 0)), "position is (5, 0), but the image has the size (5, 5)"),
    (lambda: probe(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), (-1, 0)), "from 0 to size − 1"),
    (lambda: probe(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), 3), "write one number"),
    (lambda: probe(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), (0.5, 1)), "write whole numbers"),
    (lambda: probe(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), (True, 1)), "write"),
    (lambda: probe(nn.Conv2d(1, 1, 3, device="meta"), (1, 1, 5, 5), (0, 0)), "build it on the CPU"),
    (lambda: probe(nn.Conv2d(1, 1, 3), (1, 2, 5, 5), (0, 0)), "with input_shape (1, 2, 5, 5): in_channels is 1"),
    (lambda: probe(nn.Conv2d(3, 1, 3), (3, 5, 5), (0,)), "for one input write (1, 3, 5, 5)"),
    (lambda: gradient_field(nn.Conv2d(3, 1, 3), (3, 5, 5)), "for one input write (1, 3, 5, 5)"),
    (lambda: probe(Functionally(lambda x: (x, x)), (1, 2, 5, 5), (0, 0)), "does not return one tensor"),
    (lambda: probe_all(nn.Conv2d(1, 1, 3), 5), "5, of type int"),
    (lambda: gradient_field(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), position=(3, 0)), "the output's map has the size (3, 3)"),
    (lambda: gradient_field(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), position=1), "one number"),
    (lambda: gradient_field(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), samples=0), "samples is 0"),
    (lambda: gradient_field(nn.Conv2d(1, 1, 3), (1, 1, 5, 5), seed=-1), "seed is -1"),
    (lambda: gradient_field(nn.Conv2d(1, 1, 3, device="meta"), (1, 1, 5, 5)), "on the meta device"),
    (lambda: gradient_field(Functionally(lambda x: (x, x)), (1, 2, 5, 5)), "does not return one tensor"),
    (lambda: gradient_field(nn.Conv2d(1, 1, 3), (1, 2, 5, 5)), "in_channels is 1"),
])
def test_bad_input(call, words):
    with pytest.raises((ValueError, TypeError, RuntimeError)) as caught:
        call()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


# The gradient

def test_uniform_layers_spread_like_a_bell():
    """n uniform layers of 3 taps: r = 2n + 1, σ = √(2n / 3)."""
    network = nn.Sequential(*(nn.Conv1d(1, 1, 3, bias=False) for _ in range(10)))
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    weights = gradient_field(network, (1, 1, 21))
    assert (weights.shape, weights.max()) == ((21,), 1)
    places = numpy.arange(21) - 10
    assert (weights * places).sum() == pytest.approx(0, abs=1e-6)
    assert numpy.sqrt((weights * places**2).sum() / weights.sum()) == pytest.approx((2 * 10 / 3) ** 0.5, rel=1e-6)


def test_the_gradient_stays_within_the_field():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, dilation=2))
    field = receptive_field(network.eval(), (1, 3, 16, 16))
    for position in ((0, 0), (2, 3), (3, 3)):
        found = gradient_field(network, (1, 3, 16, 16), position, samples=20)
        assert found.max() == 1
        assert not found[~field.reads(position)].any()


def test_the_gradient_is_repeatable_and_may_be_none():
    network = nn.Conv2d(1, 1, 3)
    one, same, other = (gradient_field(nn.Sequential(network, nn.Tanh()), (1, 1, 5, 5), seed=s) for s in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    assert gradient_field(nn.Sequential(network, nn.Threshold(1e9, 0.0)), (1, 1, 5, 5)).max() == 0
    assert gradient_field(Functionally(lambda x: torch.ones(1, 1, 3, 3)), (1, 1, 5, 5)).max() == 0
    assert gradient_field(network.double(), (2, 1, 5, 5)).max() == 1
