"""Predict, then see: a question that takes the learner's number and answers with the working."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import ipywidgets

from lesson_utils.facts.shown import show
from lesson_utils.language import sentences, tr
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
            "answer": ipywidgets.Text(description=tr("Your number"), layout={"width": "190px"},
                                      continuous_update=False, style={"description_width": "initial"}),
            "check": ipywidgets.Button(description=tr("Check"), layout={"width": "90px"}),
        }
        self.controls["answer"].tooltip = tr("Your answer to: {question}", question=question)
        self._feedback = ipywidgets.HTML()
        self.controls["check"].on_click(lambda _: self._check())
        self.controls["answer"].observe(lambda _: self._check(), "value")
        super().__init__([ipywidgets.HTML(self.card),
                          ipywidgets.HBox(list(self.controls.values())), self._feedback])

    @property
    def card(self) -> str:
        """The question alone, as HTML: without the box, and without the answer."""
        return reply_html(tr("Predict first."), self.question, INPUT.ink)

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
            words = (tr("“{said}” is not a number. Type digits, for instance 12.", said=said) if said
                     else tr("Type a number first."))
            self._feedback.value = reply_html("", words, INPUT.ink)
            return
        if abs(number - self.answer) <= self.tolerance:
            title = tr("Yes, {answer}. ✓", answer=show(self.answer))
            self._feedback.value = reply_html(title, self.working, OUTPUT.ink)
        else:
            title = tr("Not {number}: PyTorch gives {answer}. ✗", number=show(number), answer=show(self.answer))
            slip = self.slips.get(number, "")
            self._feedback.value = reply_html(title, sentences(slip, self.working), NEVER_READ.ink)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        words = sentences(self.question, tr("(Run this cell to answer.)"))
        return {**live, "text/html": reply_html(tr("Predict first."), words, INPUT.ink),
                "text/plain": sentences(tr("Predict first."), self.question)}
