"""The numbers of the explorers, made with and without torch, are the same."""

import pytest
import torch
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


def test_the_image_is_torch_s():
    assert tensors.integers(12, 12).tolist() == seeded.IMAGE
    assert tensors.SEED == seeded.SEED


def edge(rows, columns):
    if columns == 1:
        return edge(1, rows).T if rows > 1 else torch.ones(1, 1)
    weights = torch.minimum(torch.arange(rows), torch.arange(rows).flip(0)) + 1
    return weights[:, None] * torch.sign((columns - 1) / 2 - torch.arange(columns))


def identity(rows, columns):
    kernel = torch.zeros(rows, columns)
    kernel[(rows - 1) // 2, (columns - 1) // 2] = 1
    return kernel


def random(rows, columns):
    return tensors.integers(7, 7, low=-2, high=2, seed=4)[:rows, :columns]


BY_TORCH = {"edge": edge, "box": lambda rows, columns: torch.ones(rows, columns), "identity": identity,
            "random": random}


@pytest.mark.parametrize("name", seeded.KERNELS)
def test_kernels_are_those_that_torch_makes(name):
    for shape in KERNEL_SHAPES:
        ours = seeded.KERNELS[name](*shape)
        assert ours == BY_TORCH[name](*shape).tolist()
        assert _types(ours) == {"float"}


def test_a_cropped_kernel_is_one_s_own():
    kernel = seeded.KERNELS["random"](3, 3)
    kernel[0][0] = 99.0
    assert seeded.KERNELS["random"](3, 3)[0][0] != 99.0


@pytest.mark.parametrize("low, high", [(1, 0), (0, 2**24 + 1), (-2**24 - 1, 0)])
def test_a_range_that_is_none_is_refused(low, high):
    with pytest.raises(ValueError, match=f"low is {low} and high is {high}: take low at most high"):
        seeded.integers(3, low=low, high=high)
