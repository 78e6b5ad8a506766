"""The Conv2d sheet: its numbers are PyTorch's, its words are PyTorch's, and it is one page that can be printed."""

import inspect
import re
import warnings
from xml.etree import ElementTree

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lesson_utils import conv2d_sheet, cost_table, stack_of
from lesson_utils.by_torch.sheet import ARGUMENTS, BASE, RECIPES, SIZE, argument, measured, padded_row
from lesson_utils.diagrams.sheet import EFFECTS, HEIGHT, MARGIN, WIDTH, Effect
from lesson_utils.diagrams.sheet_icons import icon
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution
from tools import ROOT, draw

SVG = "{http://www.w3.org/2000/svg}"
RIGHT = Convolution.parameters.fget
SIGNATURE = inspect.signature(nn.Conv2d)


def argument_of(name):
    return argument(name, SIGNATURE.parameters[name].default)


def texts(picture):
    return ["".join(node.itertext()) for node in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")]


def test_every_argument_of_the_signature_is_there():
    picture = conv2d_sheet()
    words = texts(picture)
    assert {*ARGUMENTS, "device", "dtype"} == set(SIGNATURE.parameters)
    assert f"nn.Conv2d({', '.join(SIGNATURE.parameters)})" == re.sub("=[^,)]*", "", "".join(
        word.rstrip(",") + ("" if word.endswith(")") else ", ") for word in words[1:] if "in_channels, out" in word or
        "bias=True" in word))
    for name in ARGUMENTS:
        assert name in words
        default = SIGNATURE.parameters[name].default
        assert argument_of(name).default == ("" if default is inspect.Parameter.empty else repr(default))
    assert "all numbers: torch agrees ✓" in words


@pytest.mark.parametrize("name", ARGUMENTS)
def test_effects_are_those_of_two_modules(name):
    row, found = argument_of(name), []
    for value in (row.before, row.after):
        module = nn.Conv2d(**(BASE | {name: value}))
        x = torch.zeros(1, module.in_channels, SIZE, SIZE)
        output = module(x)
        weights = sum(p.numel() for p in module.parameters())
        macs = module.weight.numel() * output.shape[2] * output.shape[3]
        found.append((output.shape[2], weights, macs, stack_of(module)[0].fields[-1].size))
    assert [(effect.before, effect.after) for effect in row.effects] == list(zip(*found, strict=True))


@pytest.mark.parametrize("name", ARGUMENTS)
def test_effects_stand_in_their_columns(name):
    nodes = [(float(node.get("x")), float(node.get("y")), "".join(node.itertext())) for node in
             ElementTree.fromstring(conv2d_sheet().svg).iter(f"{SVG}text") if " " not in node.get("x", " ")]
    top = next(y for _, y, words in nodes if words == name)
    for number, ((middle, *_), effect) in enumerate(zip(EFFECTS.values(), argument_of(name).effects, strict=True)):
        shown = effect.ratio if number == 2 else effect.words
        assert [words for x, y, words in nodes if x == middle and 0 < y - top < 25] == [effect.sign, shown]


def test_stride_reaches_the_next_layer_alone():
    notes = {name: argument_of(name).effects[3].note for name in ARGUMENTS}
    assert {name: note for name, note in notes.items() if note} == {"stride": "next layer\n5 → 7"}


@settings(max_examples=150, deadline=None, database=None)
@given(groups=st.sampled_from([1, 2, 4]), kernel=st.integers(1, 5), stride=st.integers(1, 2),
       padding=st.integers(0, 3), dilation=st.integers(1, 2), bias=st.booleans())
def test_measuring_agrees_with_the_arithmetic(groups, kernel, stride, padding, dilation, bias):
    given_settings = {"in_channels": 4, "out_channels": 8, "kernel_size": kernel, "stride": stride,
                      "padding": padding, "dilation": dilation, "groups": groups, "bias": bias}
    conv, found = Convolution(**given_settings), measured(given_settings)
    assert found[:3] == ((1, 8, *conv.output_size(SIZE, SIZE)), conv.parameters, conv.macs(SIZE, SIZE))
    if all(0 <= tap < SIZE for tap in conv.rows.taps(conv.output_size(SIZE, SIZE)[0] // 2)):
        assert found[3] == stack_of(conv)[0].fields[-1].size


@pytest.mark.parametrize("name", ARGUMENTS)
def test_refusals_are_pytorch_s_own_words(name):
    said, illegal = argument_of(name).refusal, ARGUMENTS[name][2]
    given_settings = BASE | {key: value for key, value in illegal.items() if key != "channels"}
    x = torch.zeros(1, illegal.get("channels", BASE["in_channels"]), SIZE, SIZE)
    if name == "bias":
        assert nn.Conv2d(**given_settings)(x).shape == (1, 8, SIZE, SIZE)
        assert said.torch_words == "PyTorch runs this without a word."
        assert said.remedy == "It has a bias."
        return
    with pytest.raises((ValueError, RuntimeError)) as caught, warnings.catch_warnings(action="ignore"):
        nn.Conv2d(**given_settings)(x)
    assert said.torch_words == f"{caught.type.__name__}: {str(caught.value).splitlines()[0]}"


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name not in ("in_channels", "bias", "padding_mode")])
def test_a_remedy_is_part_of_our_own_sentence(name):
    refusal = argument_of(name).refusal
    assert Convolution(**(BASE | ARGUMENTS[name][2])).problem(SIZE, SIZE).endswith(f": {refusal.remedy}")


def test_device_and_dtype_change_no_number():
    tables = [cost_table(nn.Conv2d(**BASE, **more), (1, 4, SIZE, SIZE)) for more in
              ({}, {"dtype": torch.float64}, {"device": "meta"})]
    assert tables[0].rows == tables[1].rows == tables[2].rows


def test_the_lines_to_copy_make_what_they_are_called():
    kinds = {name: conv.kind for name, conv in RECIPES.items()}
    assert kinds == {"standard": "standard", "depthwise": "depthwise", "pointwise": "pointwise", "dilated": "standard",
                     "half": "standard"}
    sizes = {name: conv.output_size(SIZE, SIZE)[0] for name, conv in RECIPES.items()}
    assert sizes == {name: SIZE // 2 if name == "half" else SIZE for name in RECIPES}
    words = texts(conv2d_sheet())
    for conv in RECIPES.values():
        module = eval(conv.code(), {"nn": nn})
        assert conv.code() in words
        row = words[words.index(conv.code()) + 1:][:2]
        assert row == [f"{sum(p.numel() for p in module.parameters()):,}",
                       f"{cost_table(module, (1, 8, SIZE, SIZE)).macs:,}"]


def test_what_is_more_points_up():
    assert [Effect(2, after).sign for after in (1, 2, 3)] == ["▼", "=", "▲"]
    assert [Effect(2000, after).ratio for after in (1000, 2000)] == ["× 0.5", "2,000"]
    found = [effect.sign for name in ARGUMENTS for effect in argument_of(name).effects]
    words = texts(conv2d_sheet())
    assert [word for word in words if word in ("▲", "▼", "=")] == found
    assert len(found) == len(EFFECTS) * len(ARGUMENTS)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_small_pictures_stay_in_their_square_and_show_the_change(name):
    row, strips = argument_of(name), {mode: padded_row(mode) for mode in ("zeros", "circular")}
    one, other = (icon(name, value, 0, 0, strips) for value in (row.before, row.after))
    assert one != other
    for drawn in (one, other):
        for x, width in re.findall(r'x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn):
            assert float(x) + float(width) <= 48.5


def test_the_page_can_be_printed():
    root = ElementTree.fromstring(conv2d_sheet().svg)
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert abs(WIDTH / HEIGHT - 210 / 297) < 0.001
    sizes = [float(node.get("font-size")) for node in root.iter() if node.get("font-size")]
    assert min(sizes) * 72 / 96 >= 8, "points, at 96 px an inch"
    assert max(float(node.get("y")) for node in root.iter(f"{SVG}text")) <= HEIGHT - MARGIN / 2


def test_the_pdf_is_one_page_a4_and_printed_from_the_present_sheet():
    for name, picture in draw.PRINTED.items():
        check_pdf((ROOT / "assets" / name).read_bytes(), draw.page_title(picture()))


def check_pdf(pdf, title):
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1, "type: make assets"
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (width, height) == (pytest.approx(210 / 25.4 * 72, abs=1.5), pytest.approx(297 / 25.4 * 72, abs=1.5))
    assert title.encode() in pdf.replace(rb"\(", b"(").replace(rb"\)", b")"), "type: make assets"


def test_no_text_of_the_sheet_touches_another(browser):
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_content(f"<style>body {{ margin: 0 }}</style>{conv2d_sheet().svg}")
    assert page.locator("svg").evaluate(TOUCHING) == []
    page.close()


@pytest.mark.parametrize(("owner", "fact", "wrong"), [
    (Convolution, "macs", lambda self, height, width: 7),
    (Convolution, "parameters", property(lambda self: 7)),
    (Axis, "effective_kernel_size", property(lambda self: 2)),
    (Convolution, "parameters", property(lambda self: 7 if self.groups == 2 else RIGHT(self))),  # in one row alone
])
def test_the_mark_turns_when_a_fact_is_wrong(monkeypatch, owner, fact, wrong):
    monkeypatch.setattr(owner, fact, wrong)
    assert "torch disagrees ✗" in conv2d_sheet().svg


TOUCHING = """svg => {
    const nodes = [...svg.querySelectorAll("text")].filter((node) => node.textContent.trim());
    const boxes = nodes.map((node) => node.getBoundingClientRect()), found = [];
    boxes.forEach((a, i) => {
        if (a.left < 20 || a.right > 776) found.push(nodes[i].textContent);
        boxes.slice(i + 1).forEach((b, j) => {
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 0.5 && high > 3) found.push(`${nodes[i].textContent} | ${nodes[i + 1 + j].textContent}`);
        });
    });
    return found;
}"""
