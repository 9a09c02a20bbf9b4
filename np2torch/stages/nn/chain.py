"""Layers that feed one another, with the activations between them, become one `torch.nn.Sequential`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...edit import Edits
from ...module_rules import ModuleRule
from ...render import Renderer, Replacement
from ...tree import walk
from .observe import TORCH, Observation, close, evaluated, in_graph, tensor_of

NAMES = ("model", "net", "network", "sequential")


@dataclass(frozen=True)
class Stage:
    """A layer by its name, or an activation by its module."""

    layer: str = ""
    module: str = ""


@dataclass(frozen=True)
class Chain:
    """Calls of the last layer, each with the input of the first, and the stages between."""

    stages: tuple[Stage, ...]
    calls: tuple[tuple[ast.Call, ast.expr], ...]

    @property
    def layers(self) -> list[str]:
        return [s.layer for s in self.stages if s.layer]


def find_chain(observation: Observation, rules: Sequence[ModuleRule]) -> Chain | None:
    """The chain of all layers, if every call of the last one is the end of the same."""
    made = dict(layer_definitions(observation))
    if len(made) < 2:
        return None
    finder = Finder(observation, rules, set(made))
    calls = [n for n in observation.nodes if finder.layer_called(n)]
    chains = [finder.behind(c) for c in calls if isinstance(c, ast.Call)]
    whole = [(c, x) for c, x in zip(calls, chains, strict=True) if x is not None and isinstance(c, ast.Call)]
    full = [(c, x) for c, x in whole if {s.layer for s in x[0] if s.layer} == set(made)]
    if not full or len({x[0] for _, x in full}) != 1:
        return None
    stages = full[0][1][0]
    last = stages[-1].layer
    if any(finder.layer_called(c) == last and c not in [f for f, _ in full] for c in calls):
        return None
    return Chain(stages, tuple((c, x[1]) for c, x in full))


def layer_definitions(observation: Observation) -> Iterator[tuple[str, ast.Assign]]:
    """Names of linear layers with the statements that make them."""
    for node in observation.nodes:
        match node:
            case ast.Assign([ast.Name(name)], ast.Call() as call) if (
                observation.facts.name(call.func) == "torch.nn.Linear"
            ):
                yield name, node


class Finder:
    def __init__(self, observation: Observation, rules: Sequence[ModuleRule], layers: set[str]) -> None:
        self.observation, self.rules, self.layers = observation, rules, layers

    def layer_called(self, node: ast.AST) -> str:
        match node:
            case ast.Call(ast.Name(name), [_], []) if name in self.layers:
                return name
        return ""

    def behind(self, call: ast.Call) -> tuple[tuple[Stage, ...], ast.expr] | None:
        """The stages up to a call of a layer, and the expression that goes into the first."""
        events = self.observation.events(call)
        if not events:
            return None
        stages = [Stage(layer=self.layer_called(call))]
        node: ast.expr = call.args[0]
        while True:
            node = self.defined(node, events[-1])
            value = self.observation.value(node, events[-1])
            if value is None:
                return None
            if not in_graph(value):
                return tuple(reversed(stages)), node
            if layer := self.layer_called(node):
                assert isinstance(node, ast.Call)
                stages.append(Stage(layer=layer))
                node = node.args[0]
                continue
            found = self.activation(node)
            if found is None:
                return None
            stages.append(Stage(module=found[0].module))
            node = found[1]

    def defined(self, node: ast.expr, event: int) -> ast.expr:
        """What a name stands for, where the same function computed it and gave it this name alone."""
        if not isinstance(node, ast.Name):
            return node
        value = self.observation.value(node, event)
        made = self.observation.trace.made_at(value) if value is not None else None
        if made is None or value is None or not in_graph(value):
            return node
        for statement in self.observation.nodes:
            match statement:
                case ast.Assign([ast.Name(name)], assigned) if name == node.id and self.same_scope(statement, node):
                    if self.observation.nodes[self.observation.trace.nodes[made]] in set(
                        walk(assigned)
                    ) or self.is_result(assigned, made):
                        return self.defined(assigned, event)
        return node

    def is_result(self, assigned: ast.expr, made: int) -> bool:
        events = self.observation.trace.events_of(self.observation.numbers[assigned])
        identity = self.observation.trace.values[made].identity
        return any(self.observation.trace.values[e].identity == identity for e in events)

    def same_scope(self, statement: ast.stmt, node: ast.expr) -> bool:
        return self.observation.scope(statement) is self.observation.scope(node)

    def activation(self, node: ast.expr) -> tuple[ModuleRule, ast.expr] | None:
        """The activation that an expression is, and its argument."""
        for argument in self.arguments(node):
            for rule in self.rules:
                if all(explains_activation(o, rule, node, argument) for o in (self.observation, self.observation.far)):
                    return rule, argument
        return None

    def arguments(self, node: ast.expr) -> Iterator[ast.expr]:
        inner = [n for n in walk(node) if isinstance(n, ast.expr) and n is not node]
        yield from (
            n
            for n in inner
            if isinstance(n, (ast.Name, ast.Call, ast.BinOp, ast.Attribute)) and self.observation.events(n)
        )


def explains_activation(observation: Observation, rule: ModuleRule, node: ast.expr, argument: ast.expr) -> bool:
    for event in observation.events(node):
        value, given = observation.trace.values[event], observation.value(argument, event)
        if given is None or given.tensor is None or value.shape != given.shape or not in_graph(given):
            return False
        if observation.is_beyond(value):
            continue
        if not close(evaluated(rule.evaluate, [tensor_of(given)], TORCH), value):
            return False
    return True


# --- text ----------------------------------------------------------------------------------------------------


def with_chain(observation: Observation, chain: Chain, name: str) -> str:
    """The program with one module in the place of the chain's layers."""
    source, edits = observation.source, Edits(observation.source)
    definitions = dict(layer_definitions(observation))
    calls = dict(chain.calls)

    def rewritten(node: ast.expr) -> Replacement | None:
        if isinstance(node, ast.Call) and node in calls:
            return Replacement(f"{name}({renderer.render(calls[node])})", True)
        if isinstance(node, ast.Name) and node.id in chain.layers and isinstance(node.ctx, ast.Load):
            return Replacement(f"{name}[{index_of(chain, node.id)}]", True)
        return None

    renderer = Renderer(source, rewritten)
    first = min((definitions[layer] for layer in chain.layers), key=lambda s: s.lineno)
    optimizer = next((n for n in observation.nodes if isinstance(n, ast.List) and is_parameters(n, chain)), None)
    for statement in observation.nodes:
        if isinstance(statement, ast.stmt) and statement not in definitions.values():
            if optimizer is not None and optimizer in set(walk(statement)) and not hasattr(statement, "body"):
                edits.replace_node(optimizer, parameters(optimizer, chain, name))
            elif not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                renderer.edit(edits, statement)
    modules = [source.of(definitions[s.layer].value) if s.layer else s.module for s in chain.stages]
    edits.before(first, f"{name} = torch.nn.Sequential(", *(f"    {m}," for m in modules), ")")
    for layer in chain.layers:
        edits.delete(definitions[layer])
    return edits.apply()


def is_parameters(node: ast.List, chain: Chain) -> bool:
    return any(
        isinstance(e, ast.Starred) and ast.unparse(e.value) == f"{chain.layers[0]}.parameters()" for e in node.elts
    )


def parameters(node: ast.List, chain: Chain, name: str) -> str:
    own = {f"{layer}.parameters()" for layer in chain.layers}
    others = [ast.unparse(e) for e in node.elts if not (isinstance(e, ast.Starred) and ast.unparse(e.value) in own)]
    return f"[*{name}.parameters(), {', '.join(others)}]" if others else f"{name}.parameters()"


def index_of(chain: Chain, layer: str) -> int:
    return next(i for i, s in enumerate(chain.stages) if s.layer == layer)
