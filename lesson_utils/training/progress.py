"""A bar that fills while networks are trained, and leaves one quiet line in a stored notebook."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import Any

import ipywidgets
from IPython import get_ipython
from IPython.display import display

from lesson_utils.language import tr

SECONDS = 0.1  # from one move of the bar to the next: more messages would only crowd out the cell's results


class Progress(ipywidgets.HBox):
    """A bar of `steps` steps; `with Progress(steps) as bar:` shows it, in a notebook alone.

    A stored notebook holds no bar and no time, only the words "Progress of the training", so that it is the
    same after every run. When the block is left early the bar stays where it was and says that it was stopped.

    >>> with Progress(2) as bar:
    ...     bar.advance()
    >>> bar.words.value
    'stopped at step 1 of 2'
    """

    def __init__(self, steps: int) -> None:
        self.bar = ipywidgets.IntProgress(0, 0, steps, layout={"width": "320px"})
        self.words = ipywidgets.Label()
        self._done, self._moved = 0, 0.0
        super().__init__([self.bar, self.words])

    def __enter__(self) -> Progress:
        if get_ipython() is not None:
            display(self)
        return self

    def say(self, words: str) -> None:
        """Write `words` beside the bar."""
        self.words.value = words

    def advance(self) -> None:
        """One step is done."""
        self._done += 1
        if monotonic() - self._moved > SECONDS:
            self.bar.value, self._moved = self._done, monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.bar.value = self._done
        done = self._done == self.bar.max
        self.bar.bar_style = "success" if done else "warning"
        self.say(tr("done") if done else tr("stopped at step {step} of {steps}", step=self._done, steps=self.bar.max))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = super()._repr_mimebundle_(include=include, exclude=exclude)
        return {**live, "text/plain": tr("Progress of the training")}
