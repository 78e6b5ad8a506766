"""The numbers of the explorers, made with and without torch, are the same."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lesson_utils.by_torch import tensors
from lesson_utils.facts import seeded

KERNEL_SHAPES = [(rows, columns) for rows in range(1, 8) for columns in range(1, 8)]


@settings(max_examples=500, deadline=None, database=None)
@given(shape=st.lists(st.integers(0, 6), max_size=4), low=st.integers(-40, 9), count=st.integers(1, 90),
       seed=st.integers(-2**63, 2**64 - 1))
@example(shape=[2, 64, 32, 32], low=0, count=10, seed=20)
@example(shape=[99, 99], low=-2**24, count=2**25 + 1, seed=5)
def test_seeded_integers_are_torch_s(shape, low, count, seed):
    high = low + count - 1
    ours = seeded.integers(*shape, low=low, high=high, seed=seed)
    assert ours == tensors.integers(*shape, low=low, high=high, seed=seed).tolist()
    assert "int" not in _types(ours)


def _types(numbers):
    if not isinstance(numbers, list):
        return {type(numbers).__name__}
    return {name for part in numbers for name in _types(part)}


def test_the_image_is_the_same():
    assert tensors.IMAGE.tolist() == seeded.IMAGE
    assert tensors.SEED == seeded.SEED


@pytest.mark.parametrize("name", seeded.KERNELS)
def test_kernels_are_the_same(name):
    theirs = tensors.KERNELS[seeded.KERNEL_NAMES[name]]
    for shape in KERNEL_SHAPES:
        ours = seeded.KERNELS[name](*shape)
        assert ours == theirs(*shape).tolist()
        assert _types(ours) == {"float"}


def test_a_cropped_kernel_is_one_s_own():
    kernel = seeded.KERNELS["random"](3, 3)
    kernel[0][0] = 99.0
    assert seeded.KERNELS["random"](3, 3)[0][0] != 99.0


@pytest.mark.parametrize("low, high", [(1, 0), (0, 2**24 + 1), (-2**24 - 1, 0)])
def test_a_range_that_is_none_is_refused(low, high):
    with pytest.raises(ValueError, match=f"low is {low} and high is {high}: take low at most high"):
        seeded.integers(3, low=low, high=high)
