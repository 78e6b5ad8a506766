"""From files to rows: each submission in a kernel of its own, some side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lesson_utils.checks.slips import title_of
from lesson_utils.checks.verdict import Outcome, outcome_word
from lesson_utils.grading.kernel import Kernel, KernelDiedError, OverTimeError, running_kernel
from lesson_utils.grading.plan import Step, UnreadableError, plan, read
from lesson_utils.language import tr
from lesson_utils.reply import plain

NOT_GRADED = "not-graded"  # an id, as those of `Outcome`
TAKE = "__import__('lesson_utils.checks', fromlist=['']).take_verdict()"  # what the check of the last cell found


@dataclass(frozen=True)
class Row:
    """One line of the table: `verdict` is an `Outcome` or `NOT_GRADED`, `exercise` and `slip` are ids.

    `sentence` is plain text, what is to be said beside the verdict.
    """

    file: str
    exercise: str
    verdict: str
    sentence: str = ""
    slip: str = ""
    lesson: str = ""

    @property
    def title(self) -> str:
        """What the exercise is called; '' for a file that could not be graded."""
        return tr(title_of(self.lesson, self.exercise)) if self.exercise else ""

    @property
    def verdict_word(self) -> str:
        """What the verdict is called."""
        return tr("not graded") if self.verdict == NOT_GRADED else outcome_word(Outcome(self.verdict))


class Result(NamedTuple):
    """What became of one step; `lost` if the check was not reached."""

    verdict: str
    sentence: str = ""
    slip: str = ""
    lost: bool = False


async def grade(files: Iterable[Path], seconds: float, side_by_side: int,
                progress: Callable[[Path, list[Row]], None]) -> list[Row]:
    """The rows of all files, in their order. `seconds` is the limit for one cell; `progress` is called as each ends."""
    places = asyncio.Semaphore(side_by_side)

    async def one(path: Path) -> list[Row]:
        async with places:
            rows = await grade_file(path, seconds)
        progress(path, rows)
        return rows

    return [row for rows in await asyncio.gather(*map(one, files)) for row in rows]


async def grade_file(path: Path, seconds: float) -> list[Row]:
    """The rows of one file: one for each exercise, or a single one if it cannot be graded."""
    name = plain(str(path))
    try:
        steps = plan(read(path), path.name)
    except UnreadableError as error:
        return [Row(name, "", NOT_GRADED, plain(str(error)))]
    results: dict[str, Result] = {}
    before = Result(Outcome.CORRECT)
    try:
        async with running_kernel() as kernel:
            for step in steps:
                result = await run_step(kernel, step, seconds)
                if step.exercise:  # without an answer's cell there is no answer: its own failure is the cause
                    results[step.exercise] = before if result.lost and before.sentence else result
                before = result
    except KernelDiedError:
        pass
    died = Result(NOT_GRADED, tr("The kernel died before this check was reached."))
    checks = [(step, results.get(step.exercise, died)) for step in steps if step.exercise]
    return [Row(name, step.exercise, result.verdict, result.sentence, result.slip, step.lesson)
            for step, result in checks]


async def run_step(kernel: Kernel, step: Step, seconds: float) -> Result:
    """Run one step. What a check found is asked of the kernel, as data; no sentence is read."""
    try:
        error = await kernel.run(step.code, seconds)
    except OverTimeError:
        return Result(Outcome.INCORRECT, tr("It ran for more than {seconds:g} seconds: is there an endless loop?",
                                            seconds=seconds))
    if error is None:
        return Result(Outcome.CORRECT)
    kind, words = error
    if step.exercise and kind == "WrongAnswerError":
        found = await kernel.ask(TAKE)
        if found and found["exercise"] == step.exercise and found["outcome"] != Outcome.CORRECT:
            return Result(found["outcome"], plain(found["details"]), found["slip"])
    lost = tr("The check cannot find the answer: {error}: {words}", error=kind, words=words)
    return Result(Outcome.INCORRECT, plain(lost)[:300], lost=True)
