"""Every question of the lessons."""

from importlib import import_module

from lesson_utils.questions import LESSONS

ALL = [(module[7:], name) for module in LESSONS
       for name in import_module(f"lesson_utils.questions.{module}").QUESTIONS]
