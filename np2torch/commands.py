"""What each command of the command line does, as a function from its arguments to an exit code."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .convert import NUMPYS, STAGES, Conversion, conversions
from .diagnostic import Diagnostic
from .folder import Selection
from .infer import NOTHING_SEEN
from .observed import Observed
from .report.formats import FORMATS, Converted
from .rule import RuleError
from .rulebook import Rulebook, read_rulebook
from .source import Document, Unusable, check_writable, decode, read, reason, unreadable, write
from .target import Target

if TYPE_CHECKING:
    from .config import Config
    from .verdict import Verdict
    from .verify.observe import Observation

WHOLE = Selection()
DONE, DIFFERS, UNUSABLE = 0, 1, 2
STDIN = "-"
NO_GRADIENT = "no hand-written gradient was found"
NOTEBOOK = ".ipynb"


@dataclass(frozen=True, slots=True)
class Options:
    """Of `convert`."""

    stage: str = "autograd"
    output: Path | None = None
    diff: bool = False
    side_by_side: bool = False
    check: bool = False
    in_place: bool = False
    force: bool = False
    strict: bool = False
    verify: bool = False
    rules: tuple[Path, ...] = ()
    timeout: float = 60.0
    target: Target = NUMPYS
    report: Path | None = None
    output_format: str = "text"
    trace: bool = False
    keep_outputs: bool = False
    jobs: int | None = None
    selection: Selection = WHOLE
    stages: tuple[tuple[str, str], ...] = ()  # patterns of files below `base`, and the furthest stage for them
    base: Path = Path()
    colours: tuple[bool, bool] = (False, False)  # on standard output, on standard error

    def stage_of(self, name: str) -> str:
        """The furthest stage for a file."""
        if not self.stages:
            return self.stage
        from .folder import spec

        path = os.path.relpath(name, self.base).replace(os.sep, "/")
        wanted = [stage for pattern, stage in self.stages if spec([pattern]).match_file(path)]
        return min([self.stage, *wanted[-1:]], key=STAGES.index)

    @property
    def writes(self) -> bool:
        return not (self.diff or self.check)


def guarded(action: Callable[[], int]) -> int:
    """What cannot be used is said in one line."""
    try:
        return action()
    except Unusable as problem:
        click.echo(str(problem), err=True)
        return UNUSABLE


def convert_files(paths: Sequence[str], options: Options) -> int:
    """One file that cannot be used does not keep the others from being converted."""

    def all_files() -> int:
        check_usage(paths, options)
        rulebook = rules_of(options.rules)
        results = [result for path in paths for result in attempted(path, options, rulebook)]
        if options.report:
            write_report(options.report, [r.converted for r in results])
        return max(r.code for r in results)

    return guarded(all_files)


def preview(path: str, options: Options) -> int:
    """Convert without writing anything, and show the report in the browser."""

    def show() -> int:
        import tempfile
        import webbrowser

        report = Path(tempfile.mkdtemp(prefix="np2torch-")) / "report.html"
        code = convert_files([path], replace(options, check=True, report=report))
        if report.exists():
            click.echo(report)
            if not webbrowser.open(report.as_uri()):
                click.echo("no browser could be opened", err=True)
        return UNUSABLE if code == UNUSABLE else DONE

    return guarded(show)


def steps(path: Path, output: Path | None, notebook: bool, language: str, options: Options) -> int:
    """Write the stages of a script as programs to learn from."""
    from .steps_run import write_steps

    return guarded(lambda: write_steps(path, output, notebook, language, options))


@dataclass(frozen=True, slots=True)
class Result:
    """Of one file: the exit code, and what reports say of it."""

    code: int
    converted: Converted


def attempted(path: str, options: Options, rulebook: Rulebook) -> list[Result]:
    try:
        if path != STDIN and Path(path).is_dir():
            from .folder_run import convert_folder

            return convert_folder(Path(path), options)
        return [convert_file(path, options, rulebook)]
    except Unusable as problem:
        click.echo(str(problem), err=True)
        return [Result(UNUSABLE, Converted(path, problem=str(problem)))]


def write_report(path: Path, files: Sequence[Converted]) -> None:
    """A report is made anew each time: what is there is replaced."""
    if path.suffix == ".html":
        from .report.page import page

        write(path, page(files))
        return
    from .report.machine import report

    write(path, report(path, files))


def check_usage(paths: Sequence[str], options: Options) -> None:
    if options.output and len(paths) > 1:
        raise Unusable("np2torch: -o is for one file; several are written beside themselves")
    if options.output and options.in_place:
        raise Unusable("np2torch: -o and --in-place exclude each other")
    if options.in_place and STDIN in paths:
        raise Unusable("np2torch: standard input cannot be rewritten in place")
    if options.report and options.report.suffix not in FORMATS:
        raise Unusable(f"np2torch: a report is one of {', '.join(FORMATS)}, not {options.report.name}")
    if options.report:
        check_writable(options.report, force=True)
    if options.target.device == "mps" and options.target.dtype != "float32":
        raise Unusable("np2torch: MPS computes in float32 only: --device mps needs --dtype float32")
    if options.verify and options.target.rng == "torch":
        raise Unusable("np2torch: --verify compares numbers, and with --rng torch they are others")
    if options.verify and options.target.device in ("cuda", "mps"):
        raise Unusable(f"np2torch: --verify runs on the processor: --device auto instead of {options.target.device}")


def rules_of(files: Sequence[Path]) -> Rulebook:
    try:
        return read_rulebook(files)
    except RuleError as error:
        raise Unusable(f"np2torch: {error}") from None
    except OSError as error:
        raise Unusable(f"np2torch: {error.filename}: {reason(error)}") from None
    except UnicodeDecodeError:
        raise Unusable("np2torch: a rule file is not UTF-8 text") from None


def convert_file(path: str, options: Options, rulebook: Rulebook) -> Result:
    """Raises Unusable."""
    document = standard_input() if path == STDIN else read(Path(path), options.keep_outputs)
    target = target_of(path, options)
    if target and (Path(path).suffix == NOTEBOOK) is not (target.suffix == NOTEBOOK):
        raise Unusable(f"np2torch: {path}: a notebook is written as a notebook, and nothing else is")
    if options.writes and target:
        check_writable(target, options.force or options.in_place)
    observation = traced(document, options)
    stages, complete = stages_of(document, options, rulebook, observation.observed if observation else NOTHING_SEEN)
    if observation and observation.problem:
        why = f"what was seen before counts: {observation.problem}"
        click.echo(said(Diagnostic(observation.line, 1, "NT115", why), document, options.output_format), err=True)
    to_stderr = options.diff or not target
    report = Report(document.name, str(target or "standard output"), to_stderr, options.colours[to_stderr])
    tried = verified(stages, document, target, options, report) if options.verify else Tried(stages[-1], DONE)
    conversion, code = tried.conversion, tried.code
    for diagnostic in conversion.diagnostics if conversion else ():
        click.echo(said(diagnostic, document, options.output_format), err=True)
    if conversion is None:
        return Result(code, Converted(document.name, problem="nothing verifies", verdict=tried.verdict))
    deliver(conversion, document, target, options)
    if target or options.diff or options.verify:  # in a pipe, nobody waits for it
        report.summary(conversion)
    changed = conversion.after != conversion.before
    left = any(not d.is_remark for d in conversion.diagnostics) or not complete or conversion.after != stages[-1].after
    code = max(code, DIFFERS if (options.check and changed) or (options.strict and left) else DONE)
    output = str(target or "") if options.writes else ""
    converted = Converted(document.name, output, conversion, "", document, tuple(stages), tried.verdict)
    return Result(code, converted)


def traced(document: Document, options: Options) -> Observation | None:
    """What a run of the program shows, where one is wanted; no program that does not use NumPy is run."""
    if not options.trace or "numpy" not in document.text:
        return None
    check_python(document)
    from .verify.observe import observe
    from .verify.run import Limits, Script

    return observe(Script(Path(document.name), document.text), Limits(options.timeout))


def said(diagnostic: Diagnostic, document: Document, output_format: str) -> str:
    name, line = document.place(diagnostic.line)
    diagnostic = replace(diagnostic, line=line)
    if output_format == "github":
        from .report.machine import annotation

        return annotation(diagnostic, name)
    return diagnostic.text(name)


def standard_input() -> Document:
    document = decode(sys.stdin.buffer.read(), "<stdin>")
    if not document.text.strip():
        raise unreadable(document.name, "there is nothing on standard input")
    return document


def target_of(path: str, options: Options) -> Path | None:
    """Where the result goes; None for standard output."""
    if options.output:
        return None if str(options.output) == STDIN else options.output
    if path == STDIN:
        return None
    source = Path(path)
    return source if options.in_place else source.with_name(f"{source.stem}_torch{source.suffix}")


def stages_of(
    document: Document, options: Options, rulebook: Rulebook, observed: Observed = NOTHING_SEEN
) -> tuple[list[Conversion], bool]:
    """The stages, and whether none failed: a mistake of ours is said, and what was reached before it stands.

    Raises Unusable for what is not Python, and where nothing was reached.
    """
    reached: list[Conversion] = []
    try:
        for conversion in conversions(
            document.text, options.stage_of(document.name), rulebook, options.target, observed
        ):
            reached.append(conversion)
    except RuleError as error:
        raise Unusable(f"np2torch: {error}") from None
    except Exception as error:
        check_python(document)
        if "NP2TORCH_TRACEBACK" in os.environ:
            raise
        outcome = f"stopped after stage {STAGES[len(reached) - 1]}" if reached else "nothing written"
        what = " ".join(f"{type(error).__name__}: {error}".split())
        advice = "please report it; NP2TORCH_TRACEBACK=1 shows where"
        message = f"np2torch: {document.name}: internal error, {outcome}: {what} ({advice})"
        if not reached:
            raise Unusable(message) from None
        click.echo(message, err=True)
        return reached, False
    return reached, True


def check_python(document: Document) -> None:
    """Raises Unusable."""
    try:
        ast.parse(document.text)
    except SyntaxError as error:
        message = f"not Python 3: {error.msg}"
        raise unreadable(document.name, message, error.lineno or 1, error.offset or 1) from None
    except (RecursionError, MemoryError):  # the parser's stack, not ours
        raise unreadable(document.name, "is nested too deeply") from None


@dataclass(frozen=True, slots=True)
class Report:
    """Says what came of a file; on standard error where standard output carries code."""

    original: str
    result: str
    to_stderr: bool
    colour: bool = False

    def echo(self, lines: Iterable[str]) -> None:
        for line in lines:
            click.echo(line, err=self.to_stderr)

    def summary(self, conversion: Conversion) -> None:
        from .report.changes import summary
        from .report.ledger import ledger, ledger_line

        self.echo([summary(conversion, self.original, self.result)])
        if entries := ledger(conversion):
            click.echo(f"{self.original}: {ledger_line(entries)}", err=True)


def in_colour(err: bool = False) -> bool:
    """Whether a terminal is there to show it, and nobody minds."""
    return (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR")


@dataclass(frozen=True, slots=True)
class Tried:
    """What is kept of a conversion, the exit code that this means, and what the runs have shown."""

    conversion: Conversion | None
    code: int
    verdict: Verdict | None = None


def verified(
    stages: list[Conversion], document: Document, target: Path | None, options: Options, report: Report
) -> Tried:
    """The furthest stage that verifies, or none."""
    from .report.table import verdict_lines
    from .verify.compare import FLOAT32
    from .verify.run import Limits, Script
    from .verify.scripts import trials

    script = Script(Path(document.name), document.text)
    tolerance, verdict = FLOAT32 if options.target.dtype == "float32" else None, None
    for trial in trials(script, target or Path(document.name), stages, Limits(options.timeout), tolerance):
        verdict = trial.verdict
        report.echo([f"stage {trial.conversion.stage}:", *verdict_lines(verdict, report.colour)])
        if verdict.equal:
            return Tried(trial.conversion, DONE, verdict)
        if verdict.unusable:
            report.echo(["nothing could be verified, and nothing was written"])
            return Tried(None, UNUSABLE, verdict)
    if stages[-1].after == document.text:
        return Tried(stages[-1], DONE)
    report.echo(["no stage verifies, and nothing was written"])
    return Tried(None, DIFFERS, verdict)


def difference(seen: Conversion, original: str, result: str, options: Options) -> str:
    """As a unified diff, or in two columns as wide as the terminal."""
    if not options.side_by_side:
        from .report.changes import diff

        return diff(seen, original, result, options.colours[0])
    import shutil

    from .report.columns import side_by_side

    width = shutil.get_terminal_size((120, 24)).columns
    return side_by_side(seen.before, seen.after, (original, result), width, options.colours[0])


def deliver(conversion: Conversion, document: Document, target: Path | None, options: Options) -> None:
    if options.diff:
        seen = replace(conversion, before=document.shown(conversion.before), after=document.shown(conversion.after))
        click.echo(
            difference(seen, document.name, str(target or "<stdout>"), options), nl=False, color=options.colours[0]
        )
    if not options.writes:
        return
    data = document.bytes_of(conversion.after)
    if target is None:
        click.echo(data, nl=False)
    elif not (options.in_place and data == document.raw):
        write(target, data, like=Path(document.name))


def configuration(path: str) -> Config:
    """What applies to a path; exits where it means nothing."""
    from .config import config_for

    try:
        return config_for(Path("." if path == STDIN else path))
    except Unusable as problem:
        click.echo(str(problem), err=True)
        sys.exit(UNUSABLE)


def show_config(path: Path) -> int:
    """Print what the configuration says for a path."""
    from .config import config_for

    def show() -> int:
        click.echo("\n".join(config_for(path).lines()))
        return DONE

    return guarded(show)


def verify_files(
    original: Path,
    migrated: Path,
    timeout: float,
    rtol: float | None,
    atol: float | None,
    report: Path | None = None,
    jobs: int | None = None,
) -> int:
    """Compare two scripts, or two folders of them, by running them."""
    from .verdict import Tolerance
    from .verify.run import Limits
    from .verify_run import Wanted, compare

    given = Tolerance(rtol or 0.0, atol or 0.0) if rtol is not None or atol is not None else None
    return guarded(lambda: compare(original, migrated, Wanted(Limits(timeout), given, report, jobs)))


def show_rules(name: str | None, files: Sequence[Path]) -> int:
    """List the rules, or show those of a function."""
    from .report.rules import alike, found, listing

    def show() -> int:
        rulebook = rules_of(files)
        lines = list(listing(rulebook)) if name is None else found(rulebook, name)
        if not lines and name is not None:
            meant = ", ".join(alike(rulebook, name))
            raise Unusable(f"np2torch: no rule for {name}" + (f"; is it {meant}?" if meant else ""))
        click.echo("\n".join(lines))
        return DONE

    return guarded(show)


def check_gradients(files: Sequence[Path], rules: Sequence[Path]) -> int:
    """Say of each hand-written gradient what it is."""
    from .report.changes import plural
    from .report.gradients import gradients_of

    def check() -> int:
        rulebook, right, wrong = rules_of(rules), 0, 0
        for file in files:
            document = read(file)
            check_python(document)
            for line, column, finding in gradients_of(document.text, rulebook):
                name, line = document.place(line)
                click.echo(f"{name}:{line}:{column}: {finding.text}")
                right, wrong = right + finding.is_right, wrong + (not finding.is_right)
        click.echo(f"{plural(right + wrong, 'gradient')}: {right} right, {wrong} not" if right + wrong else NO_GRADIENT)
        return DIFFERS if wrong else DONE

    return guarded(check)


def doctor(jobs: int | None) -> int:
    """Say which versions are here, and whether the rules hold with them."""
    from .doctor import examine

    return examine(jobs)


def check_rule_files(files: Sequence[Path]) -> int:
    """Prove rule files by running both sides of their examples."""

    from .report.changes import plural

    def check() -> int:
        rules_of(files)
        try:
            from .check import check_files
        except ModuleNotFoundError as error:
            raise Unusable(
                f"np2torch: rules are proved by running them: pip install 'np2torch[verify]' ({error})"
            ) from None
        problems = list(check_files(files))
        for problem in problems:
            click.echo(str(problem), err=True)
        found = f"{plural(len(files), 'rule file')}, {plural(len(problems), 'problem')}"
        click.echo(found if problems else "all examples hold")
        return DIFFERS if problems else DONE

    return guarded(check)
