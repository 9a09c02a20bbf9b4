"""What kept an array of one step, where arrays were replaced: now that they change in place, it has to copy."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...edit import Edits
from ...kind import Array, Number
from ...tree import walk
from .program import Program
from .proofs import Proof

COLLECTING = frozenset("append insert add".split())


def snapshots(program: Program, proof: Proof, edits: Edits) -> None:
    """`best = w` and `history.append(w)` in the loop, for parameters that the program replaced by new arrays."""
    names = replaced_names(program, proof)
    updates = {p.statement for p in proof.sites}
    scope = program.scope(proof.loop)
    inside = set(walk(proof.loop))
    for node in program.nodes:
        if (
            isinstance(node, ast.Name)
            and node.id in names
            and isinstance(node.ctx, ast.Load)
            and program.scope(node) is scope
        ):
            before = node.lineno < proof.loop.lineno and is_collected(program, node)
            if (node in inside or before) and program.facts.statement(node) not in updates and is_kept(program, node):
                number = isinstance(program.facts.kind(node), Number)
                edits.replace_node(node, f"{node.id}.item()" if number else f"{node.id}.detach().clone()")


def is_collected(program: Program, node: ast.expr) -> bool:
    return isinstance(program.facts.parents[node], (ast.List, ast.Dict, ast.Call))


def replaced_names(program: Program, proof: Proof) -> set[str]:
    return set(_replaced(program, proof))


def _replaced(program: Program, proof: Proof) -> Iterator[str]:
    for place in proof.sites:
        if isinstance(place.old, ast.Name):
            kind = program.facts.kind(place.target)
            in_place = (
                isinstance(place.statement, ast.AugAssign)
                and isinstance(kind, Array)
                and kind.shape != ()
                and not kind.number
            )
            if not in_place:
                yield place.old.id


def is_kept(program: Program, node: ast.expr) -> bool:
    """Whether the value itself goes into another name, a list or a dict."""
    parent = program.facts.parents[node]
    while isinstance(parent, (ast.Tuple, ast.List, ast.Dict)):
        inner, parent = parent, program.facts.parents[parent]
        if isinstance(parent, ast.Assign) and parent.value is inner and isinstance(parent.targets[0], ast.Tuple):
            return True
    match parent:
        case ast.Assign([ast.Tuple()], _):
            return False
        case ast.Assign(_, value):
            return value is node or isinstance(value, (ast.Tuple, ast.List, ast.Dict))
        case ast.Call(ast.Attribute(_, method)):
            return method in COLLECTING
    return False
