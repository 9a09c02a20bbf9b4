"""A diff in two columns, for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from .side import Fold, Line, Part, Row, folded, parts, rows

SIGNS = {(True, True): "|", (True, False): "<", (False, True): ">"}
COLOURS = ("red", "green")
TAB = "    "
NARROWEST = 10


def side_by_side(before: str, after: str, names: tuple[str, str], width: int, colour: bool) -> str:
    """With line numbers, a sign between the columns where lines differ, and long lines broken; "" for no difference."""
    if before == after:
        return ""
    all_rows = rows(before, after)
    digits = len(str(len(all_rows)))
    page = Page(digits, max((width - 2 * digits - 5) // 2, NARROWEST), colour)
    lines = [page.head(names)]
    for item in folded(all_rows):
        lines += [page.fold(item)] if isinstance(item, Fold) else page.row(item)
    return "".join(f"{line.rstrip()}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the numbers and the columns are."""

    digits: int
    column: int
    colour: bool

    def head(self, names: tuple[str, str]) -> str:
        left, right = (next(self.broken([(name, False)])) for name in names)
        return self.line(None, self.filled(left, "", bold=True), " ", None, self.filled(right, "", bold=True))

    def fold(self, fold: Fold) -> str:
        text = f"{' ' * self.digits} ⋮ {len(fold.rows)} lines"
        return click.style(text, "cyan") if self.colour else text

    def row(self, row: Row) -> Iterator[str]:
        left, right = parts(row)
        columns = [list(self.broken(side)) for side in (left, right)]
        sign = SIGNS[row.left is not None, row.right is not None] if row.changed else " "
        for n in range(max(map(len, columns))):
            first = n == 0
            sides = [column[n] if n < len(column) else [] for column in columns]
            shown = [self.filled(s, c if row.changed else "") for s, c in zip(sides, COLOURS, strict=True)]
            yield self.line(row.left if first else None, shown[0], sign, row.right if first else None, shown[1])

    def line(self, left: Line | None, old: str, sign: str, right: Line | None, new: str) -> str:
        numbers = [str(side[0] if side else "").rjust(self.digits) for side in (left, right)]
        return f"{numbers[0]} {old} {sign} {numbers[1]} {new}"

    def broken(self, pieces: Sequence[Part]) -> Iterator[list[Part]]:
        """Into lines that fit the column."""
        line: list[Part] = []
        room = self.column
        for character, differs in characters(pieces):
            if width_of(character) > room:
                yield line
                line, room = [], self.column
            line.append((character, differs))
            room -= width_of(character)
        yield line

    def filled(self, line: Sequence[Part], colour: str, bold: bool = False) -> str:
        """A line of the column; where it is in colour, what differs within it stands out."""
        blank = " " * (self.column - sum(width_of(text) for text, _ in line))
        if not self.colour or not (colour or bold):
            return "".join(text for text, _ in line) + blank
        styled = (click.style(text, colour or None, bold=bold, reverse=differs) for text, differs in joined(line))
        return "".join(styled) + blank


def characters(pieces: Sequence[Part]) -> Iterator[Part]:
    for text, differs in pieces:
        yield from ((character, differs) for character in text.replace("\t", TAB) if character.isprintable())


def joined(line: Iterable[Part]) -> Iterator[Part]:
    text, last = "", False
    for character, differs in line:
        if text and differs is not last:
            yield text, last
            text = ""
        text, last = text + character, differs
    if text:
        yield text, last


def width_of(character: str) -> int:
    """In a terminal: two for what is East Asian and wide, none for what stands above another one."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
