"""Updates that look like training, and that no gradient was found for: said with the line, whatever the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...effects import reads, writes
from ...facts import Facts
from ...kind import Array, Number
from ...tree import walk
from .program import Place, Program, holds_float


def suspects(program: Program) -> Iterator[Place]:
    """Arrays that a loop changes by adding something that was computed from them."""
    return (p for p in numbers(program) if not is_single(p, program.facts))


def numbers(program: Program) -> Iterator[Place]:
    """Arrays and single numbers that a loop changes so."""
    for place in program.places:
        if adds_to(place) and is_float(place, program.facts) and depends_on_itself(place, program.facts):
            yield place


def depends_on_itself(place: Place, facts: Facts) -> bool:
    loop = facts.loop(place.statement)
    return loop is not None and place.target is not None and base_name(place.old) in sources(place, loop)


def adds_to(place: Place) -> bool:
    """`w += …` or `w = w - …`; not `w = 0.9 * w + …`."""
    old = ast.dump(place.old)
    return isinstance(place.node, ast.AugAssign) or not any(ast.dump(n) == old for a in place.added for n in walk(a))


def is_float(place: Place, facts: Facts) -> bool:
    kind = facts.kind(place.target)
    return holds_float(kind) or (isinstance(kind, Array) and kind.dtype is None)


def is_single(place: Place, facts: Facts) -> bool:
    kind = facts.kind(place.target)
    return isinstance(kind, Number) or (isinstance(kind, Array) and kind.shape == ())


def base_name(node: ast.expr) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def sources(place: Place, loop: ast.For | ast.While) -> set[str]:
    """Names that what is added is computed from in the loop, through conditions too."""
    definitions = [
        (writes(n), reads(n))
        for n in walk(loop)
        if isinstance(n, (ast.Assign, ast.AugAssign, ast.For, ast.If)) and n is not place.statement
    ]
    found = {r for part in place.added for r in reads(part)}
    while True:
        more = {r for bound, read in definitions if bound & found for r in read} - found
        if not more:
            return found
        found |= more
