"""Does this Python have what the lessons need? Says in words what is missing, and the command that mends it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import metadata

from lesson_utils.language import tr

OLDEST_PYTHON = (3, 11)


def check_environment() -> None:
    """Print that all is well, or each thing that is not, with the command that mends it."""
    problems = find_problems()
    if not problems:
        print(tr("All set: Python and every package of the lessons are here, in versions that work."))
        return
    print(tr("Before you start, something has to be mended:"))
    for problem in problems:
        print(f"- {problem}")


def find_problems(needs: list[str] | None = None, version_of: Callable[[str], str] = metadata.version,
                  python: tuple[int, ...] = tuple(sys.version_info[:2])) -> list[str]:
    """One sentence for each package that is missing or has the wrong version; an empty list if all is well.

    `needs` are requirements such as 'torch>=2.6', by default those of lesson_utils itself.

    >>> find_problems(["torch>=99"], version_of=lambda name: "2.13.0")[0][:43]
    'torch is 2.13.0, but the lessons need >=99.'
    """
    if python < OLDEST_PYTHON:
        return [tr("This is Python {major}.{minor}, but the lessons need 3.11 or newer. Install a newer Python, "
                   "delete the folder .venv, and type `make lab` again.", major=python[0], minor=python[1])]
    remedy = tr("Close JupyterLab, go to the project's folder, and type: {command}",
                command=f'"{sys.executable}" -m pip install -r requirements.txt')
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return [tr("The package packaging is missing. {remedy}", remedy=remedy)]
    problems = []
    for need in map(Requirement, metadata.requires("lesson-utils") if needs is None else needs):
        if need.marker and not need.marker.evaluate():
            continue
        try:
            found = version_of(need.name)
        except metadata.PackageNotFoundError:
            problems.append(tr("The package {name} is missing. {remedy}", name=need.name, remedy=remedy))
            continue
        if not need.specifier.contains(found, prereleases=True):
            problems.append(tr("{name} is {found}, but the lessons need {specifier}. {remedy}", name=need.name,
                               found=found, specifier=need.specifier, remedy=remedy))
    return problems
