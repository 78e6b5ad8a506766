"""Facts to SVG text. No module in here imports torch: the arrays come as nested lists."""
