"""A stack over an image computes its units and each cone once, and both are those of the stack."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesson_utils.errors import WrongValueError
from lesson_utils.facts.axis import Axis
from lesson_utils.facts.seen import Seen
from lesson_utils.facts.stack import Stack

axes = st.builds(lambda kernel, stride, padding, dilation: Axis(kernel, stride, padding, dilation), st.integers(1, 4),
                 st.integers(1, 3), st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 3))


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(axes, min_size=1, max_size=4), st.integers(1, 30), st.data())
def test_it_says_what_the_stack_says(layers, size, data):
    stack = Stack(tuple(layers))
    seen = Seen(stack, size)
    try:
        units = stack.units(size)
    except WrongValueError as error:
        for _ in range(2):  # an error is not kept as if it were an answer
            with pytest.raises(WrongValueError) as caught:
                _ = seen.units
            assert str(caught.value) == str(error)
        return
    assert (seen.units, seen.last, seen.middle) == (units, len(layers), units[-1] // 2)
    layer = data.draw(st.integers(0, len(layers)))
    unit = data.draw(st.integers(0, units[layer] - 1))
    assert seen.cone(layer, unit) == seen.cone(layer, unit) == stack.cone(layer, unit, size)
    fed = seen.fed_by(layer, unit)
    assert fed == stack.fed_by(layer, unit, size)
    assert all(unit in seen.cone(above, reader)[layer] for above, readers in enumerate(fed, start=layer)
               for reader in readers)


def test_units_and_each_cone_are_computed_once(monkeypatch):
    calls = Counter()

    def counted(name):
        real = getattr(Stack, name)

        def counting(self, *arguments):
            calls[name, *(arguments[1:] if name == "cone_within" else arguments)] += 1
            return real(self, *arguments)
        monkeypatch.setattr(Stack, name, counting)

    counted("units")
    counted("cone_within")
    seen = Seen(Stack((Axis(3, padding=(1, 1)), Axis(3, stride=2), Axis(2))), 12)
    for _ in range(3):
        assert seen.units
        assert seen.middle == 2
        for layer, unit in ((3, 0), (3, 1), (2, 0)):
            assert seen.cone(layer, unit)
            assert seen.fed_by(layer, unit)
    assert calls == {("units", 12): 1, **{("cone_within", *key): 1 for key in ((3, 0), (3, 1), (2, 0))}}
