"""What a comparison of two scripts says."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Outcome(enum.Enum):
    """How a parameter of the original fares in the migrated script."""

    EQUAL = "equal"
    BY_VALUE = "equal, matched by value"
    DIFFERENT = "different"
    SHAPE = "different shape"
    PRECISION = "different precision"
    MISSING = "missing"
    ALONE = "only in the original"  # not held against the migrated script
    NOTHING = "not a number in either"

    @property
    def equal(self) -> bool:
        return self in (Outcome.EQUAL, Outcome.BY_VALUE)

    @property
    def wrong(self) -> bool:
        return self in (Outcome.DIFFERENT, Outcome.SHAPE, Outcome.PRECISION, Outcome.MISSING)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Numbers are equal up to `atol + rtol * |original|`."""

    rtol: float
    atol: float

    def text(self) -> str:
        return f"rtol {self.rtol:g}, atol {self.atol:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    counterpart: str
    shape: tuple[int, ...]
    dtype: str
    outcome: Outcome
    difference: float | None = None
    tolerance: Tolerance | None = None
    note: str = ""
    trained: bool = True


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """The numbers of both outputs, and the first that differ: the line in the original's output and what stands there."""

    count: int
    difference: float = 0.0
    line: int | None = None
    original: str = ""
    migrated: str = ""

    @property
    def equal(self) -> bool:
        return self.line is None


@dataclass(frozen=True, slots=True)
class Parting:
    """Where the two first differ: after this step of the loop (0: before its first) on this line of the original."""

    name: str
    step: int
    line: int
    head: str
    original: float
    migrated: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A scalar of the loop in both runs, as pairs of an iteration and the value after it."""

    name: str
    original: tuple[tuple[int, float], ...]
    migrated: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification; `problem` says why there is no comparison, or none that means anything."""

    original: str
    migrated: str
    rows: tuple[Row, ...] = ()
    printed: PrintedNumbers = PrintedNumbers(0)
    parting: Parting | None = None
    curves: tuple[Curve, ...] = ()
    problem: str = ""
    unusable: bool = False

    @property
    def equal(self) -> bool:
        """At the end, in print, and on the way as far as that was watched: both may end in the one minimum."""
        wrong = any(row.outcome.wrong for row in self.rows)
        return not (self.problem or self.parting or wrong) and self.printed.equal

    @property
    def exit_code(self) -> int:
        return 2 if self.unusable else 0 if self.equal else 1
