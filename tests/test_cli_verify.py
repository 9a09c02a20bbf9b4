"""`verify`, and `convert --verify`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from runs import DESCENT, MIGRATED

from np2torch import commands, verify_run
from np2torch.cli import main
from np2torch.convert import Conversion

pytest.importorskip("numpy")

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), **more)  # type: ignore[arg-type]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    original, migrated = tmp_path / "a.py", tmp_path / "b.py"
    original.write_text(DESCENT)
    migrated.write_text(DESCENT)
    return original, migrated


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# --- verify ------------------------------------------------------------------------


def test_equal(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "w * x + b - y", "b + w * x - y")
    result = run("verify", *pair)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["parameter", "shape", "dtype", "largest", "difference", "verdict"]
    assert {line.split()[0]: line.split()[-1] for line in lines[1:3]} == {"w": "equal", "b": "equal"}
    assert "tolerance: rtol 1e-06, atol 1e-08 (float64)" in lines
    assert "and 3 other values left behind by both, equal" in lines
    assert lines[-1] == "equal: 2 parameters, 12 printed numbers"


def test_different(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "w -= 0.05", "w -= (0.05 if step < 7 else 0.04)")
    result = run("verify", *pair)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("different: ")
    assert "they part after step 8 of `for step in range(50)` (line 7): w holds " in result.stdout
    assert "the output differs first on line 2:" in result.stdout


def test_given_tolerance(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "print(w, b)", "w += 1e-4")
    edit(pair[0], "print(w, b)", "")
    assert run("verify", *pair).exit_code == 1
    result = run("verify", *pair, "--rtol", "1e-3")
    assert result.exit_code == 0
    assert "tolerance: rtol 0.001, atol 0 (float64)" in result.stdout


def test_nothing_to_compare(pair: tuple[Path, Path]) -> None:
    for path in pair:
        path.write_text("print(1.5)\n")
    result = run("verify", *pair)
    assert result.exit_code == 1
    assert result.stdout == "no parameter was found to compare: nothing is proved\n"


def test_failing_migration(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "print(w, b)", "nothing")
    result = run("verify", *pair)
    assert result.exit_code == 1
    assert result.stdout == f"{pair[1]}:13: NameError: name 'nothing' is not defined\n"


def test_failing_original(pair: tuple[Path, Path]) -> None:
    edit(pair[0], "print(w, b)", "nothing")
    result = run("verify", *pair)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"{pair[0]}:13: NameError: name 'nothing' is not defined\n"


def test_time_limit(pair: tuple[Path, Path]) -> None:
    edit(pair[0], "print(w, b)", "__import__('signal').pause()")
    result = run("verify", *pair, "--timeout", "1")
    assert result.exit_code == 2
    assert result.stderr == f"{pair[0]}: it did not end within 1 seconds\n"


@pytest.mark.parametrize("which", [0, 1])
def test_script_that_cannot_be_read(pair: tuple[Path, Path], which: int) -> None:
    pair[which].unlink()
    result = run("verify", *pair)
    assert result.exit_code == 2
    assert result.stderr == f"{pair[which]}:1:1: NT001 no such file or directory\n"


def test_correspondence_of_the_conversion_is_used(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = DESCENT.replace("w", "weight")
    pair[1].write_text(renamed)
    assert run("verify", *pair).exit_code == 1
    made = Conversion(DESCENT, renamed, stage="nn", correspondence=(("w", "weight"),), parameters=("w", "b"))
    monkeypatch.setattr(verify_run, "conversions", lambda text, stage: iter([made]))
    result = run("verify", *pair)
    assert result.exit_code == 0
    assert "w = weight " in result.stdout


# --- convert --verify ----------------------------------------------------------------


def test_conversion_is_verified() -> None:
    pytest.importorskip("torch")
    result = run("convert", EXAMPLES / "ridge_regression" / "train.py", "--verify", "-o", "-")
    assert result.exit_code == 0
    assert "loss.backward()" in result.stdout
    assert "stage autograd:\nparameter" in result.stderr
    assert "equal: 1 parameter, 13 printed numbers\n" in result.stderr


def stages(*texts: str) -> list[Conversion]:
    names = ("tensor", "autograd", "optim", "nn")
    return [Conversion(DESCENT, t, stage=s, parameters=("w", "b")) for s, t in zip(names, texts, strict=False)]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Conversion]:
    """What the stages are pretended to make."""
    made: list[Conversion] = []
    monkeypatch.setattr(commands, "conversions", lambda text, stage, *more: made)
    return made


def test_falls_back_to_a_stage_that_verifies(pair: tuple[Path, Path], made: list[Conversion]) -> None:
    made += stages(DESCENT + "# 1\n", DESCENT + "# 2\n", DESCENT.replace("0.05", "0.06"))
    result = run("convert", pair[0], "--verify", "--force", "-o", pair[1])
    assert result.exit_code == 0
    assert pair[1].read_text().endswith("# 2\n")
    said = result.stdout
    assert said.index("stage optim:\n") < said.index("they part after step 1") < said.index("stage autograd:\n")
    assert f"{pair[0]} → {pair[1]}: stage autograd, 1 line added, 0 removed" in said
    assert run("convert", pair[0], "--verify", "--check", "--strict").exit_code == 1


def test_nothing_is_written_where_no_stage_verifies(pair: tuple[Path, Path], made: list[Conversion]) -> None:
    made += stages("1 / 0\n")
    before = pair[1].read_text()
    result = run("convert", pair[0], "--verify", "--force", "-o", pair[1])
    assert result.exit_code == 1
    assert pair[1].read_text() == before
    assert result.stdout.splitlines()[-1] == "no stage verifies, and nothing was written"


def test_nothing_is_written_where_the_original_fails(pair: tuple[Path, Path], made: list[Conversion]) -> None:
    edit(pair[0], "print(w, b)", "nothing")
    made += stages(DESCENT + "# 1\n")
    before = pair[1].read_text()
    result = run("convert", pair[0], "--verify", "--force", "-o", pair[1])
    assert result.exit_code == 2
    assert pair[1].read_text() == before
    assert f"{pair[0]}:13: NameError" in result.stdout
    assert result.stdout.splitlines()[-1] == "nothing could be verified, and nothing was written"


def test_unchanged_file_needs_no_run(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"open({str(tmp_path / 'trace')!r}, 'w')\n")
    result = run("convert", path, "--verify")
    assert result.exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.py", "a_torch.py"]


def test_standard_input_is_verified(made: list[Conversion]) -> None:
    made += stages(DESCENT + "# 1\n")
    result = run("convert", "-", "--verify", input=DESCENT)
    assert result.exit_code == 0
    assert result.stdout == DESCENT + "# 1\n"
    assert "equal: 2 parameters, 12 printed numbers" in result.stderr


def test_migration_written_by_hand(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    original, migrated = tmp_path / "a.py", tmp_path / "b.py"
    original.write_text(DESCENT)
    migrated.write_text(MIGRATED)
    result = run("verify", original, migrated)
    assert result.exit_code == 0
    assert "b = model.bias " in result.stdout
    assert "equal, matched by value" in result.stdout
