"""A browser and a JupyterLab for the tests that need them."""

import os
import shutil

import nbformat
import pytest

from tests.support.explorers import CELLS
from tools import ROOT, lab


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
