"""Every question takes the learner's number and answers it with the working."""

from html import unescape

import pytest

from lesson_utils.questions import predict
from tests.support.questions import ALL
from tools import ROOT


def answer(question, text):
    question.controls["answer"].value = text
    return unescape(question.feedback)


@pytest.mark.parametrize(("lesson", "name"), ALL)
def test_right_wrong_and_nonsense(lesson, name):
    question = predict(lesson, name)
    right = f"{question.answer:g}"
    assert f"Yes, {right}" in answer(question, right)
    assert question.working in unescape(question.feedback)
    assert right in question.working.replace(",", ""), "the working does not arrive at the answer"
    wrong = answer(question, f"{question.answer + 1000:g}")
    assert f"PyTorch gives {right}" in wrong
    assert question.working in wrong
    for number, sentence in question.slips.items():
        assert number != question.answer, "a slip that is the right answer"
        assert sentence in answer(question, str(number))
    assert "is not a number" in answer(question, "many")
    assert "<b>" not in answer(question, "<script>").split("not a number")[0].split("“")[1]
    question.controls["answer"].value = ""
    question.controls["check"].click()
    assert "Type a number first" in question.feedback


@pytest.mark.parametrize(("lesson", "name"), ALL)
def test_the_still_question_does_not_tell_the_answer(lesson, name):
    question = predict(lesson, name)
    still = question._repr_mimebundle_()["text/html"]
    assert question.question in unescape(still)
    assert question.working not in unescape(still)


def test_each_lesson_asks_and_every_question_is_asked():

    notebooks = {p.stem[:2]: p.read_text(encoding="utf-8") for p in
                 (ROOT / "notebooks").glob("*.ipynb")}
    for lesson, name in ALL:
        assert f'predict(\\"{lesson}\\", \\"{name}\\")' in notebooks[lesson]
    for lesson, text in notebooks.items():
        assert text.count("predict(\\") >= (1 if lesson == "00" else 2), lesson


def test_comma_and_minus_signs_are_read():
    question = predict("01", "output rows")
    assert "Yes" in answer(question, " 4,0 ")
    assert "Not −4" in answer(question, "−4")


@pytest.mark.parametrize(("lesson", "name", "words"), [("99", "x", "lesson is '99'"), ("01", "x", "name is 'x'")])
def test_an_unknown_question_is_named(lesson, name, words):
    with pytest.raises(ValueError, match=words):
        predict(lesson, name)
