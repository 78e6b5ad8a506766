"""`make bench BASE=COMMIT`: how long one move of a control takes in this tree, against the tree of another commit.

The same driver (tools/moves.py) makes the same seeded moves in two processes, one for each tree, move by move in
turns, so that a slow spell of the machine meets both. Only what was measured in one run is compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tools import ROOT

ROUNDS, MOVES = 6, 60  # fresh processes in each round; moves of each explorer in a round that change its picture
MOST = 5  # this many times as many moves at most


@contextmanager
def base_worktree(commit: str, repository: Path = ROOT) -> Iterator[Path]:
    """The tree of `commit` in a folder of its own, which is gone afterwards. ValueError if there is no such commit.

    >>> with base_worktree("HEAD") as folder:
    ...     (folder / "lesson_utils").is_dir(), folder == ROOT
    (True, False)
    >>> folder.exists()
    False
    """
    git = ["git", "-C", str(repository)]
    known = subprocess.run([*git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"],
                           capture_output=True, text=True)
    if known.returncode:
        raise ValueError(f"BASE is {commit!r}, and this repository has no such commit: `git log --oneline` lists them"
                         f"{known.stderr and f' (git says: {known.stderr.strip()})'}")
    with tempfile.TemporaryDirectory(prefix="base-") as folder:
        tree = Path(folder, "tree")
        subprocess.run([*git, "worktree", "add", "--quiet", "--detach", str(tree), known.stdout.strip()], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(tree)], check=True)


class Driver:
    """A process that moves the explorers of the tree in `folder`."""

    def __init__(self, folder: Path) -> None:
        environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
        # -P: what stands beside the driver is not importable, only the tree is
        self.process = subprocess.Popen([sys.executable, "-P", str(ROOT / "tools/moves.py")], cwd=folder, text=True,
                                        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            listed = self.ask("list")
            home = Path(listed["home"]).resolve()
            if folder.resolve() not in home.parents:
                raise RuntimeError(f"the driver of {folder} imported {home}: is lesson_utils installed elsewhere?")
        except BaseException:
            self.close()
            raise
        self.explorers: list[str] = listed["explorers"]

    def ask(self, line: str) -> Any:
        """The answer to one line. RuntimeError if the process has ended: it said on stderr why."""
        with suppress(BrokenPipeError):
            print(line, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the driver ended at {line!r}; its own words are above")
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Times:
    """Milliseconds of the moves of one explorer that changed its picture, the same moves in both trees.

    >>> times = Times([2.0, 4.0, 40.0], [1.0, 4.0, 20.0])
    >>> times.old_median, times.new_median, times.ratio
    (4.0, 4.0, 0.5)
    """

    old: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)
    parted: str = ""  # the first move that is not the same in both; it and those after it are left out

    @property
    def old_median(self) -> float:
        """Milliseconds of a move in the tree of BASE."""
        return median(self.old)

    @property
    def new_median(self) -> float:
        """Milliseconds of a move in this tree."""
        return median(self.new)

    @property
    def ratio(self) -> float:
        """New time by old time, the median over the moves, each against itself."""
        return median(new / old for old, new in zip(self.old, self.new, strict=True))


def measured(base: Path, rounds: int = ROUNDS, moves: int = MOVES, only: tuple[str, ...] = ()) -> dict[str, Times]:
    """Times of each explorer that both trees have (or of those of `only`), `moves` moves in each of `rounds` rounds."""
    results: dict[str, Times] = {}
    for _ in range(rounds):
        with Driver(base) as old, Driver(ROOT) as new:
            names = [name for name in new.explorers if name in old.explorers and (not only or name in only)]
            for name in names:
                moved_in_turns(old, new, name, moves, results.setdefault(name, Times()))
    return results


def moved_in_turns(old: Driver, new: Driver, name: str, moves: int, times: Times) -> None:
    """Move explorer `name` in both trees; who is first changes from move to move. Adds to `times`, until there are
    `moves` more that drew another picture."""
    made = old.ask(name), new.ask(name)
    if made[0] != made[1]:
        times.parted = f"made and warmed up: {made[0]} in BASE, {made[1]} here"
        return
    left = moves
    for number in range(MOST * moves):
        turns = (old, new) if number % 2 else (new, old)
        answers = {driver: driver.ask("move") for driver in turns}
        (was, old_seconds, old_drew), (now, new_seconds, new_drew) = answers[old], answers[new]
        if was != now:
            times.parted = f"move {number + 1}: {was} in BASE, {now} here"
            return
        if old_drew and new_drew:
            times.old.append(1000 * old_seconds)
            times.new.append(1000 * new_seconds)
            left -= 1
        if not left:
            return


def table(results: dict[str, Times]) -> list[str]:
    """The lines that are printed: one for each explorer, then the median over them.

    >>> print(*table({"explore_a": Times([2.0], [1.0]), "explore_b": Times(parted="move 1: ...")}), sep="\\n")
    one move, median                      BASE, ms   here, ms   here/BASE, paired
    explore_a                                 2.00       1.00       0.500
    explore_b                        the trees part at move 1: ...
    median over 1 of 2 explorers                                    0.500
    """
    lines = [f"{'one move, median':<33}{'BASE, ms':>13}{'here, ms':>11}   here/BASE, paired"]
    for name, times in results.items():
        if times.old:
            lines.append(f"{name:<33}{times.old_median:13.2f}{times.new_median:11.2f}{times.ratio:12.3f}")
        if times.parted:
            lines.append(f"{name:<33}the trees part at {times.parted}")
    ratios = [times.ratio for times in results.values() if times.old]
    if ratios:
        whole = f"median over {len(ratios)} of {len(results)} explorers"
        lines.append(f"{whole:<57}{median(ratios):12.3f}")
    return lines


def main(commit: str) -> None:
    """Measure against `commit`, print the table, write build/bench_moves.json."""
    try:
        with base_worktree(commit) as base:
            results = measured(base)
    except ValueError as error:
        sys.exit(str(error))
    print(*table(results), sep="\n")
    kept = {name: {"base_ms": times.old_median, "here_ms": times.new_median, "ratio": times.ratio}
            for name, times in results.items() if times.old}
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/bench_moves.json").write_text(json.dumps({"base": commit, "explorers": kept}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
