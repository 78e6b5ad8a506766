"""What an output position reads, found by trial: NaN goes into one input position, and comes out wherever it is read.

The network runs as it is: a copy in eval mode, in double precision, on the CPU. Any sum or product
with NaN is NaN, with a weight of zero too; so is the maximum of a window. A comparison is not: `x > 0`
is False for NaN, and what follows no longer shows it. Nothing here uses the analysis of `network`, so
that each can be the judge of the other.

>>> from torch import nn
>>> probe(nn.Conv1d(1, 1, kernel_size=3, dilation=2), (1, 1, 8), 4).tolist()
[True, False, True, False]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from operator import index
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from lesson_utils.counting import check_shape, explained
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.language import tr
from lesson_utils.modules import Shape, check_is_module, check_is_not_lazy, checked_shape, copied

AT_ONCE = 64  # positions that are probed in one forward pass


def probe(module: nn.Module, input_shape: Shape, position: int | Sequence[int]) -> np.ndarray:
    """Which output positions read the input position: True and False, in the shape of the output's map.

    `position` is (row, column), or as many numbers as the image has axes. All channels of all inputs
    of the batch are set to NaN there; an output position counts if any of its channels is NaN. The
    output's map is what lies behind batch and channels.

    A forward that decides by a value, such as `if x.mean() > 0`, goes where the comparison is False.
    Raises `ValueError` for a position outside the image, for a module without values (on the meta
    device), and where an operation hides NaN, such as a comparison of all positions: probing would
    then find too little.
    """
    one = _Probe(module, input_shape)
    return one.run([_checked_position(position, one.image)])[0]


@dataclass(frozen=True)
class Probed:
    """What `probe_all` found: `reads` has the axes of the output's map, then those of the image."""

    reads: np.ndarray
    axes: int  # of the image

    def hull(self, position: Sequence[int], axis: int) -> tuple[int, int] | None:
        """(first, last) line of one axis of the image that an output position reads; None if it reads nothing."""
        others = tuple(number for number in range(self.axes) if number != axis)
        return _hull(self.reads[tuple(position)].any(axis=others))

    @property
    def clipped(self) -> tuple[tuple[tuple[int, int] | None, ...], ...]:
        """For each axis, (first, last) line that each row (or column) of the output reads, or None.

        An output that has not as many axes as the image counts as one position.
        """
        places = self.reads.ndim - self.axes
        found = []
        for axis in range(self.axes):
            kept = (axis, places + axis) if places == self.axes else (places + axis,)
            lines = self.reads.any(axis=tuple(number for number in range(self.reads.ndim) if number not in kept))
            found.append(tuple(map(_hull, lines if lines.ndim == 2 else lines[None])))
        return tuple(found)


def probe_all(module: nn.Module, input_shape: Shape) -> Probed:
    """All input positions probed, one after the other: the exact set of pixels that each output position reads.

    Takes a forward pass for each pixel, so keep the image small. Raises what `probe` raises.

    >>> found = probe_all(nn.MaxPool1d(2, ceil_mode=True), (1, 1, 5))
    >>> found.clipped, found.reads.shape
    ((((0, 1), (2, 3), (4, 4)),), (3, 5))
    """
    one = _Probe(module, input_shape)
    masks = one.run(list(product(*map(range, one.image))))
    reads = masks.reshape(*one.image, *masks.shape[1:])
    axes = len(one.image)
    return Probed(np.moveaxis(reads, range(axes), range(-axes, 0)), axes)


class _Probe:
    """A copy of the module that is run with NaN here and there."""

    def __init__(self, module: nn.Module, input_shape: Shape) -> None:
        check_is_module(module)
        check_is_not_lazy(module)
        self.shape = checked_shape(input_shape)
        self.image = self.shape[2:]
        if any(tensor.is_meta for tensor in module.state_dict().values()):
            raise WrongValueError(tr("module, a {type}, is on the meta device and has no values to run with: build "
                                     "it on the CPU", type=type(module).__name__))
        check_shape(module, self.shape)
        self.module = copied(module, _double)
        try:
            with _Watch(self.module):
                self._run(torch.full(self.shape, torch.nan, dtype=torch.float64))
        except _HidesError as error:
            raise WrongValueError(str(error)) from None
        except Exception as error:
            raise explained(module, self.shape, error) from None

    def run(self, positions: list[tuple[int, ...]]) -> np.ndarray:
        """For each position, the mask of the output positions that read it."""
        masks = self._together(positions) if len(positions) > 1 and self.shape[0] == 1 else None
        return self._one_by_one(positions) if masks is None else masks

    def _one_by_one(self, positions: list[tuple[int, ...]]) -> np.ndarray:
        return np.stack([self._outputs(self._inputs([position])).any(axis=(0, 1)) for position in positions])

    def _together(self, positions: list[tuple[int, ...]]) -> np.ndarray | None:
        """Many in one batch, if the module keeps the inputs of a batch apart; else None."""
        first = self._one_by_one(positions[:1] + positions[-1:])
        try:
            found = [self._outputs(self._inputs(positions[start:start + AT_ONCE]))
                     for start in range(0, len(positions), AT_ONCE)]
            masks = np.concatenate(found).any(axis=1)
        except Exception:  # the size of the batch may be written into the module
            return None
        same = len(masks) == len(positions) and (masks[[0, -1]] == first).all()
        return masks if same else None

    def _inputs(self, positions: list[tuple[int, ...]]) -> Tensor:
        batch = self.shape[0] if len(positions) == 1 else len(positions)
        x = torch.ones(batch, *self.shape[1:], dtype=torch.float64)
        for number, position in enumerate(positions):
            x[(slice(None) if len(positions) == 1 else number, slice(None), *position)] = torch.nan
        return x

    def _outputs(self, x: Tensor) -> np.ndarray:
        """True where the output is NaN."""
        found = self._run(x)
        while isinstance(found, (tuple, list, dict)) and len(found) == 1:
            (found,) = found.values() if isinstance(found, dict) else found
        if not isinstance(found, Tensor) or found.dim() < 2:
            raise WrongValueError(tr("module, a {type}, does not return one tensor of (batch, channels, ...): wrap "
                                     "it in a module that does", type=type(self.module).__name__))
        return found.isnan().numpy()

    def _run(self, x: Tensor) -> Any:
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            return self.module(x)


class _HidesError(Exception):
    """An operation that was handed NaN returned none."""


class _Watch(TorchDispatchMode):
    """Raises a `_HidesError` where an operation that is handed NaN returns none."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.hooks = []
        for name, part in module.named_modules():
            place = f"{name} ({type(part).__name__})" if name else type(part).__name__
            self.hooks += [part.register_forward_pre_hook(lambda *_, place=place: self.inside.append(place)),
                           part.register_forward_hook(lambda *_: self.inside.pop() and None)]

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        for hook in self.hooks:
            hook.remove()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        given = [x.isnan() for x in args if isinstance(x, Tensor) and x.is_floating_point() and x.isnan().any()]
        found = [one for one in (out if isinstance(out, (tuple, list)) else [out]) if isinstance(one, Tensor)]
        name = func.name().removeprefix("aten::").split(".")[0]
        # nn.LPPool takes the sign, but multiplies with the value itself
        if given and found and "LPPool" not in "".join(self.inside[-1:]) and self._hides(func, name, given, found):
            raise _HidesError(tr("{inside}: {name} hides NaN, as comparisons do, so probing would find too little "
                                 "here: use receptive_field, which reads the graph", inside=self.inside[-1], name=name))
        return out

    @staticmethod
    def _hides(func: Any, name: str, given: list[Tensor], found: list[Tensor]) -> bool:
        numbers = [one for one in found if one.is_floating_point()]
        if not numbers:  # a single comparison is taken for an `if`
            return any(one.numel() > 1 for one in found)
        if torch.Tag.pointwise in func.tags and name not in ("where", "masked_fill", "fill", "fill_"):
            return any((x & ~one.isnan()).any() for x in given for one in numbers if x.shape == one.shape)
        return "nan" in name  # nansum and its like


def _double(tensor: Tensor) -> Tensor:
    tensor = tensor.detach().cpu()
    return tensor.double() if tensor.is_floating_point() else tensor.clone()


def _checked_position(position: Any, image: Shape) -> tuple[int, ...]:
    found = position if isinstance(position, (tuple, list)) else (position,)
    try:
        numbers = tuple(index(one) for one in found if not isinstance(one, bool))
    except TypeError:
        raise WrongTypeError(tr("position is {position!r}: write whole numbers, one for each axis of {image}",
                                position=position, image=image)) from None
    if len(numbers) != len(image) or not all(0 <= one < size for one, size in zip(numbers, image, strict=False)):
        raise WrongValueError(tr("position is {position!r}, but the image has the size {image}: write one number, "
                                 "from 0 to size − 1, for each axis", position=position, image=image))
    return numbers


def _hull(line: np.ndarray) -> tuple[int, int] | None:
    found = np.flatnonzero(line)
    return (int(found[0]), int(found[-1])) if len(found) else None
