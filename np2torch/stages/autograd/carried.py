"""States that live on from one step to the next: outside of the graph, which ends with each backward pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...edit import Edits
from ...effects import Liveness, writes
from ...facts import Facts
from ...graph import Graph
from ...infer import analysed
from ...rulebook import Rulebook
from ...tree import walk
from .out_of_place import without_grad


def carried(text: str, rulebook: Rulebook) -> str:
    """The program with `h = h.detach()` behind the backward pass, for what the next step begins with."""
    facts = analysed(text, rulebook)
    edits = Edits(facts.source)
    graph = Graph(facts)
    for loop, backward in passes(facts):
        for name in sorted(states(loop, graph, facts)):
            last = max((s for s in loop.body if name in writes(s)), key=lambda s: s.lineno, default=None)
            if last is not None:
                edits.after(max((last, backward), key=lambda s: s.lineno), f"{name} = {name}.detach()")
    return edits.apply()


def passes(facts: Facts) -> Iterator[tuple[ast.For | ast.While, ast.stmt]]:
    """Loops with the statement of theirs that is, or holds, a backward pass."""
    for node in facts.source.nodes:
        if isinstance(node, (ast.For, ast.While)):
            for statement in node.body:
                match statement:
                    case ast.Expr(ast.Call(ast.Attribute(_, "backward"), [], [])):
                        yield node, statement


def states(loop: ast.For | ast.While, graph: Graph, facts: Facts) -> set[str]:
    """Names that a step computes in the graph, and the next one reads."""
    live = Liveness(loop.body, ()).before_body
    given = [
        n
        for s in loop.body
        for n in walk(s)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.id in live and not without_grad(n, facts)
    ]
    return {n.id for n in given if graph.scopes.of(n) in graph.variables and not is_leaf(n, facts)}


def is_leaf(node: ast.Name, facts: Facts) -> bool:
    """Whether the name is made to require gradients itself."""
    for other in facts.source.nodes:
        match other:
            case ast.Call(ast.Attribute(ast.Name(name), "requires_grad_")) if name == node.id:
                return True
    return False
