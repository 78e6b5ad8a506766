"""The exercises and their judges, and what a learner's cell leaves for a judge to read."""

from importlib import import_module
from inspect import signature

from lesson_utils.checks import LESSONS, exercise_of
from lesson_utils.checks.slips import title_of
from tests.support.submissions import texts
from tools.exercises import SOLUTIONS

CHECKS = {module[7:]: import_module(f"lesson_utils.checks.{module}").CHECKS for module in LESSONS}
# by the English names that today's notebooks have
EXERCISE_NAMES = [(lesson, title_of(lesson, exercise.id)) for lesson, checks in CHECKS.items() for exercise in checks]


def answers_of(lesson, name, text):
    """What a learner's cell with this text leaves in the variables that the check takes."""
    namespace = {}
    for given in texts(lesson, SOLUTIONS, locked=True, grade=False).values():
        exec(given, namespace)
    exec(text, namespace)
    return [namespace[variable] for variable in signature(exercise_of(lesson, name).judge).parameters]
