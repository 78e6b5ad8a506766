"""What the Conv2d sheet shows of one argument: two values, what the change does, and what is illegal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Effect(NamedTuple):
    """A number before and after a change; `note` says what else there is to know.

    >>> Effect(16, 8).sign, Effect(16, 8).words, Effect(73728, 147456).ratio
    ('▼', '16 → 8', '× 2')
    """

    before: int
    after: int
    note: str = ""

    @property
    def sign(self) -> str:
        """▲ for more, ▼ for less, = for the same."""
        return "▲" if self.after > self.before else "▼" if self.after < self.before else "="

    @property
    def words(self) -> str:
        """Both numbers, or the one."""
        return f"{self.before} → {self.after}" if self.before != self.after else str(self.before)

    @property
    def ratio(self) -> str:
        """By which factor the number grew, or the number if it did not."""
        return f"× {self.after / self.before:.3g}" if self.before != self.after else f"{self.before:,}"


class Refusal(NamedTuple):
    """An illegal setting: the line that makes it, PyTorch's own words, and what to do instead."""

    code: str
    torch_words: str
    remedy: str


@dataclass(frozen=True)
class Argument:
    """One argument of `nn.Conv2d`: `default` as its signature has it, '' if there is none.

    `before` and `after` are the two values that were compared, `effects` what that changed, in the order
    of EFFECTS.
    """

    name: str
    default: str
    what: str
    before: Any
    after: Any
    effects: tuple[Effect, Effect, Effect, Effect]
    refusal: Refusal
