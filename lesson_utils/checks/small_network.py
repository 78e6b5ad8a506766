"""The network of an exercise on 03_pointwise_convolution, and what is looked at when its 3 x 3 layers are replaced."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.checks.answers import call, same_tensor
from lesson_utils.checks.judging import Wrong
from lesson_utils.language import Said, listed


def small_network() -> nn.Sequential:
    """Five convolutions, three of them 3 x 3, one of these inside a part; the exercise has the network too.

    >>> small_network()(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 4, 14, 14])
    """
    part = nn.Sequential(nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 8, 1))
    return nn.Sequential(nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(), part, nn.ReLU(), nn.Conv2d(8, 12, 3), nn.ReLU(),
                         nn.Conv2d(12, 4, 3, padding=1))


class Step(NamedTuple):
    """A convolution that was called, and the shape of what it gave."""

    layer: nn.Conv2d
    shape: tuple[int, ...]


def steps_of(network: nn.Module, x: Tensor, shown: str) -> tuple[list[Step], Any]:
    """The convolutions in the order in which they are called for `x`, and the output of the network."""
    steps: list[Step] = []
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(lambda layer, _, output: steps.append(Step(layer, tuple(output.shape))))
    with torch.no_grad():
        return steps, call(network, "network", x, shown=shown)


def same_with_pairs(network: nn.Module, x: Tensor) -> None:
    """Raise `Wrong` unless `network` is `small_network` with a pair for each 3 x 3, and every shape as before."""
    shown = Said("lighter(network)(x) for x {x}", x=tuple(x.shape))
    found, output = steps_of(network, x, shown)
    whole = small_network()
    remaining = list(found)
    replaced = {}
    for step in steps_of(whole, x, "network(x)")[0]:
        replaced[step.layer] = _replacement(step, remaining)
    if remaining:
        raise Wrong("lighter(network)", Said("no other convolutions"), _words(remaining[0].layer),
                    "this-layer-is-one-too-many")

    def instead(layer: nn.Conv2d, inputs: tuple[Tensor], _: Tensor) -> Tensor:
        first, *pointwise = replaced[layer]
        between = F.conv2d(inputs[0], first.weight, first.bias, layer.stride, layer.padding, groups=first.groups)
        return F.conv2d(between, pointwise[0].weight, pointwise[0].bias) if pointwise else between

    for layer in replaced:
        layer.register_forward_hook(instead)
    with torch.no_grad():
        same_tensor(output, whole(x), shown, hint="the-convolutions-are-right")


def _replacement(step: Step, remaining: list[Step]) -> list[nn.Conv2d]:
    """The layers at the beginning of `remaining` that stand for `step`; they are taken out."""
    layer, name = step.layer, Said("the layers for {words}", words=_words(step.layer))
    wanted = [_spec(layer)]
    if layer.kernel_size == (3, 3):
        wanted = [(layer.in_channels, layer.in_channels, (3, 3), layer.in_channels),
                  (layer.in_channels, layer.out_channels, (1, 1), 1)]
    found = [remaining.pop(0) for _ in wanted[:len(remaining)]]
    specs = [_spec(part.layer) for part in found]
    if specs != wanted:
        found_words = listed(map(_words, specs)) if specs else Said("nothing")
        raise Wrong(name, listed(map(_words, wanted)), found_words, _cause(layer, specs, wanted))
    shape = found[-1].shape
    if shape != step.shape:
        raise Wrong(name, Said("shape {shape}", shape=step.shape), Said("shape {shape}", shape=shape),
                    _cause_of_a_shape(layer, step.shape, shape))
    return [part.layer for part in found]


Spec = tuple[int, int, tuple[int, ...], int]  # inputs, outputs, kernel, groups


def _spec(layer: nn.Conv2d) -> Spec:
    return layer.in_channels, layer.out_channels, layer.kernel_size, layer.groups


def _words(layer: nn.Conv2d | Spec) -> str:
    inputs, outputs, kernel, groups = _spec(layer) if isinstance(layer, nn.Conv2d) else layer
    kind = f", groups={groups}" if groups > 1 else ""
    return f"Conv2d({inputs}, {outputs}, {kernel[0] if len({*kernel}) == 1 else kernel}{kind})"


def _cause(layer: nn.Conv2d, found: list[Spec], wanted: list[Spec]) -> str:
    if layer.kernel_size != (3, 3):
        return "only-the-3-x-3-layers"
    if found and found[0] == _spec(layer):
        return "not-replaced-inside" if layer.stride != (1, 1) else "not-replaced"
    if found[1:] and found[0][2] == (1, 1):
        return "pointwise-before-depthwise"
    if found and found[0] != wanted[0]:
        return "the-first-layer-of-a-pair"
    return "the-second-layer-of-a-pair"


def _cause_of_a_shape(layer: nn.Conv2d, wanted: tuple[int, ...], found: tuple[int, ...]) -> str:
    strided, larger = layer.stride != (1, 1), found[2:] > wanted[2:]
    if strided and larger:
        return "the-stride-is-lost"
    if larger:
        return "there-is-more-padding-than-before"
    if strided:
        return ("the-padding-is-lost")
    return "only-the-padding-is-lost"
