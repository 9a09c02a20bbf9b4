"""Parameters that are stepped alike: one group of an optimizer's parameters for each set of hyper-parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...optimizer_rules import OptimizerRule
from .match import TERMS, Match, Numbers, match, with_products
from .observe import Leaf, Observation


@dataclass(frozen=True)
class Group:
    """Tensors that one optimizer updates."""

    leaves: tuple[Leaf, ...]
    match: Match
    changing: bool  # the rate is another one in some steps


def groups(
    rules: Sequence[OptimizerRule], base: Observation, changed: Observation, leaves: Sequence[Leaf]
) -> list[Group] | str:
    """All in one group where one match explains them, else a group for each match of one rule; else why not."""
    partners = partners_of(base, changed, leaves)
    if partners is None:
        return "its parameters could not be followed in a second rehearsal"
    statements = step_statements(base, leaves)
    others = counterparts(base, changed, statements)
    runs = [*runs_of(base, leaves, statements), *runs_of(changed, partners, others)]
    whole = match(rules, runs)
    if whole is not None:
        return [Group(tuple(leaves), whole, any(is_changing(whole, numbers) for _, numbers in runs))]
    pairs = list(zip(leaves, partners, strict=True))
    single = [
        match(rules, [*runs_of(base, [leaf], statements), *runs_of(changed, [partner], others)])
        for leaf, partner in pairs
    ]
    if any(m is None for m in single):
        return "no optimizer of torch.optim does this arithmetic"
    by_key: dict[object, list[tuple[Leaf, Match]]] = {}
    for leaf, found in zip(leaves, single, strict=True):
        assert found is not None
        by_key.setdefault(found.key, []).append((leaf, found))
    if len({m.rule.optimizer for pairs in by_key.values() for _, m in pairs}) > 1:
        return "its parameters are stepped by different optimizers"
    return [group_of(pairs, runs[0][1]) for pairs in by_key.values()]


def group_of(pairs: Sequence[tuple[Leaf, Match]], numbers: Numbers) -> Group:
    return Group(tuple(leaf for leaf, _ in pairs), pairs[0][1], is_changing(pairs[0][1], numbers))


def is_changing(found: Match, numbers: Numbers) -> bool:
    every = {**with_products(numbers, TERMS), **with_products(numbers, TERMS - 1)}
    return any(len(set(every[text])) > 1 for text in found.hyper.values())


def partners_of(base: Observation, changed: Observation, leaves: Sequence[Leaf]) -> list[Leaf] | None:
    """The same parameters in the other rehearsal: leaves come in the same order."""
    if len(base.leaves) != len(changed.leaves):
        return None
    partners = [changed.leaves[base.leaves.index(leaf)] for leaf in leaves]
    same = all(len(a.steps) == len(b.steps) for a, b in zip(leaves, partners, strict=True))
    return partners if same else None


def step_statements(observation: Observation, leaves: Sequence[Leaf]) -> list[ast.stmt]:
    """Simple statements that are run between the backward pass and the last write."""
    found = observation.statements(leaves[0].steps[-1].passes)
    return [
        s for s in found if not isinstance(s, (ast.For, ast.While, ast.If, ast.With, ast.FunctionDef, ast.ClassDef))
    ]


def counterparts(base: Observation, changed: Observation, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    nodes = [changed.nodes[base.numbers[s]] for s in statements]
    return [n for n in nodes if isinstance(n, ast.stmt)]


def runs_of(
    observation: Observation, leaves: Sequence[Leaf], statements: Sequence[ast.stmt]
) -> Iterator[tuple[list[Leaf], Numbers]]:
    """The leaves by the backward passes that they are stepped after, with the numbers at those times."""
    by_passes: dict[tuple[int, ...], list[Leaf]] = {}
    for leaf in leaves:
        by_passes.setdefault(tuple(s.passes for s in leaf.steps), []).append(leaf)
    for passes, mine in by_passes.items():
        yield mine, observation.numbers_in(statements, passes)
