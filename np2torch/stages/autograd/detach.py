"""Where values of the graph leave it: for NumPy, for plain Python, and for sums that live on from step to step."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...edit import Edits, Source, Span
from ...facts import Facts
from ...graph import graph_of
from ...kind import Array, Number
from ...render import Renderer, Replacement
from ...rulebook import Rulebook
from ...tree import walk
from ..sinks import Sink, is_scalar_array, sinks_of


def detached(text: str, rulebook: Rulebook) -> str:
    """The program with `.detach()` before `.numpy()` where the graph needs it."""
    graph = graph_of(text, rulebook)
    source = graph.facts.source
    edits = Edits(source)
    for receiver in converted_to_numpy(source.tree):
        if graph.holds(receiver):
            dot = source.text.index(".", source.span(receiver).end)
            edits.replace(Span(dot, dot), ".detach()")
    return edits.apply()


def settled(text: str, old: Facts, rulebook: Rulebook) -> str:
    """The program with numbers where it had them before parameters became tensors; `old` are the facts of then."""
    graph = graph_of(text, rulebook)
    facts, source, edits = graph.facts, graph.facts.source, Edits(graph.facts.source)
    summed = {value for value in running_sums(facts) if graph.holds(value)}
    for value in summed:
        edits.replace_node(value, f"{atom(value, source)}.item()")
    for call, value in numbers_taken(facts):
        if graph.holds(value) and value not in summed:
            edits.replace_node(call, f"{atom(value, source)}.item()")
    settled_sums = without_items(edits.apply(), rulebook) if summed else edits.apply()
    return shown(shown(settled_sums, old, rulebook, collected=True), old, rulebook)


def converted_to_numpy(tree: ast.Module) -> Iterator[ast.expr]:
    for node in walk(tree):
        match node:
            case ast.Call(ast.Attribute(receiver, "numpy"), []):
                yield receiver


def without_items(text: str, rulebook: Rulebook) -> str:
    """Without `.item()` of what is a Python number now."""
    facts = graph_of(text, rulebook).facts
    source, edits = facts.source, Edits(facts.source)
    for node in source.nodes:
        match node:
            case ast.Call(ast.Attribute(receiver, "item"), [], []) if isinstance(facts.kind(receiver), Number):
                alone = isinstance(facts.parents[node], (ast.Call, ast.Assign, ast.FormattedValue, ast.keyword))
                edits.replace_node(node, source.of(receiver) if alone else atom(receiver, source))
    return edits.apply()


def numbers_taken(facts: Facts) -> Iterator[tuple[ast.expr, ast.expr]]:
    """`float(w)` with its `w`, and the argument of `math.exp(w)`: PyTorch warns of what is in the graph there."""
    for node in facts.source.nodes:
        match node:
            case ast.Call(function, [value], []) if isinstance(kind := facts.kind(value), Array) and not kind.number:
                name = facts.name(function) or ""
                if name == "builtins.float":
                    yield node, value
                elif name == "builtins.int" or name.startswith("math."):
                    yield value, value


# --- running sums --------------------------------------------------------------------------------------------


def running_sums(facts: Facts) -> Iterator[ast.expr]:
    """What is added to a number that no backward pass goes through: `total += loss`, `total = total + loss`."""
    losses = differentiated(facts)
    for node in facts.source.nodes:
        match node:
            case ast.AugAssign(ast.Name(name), ast.Add() | ast.Sub(), value):
                added = value
            case ast.Assign([ast.Name(name)], ast.BinOp() as value) if name in names_of(value):
                if name not in losses and is_number(node, facts):
                    yield from (v for v in values_without(name, value) if is_scalar_array(facts.kind(v)))
                continue
            case ast.Assign([ast.Subscript(ast.Name(name))], value):
                if name not in losses and is_scalar_array(facts.kind(value)):
                    yield value  # a record of one step
                continue
            case _:
                continue
        own = any(isinstance(n, ast.Name) and n.id == name for n in walk(added))
        if name not in losses and not own and is_number(node, facts) and is_scalar_array(facts.kind(added)):
            yield added


def values_without(name: str, node: ast.expr) -> Iterator[ast.expr]:
    """The parts of a sum or product that a name has no part in: `loss` of `0.9 * smooth + 0.1 * loss`."""
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
            yield from values_without(name, left)
            yield from values_without(name, right)
        case _ if name not in names_of(node):
            yield node


def is_number(node: ast.AST, facts: Facts) -> bool:
    """Whether the sum begins as a Python number."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target  # type: ignore[attr-defined]
    kind = facts.kind(target)
    return isinstance(kind, Number) or (isinstance(kind, Array) and kind.number)


def differentiated(facts: Facts) -> set[str]:
    """Names that a backward pass may go through, in the loop that it stands in."""
    found: set[str] = set()
    for node in facts.source.nodes:
        match node:
            case ast.Call(ast.Attribute(receiver, "backward"), []):
                found |= sources(names_of(receiver), facts.loop(node) or facts.source.tree)
    return found


def sources(names: set[str], within: ast.AST) -> set[str]:
    """The names, and those that they are computed from."""
    definitions = [n for n in walk(within) if isinstance(n, (ast.Assign, ast.AugAssign))]
    found = set(names)
    while True:
        more = {r for d in definitions if targets(d) & found for r in names_of(d.value)} - found
        if not more:
            return found
        found |= more


def names_of(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def targets(node: ast.Assign | ast.AugAssign) -> set[str]:
    parts = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name for p in parts for name in names_of(p)}


# --- what is shown, kept or handed out -----------------------------------------------------------------------


def shown(text: str, old: Facts, rulebook: Rulebook, collected: bool = False) -> str:
    """Python numbers that became tensors of the graph, as numbers again where they are shown or handed out.

    What lists collect comes first: whatever is taken out of them later depends on it.
    """
    graph = graph_of(text, rulebook)
    facts, source, edits = graph.facts, graph.facts.source, Edits(graph.facts.source)
    before = {old.source.of(node) for node in sinks_of(old)}
    tensors = {old.source.of(node) for node in old.kinds if isinstance(node, ast.expr) and was_tensor(node, old)}
    leaving = {n: s for n, s in sinks_of(facts).items() if graph.holds(n) and source.of(n) not in before}

    def rewritten(node: ast.expr) -> Replacement | None:
        if node not in leaving or (collected and not is_appended(node, facts)):
            return None
        if is_appended(node, facts) and source.of(node) in tensors:
            return Replacement(f"{atom(node, source)}.detach()", True)  # what reads the list expects tensors in it
        plain = is_scalar_array(facts.kind(node)) and leaving[node] in (Sink.ITEM, Sink.FLOAT)
        return Replacement(f"{atom(node, source)}{'.item()' if plain else '.detach().numpy()'}", True)

    renderer = Renderer(source, rewritten)
    for statement in walk(source.tree):
        if leaving and isinstance(statement, ast.stmt):
            renderer.edit(edits, statement)
    return edits.apply()


def is_appended(node: ast.expr, facts: Facts) -> bool:
    match facts.parents[node]:
        case ast.Call(ast.Attribute(_, "append" | "insert")):
            return True
    return False


def was_tensor(node: ast.expr, old: Facts) -> bool:
    """Whether a list collected it as a tensor."""
    return node in old.parents and is_appended(node, old) and not isinstance(old.kind(node), Number)


def atom(node: ast.expr, source: Source) -> str:
    text = source.of(node)
    return text if isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Subscript)) else f"({text})"
