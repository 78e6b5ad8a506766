"""A scene as it starts has settled: every control stands as it would beside these values later."""

import pytest

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.explorers.states import states_of
from tests.support.scenes import CLASSES, new_scene


@pytest.mark.parametrize("name", CLASSES)
def test_limits_labels_and_notes_are_right_from_the_start(name):
    scene = new_scene(name, TorchEngine())
    later = scene.copy()
    later.restore(scene.values())
    assert states_of(scene) == states_of(later)
