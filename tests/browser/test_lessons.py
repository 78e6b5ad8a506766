"""Every lesson in a real JupyterLab: read without running, run from top to bottom, saved and opened again."""

import pytest

from tests.support.accessibility import OUTPUTS, violations
from tests.support.marks import quick
from tools import ROOT, lab

LESSONS = sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb"))
FEW = LESSONS[:2]  # a kernel each: the others run among the slow tests


@pytest.mark.parametrize("name", quick(LESSONS, FEW))
def test_a_lesson_runs_from_top_to_bottom(browser, address, name):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    watch = lab.Watch(page, address)
    lab.open_notebook(page, address, f"notebooks/{name}")
    # before anything is run, the pictures are there as still images
    page.wait_for_selector('.jp-OutputArea-output img[alt][src^="data:image/svg+xml"]', timeout=20_000)
    lab.run_all(page)
    assert page.locator(".lesson-stage svg").count() >= 1
    assert lab.error_outputs(page) == []
    assert violations(page, OUTPUTS) == []
    assert watch.errors == []
    assert watch.foreign == []
    page.close()


def test_a_saved_notebook_shows_its_pictures_when_it_is_opened_again(browser, address, folder):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    lab.open_notebook(page, address, "notebooks/00_start_here.ipynb")
    lab.run_all(page)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(500)
    saved = (folder / "notebooks/00_start_here.ipynb").read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-view+json" not in saved
    assert saved.count("data:image/svg+xml") == 2
    page.close()
