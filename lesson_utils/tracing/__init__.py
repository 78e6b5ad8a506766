"""The receptive field of any `nn.Module`: export the graph, walk it backwards, read off intervals.

`walkthrough` follows one small module through all of it.
"""
