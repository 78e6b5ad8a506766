"""One forward pass of a module on meta tensors, with PyTorch's FLOP counter read layer by layer.

Meta tensors have a shape and no values: no arithmetic is done and no memory is taken. What runs is a
copy, so the module handed in keeps its device, mode, buffers and hooks. `lesson_utils.cost` makes a
table of what is found here.

>>> from torch import nn
>>> parts, macs = watch(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), (1, 1, 5, 5))
>>> [(part.name, part.macs, part.output_shape) for part in parts], macs
([('0', 162, (1, 2, 3, 3)), ('1', 0, (1, 2, 3, 3)), ('Sequential', 0, (1, 2, 3, 3))], 162)
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

import torch
import torch._dynamo  # the counter imports it at its first operation: better here than in the first table
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lesson_utils.errors import WrongValueError
from lesson_utils.facts.legality import SPATIAL
from lesson_utils.language import tr
from lesson_utils.modules import Shape, check_is_not_lazy, copied, input_type

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)

_SPATIAL_AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
_FAMILIES = ("Conv", "ConvTranspose", "MaxPool", "AvgPool", "AdaptiveMaxPool", "AdaptiveAvgPool", "InstanceNorm")
_READS_CHANNELS = {n: tuple(getattr(nn, f"{family}{n}d") for family in _FAMILIES) for n in _SPATIAL_AXES}


@dataclass
class Part:
    """What was seen of one module while the whole ran.

    `name` is dotted, as in `named_modules`; the whole goes by its type. `module` is the copy, on the
    meta device. `macs` are those that no module inside has done, of all `calls` together;
    `output_shape` is that of the first call (of the first tensor, if it returns several).
    """

    name: str
    module: nn.Module
    macs: int = 0
    calls: int = 0
    output_shape: Shape | None = None


def watch(module: nn.Module, shape: Shape) -> tuple[list[Part], int]:
    """Every module inside `module`, itself included, and the MACs of one forward pass, by PyTorch's count.

    The parts stand in the order in which they first had a MAC counted or, without one, ended; those
    that never ran come last. Their MACs add up to the second value. Raises `ValueError` for a `shape`
    that the first layer does not read with a batch, or for lazy layers without a shape; `TypeError`
    if there can be no copy; what the forward pass raises, with the layer's name in front.
    """
    check_is_not_lazy(module)
    return _Run(copied(module, _without_values), type(module).__name__, shape).result()


def explained(module: nn.Module, shape: Shape, error: Exception | None) -> Exception | None:
    """`error`, or what one pass on meta tensors raises: that names the layer and says what does not fit."""
    try:
        watch(module, shape)
    except Exception as found:
        return found
    return error


def check_shape(module: nn.Module, shape: Shape) -> None:
    """Raise `ValueError` if the first layer does not read `shape` with a batch; other errors wait for a real pass."""
    error = explained(module, shape, None)
    if isinstance(error, WrongValueError):
        raise error


def _without_values(tensor: torch.Tensor) -> torch.Tensor:
    return torch.empty_like(tensor, device="meta")


class _Run:
    """One forward pass, with the counter read wherever a module begins or ends.

    FlopCounterMode counts by name too, but its names fail for a module that is shared, nested in
    itself or kept in a list; so it is asked for its total alone, and what is new since the last
    reading belongs to the innermost module that is running.
    """

    def __init__(self, module: nn.Module, name: str, shape: Shape) -> None:
        self.module, self.shape = module, shape
        self.counter = FlopCounterMode(display=False)
        self.parts = {part: Part(dotted or name, part) for dotted, part in module.named_modules()}
        self.active: dict[nn.Module, None] = {}  # in the order in which they first counted or ended
        self.running: list[nn.Module] = []
        self.macs = 0
        self.first_layer_met = False
        self.failure: tuple[nn.Module, Exception] | None = None
        for part in self.parts:
            self._watch(part)

    def result(self) -> tuple[list[Part], int]:
        x = self._input()
        try:
            with torch.no_grad(), torch.device("meta"), self.counter:
                self.module(x)
        except _WrongShapeError as error:
            raise WrongValueError(str(error)) from None
        except Exception as error:
            part = self.failure[0] if self.failure else self.module
            words = str(error) or type(error).__name__
            raise _rebuilt(error, tr("{place}, with input_shape {shape}: {words}", place=self._place(part),
                                     shape=self.shape, words=words)) from error
        ordered = [*self.active, *(part for part in self.parts if part not in self.active)]
        return [self.parts[part] for part in ordered], self.counter.get_total_flops() // 2

    def _input(self) -> torch.Tensor:
        try:
            return torch.empty(self.shape, dtype=input_type(self.module), device="meta")
        except (RuntimeError, TypeError) as error:
            words = str(error).splitlines()[0]  # a C++ stack may follow
            raise WrongValueError(tr("input_shape is {shape}: PyTorch cannot make a tensor of it ({words})",
                                     shape=self.shape, words=words)) from None

    def _watch(self, part: nn.Module) -> None:
        forward = part.forward

        @functools.wraps(forward)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self._read_counter()
            self.running.append(part)
            try:
                if args and isinstance(args[0], torch.Tensor):
                    self._check_input(part, args[0])
                output = forward(*args, **kwargs)
                if isinstance(part, TRANSPOSED) and 0 in output.shape:  # refused on the meta device at times only
                    raise RuntimeError(tr("its output would have the shape {output}, with nothing in it: take less "
                                          "padding, or a larger input", output=tuple(output.shape)))
            except Exception as error:
                if self.failure is None or self.failure[1] is not error:  # the innermost module sees it first
                    self.failure = (part, error)
                raise
            finally:
                self._read_counter()
                self.running.pop()
            self._ended(part, output)
            return output

        part.forward = watched  # not a hook: `part.forward(x)` and a failure are seen as well

    def _read_counter(self) -> None:
        total = self.counter.get_total_flops() // 2  # 1 MAC = 2 FLOP
        if total > self.macs:
            self.active.setdefault(self.running[-1])
            self.parts[self.running[-1]].macs += total - self.macs
            self.macs = total

    def _ended(self, part: nn.Module, output: Any) -> None:
        self.active.setdefault(part)
        seen = self.parts[part]
        seen.calls += 1
        if seen.calls == 1:
            while isinstance(output, (tuple, list)) and output:
                output = output[0]
            seen.output_shape = tuple(output.shape) if isinstance(output, torch.Tensor) else None

    def _check_input(self, part: nn.Module, x: torch.Tensor) -> None:
        axes = _axes_read_by(part)
        if axes and not self.first_layer_met:
            self.first_layer_met = True
            self._check_rank(part, x, axes)
        if isinstance(part, CONVOLUTIONS + TRANSPOSED) and x.dim() >= len(axes) - 1:
            _check_convolution(part, x, axes)
        elif isinstance(part, nn.Linear) and x.shape[-1:] != (part.in_features,):
            raise RuntimeError(tr("in_features is {in_features}, but the last number of its input's shape, {x}, is "
                                  "another: both must be the same", in_features=part.in_features, x=tuple(x.shape)))

    def _check_rank(self, part: nn.Module, x: torch.Tensor, axes: tuple[str, ...]) -> None:
        """Refuse an input without a batch: the first number, a batch to us, would be its channels."""
        enough = x.dim() >= len(axes) if isinstance(part, nn.Linear) else x.dim() == len(axes)
        if enough or x.dim() != len(self.shape):  # a module that changes the rank itself knows what it does
            return
        given = (1, *self.shape)
        remedy = tr("write {count} numbers", count=len(axes))
        if len(given) == len(axes):
            remedy = tr("for one input write {given}", given=given)
        raise _WrongShapeError(tr("input_shape is {shape}, but the first layer, {place}, reads ({names}): {remedy}",
                                  shape=self.shape, place=self._place(part), names=", ".join(axes), remedy=remedy))

    def _place(self, part: nn.Module) -> str:
        name, kind = self.parts[part].name, type(part).__name__
        return name if name == kind else f"{name} ({kind})"


class _WrongShapeError(ValueError):
    """Tells a verdict on `input_shape` from a ValueError of the module."""


def _axes_read_by(part: nn.Module) -> tuple[str, ...] | None:
    """The axes of the input that a layer needs, for the layers that PyTorch lets run without a batch."""
    for n, types in _READS_CHANNELS.items():
        if isinstance(part, types):
            return ("batch", "channels", *_SPATIAL_AXES[n])
    return ("batch", "features") if isinstance(part, nn.Linear) else None


def _check_convolution(part: nn.Module, x: torch.Tensor, axes: tuple[str, ...]) -> None:
    """What PyTorch refuses in earnest, but lets pass on the meta device, or refuses without a number."""
    channels = x.shape[1 - len(axes)]
    if channels != part.in_channels:
        raise RuntimeError(tr("in_channels is {in_channels}, but its input, of shape {x}, has {channels} channels: "
                              "both must be the same number", in_channels=part.in_channels, x=tuple(x.shape),
                              channels=channels))
    for name, least in SPATIAL.items():
        value = getattr(part, name)
        if isinstance(value, str):
            continue
        numbers = _as_tuple(value)
        if len(numbers) != len(axes) - 2 and (len(numbers) != 1 or name == "kernel_size"):
            raise RuntimeError(tr("{name} is {value}: write one whole number, or one for each of {axes}", name=name,
                                  value=value, axes=axes[2:]))
        if min(numbers) < least:
            raise RuntimeError(tr("{name} is {value}, but the smallest legal {name} is {least}: take {least} or more",
                                  name=name, value=value, least=least))
    if isinstance(part, TRANSPOSED):
        limits = tuple(max(both) - 1 for both in zip(_as_tuple(part.stride), _as_tuple(part.dilation), strict=False))
        if any(extra > limit for extra, limit in zip(_as_tuple(part.output_padding), limits, strict=False)):
            raise RuntimeError(tr("output_padding is {output_padding}, but must be smaller than the stride or the "
                                  "dilation: take at most {limits}", output_padding=part.output_padding, limits=limits))


def _as_tuple(value: Any) -> tuple[Any, ...]:
    """A layer holds tuples, until someone writes `layer.stride = 2`, which PyTorch takes."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _rebuilt(error: Exception, message: str) -> Exception:
    """An error of the same type with another message, or a RuntimeError."""
    if re.search(r"(?<![a-z])meta(?![a-z])", str(error), re.IGNORECASE):
        message = tr("{message} (the count is made on meta tensors, which have a shape and no values: a forward that "
                     "reads values, by .item(), .numpy(), `if tensor` or a mask, or that names a device, cannot be "
                     "counted)", message=message)
    try:
        rebuilt = type(error)(message)
        if rebuilt.args == (message,):
            return rebuilt
    except Exception:  # its type wants other arguments
        pass
    return RuntimeError(message)
