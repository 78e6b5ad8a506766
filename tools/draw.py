"""`make assets`: the pictures of the README and the sheet to print, drawn by the project's own diagrams."""

from __future__ import annotations

from hashlib import sha256

import torch
import torch.nn.functional as F

from lesson_utils.diagrams.animation import sliding_picture
from lesson_utils.explorers.sheet import conv2d_sheet
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.seeded import KERNELS, integers
from tools import ROOT

ASSETS = ROOT / "assets"


def sliding_convolution() -> str:
    """A 3 x 3 window with stride 2 over a padded 5 x 5 image."""
    conv = Convolution(1, 1, 3, stride=2, padding=1, bias=False)
    x, weight = integers(5, 5), KERNELS["edge"](3, 3)
    output = F.conv2d(torch.tensor([[x]]), torch.tensor([[weight]]), None, conv.stride, conv.padding)[0, 0]
    return sliding_picture(conv, x, weight, output.tolist()).svg


def sheet() -> str:
    """Every argument of nn.Conv2d on one page."""
    return conv2d_sheet().svg


PICTURES = {"convolution.svg": sliding_convolution, "conv2d_sheet.svg": sheet}
PRINTED = {"conv2d_sheet.pdf": sheet}


def page_title(svg: str) -> str:
    """The title of a printed picture: it names the text that was printed, so that an old PDF is found out."""
    return f"nn.Conv2d, argument by argument ({sha256(svg.encode()).hexdigest()[:12]})"


def print_pages() -> dict[str, bytes]:
    """The PRINTED pictures as PDF, one A4 page each. Raises `FileNotFoundError` if there is no Chromium."""
    from tools import lab  # Playwright comes with the tests' packages

    with lab.chromium() as browser:
        page, pages = browser.new_page(), {}
        for name, draw in PRINTED.items():
            svg = draw()
            page.set_content(f'<html lang="en"><title>{page_title(svg)}</title>'
                             f'<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}')
            pages[name] = page.pdf(format="A4", print_background=True)
    return pages


if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (ASSETS / name).write_text(draw() + "\n", encoding="utf-8")
        print(f"assets/{name}")
    try:
        for name, printed in print_pages().items():
            (ASSETS / name).write_bytes(printed)
            print(f"assets/{name}")
    except FileNotFoundError as error:
        print(f"{', '.join(PRINTED)} cannot be printed: {error}")
