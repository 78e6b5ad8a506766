"""What the picture of a convolution says beside its numbers: of what is never read, and while one points at it."""

from __future__ import annotations

from lesson_utils.facts.axis import Axis
from lesson_utils.language import mark, tr_n, translated

# what is never read, and why: (case, axis) -> (a few words, a whole sentence), each for 1 and for more
UNREAD = {
    ("dropped", 0): ((mark("the floor drops the last row"), mark("the floor drops the last {n} rows")),
                     (mark("The floor drops the last row."), mark("The floor drops the last {n} rows."))),
    ("dropped", 1): ((mark("the floor drops the last column"), mark("the floor drops the last {n} columns")),
                     (mark("The floor drops the last column."), mark("The floor drops the last {n} columns."))),
    ("padding", 0): ((mark("the floor drops the last row of padding"),
                      mark("the floor drops the last {n} rows of padding")),
                     (mark("The floor drops the last row of padding."),
                      mark("The floor drops the last {n} rows of padding."))),
    ("padding", 1): ((mark("the floor drops the last column of padding"),
                      mark("the floor drops the last {n} columns of padding")),
                     (mark("The floor drops the last column of padding."),
                      mark("The floor drops the last {n} columns of padding."))),
    ("skipped", 0): ((mark("{n} row is never read"), mark("{n} rows are never read")),
                     (mark("{n} row is never read."), mark("{n} rows are never read."))),
    ("skipped", 1): ((mark("{n} column is never read"), mark("{n} columns are never read")),
                     (mark("{n} column is never read."), mark("{n} columns are never read."))),
}
OUTPUT_IS = "output[{row}, {column}] ="  # how a sum begins: an index as torch writes it, the same in every language


def browser_words() -> dict[str, str | list[str]]:
    """The sentences that the browser fills in while one points; a pair has one for 1, one for more."""
    return {
        "output": OUTPUT_IS,
        "weight": [translated(mark("weight[{i}, {j}] = {value} multiplies {n} input, one for each output")),
                   translated(mark("weight[{i}, {j}] = {value} multiplies {n} inputs, one for each output"))],
        "feeds": [translated(mark("input[{r}, {c}] = {value} feeds {n} output, through weight[{i}, {j}]")),
                  translated(mark("input[{r}, {c}] = {value} feeds {n} outputs, each through another weight"))],
        "unread": translated(mark("input[{r}, {c}] = {value} is never read: no window reaches it")),
        "zeroFeeds": [translated(mark("this cell of the padding, a zero, feeds {n} output, through weight[{i}, "
                                      "{j}]")),
                      translated(mark("this cell of the padding, a zero, feeds {n} outputs, each through another "
                                      "weight"))],
        "zeroUnread": translated(mark("this cell of the padding, a zero, is never read: no window reaches it")),
        "walkInput": translated(mark("input, {rows} by {columns}: arrow keys choose a cell and show the outputs it "
                                     "feeds")),
        "walkKernel": translated(mark("kernel, {rows} by {columns}: arrow keys choose a weight")),
        "walkEditable": translated(mark("kernel, {rows} by {columns}: arrow keys choose a weight, plus and minus "
                                        "change it")),
        "walkOutput": translated(mark("output, {rows} by {columns}: arrow keys move the window")),
    }


def never_read_words(axis: Axis, size: int, number: int, *, whole: bool = False) -> str:
    """What the picture outlines as never read along axis `number` (0: rows, 1: columns), in a few words.

    `whole=True` makes it a sentence of its own, for an alt text.

    >>> never_read_words(Axis(3, stride=2), 8, 0), never_read_words(Axis(1, stride=3), 7, 0, whole=True)
    ('the floor drops the last row', '4 rows are never read.')
    """
    unread, dropped = axis.never_read(size), axis.dropped_by_floor(size)
    if not unread:
        return ""
    what = "skipped" if unread != dropped else "padding" if dropped[0] >= size else "dropped"
    return tr_n(*UNREAD[what, number][whole], len(unread))
