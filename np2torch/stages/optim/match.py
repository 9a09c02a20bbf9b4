"""Which optimizer of torch.optim an update is: rules are run with the program's numbers and compared with its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ...optimizer_rules import OptimizerRule
from .observe import Leaf, Step

# What a hyper-parameter can be, by its name in the rules.
RANGES = {"lr": (0.0, 100.0), "eps": (0.0, 0.5), "weight_decay": (0.0, 10.0)}
FRACTION = (0.0, 1.0)
TOLERANCE = 1e-7
COMBINATIONS = 20_000
Numbers = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Match:
    """A rule, and the text of what each of its hyper-parameters is in the program."""

    rule: OptimizerRule
    hyper: Mapping[str, str]

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        return self.rule.name, tuple(sorted(self.hyper.items()))


def match(rules: Sequence[OptimizerRule], runs: Sequence[tuple[Sequence[Leaf], Numbers]]) -> Match | None:
    """The simplest rule that explains all the leaves of all runs; numbers are given by text, one run's as the other's."""
    for rule in sorted(rules, key=lambda r: (len(r.hyper), len(r.state))):
        for hyper in assignments(rule, runs[0][1]):
            if all(explains(rule, hyper, leaves, numbers) for leaves, numbers in runs):
                return Match(rule, hyper)
    return None


def assignments(rule: OptimizerRule, numbers: Numbers) -> Iterator[dict[str, str]]:
    names = [name for name, _ in rule.hyper]
    options = [list(candidates(name, numbers)) for name in names]
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


def explains(rule: OptimizerRule, hyper: Mapping[str, str], leaves: Sequence[Leaf], numbers: Numbers) -> bool:
    if any(text not in numbers for text in hyper.values()):
        return False
    values = [numbers[hyper[name]] for name, _ in rule.hyper]
    return all(element_explained(rule, values, leaf.steps, i) for leaf in leaves for i in order(leaf.steps))


def order(steps: Sequence[Step]) -> list[int]:
    """Elements with the largest gradients first: they tell rules apart soonest."""
    return sorted(range(len(steps[0].grad)), key=lambda i: -abs(steps[0].grad[i]))


def element_explained(rule: OptimizerRule, hyper: Sequence[Sequence[float]], steps: Sequence[Step], element: int) -> bool:
    state = [first for _, first in rule.state]
    for k, step in enumerate(steps):
        before, after = step.before[element], step.after[element]
        try:
            value, *state = rule.step(before, step.grad[element], *state, *(h[k] for h in hyper))
        except (ArithmeticError, ValueError, TypeError):
            return False
        if not abs(value - after) <= TOLERANCE * abs(after - before) + 1e-14 * max(abs(before), abs(after)):
            return False
    return True
