"""From evidence to proof: one handle whose derivatives all the sites are, confirmed in several rehearsals."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from ...kind import Number
from ...rehearsal.instrument import Probe
from ...rehearsal.conditions import Conditions
from ...rehearsal.run import Rehearsal
from .candidates import candidates, known_losses
from .gradients import TOLERANCE, Evidence, Gradients, Handle, Match, Step
from .program import Place, Program

UNIT = 1.0


@dataclass(frozen=True)
class Site:
    """An expression that is `factor` times the gradient of the (scaled) loss; `text` is the factor, signs aside."""

    node: ast.expr
    factor: float
    text: str = ""


@dataclass(frozen=True)
class Spot:
    """A statement of a block, before which the backward pass comes."""

    block: tuple[ast.stmt, ...]
    statement: ast.stmt

    @property
    def before(self) -> tuple[ast.stmt, ...]:
        return self.block[: self.block.index(self.statement)]


@dataclass(frozen=True)
class Loss:
    """What is differentiated: the text of a name that is known at the spot, or an expression; times `scale`."""

    name: str | None
    expression: ast.expr | None
    scale: str  # "" for 1


@dataclass(frozen=True)
class Proof:
    loop: ast.For | ast.While
    spot: Spot
    loss: Loss
    sites: Mapping[Place, tuple[Site, ...]]
    relu: bool = False  # the program's `clamp(min=0)` has the derivative of `relu`


@dataclass(frozen=True)
class Refusal:
    place: Place
    reason: str


@dataclass(frozen=True)
class Choice:
    """One handle with sites for every place that it touches."""

    handle: Handle
    scale: float
    sites: Mapping[Place, tuple[Site, ...]]

    @property
    def factors(self) -> dict[Place, list[tuple[ast.expr, float]]]:
        return {p: [(s.node, s.factor * self.scale) for s in sites] for p, sites in self.sites.items()}


Scalars = Callable[[Place, ast.expr], Mapping[str, float]]


def choices(evidence: Evidence, scalars: Scalars) -> list[Choice]:
    """The best first: exact gradients before scaled ones, sites near to the new values before far ones."""
    ranked: list[tuple[tuple[Any, ...], Choice]] = []
    parameters = {p for p in evidence.places if p.target is not None}
    for handle, by_place in evidence.matches.items():
        places = {p: m for p, m in by_place.items() if counts(p, m)}
        if not places or not parameters <= set(places):
            continue
        for rank, choice in enumerate(ways(handle, places, scalars)):
            distance = sum(min(m.distance for m in places[p] if m.node is s[0].node) for p, s in choice.sites.items())
            ranked.append(((-len(places), rank, distance, handle_rank(handle)), choice))
    return [choice for _, choice in sorted(ranked, key=lambda r: r[0])]


def counts(place: Place, matches: Sequence[Match]) -> bool:
    """A sum that is assigned to another name is a parameter's new value only if a gradient went into it."""
    return place.target is not None or any(is_unit(m.factor) for m in matches)


def ways(handle: Handle, places: Mapping[Place, list[Match]], scalars: Scalars) -> Iterator[Choice]:
    """Sites whose factors, signs aside, are the same for all places: 1, or a number in each site's expression, or the loss's."""
    for scale in (UNIT, *common_scales(places.values())):
        sites = {p: tuple(m for m in ms if close(abs(m.factor), scale)) for p, ms in places.items()}
        if not all(sites.values()):
            continue
        texts = {p: explanation(scale, scalars(p, ms[-1].node)) for p, ms in sites.items()} if scale != UNIT else {}
        if texts and all(texts.values()):
            explained = {p: (Site(ms[-1].node, ms[-1].factor, texts[p] or ""),) for p, ms in sites.items()}
            yield Choice(handle, UNIT, explained)
        else:
            yield Choice(handle, scale, {p: tuple(Site(m.node, signed(m.factor)) for m in ms) for p, ms in sites.items()})


def common_scales(matches: Iterable[list[Match]]) -> list[float]:
    """Factors that all places share, those nearest to the gradient first."""
    by_place = [{round(abs(m.factor), 12): m for m in ms} for ms in matches]
    if not by_place:
        return []
    first, *rest = by_place
    shared = [abs(m.factor) for m in sorted(first.values(), key=lambda m: -m.distance)]
    return [s for s in shared if all(any(close(s, abs(m.factor)) for m in other.values()) for other in rest)]


def explanation(factor: float, scalars: Mapping[str, float]) -> str | None:
    known = [(t, v) for t, v in scalars.items() if v not in (0, 1)]
    for size in (1, 2, 3):
        for chosen in combinations([(t, v, d) for t, v in known for d in (False, True)], size):
            if len({t for t, _, _ in chosen}) == size and close(product((v, d) for _, v, d in chosen), factor):
                above = [t for t, _, d in chosen if not d]
                below = [t for t, _, d in chosen if d]
                return " * ".join(above or ["1"]) + "".join(f" / {t}" for t in below)
    return None


def product(parts: Iterable[tuple[float, bool]]) -> float:
    result = 1.0
    for value, divides in parts:
        result = result / value if divides else result * value
    return result


def is_unit(factor: float) -> bool:
    return close(abs(factor), UNIT)


def signed(factor: float) -> float:
    return -1.0 if factor < 0 else 1.0


def close(a: float, b: float) -> bool:
    return abs(a - b) <= 10 * TOLERANCE * max(abs(a), abs(b))


def handle_rank(handle: Handle) -> tuple[int, int]:
    """Named values first, then expressions, then what was made up."""
    kind = 2 if handle.probe is not None else 0 if isinstance(handle.node, ast.Name) and isinstance(handle.node.ctx, ast.Store) else 1
    return kind, -getattr(handle.node, "lineno", 0)


# --- the prover --------------------------------------------------------------------------------------------


class Prover:
    """Rehearses a program under several conditions, and proves what its gradients are."""

    def __init__(self, program: Program, sizes: Mapping[int, int]) -> None:
        """`sizes` are small ones to try first; the program's own are used where these do not go together."""
        self.program = program
        self.base = self.first_rehearsal(sizes)
        self.gradients = Gradients(program, self.base)
        self.others: dict[tuple[Conditions, tuple[Probe, ...]], Gradients] = {}

    def first_rehearsal(self, sizes: Mapping[int, int]) -> Rehearsal:
        self.program.sizes = sizes
        rehearsal = self.program.rehearse(Conditions(implicit=True))
        if rehearsal.error and sizes:
            self.program.sizes = {}
            rehearsal = self.program.rehearse(Conditions(implicit=True))
        return rehearsal

    def outcomes(self) -> Iterator[Proof | Refusal]:
        """For each training loop, innermost first: what its places' gradients are."""
        done: set[Place] = set()
        for step in sorted(self.gradients.steps(), key=lambda s: -len(self.gradients.trace.loops_at(s.iteration.event))):
            if is_done(self.program.nodes[step.iteration.loop]):
                continue
            executions = tuple(e for e in step.executions if e.place not in done)
            outcome = self.prove(replace(step, executions=executions)) if executions else None
            if isinstance(outcome, Proof):
                done |= set(outcome.sites)
                yield outcome
            elif outcome is not None and outcome.place.statement in self.gradients.updating:
                done.add(outcome.place)
                yield outcome

    def prove(self, step: Step) -> Proof | Refusal | None:
        evidence = self.gradients.evidence(step)
        best = next(iter(choices(evidence, self.scalars(self.gradients, step))), None)
        spot = self.spot(step, evidence, best)
        if spot is None:
            return refusal(evidence)
        if best is not None and ready_text(best.handle, spot) is not None:
            proof = self.confirmed(evidence, step, spot, best, ())
            if proof is not None:
                return proof
        proof = self.probed(evidence, step, spot, candidates(self.program, evidence.loop, spot))
        if proof is None and not explains_in_part(evidence):
            proof = self.probed(evidence, step, spot, known_losses(self.gradients, step, spot))
        return proof or refusal(evidence)

    def probed(self, evidence: Evidence, step: Step, spot: Spot, expressions: Sequence[ast.expr]) -> Proof | None:
        """A proof with an expression that the program does not evaluate before its updates."""
        if not expressions:
            return None
        probes = tuple(Probe(self.program.numbers[spot.statement], e) for e in expressions)
        gradients = self.rehearsed(self.condition(), probes)
        again = next((s for s in gradients.steps() if s.iteration.loop == step.iteration.loop), None)
        if again is None:
            return None
        for choice in choices(gradients.evidence(again), self.scalars(gradients, again)):
            if choice.handle.probe is not None or ready_text(choice.handle, spot) is not None:
                earlier = self.earliest(spot, choice)
                if earlier is not spot and choice.handle.probe is not None:
                    probes = tuple(Probe(self.program.numbers[earlier.statement], p.expression) for p in probes)
                proof = self.confirmed(evidence, step, earlier, choice, probes)
                if proof is not None:
                    return proof
        return None

    def spot(self, step: Step, evidence: Evidence, best: Choice | None) -> Spot | None:
        """Before which statement the backward pass has to come: the first that an update happens in, or that a gradient goes into."""
        places = {p for p in evidence.places if p.target is not None} or {e.place for e in step.executions if e.place.statement in self.gradients.updating}
        if not places:
            return None
        first = min(e.start for e in step.executions if e.place in places)
        scopes = {self.program.scope(p.node) for p in places}
        function = scopes.pop() if len(scopes) == 1 else None
        inner = isinstance(function, ast.FunctionDef) and function is not self.program.scope(evidence.loop)
        spot = self.spot_in(function.body if isinstance(function, ast.FunctionDef) and inner else evidence.loop.body, first)
        return self.earliest(spot, best) if spot is not None and best is not None else spot

    def earliest(self, spot: Spot, choice: Choice) -> Spot:
        """The spot, or an earlier statement of its block that a gradient goes into."""
        nodes = {s.node for sites in choice.sites.values() for s in sites}
        holding = (s for s in spot.before if any(n in nodes for n in ast.walk(s)))
        first = next(holding, None)
        return spot if first is None else Spot(spot.block, first)

    def spot_in(self, block: list[ast.stmt], event: int) -> Spot | None:
        """The statement of a block that an event falls into."""
        numbers = {self.program.numbers[s] for s in block}
        for at, number in reversed(self.gradients.trace.statements):
            if at <= event and number in numbers:
                statement = self.program.nodes[number]
                assert isinstance(statement, ast.stmt)
                return Spot(tuple(block), statement)
        return None

    def confirmed(self, evidence: Evidence, step: Step, spot: Spot, choice: Choice, probes: tuple[Probe, ...]) -> Proof | None:
        scale = self.scale_text(choice.scale, step)
        if scale is None or not self.rehearsed(self.condition(), probes).is_complete(choice.factors):
            return None
        for relu in self.kinks():
            conditions = [self.condition(1, relu), self.condition(2, relu), replace(self.condition(3, relu), ties=True)]
            if all(self.rehearsed(c, probes).holds(evidence.loop, choice.handle, choice.factors) for c in conditions):
                expression = probes[choice.handle.probe].expression if choice.handle.probe is not None else None
                return Proof(evidence.loop, spot, Loss(ready_text(choice.handle, spot), expression, scale), choice.sites, relu)
        return None

    def kinks(self) -> tuple[bool, ...]:
        return (True, False) if "clamp" in self.program.source.text else (False,)

    def condition(self, seed: int = 1, relu: bool = False) -> Conditions:
        return Conditions(seed=seed, implicit=True, relu=relu, limited=frozenset(self.base.trace.limited))

    def rehearsed(self, conditions: Conditions, probes: tuple[Probe, ...]) -> Gradients:
        key = conditions, probes
        if key not in self.others:
            self.others[key] = Gradients(self.program, self.program.rehearse(conditions, probes))
        return self.others[key]

    # --- numbers with names --------------------------------------------------------------------

    def scalars(self, gradients: Gradients, step: Step) -> Scalars:
        """Numbers in an expression of a place, by their text."""
        ends = {e.place: e.end for e in step.executions}
        return lambda place, node: dict(self.numbers_in(gradients, node, ends[place]))

    def numbers_in(self, gradients: Gradients, expression: ast.expr, before: int) -> Iterator[tuple[str, float]]:
        for node in ast.walk(expression):
            if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
                yield self.program.source.of(node), float(node.value)
            elif isinstance(node, (ast.Name, ast.Attribute, ast.Call)) and isinstance(self.program.facts.kind(node), Number):
                event = gradients.trace.latest(self.program.numbers[node], before)
                value = gradients.trace.values[event].number if event is not None else None
                if value:
                    yield self.program.source.of(node), float(value)

    def scale_text(self, scale: float, step: Step) -> str | None:
        """A factor of the loss as text: a plain number, or a size that the program has an expression for."""
        if close(scale, UNIT):
            return ""
        if (plain := plain_number(scale)) is not None:
            return plain
        for text, value in self.sizes(step):
            for times in (1, 2, 0.5):
                if close(scale, value * times):
                    return text if times == 1 else f"{times} * {text}"
                if close(scale, times / value):
                    return f"{times} / {text}"
        return None

    def sizes(self, step: Step) -> Iterator[tuple[str, float]]:
        """Integers that the loop's scope has an expression for."""
        loop = self.program.nodes[step.iteration.loop]
        scope = self.program.scope(loop)
        for event in range(step.end - 1, -1, -1):
            node, value = self.program.nodes[self.gradients.trace.nodes[event]], self.gradients.trace.values[event]
            if type(value.held) is int and value.held > 1 and isinstance(node, ast.expr) and self.program.scope(node) is scope:
                yield self.program.source.of(node), float(value.held)


def ready_text(handle: Handle, spot: Spot) -> str | None:
    """The name or attribute that has the handle's value at the spot, if a statement before it gave it one."""
    for statement in spot.before:
        match statement:
            case ast.Assign(targets, value):
                if value is handle.node and isinstance(targets[0], (ast.Name, ast.Attribute)):
                    return ast.unparse(targets[0])
                if isinstance(handle.node, ast.Name) and any(handle.node in ast.walk(t) for t in targets):
                    return handle.node.id
    return None


def is_done(loop: ast.AST) -> bool:
    """A loop that runs a backward pass already."""
    return any(isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "backward" and not n.args for n in ast.walk(loop))


def explains_in_part(evidence: Evidence) -> bool:
    """Whether a scalar of the program's is the loss of some of its updates, but not of others."""
    parameters = {p for p in evidence.places if p.target is not None}
    for by_place in evidence.matches.values():
        if parameters <= set(by_place) and any(is_unit(m.factor) for ms in by_place.values() for m in ms):
            return True
    return False


def plain_number(value: float) -> str | None:
    """A factor that a person would have written: a small integer or a simple fraction."""
    for divisor in (1, 2, 3, 4, 5, 8, 10, 100):
        number = value * divisor
        if abs(number - round(number)) < 1e-6 * max(1.0, abs(number)) and 0 < round(number) <= 20:
            exact = round(number) / divisor
            return str(int(exact)) if exact == int(exact) else repr(exact)
    return None


def refusal(evidence: Evidence) -> Refusal | None:
    """What was found instead, by the handle that explains most: exact gradients count first, names before expressions."""
    parameters = {p for p in evidence.places if p.target is not None}
    if not parameters:
        return None

    def score(handle: Handle) -> tuple[int, int, int]:
        matches = [m for p, m in evidence.matches[handle].items() if p in parameters]
        return sum(any(is_unit(x.factor) for x in m) for m in matches), sum(map(bool, matches)), isinstance(handle.node, ast.Name)

    best = max(evidence.matches, key=score)
    by_place = {p: m for p, m in evidence.matches[best].items() if p in parameters}
    wrong = [p for p in sorted(parameters, key=lambda p: p.statement.lineno) if not any(is_unit(m.factor) for m in by_place.get(p, []))]
    place = wrong[0] if wrong else min(parameters, key=lambda p: p.statement.lineno)
    return Refusal(place, reason_for(place, best, by_place, wrong))


def reason_for(place: Place, handle: Handle, by_place: Mapping[Place, list[Match]], wrong: Sequence[Place]) -> str:
    if not any(by_place.values()):
        return f"what updates {quoted(place.old)} is not the derivative of any scalar computed here"
    if not wrong:
        return f"what updates {quoted(place.old)} is more than a multiple of the derivative of {quoted(handle.node)}"
    findings = [finding(p, by_place.get(p, [])) for p in wrong]
    return f"hand-written, {'; '.join(findings)}, of {quoted(handle.node)}"


def finding(place: Place, matches: Sequence[Match]) -> str:
    if not matches:
        return f"what updates {quoted(place.old)} is no multiple of the derivative by it"
    inner = min(matches, key=lambda m: (plain_number(abs(m.factor)) is None, not isinstance(m.node, ast.Name), m.distance))
    return f"{quoted(inner.node)} is {inner.factor:.6g} times the derivative by {quoted(place.old)}"


def quoted(node: ast.AST | None) -> str:
    text = ast.unparse(node) if node is not None else "a loss"
    return f"`{text if len(text) < 60 else text[:57] + '...'}`"
