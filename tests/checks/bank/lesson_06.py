from tests.checks.bank import Answers


def choosing(macs="m * (9 + n if i in chosen else 9 * n) * s * s", value="m * (8 * n - 9) * s * s", first=1, until=">",
             result="chosen"):
    """A right answer to "layers to replace", if nothing is changed."""
    return f"""
def to_replace(layers, budget):
    def macs(chosen):
        return sum({macs} for i, (m, n, s) in enumerate(layers))
    def value(i):
        m, n, s = layers[i]
        return {value}
    order, chosen = sorted(range({first}, len(layers)), key=value, reverse=True), []
    while order and macs(chosen) {until} budget:
        chosen.append(order.pop(0))
    return {result}
"""


BANK = {
    "weights of a pair": Answers(
        right=["""
weights = (17, 656, 160)
kernels = (1, 16, 16)
""", """
weights, kernels = [], []
for layer in a, b, c:
    m, n = layer.in_channels, layer.out_channels
    dw, pw = nn.Conv2d(m, m, 3, groups=m, bias=False), nn.Conv2d(m, n, 1, bias=False)
    weights.append(dw.weight.numel() + pw.weight.numel())
    kernels.append(dw.weight.shape[0])
""", """
inputs, outputs = torch.tensor([1, 16, 16]), torch.tensor([8, 32, 1])
weights, kernels = 9 * inputs + inputs * outputs, inputs
"""],
        wrong={"weights, kernels = (80, 656, 160), (1, 16, 16)": "not for each output",
               "weights, kernels = (9, 656, 160), (1, 16, 16)": "the 1 × 1 layer has weights too",
               "weights, kernels = (8, 656, 160), (1, 16, 16)": "the 3 × 3 layer has weights too",
               "weights, kernels = (72, 4608, 144), (1, 16, 16)": "That is the standard layer",
               "weights, kernels = (17, 144 + 32, 160), (1, 16, 16)": "a weight for every input channel",
               "weights, kernels = (17, 16 * 144 + 512, 160), (1, 16, 16)": "one slice only",
               "weights, kernels = (26, 656 + 48, 160 + 17), (1, 16, 16)": "no bias",
               "weights, kernels = (17, 656, 25), (1, 16, 16)": "not for each output",
               "weights, kernels = (17, 656, 100), (1, 16, 16)": "First a 3 × 3 kernel of one slice",
               "weights, kernels = (55, 3952, -16), (1, 16, 16)": "what the pair saves",
               "weights, kernels = (17, 656, 160), (1, 1, 1)": "a kernel for each input channel",
               "weights, kernels = (17, 656, 160), (2, 2, 2)": "the number of layers",
               "weights, kernels = (17, 656, 160), (8, 32, 1)": "not for each output",
               "weights, kernels = (17, 656, 160), (1, 48, 17)": "not those of 1 × 1",
               "weights, kernels = (17, 656, 160), (1, 512, 16)": "slice by slice",
               "weights, kernels = (17, 656, 160), (9, 144, 144)": "count kernels",
               "weights, kernels = (17, 656), (1, 16, 16)": "expected 3 whole numbers"}),
    "a distance that is read": Answers(
        right=["""
def reads(layers, distance):
    if not layers:
        return distance == 0
    (kernel_size, dilation), *others = layers
    half = kernel_size // 2
    return any(reads(others, distance + i * dilation) for i in range(-half, half + 1))
""", """
def reads(layers, distance):
    columns = [0]
    while layers:
        kernel_size, dilation = layers.pop()
        columns = [c + i * dilation for c in set(columns) for i in range(-(kernel_size // 2), kernel_size // 2 + 1)]
    return columns.count(distance) > 0
""", """
def reads(layers, distance):
    x = torch.zeros(1, 1, 200)
    x[0, 0, 100 + distance] = torch.nan
    for kernel_size, dilation in layers:
        padding = dilation * (kernel_size // 2)
        x = nn.Conv1d(1, 1, kernel_size, padding=padding, dilation=dilation)(x)
    return x[0, 0, 100].isnan()
""", """
def reads(layers, distance):
    image = torch.zeros(1, 1, 1, 201, requires_grad=True)
    x = image
    for kernel_size, dilation in layers:
        padding = (0, dilation * (kernel_size - 1) // 2)
        x = nn.functional.conv2d(x, torch.ones(1, 1, 1, kernel_size), padding=padding, dilation=(1, dilation))
    x[..., 100].sum().backward()
    return int(image.grad[..., 100 + distance] > 0)
"""],
        wrong={"""
def reads(layers, distance):
    return distance <= sum((k - 1) * d for k, d in layers) // 2
""": "it can have holes", """
import math
def reads(layers, distance):
    half = sum((k - 1) * d for k, d in layers) // 2
    return distance <= half and distance % math.gcd(*[d for k, d in layers]) == 0
""": "A common divisor is one reason", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + s for c in columns for s in (-d, 0, d)}
    return distance in columns
""": "That is for kernels of 3", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + s for c in columns for s in (-(k // 2) * d, 0, k // 2 * d)}
    return distance in columns
""": "between its middle and its ends", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        steps = [i * d for i in range(-(k // 2), k // 2 + 1) if i != 0 or k == 1]
        columns = {c + s for c in columns for s in steps}
    return distance in columns
""": "a step of 0 is a step too", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i * d for c in columns for i in range(k // 2 + 1)}
    return distance in columns
""": "go to both sides", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i * d for c in columns for i in range(-k + 1, k)}
    return distance in columns
""": "reaches k // 2 steps", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i for c in columns for i in range(-(k // 2), k // 2 + 1)}
    return distance in columns
""": "Dilation makes each step longer", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i * d for c in columns for i in range(-(k // 2), k // 2 + 1)}
    return distance not in columns
""": "turned round", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i * d for c in columns for i in range(-(k // 2), k // 2 + 1)}
    return columns
""": "answered by True or False", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i * d for c in columns for i in range(-(k // 2), k // 2)}
    return distance in columns
""": "range stops before its last number", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns = {c + i * (d + 1) for c in columns for i in range(-(k // 2), k // 2 + 1)}
    return distance in columns
""": "not the number of zeros", """
def reads(layers, distance):
    columns = {0}
    for k, d in layers:
        columns |= {i * d for i in range(-(k // 2), k // 2 + 1)}
    return distance in columns
""": "the steps of all layers add up", """
def reads(layers, distance):
    return False
""": "Start at 0", """
def reads(layers, distance):
    return True
""": "Start at 0"}),
    "find the bug": Answers(
        right=["""
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        macs += k * k * (m // groups) * n * size * size
    return macs
""", """
def repaired(layers, size):
    made = [nn.Conv2d(m, n, k, s, p, groups=g) for m, n, k, s, p, g in layers]
    return cost_table(nn.Sequential(*made), (1, layers[0][0], size, size)).macs
""", """
def repaired(layers, size):
    x, macs = torch.zeros(1, layers[0][0], size, size), 0
    for m, n, k, stride, padding, groups in layers:
        conv = nn.Conv2d(m, n, k, stride, padding, groups=groups)
        x = conv(x)
        macs += conv.weight[0].numel() * x.numel()
    return macs
"""],
        wrong={"repaired = macs_with_a_bug": "the bug still", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        macs += k * k * m * n * size * size
    return macs
""": "in_channels / groups slices", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        macs += k * k * (m // groups) * n * size * size
    return macs
""": "changes its size", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        macs += (k * k * (m // groups) + 1) * n * size * size
    return macs
""": "A bias is no MAC", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        macs += k * k * (m // groups) * n * size
    return macs
""": "the size counts twice", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = size // stride
        macs += k * k * (m // groups) * n * size * size
    return macs
""": "A stride is not all", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + padding - k) // stride + 1
        macs += k * k * (m // groups) * n * size * size
    return macs
""": "Padding lies on both sides", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        macs += k * k * (m // groups) * (n // groups) * size * size
    return macs
""": "not the number of kernels", """
def repaired(layers, size):
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        return k * k * (m // groups) * n * size * size
""": "Which size has that map", """
def repaired(layers, size):
    macs = 0
    for m, n, k, stride, padding, groups in layers:
        size = (size + 2 * padding - k) // stride + 1
        macs += k * k * (m // groups) * n * size * size
""": "end with `return`"}),
    "layers to replace": Answers(
        right=[choosing(), """
def to_replace(layers, budget):
    total, savings = 0, []
    for i, (m, n, size) in enumerate(layers):
        total += 9 * m * n * size * size
        if i:
            savings.append((9 * m * n * size * size - (9 + n) * m * size * size, i))
    chosen = set()
    for saved, i in sorted(savings)[::-1]:
        if total <= budget:
            break
        total -= saved
        chosen.add(i)
    return chosen
""", """
from itertools import combinations
def to_replace(layers, budget):
    for count in range(len(layers)):
        for chosen in combinations(range(1, len(layers)), count):
            macs = 0
            for i, (m, n, size) in enumerate(layers):
                macs += m * ((9 + n) if i in chosen else 9 * n) * size ** 2
            if macs <= budget:
                return chosen
""", """
from itertools import combinations
def to_replace(layers, budget):
    def macs(chosen):
        return sum(m * (9 + n if i in chosen else 9 * n) * s * s for i, (m, n, s) in enumerate(layers))
    places = range(len(layers) - 1, 0, -1)
    sets = [c for k in range(len(layers)) for c in combinations(places, k) if macs(c) <= budget]
    return torch.tensor(min(sets, key=len))
"""],
        wrong={"""
def to_replace(layers, budget):
    return list(range(1, len(layers)))
""": "That is every layer", """
def to_replace(layers, budget):
    return []
""": "No layer is ever replaced", """
def to_replace(layers, budget):
    chosen = []
    for place in range(1, len(layers)):
        if macs(layers, chosen) <= budget:
            break
        chosen.append(place)
    return chosen
def macs(layers, chosen):
    return sum(m * (9 + n if i in chosen else 9 * n) * s * s for i, (m, n, s) in enumerate(layers))
""": "from the front", """
def to_replace(layers, budget):
    chosen = []
    while macs(layers, chosen) > budget:
        chosen.append(len(layers) - 1 - len(chosen))
    return chosen
def macs(layers, chosen):
    return sum(m * (9 + n if i in chosen else 9 * n) * s * s for i, (m, n, s) in enumerate(layers))
""": "from the back",
            choosing(value="9 * m * n * s * s"): "of most MACs",
            choosing(value="(8 * n - 9) / n"): "The share",
            choosing(value="m * (8 * n - 9)"): "saves most weights",
            choosing(value="-m * (8 * n - 9) * s * s"): "saves least",
            choosing(first=0): "The first layer, at position 0",
            choosing(until=">="): "Exactly the budget",
            choosing(result="[i - len(layers) for i in chosen]"): "from the front",
            choosing(result="[i + 1 for i in chosen]"): "Positions are counted from 0",
            choosing(result="[layers[i] for i in chosen]"): "positions of layers",
            choosing(result="[i in chosen for i in range(len(layers))]"): "positions of layers",
            choosing("m * (n if i in chosen else 9 * n) * s * s", "8 * m * n * s * s"): "depthwise one costs",
            choosing("m * (9 if i in chosen else 9 * n) * s * s", "m * (9 * n - 9) * s * s"): "pointwise one costs",
            choosing("m * (9 + n if i in chosen else 9 * n) * s", "m * (8 * n - 9) * s"): "size · size pixels"}),
    "a far view with few parameters": Answers(
        right=["""
def pair(d):
    return nn.Sequential(nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=8), nn.ReLU(), nn.Conv2d(8, 8, 1))
network = nn.Sequential(pair(2), pair(1), pair(4))
""", """
network = nn.Sequential(
    nn.Conv2d(8, 2, 1), *[nn.Conv2d(2, 2, 3, padding=1) for _ in range(7)], nn.Conv2d(2, 8, 1))
""", """
network = nn.Sequential(nn.Conv2d(8, 8, (15, 1), padding=(7, 0), groups=8),
                        nn.Conv2d(8, 8, (1, 15), padding="same", groups=8), nn.ReLU(), nn.Conv2d(8, 8, 1))
""", """
class Far(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(8, 8, 5, padding=2 * d, dilation=d, groups=8) for d in (1, 3)])
        self.mix = nn.Conv2d(8, 8, 1)
    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return self.mix(x)
network = Far()
""", """
network = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.MaxPool2d(2),
                        nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 8, 5, padding=2, groups=8),
                        nn.Conv2d(8, 8, 1), nn.Upsample(scale_factor=2))
"""],
        wrong={"""
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=1) for _ in range(7)])
""": "600 parameters or fewer, found 4088", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=d, dilation=d) for d in (1, 2, 4)])
""": "A depthwise kernel has one", """
network = nn.Sequential(*[nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 8, 1))
                          for _ in range(7)])
""": "Dilation costs no parameter", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=8) for d in (1, 2, 4)])
""": "keeps the channels apart", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=8) for d in (2, 2, 3)],
                        nn.Conv2d(8, 8, 1))
""": "There are holes", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=8) for _ in range(4)],
                        nn.Conv2d(8, 8, 1))
""": "It does not reach 7", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=1, groups=8) for _ in range(3)], nn.Conv2d(8, 8, 1))
""": "It does not reach 7", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=1, dilation=d, groups=8) for d in (1, 2, 4)],
                        nn.Conv2d(8, 8, 1))
""": "needs padding d", """
network = nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=2) for d in (1, 2, 4)])
""": "A depthwise kernel has one", """
class Far(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(8, 8, 1)
    def forward(self, x):
        return self.layer(x)
network = Far
""": "make one module of your class", """
network = nn.Conv2d(8, 8, 1)
""": "found 1 of them", """
network = nn.Conv2d(3, 8, 3)
""": "a call that raises RuntimeError", """
class Cross(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(8, 2, (15, 1), padding=(7, 0))
        self.across = nn.Conv2d(8, 2, (1, 15), padding=(0, 7))
        self.mix = nn.Conv2d(2, 8, 1)
    def forward(self, x):
        return self.mix(self.down(x) + self.across(x))
network = Cross()
""": "There are holes", """
network = [nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 8, 1)]
""": "Put the layers into one"}),
}
