"""What each stage replaced and why, in words made from the rules that fired."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent

from ..convert import Conversion
from ..diagnostic import Change, Diagnostic, Trust
from ..edit import unparsed
from ..module_rules import LayerRule
from ..rulebook import Rulebook
from ..source import Document
from ..verdict import Verdict
from ..verify.losses import loss_names
from .changes import diff
from .reasons import RULED, Step
from .rules import short
from .words import Words

TORCH = re.compile(r"torch(\.\w+)+")
LONGEST_LIST = 8  # lines that are named; a function that stands on more has an ellipsis


@dataclass(frozen=True)
class Chapter:
    """A stage: what it made of the one before, and what the runs of both have shown; no verdict where none was run."""

    number: int
    step: Step
    before: Conversion
    after: Conversion
    verdict: Verdict | None

    @property
    def changes(self) -> list[Change]:
        known = set(self.before.changes)
        return [c for c in self.after.changes if c not in known]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        known = set(self.before.diagnostics)
        return [d for d in self.after.diagnostics if d not in known]


def chapter_text(chapter: Chapter, words: Words, rulebook: Rulebook, document: Document, file: str = "") -> str:
    """A chapter in Markdown; `file` is where the program stands, if not below."""
    stage = words.stages[chapter.step.stage]
    parts = [f"## {words.say('step', number=chapter.number, title=stage['title'])}"]
    if file:
        parts.append(words.say("file", file=file))
    if chapter.step.changed:
        parts += [stage["why"], *told(chapter, words, rulebook)]
    else:
        parts.append(words.say("unchanged"))
    for head, remarks in (("left", False), ("remarks", True)):
        found = [d for d in chapter.diagnostics if d.is_remark is remarks]
        reasons = [words.say("reason", line=document.place(d.line)[1], message=d.message) for d in found]
        parts += listed(words.say(head), reasons)
    if chapter.step.changed:
        parts += [words.say("lines"), fenced(difference(chapter, document), "diff"), proof(chapter.verdict, words)]
    return "\n\n".join(parts) + "\n"


def told(chapter: Chapter, words: Words, rulebook: Rulebook) -> Iterator[str]:
    by_trust: dict[Trust, list[Change]] = {}
    for change in chapter.changes:
        by_trust.setdefault(change.trust, []).append(change)
    replaced = [*by_trust.get(Trust.RULE, []), *by_trust.get(Trust.BRIDGE, [])]
    yield from listed(words.say("replaced"), list(functions(replaced, words, rulebook)))
    match chapter.step.stage:
        case "autograd":
            yield from gradients(chapter, words)
        case "optim":
            yield from optimizers(by_trust.get(Trust.GRADIENT, []), words, rulebook)
        case "nn":
            yield from modules(by_trust.get(Trust.RUN, []), words, rulebook)
            names = [words.say("name", old=old, new=new) for old, new in chapter.after.correspondence if old != new]
            yield from listed(words.say("names"), names)


def functions(changes: Sequence[Change], words: Words, rulebook: Rulebook) -> Iterator[str]:
    """A line for each thing that was replaced in the same way, with where it stood."""
    found: dict[tuple[str, Trust], list[Change]] = {}
    for change in changes:
        found.setdefault((change.what, change.trust), []).append(change)
    told: dict[tuple[str, str, str], list[int]] = {}
    for (what, trust), same in found.items():
        ruled = RULED.fullmatch(what)
        old = short(ruled[1]) if ruled else " ".join(what.partition(": ")[0].split())
        new = counterpart(ruled[1], ruled[2], rulebook) if ruled and trust is Trust.RULE else ""
        known = ruled is not None and ruled[1].startswith("numpy.")
        key = "bridged" if trust is Trust.BRIDGE else "function" if new else "rule" if known else "setting"
        told.setdefault((key, old if key != "setting" else what, new), []).extend(c.line for c in same)
    for (key, old, new), lines in told.items():
        yield words.say(key, old=old, new=new, what=old, lines=enumerated(lines))


def enumerated(lines: Sequence[int]) -> str:
    """`5, 9, 12`, each once."""
    numbers = [str(line) for line in sorted(set(lines))]
    return ", ".join(numbers[:LONGEST_LIST] + ["…"] * (len(numbers) > LONGEST_LIST))


def counterpart(name: str, place: str, rulebook: Rulebook) -> str:
    """`torch.amax` for the clause of a rule that begins with it; "" for what is no single function."""
    rule = rulebook.rule(name)
    line = int(place.rpartition(":")[2])
    ways = [c for c in rule.clauses if c.result is not None] if rule else []
    clause = next((c for c in ways if c.line == line), ways[0] if len(ways) == 1 else None)
    function = called(clause.result, name.rpartition(".")[2]) if clause and clause.result else ""
    return function.replace("torch.", "torch.Tensor.", 1) if name.startswith("numpy.ndarray.") else function


def called(result: ast.expr, name: str) -> str:
    match result:
        case ast.Call(ast.Name("namesake"), [ast.Name(module), *_]):
            return f"{module}.{name}"
        case ast.Call(ast.Attribute(ast.Name(), method) as function):
            text = unparsed(function)
            return text if TORCH.fullmatch(text) else f"torch.{method}"
        case ast.Call(ast.Attribute() as function) if TORCH.fullmatch(unparsed(function)):
            return unparsed(function)
    return ""


def gradients(chapter: Chapter, words: Words) -> Iterator[str]:
    losses = ", ".join(name.rpartition(".")[2] for name in loss_names(chapter.after.after))
    if losses and chapter.after.parameters:
        yield words.say("derived", loss=losses, parameters=", ".join(chapter.after.parameters))
    dead = "\n".join(row.left[1] for row in chapter.step.rows if row.left and not row.right and row.left[1].strip())
    if dead:
        yield words.say("dead")
        yield fenced(dedent(dead))
    yield words.say("gradient_proof")


def optimizers(changes: Sequence[Change], words: Words, rulebook: Rulebook) -> Iterator[str]:
    places = {place_of(change) for change in changes}
    for rule in rulebook.optimizers():
        if rule.where in places:
            yield words.say("optimizer", call=unparsed(rule.call))
            yield fenced("\n".join(map(ast.unparse, rule.body)))
    yield words.say("optimizer_proof")


def modules(changes: Sequence[Change], words: Words, rulebook: Rulebook) -> Iterator[str]:
    rules = {rule.where: rule for rule in rulebook.modules()}
    for what, place in dict.fromkeys((change.what.partition(" (")[0], place_of(change)) for change in changes):
        rule = rules.get(place)
        if rule is None:
            yield words.say("part", what=what)
        elif isinstance(rule, LayerRule):
            yield words.say("module", module=unparsed(rule.module), value=unparsed(rule.forward))
        else:
            yield words.say("module", module=rule.module, value=unparsed(rule.value))
    yield words.say("module_proof")


def place_of(change: Change) -> str:
    """`losses.py:14`, of what a rule did."""
    return change.what.rpartition(" (")[2].removesuffix(")")


def difference(chapter: Chapter, document: Document) -> str:
    shown = Conversion(document.shown(chapter.before.after), document.shown(chapter.after.after))
    return diff(shown, "", "", colour=False).partition("\n")[2].partition("\n")[2].rstrip("\n")


def proof(verdict: Verdict | None, words: Words) -> str:
    if verdict is None:
        return words.say("unverified")
    count = sum(row.trained and row.outcome.equal for row in verdict.rows) or len(verdict.rows)
    largest = max((row.difference or 0.0 for row in verdict.rows), default=0.0)
    values: Mapping[str, object] = {
        "parameters": count,
        "numbers": verdict.printed.count,
        "difference": f"{max(largest, verdict.printed.difference):.2g}",
    }
    return words.say("equal", **values)


def listed(head: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield head
        yield "\n".join(f"- {item}" for item in items)


def fenced(text: str, language: str = "python") -> str:
    """A block of code; its fence is longer than any in it."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
    return f"{fence}{language}\n{text}\n{fence}"
