"""What the hand-written gradient is the derivative of: found and proved by experiment.

A watched expression is the gradient of a candidate if, in every run, its product with a random direction is the
candidate's derivative in that direction, up to a factor that is the same for all directions, data and parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ...algebra import Term, hoisted
from ...facts import Facts
from ...kind import Number
from ...proof.experiment import STEP, Experiment, Failed, Plan, Profile, Record, direction_of, finite
from ...proof.tensor import real
from .candidates import Candidate
from .loops import TrainingLoop, Update

PROFILES = (Profile(1), Profile(2, growth=2))
POSITIVE = (Profile(3, "positive"), Profile(4, "positive", 2))
TIES = (Profile(5, "ties"), Profile(6, "ties", 2), Profile(7, "ties"))
AS_IS = (Profile(8, growth=0),)
DIRECTIONS = (11, 12)
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Site:
    """Where a parameter's gradient stands: an expression, or a product without some of its scalar factors."""

    parameter: str
    node: ast.expr
    update: Update
    term: Term | None = None  # the term of the update, where only a part of its factors makes the gradient
    scalars: tuple[ast.expr, ...] = ()  # factors and divisors of the term that belong to the gradient


@dataclass(frozen=True)
class Proof:
    """`factor` times the derivative of the candidate is the hand-written gradient."""

    candidate: Candidate
    sites: tuple[Site, ...]
    factor: str
    relu: bool  # the kinks are those of relu where the program has clamp(min=0)


@dataclass(frozen=True)
class Refusal:
    reason: str


@dataclass
class Runs:
    """Runs of one profile: without a derivative, and for each parameter along each direction."""

    base: Record
    slopes: dict[tuple[str, int], Record]

    def slope(self, parameter: str, direction: int, candidate: int) -> float | None:
        value = self.slopes[parameter, direction].candidates.get(candidate)
        if value is None:
            return None
        return value.imag / STEP if isinstance(value, complex) else 0.0

    def inner(self, parameter: str, direction: int, watched: int) -> float | None:
        """The product of a watched value with the direction, if it has the parameter's shape."""
        seen = self.base.watched.get(watched)
        tensor = self.base.parameters.get(parameter)
        if seen is None or tensor is None or not finite(seen[0]):
            return None
        values = fitted(seen, tuple(tensor.shape))
        if values is None:
            return None
        return float(sum(real(v) * d for v, d in zip(values, direction_of(tensor, direction), strict=True)))


def fitted(seen: tuple[list[Any], tuple[int, ...]], shape: tuple[int, ...]) -> list[Any] | None:
    """Values in the parameter's shape; a missing or added axis of size 1 at the front is broadcasting."""
    values, own = seen
    if own == shape:
        return values
    short, long = sorted((own, shape), key=len)
    return values if long[len(long) - len(short) :] == short and all(s == 1 for s in long[: len(long) - len(short)]) else None


# --- what is watched -----------------------------------------------------------------------------------


def gradient_expressions(update: Update, parts: Sequence[Term], loop: TrainingLoop, facts: Facts) -> list[ast.expr]:
    """The expressions that may be the gradient behind an update, outermost first."""
    found: list[ast.expr] = []
    seen: set[str] = {update.target}
    todo: list[ast.expr] = [f for t in parts for f in t.factors if not is_scalar(f, facts)]
    while todo:
        node = todo.pop(0)
        if node in found or isinstance(facts.kind(node), Number) or isinstance(node, (ast.Constant, ast.Slice)):
            continue
        found.append(node)
        if not isinstance(node, ast.Name):
            todo += [c for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr) and is_load(c)]
        elif node.id not in seen:
            seen.add(node.id)
            todo += definitions(node.id, loop)
    return found


def is_load(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def is_scalar(node: ast.expr, facts: Facts) -> bool:
    return isinstance(node, ast.Constant) or isinstance(facts.kind(node), Number)


def definitions(name: str, loop: TrainingLoop) -> list[ast.expr]:
    """The expressions that the loop binds a name to."""
    found = []
    for statement in loop.body:
        match statement:
            case ast.Assign([ast.Name(bound)], value) if bound == name:
                found.append(value)
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
                found += [v for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name) and t.id == name]
            case ast.AugAssign(ast.Name(bound), _, value) if bound == name:
                found.append(value)
    return found


# --- the search ---------------------------------------------------------------------------------------------


class Prover:
    def __init__(self, facts: Facts, loop: TrainingLoop, candidates: Sequence[Candidate], first: ast.stmt) -> None:
        self.facts, self.loop, self.candidates = facts, loop, candidates
        self.parts = {u.target: [hoisted(t, self.is_scalar) for t in u.terms] for u in loop.updates}
        self.expressions = {
            u.target: [(n, u) for n in gradient_expressions(u, self.parts[u.target], loop, facts)] for u in loop.updates
        }
        self.watched: list[ast.expr] = []
        for pairs in self.expressions.values():
            self.watched += [n for n, _ in pairs if n not in self.watched]
        for term in (t for parts in self.parts.values() for t in parts):
            scalars = [n for n in (*term.factors, *term.divisors) if not isinstance(n, ast.Constant)]
            self.watched += [n for n in scalars if n not in self.watched]
        aside = {self.watched.index(n): u.statement for n, u in self.made_up()}
        unpacked = {p: loop.unpacked.get(p) for p in loop.parameters}
        self.plan = Plan(loop.node, unpacked, first, loop.updates[-1].statement, self.watched, [c.expression for c in candidates], aside)

    def is_scalar(self, node: ast.expr) -> bool:
        return is_scalar(node, self.facts)

    def made_up(self) -> Iterator[tuple[ast.expr, Update]]:
        """Products with their scalars taken out: no such node stands in the program."""
        for pairs in self.expressions.values():
            yield from ((n, u) for n, u in pairs if not hasattr(n, "np2torch_id"))

    def prove(self, kinks: Callable[[ast.AST], ast.AST] | None) -> Proof | Refusal:
        """The first candidate that the gradient is proved to belong to, with relu's kinks if those fit."""
        refusal: Refusal | None = None
        for variant in (kinks, None) if kinks is not None else (None,):
            outcome = self.attempt(variant)
            if isinstance(outcome, Proof):
                return outcome
            refusal = refusal or outcome
        assert refusal is not None
        return refusal

    def attempt(self, variant: Callable[[ast.AST], ast.AST] | None) -> Proof | Refusal:
        experiment = Experiment(self.facts, self.plan, variant)
        try:
            runs = self.generic_runs(experiment)
        except Failed as why:
            return Refusal(f"the step could not be run on small data ({why})")
        for exact in (True, False):
            for number, candidate in enumerate(self.candidates):
                found = self.fit(runs, number, exact)
                if found is None:
                    continue
                sites, factor = found
                if not self.holds_at_ties(experiment, number, sites, factor):
                    return Refusal("the gradient and autograd's differ where the function has a kink")
                return Proof(candidate, sites, factor, variant is not None)
        return Refusal(self.why(runs))

    def generic_runs(self, experiment: Experiment) -> list[Runs]:
        last: Failed | None = None
        for profiles in (PROFILES, POSITIVE, AS_IS):
            try:
                runs = [self.runs(experiment, p) for p in profiles]
            except Failed as why:
                last = why
                continue
            if any(finite([v]) for r in runs for v in r.base.candidates.values()) or not self.candidates:
                return runs
        if last is not None:
            raise last
        return runs

    def runs(self, experiment: Experiment, profile: Profile) -> Runs:
        base = experiment.run(profile)
        slopes = {(p, d): experiment.run(profile, (p, d)) for p in self.loop.parameters for d in DIRECTIONS}
        return Runs(base, slopes)

    def fit(self, runs: list[Runs], candidate: int, exact: bool) -> tuple[tuple[Site, ...], str] | None:
        """Sites for all parameters, with one factor: 1, or what the loss has to be multiplied with."""
        sites = []
        ratios: list[list[float]] = []
        for parameter in self.loop.parameters:
            found = self.site(runs, candidate, parameter, exact)
            if found is None:
                return None
            sites.append(found[0])
            ratios.append(found[1])
        if exact:
            return tuple(sites), ""
        if any(not close(r, ratios[0]) for r in ratios):
            return None
        text = factor_text(ratios[0], [r.base for r in runs])
        return (tuple(sites), text) if text is not None else None

    def site(self, runs: list[Runs], candidate: int, parameter: str, exact: bool) -> tuple[Site, list[float]] | None:
        for node, update in self.expressions[parameter]:
            ratio = self.ratios(runs, candidate, parameter, node)
            if ratio is None:
                continue
            if exact and close(ratio, [1.0] * len(ratio)):
                return Site(parameter, node, update, self.term_of(node, parameter)), ratio
            scalars = self.with_scalars(runs, node, update, ratio) if exact else None
            if scalars is not None:
                return scalars, ratio
            if not exact:
                return Site(parameter, node, update, self.term_of(node, parameter)), ratio
        return None

    def term_of(self, node: ast.expr, parameter: str) -> Term | None:
        """The term of the update that the expression is a factor of."""
        return next((t for t in self.parts[parameter] if any(f is node for f in t.factors)), None)

    def ratios(self, runs: list[Runs], candidate: int, parameter: str, node: ast.expr) -> list[float] | None:
        """Gradient over derivative, one number for each profile; None where it is not one number."""
        number, result = self.watched.index(node), []
        for run in runs:
            pairs = [(run.inner(parameter, d, number), run.slope(parameter, d, candidate)) for d in DIRECTIONS]
            ratio = common_ratio(pairs)
            if ratio is None:
                return None
            result.append(ratio)
        return result

    def with_scalars(self, runs: list[Runs], node: ast.expr, update: Update, ratio: list[float]) -> Site | None:
        """Some scalar factors of the same term that make the product the gradient itself."""
        for parts in self.parts[update.target]:
            if not any(node is f for f in parts.factors):
                continue
            scalars = [(f, False) for f in parts.factors if self.is_scalar(f)]
            scalars += [(d, True) for d in parts.divisors if self.is_scalar(d)]
            for size in range(1, min(len(scalars), 5) + 1):
                for chosen in combinations(scalars, size):
                    products = [r * self.product(run, chosen) for r, run in zip(ratio, runs, strict=True)]
                    if close(products, [1.0] * len(products)):
                        return Site(update.target, node, update, parts, tuple(n for n, _ in chosen))
        return None

    def product(self, run: Runs, chosen: Sequence[tuple[ast.expr, bool]]) -> float:
        result = 1.0
        for node, divides in chosen:
            value = self.value(run, node)
            if value is None or value == 0:
                return float("nan")
            result = result / value if divides else result * value
        return result

    def value(self, run: Runs, node: ast.expr) -> float | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return float(node.value)
        if node in self.watched:
            seen = run.base.watched.get(self.watched.index(node))
            return float(real(seen[0][0])) if seen is not None and len(seen[0]) == 1 else None
        return None

    def holds_at_ties(self, experiment: Experiment, candidate: int, sites: Sequence[Site], factor: str) -> bool:
        """The same at data full of zeros, where conventions about kinks show."""
        for profile in TIES:
            try:
                runs = self.runs(experiment, profile)
            except Failed:
                continue
            for site in sites:
                number = self.watched.index(site.node)
                for direction in DIRECTIONS:
                    inner = runs.inner(site.parameter, direction, number)
                    slope = runs.slope(site.parameter, direction, candidate)
                    if inner is None or slope is None or not finite([inner, slope]):
                        continue
                    scale = self.scale(runs, site, factor)
                    if scale is not None and abs(inner * scale[0] - slope * scale[1]) > 1e-6 * (1 + abs(slope * scale[1])):
                        return False
        return True

    def scale(self, runs: Runs, site: Site, factor: str) -> tuple[float, float] | None:
        """What the watched value and the derivative have to be multiplied with to be equal."""
        if site.scalars and site.term is not None:
            chosen = [(n, any(n is d for d in site.term.divisors)) for n in site.scalars]
            return self.product(runs, chosen), 1.0
        value = evaluate_factor(factor, runs.base)
        return None if value is None else (1.0, value)

    def why(self, runs: list[Runs]) -> str:
        """What was found instead, in a sentence."""
        for number, candidate in enumerate(self.candidates):
            findings = []
            for parameter in self.loop.parameters:
                best = next(((n, r) for n, _ in self.expressions[parameter] if (r := self.ratios(runs, number, parameter, n)) is not None), None)
                if best is not None:
                    findings.append(f"{text_of(best[0])} is {best[1][0]:.4g} times the derivative by {parameter}")
                else:
                    findings.append(f"what updates {parameter} is no multiple of the derivative by it")
            if any("times" in f for f in findings):
                return f"of {text_of(candidate.expression)}, " + ", ".join(findings)
        if not self.candidates:
            return "no scalar computed from the parameters was found here"
        return f"the update of {self.loop.parameters[0]} is not the derivative of any scalar found here"


def text_of(node: ast.AST) -> str:
    text = ast.unparse(node)
    return f"`{text if len(text) < 60 else text[:57] + '...'}`"


def common_ratio(pairs: Sequence[tuple[float | None, float | None]]) -> float | None:
    ratios = []
    for inner, slope in pairs:
        if inner is None or slope is None or not finite([inner, slope]) or abs(slope) < 1e-12 or abs(inner) < 1e-14:
            return None
        ratios.append(inner / slope)
    return ratios[0] if close(ratios, [ratios[0]] * len(ratios)) else None


def close(a: Sequence[float], b: Sequence[float]) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= TOLERANCE * max(abs(x), abs(y)) for x, y in zip(a, b, strict=True))


def factor_text(ratios: list[float], records: list[Record]) -> str | None:
    """A factor as text: a plain number, or one times or over a size that the program has a name for."""
    if close(ratios, [ratios[0]] * len(ratios)) and len(ratios) > 1 or len(ratios) == 1:
        plain = plain_number(ratios[0])
        return "" if plain == "1" else plain
    for name, values in sizes(records):
        for operator, apply in ((" * ", lambda r, v: r / v), (" / ", lambda r, v: r * v)):
            rest = [apply(r, v) for r, v in zip(ratios, values, strict=True)]
            if close(rest, [rest[0]] * len(rest)):
                number = plain_number(rest[0])
                if number is not None:
                    return name if number == "1" and operator == " * " else f"{number}{operator}{name}"
    return None


def plain_number(value: float) -> str | None:
    """A factor that a person would have written: a small integer or a simple fraction, of either sign."""
    for divisor in (1, 2, 3, 4, 5, 8, 10, 100):
        number = value * divisor
        if abs(number - round(number)) < 1e-6 * max(1.0, abs(number)) and 0 < abs(round(number)) <= 1000:
            exact = round(number) / divisor
            return str(int(exact)) if exact == int(exact) else repr(exact)
    return None


def sizes(records: list[Record]) -> Iterator[tuple[str, list[float]]]:
    """Names of integers, and sizes of tensors by name, that are the same sort of thing in all runs."""
    names = set.intersection(*(set(r.names) for r in records))
    for name in sorted(names):
        values = [r.names[name] for r in records]
        if all(isinstance(v, int) and v > 0 for v in values):
            yield name, [float(v) for v in values]
    for name in sorted(names):
        values = [r.names[name] for r in records]
        shapes = [getattr(v, "shape", ()) for v in values]
        for axis in range(min(map(len, shapes))):
            yield f"{name}.shape[{axis}]", [float(s[axis]) for s in shapes]
    for name in sorted(names):
        values = [r.names[name] for r in records]
        if all(hasattr(v, "index") for v in values):
            yield f"{name}.numel()", [float(len(v.index)) for v in values]


def evaluate_factor(text: str, record: Record) -> float | None:
    if not text:
        return 1.0
    try:
        return float(eval(text, {"__builtins__": {}}, dict(record.names)))
    except Exception:
        return None
