"""What a check says of an answer, and how a notebook shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from IPython.display import display

from lesson_utils.checks.slips import slips_of, title_of
from lesson_utils.language import Said, mark, sentences, tr
from lesson_utils.reply import reply_html
from lesson_utils.style import INPUT, NEVER_READ, OUTPUT


class Outcome(StrEnum):
    """The three things that can be said of an answer: ids. `outcome_word` has the words."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    NOT_ATTEMPTED = "not-attempted"


_WORDS = {Outcome.CORRECT: mark("correct"), Outcome.INCORRECT: mark("incorrect"),
          Outcome.NOT_ATTEMPTED: mark("not attempted")}
_MARKS = {Outcome.CORRECT: ("✓", OUTPUT.ink), Outcome.INCORRECT: ("✗", NEVER_READ.ink),
          Outcome.NOT_ATTEMPTED: ("…", INPUT.ink)}


def outcome_word(outcome: Outcome) -> str:
    """What an outcome is called.

    >>> outcome_word(Outcome.NOT_ATTEMPTED)
    'not attempted'
    """
    return tr(_WORDS[outcome])


@dataclass(frozen=True)
class Verdict:
    """The verdict on one exercise: ids and numbers. The sentences are made of them when they are asked for.

    `exercise` is the id of the exercise. `slip` and `numbers` say what is wrong or missing,
    `reason` why a correct answer is right. `name` is the learner's variable; it, `expected` and `found` are empty
    where nothing is incorrect.

    >>> print(Verdict("01", "output-sizes", Outcome.INCORRECT, "only-padding-could-keep-20-rows", name="rows[0]",
    ...               expected="16", found="20"))
    output sizes: incorrect. rows[0]: expected 16, found 20. Only padding could keep 20 rows.
    """

    lesson: str
    exercise: str
    outcome: Outcome
    slip: str = ""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    reason: Said | str = ""
    name: str | Said = ""
    expected: str | Said = ""
    found: str | Said = ""

    @property
    def title(self) -> str:
        """What the exercise is called."""
        return tr(title_of(self.lesson, self.exercise))

    @property
    def words(self) -> str:
        """One sentence or two: the likely cause, why it is right, or what to do."""
        return tr(slips_of(self.lesson)[self.slip], **self.numbers) if self.slip else str(self.reason)

    @property
    def details(self) -> str:
        """All that is said after the outcome."""
        name = str(self.name)
        compared = tr("{name}: expected {expected}, found {found}.", name=name, expected=self.expected,
                      found=self.found) if name else ""
        return sentences(compared, self.words)

    def __str__(self) -> str:
        return tr("{exercise}: {outcome}. {details}", exercise=self.title, outcome=outcome_word(self.outcome),
                  details=self.details)

    def _ipython_display_(self) -> None:  # display data: nbgrader reads the result of a cell as a number of points
        sign, colour = _MARKS[self.outcome]
        title = tr("{exercise}: {outcome} {mark}", exercise=self.title, outcome=outcome_word(self.outcome),
                   mark=sign)
        display({"text/html": reply_html(title, self.details, colour), "text/plain": str(self)}, raw=True)
