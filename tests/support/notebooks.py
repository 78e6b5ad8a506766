"""The notebooks of the project, and what plain prose is."""

from tools import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTEBOOKS = [*LESSONS, *sorted((ROOT / "notebooks").glob("*/*.ipynb"))]  # and the exercises and their solutions


def not_plain(text):
    """Words and exclamation marks that a text for readers has not."""
    words = text.lower().replace(",", " ").replace(".", " ").split()
    return [word for word in words if word in ("simply", "obviously", "just", "trivial", "clearly")] + [
        line for line in text.splitlines() if line.rstrip().endswith("!")]
