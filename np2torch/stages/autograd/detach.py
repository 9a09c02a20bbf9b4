"""Where values of the graph leave it: for NumPy, for plain Python, and for sums that live on from step to step."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...edit import Edits, Source, Span
from ...facts import Facts
from ...graph import Graph
from ...infer import analysed
from ...kind import Array, Number
from ...render import Renderer, Replacement
from ...rulebook import Rulebook
from ...tree import walk
from ..sinks import Sink, is_scalar_array, sinks_of


def detached(text: str, old: Facts, rulebook: Rulebook) -> str:
    """The program with `.detach()` and `.item()` where it needs them; `old` are the facts of the one before."""
    facts = analysed(text, rulebook)
    source = facts.source
    graph, edits = Graph(facts), Edits(source)
    for receiver in converted_to_numpy(source.tree):
        if graph.holds(receiver):
            dot = source.text.index(".", source.span(receiver).end)
            edits.replace(Span(dot, dot), ".detach()")
    summed = {value for value in running_sums(source.tree, facts) if graph.holds(value)}
    for value in summed:
        edits.replace_node(value, f"{atom(value, source)}.item()")
    changed = edits.apply()
    return detached(changed, old, rulebook) if summed else shown(changed, old, rulebook)


def converted_to_numpy(tree: ast.Module) -> Iterator[ast.expr]:
    for node in walk(tree):
        match node:
            case ast.Call(ast.Attribute(receiver, "numpy"), []):
                yield receiver


# --- running sums --------------------------------------------------------------------------------------------


def running_sums(tree: ast.Module, facts: Facts) -> Iterator[ast.expr]:
    """What is added to a number that no backward pass goes through: `total += loss`, `total = total + loss`."""
    losses = differentiated(tree)
    for node in walk(tree):
        match node:
            case ast.AugAssign(ast.Name(name), ast.Add() | ast.Sub(), value):
                added = value
            case ast.Assign([ast.Name(name)], ast.BinOp(ast.Name(other), ast.Add(), value)) if name == other:
                added = value
            case _:
                continue
        own = any(isinstance(n, ast.Name) and n.id == name for n in walk(added))
        if name not in losses and not own and is_number(node, facts) and is_scalar_array(facts.kind(added)):
            yield added


def is_number(node: ast.AST, facts: Facts) -> bool:
    """Whether the sum begins as a Python number."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target  # type: ignore[attr-defined]
    kind = facts.kind(target)
    return isinstance(kind, Number) or (isinstance(kind, Array) and kind.number)


def differentiated(tree: ast.Module) -> set[str]:
    """Names that a backward pass may go through."""
    found = {n.id for receiver in backward_receivers(tree) for n in walk(receiver) if isinstance(n, ast.Name)}
    definitions = [n for n in walk(tree) if isinstance(n, (ast.Assign, ast.AugAssign))]
    while True:
        sources = {r for d in definitions if targets(d) & found for n in walk(d.value) if isinstance(n, ast.Name) for r in [n.id]}
        if sources <= found:
            return found
        found |= sources


def backward_receivers(tree: ast.Module) -> Iterator[ast.expr]:
    for node in walk(tree):
        match node:
            case ast.Call(ast.Attribute(receiver, "backward"), []):
                yield receiver


def targets(node: ast.Assign | ast.AugAssign) -> set[str]:
    parts = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {n.id for p in parts for n in walk(p) if isinstance(n, ast.Name)}


# --- what is shown, kept or handed out -----------------------------------------------------------------------


def shown(text: str, old: Facts, rulebook: Rulebook) -> str:
    """Python numbers that became tensors of the graph, as numbers again where they are shown or handed out."""
    facts = analysed(text, rulebook)
    source = facts.source
    graph, edits = Graph(facts), Edits(source)
    before = {old.source.of(node) for node in sinks_of(old)}
    leaving = {n: s for n, s in sinks_of(facts).items() if graph.holds(n) and source.of(n) not in before}

    def rewritten(node: ast.expr) -> Replacement | None:
        if node not in leaving:
            return None
        plain = is_scalar_array(facts.kind(node)) and leaving[node] in (Sink.ITEM, Sink.FLOAT)
        return Replacement(f"{atom(node, source)}{'.item()' if plain else '.detach().numpy()'}", True)

    renderer = Renderer(source, rewritten)
    for statement in walk(source.tree):
        if leaving and isinstance(statement, ast.stmt):
            renderer.edit(edits, statement)
    return edits.apply()


def atom(node: ast.expr, source: Source) -> str:
    text = source.of(node)
    return text if isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Subscript)) else f"({text})"
