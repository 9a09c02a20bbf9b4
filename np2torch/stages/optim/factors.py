"""What a rate is multiplied by, epoch by epoch: computed from the program's expressions, compared with rules."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, product
from operator import mul
from typing import Any

from ...edit import unparsed
from ...schedule_rules import ScheduleRule
from ...tree import walk

MILESTONES = "milestones"  # the parameter of a rule that is a list of epochs
EPOCHS = 400  # for which factors are compared
FLOATS = (0.83, 0.61)  # stand for numbers by name, one after the other
INTEGERS = (7, 12)  # for those that epochs are divided by
ALLOWED = (
    ast.Constant, ast.Name, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Tuple, ast.List, ast.Call,
    ast.Attribute, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.expr_context,
)  # fmt: skip
FUNCTIONS: dict[str, Any] = {
    "__builtins__": {},
    **{f.__name__: f for f in (min, max, abs, int, float)},
}
Series = Sequence[Sequence[float]]  # for each set of values that names are given
Texts = Mapping[str, str]


def parts_of(formula: ast.expr, count: str) -> tuple[str, ast.expr]:
    """A rate's formula as what stays the same, by its text, and a factor by the epoch: `lr0 / (1 + t)` as `lr0`, `1 / (1 + t)`.

    Literals go with the factor; the text is empty where there is no such part.
    """
    terms = list(terms_of(formula))
    same = [t for t in terms if not t[1] and names_in(t[0]) and count not in names_in(t[0])]
    if not same or len(terms) == 1:
        return "", formula
    return unparsed(same[0][0]), joined([t for t in terms if t is not same[0]])


def terms_of(node: ast.expr, divides: bool = False) -> Iterator[tuple[ast.expr, bool]]:
    """The factors of a product, and whether they are divided by."""
    match node:
        case ast.BinOp(left, ast.Mult(), right):
            yield from terms_of(left, divides)
            yield from terms_of(right, divides)
        case ast.BinOp(left, ast.Div(), right):
            yield from terms_of(left, divides)
            yield from terms_of(right, not divides)
        case _:
            yield node, divides


def joined(terms: Sequence[tuple[ast.expr, bool]]) -> ast.expr:
    result: ast.expr | None = None
    for node, divides in sorted(terms, key=lambda t: t[1]):
        if result is None:
            result = ast.BinOp(ast.Constant(1), ast.Div(), node) if divides else node
        else:
            result = ast.BinOp(result, ast.Div() if divides else ast.Mult(), node)
    assert result is not None
    return result


def names_in(node: ast.AST) -> set[str]:
    """The names of numbers in an expression: not of functions, nor of modules."""
    others = {n.func for n in walk(node) if isinstance(n, ast.Call)}
    others |= {n.value for n in walk(node) if isinstance(n, ast.Attribute)}
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and n not in others}


class Factors:
    """Factors of a loop that counts with a name from a first number.

    The names in the expressions that they are computed from have two sets of values: what holds for both holds for all.
    """

    def __init__(self, count: str, start: int, *nodes: ast.expr | None) -> None:
        self.count, self.start = count, start
        self.nodes = [n for n in nodes if n is not None]
        names = sorted({n for node in self.nodes for n in names_in(node)} - {count})
        whole = {n for node in self.nodes for n in divisors(node)}
        self.values: list[dict[str, float]] = [
            {n: INTEGERS[turn] + i if n in whole else FLOATS[turn] + 0.01 * i for i, n in enumerate(names)}
            for turn in range(2)
        ]

    def series(self, factor: ast.expr, test: ast.expr | None = None) -> Series | None:
        """The expression's value in each epoch, 1 where the test fails; None where it cannot be computed."""
        try:
            return [[self.at(t, factor, test, names) for t in range(EPOCHS)] for names in self.values]
        except (ArithmeticError, ValueError, TypeError, NameError):
            return None

    def at(self, epoch: int, factor: ast.expr, test: ast.expr | None, names: Mapping[str, float]) -> float:
        known = {**names, self.count: self.start + epoch}
        return float(number(factor, known)) if test is None or number(test, known) else 1.0

    def changes(self, factor: ast.expr, test: ast.expr | None, first: bool) -> Series | None:
        """What the rate was multiplied by before each step, where each epoch changes it `first` or after its step."""
        series = self.series(factor, test)
        if series is None:
            return None
        return [list(accumulate(run if first else [1.0, *run], mul))[:EPOCHS] for run in series]

    def parts(self) -> dict[str, list[float]]:
        """What stays the same from epoch to epoch, by its text, with its values."""
        found: dict[str, list[float]] = {}
        for node in (n for outer in self.nodes for n in walk(outer) if isinstance(n, ast.expr)):
            if self.count not in names_in(node) and not isinstance(node, (ast.Tuple, ast.List)):
                try:
                    found.setdefault(unparsed(node), [float(number(node, names)) for names in self.values])
                except (ArithmeticError, ValueError, TypeError, NameError):
                    continue
        return found

    def milestones(self, test: ast.expr | None, first: bool) -> list[int]:
        """The epochs that a test names, as numbers of calls of the scheduler."""
        named = {n.value for n in walk(test) if isinstance(n, ast.Constant) and type(n.value) is int} if test else set()
        shift = -self.start if first else 1 - self.start
        return sorted(n + shift for n in named)


def divisors(node: ast.expr) -> Iterator[str]:
    """Names that an epoch is divided by, or compared with."""
    for part in walk(node):
        match part:
            case ast.BinOp(_, ast.FloorDiv() | ast.Mod(), divisor):
                yield from names_in(divisor)
            case ast.Compare():
                yield from names_in(part)


def number(node: ast.expr, names: Mapping[str, float]) -> Any:
    """The value of an expression of numbers. Raises what arithmetic raises, and ValueError for other expressions."""
    if not all(isinstance(n, ALLOWED) and is_known(n) for n in walk(node)):
        raise ValueError("not of numbers alone")
    code = compile(ast.fix_missing_locations(ast.Expression(node)), "<rate>", "eval")
    return eval(code, {**FUNCTIONS, "math": math, "torch": math, **names})


def is_known(node: ast.AST) -> bool:
    """Whether a call or an attribute is one of `math`, or a builtin that computes."""
    match node:
        case ast.Attribute(ast.Name("math" | "torch"), name):
            return hasattr(math, name)
        case ast.Call(ast.Name(name)):
            return name in FUNCTIONS
        case ast.Call(ast.Attribute(ast.Name("math"))):
            return True
        case ast.Attribute() | ast.Call():
            return False
    return True


def matching(
    rules: Sequence[ScheduleRule],
    series: Series | None,
    parts: Mapping[str, Sequence[float]],
    milestones: Sequence[int],
) -> tuple[ScheduleRule, Texts] | None:
    """The first rule that has these factors, and the texts of its parameters."""
    if series is None or any(len(set(run)) == 1 for run in series):
        return None
    listed = {str(list(milestones)): [list(milestones)] * len(series)} if milestones else {}
    for rule in rules:
        options = [listed if name == MILESTONES else parts for name in rule.parameters]
        for chosen in product(*options):
            given = {n: option[text] for n, option, text in zip(rule.parameters, options, chosen, strict=True)}
            runs = [{n: values[turn] for n, values in given.items()} for turn in range(len(series))]
            if all(has_factors(rule, values, run) for values, run in zip(runs, series, strict=True)):
                return rule, dict(zip(rule.parameters, chosen, strict=True))
    return None


def has_factors(rule: ScheduleRule, values: Mapping[str, Any], run: Sequence[float]) -> bool:
    try:
        return all(math.isclose(rule.factor_at(t, values), factor, rel_tol=1e-9) for t, factor in enumerate(run))
    except (ArithmeticError, ValueError, TypeError):
        return False
