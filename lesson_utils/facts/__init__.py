"""Plain numbers: what a convolution, a stack, a network of layers is and does. Standard library alone."""
