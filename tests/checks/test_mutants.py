"""The checks notice when a solution is broken in one place: at least 90 % of all mutants, and the rest is explained."""

import ast
import signal

import pytest

from lesson_utils.checks import verdict_on
from lesson_utils.checks.verdict import Outcome
from tests.checks.bank.survivors import SURVIVORS
from tests.support.answers import CHECKS, EXERCISE_NAMES, answers_of
from tests.support.mutants import mutants
from tests.support.submissions import solutions

SECONDS = 20  # for one mutant: one that loops for ever is noticed


def survives(lesson, name, text):
    def give_up(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(SECONDS)
    try:
        return verdict_on(lesson, name, *answers_of(lesson, name, text)).outcome is Outcome.CORRECT
    except Exception:
        return False
    finally:
        signal.alarm(0)


def changed_line(solution, mutant):
    """The one line in which they differ, without its indentation."""
    lines = ast.unparse(ast.parse(solution)).splitlines()
    return next(line for old, line in zip(lines, mutant.splitlines(), strict=True) if old != line).strip()


@pytest.mark.slow
@pytest.mark.parametrize("lesson", CHECKS)
def test_mutants_of_the_solutions_are_noticed(lesson):
    total, found = 0, {}
    for name, solution in solutions(lesson).items():
        for mutant in mutants(solution):
            total += 1
            if survives(lesson, name, mutant):
                found.setdefault(name, set()).add(changed_line(solution, mutant))
    count = sum(map(len, found.values()))
    print(f"lesson {lesson}: {total - count} of {total} mutants noticed")
    assert found == {name: set(lines) for name, lines in SURVIVORS[lesson].items() if lines}
    assert count <= 0.1 * total


def test_every_kind_of_mutant_is_made():
    text = "for i in range(1, n):\n    y[i:2] = [f(x, k=1) for x in a if -x < True]"
    made = list(mutants(text))
    for mutant in ("range(n)", "range(1)", "range(n, 1)", "y[:2]", "y[i:]", "y[i:3]", "f(k=1)", "f(x)", "k=2",
                   "x in a]", "if x <", "<= True", "< False"):
        assert any(mutant in one for one in made), mutant
    assert {lesson for lesson, _ in EXERCISE_NAMES} == set(SURVIVORS)
