"""The risk ledger: what became of each statement that a conversion touched, and on what evidence."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..convert import Conversion
from ..diagnostic import Change, Diagnostic, Trust
from ..edit import Source
from .changes import plural

PROVED, UNPROVEN, BORDER, BRIDGED, REFUSED = "proved", "unproven", "border", "bridged", "refused"
OF_THE_FILE = frozenset({"NT116", "NT119", "NT120"})  # about no statement
WORDS = {
    PROVED: "proved",
    UNPROVEN: "unproven",
    BORDER: "at a border",
    BRIDGED: "left in NumPy behind a bridge",
    REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement of the original; a compound one is its head.

    `proved`: by rules that are run on both sides, by gradient checks, or by running both. `border`: only its values
    take another form where they leave for Python or another library. `bridged`: NumPy goes on doing some of it.
    `unproven`: what `--unsafe` replaced without a proof. `refused`: some of it stayed as it was.
    """

    line: int
    end_line: int
    verdict: str
    changes: tuple[Change, ...] = ()
    reasons: tuple[Diagnostic, ...] = ()


def ledger(conversion: Conversion) -> list[Entry]:
    """In the order of the statements; imports aside."""
    if conversion.before == conversion.after and not conversion.diagnostics and not conversion.changes:
        return []
    source = Source.parse(conversion.before)
    heads = heads_of(source)
    changes, reasons = by_head(conversion.changes, heads), by_head(left(conversion), heads)
    changed = {owner for line in lines_changed(conversion) if (owner := heads.get(line)) is not None}
    touched = sorted(changed | set(changes) | set(reasons))
    trusts = {c.trust for c in conversion.changes}
    later = next((t for t in (Trust.UNPROVEN, Trust.GRADIENT, Trust.RUN) if t in trusts), None)
    return [entry(span, changes.get(span, []), reasons.get(span, []), later) for span in touched]


def entry(
    span: tuple[int, int], changes: Sequence[Change], reasons: Sequence[Diagnostic], later: Trust | None
) -> Entry:  # fmt: skip
    bridged = any(c.trust is Trust.BRIDGE for c in changes)
    refused = any(not (r.code == "NT101" and bridged) for r in reasons)
    proved = bool(changes) or later is not None  # without a change of its own: what a proof made dead, or replaced
    unproven = any(c.trust is Trust.UNPROVEN for c in changes) or (not changes and later is Trust.UNPROVEN)
    done = UNPROVEN if unproven else PROVED if proved else BORDER
    verdict = REFUSED if refused else BRIDGED if bridged else done
    return Entry(*span, verdict, tuple(changes), tuple(reasons))


def left(conversion: Conversion) -> list[Diagnostic]:
    return [d for d in conversion.diagnostics if not d.is_remark and d.code not in OF_THE_FILE]


def heads_of(source: Source) -> dict[int, tuple[int, int]]:
    """By line, the first and last line of the statement that stands there; of an outer one only what is its own."""
    found: dict[int, tuple[int, int]] = {}
    for node in source.nodes:
        if isinstance(node, ast.stmt):
            span = head(node)
            for line in range(span[0], span[1] + 1):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    found.pop(line, None)
                else:
                    found[line] = span
    return found


def head(node: ast.stmt) -> tuple[int, int]:
    body = getattr(node, "body", None)
    return node.lineno, max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


Item = TypeVar("Item", Change, Diagnostic)


def by_head(items: Sequence[Item], heads: Mapping[int, tuple[int, int]]) -> dict[tuple[int, int], list[Item]]:
    found: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        found.setdefault(heads.get(item.line, (item.line, item.line)), []).append(item)
    return found


def lines_changed(conversion: Conversion) -> Iterator[int]:
    """Lines of the original (from 1) that are no longer there as they were."""
    old, new = conversion.before.split("\n"), conversion.after.split("\n")
    for tag, start, end, _, _ in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag in ("replace", "delete"):
            yield from range(start + 1, end + 1)


def counts(entries: Sequence[Entry]) -> dict[str, int]:
    tally = Counter(e.verdict for e in entries)
    return {verdict: tally[verdict] for verdict in WORDS}


def ledger_line(entries: Sequence[Entry]) -> str:
    """`12 statements: 10 proved, 1 left in NumPy behind a bridge, 1 refused`."""
    parts = [f"{count} {WORDS[verdict]}" for verdict, count in counts(entries).items() if count]
    return f"{plural(len(entries), 'statement')}: {', '.join(parts)}"
