"""`convert` of a folder: groups of files in parallel, what is no code copied, a table at the end."""

from __future__ import annotations

import ast
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .commands import DIFFERS, DONE, UNUSABLE, Options, Result, deliver, rules_of, said, stages_of
from .convert import Conversion, together
from .diagnostic import Diagnostic
from .edit import Source
from .folder import CODE, documents, files_in, groups
from .imports import imported
from .program import Program
from .report.changes import plural
from .report.formats import Converted
from .report.ledger import ledger, ledger_line
from .requirements import Needs, is_list_of_packages, with_torch
from .source import Document, Unusable, read, write

if TYPE_CHECKING:
    from .folder_verify import Found
    from .verdict import Verdict
    from .verify.compare import Pair


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a file, and what was said of it; `text` is what it became."""

    path: str
    result: Result
    text: str
    out: str = ""
    err: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A conversion, whether it went as far as was asked for, what each stage made, and what runs have shown."""

    conversion: Conversion
    complete: bool
    stages: tuple[Conversion, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Files that belong together."""

    root: Path
    out: Path | None
    documents: tuple[tuple[str, Document], ...]
    options: Options


def convert_folder(root: Path, options: Options) -> list[Result]:
    """Raises Unusable."""
    out = target_of(root, options)
    files = files_in(root, options.selection, out)
    code = [f for f in files if options.selection.converts(f)]
    read, problems = documents(root, code, options.keep_outputs)
    texts = {path: document.text for path, document in read.items()}
    jobs = [Job(root, out, tuple((p, read[p]) for p in group), options) for group in groups(texts)]
    done = []
    for one in run(jobs, options):
        click.echo(one.out, nl=False, color=True if one.out else None)
        click.echo(one.err, nl=False, err=True)
        done.append(one)
    for problem in problems.values():
        click.echo(str(problem), err=True)
    kept = [f for f in files if f not in texts] + [d.path for d in done if d.result.converted.conversion is None]
    if out is not None:
        needs = needs_of([d.text for d in done], [root / f for f in kept if f.endswith(CODE)])
        copy(root, out, kept if out != root else [])
        listed(root, out, [f for f in kept if is_list_of_packages(f)], needs)
    failed = [Result(UNUSABLE, Converted(str(root / p), problem=str(why))) for p, why in problems.items()]
    for line in table(root, out, done, len(kept), options):
        click.echo(line, err=options.diff)
    return [*(d.result for d in done), *failed]


def target_of(root: Path, options: Options) -> Path | None:
    """Where the results go; None where nothing is written. Raises Unusable."""
    if options.trace:
        raise Unusable(f"np2torch: {root} is a folder: --trace is for single files")
    if not options.writes:
        return None
    if options.in_place:
        return root
    named = root if root.name not in ("", "..") else root.resolve()
    out = options.output or named.with_name(f"{named.name}_torch")
    if out.exists() and not out.is_dir():
        raise Unusable(f"np2torch: {out} is not a folder")
    if out.exists() and out.resolve() == root.resolve():
        raise Unusable("np2torch: the results would replace the folder; --in-place does that")
    if out.exists() and any(out.iterdir()) and not options.force:
        raise Unusable(f"np2torch: {out} exists already; --force overwrites what is in it")
    return out


def run(jobs: Sequence[Job], options: Options) -> Iterator[Done]:
    """In as many processes as are wanted; a bar on a terminal."""
    count = min(options.jobs or os.cpu_count() or 1, len(jobs))
    with click.progressbar(length=len(jobs), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        if count < 2:
            for job in jobs:
                yield from converted(job)
                bar.update(1)
            return
        with ProcessPoolExecutor(count) as pool:
            for done in pool.map(converted, jobs, chunksize=1):
                yield from done
                bar.update(1)


rulebook_of = lru_cache(maxsize=1)(rules_of)


def converted(job: Job) -> list[Done]:
    """Of one group, with what is said kept for later."""
    paths = dict(job.documents)
    if len(paths) == 1:
        [(path, document)] = paths.items()
        return [finished(job, path, document, partial(single, job, path, document))]
    try:
        conversions = together(
            {p: d.text for p, d in paths.items()}, rulebook_of(job.options.rules), job.options.target
        )
    except Exception as error:
        if "NP2TORCH_TRACEBACK" in os.environ:
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        failure = Unusable(f"np2torch: {job.root}: internal error in {', '.join(paths)}: {what}")
        return [refused(job.root, p, paths[p], failure) for p in paths]
    made = {p: shared(conversion, len(paths), job.options) for p, conversion in conversions.items()}
    if job.options.verify and any(c.after != c.before for c in made.values()):
        made = proved(job, made)
    return [finished(job, p, d, partial(Made, made[p], True, (conversions[p],))) for p, d in paths.items()]


def proved(job: Job, conversions: dict[str, Conversion]) -> dict[str, Conversion]:
    """What was converted, if the programs among the files do the same with it; else what was there before."""
    program = Program({p: Source.parse(c.before) for p, c in conversions.items()})
    used = {module for path in conversions for module in program.imports(path)}
    texts = {p: c.after for p, c in conversions.items()}
    found = verified(job, sorted(set(conversions) - used), {p: c.before for p, c in conversions.items()}, [texts], [()])
    return conversions if found.number is not None else {p: undone(c, found.why) for p, c in conversions.items()}


def verified(
    job: Job,
    programs: list[str],
    before: dict[str, str],
    candidates: list[dict[str, str]],
    pairs: Sequence[tuple[Pair, ...]],
) -> Found:
    from .folder_verify import furthest
    from .verify.compare import FLOAT32
    from .verify.run import Limits

    tolerance = FLOAT32 if job.options.target.dtype == "float32" else None
    return furthest(job.root, programs, before, candidates, Limits(job.options.timeout), tolerance, pairs)


def undone(conversion: Conversion, why: str) -> Conversion:
    """As it was, and why."""
    left = Diagnostic(1, 1, "NT120", f"not verified, and stays as it was: {why}")
    return Conversion(conversion.before, conversion.before, (left,))


def single(job: Job, path: str, document: Document) -> Made:
    stages, complete = stages_of(document, job.options, rulebook_of(job.options.rules))
    tried = list({c.after: c for c in stages if c.after != c.before}.values())[::-1]
    if not (job.options.verify and tried):
        return Made(stages[-1], complete, tuple(stages))
    from .verify.scripts import pairs_of

    pairs = [pairs_of(c, stages[-1].parameters) for c in tried]
    found = verified(job, [path], {path: document.text}, [{path: c.after} for c in tried], pairs)
    if found.number is None:
        return Made(undone(stages[-1], found.why), False, tuple(stages), found.verdict)
    return Made(tried[found.number], complete and found.number == 0, tuple(stages), found.verdict)


def shared(conversion: Conversion, count: int, options: Options) -> Conversion:
    """With what is not done for files that import one another."""
    if conversion.after == conversion.before:
        return conversion
    notes = []
    if options.stage != "tensor":
        others = plural(count - 1, "other file")
        notes.append(Diagnostic(1, 1, "NT116", f"stays at stage tensor: it is analysed together with {others}"))
    if options.target.rng == "torch":
        notes.append(Diagnostic(1, 1, "NT113", "random numbers stay NumPy's in files that import one another"))
    return replace(conversion, diagnostics=(*conversion.diagnostics, *notes))


def finished(job: Job, path: str, document: Document, convert: Callable[[], Made]) -> Done:
    """The file written, or why it could not be."""
    out, err = io.StringIO(), io.StringIO()
    options, target = job.options, job.out / path if job.out is not None else None
    try:
        with redirect_stdout(out), redirect_stderr(err):
            made = convert()
        conversion = made.conversion
        err.writelines(f"{said(d, document, options.output_format)}\n" for d in conversion.diagnostics)
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
        with redirect_stdout(out):
            shown = target or Path(document.name)
            deliver(conversion, document, shown, options)
    except Unusable as problem:
        return refused(job.root, path, document, problem)
    except OSError as error:
        return refused(job.root, path, document, Unusable(f"np2torch: {target}: {error.strerror}"))
    changed = conversion.after != conversion.before
    left = any(not d.is_remark for d in conversion.diagnostics) or not made.complete
    undone = any(d.code == "NT120" for d in conversion.diagnostics)
    code = DIFFERS if (options.check and changed) or (options.strict and left) or undone else DONE
    converted = Converted(document.name, str(target or ""), conversion, "", document, made.stages, made.verdict)
    return Done(
        path,
        Result(code, converted),
        conversion.after,
        out.getvalue() if options.diff and changed else "",
        err.getvalue(),
    )


def refused(root: Path, path: str, document: Document, problem: Unusable) -> Done:
    converted = Converted(document.name, problem=str(problem))
    return Done(path, Result(UNUSABLE, converted), document.text, err=f"{problem}\n")


def copy(root: Path, out: Path, paths: Sequence[str]) -> None:
    """What is no code, and code that could not be converted, so that the folder is whole. Raises Unusable."""
    for path in paths:
        source, target = root / path, out / path
        try:
            data = source.read_bytes()
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unusable(f"np2torch: {source} cannot be copied: {error.strerror}") from None
        write(target, data, like=source)


def listed(root: Path, out: Path, paths: Sequence[str], needs: Needs) -> None:
    """Lists of packages, as the code needs them now. Raises Unusable."""
    for path in paths:
        before = (root / path).read_bytes().decode("utf-8", "surrogateescape")
        after = with_torch(path, before, needs)
        if after != before:
            write(out / path, after.encode("utf-8", "surrogateescape"), like=root / path)


def needs_of(texts: Sequence[str], others: Sequence[Path]) -> Needs:
    """Of the code as it is now; `others` are files that were left as they are."""
    used: set[str] = set()
    for text in (*texts, *(read_text(path) for path in others)):
        if "numpy" in text or "torch" in text:
            try:
                used |= set(imported(ast.parse(text)))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                used |= {"numpy"} if "numpy" in text else set()
    return Needs("numpy" in used, "torch" in used)


def read_text(path: Path) -> str:
    """Of a notebook, its code."""
    try:
        return read(path).text
    except Unusable:
        return "numpy"  # who knows


# --- what is said at the end -------------------------------------------------------------------


def table(root: Path, out: Path | None, done: Sequence[Done], copied: int, options: Options) -> Iterator[str]:
    """A line for each file that changed or failed, and one for the folder."""
    rows = [(d.path, *state(d.result.converted)) for d in done if not unchanged(d.result.converted)]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(2)]
    for path, stage, what in rows:
        yield f"{path.ljust(widths[0])}  {stage.ljust(widths[1])}  {what}".rstrip()
    failed = sum(d.result.code == UNUSABLE for d in done)
    counts = f"{len(rows) - failed} converted, {len(done) - len(rows)} unchanged, {failed} failed"
    others = f", {plural(copied - failed, 'other file')} copied" if out is not None and out != root else ""
    yield f"{root} → {out or 'nowhere'}: {plural(len(done), 'file')} of code: {counts}{others}"


def unchanged(converted: Converted) -> bool:
    return converted.conversion is not None and converted.conversion.after == converted.conversion.before


def state(converted: Converted) -> tuple[str, str]:
    if converted.conversion is None:
        return "failed", converted.problem
    entries = ledger(converted.conversion)
    return converted.conversion.stage, ledger_line(entries) if entries else ""
