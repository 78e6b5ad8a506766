"""Receptive fields: of a stack of settings (no torch), and of any PyTorch network.

Names are loaded when they are first used: what needs no torch does not load it.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "gradient_field": "gradient",
    "probe": "probing",
    "probe_all": "probing",
    "receptive_field": "network",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"lesson_utils.receptive_field has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"lesson_utils.receptive_field.{_HOME[name]}"), name)
