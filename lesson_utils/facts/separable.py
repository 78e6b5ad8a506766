"""A standard convolution and the depthwise separable pair that stands in for it: what both cost."""

from __future__ import annotations

from dataclasses import dataclass

from lesson_utils.facts.convolution import Convolution


@dataclass(frozen=True)
class SeparablePair:
    """A standard convolution and the two layers that stand in for it, on maps of height x width.

    Facts alone: parameters without biases, MACs for one input. `ratio` is the same for both.

    >>> pair = SeparablePair.of(32, 64, 3, 56, 56)
    >>> round(pair.ratio, 3), round(1 / 64 + 1 / 9, 3)
    (0.127, 0.127)
    """

    standard: Convolution
    depthwise: Convolution
    pointwise: Convolution
    height: int
    width: int

    @classmethod
    def of(cls, in_channels: int, out_channels: int, kernel_size: int, height: int, width: int) -> SeparablePair:
        """The pair for an odd kernel, padded so that the maps keep their size."""
        same = {"padding": (kernel_size - 1) // 2, "bias": False}
        return cls(Convolution(in_channels, out_channels, kernel_size, **same),
                   Convolution(in_channels, in_channels, kernel_size, groups=in_channels, **same),
                   Convolution(in_channels, out_channels, 1, bias=False), height, width)

    @property
    def macs(self) -> tuple[int, int, int]:
        """(standard, depthwise, pointwise)."""
        size = self.standard.output_size(self.height, self.width)
        return (self.standard.macs(self.height, self.width), self.depthwise.macs(self.height, self.width),
                self.pointwise.macs(*size))

    @property
    def parameters(self) -> tuple[int, int, int]:
        """(standard, depthwise, pointwise)."""
        return self.standard.parameters, self.depthwise.parameters, self.pointwise.parameters

    @property
    def ratio(self) -> float:
        """MACs of the two layers / MACs of the one."""
        standard, depthwise, pointwise = self.macs
        return (depthwise + pointwise) / standard
