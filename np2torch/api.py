"""np2torch from Python: `convert` for text, `convert_path` for files and folders, `verify`, and the stages."""

from __future__ import annotations

import enum
import io
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from os import PathLike
from pathlib import Path

from . import convert as pipeline
from .convert import Conversion
from .report.formats import Converted
from .rulebook import read_rulebook
from .source import Unusable
from .target import Target
from .verdict import Tolerance, Verdict

__all__ = ["Conversion", "Converted", "Stage", "Target", "Unusable", "Verdict", "convert", "convert_path", "verify"]


class Stage(enum.StrEnum):
    """How far a program goes."""

    TENSOR = "tensor"
    AUTOGRAD = "autograd"
    OPTIM = "optim"
    NN = "nn"


def convert(
    text: str, stage: Stage | str = Stage.AUTOGRAD, *, target: Target | None = None, rules: Sequence[Path] = ()
) -> Conversion:
    """What a program becomes: `after`, with the diagnostics and what was changed on what evidence.

    Nothing of it is run, and nothing is read or written but the files of rules. Raises SyntaxError for what is not
    Python, and np2torch.rule.RuleError for rules that are not.

    >>> print(convert("import numpy as np\\nx = np.zeros(3, dtype=np.float32)\\n").after)
    import torch
    <BLANKLINE>
    torch.set_default_dtype(torch.float64)  # NumPy's precision
    <BLANKLINE>
    x = torch.zeros(3, dtype=torch.float32)
    <BLANKLINE>
    """
    return pipeline.convert(text, Stage(stage), read_rulebook(rules), target or Target())


def convert_path(
    path: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    stage: Stage | str = Stage.AUTOGRAD,
    *,
    target: Target | None = None,
    verify: bool = False,
    force: bool = False,
    timeout: float = 60.0,
) -> tuple[Converted, ...]:
    """Convert a file, a notebook or a folder, as `np2torch convert` does, without a word.

    One that could not be converted has a `problem` instead of a `conversion`. Raises Unusable where nothing could be
    done at all.
    """
    from .commands import Options, attempted, check_usage

    options = Options(
        stage=Stage(stage).value,
        output=Path(output) if output is not None else None,
        force=force,
        verify=verify,
        timeout=timeout,
        target=target or Target(),
    )
    check_usage([str(path)], options)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        results = attempted(str(path), options, read_rulebook())
    return tuple(result.converted for result in results)


def verify(
    original: str | PathLike[str],
    migrated: str | PathLike[str],
    *,
    timeout: float = 60.0,
    tolerance: Tolerance | None = None,
) -> Verdict:
    """Run two scripts, each in a process of its own, and compare what they trained; `equal` says whether it is the same.

    Raises Unusable for files that cannot be read.
    """
    from .source import read
    from .verify.run import Limits, Script
    from .verify.scripts import known_pairs
    from .verify.scripts import verify as compared

    left, right = (Script(Path(path), read(Path(path)).text) for path in (original, migrated))
    pairs = known_pairs(right.text, pipeline.conversions(left.text, Stage.NN))
    return compared(left, right, pairs, Limits(timeout), tolerance)
