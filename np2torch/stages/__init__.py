"""The four stages, each from source text to source text."""

from __future__ import annotations

from dataclasses import dataclass

from ..diagnostic import Change, Diagnostic


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage made of a program.

    `correspondence` pairs an expression over the names that the stage read with one over those that it wrote;
    names of a function `f` are written `f.name`. `parameters` are the trained ones, in the names it read.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    changes: tuple[Change, ...] = ()
    correspondence: tuple[tuple[str, str], ...] = ()
    parameters: tuple[str, ...] = ()
