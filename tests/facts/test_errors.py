"""An error keeps what was found apart from what to change, and is said when it is shown."""

import copy
import pickle

import pytest

from lesson_utils.errors import WrongAnswerError, WrongTypeError, WrongValueError, in_layer
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.plan import Layer, Plan
from lesson_utils.facts.stack import Stack, stack_of
from lesson_utils.language import Said

CASES = [
    (lambda: Convolution(1, 1, 0).check(), "kernel_size is 0, but the smallest legal kernel_size is 1",
     "take 1 or more"),
    (lambda: Convolution(1, 1, (3, 0)).check(), "kernel_size (columns) is 0, but the smallest legal kernel_size is 1",
     "take 1 or more"),
    (lambda: Convolution(1, 1, (0, 3)).check(), "kernel_size (rows) is 0, but the smallest legal kernel_size is 1",
     "take 1 or more"),
    (lambda: Convolution(1, 1, (3,)).check(), "kernel_size is (3,), with 1 element",
     "write one whole number, or a pair (rows, columns)"),
    (lambda: Convolution(1, 1, (3, 3, 3)).check(), "kernel_size is (3, 3, 3), with 3 elements",
     "write one whole number, or a pair (rows, columns)"),
    (lambda: Convolution(1, 1, 4, padding=(0, 1)).check(5, 1), "kernel_size 4 is larger than the padded input, which "
     "has 1 + 2·1 = 3 columns", "take kernel_size at most 3, or padding at least 2"),
    (lambda: Convolution(1, 1, 3, dilation=2).check(4, 9), "kernel_size 3 with dilation 2 covers 5 rows, more than the "
     "padded input, which has 4 rows", "take kernel_size at most 2, or padding at least 1"),
    (lambda: Convolution(4, 6, 3, groups=3).check(), "groups is 3 and does not divide in_channels, which is 4",
     "take a number that divides 4 and 6 (1, 2)"),
    (lambda: Convolution(1, 1, 3, 2, "same").check(), "padding='same' needs stride 1, but stride is 2",
     "set stride to 1, or write the padding as a number"),
    (lambda: stack_of(Convolution(1, 1, 3), Convolution(1, 1, 3, stride=0)), "layer 2: stride is 0, but the smallest "
     "legal stride is 1", "take 1 or more"),
    (lambda: Stack((Convolution(1, 1, 5).rows,)).units(3), "layer 1 has no output: its kernel covers 5, but its input "
     "with padding has 3", "take a smaller kernel_size or dilation, more padding, or a larger image"),
    (lambda: Plan((Layer("standard", 8, groups=2),)).facts, "layer 1: groups is 2 and does not divide in_channels, "
     "which is 3", "take a number that divides 3 and 8 (1)"),
    (lambda: Plan((Layer("separable", 8, groups=2),)).facts, "layer 1: groups is 2, but a separable layer has none to "
     "choose", "leave it out, or make the layer standard or dilated"),
    (lambda: Plan((Layer("standard", 8, dilation=2),)).facts, "layer 1: dilation is 2, but a standard layer has none "
     "to choose", "leave it out, or make the layer dilated"),
    (lambda: Plan((Layer("odd", 8),)).facts, "layer 1: kind is 'odd'", "take 'standard' or 'separable' or 'dilated'"),
    (lambda: Plan((Layer("standard", 8),), size=2, padded=False).facts, "layer 1 has no output: its kernel covers "
     "3 × 3 and gets a map of 2 × 2", "take padding, a larger image, or less stride or dilation"),
]


@pytest.mark.parametrize("make, finding, remedy", CASES)
def test_what_was_found_and_what_to_change(make, finding, remedy):
    with pytest.raises(WrongValueError) as caught:
        make()
    error = caught.value
    assert (str(error.finding), str(error.remedy), str(error)) == (finding, remedy, f"{finding}: {remedy}")


def test_a_type_error_in_a_layer_stays_one():
    with pytest.raises(WrongTypeError, match=r"^layer 1: groups is 2\.0, of type float: write a whole number"):
        _ = Plan((Layer("standard", 8, groups=2.0),)).facts


def test_error_and_problem_say_the_same():
    assert Convolution(1, 1, 3).error(3, 3) is Convolution(1, 1, 3).problem(3, 3) is None
    conv = Convolution(1, 1, 3)
    assert str(conv.error(2, 3)) == conv.problem(2, 3)


def test_a_plain_sentence_is_a_finding_without_a_remedy():
    error = WrongTypeError("layer is of type str: give this picture an nn.Conv2d")
    assert (error.finding, error.remedy, error.args) == (str(error), None, (str(error),))
    assert str(in_layer(3, error)) == f"layer 3: {error}"


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_can_be_copied(duplicate):
    error = Convolution(1, 1, (3, 0)).error()
    assert type(duplicate(error)) is WrongValueError
    assert str(duplicate(error)) == str(error)
    assert str(duplicate(error).remedy) == "take 1 or more"


def test_it_is_said_when_it_is_shown(monkeypatch):
    error = Convolution(1, 1, (3,)).error()
    words = str(error)
    monkeypatch.setattr("lesson_utils.language.tr", lambda template, /, **places: template.format(**places).upper())
    assert str(error.finding) == words.split(": ")[0].upper()
    assert str(error.remedy) == words.split(": ")[1].upper()


@pytest.mark.parametrize("error, name", [(WrongValueError("no"), "ValueError"), (WrongTypeError("no"), "TypeError"),
                                         (WrongAnswerError("no"), "AssertionError"),
                                         (WrongValueError(Said("{n} is {m}", n=1, m=2)), "ValueError")])
def test_a_notebook_shows_the_sentence_under_python_s_own_name(error, name):
    assert error._render_traceback_() == [f"{name}: {error}"]
