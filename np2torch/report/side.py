"""Two texts side by side: which line became which."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

LARGEST = 4_000  # pairs of lines that are compared with one another; a larger block is paired in its order
ALIKE = 0.3
WORD = re.compile(r"\w+|\s+|.")

Line: TypeAlias = tuple[int, str]  # its number from 1, and what stands there
Part: TypeAlias = tuple[str, bool]  # a piece of a line, and whether the other side has another one


@dataclass(frozen=True, slots=True)
class Row:
    """A line before and after; None where one side has none."""

    left: Line | None
    right: Line | None

    @property
    def changed(self) -> bool:
        return self.left is None or self.right is None or self.left[1] != self.right[1]


def rows(before: str, after: str) -> list[Row]:
    """All lines of both texts, in their order."""
    old, new = numbered(before), numbered(after)
    found: list[Row] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, [t for _, t in old], [t for _, t in new], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found += map(Row, old[i1:i2], new[j1:j2])
        else:
            found += paired(old[i1:i2], new[j1:j2])
    return found


def lines_of(text: str) -> list[str]:
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def numbered(text: str) -> list[Line]:
    return list(enumerate(lines_of(text), 1))


def paired(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Row]:
    """Lines that resemble one another stand side by side, as many as can without crossing."""
    i = j = 0
    for a, b in [*matches([t for _, t in old], [t for _, t in new]), (len(old), len(new))]:
        yield from (Row(line, None) for line in old[i:a])
        yield from (Row(None, line) for line in new[j:b])
        if a < len(old):
            yield Row(old[a], new[b])
        i, j = a + 1, b + 1


def matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs with the greatest sum of likenesses."""
    if len(old) * len(new) > LARGEST:
        return [(i, i) for i in range(min(len(old), len(new)))]
    gains = [[likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], gains[i][j] + best[i + 1][j + 1])
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if gains[i][j] and best[i][j] == gains[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def likeness(a: str, b: str) -> float:
    """0 for lines that have little in common."""
    if not (a.strip() and b.strip()):
        return 0.0
    ratio = difflib.SequenceMatcher(None, words(a), words(b), autojunk=False).ratio()
    return ratio if ratio >= ALIKE else 0.0


def words(line: str) -> list[str]:
    """Without what all lines of code have: brackets, dots, operators."""
    return re.findall(r"\w+", line)


def parts(row: Row) -> tuple[list[Part], list[Part]]:
    """What differs within two lines that became one another; a line without a counterpart is one piece."""
    if row.left is None or row.right is None:
        whole = ([(line[1], False)] if line else [] for line in (row.left, row.right))
        return next(whole), next(whole)
    old, new = WORD.findall(row.left[1]), WORD.findall(row.right[1])
    left: list[Part] = []
    right: list[Part] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        differs = tag != "equal"
        left += [("".join(old[i1:i2]), differs)] if i1 < i2 else []
        right += [("".join(new[j1:j2]), differs)] if j1 < j2 else []
    return left, right


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines in a row that nothing happened to."""

    rows: tuple[Row, ...]


def folded(all_rows: Sequence[Row], around: int = 3) -> Iterator[Row | Fold]:
    """The rows that changed with some around them; what is far from any change, put together."""
    changed = [n for n, row in enumerate(all_rows) if row.changed]
    near = {n for c in changed for n in range(c - around, c + around + 1)}
    start = 0
    while start < len(all_rows):
        if start in near:
            yield all_rows[start]
            start += 1
            continue
        end = next((n for n in range(start, len(all_rows)) if n in near), len(all_rows))
        if end - start > 2:
            yield Fold(tuple(all_rows[start:end]))
        else:
            yield from all_rows[start:end]
        start = end
