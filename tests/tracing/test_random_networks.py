"""The analysis against probing on random networks: the same pixels at every output position, no exception allowed."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.support.random_networks import BRANCHES, LAYERS, compare, networks

UNLIKE_AN_ENDLESS_IMAGE = {"padding_mode", "pad", "roll", "linear", "cubic", "cut", "cat_along"}


def compare_many(examples, first_seed, counts, first=None):
    @seed(first_seed)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(networks(first))
    def one(case):
        network, shape, names = case
        counts.update({"networks", *names})
        field, probed = compare(network, shape)
        if "transpose" not in names:  # then the positions of an axis run along that axis of the output
            assert tuple(axis.clipped for axis in field.axes) == probed.clipped
        if not UNLIKE_AN_ENDLESS_IMAGE & set(names):
            check_the_endless_image(field)

    one()


def check_the_endless_image(field):
    """Without folded, moved or cut maps, the exact hull is within the theoretical interval."""
    for axis in field.axes:
        for theory, exact in zip(axis.intervals, axis.clipped, strict=True):
            if exact is not None:
                assert theory[0] <= exact[0] <= exact[1] <= theory[1]


def test_analysis_is_what_probing_finds():
    compare_many(50, 1, Counter())


@pytest.mark.slow
def test_analysis_is_what_probing_finds_many():
    counts, names = Counter(), (*LAYERS, *BRANCHES)
    for number, name in enumerate(names, start=2):
        compare_many(14, number, counts, first=name)
    print(f"\n{counts.total()} operations: {dict(counts)}")
    assert counts["networks"] >= 300
    assert not {name: counts[name] for name in names if counts[name] < 20}
