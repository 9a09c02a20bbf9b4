"""The stage: find loops, prove their gradients, write what takes their place."""

from __future__ import annotations

import ast

from ...diagnostic import Change, Diagnostic, Trust
from ...edit import Source
from ...effects import mutates, scope_of, writes
from ...facts import Facts
from ...kind import Array, External
from ...proof.experiment import numbered
from ...rulebook import Rulebook
from .. import StageResult
from .candidates import candidates_of
from .dead import without_dead
from .loops import TrainingLoop, training_loops
from .prove import Proof, Prover, Refusal
from .write import LoopWriter


def autograd_loops(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    if "torch" not in source.text or "backward" in source.text:
        return StageResult(source.text)
    numbered(source.tree)
    writer = LoopWriter(source, facts)
    diagnostics: list[Diagnostic] = []
    changes: list[Change] = []
    parameters: list[str] = []
    for loop in training_loops(facts):
        outcome = outcome_of(loop, facts)
        if isinstance(outcome, Refusal):
            diagnostics.append(diagnostic(loop, f"the gradient stays by hand: {outcome.reason}"))
            continue
        writer.loop(loop, outcome)
        changes.append(Change(loop.node.lineno, "gradient by autograd", Trust.GRADIENT))
        parameters += qualified_parameters(loop, facts)
    if not changes:
        return StageResult(source.text, tuple(diagnostics))
    text = without_dead(writer.apply(), source, rulebook)
    return StageResult(text, tuple(diagnostics), tuple(changes), (), tuple(parameters))


def diagnostic(loop: TrainingLoop, message: str) -> Diagnostic:
    statement = loop.updates[0].statement
    return Diagnostic(statement.lineno, statement.col_offset + 1, "NT202", message)


def qualified_parameters(loop: TrainingLoop, facts: Facts) -> list[str]:
    scope = scope_of(loop.node, facts)
    prefix = f"{scope.name}." if isinstance(scope, ast.FunctionDef) else ""
    return [prefix + p for p in loop.parameters]


def outcome_of(loop: TrainingLoop, facts: Facts) -> Proof | Refusal:
    refusal = hindrance(loop, facts)
    if refusal is not None:
        return Refusal(refusal)
    first = first_statement(loop)
    candidates = candidates_of(loop, first, facts)
    return Prover(facts, loop, candidates, first).prove(relu_kinks(facts))


def first_statement(loop: TrainingLoop) -> ast.stmt:
    """The first statement of the updates; a candidate is evaluated before it."""
    return min((u.statement for u in loop.updates), key=lambda s: s.lineno)


def hindrance(loop: TrainingLoop, facts: Facts) -> str | None:
    """What else happens to the parameters, that autograd would not survive."""
    scope = scope_of(loop.node, facts)
    body = scope.body if isinstance(scope, ast.FunctionDef) else facts.source.tree.body
    updates = [u.statement for u in loop.updates]
    for statement in loop.body:
        if statement in updates:
            continue
        for name in loop.parameters:
            if name in writes(statement) and loop.unpacked.get(name) is not statement:
                return f"{name} is given another value in the loop, on line {statement.lineno}"
    for statement in (s for top in body for s in ast.walk(top) if isinstance(s, (ast.Assign, ast.AugAssign, ast.Expr))):
        if statement in updates or scope_of(statement, facts) is not scope:
            continue
        changed = set(mutates(statement, facts)) & set(loop.parameters)
        if changed and statement.lineno > loop.node.lineno:
            return f"{changed.pop()} is changed in place on line {statement.lineno}"
    return None


def relu_kinks(facts: Facts):  # type: ignore[no-untyped-def]
    """A rewriting of `torch.clamp(x, min=0)` to `torch.relu(x)`; None where there is nothing to rewrite."""
    numbers = {n.np2torch_id for n in clamps(facts)}  # type: ignore[attr-defined]
    return ClampToRelu(numbers).visit if numbers else None


def clamps(facts: Facts) -> list[ast.Call]:
    return [n for n in ast.walk(facts.source.tree) if isinstance(n, ast.Call) and is_clamp_at_zero(n, facts)]


def is_clamp_at_zero(node: ast.Call, facts: Facts) -> bool:
    kind = facts.kind(node.func)
    name = kind.name if isinstance(kind, External) else ""
    zero = len(node.keywords) == 1 and node.keywords[0].arg == "min" and is_zero(node.keywords[0].value)
    return name in ("torch.clamp", "torch.Tensor.clamp", "torch.clip") and zero and isinstance(facts.kind(node), Array)


def is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == 0


class ClampToRelu(ast.NodeTransformer):
    def __init__(self, numbers: set[int]) -> None:
        self.numbers = numbers

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if getattr(node, "np2torch_id", None) not in self.numbers:
            return node
        if node.args:
            return ast.Call(ast.Attribute(node.func.value, "relu", ast.Load()), node.args, [])  # type: ignore[attr-defined]
        return ast.Call(ast.Attribute(node.func.value, "relu", ast.Load()), [], [])  # type: ignore[attr-defined]


