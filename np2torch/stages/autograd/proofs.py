"""From evidence to proof: one handle whose derivatives all the sites are, confirmed in several rehearsals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ...effects import reads, writes
from ...kind import Number
from ...rehearsal.conditions import Conditions
from ...rehearsal.instrument import Probe
from ...rehearsal.scalar import Tape
from ...rehearsal.sizes import other_sizes
from ...tree import literal_number, walk
from .candidates import candidates
from .choices import Choice, Scalars, Site, choices
from .cuts import cuts, cuts_in_functions
from .evidence import Evidence, Factors, Step
from .factors import Factor, scales
from .gradients import OTHER, Gradients
from .known_losses import known_losses, summed_losses
from .program import Place, Program, Variation, is_done
from .refusals import Refusal, explains_in_part, quoted, refusal, unequal
from .spots import Spot, earliest, ready_text, spots


@dataclass(frozen=True)
class Loss:
    """What is differentiated: the text of a name that is known at the spot, or an expression; times `scale`."""

    name: str | None
    expression: ast.expr | None
    scale: str  # "" for 1

    def is_same(self, other: Loss) -> bool:
        texts = [ast.dump(x.expression) if x.expression is not None else x.name for x in (self, other)]
        return texts[0] == texts[1] and self.scale == other.scale


@dataclass(frozen=True)
class Proof:
    """What is the gradient in one training loop, and of what."""

    loop: ast.For | ast.While
    spot: Spot
    loss: Loss
    sites: Mapping[Place, tuple[Site, ...]]
    relu: bool = False  # the program's `clamp(min=0)` has the derivative of `relu`
    cuts: tuple[ast.Call, ...] = ()  # that take numbers out of the loss's tensors
    strays: str = ""  # what the derivative is where functions come to the ends of their range, if not the gradient
    doubt: str = ""  # why it is no proof, where it is taken all the same


class Prover:
    """Rehearses a program under several conditions, and proves what its gradients are."""

    def __init__(self, program: Program, sizes: Mapping[int, int], unsafe: bool = False) -> None:
        """`sizes` stand for the program's own, in all rehearsals; `unsafe`: what holds in one of them is taken too."""
        self.program, program.sizes = program, sizes
        self.unsafe, self.trusting = unsafe, False
        self.base = program.rehearse(Conditions(implicit=True, relu=self.kinks()[0]))
        self.cost = Tape.count
        self.gradients = Gradients(program, self.base, program.usual)
        self.untied: Choice | None = None  # what is a derivative but where values are equal
        self.distant: Choice | None = None  # or but where parameters are far from here
        no_probes: tuple[Probe, ...] = ()
        # With the loops known that are limited, another rehearsal would be the same.
        self.others = {(self.condition(), no_probes, program.usual): self.gradients}

    @property
    def saw_training(self) -> bool:
        """Whether the rehearsal came as far as to train something."""
        return bool(self.gradients.steps())

    def outcomes(self) -> Iterator[Proof | Refusal]:
        """For each training loop, innermost first: what its places' gradients are."""
        done: set[Place] = set()
        for steps in self.steps_by_loop():
            found = []
            for step in steps:
                executions = tuple(e for e in step.executions if e.place not in done)
                found.append(self.prove(replace(step, executions=executions)) if executions else None)
            proofs = [o for o in found if isinstance(o, Proof)]
            refusals = [o for o in found if isinstance(o, Refusal) and o.place.statement in self.gradients.updating]
            outcomes: Sequence[Proof | Refusal] = refusals or ([joined(proofs)] if proofs else [])
            for outcome in outcomes:
                done |= set(outcome.sites) if isinstance(outcome, Proof) else {outcome.place}
                yield outcome

    def steps_by_loop(self) -> Iterator[list[Step]]:
        by_loop: dict[int, list[Step]] = {}
        for step in self.gradients.steps():
            if not is_done(self.program.nodes[step.iteration.loop], self.program):
                by_loop.setdefault(step.iteration.loop, []).append(step)
        depth = self.gradients.trace.loops_at
        yield from sorted(by_loop.values(), key=lambda steps: -len(depth(steps[0].iteration.event)))

    def prove(self, step: Step) -> Proof | Refusal | None:
        found = self.proved(step)
        if not self.unsafe or not isinstance(found, Refusal):
            return found
        self.trusting = True
        taken = self.proved(step)
        self.trusting = False
        return replace(taken, doubt=found.reason) if isinstance(taken, Proof) else found

    def proved(self, step: Step) -> Proof | Refusal | None:
        evidence, self.untied, self.distant = self.gradients.evidence(step), None, None
        ranked = choices(evidence, self.scalars(self.gradients, step))
        best = next(iter(ranked), None)
        for choice in ranked:
            if best is not None and choice.sites == best.sites and choice.scale == best.scale:
                for spot in spots(self.gradients, step, evidence, choice):
                    if ready_text(choice.handle, spot) is not None:
                        proof = self.confirmed(evidence, step, spot, choice, ())
                        if proof is not None:
                            return proof
        at = list(spots(self.gradients, step, evidence, best))
        for spot in at:
            proof = self.probed(evidence, step, spot, candidates(self.program, evidence.loop, spot))
            if proof is None and not explains_in_part(evidence):
                proof = self.probed(evidence, step, spot, known_losses(self.gradients, step, spot))
                proof = proof or self.probed(evidence, step, spot, list(summed_losses(self.program, spot)))
            if proof is not None:
                return proof
        return (
            self.unready(step, best, at)
            or unequal(self.untied)
            or refusal(evidence, self.scalars(self.gradients, step))
        )

    def unready(self, step: Step, best: Choice | None, spots: Sequence[Spot]) -> Refusal | None:
        """Where there is a loss, but no name or expression that has it before the update."""
        if best is None or best.handle.node is None or any(ready_text(best.handle, spot) for spot in spots):
            return None
        sites = factors(best.sites, best.scale, self.scalars(self.gradients, step))
        if sites is None or not self.gradients.is_complete(sites):
            return None
        place, loss = next(iter(best.sites)), quoted(best.handle.node)
        return Refusal(place, f"{loss}, whose derivative updates {quoted(place.old)}, is not at hand before the update")

    def probed(self, evidence: Evidence, step: Step, spot: Spot, expressions: Sequence[ast.expr]) -> Proof | None:
        """A proof with an expression that the program does not evaluate before its updates."""
        if not expressions:
            return None
        probes = tuple(Probe(self.program.numbers[spot.statement], e) for e in expressions)
        gradients = self.rehearsed(self.condition(), probes)
        again = gradients.step_like(step)
        if again is None:
            return None
        for choice in choices(gradients.evidence(again), self.scalars(gradients, again)):
            if choice.handle.probe is not None or ready_text(choice.handle, spot) is not None:
                earlier = earliest(spot, choice)
                if earlier is not spot and choice.handle.probe is not None:
                    probes = tuple(Probe(self.program.numbers[earlier.statement], p.expression) for p in probes)
                proof = self.confirmed(evidence, step, earlier, choice, probes)
                if proof is not None:
                    return proof
        return None

    def confirmed(
        self, evidence: Evidence, step: Step, spot: Spot, choice: Choice, probes: tuple[Probe, ...]
    ) -> Proof | None:
        """The choice as a proof, if it holds with other draws, at ties, and with other sizes and other numbers."""
        sites = factors(choice.sites, choice.scale, self.scalars(self.gradients, step))
        if any(is_part(choice, found) for found in (self.untied, self.distant) if found is not None):
            return None
        if any(self.is_repeated(p, evidence.loop) for p in choice.sites):
            return None
        if sites is None or not self.rehearsed(self.condition(), probes).is_complete(sites):
            return None
        for scale in scales(choice.scale, self.sizes(self.gradients, step)):
            for relu in self.kinks():
                if self.holds(evidence, choice, scale, probes, relu) and (
                    self.trusting or self.holds_varied(step, evidence, choice, scale, probes, relu)
                ):
                    expression = probes[choice.handle.probe].expression if choice.handle.probe is not None else None
                    strays = self.strays(evidence, choice, scale, probes, relu)
                    if strays == OTHER and not self.trusting and not self.has_logarithms(expression):
                        self.distant = self.distant or choice
                        continue
                    return Proof(
                        evidence.loop,
                        spot,
                        Loss(ready_text(choice.handle, spot), expression, scale.text),
                        choice.sites,
                        relu,
                        self.cuts(step, choice, probes),
                        strays,
                    )
        return None

    def has_logarithms(self, expression: ast.expr | None) -> bool:
        """Whether a loss may have another derivative at the ends of a range, where PyTorch's own are cut off."""
        text = self.program.source.text + (ast.unparse(expression) if expression is not None else "")
        return "log" in text or "cross_entropy" in text

    def is_repeated(self, place: Place, loop: ast.AST) -> bool:
        """Whether a loop inside of the training loop updates one and the same parameter each time."""
        names = reads(place.old)
        for ancestor in self.program.facts.ancestors(place.statement):
            if ancestor is loop or isinstance(ancestor, (ast.FunctionDef, ast.Lambda)):
                return False
            if isinstance(ancestor, (ast.For, ast.While)) and not names & bound_besides(ancestor, place.statement):
                return True
        return False

    def cuts(self, step: Step, choice: Choice, probes: tuple[Probe, ...]) -> tuple[ast.Call, ...]:
        gradients = self.rehearsed(self.condition(), probes)
        again = gradients.step_like(step)
        found = list(cuts(gradients, again, choice.handle)) if again is not None else []
        if choice.handle.probe is not None:
            found += cuts_in_functions(probes[choice.handle.probe].expression, self.program)
        return tuple(dict.fromkeys(found))

    def holds(self, evidence: Evidence, choice: Choice, scale: Factor, probes: tuple[Probe, ...], relu: bool) -> bool:
        """Whether it holds with other draws, and where values are equal."""
        usual = self.rehearsed(self.condition(1, relu), probes)
        if self.trusting or not self.holds_in(usual, evidence, choice, scale):
            return self.trusting and self.holds_in(usual, evidence, choice, scale)
        for seed in self.tied_seeds:
            condition = replace(self.condition(seed, relu), ties=True, made=self.gradients.makers)
            tied = self.rehearsed(condition, probes)
            if not self.holds_in(tied, evidence, choice, scale):
                if self.untied is None:
                    alone = (replace(choice, sites={place: sites}) for place, sites in choice.sites.items())
                    self.untied = next((c for c in alone if not self.holds_in(tied, evidence, c, scale)), None)
                return False
        return True

    def holds_varied(
        self, step: Step, evidence: Evidence, choice: Choice, scale: Factor, probes: tuple[Probe, ...], relu: bool
    ) -> bool:
        """Whether it holds too where the sizes, and the numbers that stand in the factors, are others."""
        for far in (True, False):  # the second where too few steps are left
            gradients = self.varied(choice, probes, relu, far)
            if gradients.step_like(step) is not None and self.holds_in(gradients, evidence, choice, scale):
                return True
        return False

    def varied(self, choice: Choice, probes: tuple[Probe, ...], relu: bool, far: bool = True) -> Gradients:
        """Other draws, sizes and numbers, and the last step far out."""
        conditions = replace(self.condition(2, relu), made=self.gradients.makers, far=far)
        variation = Variation(other_sizes(self.program.sizes), self.other_numbers(choice))
        return self.rehearsed(conditions, probes, variation)

    def holds_in(self, gradients: Gradients, evidence: Evidence, choice: Choice, scale: Factor) -> bool:
        """Whether it holds in one rehearsal."""
        return gradients.holds(evidence.loop, choice.handle, lambda step: self.sites_in(step, gradients, choice, scale))

    def sites_in(self, step: Step, gradients: Gradients, choice: Choice, scale: Factor) -> Factors | None:
        """What each site should be times the derivative, by the sizes and numbers of a step."""
        number = scale.value(self.sizes(gradients, step) if scale.terms else {})
        return factors(choice.sites, number, self.scalars(gradients, step)) if number is not None else None

    def strays(self, evidence: Evidence, choice: Choice, scale: Factor, probes: tuple[Probe, ...], relu: bool) -> str:
        """What the loss's derivative is where parameters are far out, if not the gradient by hand."""
        gradients = self.varied(choice, probes, relu)
        return gradients.strays(
            evidence.loop, choice.handle, lambda step: self.sites_in(step, gradients, choice, scale)
        )

    def other_numbers(self, choice: Choice) -> tuple[tuple[int, float], ...]:
        """Other values for the literals that the factors are made of, where they stand or where their names are defined."""
        found: dict[int, float] = {}
        for sites in choice.sites.values():
            for site in sites:
                texts = {t for t, _ in site.factor.terms}
                for rate in self.definitions({n.id for n in walk(site.node) if isinstance(n, ast.Name)}):
                    if isinstance(rate, ast.Constant) and type(rate.value) is float:  # and no count
                        found[self.program.numbers[rate]] = rate.value * VARIED
                for node in [*walk(site.node), *self.definitions(texts)]:
                    value = literal_number(node)
                    if value is not None and value not in self.program.sizes:
                        if node not in walk(site.node) or self.program.source.of(node) in texts:
                            found[self.program.numbers[node]] = value * VARIED
        return tuple(found.items())

    def definitions(self, texts: set[str]) -> Iterator[ast.expr]:
        for node in self.program.nodes:
            match node:
                case ast.Assign([ast.Name(name)], value) if name in texts:
                    yield value

    def kinks(self) -> tuple[bool, ...]:
        return (True, False) if "clamp" in self.program.source.text else (False,)

    @cached_property
    def tied_seeds(self) -> Sequence[int]:
        """Draws in which values meet: more, where the largest of several are taken and few of these may be equal."""
        return range(3, 6) if LARGEST.search(self.program.source.text) else (3,)

    def condition(self, seed: int = 1, relu: bool | None = None) -> Conditions:
        relu = self.kinks()[0] if relu is None else relu
        return Conditions(seed=seed, implicit=True, relu=relu, limited=frozenset(self.base.trace.limited))

    def rehearsed(
        self, conditions: Conditions, probes: tuple[Probe, ...], variation: Variation | None = None
    ) -> Gradients:
        variation = variation or self.program.usual
        key = conditions, probes, variation
        if key not in self.others:
            self.others[key] = Gradients(self.program, self.program.rehearse(conditions, probes, variation), variation)
        return self.others[key]

    # --- numbers with names --------------------------------------------------------------------

    def scalars(self, gradients: Gradients, step: Step) -> Scalars:
        """Numbers in an expression of a place, by their text."""
        ends = {e.place: e.end for e in step.executions}
        return lambda place, node: dict(self.numbers_in(gradients, node, ends[place])) if place in ends else {}

    def numbers_in(self, gradients: Gradients, expression: ast.expr, before: int) -> Iterator[tuple[str, float]]:
        for node in walk(expression):
            value = literal_number(node)
            if value is not None:
                yield self.program.source.of(node), gradients.variation.number(self.program.numbers[node], value)
            elif isinstance(node, (ast.Name, ast.Attribute, ast.Call)) and isinstance(
                self.program.facts.kind(node), Number
            ):
                event = gradients.trace.latest(self.program.numbers[node], before)
                value = gradients.trace.values[event].number if event is not None else None
                if value:
                    yield self.program.source.of(node), float(value)

    def sizes(self, gradients: Gradients, step: Step) -> dict[str, float]:
        """Integers that the loop's scope has an expression for, by their text, the latest first; then lengths of its data."""
        loop = self.program.nodes[step.iteration.loop]
        scope, changed = self.program.scope(loop), writes(loop)
        found: dict[str, float] = {}
        lengths: dict[str, float] = {}
        for event in range(step.end - 1, -1, -1):
            node, value = self.program.nodes[gradients.trace.nodes[event]], gradients.trace.values[event]
            if not isinstance(node, ast.expr) or self.program.scope(node) is not scope:
                continue
            if type(value.held) is int and value.held > 1:
                found.setdefault(self.program.source.of(node), float(value.held))
            elif isinstance(node, ast.Name) and node.id not in changed and value.shape and value.shape[0] > 1:
                lengths.setdefault(f"len({node.id})", float(value.shape[0]))
        return found | {text: length for text, length in lengths.items() if text not in found}


def bound_besides(loop: ast.For | ast.While, update: ast.stmt) -> set[str]:
    """Names that a loop binds, other than by the update itself."""
    own = set(walk(update))
    names = (n for n in walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n not in own)
    return {n.id for n in names}


LARGEST = re.compile(r"\b(?:amax|amin|max|min|maximum|minimum)\(")
VARIED = 1.0173  # times this, a number is another one


def is_part(choice: Choice, whole: Choice) -> bool:
    """Whether a gradient of the one is a term of the other's: that of a penalty alone."""
    nodes = {s.node for sites in whole.sites.values() for s in sites}
    inside = {n for node in nodes for n in walk(node)} - nodes
    return any(s.node in inside for sites in choice.sites.values() for s in sites)


def factors(sites: Mapping[Place, Sequence[Site]], scale: float, scalars: Scalars) -> Factors | None:
    """What each site is times the handle's derivative, where scalars have these values."""
    found: dict[Place, list[tuple[ast.expr, float]]] = {}
    for place, ones in sites.items():
        for site in ones:
            value = site.factor.value(scalars(place, site.node))
            if value is None:
                return None
            found.setdefault(place, []).append((site.node, site.sign * value * scale))
    return found


def joined(proofs: Sequence[Proof]) -> Proof | Refusal:
    """One loop's proofs as one: they have to be of the same loss, at the same spot."""
    first = proofs[0]
    for other in proofs[1:]:
        if not (other.spot == first.spot and other.loss.is_same(first.loss) and other.relu == first.relu):
            place = next(iter(other.sites))
            reason = f"what updates `{ast.unparse(place.old)}` follows another loss than what else updates in this loop"
            return Refusal(place, reason)
    sites = {place: found for proof in proofs for place, found in proof.sites.items()}
    strays = max((p.strays for p in proofs), key=len)
    return replace(first, sites=sites, cuts=tuple(dict.fromkeys(c for p in proofs for c in p.cuts)), strays=strays)
