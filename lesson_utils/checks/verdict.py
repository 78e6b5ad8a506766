"""What a check says of an answer, and how a notebook shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from IPython.display import display

from lesson_utils.reply import reply_html
from lesson_utils.style import INPUT, NEVER_READ, OUTPUT


class Outcome(StrEnum):
    """The three things that can be said of an answer."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    NOT_ATTEMPTED = "not attempted"


_MARKS = {Outcome.CORRECT: ("✓", OUTPUT.ink), Outcome.INCORRECT: ("✗", NEVER_READ.ink),
          Outcome.NOT_ATTEMPTED: ("…", INPUT.ink)}


@dataclass(frozen=True)
class Verdict:
    """The verdict on one exercise, in plain text.

    `words` is one sentence or two: the likely cause of what is incorrect, why a correct answer is right, what to
    do with one that was not attempted. `name` is the learner's variable; it, `expected` and `found` are empty
    where nothing is incorrect.

    >>> print(Verdict("output sizes", Outcome.INCORRECT, "It is rounded down.", "rows[1]", "8", "8.5"))
    output sizes: incorrect. rows[1]: expected 8, found 8.5. It is rounded down.
    """

    exercise: str
    outcome: Outcome
    words: str
    name: str = ""
    expected: str = ""
    found: str = ""

    @property
    def details(self) -> str:
        """All that is said after the outcome."""
        compared = f"{self.name}: expected {self.expected}, found {self.found}. " if self.name else ""
        return compared + self.words

    def __str__(self) -> str:
        return f"{self.exercise}: {self.outcome}. {self.details}"

    def _ipython_display_(self) -> None:  # display data: nbgrader reads the result of a cell as a number of points
        mark, colour = _MARKS[self.outcome]
        html = reply_html(f"{self.exercise}: {self.outcome} {mark}", self.details, colour)
        display({"text/html": html, "text/plain": str(self)}, raw=True)
