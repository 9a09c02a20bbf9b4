"""Where an update stands: beside the loop's backward pass, or in a function that the loop calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...effects import scope_of
from ...facts import Facts, bound_arguments, is_static
from ..substitute import substituted


@dataclass(frozen=True)
class Site:
    """A call of the function that the updates stand in, and what its parameters are there."""

    call: ast.Call
    arguments: Mapping[str, str]

    def outside(self, text: str) -> str:
        """An expression of the function in the caller's terms."""
        return substituted(ast.parse(text, mode="eval").body, self.arguments)


@dataclass(frozen=True)
class Home:
    """The function of the updates with its calls in the loop; none where they stand in the loop's own scope."""

    function: ast.FunctionDef | None = None
    sites: tuple[Site, ...] = ()

    def outside(self, text: str) -> list[str]:
        """An expression of the function in the caller's terms, in those of each call."""
        return list(dict.fromkeys(site.outside(text) for site in self.sites)) if self.sites else [text]


def home_of(updates: Sequence[ast.stmt], loop: ast.For | ast.While, facts: Facts) -> Home | None:
    """None where there is no such single place."""
    scopes = {scope_of(s, facts) for s in updates}
    outer = scope_of(loop, facts)
    if scopes == {outer}:
        return Home()
    function = scopes.pop() if len(scopes) == 1 else None
    calls = [c for c, callee in facts.callees.items() if callee is function]
    inside = [c for c in calls if loop in facts.ancestors(c) and scope_of(c, facts) is outer]
    if not isinstance(function, ast.FunctionDef) or not calls or inside != calls:
        return None
    return Home(function, tuple(Site(c, arguments_of(function, c, facts)) for c in calls))


def arguments_of(function: ast.FunctionDef, call: ast.Call, facts: Facts) -> dict[str, str]:
    """The text of each parameter's argument, or of its default; of a method's first, that of the object."""
    plain = [*function.args.posonlyargs, *function.args.args]
    defaults = dict(
        zip([a.arg for a in plain[len(plain) - len(function.args.defaults) :]], function.args.defaults, strict=True)
    )
    defaults |= {
        a.arg: d for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d is not None
    }
    given = dict(bound_arguments(function, call, facts))
    found = {name: facts.source.of(node) for name, node in {**defaults, **given}.items()}
    if isinstance(facts.parents[function], ast.ClassDef) and not is_static(function) and plain:
        if isinstance(call.func, ast.Attribute):
            found[plain[0].arg] = facts.source.of(call.func.value)
    return found


def contains(home: Home, statement: ast.stmt, facts: Facts) -> bool:
    """Whether the function of the updates holds a statement."""
    return home.function is not None and home.function in facts.ancestors(statement)
