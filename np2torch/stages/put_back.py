"""Values that NumPy copies and PyTorch shares, put into an array that they are a part of: `x[1:] = np.round(x[:-1])`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..facts import Facts
from .indices import picks
from .views import UNKNOWN, is_part, items_of, owner_of, wholes_of, written_from


@dataclass(frozen=True)
class PutBack:
    facts: Facts

    @cached_property
    def wholes(self) -> dict[str, str]:
        return wholes_of(self.facts)

    def holds(self, node: ast.expr, source: ast.expr | None) -> bool:
        """Whether what is made of `source` is read while its array is written to; a whole is not in its own way."""
        targets = [t for t in targets_of(node, self.facts) if source is not None and self.meet(source, t)]
        if source is None or not targets:
            return False
        owner = owner_of(source, self.wholes, self.facts)
        return any(owner in (UNKNOWN, owner_of(target, self.wholes, self.facts)) for target in targets)

    def meet(self, source: ast.expr, target: ast.expr) -> bool:
        """Whether elements of one array would be read and written in different places."""
        return picks(target, self.facts) or is_part(source, target, self.facts)


def targets_of(node: ast.expr, facts: Facts) -> Iterator[ast.expr]:
    """The arrays that a value is written to, by the statement or the call that it stands in."""
    parent = facts.parents.get(node)
    match parent:
        case ast.Tuple() | ast.List() if isinstance(statement := facts.parents.get(parent), ast.Assign):
            targets: Sequence[ast.expr] = [part for t in statement.targets for part in items_of(t)]
            yield from (t for t in targets if isinstance(t, ast.Subscript))
        case ast.AST():
            yield from (target for target, values in written_from(parent, facts) if node in values)
