"""Handwritten digits, and one small network for them: with standard or with depthwise separable convolutions."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.blocks import named, separable_block, standard_block
from lesson_utils.errors import WrongValueError
from lesson_utils.facts.legality import whole_number
from lesson_utils.language import tr

TRAINED = 1000  # images to learn from; the other 797 are the test
CLASSES = 10

# The three 3 x 3 layers of the network: which of them are depthwise separable
CLASSIFIER_KINDS = {
    "standard": (False, False, False),
    "separable": (False, True, True),  # as in MobileNet: the first layer stays a standard one
    "separable, first too": (True, True, True),
}


class Digits(NamedTuple):
    """Images (N, 1, 16, 16), values 0 to 1, and their labels (N,), 0 to 9: to train with, and to test with."""

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor


def load_enlarged_digits() -> Digits:
    """The 1,797 handwritten digits that scikit-learn ships, enlarged from 8 x 8 to 16 x 16 (bilinear).

    1,000 to train and 797 to test, drawn once with a fixed seed: the same split everywhere. Source: the
    test set of "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak, UCI repository.

    >>> digits = load_enlarged_digits()
    >>> digits.train_images.shape, digits.test_labels.shape
    (torch.Size([1000, 1, 16, 16]), torch.Size([797]))
    """
    from sklearn.datasets import load_digits  # here, because it takes a second and no other lesson needs it

    ours = load_digits()
    images = torch.as_tensor(ours.images, dtype=torch.float32).unsqueeze(1) / 16  # (N, 1, 8, 8)
    images = F.interpolate(images, scale_factor=2, mode="bilinear")
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
    images, labels = images[order], torch.as_tensor(ours.target)[order]
    return Digits(images[:TRAINED], labels[:TRAINED], images[TRAINED:], labels[TRAINED:])


def digit_network(width: int = 8, kind: str = "standard", seed: int = 0) -> nn.Sequential:
    """Three 3 x 3 layers of `width`, 2 · `width` and 4 · `width` channels, and a classifier.

    `kind` is one of CLASSIFIER_KINDS. The second and the third layer have stride 2. Input: (N, 1, H, W); output:
    (N, 10), scores before softmax. The weights depend on `seed` alone. Raises `ValueError` or
    `TypeError` for a bad argument.

    >>> digit_network(8, "separable").second.pointwise.conv
    Conv2d(8, 16, kernel_size=(1, 1), stride=(1, 1), bias=False)
    """
    whole_number("width", width, 1)
    if kind not in CLASSIFIER_KINDS:
        raise WrongValueError(tr("kind is {kind!r}: take one of {kinds}", kind=kind,
                                 kinds=", ".join(map(repr, CLASSIFIER_KINDS))))
    first, second, third = (separable_block if separable else standard_block for separable in CLASSIFIER_KINDS[kind])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return named(first=first(1, width), second=second(width, 2 * width, stride=2),
                     third=third(2 * width, 4 * width, stride=2), pool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(),
                     classifier=nn.Linear(4 * width, CLASSES))
