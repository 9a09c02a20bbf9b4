"""A loss by hand becomes a module of torch.nn: found by comparing the value of each scalar on the way to the backward pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...edit import Edits, Source
from ...module_rules import ModuleRule
from ...rehearsal.scalar import Scalar
from ...tree import walk
from .observe import TORCH, Observation, close, evaluated, in_graph, tensor_of

NAMES = ("loss_fn", "criterion", "loss_function")
OUTPUTS = ("prediction", "output", "outputs")
LOGITS = ("logits", "scores", "output")


@dataclass(frozen=True)
class FoundLoss:
    """An expression that is a module's value of an output and a target."""

    node: ast.expr
    rule: ModuleRule
    output: ast.expr
    target: ast.expr


def find_losses(observation: Observation, rules: Sequence[ModuleRule]) -> list[FoundLoss]:
    """What explains the outermost scalar before a backward pass: the first rules and the earliest outputs first."""
    for _, statement in observation.backward_loops():
        for node in scalars_behind(observation, statement):
            found = [] if holds_loss_call(node, observation) else list(explanations(observation, node, rules))
            if found:
                return sorted(found, key=lambda f: (rules.index(f.rule), observation.events(f.output)[0]))
    return []


def explanations(observation: Observation, node: ast.expr, rules: Sequence[ModuleRule]) -> Iterator[FoundLoss]:
    for output, target in arguments(observation, node):
        for rule in rules:
            if all(explains(o, rule, node, output, target) for o in conditions_of(observation, rule)):
                yield FoundLoss(node, rule, output, target)


def conditions_of(observation: Observation, rule: ModuleRule) -> Iterator[Observation]:
    """The rehearsals that a rule is tried in: what a logarithm does at its end is looked at where gradients are."""
    yield from (observation, observation.shaken)
    if not rule.has_an_end:
        yield observation.far


def holds_loss_call(node: ast.expr, observation: Observation) -> bool:
    """Whether there is a loss of torch's in it already."""
    names = (observation.facts.name(n.func) for n in walk(node) if isinstance(n, ast.Call))
    return any(name is not None and name.startswith("torch.nn.") for name in names)


def scalars_behind(observation: Observation, statement: ast.Expr) -> Iterator[ast.expr]:
    """Scalar expressions of the graph that the value of a backward pass is computed from, outermost first."""
    trace = observation.trace
    seen: set[int] = set()
    receiver = (
        statement.value.func.value
        if isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Attribute)
        else None
    )
    todo = [] if receiver is None else list(observation.events(receiver)[-1:])
    while todo:
        event = todo.pop(0)
        for same in observation.same_value(event):
            node = observation.nodes[trace.nodes[same]]
            if trace.nodes[same] in seen or not isinstance(node, ast.expr):
                continue
            seen.add(trace.nodes[same])
            if isinstance(node, (ast.BinOp, ast.Call, ast.UnaryOp)):
                yield node
            inner = (
                trace.latest(observation.numbers[c], same)
                for c in walk(node)
                if isinstance(c, ast.expr) and c is not node
            )
            todo += [e for e in inner if e is not None and is_scalar_in_graph(observation, e)]


def is_scalar_in_graph(observation: Observation, event: int) -> bool:
    value = observation.trace.values[event]
    return value.tensor is not None and type(value.number) is Scalar


def arguments(observation: Observation, node: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Pairs of an output and a target, from inside the expression or from before it; a target has a name, or is short."""
    inside = [
        n
        for n in walk(node)
        if isinstance(n, ast.expr) and n is not node and observation.trace.events_of(observation.numbers[n])
    ]
    event = observation.events(node)[-1]
    values = {n: v for n in inside if (v := observation.value(n, event)) is not None and v.tensor is not None}
    targets = [
        n
        for n in values
        if not in_graph(values[n]) and isinstance(n, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
    ]
    outputs = [n for n in values if in_graph(values[n])]
    before = list(earlier(observation, node, event))
    outputs += [n for n, graph in before if graph]
    targets += [n for n, graph in before if not graph and isinstance(n, ast.Name) and not targets]
    yield from ((o, t) for o in outputs for t in targets)


def earlier(observation: Observation, node: ast.expr, event: int) -> Iterator[tuple[ast.expr, bool]]:
    """Expressions that the same function evaluated before, the latest first, and whether they are in the graph."""
    scope = observation.scope(node)
    start = next((i.event for i in reversed(observation.trace.loops_at(event))), 0)
    seen: set[int] = set()
    for at in range(event - 1, start - 1, -1):
        number = observation.trace.nodes[at]
        other = observation.nodes[number]
        if (
            number in seen
            or not isinstance(other, (ast.Name, ast.BinOp, ast.Call))
            or observation.scope(other) is not scope
        ):
            continue
        seen.add(number)
        value = observation.trace.values[at]
        if value.tensor is not None and value.shape and isinstance(getattr(other, "ctx", ast.Load()), ast.Load):
            yield other, in_graph(value)


def explains(observation: Observation, rule: ModuleRule, node: ast.expr, output: ast.expr, target: ast.expr) -> bool:
    events = observation.events(node)
    for event in events:
        if observation.is_beyond(observation.trace.values[event]):
            continue
        values = [observation.value(n, event) for n in (output, target)]
        tensors = [tensor_of(v) for v in values if v is not None]
        made = evaluated(rule.evaluate, tensors, TORCH) if evaluated(rule.applies, tensors, TORCH) else None
        if not close(made, observation.trace.values[event]):
            return False
    shapes = [v.shape for v in (observation.value(n, events[-1]) for n in (output, target)) if v is not None]
    return bool(events) and bool(shapes[0]) and (shapes[0] == shapes[1] or 2 <= len(shapes[0]) == len(shapes[1]) + 1)


# --- text ------------------------------------------------------------------------------------------------


def with_loss(observation: Observation, found: FoundLoss, anchor: ast.stmt) -> str:
    """The program with the module in the place of the expression; `anchor` is the statement before which it is made."""
    source, edits = observation.source, Edits(observation.source)
    name = fresh(source, NAMES)
    output = bound_name(observation, found.output) or source.of(found.output)
    if (
        output == source.of(found.output)
        and not isinstance(found.output, (ast.Name, ast.Attribute))
        and found.output not in set(walk(found.node))
    ):
        output = fresh(
            source, LOGITS if "CrossEntropy" in found.rule.module or "Logits" in found.rule.module else OUTPUTS
        )
        edits.before(observation.facts.statement(found.output), f"{output} = {source.of(found.output)}")
        edits.replace_node(found.output, output)
    edits.replace_node(found.node, f"{name}({output}, {target_text(observation, found)})")
    edits.before(anchor, f"{name} = {found.rule.module}", *blank_lines(source, anchor))
    return edits.apply()


def blank_lines(source: Source, anchor: ast.stmt) -> list[str]:
    """As many as stand before a function, where the module is made before one."""
    if not isinstance(anchor, (ast.FunctionDef, ast.ClassDef)):
        return []
    before = source.text[: source.line_span(anchor).start]
    return [""] * min(2, len(before) - len(before.rstrip("\n")) - 1)


def bound_name(observation: Observation, node: ast.expr) -> str | None:
    """The name that a statement gives the value of an expression."""
    match observation.facts.parents.get(node):
        case ast.Assign([ast.Name(name)], value) if value is node:
            return name
    return None


def target_text(observation: Observation, found: FoundLoss) -> str:
    """The target, as floats like the output's where the loss is not of classes."""
    text = observation.source.of(found.target)
    values = [observation.value(n, observation.events(found.node)[-1]) for n in (found.output, found.target)]
    assert values[0] is not None
    assert values[1] is not None
    assert values[1].tensor is not None
    of_classes = len(values[1].shape) < len(values[0].shape)
    if of_classes or values[1].tensor.dtype.startswith("float"):
        return text
    made = values[0].tensor.dtype if values[0].tensor is not None else "float64"
    return f"{text}.to(torch.{made})"


def fresh(source: Source, names: Sequence[str]) -> str:
    scopes = source.scopes
    taken = {n for bound in scopes.bound.values() for n in bound} | {
        n.id for n in walk(source.tree) if isinstance(n, ast.Name)
    }
    return next(n for n in (*names, *(f"{names[0]}{i}" for i in range(2, 100))) if n not in taken)
