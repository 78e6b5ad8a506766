"""Pictures ahead of the move: what the likely next moves would show, worked out on copies of the scene.

The page shows such a picture at once when its control moves; the kernel's own answer comes later and replaces it. Both
sides talk of tokens: a token is a number for how a scene stands. A move leads from a token to a token.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

from lesson_utils.explorers.states import entry_of
from lesson_utils.scenes.controls import Chosen, Control, Slider
from lesson_utils.scenes.scene import Scene

ALL = 12  # a control of up to so many values: all of them are drawn
ONWARD, BACK = 4, 2  # of more values: so many in the direction of travel, and on the other side
SECONDS = 0.03  # no more is drawn for one look; what is nearest came first
KEPT = 4_000_000  # characters of pictures that the page keeps for us: older ones count as forgotten
MOST_TOKENS = 5000  # then all count as forgotten, and new numbers are given


class Ahead:
    """What the page was told beforehand, and what it is to be told next."""

    def __init__(self) -> None:
        self.epoch = 0  # pictures of an older one are no longer true
        self._tokens: dict[str, int] = {}
        self._next = 1
        self._sent: OrderedDict[int, int] = OrderedDict()  # token -> characters
        self._told: dict[tuple[int, str], set[int]] = {}  # (from, control) -> tokens that it leads to

    def token(self, scene: Scene) -> int:
        """The number for how the scene stands, the same whenever it stands so again."""
        key = json.dumps([*scene.values().values(), scene.beyond()])
        if key not in self._tokens:
            if len(self._tokens) >= MOST_TOKENS:
                self.start_anew()
            self._tokens[key] = self._next
            self._next += 1
        return self._tokens[key]

    def forget(self) -> None:
        """All that was drawn before counts no more: something changed that the controls do not show."""
        self.epoch += 1
        self.start_anew()

    def start_anew(self) -> None:
        """Another page looks on, which knows nothing yet."""
        self._tokens.clear()
        self._sent.clear()
        self._told.clear()

    def keep(self, token: int, characters: int) -> None:
        """The page has this picture now."""
        self._sent[token] = characters
        self._sent.move_to_end(token)
        while sum(self._sent.values()) > KEPT:
            self._sent.popitem(last=False)

    def look(self, scene: Scene, name: str, came_from: Any = None) -> Iterator[bytes | None]:
        """Draw what moves of control `name` would show: yields None after each picture, then one deflated message.

        `came_from` is the value that the control had before, which tells the direction of travel. The message is
        JSON: {"name", "epoch", "from", "moves": [[value, token, alike], ...], "pictures": {token: entry}}; `alike`
        says that nothing but this control moved, so that the same moves lead on from there.
        """
        start, scene = perf_counter(), scene.copy()  # what moves meanwhile is not what was begun with
        control, base = scene.controls[name], self.token(scene)
        known = self._told.setdefault((base, name), set())
        moves, pictures = [[control.value, base, True]], {}
        for value in ahead_of(control, came_from):
            if pictures and perf_counter() - start > SECONDS:
                break
            twin = scene.copy()
            twin.move(name, value)
            token = self.token(twin)
            moves.append([value, token, alike(scene, twin, name)])
            if token not in self._sent and str(token) not in pictures:
                pictures[str(token)] = entry_of(twin, token, self.epoch)
                yield None
        if pictures or {token for _, token, _ in moves} - known:
            for token, entry in pictures.items():
                self.keep(int(token), len(entry["svg"]))
            for _, token, same in moves:
                if same:
                    self._told.setdefault((token, name), set()).update(one for _, one, _ in moves)
            message = {"name": name, "epoch": self.epoch, "from": base, "moves": moves, "pictures": pictures}
            yield zlib.compress(json.dumps(message, ensure_ascii=False).encode(), 1)


def ahead_of(control: Control, came_from: Any = None) -> Sequence[Any]:
    """The values that the control may take next, the nearest first.

    >>> from lesson_utils.scenes.controls import Slider
    >>> ahead_of(Slider("stride", 2, low=1, high=4))
    [3, 1, 4]
    >>> ahead_of(Slider("size", 40, low=4, high=72), came_from=39)
    [41, 39, 42, 38, 43, 44]
    """
    values = list(control.values()) if control.enabled and control.shown and not control.blank else []
    if control.value not in values:
        return []
    at = values.index(control.value)
    sign = -1 if came_from in values and values.index(came_from) > at else 1
    onward, back = (len(values), len(values)) if len(values) <= ALL else (ONWARD, BACK)
    steps = [(distance, way) for distance in range(1, max(onward, back) + 1) for way in (sign, -sign)
             if distance <= (onward if way == sign else back)]
    places = [at + distance * way for distance, way in steps]
    return [values[place] for place in places if 0 <= place < len(values)]


def alike(scene: Scene, twin: Scene, name: str) -> bool:
    """Whether the two stand the same but for one control, and for what only follows its number."""
    if scene.beyond() != twin.beyond():
        return False
    but, by_number = {name: None}, isinstance(scene.controls[name], (Slider, Chosen))
    return scene.values() | but == twin.values() | but or (by_number and scene.said() | but == twin.said() | but)
