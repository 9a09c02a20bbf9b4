"""What reports are made of, and the formats that there are."""

from __future__ import annotations

from dataclasses import dataclass

from ..convert import Conversion
from ..source import Document
from ..verdict import Verdict

FORMATS = (".html", ".json", ".sarif")


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of a file: a conversion, or a problem in one line."""

    path: str
    output: str = ""  # "" where nothing was written
    conversion: Conversion | None = None
    problem: str = ""
    document: Document | None = None
    stages: tuple[Conversion, ...] = ()  # what each of them made, in their order
    verdict: Verdict | None = None

    def place(self, line: int) -> dict[str, int]:
        """A line as reports have it: in its cell, in a notebook."""
        cell = self.document.cell(line) if self.document is not None else None
        if cell is None or self.document is None:
            return {"line": line}
        return {"cell": cell, "line": self.document.place(line)[1]}
