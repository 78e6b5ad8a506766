"""Where things stand in the pictures of every explorer: on one screen, and at the same place after a move."""

import re
from random import Random
from xml.etree import ElementTree

import pytest

import lesson_utils
from lesson_utils.style import SMALLEST_TEXT
from tools.driving import EXPLORERS, each_value, random_moves

WIDTH, TALLEST, LOWEST_FOLD = 880, 690, 560
SVG = "{http://www.w3.org/2000/svg}"


def settings(name):
    """The explorer after each of many moves."""
    explorer, random = getattr(lesson_utils, name)(), Random(1)
    yield explorer
    for _ in each_value(explorer):
        yield explorer
    for _ in range(40):
        random_moves(explorer, 1, random)
        yield explorer


def pictures(name):
    """The different pictures, as XML; cards that say what is wrong with the settings are not among them."""
    mark = 'class="verdict"'
    asked = mark in getattr(lesson_utils, name)().svg
    svgs = dict.fromkeys(explorer.svg for explorer in settings(name) if not asked or mark in explorer.svg)
    return [ElementTree.fromstring(svg) for svg in svgs]


def lines(root, cls):
    """The y of texts of a class, and of those in a group of that class."""
    own = [node for node in root.iter(f"{SVG}text") if node.get("class") == cls]
    inside = [node for group in root.iter(f"{SVG}g") if group.get("class") == cls for node in group.iter(f"{SVG}text")]
    return [float(node.get("y")) for node in own + inside]


def fold(root):
    return float(root.get("data-fold", root.get("viewBox").split()[3]))


def test_every_picture_has_the_same_width_and_fits_on_a_screen():
    for name in EXPLORERS:
        for explorer in settings(name):
            _, _, width, height = map(float, re.search('viewBox="(.*?)"', explorer.svg)[1].split())
            at = re.search('data-fold="(.*?)"', explorer.svg)
            assert width == WIDTH, name
            assert height <= TALLEST, name
            assert (float(at[1]) if at else height) <= min(LOWEST_FOLD, height), name


@pytest.mark.parametrize("name", EXPLORERS)
def test_sums_and_verdicts_stand_above_the_fold_and_no_line_on_it(name):
    for root in pictures(name):
        most = fold(root)
        assert all(y + 7 <= most for y in lines(root, "sum") + lines(root, "verdict"))
        sizes = [float(node.get("font-size")) for node in root.iter() if node.get("font-size")]
        assert min(sizes) >= SMALLEST_TEXT
        cut = ["".join(node.itertext()) for node in root.iter(f"{SVG}text") if abs(float(node.get("y")) - most) < 7]
        assert cut == []


@pytest.mark.parametrize("name", EXPLORERS)
def test_headings_sums_and_verdicts_keep_their_lines(name):
    """The titles of a picture, where its sum begins, and what torch says: one height each, whatever is set."""
    roots, title = pictures(name), ("15", "700")
    for find in (lambda root: lines(root, "sum")[:1], lambda root: lines(root, "verdict"), lambda root: sorted(
            node.get("y") for node in root.iter(f"{SVG}text")
            if (node.get("font-size"), node.get("font-weight")) == title)):
        assert len({tuple(find(root)) for root in roots}) == 1


@pytest.mark.parametrize("name", EXPLORERS)
def test_what_stays_the_same_has_a_key_of_its_own(name):
    for root in pictures(name):
        keys = [node.get("data-key") for node in root.iter() if node.get("data-key")]
        parts = [node.get("data-part") for node in root.iter() if node.get("data-part")]
        assert len(set(keys)) == len(keys)
        assert len(set(parts)) == len(parts)


def keys(explorer):
    return set(re.findall('data-key="(.*?)"', explorer.svg))


def test_cells_of_a_kernel_and_wires_keep_their_keys():
    explorer = lesson_utils.explore_dilation()
    before = {key for key in keys(explorer) if key.startswith("kernel ")}
    explorer.controls["dilation"].value = 3
    assert before == {f"kernel {i},{j}" for i in range(3) for j in range(3)} <= keys(explorer)
    explorer = lesson_utils.explore_groups()
    explorer.controls["groups"].value = 3
    assert {key for key in keys(explorer) if key.startswith("wire ")} == \
        {f"wire {o}-{i}" for o in range(6) for i in range(6) if o // 2 == i // 2}
    explorer = lesson_utils.explore_convolution()
    explorer.controls["kernel_size"].value = 2
    assert keys(explorer) == {"kernel 0,0", "kernel 0,1", "kernel 1,0", "kernel 1,1"}


def test_neither_stride_nor_dilation_moves_a_grid_of_a_convolution():
    explorer = lesson_utils.explore_convolution()
    for size, kernel in ((12, 3), (12, 1), (9, 2), (12, 7)):
        explorer.controls["height"].value = size
        explorer.controls["kernel_size"].value = kernel
        places = set()
        for name in ("stride", "dilation"):
            control = explorer.controls[name]
            for value in range(control.min, control.max + 1):
                control.value = value
                titles = re.findall(r'<text x="(\S+)" y="\S+" font-size="15"', explorer.svg)
                places.add(tuple(titles))
            control.value = 1
        assert len(places) == 1, (size, kernel)
