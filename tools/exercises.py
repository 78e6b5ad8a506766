"""Make notebooks/exercises from notebooks/solutions as nbgrader releases them, and run both: `make exercises`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode
from traitlets.config import PyFileConfigLoader

from classroom.lay_out import lay_out
from tools import ROOT
from tools.canonical import execute, normalise

SOLUTIONS = ROOT / "notebooks/solutions"
EXERCISES = ROOT / "notebooks/exercises"


def nbgrader(folder: Path, *arguments: str) -> str:
    """Run nbgrader in the folder of a course; what it says. RuntimeError with that if it fails."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}  # alembic
    done = subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=folder, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout)
    return done.stdout


def released(source: Path) -> NotebookNode:
    """What nbgrader makes of a source notebook for learners, in canonical form, not run yet."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    with TemporaryDirectory() as name:
        lay_out(Path(name))
        config = PyFileConfigLoader("nbgrader_config.py", path=name).load_config()
        config.CourseDirectory.update(root=name, assignment_id=source.stem)
        config.GenerateAssignment.no_database, config.SaveCells.enabled = True, False  # what --no-db sets
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
        return normalise(nbformat.read(Path(name) / "release" / source.stem / source.name, as_version=4))


if __name__ == "__main__":
    for source in sorted(SOLUTIONS.glob("*.ipynb")):
        print(source.name, flush=True)
        nbformat.write(execute(source), source)
        exercise = EXERCISES / source.name
        nbformat.write(released(source), exercise)
        nbformat.write(execute(exercise), exercise)
