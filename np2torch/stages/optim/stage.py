"""The stage: find the update in each training loop, match it, and let an optimizer do it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from ...dead import without_dead
from ...diagnostic import Change, Diagnostic, Trust
from ...edit import Source
from ...facts import Facts
from ...infer import analysed
from ...optimizer_rules import OptimizerRule
from ...rehearsal.sizes import first_sound, other_sizes, small_sizes
from ...rulebook import Rulebook
from ...tree import walk
from .. import StageResult
from ..equivalence import difference
from ..optimizers import torch_optim
from .groups import Group, groups
from .observe import Leaf, Observation
from .rates import shaken
from .write import NotWritten, Writer

AUTOGRAD = "backward"


def optim(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Replace manual updates by `torch.optim`, loop by loop."""
    if AUTOGRAD not in source.text:
        return StageResult(source.text)
    text, changes, diagnostics = source.text, list[Change](), list[Diagnostic]()
    done: set[str] = set()
    while True:
        outcome = next_loop(analysed(text, rulebook), rulebook, done)
        if outcome is None:
            return StageResult(text, tuple(diagnostics), tuple(changes))
        if isinstance(outcome, Diagnostic):
            diagnostics.append(outcome)
        else:
            text = outcome.text
            changes += outcome.changes


@dataclass(frozen=True)
class Written:
    """The program with an optimizer in one of its loops."""

    text: str
    changes: tuple[Change, ...]


def next_loop(facts: Facts, rulebook: Rulebook, done: set[str]) -> Written | Diagnostic | None:
    """The first loop with a manual update that was not tried yet: converted, or why not."""
    source, rules = facts.source, rulebook.optimizers()
    optimizers = torch_optim(rulebook)
    base = first_sound(Observation(source, facts, optimizers, sizes) for sizes in small_sizes(facts))
    for loop, leaves in loops(base):
        key = ast.unparse(loop)
        if key in done or steps_by_optimizer(base, leaves):
            continue
        done.add(key)
        return converted(
            base,
            Observation(source, facts, optimizers, dict(other_sizes(base.sizes)), changed=True),
            loop,
            leaves,
            rules,
            rulebook,
        )
    return None


def loops(observation: Observation) -> list[tuple[ast.For | ast.While, list[Leaf]]]:
    """Training loops with the parameters that they step."""
    found: dict[ast.For | ast.While, list[Leaf]] = {}
    for leaf in observation.leaves:
        loop = observation.loop_of(leaf)
        if loop is not None:
            found.setdefault(loop, []).append(leaf)
    return list(found.items())


def steps_by_optimizer(observation: Observation, leaves: Sequence[Leaf]) -> bool:
    """Whether the parameters are written by an optimizer's `step()` already."""
    statements = [observation.nodes[n] for leaf in leaves for n in leaf.statements if n >= 0]
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "step" and not n.args
        for s in statements
        for n in walk(s)
    )


def converted(
    base: Observation,
    changed: Observation,
    loop: ast.For | ast.While,
    leaves: Sequence[Leaf],
    rules: Sequence[OptimizerRule],
    rulebook: Rulebook,
) -> Written | Diagnostic:
    found = groups(rules, base, changed, leaves)
    if isinstance(found, str):
        return refused(base, leaves, found)
    try:
        writer = Writer(base, loop, found)
        text = without_dead(writer.text(), base.source.text, rulebook)
    except (NotWritten, SyntaxError, ValueError) as why:
        return refused(base, leaves, f"it is {described(found)}, but {why}")
    reason = difference(base.source.text, text, base.trace, torch_optim(rulebook), sizes=base.sizes, far=True)
    if reason:
        return refused(base, leaves, f"it looks like {described(found)}, but so written {reason}")
    if writer.varied() and not same_at_any_rate(base.source.text, text, writer, rulebook):
        return refused(
            base, leaves, f"it is {described(found)} only as long as the rate stays the same, and it changes"
        )
    update = Change(loop.lineno, f"update by {described(found)} ({found[0].match.rule.where})", Trust.GRADIENT)
    text, schedules = with_scheduler(base, text, writer, loop, rulebook)
    return Written(text, (update, *schedules))


def with_scheduler(
    base: Observation, text: str, writer: Writer, loop: ast.For | ast.While, rulebook: Rulebook
) -> tuple[str, list[Change]]:
    """With a scheduler where the rate goes by one, and what was changed for it."""
    if not writer.rate_lines():
        return text, []
    from .schedules import scheduled  # few programs have one

    found = scheduled(analysed(text, rulebook), writer.name, rulebook.schedules())
    if found is None:
        return text, []
    before, after = base.source.text, without_dead(found.text, text, rulebook)
    optimizers, names, tests = torch_optim(rulebook), found.names, found.conditions
    if any(isinstance(n, ast.Name) and n.id in names and isinstance(n.ctx, ast.Store) for n in walk(ast.parse(after))):
        return text, []
    if difference(before, after, base.trace, optimizers, sizes=base.sizes, settled=tests):
        return text, []
    return after, [Change(loop.lineno, f"rate by {found.scheduler}", Trust.RUN)]


def same_at_any_rate(before: str, after: str, writer: Writer, rulebook: Rulebook) -> bool:
    """Whether both versions train alike with rates that change from the second step on: a velocity that holds the rate
    does not.
    """
    names, backward = writer.varied(), ast.unparse(writer.backward_statement())
    facts = analysed(shaken(before, names, backward), rulebook)
    optimizers = torch_optim(rulebook)
    base = first_sound(Observation(facts.source, facts, optimizers, sizes) for sizes in small_sizes(facts))
    return not difference(base.source.text, shaken(after, names, backward), base.trace, optimizers, sizes=base.sizes)


def described(found: Sequence[Group]) -> str:
    return f"torch.optim.{found[0].match.rule.optimizer}"


def refused(observation: Observation, leaves: Sequence[Leaf], reason: str) -> Diagnostic:
    statements = [observation.nodes[n] for leaf in leaves for n in leaf.statements if n >= 0]
    first = min((s for s in statements if isinstance(s, ast.stmt)), key=lambda s: s.lineno)
    return Diagnostic(first.lineno, first.col_offset + 1, "NT301", f"the update stays by hand: {reason}")
