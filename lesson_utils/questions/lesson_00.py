"""The questions of 00_start_here; every answer is computed by torch when it is asked."""

import torch
import torch.nn.functional as F

from lesson_utils.questions.question import Question


def places() -> Question:
    """In how many places does the window fit."""
    return Question(
        "The image has 6 columns and the window covers 3 of them. In how many places can it stand along one row?",
        F.conv2d(torch.zeros(1, 1, 6, 6), torch.zeros(1, 1, 3, 3)).shape[3],
        "The window can start at column 0, 1, 2 or 3: 4 places. So a row of the output has 4 numbers.",
        {6: "It may not stick out over the edge.", 3: "Count the place where it starts at column 0 too.",
         2: "It may overlap with where it stood before."})


QUESTIONS = {"places": places}
