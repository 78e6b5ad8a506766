"""Lay out a course for nbgrader: its settings, and each exercise notebook as one assignment. `make course`."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def lay_out(course: Path) -> None:
    """Put nbgrader_config.py and source/NAME/NAME.ipynb into the folder `course`; existing files are overwritten."""
    course.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "classroom/nbgrader_config.py", course)
    for source in sorted((ROOT / "notebooks/solutions").glob("*.ipynb")):
        assignment = course / "source" / source.stem
        assignment.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, assignment)


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]))
    print(f"The course is in {sys.argv[1]}. There: nbgrader generate_assignment 01_standard_convolution")
