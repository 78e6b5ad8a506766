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

Shape = tuple[int, ...]

_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


def check_is_module(module: Any) -> None:
    """Raise `TypeError` unless `module` is an `nn.Module` (one that was made, not its class)."""
    if isinstance(module, type) and issubclass(module, nn.Module):
        raise WrongTypeError(f"module is the class {module.__name__}: make one of it first, {module.__name__}(...)")
    if not isinstance(module, nn.Module):
        raise WrongTypeError(f"module is a {type(module).__name__}: hand in an nn.Module")


def check_is_not_lazy(module: nn.Module) -> None:
    """Raise `ValueError` if a lazy layer has no shape yet."""
    for name, part in module.named_modules():
        if any(map(is_lazy, [*part.parameters(recurse=False), *part.buffers(recurse=False)])):
            place = f"{name} ({type(part).__name__})" if name else type(part).__name__
            raise WrongValueError(f"module has a lazy layer without a shape yet, {place}: "
                                  "run the module once on a real input, then count")


def checked_shape(input_shape: Any) -> Shape:
    """`input_shape` as a tuple of whole numbers of at least 1; raises `ValueError` if it is none.

    >>> checked_shape([1, 3, 8, 8])
    (1, 3, 8, 8)
    """
    example = "write whole numbers of at least 1, batch first, such as (1, 3, 224, 224)"
    if isinstance(input_shape, Tensor):
        raise WrongValueError(f"input_shape is a tensor: write its shape, {tuple(input_shape.shape)}")
    if not isinstance(input_shape, (tuple, list)):
        raise WrongValueError(f"input_shape is {input_shape!r}, of type {type(input_shape).__name__}: {example}")
    sizes = []
    for size in input_shape:
        try:
            sizes.append(0 if isinstance(size, bool) else index(size))
        except TypeError:
            sizes.append(0)
    if not sizes or min(sizes) < 1:
        raise WrongValueError(f"input_shape is {input_shape!r}: {example}")
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
        raise WrongTypeError(f"module, a {type(module).__name__}, cannot be copied, and only a copy is run here: "
                             f"{error}") from error


class _Copying(TorchFunctionMode):
    """While this is on, `copy.deepcopy` copies tensors by a function of ours."""

    def __init__(self, tensor: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.tensor = tensor

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (Tensor.clone, Tensor.__deepcopy__):  # a Parameter is copied by the first
            return self.tensor(args[0])
        return func(*args, **(kwargs or {}))
