"""The exact receptive field of any PyTorch module that `torch.export` can turn into a graph.

>>> from torch import nn
>>> network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3)).eval()
>>> field = receptive_field(network, (1, 1, 16, 16))
>>> field.size, field.jump, field.start
(8, 2, 0)
>>> field.rows.intervals[1], field.rows.reads(1)
((2, 9), (2, 3, 4, 5, 6, 7, 8, 9))
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from torch import nn

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.language import tr
from lesson_utils.modules import Shape, check_is_module, check_is_not_lazy, checked_shape
from lesson_utils.tracing.axis import AXIS_NAMES
from lesson_utils.tracing.field import ReceptiveField
from lesson_utils.tracing.walking import walked


def receptive_field(module: nn.Module, input_shape: Shape, pointwise: Sequence[str] = ()) -> ReceptiveField:
    """Which pixels each output position of `module` reads, for one input tensor of (batch, channels, *size).

    `module` is in eval mode, takes one tensor and returns one. Its image has one to three axes. Batch
    and channels are not told apart: a position reads what any of its channels reads, and of the
    output, the dimensions behind batch and channels are positions. `module` is left as it is; a copy
    without values is exported.

    An operation that is not known here is an error. If each of its output positions reads the same
    position of its inputs only, say so: `pointwise` takes names of operations, as the error gives
    them, or of layers, in which then all operations not known here are pointwise.

    Raises `TypeError` if `module` is no `nn.Module` or does not take one tensor; `ValueError` for
    training mode, for an `input_shape` that does not fit, for an operation that is not followed, and
    for a module that decides by the values of tensors: `probe` looks at those. Errors of the forward
    pass come with the layer's name in front.

    >>> upsampled = receptive_field(nn.ConvTranspose1d(1, 1, 3, stride=2, padding=1).eval(), (1, 1, 6))
    >>> upsampled.size, upsampled.columns.sizes, upsampled.columns.clipped[:4]
    (None, (1, 2), ((0, 0), (0, 1), (1, 1), (1, 2)))
    """
    check_is_module(module)
    check_is_not_lazy(module)
    shape = checked_shape(input_shape)
    names = _checked_names(pointwise)
    _check_is_ready(module, shape)
    return walked(module, shape, names)


def _checked_names(names: Any) -> tuple[str, ...]:
    found = (names,) if isinstance(names, str) else names
    if not isinstance(found, (tuple, list, set, frozenset)) or not all(isinstance(name, str) for name in found):
        raise WrongTypeError(tr("pointwise is {names!r}: write names, such as ('aten.erfinv',)", names=names))
    return tuple(found)


def _check_is_ready(module: nn.Module, shape: Shape) -> None:
    training = next((name or type(module).__name__ for name, part in module.named_modules()
                     if part.training and type(part) is not nn.Sequential), None)  # a slice of one is a new one
    if training is not None:
        raise WrongValueError(tr("module is in training mode ({training}), in which layers such as batch norm read "
                                 "the whole map: call module.eval() first", training=training))
    if len(shape) - 2 not in AXIS_NAMES:
        raise WrongValueError(tr("input_shape is {shape}, but an image has one to three axes behind batch and "
                                 "channels: write 3 to 5 numbers, such as (1, 3, 224, 224)", shape=shape))
    wanted = [p.name for p in inspect.signature(module.forward).parameters.values()
              if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    if len(wanted) > 1:
        raise WrongTypeError(tr("module, a {type}, takes {count} inputs, {names}, and one tensor is followed: wrap "
                                "it in a module that takes that one alone", type=type(module).__name__,
                                count=len(wanted), names=", ".join(wanted)))
