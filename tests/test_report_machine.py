"""The risk ledger, and what machines read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import Conversion, convert
from np2torch.diagnostic import CODES, Change, Diagnostic, Trust
from np2torch.report.ledger import Entry, ledger, ledger_line
from np2torch.report.machine import annotation

SCRIPT = """\
import numpy as np

def f(x,
      y):
    return np.tanh(x) + y

x = np.array([1.0, 2.0])
if x.sum() > 1:
    z = np.linalg.eig(np.eye(2))[0]
print(x, f(x, 2.0))
k = 3
"""
DOCS = Path(__file__).parents[1] / "docs" / "report.md"


def run(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), **more)  # type: ignore[arg-type]


def verdicts(text: str, stage: str = "tensor") -> dict[int, str]:
    return {e.line: e.verdict for e in ledger(convert(text, stage))}


def test_each_statement_that_changed_is_counted() -> None:
    assert verdicts(SCRIPT) == {5: "proved", 7: "proved", 9: "bridged", 10: "border"}


def test_unchanged_program_has_no_entries() -> None:
    assert ledger(convert("x = 1\n")) == []


def test_random_draws_stay_numpys() -> None:
    assert verdicts("import numpy as np\nx = np.random.rand(3)\n") == {2: "bridged"}


def test_what_a_proof_made_dead_is_proved() -> None:
    text = """\
import numpy as np
x = np.array([1.0, 2.0])
w = 1.0
for i in range(9):
    loss = np.mean((w * x - 1) ** 2)
    error = 2 * (w * x - 1) / len(x)
    w -= 0.1 * np.sum(error * x)
"""
    found = verdicts(text, "autograd")
    assert found[6] == found[7] == "proved"
    assert "refused" not in found.values()


@pytest.mark.parametrize(
    ("changes", "reasons", "verdict"),
    [
        ([Trust.RULE], [], "proved"),
        ([Trust.RULE, Trust.BRIDGE], ["NT101"], "bridged"),
        ([Trust.RULE], ["NT101"], "refused"),
        ([Trust.BRIDGE], ["NT101", "NT202"], "refused"),
        ([], ["NT202"], "refused"),
        ([], ["NT110"], None),
    ],
)
def test_verdicts(changes: list[Trust], reasons: list[str], verdict: str | None) -> None:
    conversion = Conversion(
        "x = 1\ny = 2\n",
        "x = 1\ny = 2\n",
        tuple(Diagnostic(2, 1, code, "why") for code in reasons),
        tuple(Change(2, "what", trust) for trust in changes),
    )
    assert [e.verdict for e in ledger(conversion)] == ([verdict] if verdict else [])


def test_changes_of_later_stages_are_at_lines_of_the_original() -> None:
    text = "import numpy as np\nx = np.array([1.0, 2.0])\nw = 0.5\nfor i in range(9):\n    loss = np.sum((w * x - 1) ** 2)\n    w -= 0.1 * np.sum(2 * (w * x - 1) * x)\n"
    lines = {c.line for c in convert(text, "optim").changes if c.trust is Trust.GRADIENT}
    assert lines == {4}


def test_ledger_line() -> None:
    entries = [Entry(i, i, v) for i, v in enumerate(["proved", "proved", "refused", "bridged"])]
    assert ledger_line(entries) == "4 statements: 2 proved, 1 left in NumPy behind a bridge, 1 refused"


def test_ledger_is_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT)
    last = run("convert", tmp_path / "train.py").stderr.splitlines()[-1]
    assert last == (f"{tmp_path}/train.py: 4 statements: 2 proved, 1 at a border, 1 left in NumPy behind a bridge")


# --- files ---------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "broken.py").write_text("x = (")
    return tmp_path


def reported(made: Path, name: str, *options: str) -> Any:
    result = run("convert", made / "train.py", made / "broken.py", "--report", made / name, *options)
    assert result.exit_code == 2
    return json.loads((made / name).read_text())


def paths_of(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{path}.{key}".lstrip(".")
            yield from paths_of(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from paths_of(item, f"{path}[]")


def test_json(made: Path) -> None:
    report = reported(made, "r.json")
    good, bad = report["files"]
    assert report["version"] == 1
    assert (good["path"], good["output"]) == (f"{made}/train.py", f"{made}/train_torch.py")
    assert good["counts"] == {"proved": 2, "border": 1, "bridged": 1, "refused": 0}
    assert sum(good["counts"].values()) == len(good["statements"])
    assert good["statements"][0]["changes"][0]["what"].startswith("numpy.tanh (elementwise.py:")
    assert good["statements"][2]["reasons"][0]["code"] == "NT101"
    assert "not Python 3" in bad["problem"]
    assert "stage" not in bad


def test_every_field_is_documented(made: Path) -> None:
    documented = set(re.findall(r"^\| `([^`]+)` \|", DOCS.read_text().partition("## Of `verify`")[0], re.MULTILINE))
    found = set(paths_of(reported(made, "r.json")))
    assert {f for f in documented if f not in found} == set()
    inner = ("lines", "counts", "changes[]", "reasons[]", "diagnostics[]", "correspondence[]")
    assert {f for f in found if f not in documented and not f.rpartition(".")[0].endswith(inner)} == set()


def test_output_of_a_preview_is_null(made: Path) -> None:
    assert reported(made, "r.json", "--diff")["files"][0]["output"] is None


def test_sarif(made: Path) -> None:
    report = reported(made, "r.sarif")
    [one] = report["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert report["version"] == "2.1.0"
    assert [r["id"] for r in rules] == list(CODES)
    left, broken = one["results"]
    assert rules[left["ruleIndex"]]["id"] == left["ruleId"] == "NT101"
    assert (left["level"], broken["level"]) == ("warning", "error")
    place = left["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 9, "startColumn": 9}
    assert place["artifactLocation"]["uri"].endswith("/train.py")


@pytest.mark.parametrize("name", ["r.txt", "r", "nowhere/r.json"])
def test_report_that_cannot_be_written(made: Path, name: str) -> None:
    assert run("convert", made / "train.py", "--report", made / name).exit_code == 2
    assert not (made / "train_torch.py").exists()


def test_github(made: Path) -> None:
    first = run("convert", made / "train.py", "--output-format", "github").stderr.splitlines()[0]
    assert first.startswith(f"::warning file={made}/train.py,line=9,col=9,title=NT101::np.linalg.eig(")


@pytest.mark.parametrize(
    ("code", "path", "expected"),
    [
        ("NT110", "a.py", "::notice file=a.py,line=1,col=2,title=NT110::50%25%0Aoff"),
        ("NT001", "a.py", "::error file=a.py,line=1,col=2,title=NT001::50%25%0Aoff"),
        ("NT101", "a:b,c.py", "::warning file=a%3Ab%2Cc.py,line=1,col=2,title=NT101::50%25%0Aoff"),
    ],
)
def test_annotations_are_escaped(code: str, path: str, expected: str) -> None:
    assert annotation(Diagnostic(1, 2, code, "50%\noff"), path) == expected
