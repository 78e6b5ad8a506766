"""The controls in a real JupyterLab: by keyboard, mouse and touch, on a small screen, and while Python is busy."""

import nbformat
import pytest

from tests.support.accessibility import OUTPUTS, violations
from tests.support.explorers import NAMES, run_line
from tests.support.view import View
from tools import lab

SCREEN = {"width": 1366, "height": 768}
CELLS = ["from lesson_utils import *", "shown = explore_convolution()\nshown", "shown", "explore_pooling()",
         "import time; time.sleep(4)", "import ctypes; ctypes.PyDLL(None).sleep(4)"]
TWICE, AGAIN, POOLING, RUNS, BUSY = 1, 2, 3, 4, 5  # the last lets no other thread of Python do anything


@pytest.fixture(scope="module")
def open_pages(browser, address, folder):
    """Two pages of one browser: all explorers, and the notebook of these CELLS."""
    nbformat.write(lab.notebook_of(*CELLS), folder / "controls.ipynb")
    context = browser.new_context(viewport=SCREEN, has_touch=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    pages = {}
    for name in ("explorers", "controls"):
        pages[name] = context.new_page()
        pages[name].watch = lab.Watch(pages[name], address)
        lab.open_notebook(pages[name], address, f"{name}.ipynb")
        lab.run_all(pages[name])
        pages[name].wait_for_selector(".lesson-stage svg")
    yield pages
    context.close()


def used(page):
    """A page, and after the test: nothing has gone wrong on it."""
    page.set_viewport_size(SCREEN)
    page.bring_to_front()
    page.watch.errors.clear()
    yield page
    assert page.watch.errors == []
    assert page.watch.foreign == []
    assert lab.error_outputs(page) == []


@pytest.fixture
def page(open_pages):
    yield from used(open_pages["explorers"])


@pytest.fixture
def notebook(open_pages):
    yield from used(open_pages["controls"])


def on_track(view, name, value):
    """Where a hand puts a slider to the value, in px of the page."""
    return view.control(name).locator("input[type=range]").evaluate("""(input, value) => {
        const spec = input.closest(".lesson-explorer").session.model.get("panel").controls[
            input.closest("[data-control]").dataset.control];
        const values = spec.options ?? Array.from({ length: spec.most - spec.least + 1 }, (_, n) => spec.least + n);
        const box = input.getBoundingClientRect(), share = values.indexOf(value) / (values.length - 1);
        return [box.left + 7 + (box.width - 14) * share, box.top + box.height / 2];
    }""", value)


def shows(view, words):
    view.page.wait_for_function(
        "([e, words]) => e.querySelector('.lesson-stage svg').textContent.includes(words)",
        arg=[view.root.element_handle(), words], timeout=5000)


def settled(view):
    """Until the kernel has answered everything, and looked ahead."""
    view.page.wait_for_function("e => !e.session.inFlight && !e.session.queue.length && !e.session.after.length",
                                arg=view.root.element_handle(), timeout=10_000)
    view.page.wait_for_timeout(250)


def test_a_slider_by_keyboard_mouse_and_touch(page):
    view = View(page)
    for key, value in (("ArrowRight", 2), ("ArrowUp", 3), ("ArrowLeft", 2), ("ArrowDown", 1), ("End", 4), ("Home", 1),
                       ("PageUp", 4), ("PageDown", 1)):
        view.handle("stride").press(key)
        shows(view, f"stride={value},")
        assert view.value("stride") == str(value)
    for value in (3, 1, 4):
        page.mouse.click(*on_track(view, "stride", value))
        shows(view, f"stride={value},")
    page.mouse.move(*on_track(view, "stride", 4))
    page.mouse.down()
    for value in (3, 2):
        page.mouse.move(*on_track(view, "stride", value), steps=5)
        shows(view, f"stride={value},")
    page.mouse.up()
    for value in (4, 1, 2):
        page.touchscreen.tap(*on_track(view, "stride", value))
        shows(view, f"stride={value},")
    settled(view)
    assert view.root.evaluate("e => e.session.stats.wrong") == 0
    assert view.root.evaluate("e => e.session.stats.ahead") >= 8
    assert view.control("stride").locator(".lesson-readout").input_value() == "2"


FORBIDDEN = "e => [...e.querySelectorAll('.lesson-forbidden')].map((one) => one.getBoundingClientRect().width)"


def ends(view, name):
    return view.control(name).locator("input[type=range]").evaluate(
        "e => [e.min, e.max, e.getBoundingClientRect().left, e.getBoundingClientRect().width]")


def test_a_slider_stops_at_its_limit_which_is_marked_and_its_ends_stay(page):
    view = View(page)
    before = {name: ends(view, name) for name in ("height", "kernel_size", "stride", "padding", "dilation")}
    assert sum(sum(view.control(name).evaluate(FORBIDDEN)) for name in before) > 0  # illegal 0 and -1 are marked
    free = view.control("kernel_size").evaluate(FORBIDDEN)
    view.handle("dilation").press("End")
    shows(view, "dilation=4")
    settled(view)
    below, above = view.control("kernel_size").evaluate(FORBIDDEN)
    track = before["kernel_size"][3]
    # the handle's middle stands 7 px from the ends; marked is half a step beyond 3, the last legal one of 0 to 7
    assert above == pytest.approx(7 + (track - 14) * 3.5 / 7, abs=2)
    assert above > free[1] + 20
    assert below == free[0]
    reason = "With kernel_size 4, kernel_size 4 with dilation 4 covers 13 rows"
    handle = view.handle("kernel_size")
    handle.press("ArrowRight")
    assert (view.value("kernel_size"), handle.input_value()) == ("3", "3")
    assert view.why().startswith(reason)
    view.handle("padding").press("ArrowLeft")
    assert view.why().startswith("With padding 0")
    page.mouse.click(*on_track(view, "kernel_size", 7))
    page.wait_for_timeout(200)
    assert (view.value("kernel_size"), handle.input_value()) == ("3", "3")
    assert view.why().startswith(reason)
    handle.press("ArrowLeft")
    shows(view, "kernel_size=2,")
    page.mouse.click(*on_track(view, "kernel_size", 7))  # as far as it goes
    shows(view, "kernel_size=3,")
    assert {name: ends(view, name) for name in before} == before
    assert view.control("kernel_size").get_attribute("title").startswith(reason)


def test_a_number_is_typed_within_the_same_limits(page):
    view = View(page)
    view.handle("dilation").press("End")
    shows(view, "dilation=4")
    settled(view)
    readout = view.control("kernel_size").locator(".lesson-readout")
    assert readout.get_attribute("aria-label") == "kernel_size, as a number"
    readout.fill("2")
    readout.press("Enter")
    shows(view, "kernel_size=2,")
    settled(view)
    for typed in ("7", "0", "-1", "2.5", "two", "", "1e9"):
        readout.fill(typed)
        readout.press("Enter")
        assert readout.input_value() == "2", typed
        assert view.why() == "kernel_size goes from 1 to 3 now", typed
    readout.fill("3")
    readout.press("Tab")
    shows(view, "kernel_size=3,")
    view = View(page, "tradeoff")
    readout = view.control("out_channels_1").locator(".lesson-readout")
    readout.fill("17")
    readout.press("Enter")
    assert readout.input_value() == "16"
    assert view.why() == "layer 1, out_channels can be 8, 16, 24, 32, 48, 64, 96, 128 now"
    readout.fill("128")
    readout.press("Enter")
    shows(view, "128")
    assert readout.evaluate("e => e.scrollWidth <= e.clientWidth"), "128 is cut off"


def test_groups_are_all_seen_and_the_illegal_ones_struck_out(page):
    view = View(page, "groups")
    chips = view.control("groups").locator(".lesson-chip")
    assert chips.all_inner_texts() == [str(n) for n in range(13)]

    def struck():
        return [int(text) for text in view.control("groups").locator(".lesson-struck").all_inner_texts()]

    assert struck() == [0, 4, 5, 7, 8, 9, 10, 11, 12]
    assert view.control("groups").locator("input:disabled").count() == 9
    assert chips.nth(4).evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
    chips.nth(3).click()
    shows(view, "groups=3,")
    chips.nth(4).click(force=True)
    page.wait_for_timeout(200)
    assert view.control("groups").locator(".lesson-on").inner_text() == "3"
    view.handle("groups").press("ArrowRight")  # over 4 and 5
    shows(view, "groups=6,")
    page.touchscreen.tap(*chips.nth(2).evaluate(
        "e => { const box = e.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; }"))
    shows(view, "groups=2,")
    view.handle("in_channels").press("ArrowRight")
    view.page.wait_for_function("e => e.querySelectorAll('.lesson-struck').length === 12",
                                arg=view.root.element_handle())
    assert struck() == [n for n in range(13) if n != 1]


def test_reset_puts_everything_back(page):
    view = View(page)
    first, facts = view.svg(), view.facts()["values"]["kernel"]
    view.move("stride")
    view.move("padding", "ArrowRight", 2)
    view.root.locator('[data-part="kernel"]').focus()
    page.keyboard.press("+")
    page.wait_for_function("e => e.querySelector('[data-control=kernel]').value === 'own'",
                           arg=view.root.element_handle())
    settled(view)
    view.root.get_by_role("button", name="Reset").click()
    page.wait_for_function("e => e.querySelector('[data-control=kernel]').value === 'edge'",
                           arg=view.root.element_handle())
    settled(view)
    assert view.svg() == first
    assert view.facts()["values"]["kernel"] == facts
    assert (view.value("stride"), view.value("padding")) == ("1", "1")


@pytest.mark.parametrize("name", ["convolution", pytest.param("receptive_field", marks=pytest.mark.slow),
                                  pytest.param("groups", marks=pytest.mark.slow)])
def test_copy_as_python_gives_the_line_that_shows_it_again(page, name):
    view = View(page, name)
    for one in {"convolution": ("stride", "dilation"), "receptive_field": ("dilation_1",),
                "groups": ("out_channels",)}[name]:
        view.handle(one).press("ArrowRight")
    settled(view)
    if name == "convolution":
        view.root.locator('[data-part="kernel"]').focus()
        page.keyboard.press("+")
        page.wait_for_function("e => e.querySelector('[data-control=kernel]').value === 'own'",
                               arg=view.root.element_handle())
    settled(view)
    copy = view.root.get_by_role("button", name="Copy this explorer")
    copy.click()
    view.root.get_by_role("button", name="Copied").wait_for()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line.startswith(f"explore_{name}(")
    again = run_line(line)
    assert again.svg == view.root.evaluate("e => e.session.shown.svg")
    assert again.now["line"] == line
    copy.wait_for()  # the button has its own words again


def test_two_views_of_one_explorer_follow_each_other(notebook):
    for cell in (TWICE, AGAIN):
        lab.run_cell(notebook, cell)
    roots = notebook.locator(".lesson-explorer")
    one, other = roots.nth(0), roots.nth(1)
    other.locator(".lesson-stage svg").wait_for()
    for moved, follows, value in ((one, other, 2), (other, one, 3), (one, other, 4)):
        moved.locator("[data-control=stride] input[type=range]").press("ArrowRight")
        for root in (moved, follows):
            notebook.wait_for_function("([e, words]) => e.querySelector('svg').textContent.includes(words)",
                                       arg=[root.element_handle(), f"stride={value},"])
            assert root.locator("[data-control=stride] input[type=range]").get_attribute("aria-valuetext") == str(value)
    notebook.wait_for_timeout(300)
    assert [root.evaluate("e => e.session.stats.wrong") for root in (one, other)] == [0, 0]
    lab.run_cell(notebook, AGAIN)  # one of them goes, the other lives on
    notebook.wait_for_timeout(400)
    roots.nth(0).locator("[data-control=stride] input[type=range]").press("Home")
    for root in roots.all()[:2]:
        notebook.wait_for_function("e => e.querySelector('svg').textContent.includes('stride=1,')",
                                   arg=root.element_handle())


def run_by_hand(page, number):
    """Shift+Enter on a cell; gives the explorer's height, and the px that it lies outside of what is seen."""
    page.evaluate("""async number => {
        const content = window.jupyterapp.shell.currentWidget.content;
        content.deselectAll();
        content.activeCellIndex = number;
        content.widgets[number].node.scrollIntoView({ block: "end" });
        await window.jupyterapp.commands.execute('notebook:run-cell-and-select-next');
    }""", number)
    root = page.locator(".jp-Cell").nth(number).locator(".lesson-explorer")
    root.locator(".lesson-stage svg").wait_for()
    page.wait_for_timeout(700)
    return root.evaluate("""root => {
        const box = root.getBoundingClientRect();
        const frame = root.closest(".jp-WindowedPanel-outer, .jp-Notebook").getBoundingClientRect();
        return [box.height, Math.max(0, frame.top - box.top, box.bottom - frame.bottom)];
    }""")


@pytest.mark.parametrize(("height", "most"), [(768, 620), (640, 500)], ids=["a full window", "a low one"])
@pytest.mark.parametrize("name", NAMES)
def test_an_explorer_is_seen_whole_after_shift_enter(page, name, height, most):
    page.set_viewport_size({"width": 1366, "height": height})
    page.wait_for_timeout(200)
    tall, outside = run_by_hand(page, 1 + NAMES.index(name))
    assert tall <= most
    assert outside <= 1


PLACES = """root => {
    const from = root.getBoundingClientRect(), places = {};
    for (const node of root.querySelectorAll("[data-control], .lesson-bar, .lesson-foot, .lesson-readout")) {
        const box = node.getBoundingClientRect(), control = node.closest("[data-control]");
        if (!box.width || getComputedStyle(node).visibility === "hidden") continue;
        const name = control ? `${control.dataset.control} ${node.className}` : node.className;
        places[name] = [box.left - from.left, box.top - from.top, control ? box.width : 0].map(Math.round);
    }
    return places;
}"""


@pytest.mark.parametrize("height", [768, pytest.param(640, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", [name if name in ("convolution", "groups") else
                                  pytest.param(name, marks=pytest.mark.slow) for name in NAMES])
def test_nothing_of_the_panel_changes_its_place(page, name, height):
    page.set_viewport_size({"width": 1366, "height": height})
    view = View(page, name)
    page.wait_for_timeout(200)
    before, moved = view.root.evaluate(PLACES), {}
    for slider in view.root.locator(".lesson-track input, .lesson-chip input:checked").all():
        control = slider.evaluate("e => e.closest('[data-control]').dataset.control")
        for key in ("End", "Home"):
            if not slider.is_visible() or not slider.is_enabled():
                continue
            slider.press(key)
            page.wait_for_timeout(60)
            if control == "layers":
                settled(view)
            after = view.root.evaluate(PLACES)
            if control == "layers":  # one line more or less: what is below them makes room
                before["lesson-foot"] = after["lesson-foot"]
            for node in before.keys() & after.keys():
                if after[node] != before[node]:
                    moved[f"{control} {key}: {node}"] = before[node], after[node]
    assert moved == {}


def start(page, cell):
    """Run a cell that takes 4 s, and come back at once."""
    page.evaluate("""number => {
        const content = window.jupyterapp.shell.currentWidget.content;
        content.deselectAll();
        content.activeCellIndex = number;
        window.jupyterapp.commands.execute('notebook:run-cell');
    }""", cell)
    page.wait_for_timeout(300)


def pooling(page):
    lab.run_cell(page, POOLING)
    view = View.__new__(View)
    view.page, view.root = page, page.locator(".jp-Cell").nth(POOLING).locator(".lesson-explorer")
    view.stage = view.root.locator(".lesson-stage svg")
    view.stage.wait_for()
    view.handle("stride").focus()
    settled(view)
    return view


def test_while_a_cell_runs_the_controls_are_answered(notebook):
    view = pooling(notebook)
    start(notebook, RUNS)
    view.handle("kernel_size").press("End")
    notebook.wait_for_timeout(700)
    assert "kernel_size=4" in view.text()
    assert notebook.locator(".jp-Cell").nth(RUNS).locator(".jp-InputPrompt").inner_text() == "[*]:"
    notebook.wait_for_timeout(4000)


def test_while_python_is_busy_what_is_known_is_shown_and_the_rest_waits(notebook):
    view = pooling(notebook)
    stage, waiting = view.root.locator(".lesson-stage"), view.root.locator(".lesson-waiting")
    start(notebook, BUSY)
    for value in (3, 4, 3):
        view.handle("stride").press("ArrowRight" if value == 4 or view.value("stride") == "2" else "ArrowLeft")
        notebook.wait_for_timeout(50)
        assert f"stride={value}" in view.text(), "known, and not shown at once"
    assert "lesson-late" not in stage.get_attribute("class")
    view.handle("kernel_size").press("ArrowRight")
    notebook.wait_for_timeout(600)
    assert view.value("kernel_size") == "3", "the control stands where the hand put it"
    assert "lesson-late" not in stage.get_attribute("class"), "marked too early"
    notebook.wait_for_timeout(700)
    assert "lesson-late" in stage.get_attribute("class")
    assert waiting.inner_text() == "Waiting for Python"
    assert float(view.stage.evaluate("e => getComputedStyle(e).opacity")) < 1
    shows(view, "kernel_size=3, stride=3")
    settled(view)
    assert "lesson-late" not in stage.get_attribute("class")
    assert waiting.inner_text() == ""
    assert view.root.evaluate("e => e.session.stats.wrong") == 0


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(page, theme):
    view = View(page)
    view.handle("dilation").press("End")
    settled(view)
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.wait_for_timeout(800)
    try:
        assert violations(page, OUTPUTS) == []
    finally:
        page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})")
        page.wait_for_timeout(500)
        page.watch.errors[:] = [words for words in page.watch.errors if "theme" not in words.lower()]


@pytest.fixture(scope="module")
def notebook_7(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook 7")
    nbformat.write(lab.notebook_of(*CELLS), folder / "controls.ipynb")
    with lab.jupyterlab(folder, app="notebook") as address:
        yield address


@pytest.mark.slow
def test_arrow_keys_move_a_slider_in_notebook_7(browser, notebook_7):
    page, address = browser.new_page(viewport=SCREEN), notebook_7
    watch = lab.Watch(page, address)
    page.goto(f"{address}/notebooks/controls.ipynb")
    cells = page.locator(".jp-CodeCell")
    cells.first.wait_for(timeout=60_000)
    for _ in range(100):  # until the kernel is there, and the page is connected to it
        kernels = page.request.get(f"{address}/api/kernels").json()
        if kernels and kernels[0]["execution_state"] == "idle" and kernels[0]["connections"]:
            break
        page.wait_for_timeout(300)
    page.wait_for_timeout(1000)
    cells.nth(0).locator(".cm-content").click()
    for number in (0, TWICE):
        page.keyboard.press("Shift+Enter")
        cells.nth(number).locator(f".jp-InputPrompt:text-is('[{number + 1}]:')").wait_for(timeout=60_000)
    root = cells.nth(TWICE).locator(".lesson-explorer")
    root.locator(".lesson-stage svg").wait_for(timeout=30_000)
    watch.errors.clear()  # Notebook's own start misses a setting
    slider = root.locator("[data-control=stride] input[type=range]")
    active = page.evaluate("[...document.querySelectorAll('.jp-Cell')].findIndex(e => e.matches('.jp-mod-active'))")
    slider.focus()
    for key, value in (("ArrowRight", 2), ("ArrowUp", 3), ("ArrowDown", 2), ("ArrowLeft", 1), ("End", 4)):
        page.keyboard.press(key)
        page.wait_for_function("([e, words]) => e.querySelector('svg').textContent.includes(words)",
                               arg=[root.element_handle(), f"stride={value},"], timeout=5000)
        assert slider.get_attribute("aria-valuetext") == str(value)
        assert page.evaluate("document.activeElement.type") == "range"
    assert active in (TWICE, AGAIN)
    assert watch.errors == []
    page.close()
