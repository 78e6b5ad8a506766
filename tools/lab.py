"""A real JupyterLab and a real Chromium for the browser tests and the benchmark."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Error, Page, sync_playwright

from tools import ROOT

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # keep cells outside the view in the page
}
HOW_TO_GET = ("no Chromium: on Debian or Ubuntu `apt-get update && apt-get install -y chromium`, elsewhere "
              "`.venv/bin/python -m playwright install chromium`")


@contextmanager
def chromium() -> Iterator:
    """A browser: the system's Chromium, or the one that Playwright installed. FileNotFoundError if there is none."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        except Error as error:
            raise FileNotFoundError(HOW_TO_GET) from error
        yield browser
        browser.close()


@contextmanager
def jupyterlab(folder: Path, tree: Path = ROOT, app: str = "jupyterlab") -> Iterator[str]:
    """A JupyterLab server on `folder`; gives its address. Settings and workspaces are its own.

    The server's settings are those of `tree`, and its kernels import the `lesson_utils` of `tree`. `app` "notebook" is
    Notebook 7, whose notebooks are at /notebooks/NAME.
    """
    for name, value in SETTINGS.items():
        file = folder / ".settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", app, "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
               "--IdentityProvider.token=", "--LabApp.news_url=", "--LabApp.expose_app_in_browser=True",
               "--ServerApp.disable_check_xsrf=True"]
    assets = tree / "assets"  # has the server's settings that make installs into .venv
    installed = folder / ".config/jupyter_server_config.py"  # what is in .venv now may be another tree's
    installed.parent.mkdir(exist_ok=True)
    installed.write_text("c.ServerApp.websocket_compression_options = None\n")
    environment = os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join([str(assets), str(installed.parent)]),
                                "PYTHONPATH": str(tree),
                                "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
                                "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces")}
    with (folder / ".jupyter.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:  # it waits for kernels
                server.kill()
                server.wait()


def wait_for(address: str, seconds: float = 60) -> None:
    """Until a server answers."""
    end = time.time() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except OSError:
            if time.time() > end:
                raise
            time.sleep(0.3)


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    """A notebook with these cells of code."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return notebook


class Watch:
    """What a page did that it should not: console errors, and requests to other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.sent = 0  # messages from the page to the kernel
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda r: self._request(r.url, (address, address.replace("http", "ws"), "data:", "blob:")))
        page.on("websocket", self._socket)

    def _request(self, url: str, own: tuple[str, ...]) -> None:
        if not url.startswith(own):
            self.foreign.append(url)

    def _socket(self, socket) -> None:
        if "/channels" in socket.url:
            socket.on("framesent", lambda _: setattr(self, "sent", self.sent + 1))


def open_notebook(page: Page, address: str, path: str) -> None:
    """Open a notebook alone, side bar closed, its kernel ready."""
    page.goto(f"{address}/lab/workspaces/w{time.time_ns()}/tree/{path}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.evaluate("""async () => {
        const panel = window.jupyterapp.shell.currentWidget;
        await panel.context.ready;
        await panel.sessionContext.ready;
        await panel.sessionContext.session.kernel.info;
    }""")
    page.keyboard.press("Control+b")


def run_all(page: Page) -> None:
    """Run all cells and wait until the last one is done and its widgets are drawn."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_timeout(400)


def run_cell(page: Page, number: int) -> None:
    """Run one cell, counted from 0, and wait until it is done."""
    page.evaluate("""async number => {
        const content = window.jupyterapp.shell.currentWidget.content;
        content.deselectAll();
        content.activeCellIndex = number;
        await window.jupyterapp.commands.execute('notebook:run-cell');
    }""", number)


def asked(page: Page, code: str) -> str:
    """What the kernel of the open notebook prints for a piece of code; no cell is run."""
    return page.evaluate("""async code => {
        const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session, said = [];
        const future = kernel.requestExecute({ code, store_history: false });
        future.onIOPub = ({ content }) => said.push(content.text ?? content.traceback?.join("\\n") ?? "");
        await future.done;
        return said.join("");
    }""", code)


def error_outputs(page: Page) -> list[str]:
    """Tracebacks and warnings that the page shows."""
    kinds = ("stderr", "error")
    selector = ", ".join(f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in kinds)
    return page.locator(selector).all_inner_texts()
