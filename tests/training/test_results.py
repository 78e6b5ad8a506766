"""Results of trainings: the table, the plots, and the slider show what was measured."""

import matplotlib as mpl
import pytest
import torch
from torch import nn

from lesson_utils.explorers.width import explore_width
from lesson_utils.language import tr
from lesson_utils.plots import as_picture, new_figure
from lesson_utils.training import plots, words
from lesson_utils.training.classifiers import ClassifierRun
from lesson_utils.training.digits import CLASSIFIER_KINDS
from lesson_utils.training.loop import classify
from lesson_utils.training.plots import plot_answers, plot_reach, plot_tradeoff
from lesson_utils.training.posts import lamp_scenes
from lesson_utils.training.segmentation import Answers, Count, SegmenterRun
from lesson_utils.training.segmenter import SEGMENTERS, Segmenter
from lesson_utils.training.series import Measured
from lesson_utils.training.words import CLASSIFIER_WORDS, SEGMENTER_WORDS, segmenter_word


def classifier(kind, width, seed, percent):
    return ClassifierRun(kind, width, seed, percent, 100 * width, 1000 * width, 1e-3, nn.Identity())


CLASSIFIERS = Measured((classifier("standard", 2, 0, 80.0), classifier("standard", 4, 0, 90.0),
                        classifier("separable", 4, 0, 85.0), classifier("standard", 2, 1, 70.0)), 4)


def segmenter(name, seed, kind):
    return SegmenterRun(name, seed, Answers(kind, Count(1, 2), Count(3, 4), 5.0), 10, 20, 1e-3, nn.Identity())


SEGMENTED = Measured((segmenter("plain", 0, 51.0), segmenter("plain", 1, 49.0), segmenter("pooling", 0, 99.0)), 3)


def test_results_as_a_table():
    assert str(SEGMENTED).splitlines() == [
        "network  parameters  MACs     time             right kind  small posts found  tall posts found  extra pixels",
        "plain            10    20  1.00 ms  50.0 % (49.0 to 51.0)             2 of 4            6 of 8         5.0 %",
        "pooling          10    20  1.00 ms                 99.0 %             1 of 2            3 of 4         5.0 %",
        "All 3 trainings are finished."]
    assert str(CLASSIFIERS).splitlines()[1].split("  ") == [
        "standard, width 2", "", "", "", "", "200", "2,000", "1.00 ms", "75.0 % (70.0 to 80.0)", "", "", "2"]
    html = (SEGMENTED + Measured((), 2))._repr_html_()
    assert html.count("<tr>") == 3
    assert "2 of 4" in html
    assert "Stopped early: 3 of 5 trainings" in html


def test_the_tradeoff_plots_means_and_spread():
    _, ax = new_figure()
    assert plot_tradeoff(CLASSIFIERS, ax, width=2) is ax
    lines = {box.get_label(): box.lines for box in ax.containers}
    assert lines["standard"][0].get_xydata().tolist() == [[2000, 75], [4000, 90]]
    assert lines["separable"][0].get_xydata().tolist() == [[4000, 85]]
    assert [segment[:, 1].tolist() for segment in lines["standard"][2][0].get_segments()] == [[70, 80], [90, 90]]
    rings = [line.get_xydata().tolist() for line in ax.lines if line.get_fillstyle() == "none"]
    assert rings == [[[2000, 75]]]


def test_the_reach_plots_every_seed():
    _, ax = new_figure()
    plot_reach(SEGMENTED, {"plain": 7, "pooling": 12}, 11, ax)
    points = [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "o"]
    assert points == [[[7, 51], [7, 49]], [[12, 99]]]
    assert {text.get_text() for text in ax.texts} == {"chance", "needed: 11", "plain", "pooling"}
    with pytest.raises(ValueError, match="fields has no size for 'pooling'"):
        plot_reach(SEGMENTED, {"plain": 7}, 11, ax)


def test_the_answers_have_a_cross_on_each_wrong_pixel():
    scenes, network = lamp_scenes(3, seed=5), Segmenter(seed=1)
    before = dict(mpl.rcParams)
    figure = plot_answers({"untrained": network}, scenes, 2)
    wrong = (classify(network, scenes.images[2:])[0] != scenes.labels[2]).nonzero()
    panel = figure.axes[2]
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["scene", "right answer", "untrained"]
    assert panel.collections[0].get_offsets().tolist() == wrong.flip(1).tolist()
    assert panel.get_xlabel() == f"{len(wrong)} wrong pixels"
    assert as_picture(figure, "x").svg == as_picture(plot_answers({"untrained": network}, scenes, 2), "x").svg
    assert dict(mpl.rcParams) == before


def test_a_network_may_be_called_like_another_panel():
    scenes, network = lamp_scenes(3, seed=5), Segmenter(seed=1)
    figure = plot_answers({"scene": network, "right answer": network}, scenes)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["scene", "right answer"] * 2
    assert [bool(ax.collections) for ax in figure.axes] == [False, False, True, True]


def test_every_network_has_its_word():
    assert CLASSIFIER_WORDS.keys() == CLASSIFIER_KINDS.keys()
    assert {name: segmenter_word(name) for name in SEGMENTERS} == {name: name for name in SEGMENTERS}
    rest = {name for name, arguments in SEGMENTERS.items() if name.startswith("dilation")}
    assert SEGMENTER_WORDS.keys() == SEGMENTERS.keys() - rest


def test_names_are_ids_and_words_are_shown(monkeypatch):
    """Runs are grouped and plotted by their ids, whatever the words are."""
    monkeypatch.setattr(words, "tr", lambda *said, **places: f"«{tr(*said, **places)}»")
    assert list(SEGMENTED.by_name()) == ["plain", "pooling"]
    assert str(SEGMENTED).splitlines()[1].startswith("«plain»")
    assert str(CLASSIFIERS).splitlines()[1].startswith("«standard», width 2")
    _, ax = new_figure()
    plot_reach(SEGMENTED, {"plain": 7, "pooling": 12}, 11, ax)
    assert {"«plain»", "«pooling»"} <= {text.get_text() for text in ax.texts}
    _, ax = new_figure()
    plot_tradeoff(CLASSIFIERS, ax)
    assert {box.get_label() for box in ax.containers} == {"«standard»", "«separable»"}


@pytest.mark.parametrize(("wrong", "said"), [(0, "all right"), (1, "1 wrong pixel"), (2, "2 wrong pixels")])
def test_wrong_pixels_are_counted_in_words(wrong, said):
    _, ax = new_figure()
    plots._mark_wrong(ax, torch.arange(4).reshape(2, 2) < wrong)
    assert ax.get_xlabel() == said


def test_the_width_slider_shows_what_was_measured():
    explorer = explore_width(CLASSIFIERS)
    slider = explorer.controls["width"]
    assert slider.options == (2, 4)
    pictures = {}
    for width in (2, 4, 2):
        slider.value = width
        pictures.setdefault(width, explorer.svg)
        assert pictures[width] == explorer.svg
    assert pictures[2] != pictures[4]
    assert "standard: 75.0 % for 2,000 MACs and 200 parameters; separable: not trained with this width" in explorer.alt
