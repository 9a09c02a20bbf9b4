"""Where PyTorch answers otherwise than NumPy, and no form of the same answers alike: what the report says there."""

from __future__ import annotations

import ast

from ..facts import Facts
from ..kind import Tuple, Unknown
from ..operations import is_beyond
from .arriving import is_array
from .asked_types import value_of_type
from .sinks import TEXTUAL, Sink, Way

SHOWN = frozenset({Sink.TUPLE_OF_ARRAYS, Sink.TUPLE_OF_NUMBERS, Sink.TUPLE_OF_VALUES})


def otherwise(node: ast.AST, facts: Facts) -> str:
    """What is another answer for sure, if anything is."""
    match node:
        case ast.Compare(value, [ast.Eq() | ast.NotEq()], [ast.Constant(None)]) if is_array(value, facts):
            if not is_decided_by(node, facts):
                return "NumPy compares each element with None, PyTorch the whole"
        case ast.Attribute(value, "__class__") if is_array(value, facts):
            return "the type of a tensor is torch.Tensor"
        case ast.Call() if (typed := value_of_type(node, facts)) is not None and is_array(typed, facts):
            if not isinstance(facts.parents.get(node), ast.Compare):
                return "the type of a tensor is torch.Tensor"
    return ""


def is_unclear(node: ast.AST, facts: Facts) -> bool:
    """Whether it is shown, and may be an array as far as is known: then a tensor is shown."""
    if (
        not isinstance(node, ast.expr)
        or not isinstance(facts.kind(node), Unknown)
        or (isinstance(node, ast.Attribute) and node.attr[:2] == "__")
    ):
        return False
    if isinstance(node, ast.Compare) and any(value_of_type(n, facts) for n in (node.left, *node.comparators)):
        return False
    if isinstance(node, ast.Name) and any(goes_through_constants(loop, node.id) for loop in facts.ancestors(node)):
        return False
    match facts.parents.get(node):
        case ast.Call(function, arguments) if node in arguments:
            return (facts.name(function) or "").removeprefix("builtins.") in TEXTUAL
        case ast.FormattedValue(_, _, None):
            return True
    return False


def goes_through_constants(loop: ast.AST, name: str) -> bool:
    """`for penalty in (None, "l2")`."""
    match loop:
        case ast.For(ast.Name(target), ast.Tuple(items) | ast.List(items)):
            return target == name and all(isinstance(i, ast.Constant) for i in items)
    return False


def beyond(node: ast.AugAssign, facts: Facts) -> str:
    """`x += 300` of bytes."""
    is_out = not isinstance(node.op, ast.Div) and is_beyond(facts.kind(node.value), facts.kind(node.target))
    return (
        "NumPy refuses the number, which is out of the range of the array's dtype; PyTorch wraps it around"
        if is_out
        else ""
    )


def is_decided_by(node: ast.expr, facts: Facts) -> bool:
    """Whether it is a condition: `if a == None`, which is no question about elements."""
    match facts.parents.get(node):
        case ast.If() | ast.While() | ast.IfExp() | ast.Assert() | ast.BoolOp() | ast.comprehension():
            return True
        case ast.UnaryOp(ast.Not()):
            return True
    return False


def loses_names(node: ast.expr, sink: Way, facts: Facts) -> bool:
    """Whether what is shown is a tuple whose items NumPy shows with their names."""
    kind = facts.kind(node)
    return sink in SHOWN and isinstance(kind, Tuple) and bool(kind.names)
