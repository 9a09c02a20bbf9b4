"""The stage: losses, layers and chains of them become modules of torch.nn, one after another."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ...dead import without_dead
from ...diagnostic import Change, Diagnostic, Trust
from ...edit import Source
from ...facts import Facts
from ...infer import analysed
from ...module_rules import LayerRule, ModuleRule
from ...rehearsal.sizes import first_sound, small_sizes
from ...rulebook import Rulebook
from ...tree import walk
from .. import StageResult
from ..autograd.detach import detached
from ..equivalence import difference
from ..optimizers import torch_optim
from .chain import NAMES, find_chain, index_of, with_chain
from .layers import find_layers, named_parameters
from .losses import find_losses, fresh, with_loss
from .modules import NotWritten, with_layers
from .observe import Observation

ROUNDS = 8  # losses, or optimizers, of one program
LOSSES = 4  # explanations of one loss that are tried


@dataclass
class Progress:
    """The text so far, and what was done to it."""

    text: str
    changes: list[Change] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    correspondence: list[tuple[str, str]] = field(default_factory=list)

    def left(self, node: ast.AST, reason: str) -> None:
        """Say what stays, and why; once is enough."""
        found = Diagnostic(node.lineno, node.col_offset + 1, "NT401", reason)  # type: ignore[attr-defined]
        if found not in self.diagnostics:
            self.diagnostics.append(found)


def nn(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Use modules of torch.nn in a program that trains with an optimizer."""
    if "torch.optim" not in source.text:
        return StageResult(source.text)
    progress = Progress(source.text)
    for step in (loss, layers, chain, loss):
        for number in range(ROUNDS):
            if not step(progress, rulebook, number):
                break
    return StageResult(
        progress.text, tuple(progress.diagnostics), tuple(progress.changes), tuple(progress.correspondence)
    )


@lru_cache(maxsize=4)
def observed(text: str, rulebook: Rulebook) -> Observation:
    facts, optimizers = analysed(text, rulebook), torch_optim(rulebook)
    source = facts.source
    observations = (Observation(source, facts, optimizers, sizes) for sizes in small_sizes(facts))
    return first_sound(observations)


def accept(
    progress: Progress,
    text: str,
    observation: Observation,
    rulebook: Rulebook,
    renamed: Mapping[str, str] | None = None,
) -> str:
    """Take a new text over if it does the same; else say what differs."""
    text = without_dead(text, progress.text, rulebook)
    reason = difference(
        progress.text, text, observation.trace, torch_optim(rulebook), renamed, observation.sizes, ties=True
    )
    if not reason:
        progress.text = text
    return reason


def loss(progress: Progress, rulebook: Rulebook, number: int) -> bool:
    """One loss more; whether there may be others."""
    observation = observed(progress.text, rulebook)
    every = find_losses(observation, [r for r in rulebook.modules() if isinstance(r, ModuleRule) and r.kind == "loss"])
    anchor = next(iter(optimizer_statements(observation)), None)
    if anchor is None:
        return False
    reasons = []
    for found in every[:LOSSES]:
        place = anchor if visible(observation, anchor, found.node) else outermost(observation, found.node)
        reason = accept(progress, with_loss(observation, found, place), observation, rulebook)
        if not reason:
            progress.changes.append(Change(found.node.lineno, f"{found.rule.module} ({found.rule.where})", Trust.RUN))
            return True
        reasons.append(f"it looks like {found.rule.module}, but so written {reason}")
    if reasons:
        progress.left(every[0].node, reasons[0])
    return False


def layers(progress: Progress, rulebook: Rulebook, number: int) -> bool:
    """The layers of one optimizer's parameters; whether there is another optimizer."""
    observation = observed(progress.text, rulebook)
    optimizers = optimizer_statements(observation)
    if number < len(optimizers):
        layers_of(progress, rulebook, observation, optimizers[number])
    return number + 1 < len(optimizers)


def layers_of(progress: Progress, rulebook: Rulebook, observation: Observation, optimizer: ast.Assign) -> None:
    rules = [r for r in rulebook.modules() if isinstance(r, LayerRule)]
    found = find_layers(observation, rules, optimizer)
    if not found:
        if has_modules(observation, optimizer):
            return
        elsewhere = find_layers(observation, rules, optimizer, everywhere=True)
        if elsewhere:
            function = observation.scope(elsewhere[0].applications[0].node)
            where = f"`{function.name}`" if isinstance(function, ast.FunctionDef) else "code outside of its function"
            progress.left(optimizer, f"its parameters are used by {where}, which would have to take a module instead")
        else:
            progress.left(optimizer, "its parameters are in no layer that a rule knows")
        return
    try:
        text, modules = with_layers(observation, found, optimizer, rulebook)
        renamed = modules.back()
        reason = accept(progress, detached(text, rulebook), observation, rulebook, renamed)
    except (NotWritten, SyntaxError, ValueError) as why:
        reason = str(why)
    if reason:
        progress.left(optimizer, f"its layers stay by hand: {why_of_objects(observation, optimizer) or reason}")
        return
    for one in modules.layers:
        progress.changes.append(Change(optimizer.lineno, f"torch.nn.Linear ({one.layer.rule.where})", Trust.RUN))
    scope = observation.scope(optimizer)
    prefix = f"{scope.name}." if isinstance(scope, ast.FunctionDef) else ""
    own = {one.name: f"{prefix}{one.name}" for one in modules.layers}
    progress.correspondence += [(prefix + old, renamed_layers(new, own)) for old, new in renamed.items()]


def why_of_objects(observation: Observation, optimizer: ast.Assign) -> str:
    """Why parameters stay that are attributes, where some are."""
    texts = (p.text for p in named_parameters(observation, optimizer))
    owned = next((text for text in texts if "." in text), None)
    return f"`{owned}` is an attribute of an object, whose class is no torch.nn.Module" if owned else ""


def has_modules(observation: Observation, optimizer: ast.Assign) -> bool:
    """Whether some of the optimizer's parameters are a module's already."""
    return any(
        isinstance(n, ast.Attribute) and n.attr in ("parameters", "weight", "bias") for n in walk(optimizer.value)
    )


def chain(progress: Progress, rulebook: Rulebook, number: int) -> bool:
    """Layers that only feed one another as one `Sequential`."""
    observation = observed(progress.text, rulebook)
    found = find_chain(
        observation, [r for r in rulebook.modules() if isinstance(r, ModuleRule) and r.kind == "activation"]
    )
    if found is None:
        return False
    name = fresh(observation.source, NAMES)
    indices = {layer: f"{name}[{index_of(found, layer)}]" for layer in found.layers}
    text = with_chain(observation, found, name)
    renamed = [(old, renamed_layers(new, indices)) for old, new in progress.correspondence]
    before = progress.text
    reason = accept(progress, text, observation, rulebook)
    if not reason and any(f"{name}[{i}](" in progress.text for i in range(len(found.stages))):
        progress.text = before  # what stands between the layers is used elsewhere: they stay apart
    elif not reason:
        progress.correspondence = renamed
        progress.changes.append(Change(1, "torch.nn.Sequential", Trust.RUN))
    return False


def renamed_layers(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\b\w+\b", lambda m: names.get(m.group(), m.group()), text)


def optimizer_statements(observation: Observation) -> list[ast.Assign]:
    """The statements that make optimizers, in the order of the text."""
    found = []
    for node in observation.nodes:
        match node:
            case ast.Assign([ast.Name()], ast.Call() as call) if (observation.facts.name(call.func) or "").startswith(
                "torch.optim."
            ):
                found.append(node)
    return sorted(found, key=lambda n: n.lineno)


def outermost(observation: Observation, node: ast.AST) -> ast.stmt:
    """The module's statement that holds the node."""
    return [n for n in (node, *observation.facts.ancestors(node)) if isinstance(n, ast.stmt)][-1]


def visible(observation: Observation, anchor: ast.stmt, node: ast.AST) -> bool:
    """Whether a name that is bound at the anchor is known where the node stands."""
    scope = observation.scope(anchor)
    return scope is None or scope is observation.scope(node) or scope in observation.facts.ancestors(node)
