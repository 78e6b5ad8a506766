"""Measuring the explorers of one tree or of two in a browser, over a link of a chosen length, in turns.

Each tree has a server, a page and a kernel of its own. A step of one is made while the pause of the other runs, so that
a slow spell of the machine meets both. See `bench_latency.py` for what is made of the numbers.
"""

from __future__ import annotations

import ctypes
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import nbformat
import psutil
from playwright.sync_api import Browser, CDPSession, Page

from tools import lab
from tools.bench import BARE
from tools.delay import Delay
from tools.driving import EXPLORERS
from tools.pictures_ahead import give_hand

DWELL, PAUSE = 350, 450  # ms on a control before the first key, and after each key
KEYS_A_VISIT = 4
HELD = 30  # keys a second while one is held down
SIZE = {"width": 1366, "height": 768}
OTHER_WAY = {"ArrowRight": "ArrowLeft", "ArrowLeft": "ArrowRight"}
NAMES = ["bare round trip", *(name.removeprefix("explore_") for name in EXPLORERS)]  # in the order of the notebook


@dataclass
class Side:
    """A tree that is measured: its page, its link, its kernel."""

    page: Page
    link: Delay
    watch: lab.Watch
    kernel: psutil.Process
    tools: CDPSession

    def hand(self, what: str, *arguments: Any) -> Any:
        """Call a function of hand.js in the page."""
        return self.page.evaluate("([what, list]) => hand[what](...list)", [what, list(arguments)])

    def marks(self) -> tuple[float, int]:
        """Processor seconds of the kernel, and bytes that it sent over the link, until now."""
        return processor_seconds(self.kernel), self.link.received

    def memory(self) -> dict[str, float]:
        """MB of the kernel, and of the page's objects, after all that can be thrown away was."""
        self.page.wait_for_timeout(1000)
        self.tools.send("HeapProfiler.collectGarbage")
        found = {metric["name"]: metric["value"] for metric in self.tools.send("Performance.getMetrics")["metrics"]}
        return {"kernel": self.kernel.memory_info().rss / 2**20, "page": found["JSHeapUsedSize"] / 2**20}


def open_side(stack: ExitStack, browser: Browser, tree: Path) -> Side:
    """Start JupyterLab for a tree, open a notebook with a bare widget and every explorer, and run it."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    address = stack.enter_context(lab.jupyterlab(folder, tree))
    link = stack.enter_context(Delay(int(address.rsplit(":", 1)[1])))
    cells = [BARE, *(f"from lesson_utils import {name}\n{name}()" for name in EXPLORERS)]
    nbformat.write(lab.notebook_of(*cells), folder / "latency.ipynb")
    page = browser.new_context(viewport=SIZE).new_page()
    near = f"http://127.0.0.1:{link.port}"
    watch = lab.Watch(page, near)
    lab.open_notebook(page, near, "latency.ipynb")
    lab.run_all(page)
    page.wait_for_function("n => document.querySelectorAll('.lesson-stage svg').length === n", arg=len(EXPLORERS),
                           timeout=120_000)
    number, home = lab.asked(page, "import os, lesson_utils; print(os.getpid(), lesson_utils.__file__)").split()
    if tree.resolve() not in Path(home).resolve().parents:
        raise RuntimeError(f"the kernel of {tree} imported {home}: is lesson_utils installed elsewhere?")
    give_hand(page)
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    return Side(page, link, watch, psutil.Process(int(number)), tools)


def processor_seconds(process: psutil.Process) -> float:
    """Time that all processors together have spent on a process; on Linux in nanoseconds, elsewhere as psutil has it.

    >>> before = processor_seconds(psutil.Process())
    >>> sum(range(100_000)) > 0, 0 < processor_seconds(psutil.Process()) - before < 5
    (True, True)
    """
    find, clock = getattr(ctypes.CDLL(None), "clock_getcpuclockid", None), ctypes.c_int()
    if find and not find(process.pid, ctypes.byref(clock)):
        return time.clock_gettime(clock.value)
    times = process.cpu_times()
    return times.user + times.system


@dataclass
class Steps:
    """What single steps of sliders took: from the key to the picture, of the kernel's processor, on the link."""

    ms: list[float] = field(default_factory=list)
    unseen: int = 0  # steps that moved the slider, and no other picture came
    processor: list[float] = field(default_factory=list)  # ms
    sent: list[int] = field(default_factory=list)  # bytes

    def add(self, steps: Sequence[dict[str, Any]], marks: Sequence[tuple[float, int]]) -> None:
        """Count what `hand.taken` tells, with the marks before each step and one after the last."""
        for step, ((was, had), (now, has)) in zip(steps, pairwise(marks), strict=True):
            if step["changed"]:
                self.processor.append(1000 * (now - was))
                self.sent.append(has - had)
                if step["ms"] is None:
                    self.unseen += 1
                else:
                    self.ms.append(step["ms"])

    def summary(self) -> dict[str, float]:
        """Medians, and what 95 % of the steps keep within.

        >>> steps = Steps()
        >>> steps.add([{"changed": True, "ms": 5}, {"changed": False, "ms": None}], [(0, 0), (0.25, 900), (1, 950)])
        >>> steps.summary()["ms"], steps.summary()["processor"], steps.summary()["sent"]
        (5, 250.0, 900)
        """
        within = sum(ms <= 33 for ms in self.ms) / len(self.ms)
        return {"steps": len(self.ms), "unseen": self.unseen, "ms": median(self.ms), "ms_95": most_of(self.ms),
                "within": within, "processor": median(self.processor), "processor_95": most_of(self.processor),
                "sent": median(self.sent)}


def most_of(values: Sequence[float]) -> float:
    """What 95 % of the values do not exceed.

    >>> most_of(range(1, 101))
    95
    """
    return sorted(values)[ceil(0.95 * len(values)) - 1]


def steps_in_turns(sides: dict[str, Side], place: int, visits: int, random: Random) -> dict[str, Steps]:
    """Steps to and fro on random sliders of the explorer at `place`, the same in all trees: stay, then some keys."""
    measured, every = {name: Steps() for name in sides}, list(sides.items())
    for side in sides.values():
        side.hand("watch", place)
    marks: dict[str, list[tuple[float, int]]] = {name: [] for name in sides}
    for _ in range(visits):
        label = random.choice(common_labels(sides, place))
        for side in sides.values():
            side.hand("hold", place, label)
        every[0][1].page.wait_for_timeout(DWELL)
        keys = dict.fromkeys(sides, random.choice(list(OTHER_WAY)))
        for number in range(KEYS_A_VISIT):
            for name, side in every:
                if number == KEYS_A_VISIT // 2 or side.hand("turned"):
                    keys[name] = OTHER_WAY[keys[name]]
                marks[name].append(side.marks())
                side.page.keyboard.press(keys[name])
                side.page.wait_for_timeout(PAUSE / len(sides))
    for name, side in every:
        side.page.wait_for_timeout(PAUSE)
        marks[name].append(side.marks())
        measured[name].add(side.hand("taken"), marks[name])
    return measured


def common_labels(sides: dict[str, Side], place: int) -> list[str]:
    """The sliders of an explorer that can be moved now in all trees."""
    first, *others = [side.hand("labels", place) for side in sides.values()]
    return [label for label in first if all(label in other for other in others)]


def held_down(side: Side, place: int, label: str, seconds: float) -> float:
    """New pictures a second while an arrow key is held down, to and fro on one slider."""
    side.hand("watch", place)
    side.hand("hold", place, label)
    side.page.wait_for_timeout(DWELL)
    found = side.hand("heldDown", place, label, seconds, HELD)
    return found["pictures"] / found["seconds"]


def growth(sides: dict[str, Side], place: int, moves: int, warm: int) -> dict[str, dict[str, float]]:
    """MB by which kernel and page grow in `moves` random steps of an explorer, after some that warm up."""
    def wander(times: int, seed: int) -> None:
        for side in sides.values():
            side.page.evaluate("([...what]) => { window.wandered = hand.wander(...what); }", [place, times, seed])
        for side in sides.values():
            side.page.evaluate("window.wandered")

    wander(warm, 1)
    before = {name: side.memory() for name, side in sides.items()}
    wander(moves, 2)
    return {name: {part: mb - before[name][part] for part, mb in side.memory().items()} for name, side in sides.items()}
