"""The stage: prove the gradients of one training loop after another, and write what takes their place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...dead import changed_less, without_dead
from ...diagnostic import Change, Diagnostic, Trust
from ...edit import Edits, Source
from ...facts import Facts
from ...imports import DEFAULT_DTYPE, imported, with_torch
from ...kind import Array, External
from ...rehearsal.sizes import Sizes, small_sizes
from ...rulebook import Rulebook
from ...tree import walk
from .. import StageResult
from ..equivalence import difference
from .backward import write_backward
from .carried import carried
from .cuts import uncut
from .detach import detached, settled
from .gradients import NOT_FINITE
from .keys import keyed
from .out_of_place import out_of_place
from .parameters import NoPlace, Parameters
from .program import Program
from .proofs import Proof, Prover
from .refusals import Refusal, quoted
from .snapshots import snapshots
from .suspects import numbers, suspects
from .updates import Updates

# What is done about it where PyTorch would say that a gradient needs a tensor that was changed, or a graph of the last step.
REMEDIES = {"changed in place": out_of_place, "freed by an earlier backward pass": carried}


NO_DERIVATIVE = "what updates `{}` is not the derivative of any scalar computed here"
ENDS = (
    "where a value comes to the end of its range, such as a probability that is exactly 0 or 1, "
    "the derivative of {} as it is written is {} the gradient by hand; --verify shows whether training comes there"
)
DEAR = 150_000  # numbers that a rehearsal records, beyond which it is not done over where there were smaller ones
ATTEMPTS = 3  # sizes with which a program is looked at


def autograd(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Replace hand-written gradients by `backward()`, loop by loop; loops that have it already are left."""
    return replaced(source, facts, rulebook, unsafe=False)


def unsafe_autograd(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Also those that one rehearsal alone speaks for."""
    return replaced(source, facts, rulebook, unsafe=True)


def replaced(source: Source, facts: Facts, rulebook: Rulebook, unsafe: bool) -> StageResult:
    if not imported(source.tree) & {"numpy", "torch"}:
        return StageResult(source.text)
    program = Program(source, facts)
    if not program.places:
        return StageResult(source.text)
    result = None
    for prover in sound(program, facts, unsafe):
        result = attempt(program, prover, rulebook)
        if result.changes:
            return result
    return result or StageResult(source.text, tuple(unexplained(program, Prover(program, {}), [])))


def sound(program: Program, facts: Facts, unsafe: bool = False) -> Iterator[Prover]:
    """Rehearsals at small sizes that go together; where there are none, those that came as far as to train something."""
    partly: list[Sizes] = []
    found = 0
    for sizes in small_sizes(facts):
        if found >= ATTEMPTS - 1 and sizes:
            continue  # last come the program's own
        prover = Prover(program, sizes, unsafe)
        if found and prover.cost > DEAR:
            continue
        if not prover.base.error:
            found += 1
            yield prover
        elif prover.saw_training and not prover.base.out_of_budget:
            partly.append(sizes)
    if not found:
        yield from (Prover(program, sizes, unsafe) for sizes in partly[:ATTEMPTS])


def attempt(program: Program, prover: Prover, rulebook: Rulebook) -> StageResult:
    outcomes = list(prover.outcomes())
    proofs = [o for o in outcomes if isinstance(o, Proof)]
    diagnostics = [refused(o) for o in outcomes if isinstance(o, Refusal)]
    diagnostics += unexplained(program, prover, outcomes)
    while proofs:
        written = Written.of(program, prover, proofs, rulebook, rekeyed=True)
        if isinstance(written, Failure) and any(any(keyed(program, p)) for p in proofs):
            written = Written.of(program, prover, proofs, rulebook, rekeyed=False)
        if isinstance(written, Written):
            seen = executed(program, prover, proofs)
            left = [d for d in diagnostics if d.line not in seen]
            left += [strays(p) for p in proofs if p.strays]
            left += [doubted(p) for p in written.proofs if p.doubt]
            return StageResult(written.text, tuple(left), written.changes, (), written.parameters)
        proofs.remove(written.proof)
        diagnostics.append(
            Diagnostic(written.proof.loop.lineno, written.proof.loop.col_offset + 1, "NT203", written.reason)
        )
    return StageResult(program.source.text, tuple(diagnostics))


def executed(program: Program, prover: Prover, proofs: Sequence[Proof]) -> set[int]:
    """Lines of what was added to in the loops that were rewritten: velocities, counts, states."""
    loops = {program.numbers[p.loop] for p in proofs}
    return {e.place.statement.lineno for e in prover.gradients.executions if any(i.loop in loops for i in e.loops)}


def unexplained(program: Program, prover: Prover, outcomes: Sequence[Proof | Refusal]) -> list[Diagnostic]:
    """What looks like an update, in loops that nothing was found out about."""
    loops = [o.loop if isinstance(o, Proof) else program.facts.loop(o.place.statement) for o in outcomes]
    known = {n for loop in loops if loop is not None for n in walk(loop)}
    found = []
    for place in numbers(program) if prover.base.error else suspects(program):
        if place.statement not in known:
            derived = NO_DERIVATIVE.format(ast.unparse(place.old))
            reason = f"it was not looked for: {prover.base.error}" if prover.base.error else derived
            found.append(refused(Refusal(place, reason)))
    if prover.base.error:
        return found[:1]
    return found or list(silent(program, prover, outcomes))


def silent(program: Program, prover: Prover, outcomes: Sequence[Proof | Refusal]) -> Iterator[Diagnostic]:
    """Loops that train something, be it through functions, and that nothing is said about."""
    said = {o.place for o in outcomes if isinstance(o, Refusal)} | {
        p for o in outcomes if isinstance(o, Proof) for p in o.sites
    }
    for step in prover.gradients.steps():
        places = {e.place for e in step.executions if prover.gradients.renews(e, step)}
        if places and not said & {e.place for e in step.executions}:
            place = min(places, key=lambda p: p.statement.lineno)
            yield refused(Refusal(place, NO_DERIVATIVE.format(ast.unparse(place.old))))
            return


@dataclass(frozen=True)
class Failure:
    """Why a gradient that is proved could not be replaced."""

    proof: Proof
    reason: str


@dataclass(frozen=True)
class Written:
    """The program with the gradients of some loops by autograd, rehearsed and found equal."""

    text: str
    proofs: tuple[Proof, ...]
    parameters: tuple[str, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(
            Change(
                place.statement.lineno,
                f"gradient by autograd: the derivative of {quoted_loss(proof)} by {quoted(place.old)}",
                Trust.UNPROVEN if proof.doubt else Trust.GRADIENT,
            )
            for proof in self.proofs
            for place in proof.sites
        )

    @classmethod
    def of(
        cls, program: Program, prover: Prover, proofs: list[Proof], rulebook: Rulebook, rekeyed: bool
    ) -> Written | Failure:
        """`rekeyed`: loops over a dict of gradients go over the parameters' keys."""
        edits = Edits(program.source)
        for proof in proofs:
            try:
                write_loop(program, prover, proof, edits)
                for keys in keyed(program, proof) if rekeyed else ():
                    keys.write(program, edits)
            except NoPlace as why:
                return Failure(proof, f"the gradient is right, but stays by hand: {why.reason}")
        try:
            text = edits.apply()
            if "torch" not in imported(program.source.tree):
                text = with_torch(text, ("torch",), DEFAULT_DTYPE)
            text = detached(without_dead(text, program.source.text, rulebook), rulebook)
            text = settled(text, program.facts, rulebook)
        except (SyntaxError, ValueError) as error:
            return Failure(
                proofs[-1], f"the gradient is right, but stays by hand: its loop could not be rewritten ({error})"
            )
        reason = differs(program, prover, text)
        for symptom, remedy in REMEDIES.items():
            if symptom in reason:
                text = remedy(text, rulebook)
                reason = differs(program, prover, text)
        if reason and prover.unsafe and not differs(program, prover, text, turned_too=False):
            proofs, reason = [replace(p, doubt=p.doubt or reason) for p in proofs], ""
        if reason:
            return Failure(proofs[-1], f"the gradient is right at first, but stays by hand: rewritten, {reason}")
        return cls(text, tuple(proofs), tuple(n for p in proofs for n in parameter_names(program, p)))


def differs(program: Program, prover: Prover, text: str, turned_too: bool = True) -> str:
    old, trace, scratch = program.source.text, prover.base.trace, changed_less(program.source.text, text)
    return difference(old, text, trace, sizes=program.sizes, scratch=scratch, turned_too=turned_too)


def write_loop(program: Program, prover: Prover, proof: Proof, edits: Edits) -> None:
    Parameters(program, proof, prover.base.trace, edits).write()
    write_backward(program, proof, edits)
    Updates(program, proof, edits).write()
    snapshots(program, proof, edits)
    for node in proof.cuts:
        uncut(node, program, edits)
    if proof.relu:
        relu(program, edits)


def relu(program: Program, edits: Edits) -> None:
    """`torch.clamp(x, min=0)` as `torch.relu(x)`, whose derivative at 0 is the hand-written one's."""
    for node in program.nodes:
        if isinstance(node, ast.Call) and is_clamp_at_zero(node, program.facts) and not edits.covers(node):
            function = program.source.of(node.func).rpartition(".")[0]
            inside = program.source.of(node.args[0]) if node.args else ""
            edits.replace_node(node, f"{function}.relu({inside})")


def is_clamp_at_zero(node: ast.Call, facts: Facts) -> bool:
    kind = facts.kind(node.func)
    name = kind.name if isinstance(kind, External) else ""
    bounds = [k for k in node.keywords if k.arg == "min" and isinstance(k.value, ast.Constant) and k.value.value == 0]
    return (
        name in ("torch.clamp", "torch.Tensor.clamp", "torch.clip")
        and len(node.keywords) == len(bounds) == 1
        and isinstance(facts.kind(node), Array)
    )


def refused(refusal: Refusal) -> Diagnostic:
    statement = refusal.place.statement
    return Diagnostic(
        statement.lineno, statement.col_offset + 1, "NT202", f"the gradient stays by hand: {refusal.reason}"
    )


def strays(proof: Proof) -> Diagnostic:
    """What nobody sees in a usual run: a loss that ends in `log(0)` has no derivative there."""
    statement = proof.spot.statement
    becomes = "nan, and not" if proof.strays == NOT_FINITE else "another than"
    return Diagnostic(statement.lineno, statement.col_offset + 1, "NT204", ENDS.format(quoted_loss(proof), becomes))


def doubted(proof: Proof) -> Diagnostic:
    statement = proof.spot.statement
    why = f"replaced without a proof that it is the derivative of {quoted_loss(proof)}: {proof.doubt}"
    return Diagnostic(statement.lineno, statement.col_offset + 1, "NT205", why)


def quoted_loss(proof: Proof) -> str:
    expression = proof.loss.expression
    return quoted(expression) if expression is not None else f"`{proof.loss.name}`"


def parameter_names(program: Program, proof: Proof) -> list[str]:
    """The parameters as expressions, names of a function written `f.name`."""
    scope = program.scope(proof.loop)
    prefix = f"{scope.name}." if isinstance(scope, ast.FunctionDef) else ""
    scopes, home = program.source.scopes, scope or program.source.tree
    names = [
        p.old.id for p in proof.sites if isinstance(p.old, ast.Name) and scopes.variable(p.node, p.old.id).scope is home
    ]
    return [prefix + name for name in names]
