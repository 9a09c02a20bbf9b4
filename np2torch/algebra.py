"""Sums and products of expressions, up to the order and the signs they are written in."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Term:
    """A signed product: `sign * factors[0] * factors[1] … / divisors[0] …`."""

    sign: int
    factors: tuple[ast.expr, ...]
    divisors: tuple[ast.expr, ...] = ()

    def text(self) -> str:
        """The product without its sign."""
        out = " * ".join(factor_text(f) for f in self.factors) or "1"
        return out + "".join(f" / {factor_text(d, divisor=True)}" for d in self.divisors)


def factor_text(node: ast.expr, divisor: bool = False) -> str:
    text = ast.unparse(node)
    loose = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.FloorDiv, ast.Mod) if divisor else (ast.Add, ast.Sub)
    if isinstance(node, ast.BinOp) and isinstance(node.op, loose):
        return f"({text})"
    return f"({text})" if isinstance(node, (ast.IfExp, ast.Compare, ast.BoolOp, ast.UnaryOp)) else text


def terms(node: ast.expr) -> list[Term]:
    """An expression as a sum of products; `(a + b) * c` stays one product with a sum as a factor."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return terms(left) + terms(right)
        case ast.BinOp(left, ast.Sub(), right):
            return terms(left) + [negated(t) for t in terms(right)]
        case ast.UnaryOp(ast.USub(), operand) if not isinstance(operand, ast.Constant):
            return [negated(t) for t in terms(operand)]
        case ast.UnaryOp(ast.UAdd(), operand):
            return terms(operand)
    return [product(node)]


def negated(term: Term) -> Term:
    return replace(term, sign=-term.sign)


def product(node: ast.expr) -> Term:
    """An expression as one product."""
    match node:
        case ast.BinOp(left, ast.Mult(), right):
            return times(product(left), product(right))
        case ast.BinOp(left, ast.Div(), right):
            return over(product(left), product(right))
        case ast.UnaryOp(ast.USub(), operand):
            return negated(product(operand))
        case ast.UnaryOp(ast.UAdd(), operand):
            return product(operand)
    return Term(1, (node,))


def times(a: Term, b: Term) -> Term:
    return Term(a.sign * b.sign, a.factors + b.factors, a.divisors + b.divisors)


def over(a: Term, b: Term) -> Term:
    return Term(a.sign * b.sign, a.factors + b.divisors, a.divisors + b.factors)


def hoisted(term: Term, is_scalar: Callable[[ast.expr], bool]) -> Term:
    """Scalar factors inside of a matrix product or dot come to the front: `(lr * X.T) @ e` is `lr * (X.T @ e)`."""
    result = Term(term.sign, (), term.divisors)
    for factor in term.factors:
        result = times(result, _hoist(factor, is_scalar))
    return result


def _hoist(factor: ast.expr, is_scalar: Callable[[ast.expr], bool]) -> Term:
    if not (isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.MatMult)):
        return Term(1, (factor,))
    sides = [hoisted(product(side), is_scalar) for side in (factor.left, factor.right)]
    outer, inner = Term(1, ()), []
    for side in sides:
        outer = times(outer, Term(side.sign, tuple(f for f in side.factors if is_scalar(f)), side.divisors))
        kept = [f for f in side.factors if not is_scalar(f)]
        if not kept or not all(is_scalar(d) for d in side.divisors):
            return Term(1, (factor,))
        inner.append(rebuilt(kept))
    if not outer.factors and not outer.divisors and outer.sign == 1:
        return Term(1, (factor,))
    return times(outer, Term(1, (ast.BinOp(inner[0], ast.MatMult(), inner[1]),)))


def rebuilt(factors: list[ast.expr]) -> ast.expr:
    """The product of some factors as an expression."""
    node = factors[0]
    for factor in factors[1:]:
        node = ast.BinOp(node, ast.Mult(), factor)
    return node


def delta(statement: ast.stmt, target: str) -> list[Term] | None:
    """What an update adds to its target; None where the statement is not `target = target + …` in some form."""
    match statement:
        case ast.AugAssign(ast.Name(name), ast.Sub(), value) if name == target:
            return [negated(t) for t in terms(value)]
        case ast.AugAssign(ast.Name(name), ast.Add(), value) if name == target:
            return terms(value)
        case ast.Assign([ast.Name(name)], value) if name == target:
            return without_self(value, target)
    return None


def without_self(value: ast.expr, target: str) -> list[Term] | None:
    """The terms of `target + …` without the target itself, which has to stand there once and alone."""
    found = terms(value)
    own = [t for t in found if t.sign == 1 and not t.divisors and is_name(t.factors, target)]
    rest = [t for t in found if t not in own]
    return rest if len(own) == 1 else None


def is_name(factors: tuple[ast.expr, ...], name: str) -> bool:
    return len(factors) == 1 and isinstance(factors[0], ast.Name) and factors[0].id == name
