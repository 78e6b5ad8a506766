"""`make bench BASE=COMMIT`, the part with a browser: how soon a slider's picture is there, kernel near and far.

Measures this tree and the tree of another commit side by side in one run (`latency.py`), the link delayed by a proxy on
loopback (`delay.py`), and looks for wrong pictures in random moves (`pictures_ahead.py`). Prints tables, says which
numbers are not reached, writes build/bench_latency.json. `--quick` measures little, for trying.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tools import ROOT, lab
from tools.bench_moves import base_worktree
from tools.latency import NAMES, Side, common_labels, growth, held_down, open_side, steps_in_turns
from tools.pictures_ahead import Tally, play, stale

NEAR, FAR = 0.0, 0.15  # round trips, in seconds
BARE, EXPLORED = NAMES[0], NAMES[1:]
BIG = ("photograph", "mixing")  # their pictures are made of photographs


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    visits_near: int = 4  # of each explorer, with some steps each
    visits_far: int = 6
    held: float = 2.0  # seconds
    wandered: int = 1000
    warm: int = 300
    moves: int = 5000


QUICK = Extent(visits_near=1, visits_far=1, held=1, wandered=60, warm=20, moves=260)


@dataclass(frozen=True)
class Limit:
    """A number to reach: where it stands in the results, and whether it is reached."""

    what: str
    found: float
    limit: float
    least: bool = False  # the limit is the least that will do, else it is the most

    @property
    def reached(self) -> bool:
        """Whether it is.

        >>> Limit("pictures a second", 20, 15, least=True).reached, Limit("wrong pictures", 1, 0).reached
        (True, False)
        """
        return self.found >= self.limit if self.least else self.found <= self.limit


def measured(sides: dict[str, Side], extent: Extent) -> dict[str, Any]:
    """Everything, as plain numbers: what is measured -> explorer -> tree -> number or summary."""
    here = sides["here"]
    results: dict[str, Any] = {}
    for title, round_trip, visits in (("near", NEAR, extent.visits_near), ("far", FAR, extent.visits_far)):
        stretch(sides, round_trip)
        results[title] = {}
        for place, name in enumerate(NAMES):
            steps = steps_in_turns(sides, place, visits, Random(f"{title} {name}"))
            results[title][name] = {tree: of_tree.summary() for tree, of_tree in steps.items()}
            print(".", end="", flush=True)
    results["held"], results["held_wrong"] = {}, []
    for place, name in enumerate(NAMES[1:], start=1):
        common = common_labels(sides, place)
        label = max(common, key=lambda label, place=place: here.hand("places", place, label))
        results["held"][name] = {tree: held_down(side, place, label, extent.held) for tree, side in sides.items()}
        for part in here.page.evaluate("what => ahead.unlikeKernel(...what)", [place - 1, 1000 * FAR]):
            results["held_wrong"].append(f"{name}: {part}")
        print(".", end="", flush=True)
    results["held_wrong"] += stale(here.page)
    stretch(sides, NEAR)
    place = NAMES.index("convolution")
    results["memory"] = {"1,000 steps": growth(sides, place, extent.wandered, extent.warm)}
    stretch(sides, FAR)
    tally, halves = Tally(), {}
    for piece in play(here.page, EXPLORED, extent.moves, FAR):
        tally += piece
        if not halves and tally.moves >= extent.moves // 2:
            halves = here.memory() | {"moves": tally.moves}
        print(".", end="", flush=True)
    print()
    thousands = (tally.moves - halves["moves"]) / 1000
    results["memory"]["1,000 random moves of all"] = {
        "here": {part: (mb - halves[part]) / thousands for part, mb in here.memory().items()}}
    results["random"] = {"moves": tally.moves, "ahead": tally.ahead, "wrong": tally.wrong}
    results["console"] = here.watch.errors + lab.error_outputs(here.page)
    return results


def stretch(sides: dict[str, Side], round_trip: float) -> None:
    """Make the links of all trees so long, and let what is under way arrive."""
    for side in sides.values():
        side.link.round_trip = round_trip
        side.page.wait_for_timeout(500)


def limits(results: dict[str, Any]) -> Iterator[Limit]:
    """Every number to reach, for each explorer."""
    bare = results["near"][BARE]["here"]["ms"]
    for name in EXPLORED:
        near, far = results["near"][name]["here"], results["far"][name]["here"]
        if name not in BIG:
            yield Limit(f"{name}, far: key to picture, median ms", far["ms"], 12)
            yield Limit(f"{name}, far: times faster than BASE", ratio(results, "far", name), 15, True)
            yield Limit(f"{name}, far: % of steps within 33 ms", 100 * far["within"], 95, True)
            yield Limit(f"{name}, near: key to picture, median ms", near["ms"], min(10, bare))
        yield Limit(f"{name}: new pictures a second while a key is held", results["held"][name]["here"], 15, True)
        yield Limit(f"{name}: kernel's processor for a move, median ms", far["processor"], 12)
        yield Limit(f"{name}: kernel's processor for a move, 95 % within ms", far["processor_95"], 40)
        yield Limit(f"{name}: kB over the link for a step, median", far["sent"] / 1000, 120 if name in BIG else 25)
    for what, trees in results["memory"].items():
        for part, mb in trees["here"].items():
            yield Limit(f"{what}: MB more in the {part}", mb, 10)
    yield Limit("pictures that are wrong after a key was held", len(results["held_wrong"]), 0)
    yield Limit("wrong pictures in random moves", len(results["random"]["wrong"]), 0)
    yield Limit("errors in the page", len(results["console"]), 0)


def ratio(results: dict[str, Any], where: str, name: str) -> float:
    """How many times faster than BASE this tree is."""
    return results[where][name]["base"]["ms"] / results[where][name]["here"]["ms"]


def table(results: dict[str, Any]) -> Iterator[str]:
    """The lines that are printed."""
    for where, round_trip in (("far", FAR), ("near", NEAR)):
        def steps(name: str, where: str = where) -> list[Any]:
            base, here = (results[where][name][tree] for tree in ("base", "here"))
            return [f"{base['ms']:.1f}", f"{here['ms']:.1f}", f"{here['ms_95']:.1f}", f"{100 * here['within']:.0f} %",
                    f"{ratio(results, where, name):.1f} x", here["steps"], here["unseen"]]
        yield from rows(f"slider key to picture, {1000 * round_trip:.0f} ms round trip", [
            "BASE, ms", "here, ms", "95 %", "within 33 ms", "faster", "steps", "no picture"], NAMES, steps)
    yield from rows(f"key held down, {1000 * FAR:.0f} ms round trip, new pictures a second", ["BASE", "here"], EXPLORED,
                    lambda name: [f"{results['held'][name][tree]:.1f}" for tree in ("base", "here")])
    yield from rows("the kernel's processor time for a move, ms", ["BASE", "here", "BASE 95 %", "here 95 %"], EXPLORED,
                    lambda name: [f"{results['far'][name][tree][what]:.1f}" for what in ("processor", "processor_95")
                                  for tree in ("base", "here")])
    yield from rows("kB over the link for a step, median", ["BASE", "here"], EXPLORED,
                    lambda name: [f"{results['far'][name][tree]['sent'] / 1000:.1f}" for tree in ("base", "here")])
    yield from rows("MB more in memory", ["BASE kernel", "page", "here kernel", "page"], list(results["memory"]),
                    lambda what: [f"{mb[part]:.1f}" if (mb := results["memory"][what].get(tree)) else "-"
                                  for tree in ("base", "here") for part in ("kernel", "page")])
    random = results["random"]
    yield (f"{random['moves']} random moves, {random['ahead']} of them shown ahead of the answer: "
           f"{len(random['wrong'])} wrong")
    yield from (f"  {what}" for what in results["held_wrong"] + random["wrong"] + results["console"])
    every = list(limits(results))
    yield f"{sum(limit.reached for limit in every)} of {len(every)} numbers are reached"
    yield from (f"  not reached: {limit.what}: {limit.found:.1f}, and {limit.limit:.1f} is the limit"
                for limit in every if not limit.reached)


def rows(title: str, columns: list[str], names: list[str], cells: Callable[[str], list[Any]]) -> Iterator[str]:
    """A heading with columns, and a line for each name.

    >>> print(*rows("kB", ["BASE", "here"], ["groups"], lambda name: [1.5, 20]), sep="\\n")
    kB                                                        BASE        here
    groups                                                     1.5          20
    """
    yield f"{title:50}" + "".join(f"{column:>{max(12, len(column) + 2)}}" for column in columns)
    for name in names:
        yield f"{name:50}" + "".join(f"{cell!s:>{max(12, len(column) + 2)}}"
                                     for cell, column in zip(cells(name), columns, strict=True))


def main(commit: str, extent: Extent = Extent()) -> None:
    """Measure against `commit`, print, write build/bench_latency.json."""
    with ExitStack() as stack:
        try:
            base = stack.enter_context(base_worktree(commit))
            browser = stack.enter_context(lab.chromium())
        except (ValueError, FileNotFoundError) as error:
            sys.exit(str(error))
        trees: dict[str, Path] = {"base": base, "here": ROOT}
        results = measured({name: open_side(stack, browser, tree) for name, tree in trees.items()}, extent)
    print(*table(results), sep="\n")
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/bench_latency.json").write_text(json.dumps({"base": commit} | results, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], QUICK if "--quick" in sys.argv[2:] else Extent())
