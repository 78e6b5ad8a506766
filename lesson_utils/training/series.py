"""Many trainings in a row, one bar for all of them, and their results as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Generic, Protocol, Self, TypeVar

from lesson_utils.errors import WrongValueError
from lesson_utils.language import tr
from lesson_utils.tables import Table
from lesson_utils.training.loop import one_thread
from lesson_utils.training.progress import Progress


class Run(Protocol):
    """What one training gave. Runs of the same network, from several seeds, have the same name."""

    @property
    def name(self) -> str:
        """Which network it was: an id. In words, `cells` says it."""

    @staticmethod
    def cells(runs: Sequence[Self]) -> dict[str, str]:
        """The line in a table for all runs of one name: heading -> text."""


R = TypeVar("R", bound=Run)
Job = Callable[[Callable[[], None]], R]  # trains and measures one network; calls its argument after each step


@dataclass(frozen=True, repr=False)
class Measured(Generic[R]):
    """The trainings that were finished, and how many were planned; shows itself as a table, a line for each network."""

    runs: tuple[R, ...]
    planned: int

    @property
    def complete(self) -> bool:
        """Whether every planned training was finished."""
        return len(self.runs) == self.planned

    @property
    def note(self) -> str:
        """How many trainings these results come from, and what is missing."""
        if self.complete:
            return tr("All {planned} trainings are finished.", planned=self.planned)
        return tr("Stopped early: {finished} of {planned} trainings are finished, and only these are shown. Run the "
                  "cell again for all.", finished=len(self.runs), planned=self.planned)

    def __add__(self, other: Measured[R]) -> Measured[R]:
        return Measured(self.runs + other.runs, self.planned + other.planned)

    def by_name(self) -> dict[str, list[R]]:
        """The runs of each network. Raises `ValueError` if no training was finished: there is nothing to show."""
        if not self.runs:
            raise WrongValueError(tr("measured holds no finished training: run the cell that trains again"))
        groups: dict[str, list[R]] = {}
        for run in self.runs:
            groups.setdefault(run.name, []).append(run)
        return groups

    def _table(self) -> Table:
        lines = [runs[0].cells(runs) for runs in self.by_name().values()] if self.runs else []
        headings = list(lines[0]) if lines else []
        return Table(headings, [list(line.values()) for line in lines], range(1, len(headings)), scoped=False)

    def __str__(self) -> str:
        return "\n".join([*filter(None, [self._table().as_text()]), self.note])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._table().as_html(self.note)


def run_series(jobs: Iterable[tuple[str, Job[R]]], planned: int, steps: int) -> Measured[R]:
    """Do `planned` jobs (name, what to call) of `steps` steps, one after the other, under one bar.

    The stop button ends the series, in the middle of a training or between two; what was finished by then
    is the result.

    >>> run_series([], planned=0, steps=10)
    All 0 trainings are finished.
    """
    runs: list[R] = []
    try:
        with one_thread(), Progress(steps * planned) as bar:
            for number, (name, job) in enumerate(jobs, start=1):
                bar.say(tr("{number} of {planned}: {network}", number=number, planned=planned, network=name))
                runs.append(job(bar.advance))
    except KeyboardInterrupt:
        pass  # the learner's stop button
    return Measured(tuple(runs), planned)


def with_spread(values: Sequence[float]) -> str:
    """The mean of per cents, and the lowest and the highest where there are several.

    >>> with_spread([90.0, 92.0, 97.0]), with_spread([90.0])
    ('93.0 % (90.0 to 97.0)', '90.0 %')
    """
    if len(values) == 1:
        return f"{values[0]:.1f} %"
    return tr("{mean:.1f} % ({low:.1f} to {high:.1f})", mean=mean(values), low=min(values), high=max(values))
