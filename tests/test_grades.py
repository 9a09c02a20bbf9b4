"""How far each gradient is proved, in the report: by a check, by a run, or not at all, where that is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import programs
import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import convert
from np2torch.target import Target

# The largest of a window, and a mask that gives each of several largest ones the whole gradient.
POOLED = """import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(6, 4, 2))
y = rng.normal(size=6)
w = rng.normal(size=2)
for i in range(20):
    z = X @ w
    top = z.max(axis=1)
    loss = np.mean((top - y) ** 2)
    d = 2 * (top - y) / 6
    dz = (z == top[:, None]) * d[:, None]
    w -= 0.05 * np.einsum("ij,ijk->k", dz, X)
print(w, loss)
"""
PLAIN = POOLED.replace("z.max(axis=1)", "z.sum(axis=1)").replace("(z == top[:, None])", "np.ones_like(z)")


def test_what_is_one_only_without_ties_stays() -> None:
    made = convert(POOLED, "autograd")
    assert "backward()" not in made.after
    assert any("where values are equal" in d.message for d in made.diagnostics)


def test_it_is_replaced_where_that_is_asked_for() -> None:
    made = convert(POOLED, "autograd", target=Target(unsafe=True))
    assert "loss.backward()" in made.after
    assert [d.is_remark for d in made.diagnostics if d.code == "NT205"] == [True]
    assert programs.differences(programs.outcome(POOLED), programs.outcome(made.after)) == []


@pytest.mark.parametrize("wrong", ["dz * 2 * X[0, 0, 0]", "np.abs(dz)", "dz[::-1]"])
def test_what_is_none_is_never_replaced(wrong: str) -> None:
    made = convert(PLAIN.replace(", dz, X", f", {wrong}, X"), "autograd", target=Target(unsafe=True))
    assert "backward()" not in made.after or "w.grad" in made.after.partition("w -= 0.05 *")[2].replace(
        "0.05 * w.grad", ""
    )


def evidence(path: Path, *options: str) -> tuple[Result, list[str], dict[str, int]]:
    report = path.with_suffix(".json")
    result = CliRunner().invoke(main, ["convert", str(path), "--force", "--report", str(report), *options])
    (found,) = json.loads(report.read_text())["files"]
    changes = [c for s in found["statements"] for c in s["changes"]]
    return result, [c["evidence"] for c in changes if c["what"].startswith("gradient")], found["counts"]


@pytest.mark.parametrize(
    ("text", "options", "grades"),
    [
        (PLAIN, [], ["gradient"]),
        (POOLED, [], []),
        (POOLED, ["--unsafe"], ["unproven"]),
        (POOLED, ["--unsafe", "--verify"], ["run"]),
    ],
    ids=["proved", "left", "unproven", "by run"],
)
def test_the_report_has_grades(tmp_path: Path, text: str, options: list[str], grades: list[str]) -> None:
    path = tmp_path / "train.py"
    path.write_text(text)
    result, found, counts = evidence(path, *options)
    assert result.exit_code == 0
    assert found == grades
    assert (counts["unproven"] > 0) is ("unproven" in grades)
