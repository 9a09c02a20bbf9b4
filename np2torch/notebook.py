"""Notebooks: the code cells as one program, and what became of it as cells again."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from .source import Document, Unusable, unreadable

MARKED = "# %% np2torch"
MARK = re.compile(rf"{MARKED} (cell|end) (\d+)")
MAGIC = re.compile(r"^([ \t]*)(?:(.*?)  )?#~np2torch~magic~(\d+)~$", re.MULTILINE)
PYTHON_MAGICS = frozenset("time timeit capture prun".split())  # those of which the rest of the cell is Python
LINE_MAGIC = re.compile(r"^[ \t]*(?:[%!?]|[\w.]+\?{1,2}[ \t]*$)")
ASSIGNED = re.compile(r"^([ \t]*)([A-Za-z_][\w., ]*?)[ \t]*=[ \t]*[%!]")
INSTALL = re.compile(r"^\s*[!%]\s*(?:\w+ -m )?(pip3?|conda|mamba)\s+install\b")
PACKAGES = {"pip": "torch", "pip3": "torch", "conda": "pytorch", "mamba": "pytorch"}


@dataclass(frozen=True)
class Notebook(Document):
    """A notebook as a program: each code cell behind a comment with its number, magics behind comments too."""

    data: Mapping[str, Any] = field(default_factory=dict)
    magics: tuple[str, ...] = ()
    keeps_outputs: bool = False

    def place(self, line: int) -> tuple[str, int]:
        number, line = self.found(line)
        return f"{self.name}:cell {number}", line

    def cell(self, line: int) -> int | None:
        return self.found(line)[0]

    def found(self, line: int) -> tuple[int, int]:
        """The number of the cell that a line of the program is in, and the line in it."""
        rows = enumerate(self.text.split("\n")[:line])
        starts = [(i, int(m.group(2))) for i, row in rows if (m := MARK.fullmatch(row)) and m.group(1) == "cell"]
        start, number = starts[-1] if starts else (0, 1)
        return number, max(line - start - 1, 1)

    def shown(self, text: str) -> str:
        """With the lines of IPython, in cells as they are told apart in Python files."""
        lines = (MARK.sub(r"# %% cell \2", row) for row in text.split("\n") if not row.startswith(f"{MARKED} end "))
        return self.restored("\n".join(lines))

    def bytes_of(self, text: str) -> bytes:
        """Raises Unusable where the cells cannot be told any more."""
        if text == self.text:
            return self.raw
        data = deepcopy(dict(self.data))
        new = self.cells_of(text)
        cells = []
        for number, cell in enumerate(data["cells"], 1):
            if number in new:
                source = new[number]
                if not source.strip() and source_of(cell).strip():
                    continue  # nothing is left of it
                if source != source_of(cell):
                    is_list = isinstance(cell["source"], list)
                    cell["source"] = source.splitlines(keepends=True) if is_list else source
            if cell.get("cell_type") == "code" and not self.keeps_outputs:
                cell["outputs"], cell["execution_count"] = [], None
            cells.append(cell)
        data["cells"] = cells
        return dumped(data, self.raw)

    def cells_of(self, text: str) -> dict[int, str]:
        """The sources of the code cells by their numbers. Raises Unusable."""
        before, after = (pieces(t) for t in (self.text, text))
        here = {m[2] for m in MAGIC.findall(text)}
        if any(m[2] not in here for m in MAGIC.findall(self.text)) or not set(after) <= set(before):
            raise Unusable(f"np2torch: {self.name}: a line of IPython would be lost; --stage tensor may do")
        return {n: self.restored(cell_text(lines, after.get(n, []))) for n, lines in before.items()}

    def restored(self, source: str) -> str:
        return MAGIC.sub(lambda m: with_torch_installed(self.magics[int(m.group(3))]), source)


def cell_text(before: list[str], after: list[str]) -> str:
    return "\n".join(after) if before == after else "\n".join(after).strip("\n")


def pieces(text: str) -> dict[int, list[str]]:
    """The lines of each cell by its number. A mark may be gone with what stood beside it: then the other one tells."""
    found: dict[int, list[str]] = {}
    current, loose = None, list[str]()
    for line in text.split("\n"):
        mark = MARK.fullmatch(line)
        if mark is None:
            (loose if current is None else found[current]).append(line)
            continue
        number = int(mark.group(2))
        if mark.group(1) == "cell":
            owner = found[max(found)] if found else found.setdefault(number, [])
            current = number
            found.setdefault(number, [])
        else:
            owner = found.setdefault(number, [])
            current = None
        if any(map(str.strip, loose)):
            owner += loose
        loose = []
    if any(map(str.strip, loose)) and found:
        found[max(found)] += loose
    return found


def decode_notebook(raw: bytes, name: str, keeps_outputs: bool = False) -> Notebook:
    """Raises Unusable."""
    try:
        data = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise unreadable(name, "is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise unreadable(name, "is not a notebook: not JSON") from None
    if not is_notebook(data):
        raise unreadable(name, "is not a notebook of format 4")
    magics: list[str] = []
    text = "".join(program(data["cells"], magics)) if is_python(data) else ""
    return Notebook(name, raw, text, "utf-8", False, data, tuple(magics), keeps_outputs)


def is_notebook(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.get("nbformat") == 4
        and isinstance(data.get("cells"), list)
        and all(isinstance(c, dict) and isinstance(c.get("source"), (str, list)) for c in data["cells"])
    )


def is_python(data: Mapping[str, Any]) -> bool:
    metadata = data.get("metadata", {})
    names = (metadata.get("language_info", {}).get("name"), metadata.get("kernelspec", {}).get("language"))
    return next((str(n).lower() for n in names if n), "python").startswith(("python", "ipython"))


def program(cells: Sequence[Mapping[str, Any]], magics: list[str]) -> Iterator[str]:
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") == "code":
            source = without_magics(source_of(cell), magics)
            if source is not None:
                yield f"{MARKED} cell {number}\n{source}\n{MARKED} end {number}\n\n"


def source_of(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return "".join(source) if isinstance(source, list) else source


# --- magics ----------------------------------------------------------------------------------


def without_magics(source: str, magics: list[str]) -> str | None:
    """Python, the lines that are IPython's behind comments; None for a cell that is something else."""
    if parses(source):
        return source
    first = source.lstrip().partition("\n")[0]
    if first.startswith("%%") and first[2:].split(" ")[0].strip() not in PYTHON_MAGICS:
        return None
    known = len(magics)
    for statement in ("", "pass"):  # a comment, where the block needs no statement there
        del magics[known:]
        text = "\n".join(hidden(source.split("\n"), magics, statement))
        if parses(text):
            return text
    del magics[known:]
    return None


def hidden(lines: Sequence[str], magics: list[str], statement: str) -> Iterator[str]:
    rest = iter(lines)
    for line in rest:
        assigned = ASSIGNED.match(line)
        if not (assigned or LINE_MAGIC.match(line)):
            yield line
            continue
        while line.endswith("\\"):
            line += "\n" + next(rest, "")
        indent = line[: len(line) - len(line.lstrip())]
        code = f"{assigned.group(2)} = eval('[]')" if assigned else statement
        yield f"{indent}{code}{'  ' if code else ''}#~np2torch~magic~{len(magics)}~"
        magics.append(line)


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def with_torch_installed(line: str) -> str:
    """`!pip install numpy` gets torch as well."""
    installer = INSTALL.match(line)
    if installer is None:
        return line
    words = [re.split(r"[=<>~!\[]", word.strip("'\""))[0] for word in line.split()]
    package = PACKAGES[installer.group(1)]
    return f"{line.rstrip()} {package}" if "numpy" in words and package not in words else line


# --- JSON ------------------------------------------------------------------------------------


def dumped(data: Mapping[str, Any], raw: bytes) -> bytes:
    """In the layout of the file."""
    text = raw.decode("utf-8")
    indent = re.match(r"\{\r?\n([ \t]+)", text)
    new = json.dumps(data, indent=indent.group(1) if indent else None, ensure_ascii=text.isascii() and "\\u" in text)
    if "\r\n" in text:
        new = new.replace("\n", "\r\n")
    return (new + text[len(text.rstrip()) :]).encode("utf-8")
