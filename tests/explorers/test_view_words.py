"""The browser's side has no words of its own: what it says comes from Python, as sentences with open places."""

import re
from pathlib import Path
from string import Formatter

import pytest

from lesson_utils.diagrams import cone, convolution_words
from lesson_utils.explorers import shell
from lesson_utils.explorers.view_words import view_words

VIEW = Path(shell.__file__).parent / "view"
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(VIEW.glob("*.js"))}
# a comment, or a string of one of three kinds: whichever begins first
TOKENS = re.compile(r"""//[^\n]*|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""")
# of a string: a function of CSS, values filled in, a tag, attributes, a selector
NO_WORDS = re.compile(r"""[a-z]+\([^()]*\)|\$\{[^}]*\}|<[^>]*>|[\w-]+="[^"]*"|\[[^\]]*\]|[.#:][\w-]+(\([^)]*\))?""")
ELEMENTS = {"text", "select", "svg"}  # in selectors
SHOWN = re.compile(r"""(?:textContent|innerText|\btitle|\bplaceholder|"aria-label")\s*[=:]\s*["'`]([^"'`]*)""")


def strings(script):
    return [found[1][1:-1] for found in TOKENS.finditer(script) if found[1]]


def words(string):
    left = [word.strip("()").rstrip(",.:;?") for word in NO_WORDS.sub(" ", string).split()]
    return [word for word in left if re.fullmatch(r"[^\W\d_]{2,}", word) and word not in ELEMENTS]


def sentences(script):
    """The strings of a script that look like English: two words or more, or shown as they stand."""
    return [string for string in strings(script) if len(words(string)) > 1] + \
        [shown for shown in SHOWN.findall(script) if words(shown)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_has_no_sentence(name):
    assert sentences(SCRIPTS[name]) == []


@pytest.mark.parametrize("line", [
    'this.copy.textContent = "Copied";', 'node.title = "Pause";', 'const label = "One step back";',
    "`${n} units of ${name}`", "say('image, pixel ' + unit, \"it feeds\")", '{ "aria-label": "Speed" }',
])
def test_a_sentence_in_a_script_would_be_found(line):
    assert sentences(SCRIPTS["core.js"] + line)


def places(template):
    return {name for _, name, spec, _ in Formatter().parse(template) if name is not None and not spec}


def templates(words_):
    if isinstance(words_, str):
        return [words_]
    values = words_.values() if isinstance(words_, dict) else words_
    return [template for value in values for template in templates(value)]


@pytest.mark.parametrize(("table", "script"), [
    (cone.browser_words(), "cone.js"), (convolution_words.browser_words(), "convolution.js"),
    *(({key: words_}, name) for key, words_ in view_words().items() for name, script in SCRIPTS.items()
      if f"words.{key}" in script),
])
def test_each_place_of_a_sentence_is_filled_in_by_its_script(table, script):
    given = set(re.findall(r"[\w]+", SCRIPTS[script])) | {"n"}  # n: by fillCount
    assert set().union(*(places(template) for template in templates(table))) <= given


def test_each_word_of_the_table_is_used_by_some_script():
    together = "\n".join(SCRIPTS.values())
    listed = {"slow", "normal", "fast"}  # looked up in a loop over their names
    for key in view_words():
        assert (f'["{key}", ' if key in listed else f"words.{key}") in together, key
