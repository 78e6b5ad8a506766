"""Right and wrong answers to every exercise, as the text that a learner puts into the answer's cell.

`BANK` of `tests.checks.bank.lesson_01` maps an exercise to its answers: `right` is a list of texts, `wrong` maps a
text to words that the diagnosis must contain. A text may use what the locked cells of the exercise notebook define.
"""

from typing import NamedTuple


class Answers(NamedTuple):
    """The answers to one exercise."""

    right: list[str]
    wrong: dict[str, str]
