"""Mutants of the solutions that the checks do not notice, each with the reason why it is no error.

lesson -> exercise -> the line that differs from the solution (as `ast.unparse` writes it) -> the reason.
"""

SURVIVORS: dict[str, dict[str, dict[str, str]]] = {
    "01": {
        "output sizes": dict.fromkeys([
            "rows = (20 - 5 + 1, 20, (21 - 4) // 3 + 1, (20 + 2 - 5) // 2 + 1)",
            "rows = (20 - 5 + 1, 20, (19 - 4) // 3 + 1, (20 + 2 - 5) // 2 + 1)",
            "rows = (20 - 5 + 1, 20, (20 - 5) // 3 + 1, (20 + 2 - 5) // 2 + 1)",
            "rows = (20 - 5 + 1, 20, (20 - 3) // 3 + 1, (20 + 2 - 5) // 2 + 1)",
            "rows = (20 - 5 + 1, 20, (20 - 4) // 3 + 1, (20 + 2 - 6) // 2 + 1)",
            "rows = (20 - 5 + 1, 20, (20 - 4) // 3 + 1, (19 + 2 - 5) // 2 + 1)",
            "rows = (20 - 5 + 1, 20, (20 - 4) // 3 + 1, (20 + 1 - 5) // 2 + 1)",
        ], "The same four numbers: the floor drops what was changed."),
        "padding that keeps the size": dict.fromkeys([
            "return dilation * (kernel_size - 1) / 2",
        ], "dilation · (k - 1) is even for odd k: both divisions give the same number."),
        "before the linear layer": dict.fromkeys([
            "in_features = features(torch.zeros(3, 44, 60)).numel()",
            "in_features = features(torch.zeros(1, 3, 60, 44)).numel()",
            "in_features = features(torch.zeros(1, 3, 45, 60)).numel()",
            "in_features = features(torch.zeros(1, 3, 43, 60)).numel()",
            "in_features = features(torch.zeros(1, 3, 44, 61)).numel()",
            "in_features = features(torch.zeros(1, 3, 44, 59)).numel()",
        ], "The same number: pooling drops a row or column more, or the sides change places."),
    },
    "02": {
        "depthwise by hand": dict.fromkeys([
            "maps.append(F.conv2d(one_map, kernel)[-1])",
        ], "The batch has one image: the first is the last."),
        "legal groups": dict.fromkeys([
            "candidates = range(1, in_channels + 2)",
        ], "in_channels + 1 never divides in_channels."),
        "find the bug": dict.fromkeys([
            "for part, kernels in zip(x.chunk(groups, dim=1), weight.chunk(groups)):",
            "for part, kernels in zip(x.chunk(groups, dim=1), weight.chunk(groups), strict=False):",
        ], "Both are split into as many parts."),
        "two edges of each colour": dict.fromkeys([
            "layer.weight.data[i, -1] = across if i % 2 == 0 else across.T",
        ], "A depthwise kernel has one slice: the first is the last."),
    },
    "03": {
        "find the bug": dict.fromkeys([
            "mixed = weight[:, :, -1, 0] @ pixels",
            "mixed = weight[:, :, 0, -1] @ pixels",
        ], "The kernel is 1 x 1: its first row and column are its last."),
    },
    "04": {
        "size jump and start": dict.fromkeys([
            "field = (1 + 4 + 1 * 2 + 2 * 4, 2 + 2, 0 - 2 * 1 - 1 * 4)",
            "field = (1 + 4 + 1 * 2 + 2 * 4, 2 * 2, 0 - 2 * 1 - 4)",
            "field = (1 + 4 + 2 + 2 * 4, 2 * 2, 0 - 2 * 1 - 1 * 4)",
            "field = (1 + 4 + 1 * 2 + 2 * 4, 2 * 2, 0 - 2 // 1 - 1 * 4)",
            "field = (1 + 4 + 1 * 2 + 2 * 4, 2 * 2, 0 - 2 - 1 * 4)",
        ], "The same three numbers."),
        "a wanted field": dict.fromkeys([
            "network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2), nn.Conv2d(1, 1, 3, stride=2, padding=1), "
            "nn.Conv2d(1, 1, 3, padding=1))",
            "network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, padding=0), nn.Conv2d(1, 1, 3, stride=2, padding=1), "
            "nn.Conv2d(1, 1, 3, padding=1))",
            "network = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, padding=1), nn.Conv2d(1, 1, 3, stride=2, padding=1), "
            "nn.Conv2d(1, 2, 3, padding=1))",
        ], "Right as well: 32 rows become 15 without padding, and then 8; the output may have two channels."),
        "measure a field": dict.fromkeys([
            "return image.grad[-1].any(1).nonzero().flatten().tolist()",
        ], "The image has one channel, which is the first and the last."),
    },
    "05": {
        "find the bug": dict.fromkeys([
            "pixels = {1}",
            "pixels = {-1}",
            "pixels = {pixel - step for pixel in pixels for step in (-dilation, 0, dilation)}",
        ], "As many pixels, only elsewhere; a step back for a step forth."),
    },
    "06": {
        "weights of a pair": dict.fromkeys([
            "weights = (9 + 8, 16 * 9 + 16 * 32, 16 * 9 + 16 // 1)",
            "weights = (9 + 8, 16 * 9 + 16 * 32, 16 * 9 + 16)",
        ], "The same three numbers."),
        "a distance that is read": dict.fromkeys([
            "columns = {column - step for column in columns for step in steps}",
        ], "A step back for a step forth: a kernel has as many on each side."),
        "find the bug": dict.fromkeys([
            "macs += k * k * (m / groups) * n * size * size",
        ], "The groups divide the channels: both divisions give the same number."),
        "layers to replace": dict.fromkeys([
            "saved = [one - other for one, other in zip(macs, pairs)]",
            "saved = [one - other for one, other in zip(macs, pairs, strict=False)]",
        ], "Both have a number for each layer."),
        "a far view with few parameters": dict.fromkeys([
            "network = nn.Sequential(*[nn.Sequential(nn.Conv2d(8, 8, 1), "
            "nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=8)) for d in (1, 2, 4)])",
            "network = nn.Sequential(*[nn.Sequential(nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=8), "
            "nn.Conv2d(8, 8, 1)) for d in (1, 3, 4)])",
            "network = nn.Sequential(*[nn.Sequential(nn.Conv2d(8, 8, 3, padding=d, dilation=d, groups=8), "
            "nn.Conv2d(8, 8, 1)) for d in (1, 2, 5)])",
        ], "Right as well: the order of the two layers is open, and 8 to each side is more than 7, without holes."),
    },
}
