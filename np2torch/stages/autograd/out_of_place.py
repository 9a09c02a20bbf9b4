"""`S -= m` as `S = S - m` where autograd still needs the old `S`."""

from __future__ import annotations

import ast

from ...edit import Edits
from ...facts import Facts
from ...graph import Graph
from ...infer import analysed
from ...kind import Number
from ...rulebook import Rulebook


def out_of_place(text: str, rulebook: Rulebook) -> str:
    """The program with new tensors in the place of changed ones, updates of parameters left out."""
    facts = analysed(text, rulebook)
    source, edits = facts.source, Edits(facts.source)
    graph = Graph(facts)
    for node in source.nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and not without_grad(node, facts):
            if not isinstance(facts.kind(node.target), Number) and (
                graph.holds(node.value) or graph.holds(node.target)
            ):
                value = source.of(node.value)
                operand = (
                    f"({value})"
                    if isinstance(node.value, (ast.BinOp, ast.IfExp, ast.Compare, ast.BoolOp, ast.Lambda))
                    else value
                )
                edits.replace_node(node, f"{node.target.id} = {node.target.id} {source.operator(node)} {operand}")
    return edits.apply()


def without_grad(node: ast.AST, facts: Facts) -> bool:
    """Whether it stands under `torch.no_grad()`."""
    withs = (a for a in facts.ancestors(node) if isinstance(a, ast.With))
    return any(ast.unparse(i.context_expr) == "torch.no_grad()" for w in withs for i in w.items)
