"""Where an update stands: beside the loop's backward pass, or in a function that the loop calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...effects import is_pure, scope_of
from ...facts import Facts, bound_arguments
from ...tree import walk
from ..substitute import substituted


@dataclass(frozen=True)
class Home:
    """The function of the updates, and the one call of it in the loop; both None where they stand in the loop's scope."""

    function: ast.FunctionDef | None = None
    call: ast.Call | None = None
    arguments: Mapping[str, str] | None = None  # what its parameters are where it is called

    def outside(self, text: str) -> str:
        """An expression of the function in the caller's terms."""
        if not self.arguments:
            return text
        return substituted(ast.parse(text, mode="eval").body, self.arguments)


def home_of(updates: Sequence[ast.stmt], loop: ast.For | ast.While, facts: Facts) -> Home | None:
    """None where there is no such single place."""
    scopes = {scope_of(s, facts) for s in updates}
    outer = scope_of(loop, facts)
    if scopes == {outer}:
        return Home()
    function = scopes.pop() if len(scopes) == 1 else None
    calls = [c for c, callee in facts.callees.items() if callee is function]
    inside = [c for c in calls if loop in facts.ancestors(c) and scope_of(c, facts) is outer]
    if not isinstance(function, ast.FunctionDef) or len(calls) != 1 or inside != calls:
        return None
    return Home(function, calls[0], arguments_of(function, calls[0], facts))


def arguments_of(function: ast.FunctionDef, call: ast.Call, facts: Facts) -> dict[str, str]:
    """The text of each parameter's argument, or of its default."""
    plain = [*function.args.posonlyargs, *function.args.args]
    defaults = dict(
        zip([a.arg for a in plain[len(plain) - len(function.args.defaults) :]], function.args.defaults, strict=True)
    )
    defaults |= {
        a.arg: d for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d is not None
    }
    given = dict(bound_arguments(function, call, facts))
    return {name: facts.source.of(node) for name, node in {**defaults, **given}.items()}


def only_steps(home: Home, updates: Sequence[ast.stmt], clearings: Sequence[ast.stmt], facts: Facts) -> ast.stmt | None:
    """The statement of the call, if the function does nothing but the updates and hands its parameters back as they are."""
    assert home.function is not None
    assert home.call is not None
    assert home.arguments is not None
    statement = facts.statement(home.call)
    match statement:
        case ast.Expr(value) if value is home.call:
            target = None
        case ast.Assign([one], value) if value is home.call:
            target = ast.unparse(one)
        case _:
            return None
    for node in home.function.body:
        if not is_step(node, updates, clearings, facts) and not hands_back(node, target, home):
            return None
    return statement


def is_step(node: ast.stmt, updates: Sequence[ast.stmt], clearings: Sequence[ast.stmt], facts: Facts) -> bool:
    if node in updates or node in clearings:
        return True
    match node:
        case ast.With(items, body) if all(ast.unparse(i.context_expr) == "torch.no_grad()" for i in items):
            return all(is_step(s, updates, clearings, facts) for s in body)
        case ast.For(_, _, body, []):
            return all(is_step(s, updates, clearings, facts) for s in body)
        case ast.Expr(ast.Constant(str())):
            return True
        case ast.Assign() | ast.AugAssign():
            return is_pure(node, facts)
    return False


def hands_back(node: ast.stmt, target: str | None, home: Home) -> bool:
    match node:
        case ast.Return(None):
            return target is None
        case ast.Return(ast.expr() as value):
            names = {n.id for n in walk(value) if isinstance(n, ast.Name)}
            known = names <= set(home.arguments or ())
            return target is None or (known and home.outside(ast.unparse(value)).strip("()") == target.strip("()"))
    return False
