"""The colours: readable, and told apart by eyes that see red and green alike, and in grey print."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from lesson_utils import style
from lesson_utils.style import contrast

EYES = {"all colours": None, "no green": "deuteranomaly", "no red": "protanomaly"}
ROLES = {name: role for name, role in vars(style).items() if isinstance(role, style.Role)}
SAME_PLACE = {name: ROLES[name] for name in ("POSITIVE", "NEGATIVE", "ZERO")}  # cells of one kernel


def seen(colour, eyes):
    """The colour as these eyes see it, as sRGB from 0 to 1 (Machado, Oliveira and Fernandes 2009)."""
    if EYES[eyes] is None:
        return np.array(to_rgb(colour))
    space = {"name": "sRGB1+CVD", "cvd_type": EYES[eyes], "severity": 100}
    return np.clip(cspace_convert(to_rgb(colour), space, "sRGB1"), 0, 1)


def difference(one, other, eyes):
    """How different two colours look, in CAM02-UCS: below 3 they are hard to tell apart side by side."""
    return deltaE(seen(one, eyes), seen(other, eyes), input_space="sRGB1")


def lightness(colour):
    return cspace_convert(to_rgb(colour), "sRGB1", "CIELab")[0]


def test_colours_have_contrast():
    for name, role in ROLES.items():
        assert contrast(role.ink, style.CARD) >= 4.5, name
        assert contrast(role.ink, role.fill) >= 4.5, name
        if role is not style.NEVER_READ:  # vermilion is only ever an outline
            assert contrast(style.INK, role.fill) >= 4.5, name
            assert contrast(style.INK, role.strong) >= 4.5, name
    for colour in (*style.GROUPS, *style.LAYERS.values()):
        assert contrast(style.INK, colour) >= (4.5 if colour in style.GROUPS else 3)
    assert contrast(style.MUTED, style.CARD) >= 4.5
    assert contrast(style.MUTED, style.BAR) >= 4.5


@pytest.mark.parametrize("eyes", EYES)
def test_colours_that_meet_look_different(eyes):
    for one, other in combinations(SAME_PLACE.values(), 2):
        assert difference(one.fill, other.fill, eyes) > 20
    for one, other in combinations(style.LAYERS.values(), 2):
        assert difference(one, other, eyes) > 10, (one, other)
    for one, other in pairwise(style.GROUPS):
        assert difference(one, other, eyes) > 10, (one, other)
    for role in ROLES.values():
        assert difference(role.fill, style.NEVER_READ.strong, eyes) > 10  # its outline, on any cell
    assert difference(style.INPUT.strong, style.OUTPUT.strong, eyes) > 20


def test_colours_that_meet_differ_in_grey_print():
    for one, other in combinations(SAME_PLACE.values(), 2):
        assert abs(lightness(one.fill) - lightness(other.fill)) > 5
    for one, other in combinations(style.LAYERS.values(), 2):
        assert abs(lightness(one) - lightness(other)) > 5
    for one, other in pairwise(style.GROUPS):
        assert abs(lightness(one) - lightness(other)) > 4


def test_curves_are_told_apart_without_colour():
    assert len({marker for _, marker in style.CURVES}) == len(style.CURVES)
