"""What reports are made of, and the formats that there are."""

from __future__ import annotations

from dataclasses import dataclass

from ..convert import Conversion

FORMATS = (".json", ".sarif")


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of a file: a conversion, or a problem in one line."""

    path: str
    output: str = ""  # "" where nothing was written
    conversion: Conversion | None = None
    problem: str = ""
