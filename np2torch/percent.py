"""Notebooks as text: Python files with cells after `# %%`, as editors and jupytext have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .notebook import MAGIC, parses, with_torch_installed, without_magics
from .source import Document, Unusable

CELL = re.compile(r"(?m)^(?=#[ \t]*%%)")
COMMENTED = re.compile(r"(?m)^([ \t]*#[ \t]*)([!%][ \t]*[\w-].*)$")  # jupytext keeps lines of IPython as comments


@dataclass(frozen=True)
class Percent(Document):
    """The lines of IPython stand behind comments in the text."""

    magics: tuple[str, ...] = ()

    def place(self, line: int) -> tuple[str, int]:
        """Lines of IPython that go on on the next are one line in the text."""
        before = "\n".join(self.text.split("\n")[: line - 1])
        return self.name, line + sum(self.magics[int(m[3])].count("\n") for m in MAGIC.finditer(before))

    def shown(self, text: str) -> str:
        return MAGIC.sub(lambda m: self.magics[int(m[3])], text)

    def bytes_of(self, text: str) -> bytes:
        """Raises Unusable where a line of IPython is gone."""
        if text == self.text:
            return self.raw
        here = {m[3] for m in MAGIC.finditer(text)}
        if any(str(n) not in here for n in range(len(self.magics))):
            raise Unusable(f"np2torch: {self.name}: a line of IPython would be lost; --stage tensor may do")
        new = MAGIC.sub(lambda m: with_torch_installed(self.magics[int(m[3])]), without_empty_cells(self.text, text))
        new = COMMENTED.sub(lambda m: m[1] + with_torch_installed(m[2]), new)
        return Document.bytes_of(self, new)


def with_cells(document: Document) -> Document:
    """As it is where a cell is of another language that cannot be told from Python."""
    magics: list[str] = []
    text = (
        document.text if parses(document.text) else "".join(hidden(cell, magics) for cell in CELL.split(document.text))
    )
    return Percent(document.name, document.raw, text, document.encoding, document.crlf, tuple(magics))


def hidden(cell: str, magics: list[str]) -> str:
    """A cell with its lines of IPython behind comments; all lines of one in another language."""
    start, end, rest = cell.partition("\n") if CELL.match(cell) else ("", "", cell)
    python = without_magics(rest, magics)
    if python is None and rest.lstrip().startswith("%%"):
        python = "\n".join(behind_comments(rest.split("\n"), magics))
    return start + end + (rest if python is None else python)


def behind_comments(lines: Sequence[str], magics: list[str]) -> Iterator[str]:
    for line in lines:
        yield line and f"#~np2torch~magic~{len(magics)}~"
        magics += [line] if line else []


def without_empty_cells(before: str, after: str) -> str:
    """A cell of which nothing is left goes; where heads are gone, all stays."""
    old, new = CELL.split(before), CELL.split(after)
    if [head(cell) for cell in old[1:]] != [head(cell) for cell in new[1:]]:
        return after
    return "".join([*new[:1], *(n for o, n in zip(old[1:], new[1:], strict=True) if body(n) or not body(o))])


def head(cell: str) -> str:
    return cell.partition("\n")[0]


def body(cell: str) -> str:
    return cell.partition("\n")[2].strip()
