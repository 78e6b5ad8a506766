"""Random moves in a real JupyterLab: no picture that is shown ahead of the kernel's answer differs from the answer."""

import nbformat
import pytest

from tests.support.explorers import NAMES
from tools import lab
from tools.delay import Delay
from tools.pictures_ahead import Tally, play


@pytest.fixture(scope="module")
def link(address):
    with Delay(int(address.rsplit(":", 1)[1])) as link:
        yield link


@pytest.fixture
def page(browser, folder, link):
    link.round_trip = 0
    cells = [f"from lesson_utils import explore_{name}\nexplore_{name}()" for name in NAMES]
    nbformat.write(lab.notebook_of(*cells), folder / "ahead.ipynb")
    page, address = browser.new_page(viewport={"width": 1366, "height": 768}), f"http://127.0.0.1:{link.port}"
    watch = lab.Watch(page, address)
    lab.open_notebook(page, address, "ahead.ipynb")
    lab.run_all(page)
    page.wait_for_function("n => document.querySelectorAll('.lesson-stage svg').length === n", arg=len(NAMES))
    yield page
    assert watch.errors == []
    assert lab.error_outputs(page) == []
    page.close()


@pytest.mark.parametrize("moves, round_trip", [
    pytest.param(30, 0, id="30 near"), pytest.param(300, 0.15, id="300 far", marks=pytest.mark.slow)])
def test_what_is_shown_ahead_of_the_answer_is_the_answer(page, link, moves, round_trip):
    link.round_trip = round_trip
    tally = sum(play(page, NAMES, moves, round_trip), Tally())
    print(f"{tally.moves} moves, {tally.ahead} of them ahead of the answer, of {len(tally.controls)} controls")
    assert tally.wrong == []
    assert tally.ahead > moves / 4  # else there was little to look at; on a busy machine fewer come in time


WRONG_ALT = """() => {
    for (const { session } of document.querySelectorAll(".lesson-explorer")) {
        const { keep } = session;
        session.keep = function (entry) {
            keep.call(this, this.model.get("svg") === entry.svg ? entry : { ...entry, alt: "another picture" });
        };
    }
}"""


def test_a_wrong_picture_is_found(page):
    page.evaluate(WRONG_ALT)  # of what comes ahead
    tally = sum(play(page, NAMES, 30), Tally())
    assert any("ahead of the answer, not as in the answer: alt" in said for said in tally.wrong)
    assert any("the picture ahead of the answer was replaced" in said for said in tally.wrong)
