"""A rate that a formula or a few statements compute from the epoch becomes a scheduler's, where one does the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...edit import Edits, Source
from ...effects import is_pure, scope_of
from ...facts import Facts
from ...rehearsal.instrument import is_choice
from ...schedule_rules import ScheduleRule
from ...tree import walk
from ..substitute import substituted
from .factors import Factors, matching, parts_of
from .rates import rebound_in

SHORT = 6  # characters of a reciprocal that is written out
NAMES = ("scheduler", "lr_scheduler", "rate_scheduler")


@dataclass(frozen=True)
class Scheduled:
    """The program with a scheduler, what it is, and what is settled with it."""

    text: str
    scheduler: str
    names: tuple[str, ...]  # that held the rate, and would be left with the first
    conditions: tuple[str, ...]  # by which it changed


def scheduled(facts: Facts, optimizer: str, rules: Sequence[ScheduleRule]) -> Scheduled | None:
    """The program with a scheduler in the place of `optimizer.param_groups[0]["lr"] = …`."""
    settings = [n for n in facts.source.nodes if isinstance(n, ast.Assign) and sets_rate(n, optimizer)]
    made = [n for n in facts.source.nodes if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == optimizer]
    if len(settings) != 1 or len(made) != 1 or f"{optimizer}.param_groups[1]" in facts.source.text:
        return None
    loop = epochs_of(settings[0], made[0], facts)
    if loop is None:
        return None
    schedule = Schedule(facts, optimizer, made[0], settings[0], *loop)
    return schedule.written(rules)


def sets_rate(node: ast.Assign, optimizer: str) -> bool:
    return ast.unparse(node.targets[0]) == f"{optimizer}.param_groups[0]['lr']"


def epochs_of(setting: ast.Assign, made: ast.Assign, facts: Facts) -> tuple[ast.For, str, int] | None:
    """The loop behind the optimizer's making that goes over a range, what it counts with, and its first number."""
    block = facts.block(made)
    for node in facts.ancestors(setting):
        if node in block:
            match node:
                case ast.For(ast.Name(count), ast.Call(ast.Name("range"), [_]), _, []):
                    start = 0
                case ast.For(ast.Name(count), ast.Call(ast.Name("range"), [ast.Constant(int(start)), _]), _, []):
                    pass
                case _:
                    return None
            skips = any(isinstance(n, ast.Continue) and facts.loop(n) is node for n in walk(node))
            return None if skips or count in {n for s in node.body for n in rebound_in(s)} else (node, count, start)
    return None


@dataclass(frozen=True)
class Schedule:
    facts: Facts
    optimizer: str
    made: ast.Assign
    setting: ast.Assign
    loop: ast.For
    count: str
    start: int

    @property
    def source(self) -> Source:
        return self.facts.source

    def written(self, rules: Sequence[ScheduleRule]) -> Scheduled | None:
        value = self.setting.value
        if not isinstance(value, ast.Name):
            return self.by_formula(value, None, rules)
        bindings = list(self.bindings(value.id))
        if len(bindings) != 1 or self.is_read_elsewhere(value.id, bindings[0]):
            return None
        match bindings[0]:
            case ast.Assign([ast.Name()], formula) as binding if binding in self.loop.body and value.id not in names_of(
                formula
            ):
                return self.by_formula(formula, binding, rules)
        return self.by_changes(value.id, bindings[0], rules)

    def bindings(self, name: str) -> Iterator[ast.stmt]:
        """The statements of the loop that give a name a value."""
        for node in walk(self.loop):
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For)) and name in own_names(node):
                yield node

    def is_read_elsewhere(self, name: str, binding: ast.stmt) -> bool:
        """Whether more depends on the rate than the optimizer."""
        inside = {n for s in (binding, self.setting, self.made) for n in walk(s)}
        scope = scope_of(self.loop, self.facts)
        return any(
            isinstance(n, ast.Name)
            and n.id == name
            and n not in inside
            and (isinstance(n.ctx, ast.Load) or scope_of(n, self.facts) is not scope)
            for n in self.source.nodes
        )

    def place(self, statement: ast.stmt) -> int:
        """Which statement of the loop holds another."""
        chain = [statement, *self.facts.ancestors(statement)]
        return next(i for i, s in enumerate(self.loop.body) if s in chain)

    # --- by a formula of the epoch ---------------------------------------------------------------

    def by_formula(
        self, formula: ast.expr, binding: ast.Assign | None, rules: Sequence[ScheduleRule]
    ) -> Scheduled | None:
        known = names_of(formula) - {self.count}
        if known & rebound_in(self.loop) or self.count not in names_of(formula) or not is_pure(formula, self.facts):
            return None
        if binding is not None and self.place(binding) > self.place(self.setting):
            return None
        base, factor = parts_of(formula, self.count)
        factors = Factors(self.count, self.start, factor)
        found = matching(rules, factors.series(factor), factors.parts(), ()) if base else None
        if found is not None:
            scheduler = found[0].text(self.optimizer, found[1])
        else:
            scheduler = f"torch.optim.lr_scheduler.LambdaLR({self.optimizer}, {self.function(factor)})"
        edits = Edits(self.source)
        self.with_first_rate(edits, base or "1.0")
        if binding is not None:
            edits.delete(binding)
        names = tuple(own_names(binding)) if binding is not None else ()
        return self.finished(edits, scheduler, None, names, tuple(choices_in(formula)))

    def function(self, factor: ast.expr) -> str:
        match factor:
            case ast.Call(ast.Name(function), [ast.Name(argument)], []) if argument == self.count and not self.start:
                return function
        shift = {self.count: f"{self.count} + {self.start}"} if self.start else {}
        return f"lambda {self.count}: {substituted(factor, shift) if shift else self.text_of(factor)}"

    def text_of(self, node: ast.expr) -> str:
        return self.source.of(node) if node in self.source.numbers else ast.unparse(node)

    def with_first_rate(self, edits: Edits, rate: str) -> None:
        assert isinstance(self.made.value, ast.Call)
        for keyword in self.made.value.keywords:
            if keyword.arg == "lr":
                edits.replace_node(keyword.value, rate)

    # --- by changes ------------------------------------------------------------------------------

    def by_changes(self, name: str, binding: ast.stmt, rules: Sequence[ScheduleRule]) -> Scheduled | None:
        """`lr *= 0.5`, in each epoch or where a condition on the epoch holds."""
        statement, test = binding, None
        match self.facts.parents[binding]:
            case ast.If(condition, [_], []) as parent:
                statement, test = parent, condition
        factor, before = factor_of(name, binding), self.value_before(name)
        if (
            factor is None
            or before is None
            or statement not in self.loop.body
            or names_of(factor) & rebound_in(self.loop)
        ):
            return None
        if test is not None and names_of(test) & rebound_in(self.loop) != {self.count}:
            return None
        first = self.place(self.setting) > self.place(statement)
        factors = Factors(self.count, self.start, factor, test)
        found = matching(rules, factors.changes(factor, test, first), factors.parts(), factors.milestones(test, first))
        if found is None:
            return None
        edits = Edits(self.source)
        self.with_first_rate(edits, self.source.of(before))
        if first:
            edits.delete(statement)
        return self.finished(
            edits,
            found[0].text(self.optimizer, found[1]),
            None if first else statement,
            (name,),
            (ast.unparse(test),) if test is not None else (),
        )

    def value_before(self, name: str) -> ast.expr | None:
        """The number that a name is given before the optimizer is made."""
        block = self.facts.block(self.made)
        for node in reversed(block[: block.index(self.made)]):
            if name in rebound_in(node):
                match node:
                    case ast.Assign([ast.Name()], ast.Constant() as value):
                        return value
                return None
        return None

    # --- text --------------------------------------------------------------------------------------

    @cached_property
    def name(self) -> str:
        taken = {n for bound in self.source.scopes.bound.values() for n in bound}
        return next(n for n in (*NAMES, *(f"scheduler{i}" for i in range(2, 100))) if n not in taken)

    def finished(
        self,
        edits: Edits,
        scheduler: str,
        replaced: ast.stmt | None,
        names: tuple[str, ...],
        conditions: tuple[str, ...] = (),
    ) -> Scheduled | None:
        """With the scheduler made behind the optimizer, and stepped where the rate changed or behind the optimizer's step."""
        edits.after(self.made, f"{self.name} = {scheduler}")
        edits.delete(self.setting)
        if replaced is not None:
            edits.replace_node(replaced, f"{self.name}.step()")
        else:
            edits.after(self.loop.body[self.place(self.step())], f"{self.name}.step()")
        return Scheduled(edits.apply(), scheduler.partition("(")[0], names, conditions)

    def step(self) -> ast.stmt:
        """The optimizer's step."""
        return next(s for s in self.facts.block(self.setting) if ast.unparse(s) == f"{self.optimizer}.step()")


def names_of(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def choices_in(formula: ast.expr) -> Iterator[str]:
    """What a formula asks: it asks the same wherever it stands."""
    for node in walk(formula):
        if isinstance(node, ast.IfExp):
            yield ast.unparse(node.test)
        elif is_choice(node):
            yield ast.unparse(node)


def own_names(node: ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {n for t in targets for n in rebound_in(t)}


def factor_of(name: str, binding: ast.stmt) -> ast.expr | None:
    """`c` of `lr *= c` or `lr = c * lr`, the reciprocal of `lr /= c`."""
    match binding:
        case ast.AugAssign(ast.Name(), ast.Mult(), factor):
            return factor
        case ast.AugAssign(ast.Name(), ast.Div(), divisor):
            return reciprocal(divisor)
        case ast.Assign([ast.Name()], ast.BinOp(ast.Name(left), ast.Mult(), factor)) if left == name:
            return factor
        case ast.Assign([ast.Name()], ast.BinOp(factor, ast.Mult(), ast.Name(right))) if right == name:
            return factor
        case ast.Assign([ast.Name()], ast.BinOp(ast.Name(left), ast.Div(), divisor)) if left == name:
            return reciprocal(divisor)
    return None


def reciprocal(divisor: ast.expr) -> ast.expr:
    match divisor:
        case ast.Constant(int() | float() as value) if value and len(repr(1 / value)) <= SHORT:
            return ast.Constant(1 / value)
    return ast.BinOp(ast.Constant(1), ast.Div(), divisor)
