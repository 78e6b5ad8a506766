"""The few blocks that the networks of the lessons are made of: convolution, batch norm, ReLU."""

from __future__ import annotations

from collections import OrderedDict

from torch import nn


def standard_block(in_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """A standard 3 x 3 convolution: (N, in_channels, H, W) to (N, out_channels, H / stride, W / stride), rounded up.

    >>> [tuple(p.shape) for p in standard_block(8, 16).parameters()]
    [(16, 8, 3, 3), (16,), (16,)]
    """
    return conv_norm_relu(in_channels, out_channels, kernel_size=3, stride=stride)


def separable_block(in_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """The depthwise separable pair in the place of a `standard_block`: the same shapes in and out.

    >>> [tuple(p.shape) for p in separable_block(8, 16).parameters() if p.dim() == 4]
    [(8, 1, 3, 3), (16, 8, 1, 1)]
    """
    return named(depthwise=conv_norm_relu(in_channels, in_channels, kernel_size=3, stride=stride, groups=in_channels),
                 pointwise=conv_norm_relu(in_channels, out_channels, kernel_size=1))


def conv_norm_relu(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1, groups: int = 1,
                   dilation: int = 1) -> nn.Sequential:
    """A convolution, batch norm and ReLU; padded so that at stride 1 a map keeps its size (odd kernels)."""
    padding = dilation * (kernel_size // 2)
    return named(conv=nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias=False),
                 norm=nn.BatchNorm2d(out_channels),  # brings its own bias
                 relu=nn.ReLU())


def conv_norm(in_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """A 1 x 1 convolution and batch norm."""
    return named(conv=nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), norm=nn.BatchNorm2d(out_channels))


def named(**layers: nn.Module) -> nn.Sequential:
    """An `nn.Sequential` whose layers have names."""
    return nn.Sequential(OrderedDict(layers))
