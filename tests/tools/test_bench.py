"""`make bench BASE=COMMIT`: the same moves in two trees, in turns, and what happens when they differ."""

import subprocess
import sys

import pytest

import lesson_utils
from tools import ROOT
from tools.bench_moves import Driver, Times, base_worktree, main, measured, moved_in_turns, table
from tools.moves import EXPLORERS, timed_moves


def test_moves_are_made_in_both_trees_and_the_worktree_is_gone():
    before = subprocess.run(["git", "worktree", "list"], cwd=ROOT, capture_output=True, text=True).stdout
    with base_worktree("HEAD") as base:
        assert not (base / "build").exists()
        results = measured(base, rounds=1, moves=8, only=("explore_pooling", "explore_tradeoff"))
    assert list(results) == ["explore_pooling", "explore_tradeoff"]
    for times in results.values():
        assert len(times.old) == len(times.new) == 8
        assert min(times.old + times.new) > 0
        assert not times.parted
        assert 0.01 < times.ratio < 100
    assert not base.exists()
    assert subprocess.run(["git", "worktree", "list"], cwd=ROOT, capture_output=True, text=True).stdout == before


@pytest.mark.parametrize("name", EXPLORERS)
def test_moves_are_seeded_and_each_sets_another_value(name):
    runs = []
    for _ in range(2):
        explorer = getattr(lesson_utils, name)()
        moves = timed_moves(explorer)
        runs.append([])
        for _ in range(6):
            before = explorer.svg
            what, seconds, drew = next(moves)
            assert seconds > 0
            assert drew == (explorer.svg != before)
            runs[-1].append(what)
    assert runs[0] == runs[1]


class Recorded:
    """A driver that answers from a list."""

    def __init__(self, made, *moves):
        self.answers = [made, *moves]

    def ask(self, _):
        return self.answers.pop(0)


def test_trees_that_part_are_named_and_not_compared_from_there_on():
    times = Times()
    moved_in_turns(Recorded("made", ["a", 0.002, True], ["b", 0.001, False], ["c", 1, True]),
                   Recorded("made", ["a", 0.001, True], ["b", 0.001, True], ["d", 1, True]), "explore_x", 60, times)
    assert (times.old, times.new) == ([2], [1])  # the second drew nothing in BASE, the third is another one
    assert times.parted == "move 3: c in BASE, d here"
    other = Times()
    moved_in_turns(Recorded("made"), Recorded("otherwise"), "explore_y", 60, other)
    assert not other.old
    assert "made in BASE, otherwise here" in other.parted
    last = table({"explore_x": times, "explore_y": other})[-1]
    assert " ".join(last.split()) == "median over 1 of 2 explorers 0.500"


def test_the_tree_that_is_asked_for_is_the_one_that_is_measured(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(RuntimeError, match=r"elsewhere imported .*lesson_utils"):
        Driver(tmp_path / "elsewhere")  # has no lesson_utils: another one is found, or none


def test_a_base_that_is_no_commit_is_refused_by_name():
    with pytest.raises(ValueError, match="BASE is '--nothing', and this repository has no such commit"):
        base_worktree("--nothing").__enter__()
    with pytest.raises(SystemExit, match="no such commit: `git log --oneline`"):
        main("0123abc")


def test_the_driver_needs_the_tree_and_nothing_else_of_ours():
    code = "import sys, runpy; runpy.run_path(sys.argv[1]); print([m for m in sys.modules if m.startswith('tools')])"
    done = subprocess.run([sys.executable, "-P", "-c", code, str(ROOT / "tools/moves.py")], cwd=ROOT / "tests",
                          capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)})
    assert done.stdout.strip() == "[]"
