"""GIF files in plain Python: byte for byte what Pillow writes, which reads them back; greys as numpy rounds them."""

import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lesson_utils import integers
from lesson_utils.by_torch.photographs import colours, filter_photograph, mix_colours, photograph
from lesson_utils.diagrams.gif import gif
from lesson_utils.diagrams.photograph import shaded_image
from lesson_utils.facts.convolution import Convolution
from lesson_utils.facts.grey import grey_range, greys
from lesson_utils.images import gif_by_pillow
from tools import ROOT

COLOURS = (1, 2, 3, 4, 5, 8, 9, 16, 17, 100, 128, 129, 201, 255, 256)
FILLINGS = {
    "flat": lambda rng, h, w, n: np.full((h, w), rng.integers(n)),
    "noise": lambda rng, h, w, n: rng.integers(0, n, (h, w)),
    "sparse": lambda rng, h, w, n: (rng.random((h, w)) < 0.05) * rng.integers(n),
    "rows": lambda rng, h, w, n: rng.integers(0, n, (h, 1)).repeat(w, axis=1),
    "ramp": lambda rng, h, w, n: np.add.outer(np.arange(h), np.arange(w)) // 2 % n,
}


SIDES = st.integers(1, 80)


@st.composite
def images(draw):
    """(pixels (H, W), palette or None)."""
    count, in_grey = draw(st.sampled_from(COLOURS)), draw(st.booleans())
    rng, filling = np.random.default_rng(draw(st.integers(0))), FILLINGS[draw(st.sampled_from(list(FILLINGS)))]
    pixels = filling(rng, draw(SIDES), draw(SIDES), count).astype(np.uint8)
    return pixels, None if in_grey else [f"#{colour:06x}" for colour in rng.integers(0, 1 << 24, count)]


def check(pixels, palette):
    """Against Pillow as the pictures used it from the start."""
    image = Image.fromarray(pixels) if palette is None else Image.fromarray(pixels, "P")
    if palette is not None:
        image.putpalette(bytes.fromhex("".join(colour[1:] for colour in palette)))
    file = BytesIO()
    image.save(file, "GIF", optimize=False)
    rows = [row.tobytes() for row in pixels]
    assert gif(rows, palette) == gif_by_pillow(rows, palette) == file.getvalue()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of fromarray's mode
@settings(max_examples=400, deadline=None, database=None)
@given(images())
def test_the_bytes_are_pillow_s(image):
    check(*image)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("shape", [(15, 15), (15, 40), (40, 15), (16, 16), (16, 40), (17, 16)])
def test_small_images_are_interlaced_where_pillow_s_are(shape):
    check(np.arange(shape[0] * shape[1], dtype=np.uint8).reshape(shape), None)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("count", [2, 200, 256])
def test_the_bytes_of_large_images_are_pillow_s(filling, count):
    """Large enough that all 4096 codes are used up, many times, and that Pillow writes in several pieces."""
    pixels = FILLINGS[filling](np.random.default_rng(count), 300, 300, count).astype(np.uint8)
    check(pixels, [f"#{colour:06x}" for colour in range(count)])
    check(pixels, None)


@settings(max_examples=60, deadline=None, database=None)
@given(images())
def test_the_pixels_can_be_read_back(image):
    pixels, palette = image
    read = np.asarray(Image.open(BytesIO(gif([row.tobytes() for row in pixels], palette))).convert("RGB"))
    table = [f"#{3 * f'{grey:02x}'}" for grey in range(256)] if palette is None else palette
    assert read.tobytes() == b"".join(bytes.fromhex(table[pixel][1:]) for pixel in pixels.flatten())


def test_another_way_to_make_the_file_may_be_handed_in():
    asked = []
    image = shaded_image([b"\0\1", b"\1\0"], ["#ffffff", "#000000"], 3, 4, 10,
                         lambda rows, palette: asked.append((rows, palette)) or b"GIF")
    assert asked == [([b"\0\1", b"\1\0"], ["#ffffff", "#000000"])]
    assert 'x="3" y="4" width="20" height="20"' in image
    assert 'href="data:image/gif;base64,R0lG"' in image


def test_pictures_with_images_run_in_a_bare_interpreter():
    names = ("gif", "groups", "mixing", "photograph", "plan", "pointwise", "pooling", "separable", "sheet",
             "small_objects")
    code = (f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
            + "".join(f"import lesson_utils.diagrams.{name}\n" for name in names)
            + "from lesson_utils.diagrams.photograph import shaded_image\n"
              "print(shaded_image([bytes(range(9))] * 9, ['#123456'] * 9, 0, 0, 1)[:6])\n"
              "print({name.split('.')[0] for name in sys.modules} - {*sys.stdlib_module_names, '__main__'})")
    told = subprocess.run([sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split("\n")[:2] == ["<image", "{'lesson_utils'}"]


MAPS = st.integers(0, 10**6).map(lambda seed: integers(4, 5, low=-30, high=300, seed=seed).double().numpy() / 8)


@settings(max_examples=100, deadline=None, database=None)
@given(MAPS, st.booleans())
def test_greys_are_rounded_and_clipped_as_numpy_does(values, positive):
    values = np.abs(values) if positive else values
    low, high = grey_range(values.min(), values.max())
    assert high == max(np.abs(values).max(), 1)
    assert low == (-high if values.min() < 0 else 0)
    for black, white in ((low, high), (0, 255), (0, 20)):
        theirs = np.rint(np.clip((values - black) * 255.0 / (white - black), 0, 255)).astype(np.uint8)
        assert greys(values.tolist(), black, white) == [row.tobytes() for row in theirs]


def read(shown):
    return [row.tobytes() for row in np.asarray(Image.open(BytesIO(shown.gif)).convert("L"))]


def test_the_photograph_is_shown_by_the_rule_of_the_greys():
    weight = [[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    (photo, feature_map), agrees = filter_photograph(Convolution(1, 1, 3, stride=2, bias=False), weight)
    assert agrees is None
    assert (photo.rows, photo.columns, photo.least, photo.most) == (240, 205, photograph().min(), photograph().max())
    assert read(photo) == [bytes(map(int, row)) for row in photograph().tolist()]
    output = photograph().unfold(0, 3, 2).unfold(1, 3, 2).double().numpy()  # (H', W', 3, 3)
    by_hand = sum(w * output[:, :, i, j] for i, row in enumerate(weight) for j, w in enumerate(row))
    assert (feature_map.rows, feature_map.columns) == by_hand.shape
    assert (feature_map.least, feature_map.most) == (by_hand.min(), by_hand.max())
    assert read(feature_map) == greys(by_hand.tolist(), *grey_range(by_hand.min(), by_hand.max()))


def test_the_mixture_is_shown_from_0_to_255():
    (channels, mixed), agrees = mix_colours((100, 50, -100))
    assert agrees is None
    assert [read(channel) for channel in channels] == [[bytes(map(int, row)) for row in channel] for channel in
                                                       colours().tolist()]
    by_hand = (100 * colours()[0] + 50 * colours()[1] - 100 * colours()[2]).double().numpy() / 100
    assert (mixed.least, mixed.most) == (by_hand.min(), by_hand.max())
    assert mixed.least < 0
    assert mixed.most > 255
    assert read(mixed) == greys(by_hand.tolist(), 0, 255)
