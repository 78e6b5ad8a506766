"""The gradient's view of the receptive field: not what a position reads, but how much each pixel counts.

Source: Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep convolutional
neural networks", arXiv:1701.04128.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from lesson_utils.counting import check_shape, explained
from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr
from lesson_utils.modules import Shape, check_is_module, check_is_not_lazy, checked_shape, copied, input_type


def gradient_field(module: nn.Module, input_shape: Shape, position: Sequence[int] | None = None, samples: int = 8,
                   seed: int = 0) -> np.ndarray:
    """How much each pixel moves one output position, in the shape of the image; the largest is 1.

    The absolute gradient of the sum of the position's channels, averaged over `samples` random inputs
    (normal, from `seed`) and the batch, summed over the input's channels. `position` has a number for
    each axis of the output behind batch and channels; without it, the middle. `module`, random or
    trained, is taken as it is, in eval mode; it does not change. The result is all zero if no gradient
    arrives: with random weights, max pool and ReLU can stop all of it.

    >>> with torch.random.fork_rng():
    ...     _ = torch.manual_seed(0)
    ...     blur = nn.Sequential(*(nn.AvgPool1d(3, stride=1) for _ in range(2)))
    >>> gradient_field(blur, (1, 1, 5)).round(2).tolist()
    [0.33, 0.67, 1.0, 0.67, 0.33]
    """
    check_is_module(module)
    check_is_not_lazy(module)
    shape = checked_shape(input_shape)
    whole_number("samples", samples, 1)
    whole_number("seed", seed, 0)
    if any(tensor.is_meta for tensor in module.state_dict().values()):
        raise WrongValueError(tr("module is on the meta device and has no values, so there is no gradient: build it "
                                 "on the CPU"))
    check_shape(module, shape)
    network = copied(module, torch.Tensor.detach)
    device = next((tensor.device for tensor in module.state_dict().values()), None)
    generator = torch.Generator().manual_seed(seed)
    found = torch.zeros(shape[2:], dtype=torch.float64)
    for _ in range(samples):
        x = torch.randn(shape, generator=generator, dtype=input_type(module)).to(device).requires_grad_()
        with torch.enable_grad():
            total = _at(_run(network, x, module), position).sum()
            gradient = torch.autograd.grad(total, x)[0] if total.requires_grad else torch.zeros_like(x)
        found += gradient.abs().double().sum(dim=(0, 1)).cpu()
    return (found / found.max() if found.max() > 0 else found).numpy()


def _run(network: nn.Module, x: torch.Tensor, module: nn.Module) -> Any:
    try:
        with torch.random.fork_rng(devices=[]):
            return network(x)
    except Exception as error:
        raise explained(module, tuple(x.shape), error) from None


def _at(output: Any, position: Sequence[int] | None) -> torch.Tensor:
    """All channels of the output at one position."""
    if not isinstance(output, torch.Tensor) or output.dim() < 2:
        raise WrongTypeError(tr("module does not return one tensor of (batch, channels, ...): wrap it in a module "
                                "that does"))
    size = tuple(output.shape[2:])
    if position is None:
        position = [length // 2 for length in size]
    position = (position,) if isinstance(position, int) else tuple(position)
    if len(position) != len(size) or not all(0 <= one < length for one, length in zip(position, size, strict=False)):
        raise WrongValueError(tr("position is {position}, but the output's map has the size {size}: write one "
                                 "number, from 0 to size − 1, for each axis", position=position, size=size))
    return output[(slice(None), slice(None), *position)]
