"""The map of small objects and its two ways, without torch, are those of torch."""

from itertools import pairwise

import pytest
import torch

from lesson_utils import small_objects
from lesson_utils.facts import small_objects as facts
from lesson_utils.facts.regions import regions


@pytest.mark.parametrize("size", [1, 2, 3, 4, 17, 34])
def test_the_map_has_squares_of_that_size_and_gap(size):
    for gap in range(1, 12):
        numbers = facts.small_objects(size, gap)
        assert numbers == small_objects(size, gap).tolist()
        assert len(numbers) == len(numbers[0]) == facts.SIDE
        squares = regions(numbers)
        assert {len(square) for square in squares} == {size**2}
        along = sorted({square[0][1] for square in squares})
        assert {b - a for a, b in pairwise(along)} <= {size + gap}
        assert not any(numbers[0]), "a margin of zeros"
        assert not any(row[-1] for row in numbers)
        assert (along[-1] + size - along[0]) + size + gap > facts.SIDE - 2, "there is room for one more"


@pytest.mark.parametrize("settings, words", [
    ({"size": 0}, "size is 0, but the smallest legal size is 1: take 1 or more"),
    ({"gap": 0}, "gap is 0, but the smallest legal gap is 1: take 1 or more"),
    ({"size": 35}, "size is 35, but the map has 36 rows, its margin included: take 34 or less"),
])
def test_a_map_that_cannot_be_is_refused_in_the_same_words(settings, words):
    for make in (facts.small_objects, small_objects):
        with pytest.raises(ValueError, match=f"^{words}$"):
            make(**settings)


@pytest.mark.parametrize("seed", range(20))
def test_above_half_is_the_same(seed):
    output = torch.randint(-9, 9, (5, 6), generator=torch.Generator().manual_seed(seed)).float() - 3 * (seed % 4)
    assert facts.above_half(output.tolist()) == ((2 * output > output.max()) & (output > 0)).tolist()
