"""A scene as the page sees it: how each control stands, and the picture. Numbers and words, no widgets."""

from __future__ import annotations

from typing import Any

from lesson_utils.scenes.controls import Button, Chosen, Control, Menu, Note, Slider, Switch, Weights
from lesson_utils.scenes.scene import Scene

_KINDS = {Slider: "slider", Chosen: "chosen", Menu: "menu", Switch: "switch", Button: "button", Note: "note"}


def panel_of(scene: Scene) -> dict[str, Any]:
    """What does not change: which controls there are, in which lines they stand, and what they can ever take."""
    rows = [{"controls": row.controls, "heading": row.heading, "captions": row.captions} for row in scene.layout]
    return {"rows": rows, "controls": {name: _spec(control) for name, control in seen(scene).items()}}


def states_of(scene: Scene) -> dict[str, dict[str, Any]]:
    """How each control stands now; what is as usual is left out."""
    return {name: _state(control) for name, control in seen(scene).items()}


def entry_of(scene: Scene, token: int, epoch: int) -> dict[str, Any]:
    """The picture, in SVG and in words, and `now`: the controls that belong to it."""
    picture = scene.picture()
    return {"svg": picture.svg, "alt": picture.alt,
            "now": {"token": token, "epoch": epoch, "states": states_of(scene)}}


def seen(scene: Scene) -> dict[str, Control]:
    """The controls that have a place on the screen."""
    return {name: control for name, control in scene.controls.items() if not isinstance(control, Weights)}


def _spec(control: Control) -> dict[str, Any]:
    spec: dict[str, Any] = {"kind": _KINDS[type(control)]}
    if isinstance(control, Slider):
        spec |= {"least": control.least, "most": control.most}
    elif isinstance(control, Chosen):
        spec |= {"options": control.options, "all_seen": control.all_seen}
    elif isinstance(control, Menu):
        spec["options"] = list(control.options.items())
    elif isinstance(control, Note):
        spec["lines"] = control.lines
    return spec


def _state(control: Control) -> dict[str, Any]:
    state: dict[str, Any] = {"value": control.value, "label": control.label}
    if isinstance(control, Slider):
        state |= {"low": control.low, "high": control.high}
    elif isinstance(control, Chosen) and control.allowed is not None:
        state["allowed"] = control.allowed
    state |= {name: False for name in ("enabled", "shown") if not getattr(control, name)}
    if control.blank:
        state["blank"] = True
    if control.why:
        state["why"] = control.why
    return state
