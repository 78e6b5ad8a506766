"""Random moves on every scene: nothing raises, equal values give equal pictures, what is legal stays legal."""

from random import Random
from xml.etree import ElementTree

import pytest

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.convolution import Convolution
from lesson_utils.scenes.controls import Button, Note, Weights
from tests.support.scenes import CLASSES, new_scene, random_move

ENGINE = TorchEngine()
MOVES = [200, pytest.param(10_000, marks=pytest.mark.slow)]


def is_legal(scene):
    """Whether the settings are legal, for the scenes that know illegal ones and do not allow them now."""
    if "illegal" not in scene.controls or scene.value("illegal"):
        return True
    if hasattr(scene, "settings"):
        return Convolution(**scene.settings()).problem(*scene.both("height")) is None
    return not any(scene.value(name) % scene.value("groups") for name in ("in_channels", "out_channels"))


@pytest.mark.parametrize("moves", MOVES)
@pytest.mark.parametrize("name", CLASSES)
def test_random_moves(name, moves):
    scene, random = new_scene(name, ENGINE), Random(moves)
    drawn = max(1, moves // 200)
    for number in range(moves):
        random_move(scene, random)
        assert is_legal(scene), scene.values()
        for control in scene.controls.values():
            assert not control.values() or not control.shown or control.value in control.values()
        if number % drawn:
            continue
        picture, twin = scene.picture(), new_scene(name, ENGINE)
        twin.restore(scene.values())
        assert twin.values() == scene.values()
        assert twin.picture() == picture, "equal values, and another picture"
        ElementTree.fromstring(picture.svg)
        assert len(picture.alt) > 15


@pytest.mark.parametrize("name", CLASSES)
def test_every_value_of_every_control_is_restored(name):
    """Also where two values mean the same: weights that are one's own may be those of a preset."""
    start = new_scene(name, ENGINE)
    for one, control in start.controls.items():
        for value in control.values() if control.enabled and control.shown and not control.blank else ():
            scene, twin = start.copy(), new_scene(name, ENGINE)
            scene.move(one, value)
            twin.restore(scene.values())
            assert twin.values() == scene.values()


@pytest.mark.parametrize("name", CLASSES)
def test_a_copy_moves_on_its_own(name):
    scene, random = new_scene(name, ENGINE), Random(1)
    for _ in range(20):
        random_move(scene, random)
        values, picture, twin = scene.values(), scene.picture(), scene.copy()
        assert twin.picture() == picture
        for _ in range(5):
            random_move(twin, random)
        assert (scene.values(), scene.picture()) == (values, picture)


@pytest.mark.parametrize("name", CLASSES)
def test_a_move_to_the_same_value_from_the_copy_is_the_move_itself(name):
    """What a prediction shows is what the move then shows."""
    scene, random = new_scene(name, ENGINE), Random(2)
    for _ in range(30):
        twin = scene.copy()
        moved, value = random_move(scene, random)
        if isinstance(scene.controls[moved], Weights):
            twin.edit(*value)
        else:
            twin.move(moved, value)
        assert twin.picture() == scene.picture()


@pytest.mark.parametrize("name", CLASSES)
def test_every_control_stands_in_the_layout_once(name):
    scene = new_scene(name, ENGINE)
    placed = [control for row in scene.layout for control in row.controls]
    assert sorted(placed) == sorted(one for one, control in scene.controls.items() if not isinstance(control, Weights))


@pytest.mark.parametrize("name", CLASSES)
def test_unknown_controls_and_values_are_named_and_move_nothing(name):
    scene = new_scene(name, ENGINE)
    before = scene.values(), scene.picture()
    with pytest.raises(WrongValueError, match="there is no control 'nothing': take one of"):
        scene.move("nothing", 1)
    for one, control in scene.controls.items():
        for value in ("never", None, 10**6, -10**6, 2.5, [[]]):
            with pytest.raises((WrongValueError, WrongTypeError), match=one):
                scene.move(one, value)
        if not isinstance(control, Button):
            with pytest.raises(WrongValueError, match=f"{one} is no button"):
                scene.press(one)
        if isinstance(control, (Button, Note)):
            with pytest.raises(WrongValueError, match="not moved"):
                scene.move(one, True)
    assert (scene.values(), scene.picture()) == before
