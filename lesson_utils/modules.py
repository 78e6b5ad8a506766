"""What every function that looks at an `nn.Module` asks first, and a copy of it without values."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable
from operator import index
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torch.overrides import TorchFunctionMode

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.language import tr

Shape = tuple[int, ...]

_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


def check_is_module(module: Any) -> None:
    """Raise `TypeError` unless `module` is an `nn.Module` (one that was made, not its class)."""
    if isinstance(module, type) and issubclass(module, nn.Module):
        raise WrongTypeError(tr("module is the class {type}: make one of it first, {type}(...)", type=module.__name__))
    if not isinstance(module, nn.Module):
        raise WrongTypeError(tr("module is a {type}: hand in an nn.Module", type=type(module).__name__))


def check_is_not_lazy(module: nn.Module) -> None:
    """Raise `ValueError` if a lazy layer has no shape yet."""
    for name, part in module.named_modules():
        if any(map(is_lazy, [*part.parameters(recurse=False), *part.buffers(recurse=False)])):
            place = f"{name} ({type(part).__name__})" if name else type(part).__name__
            raise WrongValueError(tr("module has a lazy layer without a shape yet, {place}: run the module once on a "
                                     "real input, then count", place=place))


def checked_shape(input_shape: Any) -> Shape:
    """`input_shape` as a tuple of whole numbers of at least 1; raises `ValueError` if it is none.

    >>> checked_shape([1, 3, 8, 8])
    (1, 3, 8, 8)
    """
    example = tr("write whole numbers of at least 1, batch first, such as (1, 3, 224, 224)")
    if isinstance(input_shape, Tensor):
        raise WrongValueError(tr("input_shape is a tensor: write its shape, {input_shape}",
                                 input_shape=tuple(input_shape.shape)))
    if not isinstance(input_shape, (tuple, list)):
        raise WrongValueError(tr("input_shape is {input_shape!r}, of type {type}: {example}", input_shape=input_shape,
                                 type=type(input_shape).__name__, example=example))
    sizes = []
    for size in input_shape:
        try:
            sizes.append(0 if isinstance(size, bool) else index(size))
        except TypeError:
            sizes.append(0)
    if not sizes or min(sizes) < 1:
        raise WrongValueError(tr("input_shape is {input_shape!r}: {example}", input_shape=input_shape, example=example))
    return tuple(sizes)


def input_type(module: nn.Module) -> torch.dtype | None:
    """The type of numbers that the module computes with; None if it has no parameters."""
    return next((p.dtype for p in module.parameters() if p.is_floating_point()), None)


def copied(module: nn.Module, tensor: Callable[[Tensor], Tensor]) -> nn.Module:
    """A copy in eval mode, with `tensor(old)` for each tensor, and without hooks: they may keep what they see.

    Raises `TypeError` if there can be no copy.
    """
    memo = {id(getattr(part, name)): OrderedDict() for part in module.modules() for name in _HOOKS}
    try:
        with _Copying(tensor):
            return copy.deepcopy(module, memo).eval()
    except Exception as error:
        raise WrongTypeError(tr("module, a {type}, cannot be copied, and only a copy is run here: {error}",
                                type=type(module).__name__, error=error)) from error


class _Copying(TorchFunctionMode):
    """While this is on, `copy.deepcopy` copies tensors by a function of ours."""

    def __init__(self, tensor: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.tensor = tensor

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (Tensor.clone, Tensor.__deepcopy__):  # a Parameter is copied by the first
            return self.tensor(args[0])
        return func(*args, **(kwargs or {}))
