"""Verification from end to end: run both, compare, and if they differ look where they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..convert import Conversion
from ..verdict import Outcome, Tolerance, Verdict
from .compare import Pair, coarsest, judge
from .losses import curves, loss_names
from .parting import first_parting
from .run import STANDARD, Limits, Run, Script, run


def verify(
    original: Script,
    migrated: Script,
    pairs: Sequence[Pair] = (),
    limits: Limits = STANDARD,
    tolerance: Tolerance | None = None,
) -> Verdict:
    """Run both scripts and compare what they leave behind."""
    return against(run(original, [left for left, _ in pairs], limits), migrated, pairs, limits, tolerance)


def against(
    original: Run,
    migrated: Script,
    pairs: Sequence[Pair],
    limits: Limits,
    tolerance: Tolerance | None = None,
    losses: Sequence[str] = (),
) -> Verdict:
    """Compare a migrated script with a run of the original; the losses are only shown."""
    if original.failure:
        return judge(original, Run(migrated))
    result = run(migrated, [*(right for _, right in pairs), *losses], limits)
    verdict = replace(judge(original, result, pairs, tolerance), curves=curves(original, result, losses))
    if pairs:
        return replace(verdict, parting=first_parting(original, result, pairs, tolerance_of(verdict, tolerance)))
    watched = watchable(verdict)
    if not watched:
        return verdict
    left = run(original.script, [name for name, _ in watched], limits)
    right = run(migrated, [name for _, name in watched], limits)
    return replace(verdict, parting=first_parting(left, right, watched, tolerance_of(verdict, tolerance)))


def tolerance_of(verdict: Verdict, given: Tolerance | None) -> Tolerance:
    return given or coarsest(row.tolerance for row in verdict.rows)


def watchable(verdict: Verdict) -> tuple[Pair, ...]:
    """What to follow step by step: what differs; all that is trained if only the output does."""
    apart = [row for row in verdict.rows if row.outcome is Outcome.DIFFERENT]
    if not apart and not verdict.printed.equal:
        apart = [row for row in verdict.rows if row.outcome.equal and row.trained]
    return tuple((row.name, row.counterpart or row.name) for row in apart)


def pairs_of(conversion: Conversion, parameters: Sequence[str]) -> tuple[Pair, ...]:
    """Each parameter of the original with what became of it."""
    table = dict(conversion.correspondence)
    return tuple((name, table.pop(name, name)) for name in parameters)


def known_pairs(migrated: str, conversions: Iterator[Conversion]) -> tuple[Pair, ...]:
    """The pairs that the conversion recorded, if the migrated script is what it makes of the original."""
    reached: list[Conversion] = []
    with suppress(Exception):  # a program that cannot be converted can be verified all the same
        for conversion in conversions:
            reached.append(conversion)
    parameters = reached[-1].parameters if reached else ()
    found = next((c for c in reversed(reached) if c.after == migrated), None)
    return pairs_of(found, parameters) if found else ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A stage of a conversion and its verdict."""

    conversion: Conversion
    verdict: Verdict


def trials(
    script: Script,
    path: Path,
    conversions: Sequence[Conversion],
    limits: Limits,
    tolerance: Tolerance | None = None,
) -> Iterator[Trial]:
    """The stages from the furthest back, up to one that verifies; `path` is what the migrated script runs as."""
    parameters = conversions[-1].parameters
    losses = loss_names(conversions[-1].after)
    original: Run | None = None
    for conversion in reversed(changing(conversions)):
        original = original or run(script, [*parameters, *losses], limits)
        pairs = pairs_of(conversion, parameters)
        verdict = against(original, Script(path, conversion.after), pairs, limits, tolerance, losses)
        yield Trial(conversion, verdict)
        if verdict.equal or verdict.unusable:
            return


def in_order(
    script: Script, path: Path, conversions: Sequence[Conversion], limits: Limits, tolerance: Tolerance | None = None
) -> Iterator[Verdict | None]:
    """Of each stage, whether it does what the one before did; None for one that changed nothing. Ends at the first that
    does not."""
    parameters = conversions[-1].parameters
    tables = [{}, *(dict(c.correspondence) for c in conversions)]
    names = [[table.get(p, p) for p in parameters] for table in tables]
    text, last = script.text, run(script, names[0], limits)
    for number, conversion in enumerate(conversions, 1):
        if conversion.after == text:
            yield None
            continue
        pairs = tuple(zip(names[number - 1], names[number], strict=True))
        migrated = run(Script(path, conversion.after), names[number], limits)
        verdict = judge(last, migrated, pairs, tolerance)
        yield verdict
        if not verdict.equal:
            return
        text, last = conversion.after, migrated


def changing(conversions: Sequence[Conversion]) -> list[Conversion]:
    """One for each text that the stages made, with all that was said of it."""
    return list({c.after: c for c in conversions if c.after != c.before}.values())
