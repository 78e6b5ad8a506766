"""The command line: grade notebooks, print a table, write CSV; exit status 0 only if every exercise is correct."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from pathlib import Path

from lesson_utils.checks.verdict import Outcome
from lesson_utils.grading.grade import Row, grade
from lesson_utils.language import tr
from lesson_utils.reply import plain

CSV = Path("grades.csv")


def main() -> int:
    """Grade what the command line names; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lesson_utils.grading", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks with solved exercises")
    parser.add_argument("--seconds", type=float, default=20, help="time limit for one cell (20)")
    parser.add_argument("--side-by-side", type=int, default=2, help="kernels at a time (2)")
    parser.add_argument("--csv", type=Path, default=CSV, help=f"where the table is written as CSV ({CSV})")
    given = parser.parse_args()
    if not given.files:
        print(tr("There is nothing to grade: no notebooks in work/. Take one with make start LESSON=01, or name files: "
                 'make grade FILES="a.ipynb b.ipynb"'))
        return 2
    done = 0

    def progress(path: Path, rows: list[Row]) -> None:
        nonlocal done
        done += 1
        print(tr("{done}/{all} {file}: {right} of {rows} correct", done=done, all=len(given.files),
                 file=plain(str(path)), right=right(rows), rows=len(rows)), file=sys.stderr, flush=True)

    rows = asyncio.run(grade(given.files, given.seconds, given.side_by_side, progress))
    print(table(rows))
    write_csv(rows, given.csv)
    print(tr("{right} of {rows} correct. The table is in {file} too.", right=right(rows), rows=len(rows),
             file=given.csv))
    return 0 if right(rows) == len(rows) else 1


def right(rows: list[Row]) -> int:
    """How many rows are correct."""
    return sum(row.verdict == Outcome.CORRECT for row in rows)


def table(rows: list[Row]) -> str:
    """The rows, aligned, under the name of their file.

    >>> print(table([Row("a.ipynb", "find-the-bug", "correct", lesson="01")]))
    a.ipynb
      find the bug  correct
    """
    wide = max(len(row.title) for row in rows)
    longest = max(len(row.verdict_word) for row in rows)
    lines, file = [], None
    for row in rows:
        if row.file != file:
            lines.append(file := row.file)
        lines.append(f"  {row.title:{wide}}  {row.verdict_word:{longest}}  {row.sentence}".rstrip())
    return "\n".join(lines)


def write_csv(rows: list[Row], path: Path) -> None:
    """Write the rows as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "exercise", "verdict", "sentence", "exercise id", "verdict id", "slip"])
        for row in rows:
            writer.writerow([f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
                             for text in (row.file, row.title, row.verdict_word, row.sentence, row.exercise,
                                          row.verdict, row.slip)])


if __name__ == "__main__":
    sys.exit(main())
