"""One small module, followed from its code to its intervals: start here to understand this room.

The module halves a signal of 8 and then adds to each value a look at its neighbours:

>>> import torch
>>> from torch import nn
>>> class Block(nn.Module):
...     def __init__(self):
...         super().__init__()
...         self.down = nn.Conv1d(1, 1, 3, stride=2, padding=1)
...         self.look = nn.Conv1d(1, 1, 3, padding=1)
...     def forward(self, x):
...         x = self.down(x)
...         return x + self.look(x)
>>> block, shape = Block().eval(), (1, 1, 8)

1. `exporting` hands the module to `torch.export`, as a copy without values. What comes back is a graph of
PyTorch's own operations, in the order in which they run:

>>> from lesson_utils.tracing.exporting import exported
>>> graph, x, output = exported(block, shape)
>>> [node.name for node in graph.nodes if node.op == "call_function"]
['conv1d', 'conv1d_1', 'add']

2. `walking` goes through the nodes. Each value that depends on the image becomes a `Traced` (traced.py), which
begins as the image itself: every position reads its own pixel. The tables are yes and no, a row for each position:

>>> from lesson_utils.tracing.walking import image
>>> def table(traced):
...     for row in traced.terms[0][0].reads:
...         print("".join("#" if read else "." for read in row))
>>> start = image(shape)
>>> start.shape
(1, 1, 8)

3. A node's rule says how it moves: `operations` has those of sums, norms and products, `sliding` those of windows,
`layout` those that only change where values stand. `down` is a window along the last dimension. Its rule is a
table of `taps`: which positions of its input each position of its output reads, padding being none of them:

>>> from lesson_utils.tracing import taps
>>> down = taps.window(8, 4, 3, stride=2, padding=1, dilation=1)
>>> after = start.along(2, down)
>>> after.shape
(1, 1, 4)
>>> table(after)
##......
.###....
...###..
.....###

4. `look` moves once more, and `+` puts two `Traced` of one shape together: what either reads, both read. `reading`
does the arithmetic: exact tables as above, and for an endless image only the first and the last line, as spans.

>>> look = after.along(2, taps.window(4, 4, 3, stride=1, padding=1, dilation=1))
>>> table(look)
####....
######..
.#######
...#####

5. The result is a `ReceptiveField` (field.py), and each of its axes (axis.py) reads off intervals: those of an
endless image, which may leave the real one, and those that are clipped to it. Size, jump and start are read off
the former.

>>> from lesson_utils.receptive_field import probe, receptive_field
>>> field = receptive_field(block, shape)
>>> length = field.columns
>>> length.intervals
((-3, 3), (-1, 5), (1, 7), (3, 9))
>>> length.clipped
((0, 3), (0, 5), (1, 7), (3, 7))
>>> length.size, length.jump, length.start
(7, 2, -3)

6. `probing` is the oracle of all this, and follows nothing: it puts NaN into one pixel of the image after the
other, and looks which positions of the real output become NaN.

>>> [probe(block, shape, (pixel,)).tolist() for pixel in (0, 7)]  # which outputs does this pixel reach?
[[True, True, False, False], [False, False, True, True]]
"""
