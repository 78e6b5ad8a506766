"""Resizing against PyTorch: which pixel, and which pixels, each output position takes, for many sizes and factors."""

import numpy
import pytest
import torch
import torch.nn.functional as F

from lesson_utils.tracing import taps

FACTORS = (1, 1.1, 1.3, 1.5, 1.7, 2, 2.05, 2.5, 3, 4, 5, 7, 0.5, 0.7, 0.9, 0.33, 1 / 3)
TARGETS = [*({"scale_factor": factor} for factor in FACTORS), *({"size": size} for size in range(1, 40, 2))]


def torch_reads(size, axes, target, **kwargs):
    """True where an output position (column) takes an input position (row), along the last of `axes` axes."""
    x = torch.ones([size, 4] + [2] * (axes - 1) + [size], dtype=torch.float64)
    for position in range(size):
        x[position, ..., position] = torch.nan
    name, value = next(iter(target.items()))
    target = {name: (*[2 if name == "size" else 1.0] * (axes - 1), value)}
    y = F.interpolate(x, **target, **kwargs)
    return y.isnan().any(1).reshape(size, -1, y.shape[-1])[:, 0].numpy()


def our_reads(size, found):
    reads = numpy.zeros((size, len(found.real)), bool)
    for output, positions in enumerate(found.real):
        reads[positions, output] = True
    return reads


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("mode", ["nearest", "nearest-exact"])
def test_nearest(axes, mode):
    for size in range(1, 16):
        for target in TARGETS:
            if int(target.get("scale_factor", 1) * size):
                theirs = torch_reads(size, axes, target, mode=mode)
                found = taps.nearest(size, theirs.shape[1], target.get("scale_factor"), mode == "nearest-exact", axes)
                numpy.testing.assert_array_equal(our_reads(size, found), theirs, err_msg=f"{size} {target}")


@pytest.mark.parametrize("align_corners", [False, True])
@pytest.mark.parametrize(("mode", "axes", "count"), [("linear", 1, 2), ("bilinear", 2, 2), ("trilinear", 3, 2),
                                                     ("bicubic", 2, 4)])
def test_interpolation(mode, axes, count, align_corners):
    for size in range(1, 16):
        for target in TARGETS:
            if int(target.get("scale_factor", 1) * size):
                theirs = torch_reads(size, axes, target, mode=mode, align_corners=align_corners)
                found = taps.interpolated(size, theirs.shape[1], target.get("scale_factor"), align_corners, count)
                numpy.testing.assert_array_equal(our_reads(size, found), theirs, err_msg=f"{size} {target}")


@pytest.mark.parametrize("maximum", [7, 13])
def test_adaptive(maximum):
    for size in range(1, maximum):
        for outputs in range(1, maximum):
            x = torch.ones(size, 1, size, dtype=torch.float64)
            x[range(size), 0, range(size)] = torch.nan
            theirs = F.adaptive_avg_pool1d(x, outputs).isnan()[:, 0].numpy()
            found = our_reads(size + 1, taps.adaptive(size, outputs))[:size]  # the last row: taps that read nothing
            numpy.testing.assert_array_equal(found, theirs)
