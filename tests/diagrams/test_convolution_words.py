"""What the picture says of rows and columns that no window reads, and what the browser's sentences weigh."""

import html
import json
import re

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from lesson_utils import draw_convolution, draw_receptive_field
from lesson_utils.diagrams.convolution_words import never_read_words
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.convolution import Convolution

MOST = 1.3  # times a message without the browser's sentences


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3), st.integers(1, 14))
def test_what_is_never_read_is_what_gets_no_gradient(kernel, stride, padding, dilation, size):
    axis = Axis(kernel, stride, (padding, padding), dilation)
    padded = size + 2 * padding
    if padded < axis.effective_kernel_size:
        return
    x = torch.ones(1, 1, padded, requires_grad=True)
    F.conv1d(x, torch.ones(1, 1, kernel), stride=stride, dilation=dilation).sum().backward()
    unread = (x.grad[0, 0] == 0).nonzero().flatten().tolist()
    last = (axis.output_size(size) - 1) * stride + axis.effective_kernel_size - 1  # of the last window
    for number, (one, many) in enumerate((("row", "rows"), ("column", "columns"))):
        words, sentence = (never_read_words(axis, size, number, whole=whole) for whole in (False, True))
        assert sentence == (f"{words[0].upper()}{words[1:]}." if words else "")
        count = f"{len(unread)} {many}"
        if not unread:
            assert words == ""
        elif unread == list(range(last + 1, padded)):
            of = " of padding" if unread[0] >= size + padding else ""
            assert words == f"the floor drops the last {one if len(unread) == 1 else count}{of}"
        else:
            assert words == (f"1 {one} is never read" if len(unread) == 1 else f"{count} are never read")


@pytest.mark.parametrize("picture", [
    draw_convolution(torch.ones(1, 1), torch.ones(1, 1)),
    draw_convolution(torch.ones(7, 7), torch.ones(3, 3), padding=1),
    draw_convolution(torch.ones(12, 12), torch.ones(7, 7), padding=4),
    draw_receptive_field(Convolution(1, 1, 1), size=1),
    draw_receptive_field(*[Convolution(1, 1, 3, padding=1)] * 7, size=72),
], ids=["1 x 1", "7 x 7", "12 x 12", "1 layer", "7 layers"])
def test_the_browser_s_sentences_are_a_small_part_of_a_message(picture):
    (told,) = re.findall(r'data-facts="([^"]*)"', picture.svg)
    facts = json.loads(html.unescape(told))
    assert facts.pop("words")
    without = picture.svg.replace(told, html.escape(json.dumps(facts, separators=(",", ":"))))
    sizes = [len(f"{svg}{picture.alt}".encode()) for svg in (picture.svg, without)]
    assert sizes[1] < sizes[0] <= MOST * sizes[1]
