"""What each hand-written gradient of a program is: the derivative of a scalar, a multiple of it, or how far from it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ...edit import Source
from ...facts import Facts
from ...rehearsal.scalar import Scalar, depends
from ...rehearsal.trace import Seen
from ...tree import walk
from .backward import scaled
from .choices import is_unit
from .evidence import Evidence, Handle, Match, Step
from .factors import plain_number, shown
from .gradients import Gradients
from .multiples import finite, fitted, is_behind, multiple, slope_of
from .program import Execution, Place, Program
from .proofs import Proof, Prover
from .refusals import quoted
from .stage import sound
from .suspects import suspects
from .veils import serials

NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Finding:
    """What updates a parameter, beside the derivative of a scalar by it.

    `times` says which multiple of it ("" for the derivative itself), and is None where it is none; then `error` is the
    largest relative error, with the place of it in the parameter, if there is a scalar to compare with.
    """

    line: int
    column: int
    parameter: str
    gradient: str = ""
    scalar: str = ""
    times: str | None = None
    error: float = 0.0
    index: tuple[int, ...] = ()
    is_odd: bool = False  # other gradients of the step are other multiples

    @property
    def is_right(self) -> bool:
        return self.times is not None and not self.is_odd

    @property
    def text(self) -> str:
        if not self.scalar:
            return f"what updates {self.parameter} is not the derivative of any scalar computed here"
        derivative = f"the derivative of {self.scalar} by {self.parameter}"
        if self.times is not None:
            return f"{self.gradient} is {self.times}{derivative}{', as others of the step are not' * self.is_odd}"
        where = f" at {list(self.index)}" if self.index else ""
        return f"{self.gradient} is not {derivative}: largest relative error {self.error:.1e}{where}"


def findings(source: Source, facts: Facts) -> list[Finding]:
    """One for each parameter that a training loop updates, in the order of the text; errors are those of a rehearsal."""
    program = Program(source, facts)
    if not program.places:
        return []
    best: list[Finding] = []
    for prover in sound(program, facts):
        found = list({(f.line, f.parameter): f for f in of_prover(prover)}.values())
        if not best or sum(f.is_right for f in found) > sum(f.is_right for f in best):
            best = found
        if best and all(f.is_right for f in best):
            break
    best = best or [Finding(*position(p), quoted(p.old)) for p in suspects(program)]
    return sorted(best, key=lambda f: (f.line, f.column))


def of_prover(prover: Prover) -> Iterator[Finding]:
    done: set[Place] = set()
    for steps in prover.steps_by_loop():
        for whole in steps:
            step = replace(whole, executions=tuple(e for e in whole.executions if e.place not in done))
            proof = prover.prove(step) if step.executions else None
            if isinstance(proof, Proof) and not any(alterations(prover.gradients, step, proof)):
                done |= proof.sites.keys()
                yield from proved(proof)
            elif step.executions:
                done |= {e.place for e in updates(prover.gradients, step)}
                yield from compared(prover.gradients, step)


def alterations(gradients: Gradients, step: Step, proof: Proof) -> Iterator[bool]:
    """For each gradient, whether it is made into something else before it comes to the update."""
    for execution in step.executions:
        for site in proof.sites.get(execution.place, ())[:1]:
            yield altered(gradients, step, execution, site.node, proof.sites.keys())


def altered(
    gradients: Gradients, step: Step, execution: Execution, site: ast.expr, parameters: Collection[Place]
) -> bool:
    """Whether nothing in the update itself is a multiple of the gradient, though no state has a part in it."""
    trace, numbers = gradients.trace, gradients.program.numbers
    event = trace.latest(numbers[site], execution.end)
    gradient = trace.values[event].values if event is not None else []
    others = [e for e in step.executions if e.place not in parameters and gradients.renews(e, step)]
    states = {serial for e in others for serial in serials(e.old)}
    for node in ingredients(execution.place):
        at = trace.latest(numbers[node], execution.end)
        if at is None or at < step.iteration.event:
            continue
        if multiple(trace.values[at], execution.old, list(map(float, gradient))) is not None:
            return False
        if depends(trace.values[at].values, states, step.iteration.serial):
            return False
    return bool(gradient)


def proved(proof: Proof) -> Iterator[Finding]:
    loss = proof.loss
    name = loss.name or ast.unparse(loss.expression or ast.Constant(1))
    scalar = f"`{scaled(loss.scale, name)}`"
    for place, (site, *_) in proof.sites.items():
        times = f"`{site.factor.text}` times " if site.factor.text else ""
        sign = "minus " if site.sign < 0 else ""
        yield Finding(*position(place), quoted(place.old), quoted(site.node), scalar, sign + times)


def position(place: Place) -> tuple[int, int]:
    return place.statement.lineno, place.statement.col_offset + 1


def compared(gradients: Gradients, step: Step) -> Iterator[Finding]:
    """Of a step without a proof, by the scalar that explains most of it."""
    evidence = gradients.evidence(step)
    renewed = list(updates(gradients, step))
    results = losses(gradients, step, renewed)
    behind = {p for h in results for p in evidence.touched.get(h, ())}
    parameters = [e for e in renewed if e.place in behind] or renewed
    best = max(results & evidence.matches.keys(), key=lambda h: score(h, evidence), default=None)
    found = [finding(gradients, step, evidence, execution, best) for execution in parameters]
    usual = any(f.times == "" for f in found)
    yield from (replace(f, is_odd=usual and bool(f.times)) for f in found)


def losses(gradients: Gradients, step: Step, renewed: Sequence[Execution]) -> set[Handle]:
    """Scalars of the step that go into no update."""
    loop = gradients.program.nodes[step.iteration.loop]
    new = [v for e in renewed for v in e.new.values if type(v) is Scalar]
    handles = gradients.handles(step, loop)
    return {h for h, value in handles if not depends(new, {value.serial}, step.iteration.serial)}


def updates(gradients: Gradients, step: Step) -> Iterator[Execution]:
    """The last time that each parameter of the step gets a new value, by what the step computed from it."""
    last = {e.place: e for e in step.executions if e.place.target is not None and gradients.renews(e, step)}
    yield from last.values()


def finding(
    gradients: Gradients, step: Step, evidence: Evidence, execution: Execution, handle: Handle | None
) -> Finding:
    place = execution.place
    if handle is None or place not in evidence.touched[handle]:
        return Finding(*position(place), quoted(place.old))
    match = nearest(evidence.matches[handle].get(place, []), execution.old)
    if match is not None and not altered(gradients, step, execution, match.node, evidence.touched[handle]):
        factor = plain_number(abs(match.factor))
        times = "" if factor == 1 else f"{shown(factor) if factor else format(abs(match.factor), '.6g')} times "
        sign = "minus " if match.factor < 0 and times else ""
        return Finding(*position(place), quoted(place.old), quoted(match.node), quoted(handle.node), sign + times)
    closest = closest_to(gradients, step, handle, execution)
    if closest is None:
        return Finding(*position(place), quoted(place.old))
    node, error, index = closest
    return Finding(*position(place), quoted(place.old), quoted(node), quoted(handle.node), None, error, index)


def score(handle: Handle, evidence: Evidence) -> tuple[int, int, int, bool]:
    """Scalars behind which most parameters are come first, then those that explain most updates, then those with names."""
    matches = evidence.matches[handle].values()
    exact = sum(any(is_unit(m.factor) for m in ms) for ms in matches)
    return len(evidence.touched[handle]), exact, sum(map(bool, matches)), isinstance(handle.node, ast.Name)


def nearest(matches: Sequence[Match], old: Seen) -> Match | None:
    """The match to show: the derivative itself before multiples of it, names before expressions.

    A single number is a multiple of any other: it counts where a person would write the factor.
    """
    telling = [m for m in matches if len(old.values) > 1 or plain_number(abs(m.factor)) is not None]
    return min(
        telling, key=lambda m: (not is_unit(m.factor), not isinstance(m.node, ast.Name), m.distance), default=None
    )


def closest_to(
    gradients: Gradients, step: Step, handle: Handle, execution: Execution
) -> tuple[ast.expr, float, tuple[int, ...]] | None:
    """What goes into the update and comes nearest to the derivative, its largest relative error, and where."""
    loop = gradients.program.nodes[step.iteration.loop]
    value = dict(gradients.handles(step, loop)).get(handle)
    if value is None:
        return None
    slopes = gradients.derivatives(value, step.iteration.serial)
    slope = slope_of(execution.old, slopes)
    found = []
    for node in ingredients(execution.place):
        event = gradients.trace.latest(gradients.program.numbers[node], execution.end)
        seen = gradients.trace.values[event] if event is not None and event >= step.iteration.event else None
        values = fitted(seen, execution.old) if seen is not None else None
        if seen is not None and values is not None and finite([*values, *slope]):
            error, at = min(largest_error([sign * float(v) for v in values], slope) for sign in (1, -1))
            found.append((error, node, index_in(execution.old, at)))
    if not found or not is_behind(execution.old, slopes):
        return None
    error, node, index = min(found, key=lambda f: (not isinstance(f[1], ast.Name), f[0]))
    return node, error, index


def ingredients(place: Place) -> Iterator[ast.expr]:
    """The expressions in what is added, the parameter itself left out."""
    own = ast.dump(place.old)
    for part in place.added:
        yield from (n for n in walk(part) if isinstance(n, ast.expr) and ast.dump(n) != own)


def largest_error(values: Sequence[float], slope: Sequence[float]) -> tuple[float, int]:
    """Relative to the larger of both, and the place of it."""
    top = max((abs(s) for s in slope), default=0.0)
    errors = [
        (abs(v - s) / max(abs(v), abs(s), NEGLIGIBLE * top, NEGLIGIBLE), i)
        for i, (v, s) in enumerate(zip(values, slope, strict=True))
    ]
    return max(errors, key=lambda e: e[0], default=(0.0, 0))


def index_in(value: Seen, place: int) -> tuple[int, ...]:
    """An element's index from its place in row-major order."""
    index = []
    for size in reversed(value.shape):
        place, at = divmod(place, size)
        index.append(at)
    return tuple(reversed(index))
