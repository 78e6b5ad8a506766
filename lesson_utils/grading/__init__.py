"""Grade exercise notebooks without nbgrader: `python -m lesson_utils.grading FILES`, or `make grade`."""
