"""Names for values that a program is to evaluate once and use twice."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count

from ..facts import Facts

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Naming:
    """Names that mean nothing else in the program, the same one whenever the same place asks."""

    facts: Facts
    given: dict[tuple[ast.expr, str], str] = field(default_factory=dict)

    def fresh(self, wish: str, place: ast.expr) -> str | None:
        """None where a name cannot be bound."""
        if not self.may_bind(place):
            return None
        if (place, wish) not in self.given:
            statement = self.facts.statement(place)
            here = {name for (other, _), name in self.given.items() if self.facts.statement(other) is statement}
            names = chain([wish], (f"{wish}_{i}" for i in count(2)))
            self.given[place, wish] = next(n for n in names if n not in self.taken and n not in here)
        return self.given[place, wish]

    @cached_property
    def taken(self) -> frozenset[str]:
        """Of all modules that were analysed together: one may import the names of another."""
        nodes = self.facts.everything or self.facts.source.nodes
        names = (n.id for n in nodes if isinstance(n, ast.Name))
        parameters = (n.arg for n in nodes if isinstance(n, ast.arg))
        imported = (a.asname or a.name for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names)
        return frozenset(dir(builtins)).union(names, parameters, imported, ["torch", "math", "F"])

    def may_bind(self, place: ast.expr) -> bool:
        """Whether `:=` is allowed: not in what a comprehension goes over, and not for a class, which would keep it."""
        inner: ast.AST = place
        for ancestor in self.facts.ancestors(place):
            if isinstance(ancestor, ast.comprehension) and inner is ancestor.iter:
                return False
            if isinstance(ancestor, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner in ancestor.body:
                return True
            if isinstance(ancestor, ast.Lambda) and inner is ancestor.body:
                return True
            if isinstance(ancestor, ast.ClassDef):
                return False
            inner = ancestor
        return True
