"""What comes of a conversion, where it was wanted: a file, standard output, a diff; and what is said of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import click

from .convert import Conversion
from .diagnostic import Diagnostic
from .options import Options
from .source import Document, write


def said(diagnostic: Diagnostic, document: Document, output_format: str) -> str:
    name, line = document.place(diagnostic.line)
    diagnostic = replace(diagnostic, line=line)
    if output_format == "github":
        from .report.machine import annotation

        return annotation(diagnostic, name)
    return diagnostic.text(name)


@dataclass(frozen=True, slots=True)
class Report:
    """Says what came of a file; on standard error where standard output carries code."""

    original: str
    result: str
    to_stderr: bool
    colour: bool = False

    def echo(self, lines: Iterable[str]) -> None:
        for line in lines:
            click.echo(line, err=self.to_stderr)

    def summary(self, conversion: Conversion) -> None:
        from .report.changes import summary
        from .report.ledger import ledger, ledger_line

        self.echo([summary(conversion, self.original, self.result)])
        if entries := ledger(conversion):
            click.echo(f"{self.original}: {ledger_line(entries)}", err=True)


def in_colour(err: bool = False) -> bool:
    """Whether a terminal is there to show it, and nobody minds."""
    return (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR")


def difference(seen: Conversion, original: str, result: str, options: Options) -> str:
    """As a unified diff, or in two columns as wide as the terminal."""
    if not options.side_by_side:
        from .report.changes import diff

        return diff(seen, original, result, options.colours[0])
    import shutil

    from .report.columns import side_by_side

    width = shutil.get_terminal_size((120, 24)).columns
    return side_by_side(seen.before, seen.after, (original, result), width, options.colours[0])


def deliver(conversion: Conversion, document: Document, target: Path | None, options: Options) -> None:
    if options.diff:
        seen = replace(conversion, before=document.shown(conversion.before), after=document.shown(conversion.after))
        click.echo(
            difference(seen, document.name, str(target or "<stdout>"), options), nl=False, color=options.colours[0]
        )
    if not options.writes:
        return
    data = document.bytes_of(conversion.after)
    if target is None:
        click.echo(data, nl=False)
    elif not (options.in_place and data == document.raw):
        write(target, data, like=Path(document.name))
