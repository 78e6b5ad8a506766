"""Every word that a scene shows goes through `tr`: labels, choices, notes, pictures, alt texts."""

import re
from random import Random

import pytest

from lesson_utils.by_torch.engine import TorchEngine
from lesson_utils.scenes.controls import Control, Menu, Note
from tests.support.scenes import CLASSES, new_scene, random_move
from tests.support.words import speak_pseudo, texts_of, unsaid

ENGINE = TorchEngine()
# names of arguments of nn.Conv2d, and of torch's own things
NAMES = {"stride", "padding", "dilation", "groups", "bias", "contiguous", "weight", "output", "input", "same",
         "max"}


def words_of(scene):
    picture = scene.picture()
    # the words between these two are PyTorch's own
    drawn = re.sub("⟦PyTorch says⟧ .*? ⟦Why⟧", "", " ".join(texts_of(picture.svg)))
    shown = [drawn, picture.alt, *(words for row in scene.layout for words in (row.heading, *row.captions))]
    for control in scene.controls.values():
        assert isinstance(control, Control)
        shown += [control.label, control.why]
        shown += [control.value] if isinstance(control, Note) else []
        shown += control.options.values() if isinstance(control, Menu) else []
    return shown


@pytest.mark.parametrize("name", sorted(set(CLASSES) - {"width"}))
def test_no_word_of_a_scene_is_outside_the_sentences(name, monkeypatch):
    speak_pseudo(monkeypatch)
    scene, random = new_scene(name, ENGINE), Random(7)
    for _ in range(60):
        for text in words_of(scene):
            assert not unsaid(text, NAMES), text
        random_move(scene, random)
