"""Every check against right answers, wrong answers, and answers that are no answers."""

import math
import time
from contextlib import nullcontext
from html import unescape
from importlib import import_module
from inspect import signature

import pytest
import torch

from lesson_utils.checks import LESSONS, check, demand, exercise_of, verdict_on
from lesson_utils.checks.answers import same_tensor
from lesson_utils.checks.judging import Exercise, Wrong, examine
from lesson_utils.checks.verdict import Outcome
from lesson_utils.errors import WrongAnswerError
from tests.support.answers import EXERCISE_NAMES, answers_of
from tests.support.submissions import id_of, solutions, texts
from tools.exercises import EXERCISES

SLOWEST = 0.5  # seconds for one check, of this process: other programs do not count
BANK = {module[7:]: import_module(f"tests.checks.bank.{module}").BANK for module in LESSONS}
RIGHT = [(lesson, name, text) for lesson, bank in BANK.items() for name, answers in bank.items()
         for text in answers.right]
WRONG = [(lesson, name, text, words) for lesson, bank in BANK.items() for name, answers in bank.items()
         for text, words in answers.wrong.items()]


def short(value):
    return " ".join(str(value).split())[:40]


def outcome(lesson, name, text):
    answers = answers_of(lesson, name, text)
    start = time.process_time()
    verdict = verdict_on(lesson, name, *answers)
    assert time.process_time() - start < SLOWEST, "slow"
    return verdict


@pytest.mark.parametrize(("lesson", "name", "text"), RIGHT, ids=short)
def test_right_answers(lesson, name, text):
    verdict = outcome(lesson, name, text)
    assert verdict.outcome is Outcome.CORRECT, verdict
    assert verdict.words


@pytest.mark.parametrize(("lesson", "name", "text", "words"), WRONG, ids=short)
def test_wrong_answers(lesson, name, text, words):
    verdict = outcome(lesson, name, text)
    assert verdict.outcome is Outcome.INCORRECT
    assert words in str(verdict)
    for part in (verdict.name, verdict.expected, verdict.found, verdict.words):
        assert part


@pytest.mark.parametrize(("lesson", "name"), EXERCISE_NAMES)
def test_the_bank_has_enough(lesson, name):
    assert len(BANK[lesson][name].right) >= 2
    assert len(BANK[lesson][name].wrong) >= 4


@pytest.mark.parametrize(("lesson", "name"), EXERCISE_NAMES)
def test_the_stub_is_not_attempted_and_the_solution_is_right(lesson, name):
    stub = outcome(lesson, name, texts(lesson, EXERCISES, solution=True)[id_of(name)])
    assert stub.outcome is Outcome.NOT_ATTEMPTED, stub
    solution = outcome(lesson, name, solutions(lesson)[name])
    assert solution.outcome is Outcome.CORRECT, solution


SPOILERS = {
    "all zeros": lambda x: torch.zeros_like(x) if isinstance(x, torch.Tensor) else 0,
    "all NaN": lambda x: torch.full_like(x, math.nan) if isinstance(x, torch.Tensor) else math.nan,
    "off by one": lambda x: x + 1,
    "half": lambda x: x / 2 + 1,
}
# Numbers that a network adds to its output do not change what it reads: the field is the answer here.
HARMLESS = {(lesson, name, how) for lesson, name in (("04", "a wanted field"), ("06", "a far view with few parameters"))
            for how in ("off by one", "half")}


def spoiled(answer, spoil):
    """The answer with every number in it, or in what it returns, spoiled."""
    if isinstance(answer, torch.nn.Module):
        answer.register_forward_hook(lambda _module, _inputs, output: spoil(output))
        return answer
    if callable(answer):
        return lambda *arguments: spoiled(answer(*arguments), spoil)
    if isinstance(answer, (tuple, list)):
        return [spoiled(part, spoil) for part in answer]
    return spoil(answer)


@pytest.mark.parametrize("how", SPOILERS)
@pytest.mark.parametrize(("lesson", "name"), EXERCISE_NAMES)
def test_a_spoiled_answer_is_wrong(lesson, name, how):
    answers = answers_of(lesson, name, solutions(lesson)[name])
    for i in range(len(answers)):
        other = answers_of(lesson, name, solutions(lesson)[name])
        other[i] = spoiled(answers[i], SPOILERS[how])
        harmless = (lesson, name, how) in HARMLESS
        assert verdict_on(lesson, name, *other).outcome is (Outcome.CORRECT if harmless else Outcome.INCORRECT)


class Hostile:
    """Breaks however it is looked at, and calls itself what a terminal and a page would obey."""

    def __repr__(self):
        raise ValueError("\x1b[31m<script>")

    __float__ = __iter__ = __len__ = __bool__ = __eq__ = __getattr__ = __call__ = __repr__
    __hash__ = None


class Shouting:
    def __repr__(self):
        return "\x1b[31m<script>alert(1)</script>\n\u202e"

    def __call__(self, *_):
        raise RuntimeError("\x1b[31m<script>alert(1)</script>")




def prints_and_warns(*_):
    import sys
    import warnings

    print("noise")
    print("noise", file=sys.stderr)
    warnings.warn("noise", stacklevel=1)


NO_ANSWERS = [None, "", "text", b"", 0, -1, True, 2.5, math.inf, 10**400, 1j, [], {}, (), [None], ["a"], [[1]],
              torch.zeros(0), torch.zeros(2, 2), torch.tensor(True), torch.nn.Conv2d(1, 1, 1), torch.nn.Conv2d, int,
              exit, print, lambda: 1, lambda *_: None or [], lambda *_: "text", lambda *_: torch.zeros(0),
              lambda *_: exit(), lambda *_: 1 / 0, lambda *_: torch.zeros(1, device="meta"),
              lambda *_: torch.zeros(1).to_sparse(),
              prints_and_warns, Hostile(), Shouting(), lambda *_: Hostile(), lambda *_: Shouting()]


@pytest.mark.parametrize(("lesson", "name"), EXERCISE_NAMES)
def test_what_is_no_answer_gets_a_sentence(lesson, name, capsys):
    count = len(signature(exercise_of(lesson, name).judge).parameters)
    for answer in NO_ANSWERS:
        verdict = verdict_on(lesson, name, *[answer] * count)
        assert verdict.outcome is Outcome.INCORRECT, answer if type(answer) is not Hostile else "hostile"
        assert str(verdict).isprintable(), verdict
    assert verdict_on(lesson, name, *[...] * count).outcome is Outcome.NOT_ATTEMPTED
    said = capsys.readouterr()
    assert said.out + said.err == ""


def test_what_a_learner_wrote_is_escaped():
    import lesson_utils.checks.verdict as module

    shown = []
    original, module.display = module.display, lambda bundle, raw: shown.append((bundle, raw))
    try:
        verdict_on("01", "before the linear layer", Shouting())._ipython_display_()
    finally:
        module.display = original
    ((bundle, raw),) = shown
    assert raw
    assert "<script" not in bundle["text/html"]
    assert "<script" in unescape(bundle["text/html"])
    assert "\x1b" not in bundle["text/html"] + bundle["text/plain"]


def test_check_raises_for_what_is_wrong_and_demand_for_what_is_missing():
    right, wrong = 560, 1
    assert check("01", "before the linear layer", right).outcome is Outcome.CORRECT
    assert demand("01", "before the linear layer", right).outcome is Outcome.CORRECT
    assert check("01", "before the linear layer", ...).outcome is Outcome.NOT_ATTEMPTED
    with pytest.raises(WrongAnswerError, match="not attempted"):
        demand("01", "before the linear layer", ...)
    for function in (check, demand):
        with pytest.raises(AssertionError, match=r"in_features: expected .* found 1") as caught:
            function("01", "before the linear layer", wrong)
        (line,) = caught.value._render_traceback_()
        assert line.startswith("AssertionError: before the linear layer: incorrect. in_features")


@pytest.mark.parametrize(("call", "words"), [
    (("99", "x", 1), "lesson is '99'"), (("01", "x", 1), "exercise is 'x'"),
    (("01", "output sizes"), "checks rows, but 0 answers"), (("01", "output sizes", 1, 2), "but 2 answers")])
def test_a_check_that_was_changed_says_so(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        check(*call)


def test_an_interrupt_reaches_the_learner():
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verdict_on("01", "find the bug", interrupted)


def test_a_half_written_answer_is_not_attempted():
    assert verdict_on("01", "output sizes", (16, 20, ..., 9)).outcome is Outcome.NOT_ATTEMPTED
    assert verdict_on("01", "output sizes", [16, ...]).outcome is Outcome.NOT_ATTEMPTED

    class Blank(torch.nn.Module):
        """Only words."""

        def forward(self, x):
            """And an empty body."""

    assert examine(Exercise("01", "find-the-bug", lambda module: ""), (Blank,)).outcome is Outcome.NOT_ATTEMPTED


def test_tensors_are_compared_as_torch_testing_does():
    expected = torch.arange(-6.0, 6.0).reshape(3, 4)
    for size in range(200):
        found = expected + 2e-7 * size * torch.randn(3, 4, generator=torch.Generator().manual_seed(size))
        same = pytest.raises(Wrong) if differs(found, expected) else nullcontext()
        with same:
            same_tensor(found, expected, "x")


def differs(found, expected):
    try:
        torch.testing.assert_close(found, expected)
    except AssertionError:
        return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_no_right_answer_is_refused_with_another_seed(seed, monkeypatch):
    for module in LESSONS:
        monkeypatch.setattr(f"lesson_utils.checks.{module}.SEED", 1000 * seed + 7)
    for lesson, name, text in RIGHT:
        verdict = outcome(lesson, name, text)
        assert verdict.outcome is Outcome.CORRECT, verdict


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_wrong_answers_stay_wrong_with_another_seed(seed, monkeypatch):
    for module in LESSONS:
        monkeypatch.setattr(f"lesson_utils.checks.{module}.SEED", 1000 * seed + 7)
    for lesson, name, text, words in WRONG:
        verdict = outcome(lesson, name, text)
        assert verdict.outcome is Outcome.INCORRECT
        assert words in str(verdict)
