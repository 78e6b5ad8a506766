"""The walk along the exported graph: each operation by its rule, and the layers by their names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from operator import getitem
from typing import Any

import numpy as np
import torch
from torch import fx, nn

from lesson_utils.counting import explained
from lesson_utils.errors import WrongValueError
from lesson_utils.language import mark, tr
from lesson_utils.modules import Shape
from lesson_utils.tracing import layout, sliding  # noqa: F401  they register their rules
from lesson_utils.tracing.axis import AXIS_NAMES, AxisField, hull
from lesson_utils.tracing.exporting import exported
from lesson_utils.tracing.field import LayerField, Merge, ReceptiveField
from lesson_utils.tracing.operations import RULES, UNTAGGED, Call, pointwise
from lesson_utils.tracing.reading import fill
from lesson_utils.tracing.traced import CannotFollowError, NoBatchError, Traced, aligned, constant, image

PROBE = mark("probe(module, input_shape, position) finds by trial what a position reads")


def walked(module: nn.Module, shape: Shape, declared: tuple[str, ...]) -> ReceptiveField:
    """The receptive field of a module in eval mode; `declared` names operations and layers that are pointwise."""
    return followed(module, shape, declared, *exported(module, shape))


def followed(module: nn.Module, shape: Shape, declared: tuple[str, ...], graph: fx.Graph, x: fx.Node,
             output: fx.Node) -> ReceptiveField:
    """The same from the exported graph, with the nodes of its input and output."""
    walk = _Walk(module, shape, declared)
    for node in graph.nodes:
        if node.op == "call_function":
            walk.values[node] = walk.called(node)
            walk.note(node)
        elif node.op != "output":
            walk.values[node] = image(shape) if node is x else _without_image(node)
    return walk.result(walk.values[output])


# What is no step for a reader
_NO_STEP = {"alias", "detach", "contiguous", "clone", "to", "lift_fresh", "lift_fresh_copy", "getitem"}


@dataclass(frozen=True)
class _Row:
    """A layer, or an operation outside all layers: what it found, and what it was given first."""

    key: Any
    layer: str
    kind: str
    found: Traced
    inputs: list[Traced]


class _Walk:
    """What has been found so far: the values, a row for each layer, and the branches that have met."""

    def __init__(self, module: nn.Module, shape: Shape, declared: tuple[str, ...]) -> None:
        self.module, self.shape, self.declared = module, shape, declared
        self.values: dict[fx.Node, Any] = {}
        self.rows: list[_Row] = []
        self.branches: list[tuple[str, str, list[Traced]]] = []
        self.axes: dict[int, tuple[AxisField, ...]] = {}
        self.met: set[str] = set()  # names of operations and layers
        self.places = {name: f"{name} ({type(part).__name__})" if name else type(part).__name__
                       for name, part in module.named_modules()}
        self.layers = {name: type(part).__name__ for name, part in module.named_modules()
                       if next(part.children(), None) is None}

    def called(self, node: fx.Node) -> Any:
        """What an operation returns: one `Traced`, several, or None for what is no tensor."""
        if node.target is getitem:
            return self.values[node.args[0]][node.args[1]]
        call = Call(_name(node), self._place(node), _arguments(node, self.values), _shapes(node))
        self.met |= {call.name, self._layer(node)}
        if not any(tensor.spans for tensor in call.tensors()):
            return _without_image(node)
        try:
            return self._followed(call, node)
        except CannotFollowError as error:
            raise WrongValueError(tr("{layer}: {name} {error}; {probe}", layer=call.layer, name=call.name,
                                         error=error, probe=tr(PROBE))) from None
        except NoBatchError as error:
            raise explained(self.module, self.shape, WrongValueError(f"{call.layer}: {error}")) from None

    def _followed(self, call: Call, node: fx.Node) -> Any:
        known = call.name in RULES or call.name in UNTAGGED or torch.Tag.pointwise in getattr(node.target, "tags", ())
        if call.name in self.declared or (self._layer(node) in self.declared and not known):
            if any(not _broadcasts(tensor.shape, shape) for tensor in call.tensors() for shape in call.shapes):
                raise CannotFollowError(tr("was declared pointwise, but makes {output} of {input}", output=call.shape,
                                           input=call.x.shape))
        elif not known:
            raise WrongValueError(
                tr("{layer}: {name} is an operation that is not known here. If each output position reads only the "
                   "same position of its inputs, write pointwise=({name!r},), or pointwise=({inside!r},) for all "
                   "that is not known in this layer; else {probe}", layer=call.layer, name=call.name,
                   inside=self._layer(node), probe=tr(PROBE)))
        elif call.name in RULES:
            return RULES[call.name](call)
        found = pointwise(call)
        return found if len(call.shapes) == 1 else [found] * len(call.shapes)

    def note(self, node: fx.Node) -> None:
        """Keep what a layer returns; an operation inside a layer counts as that layer."""
        found = self.values[node]
        found = found[0] if isinstance(found, list) and node.target is not getitem else found
        if not isinstance(found, Traced) or not found.spans:
            return
        key, path = _module(node)
        layer, operation = self._layer(node), _name(node).rsplit(".", 1)[-1].strip("_")
        inputs = [one for one in map(self.values.get, node.all_input_nodes) if isinstance(one, Traced) and one.spans]
        if path not in self.layers:
            if operation not in _NO_STEP:
                self.rows.append(_Row(node, layer, operation, found, inputs))
        elif self.rows and self.rows[-1].key == key:
            self.rows[-1] = replace(self.rows[-1], found=found)
        else:
            self.rows.append(_Row(key, layer, self.layers[path], found, inputs))
        parts = _met(node, found, self.values)
        if len(parts) > 1:
            self.branches.append((layer, operation, parts))

    def result(self, found: Traced) -> ReceptiveField:
        """The receptive field, when the walk has come to the module's output."""
        for name in self.declared:
            if name not in self.met:
                raise WrongValueError(tr("pointwise names {name!r}, but nothing of that name ran: there were {names}",
                                         name=name, names=", ".join(sorted(self.met))))
        name = type(self.module).__name__
        if not isinstance(found, Traced) or not found.spans:
            raise WrongValueError(tr("module, a {name}, returns what does not depend on its input: there is no field",
                                     name=name))
        seen = [found, *(traced for row in self.rows for traced in (row.found, *row.inputs)),
                *(part for _, _, parts in self.branches for part in parts)]
        fill(span for traced in seen for _, span in traced.spans)
        layers = tuple(LayerField(row.layer, row.kind, row.found.shape, self._axes(row.found),
                                  tuple(map(self._axes, row.inputs))) for row in self.rows)
        merges = tuple(Merge(layer, operation, _offset(parts)) for layer, operation, parts in self.branches)
        return ReceptiveField(name, self.shape, found.shape, self._axes(found), layers, merges, found)

    def _axes(self, traced: Traced) -> tuple[AxisField, ...]:
        if id(traced) not in self.axes:  # one layer's output is another one's input
            names = AXIS_NAMES[len(self.shape) - 2]
            self.axes[id(traced)] = tuple(AxisField(name, traced, axis, len(self.shape))
                                          for axis, name in enumerate(names))
        return self.axes[id(traced)]

    def _layer(self, node: fx.Node) -> str:
        return _module(node)[1] or type(self.module).__name__

    def _place(self, node: fx.Node) -> str:
        return self.places[_module(node)[1]]


def _module(node: fx.Node) -> tuple[str, str]:
    """The innermost module that an operation stands in: a key for this call of it, and its path."""
    stack = node.meta.get("nn_module_stack") or {"": ("", "")}
    key, (path, _) = next(reversed(stack.items()))
    return key, path.split("@")[0]


def _name(node: fx.Node) -> str:
    schema = getattr(node.target, "_schema", None)
    return schema.name.replace("::", ".") if schema else getattr(node.target, "__name__", str(node.target))


def _arguments(node: fx.Node, values: dict[fx.Node, Any]) -> dict[str, Any]:
    """The arguments by the names of the schema, in its order, with what is known of each tensor."""
    schema = getattr(node.target, "_schema", None)
    if schema is None:
        given = {str(number): value for number, value in enumerate(node.args)} | node.kwargs
    else:
        given = {}
        for number, argument in enumerate(schema.arguments):
            value = node.args[number] if number < len(node.args) else argument.default_value
            given[argument.name] = node.kwargs.get(argument.name, value)
    return {name: fx.node.map_arg(value, values.__getitem__) for name, value in given.items()}


def _shapes(node: fx.Node) -> tuple[Shape, ...]:
    found = node.meta.get("val")
    tensors = found if isinstance(found, (tuple, list)) else [found]
    shapes = tuple(tuple(value.shape) for value in tensors if isinstance(value, torch.Tensor))
    if any(not isinstance(size, int) for shape in shapes for size in shape):
        raise WrongValueError(tr("{module}: the size of what {name} returns depends on the values of its input; "
                                 "{probe}", module=_module(node)[1] or "module", name=_name(node), probe=tr(PROBE)))
    return shapes or ((),)


def _without_image(node: fx.Node) -> Any:
    found = node.meta.get("val")
    if isinstance(found, (tuple, list)):
        return [constant(shape) for shape in _shapes(node)]
    return constant(_shapes(node)[0])


def _broadcasts(shape: Shape, to: Shape) -> bool:
    return len(shape) <= len(to) and all(one in (1, two) for one, two in zip(shape[::-1], to[::-1], strict=False))


def _met(node: fx.Node, found: Traced, values: dict[fx.Node, Any]) -> list[Traced]:
    """The different branches that an operation brings together place by place; `cat` along the channels is one, too."""
    if _name(node) in RULES and _name(node) != "aten.cat":
        return []
    branches = []
    for one in (values[each] for each in node.all_input_nodes):
        if isinstance(one, Traced) and one.spans and len(one.dims) == len(found.dims) > 2:
            places = replace(one, dims=one.dims[2:])
            ours = {slot for slots in places.dims for slot in slots}
            if not _broadcasts(places.shape, found.shape[2:]) or not one.tracked() <= ours:
                return []
            branches.append(places)
    distinct = {one.spans: one for one in branches}
    return aligned(list(distinct.values()), found.shape[2:]) if len(distinct) > 1 else []


def _offset(parts: list[Traced]) -> float:
    """Largest distance between the centres of two branches at one place, in lines of the image."""
    largest = 0.0
    for one, two in combinations(parts, 2):
        for axis, (first, second) in enumerate(zip(one.spans, two.spans, strict=True)):
            if one.whole[axis] or two.whole[axis] or first == second:
                continue  # what sees everything has no place of its own
            slots = tuple(dict.fromkeys((*first[0], *second[0])))
            (a, b), (c, d) = hull(*first, slots), hull(*second, slots)
            apart = np.abs(a + b - c - d)[(a <= b) & (c <= d)]
            largest = max(largest, apart.max(initial=0) / 2)
    return float(largest)
