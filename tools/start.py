"""Copy the exercises of one lesson to work/, where a learner solves them; `make start LESSON=01`. Never overwrites."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXERCISES = ROOT / "notebooks/exercises"


def start(lesson: str, work: Path) -> str:
    """Copy the exercises of `lesson` into the folder `work`; what there is to say of it."""
    found = {path.name[:2]: path for path in sorted(EXERCISES.glob("*.ipynb"))}
    if lesson not in found:
        sys.exit(f"LESSON is {lesson!r}: name one of {', '.join(found)}, for instance make start LESSON={min(found)}")
    work.mkdir(exist_ok=True)
    copy = work / found[lesson].name
    # From the new place, the lessons stand in notebooks/.
    text = found[lesson].read_text(encoding="utf-8").replace("](../", "](../notebooks/")
    try:
        with copy.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return f"{work.name}/{copy.name} is there already, and stays as it is. To start anew, rename it first."
    return f"{work.name}/{copy.name} is yours: open it in JupyterLab (make lab)."


if __name__ == "__main__":
    print(start(*sys.argv[1:], work=ROOT / "work"))
