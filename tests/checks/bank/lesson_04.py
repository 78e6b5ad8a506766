from tests.checks.bank import Answers

BANK = {
    "size jump and start": Answers(
        right=["field = 15, 4, -6",
               "field = stack_of(a, b, c, d)[0].fields[-1]",
               "field = torch.tensor([15.0, 4.0, -6.0])"],
        wrong={"field = 8, 4, -6": "worth `jump` pixels",
               "field = 13, 4, -6": "The pool is a window too",
               "field = 11, 4, -6": "The pool has a stride of 2",
               "field = 21, 4, -6": "only for the layers after it",
               "field = 26, 4, -6": "k - 1 steps",
               "field = 19, 4, -6": "A 1 × 1 layer",
               "field = 15, 2, -6": "has stride 2",
               "field = 15, 4, 6": "negative",
               "field = 15, 4, -2": "third layer has padding",
               "field = 15, 4, -3": "Padding of a later layer",
               "field = 15, 4, -8": "the jump before the layer",
               "field = 15, 4": "expected 3 whole numbers, found 2",
               "field = 17, 4, -6": "Begin with 1, 1, 0",
               "field = 15": "a tuple or a list"}),
    "field of a stack": Answers(
        right=["""
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1) * jump, jump * s, start - p * jump
    return size, jump, start
""", """
def field_of(layers):
    first, last, jump = 0, 0, 1
    for k, s, p, d in reversed(layers):  # from the output down: which units are read, first and last
        first = first * s - p
        last = last * s - p + d * (k - 1)
        jump = jump * s
    return [last - first + 1, jump, first]
""", """
def field_of(layers):
    rows, columns = stack_of(*(nn.Conv2d(1, 1, k, stride=s, padding=p, dilation=d) for k, s, p, d in layers))
    return rows.fields[-1]
""", """
def field_of(layers):
    jumps = [math.prod(layer[1] for layer in layers[:i]) for i in range(len(layers) + 1)]
    size = 1 + sum(d * (k - 1) * jump for (k, s, p, d), jump in zip(layers, jumps))
    return torch.tensor([size, jumps[-1], -sum(layer[2] * jump for layer, jump in zip(layers, jumps))])
import math
"""],
        wrong={"""
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + (k - 1) * jump, jump * s, start - p * jump
    return size, jump, start
""": "Dilation pulls the kernel apart", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        jump *= s
        size += d * (k - 1) * jump
        start -= p * jump
    return size, jump, start
""": "change the jump last", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        jump *= s
        start -= p * jump
    return size, jump, start
""": "The start moves with the jump before", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        start -= p * jump
        jump *= s
        size += d * (k - 1) * jump
    return size, jump, start
""": "The size grows with the jump before", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1) * jump, jump * s, start - p
    return size, jump, start
""": "Padding of a later layer", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1), jump * s, start - p * jump
    return size, jump, start
""": "Each step of a later layer", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1) * jump, jump * s, start + p * jump
    return size, jump, start
""": "subtract it", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * k * jump, jump * s, start - p * jump
    return size, jump, start
""": "not k", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + (d * k - 1) * jump, jump * s, start - p * jump
    return size, jump, start
""": "k - 1 gaps", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in reversed(layers):
        size, jump, start = size + d * (k - 1) * jump, jump * s, start - p * jump
    return size, jump, start
""": "from the image up", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1) * jump, jump + s - 1, start - p * jump
    return size, jump, start
""": "Strides multiply", """
def field_of(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1) * jump, jump * s, start - p * jump
    return size, start, jump
""": "The order is", """
def field_of(layers):
    size, jump = 1, 1
    for k, s, p, d in layers:
        size, jump = size + d * (k - 1) * jump, jump * s
    return size, jump, 0
""": "Padding moves the start", """
def field_of(layers):
    size = 1
    for k, s, p, d in layers:
        size += d * (k - 1)
    return size
""": "a tuple or a list", """
def field_of(layers):
    return [layer[0] for layer in layers][:3]
""": "expected 3 whole numbers"}),
    "find the bug": Answers(
        right=["""
def repaired(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size, jump, start = size + d * (k - 1) * jump, jump * s, start - p * jump
    return size, jump, start
""", """
def repaired(layers):
    size, jump, centre = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        covers = dilation * (kernel_size - 1) + 1
        size += (covers - 1) * jump
        centre += ((covers - 1) / 2 - padding) * jump
        jump *= stride
    return torch.tensor([size, jump, centre - (size - 1) / 2])
""", """
def repaired(layers):
    return stack_of(*(nn.Conv2d(1, 1, k, s, p, d) for k, s, p, d in layers))[0].fields[-1]
"""],
        wrong={"repaired = field_with_a_bug": "forgets dilation still", """
def repaired(layers):
    size, jump, centre = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        centre += d * ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, centre - (size - 1) / 2
""": "not the padding", """
def repaired(layers):
    size, jump, centre = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        centre += (d * (k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, centre
""": "That is the centre", """
def repaired(layers):
    size, jump, centre = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        jump *= s
        centre += (d * (k - 1) / 2 - p) * jump
    return size, jump, int(centre - (size - 1) / 2)
""": "change the jump last", """
def repaired(layers):
    size, jump, centre = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        centre += (d * (k - 1) // 2 - p) * jump
        jump *= s
    return size, jump, centre - (size - 1) // 2
""": "Follow the centre", """
def repaired(layers):
    size, jump, centre = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        centre += ((d * k - 1) // 2 - p) * jump
        jump *= s
    return size, jump, centre - (size - 1) // 2
""": "expected", "repaired = field_with_a_bug([(3, 1, 2, 2)])": "expected a function"}),
    "a wanted field": Answers(
        right=["""
network = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU(),
                        nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 4, 3, padding=1), nn.ReLU())
""", """
network = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1), nn.MaxPool2d(2),
                        nn.Conv2d(1, 1, 3, padding=1))
""", """
network = nn.Sequential(nn.Conv2d(1, 1, 2, padding=2, dilation=3), nn.MaxPool2d(2), nn.AvgPool2d(2),
                        nn.Conv2d(1, 2, 3, padding=1, bias=False), nn.Conv2d(2, 1, 1))
""", """
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(1, 1, 3, stride=s, padding=1) for s in (2, 2, 1))

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x

network = Network()
"""],
        wrong={"network = nn.Conv2d(1, 1, 15, stride=4, padding=7)": "kernel_size 3 at most",
               "network = nn.Sequential(nn.Conv2d(1, 1, 3, 4, 1), nn.Conv2d(1, 1, 3, padding=1))": "stride 2 at most",
               """
network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2), nn.Conv2d(1, 1, 3, stride=2), nn.Conv2d(1, 1, 3))
""": "padding keeps what", """
network = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1),
                        nn.Conv2d(1, 1, 3, stride=2, padding=1))
""": "Move a stride further up", """
network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1),
                        nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 1, 3, padding=1))
""": "Move a stride further down", """
network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1),
                        nn.Conv2d(1, 1, (3, 1), padding=(1, 0)))
""": "15 columns", """
network = nn.Sequential(nn.Conv2d(3, 1, 3, stride=2, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1),
                        nn.Conv2d(1, 1, 3, padding=1))
""": "raises RuntimeError", """
network = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.AdaptiveAvgPool2d(8))
""": "jump 4", """
network = [nn.Conv2d(1, 1, 3, stride=2, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1)]
""": "one nn.Sequential", """
network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, padding=1), nn.Conv2d(1, 1, 3, padding=1), nn.Flatten())
""": "a map of 8 × 8"}),
    "measure a field": Answers(
        right=["""
def rows_seen(network, size, row):
    seen = []
    for i in range(size):
        image = torch.zeros(1, 1, size, size)
        image[0, 0, i] = torch.nan
        if network(image)[0, :, row].isnan().any():
            seen.append(i)
    return seen
""", """
def rows_seen(network, size, row):
    saved = copy.deepcopy(network.state_dict())
    for parameter in network.parameters():
        parameter.data.fill_(1)
    image = torch.rand(1, 1, size, size, requires_grad=True)
    network(image)[0, :, row].sum().backward()
    network.load_state_dict(saved)
    return {i for i in range(size) if image.grad[0, 0, i].sum() > 0}
""", """
def rows_seen(network, size, row):
    rows = [row]
    for layer in reversed(network):
        if isinstance(layer, nn.Conv2d):
            k, s, p, d = (getattr(layer, name)[0] for name in ('kernel_size', 'stride', 'padding', 'dilation'))
            rows = [one * s - p + i * d for one in rows for i in range(k)]
            # rows of the padding between the layers read nothing
            below = size if layer is network[0] else network[0](torch.zeros(1, 1, size, size)).shape[2]
            rows = [one for one in rows if 0 <= one < below]
    return rows
"""],
        wrong={"""
def rows_seen(network, size, row):
    image = torch.ones(1, 1, size, size, requires_grad=True)
    network(image)[0, :, row].sum().backward()
    return image.grad[0, 0].any(1).nonzero().flatten().tolist()
""": "A weight of 0 hides", """
def rows_seen(network, size, row):
    network = copy.deepcopy(network)
    for parameter in network.parameters():
        with torch.no_grad():
            parameter[parameter == 0] = 1
    image = torch.ones(1, 1, size, size, requires_grad=True)
    network(image)[0, :, row].sum().backward()
    return image.grad[0, 0].any(1).nonzero().flatten().tolist()
""": "Two paths cancel", """
def rows_seen(network, size, row):
    network = copy.deepcopy(network)
    for parameter in network.parameters():
        with torch.no_grad():
            parameter[parameter == 0] = 1
    image = torch.rand(1, 1, size, size, requires_grad=True)
    for channel in range(network[0].out_channels):
        one = network[0](image)[:, channel:channel + 1]
        total = nn.functional.conv2d(network[1](one), network[2].weight[:, channel:channel + 1],
                                     padding=network[2].padding)[0, :, row].sum()
        total.backward(retain_graph=True)
        if channel == 0:
            seen = image.grad.clone()
    return seen[0, 0].any(1).nonzero().flatten().tolist()
""": "A ReLU whose input is negative", """
def rows_seen(network, size, row):
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    image = torch.ones(1, 1, size, size, requires_grad=True)
    network(image)[0, :, row].sum().backward()
    return image.grad[0, 0].any(1).nonzero().flatten().tolist()
""": "work on copy.deepcopy", """
def rows_seen(network, size, row):
    ones = copy.deepcopy(network)
    for parameter in ones.parameters():
        nn.init.ones_(parameter)
    image = torch.ones(1, 1, size, size, requires_grad=True)
    ones(image).sum().backward()
    return image.grad[0, 0].any(1).nonzero().flatten().tolist()
""": "take one of them", """
def rows_seen(network, size, row):
    ones = copy.deepcopy(network)
    for parameter in ones.parameters():
        nn.init.ones_(parameter)
    image = torch.ones(1, 1, size, size, requires_grad=True)
    ones(image)[0, :, row].sum().backward()
    rows = image.grad[0, 0].any(1).nonzero().flatten().tolist()
    return range(rows[0], rows[-1] + 1)
""": "Dilation leaves holes", """
def rows_seen(network, size, row):
    ones = copy.deepcopy(network)
    for parameter in ones.parameters():
        nn.init.ones_(parameter)
    image = torch.ones(1, 1, size, size, requires_grad=True)
    ones(image)[0, :, row].sum().backward()
    return int(image.grad[0, 0].any(1).sum())
""": "a tuple or a list", """
def rows_seen(network, size, row):
    image = torch.ones(1, 1, size, size)
    network(image)[0, :, row].sum().backward()
    return image.grad[0, 0].any(1).nonzero().flatten().tolist()
""": "raises TypeError"}),
}
