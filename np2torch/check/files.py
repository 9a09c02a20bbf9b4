"""Whether a rule file is sound as a file: it runs, its names exist, its constants are equal."""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Mapping
from pathlib import Path
from typing import get_origin

import numpy as np
import torch

from ..rulebook import Chunk, table_in
from .problem import Found


def namespace(path: Path) -> dict[str, object]:
    """The names of the file when it is run as Python; raises what stops it."""
    space: dict[str, object] = {"__name__": path.stem, "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    return space


def line_of(error: Exception, file: str) -> int:
    """The last line of the file that the error passed through."""
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def name_problems(chunk: Chunk, space: Mapping[str, object]) -> Found:
    """Names in the clauses that are neither parameters nor defined in the file, attributes that do not exist."""
    own = {p.name for p in chunk.rule.params}
    for clause in chunk.rule.clauses:
        for node in (n for e in (clause.guard, clause.result) if e is not None for n in ast.walk(e)):
            if isinstance(node, ast.Name) and node.id not in own and not defined(node.id, space, clause.result):
                yield chunk.line + node.lineno - 1, f"{node.id} is not defined"
            elif isinstance(node, ast.Attribute) and (missing := missing_attribute(node, own, space)):
                yield chunk.line + node.lineno - 1, missing


def defined(name: str, space: Mapping[str, object], result: ast.expr | None) -> bool:
    bound = (
        {n.id for n in ast.walk(result) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} if result else ()
    )
    return name in space or hasattr(builtins, name) or name in bound


def missing_attribute(node: ast.Attribute, own: set[str], space: Mapping[str, object]) -> str | None:
    """`torch.summ`: a module that has no such function."""
    path = dotted(node)
    if not path or path[0] in own or path[0] not in space:
        return None
    found: object = space[path[0]]
    for part in path[1:]:
        if not hasattr(found, part):
            return f"{path[0]} has no {'.'.join(path[1:])}"
        found = getattr(found, part)
    return None


def dotted(node: ast.expr) -> list[str]:
    """The parts of `torch.linalg.norm`; none where it is no plain path."""
    match node:
        case ast.Name(name):
            return [name]
        case ast.Attribute(value, attribute):
            inner = dotted(value)
            return [*inner, attribute] if inner else []
    return []


def constant_problems(path: Path) -> Found:
    """The pairs of `NAMES` that are not equal."""
    text = path.read_text(encoding="utf-8")
    if "NAMES = {" not in text:
        return
    space = {"numpy": np, "np": np, "torch": torch, "math": math, "None": None}
    for name, constant, line in table_in(text, "NAMES", path.name):
        theirs, ours = eval(name, space), eval(constant, space)
        if not same_constant(theirs, ours):
            yield line, f"{name} is {theirs!r}, {constant} is {ours!r}"


def same_constant(theirs: object, ours: object) -> bool:
    if isinstance(ours, torch.dtype):
        return str(ours) == f"torch.{np.dtype(theirs).name}"
    if isinstance(theirs, type) and isinstance(ours, type) and ours is not torch.Tensor:
        return theirs.__name__ == ours.__name__.lstrip("_")
    if ours is torch.Tensor:
        return (get_origin(theirs) or theirs) is np.ndarray
    return bool(theirs is ours or theirs == ours or (theirs != theirs and ours != ours))
