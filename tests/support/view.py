"""One explorer on a page: where its cells are, what is marked, and its sliders."""

import json

from tests.support.explorers import NAMES
from tools import lab


class View:
    """One explorer on the page, as it is when its cell has just been run."""

    def __init__(self, page, name="convolution"):
        self.page, index = page, NAMES.index(name)
        lab.run_cell(page, 1 + index)
        self.output = page.locator(".jp-OutputArea-output", has=page.locator(".lesson-view")).nth(index)
        self.root = self.output.locator(".lesson-view")
        self.root.locator("svg").wait_for()
        self.root.scroll_into_view_if_needed()

    def facts(self):
        return json.loads(self.root.locator("svg").get_attribute("data-facts"))

    def svg(self):
        """The picture as Python sent it: what it says, in words and for the browser; not where the window stands."""
        return self.root.locator("svg").evaluate("e => e.getAttribute('aria-label') + e.dataset.facts")

    def text(self):
        return self.root.locator("svg").text_content()

    def sum(self):
        return self.root.locator(".sum text").all_text_contents()

    def place(self, part, row, column):
        """The middle of a cell, in px of the page."""
        return self.root.locator("svg").evaluate("""(svg, [part, row, column]) => {
            const grid = JSON.parse(svg.dataset.facts).parts[part], wide = grid.width ?? grid.cell;
            const box = svg.getBoundingClientRect();
            const scale = box.width / svg.viewBox.baseVal.width;
            return [box.left + (grid.x + (column + 0.5) * wide) * scale,
                    box.top + (grid.y + (row + 0.5) * grid.cell) * scale];
        }""", [part, row, column])

    def hover(self, part, row, column):
        self.page.mouse.move(*self.place(part, row, column))
        self.page.wait_for_timeout(30)

    def marked(self, part):
        cells = self.root.locator(f'[data-part="{part}"] .marks rect')
        return sorted(tuple(map(int, cell.split(","))) for cell in
                      cells.evaluate_all("list => list.map((e) => e.dataset.cell)"))

    def handle(self, name):
        slider = self.output.locator(".widget-slider", has=self.page.locator(f"label:text-is('{name}')")).first
        return slider.locator(".noUi-handle")

    def move(self, name, key="ArrowRight", times=1):
        """Move a slider by key, and wait for the new picture."""
        for _ in range(times):
            before = self.svg()
            self.handle(name).focus()
            self.page.keyboard.press(key)
            self.changed(before)

    def changed(self, before):
        self.page.wait_for_function("""([e, before]) => {
            const svg = e.querySelector('svg');
            return svg.getAttribute('aria-label') + svg.dataset.facts !== before;
        }""", arg=[self.root.element_handle(), before], timeout=10_000)
        self.page.wait_for_timeout(60)
