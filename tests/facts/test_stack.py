"""Facts of a stack: the recurrence, the enumeration of taps, and torch's gradient must say the same."""

import json
from xml.etree import ElementTree

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import lesson_utils
from lesson_utils import coverage, draw_receptive_field, rates, stack_of
from lesson_utils.by_torch.fields import read_by
from lesson_utils.diagrams.cone import cone_words
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.stack import Stack
from lesson_utils.scenes.receptive_field import LARGEST, PRESETS

SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def layers(draw):
    kernel, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return {"kernel_size": kernel, "stride": draw(st.integers(1, 3)), "padding": draw(st.integers(0, 4)),
            "dilation": dilation}


def reads_by_gradient(kwargs, size, unit):
    """(units, positions that `unit` reads, gradient) of real Conv2d layers whose weights are 1, along the columns."""
    network = nn.Sequential(*(nn.Conv2d(1, 1, **{k: (1, v) if k != "padding" else (0, v) for k, v in kw.items()},
                                        bias=False, dtype=torch.float64) for kw in kwargs))
    for layer in network:
        nn.init.ones_(layer.weight)
    image = torch.zeros(1, 1, 1, size, dtype=torch.float64, requires_grad=True)
    out = network(image)
    gradient = torch.autograd.grad(out[0, 0, 0, unit], image)[0].flatten()
    return out.shape[-1], gradient


@settings(max_examples=400, deadline=None)
@given(st.lists(layers(), min_size=1, max_size=4), st.integers(1, 40), st.data())
def test_the_cone_is_what_the_gradient_reaches(kwargs, size, data):
    rows, columns = stack_of(*(Convolution(1, 1, **kw) for kw in kwargs))
    assert rows == columns
    try:
        units = rows.units(size)
    except WrongValueError as error:
        number = int(str(error).split()[1])
        with pytest.raises(RuntimeError, match="Kernel size"):
            reads_by_gradient(kwargs[:number], size, 0)
        assert number == 1 or reads_by_gradient(kwargs[:number - 1], size, 0)
        return
    unit = data.draw(st.integers(0, units[-1] - 1))
    length, gradient = reads_by_gradient(kwargs, size, unit)
    cone = rows.cone(len(kwargs), unit, size)[0]
    assert units[-1] == length
    assert gradient.tolist() == [cone[p] for p in range(size)]


@settings(max_examples=300, deadline=None)
@given(st.lists(layers(), min_size=1, max_size=5), st.integers(0, 5))
def test_recurrence_and_taps_agree(kwargs, unit):
    stack, _ = stack_of(*(Convolution(1, 1, **kw) for kw in kwargs))
    reads = sorted(stack.cone(len(kwargs), unit)[0])
    assert (reads[0], reads[-1]) == stack.fields[-1].interval(unit)
    assert stack.fields[-1].centre == (sum(stack.fields[-1].interval()) / 2)
    assert sorted([*stack.reads, *stack.holes]) == list(range(stack.reads[0], stack.reads[-1] + 1))
    size, jump, start = stack.recurrence(len(kwargs))
    ends = [int(words.split("= ")[1].replace("−", "-")) for words in (size, jump, start)]
    assert ends == list(stack.fields[-1])
    for words in (size, jump, start):  # the left side, computed by Python, is the right side
        left, right = (side.replace("−", "-").replace("·", "*") for side in words.split(" = "))
        assert eval(left) == int(right)


@settings(max_examples=200, deadline=None)
@given(st.lists(layers(), min_size=1, max_size=4), st.integers(1, 30), st.data())
def test_feeding_is_reading_seen_from_below(kwargs, size, data):
    stack, _ = stack_of(*(Convolution(1, 1, **kw) for kw in kwargs))
    try:
        units = stack.units(size)
    except WrongValueError:
        return
    layer = data.draw(st.integers(0, len(kwargs)))
    unit = data.draw(st.integers(0, units[layer] - 1))
    for above, fed in enumerate(stack.fed_by(layer, unit, size), start=layer):
        assert fed == [u for u in range(units[above]) if unit in stack.cone(above, u, size)[layer]]


@pytest.mark.parametrize("dilations, size, read", [
    ((1, 2, 3), 13, 13), ((1, 2, 5), 17, 17), ((1, 2, 9), 25, 21), ((2, 2, 2), 13, 7), ((2, 3), 11, 9),
    ((2, 4, 8), 29, 15), ((4, 4, 4), 25, 7), ((1, 1, 2, 4, 8, 16, 1), 67, 67),
])
def test_holes_of_dilated_stacks(dilations, size, read):
    rows, columns = stack_of(*rates(*dilations))
    assert (rows.fields[-1].size, len(rows.reads)) == (size, read)
    assert coverage(rows, columns) == pytest.approx((read / size) ** 2)


def test_growth_of_the_context_module_and_of_doubled_rates():
    assert [f.size for f in stack_of(*rates(1, 1, 2, 4, 8, 16, 1))[0].fields[1:]] == [3, 5, 9, 17, 33, 65, 67]
    assert [f.size for f in stack_of(*rates(1, 2, 4, 8, 16))[0].fields[1:]] == [3, 7, 15, 31, 63]
    assert {f.centre for f in stack_of(*rates(1, 2, 4, 8, 16))[0].fields} == {0.0}


def test_layers_of_torch_and_pairs():
    rows, columns = stack_of(nn.Conv2d(3, 8, (3, 1), stride=(2, 1)), nn.MaxPool2d(2), nn.AvgPool2d(3, 1, 1),
                             nn.Conv2d(8, 8, 4, padding="same"))
    assert rows.layers == (Axis(3, 2), Axis(2, 2), Axis(3, 1, (1, 1)), Axis(4, 1, (1, 2)))
    assert columns.layers[0] == Axis(1)


@pytest.mark.parametrize("make, words", [
    (lambda: stack_of(), "no layers"),
    (lambda: stack_of(nn.Conv2d(1, 1, 3), nn.ReLU()), "layer 2 is ReLU"),
    (lambda: stack_of(nn.ConvTranspose2d(1, 1, 3)), "layer 1 is ConvTranspose2d"),
    (lambda: stack_of(nn.MaxPool2d(2, ceil_mode=True)), "ceil_mode=True"),
    (lambda: stack_of(Convolution(1, 1, 3, dilation=0)), "layer 1: dilation is 0"),
    (lambda: stack_of(*rates(1))[0].units(0), "layer 1 has no output"),
    (lambda: draw_receptive_field(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 9), size=6), "layer 2 has no output"),
    (lambda: draw_receptive_field(nn.Conv2d(1, 1, (1, 9)), size=6), "layer 1 has no output"),
    (lambda: draw_receptive_field(*rates(1), size=LARGEST + 1), f"room for {LARGEST}"),
    (lambda: draw_receptive_field(*rates(1), size=0), "size is 0"),
    (lambda: draw_receptive_field(*rates(1), unit=24), "take 0 to 23"),
    (lambda: lesson_utils.explore_receptive_field("rates 9"), "preset is 'rates 9'"),
])
def test_bad_input_says_what_is_wrong(make, words):
    with pytest.raises((ValueError, TypeError), match=words):
        make()


def test_the_check_against_torch_can_fail(monkeypatch):
    stack, _ = stack_of(*rates(1, 2))
    assert read_by(Seen(stack, 24)) == (7, True)
    monkeypatch.setattr(Stack, "cone_within", lambda self, units, layer, unit: [dict.fromkeys(range(-99, 99), 1)])
    assert read_by(Seen(stack, 24)) == (7, False)


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_shows_its_stack(name):
    _, chosen, size = PRESETS[name]
    explorer = lesson_utils.explore_receptive_field(name)
    rows, columns = stack_of(*chosen)
    assert [(c.rows, c.columns) for c in explorer.scene.layers()] == list(zip(rows.layers, columns.layers, strict=True))
    root = ElementTree.fromstring(explorer.svg)
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    field = rows.fields[-1]
    assert f"receptive field {field.size} × {field.size}" in words
    assert any(line.endswith("torch agrees ✓") and line.startswith(f"recurrence {field.size}, ") for line in words)
    for layer in range(1, len(chosen) + 1):
        assert set(rows.recurrence(layer)) <= set(words)
    facts = json.loads(root.get("data-facts"))
    assert facts["taps"] == [[axis.taps(u) for u in range(n)] for axis, n in zip(rows.layers, rows.units(size)[1:],
                                                                                 strict=True)]
    holes = [node for node in root.iter(f"{SVG}path") if node.get("class") == "never-read" and node.get("d")]
    assert bool(holes) == bool(rows.holes)
    assert explorer.controls["preset"].value == name


def test_moving_a_slider_makes_the_stack_one_s_own_and_a_lost_map_a_sentence():
    explorer = lesson_utils.explore_receptive_field()
    explorer.controls["dilation_1"].value = 2
    assert explorer.controls["preset"].value == "own"
    explorer.controls["dilation_2"].value = 16
    assert "layer 2 has no output" in explorer.alt
    explorer.controls["preset"].value = "rates-1-2-3"
    assert "Receptive field 13" in explorer.alt


def test_what_is_said_of_a_unit_at_the_border():
    stack, _ = stack_of(*rates(2, 2, 2))
    assert cone_words(stack, 3, 0, 24) == ("output, unit 0: its field is 13 wide, pixels −6 to 6; 7 of them are in the "
                                           "image; it reads 4 of 7")
