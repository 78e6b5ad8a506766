"""Driving explorers without a browser: every value of every control, and pairs of them."""

from itertools import combinations
from random import Random
from xml.etree import ElementTree

import psutil

from tools.moves import EXPLORERS, values_of

__all__ = ["EXPLORERS", "check_shown", "each_value", "memory_growth", "pairs", "random_moves", "values_of"]


def each_value(explorer):
    """Move every control over every value; yields after each move."""
    for name, control in explorer.controls.items():
        before = control.value if hasattr(control, "value") else None
        for value in values_of(control):
            control.value = value
            yield name, value
        if before in values_of(control):
            control.value = before
            yield name, before


def pairs(explorer, sample, seed=0, most=60):
    """For each pair of controls (at most `most`), `sample` random pairs of values; yields after each move."""
    random = Random(seed)
    every = list(combinations(explorer.controls, 2))
    for one, other in random.sample(every, min(most, len(every))):
        for _ in range(sample):
            for name in (one, other):
                values = values_of(explorer.controls[name])
                if values:
                    explorer.controls[name].value = random.choice(values)
                    yield name, explorer.controls[name].value


def random_moves(explorer, times, random):
    """Move random controls to random values."""
    for _ in range(times):
        control = explorer.controls[random.choice(list(explorer.controls))]
        values = values_of(control)
        if values:
            control.value = random.choice(values)


def memory_growth(explorer, times=1000):
    """MB that this process grows by in `times` random moves, after some to warm up."""
    random, process = Random(4), psutil.Process()
    random_moves(explorer, 300, random)
    before = process.memory_info().rss
    random_moves(explorer, times, random)
    return (process.memory_info().rss - before) / 2**20


def check_shown(explorer):
    """The picture is XML, has words, and the still picture is the picture that is shown."""
    ElementTree.fromstring(explorer.svg)
    assert len(explorer.alt) > 20
    still = explorer._repr_mimebundle_()
    assert still["text/plain"] == explorer.alt
    assert "application/vnd.jupyter.widget-view+json" in still
