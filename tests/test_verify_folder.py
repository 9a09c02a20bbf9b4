"""`verify` of two folders, its reports, and what a script needs that is not there."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.report.verdicts import as_json, junit
from np2torch.verdict import Outcome, Row, Verdict

pytest.importorskip("torch")

SCRIPT = """\
import numpy as np
x = np.array([0.5, 1.5, 2.5])
w = 1.0
for step in range(20):
    loss = np.mean((w * x - 1) ** 2)
    w -= 0.1 * np.mean(2 * (w * x - 1) * x)
print(w)
"""
DOCS = Path(__file__).parents[1] / "docs" / "report.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder, and beside it what `convert` makes of it."""
    root = tmp_path / "course"
    (root / "sub").mkdir(parents=True)
    files = {
        "a.py": SCRIPT,
        "sub/lib.py": "import numpy as np\n\n\ndef f(x):\n    return np.tanh(x)\n",
        "sub/use.py": "import numpy as np\nfrom lib import f\ny = f(np.ones(3))\nprint(y)\n",
        "plain.py": "print(1)\n",
        "reads.py": "import numpy as np\nx = np.loadtxt('numbers.txt')\nw = x * 2\nprint(w)\n",
        "numbers.txt": "1 2 3\n",
    }
    for name, text in files.items():
        (root / name).write_text(text)
    assert run("convert", root, "--stage", "nn", "-j", "1").exit_code == 0
    return root


def lines(result: Result) -> dict[str, str]:
    return {line.split()[0]: line for line in result.stdout.splitlines() if line and line[0] != " "}


@pytest.mark.parametrize("jobs", [1, 2])
def test_programs_are_paired_by_their_paths(course: Path, jobs: int) -> None:
    migrated = course.with_name("course_torch")
    result = run("verify", course, migrated, "-j", jobs)
    assert result.exit_code == 0, result.output
    found = lines(result)
    assert set(found) == {"a.py", "reads.py", "sub/use.py", str(course)}
    assert found["a.py"].split()[1:] == ["equal:", "1", "parameter,", "1", "printed", "number"]
    last = f"{course} = {migrated}: 3 programs: 3 equal, 0 different, 0 not compared, 1 unchanged"
    assert result.stdout.splitlines()[-1] == last


def test_difference(course: Path) -> None:
    migrated = course.with_name("course_torch")
    lib = migrated / "sub" / "lib.py"
    lib.write_text(lib.read_text().replace("tanh(x)", "tanh(x) * 2"))
    (migrated / "a.py").unlink()
    result = run("verify", course, migrated, "-j", "1")
    assert result.exit_code == 1
    found = lines(result)
    assert found["sub/use.py"].split()[1] == "different:"
    assert re.search(r"^  y +\(3,\) .* different$", result.stdout, re.MULTILINE)
    assert found["a.py"].endswith(f"{migrated}/a.py is not there")
    assert "1 equal, 2 different, 0 not compared" in result.stdout


def test_each_run_has_a_folder_of_its_own(course: Path) -> None:
    for root in (course, course.with_name("course_torch")):
        with open(root / "reads.py", "a") as file:
            file.write("open('numbers.txt', 'w').write('9')\n")
    assert run("verify", course, course.with_name("course_torch"), "-j", "1").exit_code == 0
    assert (course / "numbers.txt").read_text() == "1 2 3\n"


def test_reports(course: Path) -> None:
    migrated = course.with_name("course_torch")
    (course / "numbers.txt").unlink()
    for name in ("r.json", "r.xml"):
        assert run("verify", course, migrated, "-j", "1", "--report", course.parent / name).exit_code == 2
    report = json.loads((course.parent / "r.json").read_text())
    found = {Path(p["original"]).name: p for p in report["programs"]}
    assert {name: p["verdict"] for name, p in found.items()} == {
        "a.py": "equal",
        "reads.py": "unusable",
        "use.py": "equal",
    }
    assert found["reads.py"]["problem"].startswith(f"{course}/reads.py:2: needs: numbers.txt (FileNotFoundError: ")
    assert found["a.py"]["values"][0]["name"] == "w"
    suite = ElementTree.parse(course.parent / "r.xml").getroot()
    assert suite.attrib == {"name": "np2torch verify", "tests": "3", "failures": "0", "errors": "1"}
    [error] = suite.findall("testcase/error")
    assert "needs: numbers.txt" in error.attrib["message"]


def test_report_of_two_files(course: Path) -> None:
    report = course.parent / "r.json"
    assert run("verify", course / "a.py", course.with_name("course_torch") / "a.py", "--report", report).exit_code == 0
    [program] = json.loads(report.read_text())["programs"]
    assert program["verdict"] == "equal"


def test_fields_are_documented() -> None:
    row = Row("w", "v", (2,), "float64", Outcome.DIFFERENT, float("inf"))
    [program] = json.loads(as_json([Verdict("a", "b", (row,))]))["programs"]
    section = DOCS.read_text().partition("## Of `verify`")[2]
    for name in [*program, *program["values"][0], *program["printed"]]:
        assert f"`{name}`" in section, name
    assert program["values"][0]["difference"] == "inf"


def test_junit_of_a_difference() -> None:
    row = Row("w", "v", (2,), "float64", Outcome.DIFFERENT, 0.5)
    [failure] = ElementTree.fromstring(junit([Verdict("a", "b", (row,))])).findall("testcase/failure")
    assert failure.attrib["message"] == "different: 1 of 1 parameter"
    assert "w = v" in (failure.text or "")


@pytest.mark.parametrize("arguments", [["--report", "r.txt"], ["--report", "nowhere/r.json"]])
def test_misuse(course: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(course)
    assert run("verify", "a.py", "a.py", *arguments).exit_code == 2
    assert run("verify", "a.py", course).exit_code == 2


# --- what is not there ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("open('data/mnist.pkl.gz')", "data/mnist.pkl.gz"),
        ("np.load('x.npy')", "x.npy"),
        ("np.loadtxt('x.csv')", "x.csv"),
        ("import no_such_module", "no_such_module"),
        ("import no_such.part", "no_such"),
        ("import urllib.request as u; u.urlopen('http://127.0.0.1:1/')", "the network"),
        ("import socket; socket.create_connection(('127.0.0.1', 1))", "the network"),
    ],
)
def test_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, needs: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text(f"import numpy as np\n{line}\n")
    result = run("verify", "a.py", "a.py")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"a.py:2: needs: {needs} (")


def test_other_failures_are_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text("raise FileNotFoundError\n")
    assert run("verify", "a.py", "a.py").stderr == "a.py:1: FileNotFoundError\n"
