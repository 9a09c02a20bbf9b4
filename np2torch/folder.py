"""Folders: which files there are, which belong together, and where the results go."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .edit import Source
from .program import Program
from .source import Document, Unusable, decoded, reason

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Nobody's sources.
NEVER = (".git/", ".hg/", ".svn/", "__pycache__/", ".ipynb_checkpoints/", ".venv/", "venv/", "node_modules/")
CODE = (".py", ".ipynb")


def spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


@dataclass(frozen=True)
class Selection:
    """Patterns as in `.gitignore`: what is left out, and which of the code is converted (all of it by default)."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    def converts(self, path: str) -> bool:
        return path.endswith(CODE) and (not self.include or spec(self.include).match_file(path))


def files_in(root: Path, selection: Selection, out: Path | None) -> list[str]:
    """The files of a folder by their paths in it, without what `.gitignore` files and the user leave out."""
    found = sorted(walked(root, "", [("", spec([*NEVER, *selection.exclude]))], out and out.resolve()))
    if not found:
        raise Unusable(f"np2torch: {root}: there are no files in it")
    return found


def walked(root: Path, inner: str, specs: list[tuple[str, GitIgnoreSpec]], out: Path | None) -> Iterator[str]:
    here = root / inner
    ignore = here / ".gitignore"
    if ignore.is_file():
        specs = [*specs, (inner, spec(ignore.read_text(encoding="utf-8", errors="replace").splitlines()))]
    try:
        entries = sorted(os.scandir(here), key=lambda e: e.name)
    except OSError as error:
        raise Unusable(f"np2torch: {here}: {reason(error)}") from None
    for entry in entries:
        path = inner + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if any(s.match_file(path.removeprefix(base) + "/" * is_folder) for base, s in specs):
            continue
        if is_folder and Path(entry.path).resolve() != out:
            yield from walked(root, f"{path}/", specs, out)
        elif entry.is_file():
            yield path


# --- what belongs together -------------------------------------------------------------------


def documents(
    root: Path, paths: Sequence[str], keeps_outputs: bool
) -> tuple[dict[str, Document], dict[str, Unusable]]:  # fmt: skip
    """The files of code that can be read, and why others cannot."""
    read: dict[str, Document] = {}
    problems: dict[str, Unusable] = {}
    for path in paths:
        name = str(root / path)
        try:
            read[path] = decoded((root / path).read_bytes(), name, keeps_outputs)
        except OSError as error:
            problems[path] = Unusable(f"np2torch: {name}: {reason(error)}")
        except Unusable as problem:
            problems[path] = problem
    return read, problems


def groups(texts: dict[str, str]) -> list[list[str]]:
    """Paths of modules that import one another; what does not parse stands alone."""
    sources: dict[str, Source] = {}
    alone = []
    for path, text in texts.items():
        try:
            sources[path] = Source.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            alone.append([path])
    return sorted(Program(sources).groups() + alone)
