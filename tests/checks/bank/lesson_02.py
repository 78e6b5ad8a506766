from tests.checks.bank import Answers

BANK = {
    "weight shapes": Answers(
        right=["shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (24, 2, 5, 5), (12, 1, 3, 3)]",
               "shapes = [layer.weight.shape for layer in (a, b, c, d)]",
               "shapes = tuple(torch.tensor(layer.weight.shape) for layer in (a, b, c, d))"],
        wrong={"shapes = [(8, 8, 3, 3), (8, 8, 3, 3), (24, 2, 5, 5), (12, 1, 3, 3)]": "a kernel sees its own group",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (24, 4, 5, 5), (12, 1, 3, 3)]": "how many groups there are",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (8, 2, 5, 5), (12, 1, 3, 3)]": "one for each output channel",
               "shapes = [(8, 8, 3, 3), (1, 8, 3, 3), (24, 2, 5, 5), (12, 1, 3, 3)]": "one for each output channel",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (6, 2, 5, 5), (12, 1, 3, 3)]": "kernels of all groups",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (24, 2, 3, 3), (12, 1, 3, 3)]": "last two numbers",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (24, 2, 5, 5), (12, 2, 3, 3)]": "how many outputs a group has",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (24, 3, 5, 5), (12, 1, 3, 3)]": "Divide in_channels by groups",
               "shapes = [(8, 8, 3, 3), (8, 1, 3, 3), (24, 6, 5, 5), (12, 1, 3, 3)]": "how many outputs a group has",
               "shapes = [(8, 8, 3), (8, 1, 3), (24, 2, 5), (12, 1, 3)]": "expected 4 whole numbers, found 3",
               "shapes = (8, 8, 3, 3)": "a tuple or a list", "shapes = (8, 1, 3, 3, 16)": "four tuples"}),
    "which groups made it": Answers(
        right=["groups = (2, 3, 6, 1)", "groups = torch.tensor([2, 3, 6, 1])", """
def found(numbers):
    return next(g for g in (1, 2, 3, 6) if len(numbers) % g == 0 and output(len(numbers), g) == numbers)
groups = [found(numbers) for numbers in (output_a, output_b, output_c, output_d)]
"""],
        wrong={"groups = (3, 3, 6, 1)": "would give 11, 11, 1100", "groups = (2, 1, 6, 1)": "would give 111111",
               "groups = (2, 3, 1, 6)": "would give 111111, 111111", "groups = (2, 3, 6, 6)": "must divide both",
               "groups = (2, 2, 6, 1)": "must divide both", "groups = (2, 3, 6, 0)": "must divide both",
               "groups = (2, 3, 6)": "expected 4 whole numbers, found 3", "groups = 2": "a tuple or a list"}),
    "depthwise by hand": Answers(
        right=["""
def depthwise(x, weight):
    return torch.stack([F.conv2d(x[i:i + 1][None], weight[i:i + 1])[0, 0] for i in range(len(x))])
""", """
def depthwise(x, weight):
    _, _, height, width = weight.shape
    windows = x.unfold(1, height, 1).unfold(2, width, 1)
    return (windows * weight[:, 0, None, None]).sum((3, 4))
""", """
def depthwise(x, weight):
    output = torch.zeros(len(x), x.shape[1] - weight.shape[2] + 1, x.shape[2] - weight.shape[3] + 1)
    for r in range(weight.shape[2]):
        for c in range(weight.shape[3]):
            output += weight[:, :, r, c, None] * x[:, r:r + output.shape[1], c:c + output.shape[2]]
    return output
"""],
        wrong={"""
def depthwise(x, weight):
    maps = [F.conv2d(x[i][None, None], weight[i][None])[0] for i in range(len(x))]
    return sum(maps)
""": "put them side by side", """
def depthwise(x, weight):
    maps = [F.conv2d(x[i][None, None], weight[i][None])[0, 0] for i in range(len(x))]
    return sum(maps)
""": "The maps are added", """
def depthwise(x, weight):
    return F.conv2d(x[None], weight, groups=len(x))
""": "no batch axis", """
def depthwise(x, weight):
    return torch.cat([F.conv2d(x[i][None, None], weight[0][None])[0] for i in range(len(x))])
""": "Kernel 0 reads every map", """
def depthwise(x, weight):
    return torch.cat([F.conv2d(x[0][None, None], weight[i][None])[0] for i in range(len(x))])
""": "Every kernel reads input map 0", """
def depthwise(x, weight):
    return F.conv2d(x[None], weight.expand(-1, len(x), -1, -1))[0]
""": "The input maps are added", """
def depthwise(x, weight):
    return torch.cat([F.conv2d(one[None, None], weight)[0] for one in x])
""": "Every kernel goes over every map", """
def depthwise(x, weight):
    return torch.stack([F.conv2d(one[None, None], weight)[0] for one in x])
""": "Every kernel goes over every map", """
def depthwise(x, weight):
    return torch.stack([F.conv2d(x[i][None, None], weight[i][None])[0] for i in range(len(x))])
""": "one axis too many", """
def depthwise(x, weight):
    return F.conv2d(x[None], weight.flip(2, 3), groups=len(x))[0]
""": "turned round", """
def depthwise(x, weight):
    maps = []
    for i in range(len(x)):
        maps.insert(0, F.conv2d(x[i][None, None], weight[i][None])[0])
    return torch.cat(maps)
""": "wrong order", """
def depthwise(x, weight):
    return F.conv2d(x[None], weight, padding='same', groups=len(x))[0]
""": "Without padding", """
def depthwise(x, weight):
    return F.conv2d(x[None], weight)[0]
""": "raises RuntimeError", """
def depthwise(x, weight):
    for i in range(len(x)):
        output = F.conv2d(x[i][None, None], weight[i][None])[0]
    return output
""": "one output map for each input map"}),
    "legal groups": Answers(
        right=["""
def legal(in_channels, out_channels):
    return {g for g in range(1, out_channels + 1) if in_channels % g == out_channels % g == 0}
""", """
def legal(in_channels, out_channels):
    found = []
    for groups in range(1, in_channels + 1):
        try:
            nn.Conv2d(in_channels, out_channels, 1, groups=groups)
            found.append(groups)
        except ValueError:
            pass
    return found
""", """
import math
def legal(in_channels, out_channels):
    both = math.gcd(in_channels, out_channels)
    return [both // g for g in range(1, both + 1) if both % g == 0]
"""],
        wrong={"""
def legal(in_channels, out_channels):
    return [g for g in range(1, in_channels + 1) if in_channels % g == 0]
""": "It must divide out_channels too", """
def legal(in_channels, out_channels):
    return [g for g in range(1, out_channels + 1) if out_channels % g == 0]
""": "It must divide in_channels too", """
def legal(in_channels, out_channels):
    largest = max(in_channels, out_channels)
    return [g for g in range(1, largest + 1) if in_channels % g == 0 or out_channels % g == 0]
""": "both are split", """
def legal(in_channels, out_channels):
    return [g for g in range(2, in_channels + 1) if in_channels % g == 0 and out_channels % g == 0]
""": "1 is legal too", """
def legal(in_channels, out_channels):
    smaller = min(in_channels, out_channels)
    return [g for g in range(1, smaller) if in_channels % g == 0 and out_channels % g == 0]
""": "the largest one is missing", """
import math
def legal(in_channels, out_channels):
    return [1, math.gcd(in_channels, out_channels)]
""": "Between 1 and the largest", """
def legal(in_channels, out_channels):
    return [1, in_channels] if out_channels % in_channels == 0 else [1]
""": "not the only one with groups", """
def legal(in_channels, out_channels):
    return [1, 2, 3]
""": "compare with what nn.Conv2d accepts", """
def legal(in_channels, out_channels):
    return min(in_channels, out_channels)
""": "a tuple or a list", """
def legal(in_channels, out_channels):
    return [g for g in range(in_channels + 1) if in_channels % g == 0 and out_channels % g == 0]
""": "raises ZeroDivisionError", "legal = [1, 2, 3, 6]": "expected a function"}),
    "find the bug": Answers(
        right=["""
def repaired(x, weight, groups):
    size, kernels = x.shape[1] // groups, weight.shape[0] // groups
    return torch.cat([F.conv2d(x[:, g * size:(g + 1) * size], weight[g * kernels:(g + 1) * kernels])
                      for g in range(groups)], 1)
""", """
def repaired(x, weight, groups):
    return F.conv2d(x, weight, groups=groups)
""", """
def repaired(x, weight, groups):
    full = torch.zeros(len(weight), x.shape[1], *weight.shape[2:])
    for i, kernel in enumerate(weight):
        first = i // (len(weight) // groups) * weight.shape[1]
        full[i, first:first + weight.shape[1]] = kernel
    return F.conv2d(x, full)
"""],
        wrong={"repaired = grouped_with_a_bug": "the bug still", """
def repaired(x, weight, groups):
    return torch.cat([F.conv2d(part, weight) for part in x.chunk(groups, dim=1)], dim=1)
""": "Only the inputs are split", """
def repaired(x, weight, groups):
    pairs = zip(x.chunk(groups, dim=1), weight.chunk(groups))
    return sum(F.conv2d(part, kernels) for part, kernels in pairs)
""": "The groups' results are added", """
def repaired(x, weight, groups):
    pairs = zip(x.chunk(groups, dim=1), weight.chunk(groups))
    return torch.cat([F.conv2d(part, kernels) for part, kernels in pairs])
""": "channels are dim=1", """
def repaired(x, weight, groups):
    parts = [F.conv2d(part, weight[g::groups]) for g, part in enumerate(x.chunk(groups, dim=1))]
    return torch.cat(parts, dim=1)
""": "weight.chunk(groups)", """
def repaired(x, weight, groups):
    pairs = zip(x.chunk(groups, dim=1), weight.chunk(groups))
    return torch.stack([F.conv2d(part, kernels) for part, kernels in pairs], dim=2).flatten(1, 2)
""": "are shuffled", """
def repaired(x, weight, groups):
    parts = [F.conv2d(x.chunk(groups, dim=1)[0], kernels) for kernels in weight.chunk(groups)]
    return torch.cat(parts, dim=1)
""": "the inputs of group 0", """
def repaired(x, weight, groups):
    return F.conv2d(x, weight)
""": "raises RuntimeError"}),
    "two edges of each colour": Answers(
        right=["""
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, 1, 1, 1, 3, False)
    nn.init.zeros_(layer.weight)
    with torch.no_grad():
        layer.weight[0::2, 0, 1, 0] = layer.weight[1::2, 0, 0, 1] = -1
        layer.weight[0::2, 0, 1, 2] = layer.weight[1::2, 0, 2, 1] = 1
    return layer
""", """
edge_layer = nn.Conv2d(3, 6, 3, padding='same', groups=3)
across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
edge_layer.weight = nn.Parameter(torch.stack([across, across.T]).repeat(3, 1, 1)[:, None])
nn.init.zeros_(edge_layer.bias)
"""],
        wrong={"""
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, padding=1, groups=3)
    across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    layer.weight.data = torch.stack([across, across.T]).repeat(3, 1, 1)[:, None]
    return layer
""": "give bias=False", """
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, padding=1, groups=3, bias=False)
    across = torch.tensor([[0.0, 0, 0], [1, 0, -1], [0, 0, 0]])
    layer.weight.data = torch.stack([across, across.T]).repeat(3, 1, 1)[:, None]
    return layer
""": "The signs are turned round", """
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, padding=1, groups=3, bias=False)
    across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    layer.weight.data = torch.stack([across.T, across]).repeat(3, 1, 1)[:, None]
    return layer
""": "right minus left comes first", """
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, padding=1, groups=3, bias=False)
    across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    layer.weight.data = torch.stack([across, across, across, across.T, across.T, across.T])[:, None]
    return layer
""": "0 and 1 for red", """
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, padding=1, groups=3, bias=False)
    layer.weight.data[:] = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    return layer
""": "the same edge", """
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, groups=3, bias=False)
    across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    layer.weight.data = torch.stack([across, across.T]).repeat(3, 1, 1)[:, None]
    return layer
""": "give padding=1", """
def edge_layer():
    layer = nn.Conv2d(3, 6, 3, padding=1, bias=False)
    nn.init.zeros_(layer.weight)
    across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    for i in range(6):
        layer.weight.data[i, i // 2] = across.T if i % 2 else across
    return layer
""": "groups=3 leaves them out", """
def edge_layer():
    layer = nn.Conv2d(3, 3, 3, padding=1, groups=3, bias=False)
    layer.weight.data[:] = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    return layer
""": "out_channels is 6", """
def edge_layer():
    layer = nn.Conv2d(3, 2, 3, padding=1, bias=False)
    across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]])
    layer.weight.data = torch.stack([across, across.T])[:, None].repeat(1, 3, 1, 1)
    return layer
""": "the colours are not to be added", """
def edge_layer():
    nn.Conv2d(3, 6, 3, padding=1, groups=3, bias=False)
""": "does it end with `return`", """
def edge_layer():
    return nn.Conv2d(3, 6, 3, padding=1, groups=3, bias=False)
""": "of the numbers are not"}),
}
