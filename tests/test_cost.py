"""Cost: our table against the formula, against PyTorch's counter on real tensors, and against published numbers."""

import re
from html.parser import HTMLParser

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lesson_utils.cost import LAYER_KINDS, cost_table, kind_of
from lesson_utils.facts.convolution import Convolution
from lesson_utils.networks import mobilenet_v1, resnet50, vgg16
from tests.support.strategies import any_settings


def without_bias_and_norm(table):
    """Parameters of convolutions and linear layers, the bias left out."""
    total = 0
    for row in table.rows:
        if row.kind != "other":
            weights = 1
            for size in row.weight_shape:
                weights *= size
            total += weights
    return total


def check_sums(table):
    assert sum(row.macs for row in table.rows) == table.macs
    assert sum(row.parameters for row in table.rows) == table.parameters
    if table.macs:
        assert sum(row.share for row in table.rows) == pytest.approx(1)
    kinds = table.by_kind()
    assert list(kinds) == [kind for kind in LAYER_KINDS if any(row.kind == kind for row in table.rows)]
    assert sum(cost.macs for cost in kinds.values()) == table.macs
    assert sum(cost.parameters for cost in kinds.values()) == table.parameters


# Published numbers

@pytest.mark.parametrize(("layer", "channels", "macs"), [
    (nn.Conv2d(16, 32, 3, padding=1), 16, 4_718_592),
    (nn.Conv2d(16, 16, 3, padding=1, groups=16), 16, 147_456),
    (nn.Conv2d(16, 32, 3, padding=1, groups=4), 16, 1_179_648),
    (nn.Conv2d(16, 32, 4, padding="same"), 16, 8_388_608),
    (nn.ConvTranspose2d(16, 32, 2, stride=2), 16, 2_097_152),
])
def test_one_layer(layer, channels, macs):
    assert cost_table(layer, (1, channels, 32, 32)).macs == macs
    assert cost_table(layer, (5, channels, 32, 32)).macs == 5 * macs


def pair(in_channels, out_channels):
    return nn.Sequential(nn.Conv2d(in_channels, in_channels, 3, padding=1, groups=in_channels, bias=False),
                         nn.Conv2d(in_channels, out_channels, 1, bias=False))


def test_a_layer_of_14_x_14_and_its_separable_pair():
    standard = cost_table(nn.Conv2d(512, 512, 3, padding=1, bias=False), (1, 512, 14, 14))
    separable = cost_table(pair(512, 512), (1, 512, 14, 14))
    assert (standard.macs, standard.parameters) == (462_422_016, 2_359_296)
    assert (separable.macs, separable.parameters) == (52_283_392, 266_752)


def test_the_pair_from_32_to_64():
    standard = cost_table(nn.Conv2d(32, 64, 3, padding=1, bias=False), (1, 32, 56, 56))
    separable = cost_table(pair(32, 64), (1, 32, 56, 56))
    assert round(100 * separable.macs / standard.macs, 1) == 12.7
    assert round(100 * separable.by_kind()["pointwise"].share) == 88
    assert separable.macs / standard.macs == pytest.approx(1 / 64 + 1 / 9)


def test_resnet_50():
    with torch.device("meta"):
        table = cost_table(resnet50(), (1, 3, 224, 224))
    assert (table.macs, table.parameters) == (4_089_184_256, 25_557_032)


def test_mobilenet_v1():
    table = cost_table(mobilenet_v1(), (1, 3, 224, 224))
    assert table.macs == 568_740_352
    assert table.parameters == 4_231_976
    assert without_bias_and_norm(table) == 4_209_088
    shares = {kind: 100 * cost.share for kind, cost in table.by_kind().items()}
    assert round(shares["pointwise"], 2) == 94.86
    assert round(shares["depthwise"], 2) == 3.06
    assert round(shares["standard"], 3) == 1.906
    assert round(shares["linear"], 2) == 0.18
    assert shares["other"] == 0
    check_sums(table)
    assert table.rows[0].name == "first.conv"
    assert table.rows[-1].name == "classifier"
    assert [row.output_shape[-1] for row in table.rows if row.kind == "pointwise"] == \
        [112, 56, 56, 28, 28, 14, 14, 14, 14, 14, 14, 7, 7]


def test_mobilenet_v1_of_standard_convolutions():
    table = cost_table(mobilenet_v1(separable=False), (1, 3, 224, 224))
    assert table.macs == 4_867_293_184
    assert without_bias_and_norm(table) == 29_281_120
    assert list(table.by_kind()) == ["standard", "linear", "other"]
    check_sums(table)


@pytest.mark.parametrize(("width", "size", "millions", "parameters"), [  # the paper's tables 6 and 7, as printed there
    (0.75, 224, 325, 2.6), (0.5, 224, 149, 1.3), (0.25, 224, 41, 0.5), (1.0, 192, 418, 4.2), (1.0, 128, 186, 4.2),
])
def test_mobilenet_v1_of_other_widths_and_sizes(width, size, millions, parameters):
    table = cost_table(mobilenet_v1(width), (1, 3, size, size))
    assert table.macs / 1e6 == pytest.approx(millions, abs=1)
    assert round(without_bias_and_norm(table) / 1e6, 1) == parameters


def test_vgg16():
    with torch.device("meta"):
        network = vgg16()
    table = cost_table(network, (1, 3, 224, 224))
    assert (table.macs, table.parameters) == (15_470_264_320, 138_357_544)
    check_sums(table)


# Formula and counter

def compare_formula(examples):
    legal, grouped = [], []

    @settings(max_examples=examples, deadline=None, database=None)
    @given(any_settings(), st.integers(1, 3))
    def compare(case, batch):
        kwargs, height, width = case
        conv = Convolution(**kwargs)
        problem = conv.problem(height, width)
        legal.append(problem is None)
        grouped.append(problem is None and conv.groups > 1)
        if problem is None:
            table = cost_table(nn.Conv2d(**kwargs), (batch, conv.in_channels, height, width))
            assert table.macs == conv.macs(height, width, batch)
            assert table.parameters == conv.parameters
            (row,) = table.rows
            assert (row.macs, row.parameters) == (table.macs, table.parameters)
            assert row.weight_shape == conv.weight_shape
            assert row.output_shape == (batch, conv.out_channels, *conv.output_size(height, width))
            assert row.kind == the_kind(**kwargs)
        else:  # what PyTorch refuses when it computes is refused without computing
            with pytest.raises((ValueError, TypeError, RuntimeError)):
                cost_table(nn.Conv2d(**kwargs), (batch, kwargs["in_channels"], height, width))

    compare()
    assert sum(legal) > len(legal) / 2, "fewer than half of the settings were legal: the test compares too little"
    assert sum(grouped) > len(legal) / 3, "fewer than a third had groups > 1: the test compares too little"


def the_kind(in_channels, kernel_size, groups, **_):
    if groups > 1:
        return "depthwise" if groups == in_channels else "grouped"
    return "pointwise" if kernel_size in (1, (1, 1)) else "standard"


def test_formula_equals_counter():
    compare_formula(1500)


@pytest.mark.slow
def test_formula_equals_counter_many():
    compare_formula(20_000)


@st.composite
def any_layer(draw):
    """(a convolution of 1, 2 or 3 axes, transposed or not, and an input shape) that PyTorch may refuse."""
    axes, groups, transposed = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.booleans())
    kwargs = {name: draw(st.integers(low, 3)) for name, low in
              (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1))}
    if transposed:
        kwargs["output_padding"] = draw(st.integers(0, 2))
    else:
        kwargs["padding_mode"] = draw(st.sampled_from(["zeros", "zeros", "circular", "reflect", "replicate"]))
    channels = groups * draw(st.integers(1, 2))
    layer = getattr(nn, f"Conv{'Transpose' if transposed else ''}{axes}d")(
        channels, groups * draw(st.integers(1, 2)), groups=groups, bias=draw(st.booleans()), **kwargs)
    wrong = draw(st.sampled_from([0] * 9 + [1]))
    return layer, (draw(st.integers(1, 2)), channels + wrong, *[draw(st.integers(3, 6)) for _ in range(axes)])


def compare_with_real_numbers(examples):
    legal = []

    @settings(max_examples=examples, deadline=None, database=None)
    @given(any_layer())
    def compare(case):
        layer, shape = case
        try:
            macs, output_shape = counted_for_real(layer, shape)
            legal.append(0 not in output_shape)  # PyTorch computes an output of nothing at times, we refuse it
        except RuntimeError:
            legal.append(False)
        if legal[-1]:
            (row,) = cost_table(layer, shape).rows
            assert (row.macs, row.output_shape) == (macs, output_shape)
        else:
            with pytest.raises(RuntimeError):
                cost_table(layer, shape)

    compare()
    assert sum(legal) > len(legal) / 2, "fewer than half of the settings were legal: the test compares too little"


def test_verdict_and_count_equal_a_real_forward_pass():
    compare_with_real_numbers(300)


@pytest.mark.slow
def test_verdict_and_count_equal_a_real_forward_pass_many():
    compare_with_real_numbers(4000)


def counted_for_real(module, shape):
    """MACs by PyTorch's counter, and the output's shape, of a forward pass on real numbers."""
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        output = module(torch.zeros(shape))
    return counter.get_total_flops() // 2, tuple(output.shape)


def test_transposed_convolution_by_hand():
    """Each input value meets each weight of its own group once, whatever the stride."""
    row, = cost_table(nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2), (2, 4, 5, 5)).rows
    assert row.macs == 2 * 25 * 4 * (6 // 2) * 9
    assert (row.kind, row.weight_shape, row.output_shape) == ("transposed", (4, 3, 3, 3), (2, 6, 11, 11))


# Kinds

@pytest.mark.parametrize(("layer", "kind"), [
    (nn.Conv2d(4, 8, 3), "standard"),
    (nn.Conv2d(1, 8, 3), "standard"),
    (nn.Conv2d(1, 8, 1), "pointwise"),
    (nn.Conv2d(4, 8, 3, groups=2), "grouped"),
    (nn.Conv2d(4, 8, 1, groups=2), "grouped"),
    (nn.Conv2d(4, 4, 3, groups=4), "depthwise"),
    (nn.Conv2d(3, 12, 3, groups=3), "depthwise"),
    (nn.Conv2d(4, 4, 1, groups=4), "depthwise"),
    (nn.Conv2d(4, 8, 1), "pointwise"),
    (nn.Conv2d(4, 8, 1, stride=2), "pointwise"),
    (nn.Conv2d(4, 8, (1, 3)), "standard"),
    (nn.Conv1d(4, 8, 1), "pointwise"),
    (nn.Conv1d(4, 4, 3, groups=4), "depthwise"),
    (nn.Conv3d(4, 8, (3, 1, 1)), "standard"),
    (nn.ConvTranspose1d(4, 8, 1), "transposed"),
    (nn.ConvTranspose2d(4, 4, 3, groups=4), "transposed"),
    (nn.ConvTranspose3d(4, 8, 3), "transposed"),
    (nn.Linear(4, 8), "linear"),
    (nn.BatchNorm2d(4), "other"),
    (nn.Sequential(nn.Conv2d(4, 8, 3)), "other"),
])
def test_kind(layer, kind):
    assert kind_of(layer) == kind


def test_a_module_of_your_own_keeps_its_kind():
    class Same(nn.Conv2d):
        def forward(self, x):
            return super().forward(F.pad(x, (1, 1, 1, 1)))

    row, = cost_table(nn.Sequential(Same(4, 4, 3, groups=4)), (1, 4, 6, 6)).rows
    assert (row.kind, row.type, row.macs) == ("depthwise", "Same", 4 * 9 * 36)


# Where the MACs and the parameters are put

def test_a_module_without_convolutions_is_a_table_of_zeros():
    table = cost_table(nn.Sequential(nn.ReLU(), nn.MaxPool2d(2), nn.BatchNorm2d(3), nn.Flatten()), (2, 3, 8, 8))
    assert [(row.name, row.kind, row.parameters, row.macs, row.share) for row in table.rows] == [
        ("0", "other", 0, 0, 0.0), ("1", "other", 0, 0, 0.0), ("2", "other", 6, 0, 0.0), ("3", "other", 0, 0, 0.0)]
    assert (table.parameters, table.macs, table.batch) == (6, 0, 2)
    assert table.rows[1].output_shape == (2, 3, 4, 4)
    assert "0.00 %" in str(table)
    assert cost_table(nn.Sequential(), (2, 3)).macs == 0


class Functional(nn.Module):
    """Computes without layers: at the top, in a block, and in a list that PyTorch does not know of."""

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(4, 4, 1, bias=False)
            self.scale = nn.Parameter(torch.ones(4, 1, 1))

        def forward(self, x):
            return self.conv(F.conv2d(x, torch.ones(4, 1, 3, 3), padding=1, groups=4)) * self.scale

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(4, 2, 3, 3))
        self.block = self.Block()
        self.hidden = [nn.Conv2d(4, 1, 1, bias=False)]

    def forward(self, x):
        x = F.conv2d(x, self.weight, padding=1)
        x = self.hidden[0](self.block(x))
        return x @ torch.ones(6, 5)


def test_what_no_layer_does_is_in_a_row_of_the_module_that_does_it():
    table = cost_table(Functional(), (1, 2, 6, 6))
    found = {row.name: (row.kind, row.parameters, row.macs) for row in table.rows}
    assert found == {
        "Functional": ("other", 72, 72 * 36 + 4 * 36 + 6 * 6 * 5),
        "block": ("other", 4, 4 * 9 * 36),
        "block.conv": ("pointwise", 16, 16 * 36),
    }
    check_sums(table)


class TwoInOne(nn.Module):
    """Two layers with one weight."""

    def __init__(self):
        super().__init__()
        self.there = nn.Linear(5, 5)
        self.back = nn.Linear(5, 5, bias=False)
        self.back.weight = self.there.weight

    def forward(self, x):
        return self.there(self.back(x))


def test_shared_layers_and_shared_parameters():
    layer = nn.Conv2d(3, 3, 3, padding=1)
    (row,) = cost_table(nn.Sequential(layer, layer, layer), (1, 3, 4, 4)).rows
    assert (row.name, row.calls, row.parameters, row.macs) == ("0", 3, 84, 3 * 81 * 16)

    table = cost_table(TwoInOne(), (2, 5))
    assert [(row.name, row.parameters, row.macs) for row in table.rows] == [("back", 25, 50), ("there", 5, 50)]
    check_sums(table)


def test_calls_are_shown_and_the_first_shape_counts():
    layer = nn.Conv2d(1, 1, 3)
    table = cost_table(nn.Sequential(layer, layer), (1, 1, 9, 9))
    assert table.rows[0].output_shape == (1, 1, 7, 7)
    assert "0 (2 calls)" in str(table)
    assert "0 (2 calls)" in table._repr_html_()


class Unused(nn.Module):
    def __init__(self):
        super().__init__()
        self.never, self.idle, self.used = nn.Linear(7, 7), nn.ReLU(), nn.Linear(3, 3)

    def forward(self, x):
        return self.used.forward(x)  # without __call__, so without hooks


def test_a_layer_that_never_ran_has_its_parameters_and_no_shape():
    table = cost_table(Unused(), (2, 3))
    assert [(row.name, row.calls, row.output_shape, row.parameters, row.macs) for row in table.rows] == [
        ("used", 1, (2, 3), 12, 18), ("never", 0, None, 56, 0)]
    assert re.search(r"never .* –  ", str(table))
    check_sums(table)


class Fallback(nn.Module):
    """Tries one layer, and takes another when it fails."""

    def __init__(self):
        super().__init__()
        self.wrong, self.right = nn.Linear(4, 1), nn.Linear(3, 2)

    def forward(self, x):
        try:
            return self.wrong(x)
        except RuntimeError:
            return self.right(x) @ torch.ones(2, 2)


def test_a_failure_that_the_module_handles_itself():
    table = cost_table(Fallback(), (1, 3))
    assert {row.name: row.macs for row in table.rows} == {"right": 6, "Fallback": 4, "wrong": 0}


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x):
        return self.attention(x, x, x)[0]


@pytest.mark.parametrize(("module", "shape", "macs"), [
    (Attention(), (2, 5, 8), 2 * (4 * 5 * 8 * 8 + 2 * 5 * 5 * 8)),
    (nn.LSTM(8, 16, batch_first=True), (2, 5, 8), 2 * 5 * 4 * 16 * (8 + 16)),
    (nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 4, 3)), (1, 3, 8, 8), 3 * 4 * 9 * 36),
])
def test_modules_that_are_more_than_a_layer(module, shape, macs):
    table = cost_table(module, shape)
    assert table.macs == macs
    assert table.parameters == sum(p.numel() for p in module.parameters())
    check_sums(table)


@pytest.mark.parametrize(("make", "shape"), [
    (mobilenet_v1, (2, 3, 64, 64)),
    (lambda: mobilenet_v1(width=0.25, separable=False), (1, 3, 40, 56)),
    (Functional, (3, 2, 6, 6)),
    (TwoInOne, (4, 5)),
    (Unused, (4, 3)),
    (lambda: nn.Sequential(nn.Conv3d(1, 2, 3), nn.ConvTranspose3d(2, 3, 2, stride=2), nn.LayerNorm(8)),
     (2, 1, 6, 6, 6)),
])
def test_total_equals_the_counter_on_real_tensors(make, shape):
    module = make().eval()
    table = cost_table(module, shape)
    assert table.macs == counted_for_real(module, shape)[0]
    assert table.parameters == sum(p.numel() for p in module.parameters())
    check_sums(table)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_the_input_takes_the_type_of_the_weights(dtype):
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).to(dtype)
    assert cost_table(module, (1, 3, 8, 8)).macs == 3 * 4 * 9 * 36


# How it looks

def test_text_lines_up():
    title, *lines = str(cost_table(mobilenet_v1(width=0.25, classes=10), (2, 3, 64, 64))).splitlines()
    assert "Sequential" in title
    assert "batch 2" in title
    assert len({len(line) for line in lines}) == 1
    numbers = re.compile(r"  +[\d,]+  +[\d,]+  +\d+\.\d\d %$")
    assert all(numbers.search(line) for line in lines[1:])
    assert lines[0].endswith("share")
    assert lines[-1].startswith("total")
    assert re.search(r"classifier +Linear +linear +\(10, 256\) +\(2, 10\) +2,570 +5,120 ", str(lines))


class Reader(HTMLParser):
    """Rows of cells, and a check that every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.open, self.caption, self.attributes = [], [], "", []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data
        elif self.open and self.open[-1] == "caption":
            self.caption += data


def test_html_is_the_same_table():
    network = nn.Sequential()
    network.add_module('<b> & "quoted"', nn.Conv2d(3, 64, 3))
    network.add_module("pool", nn.AdaptiveAvgPool2d(1))
    table = cost_table(network, (1, 3, 224, 224))
    html = table._repr_html_()
    reader = Reader(html)
    assert "batch 1" in reader.caption
    assert reader.rows[0] == ["layer", "type", "kind", "weight", "output", "parameters", "MACs", "share"]
    assert reader.rows[1] == ['<b> & "quoted"', "Conv2d", "standard", "(64, 3, 3, 3)", "(1, 64, 222, 222)", "1,792",
                              "85,162,752", "100.00 %"]
    assert reader.rows[-1] == ["total", "", "", "", "", "1,792", "85,162,752", "100.00 %"]
    assert [len(row) for row in reader.rows] == [8] * 4
    heads = [attributes["scope"] for tag, attributes in reader.attributes if tag == "th"]
    assert heads == ["col"] * 8 + ["row"] * 3
    aligned = [attributes["style"] for tag, attributes in reader.attributes if tag in ("td", "th")]
    assert aligned == (["text-align:left"] * 5 + ["text-align:right"] * 3) * 4
    assert not re.search("color|background|<b>", html)


def test_repr_is_the_table():
    table = cost_table(nn.Linear(3, 4), (1, 3))
    assert repr(table) == str(table)
    assert table == cost_table(nn.Linear(3, 4), (1, 3))
