"""The examples: each a script, and what the tool makes of it at each stage.

python tests/examples.py bless     writes the outputs anew
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from np2torch.convert import STAGES, Conversion, conversions
from np2torch.rulebook import read_rulebook

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted(ROOT.glob("examples/*/train.py"))


@lru_cache(maxsize=4)
def converted(script: Path) -> dict[str, Conversion]:
    """A script at each stage."""
    return dict(zip(STAGES, conversions(script.read_text(encoding="utf-8"), "nn", read_rulebook()), strict=True))


def golden(script: Path, stage: str) -> Path:
    return script.with_name(f"{script.stem}_{stage}.py")


def outputs() -> Iterator[tuple[Path, str]]:
    for script in SCRIPTS:
        for stage in STAGES:
            yield golden(script, stage), converted(script)[stage].after


if __name__ == "__main__" and sys.argv[1:] == ["bless"]:
    for path, text in outputs():
        path.write_text(text, encoding="utf-8")
