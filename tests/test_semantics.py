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
from sides import Ran, part, run, same_text

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

# Where the report says something, and what.
SAID = {
    "B11": "3:10: NT101 a+300 stays NumPy: the number is out of the range of the array's dtype",
    "B59": "3:10: NT101 a // 0 stays NumPy: PyTorch raises where an integer is divided by zero",
    "C35": "3:10: NT101 np.quantile(a, 0.5) stays NumPy: PyTorch takes up to 16 million elements",
    "C47": "3:10: NT105 np.argsort(a): NumPy leaves the order of equal elements open, here it is kept",
    "D26": "3:10: NT101 np.concatenate((np.zeros((0,)), a)) stays NumPy: NumPy joins arrays of as many dimensions",
    "D42": "3:10: NT101 np.squeeze(a,axis=0) stays NumPy: NumPy squeezes axes of one element only",
    "E35": "3:10: NT105 np.linalg.lstsq(a,b,rcond=None): the rank is int64, not int32",
    "E40": "4:7: NT104 result: NumPy shows the items with their names",
    "F81": "3:3: NT104 np.broadcast_to(a,(2,4)): NumPy refuses to write to what comes out, PyTorch writes",
    "G4": "3:10: NT104 type(a[0]): the type of a tensor is torch.Tensor",
    "G33": "3:10: NT104 a == None: NumPy compares each element with None, PyTorch the whole",
    "G34": "3:10: NT104 a != None: NumPy compares each element with None, PyTorch the whole",
    "G84": "3:11: NT104 type(x): the type of a tensor is torch.Tensor",
    "G87": '3:6: NT101 np.errstate(all="raise") stays NumPy: PyTorch does not watch for overflow and division by zero',
    "I11": "4:10: NT104 type(StandardScaler().fit_transform(a)): the type of a tensor is torch.Tensor",
    "I16": "4:10: NT104 type(train_test_split(a,random_state=0)[0]): the type of a tensor is torch.Tensor",
}
# What is another answer all the same; the others of these are equal, or fail as NumPy does.
OTHERWISE = frozenset("C47 E35 E40 F81 G4 G33 G34 G84 G87 I11 I16".split())


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
        yield pytest.param(case, id=case.id)


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: Case) -> None:
    for line in case.script.splitlines():
        if line.startswith(("import ", "from ")):
            pytest.importorskip(line.split()[1].partition(".")[0].strip(";"))
    converted = convert(case.script, "tensor", BOOK)
    if case.id in SAID:
        assert [d.text("") for d in converted.diagnostics] == [f":{SAID[case.id]}"], converted.after
    expected, found = run(case.script), run(converted.after)
    assert (difference_between(expected, found) is not None) == (case.id in OTHERWISE), (
        f"{difference_between(expected, found)}\n{converted.after}"
    )


def difference_between(expected: Ran, found: Ran) -> str | None:
    if (expected.error is None) != (found.error is None):
        return f"{expected.error!r} became {found.error!r}"
    if not same_text(expected.printed, found.printed):
        return f"{expected.printed} became {found.printed}"
    return part(expected.result, found.result) if expected.error is None else None


def test_texts_are_told_apart() -> None:
    assert same_text("[np.float64(1.0), 2]", "[1.0, 2]")
    assert same_text("7.999999999999998", "8.0")
    assert not same_text("[1. 2.]", "tensor([1., 2.])")
    assert not same_text("(1, 2)", "torch.Size([1, 2])")
    assert not same_text("1.5", "1.25")
