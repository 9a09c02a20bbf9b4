"""Values that NumPy copies and PyTorch shares, put into an array that they are a part of: `x[1:] = np.round(x[:-1])`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ..facts import Facts
from .indices import picks
from .views import UNKNOWN, is_part, items_of, owner_of, wholes_of, written_from


def is_put_back(node: ast.expr, source: ast.expr | None, facts: Facts) -> bool:
    """Whether what is made of `source` is read while its array is written to; a whole array is not in its own way."""
    targets = list(targets_of(node, facts))
    if source is None or not targets:
        return False
    wholes = wholes_of(facts)
    owner = owner_of(source, wholes, facts)
    return any(
        (picks(target, facts) or is_part(source, target, facts)) and owner in (UNKNOWN, owner_of(target, wholes, facts))
        for target in targets
    )


def targets_of(node: ast.expr, facts: Facts) -> Iterator[ast.expr]:
    """The arrays that a value is written to, by the statement or the call that it stands in."""
    parent = facts.parents.get(node)
    match parent:
        case ast.Tuple() | ast.List() if isinstance(statement := facts.parents.get(parent), ast.Assign):
            targets: Sequence[ast.expr] = [part for t in statement.targets for part in items_of(t)]
            yield from (t for t in targets if isinstance(t, ast.Subscript))
        case ast.AST():
            yield from (target for target, values in written_from(parent, facts) if node in values)
