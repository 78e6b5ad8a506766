"""Reading what a learner wrote: numbers, functions and tensors. What is not right raises `Wrong` with a slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from lesson_utils.checks.judging import Wrong
from lesson_utils.language import Said, tr
from lesson_utils.reply import plain

_LONGEST = 60  # characters of a learner's value that a sentence quotes


def text_of(value: Any) -> str:
    """A learner's value in a few plain words: one line, no control characters, whatever its repr does.

    >>> text_of(torch.zeros(2, 3)), text_of("a\\x1b[31m")
    ('a tensor of shape (2, 3)', "'a\\\\x1b[31m'")
    """
    if isinstance(value, Tensor) and value.ndim:
        return tr("a tensor of shape {shape}", shape=tuple(value.shape))
    if isinstance(value, torch.nn.Module):
        return tr("a {type} module", type=plain(type(value).__name__))
    try:
        words = plain(repr(value))
    except Exception:
        words = tr("a {type}", type=plain(type(value).__name__))
    return words if len(words) <= _LONGEST else words[:_LONGEST] + " …"


def whole_number(value: Any, name: str) -> int:
    """`value` as an int: an int, a float without a fraction, or a tensor that holds one such number.

    >>> whole_number(torch.tensor(3.0), "rows")
    3
    """
    number = value.item() if isinstance(value, Tensor) and value.numel() == 1 else value
    try:
        if isinstance(number, bool) or not float(number).is_integer():
            raise TypeError
        return int(number)
    except (TypeError, ValueError, OverflowError):
        raise Wrong(name, Said("a whole number"), text_of(value), "not-a-whole-number") from None


def whole_numbers(values: Any, name: str, count: int | None = None) -> list[int]:
    """`values` as ints: a list, tuple, set, range or tensor of whole numbers; of length `count`, if it is given."""
    if isinstance(values, (str, bytes, dict)):
        values = None
    try:
        items = values.tolist() if isinstance(values, Tensor) else list(values)
    except TypeError:
        wanted = Said("{count} whole numbers", count=count) if count else Said("some whole numbers")
        raise Wrong(name, wanted, text_of(values), "not-a-list") from None
    if count is not None and len(items) != count:
        raise Wrong(name, Said("{count} whole numbers", count=count), f"{len(items)}", "wrong-count")
    return [whole_number(item, f"{name}[{i}]") for i, item in enumerate(items)]


def truth(value: Any, name: str) -> bool:
    """`value` as a bool: True or False, or a number or tensor that is 1 or 0.

    >>> truth(torch.tensor(True), "reads")
    True
    """
    try:
        if isinstance(value, (str, bytes)) or float(value) not in (0, 1):
            raise TypeError
        return bool(value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise Wrong(name, Said("True or False"), text_of(value), "not-true-or-false") from None


def call(function: Callable, name: str, *arguments: Any, shown: str | Said = "") -> Any:
    """What the learner's function returns for `arguments`; tensors and lists are given as copies.

    `shown` is the call in words, for the sentence if it raises or returns nothing.
    """
    shown = shown or _shown(name, arguments)
    if not callable(function):
        raise Wrong(name, Said("a function"), text_of(function), "not-a-function", name=name)
    try:
        result = function(*(a.clone() if isinstance(a, Tensor) else a[:] if isinstance(a, list) else a
                            for a in arguments))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: a learner's exit() must not end the kernel
        words = plain(f"{type(error).__name__}: {error}")[:200]
        raise Wrong(shown, Said("a result"), Said("a call that raises {words}", words=words), "raises") from None
    if result is None:
        raise Wrong(shown, Said("a result"), "None", "returns-nothing")
    return result


def same_results(function: Callable, name: str, cases: Sequence[tuple], oracle: Callable, slips: Mapping[str, Callable],
                 hint: str, read: Callable[[Any, str], Any] = whole_number) -> None:
    """Raise `Wrong` unless the learner's function gives what `oracle` gives for the arguments in each of `cases`.

    `slips` maps the id of a likely mistake to a function that makes it: the first that gives what the learner's
    gives in every case is the cause, and `hint`, an id too, if none does. `read` takes each result and its name.
    """
    found = [read(call(function, name, *case), _shown(name, case)) for case in cases]
    for case, result in zip(cases, found, strict=True):
        if result != (expected := oracle(*case)):
            raise Wrong(_shown(name, case), str(expected), text_of(result), likely_cause(found, cases, slips, hint))


def likely_cause(found: Sequence[Any], cases: Sequence[tuple], slips: Mapping[str, Callable], hint: str) -> str:
    """The id of the first slip that gives what was `found` in every case, or `hint`."""
    return next((cause for cause, slip in slips.items() if found == [slip(*case) for case in cases]), hint)


def same_tensor(found: Any, expected: Tensor, name: str, slips: Sequence[tuple[Tensor, str]] = (),
                shape_slips: Mapping[tuple[int, ...], str] | None = None, hint: str = "") -> None:
    """Raise `Wrong` unless `found` is the tensor `expected`, within the tolerances of `torch.testing.assert_close`.

    `slips` are likely wrong tensors and `shape_slips` likely wrong shapes, each with the id of its slip, and
    `hint` is the id if none of them fits. Any floating type will do.
    """
    if not isinstance(found, Tensor):
        raise Wrong(name, text_of(expected), text_of(found), "not-a-tensor")
    shape, wanted = tuple(found.shape), tuple(expected.shape)
    if shape != wanted:
        raise Wrong(name, Said("shape {shape}", shape=wanted), Said("shape {shape}", shape=shape),
                    (shape_slips or {}).get(shape, "") or hint or "wrong-shape")
    if not found.is_floating_point():
        raise Wrong(name, Said("dtype {dtype}", dtype=expected.dtype), Said("dtype {dtype}", dtype=found.dtype),
                    "not-floating-point")
    if found.isnan().any():
        raise Wrong(name, Said("numbers"), Said("{count} NaN of {all}", count=int(found.isnan().sum()),
                                                all=found.numel()), "nan")
    if _close(found, expected):
        return
    causes = [cause for slip, cause in slips if slip.shape == expected.shape and _close(found, slip)]
    where = (found.detach().to(expected) != expected).nonzero()[0].tolist()
    cause = causes[0] if causes else "all-zero" if not found.any() else hint or "some-numbers"
    raise Wrong(Said("{name}{place}", name=name, place=where), f"{expected[tuple(where)].item():g}",
                f"{found[tuple(where)].item():g}", cause, all=expected.numel(),
                wrong=int((found.detach().to(expected) != expected).sum()))


def _close(found: Tensor, expected: Tensor) -> bool:
    # The tolerances of torch.testing.assert_close for float32. It would load sympy first, which takes a second.
    return torch.allclose(found.detach().cpu().to(expected), expected, rtol=1.3e-6, atol=1e-5)


def _shown(name: str, arguments: Sequence[Any]) -> str:
    return f"{name}({', '.join(map(text_of, arguments))})"
