"""Verdicts for machines: JSON, which `docs/report.md` describes, and JUnit's XML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import __version__
from ..verdict import Row, Verdict
from .table import conclusion, verdict_lines

VERSION = 1
FORMATS = (".json", ".xml")


def report(path: Path, verdicts: Sequence[Verdict]) -> bytes:
    """In the format of its name."""
    return junit(verdicts) if path.suffix == ".xml" else as_json(verdicts)


def outcome(verdict: Verdict) -> str:
    return "unusable" if verdict.unusable else "equal" if verdict.equal else "different"


def as_json(verdicts: Sequence[Verdict]) -> bytes:
    made = {"version": VERSION, "np2torch": __version__, "programs": [of_program(v) for v in verdicts]}
    return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()


def of_program(verdict: Verdict) -> dict[str, Any]:
    printed, parting = verdict.printed, verdict.parting
    return {
        "original": verdict.original,
        "migrated": verdict.migrated,
        "verdict": outcome(verdict),
        "problem": verdict.problem or None,
        "values": [of_row(row) for row in verdict.rows],
        "printed": {"count": printed.count, "difference": number(printed.difference), "line": printed.line},
        "parting": parting and {"name": parting.name, "step": parting.step, "line": parting.line, "loop": parting.head},
    }


def of_row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "migrated": row.counterpart or row.name,
        "shape": list(row.shape),
        "dtype": row.dtype,
        "verdict": row.outcome.value,
        "difference": number(row.difference),
        "trained": row.trained,
    }


def number(value: float | None) -> float | str | None:
    """JSON has no infinity."""
    return value if value is None or abs(value) < float("inf") else str(value)


def junit(verdicts: Sequence[Verdict]) -> bytes:
    """A test for each program: one that differs has failed, one that cannot be compared is an error."""
    from xml.etree import ElementTree

    outcomes = [outcome(v) for v in verdicts]
    counts = {"tests": len(verdicts), "failures": outcomes.count("different"), "errors": outcomes.count("unusable")}
    suite = ElementTree.Element("testsuite", {"name": "np2torch verify"} | {k: str(v) for k, v in counts.items()})
    for verdict, found in zip(verdicts, outcomes, strict=True):
        case = ElementTree.SubElement(suite, "testcase", classname="np2torch.verify", name=verdict.original)
        if found != "equal":
            message = verdict.problem or conclusion(verdict)
            wrong = ElementTree.SubElement(case, "failure" if found == "different" else "error", message=message)
            wrong.text = "\n".join(verdict_lines(verdict, colour=False))
    text: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
