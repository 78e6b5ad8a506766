"""What each operation of PyTorch's exported graphs reads, as moves of a `Traced` tensor: sums, norms and products.

Operations that work position by position are known by PyTorch's own tag. Those that move along the
map are in `sliding`, those that change the layout in `layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lesson_utils.language import tr
from lesson_utils.tracing import taps as t
from lesson_utils.tracing.traced import CannotFollowError, Shape, Traced, constant, united

Result = Traced | list[Traced]
RULES: dict[str, Callable[[Call], Result]] = {}


@dataclass(frozen=True)
class Call:
    """One operation of the graph: its arguments by the names of PyTorch's schema, tensors as `Traced`.

    `shapes` are those of the tensors that it returns; `layer` is the module that it stands in, as an
    error or a reader is told: 'stage1.pool (MaxPool2d)'.
    """

    name: str
    layer: str
    arguments: dict[str, Any]
    shapes: tuple[Shape, ...]

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    @property
    def shape(self) -> Shape:
        """Shape of the (first) tensor that is returned."""
        return self.shapes[0]

    @property
    def x(self) -> Traced:
        """The first argument."""
        return next(iter(self.arguments.values()))

    def tensors(self) -> Iterator[Traced]:
        """All arguments that are tensors, those in lists too."""
        for value in self.arguments.values():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(one, Traced):
                    yield one


def rule(*names: str) -> Callable[[Callable[[Call], Result]], Callable[[Call], Result]]:
    """Register a function as the one that follows these operations."""
    def register(function: Callable[[Call], Result]) -> Callable[[Call], Result]:
        RULES.update(dict.fromkeys(names, function))
        return function

    return register


# Position by position, without PyTorch's tag that says so
UNTAGGED = frozenset(f"aten.{name}" for name in (
    "alias", "contiguous", "detach", "detach_", "lift_fresh", "to", "type_as", "dropout", "dropout_", "feature_dropout",
    "feature_dropout_", "alpha_dropout", "alpha_dropout_", "feature_alpha_dropout", "hardswish", "hardswish_",
    "scalar_tensor", "log_sigmoid", "prelu", "divide", "multiply", "subtract"))


def pointwise(call: Call) -> Traced:
    """Each position of the output reads the same position of all inputs, broadcast as PyTorch does it."""
    return united(list(call.tensors()), call.shape)


@rule("aten.zeros_like", "aten.ones_like", "aten.full_like", "aten.empty_like", "aten.rand_like", "aten.randn_like",
      "aten.new_zeros", "aten.new_ones", "aten.new_full", "aten.new_empty", "aten.fill", "aten.fill_", "aten.zero_")
def _of_its_own(call: Call) -> Traced:
    return constant(call.shape)


@rule("aten.copy", "aten.copy_")
def _copy(call: Call) -> Traced:
    return united([call["src"]], call.shape)


@rule("aten.item")
def _item(call: Call) -> Traced:
    return call.x.mixed(range(len(call.x.dims)), call.layer, lambda _: None)


@rule("aten.batch_norm", "aten.instance_norm")
def _statistics(call: Call) -> Traced:
    """Pointwise with stored statistics, as in eval mode; else over the whole map."""
    own = call.arguments.get("training", call.arguments.get("use_input_stats"))
    return call.x.mixed(range(2, len(call.shape)), call.layer) if own else call.x


@rule("aten.group_norm")
def _group_norm(call: Call) -> Traced:
    size, groups = call.x.shape[1], call["num_groups"]
    return call.x.along(1, t.grouped(size, size, groups)).mixed(range(2, len(call.shape)), call.layer)


@rule("aten.layer_norm", "aten.rms_norm")
def _layer_norm(call: Call) -> Traced:
    return call.x.mixed(range(-len(call["normalized_shape"]), 0), call.layer)


@rule("aten.softmax", "aten.log_softmax", "aten._softmax", "aten._log_softmax", "aten.sort", "aten.argsort",
      "aten.topk", "aten.glu")
def _along_a_dimension(call: Call) -> Result:
    new = call.shape[call["dim"]]
    found = call.x.mixed([call["dim"]], call.layer, lambda _: new)
    return found if len(call.shapes) == 1 else [found] * len(call.shapes)


@rule("aten.cumsum", "aten.cumprod", "aten.cummax", "aten.cummin", "aten.logcumsumexp")
def _running(call: Call) -> Result:
    dim = call["dim"] % len(call.shape)
    found = call.x.along(dim, t.up_to(call.x.shape[dim]))
    return found if len(call.shapes) == 1 else [found] * len(call.shapes)


@rule(*(f"aten.{name}" for name in (
    "mean", "sum", "amax", "amin", "max", "min", "prod", "std", "var", "std_mean", "var_mean", "logsumexp", "norm",
    "linalg_vector_norm", "median", "all", "any", "argmax", "argmin", "nanmean", "nansum")))
def _reduction(call: Call) -> Result:
    if isinstance(call.arguments.get("other"), Traced):  # max(x, y)
        return pointwise(call)
    dims = call.arguments.get("dim")
    dims = range(len(call.x.dims)) if dims in (None, []) else [dims] if isinstance(dims, int) else dims
    keep = 1 if call.arguments.get("keepdim") else None
    found = call.x.mixed(dims, call.layer, lambda _: keep)
    return found if len(call.shapes) == 1 else [found] * len(call.shapes)


@rule("aten.linear")
def _linear(call: Call) -> Traced:
    check_weight(call)
    return call.x.mixed([-1], call.layer, lambda _: call.shape[-1])


@rule("aten.matmul", "aten.mm", "aten.bmm", "aten.mv", "aten.dot")
def _matmul(call: Call) -> Traced:
    one, two = list(call.tensors())[:2]
    return _product(one, two, call)


@rule("aten.addmm", "aten.baddbmm")
def _addmm(call: Call) -> Traced:
    first, one, two = list(call.tensors())[:3]
    return united([first, _product(one, two, call)], call.shape)


def _product(one: Traced, two: Traced, call: Call) -> Traced:
    """Rows of the first times columns of the second: both are read whole along what is summed over."""
    left = one.mixed([-1], call.layer, lambda _: 1 if len(two.dims) > 1 else None)
    right = two.mixed([-2 if len(two.dims) > 1 else -1], call.layer, lambda _: 1 if len(one.dims) > 1 else None)
    return united([left, right], call.shape)


@rule("aten.scaled_dot_product_attention")
def _attention(call: Call) -> Traced:
    """Each query reads all keys and values of its sequence."""
    query = call["query"].mixed([-1], call.layer, lambda _: 1)
    others = [call[name].mixed([-2, -1], call.layer, lambda _: 1) for name in ("key", "value")]
    mask = call.arguments.get("attn_mask")
    if isinstance(mask, Traced) and mask.spans:
        others.append(mask.mixed([-1], call.layer, lambda _: 1))
    return united([query, *others], call.shape)


@rule("aten.einsum")
def _einsum(call: Call) -> Traced:
    equation = call["equation"].replace(" ", "")
    inputs, _, output = equation.partition("->")
    if "..." in equation or "->" not in equation or any(len(set(word)) < len(word) for word in inputs.split(",")):
        raise CannotFollowError(tr("has the equation {equation!r}; only those that name each index once and have an "
                                   "arrow are followed", equation=call["equation"]))
    parts = []
    for word, tensor in zip(inputs.split(","), call["tensors"], strict=True):
        summed = [place for place, letter in enumerate(word) if letter not in output]
        left = [letter for letter in word if letter in output]
        found = tensor.mixed(summed, call.layer, lambda _: None)
        found = found.permuted(sorted(range(len(left)), key=lambda place: output.index(left[place])))
        parts.append(found.reshaped(tuple(call.shape[n] if letter in left else 1 for n, letter in enumerate(output))))
    return united(parts, call.shape)


def check_weight(call: Call) -> None:
    """Refuse a weight that is computed from the image: what is read then depends on two things at once."""
    if call["weight"].spans:
        raise CannotFollowError(tr("has a weight that is computed from the image"))
