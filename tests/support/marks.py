"""Which cases run in `make test`, and which wait for `make test-slow`."""

import pytest


def quick(names, few):
    """For parametrize: all `names`, those that are not among the `few` marked slow."""
    return [name if name in few else pytest.param(name, marks=pytest.mark.slow) for name in names]
