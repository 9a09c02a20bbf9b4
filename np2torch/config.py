"""`[tool.np2torch]` of the nearest `pyproject.toml`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .convert import STAGES
from .source import Unusable, reason
from .target import DEVICES, DTYPES, STREAMS

FILE = "pyproject.toml"
TABLE = "tool.np2torch"
CHOICES: Mapping[str, tuple[str, ...]] = {"stage": STAGES, "dtype": DTYPES, "device": DEVICES, "rng": STREAMS}
LISTS = ("rules", "exclude", "include")
PER_FILE = "per-file-stages"
KEYS = (*CHOICES, *LISTS, PER_FILE)


@dataclass(frozen=True)
class Config:
    """What stands in the file; paths of rules are those of files."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def choice(self, name: str) -> str | None:
        value: str | None = self.values.get(name)
        return value

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(self.values.get(name, ()))

    @property
    def rules(self) -> tuple[Path, ...]:
        return tuple(self.folder / rule for rule in self.several("rules"))

    @property
    def folder(self) -> Path:
        return self.path.parent if self.path is not None else Path()

    @property
    def stages(self) -> tuple[tuple[str, str], ...]:
        """Patterns of files, as in `.gitignore`, with the furthest stage for them; the last that fits is taken."""
        return tuple(self.values.get(PER_FILE, {}).items())

    def lines(self) -> Iterator[str]:
        """What applies, as it could stand in the file."""
        if self.path is None:
            yield f"# no [{TABLE}] in a {FILE} here or above"
            return
        yield f"# {self.path}"
        for key, value in self.values.items():
            yield f"{key} = {shown(value)}"


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{k}" = {shown(v)}' for k, v in value.items()) + " }"
    return "[" + ", ".join(map(shown, value)) + "]" if isinstance(value, list) else f'"{value}"'


def config_for(path: Path) -> Config:
    """Of the nearest file with such a table, from the folder of a path upwards. Raises Unusable."""
    start = (path if path.is_dir() else path.parent).absolute()
    for folder in (start, *start.parents):
        file = folder / FILE
        if file.is_file() and (table := table_in(file)) is not None:
            check(file, table)
            return Config(file, table)
    return Config()


def table_in(file: Path) -> dict[str, Any] | None:
    """Raises Unusable."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Unusable(f"np2torch: {file}: {reason(error)}") from None
    except UnicodeDecodeError:
        raise Unusable(f"np2torch: {file}: is not UTF-8 text") from None
    if "np2torch" not in text:
        return None
    import tomllib

    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise Unusable(f"np2torch: {file}: not TOML: {error}") from None
    return tool.get("np2torch") if isinstance(tool, dict) else None


def check(file: Path, table: Any) -> None:
    """Raises Unusable for what means nothing."""
    if not isinstance(table, dict):
        raise Unusable(f"np2torch: {file}: [{TABLE}] is not a table")
    for key, value in table.items():
        if key not in KEYS:
            meant = difflib.get_close_matches(key, KEYS, n=1)
            advice = f"; is it {meant[0]}?" if meant else f"; there are {', '.join(KEYS)}"
            raise Unusable(f"np2torch: {file}: {TABLE}.{key}: no such setting{advice}")
        if key in CHOICES:
            check_choice(file, key, value, CHOICES[key])
        elif key in LISTS:
            if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                raise Unusable(f"np2torch: {file}: {TABLE}.{key}: a list of strings is wanted")
        elif not isinstance(value, dict):
            raise Unusable(f"np2torch: {file}: {TABLE}.{key}: a table of patterns and stages is wanted")
        else:
            for pattern, stage in value.items():
                check_choice(file, f'{key}."{pattern}"', stage, STAGES)


def check_choice(file: Path, key: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise Unusable(f"np2torch: {file}: {TABLE}.{key}: {value!r} is none of {', '.join(choices)}")
