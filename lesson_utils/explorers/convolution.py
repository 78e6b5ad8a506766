"""One convolution with its numbers: the picture of a call, and the same picture with sliders."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils.by_torch.tensors import IMAGE, KERNELS
from lesson_utils.by_torch.words import torch_says
from lesson_utils.diagrams.convolution import convolution_picture
from lesson_utils.diagrams.message import message_picture
from lesson_utils.diagrams.svg import Picture
from lesson_utils.explorers.base import Explorer, beside, set_range, slider
from lesson_utils.facts.axis import Pair
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.legality import inside, one_channel

# argument -> (start, smallest, largest legal, largest and smallest that the switch lets one try)
RANGES = {"height": (7, 1, 12, 1), "kernel_size": (3, 1, 7, 0), "stride": (1, 1, 4, 0), "padding": (1, 0, 4, -1),
          "dilation": (1, 1, 4, 0)}
COLUMNS = {"height": "width", **{name: f"{name}_columns" for name in RANGES if name != "height"}}
OWN = "my own"
START = (2, 1)  # where the window stands at first; later the browser keeps its place


def draw_convolution(x: Tensor, weight: Tensor, stride: int | Pair = 1, padding: int | Pair | str = 0,
                     dilation: int | Pair = 1, at: Pair = (0, 0)) -> Picture:
    """The picture of `F.conv2d` on one channel, the window standing at output position `at`.

    `x` has shape (H, W) and `weight` (kH, kW); the output is computed by torch, and every sum and the
    output's size are compared with `lesson_utils.facts.convolution` at that moment. Raises `ValueError` or
    `TypeError` with the reason if the settings are illegal.

    >>> draw_convolution(torch.ones(4, 4), torch.ones(3, 3), stride=2).alt[:54]
    'A 4 × 4 input and a 3 × 3 kernel give a 1 × 1 output ('
    """
    one_channel("x", x.shape)
    one_channel("weight", weight.shape)
    conv = Convolution(1, 1, tuple(weight.shape), stride, padding, dilation, bias=False)
    conv.check(*x.shape)
    output, agrees = ask_torch(conv, x, weight)
    inside(at, *output.shape)
    return convolution_picture(conv, x.tolist(), weight.tolist(), output.tolist(), at, agrees=agrees)


def ask_torch(conv: Convolution, x: Tensor, weight: Tensor) -> tuple[Tensor, bool]:
    """The output by `F.conv2d`, and whether our arithmetic gives the same size and the same sums."""
    output = F.conv2d(x[None, None], weight[None, None], None, conv.stride, conv.padding, conv.dilation)[0, 0]
    size = conv.output_size(*x.shape)
    if size != tuple(output.shape):
        return output, False
    (top, bottom), (left, right) = conv.rows.padding, conv.columns.padding
    padded = F.pad(x, (left, right, top, bottom))
    rows = torch.tensor([conv.rows.taps(r) for r in range(size[0])]) + top
    columns = torch.tensor([conv.columns.taps(c) for c in range(size[1])]) + left
    inside = all(int(t.min()) >= 0 and int(t.max()) < n for t, n in zip((rows, columns), padded.shape, strict=True))
    if not inside:
        return output, False
    windows = padded[rows[:, :, None, None], columns[None, None]]  # (H', kH, W', kW)
    return output, torch.equal(torch.einsum("ripj,ij->rp", windows, weight), output)


class ConvolutionExplorer(Explorer):
    """`draw_convolution` with sliders: see `explore_convolution`."""

    def __init__(self) -> None:
        controls: dict[str, ipywidgets.Widget] = {}
        for name, (start, low, high, _) in RANGES.items():
            controls[name] = slider(name, start, low, high, label=128)
            controls[COLUMNS[name]] = slider("width" if name == "height" else f"{name}, columns", start, low, high,
                                             label=144)
        controls["kernel"] = ipywidgets.Dropdown(options=[*KERNELS, OWN], value="edge", description="kernel",
                                                 layout={"width": "230px"}, style={"description_width": "50px"})
        controls["lock"] = ipywidgets.Checkbox(True, description="rows and columns alike", indent=False)
        controls["illegal"] = ipywidgets.Checkbox(False, description="allow illegal settings", indent=False)
        self.note = ipywidgets.HTML(layout={"width": "480px", "height": "76px", "overflow": "auto",
                                              "margin": "4px 0 0 16px"})  # a height of its own: nothing jumps
        self.note.add_class("lesson-note")
        side = [controls[name] for name in ("kernel", "lock", "illegal")]
        for control in side:
            control.layout.margin = "2px 0 0 16px"
        self.weight = KERNELS["edge"](3, 3)
        top = beside([controls[name] for name in RANGES], [controls[name] for name in COLUMNS.values()],
                     [*side, self.note])
        super().__init__(controls, [top], self._picture)
        self.view.observe(self._edited, "edited")
        self.settle("lock")
        self.follow()

    # What the controls say

    def _value(self, name: str, columns: bool = False) -> int:
        lock = self.controls["lock"].value
        return self.controls[COLUMNS[name] if columns and not lock else name].value

    def settings(self) -> dict[str, Any]:
        """The arguments of `nn.Conv2d` as the controls stand."""
        both = {name: (self._value(name), self._value(name, columns=True)) for name in RANGES if name != "height"}
        return {"in_channels": 1, "out_channels": 1, "bias": False,
                **{name: a if a == b else (a, b) for name, (a, b) in both.items()}}

    def input_size(self) -> Pair:
        """(height, width) as the controls stand."""
        return self._value("height"), self._value("height", columns=True)

    # What a move does

    def _edited(self, change: Any) -> None:
        if len(change.new) != 3:
            return
        row, column, value = change.new
        if row < self.weight.shape[0] and column < self.weight.shape[1]:
            self.weight = self.weight.clone()
            self.weight[row, column] = value
            self.move("edited")

    def settle(self, moved: str) -> None:
        """Bring controls, limits and weights in line with what was just moved."""
        lock = self.controls["lock"].value
        if moved == "lock":  # while they are locked, nobody looks at the columns' sliders
            for name, columns in COLUMNS.items():
                self._set_columns(name, columns)
                self.controls[name].description = _label(name, lock)
                self.controls[columns].layout.display = "none" if lock else "flex"
            self.note.layout.width = "480px" if lock else "230px"
        if not self.controls["illegal"].value:
            self._make_legal()
        self._limit()
        if moved == "edited":
            self.controls["kernel"].value = OWN
        self._refit_weight()
        self.note.value = escape(self._note(moved))

    def _set_columns(self, name: str, columns: str) -> None:
        control, value = self.controls[columns], self.controls[name].value
        set_range(control, min(control.min, value), max(control.max, value))
        control.value = value

    def _refit_weight(self) -> None:
        """Weights of the chosen kernel; weights of one's own are kept where they fit, new places get 0."""
        kernel, rows, columns = (self.controls["kernel"].value, self._value("kernel_size"),
                                 self._value("kernel_size", columns=True))
        if not (rows and columns):
            return  # an illegal kernel of size 0: there is nothing to draw
        if kernel != OWN:
            self.weight = KERNELS[kernel](rows, columns)
        elif tuple(self.weight.shape) != (rows, columns):
            fitted = torch.zeros(rows, columns)
            both = self.weight[:rows, :columns]
            fitted[:both.shape[0], :both.shape[1]] = both
            self.weight = fitted

    # What is legal

    def _problem(self, **changed: int) -> str | None:
        """What would be wrong if these controls stood elsewhere."""
        def value(name: str, columns: bool) -> int:
            key = COLUMNS[name] if columns and not self.controls["lock"].value else name
            return changed.get(key, self.controls[key].value)

        both = {name: (value(name, False), value(name, True)) for name in RANGES}
        size = both.pop("height")
        return Convolution(1, 1, **both, bias=False).problem(*size)

    def _make_legal(self) -> None:
        """After a spell of illegal settings: back to the nearest legal ones."""
        if self._problem() is None:
            return
        for name, (_, low, high, _) in RANGES.items():
            for key in (name, COLUMNS[name]):
                self.controls[key].value = max(low, min(high, self.controls[key].value))
        for key in ("dilation", "dilation_columns", "kernel_size", "kernel_size_columns"):
            while self._problem() and self.controls[key].value > 1:
                self.controls[key].min = 1
                self.controls[key].value -= 1

    def _limit(self) -> None:
        """Let each slider reach what is legal while the others stand, or everything if that is wanted."""
        for name, (_, low, high, lowest) in RANGES.items():
            for key in (name, COLUMNS[name]):
                if self.controls["illegal"].value:
                    set_range(self.controls[key], lowest, high)
                elif key == name or not self.controls["lock"].value:
                    set_range(self.controls[key], self._last_legal(key, -1, low), self._last_legal(key, 1, high))

    def _last_legal(self, key: str, step: int, end: int) -> int:
        """How far one slider can go in one direction: legal values have no gaps."""
        value = self.controls[key].value
        if self._problem(**{key: end}) is None:
            return end
        while self._problem(**{key: value + step}) is None:
            value += step
        return value

    def _note(self, moved: str) -> str:
        """Which sliders stop short of their usual end because of the others, and why one of them does."""
        if self.controls["illegal"].value:
            return "Illegal settings are allowed now. When you reach one, you see what PyTorch says of it."
        lock = self.controls["lock"].value
        limits = []  # (slider, its limit in words, its name, the value one step beyond it)
        for name, (_, low, high, _) in RANGES.items():
            for key in (name,) if lock else (name, COLUMNS[name]):
                control, words = self.controls[key], self.controls[key].description
                if control.min > low:
                    limits.append((key, f"{words} at least {control.min}", words, control.min - 1))
                if control.max < high:
                    limits.append((key, f"{words} at most {control.max}", words, control.max + 1))
        if not limits:
            return ""
        key, _, words, beyond = next((limit for limit in limits if limit[0] == moved), limits[0])
        reason = self._problem(**{key: beyond}).split(": take")[0]
        return f"Limits now: {', '.join(limit[1] for limit in limits)}. With {words} {beyond}, {reason}."

    # What is shown

    def _picture(self) -> Picture:
        settings, (height, width) = self.settings(), self.input_size()
        conv = Convolution(**settings)
        problem = conv.problem(height, width)
        if problem is not None:
            return message_picture(conv.code(), torch_says(settings, height, width), problem)
        x = IMAGE[:height, :width]
        output, agrees = ask_torch(conv, x, self.weight)
        at = min(START[0], output.shape[0] - 1), min(START[1], output.shape[1] - 1)
        return convolution_picture(conv, x.tolist(), self.weight.tolist(), output.tolist(), at, agrees=agrees,
                                   fixed_height=True)


def _label(name: str, lock: bool) -> str:
    """What a slider is called: it moves both axes, or the rows alone."""
    if name == "height":
        return "height, width" if lock else "height"
    return name if lock else f"{name}, rows"


def explore_convolution() -> ConvolutionExplorer:
    """Move kernel_size, stride, padding and dilation, and see what the convolution reads and computes.

    Returns a container with `.controls` (argument name -> widget), `.svg` and `.alt` (the picture as it
    stands, and in words). Point at an output to see its sum, at a weight to see what it multiplies, at an
    input to see which outputs it feeds.

    >>> explorer = explore_convolution()
    >>> explorer.controls["stride"].value = 2
    >>> "stride=2" in explorer.svg
    True
    """
    return ConvolutionExplorer()
