"""Random networks, with branches and 1 to 3 axes, and the comparison of analysis and probing that all tests use."""

import warnings
from collections.abc import Callable
from itertools import product

import numpy
import torch
import torch.nn.functional as F
from hypothesis import assume
from hypothesis import strategies as st
from torch import nn

from lesson_utils.receptive_field import probe_all, receptive_field

CHANNELS = 4
SMALLEST, LARGEST = 3, {1: 24, 2: 12, 3: 7}  # sizes of a map between the layers
SIZES = {1: (7, 18), 2: (5, 9), 3: (4, 5)}  # of the image


class Functionally(nn.Module):
    def __init__(self, function: Callable, *parts: nn.Module):
        super().__init__()
        self.function, self.parts = function, nn.ModuleList(parts)

    def forward(self, x):
        return self.function(x, *self.parts)


def each(draw, axes, low, high):
    """One number for all axes, or one for each."""
    number = st.integers(low, high)
    return draw(st.one_of(number, st.tuples(*[number] * axes)))


def of_axes(family, axes):
    return getattr(nn, f"{family}{axes}d")


def convolution(draw, axes, _):
    return of_axes("Conv", axes)(
        CHANNELS, CHANNELS, each(draw, axes, 1, 4), stride=each(draw, axes, 1, 3), padding=each(draw, axes, 0, 3),
        dilation=each(draw, axes, 1, 2), groups=draw(st.sampled_from([1, 2, 4])))


def same(draw, axes, _):
    return of_axes("Conv", axes)(CHANNELS, CHANNELS, each(draw, axes, 1, 4), padding="same",
                                 dilation=each(draw, axes, 1, 3))


def padding_mode(draw, axes, _):
    mode = draw(st.sampled_from(["reflect", "replicate", "circular"]))
    return of_axes("Conv", axes)(CHANNELS, CHANNELS, each(draw, axes, 1, 4), stride=each(draw, axes, 1, 2),
                                 padding=each(draw, axes, 1, 2), padding_mode=mode)


def transposed(draw, axes, _):
    stride = each(draw, axes, 1, 3)
    extra = draw(st.integers(0, (stride if isinstance(stride, int) else min(stride)) - 1))
    return of_axes("ConvTranspose", axes)(
        CHANNELS, CHANNELS, each(draw, axes, 1, 4), stride=stride, padding=each(draw, axes, 0, 2), output_padding=extra,
        dilation=each(draw, axes, 1, 2), groups=draw(st.sampled_from([1, 2])))


def max_pool(draw, axes, _):
    return of_axes("MaxPool", axes)(each(draw, axes, 2, 3), stride=each(draw, axes, 1, 3),
                                    padding=draw(st.integers(0, 1)), dilation=each(draw, axes, 1, 2),
                                    ceil_mode=draw(st.booleans()))


def average_pool(draw, axes, _):
    return of_axes("AvgPool", axes)(draw(st.integers(2, 3)), stride=draw(st.integers(1, 3)),
                                    padding=draw(st.integers(0, 1)), ceil_mode=draw(st.booleans()),
                                    count_include_pad=draw(st.booleans()))


def lp_pool(draw, axes, _):
    return of_axes("LPPool", axes)(2.0, draw(st.integers(2, 3)), stride=draw(st.integers(1, 3)),
                                   ceil_mode=draw(st.booleans()))


def adaptive_pool(draw, axes, _):
    family = draw(st.sampled_from(["AdaptiveAvgPool", "AdaptiveMaxPool"]))
    return of_axes(family, axes)(tuple(draw(st.integers(3, 8)) for _ in range(axes)) if axes > 1 else
                                 draw(st.integers(3, 12)))


def how_large(draw, axes):
    if draw(st.booleans()):
        return {"scale_factor": draw(st.sampled_from([1.5, 2, 3, 0.7, 1.3]))}
    return {"size": tuple(draw(st.integers(3, 10)) for _ in range(axes))}


def nearest(draw, axes, _):
    return nn.Upsample(**how_large(draw, axes), mode=draw(st.sampled_from(["nearest", "nearest-exact"])))


def linear(draw, axes, _):
    return nn.Upsample(**how_large(draw, axes), mode=["linear", "bilinear", "trilinear"][axes - 1],
                       align_corners=draw(st.booleans()))


def cubic(draw, axes, _):
    if axes != 2:
        return None
    return nn.Upsample(**how_large(draw, axes), mode="bicubic", align_corners=draw(st.booleans()))


def pad(draw, axes, _):
    mode = draw(st.sampled_from(["constant", "constant", "reflect", "replicate", "circular"]))
    low = -1 if mode == "constant" else 0
    pixels = [draw(st.integers(low, 2)) for _ in range(2 * axes)]
    return Functionally(lambda x: F.pad(x, pixels, mode=mode))


def cut(draw, _, size):
    parts = tuple(slice(draw(st.integers(0, 2)), draw(st.sampled_from([None, -1, n - 1])), draw(st.integers(1, 2)))
                  for n in size)
    return Functionally(lambda x: x[(slice(None), slice(None), *parts)])


def flip(draw, axes, _):
    dim = draw(st.integers(2, axes + 1))
    return Functionally(lambda x: x.flip(dim))


def roll(draw, axes, _):
    dim, shift = draw(st.integers(2, axes + 1)), draw(st.integers(-3, 3))
    return Functionally(lambda x: x.roll(shift, dim))


def transpose(draw, axes, _):
    dim = draw(st.integers(2, axes + 1))
    return Functionally(lambda x: x.transpose(dim, 2))


def shuffle(draw, axes, _):
    if axes != 2:
        return None
    return nn.Sequential(nn.Conv2d(CHANNELS, 4 * CHANNELS, draw(st.integers(1, 3))), nn.PixelShuffle(2))


def normalise(draw, axes, _):
    return draw(st.sampled_from([
        of_axes("BatchNorm", axes)(CHANNELS), nn.Hardswish(), nn.PReLU(), nn.GELU(), nn.ReLU(inplace=True),
        Functionally(lambda x, norm: norm(x.movedim(1, -1)).movedim(-1, 1), nn.LayerNorm(CHANNELS)),
        Functionally(lambda x: x.softmax(1))]))


def everything(draw, axes, size):
    dim = draw(st.integers(2, axes + 1))
    return draw(st.sampled_from([
        nn.GroupNorm(2, CHANNELS), of_axes("InstanceNorm", axes)(CHANNELS), Functionally(lambda x: x.softmax(dim)),
        Functionally(lambda x: x * torch.sigmoid(x.mean(dim, keepdim=True))), nn.Linear(size[-1], 5)]))


def cropped(parts):
    """All branches cut down to the size of the smallest."""
    size = [min(sizes) for sizes in zip(*(part.shape[2:] for part in parts), strict=True)]
    return [part[(..., *(slice(n) for n in size))] for part in parts]


def add(x, *branches):
    return sum(cropped([branch(x) for branch in branches]))


def multiply(x, *branches):
    one, *others = cropped([branch(x) for branch in branches])
    for other in others:
        one = one * other
    return one


def concatenate(x, *branches):
    return torch.cat(cropped([branch(x) for branch in branches]), dim=1)[:, ::len(branches)]


def concatenate_along(dim):
    """Side by side in the map, and half of one cut away again."""
    def function(x, *branches):
        parts = cropped([branch(x) for branch in branches])
        return torch.cat(parts, dim).narrow(dim, parts[0].shape[dim] // 2, parts[0].shape[dim])

    return function


LAYERS = {"convolution": convolution, "same": same, "padding_mode": padding_mode, "transposed": transposed,
          "max_pool": max_pool, "average_pool": average_pool, "lp_pool": lp_pool, "adaptive_pool": adaptive_pool,
          "nearest": nearest, "linear": linear, "cubic": cubic, "pad": pad, "cut": cut, "flip": flip, "roll": roll,
          "transpose": transpose, "shuffle": shuffle, "normalise": normalise, "everything": everything}
BRANCHES = ("add", "multiply", "cat", "cat_along")


@st.composite
def networks(draw, first=None):
    """(network in eval mode, input shape, names of its operations), beginning with the operation `first`, if given."""
    axes = 2 if first in ("cubic", "shuffle") else draw(st.sampled_from([1, 2, 2, 2, 3]))
    size = tuple(draw(st.integers(*SIZES[axes])) for _ in range(axes))
    names: list[str] = []
    layers, _ = several(draw, axes, size, draw(st.integers(2, 5)), names, depth=0, first=first)
    assume(first is None or first in names)
    return layers.eval(), (1, CHANNELS, *size), tuple(names)


def several(draw, axes, size, count, names, depth, first=None):
    layers = nn.Sequential()
    for number in range(count):
        kinds = [*LAYERS, *(BRANCHES * 2 if depth < 2 else ())]
        name = first if first and number == 0 else draw(st.sampled_from(kinds))
        layer, inner = one(draw, name, axes, size, depth)
        new = size_after(layer, size)
        if new is None:
            continue
        layers.append(layer)
        names += [name, *inner]
        size = new
    return layers, size


def one(draw, name, axes, size, depth):
    if name in LAYERS:
        return LAYERS[name](draw, axes, size), []
    inner: list[str] = []
    branches = [several(draw, axes, size, draw(st.integers(0, 2)), inner, depth + 1)[0]
                for _ in range(draw(st.integers(2, 3)))]
    along = concatenate_along(draw(st.integers(2, axes + 1)))
    join = {"add": add, "multiply": multiply, "cat": concatenate, "cat_along": along}[name]
    return Functionally(join, *branches), inner


def size_after(layer, size):
    """Size of the map behind a layer; None if it does not fit, or makes the map too small or too large."""
    if layer is None:
        return None
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of 'same' with even kernels
            new = tuple(layer.eval()(torch.zeros(1, CHANNELS, *size)).shape[2:])
    except (RuntimeError, ValueError):
        return None
    return new if min(new) >= SMALLEST and max(new) <= LARGEST[len(size)] else None


def all_reads(field):
    """Every output position's exact set: the axes of the output's map, then those of the image."""
    places = field.output_shape[2:]
    found = [field.reads(position) for position in product(*map(range, places))]
    return numpy.stack(found).reshape(*places, *field.input_shape[2:])


def compare(network, shape):
    """Analysis == probing; returns the analysis."""
    field, probed = receptive_field(network, shape), probe_all(network, shape)
    numpy.testing.assert_array_equal(all_reads(field), probed.reads, err_msg=f"{network}\n{field}")
    return field, probed
