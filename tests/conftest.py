"""A browser and a JupyterLab for the tests that need them."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest

from tests import lab

ROOT = Path(__file__).parent.parent
NAMES = ["convolution", "channels", "photograph", "groups", "pointwise", "mixing", "separable", "receptive_field",
         "dilation", "pooling", "small_objects", "tradeoff"]
PREDICTION = 'predict("01", "output rows")'
CELLS = ["from lesson_utils import *", *(f"explore_{name}()" for name in NAMES), PREDICTION]


def quick(names, few):
    """For parametrize: all `names`, those that are not among the `few` marked slow."""
    return [name if name in few else pytest.param(name, marks=pytest.mark.slow) for name in names]


@pytest.fixture(scope="module")
def browser():
    try:
        with lab.chromium() as browser:
            yield browser
    except FileNotFoundError as error:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(folder):
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    nbformat.write(lab.notebook_of(*CELLS), folder / "explorers.ipynb")
    with lab.jupyterlab(folder) as address:
        yield address
