"""The explorers in a real JupyterLab: what a learner's hand does, and what the eye then sees."""

import re
from functools import partial
from random import Random

import pytest

from lesson_utils.diagrams.cone import cone_words, layer_name
from lesson_utils.diagrams.convolution import sum_lines
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.stack import stack_of
from lesson_utils.scenes.receptive_field import PRESETS
from tests.support.accessibility import OUTPUTS, violations
from tests.support.explorers import CELLS, NAMES, PREDICTION
from tests.support.view import View
from tools import lab


@pytest.fixture(scope="module")
def open_page(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, has_touch=True)
    page.watch = lab.Watch(page, address)
    lab.open_notebook(page, address, "explorers.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".lesson-stage svg")
    yield page
    page.close()


@pytest.fixture
def page(open_page):
    open_page.watch.errors.clear()
    yield open_page
    assert open_page.watch.errors == []
    assert open_page.watch.foreign == []
    assert lab.error_outputs(open_page) == []


def test_each_slider_moves_by_key_and_the_picture_follows(page):
    view = View(page)
    for name, key in (("height, width", "ArrowRight"), ("kernel_size", "ArrowRight"), ("stride", "ArrowRight"),
                      ("padding", "ArrowRight"), ("padding", "ArrowLeft"), ("dilation", "ArrowRight")):
        view.move(name, key)
    assert "kernel_size=4, stride=2, padding=1, dilation=2" in view.text()
    photo = View(page, "photograph")
    photo.move("stride")
    assert "119 × 102" in photo.text()
    channels = View(page, "channels")
    channels.move("output channel")
    assert "kernel 1" in channels.text()


def test_an_output_shows_its_inputs_and_its_sum(page):
    view = View(page)
    view.move("stride")
    view.move("dilation")
    facts = view.facts()
    conv = Convolution(1, 1, 3, stride=2, padding=1, dilation=2)
    for row, column in ((0, 0), (1, 2), (2, 1)):
        view.hover("output", row, column)
        window = view.root.locator(".window rect").evaluate_all("list => list.map((e) => e.getBoundingClientRect())")
        cells = [view.place("input", r + 1, c + 1) for r, c in conv.taps(row, column)]
        middles = [(w["x"] + w["width"] / 2, w["y"] + w["height"] / 2) for w in window[:9]]
        for middle, cell in zip(middles, cells, strict=True):
            assert middle == pytest.approx(tuple(cell), abs=1)
        values = facts["values"]
        assert view.sum() == sum_lines(conv, values["input"], values["kernel"], values["output"], (row, column))


def test_every_sum_of_the_browser_is_the_sum_of_the_still_picture(page):
    view = View(page)
    view.move("height, width", times=5)
    view.move("padding", times=3)
    view.choose("kernel", "random integers")
    for size in (3, 5, 7):
        while view.facts()["parts"]["kernel"]["rows"] < size:
            view.move("kernel_size")
        facts = view.facts()
        values, conv = facts["values"], Convolution(1, 1, size, padding=4)
        for row in range(0, len(values["output"]), 3):
            for column in range(0, len(values["output"][0]), 2):
                view.hover("output", row, column)
                assert view.sum() == sum_lines(conv, values["input"], values["kernel"], values["output"], (row, column))


def test_a_weight_shows_every_input_that_it_multiplies(page):
    view = View(page)
    view.move("stride")
    conv = Convolution(1, 1, 3, stride=2, padding=1)
    view.hover("kernel", 0, 2)
    rows, columns = range(4), range(4)
    expected = {(conv.rows.taps(r)[0] + 1, conv.columns.taps(c)[2] + 1) for r in rows for c in columns}
    assert view.marked("input") == sorted(expected)
    assert view.marked("kernel") == [(0, 2)]
    assert view.sum() == ["weight[0, 2] = −1 multiplies 16 inputs, one for each output"]


def test_an_input_shows_the_outputs_that_it_feeds(page):
    view = View(page)
    conv = Convolution(1, 1, 3, padding=1)
    for row, column in ((0, 0), (3, 4), (6, 6)):
        view.hover("input", row + 1, column + 1)
        assert view.marked("output") == conv.outputs_fed_by(row, column, 7, 7)
    view.move("kernel_size", "ArrowLeft", 2)
    view.move("stride", times=2)
    view.hover("input", 1, 2)
    assert view.marked("output") == []
    assert "is never read: no window reaches it" in view.sum()[0]


def test_hovering_sends_nothing_to_the_kernel(page):
    view = View(page)
    page.wait_for_timeout(500)
    before = page.watch.sent
    for part in ("output", "kernel", "input"):
        for n in range(3):
            view.hover(part, n, 2 - n)
    page.get_by_role("button", name="One step on").first.click()
    assert page.watch.sent == before
    view.move("stride")
    assert page.watch.sent > before


def test_play_pause_step_and_scrub(page):
    view = View(page)
    place = view.root.locator(".lesson-place")
    assert place.inner_text() == "16 of 49"
    page.get_by_role("button", name="One step on").first.click()
    assert place.inner_text() == "17 of 49"
    page.get_by_role("button", name="One step back").first.click()
    page.get_by_role("button", name="One step back").first.click()
    assert place.inner_text() == "15 of 49"
    assert view.sum()[0].startswith("output[2, 0] =")
    view.root.locator(".lesson-scrub").fill("48")
    assert view.sum()[0].startswith("output[6, 6] =")
    view.root.get_by_role("combobox", name="Speed").select_option("fast")
    page.get_by_role("button", name="Play: slide the window").first.click()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Pause").first.click()
    stopped = place.inner_text()
    assert stopped != "49 of 49"
    page.wait_for_timeout(300)
    assert place.inner_text() == stopped


def test_the_window_keeps_its_place_when_a_slider_moves(page):
    view = View(page)
    view.hover("output", 3, 3)
    page.mouse.move(5, 500)
    view.move("kernel_size")
    assert view.sum()[0].startswith("output[3, 3] =")
    view.move("stride", times=3)
    assert view.sum()[0].startswith("output[1, 1] =")


def test_by_keyboard_alone(page):
    view = View(page)
    view.root.locator('[data-part="output"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert view.sum()[0].startswith("output[1, 1] =")
    assert view.root.locator(".lesson-live").inner_text().startswith("output[1, 1] =")
    view.root.locator('[data-part="input"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert view.sum()[0].startswith("input[0, 0] = 1 feeds 4 outputs")
    before = view.svg()
    kernel = view.root.locator('[data-part="kernel"]')
    assert kernel.get_attribute("aria-label") == ("kernel, 3 by 3: arrow keys choose a weight, plus and minus change "
                                                  "it")
    kernel.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    view.changed(before)
    assert view.facts()["values"]["kernel"][0] == [1, 1, -1]
    assert page.evaluate("document.activeElement.dataset.part") == "kernel"


def test_a_weight_is_edited_by_mouse(page):
    view = View(page)
    page.mouse.click(*view.place("kernel", 2, 0))
    before = view.svg()
    box = view.root.locator(".lesson-weight")
    assert view.root.locator(".lesson-label").inner_text().startswith("weight[2, 0] =")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.className") == "lesson-weight"
    page.keyboard.type("-4")
    view.changed(before)
    assert view.facts()["values"]["kernel"][2] == [-4, 0, -1]
    box.fill("1.5")  # no whole number, and 25 is out of range: the kernel keeps what it has, and the box shows that
    box.fill("25")
    page.keyboard.press("Tab")
    assert view.facts()["values"]["kernel"][2] == [-4, 0, -1]
    assert box.input_value() == "-4"
    assert view.control("kernel").locator("option:checked").inner_text() == "my own"


@pytest.mark.parametrize(("width", "height", "side_bar"), [(1024, 900, True), (640, 500, False)],
                         ids=["1024 px and the side bar", "200 % zoom"])
def test_nothing_is_cut_off_in_a_narrow_window(page, width, height, side_bar):
    View(page)
    page.set_viewport_size({"width": width, "height": height})
    if side_bar:
        page.keyboard.press("Control+b")
    page.get_by_text("rows and columns alike").first.click()
    page.wait_for_timeout(500)
    cut = page.locator(".lesson-side, .lesson-side *:not(select, option, input[type=range])").evaluate_all(
        "list => list.filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)"
        ".filter((e) => getComputedStyle(e).display !== 'inline')"
        ".map((e) => e.className + ' ' + e.innerText)")
    tracks = page.locator(".lesson-track").evaluate_all("list => list.map((e) => e.getBoundingClientRect().width)")
    room = page.locator(".jp-OutputArea-output").first.evaluate("e => e.clientWidth")
    # a picture wider than the page is not shrunk: it scrolls, by keyboard too
    hidden = page.locator(".lesson-stage").evaluate_all(
        "list => list.filter((e) => e.firstElementChild.scrollWidth > e.scrollWidth).length")
    found = violations(page, OUTPUTS)
    if side_bar:
        page.keyboard.press("Control+b")
    page.set_viewport_size({"width": 1280, "height": 1100})
    page.wait_for_timeout(500)
    assert room < 700, "the window was not narrow"
    assert cut == []
    assert min(track for track in tracks if track) >= 44
    assert hidden == 0
    assert found == []


def test_by_touch(page):
    view = View(page)
    page.touchscreen.tap(*view.place("output", 0, 1))
    assert view.sum()[0].startswith("output[0, 1] =")
    page.touchscreen.tap(*view.place("input", 1, 1))
    assert len(view.marked("output")) == 4


REACHED = """svg => {
    const { parts } = JSON.parse(svg.dataset.facts ?? "{}"), box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width, reached = { mouse: [], touch: [], keyboard: [] };
    const said = () => [...svg.querySelectorAll(".sum text")].map((node) => node.textContent).join("; ");
    for (const [by, type] of [["mouse", "pointermove"], ["touch", "pointerdown"]]) {
        for (const grid of Object.values(parts ?? {})) for (let n = 0; n < grid.rows * grid.columns; n++) {
            const r = Math.floor(n / grid.columns), c = n % grid.columns;
            const [x, y] = [grid.x + (c + 0.5) * (grid.width ?? grid.cell), grid.y + (r + 0.5) * grid.cell];
            svg.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: by,
                clientX: box.left + x * scale, clientY: box.top + y * scale }));
            reached[by].push(said());
        }
    }
    for (const group of svg.querySelectorAll("[data-part][tabindex]")) {
        const grid = parts[group.dataset.part];
        const press = (key) => group.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        group.focus();
        for (let n = 0; n < grid.rows; n++) press("ArrowUp");
        for (let n = 0; n < grid.columns; n++) press("ArrowLeft");
        for (let r = 0; r < grid.rows; r++, press("ArrowDown")) for (let c = 0; c < grid.columns; c++) {
            reached.keyboard.push(said());
            press(r % 2 ? "ArrowLeft" : "ArrowRight");
        }
    }
    return reached;
}"""


def test_what_hovering_shows_is_reached_by_touch_and_by_keyboard(page):
    counts = {}
    for name in NAMES:
        reached = View(page, name).stage.evaluate(REACHED)
        mouse = set(reached["mouse"])
        assert mouse == set(reached["touch"]), name
        assert mouse <= set(reached["keyboard"]), (name, sorted(mouse - set(reached["keyboard"]))[:3])
        assert not any("{" in said or "undefined" in said for said in mouse), name  # every place is filled in
        counts[name] = len(mouse)
    assert counts["convolution"] > 100
    assert sum(count > 5 for count in counts.values()) >= 7, counts


def test_illegal_settings_give_way_to_a_message_and_back(page):
    view = View(page)
    page.get_by_text("allow illegal settings").click()
    page.wait_for_timeout(200)
    view.move("stride", "ArrowLeft")
    words = view.text()
    assert "RuntimeError: non-positive stride is not supported" in words
    assert "stride is 0" in words
    assert not view.root.locator(".lesson-bar").is_visible()
    before = view.svg()
    page.get_by_text("allow illegal settings").click()
    view.changed(before)
    assert "torch agrees" in view.text()


def test_a_slider_at_its_limit_says_why(page):
    view = View(page)
    note = view.root.locator(".lesson-note")
    assert note.inner_text() == ""
    view.move("dilation", times=3)
    limits = "Limits now: height, width at least 7, kernel_size at most 3, padding at least 1."
    assert note.inner_text() == limits
    for name, key, reason in (
            ("height", "ArrowLeft", "With height, width 6, kernel_size 3 with dilation 4 covers 9 rows"),
            ("kernel_size", "ArrowRight", "With kernel_size 4, kernel_size 4 with dilation 4 covers 13 rows"),
            ("padding", "ArrowLeft", "With padding 0, kernel_size 3 with dilation 4 covers 9 rows")):
        view.handle(name).press(key)
        assert view.why().startswith(reason)
    assert view.facts()["pad"] == [1, 1]


def test_maps_move_together(page):
    view = View(page, "channels")
    view.hover("map1", 2, 0)
    assert view.sum()[0].startswith("output[0, 2, 0] =")
    moves = view.root.locator(".mover").evaluate_all("list => list.map((e) => e.getAttribute('transform'))")
    assert len(set(moves)) == 2  # one step for the cells of the small maps, one for the output's


def test_both_windows_of_a_dilation_move_together(page):
    view = View(page, "dilation")
    view.hover("output", 2, 3)
    assert view.sum()[0].startswith("output[2, 3] =")
    moves = view.root.locator("g.mover").evaluate_all("list => list.map((e) => e.getAttribute('transform'))")
    cell = view.facts()["parts"]["pulled"]["cell"]
    assert moves == [f"translate({3 * cell:g} {2 * cell:g})"] * 2
    result = view.facts()["lines"][2][3][0].rsplit(" ", 1)[1]
    assert view.sum()[1].endswith(f"zero weight = {result}")
    view.hover("zeros", 4, 1)  # the middle of the window stands where the pointer is
    assert view.sum()[0].startswith("output[4, 1] =")
    view.move("dilation")
    assert "7 × 7, zeros put in" in view.text()
    page.get_by_text("keep the size").click()
    page.wait_for_timeout(300)
    assert "10 stay 10, kept" in view.text()


def test_the_window_of_a_pooling_takes_the_steps_of_its_stride(page):
    view = View(page, "pooling")
    view.move("stride")
    view.hover("output", 1, 2)
    assert view.sum()[0].startswith("output[1, 2] = max(")
    assert view.root.locator("g.mover").get_attribute("transform") == "translate(216 108)"


def test_small_objects_are_counted_anew(page):
    view = View(page, "small_objects")
    assert "kept apart: 9 of 49" in view.text()
    before = view.stage.get_attribute("aria-label")
    view.move("gap", "ArrowLeft")
    assert "kept apart: 32 of 81" in view.text()
    assert before != view.stage.get_attribute("aria-label")


def test_groups_slide_from_standard_to_depthwise(page):
    view = View(page, "groups")
    view.move("groups", times=3)
    assert "depthwise: groups equals in_channels" in view.text()
    assert "(6, 1, 3, 3)" in view.text()
    view.move("in_channels", "ArrowLeft")
    assert "groups=5" not in view.text()
    assert "standard: every output channel sees all 5" in view.text()


def test_groups_reach_every_number_when_there_are_more(page):
    view = View(page, "groups")
    view.move("groups", times=3)
    view.output.get_by_text("allow illegal groups").click()
    page.wait_for_timeout(800)
    assert "groups=6" in view.text()
    for number in (7, 8):
        view.move("groups")
        assert f"groups={number}," in view.text()
        assert "ValueError: in_channels must be divisible by groups" in view.text()
    assert view.handle("groups").evaluate("input => input.parentElement.textContent") == "8"
    view.move("groups", "ArrowLeft", 4)
    assert "groups=4," in view.text()
    view.output.get_by_text("allow illegal groups").click()
    page.wait_for_timeout(800)
    view.move("in_channels", times=6)
    view.move("out_channels", times=6)
    view.move("groups", "End")
    assert "groups=12" in view.text()


def test_an_output_shows_its_input_channels_and_back(page):
    view = View(page, "groups")
    view.move("groups", times=2)
    view.hover("outputs", 3, 0)
    on = view.root.locator(".node.on").evaluate_all("list => list.map((e) => e.dataset.node)")
    assert sorted(on) == ["i2", "i3", "o3"]
    wires = view.root.locator(".wire.on").evaluate_all("list => list.map((e) => e.dataset.o + e.dataset.i)")
    assert sorted(wires) == ["32", "33"]
    assert view.sum() == ["output 3 sees inputs 2 and 3 only: nothing is added across groups"]
    view.hover("heads", 0, 5)
    assert view.sum() == ["input 5 reaches outputs 4 and 5 only"]
    on = view.root.locator(".node.on").evaluate_all("list => list.map((e) => e.dataset.node)")
    assert sorted(on) == ["i5", "o4", "o5"]
    view.hover("weights", 0, 0)
    assert view.sum() == ["output 0 sees inputs 0 and 1 only: nothing is added across groups"]
    view.root.locator('[data-part="inputs"]').focus()
    page.keyboard.press("ArrowDown")
    assert view.sum() == ["input 1 reaches outputs 0 and 1 only"]


def test_a_pixel_of_a_pointwise_convolution(page):
    view = View(page, "pointwise")
    view.hover("input1", 3, 2)
    follow = view.facts()["follow"]
    shown = view.root.locator(".follow").all_text_contents()
    expected = [follow[name][3][2] for name in (*(f"input{i}" for i in range(3)), *(f"output{j}" for j in range(4)))]
    assert [float(text.replace("−", "-")) for text in shown] == expected
    assert view.sum()[0].startswith("output[0, 3, 2] =")
    view.move("out_channels")
    assert "5 channels" in view.text()


def test_mixing_and_measuring(page):
    mixing = View(page, "mixing")
    mixing.move("green %", "ArrowLeft")
    assert "0.58" in mixing.text()
    view = View(page, "separable")
    view.move("height", "ArrowLeft")
    before = view.svg()
    view.output.get_by_role("button", name="Measure").click()
    view.changed(before)
    assert "Measured now:" in view.text()


def drawn_units(view):
    """layer -> the units of it that are drawn on top of the empty ones."""
    units = {}
    marks = view.root.locator(".cone [data-units]:not(.never-read)")
    for said in marks.evaluate_all("list => list.map((e) => e.dataset.units)"):
        layer, _, numbers = said.partition(": ")
        units.setdefault(int(layer), set()).update(map(int, numbers.split()))
    return {layer: sorted(found) for layer, found in units.items()}


def test_any_unit_of_a_stack_shows_what_it_reads_and_feeds(page):
    view, random = View(page, "receptive_field"), Random(5)
    for name in ("rates-2-2-2", "strided"):
        before = view.svg()
        label, layers, size = PRESETS[name]
        view.control("preset").select_option(label=label)
        view.changed(before)
        stack, _ = stack_of(*layers)
        seen, units = Seen(stack, size), stack.units(size)
        for _ in range(8):
            layer = random.randrange(len(units))
            unit = random.randrange(units[layer])
            view.hover(f"layer{layer}", 0, unit)
            expected = {number: sorted(read) for number, read in enumerate(stack.cone(layer, unit, size))}
            fed = stack.fed_by(layer, unit, size)
            expected |= dict(enumerate(fed, start=layer))
            assert drawn_units(view) == {number: found for number, found in expected.items() if found}
            if layer:
                assert view.sum()[0] == cone_words(seen, layer, unit)
            feeds = [f"{len(found)} of {layer_name(stack, above)}" for above, found in
                     enumerate(fed[1:], start=layer + 1)]
            said = re.sub(r" units? of ", " of ", view.sum()[1])  # the first says what is counted
            assert said == (f"it feeds {', '.join(feeds)}" if feeds else "")
            assert (" unit of " in view.sum()[1]) == (len(fed) > 1 and len(fed[1]) == 1)
            paths = stack.cone(layer, unit, size)[0]
            shown = [int(n) for n in view.root.locator(".cone text").all_text_contents()]
            if layer and size == 24:  # the pixels are large enough for numbers; the last one is the width
                first, last = min(paths), max(paths)
                assert shown == [*(paths[p] for p in range(first, last + 1)), last - first + 1]
    view.root.locator('[data-part="layer0"]').focus()
    page.keyboard.press("ArrowRight")
    assert view.sum()[0].startswith("image, pixel ")
    view.move("layers")
    assert view.sum()[0].startswith("output, unit ")


def test_a_prediction_is_answered_with_the_working(page):
    lab.run_cell(page, CELLS.index(PREDICTION))
    box = page.get_by_label("Your number")
    box.fill("3")
    box.press("Enter")
    page.get_by_text("Not 3: PyTorch gives 4.").wait_for()
    assert page.get_by_text("Padding is per side").is_visible()
    box.fill("four")
    box.press("Enter")
    page.get_by_text("is not a number").wait_for()
    box.fill("4")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("Yes, 4.").wait_for()


def test_every_control_has_a_name_of_its_own_and_axe_finds_nothing(page):
    view = View(page, "tradeoff")
    for role in ("slider", "combobox"):
        names = [control.get_attribute("aria-label") for control in view.output.get_by_role(role).all()]
        assert len(set(names)) == len(names) > 4
    stride = view.output.get_by_role("slider", name="layer 2, stride")
    before = view.svg()
    stride.press("ArrowLeft")
    view.changed(before)
    channels = view.output.get_by_role("slider", name="layer 3, out_channels")
    assert channels.get_attribute("aria-valuetext") == "64"  # not its place among the choices
    view = View(page)
    assert view.output.get_by_role("slider", name="height, width").count() == 1
    page.get_by_text("rows and columns alike").first.click()
    view.output.get_by_role("slider", name="height", exact=True).wait_for()
    assert violations(page, OUTPUTS) == []


LEAVING = """svg => {
    const card = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter((node) => {
        const box = node.getBoundingClientRect();
        return box.width && (box.left < card.left || box.right > card.right
            || box.top < card.top || box.bottom > card.bottom);
    }).map((node) => node.textContent);
}"""


def uses(view, keys):
    """What a learner can do with each control of an explorer: (words, how to do it), one at a time."""
    for handle in view.root.locator(".lesson-track input").all():
        for key in keys:
            if handle.is_visible() and handle.is_enabled():
                yield f"{handle.get_attribute('aria-label')}, {key}", partial(handle.press, key)
    for chip in view.root.locator(".lesson-chip").all():
        if chip.locator("input").is_enabled():
            yield chip.inner_text(), chip.click
    for choice in view.output.locator("select").all():
        for option in choice.locator("option").all_inner_texts():
            if choice.is_visible():
                yield option, partial(choice.select_option, label=option)
    for button in view.output.locator("input[type=checkbox], button").all():
        for _ in range(2):
            yield button.inner_text(), button.click


@pytest.mark.slow
@pytest.mark.parametrize("keys", [("End", "Home"), ("Home", "End")], ids=["from large to small", "from small to large"])
def test_every_control_is_used_and_no_text_leaves_its_picture(page, keys):
    leaving, used = {}, 0
    for name in NAMES:
        view = View(page, name)
        stage = view.stage
        for words, use in uses(view, keys):
            use()
            used += 1
            page.wait_for_timeout(80)
            if found := stage.evaluate(LEAVING):
                leaving[name, words] = found
    assert leaving == {}
    assert used > 150


@pytest.mark.slow
def test_the_page_does_not_grow_in_1000_moves(page):
    view, session = View(page), page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def grown_to():
        page.wait_for_timeout(1000)
        session.send("HeapProfiler.collectGarbage")
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"] / 2**20, metrics["Nodes"]

    def move(times):
        for number in range(times):
            view.handle("kernel_size").press("ArrowLeft" if number % 2 else "ArrowRight")
            if number % 20 == 0:
                view.hover("output", number // 20 % 5, 2)

    move(100)
    heap, nodes = grown_to()
    move(1000)
    heap_after, nodes_after = grown_to()
    print(f"heap {heap:.1f} to {heap_after:.1f} MB, {nodes} to {nodes_after} nodes")
    assert heap_after < heap + 5
    assert nodes_after < nodes + 500
