"""What `receptive_field` refuses and in which words, and that the module handed in stays as it was."""

import re
import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.errors import WrongTypeError, WrongValueError
from lesson_utils.receptive_field import probe_all, receptive_field
from tests.support.random_networks import Functionally, compare


def refused(network, shape=(1, 3, 8, 8), **kwargs):
    """The error's one sentence."""
    with pytest.raises((ValueError, TypeError, RuntimeError)) as caught:
        receptive_field(network, shape, **kwargs)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(("module", "words"), [
    (None, "module is a NoneType"), (nn.Conv2d, "module is the class Conv2d: make one of it first"),
    (nn.Conv2d(3, 4, 3), "module is in training mode (Conv2d)"),
    (nn.Sequential(nn.Conv2d(3, 4, 3).eval(), nn.BatchNorm2d(4)).eval().append(nn.Dropout()), "training mode (2)"),
    (nn.LazyConv2d(4, 3).eval(), "lazy layer without a shape yet, LazyConv2d"),
])
def test_modules(module, words):
    assert words in str(refused(module))


def test_a_slice_of_a_network_is_in_eval_mode_if_its_layers_are():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU()).eval()[:2]
    assert network.training
    assert receptive_field(network, (1, 3, 8, 8)).size == 3


@pytest.mark.parametrize(("shape", "words"), [
    ((3, 8, 8), ["0 (Conv2d)", "(batch, channels, height, width)", "for one input write (1, 3, 8, 8)"]),
    ((1, 4, 8, 8), ["0 (Conv2d), with input_shape (1, 4, 8, 8)", "in_channels is 3", "has 4 channels"]),
    ((1, 3, 4, 4), ["1 (MaxPool2d)", "with input_shape (1, 3, 4, 4)"]),
    ((1, 3), ["input_shape is (1, 3)", "one to three axes behind batch and channels"]),
    ((1, 1, 1, 3, 8, 8), ["one to three axes"]),
    (224, ["224, of type int"]), ((1, 3, 0, 8), ["at least 1"]), (torch.zeros(1, 3, 8, 8), ["is a tensor"]),
    ((1, 3, 2, 2), ["0 (Conv2d)", "(1, 3, 2, 2)"]),
])
def test_shapes(shape, words):
    error = refused(nn.Sequential(nn.Conv2d(3, 4, 3), nn.MaxPool2d(3), nn.Conv2d(4, 1, 1)).eval(), shape)
    for word in words:
        assert word in str(error)


def test_layers_that_do_not_fit_together_are_named():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Sequential(nn.ReLU(), nn.Conv2d(5, 1, 1))).eval()
    assert str(refused(network)).startswith("1.1 (Conv2d), with input_shape (1, 3, 8, 8): in_channels is 5")
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(100, 2)).eval()
    assert "2 (Linear)" in str(refused(network))


# Control flow

class Decides(nn.Module):
    def __init__(self, how):
        super().__init__()
        self.conv, self.how = nn.Conv2d(3, 3, 3), how

    def forward(self, x):
        return self.how(self.conv(x))


@pytest.mark.parametrize("how", [
    lambda x: x if x.mean() > 0 else -x, lambda x: x[:, :, :int(x.sum().abs()) + 1], lambda x: x[:, :, x.argmax():],
    lambda x: torch.from_numpy(x.detach().numpy() * 2), lambda x: x[x > 0], lambda x: x.nonzero(),
])
def test_control_flow_by_values(how):
    error = refused(Decides(how).eval())
    assert "decides by the values of tensors" in str(error) or "depends on the values of its input" in str(error)
    assert "probe(module, input_shape, position)" in str(error)


def test_a_value_that_only_scales_is_followed():
    network = Decides(lambda x: x * x[0, 0, 0].tolist()[0]).eval()
    field = receptive_field(network, (1, 3, 8, 8))
    assert tuple(axis.clipped for axis in field.axes) == probe_all(network, (1, 3, 8, 8)).clipped
    assert field.rows.clipped[-1] == (0, 7)


def test_control_flow_by_shapes_is_followed():
    network = Functionally(lambda x: F.max_pool2d(x, 2) if x.shape[2] > 4 else x).eval()
    assert (receptive_field(network, (1, 1, 8, 8)).size, receptive_field(network, (1, 1, 4, 4)).size) == (2, 1)


# Inputs and outputs

class Two(nn.Module):
    def forward(self, x, y):
        return x + y


@pytest.mark.parametrize(("network", "words"), [
    (Two(), "takes 2 inputs, x, y"), (nn.MultiheadAttention(8, 2), "takes 3 inputs, query, key, value"),
    (Functionally(lambda x: (x, x + 1)), "returns 2 values"),
    (Functionally(lambda x: {"a": x, "b": 2 * x}), "returns 2 values"),
    (Functionally(lambda _: torch.ones(1, 2, 3, 3)), "does not depend on its input"),
    (Functionally(lambda x: torch.zeros_like(x) + 1), "does not depend on its input"),
    (Functionally(lambda _: None), "returns 0 values"), (Functionally(lambda _: 3), "returns"),
])
def test_inputs_and_outputs(network, words):
    assert words in str(refused(network.eval()))


def test_one_tensor_in_a_dictionary_is_taken():
    assert receptive_field(Functionally(lambda x: {"out": x[:, :, ::2]}).eval(), (1, 3, 8, 8)).rows.jump == 2


# Operations that are not known

def fold(x):
    return torch.special.bessel_j0(torch.fft.fft2(x).abs())


def test_an_unknown_operation_is_named_with_its_layer():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Sequential(nn.ReLU(), Functionally(fold))).eval()
    error = refused(network)
    assert type(error) is WrongValueError
    for word in ("1.1 (Functionally): aten.fft_fft2 is an operation that is not known", "pointwise=('aten.fft_fft2',)",
                 "pointwise=('1.1',)", "probe(module, input_shape, position)"):
        assert word in str(error)
    for names in (("aten.fft_fft2",), "aten.fft_fft2", ["1.1"], {"1.1"}):
        assert receptive_field(network, (1, 3, 8, 8), pointwise=names).size == 3


def test_a_known_operation_of_a_declared_layer_stays_known():
    network = nn.Sequential(Functionally(lambda x: F.max_pool2d(torch.fft.fft2(x).abs(), 2))).eval()
    assert receptive_field(network, (1, 3, 8, 8), pointwise=("0",)).size == 2


@pytest.mark.parametrize(("names", "error", "words"), [
    (("aten.relu", "aten.nothing"), ValueError, "'aten.nothing', but nothing of that name ran: there were"),
    (("aten.conv2d",), ValueError, "0 (Conv2d): aten.conv2d was declared pointwise, but makes (1, 4, 6, 6)"),
    (3, TypeError, "pointwise is 3"), ((nn.ReLU,), TypeError, "write names"),
])
def test_declarations(names, error, words):
    found = refused(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()).eval(), pointwise=names)
    assert isinstance(found, error)
    assert words in str(found)


@pytest.mark.parametrize(("function", "words"), [
    (lambda x: F.grid_sample(x, x.permute(0, 2, 3, 1)[..., :2], align_corners=False), "aten.grid_sampler"),
    (lambda x: F.conv2d(x, x), "a weight that is computed from the image"),
    (lambda x: x.sort(dim=2)[0].gather(2, x.argsort(dim=2)), "aten.gather"),
    (lambda x: torch.einsum("nc...->n...", x), "has the equation 'nc...->n...'"),
    (lambda x: F.fold(F.unfold(x, 2), (8, 8), 2), "aten.col2im"),
])
def test_operations_that_are_not_followed(function, words):
    error = refused(Functionally(function).eval())
    assert words in str(error)
    assert "probe(module, input_shape, position)" in str(error)


# The module handed in

def test_the_module_is_not_changed():
    seen = []
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.ReLU(inplace=True)).eval()
    network[0].register_forward_hook(lambda *_: seen.append("after"))
    network[1].register_forward_pre_hook(lambda *_: seen.append("before"))
    network[0].bias.requires_grad_(False)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    addresses = [value.data_ptr() for value in network.state_dict().values()]
    attributes = [dict(vars(part)) for part in network.modules()]
    random = torch.random.get_rng_state()

    receptive_field(network, (2, 3, 8, 8))
    refused(network, (1, 2, 8, 8))

    assert seen == [], "a hook of the module ran"
    assert [dict(vars(part)) for part in network.modules()] == attributes
    assert [value.data_ptr() for value in network.state_dict().values()] == addresses
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert [p.requires_grad for p in network.parameters()] == [True, False, True, True]
    assert torch.equal(torch.random.get_rng_state(), random)
    assert torch.is_grad_enabled()


def test_writing_in_place_is_seen_through_other_names():
    def forward(x, conv):
        y = conv(x)
        z = y[:, :, 2:4]
        y[:, :, 0] = x[:, :, 0].flip(-1)
        z += x[:, :, :2]
        y.relu_()
        return y + z.mean()

    compare(Functionally(forward, nn.Conv2d(3, 3, 3, padding=1)).eval(), (1, 3, 6, 6))


def test_other_number_types_and_devices():
    assert receptive_field(nn.Conv2d(3, 4, 3).double().eval(), (1, 3, 8, 8)).size == 3
    assert receptive_field(nn.Conv2d(3, 4, 3).half().eval(), (1, 3, 8, 8)).size == 3
    with torch.device("meta"):
        network = nn.Conv2d(3, 4, 3).eval()
    assert receptive_field(network, (1, 3, 8, 8)).size == 3


MEASURE = """
import re, torch, torch.export, lesson_utils.tracing.network as network

def peak():  # in MB
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read()).group(1)) * 1024 / 1e6

layer = torch.nn.utils.skip_init(torch.nn.Linear, 8192, 8192)
with torch.no_grad():
    layer.weight.fill_(1)  # 268 MB, in use
large = torch.nn.Sequential(torch.nn.Flatten(), layer).eval()
network.receptive_field(torch.nn.Conv2d(2, 1, 3).eval(), (1, 2, 64, 64))
before = peak()
network.receptive_field(large, (1, 2, 64, 64))
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of the memory in /proc")
def test_no_weights_are_copied():
    run = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    print(f"\na layer of 268 MB: {float(run.stdout):.0f} MB more")
    assert float(run.stdout) < 50, "weights were copied"


def test_stack_is_light():
    code = ("import sys, lesson_utils.facts.stack; "
            "assert not {'torch', 'numpy'} & set(sys.modules), 'torch was loaded'")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_errors_are_readable_in_a_notebook():
    for network, error in ((nn.Conv2d(3, 4, 3), WrongValueError), (Two().eval(), WrongTypeError)):
        found = refused(network)
        assert type(found) is error
        assert re.match(r"(Value|Type)Error: ", found._render_traceback_()[0])
