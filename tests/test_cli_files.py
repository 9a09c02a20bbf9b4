"""What goes in comes out in the same form, or is refused in one line with nothing written."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.source import Unusable, decode, read, write

SCRIPT = b"import numpy as np\nx = np.zeros(3)\n"


def convert(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(main, ["convert", *map(str, arguments)], **more)  # type: ignore[arg-type]


def refused(result: Result) -> str:
    """The one line that is said."""
    assert result.exit_code == 2
    assert result.stdout == ""
    line, end = result.stderr[:-1], result.stderr[-1:]
    assert end == "\n"
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        pytest.param(
            b'x = 1\nprint "hi"\n', "2:1", "not Python 3: Missing parentheses in call to 'print'", id="Python 2"
        ),
        pytest.param(b"import numpy\nx = (", "2:5", "not Python 3: '(' was never closed", id="unfinished"),
        pytest.param(b"import numpy\n\nx = '\xe9'\n", "3:1", "is not utf-8 text", id="encoding"),
        pytest.param(b"# \xe9\nx = 1\n", "1:1", "invalid or missing encoding declaration", id="encoding, first line"),
        pytest.param(b"# coding: klingon\nx = 1\n", "1:1", "unknown encoding: klingon", id="coding line"),
        pytest.param(b"\x7fELF\0\0\0", "1:1", "is a binary file, not Python", id="binary"),
        pytest.param(b"x = " + b"-" * 30000 + b"1", "1:1", "is nested too deeply", id="nested"),
    ],
)
def test_unusable_text(tmp_path: Path, raw: bytes, place: str, message: str) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(raw)
    assert refused(convert(path)).startswith(f"{path}:{place}: NT001 {message}")
    assert list(tmp_path.iterdir()) == [path]


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    assert refused(convert(path)) == f"{path}:1:1: NT001 no such file or directory"


def test_folder(tmp_path: Path) -> None:
    assert refused(convert(tmp_path)) == f"np2torch: {tmp_path}: there are no files in it"


def test_notebook(tmp_path: Path) -> None:
    path = tmp_path / "train.ipynb"
    path.write_text("{}")
    assert refused(convert(path)) == f"{path}:1:1: NT001 is not a notebook of format 4"


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(SCRIPT)

    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)  # root may read everything, so permissions alone show nothing
    assert refused(convert(path)) == f"{path}:1:1: NT001 permission denied"


def test_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(SCRIPT)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert refused(convert(path)) == f"np2torch: {tmp_path}/train_torch.py cannot be written: permission denied"
    assert list(tmp_path.iterdir()) == [path]


def test_write_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, output = tmp_path / "train.py", tmp_path / "out.py"
    path.write_bytes(SCRIPT)
    output.write_text("precious")

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    message = refused(convert(path, "-o", output, "--force"))
    assert message == f"np2torch: {output} cannot be written: no space left on device"
    assert sorted(tmp_path.iterdir()) == [output, path]
    assert output.read_text() == "precious"


@pytest.mark.parametrize("output", ["", "nowhere/out.py", "train.py/out.py"])
def test_output_that_cannot_be(tmp_path: Path, output: str) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(SCRIPT)
    assert refused(convert(path, "-o", tmp_path / output)).startswith(f"np2torch: {tmp_path / output} ")
    assert list(tmp_path.iterdir()) == [path]


def test_output_that_exists(tmp_path: Path) -> None:
    path, output = tmp_path / "train.py", tmp_path / "train_torch.py"
    path.write_bytes(SCRIPT)
    output.write_text("precious")
    assert refused(convert(path)) == f"np2torch: {output} exists already; --force overwrites it"
    assert output.read_text() == "precious"
    assert convert(path, "--force").exit_code == 0
    assert "torch.zeros(3)" in output.read_text()


@pytest.mark.parametrize("text", [b"", b" \n"])
def test_nothing_on_standard_input(text: bytes) -> None:
    assert refused(convert("-", input=text)) == "<stdin>:1:1: NT001 there is nothing on standard input"


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.touch()
    assert convert(path).exit_code == 0
    assert (tmp_path / "train_torch.py").read_bytes() == b""


# --- the form of a file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        pytest.param(b"\xef\xbb\xbf" + SCRIPT, b"\xef\xbb\xbfimport torch\n", id="byte order mark"),
        pytest.param(
            b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + SCRIPT, b"# caf\xe9\nimport torch\n", id="coding line"
        ),
        pytest.param("# Größe\n".encode() + SCRIPT, "# Größe\n".encode(), id="UTF-8"),
        pytest.param(SCRIPT + b"if 1:\n\ty = 1", b"if 1:\n\ty = 1", id="tab, and no newline at the end"),
        pytest.param(
            b"s = '\x0c \xc2\x85 \xe2\x80\xa8'\n" + SCRIPT, b"s = '\x0c \xc2\x85 \xe2\x80\xa8'\n", id="no line ends"
        ),
    ],
)
def test_form_is_kept(tmp_path: Path, raw: bytes, kept: bytes) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(raw)
    assert convert(path).exit_code == 0
    converted = (tmp_path / "train_torch.py").read_bytes()
    assert b"torch.zeros(3)" in converted
    assert kept in converted
    assert converted.endswith(b"\n") == raw.endswith(b"\n")


def test_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(SCRIPT.replace(b"\n", b"\r\n"))
    assert convert(path).exit_code == 0
    converted = (tmp_path / "train_torch.py").read_bytes()
    assert b"torch.zeros(3)\r\n" in converted
    assert converted.count(b"\r\n") == converted.count(b"\n") == converted.count(b"\r")


@pytest.mark.parametrize(
    "raw", [b"x = 1\r\ny = 2\n", b"x = 1\ry = 2", b"\xef\xbb\xbfx = 1\r\n", b"# coding: latin-1\n# \xe9"]
)
def test_file_without_numpy_is_the_same_to_the_byte(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(raw)
    result = convert(path)
    assert result.exit_code == 0
    assert (tmp_path / "train_torch.py").read_bytes() == raw
    assert "unchanged" in result.stdout


def test_character_outside_of_the_coding() -> None:
    document = decode(b"# coding: latin-1\nx = 1\n", "train.py")
    with pytest.raises(Unusable, match="'→' cannot be written in iso-8859-1"):
        document.bytes_of("# →")


def test_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(SCRIPT)
    path.chmod(0o755)
    assert convert(path).exit_code == 0
    assert stat.S_IMODE((tmp_path / "train_torch.py").stat().st_mode) == 0o755
    assert convert(path, "--in-place").exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert b"torch" in path.read_bytes()


def test_mode_of_what_is_overwritten_wins(tmp_path: Path) -> None:
    old, like = tmp_path / "old.py", tmp_path / "like.py"
    old.touch(0o600)
    like.touch(0o755)
    write(old, b"x", like)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "train.py", tmp_path / "link.py"
    path.write_bytes(SCRIPT)
    link.symlink_to(path)
    assert convert(link, "--in-place").exit_code == 0
    assert link.is_symlink()
    assert b"torch" in path.read_bytes()


def test_in_place_without_a_change_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(b"x = 1\n")
    before = path.stat()
    assert convert(path, "--in-place").exit_code == 0
    assert path.stat().st_ino == before.st_ino


def test_text_is_read_with_plain_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(b"x = 1\r\ny = 2\r\n")
    document = read(path)
    assert document.text == "x = 1\ny = 2\n"
    assert document.bytes_of("z = 3\n") == b"z = 3\r\n"


def test_what_is_said_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import numpy as np\nx = np.linalg.eig(np.array([\n    [1.0, 0.0],\n    [0.0, 1.0],\n]))\n"
    )
    result = CliRunner().invoke(main, ["convert", str(tmp_path / "a.py"), "--check"])
    assert all(line.startswith(f"{tmp_path}/a.py:") for line in result.stderr.splitlines())
