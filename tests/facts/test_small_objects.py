"""The map of small objects and its two ways, without torch, are those of torch."""

import pytest
import torch

from lesson_utils.explorers import small_objects as by_torch
from lesson_utils.facts import small_objects as facts


@pytest.mark.parametrize("size", [1, 2, 3, 4, 17, 34])
def test_the_map_is_the_one_that_torch_makes(size):
    for gap in range(1, 12):
        assert facts.small_objects(size, gap) == by_torch.small_objects(size, gap).tolist()


@pytest.mark.parametrize("settings, words", [
    ({"size": 0}, "size is 0, but the smallest legal size is 1: take 1 or more"),
    ({"gap": 0}, "gap is 0, but the smallest legal gap is 1: take 1 or more"),
    ({"size": 35}, "size is 35, but the map has 36 rows, its margin included: take 34 or less"),
])
def test_a_map_that_cannot_be_is_refused_in_the_same_words(settings, words):
    for make in (facts.small_objects, by_torch.small_objects):
        with pytest.raises(ValueError, match=f"^{words}$"):
            make(**settings)


def test_kernel_and_stacks_are_the_same():
    assert by_torch.OUTLINE.tolist() == facts.OUTLINE
    assert list(by_torch.POOLS) == list(facts.POOLS)
    for poolings in range(facts.MOST_POOLINGS + 1):
        assert facts.stacks_of(poolings) == by_torch.stacks_of(poolings)


@pytest.mark.parametrize("seed", range(20))
def test_above_half_is_the_same(seed):
    output = torch.randint(-9, 9, (5, 6), generator=torch.Generator().manual_seed(seed)).float() - 3 * (seed % 4)
    assert facts.above_half(output.tolist()) == by_torch.above_half(output).tolist()
