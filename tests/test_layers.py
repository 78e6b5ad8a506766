"""Who may import whom. The table is the architecture; it is held for every module, directly and through others."""

import ast
from functools import cache

import pytest

from tools import ROOT

# room (a package, or a module at the root) -> the rooms that its modules may import
TORCH = {"errors", "language", "facts"}  # what everything that knows torch builds on
MAY_IMPORT = {
    "language": set(),
    "errors": {"language"},
    "style": set(),
    "facts": {"errors", "language"},
    "diagrams": {"errors", "facts", "language", "style"},
    "scenes": {"diagrams", "errors", "facts", "language"},
    "images": set(),
    "tables": {"language"},
    "reply": {"language", "style"},
    "environment": {"language"},
    "modules": TORCH,
    "blocks": TORCH,
    "counting": TORCH | {"modules"},
    "cost": TORCH | {"counting", "modules", "tables"},
    "networks": TORCH | {"blocks"},
    "timing": TORCH | {"cost"},
    "by_torch": TORCH | {"cost", "images", "timing"},
    "tracing": TORCH | {"by_torch", "counting", "modules", "tables"},
    "receptive_field": set(),  # names alone, loaded from tracing, facts and by_torch when they are used
    "plots": TORCH | {"cost", "diagrams", "style", "timing"},
    "field_plots": TORCH | {"plots", "style"},
    "training": TORCH | {"blocks", "cost", "plots", "style", "tables", "timing"},
    "explorers": TORCH | {"by_torch", "diagrams", "images", "plots", "scenes", "style", "training"},
    "questions": TORCH | {"by_torch", "cost", "networks", "reply", "style", "training"},
    "checks": TORCH | {"by_torch", "cost", "reply", "style"},
    "grading": {"checks", "language", "reply"},
}
# room -> what none of its modules loads, not through others either
NEVER = {
    "facts": {"torch", "numpy", "ipywidgets", "matplotlib", "PIL", "IPython"},
    "diagrams": {"torch", "numpy", "ipywidgets", "matplotlib", "PIL", "IPython"},
    "scenes": {"torch", "numpy", "ipywidgets", "matplotlib", "PIL", "IPython"},
    "checks": {"lesson_utils.diagrams", "lesson_utils.scenes", "lesson_utils.explorers", "matplotlib"},
    "questions": {"lesson_utils.diagrams", "lesson_utils.scenes", "lesson_utils.explorers"},
    "grading": {"lesson_utils.diagrams", "lesson_utils.scenes", "lesson_utils.explorers"},
}
PACKAGE = ROOT / "lesson_utils"
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
           for path in sorted(PACKAGE.rglob("*.py"))}


def room(module):
    return module.split(".")[1] if "." in module else ""


def _loaded(tree):
    """All nodes of a module but those under `if TYPE_CHECKING`, which no program reaches."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _loaded(node)


@cache
def imports(module):
    """All modules that a module imports, wherever in it; ours in full, others by their first name."""
    found = set()
    for node in _loaded(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inner or {node.module}
    return {name if name.startswith("lesson_utils") else name.split(".")[0] for name in found}


@cache
def reached(module):
    """All that is loaded with a module."""
    found, left = set(), [module]
    while left:
        for name in imports(left.pop()) - found:
            found.add(name)
            if name in MODULES:
                left.append(name)
    return found


def test_every_module_has_its_room_in_the_table():
    assert {room(module) for module in MODULES} - {""} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", [module for module in MODULES if room(module)])
def test_a_module_imports_what_its_room_may(module):
    ours = {room(name) for name in imports(module) if name.startswith("lesson_utils.")}
    assert ours - {room(module)} <= MAY_IMPORT[room(module)], f"{module}: see ARCHITECTURE.md, or change the table"


@pytest.mark.parametrize("module", [module for module in MODULES if room(module) in NEVER])
def test_nothing_reaches_what_its_room_never_loads(module):
    never = NEVER[room(module)]
    assert not [name for name in reached(module) if name in never or any(name.startswith(f"{one}.") for one in never)]


def test_imports_go_in_no_circle():
    for module in MODULES:
        assert module not in reached(module), f"{module} imports itself through others"


def test_the_test_can_fail(monkeypatch):
    monkeypatch.setitem(MAY_IMPORT, "scenes", set())
    with pytest.raises(AssertionError):
        test_a_module_imports_what_its_room_may("lesson_utils.scenes.scene")
    monkeypatch.setitem(NEVER, "explorers", {"torch"})
    with pytest.raises(AssertionError):
        test_nothing_reaches_what_its_room_never_loads("lesson_utils.explorers.convolution")


def test_the_root_loads_names_from_every_room_and_imports_none():
    assert not [name for name in imports("lesson_utils") if name.startswith("lesson_utils")]
