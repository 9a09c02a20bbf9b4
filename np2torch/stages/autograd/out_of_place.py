"""`S -= m` as `S = S - m` where autograd still needs the old `S`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...edit import Edits, Span
from ...facts import Facts
from ...graph import Graph
from ...infer import analysed
from ...kind import Number
from ...rulebook import Rulebook
from ...scopes import Variable


def out_of_place(text: str, rulebook: Rulebook) -> str:
    """The program with new tensors in the place of changed ones, updates of parameters left out."""
    facts = analysed(rows_in_list(text, rulebook), rulebook)
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
    for call in written_into(facts, graph):
        end = source.span(call).end
        edits.replace(Span(end, end), ".clone()")
    return edits.apply()


def written_into(facts: Facts, graph: Graph) -> Iterator[ast.Call]:
    """Calls whose results are changed through an index, though their backward pass may need them: `torch.relu(m)`."""
    scopes = facts.source.scopes
    changed = {
        scopes.of(node.value)
        for node in facts.source.nodes
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
        if not without_grad(node, facts) and graph.holds(node.value)
    }
    for node in facts.source.nodes:
        match node:
            case ast.Assign([ast.Name() as name], ast.Call() as call) if scopes.of(name) in changed:
                if graph.holds(call) and call not in facts.callees and not ast.unparse(call).endswith(".clone()"):
                    yield call


def rows_in_list(text: str, rulebook: Rulebook) -> str:
    """The program with lists of rows for buffers that states are written into one by one: `H[t + 1] = f(H[t])`."""
    facts = analysed(text, rulebook)
    source, edits = facts.source, Edits(facts.source)
    graph, scopes = Graph(facts), source.scopes
    uses: dict[Variable, list[ast.Name]] = {}
    for node in source.nodes:
        if isinstance(node, ast.Name):
            uses.setdefault(scopes.of(node), []).append(node)
    for variable, names in uses.items():
        made = [facts.parents[n] for n in names if isinstance(n.ctx, ast.Store)]
        others = [n for n in names if isinstance(n.ctx, ast.Load)]
        if variable in graph.variables and all(is_row(n, facts) for n in others) and others:
            for statement in made if any(is_stored(n, facts) for n in others) else ():
                match statement:
                    case ast.Assign([ast.Name()], ast.Call() as value):
                        edits.replace_node(value, f"list({source.of(value)})")
    return edits.apply()


def is_row(name: ast.Name, facts: Facts) -> bool:
    """Whether the name is used for one row of its array, or for their number."""
    match parent := facts.parents[name]:
        case ast.Subscript(value, index):
            return value is name and isinstance(facts.kind(index), Number)
        case ast.Call(ast.Name("len")):
            return parent not in facts.callees
    return False


def is_stored(name: ast.Name, facts: Facts) -> bool:
    parent = facts.parents[name]
    return isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store)


def without_grad(node: ast.AST, facts: Facts) -> bool:
    """Whether it stands under `torch.no_grad()`."""
    withs = (a for a in facts.ancestors(node) if isinstance(a, ast.With))
    return any(ast.unparse(i.context_expr) == "torch.no_grad()" for w in withs for i in w.items)
