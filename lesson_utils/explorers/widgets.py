"""A control of a scene as an ipywidget: how it is made, and how it is brought up to date."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets

from lesson_utils.scenes.controls import Button, Chosen, Control, Menu, Note, Slider, Switch

SLIDER = 192  # px of a slider beside its label


def widget_of(control: Control) -> ipywidgets.Widget:
    """A new widget that stands as the control does."""
    widget = _MAKERS[type(control)](control)
    if control.indent:
        widget.layout.margin = f"{4 if isinstance(control, Note) else 2}px 0 0 {control.indent}px"
    if control.tooltip:
        widget.tooltip = control.tooltip
    show_in(widget, control)
    return widget


def state_of(control: Control) -> tuple[Any, ...]:
    """All that `show_in` shows: equal states look the same."""
    limits = (control.low, control.high) if isinstance(control, Slider) else getattr(control, "options", None)
    return control.value, control.label, control.enabled, control.shown, control.blank, control.px, limits


def show_in(widget: ipywidgets.Widget, control: Control) -> None:
    """Bring the widget in line with the control."""
    if isinstance(control, Note):
        widget.value = escape(control.value)
    else:
        widget.description, widget.disabled = control.label, not control.enabled
    if isinstance(control, Slider):
        set_range(widget, control.low, control.high)
    if isinstance(control, Chosen) and widget.options != control.options:
        with widget.hold_sync():
            widget.options = control.options
            widget.value = control.value
    elif not isinstance(control, (Button, Note)):
        widget.value = control.value
    width, display = f"{control.px or _width(control)}px", "flex" if control.shown else "none"
    if not isinstance(control, Switch) or control.px:
        widget.layout.width = width
    if not control.shown or widget.layout.display:
        widget.layout.display = display
    if control.blank or widget.layout.visibility:
        widget.layout.visibility = "hidden" if control.blank else "visible"


def set_range(widget: ipywidgets.IntSlider, low: int, high: int) -> None:
    """Move both ends of a slider, in the order that keeps low <= high at every moment."""
    if (widget.min, widget.max) == (low, high):
        return
    if high >= widget.min:
        widget.max, widget.min = high, low
    else:
        widget.min, widget.max = low, high


def _width(control: Control) -> int:
    return control.label_px + SLIDER


def _style(control: Control) -> dict[str, str]:
    return {"description_width": f"{control.label_px}px"}


def _slider(control: Slider) -> ipywidgets.IntSlider:
    return ipywidgets.IntSlider(control.value, control.low, control.high, style=_style(control))


def _chosen(control: Chosen) -> ipywidgets.SelectionSlider:
    return ipywidgets.SelectionSlider(options=control.options, value=control.value, style=_style(control))


def _menu(control: Menu) -> ipywidgets.Dropdown:
    options = [(label, name) for name, label in control.options.items()]
    style = {"style": _style(control)} if control.label else {}
    return ipywidgets.Dropdown(options=options, value=control.value, **style)


def _switch(control: Switch) -> ipywidgets.Checkbox:
    return ipywidgets.Checkbox(control.value, indent=False)


def _button(_: Button) -> ipywidgets.Button:
    return ipywidgets.Button()


def _note(control: Note) -> ipywidgets.HTML:
    note = ipywidgets.HTML(layout={"height": f"{control.height}px", "overflow": "auto"})
    note.add_class("lesson-note")
    return note


_MAKERS = {Slider: _slider, Chosen: _chosen, Menu: _menu, Switch: _switch, Button: _button, Note: _note}
