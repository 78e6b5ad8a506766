"""Pictures ahead of the move: what the page is told beforehand is what the move then shows, controls and words too."""

import asyncio
import json
import zlib
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.explorers import ahead
from lesson_utils.explorers.ahead import ALL as FEW
from lesson_utils.explorers.ahead import BACK, ONWARD, Ahead, ahead_of
from lesson_utils.facts.engine import Answer
from lesson_utils.scenes.controls import Chosen, Slider, Switch
from tests.support.explorers import ALL, Page, opened, random_action


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    monkeypatch.setattr(ahead, "SECONDS", 60)


def shown(entry):
    return {"svg": entry["svg"], "alt": entry["alt"], "states": entry["now"]["states"]}


def drive(page, random, times):
    """Random moves as a hand makes them, mostly some in a row on one control; (foreseen, moves)."""
    foreseen = moves = 0
    name = came_from = None
    for _ in range(times):
        action = random_action(page.explorer, random, name if random.random() < 0.7 else None)
        if "edit" in action:
            page.tell(**action)
            assert not page.foreseen(("stride", 2)), "an edited weight leaves nothing that was known"
            name = None
            continue
        ((name, value),) = action["moves"]
        page.look(name, came_from)
        came_from, picture = page.explorer.scene.value(name), page.foreseen((name, value))
        page.tell(**action)
        moves += 1
        if picture:
            foreseen += 1
            assert shown(picture) == shown(page.entry()), (name, came_from, value)
    return foreseen, moves


@pytest.mark.parametrize("times", [60, pytest.param(1500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ALL)
def test_what_is_foreseen_is_what_the_move_shows(name, times):
    foreseen, moves = drive(Page(opened(name)), Random(times), times)
    assert foreseen > moves / 3


def test_illegal_settings_are_foreseen_too():
    for name in ("explore_convolution", "explore_groups"):
        page = Page(opened(name))
        page.tell(moves=[["illegal", True]])
        foreseen, moves = drive(page, Random(8), 150)
        assert foreseen > moves / 2


@pytest.mark.parametrize("name", ALL)
def test_a_slider_goes_on_along_what_was_told_once(name):
    """Several moves in a row without a word of the kernel, then its own answer to all of them."""
    page, random, chains = Page(opened(name)), Random(3), 0
    for _ in range(12):
        control = random_action(page.explorer, random)
        if "edit" in control:
            continue
        ((moved, _),) = control["moves"]
        page.look(moved)
        moves, known = [], None
        for _ in range(4):
            values = [json.loads(value) for value in page.edges.get((page.base, moved), {})]
            if values:
                moves.append([moved, random.choice(values)])
        known = page.foreseen(*moves)
        page.tell(moves=moves)
        if known:
            chains += 1
            assert shown(known) == shown(page.entry()), moves
    assert chains >= 4 or name == "explore_width"


def test_a_held_key_meets_known_pictures_all_the_way():
    """Also where other controls follow: rows and columns that are alike, the weights of a kernel with a name."""
    for name, control in (("convolution", "kernel_size"), ("convolution", "stride"), ("convolution", "padding"),
                          ("dilation", "dilation"), ("groups", "groups"), ("pointwise", "out_channels")):
        page = Page(opened(f"explore_{name}"))
        page.look(control)
        values = page.explorer.controls[control].options
        moves = [[control, value] for value in (*values[1:], *reversed(values))]
        known = [page.foreseen(*moves[:n]) for n in range(1, len(moves) + 1)]
        assert all(known), (name, control)
        for n, entry in enumerate(known):
            page.tell(moves=[moves[n]])
            assert shown(entry) == shown(page.entry()), (name, moves[:n + 1])


def test_only_a_move_of_this_control_alone_makes_a_family():
    page = Page(opened("explore_groups", groups=6))
    told = page.look("in_channels")  # with 5 channels groups cannot stay 6
    families = {value: same for value, _, same in told["moves"]}
    assert families[6]
    assert families[12]
    assert not families[5]
    page = Page(opened("explore_receptive_field"))
    told = page.look("stride_1")  # a layer that is moved makes the stack one's own
    assert [same for _, _, same in told["moves"]] == [True, False, False, False]


def test_what_was_told_is_not_told_again():
    page = Page(opened("explore_pooling"))
    assert len(page.look("stride")["pictures"]) == 3
    assert page.look("stride") is None
    page.tell(moves=[["stride", 3]])
    assert page.look("stride") is None, "the same places from a member of the family"
    assert len(page.look("kernel_size")["pictures"]) == 3
    page.tell(hello=True)  # another page, which knows nothing yet
    assert len(page.look("stride")["pictures"]) == 3


def test_tokens_are_never_used_again():
    page, seen = Page(opened("explore_pooling")), {}
    for stride in (1, 2, 3, 4, 1, 2):
        page.tell(moves=[["stride", stride]])
        assert seen.setdefault(stride, page.base) == page.base
    page.tell(hello=True)
    assert page.base not in seen.values()


@pytest.mark.parametrize(("name", "action", "control"), [
    ("explore_convolution", {"edit": [1, 1, 5]}, "stride"),
    ("explore_separable", {"press": "measure"}, "height"),
    ("explore_tradeoff", {"moves": [["preset", "mixed"]]}, "padded"),
    ("explore_receptive_field", {"moves": [["preset", "context"]]}, "layers"),
    ("explore_mixing", {"moves": [["preset", "red"]]}, "green"),
    ("explore_convolution", {"reset": True}, "stride"),
])
def test_an_edit_a_button_a_preset_and_a_reset_empty_what_was_known(name, action, control, monkeypatch):
    monkeypatch.setattr(TorchEngine, "measure", lambda *_: Answer(((0.002, 0.001), 1)))
    page = Page(opened(name))
    page.look(control)
    before, pictures = page.epoch, set(page.pictures)
    page.tell(**action)
    assert page.epoch > before
    assert set(page.pictures) == {page.base}
    told = page.look(control)
    assert told["epoch"] == page.epoch
    assert len(told["pictures"]) >= 1
    assert not {int(token) for token in told["pictures"]} & pictures


def test_a_measured_time_is_gone_after_a_move_and_back(monkeypatch):
    """The settings are the same again, and what was measured is forgotten: so it must not be foreseen."""
    monkeypatch.setattr(TorchEngine, "measure", lambda *_: Answer(((0.002, 0.001), 1)))
    page = Page(opened("explore_separable"))
    page.tell(press="measure")
    assert "Measured now" in page.explorer.svg
    for height in (57, 56, 57, 56):
        page.look("height")
        known = page.foreseen(("height", height))
        page.tell(moves=[["height", height]])
        assert "Measured now" not in page.explorer.svg
        assert known is None or shown(known) == shown(page.entry())


def test_a_mark_that_turns_is_not_hidden_by_what_was_foreseen(monkeypatch):
    """Python's own answer is asked of torch as always."""
    page = Page(opened("explore_pooling"))
    page.look("stride")
    monkeypatch.setattr("lesson_utils.facts.axis.Axis.taps", lambda self, output: [output])
    page.tell(moves=[["stride", 3]])
    assert "torch disagrees ✗" in page.explorer.svg


def test_what_a_page_keeps_is_bounded(monkeypatch):
    monkeypatch.setattr(ahead, "KEPT", 60_000)
    page = Page(opened("explore_pooling"))
    for kernel_size in (1, 2, 3, 4, 1, 2, 3, 4):
        page.look("stride")
        page.tell(moves=[["kernel_size", kernel_size]])
        assert sum(page.explorer._ahead._sent.values()) <= 60_000
    kept = Ahead()
    monkeypatch.setattr(ahead, "KEPT", 100)
    for token in (1, 2, 3, 1, 4):
        kept.keep(token, 30)
    assert list(kept._sent) == [3, 1, 4]
    kept.keep(5, 101)
    assert not kept._sent, "one that is larger than all the room"


def test_a_picture_that_a_page_gave_up_is_sent_again():
    page = Page(opened("explore_pooling"))
    assert page.look("stride")["pictures"]
    page.explorer._ahead._sent.clear()  # what a full memory comes to
    assert page.look("stride")["pictures"]


def test_a_slow_machine_draws_the_nearest_alone(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(ahead, "SECONDS", 0.03)
    monkeypatch.setattr(ahead, "perf_counter", lambda: next(clock))
    page = Page(opened("explore_pooling"))
    told = page.look("stride")
    assert [value for value, _, _ in told["moves"]] == [2, 3]
    assert [value for value, _, _ in page.look("stride")["moves"]] == [2, 3, 1], "and goes on from there"


def test_a_move_from_a_cell_stops_what_is_being_looked_at():
    explorer, steps = opened("explore_pooling"), []

    def look(*_):
        while True:
            steps.append(None)
            yield None

    async def cell():
        explorer.look_ahead = look
        explorer._hear(None, {"near": "stride"}, [])
        await asyncio.sleep(0.02)
        before = len(steps)
        explorer.controls["kernel_size"].value = 4
        await asyncio.sleep(0.02)
        after = len(steps)
        await asyncio.sleep(0.02)
        return before, after

    before, after = asyncio.run(cell())
    assert before > 0
    assert after <= before + 1
    assert len(steps) == after


def test_what_was_looked_at_is_sent():
    explorer, sent = opened("explore_pooling"), []
    explorer.send = lambda content, buffers: sent.append((content, buffers))

    async def hear():
        explorer._hear(None, {"near": "stride"}, [])
        for _ in range(200):
            await asyncio.sleep(0.005)
            if sent:
                return

    asyncio.run(hear())
    ((content, (message,)),) = sent
    assert content == {"ahead": True}
    assert len(json.loads(zlib.decompress(message))["pictures"]) == 3


def test_a_look_tells_of_the_stand_that_it_began_with():
    page = Page(opened("explore_pooling"))
    look = page.explorer.look_ahead("stride")
    assert next(look) is None
    page.explorer.scene.move("kernel_size", 4)
    message = next(message for message in look if message)
    page.explorer.scene.move("kernel_size", 2)
    page.explorer.look_ahead = lambda *_: [message]
    page.look("stride")
    for stride in (3, 1, 4):
        known = page.foreseen(("stride", stride))
        page.tell(moves=[["stride", stride]])
        assert known is None or shown(known) == shown(page.entry())


@pytest.mark.parametrize("name", ["nothing", "note", "measure", "weight", "", None, 3, ["stride"]])
def test_nothing_is_looked_at_where_there_is_nothing_to_move(name):
    for explorer in (opened("explore_convolution"), opened("explore_separable")):
        explorer.send = lambda *_, **__: pytest.fail("something was sent")

        async def hear(explorer=explorer):
            explorer._hear(None, {"near": name}, [])
            await asyncio.sleep(0.02)

        asyncio.run(hear())


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(-5, 5), st.integers(1, 40), st.data())
def test_the_order_is_the_nearest_first_and_in_the_direction_of_travel(low, count, data):
    values = list(range(low, low + count))
    value, came_from = data.draw(st.sampled_from(values)), data.draw(st.sampled_from([None, "never", *values]))
    control = data.draw(st.sampled_from([Slider("", value, low=low, high=values[-1]),
                                         Chosen("", value, options=(*values, 99), allowed=tuple(values))]))
    order = ahead_of(control, came_from)
    assert value not in order
    assert len(set(order)) == len(order)
    assert set(order) <= set(values)
    distances = [abs(one - value) for one in order]
    assert distances == sorted(distances)
    way = -1 if came_from in values and came_from > value else 1
    if count <= FEW:
        assert set(order) == set(values) - {value}
    else:
        onward = [one for one in order if (one - value) * way > 0]
        assert len(onward) == min(ONWARD, abs(values[-1 if way > 0 else 0] - value))
        assert len(order) - len(onward) == min(BACK, abs(values[0 if way > 0 else -1] - value))
    for one, other in pairwise(order):
        if abs(one - value) == abs(other - value):
            assert (one - value) * way > 0, "first the way that the hand goes"


def test_a_control_that_cannot_be_moved_has_nothing_ahead():
    assert ahead_of(Switch("", False)) == [True]
    for off in ({"enabled": False}, {"shown": False}, {"blank": True}):
        assert ahead_of(Slider("", 1, low=0, high=4, **off)) == []
    assert ahead_of(Slider("", 9, low=0, high=4)) == []  # an illegal stand
