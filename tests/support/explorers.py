"""Every explorer, each in a cell of one notebook, or opened in this process; and what a page knows of one."""

import json
import zlib

import lesson_utils
from lesson_utils.explorers.shell import explorer
from lesson_utils.scenes.controls import Button, Weights
from tests.support.scenes import new_scene
from tools.driving import EXPLORERS

NAMES = [name.removeprefix("explore_") for name in EXPLORERS]
PREDICTION = 'predict("01", "output rows")'
CELLS = ["from lesson_utils import *", *(f"explore_{name}()" for name in NAMES), PREDICTION]
ALL = [*EXPLORERS, "explore_width"]


def opened(name, **controls):
    """An explorer of ALL; the one on trained widths gets a plot of words."""
    if name == "explore_width":
        return explorer(new_scene("width", None), controls, name, "measured")
    return getattr(lesson_utils, name)(**controls)


def run_line(line):
    """The explorer that a copied line opens."""
    names = {name: getattr(lesson_utils, name) for name in EXPLORERS}
    return eval(line, names | {"measured": None, "explore_width": lambda _, **controls: opened("explore_width", **controls)})


def random_action(explorer, random, name=None):
    """What a hand may do next, as the page tells it: {"moves": [[control, value]]} or {"edit": [row, column, value]}."""
    scene = explorer.scene
    weights = [one for one, control in scene.controls.items() if isinstance(control, Weights)]
    if weights and name is None and random.random() < 0.1:
        rows = scene.value(weights[0])
        return {"edit": [random.randrange(len(rows)), random.randrange(len(rows[0])), random.randint(-9, 9)]}
    movable = [one for one, control in scene.controls.items() if len(control.values()) > 1 and control.enabled
               and control.shown and not control.blank and not isinstance(control, (Button, Weights))]
    name = name if name in movable else random.choice(movable)
    values = list(scene.controls[name].values())
    at, last = values.index(scene.value(name)), len(values) - 1
    near = [place for place in (at - 2, at - 1, at + 1, at + 2) if 0 <= place <= last]
    far = [place for place in range(last + 1) if place != at]
    return {"moves": [[name, values[random.choice(near if random.random() < 0.7 else far)]]]}


class Page:
    """What a page knows of an explorer, as session.js keeps it: pictures by token, and where a move leads."""

    def __init__(self, explorer):
        self.explorer, self.number = explorer, 0
        self.epoch, self.pictures, self.edges, self.messages = -1, {}, {}, []
        self.tell(hello=True)

    def tell(self, **message):
        """What a hand did goes to the kernel, and its answer comes back."""
        self.number += 1
        self.explorer._hear(None, {"number": self.number, **message}, [])
        entry = self.entry()
        if entry["now"]["epoch"] != self.epoch:
            self.epoch, self.pictures, self.edges = entry["now"]["epoch"], {}, {}
        assert self.explorer.now["answered"] == self.number
        self.base = entry["now"]["token"]
        self.pictures[self.base] = entry

    def entry(self):
        """The picture and the controls as the kernel has them now, as the page gets them."""
        now = {name: self.explorer.now[name] for name in ("token", "epoch", "states")}
        return json.loads(json.dumps({"svg": self.explorer.svg, "alt": self.explorer.alt, "now": now}))

    def look(self, name, came_from=None):
        """The kernel looks ahead, and what it tells is learnt; gives the message, None if there is nothing new."""
        told = None
        for message in self.explorer.look_ahead(name, came_from):
            if message is not None:
                assert told is None, "one message a look"
                told = json.loads(zlib.decompress(message))
        if told is None or told["epoch"] != self.epoch:
            return None
        self.messages.append(told)
        self.pictures |= {int(token): entry for token, entry in told["pictures"].items()}
        for _, token, alike in told["moves"]:
            if alike:
                self.edges.setdefault((token, told["name"]), {}).update(
                    {json.dumps(value): leads_to for value, leads_to, _ in told["moves"]})
        return told

    def foreseen(self, *moves):
        """What the page shows at once after these moves; None if it has to ask."""
        token = self.base
        for name, value in moves:
            token = self.edges.get((token, name), {}).get(json.dumps(value))
            if token not in self.pictures:
                return None
        return self.pictures[token]
