"""Updates that look like training, and that no gradient was found for: said with the line, whatever the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...effects import reads, writes
from ...facts import Facts
from ...kind import Array
from ...tree import walk
from .program import Place, Program


def suspects(program: Program) -> Iterator[Place]:
    """Arrays that a loop changes by adding something that was computed from them."""
    for place in program.places:
        loop = next((a for a in program.facts.ancestors(place.statement) if isinstance(a, (ast.For, ast.While))), None)
        if loop is not None and place.target is not None and adds_to(place) and is_float_array(place, program.facts):
            name = base_name(place.old)
            if name and name in sources(place, loop):
                yield place


def adds_to(place: Place) -> bool:
    """`w += …` or `w = w - …`; not `w = 0.9 * w + …`."""
    old = ast.dump(place.old)
    return isinstance(place.node, ast.AugAssign) or not any(ast.dump(n) == old for a in place.added for n in walk(a))


def is_float_array(place: Place, facts: Facts) -> bool:
    kind = facts.kind(place.target)
    return isinstance(kind, Array) and kind.shape != () and (kind.dtype is None or kind.dtype.startswith("float"))


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
