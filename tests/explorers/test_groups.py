"""Groups, depthwise, pointwise and the pair: what the pictures show is what torch does."""

import json
from random import Random
from xml.etree import ElementTree

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import lesson_utils
from lesson_utils import draw_depthwise, draw_groups, draw_pointwise, integers
from lesson_utils.by_torch.photographs import colours
from lesson_utils.cost import cost_table
from lesson_utils.diagrams.groups import name_and_why
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.separable import SeparablePair
from lesson_utils.scenes.groups import MOST
from lesson_utils.scenes.separable import CHANNELS
from lesson_utils.timing import measure_layers
from tools.driving import values_of

SVG = "{http://www.w3.org/2000/svg}"


def facts(svg):
    return json.loads(ElementTree.fromstring(svg).get("data-facts"))


def reached(layer):
    """For each output channel of a layer, the input channels that it depends on: asked of autograd."""
    x = torch.rand(1, layer.in_channels, 9, 9, requires_grad=True)
    output = layer(x)
    inputs = []
    for o in range(layer.out_channels):
        (gradient,) = torch.autograd.grad(output[0, o].sum(), x, retain_graph=True)
        inputs.append(gradient.abs().sum((0, 2, 3)).nonzero().flatten().tolist())
    return inputs


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.sampled_from([1, 3]))
def test_wiring_is_what_autograd_says(groups, ins, outs, kernel):
    layer = nn.Conv2d(groups * ins, groups * outs, kernel, groups=groups)
    conv = Convolution(groups * ins, groups * outs, kernel, groups=groups)
    inputs = reached(layer)
    assert [conv.inputs_of_output(o) for o in range(conv.out_channels)] == inputs
    for i in range(conv.in_channels):
        assert conv.outputs_of_input(i) == [o for o in range(conv.out_channels) if i in inputs[o]]
    if max(conv.in_channels, conv.out_channels) <= MOST:
        assert facts(draw_groups(layer).svg)["inputs"] == inputs


@pytest.mark.parametrize(("settings", "name"), [
    ((6, 6, 3, 1), "standard: every output channel sees all 6"),
    ((6, 6, 3, 2), "grouped: 2 groups, each with 3 of the 6 inputs and 3 of the 6 outputs"),
    ((6, 6, 3, 6), "depthwise: groups equals in_channels"),
    ((3, 12, 3, 3), "depthwise with multiplier 4"),
    ((6, 4, 1, 1), "pointwise: the kernel is 1 × 1"),
    ((1, 5, 3, 1), "standard: there is one input channel"),
])
def test_names(settings, name):
    m, n, k, g = settings
    assert name_and_why(Convolution(m, n, k, groups=g)).startswith(name)


def test_groups_move_over_exactly_what_torch_accepts():
    explorer = lesson_utils.explore_groups()
    random = Random(5)
    for _ in range(60):
        for name in ("in_channels", "out_channels", "groups", "kernel_size"):
            explorer.controls[name].value = random.choice(values_of(explorer.controls[name]))
        m, n = explorer.controls["in_channels"].value, explorer.controls["out_channels"].value
        accepted = []
        for groups in range(1, 13):
            try:
                nn.Conv2d(m, n, 1, groups=groups)
            except ValueError:
                continue
            accepted.append(groups)
        assert list(explorer.controls["groups"].options) == accepted
        told = "".join(ElementTree.fromstring(explorer.svg).itertext())
        groups, k = explorer.controls["groups"].value, explorer.controls["kernel_size"].value
        layer = nn.Conv2d(m, n, k, padding=k // 2, groups=groups, bias=False)
        assert str(tuple(layer.weight.shape)) in told
        assert f"= {layer.weight.numel():,}" in told
        assert f"= {cost_table(layer, (1, m, 8, 8)).macs:,}" in told
        assert "torch agrees ✓" in told
        struck = [node.text for node in ElementTree.fromstring(explorer.svg).iter(f"{SVG}tspan")
                  if node.get("text-decoration")]
        assert struck == [str(g) for g in range(1, max(m, n) + 1) if g not in accepted]


def test_illegal_groups_show_torch_s_own_words():
    explorer = lesson_utils.explore_groups()
    explorer.controls["illegal"].value = True
    assert values_of(explorer.controls["groups"]) == list(range(13))
    explorer.controls["groups"].value = 4
    assert "ValueError: in_channels must be divisible by groups" in explorer.alt
    assert "take a number that divides 6 and 6 (1, 2, 3, 6)" in explorer.alt
    explorer.controls["groups"].value = 0
    assert "ValueError: groups must be a positive integer" in explorer.alt
    explorer.controls["illegal"].value = False
    assert explorer.controls["groups"].value == 1
    assert "standard" in explorer.alt


@pytest.mark.parametrize(("fact", "wrong"), [
    ("inputs_of_output", lambda self, o: [3, 4, 5] if o < 3 else [0, 1, 2]),
    ("output_size", lambda self, height, width: (height - 1, width)),
])
def test_the_mark_turns_when_a_fact_is_wrong(monkeypatch, fact, wrong):
    explorer = lesson_utils.explore_groups()
    explorer.controls["groups"].value = 2
    assert "torch agrees ✓" in explorer.svg
    monkeypatch.setattr(Convolution, fact, wrong)
    explorer.redraw()
    assert "torch disagrees ✗" in explorer.svg


def test_depthwise_and_pointwise_pictures_show_torch_s_numbers():
    x, weight = integers(3, 5, 5), integers(3, 1, 3, 3, low=-2, high=2)
    told = facts(draw_depthwise(x, weight).svg)
    output = nn.functional.conv2d(x[None], weight, groups=3)[0]
    for r in range(3):
        for c in range(3):
            numbers = ", ".join(f"{v:g}" for v in output[:, r, c].tolist()).replace("-", "−")
            assert f"groups=3: 3 outputs, {numbers}" in told["lines"][r][c][0]
            assert told["lines"][r][c][0].endswith(f"= {output[:, r, c].sum().item():g}".replace("-", "−"))

    weight = integers(4, 3, 1, 1, low=-2, high=2)
    told = facts(draw_pointwise(x, weight).svg)
    output = nn.functional.conv2d(x[None], weight)[0]
    assert [told["follow"][f"output{j}"] for j in range(4)] == output.tolist()
    assert told["lines"][2][3][1].endswith(f"= {output[1, 2, 3].item():g}".replace("-", "−"))


def test_mixing_is_a_1_x_1_convolution():
    explorer = lesson_utils.explore_mixing()
    grey = explorer.alt
    layer = nn.Conv2d(3, 1, 1, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([0.30, 0.59, 0.11]).reshape(1, 3, 1, 1))
        mixed = layer(colours()[None])
    assert f"from {mixed.min().item():.1f}"[:7] in grey
    explorer.controls["preset"].value = "red-minus-blue"
    assert [explorer.controls[name].value for name in ("red", "green", "blue")] == [100, 0, -100]
    explorer.controls["green"].value = 5
    assert explorer.controls["preset"].value == "own"


@settings(max_examples=40, deadline=None, database=None)
@given(st.sampled_from(CHANNELS), st.sampled_from(CHANNELS), st.sampled_from([1, 3, 5, 7]), st.integers(1, 64),
       st.integers(1, 64))
def test_the_pair_against_the_counter_and_the_formula(m, n, k, height, width):
    pair = SeparablePair.of(m, n, k, height, width)
    with torch.device("meta"):
        standard = nn.Conv2d(m, n, k, padding=k // 2, bias=False)
        separable = nn.Sequential(nn.Conv2d(m, m, k, padding=k // 2, groups=m, bias=False),
                                  nn.Conv2d(m, n, 1, bias=False))
    shape = (1, m, height, width)
    assert pair.macs[0] == cost_table(standard, shape).macs
    assert sum(pair.macs[1:]) == cost_table(separable, shape).macs
    assert sum(pair.parameters[1:]) == cost_table(separable, shape).parameters
    assert pair.ratio == pytest.approx(1 / n + 1 / k**2)


def test_the_separable_mark_turns_when_the_formula_is_wrong(monkeypatch):
    explorer = lesson_utils.explore_separable()
    assert "torch agrees ✓" in explorer.svg
    monkeypatch.setattr(Convolution, "macs", lambda self, h, w, batch=1: 1)
    explorer.controls["width"].value = 40
    assert "torch disagrees ✗" in explorer.svg


def test_the_button_measures_and_a_move_forgets():
    explorer = lesson_utils.explore_separable()
    explorer.controls["height"].value = explorer.controls["width"].value = 8
    assert "Press Measure" in explorer.svg
    explorer.controls["memory_format"].value = "channels_last"
    explorer.controls["measure"].click()
    assert "Measured now:" in explorer.svg
    assert "channels_last, batch 1" in explorer.scene.words()
    assert explorer.controls["measure"].description == "Measure"
    assert not explorer.controls["measure"].disabled
    explorer.controls["width"].value = 9
    assert "Measured now:" not in explorer.svg


def test_timings_hold_what_they_say():
    timings = measure_layers(channels=8, size=12, seconds=0.01, rounds=1)
    assert next(t.name for t in timings) == "standard 3 × 3"
    by_name = {t.name: t for t in timings}
    one, other = by_name["depthwise"], by_name["depthwise, channels_last"]
    assert (one.macs, one.bytes) == (other.macs, other.bytes) == (9 * 8 * 144, 4 * (2 * 8 * 144 + 72))
    assert by_name["groups=4"].macs * 4 == by_name["standard 3 × 3"].macs
    assert all(t.seconds > 0 and t.mac_bound > 0 and t.byte_bound > 0 for t in timings)


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: draw_groups(nn.Conv2d(13, 13, 3)), ValueError, ["in_channels is 13", "12"]),
    (lambda: draw_groups(nn.Conv2d(2, 2, 3), output=2), ValueError, ["output is 2", "0 to 1"]),
    (lambda: draw_groups(nn.Linear(2, 2)), TypeError, ["Linear", "nn.Conv2d"]),
    (lambda: draw_depthwise(integers(3, 5, 5), integers(3, 3, 3, 3)), ValueError, ["(3, 3, 3, 3)", "(3, 1, 3, 3)"]),
    (lambda: draw_depthwise(integers(2, 5, 5), integers(3, 1, 3, 3)), ValueError, ["2 channels", "3 kernels"]),
    (lambda: draw_pointwise(integers(3, 4, 4), integers(4, 3, 3, 3)), ValueError, ["(4, 3, 3, 3)", "1 x 1"]),
    (lambda: draw_pointwise(integers(2, 4, 4), integers(4, 3, 1, 1)), ValueError, ["2 channels", "each kernel has 3"]),
    (lambda: draw_pointwise(integers(9, 4, 4), integers(4, 9, 1, 1)), ValueError, ["(4, 9, 1, 1)", "4 input"]),
])
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
