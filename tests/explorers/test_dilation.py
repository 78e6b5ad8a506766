"""Dilation, pooling, upsampling and small objects: what the pictures show is what torch does."""

import json
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import lesson_utils
from lesson_utils import draw_dilation, draw_pooling, draw_small_objects, draw_upsampling, integers, small_objects
from lesson_utils.by_torch.convolving import insert_zeros
from lesson_utils.by_torch.fields import convolve_dilated, fields_agree, pool_convolve_upsample
from lesson_utils.by_torch.pooling import POOLS
from lesson_utils.diagrams.dilation import axis_words
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.regions import kept_apart, regions
from lesson_utils.facts.small_objects import OUTLINE, above_half, stacks_of
from lesson_utils.facts.upsampling import upsampling_taps
from lesson_utils.scenes import dilation as scene
from tests.support.strategies import int_or_pair
from tools.driving import each_value

X, WEIGHT, KERNEL = (torch.tensor(numbers) for numbers in (scene.X, scene.WEIGHT, OUTLINE))
SVG = "{http://www.w3.org/2000/svg}"


def told(picture):
    """(facts for the browser, all words, the lines of code) of a picture."""
    root = ElementTree.fromstring(picture.svg)
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    code = [node.text for node in root.iter(f"{SVG}text") if node.get("class") == "code"]
    return json.loads(root.get("data-facts", "null")), words, code


def last_numbers(lines):
    """What the sentences of all places end with, as numbers."""
    return [[float(words[-1].rsplit(" ", 1)[1].replace("−", "-")) for words in row] for row in lines]


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(1, 5), st.integers(1, 5), int_or_pair(1, 4), int_or_pair(0, 4), st.integers(0, 10**6))
def test_dilated_equals_zeros_put_in(k_rows, k_columns, dilation, padding, seed):
    x, weight = integers(18, 18, seed=seed), integers(k_rows, k_columns, low=-3, high=3, seed=seed)
    down, across = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    with_zeros = insert_zeros(weight, (down, across))
    by_hand = [[weight[r // down, c // across].item() if r % down == c % across == 0 else 0.0
                for c in range(across * (k_columns - 1) + 1)] for r in range(down * (k_rows - 1) + 1)]
    assert with_zeros.tolist() == by_hand
    one = F.conv2d(x[None, None], weight[None, None], padding=padding, dilation=dilation)
    assert torch.equal(one, F.conv2d(x[None, None], with_zeros[None, None], padding=padding))


@settings(max_examples=1000, deadline=None, database=None)
@given(st.integers(1, 7), st.integers(1, 6), st.integers(0, 12), st.integers(1, 30))
def test_the_padding_that_keeps_the_size(k, d, p, size):
    axis = Axis(k, padding=(p, p), dilation=d)
    if axis.effective_kernel_size > size + 2 * p:
        return
    covers, keeps, now = axis_words(axis, size, p)
    torch_size = F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, k), padding=p, dilation=d).shape[2]
    assert now.startswith(f"padding {p}: {size} ")
    assert (f"stay {size}, kept" in now) == (torch_size == size)
    assert f" {torch_size}, " in now
    assert ("smaller" in now, "larger" in now) == (torch_size < size, torch_size > size)
    assert covers.endswith(f"= {axis.effective_kernel_size}")
    keeping = [q for q in range(20) if F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, k), padding=q + 30,
                                                dilation=d).shape[2] == size + 60]
    if keeping:
        assert keeps == f"kept by padding {d}·({k} − 1) / 2 = {keeping[0]}"
    else:
        assert keeps.startswith("no padding keeps it:")


def test_same_is_told_with_both_sides():
    x = torch.zeros(1, 1, 10)
    for k, d in ((3, 2), (4, 3), (2, 1)):
        axis = Convolution(1, 1, (k, 1), padding="same", dilation=(d, 1)).rows
        assert F.conv1d(x, torch.zeros(1, 1, k), padding="same", dilation=d).shape[2] == 10
        before, after = axis.padding
        assert axis_words(axis, 10, "same")[2] == f"'same' pads {before} and {after}: 10 stay 10, kept ✓"
        assert before + after == d * (k - 1)


def test_the_dilation_explorer_is_always_what_torch_says():
    explorer = lesson_utils.explore_dilation()
    explorer.controls["lock"].value = False
    for _ in each_value(explorer):
        facts, words, code = told(explorer)
        k, with_zeros = explorer.controls["kernel_size"].value, eval(code[1], {"nn": nn})
        module, weight = eval(code[0], {"nn": nn}), WEIGHT[:k, :k]
        with torch.no_grad():
            module.weight.copy_(weight)
            with_zeros.weight.copy_(insert_zeros(weight, module.dilation))
            output = module(X[None, None])[0, 0]
            assert torch.equal(output, with_zeros(X[None, None])[0, 0])
        assert last_numbers(facts["lines"]) == output.tolist()
        sums = [[" ".join(lines[:-1]).strip().rsplit(" ", 1)[1] for lines in row] for row in facts["lines"]]
        assert [[float(s.replace("−", "-")) for s in row] for row in sums] == output.tolist()
        assert "both outputs equal: torch agrees ✓" in words
        assert any(word.endswith("kept ✓") for word in words) == (10 in output.shape)


def test_the_zeros_line_counts():
    facts, _, _ = told(draw_dilation(X, WEIGHT[:3, :3], dilation=(2, 3)))
    assert facts["lines"][0][0][-1].startswith("with the zeros: the same 9 products, and 26 more with a zero weight")


def test_a_locked_slider_moves_both_axes():
    explorer = lesson_utils.explore_dilation()
    assert explorer.controls["dilation_columns"].disabled
    explorer.controls["dilation"].value = 3
    assert "dilation=3," in explorer.svg
    explorer.controls["lock"].value = False
    explorer.controls["dilation_columns"].value = 1
    assert "dilation=(3, 1)" in explorer.svg
    explorer.controls["lock"].value = True
    assert "dilation=3," in explorer.svg
    explorer.controls["same"].value = True
    assert explorer.controls["padding"].disabled


@pytest.mark.parametrize(("fact", "wrong"), [
    ("effective_kernel_size", property(lambda self: self.kernel_size)),
    ("output_size", lambda self, size: 4),
])
def test_the_mark_turns_when_a_fact_is_wrong(monkeypatch, fact, wrong):
    explorer = lesson_utils.explore_dilation()
    assert "torch agrees ✓" in explorer.svg
    monkeypatch.setattr(Axis, fact, wrong)
    explorer.redraw()
    assert "torch disagrees ✗" in explorer.svg


def test_the_mark_turns_when_the_zeros_are_not_right(monkeypatch):
    monkeypatch.setattr("lesson_utils.by_torch.convolving.insert_zeros", lambda *both: 2 * insert_zeros(*both))
    assert "torch disagrees ✗" in draw_dilation(X, WEIGHT, dilation=2).svg


@settings(max_examples=100, deadline=None, database=None)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 4), st.integers(1, 4), st.sampled_from(list(POOLS)),
       st.integers(0, 10**6))
def test_pooling_shows_torch_s_numbers(height, width, kernel_size, stride, kind, seed):
    x = integers(height, width, seed=seed)
    if kernel_size > min(height, width):
        with pytest.raises(ValueError, match=f"kernel_size {kernel_size}"):
            draw_pooling(x, kernel_size, stride, kind)
        return
    facts, words, code = told(draw_pooling(x, kernel_size, stride, kind))
    output = eval(code[0], {"nn": nn})(x[None, None])[0, 0]
    shown = last_numbers(facts["lines"])
    assert torch.tensor(shown).shape == output.shape
    assert torch.allclose(torch.tensor(shown), output, atol=0.0051)  # shown with two digits
    assert "torch agrees ✓" in words
    for row, line in zip(output.tolist(), facts["lines"], strict=True):
        for value, (sentence,) in zip(row, line, strict=True):
            listed = [float(v) for v in re.search(r"\((.*)\)", sentence)[1].split(", ")]
            assert value == pytest.approx(max(listed) if kind == "max" else sum(listed) / len(listed))
            if kind == "average":
                assert eval(sentence.split(" = ")[2]) == pytest.approx(value)


@settings(max_examples=200, deadline=None, database=None)
@given(st.integers(1, 8), st.integers(1, 7), st.sampled_from(["nearest", "bilinear"]), st.integers(0, 10**6))
def test_upsampling_taps_are_torch_s(size, factor, mode, seed):
    x = integers(1, 1, 1, size, seed=seed).double()
    taps = upsampling_taps(size, factor, mode)
    assert all(sum(tap.values()) == 1 and set(tap) <= set(range(size)) for tap in taps)
    ours = [float(sum(weight * int(x[0, 0, 0, place]) for place, weight in tap.items())) for tap in taps]
    theirs = F.interpolate(x, scale_factor=(1.0, float(factor)), mode=mode)[0, 0, 0]
    assert ours == pytest.approx(theirs.tolist())


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_upsampling_spells_out_torch_s_numbers(mode):
    x = integers(3, 4)
    facts, words, code = told(draw_upsampling(x, 3, mode, at=(5, 5)))
    output = eval(code[0], {"nn": nn})(x[None, None])[0, 0]
    assert torch.allclose(torch.tensor(last_numbers(facts["lines"])), output, atol=0.0051)
    for row, line in zip(output.tolist(), facts["lines"], strict=True):
        for value, (sentence,) in zip(row, line, strict=True):
            assert eval(sentence.split(" = ")[1].replace("·", "*")) == pytest.approx(value)
    assert "torch agrees ✓" in words
    span = {"nearest": 1, "bilinear": 2}[mode]
    for name, size in (("rows", 3), ("columns", 4)):
        for place, taps in zip(facts["places"]["source"][name], upsampling_taps(size, 3, mode), strict=True):
            assert set(taps) <= set(range(place, place + span)) <= set(range(size))


@pytest.mark.parametrize("draw", [lambda: draw_pooling(integers(6, 6), 3, 2),
                                  lambda: draw_pooling(integers(6, 6), 3, 2, "average")])
def test_the_mark_of_a_pooling_turns(monkeypatch, draw):
    assert "torch agrees ✓" in draw().svg
    monkeypatch.setattr(Axis, "taps", lambda self, output: [output + i for i in range(self.kernel_size)])
    assert "torch disagrees ✗" in draw().svg


def regions_by_torch(mask):
    """The connected regions of a mask by torch: numbers spread to their neighbours until nothing changes."""
    numbers = torch.arange(1.0, mask.numel() + 1).reshape(mask.shape) * mask
    while True:
        spread = numbers
        for dim in (0, 1):
            for step in (1, -1):
                moved = numbers.roll(step, dim)
                moved.select(dim, 0 if step == 1 else -1).zero_()
                spread = torch.maximum(spread, moved)
        spread = spread * mask
        if torch.equal(spread, numbers):
            return numbers
        numbers = spread


@settings(max_examples=150, deadline=None, database=None)
@given(st.integers(1, 9), st.integers(1, 9), st.floats(0, 1), st.integers(0, 10**6))
def test_regions_and_what_is_kept_apart(rows, columns, share, seed):
    generator = torch.Generator().manual_seed(seed)
    mask, other = (torch.rand(rows, columns, generator=generator) < s for s in (share, 0.5))
    theirs = [regions_by_torch(one) for one in (mask, other)]
    ours = [regions(one.tolist()) for one in (mask, other)]
    for found, numbers in zip(ours, theirs, strict=True):
        assert Counter(map(len, found)) == Counter(numbers[numbers > 0].unique(return_counts=True)[1].tolist())
        assert all(len({numbers[pixel].item() for pixel in blob}) == 1 for blob in found)
    objects, spots = theirs
    expected = []
    for (first, *_) in ours[0]:
        touching = [spot for spot in spots[objects == objects[first]].unique().tolist() if spot]
        expected.append(any((objects[spots == spot].unique() > 0).sum() == 1 for spot in touching))
    assert kept_apart(*ours) == expected


@pytest.mark.parametrize("poolings", [0, 1, 2])
def test_both_ways_have_the_same_receptive_field(poolings):
    stacks = stacks_of(poolings)
    assert len({stack.fields[-1].size for stack in stacks}) == 1
    ways = (lambda x: pool_convolve_upsample(x, poolings, "max", KERNEL),
            lambda x: convolve_dilated(x, stacks[1], KERNEL))
    side, ends = 81, []
    for way in ways:
        assert way(torch.zeros(1, 1, side, side)).shape == (1, 1, side, side)
        reached = []
        for row in range(side):  # NaN into one row of the image: does the middle output become NaN?
            x = torch.zeros(1, 1, side, side)
            x[0, 0, row] = float("nan")
            if way(x)[0, 0, side // 2, side // 2].isnan():
                reached.append(row)
        ends.append((reached[0], reached[-1]))
    assert ends[0] == ends[1]
    assert ends[0][1] - ends[0][0] + 1 == stacks[0].fields[-1].size == 3 ** (poolings + 1)


@pytest.mark.parametrize("kind", list(POOLS))
@pytest.mark.parametrize("size", [1, 3])
def test_the_picture_counts_what_the_layers_leave(kind, size):
    for gap in range(1, 10):
        x = small_objects(size, gap)
        objects = regions(x.tolist())
        assert all(len(pixels) == size * size for pixels in objects)
        _, words, _ = told(draw_small_objects(x, 1, kind))
        layers = nn.Sequential({"max": nn.MaxPool2d, "average": nn.AvgPool2d}[kind](3),
                               nn.Conv2d(1, 1, 3, padding=1, bias=False), nn.Upsample(scale_factor=3))
        dilated = nn.Conv2d(1, 1, 3, padding=4, dilation=4, bias=False)
        with torch.no_grad():
            for layer in (layers[1], dilated):
                layer.weight.copy_(KERNEL)
            counts, numbers = [], regions_by_torch(x)
            for way in (layers, dilated):
                output = way(x[None, None])[0, 0]
                spots = regions_by_torch((output > output.max() / 2) & (output > 0))
                under = [numbers[spots == spot].unique() for spot in spots.unique().tolist() if spot]
                counts.append(len({touched.max().item() for touched in under if (touched > 0).sum() == 1}))
        assert [word for word in words if word.startswith("kept apart:")] == \
            [f"kept apart: {count} of {len(objects)}" for count in counts]


def test_the_mark_of_the_fields_turns(monkeypatch):
    assert "both fields: torch agrees ✓" in told(draw_small_objects(small_objects(), 1))[1]
    one, two = stacks_of(1), stacks_of(2)
    for wrong in ((one[0], two[1]), (two[0], one[1])):
        monkeypatch.setattr("lesson_utils.by_torch.fields.stacks_of", lambda poolings, wrong=wrong: wrong)
        assert not fields_agree.__wrapped__(1)


def test_the_objects_that_are_kept_are_outlined():
    picture = draw_small_objects(small_objects(size=1, gap=3), 1)
    groups = [g for g in ElementTree.fromstring(picture.svg).iter(f"{SVG}g") if g.get("class") == "kept"]
    assert [len(group) for group in groups] == [17, 32]
    objects = [pixels[0] for pixels in regions(small_objects(size=1, gap=3).tolist())]
    rim = {place for place in objects if {min(objects)[0], max(objects)[0]} & set(place)}
    left = min(float(frame.get("x")) for frame in groups[1])
    top = min(float(frame.get("y")) for frame in groups[1])
    first, cell = min(objects)[0], (float(groups[1][1].get("x")) - left) / 4
    assert {(round((float(frame.get("y")) - top) / cell) + first, round((float(frame.get("x")) - left) / cell) + first)
            for frame in groups[1]} == rim


def test_without_pooling_both_ways_are_the_same():
    x = small_objects(2, 3)
    assert torch.equal(pool_convolve_upsample(x[None, None], 0, "max", KERNEL),
                       convolve_dilated(x[None, None], stacks_of(0)[1], KERNEL))


def test_objects_at_the_distance_of_the_dilation_cancel():
    """The artefact that lesson 05 shows: the eight outer taps land on eight other objects."""
    x = small_objects(size=1, gap=3)
    output = convolve_dilated(x[None, None], stacks_of(1)[1], KERNEL)[0, 0]
    assert stacks_of(1)[1].layers[0].dilation == 4
    inner = [pixels[0] for pixels in regions(x.tolist()) if min(pixels[0]) > 4 and max(pixels[0]) < 31]
    assert len(inner) == 7 * 7
    assert all(output[pixel] == 0 for pixel in inner)


def test_above_half_of_nothing_is_nothing():
    for nothing in ([[0.0] * 3] * 3, [[-1.0] * 3] * 3):
        assert not any(map(any, above_half(nothing)))
    assert above_half([[2.0, 4.0, 2.1]]) == [[False, True, True]]


@pytest.mark.parametrize(("call", "words"), [
    (lambda: draw_dilation(torch.ones(1, 4, 4), torch.ones(3, 3)), ["x has shape (1, 4, 4)", "(rows, columns)"]),
    (lambda: draw_dilation(torch.ones(4, 4), torch.ones(3)), ["weight has shape (3,)", "(rows, columns)"]),
    (lambda: draw_dilation(torch.ones(4, 4), torch.ones(3, 3), dilation=0), ["dilation is 0", "1 or more"]),
    (lambda: draw_dilation(torch.ones(4, 4), torch.ones(3, 3), dilation=2), ["covers 5 rows", "padding at least 1"]),
    (lambda: draw_dilation(torch.ones(4, 4), torch.ones(3, 3), at=(2, 0)), ["at is (2, 0)", "2 rows"]),
    (lambda: draw_dilation(torch.ones(18, 4), torch.ones(3, 3), padding=2), ["18 rows", "room for 20"]),
    (lambda: draw_pooling(torch.ones(4)), ["x has shape (4,)"]),
    (lambda: draw_pooling(torch.ones(13, 4)), ["13 rows", "room for 12"]),
    (lambda: draw_pooling(torch.ones(4, 4), kind="min"), ["kind is 'min'", "'max' or 'average'"]),
    (lambda: draw_pooling(torch.ones(4, 4), stride=0), ["stride is 0"]),
    (lambda: draw_pooling(torch.ones(4, 4), at=(0, 2)), ["at is (0, 2)", "2 columns"]),
    (lambda: draw_upsampling(torch.ones(4, 4), 4), ["4 rows", "room for 3"]),
    (lambda: draw_upsampling(torch.ones(4, 4), 0), ["factor is 0"]),
    (lambda: draw_upsampling(torch.ones(4, 4), mode="cubic"), ["mode is 'cubic'", "'nearest' or 'bilinear'"]),
    (lambda: draw_upsampling(torch.ones(4, 4), at=(8, 0)), ["at is (8, 0)", "8 rows"]),
    (lambda: draw_small_objects(torch.ones(9, 10)), ["9 rows and 10 columns", "3 divides"]),
    (lambda: draw_small_objects(torch.zeros(9, 9)), ["not 0 everywhere"]),
    (lambda: draw_small_objects(torch.ones(9, 9), poolings=3), ["poolings is 3", "0 to 2"]),
    (lambda: draw_small_objects(torch.ones(9, 9), kind="median"), ["kind is 'median'"]),
    (lambda: small_objects(size=0), ["size is 0"]),
    (lambda: small_objects(size=35), ["size is 35", "34 or less"]),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
    assert caught.value._render_traceback_() == [f"ValueError: {caught.value}"]
