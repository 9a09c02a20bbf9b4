"""The statements that compute the gradients: the loss, if the program has none there, and its backward pass."""

from __future__ import annotations

import ast

from ...edit import Source, unparsed
from .program import Program
from .proofs import Proof

NAMES = ("loss", "objective", "training_loss", "loss_value", "objective_value")


def backward_lines(program: Program, proof: Proof) -> list[str]:
    loss = proof.loss
    if loss.name is not None:
        return [f"{scaled(loss.scale, loss.name)}.backward()"]
    assert loss.expression is not None
    name = fresh(program, proof)
    return [f"{name} = {unparsed(loss.expression)}", f"{scaled(loss.scale, name)}.backward()"]


def scaled(scale: str, name: str) -> str:
    return f"({scale} * {name})" if scale else name


def fresh(program: Program, proof: Proof) -> str:
    taken = {n.id for n in program.nodes if isinstance(n, ast.Name)} | {n.arg for n in program.nodes if isinstance(n, ast.arg)}
    taken |= {n.name for n in program.nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return next(n for n in (*NAMES, *(f"loss_{i}" for i in range(100))) if n not in taken)


def leading_line(source: Source, statement: ast.stmt) -> int:
    """The line of the first of the comments directly above a statement, else its own."""
    line = statement.lineno
    indent = source.indent(statement)
    while line > 1 and source.lines[line - 2].startswith(indent + "#"):
        line -= 1
    return line
