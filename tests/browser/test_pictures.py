"""The pictures of every explorer in a real browser, without JupyterLab: no words leave the card or lie on others."""

from random import Random

import pytest

import lesson_utils
from tools.driving import EXPLORERS, each_value, random_moves

# What is wrong with the texts of a picture. A line of text is higher than its letters: 0.78 of the size of the font.
WRONG = """svg => {
    document.body.innerHTML = svg;
    const card = document.querySelector("svg"), frame = card.getBoundingClientRect(), boxes = [], wrong = [];
    for (const node of card.querySelectorAll("text")) {
        if (!node.textContent.trim()) continue;
        const size = parseFloat(getComputedStyle(node).fontSize), words = node.textContent;
        if (size < 12.5) wrong.push(`${words} has ${size} px`);
        const { left, right, top, bottom } = node.getBoundingClientRect(), rest = (bottom - top - 0.78 * size) / 2;
        if (left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom) {
            wrong.push(`${words} leaves the card`);
        }
        const add = (left, right) => boxes.push({ node, words, left, right, top: top + rest, bottom: bottom - rest });
        if (node.getAttribute("x")?.includes(" ") || node.querySelector("tspan[x]")) {  // numbers in their cells
            for (let n = 0; n < node.getNumberOfChars(); n++) {
                const { x, width } = node.getExtentOfChar(n);
                add(x + frame.left, x + width + frame.left);
            }
        } else add(left, right);
    }
    boxes.forEach((a, n) => boxes.slice(n + 1).forEach((b) => {
        if (a.node !== b.node && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) wrong.push(`${a.words} on ${b.words}`);
    }));
    return wrong;
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    yield page
    page.close()


def wrong(page, name, moves, most):
    """(picture number, what is wrong) of the first picture at fault, of at most so many that each value and some moves
    show."""
    explorer, random = getattr(lesson_utils, name)(), Random(3)
    svgs = dict.fromkeys([explorer.svg, *(explorer.svg for _ in each_value(explorer))])
    for _ in range(moves):
        random_moves(explorer, 1, random)
        svgs[explorer.svg] = None
    assert len(svgs) > 3
    chosen = random.sample(list(svgs), min(most, len(svgs)))
    return next(((n, found) for n, svg in enumerate(chosen) if (found := page.evaluate(WRONG, svg))), None)


@pytest.mark.parametrize("name", EXPLORERS)
def test_no_words_leave_the_card_or_lie_on_others(page, name):
    assert wrong(page, name, 20, 40) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPLORERS)
def test_no_words_leave_the_card_or_lie_on_others_in_many_moves(page, name):
    assert wrong(page, name, 400, 1000) is None


@pytest.mark.parametrize(("broken", "words"), [
    ('<text x="20" y="41" font-size="13">again</text>', "output[2, 1] = 0·1"),
    ('<text x="870" y="300" font-size="13">outside</text>', "outside leaves the card"),
    ('<text x="700" y="500" font-size="11">small</text>', "small has 11 px"),
])
def test_a_picture_at_fault_is_found(page, broken, words):
    svg = lesson_utils.explore_convolution().svg
    y = svg.split('class="sum"><text x="20" y="')[1].split('"')[0]
    assert page.evaluate(WRONG, svg) == []
    found = page.evaluate(WRONG, svg.replace("</svg>", broken.replace('y="41"', f'y="{y}"') + "</svg>"))
    assert any(words in said for said in found)
