"""The engine without torch gives what torch gives, and claims nothing."""

import inspect
import re
from random import Random

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from lesson_utils.by_torch import fields
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.diagrams.svg import Picture
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Answer, Engine, MissingOperationError, ask
from lesson_utils.facts.plan import Layer, Plan
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.facts.small_objects import OUTLINE, small_objects, stacks_of
from lesson_utils.facts.stack import rates, stack_of
from lesson_utils.scenes.plain import PlainEngine
from tests.support.scenes import CLASSES, new_scene, random_move
from tests.support.strategies import int_or_pair

LACKS = {"measure", "filter_photograph", "mix_colours"}
many = settings(max_examples=200, deadline=None, database=None)


def numbers(seed, *shape):
    return torch.randint(-9, 10, shape, generator=torch.Generator().manual_seed(seed)).float()


@st.composite
def spatial(draw):
    """(spatial arguments of F.conv2d, kernel shape), legal for 12 rows and 12 columns."""
    kwargs = {"stride": draw(int_or_pair(1, 3)), "padding": draw(int_or_pair(0, 3)),
              "dilation": draw(int_or_pair(1, 3))}
    if draw(st.booleans()):
        kwargs |= {"stride": 1, "padding": draw(st.sampled_from(["same", "valid"]))}
    return kwargs, (draw(st.integers(1, 4)), draw(st.integers(1, 4)))


seeds, channels = st.integers(0, 10**6), st.integers(1, 4)


@many
@given(spatial(), seeds)
def test_convolve(case, seed):
    kwargs, kernel = case
    x, weight = numbers(seed, 12, 12), numbers(seed + 1, *kernel)
    theirs = F.conv2d(x[None], weight[None, None], **kwargs)[0]
    conv = Convolution(1, 1, kernel, **kwargs, bias=False)
    assert PlainEngine().convolve(conv, x.tolist(), weight.tolist()) == Answer(theirs.tolist())
    with_zeros, dilated, undilated = PlainEngine().convolve_with_zeros(conv, x.tolist(), weight.tolist()).value
    assert dilated == undilated == theirs.tolist()
    assert F.conv2d(x[None], torch.tensor(with_zeros)[None, None], stride=kwargs["stride"],
                    padding=kwargs["padding"])[0].tolist() == undilated


@many
@given(spatial(), channels, channels, seeds, st.data())
def test_convolve_channels(case, m, n, seed, data):
    kwargs, kernel = case
    x, weight, bias = numbers(seed, m, 12, 12), numbers(seed + 1, n, m, *kernel), numbers(seed + 2, n)
    channel = data.draw(st.integers(0, n - 1))
    answer = PlainEngine().convolve_channels(Convolution(m, n, kernel, **kwargs), x.tolist(), weight.tolist(),
                                             bias.tolist(), channel)
    intermediate = F.conv2d(x, weight[channel][:, None], groups=m, **kwargs)
    assert answer == Answer((intermediate.tolist(), F.conv2d(x, weight, bias, **kwargs)[channel].tolist()))


@many
@given(spatial(), channels, seeds)
def test_convolve_depthwise(case, m, seed):
    kwargs, kernel = case
    x, weight = numbers(seed, m, 12, 12), numbers(seed + 1, m, *kernel)
    conv = Convolution(m, m, kernel, **kwargs, groups=m, bias=False)
    output, summed = F.conv2d(x, weight[:, None], groups=m, **kwargs), F.conv2d(x, weight[None], **kwargs)[0]
    assert PlainEngine().convolve_depthwise(conv, x.tolist(), weight.tolist()) == \
        Answer((output.tolist(), summed.tolist()))


@many
@given(channels, channels, seeds)
def test_convolve_pointwise(m, n, seed):
    x, weight = numbers(seed, m, 5, 4), numbers(seed + 1, n, m)
    theirs = torch.einsum("nm,mrc->nrc", weight, x)
    conv = Convolution(m, n, 1, bias=False)
    assert PlainEngine().convolve_pointwise(conv, x.tolist(), weight.tolist()) == Answer(theirs.tolist())


@many
@given(st.integers(1, 4), st.integers(1, 4), st.sampled_from(["max", "average"]), seeds)
def test_pool(kernel_size, stride, kind, seed):
    x = numbers(seed, 8, 7).double()
    theirs = {"max": F.max_pool2d, "average": F.avg_pool2d}[kind](x[None], kernel_size, stride)[0]
    assert PlainEngine().pool(Convolution(1, 1, kernel_size, stride), kind, x.tolist()) == Answer(theirs.tolist())


@pytest.mark.parametrize("poolings", [0, 1, 2])
@pytest.mark.parametrize("kind", ["max", "average"])
def test_two_ways(poolings, kind):
    for size, gap in ((1, 1), (1, 4), (2, 3), (3, 1), (3, 2), (4, 9)):
        x = torch.tensor(small_objects(size, gap), dtype=torch.float64)
        pooled, dilated = PlainEngine().two_ways(x.tolist(), poolings, kind).value
        assert (pooled, dilated) == TorchEngine().two_ways(x.tolist(), poolings, kind).value
        weight = torch.tensor(OUTLINE)
        assert dilated == fields.convolve_dilated(x[None, None].float(), stacks_of(poolings)[1], weight)[0, 0].tolist()
        sums = x[None, None]
        for _ in range(poolings):  # exact: sums of windows, and one division at the end
            sums = F.max_pool2d(sums, 3) if kind == "max" else F.avg_pool2d(sums, 3, divisor_override=1)
        exact = F.conv2d(sums, weight.double()[None, None], padding=1)
        exact = F.interpolate(exact, scale_factor=3.0**poolings) / (1 if kind == "max" else 9**poolings)
        assert pooled == exact[0, 0].tolist()


def test_what_it_cannot_ask_it_does_not_claim():
    engine, stack = PlainEngine(), stack_of(*rates(1, 2))[0]
    assert engine.split_groups(Convolution(4, 4, 3, groups=2), 5, 5) == Answer(None)
    assert engine.read_by(Seen(stack, 9)) == Answer(None)
    assert engine.count_pair(SeparablePair.of(3, 4, 3, 8, 8)) == Answer(None)
    assert engine.count_plan(Plan((Layer("standard", 8),))) == Answer(None)
    assert engine.refusal({"kernel_size": 0}, 5, 5) == Answer("")


def test_it_has_every_operation_but_three_with_the_arguments_of_the_protocol():
    operations = {name: value for name, value in vars(Engine).items() if inspect.isfunction(value) and name[0] != "_"}
    assert {name for name in operations if not hasattr(PlainEngine, name)} == LACKS
    for name in operations.keys() - LACKS:
        assert list(inspect.signature(getattr(PlainEngine, name)).parameters) == \
            list(inspect.signature(operations[name]).parameters)
    with pytest.raises(MissingOperationError, match="PlainEngine has no operation mix_colours"):
        ask(PlainEngine(), "mix_colours", (30, 59, 11))


@pytest.mark.parametrize("ask_it, words", [
    (lambda engine: engine.convolve(Convolution(1, 1, 3), [[1.0]], [[1.0] * 3] * 3), "kernel_size 3 is larger"),
    (lambda engine: engine.split_groups(Convolution(4, 4, 3, groups=3), 5, 5), "groups is 3"),
    (lambda engine: engine.read_by(Seen(stack_of(Convolution(1, 1, 5))[0], 3)), "layer 1 has no output"),
    (lambda engine: engine.two_ways([[1.0] * 9] * 9, 1, "least"), "kind is 'least'"),
])
def test_illegal_settings_raise_the_usual_errors(ask_it, words):
    with pytest.raises(ValueError, match=words):
        ask_it(PlainEngine())


def without_verdict(picture):
    """A picture without "torch agrees", and without what the gradient found: that is torch's alone."""
    svg = re.sub(r'<text [^>]*class="verdict"[^>]*>[^<]*</text>', "", picture.svg)
    return Picture(svg, re.sub(r"PyTorch says: .*? Why: ", "Why: ", picture.alt))


@pytest.mark.parametrize("moves", [40, pytest.param(600, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted(set(CLASSES) - {"width", "photograph", "mixing"}))
def test_both_engines_give_the_same_pictures(name, moves):
    by_torch, plain = new_scene(name, TorchEngine()), new_scene(name, PlainEngine())
    random, twin = Random(moves), Random(moves)
    for _ in range(moves):
        assert random_move(by_torch, random) == random_move(plain, twin)
        ours, theirs = without_verdict(plain.picture()), without_verdict(by_torch.picture())
        assert ours.alt == theirs.alt
        assert ours.svg == theirs.svg or "is illegal" in ours.alt
        assert "torch agrees" not in plain.picture().svg
