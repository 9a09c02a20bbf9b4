"""Kinds that a run was seen to have, beside those that are inferred."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..kind import Kind, Never, join, join_all
from ..observed import comes_in, contradicts, settled
from .state import State


class Sights(State):
    def with_sight(self, node: ast.expr, kind: Kind) -> Kind:
        """What is known of an expression that a run was seen to evaluate."""
        seen = self.seen[node]
        self.inferred[node] = join(self.inferred.get(node, Never()), kind)
        if isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)) and comes_in(kind, seen):
            self.arriving.add(node)
            return join_all(seen)
        return settled(kind, seen)

    def contradictions(self) -> Iterator[tuple[ast.AST, Kind, Kind]]:
        for node, kind in self.inferred.items():
            yield from ((node, kind, seen) for seen in self.seen[node] if contradicts(kind, seen))
