"""axe-core over a page: the violations that keep someone from using it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
OUTPUTS = ".jp-OutputArea-output"  # what is ours in JupyterLab


def violations(page: Page, *inside: str) -> list[str]:
    """What axe-core calls serious or critical, in the elements that match the selectors (nothing: in all of them)."""
    context = {"include": [[selector] for selector in inside]} if inside else None
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']} ({rule['impact']}): {node['target'][-1]}: {node['html'][:200]}"
            for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]
