"""The receptive field of any `nn.Module`: export the graph, walk it backwards, read off intervals."""
