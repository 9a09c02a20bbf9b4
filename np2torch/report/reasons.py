"""Why each line changed at a stage: the rule or proof behind it, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..convert import Conversion
from ..diagnostic import Change, Diagnostic, Trust
from ..edit import Source
from ..origin import lines_at_origin
from .ledger import heads_of
from .rules import short
from .side import Line, Row, lines_of, rows

IMPORT = re.compile(r"\s*(import|from)\s")
RULED = re.compile(r"([\w.]+) \((\S+:\d+)\)")
EVIDENCE = {
    Trust.RULE: "proved by rule: both sides of its examples are run and compared",
    Trust.GRADIENT: "proved by gradient check: the derivative was compared with what is written by hand",
    Trust.RUN: "proved by rehearsal: both were run on the same numbers and compared",
    Trust.BRIDGE: "NumPy goes on doing it, and hands over the result",
    Trust.UNPROVEN: "not proved",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What was done to a line, and on what evidence; `code` is of a diagnostic, for what was left."""

    what: str
    evidence: str = ""
    code: str = ""


IMPORTS = Reason("imports follow what the program uses")
BLANK = Reason("blank lines follow the lines beside them")
LEAVES = Reason("its values take another form where they leave for Python or another library")
NEEDED = Reason("what the lines that changed need to do the same as before")
DEAD = Reason("nothing needs it any more")
Reasons = tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage did to the lines of the stage before; `reasons` are those of each row."""

    stage: str
    rows: tuple[Row, ...]
    reasons: tuple[Reasons, ...]

    @property
    def changed(self) -> bool:
        return any(row.changed for row in self.rows)


def steps(conversions: Sequence[Conversion], names: Sequence[str]) -> list[Step]:
    """For each stage, in their order; `conversions` are what `convert.conversions` gave, `names` those of the stages."""
    found = []
    before = Conversion(conversions[0].before, conversions[0].before)
    for name, after in zip(names, conversions, strict=False):
        found.append(step(name, before, after))
        before = after
    return found


def step(name: str, before: Conversion, after: Conversion) -> Step:
    own, known = set(before.changes), set(before.diagnostics)
    changes = [c for c in after.changes if c not in own]
    diagnostics = [d for d in after.diagnostics if d not in known]
    places = Places(before, changes, diagnostics)
    made = rows(before.after, after.after)
    return Step(name, tuple(made), tuple(tuple(dict.fromkeys(places.of(row))) for row in made))


def whole(all_steps: Sequence[Step], before: str, after: str) -> Step:
    """The way from the original to the last stage: of each line, the reasons of all stages that it went through."""
    ends = [forward(s) for s in all_steps]
    starts = [backward(s) for s in reversed(all_steps)]
    found = []
    for row in rows(before, after):
        reasons: list[Reason] = []
        if row.left:
            reasons += followed(row.left[0], ends)
        if row.right and row.changed:
            reasons += followed(row.right[0], starts)
        if not row.changed:
            reasons = [reason for reason in reasons if reason.code]
        elif not reasons:  # the stages were compared line by line elsewhere
            reasons.append(BLANK if not (row.left or row.right or (0, ""))[1].strip() else NEEDED)
        found.append((row, tuple(dict.fromkeys(reasons))))
    return Step("", tuple(row for row, _ in found), tuple(why for _, why in found))


Way = Mapping[int, tuple[int | None, Reasons]]


def forward(one: Step) -> Way:
    """Where each line of the stage before went, and why."""
    return {row.left[0]: (number(row.right), why) for row, why in zip(one.rows, one.reasons, strict=True) if row.left}


def backward(one: Step) -> Way:
    """Where each line of the stage came from, and why it is so."""
    return {row.right[0]: (number(row.left), why) for row, why in zip(one.rows, one.reasons, strict=True) if row.right}


def number(line: Line | None) -> int | None:
    return line[0] if line else None


def followed(line: int | None, ways: Sequence[Way]) -> Iterator[Reason]:
    for way in ways:
        if line is None:
            return
        line, why = way.get(line, (None, ()))
        yield from why


class Places:
    """The changes and diagnostics of a stage, by lines of the text that it read."""

    def __init__(self, before: Conversion, changes: Sequence[Change], diagnostics: Sequence[Diagnostic]) -> None:
        count = len(lines_of(before.after))
        origins = lines_at_origin(list(range(1, count + 1)), before.before, before.after) if count else []
        self.origins = dict(enumerate(origins, 1))
        self.heads = heads_of(Source.parse(before.before))
        self.exact = [c for c in changes if c.trust not in (Trust.GRADIENT, Trust.RUN)]
        self.broad = [c for c in changes if c.trust in (Trust.GRADIENT, Trust.RUN)]
        self.diagnostics = diagnostics
        self.line = 1

    def of(self, row: Row) -> Iterator[Reason]:
        """Rows are asked for in their order: one that is new belongs to the line before it."""
        self.line = self.origins.get(row.left[0], self.line) if row.left else self.line
        if row.left:
            yield from (left(d) for d in self.diagnostics if d.line == self.line and not d.is_remark)
        if row.changed:
            changes = list(self.ruled()) if row.left else []
            yield from map(of_change, changes) if changes else self.unruled(row)

    def ruled(self) -> Iterator[Change]:
        """The changes on the line, else those of its statement."""
        here = [c for c in self.exact if c.line == self.line]
        first, last = self.heads.get(self.line, (self.line, self.line))
        yield from here or [c for c in self.exact if first <= c.line <= last]

    def unruled(self, row: Row) -> Iterator[Reason]:
        text = (row.left or row.right or (0, ""))[1]
        if not text.strip():
            yield BLANK
        elif IMPORT.match(text):
            yield IMPORTS
        elif self.broad:
            yield from [DEAD] if row.right is None else []
            yield from map(of_change, nearest(self.broad, self.line))
        else:
            yield NEEDED if row.left is None else DEAD if row.right is None else LEAVES


def nearest(changes: Sequence[Change], line: int) -> list[Change]:
    """Of each sort the one that stands nearest, in the order of their lines."""
    found: dict[str, Change] = {}
    for change in sorted(changes, key=lambda c: abs(c.line - line)):
        found.setdefault(change.what, change)
    return sorted(found.values(), key=lambda c: c.line)


def of_change(change: Change) -> Reason:
    """`np.max, rule reductions.py:12`; what is proved of a whole loop is named with its line."""
    ruled = RULED.fullmatch(change.what)
    what = f"{short(ruled[1])}, rule {ruled[2]}" if ruled and ruled[1].startswith("numpy.") else change.what
    where = f", line {change.line}" if change.trust in (Trust.GRADIENT, Trust.RUN) and change.line > 1 else ""
    return Reason(f"{what}{where}", EVIDENCE[change.trust])


def left(diagnostic: Diagnostic) -> Reason:
    return Reason(diagnostic.message, "left as it was", diagnostic.code)
