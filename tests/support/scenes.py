"""Every scene, and random moves on it."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import lesson_utils.scenes
from lesson_utils.diagrams.svg import Picture
from lesson_utils.scenes.controls import Weights
from lesson_utils.scenes.scene import Scene
from lesson_utils.scenes.width import WidthScene


def _classes():
    for module in iter_modules(lesson_utils.scenes.__path__):
        for _, cls in inspect.getmembers(import_module(f"lesson_utils.scenes.{module.name}"), inspect.isclass):
            if issubclass(cls, Scene) and cls is not Scene and cls.__module__.endswith(module.name):
                yield module.name, cls


CLASSES = dict(_classes())


def new_scene(name, engine):
    """A scene as it starts; the one on trained widths gets a plot of words."""
    if CLASSES[name] is WidthScene:
        return WidthScene([2, 4, 8], lambda width: Picture(f"<svg>{width}</svg>", f"The networks of width {width}."))
    return CLASSES[name](engine)


def random_move(scene, random):
    """Move one control that is there to be moved to a random value of those that it can take; (name, value)."""
    weights = [name for name, control in scene.controls.items() if isinstance(control, Weights)]
    if weights and random.random() < 0.15:
        rows = scene.value(weights[0])
        edit = random.randrange(len(rows)), random.randrange(len(rows[0])), random.randint(-9, 9)
        scene.edit(*edit)
        return weights[0], edit
    name = random.choice([name for name, control in scene.controls.items()
                          if control.values() and control.enabled and control.shown and not control.blank])
    value = random.choice(scene.controls[name].values())
    scene.move(name, value)
    return name, value
