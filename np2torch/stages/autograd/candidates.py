"""Scalars that a program computes elsewhere, or too late, as expressions to evaluate before the updates."""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...effects import Liveness, is_pure, reads, writes
from ...facts import Content, Facts
from ...kind import Array, Container, Kind, Number, Unknown
from ...tree import children, walk
from .program import Program
from .spots import Spot

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEPTH = 12  # definitions that may be put into one another


def candidates(program: Program, loop: ast.For | ast.While, spot: Spot) -> list[ast.expr]:
    """What the block computes after the spot, or only now and then, and calls in the loop's scope."""
    late = list(spot.block[spot.block.index(spot.statement) :])
    state = set(Liveness(loop.body, ()).before_body) & writes(loop)
    found = [*inside(program.facts, spot.block, late, state), *by_names(program, spot)]
    if program.scope(spot.statement) is program.scope(loop):
        found += elsewhere(program, loop)
    found += held(program, spot)
    found += [batch for node in found if (batch := of_batch(node, spot.block)) is not None]
    if isinstance(loop, ast.While):
        found += [node for node in scalars_in(ast.Expr(loop.test), program.facts) if is_pure(node, program.facts)]
    unique = {ast.dump(node): node for node in found if not cuts_graph(node)}
    return list(unique.values())


def cuts_graph(node: ast.expr) -> bool:
    """Whether a part of it takes the number out of a tensor."""
    for part in walk(node):
        match part:
            case ast.Call(ast.Attribute(_, "item" | "tolist" | "numpy" | "detach"), []) | ast.Call(
                ast.Name("float" | "int")
            ):
                return True
    return False


def inside(
    facts: Facts, block: Sequence[ast.stmt], late: Sequence[ast.stmt], state: Collection[str]
) -> Iterator[ast.expr]:
    """`state` are names that a step takes over from the one before: they have a value already."""
    definitions = {
        n.id: s.value
        for s in late
        if isinstance(s, ast.Assign)
        for n in s.targets
        if isinstance(n, ast.Name) and n.id not in state
    }
    for statement in block:
        local = dict(definitions)
        for part in in_order(statement):
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
                if part.targets[0].id not in state:
                    local[part.targets[0].id] = part.value
            for node in scalars_in(part, facts):
                if is_pure(node, facts):
                    yield inlined(node, local)


def elsewhere(program: Program, loop: ast.For | ast.While) -> Iterator[ast.expr]:
    """`cost(X, y, w)` that the program computes outside of the loop: its names may mean the same in it."""
    changed = writes(loop)
    for node in program.nodes:
        if isinstance(node, (ast.Call, ast.BinOp, ast.UnaryOp)) and program.scope(node) is program.scope(loop):
            if (
                loop not in program.facts.ancestors(node)
                and may_be_loss(program.facts.kind(node))
                and is_pure(node, program.facts)
            ):
                if reads(node) & changed:
                    yield copy.deepcopy(node)


def by_names(program: Program, spot: Spot) -> Iterator[ast.expr]:
    """Functions of the program that nothing need be said to but what has their parameters' names at the spot."""
    function = program.scope(spot.statement)
    own = program.facts.parents.get(function) if function is not None else None
    names = {n.id for n in walk(function or program.source.tree) if isinstance(n, ast.Name)}
    names |= (
        {a.arg for a in walk(function.args) if isinstance(a, ast.arg)} if isinstance(function, FUNCTIONS) else set()
    )
    for node in program.nodes:
        if isinstance(node, ast.FunctionDef) and node is not function and is_plain(node):
            parameters = [a.arg for a in node.args.args]
            holder = program.facts.parents[node]
            if holder is own and isinstance(own, ast.ClassDef) and parameters:
                called: ast.expr = ast.Attribute(ast.Name(parameters.pop(0), ast.Load()), node.name, ast.Load())
            elif not isinstance(holder, ast.ClassDef):
                called = ast.Name(node.name, ast.Load())
            else:
                continue
            required = parameters[: len(parameters) - len(node.args.defaults)]
            if set(required) <= names and may_be_loss(result_of(node, program.facts)):
                yield ast.Call(called, [ast.Name(p, ast.Load()) for p in required], [])


def held(program: Program, spot: Spot) -> Iterator[ast.expr]:
    """Attributes of objects that the spot has a name for: `self.loss`, `net.loss`."""
    facts, scope = program.facts, program.scope(spot.statement)
    seen: set[tuple[str, str]] = set()
    for node in program.nodes:
        match node, facts.kind(node):
            case ast.Name(name, ast.Load()), Container("instance", site) if program.scope(node) is scope:
                for attribute, kind in facts.heap.get(site, Content()).entries.items():
                    if (name, attribute) not in seen and isinstance(kind, (Array, Number)) and may_be_loss(kind):
                        seen.add((name, attribute))
                        yield ast.Attribute(ast.Name(name, ast.Load()), attribute, ast.Load())


def is_plain(function: ast.FunctionDef) -> bool:
    return not (function.decorator_list or function.args.kwonlyargs or function.args.posonlyargs) and any(
        isinstance(n, ast.Return) and n.value is not None for n in walk(function)
    )


def result_of(function: ast.FunctionDef, facts: Facts) -> Kind:
    """The kind of what a function returns, where that is one kind."""
    kinds = [facts.kind(n.value) for n in walk(function) if isinstance(n, ast.Return) and n.value is not None]
    return kinds[0] if kinds else Unknown()


def of_batch(node: ast.expr, block: Sequence[ast.stmt]) -> ast.expr | None:
    """The expression of a part of the data, where the block takes one: `loss(X[i], y[i])` for `loss(X, y)`."""
    parts: dict[str, ast.Subscript] = {}
    for statement in block:
        for part in walk(statement):
            match part:
                case ast.Subscript(ast.Name(name), ast.Name() | ast.Slice(), ast.Load()):
                    parts.setdefault(name, part)
    if not parts or not isinstance(node, ast.Call):
        return None
    arguments = [copy.deepcopy(parts[a.id]) if isinstance(a, ast.Name) and a.id in parts else a for a in node.args]
    return ast.Call(node.func, arguments, node.keywords) if arguments != node.args else None


def may_be_loss(kind: Kind) -> bool:
    match kind:
        case Array(dtype, shape):
            return (shape is None or all(s in (1, None) for s in shape)) and (dtype or "float64").startswith("float")
        case Number("float"):
            return True  # it may be computed from parameters that are Python numbers so far
    return isinstance(kind, Unknown)


def in_order(statement: ast.stmt) -> Iterator[ast.stmt]:
    yield statement
    for field in ("body", "orelse"):
        for inner in getattr(statement, field, []):
            if isinstance(inner, ast.stmt):
                yield from in_order(inner)


def scalars_in(statement: ast.stmt, facts: Facts) -> Iterator[ast.expr]:
    """Expressions of a statement that may be scalars of the graph, without what takes their number."""
    for child in children(statement):
        if not isinstance(child, ast.stmt):
            for node in walk(child):
                if isinstance(node, (ast.BinOp, ast.Call, ast.UnaryOp)) and may_be_loss(facts.kind(node)):
                    yield node


def inlined(node: ast.expr, local: Mapping[str, ast.expr], depth: int = DEPTH) -> ast.expr:
    """The expression over names that are known before: late ones by their definitions."""
    result = Inline(local, depth).visit(copy.deepcopy(node))
    assert isinstance(result, ast.expr)
    return result


class Inline(ast.NodeTransformer):
    def __init__(self, local: Mapping[str, ast.expr], depth: int) -> None:
        self.local, self.depth = local, depth

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.local.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load) or self.depth == 0:
            return node
        return inlined(value, {k: v for k, v in self.local.items() if k != node.id}, self.depth - 1)
