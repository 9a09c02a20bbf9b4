"""What the proof of rules finds, and its single steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

Found: TypeAlias = Iterable[tuple[int, str]]  # lines, and what is wrong there


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a rule file that is not so."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Check:
    """One thing to prove; `run` gives what is wrong with it."""

    name: str
    run: Callable[[], Iterable[Problem]]
