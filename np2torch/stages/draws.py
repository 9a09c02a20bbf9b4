"""Random draws that are still NumPy's, where all of them are to be PyTorch's."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ..facts import Facts
from ..kind import External, Unknown
from ..rulebook import Rulebook

RANDOM = "numpy.random."
GENERATORS = ("numpy.random.Generator", "numpy.random.RandomState")


def draws_left(facts: Facts, rulebook: Rulebook, covered: Collection[ast.AST]) -> Iterator[ast.expr]:
    """What draws from NumPy's streams, or hands one of its generators to another library, but for what is covered."""
    for node in facts.source.nodes:
        match node:
            case ast.Call(function, arguments, keywords):
                name = facts.name(function) or ""
                if (name.startswith(RANDOM) and node not in covered) or is_unknown_draw(function, facts, rulebook):
                    yield node
                elif isinstance(facts.kind(function), External) and not name.startswith(("numpy.", "builtins.")):
                    yield from (a for a in (*arguments, *(k.value for k in keywords)) if is_generator(a, facts))
            case ast.Attribute(value) if is_generator(value, facts) and not is_callee(node, facts):
                yield node  # its state
            case ast.Attribute() if is_function(node, facts) and not is_callee(node, facts):
                if rulebook.constant(facts.name(node) or "") is None:
                    yield node


def is_unknown_draw(function: ast.expr, facts: Facts, rulebook: Rulebook) -> bool:
    """A method that generators have, of something that is not known: it may be one."""
    return (
        isinstance(function, ast.Attribute)
        and isinstance(facts.kind(function.value), Unknown)
        and any(rulebook.rule(f"{owner}.{function.attr}") for owner in GENERATORS)
        and any(name.startswith((*GENERATORS, "numpy.random.default_rng")) for name in facts.names.values())
    )


def is_generator(node: ast.expr, facts: Facts) -> bool:
    kind = facts.kind(node)
    return isinstance(kind, External) and kind.name.startswith(RANDOM) and not is_function(node, facts)


def is_function(node: ast.expr, facts: Facts) -> bool:
    """Whether it is something in the module `numpy.random`, by its path: not a variable that holds an instance."""
    return isinstance(node, ast.Attribute) and facts.name(node.value) == RANDOM.rstrip(".")


def is_callee(node: ast.expr, facts: Facts) -> bool:
    parent = facts.parents.get(node)
    return isinstance(parent, ast.Call) and parent.func is node
