"""What machines read: JSON, SARIF, and annotations for GitHub. The JSON is described in `docs/report.md`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Any

from .. import __version__
from ..diagnostic import CODES, Diagnostic
from .changes import counts as lines_of
from .formats import Converted
from .ledger import Entry, counts, ledger

VERSION = 1
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def report(path: Path, files: Sequence[Converted]) -> bytes:
    """The text of a report in the format of its name."""
    made = sarif(files) if path.suffix == ".sarif" else as_json(files)
    return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()


# --- JSON ----------------------------------------------------------------------------------


def as_json(files: Sequence[Converted]) -> dict[str, Any]:
    return {"version": VERSION, "np2torch": __version__, "files": [of_file(f) for f in files]}


def of_file(file: Converted) -> dict[str, Any]:
    start: dict[str, Any] = {"path": file.path, "output": file.output or None, "problem": file.problem or None}
    if file.conversion is None:
        return start
    conversion, entries = file.conversion, ledger(file.conversion)
    added, removed = lines_of(conversion)
    return start | {
        "stage": conversion.stage or None,
        "changed": conversion.after != conversion.before,
        "lines": {"added": added, "removed": removed},
        "counts": counts(entries),
        "statements": [of_entry(e, file) for e in entries],
        "diagnostics": [of_diagnostic(d, file) for d in conversion.diagnostics],
        "parameters": list(conversion.parameters),
        "correspondence": [{"original": a, "converted": b} for a, b in conversion.correspondence],
    }


def of_entry(entry: Entry, file: Converted) -> dict[str, Any]:
    return file.place(entry.line) | {
        "end_line": file.place(entry.end_line)["line"],
        "verdict": entry.verdict,
        "changes": [file.place(c.line) | {"what": c.what, "evidence": c.trust.name.lower()} for c in entry.changes],
        "reasons": [of_diagnostic(d, file) for d in entry.reasons],
    }


def of_diagnostic(diagnostic: Diagnostic, file: Converted) -> dict[str, Any]:
    return file.place(diagnostic.line) | {
        "column": diagnostic.column,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "remark": diagnostic.is_remark,
    }


# --- SARIF ---------------------------------------------------------------------------------


def sarif(files: Sequence[Converted]) -> dict[str, Any]:
    driver = {
        "name": "np2torch",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": text}} for code, text in CODES.items()],
    }
    results = [sarif_result(file, d) for file in files for d in found(file)]
    return {"$schema": SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def found(file: Converted) -> Iterable[Diagnostic]:
    if file.conversion is not None:
        return file.conversion.diagnostics
    return [Diagnostic(1, 1, "NT001", file.problem)]


def sarif_result(file: Converted, diagnostic: Diagnostic) -> dict[str, Any]:
    region = {"startLine": file.place(diagnostic.line)["line"], "startColumn": diagnostic.column}
    place = {"artifactLocation": {"uri": uri(file.path)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": list(CODES).index(diagnostic.code),
        "level": level(diagnostic, "note", "warning", "error"),
        "message": {"text": diagnostic.message},
        "locations": [{"physicalLocation": place}],
    }


def uri(path: str) -> str:
    from urllib.parse import quote

    return quote(PurePath(path).as_posix(), safe="/<>" if path.startswith("<") else "/")


def level(diagnostic: Diagnostic, remark: str, left: str, unreadable: str) -> str:
    return remark if diagnostic.is_remark else unreadable if diagnostic.code == "NT001" else left


# --- GitHub --------------------------------------------------------------------------------


def annotation(diagnostic: Diagnostic, path: str) -> str:
    """A workflow command, which shows the diagnostic beside the line."""
    command = level(diagnostic, "notice", "warning", "error")
    place = f"file={escaped(path, ':,')},line={diagnostic.line},col={diagnostic.column}"
    return f"::{command} {place},title={diagnostic.code}::{escaped(diagnostic.message)}"


def escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
