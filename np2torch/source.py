"""Files in and out: what their bytes say (encoding, byte order mark, line ends) is kept, and nothing is half written."""

from __future__ import annotations

import io
import os
import stat
import tokenize
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .diagnostic import Diagnostic


class Unusable(Exception):
    """What the user gave cannot be worked on; the message is one line that says why."""


def unreadable(name: str, message: str, line: int = 1, column: int = 1) -> Unusable:
    return Unusable(Diagnostic(line, column, "NT001", message).text(name))


@dataclass(frozen=True)
class Document:
    """A Python file as text; `name` is what the user calls it."""

    name: str
    raw: bytes
    text: str
    encoding: str
    crlf: bool = False

    def place(self, line: int) -> tuple[str, int]:
        """Where a line of the text stands: what the user calls it, and the line there."""
        return self.name, line

    def cell(self, line: int) -> int | None:
        """The number of the cell that a line of the text stands in, in a notebook."""
        return None

    def shown(self, text: str) -> str:
        """A text as a reader wants to see it."""
        return text

    def bytes_of(self, text: str) -> bytes:
        """A new text in the form of this file; the same text is the same bytes. Raises Unusable."""
        if text == self.text:
            return self.raw
        try:
            return (text.replace("\n", "\r\n") if self.crlf else text).encode(self.encoding)
        except UnicodeEncodeError as error:
            what = text[error.start : error.end]
            raise Unusable(f"np2torch: {self.name}: {what!r} cannot be written in {self.encoding}") from None


def read(path: Path, keeps_outputs: bool = False) -> Document:
    """Raises Unusable."""
    if path.is_dir():
        raise unreadable(str(path), "is a folder; give its files one by one")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(str(path), reason(error)) from None
    return decoded(raw, str(path), keeps_outputs)


def decoded(raw: bytes, name: str, keeps_outputs: bool = False) -> Document:
    """By its name a notebook or a Python file. Raises Unusable."""
    if name.endswith(".ipynb"):
        from .notebook import decode_notebook

        return decode_notebook(raw, name, keeps_outputs)
    document = decode(raw, name)
    if "# %%" in document.text:
        from .percent import with_cells

        return with_cells(document)
    return document


def decode(raw: bytes, name: str) -> Document:
    """By the byte order mark, the coding line, else as UTF-8. Raises Unusable."""
    if b"\0" in raw:
        raise unreadable(name, "is a binary file, not Python")
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise unreadable(name, f"is not {error.encoding} text", line) from None
    except SyntaxError as error:  # the first two lines are not UTF-8, or name a codec that there is not
        raise unreadable(name, str(error).partition(" for ")[0]) from None
    crlf = "\r\n" in text and text.count("\r\n") == text.count("\n") == text.count("\r")
    return Document(name, raw, text.replace("\r\n", "\n") if crlf else text, encoding, crlf)


def reason(error: OSError) -> str:
    """`No such file or directory`, without the number and the path."""
    return (error.strerror or type(error).__name__).lower()


def check_writable(path: Path, force: bool) -> None:
    """Refuse an output before work is spent on it. Raises Unusable."""
    if path.is_dir():
        raise Unusable(f"np2torch: {path} is a folder")
    if not path.parent.is_dir():
        raise Unusable(f"np2torch: {path} cannot be written: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise Unusable(f"np2torch: {path} cannot be written: permission denied")
    if path.exists() and not force:
        raise Unusable(f"np2torch: {path} exists already; --force overwrites it")


def write(path: Path, data: bytes, like: Path | None = None) -> None:
    """All or nothing: to a new file beside it, which then takes its place. Raises Unusable.

    The mode is that of the file it replaces, else that of `like`.
    """
    target = path.resolve()  # a link stays a link
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        mode = mode_of(target, like)
        with open(temporary, "xb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except OSError as error:
        raise Unusable(f"np2torch: {path} cannot be written: {reason(error)}") from None
    finally:
        with suppress(OSError):  # gone as a rule: it has taken the target's place
            temporary.unlink()


def mode_of(*paths: Path | None) -> int | None:
    """Of the first that exists."""
    existing = next((p for p in paths if p is not None and p.exists()), None)
    return stat.S_IMODE(existing.stat().st_mode) if existing else None
