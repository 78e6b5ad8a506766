"""Controls as arguments, the line that shows a picture again, reset, and what a page may send by mistake."""

import ast
import json
import re
from copy import deepcopy
from random import Random

import pytest

import lesson_utils
from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.explorers.knobs import Press
from lesson_utils.facts.engine import Answer
from lesson_utils.scenes.controls import Button, Chosen, Note, Slider, Weights
from tests.support.explorers import ALL, opened, random_action, run_line

WRONG = (WrongValueError, WrongTypeError)
NEVER = ("never", None, 10**6, -10**6, 2.5, float("nan"), [[]], [], {}, "1", b"1")


def state(explorer):
    """All that is shown and known of an explorer."""
    return deepcopy((explorer.scene.values(), explorer.svg, explorer.alt, explorer.now["states"],
                     {name: knob.value for name, knob in explorer.controls.items() if not isinstance(knob, Press)}))


def act(explorer, action):
    explorer._hear(None, {"number": explorer.now["answered"] + 1, **action}, [])


def assert_alive(explorer):
    """It moves, shows what a fresh scene shows, and answers by number."""
    action, before = random_action(explorer, Random(1)), explorer.scene.values()
    while "edit" in action:
        action = random_action(explorer, Random(2), "stride")
    act(explorer, action)
    ((name, value),) = action["moves"]
    assert explorer.scene.value(name) == value != before[name]
    twin = explorer.scene.anew()
    twin.restore(explorer.scene.values())
    assert (explorer.svg, explorer.alt) == (twin.picture().svg, twin.picture().alt)
    json.dumps(explorer.get_state(), default=lambda _: "a model")


# Arguments


@pytest.mark.parametrize("name", ALL)
def test_each_control_is_an_argument(name):
    start, tried = opened(name), 0
    for one, control in start.scene.controls.items():
        if not control.enabled or not control.shown or control.blank or isinstance(control, Weights):
            continue
        values = list(control.values())
        for value in dict.fromkeys([*values[:1], *values[len(values) // 2:][:1], *values[-1:]]):
            explorer = opened(name, **{one: value})
            assert explorer.controls[one].value == value
            moved = opened(name)
            moved.controls[one].value = value
            assert state(explorer) == state(moved), (one, value)
            tried += 1
    assert tried > 2


def test_arguments_are_taken_together_not_one_after_the_other():
    explorer = lesson_utils.explore_groups(groups=4, in_channels=8, out_channels=12)
    assert "groups=4" in explorer.svg
    explorer = lesson_utils.explore_convolution(kernel_size=7, dilation=2, height=5, padding=4, lock=False, width=12)
    assert "kernel_size=(7, 3), stride=1, padding=(4, 1), dilation=(2, 1)" in explorer.svg
    explorer = lesson_utils.explore_convolution(stride=0, illegal=True)
    assert "non-positive stride is not supported" in explorer.alt
    explorer = lesson_utils.explore_convolution(weight=[[1, 2, 3], [0, -1.5, 9]])
    assert explorer.controls["kernel_size_columns"].value == 3
    assert explorer.controls["kernel"].value == "own"
    assert json.loads(re.search(r'data-facts="([^"]*)"', explorer.svg)[1].replace("&quot;", '"'))["values"][
        "kernel"] == [[1, 2, 3], [0, -1.5, 9]]
    explorer = lesson_utils.explore_tradeoff(preset="mixed", size=128)
    assert (explorer.controls["preset"].value, explorer.controls["size"].value) == ("mixed", 128)
    explorer = lesson_utils.explore_receptive_field(layers=7, dilation_7=16)
    assert explorer.controls["preset"].value == "own"
    explorer = lesson_utils.explore_tradeoff("mixed", kind_1="dilated")  # a preset is where one begins
    assert explorer.controls["preset"].value == "own"
    assert explorer.controls["kind_2"].value == "separable"


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_control_is_named_with_all_that_there_are(name):
    with pytest.raises(WrongValueError, match="there is no control 'stridee': take one of") as caught:
        opened(name, stridee=2)
    assert all(one in str(caught.value) for one in opened(name).scene.controls)


@pytest.mark.parametrize("name", ALL)
def test_what_a_control_never_takes_is_named_with_what_it_takes(name):
    for one, control in opened(name).scene.controls.items():
        for value in NEVER:
            if name in ("explore_tradeoff", "explore_receptive_field") and one == "preset":
                continue  # an argument of its own
            with pytest.raises(WRONG) as caught:
                opened(name, **{one: value})
            words = str(caught.value)
            assert one in words, (one, value, words)
            if isinstance(control, Slider) and isinstance(value, int):
                assert f"from {control.least} to {control.most}" in words
            if isinstance(control, Chosen):
                assert all(str(option) in words for option in control.options)
            if isinstance(control, (Button, Note)):
                assert "not moved" in words


@pytest.mark.parametrize("name", ALL)
def test_after_an_error_nothing_has_moved(name):
    explorer, random = opened(name), Random(4)
    for _ in range(3):
        act(explorer, random_action(explorer, random))
    before = state(explorer)
    for one, knob in explorer.controls.items():
        for value in NEVER:
            if isinstance(knob, Press) or isinstance(explorer.scene.controls[one], Note):
                continue
            with pytest.raises(WRONG, match=one):
                knob.value = value
            with pytest.raises(WRONG, match=one):
                explorer.move(one, value)
            with pytest.raises(WRONG, match=one):
                explorer.scene.stand(**{one: value})
            assert state(explorer) == before
    assert_alive(explorer)


@pytest.mark.parametrize(("name", "controls", "words"), [
    ("explore_groups", {"groups": 4}, "groups is 4, but there are 1, 2, 3, 6: take one of these"),
    ("explore_groups", {"groups": 6, "in_channels": 5}, "groups is 6, but there are 1: take one of these"),
    ("explore_convolution", {"padding": 0, "height": 2, "kernel_size": 3}, "kernel_size is 3, but it goes from 1 to 2"),
    ("explore_convolution", {"height": 2, "width": 7}, "width cannot be 7 beside the others: leave it out"),
    ("explore_convolution", {"stride": 0}, "stride is 0, but it goes from 1 to 4 now"),
    ("explore_convolution", {"stride_columns": 2}, "stride_columns"),
    ("explore_convolution", {"weight": [[1, 2], [3, 4]], "kernel_size": 3}, "kernel_size is 3, but the weight"),
    ("explore_convolution", {"weight": [[1, 2], [3, 4]], "kernel": "edge"}, "kernel is 'edge', but the weight"),
    ("explore_convolution", {"weight": [[1] * 8]}, "kernel_size_columns is 8"),
    ("explore_convolution", {"weight": [[1, 10]]}, "weight has 10: take numbers from -9 to 9"),
    ("explore_dilation", {"dilation_columns": 3}, "dilation_columns"),
])
def test_what_cannot_stand_beside_the_others_is_named(name, controls, words):
    with pytest.raises(WRONG) as caught:
        opened(name, **controls)
    assert words in str(caught.value)
    explorer = opened(name)
    before = state(explorer)
    with pytest.raises(WRONG):
        explorer.scene.stand(**controls)
    explorer.redraw()
    assert state(explorer) == before


@pytest.mark.parametrize("name", ALL)
def test_random_arguments_stand_or_are_refused_with_a_remedy_that_works(name):
    random, stood, refused = Random(11), 0, 0
    for _ in range(40):
        scene = opened(name).scene
        movable = [one for one, control in scene.controls.items() if control.values()
                   and not isinstance(control, Weights)]
        controls = {}
        for one in random.sample(movable, min(len(movable), random.randint(1, 4))):
            control = scene.controls[one]
            controls[one] = random.choice(range(control.least, control.most + 1) if isinstance(control, Slider)
                                          else control.options if isinstance(control, Chosen) else control.values())
        for _ in range(20):
            try:
                explorer = opened(name, **controls)
            except WrongValueError as error:
                refused += 1
                one = next(one for one in sorted(controls, key=len, reverse=True) if str(error).startswith(one))
                limits = re.search(r"goes from (-?\d+) to (-?\d+) now", str(error))
                listed = re.search(r"but there are (.*): take one", str(error))
                if limits:
                    controls[one] = min(max(controls[one], int(limits[1])), int(limits[2]))
                elif listed:
                    controls[one] = ast.literal_eval(f"[{listed[1]}]")[0]
                else:
                    assert "leave it out" in str(error)
                    del controls[one]
            else:
                stood += 1
                assert {one: explorer.scene.value(one) for one in controls if one != "preset"} == {
                    one: value for one, value in controls.items() if one != "preset"}  # where it began
                break
        else:
            pytest.fail(f"no remedy worked: {controls}")
    assert stood == 40
    if name in ("explore_convolution", "explore_groups"):
        assert refused > 5


# The line


def run_and_compare(explorer):
    line = explorer.now["line"]
    again = run_line(line)
    assert (again.svg, again.alt) == (explorer.svg, explorer.alt), line
    assert again.now["line"] == line
    assert on_screen(again) == on_screen(explorer), line
    return line


def on_screen(explorer):
    """The states of the controls that are seen."""
    return {name: state for name, state in json.loads(json.dumps(explorer.now["states"])).items()
            if state.get("shown", True) and not state.get("blank")}


def given_in(line):
    """The controls that a line names, and their values."""
    return {one.arg: ast.literal_eval(one.value) for one in ast.parse(line, mode="eval").body.keywords}


@pytest.mark.parametrize("moves", [60, pytest.param(1000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ALL)
def test_the_line_shows_the_same_again_and_says_no_more_than_it_must(name, moves):
    explorer, random = opened(name), Random(moves)
    assert explorer.now["line"] == (f"{name}(measured)" if name == "explore_width" else f"{name}()")
    for number in range(moves):
        act(explorer, random_action(explorer, random))
        line = run_and_compare(explorer)
        if number % 6:
            continue
        given = given_in(line)
        for one, value in given.items():
            if (one, value) == ("preset", "own"):
                continue  # said, although it follows: a reader need not find it out
            try:
                shorter = opened(name, **{other: v for other, v in given.items() if other != one})
            except WRONG:
                continue
            assert on_screen(shorter) != on_screen(explorer) or shorter.svg != explorer.svg, f"{line} without {one}"


def test_a_line_is_what_a_teacher_would_write():
    explorer = lesson_utils.explore_convolution()
    explorer.controls["stride"].value = 2
    explorer.controls["dilation"].value = 3
    assert explorer.now["line"] == "explore_convolution(stride=2, dilation=3)"
    explorer._hear(None, {"edit": [0, 0, 7]}, [])
    assert explorer.now["line"].startswith("explore_convolution(stride=2, dilation=3, weight=[[7, ")
    explorer = lesson_utils.explore_receptive_field("context")
    assert explorer.now["line"] == 'explore_receptive_field(preset="context")'
    explorer.controls["size"].value = 60
    assert explorer.now["line"] == 'explore_receptive_field(preset="context", size=60)'
    explorer = lesson_utils.explore_photograph(kernel="outline")
    assert explorer.now["line"] == 'explore_photograph(kernel="outline")'
    explorer = lesson_utils.explore_dilation(same=True)
    assert explorer.now["line"] == "explore_dilation(same=True)"


def test_a_preset_by_its_english_words_has_the_line_of_its_id():
    assert lesson_utils.explore_tradeoff("all separable").now["line"] == 'explore_tradeoff(preset="separable")'


def test_illegal_settings_have_a_line():
    explorer, random, refused = lesson_utils.explore_convolution(illegal=True, lock=False), Random(6), 0
    for _ in range(80):
        act(explorer, random_action(explorer, random))
        run_and_compare(explorer)
        refused += " is illegal. " in explorer.alt
    assert refused > 5
    explorer = lesson_utils.explore_groups(illegal=True, groups=5)
    assert run_and_compare(explorer) == "explore_groups(groups=5, illegal=True)"


# Reset


@pytest.mark.parametrize("name", ALL)
def test_reset_goes_back_to_where_it_started(name):
    random = Random(5)
    moved = opened(name)
    act(moved, random_action(moved, random))
    for explorer in (opened(name), run_line(moved.now["line"])):
        before, line = state(explorer), explorer.now["line"]
        for _ in range(12):
            act(explorer, random_action(explorer, random))
        act(explorer, {"reset": True})
        assert state(explorer) == before
        assert explorer.now["line"] == line
        assert_alive(explorer)


def test_reset_forgets_what_was_measured(monkeypatch):
    monkeypatch.setattr(TorchEngine, "measure", lambda *_: Answer(((0.002, 0.001), 1)))
    explorer = lesson_utils.explore_separable()
    before = explorer.svg
    explorer.controls["measure"].click()
    assert "Measured now" in explorer.svg
    act(explorer, {"reset": True})
    assert explorer.svg == before


# What a page may send


ANYTHING = [None, 0, -1, True, 1.5, float("nan"), float("inf"), 10**30, "", "stride", "measure", "constructor", [], {},
            [[]], [None], [[None, None]], ["stride"], ["stride", 2], [["stride"]], [["stride", 2, 3]],
            [["stride", float("nan")]], [["stride", "2"]], [["stride", 10**30]], [["nothing", 1]], [[["stride"], 2]],
            [["note", "words"]], [["weight", [[float("nan")]]]], [["weight", [[1] * 500] * 500]], [["weight", [[]]]],
            [["height", True]], [["preset", ["own"]]], [["lock", 1]], [[{}, {}]], [0, 0, 10], [0, 0, 1.5], [9, 9, 1],
            [-1, 0, 1], [True, 0, 1], [0, 0, float("nan")], ["a", "b", "c"], {"a": 1}, [1] * 20_000, [["x", 1]] * 2_000,
            "x" * 100_000, [[[[[[]]]]]]]


@pytest.mark.parametrize("name", ALL)
def test_whatever_is_sent_leaves_a_live_explorer(name):
    explorer = opened(name)
    before = state(explorer)
    for content in [*ANYTHING, *({"number": one} for one in ANYTHING), *({"near": one} for one in ANYTHING)]:
        explorer._hear(None, content, [])
    assert state(explorer) == before
    for key in ("moves", "edit", "press"):
        for one in ANYTHING:
            if key == "press" and one == "measure":
                continue
            explorer._hear(None, {"number": 1, key: one, "near": one, "from": one}, [])
            explorer._hear(None, {key: one, "number": one}, [b"\0"])
    for one in ANYTHING:
        explorer._hear(None, {"reset": one}, [])
        explorer._hear(None, {"hello": one, "from": one}, [])
    assert_alive(explorer)


def test_of_several_moves_those_that_can_be_made_are_made():
    explorer = lesson_utils.explore_convolution()
    act(explorer, {"moves": [["stride", 2], ["padding", 99], ["nothing", 1], ["dilation", 2]]})
    assert explorer.now["line"] == "explore_convolution(stride=2, dilation=2)"
