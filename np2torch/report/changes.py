"""What a conversion changed: as a unified diff, and in one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import click

from ..convert import Conversion

NO_NEWLINE = "\\ No newline at end of file\n"
COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def diff(conversion: Conversion, original: str, result: str, colour: bool) -> str:
    lines = difflib.unified_diff(lines_of(conversion.before), lines_of(conversion.after), original, result)
    return "".join(coloured(line) if colour else line for line in map(ended, lines))


def lines_of(text: str) -> list[str]:
    """With their ends; only a newline ends one (`str.splitlines` knows eight more)."""
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}"


def coloured(line: str) -> str:
    if line.startswith(("+++", "---")):
        return click.style(line, bold=True)
    return click.style(line, COLOURS[line[0]]) if line[0] in COLOURS else line


def summary(conversion: Conversion, original: str, result: str) -> str:
    """`train.py → train_torch.py: stage autograd, 3 lines added, 9 removed, 1 left as it was`."""
    if conversion.after == conversion.before:
        return ", ".join([f"{original} → {result}: unchanged", *left(conversion)])
    added, removed = counts(conversion)
    lines = f"{plural(added, 'line')} added, {removed} removed"
    return ", ".join([f"{original} → {result}: stage {conversion.stage}", lines, *left(conversion)])


def left(conversion: Conversion) -> Iterator[str]:
    if places := sum(not d.is_remark for d in conversion.diagnostics):
        yield f"{plural(places, 'place')} left as written"


def counts(conversion: Conversion) -> tuple[int, int]:
    """Lines added and removed."""
    matcher = difflib.SequenceMatcher(None, lines_of(conversion.before), lines_of(conversion.after))
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return sum(j2 - j1 for _, _, _, j1, j2 in changed), sum(i2 - i1 for _, i1, i2, _, _ in changed)


def plural(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
