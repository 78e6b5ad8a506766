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
}
