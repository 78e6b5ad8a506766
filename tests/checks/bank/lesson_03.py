from tests.checks.bank import Answers

START = "image = torch.rand(1, 3, 128, 128)\n"
END = "\noutput = pw(dw(image))"
PAIR = START + "dw = nn.Conv2d(3, 3, 3, groups=3)\npw = nn.Conv2d(3, 10, 1)" + END


def module(depthwise, pointwise, forward="self.pw(self.dw(x))"):
    """A class with these two layers."""
    return f"""
class DepthwiseSeparable(nn.Module):
    def __init__(self, m, n, k, stride=1, padding=0):
        super().__init__()
        self.dw = nn.Conv2d({depthwise})
        self.pw = nn.Conv2d({pointwise})
    def forward(self, x):
        return {forward}
"""


def formula(macs, rows="(size + 2 * padding - k) // stride + 1"):
    """A function that returns this."""
    return f"""
def macs(m, n, k, size, stride, padding):
    rows = {rows}
    return {macs}
"""


def walk(depthwise, pointwise, condition="layer.kernel_size == (3, 3)", inside="lighter(layer)", last="network",
         pair="dw, pw"):
    """A function that puts these two in the place of a layer, and goes on inside."""
    return f"""
def lighter(network):
    for name, layer in list(network.named_children()):
        if isinstance(layer, nn.Conv2d) and {condition}:
            m, n = layer.in_channels, layer.out_channels
            dw, pw = nn.Conv2d({depthwise}), nn.Conv2d({pointwise})
            setattr(network, name, nn.Sequential({pair}))
        else:
            {inside}
    return {last}
"""


DW, PW = "m, m, 3, layer.stride, layer.padding, groups=m", "m, n, 1"

BANK = {
    "depthwise separable": Answers(
        right=[PAIR, START + "dw = nn.Conv2d(3, 3, 3, padding=1, groups=3)\npw = nn.Conv2d(3, 10, 1)" + END, """
image = torch.randn(3, 128, 128)
dw = nn.Conv2d(in_channels=3, out_channels=3, kernel_size=(3, 3), padding='same', groups=3, bias=False)
pw = nn.Conv2d(3, 10, (1, 1), bias=False)
output = pw(dw(image))
""", """
pw, dw = nn.Conv2d(3, 10, 1).double(), nn.Conv2d(3, 3, 3, 1, 1, 1, 3).double()
image = torch.rand(2, 3, 128, 128, dtype=torch.float64)
output = nn.Sequential(dw, pw)(image)
""", """
image = torch.randint(0, 256, (1, 3, 128, 128)).float()
dw = nn.Sequential(nn.Conv2d(3, 6, 3, groups=3), nn.ReLU())
pw = nn.Conv2d(6, 10, 1)
with torch.no_grad():
    output = F.conv2d(dw(image), pw.weight, pw.bias)
"""],
        wrong={START + "dw = nn.Conv2d(3, 3, 3)\npw = nn.Conv2d(3, 10, 1)" + END: "a standard convolution",
               START + "dw = nn.Conv2d(3, 9, 3)\npw = nn.Conv2d(9, 9, 1, groups=3)" + END: "in the wrong layer",
               START + "dw = nn.Conv2d(3, 10, 3)\npw = nn.Conv2d(10, 10, 1, groups=10)" + END: "in the wrong layer",
               START + "dw = nn.Conv2d(3, 6, 3, groups=3)\npw = nn.Conv2d(6, 10, 1, groups=2)" + END: "mix all",
               START + "dw = nn.Conv2d(3, 3, 3, groups=3)\npw = nn.Conv2d(3, 10, 3)" + END: "A pointwise kernel is 1",
               START + "dw = nn.Conv2d(3, 3, 3, 2, groups=3)\npw = nn.Conv2d(3, 10, 1)" + END: "not asked for",
               START + "dw = nn.Conv2d(3, 3, 3, groups=3)\npw = nn.Conv2d(3, 10, 1, 3)" + END: "pw.stride: expected (1",
               START + "dw = nn.Conv2d(3, 3, 3, groups=3)\npw = nn.Conv2d(3, 4, 1)" + END: "10 are asked for",
               START + "dw = nn.Conv2d(3, 3, 3, 3)\npw = nn.Conv2d(3, 10, 1)" + END: "fourth number of nn.Conv2d is",
               START + "dw = nn.Conv2d(3, 3, 5, groups=3)\npw = nn.Conv2d(3, 10, 1)" + END: "is to be 3 × 3",
               START + "dw = nn.Conv2d(3, 10, 1)\npw = nn.Conv2d(10, 10, 3, groups=10)" + END: "order is turned round",
               START + "pw = nn.Conv2d(3, 10, 1)\ndw = nn.Conv2d(10, 10, 3, groups=10)\noutput = dw(pw(image))":
                   "order is turned round",
               START + "dw = nn.Conv2d(3, 10, 1)\npw = nn.Conv2d(3, 3, 3, groups=3)\noutput = dw(pw(image))":
                   "exchange them",
               PAIR + "\noutput = dw(image)": "The pointwise part is left out",
               PAIR + "\noutput = pw(image)": "The depthwise part is left out",
               PAIR + "\ndw = nn.Conv2d(3, 3, 3, groups=3)": "computed by other layers",
               PAIR + "\nimage = torch.rand(1, 3, 128, 128)": "computed by other layers",
               PAIR + "\noutput = output[0]": "computed by other layers",
               PAIR + "\npw = nn.Identity()": "a module with one nn.Conv2d",
               PAIR + "\ndw = nn.Sequential(dw, pw)": "found 2 of them",
               PAIR + "\nimage = torch.rand(1, 128, 128, 3)": "3 channels come before",
               PAIR + "\nimage = torch.rand(1, 3, 64, 64)": "expected a tensor of shape (1, 3, 128, 128)",
               PAIR + "\nimage = torch.zeros(1, 3, 128, 128)": "torch.rand and torch.randn"}),
    "find the bug": Answers(
        right=["""
def repaired(x, weight):
    return torch.einsum('nm,mhw->nhw', weight[:, :, 0, 0], x)
""", """
def repaired(x, weight):
    pixels = x.permute(1, 2, 0).reshape(-1, x.shape[0])
    return (pixels @ weight.flatten(1).T).T.reshape(-1, *x.shape[1:])
""", """
def repaired(x, weight):
    return torch.stack([sum(w * one for w, one in zip(kernel.flatten(), x)) for kernel in weight])
"""],
        wrong={"repaired = pointwise_with_a_bug": "the bug still", """
def repaired(x, weight):
    pixels = x.flatten(1).T
    return (pixels @ weight[:, :, 0, 0].T).reshape(-1, *x.shape[1:])
""": "in the wrong places", """
def repaired(x, weight):
    pixels = x.transpose(1, 2).flatten(1)
    return (weight[:, :, 0, 0] @ pixels).reshape(-1, *x.shape[1:])
""": "Rows and columns are exchanged", """
def repaired(x, weight):
    return F.conv2d(x[None], weight)
""": "no batch axis", """
def repaired(x, weight):
    return x.permute(1, 2, 0) @ weight[:, :, 0, 0].T
""": "The channels come first", """
def repaired(x, weight):
    return weight[:, :, 0, 0] @ x.flatten(1)
""": "rows and columns back", """
def repaired(x, weight):
    return x.flatten(1).T @ weight[:, :, 0, 0].T
""": "wants its rows and columns back", """
def repaired(x, weight):
    return (x.permute(2, 1, 0) @ weight[:, :, 0, 0].T).permute(2, 0, 1)
""": "Rows and columns are exchanged", """
def repaired(x, weight):
    return (weight[0] * x).sum(0)
""": "one for each kernel", """
def repaired(x, weight):
    return weight[:, :, 0, 0] @ x
""": "raises RuntimeError"}),
    "the pair as a module": Answers(
        right=[module("m, m, k, stride, padding, groups=m", "m, n, 1"), """
def DepthwiseSeparable(m, n, k, stride=1, padding=0):
    return nn.Sequential(nn.Conv2d(m, m, k, stride, padding, groups=m, bias=False), nn.Conv2d(m, n, 1))
""", """
class DepthwiseSeparable(nn.Sequential):
    def __init__(self, m, n, *window):
        super().__init__(nn.Conv2d(m, m, *window, groups=m), nn.Conv2d(m, n, 1, bias=False))
""", module("m, m, k, 1, padding, groups=m", "m, n, 1, stride")],
        wrong={module("m, m, k, stride, padding", "m, n, 1"): "nothing is saved",
               module("m, m, k, 1, padding, groups=m", "m, n, 1"): "The stride does not reach",
               module("m, m, k, stride, groups=m", "m, n, 1"): "The padding does not reach",
               module("m, m, k, groups=m", "m, n, 1"): "Stride and padding do not reach",
               module("m, m, k, stride, padding, groups=m", "m, n, 1, stride"): "so it works twice",
               module("m, m, k, stride, padding, groups=m", "m, n, 1, 1, padding"): "Both layers have the padding",
               module("m, m, k, stride, padding, groups=m", "m, n, 1, stride, padding"): "so they work twice",
               module("m, m, k, stride, groups=m", "m, n, 1, padding=padding"): "a border of biases",
               module("m, m, 3, stride, padding, groups=m", "m, n, 1"): "kernel_size is k",
               module("m, m, k, stride, padding, groups=m", "m, m, 1"): "has n kernels",
               module("m, m, k, stride, padding, groups=m", "m, n, k"): "The pointwise layer is 1 × 1",
               module("n, n, k, stride, padding, groups=n", "m, n, 1", "self.dw(self.pw(x))"): "comes first",
               module("m, m, k, stride, padding, groups=m", "m, n, 1", "self.dw(x)"): "forward is to give pw(dw(x))",
               module("m, m, k, stride, padding, groups=m", "m, n, 1", "self.pw(self.dw(x)).relu()"): "nothing more",
               module("m, m, k, stride, padding, groups=m", "m, n, 1", "None"): "does it end with `return`", """
class DepthwiseSeparable(nn.Module):
    def __init__(self, m, n, k, stride, padding):
        super().__init__()
        self.both = nn.Sequential(nn.Conv2d(m, m, k, stride, padding, groups=m), nn.Conv2d(m, n, 1))
    def forward(self, x):
        return self.both(x)
""": "raises TypeError", "DepthwiseSeparable = nn.Conv2d": "two nn.Conv2d in it"}),
    "macs by formula": Answers(
        right=[formula("k * k * m * rows * rows + m * n * rows ** 2"), """
from lesson_utils import cost_table
cost_table(nn.Conv2d(1, 1, 1), (1, 1, 1, 1))  # the first call loads the counter, which takes its time
def macs(m, n, k, size, stride, padding):
    pair = nn.Sequential(nn.Conv2d(m, m, k, stride, padding, groups=m), nn.Conv2d(m, n, 1))
    return cost_table(pair, (1, m, size, size)).macs
""", """
def macs(m, n, k, size, stride, padding):
    standard = n * m * k ** 2 * nn.Conv2d(1, 1, k, stride, padding)(torch.zeros(1, 1, size, size)).numel()
    return round(standard * (1 / n + 1 / k ** 2))
"""],
        wrong={formula("k * k * m * n * rows * rows"): "the standard convolution",
               formula("k * k * m * rows * rows"): "the depthwise layer alone",
               formula("m * n * rows * rows"): "the pointwise layer alone",
               formula("(k * k * m + m * n) * size * size"): "with the size of the input",
               formula("k * k * m + m * n"): "for one position",
               formula("(k * k * m + m * n) * rows"): "Rows and columns both count",
               formula("(k * k * m + m * n) * rows ** 2", "size + 2 * padding - k + 1"): "with stride 1",
               formula("(k * k * m + m * n) * rows ** 2", "(size - k) // stride + 1"): "it is missing",
               formula("2 * (k * k * m + m * n) * rows * rows"): "These are FLOP",
               formula("(k * m + m * n) * rows * rows"): "k rows and k columns",
               formula("(k * k * m * m + m * n) * rows * rows"): "no second m",
               formula("(k * k * m + m * n) * rows ** 2", "(size + padding - k) // stride + 1"): "Read it backwards",
               formula("(1 / n + 1 / k ** 2)"): "a whole number"}),
    "poor estimates": Answers(
        right=["per_cent = [24, 17, 25, 101]", """
def count(*layers):
    x, macs = torch.zeros(1, layers[0].in_channels, 8, 8), 0
    for layer in layers:
        x = layer(x)
        macs += x.numel() * layer.weight[0].numel()
    return macs
pairs = (layer_a, pair_a), (layer_b, pair_b), (layer_c, pair_c), (layer_d, pair_d)
per_cent = [round(100 * count(*pair) / count(layer)) for layer, pair in pairs]
""", """
from lesson_utils import cost_table
per_cent = []
for layer, pair in ((layer_a, pair_a), (layer_b, pair_b), (layer_c, pair_c), (layer_d, pair_d)):
    shape = (1, layer.in_channels, 8, 8)
    per_cent.append(round(100 * cost_table(nn.Sequential(*pair), shape).macs / cost_table(layer, shape).macs))
"""],
        wrong={"per_cent = [11, 17, 25, 101]": "1/k² alone", "per_cent = [24, 13, 25, 101]": "That is the estimate",
               "per_cent = [24, 17, 13, 101]": "two kernels for each channel",
               "per_cent = [24, 17, 25, 13]": "costs an eighth", "per_cent = [24, 20, 25, 101]": "on the large map",
               "per_cent = [0.24, 0.17, 0.25, 1.01]": "a whole number",
               "per_cent = ['b', 'c', 'd']": "expected 4 whole numbers", "per_cent = 24": "a tuple or a list"}),
    "a lighter network": Answers(
        right=[walk(DW, PW), walk("m, m, 3, 1, layer.padding, groups=m, bias=False", PW + ", layer.stride"), """
def lighter(network):
    layers = []
    for layer in network:
        if isinstance(layer, nn.Sequential):
            layers.append(lighter(layer))
        elif isinstance(layer, nn.Conv2d) and layer.kernel_size[0] == 3:
            m = layer.in_channels
            layers.append(nn.Conv2d(m, m, 3, layer.stride, layer.padding, groups=m))
            layers.append(nn.Conv2d(m, layer.out_channels, 1))
        else:
            layers.append(layer)
    return nn.Sequential(*layers)
""", """
def lighter(network):
    def pair(m, n, **window):
        return nn.Sequential(nn.Conv2d(m, m, 3, groups=m, **window), nn.Conv2d(m, n, 1))
    part = nn.Sequential(pair(8, 16, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 8, 1))
    return nn.Sequential(nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(), part, nn.ReLU(), pair(8, 12), nn.ReLU(),
                         pair(12, 4, padding=1))
"""],
        wrong={walk(DW, PW, inside="pass"): "inside a part of the network",
               walk(DW, PW, condition="layer.padding == (1, 1)"): "This 3 × 3 layer is not replaced.",
               walk("m, m, 3, 1, layer.padding, groups=m", PW): "The stride is lost",
               walk("m, m, 3, layer.stride, groups=m", PW): "The padding is lost",
               walk("m, m, 3, groups=m", PW): "The stride is lost",
               walk("m, m, 3, layer.stride, 1, groups=m", PW): "more padding than before",
               walk(DW, PW + ", layer.stride"): "the stride works twice",
               walk("m, m, layer.kernel_size, layer.stride, layer.padding, groups=m", PW, "True"): "stays as it is",
               walk("m, m, 3, layer.stride, layer.padding", PW): "in_channels groups",
               walk("m, n, 3, layer.stride, layer.padding, groups=4", "n, n, 1"): "has in_channels outputs",
               walk(DW, "m, n, 3, padding=1"): "is 1 × 1",
               walk("n, n, 3, layer.stride, layer.padding, groups=n", PW, pair="pw, dw"): "order is turned round",
               walk(DW, PW, pair="dw, nn.ReLU(), pw"): "nothing comes between the two",
               walk(DW, PW, last="None"): "does it end with `return`",
               walk(DW, PW, last="[network]"): "Return the network",
               walk(DW, PW, pair="dw"): "raises RuntimeError",
               walk(DW, PW, last="nn.Sequential(network, nn.Conv2d(4, 4, 1))"): "one too many"}),
}
