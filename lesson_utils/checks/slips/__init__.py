"""The words of the checks: the title of each exercise, and for each slip that a judge knows its sentence.

They stand apart from the judges: whoever shows a verdict needs its words, and no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def slips_of(lesson: str) -> Mapping[str, str]:
    """All slips that a verdict in this lesson can name: id -> template.

    >>> slips_of("01")["only-padding-could-keep-20-rows"]
    'Only padding could keep 20 rows.'
    """
    return _words("common").SLIPS | _words(f"lesson_{lesson}").SLIPS


def title_of(lesson: str, exercise: str) -> str:
    """The title of an exercise, a template.

    >>> title_of("01", "output-sizes")
    'output sizes'
    """
    return _words(f"lesson_{lesson}").TITLES[exercise]


def _words(name: str) -> ModuleType:
    return import_module(f"lesson_utils.checks.slips.{name}")
