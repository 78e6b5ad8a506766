"""Receptive fields: of a stack of settings (no torch), and of any PyTorch network."""
