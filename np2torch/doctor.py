"""`np2torch doctor`: which versions are here, and whether all rules hold with them."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version

import click

from .commands import DIFFERS, DONE, UNUSABLE
from .report.changes import plural

PACKAGES = ("numpy", "torch", "click", "jinja2", "pathspec")
NEEDED = ("numpy", "torch")  # to run both sides of a rule
MISSING = "not installed"


def examine(jobs: int | None) -> int:
    """Print the versions, then prove all rules against what is installed."""
    from . import __version__

    versions = {"np2torch": __version__, "Python": platform.python_version()} | {p: installed(p) for p in PACKAGES}
    for name, known in versions.items():
        click.echo(f"{name.ljust(9)} {known}")
    if any(versions[name] == MISSING for name in NEEDED):
        click.echo("np2torch: rules are proved by running them: pip install 'np2torch[verify]'", err=True)
        return UNUSABLE
    started = time.monotonic()
    count = jobs or os.cpu_count() or 1
    checked, problems = 0, list[str]()
    for number, found in proved(count):
        checked, problems = checked + number, [*problems, *found]
    for problem in sorted(problems):
        click.echo(problem, err=True)
    outcome = f"{plural(len(problems), 'problem')}" if problems else "all hold"
    click.echo(f"{plural(checked, 'proof')} of rules, {time.monotonic() - started:.0f} s: {outcome}")
    return DIFFERS if problems else DONE


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return MISSING


def proved(count: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The number of proofs and what fails, of as many processes as are wanted; each has an equal part of all."""
    with ProcessPoolExecutor(count, initializer=alone) as pool:
        yield from pool.map(part, [(number, count) for number in range(count)])


def alone() -> None:
    """In a process of its own: one thread, and what libraries in C say of odd input is not shown."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    import torch

    torch.set_num_threads(1)


def part(which: tuple[int, int]) -> tuple[int, list[str]]:
    from .check import checks
    from .rulebook import shipped_files

    number, count = which
    mine = list(checks(shipped_files()))[number::count]
    return len(mine), [str(problem) for check in mine for problem in check.run()]
