"""Random moves in a page: is every picture that is shown ahead of the kernel's answer the kernel's own?

All explorers of the page are moved at once, by keys, drags, typed numbers, lists, switches, weights and the reset
button, in JavaScript (`ahead.js`). What the kernel has is compared with a scene that was made anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tools import ROOT, lab

AT_ONCE = 130  # moves between two looks at the kernel

FRESH = """
def unlike():
    import gc, json
    from lesson_utils.explorers.shell import Explorer
    from lesson_utils.explorers.states import states_of
    for shown in [found for found in gc.get_objects() if type(found) is Explorer]:
        fresh = shown.scene.anew()
        fresh.restore(shown.scene.values())
        vars(fresh).update({name: value for name, value in vars(shown.scene).items() if name != "controls"})
        picture = fresh.picture()
        stands = [json.dumps(states) for states in (states_of(fresh), shown.now["states"])]
        if (picture.svg, picture.alt) != (shown.svg, shown.alt) or stands[0] != stands[1]:
            yield f"{type(fresh).__name__} at {fresh.values()}: the kernel's picture is not that of a fresh explorer"
print(*unlike(), sep="\\n")
del unlike
"""


@dataclass
class Tally:
    """What came of the moves: how many, how many were shown ahead of the answer, and what was wrong."""

    moves: int = 0
    ahead: int = 0
    wrong: list[str] = field(default_factory=list)
    controls: Counter[str] = field(default_factory=Counter)  # "explorer control" -> rounds in which it was moved

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.moves + other.moves, self.ahead + other.ahead, self.wrong + other.wrong,
                     self.controls + other.controls)


def give_hand(page: Page) -> None:
    """Let a page have `hand` and `ahead`, the two scripts that move explorers."""
    for script in ("hand.js", "ahead.js"):
        page.evaluate((ROOT / "tools" / script).read_text(encoding="utf-8"))


def stale(page: Page) -> list[str]:
    """Explorers of the notebook's kernel that do not show what one that is made anew would show."""
    return [line for line in lab.asked(page, FRESH).split("\n") if line]


def play(page: Page, names: list[str], moves: int, round_trip: float = 0.0, seed: int = 0) -> Iterator[Tally]:
    """Make `moves` random moves or a few more; yields after each piece of them what came of it.

    `names` of the explorers on the page, in their order; `round_trip` of the link to the kernel, in seconds.
    """
    give_hand(page)
    made = 0
    while made < moves:
        told = page.evaluate("what => ahead.play(what)", {
            "moves": min(AT_ONCE, moves - made), "roundTrip": 1000 * round_trip, "seed": seed, "names": names})
        seed += 1
        made += told["moves"]
        told["wrong"] += stale(page)
        yield Tally(told["moves"], told["ahead"], told["wrong"], Counter(told["controls"]))
