from tests.checks.bank import Answers

BANK = {
    "output sizes": Answers(
        right=["rows = (16, 20, 6, 9)",
               "rows = [layer(torch.zeros(1, 1, 20, 20)).shape[2] for layer in (a, b, c, d)]",
               "rows = torch.tensor([16.0, 20.0, 6.0, 9.0])"],
        wrong={"rows = (15, 20, 6, 9)": "the first one counts too",
               "rows = (16, 19, 6, 9)": "adds two rows in all",
               "rows = (16, 20, 5, 9)": "Add 1",
               "rows = (16, 20, 6, 10)": "covers 5 rows",
               "rows = (16, 20, 6.33, 9)": "whole number",
               "rows = (16, 20, 6)": "expected 4 whole numbers, found 3",
               "rows = 16": "a tuple or a list",
               "rows = '16, 20, 6, 9'": "a tuple or a list"}),
    "convolution with loops": Answers(
        right=["""
def convolve(x, weight, stride):
    n, m, height, width = weight.shape
    maps = []
    for kernel in weight:
        rows = [[(x[:, r:r + height, c:c + width] * kernel).sum()
                 for c in range(0, x.shape[2] - width + 1, stride)]
                for r in range(0, x.shape[1] - height + 1, stride)]
        maps.append(torch.stack([torch.stack(row) for row in rows]))
    return torch.stack(maps)
""", """
def convolve(x, weight, stride):
    windows = nn.functional.unfold(x[None], weight.shape[2:], stride=stride)[0]
    width = (x.shape[2] - weight.shape[3]) // stride + 1
    return (weight.flatten(1) @ windows).reshape(len(weight), -1, width)
""", """
def convolve(x, weight, stride):
    windows = x.unfold(1, weight.shape[2], stride).unfold(2, weight.shape[3], stride)
    return torch.einsum('mrcij,nmij->nrc', windows.double(), weight.double())
"""],
        wrong={"""
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight.flip(2, 3), stride=stride)[0]
""": "turned round", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[:1][None], weight[:, :1], stride=stride)[0]
""": "Only the first input map", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight[:1].expand_as(weight), stride=stride)[0]
""": "kernel i makes map i", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[:1].expand_as(x)[None], weight, stride=stride)[0]
""": "slice i reads map i", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight)[0]
""": "divide by the stride", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight, stride=stride)
""": "no batch axis", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight, stride=stride)[0][:, :-1, :-1]
""": "shape", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight, stride=stride)[0].long()
""": "floating point", """
def convolve(x, weight, stride):
    output = nn.functional.conv2d(x[None], weight, stride=stride)[0]
""": "does it end with `return`", """
def convolve(x, weight, stride):
    return x @ weight
""": "raises RuntimeError", """
def convolve(x, weight, stride):
    return nn.functional.conv2d(x[None], weight, stride=stride)[0].tolist()
""": "a torch tensor"}),
    "padding that keeps the size": Answers(
        right=["""
def keeping_padding(kernel_size, dilation):
    return (dilation * (kernel_size - 1) + 1) // 2
""", """
def keeping_padding(kernel_size, dilation):
    return dilation * (kernel_size // 2)
""", """
def keeping_padding(kernel_size, dilation):
    padding = 0
    while nn.Conv2d(1, 1, kernel_size, padding=padding, dilation=dilation)(
            torch.zeros(1, 1, 30, 30)).shape[2] < 30:
        padding += 1
    return padding
""", "keeping_padding = lambda kernel_size, dilation: dilation * (kernel_size - 1) / 2"],
        wrong={"""
def keeping_padding(kernel_size, dilation):
    return kernel_size // 2
""": "dilation 1 alone", """
def keeping_padding(kernel_size, dilation):
    return dilation * (kernel_size - 1)
""": "per side", """
def keeping_padding(kernel_size, dilation):
    return dilation * kernel_size // 2
""": "k - 1 steps", """
def keeping_padding(kernel_size, dilation):
    return dilation * (kernel_size - 1) // 2 + 1
""": "One too many", """
def keeping_padding(kernel_size, dilation):
    return 'same'
""": "whole number", """
def keeping_padding(kernel_size):
    return kernel_size // 2
""": "raises TypeError", "keeping_padding = 2": "expected a function"}),
    "before the linear layer": Answers(
        right=["in_features = 560", "in_features = nn.Flatten()(features(torch.zeros(1, 3, 44, 60))).shape[1]",
               "in_features = torch.tensor(16 * 5 * 7)"],
        wrong={"in_features = 35": "there are 16", "in_features = 16 * 5": "Count the columns",
               "in_features = 16 * 5 * 5": "not square", "in_features = 16 * 10 * 14": "second pooling",
               "in_features = 16 * 7 * 7": "not square", "in_features = 16": "all numbers of all maps",
               "in_features = 561": "Follow the rows", "in_features = features": "whole number",
               "in_features = float('nan')": "whole number"}),
    "rows that an output reads": Answers(
        right=["""
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    first = output_row * stride - padding
    return {row for row in range(first, first + dilation * kernel_size, dilation) if 0 <= row < rows}
""", """
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    x = torch.zeros(1, 1, rows, 1, requires_grad=True)
    output = nn.functional.conv2d(x, torch.ones(1, 1, kernel_size, 1), None, (stride, 1), (padding, 0), (dilation, 1))
    output[0, 0, output_row].sum().backward()
    return x.grad.flatten().nonzero().flatten()
"""],
        wrong={"""
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    first = output_row * stride - padding
    return [first + i * dilation for i in range(kernel_size)]
""": "no rows of the image", """
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    window = [output_row * stride + i * dilation for i in range(kernel_size)]
    return [row for row in window if 0 <= row < rows]
""": "moves the window up", """
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    window = [output_row - padding + i * dilation for i in range(kernel_size)]
    return [row for row in window if 0 <= row < rows]
""": "moves by the stride", """
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    window = [output_row * stride - padding + i for i in range(kernel_size)]
    return [row for row in window if 0 <= row < rows]
""": "dilation apart", """
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    first = output_row * stride - padding
    return [row for row in range(first, first + dilation * (kernel_size - 1) + 1) if 0 <= row < rows]
""": "in the gaps", """
def rows_read(output_row, rows, kernel_size, stride, padding, dilation):
    return output_row * stride - padding
""": "a tuple or a list"}),
    "find the bug": Answers(
        right=["""
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1 + stride) // stride
""", """
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    layer = nn.Conv2d(1, 1, (kernel_size, 1), (stride, 1), (padding, 0), (dilation, 1))
    return layer(torch.zeros(1, 1, size, 1)).shape[2]
"""],
        wrong={"repaired = size_with_a_bug": "the bug still", """
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride
""": "The + 1 at the end", """
def repaired(size, kernel_size, stride, padding, dilation):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
""": "raises TypeError", """
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    return -(-(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride) + 1
""": "rounded down", """
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + padding - dilation * (kernel_size - 1) - 1) // stride + 1
""": "add it twice", """
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - kernel_size) // stride + 1
""": "Dilation is ignored", """
def repaired(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1
""": "whole number"}),
}
