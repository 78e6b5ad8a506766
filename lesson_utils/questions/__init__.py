"""Predict, then see. The questions of a lesson stand in a module of their own, so that a cell shows no answer."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from lesson_utils.errors import WrongValueError
from lesson_utils.language import tr
from lesson_utils.questions.question import Question

LESSONS = sorted(module.name for module in iter_modules(__path__) if module.name.startswith("lesson_"))


def predict(lesson: str, name: str) -> Question:
    """The question `name` of a lesson ('00', '01', ...): type your number before you run on.

    >>> predict("01", "output rows").question[:23]
    'An image has 7 rows. ke'
    """
    names = {module[7:]: module for module in LESSONS}
    if lesson not in names:
        raise WrongValueError(tr("lesson is {lesson!r}, but there are questions for {lessons}", lesson=lesson,
                                 lessons=", ".join(map(repr, names))))
    questions = import_module(f"lesson_utils.questions.{names[lesson]}").QUESTIONS
    if name not in questions:
        raise WrongValueError(tr("name is {name!r}, but lesson {lesson} asks {names}", name=name, lesson=lesson,
                                 names=", ".join(map(repr, questions))))
    return questions[name]()
