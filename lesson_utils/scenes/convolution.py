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
from lesson_utils.language import sentences, tr
from lesson_utils.scenes.controls import Control, Menu, Note, Row, Slider, Switch, Weights
from lesson_utils.scenes.scene import Scene

# argument -> (start, smallest, largest legal, largest and smallest that the switch lets one try)
RANGES = {"height": (7, 1, 12, 1), "kernel_size": (3, 1, 7, 0), "stride": (1, 1, 4, 0), "padding": (1, 0, 4, -1),
          "dilation": (1, 1, 4, 0)}
COLUMNS = {"height": "width", **{name: f"{name}_columns" for name in RANGES if name != "height"}}
OWN = "own"
START = (2, 1)  # where the window stands at first; later the browser keeps its place


class ConvolutionScene(Scene):
    """A 1-channel convolution on a seeded image: see `explorers.convolution.explore_convolution`."""

    def __init__(self, engine: Engine) -> None:
        controls: dict[str, Control] = {}
        for name, (start, low, high, lowest) in RANGES.items():
            controls[name] = Slider("", start, low=low, high=high, least=lowest)
            controls[COLUMNS[name]] = Slider(_columns_label(name), start, low=low, high=high, least=lowest)
        kernels = {name: tr(label) for name, label in KERNEL_NAMES.items()} | {OWN: tr("my own")}
        controls["kernel"] = Menu(tr("kernel"), "edge", options=kernels)
        controls["lock"] = Switch(tr("rows and columns alike"), True)
        controls["illegal"] = Switch(tr("allow illegal settings"), False)
        controls["note"] = Note(value="")
        controls["weight"] = Weights(value=KERNELS["edge"](3, 3))
        captions = tr("rows"), tr("columns")
        rows = [Row((name, columns), tr("height, width") if name == "height" else name,
                    captions if name == "height" else ()) for name, columns in COLUMNS.items()]
        super().__init__(engine, controls, [*rows, *(Row((name,)) for name in ("kernel", "lock", "illegal", "note"))])
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
        weight, largest = self.value("weight"), self.controls["weight"].largest
        for name, number, least, most in (("row", row, 0, len(weight) - 1), ("column", column, 0, len(weight[0]) - 1),
                                          ("value", value, -largest, largest)):
            whole_number(name, number, least)
            if number > most:
                raise WrongValueError(tr("{name} is {number}: take {least} to {most}", name=name, number=number,
                                         least=least, most=most))
        edited = [list(line) for line in weight]
        edited[row][column] = float(value)
        self.move("weight", edited)

    def settle(self, moved: str) -> None:
        """Bring controls, limits and weights in line with what was just moved."""
        self._show_columns()
        if not self.value("illegal"):
            self._make_legal()
        self._limit()
        if moved == "weight":
            self.controls["kernel"].value = OWN
        self._refit_weight()
        self._explain()

    def stand(self, **values: Any) -> None:
        """As for every scene; a `weight` brings its kernel_size with it, and is one's own kernel."""
        if "weight" in values:
            self.controls["weight"].check("weight", values["weight"])
            rows, columns = len(values["weight"]), len(values["weight"][0])
            own = {"kernel": OWN, "kernel_size": rows, "kernel_size_columns": columns}
            if rows != columns:
                own["lock"] = False
            for name, value in own.items():
                if values.setdefault(name, value) != value:
                    raise WrongValueError(tr("{name} is {value!r}, but the weight that is given needs {needed!r}: "
                                             "leave {name} out", name=name, value=values[name], needed=value))
        super().stand(**values)

    def said(self) -> dict[str, Any]:
        """Without what follows: columns that are like the rows; the weights of a kernel that has a name, or no size,
        or, of another one, what its weights say."""
        values, (rows, columns) = self.values(), self.both("kernel_size")
        own = self.value("kernel") == OWN and rows and columns
        follows = {"kernel", "kernel_size", COLUMNS["kernel_size"]} if own else {"weight"}
        if own and rows != columns:
            follows.add("lock")
        if self.value("lock"):
            follows |= set(COLUMNS.values())
        if own:
            values["weight"] = [[int(w) if w == int(w) else w for w in row] for row in values["weight"]]
        return {name: value for name, value in values.items() if name not in follows}

    def _show_columns(self) -> None:
        """While rows and columns are alike, the columns' sliders are not seen, and follow."""
        lock = self.value("lock")
        for name, columns in COLUMNS.items():
            self.controls[name].label = _label(name, lock)
            self.controls[columns].shown = not lock
            if lock:
                self.controls[columns].value = self.value(name)

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
                else:
                    rows = self.controls[name]
                    control.low, control.high = rows.low, rows.high

    def _last_legal(self, key: str, step: int, end: int) -> int:
        """How far one slider can go in one direction: legal values have no gaps."""
        value = self.value(key)
        if self._error(**{key: end}) is None:
            return end
        while self._error(**{key: value + step}) is None:
            value += step
        return value

    def _explain(self) -> None:
        """Say which sliders stop short of their usual end because of the others, and, for each, why."""
        limits = []
        for name, (_, low, high, _) in RANGES.items():
            for key in (name, COLUMNS[name]):
                control = self.controls[key]
                control.why = ""
                if self.value("illegal") or not control.shown:
                    continue
                reasons = []
                if control.low > low:
                    limits.append(tr("{slider} at least {least}", slider=control.label, least=control.low))
                    reasons.append(self._reason(key, control.low - 1))
                if control.high < high:
                    limits.append(tr("{slider} at most {most}", slider=control.label, most=control.high))
                    reasons.append(self._reason(key, control.high + 1))
                control.why = sentences(*reasons)
        if self.value("illegal"):
            note = tr("Illegal settings are allowed now. When you reach one, you see what PyTorch says of it.")
        else:
            note = tr("Limits now: {limits}.", limits=", ".join(limits)) if limits else ""
        self.controls["note"].value = note

    def _reason(self, key: str, beyond: int) -> str:
        return tr("With {slider} {beyond}, {reason}.", slider=self.controls[key].label, beyond=beyond,
                  reason=self._error(**{key: beyond}).finding)

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
