"""One convolution with its numbers: which settings are legal while the others stand, and what is then computed."""

from __future__ import annotations

from typing import Any

from lesson_utils.diagrams.convolution import convolution_picture
from lesson_utils.diagrams.message import message_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.engine import Engine
from lesson_utils.facts.legality import whole_number
from lesson_utils.facts.seeded import IMAGE, KERNEL_NAMES, KERNELS
from lesson_utils.language import tr
from lesson_utils.scenes.controls import Control, Menu, Note, Row, Slider, Switch, Weights
from lesson_utils.scenes.scene import Scene

# argument -> (start, smallest, largest legal, largest and smallest that the switch lets one try)
RANGES = {"height": (7, 1, 12, 1), "kernel_size": (3, 1, 7, 0), "stride": (1, 1, 4, 0), "padding": (1, 0, 4, -1),
          "dilation": (1, 1, 4, 0)}
COLUMNS = {"height": "width", **{name: f"{name}_columns" for name in RANGES if name != "height"}}
OWN = "own"
START = (2, 1)  # where the window stands at first; later the browser keeps its place
LARGEST_WEIGHT = 9  # in size, of a weight that is changed by hand
WIDE_NOTE, NARROW_NOTE = 480, 230  # px


class ConvolutionScene(Scene):
    """A 1-channel convolution on a seeded image: see `explorers.convolution.explore_convolution`."""

    def __init__(self, engine: Engine) -> None:
        controls: dict[str, Control] = {}
        for name, (start, low, high, _) in RANGES.items():
            controls[name] = Slider("", start, low=low, high=high, label_px=128)
            controls[COLUMNS[name]] = Slider(_columns_label(name), start, low=low, high=high, label_px=144)
        kernels = {name: tr(label) for name, label in KERNEL_NAMES.items()} | {OWN: tr("my own")}
        controls["kernel"] = Menu(tr("kernel"), "edge", options=kernels, label_px=50, px=230, indent=16)
        controls["lock"] = Switch(tr("rows and columns alike"), True, indent=16)
        controls["illegal"] = Switch(tr("allow illegal settings"), False, indent=16)
        controls["note"] = Note(value="", px=WIDE_NOTE, indent=16)  # a height of its own: nothing jumps
        controls["weight"] = Weights(value=KERNELS["edge"](3, 3))
        side = ("kernel", "lock", "illegal", "note")
        super().__init__(engine, controls, [Row((tuple(RANGES), tuple(COLUMNS.values()), side))])
        self.settle("lock")

    # What the controls say

    def both(self, name: str) -> Pair:
        """A setting of (rows, columns)."""
        rows = self.value(name)
        return rows, rows if self.value("lock") else self.value(COLUMNS[name])

    def settings(self) -> dict[str, Any]:
        """The arguments of `nn.Conv2d` as the controls stand."""
        pairs = {name: self.both(name) for name in RANGES if name != "height"}
        return {"in_channels": 1, "out_channels": 1, "bias": False,
                **{name: a if a == b else (a, b) for name, (a, b) in pairs.items()}}

    # What a move does

    def edit(self, row: int, column: int, value: int) -> None:
        """A weight was changed on the picture: from now on the kernel is one's own.

        Raises `ValueError` or `TypeError` for a place that the kernel does not have, or a value beyond 9 in size.
        """
        weight = self.value("weight")
        for name, number, least, most in (("row", row, 0, len(weight) - 1), ("column", column, 0, len(weight[0]) - 1),
                                          ("value", value, -LARGEST_WEIGHT, LARGEST_WEIGHT)):
            whole_number(name, number, least)
            if number > most:
                raise WrongValueError(tr("{name} is {number}: take {least} to {most}", name=name, number=number,
                                         least=least, most=most))
        edited = [list(line) for line in weight]
        edited[row][column] = float(value)
        self.move("weight", edited)

    def settle(self, moved: str) -> None:
        """Bring controls, limits and weights in line with what was just moved."""
        if moved in ("lock", ""):
            self._show_columns()
        if moved == "lock":  # while they are locked, nobody looks at the columns' sliders
            for name, columns in COLUMNS.items():
                control, value = self.controls[columns], self.value(name)
                control.low, control.high = min(control.low, value), max(control.high, value)
                control.value = value
        if not self.value("illegal"):
            self._make_legal()
        self._limit()
        if moved == "weight":
            self.controls["kernel"].value = OWN
        self._refit_weight()
        self.controls["note"].value = self._note(moved)

    def _show_columns(self) -> None:
        lock = self.value("lock")
        for name, columns in COLUMNS.items():
            self.controls[name].label = _label(name, lock)
            self.controls[columns].shown = not lock
        self.controls["note"].px = WIDE_NOTE if lock else NARROW_NOTE

    def _refit_weight(self) -> None:
        """Weights of the chosen kernel; weights of one's own are kept where they fit, new places get 0."""
        kernel, (rows, columns) = self.value("kernel"), self.both("kernel_size")
        if not (rows and columns):
            return  # an illegal kernel of size 0: there is nothing to draw
        if kernel != OWN:
            self.controls["weight"].value = KERNELS[kernel](rows, columns)
            return
        weight = self.value("weight")
        if (len(weight), len(weight[0])) != (rows, columns):
            self.controls["weight"].value = [
                [weight[r][c] if r < len(weight) and c < len(weight[0]) else 0.0 for c in range(columns)]
                for r in range(rows)]

    # What is legal

    def _error(self, **changed: int) -> ValueError | TypeError | None:
        """What would be wrong if these controls stood elsewhere."""
        lock = self.value("lock")

        def value(name: str) -> int:
            return changed[name] if name in changed else self.controls[name].value

        pairs = {name: (value(name), value(name if lock else columns)) for name, columns in COLUMNS.items()}
        size = pairs.pop("height")
        return Convolution(1, 1, **pairs, bias=False).error(*size)

    def _make_legal(self) -> None:
        """After a spell of illegal settings: back to the nearest legal ones."""
        if self._error() is None:
            return
        for name, (_, low, high, _) in RANGES.items():
            for key in (name, COLUMNS[name]):
                self.controls[key].value = max(low, min(high, self.value(key)))
        for key in ("dilation", "dilation_columns", "kernel_size", "kernel_size_columns"):
            while self._error() and self.value(key) > 1:
                self.controls[key].value -= 1

    def _limit(self) -> None:
        """Let each slider reach what is legal while the others stand, or everything if that is wanted."""
        for name, (_, low, high, lowest) in RANGES.items():
            for key in (name, COLUMNS[name]):
                control = self.controls[key]
                if self.value("illegal"):
                    control.low, control.high = lowest, high
                elif key == name or not self.value("lock"):
                    control.low, control.high = self._last_legal(key, -1, low), self._last_legal(key, 1, high)

    def _last_legal(self, key: str, step: int, end: int) -> int:
        """How far one slider can go in one direction: legal values have no gaps."""
        value = self.value(key)
        if self._error(**{key: end}) is None:
            return end
        while self._error(**{key: value + step}) is None:
            value += step
        return value

    def _note(self, moved: str) -> str:
        """Which sliders stop short of their usual end because of the others, and why one of them does."""
        if self.value("illegal"):
            return tr("Illegal settings are allowed now. When you reach one, you see what PyTorch says of it.")
        limits = []  # (slider, its limit in words, the value one step beyond it)
        for name, (_, low, high, _) in RANGES.items():
            for key in (name,) if self.value("lock") else (name, COLUMNS[name]):
                control = self.controls[key]
                if control.low > low:
                    limits.append((key, tr("{slider} at least {least}", slider=control.label, least=control.low),
                                   control.low - 1))
                if control.high < high:
                    limits.append((key, tr("{slider} at most {most}", slider=control.label, most=control.high),
                                   control.high + 1))
        if not limits:
            return ""
        key, _, beyond = next((limit for limit in limits if limit[0] == moved), limits[0])
        return tr("Limits now: {limits}. With {slider} {beyond}, {reason}.", limits=", ".join(words for _, words, _ in
                  limits), slider=self.controls[key].label, beyond=beyond, reason=self._error(**{key: beyond}).finding)

    # What is shown

    def draw(self) -> Picture:
        """The convolution, or, for illegal settings, what PyTorch says of them and why."""
        settings, (height, width) = self.settings(), self.both("height")
        conv = Convolution(**settings)
        problem = conv.problem(height, width)
        if problem is not None:
            return message_picture(conv.code(), self.ask("refusal", settings, height, width).value, problem)
        x, weight = [line[:width] for line in IMAGE[:height]], self.value("weight")
        output, agrees = self.ask("convolve", conv, x, weight)
        at = min(START[0], len(output) - 1), min(START[1], len(output[0]) - 1)
        return convolution_picture(conv, x, weight, output, at, agrees=agrees, fixed_height=True)


def _label(name: str, lock: bool) -> str:
    """What a slider is called: it moves both axes, or the rows alone. An argument's name is not translated."""
    if name == "height":
        return tr("height, width") if lock else tr("height")
    return name if lock else tr("{argument}, rows", argument=name)


def _columns_label(name: str) -> str:
    return tr("width") if name == "height" else tr("{argument}, columns", argument=name)
