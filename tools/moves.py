"""Seeded moves of an explorer's controls, and the time of each: `make bench BASE=COMMIT` runs this in two trees.

As a script it is run by its path, with PYTHONPATH set to a tree of any commit. So it imports nothing but that tree's
`lesson_utils`, and uses only what every commit has: `explore_*()`, `controls[name].value`, and values by their place
among the possible ones, because a value may be a label in one tree and an id in the other.

It reads one line at a time and answers each with one line of JSON: "list" with the names of the explorers, the name of
one with its controls (it is made, and moved a little to warm up), "move" with what `timed_moves` yields.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from inspect import signature
from random import Random
from time import perf_counter
from typing import Any

import ipywidgets

import lesson_utils

EXPLORERS = [name for name in lesson_utils.__all__ if name.startswith("explore_")
             and not any(p.default is p.empty and p.kind is not p.VAR_KEYWORD
                         for p in signature(getattr(lesson_utils, name)).parameters.values())]
WARM = 5  # moves that are not timed


def values_of(control: Any) -> list[Any]:
    """Every value that a learner can give this control now; none if it has no values, such as a button."""
    if not isinstance(control, ipywidgets.Widget):  # since the explorers draw their controls themselves
        return list(getattr(control, "options", ()))
    if isinstance(control, ipywidgets.IntSlider):
        return list(range(control.min, control.max + 1))
    if isinstance(control, (ipywidgets.Dropdown, ipywidgets.SelectionSlider)):
        return [option[1] if isinstance(option, tuple) else option for option in control.options]
    if isinstance(control, ipywidgets.Checkbox):
        return [False, True]
    return []


def timed_moves(explorer: Any, seed: int = 0) -> Iterator[tuple[str, float, bool]]:
    """Move one control after the other to another value, without end; yields what was moved, the seconds, whether
    the picture is another one now (some controls are hidden, and some values are brought back to what they were).

    What was moved is the place of the control, the place of the value, and of how many: two trees in which these are
    equal made the same move.

    >>> next(timed_moves(lesson_utils.explore_convolution()))
    ('control 6: value 4 of 5', 0.0..., True)
    """
    random = Random(seed)
    while True:
        places = {place: name for place, name in enumerate(explorer.controls)
                  if len(values_of(explorer.controls[name])) > 1}
        place = random.choice(list(places))
        control = explorer.controls[places[place]]
        values = values_of(control)
        number = random.choice([number for number, value in enumerate(values) if value != control.value])
        before = explorer.svg
        start = perf_counter()
        control.value = values[number]
        seconds = perf_counter() - start
        yield f"control {place}: value {number} of {len(values)}", seconds, explorer.svg != before


def main() -> None:
    """Answer the lines of stdin, until it ends."""
    moves: Iterator[tuple[str, float, bool]] = iter(())
    for line in sys.stdin:
        asked = line.strip()
        if asked == "list":
            answer: Any = {"home": lesson_utils.__file__, "explorers": EXPLORERS}
        elif asked == "move":
            answer = next(moves)
        else:
            explorer = getattr(lesson_utils, asked)()
            moves = timed_moves(explorer)
            movable = [name for name, control in explorer.controls.items() if values_of(control)]
            answer = [movable, [next(moves)[0] for _ in range(WARM)]]
            gc.collect()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
