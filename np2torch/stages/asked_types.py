"""What a program asks of a value's type: NumPy's scalars have types of their own, PyTorch's are tensors like all others.

Where a question names such a type, or where what is a scalar now and then is asked whether it is an array, NumPy's
value is asked; the types that it is asked about stay NumPy's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..dtype_names import CLASSES
from ..facts import Facts
from ..kind import Array, DType, Unknown, is_point
from ..tree import walk
from .sinks import Sink, Way

ARRAY = "numpy.ndarray"


@dataclass(frozen=True)
class Asked:
    values: Mapping[ast.expr, Sink]
    types: frozenset[ast.AST]  # the names of types that stay NumPy's


def asked_types(facts: Facts, sinks: Mapping[ast.expr, Way]) -> Asked:
    values: dict[ast.expr, Sink] = {}
    types: set[ast.AST] = set()
    for value, classes in questions(facts):
        scalars = any(is_scalar_type(n, facts) for n in walk(classes))
        if scalars and sinks.get(value) is Sink.FLOAT:
            types.update(walk(classes))  # asked for a float among others, as one
        elif scalars or (is_sometimes_scalar(value, facts) and any(facts.name(n) == ARRAY for n in walk(classes))):
            types.update(walk(classes))
            if (sink := as_numpys(value, facts)) is not None:
                values[value] = sink
    return Asked(values, frozenset(types))


def questions(facts: Facts) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Values with the types that they are asked about: `isinstance(x, np.ndarray)`, `type(x) == np.float64`."""
    for node in facts.source.nodes:
        match node:
            case ast.Call(function, [value, classes], []) if facts.name(function) == "builtins.isinstance":
                yield value, classes
            case ast.Compare(left, [_], [right]):
                for one, other in ((left, right), (right, left)):
                    if (typed := value_of_type(one, facts)) is not None:
                        yield typed, other


def value_of_type(node: ast.expr, facts: Facts) -> ast.expr | None:
    """The value whose type it is: `type(x)`."""
    match node:
        case ast.Call(function, [value], []) if facts.name(function) == "builtins.type":
            return value
    return None


def is_scalar_type(node: ast.AST, facts: Facts) -> bool:
    name = facts.name(node) or ""
    return name in CLASSES or (name.startswith("numpy.") and isinstance(facts.kind(node), DType))


def is_sometimes_scalar(value: ast.expr, facts: Facts) -> bool:
    """Whether it is known to be one of NumPy's scalars, always or at one time."""
    kind = facts.kind(value)
    return isinstance(kind, Array) and kind.library == "numpy" and not kind.foreign and (kind.mixed or is_point(kind))


def as_numpys(value: ast.expr, facts: Facts) -> Sink | None:
    """How to write the value that NumPy has there."""
    match facts.kind(value):
        case Array() as kind if kind.foreign or kind.library != "numpy":
            return None
        case Array(None, None) if isinstance(value, (ast.Name, ast.Attribute)):
            return Sink.MAYBE_VALUE  # as much as is seen from what is done with it
        case Array() as kind if not kind.number:
            return Sink.NUMPY if kind.boxed or (kind.ndim or 0) > 0 else Sink.VALUE
        case Array() | Unknown() if isinstance(value, (ast.Name, ast.Attribute)):
            return Sink.MAYBE_VALUE
    return None
