"""Every explorer, each in a cell of one notebook."""

from tools.driving import EXPLORERS

NAMES = [name.removeprefix("explore_") for name in EXPLORERS]
PREDICTION = 'predict("01", "output rows")'
CELLS = ["from lesson_utils import *", *(f"explore_{name}()" for name in NAMES), PREDICTION]
