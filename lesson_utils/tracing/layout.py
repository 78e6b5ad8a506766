"""Operations that only change where values stand: views, slices, parts side by side."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from lesson_utils.tracing import taps as t
from lesson_utils.tracing.operations import Call, Result, rule
from lesson_utils.tracing.traced import Traced, constant, side_by_side, united


@rule("aten.view", "aten.reshape", "aten._unsafe_view", "aten.flatten", "aten.unflatten", "aten.squeeze",
      "aten.unsqueeze", "aten.view_as", "aten.reshape_as")
def _view(call: Call) -> Traced:
    return call.x.reshaped(call.shape)


@rule("aten.permute")
def _permute(call: Call) -> Traced:
    return call.x.permuted([dim % len(call.shape) for dim in call["dims"]])


@rule("aten.transpose", "aten.swapaxes", "aten.t", "aten.numpy_T", "aten.mT")
def _transpose(call: Call) -> Traced:
    order = list(range(len(call.shape)))
    first = call.arguments.get("dim0", call.arguments.get("axis0", 0))
    second = call.arguments.get("dim1", call.arguments.get("axis1", -1))
    order[first], order[second] = order[second], order[first]
    return call.x.permuted(order)


@rule("aten.movedim")
def _movedim(call: Call) -> Traced:
    rank = len(call.shape)
    source, destination = ([one % rank for one in ([dims] if isinstance(dims, int) else dims)]
                           for dims in (call["source"], call["destination"]))
    rest = iter(dim for dim in range(rank) if dim not in source)
    place = dict(zip(destination, source, strict=True))
    return call.x.permuted([place[dim] if dim in place else next(rest) for dim in range(rank)])


@rule("aten.expand", "aten.expand_as", "aten.broadcast_to")
def _expand(call: Call) -> Traced:
    return united([call.x], call.shape)


@rule("aten.repeat", "aten.tile")
def _repeat(call: Call) -> Traced:
    found = call.x.reshaped((1,) * (len(call.shape) - len(call.x.shape)) + call.x.shape)
    for dim, size in enumerate(call.shape):
        if found.shape[dim] != size:
            found = found.along(dim, t.repeated(found.shape[dim], size))
    return found


@rule("aten.repeat_interleave")
def _repeat_interleave(call: Call) -> Traced:
    found = call.x if call["dim"] is not None else call.x.reshaped((prod(call.x.shape),))
    dim = (call["dim"] or 0) % len(call.shape)
    return found.along(dim, t.repeated(found.shape[dim], call.shape[dim], each=call["repeats"]))


def _piece(tensor: Traced, dim: int, first: int, outputs: int, step: int = 1) -> Traced:
    dim %= len(tensor.dims)
    if (first, outputs, step) == (0, tensor.shape[dim], 1):
        return tensor
    return tensor.along(dim, t.shifted(tensor.shape[dim], outputs, first, step))


@rule("aten.slice")
def _slice(call: Call) -> Traced:
    first, _, _ = slice(call["start"], call["end"], call["step"]).indices(call.x.shape[call["dim"]])
    return _piece(call.x, call["dim"], first, call.shape[call["dim"]], call["step"])


@rule("aten.narrow")
def _narrow(call: Call) -> Traced:
    return _piece(call.x, call["dim"], call["start"] % max(call.x.shape[call["dim"]], 1), call["length"])


@rule("aten.select")
def _select(call: Call) -> Traced:
    return call.x.chosen(call["dim"] % len(call.x.dims), call["index"])


@rule("aten.unbind")
def _unbind(call: Call) -> Result:
    dim = call["dim"] % len(call.x.dims)
    return [call.x.chosen(dim, position) for position in range(call.x.shape[dim])]


@rule("aten.chunk", "aten.split", "aten.split_with_sizes", "aten.tensor_split", "aten.unsafe_chunk",
      "aten.unsafe_split")
def _split(call: Call) -> Result:
    pieces, first = [], 0
    for shape in call.shapes:
        pieces.append(_piece(call.x, call["dim"], first, shape[call["dim"]]))
        first += shape[call["dim"]]
    return pieces


@rule("aten.flip")
def _flip(call: Call) -> Traced:
    found = call.x
    for dim in call["dims"]:
        size = found.shape[dim]
        found = found.along(dim % len(call.shape), t.shifted(size, size, size - 1, -1))
    return found


@rule("aten.roll")
def _roll(call: Call) -> Traced:
    found = call.x if call["dims"] else call.x.reshaped((prod(call.x.shape),))
    shifts = [call["shifts"]] if isinstance(call["shifts"], int) else call["shifts"]
    for dim, shift in zip(call["dims"] or [0], shifts, strict=True):
        found = found.along(dim % len(found.dims), t.rolled(found.shape[dim], shift))
    return found.reshaped(call.shape)


@rule("aten.cat", "aten.concat")
def _cat(call: Call) -> Traced:
    return side_by_side(list(call.tensors()), call["dim"] % len(call.shape), call.layer)


@rule("aten.stack")
def _stack(call: Call) -> Traced:
    dim = call["dim"] % len(call.shape)
    return side_by_side([_with_dimension(tensor, dim) for tensor in call.tensors()], dim, call.layer)


def _with_dimension(tensor: Traced, dim: int) -> Traced:
    return replace(tensor, dims=(*tensor.dims[:dim], constant((1,)).dims[0], *tensor.dims[dim:]))


@rule("aten.slice_scatter")
def _slice_scatter(call: Call) -> Traced:
    """A map with a slice of it written over by another: `x[:, :, 2:4] = y`."""
    dim = call["dim"] % len(call.shape)
    first, _, step = slice(call["start"], call["end"], call["step"]).indices(call.shape[dim])
    return _written_over(call, call["src"], dim, first, step)


@rule("aten.select_scatter")
def _select_scatter(call: Call) -> Traced:
    dim = call["dim"] % len(call.shape)
    return _written_over(call, _with_dimension(call["src"], dim), dim, call["index"] % call.shape[dim], 1)


def _written_over(call: Call, source: Traced, dim: int, first: int, step: int) -> Traced:
    size, count = call.shape[dim], source.shape[dim]
    parts = [(call.x, t.kept(size, first, count, step)), (source, t.written(size, first, count, step))]
    return united([tensor.along(dim, taps) for tensor, taps in parts if tensor.spans], call.shape)


@rule("aten.pixel_shuffle")
def _pixel_shuffle(call: Call) -> Traced:
    """r · r channels become r x r pixels."""
    *batch, _, height, width = call.x.shape
    r, n = call["upscale_factor"], len(batch)
    found = call.x.reshaped((*batch, call.shape[-3], r, r, height, width))
    return found.permuted([*range(n), n, n + 3, n + 1, n + 4, n + 2]).reshaped(call.shape)


@rule("aten.pixel_unshuffle")
def _pixel_unshuffle(call: Call) -> Traced:
    """r x r pixels become r · r channels."""
    *batch, channels, _, _ = call.x.shape
    r, n = call["downscale_factor"], len(batch)
    found = call.x.reshaped((*batch, channels, call.shape[-2], r, call.shape[-1], r))
    return found.permuted([*range(n), n, n + 2, n + 4, n + 1, n + 3]).reshaped(call.shape)


@rule("aten.channel_shuffle")
def _channel_shuffle(call: Call) -> Traced:
    size, groups = call.shape[1], call["groups"]
    found = call.x.reshaped((call.shape[0], groups, size // groups, *call.shape[2:]))
    return found.permuted([0, 2, 1, *range(3, len(found.dims))]).reshaped(call.shape)
