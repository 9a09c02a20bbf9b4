"""Runs a program once, and says what kinds of values its expressions had."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ..observed import Observed
from .run import Limits, Script, execute, prepare

START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import np2torch; del sys.path[0]; "
    "from np2torch.verify.observer import main; main(sys.argv[2])"
)
GRACE = 10.0  # seconds to write down what was seen, when the time is over


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen, and how the run ended where it did not come to its end."""

    observed: Observed = field(default_factory=Observed)
    problem: str = ""
    line: int = 1


def observe(script: Script, limits: Limits) -> Observation:
    """In the folder where we are. What was seen before a failure, or before the time was over, counts."""
    with tempfile.TemporaryDirectory(prefix="np2torch-") as folder:
        out = Path(folder)
        prepare(script, out, limits, seconds=limits.seconds)
        ended = execute(out, limits.seconds + GRACE, START)
        if not (out / "seen.json").exists():
            return Observation(problem=ended or "it ended without a result")
        record = json.loads((out / "seen.json").read_text(encoding="utf-8"))
    sights = {int(node): seen for node, seen in record["seen"].items()}
    sizes = {int(node): what for node, what in record["sizes"].items()}
    return Observation(Observed.of(sights, sizes), record["problem"], record["line"])
