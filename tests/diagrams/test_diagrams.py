"""What the pictures say, and that they can be read."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch

from lesson_utils import (
    Layer,
    conv2d_sheet,
    draw_channels,
    draw_convolution,
    draw_dilation,
    draw_photograph,
    draw_pooling,
    draw_small_objects,
    draw_tradeoff,
    draw_upsampling,
    integers,
    small_objects,
    style,
)
from lesson_utils.diagrams import sheet
from lesson_utils.diagrams.convolution import LETTERS, MOST_SUM_LINES, most_sum_lines, sum_lines
from lesson_utils.facts.convolution import Convolution
from lesson_utils.scenes.photograph import PHOTO_KERNELS
from lesson_utils.style import weight_role

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg, part=None):
    root = ElementTree.fromstring(svg)
    if part:
        root = next(g for g in root.iter(f"{SVG}g") if g.get("data-part") == part)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def facts(svg):
    return json.loads(ElementTree.fromstring(svg).get("data-facts"))


def pictures():
    x, weight = integers(8, 8), integers(3, 3, low=-2, high=2)
    yield draw_convolution(x, weight)
    yield draw_convolution(x, weight, stride=(2, 3), padding=(2, 1), dilation=(1, 2), at=(2, 1))
    yield draw_convolution(integers(12, 12), integers(7, 7, low=-9, high=9), padding=4, at=(7, 7))
    yield draw_channels(integers(3, 5, 5), integers(4, 3, 3, 3), integers(4), channel=3)
    yield draw_photograph(torch.tensor(PHOTO_KERNELS["outline"].weight), stride=3, dilation=4)
    yield draw_dilation(x, weight, dilation=(2, 1), padding=1, at=(1, 2))
    yield draw_dilation(integers(10, 10), integers(4, 4, low=-9, high=-1), dilation=3, padding="same", at=(9, 9))
    yield draw_pooling(x, 3, 2, "average", at=(2, 0))
    yield draw_upsampling(integers(3, 4), 3, "bilinear", at=(4, 7))
    yield draw_small_objects(small_objects(2, 1), poolings=2)
    yield draw_tradeoff(*[Layer("separable", 128, stride=2)] * 6, size=224, max_macs=10**6)
    yield draw_tradeoff(*[Layer("dilated", 128, dilation=8, groups=1)] * 6, size=224)
    yield conv2d_sheet()


@pytest.mark.parametrize("picture", list(pictures()))
def test_every_picture_is_xml_with_words_and_legible_text(picture):
    root = ElementTree.fromstring(picture.svg)
    assert len(picture.alt) > 40
    sizes = [float(node.get("font-size")) for node in root.iter() if node.get("font-size")]
    on_paper = float(root.get("width")) == sheet.WIDTH
    assert min(sizes) >= (style.SMALLEST_ON_PAPER if on_paper else style.SMALLEST_TEXT)
    _, _, width, height = map(float, root.get("viewBox").split())
    for node in root.iter(f"{SVG}text"):
        for x in (node.get("x") or "").split():
            assert 0 <= float(x) <= width
        assert 0 <= float(node.get("y")) <= height
    assert f'alt="{picture.alt[:20]}' in picture.html()


def test_the_same_call_gives_the_same_text():
    assert [p.svg for p in pictures()] == [p.svg for p in pictures()]


def test_the_numbers_in_the_cells_are_torch_s():
    x, weight = integers(6, 7), integers(3, 2, low=-2, high=2)
    svg = draw_convolution(x, weight, stride=2, padding=1).svg
    output = torch.nn.functional.conv2d(x[None, None], weight[None, None], stride=2, padding=1)[0, 0]
    shown = [cell for row in ElementTree.fromstring(svg).iter(f"{SVG}g") if row.get("data-part") == "output"
             for cell in row.iter(f"{SVG}tspan")]
    assert [float(cell.text.replace("−", "-")) for cell in shown] == output.flatten().tolist()
    assert "torch agrees ✓" in texts(svg)


def test_cells_that_no_window_reads_are_outlined_and_said():
    svg = draw_convolution(integers(8, 8), integers(3, 3), stride=2).svg
    path = next(n for n in ElementTree.fromstring(svg).iter(f"{SVG}path") if n.get("class") == "never-read")
    assert path.get("d").count("M") == 8 + 8 - 1
    assert path.get("stroke") == style.NEVER_READ.strong
    assert "the floor drops the last row" in texts(svg)
    assert "never-read" not in draw_convolution(integers(7, 7), integers(3, 3), stride=2).svg


def test_the_sum_leaves_out_zero_weights_and_wraps():
    conv = Convolution(1, 1, 7, padding=4)
    x, weight = integers(12, 12).tolist(), [[-9] * 7] * 7
    lines = sum_lines(conv, x, weight, [[-3969] * 14] * 14, (5, 5))
    assert 1 < len(lines) <= MOST_SUM_LINES
    assert "".join(lines).count("·") == 49
    assert sum_lines(conv, x, [[0] * 7] * 7, [[0] * 14] * 14, (0, 0)) == ["output[0, 0] = 0"]


@pytest.mark.parametrize("size", range(1, 8))
def test_the_longest_sum_of_a_kernel_has_the_room_that_is_kept_for_it(size):
    conv = Convolution(1, 1, size, padding=4)
    longest = sum_lines(conv, [[9] * 12] * 12, [[-9] * size] * size, [[-3969] * 20] * 20, (10, 10))
    assert len(longest) <= most_sum_lines(conv) <= len(longest) + 1
    assert len(longest[0]) <= LETTERS + len(" = −3969")


@pytest.mark.parametrize(("call", "words"), [
    (lambda: draw_convolution(torch.ones(1, 4, 4), torch.ones(3, 3)), ["x has shape (1, 4, 4)", "(rows, columns)"]),
    (lambda: draw_convolution(torch.ones(4, 4), torch.ones(3, 3), at=(2, 0)), ["at is (2, 0)", "2 rows"]),
    (lambda: draw_convolution(torch.ones(4, 4), torch.ones(5, 5)), ["kernel_size 5", "4 rows", "at most 4"]),
    (lambda: draw_convolution(torch.ones(4, 4), torch.ones(3, 3), stride=0), ["stride is 0"]),
    (lambda: draw_channels(torch.ones(2, 5, 5), torch.ones(4, 3, 3, 3), torch.ones(4)), ["2 channels", "3 slices"]),
    (lambda: draw_channels(torch.ones(3, 5, 5), torch.ones(4, 3, 3, 3), torch.ones(4), 4), ["channel is 4", "0 to 3"]),
    (lambda: draw_photograph(torch.ones(3, 3), dilation=120), ["dilation 120 covers 241 rows", "240"]),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
    assert caught.value._render_traceback_() == [f"ValueError: {caught.value}"]


def test_no_colour_is_written_outside_the_table():
    package = Path(style.__file__).parent
    files = [f for f in package.rglob("*.py") if f.name != "style.py"]
    found = {f.name: re.findall(r"#[0-9a-fA-F]{6}\b", f.read_text(encoding="utf-8")) for f in files}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_weights_are_coloured_by_their_sign():
    assert (weight_role(2), weight_role(-1), weight_role(0)) == (style.POSITIVE, style.NEGATIVE, style.ZERO)


def test_diagrams_do_not_import_torch_and_name_what_the_browser_needs():
    import subprocess
    import sys

    code = ("import sys, lesson_utils.diagrams.convolution, lesson_utils.diagrams.channels, "
            "lesson_utils.diagrams.message; print('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
    told = facts(draw_convolution(integers(6, 6), integers(3, 3), stride=2, padding=1).svg)
    assert told["rowTaps"] == [[-1, 0, 1], [1, 2, 3], [3, 4, 5]]
    assert told["pad"] == [1, 1]
