from tests.checks.bank import Answers

BANK = {
    "rows of an output": Answers(
        right=["""
rows_a = (2, 6, 10)
rows_b = (0, 2)
rows_c = (0, 2, 4, 6, 8)
""", """
def read(layer, row):
    image = torch.zeros(1, 12, 12)
    image[0, :, 0] = torch.arange(12.0)
    ones = [torch.full((1, 12, 12), 0.0) for _ in range(12)]
    for i in range(12):
        ones[i][0, i] = torch.nan
    return [i for i in range(12) if layer(ones[i])[0, row].isnan().any()]
rows_a, rows_b, rows_c = read(a, 2), read(b, 0), read(c, 0)
""", "rows_a, rows_b, rows_c = range(2, 11, 4), torch.tensor([0, 2]), {8, 6, 4, 2, 0}"],
        wrong={"rows_a, rows_b, rows_c = (2, 3, 4), (0, 2), (0, 2, 4, 6, 8)": "4 apart",
               "rows_a, rows_b, rows_c = (2, 7, 12), (0, 2), (0, 2, 4, 6, 8)": "not the number of zeros",
               "rows_a, rows_b, rows_c = (0, 4, 8), (0, 2), (0, 2, 4, 6, 8)": "That is output row 0",
               "rows_a, rows_b, rows_c = (8, 12, 16), (0, 2), (0, 2, 4, 6, 8)": "not by the dilation",
               "rows_a, rows_b, rows_c = range(2, 11), (0, 2), (0, 2, 4, 6, 8)": "covered, and not read",
               "rows_a, rows_b, rows_c = (2, 6, 10), (-2, 0, 2), (0, 2, 4, 6, 8)": "is padding",
               "rows_a, rows_b, rows_c = (2, 6, 10), (0, 2, 4), (0, 2, 4, 6, 8)": "starts at row -2",
               "rows_a, rows_b, rows_c = (2, 6, 10), (0, 2), (0, 2, 4)": "That is one layer",
               "rows_a, rows_b, rows_c = (2, 6, 10), (0, 2), range(9)": "no way leads to an odd row",
               "rows_a, rows_b, rows_c = (2, 6, 10), (0, 2), (0, 4, 8)": "put all of them together",
               "rows_a, rows_b, rows_c = (2, 6, 10), (0, 2), (1, 3, 5)": "dilation apart",
               "rows_a, rows_b, rows_c = 3, 2, 5": "a tuple or a list"}),
    "kernel with zeros": Answers(
        right=["""
def with_zeros(weight, dilation):
    rows, columns = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, (height - 1) * rows + 1, (width - 1) * columns + 1)
    for i in range(height):
        for j in range(width):
            result[:, :, i * rows, j * columns] = weight[:, :, i, j]
    return result
""", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    zero_rows = torch.zeros(rows, 1)
    zero_rows[0] = 1
    zero_columns = torch.zeros(1, columns)
    zero_columns[0, 0] = 1
    spread = torch.kron(weight, zero_rows @ zero_columns)
    return spread[:, :, :spread.shape[2] - rows + 1, :spread.shape[3] - columns + 1]
""", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    size = rows * (weight.shape[2] - 1) + 1, columns * (weight.shape[3] - 1) + 1
    kernels = []
    for kernel in weight:
        image = torch.zeros(len(kernel), *size, requires_grad=True)
        nn.functional.conv2d(image[None], kernel[None], dilation=dilation).sum().backward()
        kernels.append(image.grad)
    return torch.stack(kernels).double()
"""],
        wrong={"""
def with_zeros(weight, dilation):
    return weight
""": "No zeros were put in", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, rows * height, columns * width)
    result[:, :, ::rows, ::columns] = weight
    return result
""": "No zeros behind the last weight", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, (rows + 1) * (height - 1) + 1, (columns + 1) * (width - 1) + 1)
    result[:, :, ::rows + 1, ::columns + 1] = weight
    return result
""": "dilation - 1 zeros in a gap", """
def with_zeros(weight, dilation):
    columns, rows = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, rows * (height - 1) + 1, columns * (width - 1) + 1)
    result[:, :, ::rows, ::columns] = weight
    return result
""": "A pair is (rows, columns)", """
def with_zeros(weight, dilation):
    rows = dilation if isinstance(dilation, int) else dilation[0]
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, rows * (height - 1) + 1, rows * (width - 1) + 1)
    result[:, :, ::rows, ::rows] = weight
    return result
""": "A pair is (rows, columns)", """
def with_zeros(weight, dilation):
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, dilation * (height - 1) + 1, dilation * (width - 1) + 1)
    result[:, :, ::dilation, ::dilation] = weight
    return result
""": "raises TypeError", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, rows * (height - 1) + 1, columns * (width - 1) + 1)
    result[:, :, ::rows, ::columns] = weight.flip(2, 3)
    return result
""": "keep their order", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, m, height, width = weight.shape
    result = torch.empty(n, m, rows * (height - 1) + 1, columns * (width - 1) + 1).fill_(torch.nan)
    result[:, :, ::rows, ::columns] = weight
    return result
""": "memory that was never filled", """
def with_zeros(weight, dilation):
    rows, columns = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, m, height, width = weight.shape
    result = torch.zeros(n, m, rows * (height - 1) + 1, columns * (width - 1) + 1)
    weight = result[:, :, ::rows, ::columns]
    return result
""": "written into the output"}),
    "padding that keeps the size": Answers(
        right=["""
def zeros_around(kernel_size, dilation):
    lost = dilation * (kernel_size - 1)
    return (lost + 1) // 2, lost // 2
""", """
def zeros_around(kernel_size, dilation):
    front = behind = 0
    while True:
        x = nn.functional.pad(torch.zeros(1, 1, 40), (front, behind))
        if nn.functional.conv1d(x, torch.zeros(1, 1, kernel_size), dilation=dilation).shape[2] == 40:
            return [front, behind]
        if front < behind:
            front += 1
        else:
            behind += 1
""", """
def zeros_around(kernel_size, dilation):
    half = dilation * (kernel_size - 1) / 2
    return torch.tensor([math.floor(half), math.ceil(half)])
"""],
        wrong={"""
def zeros_around(kernel_size, dilation):
    return dilation * (kernel_size - 1), dilation * (kernel_size - 1)
""": "total on each side", """
def zeros_around(kernel_size, dilation):
    return dilation * (kernel_size - 1) // 2, dilation * (kernel_size - 1) // 2
""": "An odd total has no half", """
def zeros_around(kernel_size, dilation):
    return dilation * (kernel_size - 1) // 2, dilation * (kernel_size - 1) // 2 + 1
""": "only if the total is odd", """
def zeros_around(kernel_size, dilation):
    return (kernel_size - 1) // 2, kernel_size // 2
""": "right for dilation 1", """
def zeros_around(kernel_size, dilation):
    total = dilation * kernel_size
    return total // 2, total - total // 2
""": "not dilation · k", """
def zeros_around(kernel_size, dilation):
    total = dilation * (kernel_size - 1) + 1
    return total // 2, total - total // 2
""": "one of them is not lost", """
def zeros_around(kernel_size, dilation):
    return 0, dilation * (kernel_size - 1)
""": "Share the zeros", """
def zeros_around(kernel_size, dilation):
    return dilation * (kernel_size - 1) // 2
""": "a tuple or a list", """
def zeros_around(kernel_size, dilation):
    return dilation * (kernel_size - 1) / 2, dilation * (kernel_size - 1) / 2
""": "a whole number"}),
    "rates without holes": Answers(
        right=["""
rates_a = (1, 2, 3)
rates_b = (1, 1, 4)
""", """
rates_a = [4, 1, 1]
rates_b = [3, 1, 2]
""", """
found = set()
for three in torch.cartesian_prod(*[torch.arange(1, 6)] * 3).tolist():
    rows, columns = stack_of(*rates(*three))
    if rows.fields[-1].size == 13 and not rows.holes:
        found.add(tuple(sorted(three)))
rates_a, rates_b = found
"""],
        wrong={"rates_a, rates_b = (1, 2, 3), (2, 2, 2)": "There are holes",
               "rates_a, rates_b = (2, 2, 2), (1, 1, 4)": "7 of 13",
               "rates_a, rates_b = (1, 2, 3), (3, 2, 1)": "The order of the rates",
               "rates_a, rates_b = (1, 2, 3), (1, 2, 5)": "expected a field of 13, found a field of 17",
               "rates_a, rates_b = (1, 2, 3), (0, 2, 4)": "it starts at 1",
               "rates_a, rates_b = (1, 2, 3), (5, 5, -4)": "it starts at 1",
               "rates_a, rates_b = (1, 2, 3), (1, 5)": "expected 3 whole numbers",
               "rates_a, rates_b = (1, 2, 3), (1, 1.5, 3.5)": "whole number"}),
    "layers that cover an image": Answers(
        right=["""
def layers_needed(size, kernel_size):
    return math.ceil(math.log2((size - 1) / (kernel_size - 1) + 1))
""", """
def layers_needed(size, kernel_size):
    layers = 1
    while 1 + (kernel_size - 1) * sum(2 ** i for i in range(layers)) < size:
        layers += 1
    return layers
""", """
def layers_needed(size, kernel_size):
    stack = []
    while True:
        stack.append(nn.Conv2d(1, 1, kernel_size, dilation=2 ** len(stack)))
        if stack_of(*stack)[0].fields[-1].size >= size:
            return len(stack)
"""],
        wrong={"""
def layers_needed(size, kernel_size):
    layers, field, rate = 0, 1, 1
    while field <= size:
        field, rate, layers = field + rate * (kernel_size - 1), rate * 2, layers + 1
    return layers
""": "that is enough", """
def layers_needed(size, kernel_size):
    return -(-(size - 1) // (kernel_size - 1))
""": "without dilation", """
def layers_needed(size, kernel_size):
    layers, field, rate = 0, 1, 1
    while field < size:
        field, rate, layers = field + rate * (kernel_size - 1), rate + 1, layers + 1
    return layers
""": "twice the one before", """
def layers_needed(size, kernel_size):
    layers, field, rate = 0, 1, 2
    while field < size:
        field, rate, layers = field + rate * (kernel_size - 1), rate * 2, layers + 1
    return layers
""": "The first layer has rate 1", """
def layers_needed(size, kernel_size):
    layers, field, rate = 1, 1, 1
    while field < size:
        field, rate, layers = field + rate * (kernel_size - 1), rate * 2, layers + 1
    return layers
""": "one too many", """
def layers_needed(size, kernel_size):
    layers, field, rate = 0, 0, 1
    while field < size:
        field, rate, layers = field + rate * (kernel_size - 1), rate * 2, layers + 1
    return layers
""": "Begin with a field of 1", """
def layers_needed(size, kernel_size):
    layers, field = 0, 1
    while field < size:
        field, layers = 2 * field + 1, layers + 1
    return layers
""": "for kernels of 3 alone", """
def layers_needed(size, kernel_size):
    layers, field, rate = 0, 1, 1
    while field < size:
        field, rate, layers = field + rate * kernel_size, rate * 2, layers + 1
    return layers
""": "not k · rate", """
def layers_needed(size, kernel_size):
    layers, field, rate = 0, 1, 1
    while field < size:
        field, rate, layers = field + rate * (kernel_size - 1), rate * 2, layers + 1
    return rate // 2
""": "count the layers", """
def layers_needed(size, kernel_size):
    return math.log2((size - 1) / (kernel_size - 1) + 1)
""": "a whole number"}),
    "find the bug": Answers(
        right=["""
def repaired(dilations):
    reached = [0]
    for d in dilations:
        reached = [pixel + step for pixel in reached for step in (-d, 0, d)]
    return len(set(reached))
""", """
def repaired(dilations):
    size = 2 * sum(dilations) + 1
    image = torch.zeros(1, 1, size, requires_grad=True)
    x = image
    for d in dilations:
        x = nn.functional.conv1d(x, torch.ones(1, 1, 3), dilation=d)
    x.sum().backward()
    return (image.grad > 0).sum()
""", """
def repaired(dilations):
    return len(stack_of(*rates(*dilations))[0].reads)
"""],
        wrong={"repaired = pixels_read_with_a_bug": "the bug still", """
def repaired(dilations):
    return 2 * sum(dilations) + 1
""": "the whole field", """
def repaired(dilations):
    return 3 ** len(dilations)
""": "count it once", """
def repaired(dilations):
    return min(3 ** len(dilations), 2 * sum(dilations) + 1)
""": "can be reached by several", """
def repaired(dilations):
    pixels = {0}
    for d in dilations:
        pixels = {pixel + step for pixel in pixels for step in (-d, d)}
    return len(pixels)
""": "three weights along an axis", """
def repaired(dilations):
    pixels = {0}
    for d in dilations:
        pixels = {pixel + step for pixel in pixels for step in (0, d)}
    return len(pixels)
""": "three weights along an axis", """
def repaired(dilations):
    pixels = {0}
    for d in dilations:
        pixels = {pixel + step for pixel in pixels for step in (-d, 0, d)}
    return pixels
""": "whole number", """
def repaired(dilations):
    return len(dilations) * 2 + 1
""": "Start at one output"}),
}
