"""Where NumPy and PyTorch differ, and where they do not: each as a script, converted, both run and compared.

`data/semantics.json` holds the cases: a setup with NumPy arrays, and a snippet whose last expression is the result.
The value, its shape and dtype, and the text that it prints have to be the same. NumPy 2 shows its scalars in lists
and tuples as `np.float64(1.0)`; the converted program shows the number.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sides import part, run, same_text

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

CASES = Path(__file__).parent / "data" / "semantics.json"
BOOK = read_rulebook()
IMPORTS = {
    "json": "import json",
    "copy": "import copy",
    "math": "import math",
    "collections": "import collections",
    "pickle": "import pickle",
    "io": "import io",
    "random": "import random",
    "plt": "import matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as plt",
    "StandardScaler": "from sklearn.preprocessing import StandardScaler",
    "accuracy_score": "from sklearn.metrics import accuracy_score",
    "LinearRegression": "from sklearn.linear_model import LinearRegression",
    "train_test_split": "from sklearn.model_selection import train_test_split",
    "pd": "import pandas as pd",
}

# What is not the same, and why that is so.
DIFFERENT = {
    "B11": "NumPy refuses 300 beside uint8; PyTorch wraps it around",
    "B59": "NumPy divides an integer by zero with a warning; PyTorch raises",
    "C35": "torch.quantile takes 16 million elements, and raises for more",
    "C47": "NumPy's argsort leaves open which of two equal elements comes first, and so does the copy of its order",
    "D26": "NumPy refuses to join arrays of 1 and 2 dimensions; PyTorch skips one of size (0,)",
    "D42": "NumPy refuses to squeeze an axis of more than one; PyTorch leaves it",
    "E35": "the rank is int64 in PyTorch, int32 in NumPy",
    "E40": "a named tuple of NumPy's shows its name",
    "F81": "NumPy refuses to write to a broadcast array; PyTorch writes",
    "G4": "a tensor's type has another name",
    "G33": "`a == None` is a question about `a` in programs that train, not about its elements",
    "G34": "`a != None` is a question about `a` in programs that train, not about its elements",
    "G45": "no tensor is the object `np.True_`",
    "G84": "a tensor's type has another name",
    "I11": "a tensor's type has another name",
    "I16": "a tensor's type has another name",
}


@dataclass(frozen=True)
class Case:
    id: str
    title: str
    difference: str
    setup: str
    numpy: str

    @property
    def script(self) -> str:
        """The case as a program that keeps its result and prints it."""
        used = {n.id for n in ast.walk(ast.parse(f"{self.setup}\n{self.numpy}")) if isinstance(n, ast.Name)}
        *before, last = ast.parse(self.numpy).body
        lines = ["import numpy as np", *(line for name, line in IMPORTS.items() if name in used), self.setup]
        lines += [ast.get_source_segment(self.numpy, s) or "" for s in before]
        text = ast.get_source_segment(self.numpy, last) or ""
        lines += [f"result = {text}" if isinstance(last, ast.Expr) else f"{text}\nresult = None", "print(result)"]
        return "\n".join(line for line in lines if line) + "\n"


def cases() -> Iterator[object]:
    for fields in json.loads(CASES.read_text(encoding="utf-8")):
        case = Case(**fields)
        reason = DIFFERENT.get(case.id)
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        yield pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: Case) -> None:
    for line in case.script.splitlines():
        if line.startswith(("import ", "from ")):
            pytest.importorskip(line.split()[1].partition(".")[0].strip(";"))
    converted = convert(case.script, "tensor", BOOK)
    expected, found = run(case.script), run(converted.after)
    if expected.error is not None:
        assert found.error is not None or converted.diagnostics, converted.after
        return
    assert found.error is None, f"{found.error!r}\n{converted.after}"
    assert part(expected.result, found.result) is None, converted.after
    assert same_text(expected.printed, found.printed), f"{expected.printed}{found.printed}{converted.after}"


def test_texts_are_told_apart() -> None:
    assert same_text("[np.float64(1.0), 2]", "[1.0, 2]")
    assert same_text("7.999999999999998", "8.0")
    assert not same_text("[1. 2.]", "tensor([1., 2.])")
    assert not same_text("(1, 2)", "torch.Size([1, 2])")
    assert not same_text("1.5", "1.25")
