"""A pseudo-language: every template that is said stands in ⟦ ⟧, so that a text outside of them was not said by `tr`."""

import re
from xml.etree import ElementTree

import lesson_utils.language

OPEN, CLOSE = "⟦⟧"
# what is the same in every language: code, names of arguments, numbers with their letters, names of things
CODE = re.compile(r"nn\.\w+\([^⟦⟧]*?\)|\b\w+(\[[^\]]*\]|\.\w+)+|\b\w+_\w+\b|\b\w+=('\w*'|[\w.]+)?|\bConv2d\b|\bReLU\b")


def speak_pseudo(monkeypatch):
    """From now on, in this test, each template is in brackets."""
    monkeypatch.setattr(lesson_utils.language, "translated", lambda template: f"{OPEN}{template}{CLOSE}")


def outside(text):
    """What of a text stands outside all brackets."""
    depth, left = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if depth == 0 and character not in (OPEN, CLOSE):
            left.append(character)
    return "".join(left)


def unsaid(text, names=()):
    """Words of two letters or more that are no code and stand outside the brackets; `names` are not words."""
    left = CODE.sub(" ", outside(text))
    return [word for word in re.findall(r"[A-Za-z]{2,}", left) if word not in names]


def texts_of(svg):
    """All texts of a picture, the line of code and the numbers included."""
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
