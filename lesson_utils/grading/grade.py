"""From files to rows: each submission in a kernel of its own, some side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from lesson_utils.checks.verdict import Outcome
from lesson_utils.grading.kernel import KernelDiedError, OverTimeError, running_kernel
from lesson_utils.grading.plan import Step, UnreadableError, plan, read
from lesson_utils.reply import plain

NOT_GRADED = "not graded"
LOST = "The check cannot find the answer: "


@dataclass(frozen=True)
class Row:
    """One line of the table, in plain text; `verdict` is an `Outcome` or `NOT_GRADED`."""

    file: str
    exercise: str
    verdict: str
    sentence: str = ""


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
    verdicts: dict[str, tuple[str, str]] = {}
    before = ""  # what is to be said of the cell before
    try:
        async with running_kernel() as kernel:
            for step in steps:
                outcome, sentence = await run_step(kernel.run, step, seconds)
                if step.exercise:
                    cause = before if sentence.startswith(LOST) else ""  # without an answer's cell there is no answer
                    verdicts[step.exercise] = outcome, cause or sentence
                before = sentence
    except KernelDiedError:
        pass
    lost = (NOT_GRADED, "The kernel died before this check was reached.")
    return [Row(name, step.exercise, *verdicts.get(step.exercise, lost)) for step in steps if step.exercise]


async def run_step(run: Callable, step: Step, seconds: float) -> tuple[str, str]:
    """Outcome and sentence of one step."""
    try:
        error = await run(step.code, seconds)
    except OverTimeError:
        return Outcome.INCORRECT, f"It ran for more than {seconds:g} seconds: is there an endless loop?"
    if error is None:
        return Outcome.CORRECT, ""
    kind, words = error
    for outcome in (Outcome.NOT_ATTEMPTED, Outcome.INCORRECT):
        start = f"{step.exercise}: {outcome}. "
        if kind == "WrongAnswerError" and words.startswith(start):
            return outcome, plain(words.removeprefix(start))
    return Outcome.INCORRECT, plain(f"{LOST}{kind}: {words}")[:300]
