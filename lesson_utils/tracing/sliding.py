"""Operations that slide along the map: convolution, pooling, resizing, padding."""

from __future__ import annotations

from collections.abc import Sequence

from lesson_utils.language import tr
from lesson_utils.tracing import taps as t
from lesson_utils.tracing.operations import Call, check_weight, rule
from lesson_utils.tracing.traced import CannotFollowError, NoBatchError, Shape, Traced

AXES = {1: "(batch, channels, length)", 2: "(batch, channels, height, width)",
        3: "(batch, channels, depth, height, width)"}


def _maps(call: Call, axes: int) -> Traced:
    if len(call.x.dims) != axes + 2:
        raise NoBatchError(tr("reads {axes}, but what reaches it has the shape {shape}", axes=AXES[axes],
                              shape=call.x.shape))
    return call.x


def _each(value: int | Sequence[int], axes: int) -> list[int]:
    """One number for each axis: one stands for all."""
    values = [value] if isinstance(value, int) else list(value)
    return values * axes if len(values) == 1 else values


@rule("aten.conv1d", "aten.conv2d", "aten.conv3d")
def _convolution(call: Call) -> Traced:
    check_weight(call)
    kernel_size = call["weight"].shape[2:]
    axes = len(kernel_size)
    found = _channels_mixed(_maps(call, axes), call)
    stride, dilation = _each(call["stride"], axes), _each(call["dilation"], axes)
    if isinstance(call["padding"], str):
        total = [d * (k - 1) if call["padding"] == "same" else 0 for k, d in zip(kernel_size, dilation, strict=True)]
        padding = [pixels // 2 for pixels in total]
    else:
        padding = _each(call["padding"], axes)
    return _slid(found, call.shape[2:], kernel_size, stride, padding, dilation)


@rule("aten.conv_transpose1d", "aten.conv_transpose2d", "aten.conv_transpose3d")
def _transposed_convolution(call: Call) -> Traced:
    check_weight(call)
    kernel_size = call["weight"].shape[2:]
    axes = len(kernel_size)
    found = _channels_mixed(_maps(call, axes), call)
    stride, padding, dilation = (_each(call[name], axes) for name in ("stride", "padding", "dilation"))
    for axis in range(axes):
        found = found.along(2 + axis, t.transposed(found.shape[2 + axis], call.shape[2 + axis], kernel_size[axis],
                                                   stride[axis], padding[axis], dilation[axis]))
    return found


def _channels_mixed(maps: Traced, call: Call) -> Traced:
    outputs, groups = call.shape[1], call.arguments.get("groups", 1)
    if groups > 1 and maps.tracked() & set(maps.dims[1]):
        return maps.along(1, t.grouped(maps.shape[1], outputs, groups))
    return maps.mixed([1], call.layer, lambda _: outputs)


def _slid(maps: Traced, outputs: Shape, *settings: Sequence[int]) -> Traced:
    """A window along each axis; `settings` are kernel sizes, strides, paddings and dilations."""
    for dim, (count, kernel_size, *others) in enumerate(zip(outputs, *settings, strict=True), start=2):
        if (kernel_size, *others[:2]) != (1, 1, 0):  # a 1 x 1 convolution moves nothing
            maps = maps.along(dim, t.window(maps.shape[dim], count, kernel_size, *others))
    return maps


@rule(*(f"aten.{kind}_pool{axes}d{suffix}" for axes in (1, 2, 3)
        for kind, suffix in (("max", ""), ("max", "_with_indices"), ("avg", ""))))
def _pool(call: Call) -> Traced | list[Traced]:
    axes = len(call["kernel_size"]) if len(call["kernel_size"]) > 1 else int(call.name.split("_pool")[1][0])
    found = _maps(call, axes)
    kernel_size, padding = _each(call["kernel_size"], axes), _each(call["padding"], axes)
    stride = _each(call["stride"] or kernel_size, axes)
    dilation = _each(call.arguments.get("dilation", 1), axes)
    found = _slid(found, call.shape[2:], kernel_size, stride, padding, dilation)
    return found if len(call.shapes) == 1 else [found] * len(call.shapes)


@rule(*(f"aten.adaptive_{kind}_pool{axes}d" for axes in (1, 2, 3) for kind in ("max", "avg")))
def _adaptive_pool(call: Call) -> Traced | list[Traced]:
    found = _maps(call, len(call["output_size"]))
    for dim in range(2, len(call.shape)):
        if call.shape[dim] == 1 < found.shape[dim]:
            found = found.mixed([dim], call.layer, lambda _: 1)
        else:
            found = found.along(dim, t.adaptive(found.shape[dim], call.shape[dim]))
    return found if len(call.shapes) == 1 else [found] * len(call.shapes)


@rule("aten.upsample_nearest1d", "aten.upsample_nearest2d", "aten.upsample_nearest3d", "aten._upsample_nearest_exact1d",
      "aten._upsample_nearest_exact2d", "aten._upsample_nearest_exact3d", "aten.upsample_linear1d",
      "aten.upsample_bilinear2d", "aten.upsample_trilinear3d", "aten.upsample_bicubic2d")
def _resized(call: Call) -> Traced:
    axes = len(call.shape) - 2
    found = _maps(call, axes)
    for axis, scale in enumerate(_scales(call, axes)):
        size, outputs = found.shape[2 + axis], call.shape[2 + axis]
        if "nearest" in call.name:
            taps = t.nearest(size, outputs, scale, "exact" in call.name, axes)
        else:
            taps = t.interpolated(size, outputs, scale, call["align_corners"], 4 if "cubic" in call.name else 2)
        found = found.along(2 + axis, taps)
    return found


def _scales(call: Call, axes: int) -> Sequence[float | None]:
    """The scale factors that were given, in one list or one by one: they count, not the sizes that follow from them."""
    if "scale_factors" in call.arguments:
        return call["scale_factors"] or [None] * axes
    names = ["scales"] if axes == 1 else ["scales_d", "scales_h", "scales_w"][-axes:]
    return [call.arguments.get(name) for name in names]


@rule("aten.pad", "aten.constant_pad_nd", "aten._pad_circular",
      *(f"aten.{mode}_pad{axes}d" for mode in ("reflection", "replication") for axes in (1, 2, 3)))
def _padded(call: Call) -> Traced:
    modes = {"reflection": "reflect", "replication": "replicate", "constant": "constant", "_pad": "circular"}
    mode = call.arguments.get("mode") or modes[call.name.removeprefix("aten.").rsplit("_", 1)[0].removesuffix("_pad")]
    found, pad = call.x, call["padding"] if "padding" in call.arguments else call["pad"]
    for number in range(len(pad) // 2):  # (before, after) of the last dimension, then of the one before it
        dim, (before, after) = len(call.shape) - 1 - number, pad[2 * number:2 * number + 2]
        size = found.shape[dim]
        if mode == "constant":
            taps = t.shifted(size, size + before + after, -before)
        elif min(before, after) < 0:
            raise CannotFollowError(tr("takes pixels away by padding {both} in mode {mode!r}: take a slice",
                                       both=(before, after), mode=mode))
        else:
            taps = t.folded(size, before, after, mode)
        if before or after:
            found = found.along(dim, taps)
    return found


@rule("aten.im2col")
def _unfolded(call: Call) -> Traced:
    """Windows written as columns: shape (batch, channels · kernel, places)."""
    names = ("kernel_size", "stride", "padding", "dilation")
    kernel_size, stride, padding, dilation = (_each(call[name], 2) for name in names)
    found = _channels_mixed(_maps(call, 2), call)
    outputs = tuple((size + 2 * p - d * (k - 1) - 1) // s + 1 for size, k, s, p, d in
                    zip(found.shape[2:], kernel_size, stride, padding, dilation, strict=True))
    return _slid(found, outputs, kernel_size, stride, padding, dilation).reshaped(call.shape)
