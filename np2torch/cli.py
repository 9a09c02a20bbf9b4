"""The command line: each command is one call."""

from __future__ import annotations

import atexit
import gc
import io
import sys
import warnings
from pathlib import Path

import click

from . import __version__, commands
from .convert import STAGES
from .folder import Selection
from .report.words import LANGUAGES
from .target import DEVICES, DTYPES, STREAMS, Target

FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="np2torch", message="%(prog)s %(version)s")
def main() -> None:
    """Turn NumPy training scripts into PyTorch, and prove that they train the same parameters.

    \b
    Exit codes: 0 done; 1 something differs or was left (--check, --strict, verify);
    2 bad usage or a file that cannot be used.
    """
    warnings.simplefilter("ignore")  # what the parser thinks of a user's strings is not ours to say
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a character is told its number


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--stage", type=click.Choice(STAGES), help="How far to go. [autograd]")
@click.option("-o", "--output", type=FILE, metavar="OUT", help="Where to write; for one file. [FILE_torch.py]")
@click.option("--diff", is_flag=True, help="Print a unified diff; write nothing.")
@click.option("--side-by-side", is_flag=True, help="A diff in two columns; write nothing.")
@click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--in-place", is_flag=True, help="Rewrite the file itself.")
@click.option("--force", is_flag=True, help="Overwrite an output that exists.")
@click.option("--strict", is_flag=True, help="Exit 1 if something was left, or did not verify.")
@click.option("--verify", is_flag=True, help="Run both, and keep the furthest stage that trains the same parameters.")
@click.option("--keep-outputs", is_flag=True, help="Of a notebook: what its cells have shown.")
@click.option("--trace", is_flag=True, help="Run the script once, to see kinds that are not known without.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds for each run.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="What to leave out of a folder, as in .gitignore.")
@click.option("--include", multiple=True, metavar="PATTERN", help="What to convert of a folder; the rest is copied.")
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes for a folder. [as many as cores]")
@click.option("--report", type=FILE, metavar="FILE", help="What was changed and left, and why: .html, .json or .sarif.")
@click.option("--output-format", type=click.Choice(("text", "github")), default="text", help="Of what was left.")
@click.option("--dtype", type=click.Choice(DTYPES), help="The precision. [float64]")
@click.option("--device", type=click.Choice(DEVICES), help="Where tensors are made. [PyTorch's default]")
@click.option("--rng", type=click.Choice(STREAMS), help="Whose random numbers. [numpy]")
@click.option("--rules", type=FILE, multiple=True, metavar="FILE", help="More rules; the last file has the last word.")
@click.option("--unsafe", is_flag=True, help="Also make changes that nothing proves. (No stage makes any yet.)")
def convert(
    paths: tuple[str, ...],
    unsafe: bool,
    stage: str | None,
    dtype: str | None,
    device: str | None,
    rng: str | None,
    rules: tuple[Path, ...],
    exclude: tuple[str, ...],
    include: tuple[str, ...],
    diff: bool,
    side_by_side: bool,
    no_color: bool,
    **options: object,
) -> None:
    """Convert files and folders: train.py becomes train_torch.py, course/ becomes course_torch/.

    `-` reads standard input and writes standard output.
    """
    gc.disable()  # nothing that a conversion makes is given up before it ends
    atexit.register(gc.freeze)
    shown = {
        "diff": diff or side_by_side,
        "side_by_side": side_by_side,
        "colours": (False, False) if no_color else (commands.in_colour(), commands.in_colour(err=True)),
    }
    wanted = configured(paths[0], stage, dtype, device, rng, rules, exclude, include, **options, **shown)
    sys.exit(commands.convert_files(paths, wanted))


def configured(
    path: str,
    stage: str | None = None,
    dtype: str | None = None,
    device: str | None = None,
    rng: str | None = None,
    rules: tuple[Path, ...] = (),
    exclude: tuple[str, ...] = (),
    include: tuple[str, ...] = (),
    **options: object,
) -> commands.Options:
    """What the command line says, else the configuration of a path, else what is usual."""
    config = commands.configuration(path)
    return commands.Options(
        stage=stage or config.choice("stage") or "autograd",
        target=Target(
            dtype or config.choice("dtype") or "float64",
            device or config.choice("device") or "",
            rng or config.choice("rng") or "numpy",
        ),
        rules=(*config.rules, *rules),
        selection=Selection((*config.several("exclude"), *exclude), include or config.several("include")),
        stages=config.stages,
        base=config.folder,
        **options,  # type: ignore[arg-type]
    )


@main.command()
@click.argument("path", metavar="PATH")
@click.option("--stage", type=click.Choice(STAGES), default="nn", show_default=True, help="How far to go.")
@click.option("--verify", is_flag=True, help="Run both as well, and show what was compared.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds for each run.")
def preview(path: str, stage: str, verify: bool, timeout: float) -> None:
    """Show in the browser what each stage would change in a file or folder, and why; write nothing beside it."""
    wanted = configured(path, stage=stage, verify=verify, timeout=timeout)
    sys.exit(commands.preview(path, wanted))


@main.command()
@click.argument("file", type=FILE, metavar="FILE")
@click.option("-o", "--output", type=FILE, metavar="OUT", help="A folder, or a notebook. [FILE_steps]")
@click.option("--notebook", is_flag=True, help="One notebook instead of four files.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the texts.")
@click.option("--no-verify", is_flag=True, help="Do not run the programs to compare them.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds for each run.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def steps(
    file: Path, output: Path | None, notebook: bool, lang: str, no_verify: bool, timeout: float, force: bool
) -> None:
    """Write the four stages of a script as four programs, with what each replaces and why.

    Each is run and compared with the one before.
    """
    wanted = configured(str(file), verify=not no_verify, timeout=timeout, force=force)
    sys.exit(commands.steps(file, output, notebook, lang, wanted))


@main.command()
@click.argument("path", required=False, type=FILE, default=".")
def config(path: Path) -> None:
    """Print what `[tool.np2torch]` in pyproject.toml says for a file or folder."""
    sys.exit(commands.show_config(path))


@main.command()
@click.argument("original", type=FILE)
@click.argument("migrated", type=FILE)
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds for each run.")
@click.option("--rtol", type=float, help="Relative tolerance. [1e-6; 1e-3 for float32]")
@click.option("--atol", type=float, help="Absolute tolerance. [1e-8; 1e-5 for float32]")
@click.option("--report", type=FILE, metavar="FILE", help="The verdicts: .json, or .xml as of JUnit.")
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes for folders. [as many as cores]")
def verify(
    original: Path,
    migrated: Path,
    timeout: float,
    rtol: float | None,
    atol: float | None,
    report: Path | None,
    jobs: int | None,
) -> None:
    """Run two scripts and compare the parameters they train and the numbers they print.

    Of two folders the programs are compared that are in both, by their paths.
    """
    sys.exit(commands.verify_files(original, migrated, timeout, rtol, atol, report, jobs))


@main.command()
@click.argument("name", required=False)
@click.option("--rules", type=FILE, multiple=True, metavar="FILE", help="More rules; the last file has the last word.")
def rules(name: str | None, rules: tuple[Path, ...]) -> None:
    """List the rules, or show those of a function: np.max, ndarray.max, max."""
    sys.exit(commands.show_rules(name, rules))


@main.command("check-grads")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--rules", type=FILE, multiple=True, metavar="FILE", help="More rules; the last file has the last word.")
def check_grads(files: tuple[Path, ...], rules: tuple[Path, ...]) -> None:
    """Say what each hand-written gradient is the derivative of, or by how much it is wrong; exit 1 if one is."""
    sys.exit(commands.check_gradients(files, rules))


@main.command("check-rules")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
def check_rules(files: tuple[Path, ...]) -> None:
    """Prove rule files: run both sides of each example and compare value, shape and dtype."""
    sys.exit(commands.check_rule_files(files))


@main.command()
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes. [as many as cores]")
def doctor(jobs: int | None) -> None:
    """Say which versions are here, and prove all rules against them; exit 1 if one does not hold."""
    sys.exit(commands.doctor(jobs))
