"""The analysis against probing on random networks: the same pixels at every output position, no exception allowed."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.random_networks import BRANCHES, LAYERS, compare, networks

UNLIKE_AN_ENDLESS_IMAGE = {"padding_mode", "pad", "roll", "linear", "cubic", "cut", "cat_along"}


def compare_many(examples, first_seed):
    counts = Counter()

    @seed(first_seed)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=(Phase.generate, Phase.shrink))
    @given(networks())
    def one(case):
        network, shape, names = case
        counts.update(set(names))
        field, probed = compare(network, shape)
        if "transpose" not in names:  # then the positions of an axis run along that axis of the output
            assert tuple(axis.clipped for axis in field.axes) == probed.clipped
        if not UNLIKE_AN_ENDLESS_IMAGE & set(names):
            check_the_endless_image(field)

    one()
    return counts


def check_the_endless_image(field):
    """Without folded, moved or cut maps, the exact hull is within the theoretical interval."""
    for axis in field.axes:
        for theory, exact in zip(axis.intervals, axis.clipped, strict=True):
            if exact is not None:
                assert theory[0] <= exact[0] <= exact[1] <= theory[1]


def test_analysis_is_what_probing_finds():
    compare_many(50, first_seed=1)


@pytest.mark.slow
def test_analysis_is_what_probing_finds_many():
    counts = compare_many(300, first_seed=2)
    few = {name: counts[name] for name in (*LAYERS, *BRANCHES) if counts[name] < 20}
    assert not few, f"operations that hardly occur: {few}"
