"""Convolution, pooling and upsampling on lists, with torch as the judge, over thousands of random settings."""

import time

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from lesson_utils.facts.compute import POOLINGS, add, convolve, convolve_map, insert_zeros, pool, upsample
from lesson_utils.facts.convolution import Convolution
from tests.support.strategies import any_settings, int_or_pair


def whole_numbers(generator, *shape):
    return torch.randint(-9, 10, shape, generator=generator).float()


def compare_with_torch(examples):
    legal = []

    @settings(max_examples=examples, deadline=None, database=None)
    @given(any_settings(), st.integers(0, 10**6))
    def compare(case, seed):
        kwargs, height, width = case
        conv, generator = Convolution(**kwargs), torch.Generator().manual_seed(seed)
        problem = conv.problem(height, width)
        legal.append(problem is None)
        if problem is not None:
            with pytest.raises((ValueError, TypeError)) as caught:
                convolve(conv, [[[0.0] * width] * height] * conv.in_channels, [])
            assert str(caught.value) == problem
            return
        x = whole_numbers(generator, conv.in_channels, height, width)
        weight = whole_numbers(generator, *conv.weight_shape)
        bias = whole_numbers(generator, conv.out_channels) if conv.bias else None
        theirs = F.conv2d(x, weight, bias, conv.stride, conv.padding, conv.dilation, conv.groups)
        assert convolve(conv, x.tolist(), weight.tolist(), None if bias is None else bias.tolist()) == theirs.tolist()

    compare()
    assert sum(legal) > len(legal) / 2, "fewer than half of the settings were legal: the test compares too little"


def test_convolution_equals_torch():
    compare_with_torch(1500)


@pytest.mark.slow
def test_convolution_equals_torch_many():
    compare_with_torch(20_000)


@settings(max_examples=1000, deadline=None, database=None)
@given(kernel_size=int_or_pair(1, 4), stride=int_or_pair(1, 4), dilation=int_or_pair(1, 3), height=st.integers(1, 12),
       width=st.integers(1, 12), kind=st.sampled_from(sorted(POOLINGS)), seed=st.integers(0, 10**6))
def test_pooling_equals_torch(kernel_size, stride, dilation, height, width, kind, seed):
    conv = Convolution(1, 1, kernel_size, stride, 0, dilation if kind == "max" else 1)
    x = whole_numbers(torch.Generator().manual_seed(seed), height, width).double()
    problem = conv.problem(height, width)
    if problem is not None:
        with pytest.raises(ValueError) as caught:
            pool(conv, kind, x.tolist())
        assert str(caught.value) == problem
    elif kind == "max":
        assert pool(conv, kind, x.tolist()) == F.max_pool2d(x[None], kernel_size, stride, 0, dilation)[0].tolist()
    else:
        assert pool(conv, kind, x.tolist()) == F.avg_pool2d(x[None], kernel_size, stride)[0].tolist()


@settings(max_examples=500, deadline=None, database=None)
@given(height=st.integers(1, 6), width=st.integers(1, 6), factor=st.integers(1, 6),
       mode=st.sampled_from(["nearest", "bilinear"]), seed=st.integers(0, 10**6))
def test_upsampling_equals_torch(height, width, factor, mode, seed):
    x = whole_numbers(torch.Generator().manual_seed(seed), height, width).double()
    theirs = F.interpolate(x[None, None], scale_factor=float(factor), mode=mode)[0, 0]
    ours = torch.tensor(upsample(x.tolist(), factor, mode), dtype=torch.float64)
    assert torch.equal(ours, theirs) if mode == "nearest" or factor in (1, 2, 4) else torch.allclose(ours, theirs)


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(1, 5), st.integers(1, 5), st.tuples(st.integers(1, 4), st.integers(1, 4)), st.integers(0, 10**6))
def test_zeros_put_in_are_what_dilation_means(rows, columns, dilation, seed):
    generator = torch.Generator().manual_seed(seed)
    x, weight = whole_numbers(generator, 17, 18), whole_numbers(generator, rows, columns)
    with_zeros = torch.tensor(insert_zeros(weight.tolist(), dilation))
    assert with_zeros.shape == Convolution(1, 1, (rows, columns), dilation=dilation).effective_kernel_size
    assert torch.equal(F.conv2d(x[None], with_zeros[None, None]),
                       F.conv2d(x[None], weight[None, None], dilation=dilation))


def test_maps_are_added_place_by_place():
    assert add([[[1, 2]], [[3, 4]], [[5, 6]]], 0.5) == [[9.5, 12.5]]


ONE, TWO = Convolution(1, 1, 2), Convolution(2, 1, 1)


@pytest.mark.parametrize("call, words", [
    (lambda: convolve_map(ONE, [[1, 2], [3]], [[1, 1], [1, 1]]), "x has lists of different lengths side by side"),
    (lambda: convolve_map(ONE, [[1, 2]], [[1, 1], [1, 1]]), "kernel_size 2 is larger than the padded input, which has "
                                                            "1 rows: take kernel_size at most 1"),
    (lambda: convolve_map(ONE, [[1, 2]] * 2, [[1, 1]]), "weight has shape (1, 1, 1, 2): give it the shape "
                                                        "(1, 1, 2, 2)"),
    (lambda: convolve_map(ONE, [], [[1, 1]] * 2), "x has shape (1, 0): give it the shape (1, H, W)"),
    (lambda: convolve(TWO, [[[1]]], [[[[1]], [[1]]]]), "x has shape (1, 1, 1): give it the shape (2, H, W)"),
    (lambda: convolve(TWO, [[[1]], [[1]]], [[[[1]], [[1]]]], [1, 2]), "bias has shape (2,): give it the shape (1)"),
    (lambda: pool(ONE, "least", [[1, 2]]), "kind is 'least': take 'max' or 'average'"),
    (lambda: pool(Convolution(1, 1, 2, padding=1), "max", [[1, 2]]), "padding is 1, but a pooling has none here: set "
                                                                     "padding to 0"),
    (lambda: pool(ONE, "max", [1, 2]), "x has shape (2,): give it the shape (H, W)"),
    (lambda: upsample([[1]], 0, "nearest"), "factor is 0, but the smallest legal factor is 1: take 1 or more"),
    (lambda: upsample([[1]], 2, "cubic"), "mode is 'cubic': take 'nearest' or 'bilinear'"),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("height, width, kernel_size, most", [(12, 12, 7, 0.005), (240, 205, 3, 0.25)])
def test_it_is_fast_enough_for_a_slider(height, width, kernel_size, most):
    conv, x, weight = Convolution(1, 1, kernel_size, padding=kernel_size // 2), [[1.0] * width] * height, \
        [[1.0] * kernel_size] * kernel_size
    times = []
    for _ in range(5):
        start = time.perf_counter()
        convolve_map(conv, x, weight)
        times.append(time.perf_counter() - start)
    assert min(times) < most
