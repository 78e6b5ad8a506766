"""The picture of a stack: the map's shades, and that a move computes each thing once."""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import lesson_utils
from lesson_utils.diagrams.receptive_field import _paths, _shades
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.stack import Stack

axes = st.builds(lambda kernel, stride, dilation: Axis(kernel, stride, (0, 0), dilation), st.integers(1, 7),
                 st.integers(1, 3), st.integers(1, 6))
stacks = st.lists(axes, min_size=1, max_size=5).map(lambda layers: Stack(tuple(layers)))


@settings(max_examples=200, deadline=None, database=None)
@given(stacks.filter(lambda stack: stack.fields[-1].size < 200), stacks.filter(lambda s: s.fields[-1].size < 200))
def test_the_shade_of_a_pixel_is_the_root_of_its_share_of_the_paths(rows, columns):
    paths = np.outer(*(np.array(_paths(stack), dtype=float) for stack in (rows, columns)))
    shades = np.where(paths > 0, 1 + 254 * np.sqrt(paths / paths.max()), 0).astype(np.uint8)
    assert [list(row) for row in _shades(_paths(rows), _paths(columns))] == shades.tolist()


def test_a_move_computes_the_units_and_each_cone_once(monkeypatch):
    explorer = lesson_utils.explore_receptive_field("rates 2, 2, 2")
    calls = Counter()

    def counted(name):
        real = getattr(Stack, name)

        def counting(self, *arguments):
            calls[name, id(self), str(arguments)] += 1
            return real(self, *arguments)
        monkeypatch.setattr(Stack, name, counting)

    counted("units")
    counted("cone_within")
    explorer.controls["size"].value = 30
    assert "A stack over 30 pixels" in explorer.alt
    assert set(calls.values()) == {1}
    # one axis, as rows and columns are alike: its units, the middle unit on the image, the endless field
    assert Counter(name for name, *_ in calls) == {"units": 1, "cone_within": 2}


@pytest.mark.parametrize("dilation", [1, 8, 40, 200])
def test_units_narrower_than_a_pixel_are_still_drawn(dilation):
    layer = nn.Conv2d(1, 1, 7, dilation=dilation, padding=3 * dilation)
    svg = lesson_utils.draw_receptive_field(layer, layer, size=72).svg
    assert "--" not in svg
    assert all(float(side) > 0 for side in re.findall(r"h([-.\d]+)v", svg))
