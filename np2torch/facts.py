"""What is known of a program: the kind of every expression, and what its names stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from .arrivals import Arrivals
from .edit import Source
from .kind import Container, External, Function, Kind, Many, Never, OneOf, Tuple, Unknown
from .tree import children

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@dataclass(frozen=True)
class Content:
    """What a list, dict or instance holds: item kinds by position or key where known, else their join."""

    items: tuple[Kind, ...] | None = None
    entries: Mapping[str, Kind] = field(default_factory=dict)
    item: Kind = Never()


@dataclass(frozen=True)
class Facts:
    """What is known about a program: kinds, names and callees of its nodes."""

    source: Source
    kinds: Mapping[ast.AST, Kind]
    names: Mapping[ast.AST, str]
    callees: Mapping[ast.Call, Definition]
    definitions: tuple[Definition, ...]
    heap: Mapping[int, Content]
    parents: Mapping[ast.AST, ast.AST]
    arriving: frozenset[ast.AST] = frozenset()  # where arrays were seen to come in from other libraries
    arrivals: Arrivals = field(default_factory=Arrivals)  # what other libraries are known to hand over
    everything: tuple[ast.AST, ...] = ()  # the nodes of all modules that were analysed together
    contradictions: tuple[tuple[ast.AST, Kind, Kind], ...] = ()  # what was inferred, and what was seen instead

    def kind(self, node: ast.AST | None) -> Kind:
        """The kind of an expression, joined over all the calls of the function that it stands in."""
        kind = self.kinds.get(node, Unknown()) if node is not None else Unknown()
        return Unknown() if isinstance(kind, Never) else kind

    def opened(self, node: ast.AST | None) -> Kind:
        """The kind, lists shown as their items: what guards and result kinds look at."""
        kind = opened(self.kind(node), self.heap)
        return Unknown() if isinstance(kind, External) and kind.foreign and not kind.numpys else kind

    def name(self, node: ast.AST | None) -> str | None:
        """What a name or attribute from outside of the program stands for: `numpy.sum`."""
        return self.names.get(node) if node is not None else None

    def functions(self, call: ast.Call) -> tuple[Definition, ...]:
        """Those of the program of which a call calls one; none where it may call something else."""
        if call in self.callees:
            return (self.callees[call],)
        kind = self.kind(call.func)
        each: Sequence[Kind] = list(kind.kinds) if isinstance(kind, OneOf) else [kind]
        found = [self.definitions[k.index] for k in each if isinstance(k, Function)]
        return tuple(found) if len(found) == len(each) else ()

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def loop(self, node: ast.AST) -> ast.For | ast.While | None:
        """The innermost loop that the node stands in."""
        return next((a for a in self.ancestors(node) if isinstance(a, (ast.For, ast.While))), None)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements among which it stands."""
        parent = self.parents[statement]
        for part in ("body", "orelse", "finalbody"):
            block = getattr(parent, part, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def is_module(self, node: ast.AST) -> bool:
        """Whether it is an object of `torch.nn` that the program made."""
        kind = self.kind(node)
        return isinstance(kind, External) and kind.name.startswith("torch.nn.") and kind.name.endswith("()")

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that the node stands in."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def function(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function whose body the node stands in."""
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return ancestor
        return None


def parents_of(nodes: Iterable[ast.AST]) -> dict[ast.AST, ast.AST]:
    return {child: node for node in nodes for child in children(node)}


def opened(kind: Kind, heap: Mapping[int, Content], depth: int = 4) -> Kind:
    """A list by its items, nested ones too, as Tuple where they are known one by one, else as Many."""
    match kind:
        case Container("list", site) if depth:
            content = heap.get(site, Content())
            if content.items is not None:
                return Tuple(tuple(opened(i, heap, depth - 1) for i in content.items))
            return Many(opened(content.item, heap, depth - 1))
        case Tuple(items) if depth:
            return Tuple(tuple(opened(i, heap, depth - 1) for i in items))
        case Many(item) if depth:
            return replace(kind, item=opened(item, heap, depth - 1))
    return kind


def bound_arguments(
    function: ast.FunctionDef | ast.Lambda, call: ast.Call, facts: Facts
) -> Iterator[tuple[str, ast.expr]]:
    """Parameters with the arguments that a call gives them."""
    plain = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if isinstance(facts.parents.get(function), ast.ClassDef) and not is_static(function):
        plain = plain[1:]
    arguments: Iterable[ast.expr] = call.args
    for argument in arguments:
        if isinstance(argument, ast.Starred):
            yield from ((name, argument.value) for name in plain)
            break
        if plain:
            yield plain.pop(0), argument
    yield from ((k.arg, k.value) for k in call.keywords if k.arg)


def is_static(function: ast.FunctionDef | ast.Lambda) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in getattr(function, "decorator_list", []))
