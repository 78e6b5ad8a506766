"""Plots: what they draw, that they leave matplotlib as it was, and that the same facts give the same text."""

import matplotlib as mpl
import pytest
from torch import nn

from lesson_utils.cost import cost_table
from lesson_utils.plots import as_picture, new_figure, plot_shares, plot_timings, plot_totals
from lesson_utils.style import LAYERS
from lesson_utils.timing import Timing


@pytest.fixture
def table():
    pair = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.Conv2d(8, 16, 1, bias=False))
    return cost_table(pair, (1, 8, 6, 6))


TIMINGS = [Timing("one", 10**6, 10**4, 2e-3, 1e-3, 1e-5), Timing("two", 10**5, 10**4, 1e-3, 1e-4, 1e-5)]


def test_shares_are_the_table_s(table):
    _, ax = new_figure()
    assert plot_shares(table, ax) is ax
    widths = [bar.get_width() for bar in ax.patches]
    kinds = table.by_kind()
    assert widths[:2] == pytest.approx([100 * kinds["depthwise"].share, 100 * kinds["pointwise"].share])
    assert sum(widths[2:]) == pytest.approx(100)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(kinds)


def test_totals_are_in_millions(table):
    _, (left, right) = new_figure(columns=2)
    plot_totals({"net": table}, left)
    plot_totals({"net": table}, right, "parameters")
    assert left.patches[0].get_width() == pytest.approx(table.macs / 1e6)
    assert right.patches[0].get_width() == pytest.approx(table.parameters / 1e6)
    assert (left.get_title(loc="left"), right.get_title(loc="left")) == ("MACs", "parameters")


def test_timings_are_in_milliseconds():
    _, ax = new_figure()
    plot_timings(TIMINGS, ax)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([2, 1])
    macs, moved = (points.get_offsets()[:, 0].tolist() for points in ax.collections)
    assert macs == pytest.approx([1, 0.1])
    assert moved == pytest.approx([0.01, 0.01])


def test_the_same_facts_give_the_same_text_and_matplotlib_stays_as_it_was(table):
    before = dict(mpl.rcParams)

    def draw():
        figure, ax = new_figure()
        plot_timings(TIMINGS, ax)
        return as_picture(figure, "Two layers.")

    picture = draw()
    assert picture.svg == draw().svg
    assert 'alt="Two layers."' in picture.html()
    assert dict(mpl.rcParams) == before
    assert set(table.by_kind()) <= set(LAYERS) | {"transposed"}
