"""One explorer on a page: where its cells are, what is marked, and its controls."""

import json

from tests.support.explorers import NAMES
from tools import lab


class View:
    """One explorer on the page, as it is when its cell has just been run."""

    def __init__(self, page, name="convolution"):
        self.page, index = page, NAMES.index(name)
        lab.run_cell(page, 1 + index)
        self.output = page.locator(".jp-OutputArea-output", has=page.locator(".lesson-explorer")).nth(index)
        self.root = self.output.locator(".lesson-explorer")
        self.stage = self.root.locator(".lesson-stage svg")
        self.stage.wait_for()
        self.root.scroll_into_view_if_needed()

    def facts(self):
        return json.loads(self.stage.get_attribute("data-facts"))

    def svg(self):
        """The picture as Python sent it: what it says, in words and for the browser; not where the window stands."""
        return self.stage.evaluate("e => e.getAttribute('aria-label') + e.dataset.facts")

    def text(self):
        return self.stage.text_content()

    def sum(self):
        return self.root.locator(".sum text").all_text_contents()

    def place(self, part, row, column):
        """The middle of a cell, in px of the page."""
        return self.stage.evaluate("""(svg, [part, row, column]) => {
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

    def control(self, name):
        """A control by its id."""
        return self.root.locator(f'[data-control="{name}"]')

    def handle(self, name):
        """What has the focus when a slider or a row of numbers is moved, by the control's id or by its name for
        screen readers."""
        control = self.control(name)
        if control.count():
            return control.locator("input[type=range], input[type=radio]:checked")
        return self.root.get_by_role("slider", name=name, exact=True)

    def value(self, name):
        """Where a slider stands, as it is told to a screen reader."""
        return self.handle(name).get_attribute("aria-valuetext")

    def why(self):
        """Why a control stops short."""
        return self.root.locator(".lesson-why").inner_text()

    def choose(self, name, label):
        """Choose from a list by what stands on the screen, and wait for the new picture."""
        before = self.svg()
        self.control(name).select_option(label=label)
        self.changed(before)

    def move(self, name, key="ArrowRight", times=1):
        """Move a slider by key, and wait for the new picture."""
        for _ in range(times):
            before = self.svg()
            self.handle(name).focus()
            self.page.keyboard.press(key)
            self.changed(before)

    def changed(self, before):
        self.page.wait_for_function("""([e, before]) => {
            const svg = e.querySelector('.lesson-stage svg');
            return svg.getAttribute('aria-label') + svg.dataset.facts !== before;
        }""", arg=[self.root.element_handle(), before], timeout=10_000)
        self.page.wait_for_timeout(60)
