"""Break a solution in one place at a time: each operator, number, comparison, argument, and name of a method."""

from __future__ import annotations

import ast
from collections.abc import Iterator

OPERATORS = {ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.FloorDiv, ast.Add],
             ast.FloorDiv: [ast.Mult, ast.Div], ast.Div: [ast.FloorDiv], ast.Mod: [ast.FloorDiv],
             ast.Pow: [ast.Mult], ast.MatMult: [ast.Mult]}
COMPARISONS = {ast.Lt: [ast.LtE], ast.LtE: [ast.Lt], ast.Gt: [ast.GtE], ast.GtE: [ast.Gt], ast.Eq: [ast.NotEq],
               ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is], ast.In: [ast.NotIn],
               ast.NotIn: [ast.In]}


def mutants(text: str) -> Iterator[str]:
    """The text of a cell, broken in one place; every text once.

    >>> list(mutants("x = a + 1"))
    ['x = a - 1', 'x = a', 'x = 1', 'x = a + 2', 'x = a + 0']
    """
    original, seen = ast.unparse(ast.parse(text)), set()
    for place, node in enumerate(ast.walk(ast.parse(text))):
        for number in range(len(_changes(node))):
            tree = ast.parse(text)
            target = list(ast.walk(tree))[place]
            changed = _Replace(target, _changes(target)[number]).visit(tree)
            mutant = ast.unparse(ast.fix_missing_locations(changed))
            if mutant != original and mutant not in seen:
                seen.add(mutant)
                yield mutant


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self.target, self.new = target, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.target else self.generic_visit(node)


def _changes(node: ast.AST) -> list[ast.AST]:
    """What the node may be replaced by."""
    if isinstance(node, ast.BinOp):
        return [ast.BinOp(node.left, other(), node.right) for other in OPERATORS.get(type(node.op), [])] + [
            node.left, node.right]
    if isinstance(node, ast.Compare):
        return [ast.Compare(node.left, [*node.ops[:i], other(), *node.ops[i + 1:]], node.comparators)
                for i, op in enumerate(node.ops) for other in COMPARISONS[type(op)]]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return [ast.Constant(not node.value)]
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return [ast.Constant(node.value + 1), ast.Constant(node.value - 1)]
    if isinstance(node, ast.Call):
        return _shorter_calls(node)
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Slice):
        return [ast.Slice(None, node.upper, node.step), ast.Slice(node.lower, None, node.step)]
    if isinstance(node, ast.comprehension) and node.ifs:
        return [ast.comprehension(node.target, node.iter, [], node.is_async)]
    return []


def _shorter_calls(call: ast.Call) -> list[ast.AST]:
    """The call without one of its arguments, or with two neighbours exchanged."""
    arguments = call.args
    return [ast.Call(call.func, [*arguments[:i], *arguments[i + 1:]], call.keywords) for i in range(len(arguments))] + [
        ast.Call(call.func, [*arguments[:i], arguments[i + 1], arguments[i], *arguments[i + 2:]], call.keywords)
        for i in range(len(arguments) - 1)] + [
        ast.Call(call.func, arguments, [*call.keywords[:i], *call.keywords[i + 1:]])
        for i in range(len(call.keywords))]
