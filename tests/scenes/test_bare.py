"""A scene runs in a bare Python: no third-party package, nothing but the project's folder on the path."""

import subprocess
import sys

import pytest

from lesson_utils.facts.engine import MissingOperationError
from lesson_utils.language import STRICT
from lesson_utils.scenes.plain import PlainEngine
from tests.support.scenes import CLASSES, new_scene
from tools import ROOT

CODE = """
import sys
sys.path.insert(0, {root!r})
from importlib import import_module
from lesson_utils.scenes.plain import PlainEngine
scene = getattr(import_module("lesson_utils.scenes.{module}"), {cls!r})(PlainEngine())
for name in list(scene.controls):
    for value in list(scene.controls[name].values())[:3]:
        scene.move(name, value)
        print(len(scene.picture().svg), flush=True)
foreign = {{name.split(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names) - {{"lesson_utils", "__main__"}}
assert not foreign, foreign
"""
LACKING = {"photograph": "filter_photograph", "mixing": "mix_colours"}  # pixels: they come from an engine that has them


def run(name):
    code = CODE.format(root=str(ROOT), module=name, cls=CLASSES[name].__name__)
    return subprocess.run([sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize("name", sorted(set(CLASSES) - {"width", *LACKING}))
def test_a_scene_runs_in_a_bare_python(name):
    done = run(name)
    assert done.returncode == 0, done.stderr[-600:]
    assert len(done.stdout.split()) >= 3


@pytest.mark.parametrize(("name", "operation"), LACKING.items())
def test_what_an_engine_lacks_fails_in_the_tests_and_is_said_to_a_learner(name, operation, monkeypatch):
    with pytest.raises(MissingOperationError, match=f"PlainEngine has no operation {operation}"):
        new_scene(name, PlainEngine()).picture()
    assert "MissingOperationError" in run(name).stderr
    monkeypatch.delenv(STRICT)
    assert f"PlainEngine has no operation {operation}" in new_scene(name, PlainEngine()).picture().alt
    assert run(name).returncode == 0
