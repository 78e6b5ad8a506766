"""`make bench`: how fast the explorers are, in a real JupyterLab and Chromium. A benchmark, not a test.

Times on a shared machine are noisy: each row is a median, and what is compared was measured in the same run.
Prints a table and writes build/bench.json.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page

from tools import ROOT, lab

ROUNDS, STEPS = 6, 10

BARE = """
import anywidget, ipywidgets, traitlets

class Word(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
        el.classList.add("bare-word");
        const draw = () => { el.textContent = model.get("word"); };
        model.on("change:word", draw); draw(); } }'''
    word = traitlets.Unicode("1").tag(sync=True)

bare_sliders = [ipywidgets.IntSlider(1, 1, 4, description=f"bare {name}") for name in "abcde"]
bare_word = Word()
for s in bare_sliders:
    s.observe(lambda change: setattr(bare_word, "word", f"{change.new}"), "value")
ipywidgets.VBox([*bare_sliders, bare_word])
"""

@dataclass(frozen=True)
class Shown:
    """An explorer in the notebook that is measured: what it is called with, what is set first, and what is moved."""

    control: str  # by its id
    argument: str = ""
    settings: tuple[tuple[str, int], ...] = ()

    def cell(self, name: str) -> str:
        """The code that shows it."""
        lines = [f"from lesson_utils import {name}", f"shown = {name}({self.argument})"]
        return "\n".join([*lines, *(f"shown.controls[{control!r}].value = {value}" for control, value in self.settings),
                          "shown"])

    def handle(self, output: Locator) -> Locator:
        """What takes the keys: a slider, or that of the chips which is on."""
        control = f'[data-control="{self.control}"]'
        return output.locator(f"{control} input[type=range], {control} input:checked")


OURS = {
    "explore_convolution": Shown("kernel_size", settings=(("height", 12),)),
    "explore_groups": Shown("groups", settings=(("in_channels", 12), ("out_channels", 12))),
    "explore_receptive_field": Shown("size", '"3 × 3, stride 2"'),
    "explore_dilation": Shown("kernel_size"),
    "explore_tradeoff": Shown("size", '"all separable"', (("layers", 6),)),
}

INLINE = """
%matplotlib inline
import matplotlib.pyplot as plt, torch, torch.nn.functional as F
from lesson_utils import integers
x, weight = integers(12, 12), torch.ones(3, 3)

def picture(inline=1):
    y = F.conv2d(x[None, None], weight[None, None], stride=inline)[0, 0]
    fig, axes = plt.subplots(1, 3, figsize=(9, 4))
    for ax, values in zip(axes, (x, weight, y)):
        ax.imshow(values)
        for (r, c), v in [((r, c), values[r, c]) for r in range(len(values)) for c in range(len(values[0]))]:
            ax.text(c, r, f"{v:.0f}", ha="center", va="center")
    plt.show()

ipywidgets.interact(picture, inline=(1, 4))
"""

WATCH = """([target, kind]) => {
    const bench = window.bench = { times: [], start: null };
    const press = () => { bench.start = performance.now(); };
    window.addEventListener('keydown', press, true);  // before a slider that keeps its keys to itself
    const done = () => {
        if (bench.start === null) return;
        bench.times.push(performance.now() - bench.start);
        bench.start = null;
    };
    const observer = new MutationObserver((changes) => {
        if (kind !== 'image') return done();
        for (const change of changes) for (const node of change.addedNodes) {
            const image = node.querySelector?.('img') ?? (node.tagName === 'IMG' ? node : null);
            if (image) image.complete ? done() : image.addEventListener('load', done);
        }
    });
    observer.observe(target, { childList: true, subtree: true, characterData: true });
    return () => { observer.disconnect(); window.removeEventListener('keydown', press, true); };
}"""

HOVER = """(svg) => {
    const facts = JSON.parse(svg.dataset.facts), box = svg.getBoundingClientRect(), times = [];
    const scale = box.width / svg.viewBox.baseVal.width;
    for (let n = 0; n < 60; n += 1) {
        const parts = Object.values(facts.parts), grid = parts[n % parts.length];
        const row = (n * 7) % grid.rows, column = (n * 5) % grid.columns;
        const event = new PointerEvent('pointermove', { pointerType: 'mouse', bubbles: true,
            clientX: box.left + (grid.x + (column + 0.5) * (grid.width ?? grid.cell)) * scale,
            clientY: box.top + (grid.y + (row + 0.5) * grid.cell) * scale });
        const start = performance.now();
        svg.dispatchEvent(event);
        svg.getBoundingClientRect();
        times.push(performance.now() - start);
    }
    return times;
}"""

MEMORY = """
import lesson_utils
from tools.driving import EXPLORERS, memory_growth
for name in EXPLORERS:
    print(name, memory_growth(getattr(lesson_utils, name)()))
"""


def with_slider(page: Page, name: str) -> Locator:
    """The first output that has a slider of ipywidgets so called."""
    return page.locator(".jp-OutputArea-output", has=page.locator(f"label:text-is('{name}')")).first


def step_times(page: Page, handle: Locator, target: Locator, kind: str = "") -> list[float]:
    """Milliseconds from a key press on a slider to the new picture in `target`, for STEPS steps."""
    observer = page.evaluate_handle(WATCH, [target.element_handle(), kind])
    handle.focus()
    for n in range(STEPS + 2):
        page.keyboard.press("ArrowRight" if n % 2 == 0 else "ArrowLeft")
        page.wait_for_function("bench.start === null", timeout=10_000)
        page.wait_for_timeout(60)
    observer.evaluate("(stop) => stop()")
    return page.evaluate("bench.times")[2:]  # the first steps warm things up


def in_browser() -> dict[str, float]:
    """Everything that needs a page."""
    results = {}
    with tempfile.TemporaryDirectory() as folder, lab.chromium() as browser, lab.jupyterlab(Path(folder)) as address:
        nbformat.write(lab.notebook_of("import torch"), Path(folder, "warm.ipynb"))
        cells = (BARE, *(shown.cell(name) for name, shown in OURS.items()), INLINE)
        nbformat.write(lab.notebook_of(*cells), Path(folder, "bench.ipynb"))
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        lab.open_notebook(page, address, "bench.ipynb")
        lab.run_all(page)
        page.wait_for_selector(".lesson-stage svg")
        page.wait_for_timeout(1500)
        bare, inline = with_slider(page, "bare a"), with_slider(page, "inline")
        targets = {"bare round trip": (bare.locator(".noUi-handle").first, bare.locator(".bare-word"))}
        for number, (name, shown) in enumerate(OURS.items()):
            output = page.locator(".jp-OutputArea-output", has=page.locator(".lesson-stage")).nth(number)
            targets[name] = (shown.handle(output), output.locator(".lesson-stage"))
        targets["interact + inline matplotlib"] = (inline.locator(".noUi-handle"), inline, "image")
        times = {name: [] for name in targets}
        for _ in range(ROUNDS):  # in turns, so that a slow spell of the machine meets all of them
            for name, target in targets.items():
                times[name] += step_times(page, *target)
        for name, steps in times.items():
            results[f"slider to picture, {name}, ms"] = statistics.median(steps)
        for number, name in enumerate(OURS):
            if not page.locator(".lesson-stage svg").nth(number).get_attribute("data-facts"):
                continue  # there is nothing to point at
            hovers = page.locator(".lesson-stage svg").nth(number).evaluate(HOVER)
            results[f"hover, {name}, handler and layout, median ms"] = statistics.median(hovers)
            results[f"hover, {name}, handler and layout, longest ms"] = max(hovers)
        page.close()

        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        lab.open_notebook(page, address, "warm.ipynb")
        lab.run_all(page)
        results["from the import to the first explorer shown, torch imported, s"] = page.evaluate("""async () => {
            const start = performance.now(), notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCell.model.sharedModel.setSource(
                'from lesson_utils import explore_convolution\\nexplore_convolution()');
            window.jupyterapp.commands.execute('notebook:run-cell');
            while (!document.querySelector('.lesson-stage svg')) await new Promise(requestAnimationFrame);
            return (performance.now() - start) / 1000;
        }""")
    return results


def main() -> None:
    """Measure, print the table, write the JSON."""
    results = in_browser()
    times = {name: results[f"slider to picture, {name}, ms"] for name in
             ("bare round trip", *OURS, "interact + inline matplotlib")}
    for name in OURS:
        results[f"{name} above the bare round trip, ms (limit 20)"] = times[name] - times["bare round trip"]
    results["interact takes so many times as long (limit 5)"] = (
        times["interact + inline matplotlib"] / times["explore_convolution"])
    memory = subprocess.run([sys.executable, "-c", MEMORY], cwd=ROOT, capture_output=True, text=True, check=True)
    for line in memory.stdout.splitlines():
        name, grown = line.split()
        results[f"kernel memory after 1000 moves of {name}, MB (limit 10)"] = float(grown)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        results[f"size of {path.name}, kB (limit 400)"] = path.stat().st_size / 1000
    for name, value in results.items():
        print(f"{name:70}{value:10.1f}")
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/bench.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
