"""Compares two runs: pure, from what each left behind to a verdict."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..verdict import Outcome, Row, Tolerance, Verdict
from .printed import compare_printed
from .run import Run, Value
from .trained import is_updated, updated_names

FLOAT64 = Tolerance(1e-6, 1e-8)
FLOAT32 = Tolerance(1e-3, 1e-5)
HALF = Tolerance(1e-2, 1e-3)
SINGLE = ("float32", "complex64")
SHORT = ("float16", "bfloat16")

NOTHING_FOUND = "no parameter was found to compare: nothing is proved"
NOTHING_TRAINED = "nothing that the original trains was found in both: nothing is proved"
NO_NUMBERS = "all parameters are NaN or infinite in both: nothing is proved"

Pair = tuple[str, str]


def judge(original: Run, migrated: Run, pairs: Sequence[Pair] = (), tolerance: Tolerance | None = None) -> Verdict:
    """Compare parameters and printed numbers.

    `pairs` are expressions over the original's names and over the migrated script's, as a conversion recorded them.
    Without, everything that both left behind under the same name has to be equal, and whatever PyTorch trains in the
    migrated script must be there in the original.
    """
    names = (str(original.script.path), str(migrated.script.path))
    if original.failure or migrated.failure:
        return failed(original, migrated)
    updated = updated_names(original.script.text)
    places = frozenset(v.place for v in original.values.values() if is_updated(v.name, updated))
    comparison = Comparison(original, migrated, tolerance, places, trains=bool(updated))
    rows = tuple(comparison.named(pairs) if pairs else comparison.everything())
    for_printed = tolerance or coarsest(row.tolerance for row in rows)
    printed = compare_printed(original.printed, migrated.printed, for_printed)
    return Verdict(*names, rows, printed, problem=comparison.nothing_compared(rows))


def failed(original: Run, migrated: Run) -> Verdict:
    """A script that does not come to its end. The original's is not the migrated script's fault: exit code 2."""
    run = original if original.failure else migrated
    failure = run.failure
    assert failure is not None
    where = f"{run.script.path}:{failure.line}" if failure.line else str(run.script.path)
    lacking = failure.missing in ("numpy", "torch")
    advice = f"; verify needs {failure.missing}: pip install 'np2torch[verify]'" if lacking else ""
    needs = f"needs: {failure.needs} ({failure.message})" if failure.needs and not lacking else failure.message
    problem = f"{where}: {needs}{advice}"
    names = (str(original.script.path), str(migrated.script.path))
    return Verdict(*names, problem=problem, unusable=lacking or run is original)


def coarsest(tolerances: Iterable[Tolerance | None]) -> Tolerance:
    return max((t for t in tolerances if t is not None), key=lambda t: t.rtol, default=FLOAT64)


@dataclass(frozen=True)
class Comparison:
    """Two runs, side by side."""

    original: Run
    migrated: Run
    tolerance: Tolerance | None
    updated: frozenset[int]  # the places of what the original's text updates
    trains: bool  # whether it updates anything, be it out of sight

    def named(self, pairs: Sequence[Pair]) -> Iterator[Row]:
        """The parameters of a conversion, then what else the original trains and both still have.

        A parameter that became another thing may have left its old name to its start value.
        """
        seen = set()
        for left, right in pairs:
            seen |= {self.original.values[n].place for n in self.original.wanted.get(left, ())}
            yield from self.pair(left, right)
        for value, other in self.namesakes():
            if value.place not in seen and self.is_trained(value, other):
                yield self.row(value, other)

    def everything(self) -> Iterator[Row]:
        """What both have under one name; then what only one of them has, as far as it is trained.

        Other variables of functions may have been changed by what came after the function, so they count only where
        there is nothing better.
        """
        rows = tuple(self.all_rows())
        trained = any(row.trained for row in rows)
        locals_ = {value.name for value in self.original.values.values() if value.local}
        return (row for row in rows if row.trained or not trained or row.name not in locals_)

    def all_rows(self) -> Iterator[Row]:
        seen: set[int] = set()
        explained: set[int] = set()
        for value, other in self.namesakes():
            row = self.row(value, other)
            if not row.outcome.equal or value.place not in seen:
                yield replace(row, trained=self.is_trained(value, other))
            seen.add(value.place)
            explained.add(other.place)
        for value in self.original.values.values():
            if value.place not in seen and value.place in self.updated:
                seen.add(value.place)
                match = self.match(value)
                explained |= {match.other.place} if match else set()
                yield self.elsewhere(value, match)
        for other in self.migrated.values.values():
            if other.trained and other.place not in explained:
                explained.add(other.place)
                yield self.unexplained(other)

    def namesakes(self) -> Iterator[tuple[Value, Value]]:
        for name, value in self.original.values.items():
            if name in self.migrated.values:
                yield value, self.migrated.values[name]

    def is_trained(self, value: Value, other: Value) -> bool:
        """An argument of a function may have gone on to be trained, in place, on one side only."""
        return value.place in self.updated or (other.trained and not other.local)

    def pair(self, left: str, right: str) -> Iterator[Row]:
        """A parameter may be a list or dict of arrays on either side."""
        ours = [self.original.values[n] for n in self.original.wanted.get(left, ())]
        theirs = [self.migrated.values[n] for n in self.migrated.wanted.get(right, ())]
        if not ours:
            why = self.original.failed.get(left, "it holds no numbers")
            yield Row(left, right, (), "", Outcome.MISSING, note=f"in the original: {why}")
        elif not theirs:
            why = self.migrated.failed.get(right, "it holds no numbers")
            yield from (self.elsewhere(value, self.match(value), why) for value in ours)
        elif len(ours) == len(theirs):
            yield from map(self.row, ours, theirs)
        else:
            yield self.row(joined(left, ours), joined(right, theirs))

    def row(self, value: Value, other: Value) -> Row:
        tolerance = self.tolerance_for(value, other)
        counterpart = other.name if other.name != value.name else ""
        row = Row(value.name, counterpart, value.shape, dtypes(value, other), Outcome.EQUAL, None, tolerance)
        if without_ones(value.shape) != without_ones(other.shape):
            return replace(row, outcome=Outcome.SHAPE, note=f"{other.shape} in the migrated script")
        difference, close = largest_difference(value.numbers, other.numbers, tolerance)
        row = replace(row, difference=difference)
        if not close:
            return replace(row, outcome=Outcome.DIFFERENT)
        if not any(map(math.isfinite, value.numbers)):
            return replace(row, outcome=Outcome.NOTHING)
        return row if self.same_precision(value, other) else replace(row, outcome=Outcome.PRECISION)

    def match(self, value: Value) -> Match | None:
        """Where a value without a namesake is among what PyTorch trains, by its numbers."""
        for other in self.migrated.values.values():
            if other.trained:
                written = same_numbers(value, other, self.tolerance_for(value, other))
                if written is not None:
                    return Match(other, written)
        return None

    def elsewhere(self, value: Value, match: Match | None, why: str = "") -> Row:
        if match:
            outcome = Outcome.BY_VALUE if self.same_precision(value, match.other) else Outcome.PRECISION
            tolerance = self.tolerance_for(value, match.other)
            shown = dtypes(value, match.other)
            difference, _ = largest_difference(value.numbers, turned(match.other, match.written), tolerance)
            return Row(value.name, match.written, value.shape, shown, outcome, difference, tolerance)
        alone = not why and any(v.trained for v in self.migrated.values.values())
        outcome = Outcome.ALONE if alone else Outcome.MISSING
        return Row(value.name, "", value.shape, value.dtype, outcome, note=why)

    def unexplained(self, other: Value) -> Row:
        """What PyTorch trains has to be among what the original left behind, be it under a name not seen as trained."""
        for value in self.original.values.values():
            written = same_numbers(value, other, self.tolerance_for(value, other))
            if written is not None:
                return self.elsewhere(value, Match(other, written))
        return Row("", other.name, other.shape, other.dtype, Outcome.MISSING, note="nothing in the original is equal")

    def tolerance_for(self, *values: Value) -> Tolerance:
        return self.tolerance or coarsest(tolerance_of(v.dtype) for v in values)

    def same_precision(self, value: Value, other: Value) -> bool:
        return self.tolerance is not None or tolerance_of(value.dtype) == tolerance_of(other.dtype)

    def nothing_compared(self, rows: Sequence[Row]) -> str:
        """Why the rows prove nothing; empty if they do prove something."""
        compared = [row for row in rows if row.outcome not in (Outcome.MISSING, Outcome.ALONE)]
        if not compared:
            return NOTHING_FOUND
        if self.trains and not any(row.trained for row in compared):
            return NOTHING_TRAINED
        if all(row.outcome is Outcome.NOTHING for row in compared):
            return NO_NUMBERS
        return ""


@dataclass(frozen=True, slots=True)
class Match:
    """A value of the migrated script, and how it has to be written to be the original's."""

    other: Value
    written: str


def tolerance_of(dtype: str) -> Tolerance:
    return FLOAT32 if dtype in SINGLE else HALF if dtype in SHORT else FLOAT64


def dtypes(value: Value, other: Value) -> str:
    return value.dtype if value.dtype == other.dtype else f"{value.dtype} → {other.dtype}"


def joined(name: str, values: Sequence[Value]) -> Value:
    """One vector of them all, as a packed parameter is of its parts."""
    numbers = array("d")
    for value in values:
        numbers.extend(value.numbers)
    return Value(name, (len(numbers),), values[0].dtype, numbers)


def without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)


def largest_difference(a: Sequence[float], b: Sequence[float], tolerance: Tolerance) -> tuple[float, bool]:
    """And whether all are within the tolerance; NaN equals NaN, an infinity itself."""
    if a == b:
        return 0.0, True
    largest, close = 0.0, True
    for x, y in zip(a, b, strict=True):
        if x == y or (x != x and y != y):
            continue
        difference = abs(x - y)
        if not difference <= tolerance.atol + tolerance.rtol * abs(x):
            close = False
        if difference > largest or difference != difference:
            largest = difference
    return largest, close


def same_numbers(value: Value, other: Value, tolerance: Tolerance) -> str | None:
    """The expression over `other` that equals the value: as it is, transposed or reshaped."""
    if len(value.numbers) != len(other.numbers):
        return None
    for written in (other.name, other.name + ".T"):
        if largest_difference(value.numbers, turned(other, written), tolerance)[1]:
            same_shape = without_ones(value.shape) == without_ones(other.shape) or written != other.name
            return written if same_shape else f"{written}.reshape{value.shape}"
    return None


def turned(value: Value, written: str) -> array[float]:
    """The numbers of a matrix, or of its transpose if it is written so."""
    if not written.removeprefix(value.name).startswith(".T") or len(value.shape) != 2:
        return value.numbers
    rows, columns = value.shape
    return array("d", (value.numbers[i * columns + j] for j in range(columns) for i in range(rows)))
