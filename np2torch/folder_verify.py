"""`convert --verify` of a folder: its programs are run before and after, each in a copy of the folder of its own."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .folder import NEVER
from .report.table import result
from .verdict import Tolerance, Verdict
from .verify.compare import Pair, judge
from .verify.losses import curves, loss_names
from .verify.run import Limits, Run, Script, run

IGNORED = shutil.ignore_patterns(*(name.rstrip("/") for name in NEVER))


@dataclass(frozen=True, slots=True)
class Found:
    """The number of a candidate, if one does the same, why another one was not it, and the last verdict."""

    number: int | None
    why: str
    verdict: Verdict | None


def furthest(
    root: Path,
    programs: Sequence[str],
    before: Mapping[str, str],
    candidates: Sequence[Mapping[str, str]],
    limits: Limits,
    tolerance: Tolerance | None,
    pairs: Sequence[Sequence[Pair]],
) -> Found:
    """The first of the candidates with which the programs do the same.

    `before` and the candidates are the texts of files by their paths in the folder; `pairs` are for each candidate the
    names of parameters before and after.
    """
    why = "" if programs else "none of the files is a program"
    verdict: Verdict | None = None
    originals: dict[str, Run] = {}
    for number, texts in enumerate(candidates if programs else ()):
        old, new = [left for left, _ in pairs[number]], [right for _, right in pairs[number]]
        for program in programs:
            losses = loss_names(candidates[0][program])
            if program not in originals:
                originals[program] = in_copy(root, program, before, [*old, *losses], limits)
            migrated = in_copy(root, program, texts, [*new, *losses], limits)
            verdict = judge(originals[program], migrated, pairs[number], tolerance)
            verdict = replace(verdict, curves=curves(originals[program], migrated, losses))
            problem = "" if verdict.equal else result(verdict, colour=False)
            if problem:
                why = why or f"{program}: {problem}"
                break
        else:
            return Found(number, why, verdict)
    return Found(None, why, verdict)


def in_copy(root: Path, program: str, texts: Mapping[str, str], names: Sequence[str], limits: Limits) -> Run:
    """In its own folder, as is usual; what it writes is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="np2torch-") as folder:
        copy = Path(folder) / "folder"
        shutil.copytree(root, copy, symlinks=True, ignore=IGNORED)
        for path, text in texts.items():
            if path.endswith(".py"):
                (copy / path).write_text(text, encoding="utf-8")
        with contextlib.chdir((copy / program).parent):
            ended = run(Script(copy / program, texts[program]), names, limits)
    return replace(ended, script=Script(root / program, texts[program]))  # as the user knows it
