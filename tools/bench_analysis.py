"""How long the analysis of a network takes, apart from `torch.export`; a benchmark, not a test.

Run it with `python -m tools.bench_analysis`. Times are seconds of the processor, so that other programs count little,
and each is the least of several runs.
"""

from __future__ import annotations

from time import process_time

import torch
from torch import nn

from lesson_utils.networks import alexnet_features, mobilenet_v1, resnet50, vgg16
from lesson_utils.tracing import walking

ROUNDS = 5


def seconds(network: nn.Module, shape: tuple[int, ...], rounds: int = ROUNDS) -> tuple[float, float]:
    """Time of the export alone (the first one in this process is slower), and of the analysis of its graph alone."""
    export, analysis = [], []
    for _ in range(rounds):
        start = process_time()
        graph = walking.exported(network, shape)
        export.append(process_time() - start)
        start = process_time()
        walking.followed(network, shape, (), *graph)
        analysis.append(process_time() - start)
    return min(export), min(analysis)


def stack(layers: int) -> nn.Module:
    """Blocks of convolution, norm and ReLU, every second one with a shortcut."""
    return nn.Sequential(*(_Block(shortcut=number % 2 == 1) for number in range(layers))).eval()


class _Block(nn.Module):
    def __init__(self, shortcut: bool) -> None:
        super().__init__()
        self.conv, self.norm, self.shortcut = nn.Conv2d(2, 2, 3, padding=1), nn.BatchNorm2d(2), shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm(self.conv(x)).relu()
        return x + y if self.shortcut else y


def main() -> None:
    """Print a table."""
    with torch.device("meta"):
        networks = {"AlexNet's features": alexnet_features(), "VGG-16": vgg16(), "MobileNet v1": mobilenet_v1(),
                    "ResNet-50": resnet50()}
    print(f"{'':28}{'torch.export':>14}{'analysis':>12}")
    for name, network in networks.items():
        export, analysis = seconds(network.eval(), (1, 3, 224, 224))
        print(f"{name:28}{export:12.2f} s{analysis:10.3f} s")
    for layers in (50, 100, 200):
        export, analysis = seconds(stack(layers), (1, 2, 64, 64))
        print(f"{f'{layers} blocks, 64 x 64':28}{export:12.2f} s{analysis:10.3f} s"
              f"{1000 * analysis / layers:8.2f} ms a block")


if __name__ == "__main__":
    main()
