"""NumPy's names as the installed NumPy has them, and the page that says what becomes of each.

`python -m np2torch.check.catalogue docs/coverage.md` writes the page.
"""

from __future__ import annotations

import sys
import types
from collections import Counter
from pathlib import Path

import numpy as np

from ..coverage import Entry, Way, entries, table
from ..rulebook import Rulebook, read_rulebook
from .signature import numpy_object

PARTS = (
    "numpy",
    "numpy.ndarray",
    "numpy.linalg",
    "numpy.fft",
    "numpy.random",
    "numpy.random.Generator",
    "numpy.random.RandomState",
)


def names_of(part: str, classes: bool = True) -> list[str]:
    """The public names of a module or class, but for the modules that are parts of their own."""
    owner = numpy_object(part)
    names = (f"{part}.{n}" for n in dir(owner) if not n.startswith("_"))
    return [
        n
        for n in names
        if n not in PARTS[2:5] and (classes or not isinstance(numpy_object(n), (type, types.ModuleType)))
    ]


HEAD = """# What becomes of NumPy's names

Made from the rules by `python -m np2torch.check.catalogue docs/coverage.md` with NumPy {version}; a test compares it.

- **torch**: a rule writes PyTorch, or the constant of the same meaning. A rule may decline a call that PyTorch has no
  form for (an argument, a dtype); the call then stays NumPy behind a bridge, and is reported.
- **NumPy's random stream**: the draw stays NumPy's, so that the numbers are the same; its result becomes a tensor.
- **NumPy, its result taken over**: arrays are handed over, what NumPy returns becomes a tensor; reported.
- **NumPy**: it stays as it is: files, text, dtypes as such, arrays of other things than numbers.

| part | torch | random stream | taken over | NumPy |
|---|---|---|---|---|
"""


def page(rulebook: Rulebook) -> str:
    parts = {part: entries(names_of(part), rulebook) for part in PARTS}
    head = HEAD.format(version=".".join(np.__version__.split(".")[:2]))
    rows = "".join(f"| {part} | {' | '.join(counts(found_))} |\n" for part, found_ in parts.items())
    tables = ("\n".join([f"\n## {part}\n", *table(found_)]) + "\n" for part, found_ in parts.items())
    return head + rows + "".join(tables)


def counts(found_: list[Entry]) -> list[str]:
    counted = Counter(e.way for e in found_)
    return [str(counted[way]) for way in (Way.TORCH, Way.DRAW, Way.BRIDGE, Way.STAYS)]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(read_rulebook()), encoding="utf-8")
