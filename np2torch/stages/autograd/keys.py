"""Loops over the keys of a dict of gradients, where the parameters have the same ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...edit import Edits, Span
from ...tree import walk
from .program import Program
from .proofs import Proof


@dataclass(frozen=True)
class Keys:
    """A loop that may go over the keys of the parameters instead."""

    loop: ast.For
    key: str
    parameters: ast.expr

    def write(self, program: Program, edits: Edits) -> None:
        source = program.source
        span = Span(source.span(self.loop.target).start, source.grouped(self.loop.iter).end)
        edits.replace(span, f"{self.key} in {source.of(self.parameters)}")


def keyed(program: Program, proof: Proof) -> Iterator[Keys]:
    """`for key, g in grads.items()` and `for key in grads`, of updates of `params[key]`."""
    seen: set[ast.For] = set()
    for place in proof.sites:
        match place.old:
            case ast.Subscript(parameters, ast.Name(key)):
                loop = next((a for a in program.facts.ancestors(place.statement) if binds(a, key)), None)
                if isinstance(loop, ast.For) and loop not in seen and hasattr(parameters, "lineno"):
                    seen.add(loop)
                    gradients = collection(loop, proof)
                    if gradients is not None and ast.dump(gradients) != ast.dump(parameters):
                        yield Keys(loop, key, parameters)


def binds(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.For) and any(isinstance(n, ast.Name) and n.id == name for n in walk(node.target))


def collection(loop: ast.For, proof: Proof) -> ast.expr | None:
    """What the loop goes over the keys of, if it has no use for the items but as gradients."""
    match loop.target, loop.iter:
        case ast.Name(), ast.Name() as found:
            return found
        case ast.Name(), ast.Call(ast.Attribute(found, "keys"), [], []):
            return found
        case ast.Tuple([ast.Name(), ast.Name(item)]), ast.Call(ast.Attribute(found, "items"), [], []):
            sites = {s.node for sites in proof.sites.values() for s in sites}
            loads = [n for s in loop.body for n in walk(s) if isinstance(n, ast.Name) and n.id == item]
            return found if all(n in sites for n in loads) else None
    return None
