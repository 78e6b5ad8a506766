"""The words that the view says by itself, in the browser: the bar under a picture, and names for screen readers."""

from __future__ import annotations

from lesson_utils.language import mark, translated

# what stands in braces is filled in by the browser; names and labels without places are said as they are
_WORDS = {
    "play": mark("Play: slide the window"), "pause": mark("Pause"), "back": mark("One step back"),
    "on": mark("One step on"), "position": mark("Position of the window"), "place": mark("{n} of {all}"),
    "speed": mark("Speed"), "slow": mark("slow"), "normal": mark("normal"), "fast": mark("fast"),
    "range": mark("−9 to 9"), "copy": mark("Copy the line"), "copyTitle": mark("Copy the line of code"),
    "copied": mark("Copied"),
    "line": mark("Copy this explorer"), "lineTitle": mark("Copy the line of Python that shows this picture again"),
    "reset": mark("Reset"), "resetTitle": mark("Put every control back to where it started"),
    "waiting": mark("Waiting for Python"), "readout": mark("{label}, as a number"),
    "limits": mark("{label} goes from {low} to {high} now"), "choices": mark("{label} can be {list} now"),
    "inputs": mark("input channels: arrow keys choose one and show the outputs that it reaches"),
    "outputs": mark("output channels: arrow keys choose one and show the inputs that it sees"),
}


def view_words() -> dict[str, str]:
    """Key -> words in the learner's language.

    >>> view_words()["pause"]
    'Pause'
    """
    return {key: translated(words) for key, words in _WORDS.items()}
