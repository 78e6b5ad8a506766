"""Predict, then see: a question that takes the learner's number and answers with the working."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import ipywidgets

from lesson_utils.facts.shown import show
from lesson_utils.reply import reply_html
from lesson_utils.style import INPUT, NEVER_READ, OUTPUT


class Question(ipywidgets.VBox):
    """A question with a box for a number; the reply says whether it is right, and shows the working either way.

    `answer` is best computed by torch in the call itself. `slips` maps a likely wrong number to one
    sentence on the mistake behind it. Numbers within `tolerance` of the answer are right. `controls`
    holds the box and the button.

    >>> question = Question("How many rows?", 3, "⌊4 / 2⌋ + 1 = 3.", {2: "Do not forget the + 1."})
    >>> question.controls["answer"].value = "2"
    >>> "Not 2: PyTorch gives 3" in question.feedback and "Do not forget" in question.feedback
    True
    """

    def __init__(self, question: str, answer: float, working: str, slips: Mapping[float, str],
                 tolerance: float = 0) -> None:
        self.question, self.answer, self.working, self.slips = question, float(answer), working, slips
        self.tolerance = tolerance
        self.controls = {
            "answer": ipywidgets.Text(description="Your number", layout={"width": "190px"}, continuous_update=False,
                                      style={"description_width": "initial"}),
            "check": ipywidgets.Button(description="Check", layout={"width": "90px"}),
        }
        self.controls["answer"].tooltip = "Your answer to: " + question
        self._feedback = ipywidgets.HTML()
        self.controls["check"].on_click(lambda _: self._check())
        self.controls["answer"].observe(lambda _: self._check(), "value")
        super().__init__([ipywidgets.HTML(reply_html("Predict first.", question, INPUT.ink)),
                          ipywidgets.HBox(list(self.controls.values())), self._feedback])

    @property
    def feedback(self) -> str:
        """What the learner was last told, as HTML; empty before the first answer."""
        return self._feedback.value

    def _check(self) -> None:
        said = self.controls["answer"].value.strip()
        try:
            number = float(said.replace("−", "-").replace(",", "."))
            if not isfinite(number):
                raise ValueError
        except ValueError:
            words = f"“{said}” is not a number. Type digits, for instance 12." if said else "Type a number first."
            self._feedback.value = reply_html("", words, INPUT.ink)
            return
        if abs(number - self.answer) <= self.tolerance:
            self._feedback.value = reply_html(f"Yes, {show(self.answer)}. ✓", self.working, OUTPUT.ink)
        else:
            slip = self.slips.get(number, "")
            self._feedback.value = reply_html(f"Not {show(number)}: PyTorch gives {show(self.answer)}. ✗",
                                             f"{slip} {self.working}".strip(), NEVER_READ.ink)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        still = reply_html("Predict first.", f"{self.question} (Run this cell to answer.)", INPUT.ink)
        return {**live, "text/html": still,
                "text/plain": f"Predict first. {self.question}"}
