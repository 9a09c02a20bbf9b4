"""A diff in two columns."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.report.columns import side_by_side, width_of

SCRIPT = "import numpy as np\n\n\ny = np.ones(3)\nprint(y)\n"
STYLE = re.compile(r"\x1b\[[\d;]*m")


def run(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), **more)  # type: ignore[arg-type]


def shown(before: str, after: str, width: int = 60, colour: bool = False) -> list[str]:
    return side_by_side(before, after, ("a.py", "b.py"), width, colour).splitlines()


def test_columns() -> None:
    assert shown("a = 1\nb = 2\nd = 4\n", "a = 1\nb = 3\nnew()\nd = 4\n", 40) == [
        "  a.py                 b.py",
        "1 a = 1              1 a = 1",
        "2 b = 2            | 2 b = 3",
        "                   > 3 new()",
        "3 d = 4              4 d = 4",
    ]


def test_line_that_is_gone() -> None:
    assert shown("a = 1\ngone()\n", "a = 1\n", 40)[2] == "2 gone()           <"


def test_no_difference() -> None:
    assert shown("a\n", "a\n") == []


@pytest.mark.parametrize(
    "text", ["x = " + "very_long_name + " * 20, "é = '" + "漢字" * 50 + "'", "\tif x:\x07 y" * 9, ""]
)
@pytest.mark.parametrize("width", [5, 40, 81])
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    for line in shown(f"a\n{text}\n", "a\nb = 2\n", width):
        assert sum(map(width_of, line)) <= max(width, 40)


def test_nothing_of_a_long_line_is_lost() -> None:
    text = "x = " + "漢字 + name + " * 20
    lines = shown(text, "y", 40)
    kept = "".join(line[2:].partition(" <")[0] for line in lines[1:] if "<" in line)
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_colours() -> None:
    lines = shown("b = np.ones(2)\n", "b = torch.ones(2)\n", 60, colour=True)
    assert "\x1b[7m" in lines[1].replace("\x1b[31m", "")
    assert [STYLE.sub("", line) for line in lines] == shown("b = np.ones(2)\n", "b = torch.ones(2)\n", 60)


def test_far_lines_are_folded() -> None:
    text = "".join(f"line{n}\n" for n in range(30))
    assert "   ⋮ 12 lines" in shown(text, text.replace("line15\n", "line15 + 1\n"))


@pytest.mark.parametrize("options", [["--side-by-side"], ["--diff", "--side-by-side"]])
def test_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "train.py").write_text(SCRIPT)
    result = run("convert", tmp_path / "train.py", *options)
    assert result.exit_code == 0
    assert any(
        re.match(r"4 y = np\.ones\(3\) +\| \d y = torch\.ones\(3\)$", line) for line in result.stdout.splitlines()
    )
    assert [p.name for p in tmp_path.iterdir()] == ["train.py"]


@pytest.mark.parametrize("options", [["--diff"], ["--side-by-side"]])
@pytest.mark.parametrize(("colour", "expected"), [([], True), (["--no-color"], False)])
@pytest.mark.parametrize("name", ["course", "course/train.py"])
def test_no_color(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, options: list[str], colour: list[str], expected: bool
) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "train.py").write_text(SCRIPT)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)
    result = run("convert", tmp_path / name, *options, *colour, "-j", "1", color=True)
    assert ("\x1b[3" in result.stdout) is expected
