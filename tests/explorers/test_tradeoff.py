"""The small network: its code evaluated by torch gives the numbers of its picture, whatever the settings."""

import re
from random import Random
from xml.etree import ElementTree

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lesson_utils import Layer, cost_table, draw_tradeoff, explore_tradeoff
from lesson_utils.diagrams.plan import ALARM, BAR_WIDTH, LIMIT, budget_words
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.plan import PLAN_KINDS, Plan
from lesson_utils.facts.stack import Stack
from lesson_utils.scenes.tradeoff import OWN, PRESETS
from lesson_utils.style import INK, contrast
from tools.driving import values_of

SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def layers(draw):
    kind = draw(st.sampled_from(["standard", "separable", "dilated"]))
    return Layer(kind, draw(st.sampled_from([2, 4, 6, 8])), draw(st.integers(1, 2)),
                 draw(st.integers(1, 4)) if kind == "dilated" else 1,
                 draw(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 3])) if kind != "separable" else 1)


def texts(svg, cls):
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")
            if node.get("class") == cls]


def read_by_torch(module, size):
    """(width of the span, pixels) that the middle unit reads along the rows, weights 1, on an image large enough."""
    module = module.double()
    for layer in module:
        if isinstance(layer, nn.Conv2d):
            nn.init.ones_(layer.weight)
    image = torch.ones(1, 3, size, 1, dtype=torch.float64, requires_grad=True)
    out = image
    for layer in module:  # along the rows alone: the kernel's middle column, which padding leaves the only one
        if isinstance(layer, nn.Conv2d):
            out = nn.functional.conv2d(out, layer.weight.sum(3, keepdim=True), None, (layer.stride[0], 1), 0,
                                       (layer.dilation[0], 1), layer.groups)
    rows = torch.autograd.grad(out[0].sum(0)[out.shape[2] // 2, 0], image)[0].sum((0, 1, 3)).nonzero().flatten()
    return int(rows[-1] - rows[0]) + 1, len(rows)


def compare(examples):
    seen = {"drawn": 0, "groups is": 0, "has no output": 0}

    @settings(max_examples=examples, deadline=None, database=None)
    @given(st.lists(layers(), min_size=1, max_size=4), st.integers(1, 40), st.booleans())
    def check(chosen, size, padded):
        try:
            picture = draw_tradeoff(*chosen, size=size, padded=padded, max_macs=100_000, max_parameters=500)
        except WrongValueError as error:
            seen[next(words for words in seen if words in str(error))] += 1
            number = int(re.match(r"layer (\d+)", str(error)).group(1))
            assert number == 1 or draw_tradeoff(*chosen[:number - 1], size=size, padded=padded)
            return
        seen["drawn"] += 1
        module = eval("".join(texts(picture.svg, "code")), {"nn": nn})
        table = cost_table(module, (1, 3, size, size))
        shape = next(row.output_shape for row in reversed(table.rows))
        assert f"Its last map is {' × '.join(map(str, shape[1:]))}." in picture.alt
        assert f" {table.macs:,} MACs, {budget_words('macs', table.macs, 100_000)}." in picture.alt
        assert f" {table.parameters:,} parameters, " in picture.alt
        span, pixels = read_by_torch(module, 260)
        assert f"Receptive field {span}, " in picture.alt
        assert picture.alt.endswith(f" {100 * (pixels / span)**2:.0f} % read.")
        assert texts(picture.svg, "verdict") == ["sizes, counts and field: torch agrees ✓"]

    check()
    assert seen["drawn"] > examples / 4
    assert min(seen.values()) > examples / 100, seen


def test_the_code_of_the_picture_gives_its_numbers():
    compare(250)


@pytest.mark.slow
def test_the_code_of_the_picture_gives_its_numbers_many():
    compare(3000)


def test_every_reachable_network_is_drawn_or_explained():
    explorer, random, ends = explore_tradeoff(), Random(7), set()
    for _ in range(300):
        control = explorer.controls[random.choice(list(explorer.controls))]
        control.value = random.choice(values_of(control))
        if explorer.alt.startswith("A network"):
            assert "torch agrees ✓" in explorer.svg
            ends.add("drawn")
        else:
            title, sentence = explorer.alt.split(": ", 1)
            assert title in ("There is no budget", "There is no such network")
            assert len(sentence) > 40
            ends.add(next(words for words in ("budget of", "groups is", "has no output") if words in sentence))
    assert ends >= {"drawn", "budget of", "groups is"}


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_padding_keeps_a_map_its_size_at_stride_1(kind):
    for dilation in range(1, 9 if kind == "dilated" else 2):
        layer = Layer(kind, 4, dilation=dilation)
        assert Plan((layer, layer), size=40).output_shape == (4, 40, 40)
        assert Plan((layer, layer), size=40, padded=False).output_shape == (4, 40 - 4 * dilation, 40 - 4 * dilation)


def test_budgets_are_in_millions_and_thousands():
    explorer = explore_tradeoff()
    explorer.controls["max_macs"].value, explorer.controls["max_parameters"].value = 16, 60
    assert ">15,777,792 of 16,000,000<" in explorer.svg
    assert ">60,512 of 60,000<" in explorer.svg


def test_a_map_that_shrinks_to_nothing_is_named():
    explorer = explore_tradeoff()
    explorer.controls["padded"].value = False
    explorer.controls["size"].value = 8
    assert explorer.alt == ("There is no such network: layer 3 has no output: its kernel covers 3 × 3 and gets a map "
                            "of 1 × 1: take padding, a larger image, or less stride or dilation.")
    explorer.controls["size"].value = 64
    assert explorer.alt.startswith("A network")


@pytest.mark.parametrize(("name", "word"), [("max_macs", "MACs"), ("max_parameters", "parameters")])
def test_a_budget_of_zero_is_a_sentence(name, word):
    explorer = explore_tradeoff()
    explorer.controls[name].value = 0
    assert f"the budget of {word} is 0" in explorer.alt
    with pytest.raises(WrongValueError, match=f"{name} is 0"):
        draw_tradeoff(Layer("standard", 8), **{name: 0})


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: draw_tradeoff(), ValueError, ["no layers"]),
    (lambda: draw_tradeoff(Layer("deep", 8)), ValueError, ["layer 1", "kind is 'deep'", "'separable'"]),
    (lambda: draw_tradeoff(Convolution(3, 8, 3)), TypeError, ["layer 1", "Convolution", "Layer(kind, out_channels)"]),
    (lambda: draw_tradeoff(Layer("standard", 8, dilation=2)), ValueError, ["layer 1", "dilation is 2", "dilated"]),
    (lambda: draw_tradeoff(Layer("standard", 8), Layer("separable", 8, groups=2)), ValueError, ["layer 2", "groups"]),
    (lambda: draw_tradeoff(Layer("standard", 8, stride=0)), ValueError, ["layer 1: stride is 0", "1 or more"]),
    (lambda: draw_tradeoff(Layer("standard", 2.0)), TypeError, ["layer 1: out_channels is 2.0"]),
    (lambda: draw_tradeoff(Layer("standard", 8), size=0), ValueError, ["size is 0"]),
    (lambda: explore_tradeoff("mine"), ValueError, ["preset is 'mine'", "'all separable'"]),
])
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert hasattr(caught.value, "_render_traceback_")


def bars(svg):
    """(is it over, px up to the budget) of both bars."""
    return [(node.get("class") == "over", float(node.get("width"))) for node in ElementTree.fromstring(svg).iter(
        f"{SVG}rect") if node.get("class") in ("over", "within")]


def test_a_bar_turns_exactly_when_its_budget_is_crossed():
    network = Plan((Layer("standard", 8), Layer("separable", 16)))
    for macs, parameters in ((0, 0), (0, 1), (1, 0), (1, 1)):
        svg = draw_tradeoff(*network.layers, max_macs=network.macs - macs,
                            max_parameters=network.parameters - parameters).svg
        assert bars(svg) == [(macs == 1, pytest.approx(LIMIT, abs=0.1)), (parameters == 1,
                                                                          pytest.approx(LIMIT, abs=0.1))]
        assert svg.count(ALARM.fill) == macs + parameters
        assert svg.count("over the budget by 1 ") == macs + parameters
        assert svg.count("within the budget: 100 % of it") == 2 - macs - parameters
    (_, width), _ = bars(draw_tradeoff(*network.layers, max_macs=4 * network.macs).svg)
    assert width == pytest.approx(LIMIT / 4, abs=0.1)
    assert ("goes on" in draw_tradeoff(*network.layers, max_macs=network.macs // 2).svg) == (2 * LIMIT > BAR_WIDTH)


def test_numbers_on_the_alarm_colour_can_be_read():
    assert min(contrast(INK, ALARM.fill), contrast(INK, ALARM.strong), contrast(ALARM.ink, "#ffffff")) >= 4.5


def test_presets_set_the_controls_and_a_moved_layer_makes_the_network_one_s_own():
    explorer = explore_tradeoff()
    for name, chosen in PRESETS.items():
        explorer.controls["preset"].value = name
        assert list(explorer.scene.plan().layers) == chosen.layers
    explorer.controls["max_macs"].value = 64
    explorer.controls["padded"].value = False
    assert explorer.controls["preset"].value == name
    explorer.controls["kind_2"].value = "separable"
    assert explorer.controls["preset"].value == OWN
    assert explorer.now["states"]["dilation_2"]["blank"]
    assert explorer.scene.plan().layers[1].dilation == 1


@pytest.mark.parametrize(("owner", "fact", "wrong"), [
    (Convolution, "macs", lambda self, height, width: 7),
    (Convolution, "parameters", property(lambda self: 7)),
    (Stack, "reads", property(lambda self: [0, 1])),
])
def test_the_mark_turns_when_a_fact_is_wrong(monkeypatch, owner, fact, wrong):
    explorer = explore_tradeoff()
    assert "torch agrees ✓" in explorer.svg
    monkeypatch.setattr(owner, fact, wrong)
    explorer.controls["max_macs"].value = 64
    assert "torch disagrees ✗" in explorer.svg
