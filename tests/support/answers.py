"""The exercises and their judges, and what a learner's cell leaves for a judge to read."""

from importlib import import_module
from inspect import signature

from lesson_utils.checks import LESSONS
from tests.support.submissions import texts
from tools.exercises import SOLUTIONS

CHECKS = {module[7:]: import_module(f"lesson_utils.checks.{module}").CHECKS for module in LESSONS}
EXERCISE_NAMES = [(lesson, name) for lesson, checks in CHECKS.items() for name in checks]


def answers_of(lesson, name, text):
    """What a learner's cell with this text leaves in the variables that the check takes."""
    namespace = {}
    for given in texts(lesson, SOLUTIONS, locked=True, grade=False).values():
        exec(given, namespace)
    exec(text, namespace)
    return [namespace[variable] for variable in signature(CHECKS[lesson][name]).parameters]
