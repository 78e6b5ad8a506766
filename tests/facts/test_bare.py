"""facts/ in a bare interpreter: no third-party package can be found there, and none is looked for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import lesson_utils.facts

HERE = Path(lesson_utils.facts.__file__).parent
MODULES = sorted(path.stem for path in HERE.glob("*.py") if path.stem != "__init__")
SCRIPT = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
importlib.import_module(sys.argv[2])
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_facts_needs_the_standard_library_alone(module):
    command = [sys.executable, "-S", "-I", "-c", SCRIPT, str(HERE.parents[1]), f"lesson_utils.facts.{module}"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    loaded = set(json.loads(run.stdout))
    assert loaded - sys.stdlib_module_names <= {"__main__", "lesson_utils"}


def test_there_is_something_to_import():
    assert {"compute", "convolution", "seeded", "stack"} <= set(MODULES)
