"""Arithmetic against PyTorch: the formula, the taps and the verdicts, over thousands of random settings."""

import subprocess
import sys

import numpy
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution, output_size
from tests.support.strategies import any_settings


def torch_says(kwargs, height, width, batch=1):
    """The output's shape, or the error, of PyTorch itself."""
    try:
        channels = kwargs["in_channels"]
        return nn.Conv2d(**kwargs)(torch.zeros(batch, channels, height, width)).shape
    except (ValueError, TypeError, RuntimeError) as error:
        return error


def compare_verdicts(examples):
    legal = []

    @settings(max_examples=examples, deadline=None, database=None)
    @given(any_settings())
    def compare(case):
        kwargs, height, width = case
        conv, theirs = Convolution(**kwargs), torch_says(*case)
        problem = conv.problem(height, width)
        legal.append(problem is None)
        assert (problem is None) == isinstance(theirs, torch.Size), (problem, theirs)
        if problem is None:
            module = nn.Conv2d(**kwargs)
            assert (1, conv.out_channels, *conv.output_size(height, width)) == tuple(theirs)
            assert conv.weight_shape == tuple(module.weight.shape)
            assert conv.parameters == sum(p.numel() for p in module.parameters())
            assert nn.Conv2d(**kwargs).extra_repr() == eval(conv.code(), {"nn": nn}).extra_repr()
        else:
            with pytest.raises((ValueError, TypeError)) as caught:
                conv.output_size(height, width)
            assert str(caught.value) == problem

    compare()
    assert sum(legal) > len(legal) / 2, "fewer than half of the settings were legal: the test compares too little"


def test_verdict_and_shape_equal_torch():
    compare_verdicts(1500)


@pytest.mark.slow
def test_verdict_and_shape_equal_torch_many():
    compare_verdicts(20_000)


@settings(max_examples=1500, deadline=None, database=None)
@given(size=st.integers(1, 40), kernel=st.integers(1, 7), stride=st.integers(1, 5),
       padding=st.one_of(st.integers(0, 5), st.sampled_from(["same", "valid"])), dilation=st.integers(1, 5))
def test_one_axis_equals_conv1d(size, kernel, stride, padding, dilation):
    try:
        theirs = nn.Conv1d(1, 1, kernel, stride, padding, dilation)(torch.zeros(1, 1, size)).shape[2]
    except (ValueError, RuntimeError):
        with pytest.raises(ValueError):
            output_size(size, kernel, stride, padding, dilation)
    else:
        assert output_size(size, kernel, stride, padding, dilation) == theirs


@st.composite
def legal_case(draw):
    kwargs, height, width = draw(any_settings().filter(
        lambda case: Convolution(**case[0]).problem(case[1], case[2]) is None))
    return Convolution(**{**kwargs, "in_channels": 1, "out_channels": 1, "groups": 1}), height, width


def padded_input(conv, height, width, values=None):
    """The input with its padding as a tensor that can be differentiated, and the padding in front."""
    (top, bottom), (left, right) = conv.rows.padding, conv.columns.padding
    values = torch.zeros(1, 1, height, width) if values is None else values
    return F.pad(values, (left, right, top, bottom)).requires_grad_(), top, left


def valid_convolution(conv, padded):
    return F.conv2d(padded, torch.ones(1, 1, conv.rows.kernel_size, conv.columns.kernel_size),
                    stride=(conv.rows.stride, conv.columns.stride),
                    dilation=(conv.rows.dilation, conv.columns.dilation))


@settings(max_examples=400, deadline=None, database=None)
@given(legal_case(), st.randoms())
def test_taps_fed_outputs_and_never_read_equal_the_gradient(case, random):
    conv, height, width = case
    padded, top, left = padded_input(conv, height, width)
    output = valid_convolution(conv, padded)[0, 0]
    assert tuple(output.shape) == conv.output_size(height, width)

    row, column = random.randrange(output.shape[0]), random.randrange(output.shape[1])
    (gradient,) = torch.autograd.grad(output[row, column], padded, retain_graph=True)
    read = {(r - top, c - left) for r, c in gradient[0, 0].nonzero().tolist()}
    assert read == set(conv.taps(row, column))

    (gradient,) = torch.autograd.grad(output.sum(), padded)
    reads = gradient[0, 0]
    rows, columns = conv.never_read(height, width)
    assert [r + top for r in rows] == (reads.sum(1) == 0).nonzero().flatten().tolist()
    assert [c + left for c in columns] == (reads.sum(0) == 0).nonzero().flatten().tolist()
    assert set(conv.rows.dropped_by_floor(height)) <= set(rows)

    row, column = random.randrange(height), random.randrange(width)
    fed = conv.outputs_fed_by(row, column, height, width)
    assert len(fed) == int(reads[row + top, column + left])
    assert all((row, column) in conv.taps(*output) for output in fed)


@settings(max_examples=200, deadline=None, database=None)
@given(legal_case(), st.integers(0, 10**6))
def test_a_sum_over_the_taps_equals_torch(case, seed):
    conv, height, width = case
    generator = torch.Generator().manual_seed(seed)
    x = torch.randint(0, 10, (1, 1, height, width), generator=generator).float()
    weight = torch.randint(-3, 4, conv.weight_shape, generator=generator).float()
    padded, top, left = padded_input(conv, height, width, x)
    theirs = F.conv2d(x, weight, None, conv.stride, conv.padding, conv.dilation)[0, 0]
    values, weights = padded[0, 0].tolist(), weight.flatten().tolist()
    ours = [[sum(values[r + top][c + left] * w for (r, c), w in zip(conv.taps(i, j), weights, strict=True))
             for j in range(theirs.shape[1])] for i in range(theirs.shape[0])]
    assert ours == theirs.tolist()


STRICTER = [  # PyTorch runs these, and we do not, on purpose
    ({"kernel_size": True}, "kernel_size is True, of type bool"),
    ({"kernel_size": 3, "stride": (1,)}, "stride is (1,), with 1 element"),
    ({"kernel_size": 3, "padding": (1,)}, "padding is (1,), with 1 element"),
    ({"kernel_size": 3, "in_channels": 0}, "in_channels is 0, but the smallest legal in_channels is 1"),
]


@pytest.mark.parametrize(("kwargs", "words"), STRICTER)
def test_where_we_are_stricter_than_torch(kwargs, words):
    kwargs = {"in_channels": 4, "out_channels": 4, **kwargs}
    assert isinstance(torch_says(kwargs, 6, 6), torch.Size), "torch refuses it too: take it off this list"
    assert words in Convolution(**kwargs).problem(6, 6)


@pytest.mark.parametrize(("kwargs", "size", "error", "words"), [
    ({"kernel_size": 7}, (4, 9), ValueError, ["kernel_size 7", "4 rows", "at most 4", "padding at least 2"]),
    ({"kernel_size": 3, "dilation": (1, 4)}, (9, 7), ValueError, ["dilation 4 covers 9 columns", "7 columns"]),
    ({"kernel_size": 3, "stride": 0}, None, ValueError, ["stride is 0", "1 or more"]),
    ({"kernel_size": 3, "dilation": (1, 0)}, None, ValueError, ["dilation (columns) is 0", "1 or more"]),
    ({"kernel_size": 3, "padding": -1}, None, ValueError, ["padding is -1", "0 or more"]),
    ({"kernel_size": 3, "groups": 3}, None, ValueError, ["groups is 3", "in_channels, which is 4", "1, 2"]),
    ({"kernel_size": 3, "padding": "same", "stride": 2}, None, ValueError, ["padding='same'", "stride is 2"]),
    ({"kernel_size": (3, 3, 3)}, None, ValueError, ["kernel_size is (3, 3, 3)", "3 elements", "pair"]),
    ({"kernel_size": 3.0}, None, TypeError, ["kernel_size is 3.0", "float", "int"]),
    ({"kernel_size": 3, "groups": True}, None, TypeError, ["groups is True", "bool"]),
    ({"kernel_size": 3, "padding": "full"}, None, ValueError, ["padding is 'full'", "'valid'", "'same'"]),
])
def test_errors_name_argument_value_and_remedy(kwargs, size, error, words):
    conv = Convolution(**{"in_channels": 4, "out_channels": 6, **kwargs})
    with pytest.raises(error) as caught:
        conv.check(*(size or (9, 9)))
    for word in words:
        assert word in str(caught.value)


@settings(max_examples=300, deadline=None, database=None)
@given(any_settings(), st.data())
def test_following_the_advice_about_a_large_kernel_makes_it_legal(case, data):
    kwargs, height, width = case
    kwargs = {**kwargs, "kernel_size": data.draw(st.integers(4, 9)), "padding": 0}
    conv = Convolution(**kwargs)
    problem = conv.problem(height, width)
    if problem and problem.startswith("kernel_size"):
        enough = max(-(-(k - size) // 2) for k, size in zip(conv.effective_kernel_size, (height, width), strict=True))
        assert Convolution(**{**kwargs, "padding": enough}).problem(height, width) is None
        advised = int(problem.rsplit("at least ", 1)[1])
        assert Convolution(**{**kwargs, "padding": (advised, enough)}).problem(height, width) is None or \
            "columns" in problem


def test_published_numbers():
    assert Convolution(16, 32, 3, padding=1).macs(32, 32) == 4_718_592
    assert Convolution(16, 16, 3, padding=1, groups=16).macs(32, 32) == 147_456
    assert Convolution(16, 32, 3, padding=1, groups=4).macs(32, 32) == 1_179_648
    assert Convolution(16, 32, 4, padding="same").macs(32, 32) == 8_388_608
    assert Convolution(512, 512, 3, padding=1, bias=False).macs(14, 14) == 462_422_016
    assert Convolution(512, 512, 3, padding=1, bias=False).parameters == 2_359_296
    assert Axis(3, padding=(2, 2), dilation=2).output_size(9) == 9


def test_numpy_integers_are_numbers_too():
    assert Convolution(1, 1, numpy.int64(3), stride=numpy.int64(2)).output_size(7, 7) == (3, 3)


def test_arithmetic_alone_loads_nothing_heavy():
    code = ("import sys, lesson_utils.facts.convolution\n"
            "print([m for m in ('torch', 'numpy', 'matplotlib', 'ipywidgets', 'anywidget') if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
