"""A module as a graph of PyTorch's operations: `torch.export` on tensors that have a shape and no values.

What is exported is a copy without values, so no arithmetic is done, and the module handed in keeps
its device, buffers and hooks.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import fx, nn

from lesson_utils.counting import explained
from lesson_utils.errors import WrongValueError
from lesson_utils.language import tr
from lesson_utils.modules import Shape, copied, input_type

# How PyTorch says that it needs values which are not there
_NEEDS_VALUES = re.compile("data.?dependent|not supported for tensor subclasses|tolist|unbacked|data pointer", re.I)


def exported(module: nn.Module, shape: Shape) -> tuple[fx.Graph, fx.Node, fx.Node]:
    """The graph of `module` in eval mode for one input tensor of `shape`, and the nodes of its input and output."""
    from torch._subclasses.fake_tensor import FakeTensorMode  # with torch.export, half a second

    fake = FakeTensorMode()

    def without_values(tensor: torch.Tensor) -> torch.Tensor:
        with fake:
            return torch.empty(tensor.shape, dtype=tensor.dtype)

    blank = copied(module, without_values)
    with _quiet():
        try:
            with fake:
                x = torch.empty(shape, dtype=input_type(module))
            with torch.no_grad():
                program = torch.export.export(blank, (x,), strict=False)
                if any(_writes_where_others_read(node) for node in program.graph.nodes):
                    program = program.run_decompositions({})
        except Exception as error:
            raise _in_words(module, shape, error) from error
    (x_name,) = program.graph_signature.user_inputs
    (x_node,) = (node for node in program.graph.nodes if node.name == x_name)
    return program.graph, x_node, _output(program, module)


@contextmanager
def _quiet() -> Iterator[None]:
    """PyTorch logs its own account of a failure; the error says it in words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of torch.export about itself
            yield
    finally:
        logging.disable(before)


def _writes_where_others_read(node: fx.Node) -> bool:
    """Whether what an operation in place, such as `x += y`, does to `x` may be seen through another name."""
    schema = getattr(node.target, "_schema", None)
    if schema is None or not schema.is_mutable or not node.args:
        return False
    written = node.args[0]
    return len(written.users) > 1 or _is_view(written)


def _is_view(node: fx.Node) -> bool:
    """Whether what an operation returns may share its memory with an argument."""
    schema = getattr(node.target, "_schema", None)
    return schema is not None and any(one.alias_info and not one.alias_info.is_write for one in schema.returns)


def _output(program: Any, module: nn.Module) -> fx.Node:
    names = [name for name in program.graph_signature.user_outputs if isinstance(name, str)]
    nodes = [node for node in program.graph.nodes if node.name in names]
    nodes = [node for node in nodes if isinstance(node.meta.get("val"), torch.Tensor)]
    if len(nodes) != 1 or len(names) != 1:
        raise WrongValueError(tr("module, a {type}, returns {count} values, and one tensor is looked at: wrap it in "
                                 "a module that returns the one you mean", type=type(module).__name__,
                                 count=len(names)))
    return nodes[0]


def _in_words(module: nn.Module, shape: Shape, error: Exception) -> Exception:
    name = type(module).__name__
    words = (str(error) or type(error).__name__).splitlines()[0]
    if _NEEDS_VALUES.search(f"{type(error).__name__} {error}"):
        return WrongValueError(tr("module, a {name}, decides by the values of tensors, so there is no fixed graph to "
                                  "export ({words}): probe(module, input_shape, position) runs it instead", name=name,
                                  words=words))
    return explained(module, shape, WrongValueError(
        tr("module, a {name}, cannot be exported by torch.export ({words}): probe(module, input_shape, position) "
           "runs it instead", name=name, words=words)))
