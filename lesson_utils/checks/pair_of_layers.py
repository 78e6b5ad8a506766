"""What is looked at in the two layers of the first exercise on 03_pointwise_convolution."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from lesson_utils.checks.answers import text_of
from lesson_utils.checks.judging import Wrong
from lesson_utils.language import Said


def is_an_image(image: Any) -> None:
    """Raise `Wrong` unless `image` is a random image of 3 channels."""
    if not isinstance(image, Tensor) or image.ndim not in (3, 4) or tuple(image.shape[-3:]) != (3, 128, 128):
        raise Wrong("image", Said("a tensor of shape (1, 3, 128, 128)"), text_of(image),
                    "3-channels-come-before-the-rows")
    if not image.is_floating_point() or not image.isfinite().all() or image.min() == image.max():
        raise Wrong("image", Said("random "
                                  "numbers"), Said("from {least:g} to {most:g}, {dtype}", least=image.min().item(),
                                                   most=image.max().item(), dtype=image.dtype),
                    "torch-rand-and-torch-randn-make")


def one_convolution(module: Any, name: str) -> nn.Conv2d:
    """The one convolution of a module; `name` is the learner's. Raises `Wrong` if there is none, or another."""
    found = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)] if isinstance(
        module, nn.Module) else []
    if len(found) != 1:
        raise Wrong(name, Said("a "
                               "module with one nn.Conv2d"), text_of(module) if not found else Said("{found} of them",
                                                                                                    found=len(found)),
                    "dw-is-one-layer-and-pw")
    return found[0]


def is_depthwise(dw: nn.Conv2d, pw: nn.Conv2d) -> None:
    """Raise `Wrong` unless `dw` is a 3 x 3 depthwise layer for 3 channels, and not exchanged with `pw`."""
    if dw.kernel_size == (1, 1) and pw.kernel_size != (1, 1):
        names = dw.in_channels == pw.out_channels == 10 or pw.groups == 3
        raise Wrong("dw", Said("the depthwise layer"), text_of(dw), "dw-holds-the-pointwise-layer" if names else
                    "the-order-is-turned-round")
    if dw.in_channels == pw.out_channels and dw.groups == dw.in_channels != 3:
        raise Wrong("dw", Said("a layer "
                               "for the 3 channels of the image"), Said("one for {in_channels} channels",
                                                                        in_channels=dw.in_channels),
                    "the-order-is-turned-round")
    if dw.in_channels != 3:
        raise Wrong("dw.in_channels", "3", f"{dw.in_channels}", "the-image-has-3-channels")
    if dw.groups == 1:
        cause = "this-is-a-standard-convolution"
        if pw.groups > 1:
            cause = "groups-stands-in-the-wrong-layer"
        elif dw.stride == (3, 3):
            cause = "the-fourth-number-of-nn"
        raise Wrong("dw.groups", "3", "1", cause)
    if dw.kernel_size != (3, 3):
        raise Wrong("dw.kernel_size", "(3, 3)", f"{dw.kernel_size}", "the-depthwise-part-is-to-be-3")
    _has_no_stride(dw, "dw")


def is_pointwise(pw: nn.Conv2d) -> None:
    """Raise `Wrong` unless `pw` is a pointwise layer with 10 outputs."""
    if pw.kernel_size != (1, 1):
        raise Wrong("pw.kernel_size", "(1, 1)", f"{pw.kernel_size}",
                    "a-pointwise-kernel-is-1-x-1")
    if pw.out_channels != 10:
        raise Wrong("pw.out_channels", "10", f"{pw.out_channels}",
                    "each-kernel-makes-one-output")
    if pw.groups != 1:
        raise Wrong("pw.groups", "1", f"{pw.groups}", "only-with-groups-1-does-the-pointwise")
    _has_no_stride(pw, "pw")


def _has_no_stride(layer: nn.Conv2d, name: str) -> None:
    if layer.stride != (1, 1):
        raise Wrong(f"{name}.stride", "(1, 1)", f"{layer.stride}", "a-stride-was-not-asked")
