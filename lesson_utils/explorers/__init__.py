"""Sliders and a picture: a function that the reader has already called, made to move."""
