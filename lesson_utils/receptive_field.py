"""Receptive fields: which pixels of the image one value of a network depends on.

Names are loaded when they are first used: what needs no torch does not load it.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Field": "facts.stack",
    "Stack": "facts.stack",
    "coverage": "facts.stack",
    "gradient_field": "tracing.gradient",
    "gradient_of": "by_torch.gradients",
    "probe": "tracing.probing",
    "probe_all": "tracing.probing",
    "rates": "facts.stack",
    "receptive_field": "tracing.network",
    "stack_of": "facts.stack",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"lesson_utils.receptive_field has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"lesson_utils.{_HOME[name]}"), name)
