"""Plots: what they draw, that they leave matplotlib as it was, and that the same facts give the same text."""

import matplotlib as mpl
import pytest
from torch import nn

from lesson_utils.cost import LAYER_KINDS, cost_table
from lesson_utils.facts.convolution import Convolution
from lesson_utils.field_plots import plot_effective, plot_growth, plot_network_fields
from lesson_utils.plots import as_picture, new_figure, plot_shares, plot_timings, plot_totals
from lesson_utils.receptive_field import gradient_of, rates, receptive_field, stack_of
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
    assert set(LAYERS) >= set(LAYER_KINDS) - {"transposed"}


def test_growth_is_the_recurrence():
    stacks = {"plain": stack_of(*[Convolution(1, 1, 3)] * 4)[0], "rates": stack_of(*rates(1, 2, 4))[0]}
    _, ax = new_figure()
    plot_growth(stacks, ax)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 3, 5, 7, 9], [1, 3, 7, 15]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["plain: 9", "rates: 15"]


@pytest.mark.parametrize("n", [4, 32])
def test_the_gradient_of_equal_layers_is_a_bell_curve(n):
    stack = stack_of(*[Convolution(1, 1, 3)] * n)[0]
    weights = gradient_of(stack, 2 * n + 1, 0, padded=False)[1]
    _, ax = new_figure()
    plot_effective(weights, ax)
    heights = [bar.get_height() for bar in ax.patches[1:]]
    assert sum(heights) == pytest.approx(1)
    variance = sum(x * x * h for x, h in zip(range(-n, n + 1), heights, strict=True))
    assert variance == pytest.approx(2 * n / 3)
    curve = ax.lines[0]
    assert curve.get_ydata()[curve.get_xdata().tolist().index(0)] == pytest.approx(heights[n], rel=0.05)
    left, right = ax.patches[0].get_x(), ax.patches[0].get_x() + ax.patches[0].get_width()
    assert (left, right) == pytest.approx((-2 * (2 * n / 3) ** 0.5, 2 * (2 * n / 3) ** 0.5))


def test_the_field_of_a_network_grows_layer_by_layer():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 2, 3)).eval()
    _, ax = new_figure()
    plot_network_fields({"mine": receptive_field(network, (1, 1, 20, 20))}, ax)
    assert ax.lines[0].get_ydata().tolist() == [1, 3, 4, 8]
    assert set(ax.lines[1].get_ydata()) == {20}
