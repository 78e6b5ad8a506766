"""The forward pass that is counted: the module stays as it was, time and memory, and what bad input is told."""

import re
import subprocess
import sys
import threading

import numpy
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.cost import cost_table, kind_of
from lesson_utils.errors import WrongValueError
from tests.support.random_networks import Functionally

# The module handed in

def test_the_module_is_not_changed():
    seen = []
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Flatten(), nn.Linear(144, 2))
    network[4].eval()  # modes may differ from layer to layer
    network[0].register_forward_hook(lambda *_: seen.append("after"))
    network[1].register_forward_pre_hook(lambda *_: seen.append("before"))
    network[0].bias.requires_grad_(False)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    addresses = [value.data_ptr() for value in network.state_dict().values()]
    attributes = [dict(vars(part)) for part in network.modules()]

    cost_table(network, (1, 3, 8, 8))

    assert seen == [], "a hook of the module ran"
    assert [part.training for part in network.modules()] == [True, True, True, True, True, False]
    assert [dict(vars(part)) for part in network.modules()] == attributes
    assert [value.data_ptr() for value in network.state_dict().values()] == addresses
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert [p.requires_grad for p in network.parameters()] == [True, False, True, True, True, True]
    network(torch.zeros(2, 3, 8, 8))
    assert seen == ["after", "before"]
    assert int(network[1].num_batches_tracked) == 1


def test_an_error_leaves_nothing_behind():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Linear(5, 5))
    attributes = [dict(vars(part)) for part in network.modules()]
    with pytest.raises(RuntimeError):
        cost_table(network, (1, 3, 8, 8))
    assert [dict(vars(part)) for part in network.modules()] == attributes
    assert torch.zeros(1).device.type == "cpu"
    assert torch.is_grad_enabled()
    assert cost_table(network, (1, 3, 7, 7)).macs == 108 * 25 + 4 * 5 * 25


def test_training_mode_with_one_value_per_channel():
    network = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(3)).train()
    with pytest.raises(ValueError):
        network(torch.zeros(1, 3, 8, 8))
    assert cost_table(network, (1, 3, 8, 8)).parameters == 6


@pytest.mark.parametrize("layer", [nn.Conv2d(3, 4, 3), nn.ConvTranspose2d(3, 4, 3)])
@pytest.mark.parametrize("stride", [2, [2, 2], (2, 2), (2,)])
def test_settings_that_were_changed_by_hand(layer, stride):
    layer.stride, layer.dilation = stride, 2
    (row,) = cost_table(layer, (1, 3, 9, 9)).rows
    assert row.output_shape == tuple(layer(torch.zeros(1, 3, 9, 9)).shape)


def test_there_is_no_gradient():
    seen = []
    cost_table(Functionally(lambda _: seen.append(torch.is_grad_enabled())), (1,))
    assert seen == [False]


def test_old_weight_norm_and_plain_tensors_can_be_copied():
    class Plain(nn.Module):
        def __init__(self):
            super().__init__()
            self.mask = torch.ones(3, 3, requires_grad=True) * 2  # no leaf, so no deepcopy as it stands
            self.kept = [{"shift": torch.ones(3)}]

        def forward(self, x):
            return x @ self.mask + self.kept[0]["shift"] + torch.zeros(3)

    assert cost_table(Plain(), (2, 3)).macs == 18
    with pytest.warns(FutureWarning):
        layer = nn.utils.weight_norm(nn.Linear(3, 4))
    assert cost_table(layer, (1, 3)).macs == 12


MEASURE = """
import re, time
import lesson_utils.cost, lesson_utils.networks, torch

def peak():  # in MB; not `ru_maxrss`, which begins with that of the process that started this one
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read()).group(1)) * 1024 / 1e6

before = peak()
network = lesson_utils.networks.mobilenet_v1()
start = time.perf_counter()
lesson_utils.cost.cost_table(network, (1, 3, 224, 224))
print(time.perf_counter() - start, peak() - before)

layer = torch.nn.utils.skip_init(torch.nn.Linear, 8192, 8192)
with torch.no_grad():
    layer.weight.fill_(1)  # 268 MB, in use
before = peak()
lesson_utils.cost.cost_table(layer, (100_000, 8192))
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of the memory in /proc")
def test_time_and_memory():
    run = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    seconds, small, large = (float(word) for word in run.stdout.split())
    print(f"\nMobileNet v1, the first table: {seconds:.2f} s, {small:.0f} MB above the imports"
          f"\na layer of 268 MB with maps of 3277 MB: {large:.0f} MB")
    assert seconds < 2
    assert small < 200
    assert large < 50, "weights or maps were copied"


# Bad input

@pytest.mark.parametrize(("shape", "words"), [
    (224, ["224, of type int", "(1, 3, 224, 224)"]),
    ("1322", ["'1322', of type str"]),
    (None, ["None, of type NoneType"]),
    ((), ["()", "batch first"]),
    ((1, 3, 0, 8), ["(1, 3, 0, 8)", "at least 1"]),
    ((-1, 3, 8, 8), ["(-1, 3, 8, 8)", "at least 1"]),
    ((1, 3, 8.0, 8), ["(1, 3, 8.0, 8)", "whole numbers"]),
    ((True, 3, 8, 8), ["(True, 3, 8, 8)", "whole numbers"]),
    (torch.zeros(1, 3, 8, 8), ["is a tensor", "(1, 3, 8, 8)"]),
    ((10**12, 3, 10**9, 10**9), ["cannot make a tensor"]),
    ((10**30, 3, 8, 8), ["cannot make a tensor"]),
    ((3, 8, 8), ["1 (Conv2d)", "(batch, channels, height, width)", "for one input write (1, 3, 8, 8)"]),
    ((8, 8), ["(8, 8)", "(batch, channels, height, width)", "write 4 numbers"]),
    ((1, 1, 3, 8, 8), ["(1, 1, 3, 8, 8)", "write 4 numbers"]),
])
def test_bad_input_shape(shape, words):
    with pytest.raises(ValueError) as caught:
        cost_table(nn.Sequential(nn.ReLU(), nn.Conv2d(3, 4, 3)), shape)
    assert type(caught.value) is WrongValueError
    for word in ["input_shape is", *words]:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("first", "shape", "words"), [
    (nn.Conv1d(3, 4, 3), (3, 8), "(batch, channels, length): for one input write (1, 3, 8)"),
    (nn.Conv3d(3, 4, 3), (3, 8, 8, 8), "(batch, channels, depth, height, width): for one input write (1, 3, 8, 8, 8)"),
    (nn.ConvTranspose2d(3, 4, 3), (3, 8, 8), "(batch, channels, height, width): for one input write (1, 3, 8, 8)"),
    (nn.MaxPool2d(2), (3, 8, 8), "(batch, channels, height, width): for one input write (1, 3, 8, 8)"),
    (nn.AdaptiveAvgPool2d(1), (3, 8, 8), "(batch, channels, height, width): for one input write (1, 3, 8, 8)"),
    (nn.InstanceNorm2d(3), (3, 8, 8), "(batch, channels, height, width): for one input write (1, 3, 8, 8)"),
    (nn.Linear(8, 4), (8,), "(batch, features): for one input write (1, 8)"),
])
def test_an_input_without_batch_is_refused(first, shape, words):
    first.eval()
    first(torch.zeros(shape))  # PyTorch takes it, which is why we have to look
    with pytest.raises(ValueError, match=re.escape(words)):
        cost_table(first, shape)
    assert cost_table(first, (2, *shape)).batch == 2


def test_a_module_may_change_the_rank_itself():
    class Spectrum(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)

        def forward(self, x):
            return self.conv(x.unsqueeze(1))

    table = cost_table(Spectrum(), (5, 8, 8))
    assert (table.batch, table.macs) == (5, 5 * 18 * 36)
    assert cost_table(nn.Sequential(nn.Unflatten(1, (3, 4, 4)), nn.Conv2d(3, 1, 1)), (5, 48)).macs == 5 * 3 * 16
    assert cost_table(nn.Linear(8, 4), (2, 3, 8)).macs == 2 * 3 * 32
    assert cost_table(nn.ReLU(), (7,)).batch == 7
    one = nn.Sequential(Functionally(lambda x: x.squeeze(0)), nn.Conv2d(3, 1, 1))
    assert cost_table(one, (1, 3, 4, 4)).macs == 3 * 16
    rows_as_channels = nn.Sequential(nn.Conv1d(3, 4, 1), nn.Conv2d(2, 1, 1))
    assert cost_table(rows_as_channels, (2, 3, 5)).macs == 2 * 12 * 5 + 2 * 4 * 5


@pytest.mark.parametrize("shape", [[1, 3, 8, 8], torch.Size([1, 3, 8, 8]), (numpy.int64(1), 3, 8, 8)])
def test_other_ways_to_write_a_shape(shape):
    table = cost_table(nn.Conv2d(3, 4, 3), shape)
    assert table.input_shape == (1, 3, 8, 8)
    assert "input (1, 3, 8, 8), batch 1" in str(table)


@pytest.mark.parametrize(("module", "words"), [
    (None, "module is a NoneType"), (torch.zeros(1), "module is a Tensor"), (F.relu, "module is a function"),
    (nn.Conv2d, "module is the class Conv2d: make one of it first"),
])
def test_not_a_module(module, words):
    for function in (kind_of, lambda m: cost_table(m, (1, 3, 8, 8))):
        with pytest.raises(TypeError, match=re.escape(words)):
            function(module)


class Raises(nn.Module):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def forward(self, _):
        raise self.error


class TwoWordsError(Exception):
    def __init__(self, first, second):
        super().__init__(first, second)


class CodeError(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")


class Turns(nn.Module):
    """Fails while it handles the failure of its layer."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        try:
            return self.inner(x)
        except KeyError as error:
            raise OSError("turned") from error


def nested(layer):
    network = nn.Sequential(nn.ReLU(), nn.Sequential(nn.ReLU(), layer))
    network.add_module("last", nn.ReLU())
    return network


@pytest.mark.parametrize(("layer", "error", "words"), [
    (nn.Conv2d(4, 4, 3), RuntimeError,
     ["1.1 (Conv2d), with input_shape (1, 3, 8, 8)", "in_channels is 4", "3 channels"]),
    (nn.ConvTranspose2d(4, 4, 3), RuntimeError, ["1.1 (ConvTranspose2d)", "in_channels is 4", "3 channels"]),
    (nn.Conv2d(3, 4, 9), RuntimeError, ["1.1 (Conv2d)", "Kernel size can't be greater than actual input size"]),
    (nn.Conv2d(3, 4, 3, stride=0), RuntimeError, ["1.1 (Conv2d)", "stride is (0, 0)", "take 1 or more"]),
    (nn.Conv2d(3, 4, 3, padding=-1), RuntimeError, ["1.1 (Conv2d)", "padding is (-1, -1)", "take 0 or more"]),
    (nn.Conv2d(3, 4, 3, dilation=0), RuntimeError, ["1.1 (Conv2d)", "dilation is (0, 0)", "take 1 or more"]),
    (nn.Conv2d(3, 4, 0), RuntimeError, ["1.1 (Conv2d)", "kernel_size is (0, 0)", "take 1 or more"]),
    (nn.Conv2d(3, 4, 3, stride=(1, 1, 1)), RuntimeError,
     ["1.1 (Conv2d)", "stride is (1, 1, 1)", "one for each of ('height', 'width')"]),
    (nn.Conv2d(3, 4, (1,)), RuntimeError, ["1.1 (Conv2d)", "kernel_size is (1,)"]),
    (nn.ConvTranspose2d(3, 4, 3, stride=2, output_padding=(1, 2)), RuntimeError,
     ["1.1 (ConvTranspose2d)", "output_padding is (1, 2)", "at most (1, 1)"]),
    (nn.ConvTranspose2d(3, 4, 3, padding=(5, 1)), RuntimeError,
     ["1.1 (ConvTranspose2d)", "(1, 4, 0, 8)", "less padding"]),
    (nn.Linear(9, 4), RuntimeError, ["1.1 (Linear)", "in_features is 9", "(1, 3, 8, 8)"]),
    (nn.BatchNorm2d(4), RuntimeError, ["1.1 (BatchNorm2d)", "3 elements not 4"]),
    (nn.MaxPool2d(9), RuntimeError, ["1.1 (MaxPool2d)", "too small"]),
    (nn.BatchNorm3d(3), ValueError, ["1.1 (BatchNorm3d)", "expected 5D input"]),
    (Raises(KeyError("gone")), KeyError, ["1.1 (Raises)", "'gone'"]),
    (Raises(AssertionError()), AssertionError, ["1.1 (Raises)", "AssertionError"]),
    (Raises(TwoWordsError("one", "two")), RuntimeError, ["1.1 (Raises)", "('one', 'two')"]),
    (Raises(CodeError(7)), RuntimeError, ["1.1 (Raises)", "code 7"]),
    (nn.Sequential(nn.Flatten(), nn.Conv2d(3, 4, 3)), RuntimeError, ["1.1.1 (Conv2d)", "Expected 3D (unbatched)"]),
    (Turns(Raises(KeyError("gone"))), OSError, ["1.1 (Turns)", "turned"]),
    (nn.Bilinear(3, 3, 3), TypeError, ["1.1 (Bilinear)", "missing 1 required positional argument"]),
    (nn.ModuleList(), NotImplementedError, ["1.1 (ModuleList)", "forward"]),
])
def test_a_forward_pass_that_fails(layer, error, words):
    with pytest.raises(error) as caught:
        cost_table(nested(layer), (1, 3, 8, 8))
    assert type(caught.value) is error
    assert caught.value.__cause__ is not None
    (message,) = caught.value.args
    assert message.startswith(words[0])
    for word in words:
        assert word in message


@pytest.mark.parametrize("function", [
    lambda x: x * x.sum().item(), lambda x: x if x.sum() > 0 else -x, lambda x: x[x > 0], lambda x: x.numpy(),
    lambda x: x.tolist(), lambda x: x.nonzero(), lambda x: x + torch.zeros(8, device="cpu"),
])
def test_a_forward_pass_that_reads_values(function):
    with pytest.raises((RuntimeError, NotImplementedError, TypeError)) as caught:
        cost_table(nested(Functionally(function)), (1, 3, 8, 8))
    message = str(caught.value)
    assert message.startswith("1.1 (Functionally)")
    assert "meta tensors, which have a shape and no values" in message


@pytest.mark.parametrize(("module", "words"), [
    (nn.Sequential(nn.ReLU(), nn.LazyConv2d(4, 3)), "1 (LazyConv2d)"),
    (nn.LazyBatchNorm2d(affine=False), "LazyBatchNorm2d"),
])
def test_a_lazy_layer(module, words):
    with pytest.raises(ValueError, match=re.escape(f"without a shape yet, {words}: run the module once")):
        cost_table(module, (1, 3, 8, 8))
    module(torch.zeros(2, 3, 8, 8))
    assert cost_table(module, (1, 3, 8, 8)).batch == 1


def test_a_module_that_cannot_be_copied():
    module = nn.ReLU()
    module.lock = threading.Lock()
    with pytest.raises(TypeError, match="module, a ReLU, cannot be copied"):
        cost_table(module, (1, 3))
