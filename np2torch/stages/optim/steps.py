"""Functions that do nothing but step: what else they do is for their own state, which goes with them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ...effects import is_pure
from ...facts import Facts
from ...tree import walk
from .home import Home, Site


def step_calls(
    home: Home, updates: Sequence[ast.stmt], clearings: Sequence[ast.stmt], facts: Facts
) -> list[ast.stmt] | None:
    """The statements of the calls, if the function only steps and hands its parameters back as they are; else None."""
    assert home.function is not None
    function = OnlySteps(home.function, frozenset((*updates, *clearings)), own_state(home.function, facts), facts)
    statements = list[ast.stmt]()
    for site in home.sites:
        statement = facts.statement(site.call)
        match statement:
            case ast.Expr(value) if value is site.call:
                target = None
            case ast.Assign([one], value) if value is site.call:
                target = ast.unparse(one)
            case _:
                return None
        if not all(function.is_step(s) or hands_back(s, target, site) for s in home.function.body):
            return None
        statements.append(statement)
    return statements


def own_state(function: ast.FunctionDef, facts: Facts) -> frozenset[str]:
    """Attributes that nothing but the function reads."""
    inside = {n for n in walk(function) if isinstance(n, ast.Attribute)}
    every = [n for n in facts.source.nodes if isinstance(n, ast.Attribute)]
    read = {n.attr for n in every if n not in inside and isinstance(n.ctx, ast.Load)}
    return frozenset(n.attr for n in inside) - read


@dataclass(frozen=True)
class OnlySteps:
    """Looks at the statements of a function."""

    function: ast.FunctionDef
    steps: Collection[ast.stmt]
    state: Collection[str]
    facts: Facts

    def is_step(self, node: ast.stmt) -> bool:
        if node in self.steps:
            return True
        match node:
            case ast.With(items, body) if all(ast.unparse(i.context_expr) == "torch.no_grad()" for i in items):
                return all(map(self.is_step, body))
            case ast.For(_, _, body, []):
                return all(map(self.is_step, body))
            case ast.If(test, body, orelse):
                return is_pure(test, self.facts) and all(map(self.is_step, [*body, *orelse]))
            case ast.Expr(ast.Constant(str())) | ast.Pass():
                return True
            case ast.Assign() | ast.AugAssign():
                return is_pure(node, self.facts) and all(map(self.is_own, targets_of(node)))
        return False

    def is_own(self, target: ast.expr) -> bool:
        """Whether what is written to is a local name, or the function's own state."""
        match target:
            case ast.Name():
                return True
            case ast.Attribute(_, name):
                return name in self.state
            case ast.Subscript(value):
                return isinstance(value, ast.Attribute) and self.is_own(value)
        return False


def targets_of(node: ast.Assign | ast.AugAssign) -> Iterator[ast.expr]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield from target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]


def hands_back(node: ast.stmt, target: str | None, site: Site) -> bool:
    match node:
        case ast.Return(None):
            return target is None
        case ast.Return(ast.expr() as value):
            names = {n.id for n in walk(value) if isinstance(n, ast.Name)}
            known = names <= set(site.arguments)
            return target is None or (known and site.outside(ast.unparse(value)).strip("()") == target.strip("()"))
    return False
