"""The statements that compute the gradients: the loss, if the program has none there, and its backward pass."""

from __future__ import annotations

import ast

from ...edit import Edits, Source, unparsed
from .program import Program
from .proofs import Proof
from .reuse import reuse_of

NAMES = ("loss", "training_loss", "objective", "loss_value", "objective_value")


def write_backward(program: Program, proof: Proof, edits: Edits) -> None:
    """The loss, where the program has none at that time, and the backward pass before the first use of a gradient."""
    loss, spot = proof.loss, proof.spot
    name = loss.name or (ast.unparse(loss.expression) if isinstance(loss.expression, ast.Attribute) else None)
    if name is None:
        assert loss.expression is not None
        reuse = reuse_of(program, proof)
        name = reuse.name or fresh(program)
        reuse.write(edits, name)
        before(program, reuse.first, edits, f"{name} = {unparsed(loss.expression)}")
    before(program, spot.statement, edits, f"{scaled(loss.scale, name)}.backward()")


def before(program: Program, statement: ast.stmt, edits: Edits, line: str) -> None:
    edits.before_line(leading_line(program.source, statement), statement, line)


def scaled(scale: str, name: str) -> str:
    if scale.startswith("1 / "):
        return f"({name} / {scale.removeprefix('1 / ')})"
    return f"({scale} * {name})" if scale else name


def fresh(program: Program) -> str:
    taken = {n.id for n in program.nodes if isinstance(n, ast.Name)} | {
        n.arg for n in program.nodes if isinstance(n, ast.arg)
    }
    taken |= {n.name for n in program.nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return next(n for n in (*NAMES, *(f"loss_{i}" for i in range(100))) if n not in taken)


def leading_line(source: Source, statement: ast.stmt) -> int:
    """The line of the first of the comments directly above a statement, else its own."""
    line = statement.lineno
    indent = source.indent(statement)
    while line > 1 and source.lines[line - 2].startswith(indent + "#"):
        line -= 1
    return line
