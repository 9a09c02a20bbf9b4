"""`verify`: two scripts, or the programs of two folders side by side."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import click

from .commands import in_colour
from .convert import STAGES, conversions
from .edit import Source
from .folder import CODE, Selection, documents, files_in, groups
from .folder_verify import in_copy
from .program import Program
from .report.changes import plural
from .report.table import result, verdict_lines
from .report.verdicts import FORMATS, outcome, report
from .source import Document, Unusable, check_writable, read, write
from .verdict import Tolerance, Verdict
from .verify.compare import Pair, judge
from .verify.parting import first_parting
from .verify.run import Limits, Script
from .verify.scripts import known_pairs, tolerance_of, verify


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to compare."""

    limits: Limits
    tolerance: Tolerance | None
    report: Path | None
    jobs: int | None


@dataclass(frozen=True, slots=True)
class Job:
    """A program of a folder, before and after; `alone` is one that imports no other file of it."""

    roots: tuple[Path, Path]
    path: str
    texts: tuple[str, str]
    alone: bool
    wanted: Wanted


def compare(original: Path, migrated: Path, wanted: Wanted) -> int:
    """Raises Unusable."""
    if wanted.report is not None:
        if wanted.report.suffix not in FORMATS:
            raise Unusable(f"np2torch: a report of verdicts is one of {', '.join(FORMATS)}, not {wanted.report.name}")
        check_writable(wanted.report, force=True)
    if original.is_dir() is not migrated.is_dir():
        raise Unusable("np2torch: two files or two folders are compared")
    verdicts = of_folders(original, migrated, wanted) if original.is_dir() else [of_files(original, migrated, wanted)]
    if wanted.report is not None:
        write(wanted.report, report(wanted.report, verdicts))
    return max((verdict.exit_code for verdict in verdicts), default=0)


def of_files(original: Path, migrated: Path, wanted: Wanted) -> Verdict:
    left, right = (Script(path, read(path).text) for path in (original, migrated))
    verdict = verify(left, right, recorded(left.text, right.text), wanted.limits, wanted.tolerance)
    for line in verdict_lines(verdict, in_colour(err=verdict.unusable)):
        click.echo(line, err=verdict.unusable)
    return verdict


def recorded(before: str, after: str) -> tuple[Pair, ...]:
    """The names of parameters on both sides, if one is what a conversion makes of the other."""
    return known_pairs(after, conversions(before, STAGES[-1]))


# --- folders -------------------------------------------------------------------------------------


def of_folders(original: Path, migrated: Path, wanted: Wanted) -> list[Verdict]:
    """A line for each program as it is done, and one for all."""
    pairs, same = programs(original, migrated, wanted)
    width = max((len(job.path) for job in pairs), default=0)
    verdicts = []
    for job, verdict in zip(pairs, verdicts_of(pairs, wanted), strict=True):
        text = result(verdict, in_colour())
        click.echo(f"{job.path.ljust(width)}  {text}")
        if not verdict.equal and not verdict.problem:
            for line in verdict_lines(verdict, in_colour()):
                click.echo(f"  {line}")
        verdicts.append(verdict)
    found = [outcome(v) for v in verdicts]
    counts = (
        f"{found.count('equal')} equal, {found.count('different')} different, {found.count('unusable')} not compared"
    )
    click.echo(f"{original} = {migrated}: {plural(len(pairs), 'program')}: {counts}, {same} unchanged")
    return verdicts


def verdicts_of(jobs: Sequence[Job], wanted: Wanted) -> Iterator[Verdict]:
    """In as many processes as are wanted; a bar on a terminal."""
    count = min(wanted.jobs or os.cpu_count() or 1, len(jobs))
    with click.progressbar(length=len(jobs), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        if count < 2:
            for job in jobs:
                yield verdict_of(job)
                bar.update(1)
            return
        with ProcessPoolExecutor(count) as pool:
            for verdict in pool.map(verdict_of, jobs):
                yield verdict
                bar.update(1)


def programs(original: Path, migrated: Path, wanted: Wanted) -> tuple[list[Job], int]:
    """The programs that changed, or import what did, and how many others there are."""
    before, after = code_of(original), code_of(migrated)
    texts = {path: document.text for path, document in before.items()}
    jobs, same = [], 0
    for group in groups(texts):
        changed = any(path not in after or after[path].text != texts[path] for path in group)
        for path in group if len(group) == 1 else not_imported({p: texts[p] for p in group}):
            if changed:
                text = after[path].text if path in after else ""
                jobs.append(Job((original, migrated), path, (texts[path], text), len(group) == 1, wanted))
            same += not changed
    return jobs, same


def code_of(root: Path) -> dict[str, Document]:
    found, _ = documents(root, [f for f in files_in(root, Selection(), None) if f.endswith(CODE)], False)
    return found


def not_imported(texts: dict[str, str]) -> list[str]:
    program = Program({path: Source.parse(text) for path, text in texts.items()})
    return sorted(set(texts) - {module for path in texts for module in program.imports(path)})


def verdict_of(job: Job) -> Verdict:
    """Each side in a copy of its folder."""
    left, right = (str(root / job.path) for root in job.roots)
    if not (job.roots[1] / job.path).exists():
        return Verdict(left, right, problem=f"{right} is not there")
    pairs = recorded(*job.texts) if job.alone else ()
    limits, tolerance = job.wanted.limits, job.wanted.tolerance
    before, after = (
        in_copy(root, job.path, {job.path: text}, [pair[side] for pair in pairs], limits)
        for side, (root, text) in enumerate(zip(job.roots, job.texts, strict=True))
    )
    verdict = judge(before, after, pairs, tolerance)
    if verdict.problem or not pairs:
        return verdict
    return replace(verdict, parting=first_parting(before, after, pairs, tolerance_of(verdict, tolerance)))
