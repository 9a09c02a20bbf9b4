"""Texts in the languages that there are, from `languages/*.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"
LANGUAGES = ("en", "zh-TW", "ja", "es")


@dataclass(frozen=True)
class Words:
    """The catalogue of a language."""

    texts: dict[str, str]
    stages: dict[str, dict[str, str]]

    def say(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)


@cache
def words_of(language: str) -> Words:
    import tomllib

    table: dict[str, Any] = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return Words(table["texts"], table["stages"])
