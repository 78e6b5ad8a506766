"""Slips are ids with numbers; their sentences stand in one table a lesson, and nothing reads them back."""

import ast
import re
from importlib import import_module

import pytest
import torch

from lesson_utils.checks import LESSONS, exercise_of, verdict_on
from lesson_utils.checks.slips import slips_of, title_of
from lesson_utils.checks.verdict import Outcome
from lesson_utils.errors import WrongAnswerError
from tests.support.answers import CHECKS, EXERCISE_NAMES, answers_of
from tests.support.submissions import id_of
from tests.support.words import outside, speak_pseudo
from tools import ROOT

BANK = {module[7:]: import_module(f"tests.checks.bank.{module}").BANK for module in LESSONS}
WRONG = [(lesson, name, text) for lesson, bank in BANK.items() for name, answers in bank.items()
         for text in answers.wrong]
# the modules whose slips stand in a table
MODULES = {"lesson_03": ("lesson_03", "pair_of_layers", "small_network"), "lesson_06": ("lesson_06", "choosing"),
           "common": ("answers", "judging")}


def literals(name):
    tree = ast.parse((ROOT / f"lesson_utils/checks/{name}.py").read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("table", [*LESSONS, "common"])
def test_every_slip_of_a_table_is_known_to_a_judge(table):
    slips = import_module(f"lesson_utils.checks.slips.{table}").SLIPS
    known = set().union(*(literals(module) for module in MODULES.get(table, (table,))))
    assert set(slips) <= known
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slip) for slip in slips)
    assert len(set(slips.values())) == len(slips), "one sentence, two ids"


@pytest.mark.parametrize("lesson", CHECKS)
def test_every_slip_that_a_judge_names_has_its_sentence(lesson):
    """The last argument of a Wrong that is written there, and every key of a table of slips that looks like an id."""
    slips = slips_of(lesson)
    for module in MODULES.get(f"lesson_{lesson}", (f"lesson_{lesson}",)):
        for node in ast.walk(ast.parse((ROOT / f"lesson_utils/checks/{module}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Wrong" and len(node.args) == 4 and \
                    isinstance(node.args[3], ast.Constant):
                assert node.args[3].value in slips


@pytest.mark.parametrize(("lesson", "name"), EXERCISE_NAMES)
def test_an_exercise_goes_by_its_id_and_by_its_english_name(lesson, name):
    exercise = exercise_of(lesson, name)
    assert exercise is exercise_of(lesson, id_of(name))
    assert (exercise.lesson, exercise.id, title_of(lesson, exercise.id)) == (lesson, id_of(name), name)


def test_wrong_answers_carry_ids_and_numbers_in_any_language(monkeypatch):
    """No sentence decides anything: in another language the same ids come out, and every word is a template's."""
    def judged(case):
        torch.manual_seed(0)  # some answers draw weights
        return verdict_on(case[0], case[1], *answers_of(*case))

    found = {case: judged(case) for case in WRONG}
    assert all(verdict.slip in slips_of(verdict.lesson) for verdict in found.values())
    english = {case: str(verdict) for case, verdict in found.items()}
    speak_pseudo(monkeypatch)
    for case, before in found.items():
        verdict = judged(case)
        assert (verdict.outcome, verdict.exercise, verdict.slip) == (before.outcome, before.exercise, before.slip)
        assert outside(str(verdict)) == ""
        assert re.sub("[⟦⟧]", "", str(verdict)) == english[case]


def test_a_verdict_is_said_when_it_is_shown(monkeypatch):
    verdict = verdict_on("02", "which groups made it", (6, 2, 1, 1))
    assert str(verdict).endswith("groups=6 would give 1, 10, 100, 1000, 10000, 100000.")
    speak_pseudo(monkeypatch)
    assert outside(str(verdict)) == ""


def test_the_error_carries_the_verdict():
    verdict = verdict_on("01", "output sizes", (15, 20, 6, 9))
    error = WrongAnswerError(verdict)
    assert error.verdict is verdict
    assert str(error) == str(verdict)
    assert verdict.outcome is Outcome.INCORRECT
    assert verdict.slip == "20-5-is-the-last-place"
