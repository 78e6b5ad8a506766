"""nbgrader's settings for a course with these exercises: `make course` puts this file into the course's folder."""

c = get_config()  # noqa: F821 (nbgrader defines it)
c.CourseDirectory.course_id = "convolution"
# The checks know three dots as "not attempted"; nbgrader's own stub raises, and ends a learner's "Run All".
c.ClearSolutions.code_stub = {"python": "..."}
# A check cell that was deleted from a submission is put back before it is graded.
c.OverwriteCells.add_missing_cells = True
