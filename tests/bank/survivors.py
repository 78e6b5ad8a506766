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
}
