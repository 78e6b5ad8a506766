"""The questions of 00_start_here; every answer is computed by torch when it is asked."""

import torch
import torch.nn.functional as F

from lesson_utils.language import tr
from lesson_utils.questions.question import Question


def places() -> Question:
    """In how many places does the window fit."""
    return Question(
        tr("An image has 8 columns, and the kernel covers 3 of them. In how many places can it stand along one row?"),
        F.conv2d(torch.zeros(1, 1, 8, 8), torch.zeros(1, 1, 3, 3)).shape[3],
        tr("The kernel can start at column 0, 1, 2, 3, 4 or 5: 6 places. So a row of the output has 6 numbers."),
        {8: tr("It may not stick out over the edge."),
         5: tr("Count the place where it starts at column 0 too."),
         2: tr("It may overlap with where it stood before."),
         3: tr("It may overlap with where it stood before.")})


QUESTIONS = {"places": places}
