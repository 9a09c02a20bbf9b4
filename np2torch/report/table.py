"""A verdict as text: the table of what was compared, where the two part, and the result in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from ..verdict import Outcome, Parting, PrintedNumbers, Row, Verdict
from .changes import plural

HEAD = ("parameter", "shape", "dtype", "largest difference", "verdict")


def verdict_lines(verdict: Verdict, colour: bool) -> Iterator[str]:
    shown = [row for row in verdict.rows if row.trained or not row.outcome.equal]
    rest = len(verdict.rows) - len(shown)
    if verdict.rows:
        yield from table([cells(row) for row in shown] + [printed_cells(verdict.printed)], colour)
        if rest:
            yield f"and {plural(rest, 'other value')} left behind by both, equal"
        yield from tolerances(verdict.rows)
    if verdict.printed.line is not None:
        yield from printed_difference(verdict)
    if verdict.parting:
        yield parting(verdict.parting, verdict.migrated)
    yield result(verdict, colour)


def table(rows: Sequence[Sequence[str]], colour: bool) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    for row in (HEAD, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        yield painted(line, row[-1]) if colour else line


def painted(line: str, verdict: str) -> str:
    """The last cell in the colour of what it says."""
    known = {outcome.value: outcome for outcome in Outcome}
    outcome = known.get(verdict.partition(" (")[0])
    if outcome is None:
        return line
    start = len(line) - len(verdict)
    return line[:start] + click.style(verdict, "green" if outcome.equal else "red" if outcome.wrong else "yellow")


def cells(row: Row) -> tuple[str, ...]:
    name = f"{row.name} = {row.counterpart}" if row.name and row.counterpart else row.name or row.counterpart
    note = f" ({row.note})" if row.note else ""
    difference = "" if row.difference is None else f"{row.difference:.2g}"
    return name, str(row.shape) if row.dtype else "", row.dtype, difference, row.outcome.value + note


def printed_cells(printed: PrintedNumbers) -> tuple[str, ...]:
    outcome = Outcome.EQUAL if printed.equal else Outcome.DIFFERENT
    return "printed numbers", str(printed.count), "", f"{printed.difference:.2g}", outcome.value


def tolerances(rows: Sequence[Row]) -> Iterator[str]:
    """One line for each tolerance that was used, with the dtypes it was used for."""
    dtypes: dict[str, list[str]] = {}
    for row in rows:
        if row.tolerance:
            dtypes.setdefault(row.tolerance.text(), []).append(row.dtype)
    for text, names in dtypes.items():
        yield f"tolerance: {text} ({', '.join(dict.fromkeys(names))})"


def printed_difference(verdict: Verdict) -> Iterator[str]:
    printed = verdict.printed
    yield f"the output differs first on line {printed.line}:"
    yield f"  {verdict.original}: {printed.original}"
    yield f"  {verdict.migrated}: {printed.migrated}"


def parting(parting: Parting, migrated: str) -> str:
    when = f"after step {parting.step} of" if parting.step else "already before the first step of"
    numbers = f"{parting.original:.10g} here, {parting.migrated:.10g} in {migrated}"
    return f"they part {when} `{parting.head}` (line {parting.line}): {parting.name} holds {numbers}"


def result(verdict: Verdict, colour: bool) -> str:
    text = verdict.problem or conclusion(verdict)
    if not colour:
        return text
    return click.style(text, "green" if verdict.equal else "red", bold=True)


def conclusion(verdict: Verdict) -> str:
    """`equal: 2 parameters, 12 printed numbers`."""
    printed = plural(verdict.printed.count, "printed number")
    if verdict.equal:
        count = sum(row.trained and row.outcome.equal for row in verdict.rows) or len(verdict.rows)
        return f"equal: {plural(count, 'parameter')}, {printed}"
    return f"different: {', '.join(differences(verdict))}"


def differences(verdict: Verdict) -> Iterator[str]:
    wrong = sum(row.outcome.wrong for row in verdict.rows)
    if wrong:
        yield f"{wrong} of {plural(len(verdict.rows), 'parameter')}"
    if not verdict.printed.equal:
        yield "printed numbers"
    if verdict.parting and not wrong:
        yield "the way to the parameters, not their end"
