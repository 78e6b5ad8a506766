"""What a learner wrote, made safe to show; and the card that answers: a coloured edge, a title, and words."""

from html import escape

from lesson_utils.style import BAR, INK

_STYLE = (f"background:{BAR};color:{INK};border-left:4px solid {{}};border-radius:4px;padding:8px 14px;margin:4px 0;"
          "max-width:850px;line-height:1.5;font-size:14px")


def reply_html(title: str, words: str, colour: str) -> str:
    """A card as HTML; `title` and `words` are plain text and are escaped, `colour` is one of style.py's inks.

    >>> "<b" in reply_html("", "2 < 3", "red"), "2 &lt; 3" in reply_html("", "2 < 3", "red")
    (False, True)
    """
    head = f'<b style="color:{colour}">{escape(title)}</b> ' if title else ""
    return f'<div style="{_STYLE.format(colour)}">{head}{escape(words)}</div>'


def plain(text: str) -> str:
    """The text in one line; characters that do not print, such as those that steer a terminal, become their codes.

    >>> plain("one\\ntwo\\x07")
    'one\\\\x0atwo\\\\x07'
    """
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
