"""Whether examples of rules come out as shown, and both sides agree."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..kind import Array, Kind, Unknown
from ..rule import Example, Rule, names_in
from ..rulebook import Rulebook
from ..write import root_of
from .agree import Demands, contradiction, difference
from .gradient import gradient_problem
from .problem import Found
from .samples import SAMPLES, Sample, degrees, trials
from .signature import has_receiver
from .trial import MODULES, Converted, Outcome, converted, run_with_numpy, run_with_torch

UNINITIALISED = ("Uninitialised", "UninitialisedLike")  # results whose values are whatever stood in memory
PARTITIONS = ("Partition", "PartitionRanks")  # of whose order NumPy says little
PARTICULAR = frozenset({"known", "maybe", "matched", "floats"})  # words of rules that are for certain dtypes
RANKS = "Ranks"  # an order of sorting: NumPy does not say which of two equal elements comes first


@dataclass(frozen=True)
class Case:
    """A call to try a rule with: an example of its own, or one that is spelled in another of its ways."""

    rule: Rule
    before: str
    line: int
    after: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        used = [n.id for n in ast.walk(ast.parse(self.before)) if isinstance(n, ast.Name)]
        return tuple(dict.fromkeys(n for n in used if n in SAMPLES))


def cases_of(rule: Rule) -> Iterator[Case]:
    for example in rule.examples:
        yield Case(rule, example.before, example.line, example.after)
        for other in respelled(rule, example):
            yield Case(rule, other, example.line)


def respelled(rule: Rule, example: Example) -> Iterator[str]:
    """The example with each other spelling of the rule: `np.max(x, axis=1)` as `x.max(axis=1)`."""
    tree = ast.parse(example.before, mode="eval")
    for node in ast.walk(tree):
        used = next((s for s in rule.spellings if isinstance(node, ast.Call) and is_call_of(node, s)), None)
        if isinstance(node, ast.Call) and used is not None:
            original = node.func, node.args
            for spelling in rule.spellings:
                if spelling != used and respell(node, used, spelling):
                    yield ast.unparse(tree)
                node.func, node.args = original
            return


def is_call_of(node: ast.Call, spelling: str) -> bool:
    if has_receiver(spelling):
        method = isinstance(node.func, ast.Attribute) and root_of(node.func) not in MODULES
        return method and ast.unparse(node.func).endswith(f".{spelling.rpartition('.')[2]}")
    return ast.unparse(node.func) == as_written(spelling)


def respell(node: ast.Call, used: str, spelling: str) -> bool:
    """Make it a call of another spelling; False where there is no receiver to call a method of."""
    assert isinstance(node.func, ast.Attribute)
    arguments = [node.func.value, *node.args] if has_receiver(used) else node.args
    if not has_receiver(spelling):
        node.func, node.args = ast.parse(as_written(spelling), mode="eval").body, arguments
        return True
    if not arguments or not isinstance(arguments[0], (ast.Name, ast.Compare, ast.BinOp, ast.Subscript)):
        return False
    node.func, node.args = ast.Attribute(arguments[0], spelling.rpartition(".")[2]), arguments[1:]
    return True


def as_written(spelling: str) -> str:
    """How examples name a function; draws from a generator are methods of `rng` and `rs`."""
    name = spelling.removeprefix("numpy.")
    for owner, sample in (("random.Generator", "rng"), ("random.RandomState", "rs")):
        if name.startswith(f"{owner}."):
            return f"{sample}.{name.removeprefix(f'{owner}.')}"
    return f"np.{name}"


# --- the text ---------------------------------------------------------------------------------------------


def exact_kinds(names: tuple[str, ...]) -> dict[str, Kind]:
    return {name: degrees(SAMPLES[name])[0 if name not in ("i", "n") else 1] for name in names}


def text_problems(case: Case, rulebook: Rulebook) -> Found:
    """The example's text, where it does not come out as shown."""
    written = converted(case.before, exact_kinds(case.names), rulebook)
    if written.text != case.after:
        why = f" ({'; '.join(written.declined)})" if written.declined else ""
        yield case.line, f"{case.before} comes out as {written.text}, not as {case.after}{why}"


def unshown_clauses(rule: Rule, rulebook: Rulebook) -> Found:
    """The clauses of a rule that none of its examples reaches, by line."""
    cases = [Case(rule, e.before, e.line) for e in rule.examples]
    reached = {place for c in cases for place in converted(c.before, exact_kinds(c.names), rulebook).clauses}
    for clause in rule.clauses:
        shown = f"{rule.file}:{clause.line}" in reached or clause.result is None or asks_unknown(clause.guard)
        if not shown and clause.result is not None:
            yield clause.line, f"no example shows {ast.unparse(clause.result)}"


def asks_unknown(guard: ast.expr | None) -> bool:
    return guard is not None and re.search(r"\bunknown\(", ast.unparse(guard)) is not None


# --- both sides -------------------------------------------------------------------------------------------


def agreement_problems(case: Case, rulebook: Rulebook) -> Found:
    """The first values of the example's names for which the two sides part."""
    trial, tried = Trial(case, rulebook), 0
    for samples in trials(case.names):
        values = {name: sample.value for name, sample in samples.items()}
        expected = run_with_numpy(case.before, values)
        if expected.error is None:
            tried += 1
            for problem in trial.problems(values, expected):
                yield case.line, f"{case.before}{noted(samples)}: {problem}"
                return
    if not tried and case.after is not None:
        yield case.line, f"{case.before}: NumPy refuses it"


def noted(samples: Mapping[str, Sample]) -> str:
    notes = ", ".join(f"{name} is {sample.note}" for name, sample in samples.items() if sample.note)
    return f", {notes}" if notes else ""


def differentiation_problems(case: Case, rulebook: Rulebook) -> Found:
    if "Vectors" in case.rule.returns:
        return  # vectors of either sign have no derivative of their own
    written = converted(case.before, exact_kinds(case.names), rulebook)
    problem = gradient_problem(written.text, {name: SAMPLES[name] for name in case.names})
    if problem:
        yield case.line, problem


class Leniency(enum.IntEnum):
    """What is let pass where too little is known of the values, each with all before it."""

    NOTHING = 0
    TYPES = 1  # an array of no dimensions for a Python number
    ENDS = 2  # a loud end
    DTYPES = 3  # another dtype
    ALL = 4


@dataclass(frozen=True)
class Trial:
    """A case tried with ever other values; what is written for the same kinds is written once."""

    case: Case
    rulebook: Rulebook
    written: dict[tuple[Kind, ...], Converted] = field(default_factory=dict)

    def problems(self, values: Mapping[str, object], expected: Outcome) -> Iterator[str]:
        """What is wrong for these values, whatever is known of them beforehand."""
        if self.case.rule.returns in (RANKS, "PartitionRanks") and any(map(has_ties, values.values())):
            return
        found: dict[str, Outcome] = {}
        for kinds in knowledge(values):
            written, vague = self.convert(kinds), is_vague(kinds.values())
            if not written.touched:
                continue  # too little is known for the rule to be asked at all
            if written.text not in found:
                found[written.text] = run_with_torch(written.text, values)
            problem = self.disagreement(written, expected, found[written.text], self.leniency(values, written, vague))
            if problem:
                yield problem
            if written.declined and not vague:
                return  # with more known the rule says that it is not for this

    def convert(self, kinds: Mapping[str, Kind]) -> Converted:
        key = tuple(kinds.values())
        if key not in self.written:
            self.written[key] = converted(self.case.before, kinds, self.rulebook)
        return self.written[key]

    @cached_property
    def is_particular(self) -> bool:
        """Whether the rule is for certain dtypes, and lets others end loudly where none is known."""
        parts = [e for c in self.case.rule.clauses for e in (c.guard, c.result) if e is not None]
        return any(not PARTICULAR.isdisjoint(names_in(e)) for e in parts)

    def leniency(self, values: Mapping[str, object], written: Converted, vague: bool) -> Leniency:
        """How much is let pass, for want of knowledge."""
        if vague and any(dtype_of(v) == "uint8" for v in values.values()):
            return Leniency.ALL  # bytes that are not known to be bytes overflow where numbers do not
        if written.declined and any(isinstance(v, np.generic) for v in values.values()):
            return Leniency.ALL  # NumPy gets a number, or an array of no dimensions, in its scalar's place
        if vague and (any(map(is_rare, values.values())) or is_mixed(self.case, values.values())):
            return Leniency.DTYPES
        listed = any(isinstance(v, list) for v in values.values())
        if vague and (listed or self.is_particular):
            return Leniency.ENDS
        return Leniency.TYPES if vague or written.declined else Leniency.NOTHING

    def disagreement(self, written: Converted, expected: Outcome, found: Outcome, leniency: Leniency) -> str | None:
        if leniency is Leniency.ALL:
            return None
        if is_empty(expected.value):
            leniency = max(leniency, Leniency.DTYPES)
        if found.error is not None:
            # A loud end is let pass where NumPy warns as well or gives nothing.
            passed = expected.warning or leniency >= Leniency.ENDS
            return None if passed else f"{written.text} raises {described_error(found.error)}"
        if found.warning and not expected.warning and leniency is Leniency.NOTHING:
            return f"{written.text} warns: {found.warning}"
        demands = self.demands(expected, leniency)
        wrong = difference(expected.value, found.value, demands)
        wrong = wrong or difference_afterwards(expected, found, demands)
        if expected.value is not None and not is_empty(expected.value):
            wrong = wrong or contradiction(written.kind, found.value)
        return f"{written.text}: {wrong}" if wrong else None

    def demands(self, expected: Outcome, leniency: Leniency) -> Demands:
        returns = self.case.rule.returns
        return Demands(
            values=returns not in UNINITIALISED,
            dtypes=leniency < Leniency.DTYPES and "Rank0" not in returns,
            single=any(dtype_of(v) == "float32" for v in expected.after.values()),
            types=leniency < Leniency.TYPES,
            signs="Vectors" not in returns,
            order=returns not in PARTITIONS,
        )


def knowledge(values: Mapping[str, object]) -> Iterator[dict[str, Kind]]:
    """Kinds of all the names, known ever less of; sizes are looked at where the example has them or they are zero."""
    ladders = {name: degrees(value) for name, value in values.items()}
    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.size and value.shape != np.shape(SAMPLES[name]):
            del ladders[name][0]
    for step in range(max(map(len, ladders.values()), default=1)):
        yield {name: ladder[min(step, len(ladder) - 1)] for name, ladder in ladders.items()}


def is_vague(kinds: Iterable[Kind]) -> bool:
    """Whether a dtype or a number of dimensions is not known."""
    arrays = (k if isinstance(k, Array) else Array() for k in kinds if isinstance(k, (Unknown, Array)))
    return any(k.dtype is None or k.shape is None or k.number for k in arrays)


def has_ties(value: object) -> bool:
    return isinstance(value, np.ndarray) and bool(np.unique(value, equal_nan=False).size < value.size)


def is_rare(value: object) -> bool:
    """Values that get another dtype where theirs is not known: masks, small integers, numbers that are float32."""
    return dtype_of(value) in ("bool", "int32") or (dtype_of(value) == "float32" and isinstance(value, np.generic))


def is_mixed(case: Case, values: Iterable[object]) -> bool:
    """Whether dtypes meet: where they are not known, PyTorch's promotion has to do."""
    dtypes = {dtype_of(v) for v in values} - {""}
    return len(dtypes | {"a list"} if "[" in case.before else dtypes) > 1


def dtype_of(value: object) -> str:
    return str(value.dtype.name) if isinstance(value, (np.ndarray, np.generic)) else ""


def is_empty(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.size == 0


def difference_afterwards(expected: Outcome, found: Outcome, demands: Demands) -> str | None:
    """What the call did to its arguments. NumPy's scalars never change."""
    changed = ((v, found.after[n]) for n, v in expected.after.items() if not isinstance(v, np.generic))
    return next((d for d in (difference(v, w, demands) for v, w in changed) if d), None)


def described_error(error: Exception) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
