"""For every test, notebooks included: a sentence with a missing place is an error."""

import os

from lesson_utils.language import STRICT

os.environ[STRICT] = "1"  # kernels that the tests start have it too
