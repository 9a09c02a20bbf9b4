"""Which optimizer of torch.optim an update is: rules are run with the program's numbers and compared with its steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from ...optimizer_rules import OptimizerRule
from .observe import Leaf, Step

# What a hyper-parameter can be, by its name in the rules.
RANGES = {"lr": (0.0, 100.0), "eps": (0.0, 0.5), "weight_decay": (0.0, 10.0)}
FRACTION = (0.0, 1.0)
TOLERANCE = 1e-7
COMBINATIONS = 20_000
TERMS = 3  # of a product that a hyper-parameter is
COMPOSED = frozenset({"lr", "weight_decay"})
Numbers = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Match:
    """A rule, and the text of what each of its hyper-parameters is in the program."""

    rule: OptimizerRule
    hyper: Mapping[str, str]
    maximize: bool = False

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...], bool]:
        return self.rule.name, tuple(sorted(self.hyper.items())), self.maximize


Runs = Sequence[tuple[Sequence[Leaf], Numbers]]


def match(rules: Sequence[OptimizerRule], runs: Runs) -> Match | None:
    """The simplest rule that explains all the leaves of all runs; numbers are given by text, one run's as the other's."""
    simplest = sorted(rules, key=lambda r: (len(r.hyper), len(r.state)))
    for terms in range(1, TERMS + 1):
        longer = [(leaves, with_products(numbers, terms)) for leaves, numbers in runs]
        for rule in simplest:
            if len(rule.hyper) > 1 and terms == TERMS:
                continue
            for maximize in (False, True):
                for hyper in assignments(rule, runs[0][1], longer[0][1]):
                    if all(explains(rule, hyper, leaves, numbers, maximize) for leaves, numbers in longer):
                        return Match(rule, hyper, maximize)
    return None


def with_products(numbers: Numbers, terms: int) -> Numbers:
    """Products of that many of the numbers, or some of them divided by others: `rate / n`."""
    atoms = [Term(text, divides) for text in numbers if is_atom(text) for divides in (False, True)]
    found = dict(numbers)
    for unordered in combinations(atoms, terms):
        chosen = sorted(unordered, key=lambda t: t.divides)
        if terms > 1 and len({t.text for t in chosen}) == terms and not chosen[0].divides:
            values = [list(numbers[t.text]) for t in chosen]
            if all(v for vs in values for v in vs):
                text = chosen[0].text + "".join(f" {'/' if t.divides else '*'} {t.text}" for t in chosen[1:])
                found.setdefault(text, tuple(quotient(column, chosen) for column in zip(*values, strict=True)))
    return found


@dataclass(frozen=True)
class Term:
    """A number by its text, and whether it is divided by."""

    text: str
    divides: bool


def quotient(values: Sequence[float], terms: Sequence[Term]) -> float:
    result = 1.0
    for value, term in zip(values, terms, strict=True):
        result = result / value if term.divides else result * value
    return result


def is_atom(text: str) -> bool:
    """Whether the text needs no parentheses in a product."""
    return isinstance(
        ast.parse(text, mode="eval").body, (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant)
    )


def assignments(rule: OptimizerRule, numbers: Numbers, products: Numbers) -> Iterator[dict[str, str]]:
    names = [name for name, _ in rule.hyper]
    options = [list(candidates(name, products if name in COMPOSED else numbers)) for name in names]
    for count, chosen in enumerate(product(*options)):
        if count > COMBINATIONS:
            return
        yield dict(zip(names, chosen, strict=True))


def candidates(name: str, numbers: Numbers) -> Iterator[str]:
    """Only the rate may change from step to step."""
    low, high = RANGES.get(name, FRACTION)
    for text, values in numbers.items():
        steady = name == "lr" or len(set(values)) == 1
        if steady and all(low < v < high for v in values):
            yield text


def explains(
    rule: OptimizerRule, hyper: Mapping[str, str], leaves: Sequence[Leaf], numbers: Numbers, maximize: bool
) -> bool:
    if any(text not in numbers for text in hyper.values()):
        return False
    values = [numbers[hyper[name]] for name, _ in rule.hyper]
    return all(
        element_explained(rule, values, leaf.steps, i, -1 if maximize else 1)
        for leaf in leaves
        for i in order(leaf.steps)
    )


def order(steps: Sequence[Step]) -> list[int]:
    """Elements with the largest gradients first: they tell rules apart soonest."""
    return sorted(range(len(steps[0].grad)), key=lambda i: -abs(steps[0].grad[i]))


def element_explained(
    rule: OptimizerRule, hyper: Sequence[Sequence[float]], steps: Sequence[Step], element: int, sign: int
) -> bool:
    state = [first for _, first in rule.state]
    for k, step in enumerate(steps):
        before, after = step.before[element], step.after[element]
        try:
            value, *state = rule.step(before, sign * step.grad[element], *state, *(h[k] for h in hyper))
        except (ArithmeticError, ValueError, TypeError):
            return False
        if not abs(value - after) <= TOLERANCE * abs(after - before) + 1e-14 * max(abs(before), abs(after)):
            return False
    return True
