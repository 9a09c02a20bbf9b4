"""Runs a script in a process of its own and reads what it left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .instrument import Loop

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent  # the folder that the package is in
LARGEST_OUTPUT = 16_000_000

# One thread, one order of sums; no window, no graphics card; nothing left in the user's folder.
SURROUNDINGS = {
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
}
# This very package, whatever else is installed; from its folder nothing else is imported.
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import np2torch; del sys.path[0]; "
    "from np2torch.verify.child import main; main(sys.argv[2])"
)


@dataclass(frozen=True, slots=True)
class Script:
    """A program's text, and the path it runs as: its folder is where it imports from."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a script may take, and how much memory."""

    seconds: float = 60.0
    gigabytes: float = 8.0


STANDARD = Limits()


@dataclass(frozen=True, slots=True)
class Value:
    """Numbers left behind under a name.

    `place` is the same for two names of one array; `trained` says that PyTorch has a gradient for it, `local` that the
    name is that of a function's variable.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    numbers: array[float] = field(repr=False)
    place: int = -1
    trained: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a script did not come to its end."""

    message: str
    line: int | None = None
    missing: str | None = None  # the module that is not installed
    needs: str | None = None  # that, a file that is not there, or the network


@dataclass(frozen=True, slots=True)
class Step:
    """The state after an iteration of a loop (0: before the first)."""

    loop: int
    iteration: int
    samples: Mapping[str, array[float]]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a script left behind."""

    script: Script
    values: Mapping[str, Value] = field(default_factory=dict)
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the values of each name asked for
    failed: Mapping[str, str] = field(default_factory=dict)  # the names asked for that cannot be looked up, and why
    printed: str = ""
    failure: Failure | None = None
    loops: tuple[Loop, ...] = ()
    steps: tuple[Step, ...] = ()


def run(script: Script, names: Sequence[str] = (), limits: Limits = STANDARD) -> Run:
    """Run it in the folder where we are, and look up the names at its end and after each iteration of its loops."""
    with tempfile.TemporaryDirectory(prefix="np2torch-") as folder:
        out = Path(folder)
        prepare(script, out, limits, names=list(names))
        ended = execute(out, limits.seconds)
        printed = (out / "stdout").read_bytes()[:LARGEST_OUTPUT].decode("utf-8", "replace")
        if not (out / "record.json").exists():
            return Run(script, printed=printed, failure=Failure(ended or "it ended without a result"))
        return read_record(script, out, printed)


def prepare(script: Script, out: Path, limits: Limits, **more: object) -> None:
    """What the process that runs the script is told."""
    (out / "script.py").write_text(script.text, encoding="utf-8")
    job = {
        "script": str(script.path.absolute()),
        "text": str(out / "script.py"),
        "out": str(out),
        "memory": int(limits.gigabytes * 2**30),
    }
    (out / "job.json").write_text(json.dumps(job | more), encoding="utf-8")


def execute(out: Path, seconds: float, start: str = START) -> str | None:
    """How it ended, where that was not of itself."""
    command = [sys.executable, "-P", "-c", start, str(ROOT), str(out / "job.json")]
    with open(out / "stdout", "wb") as stdout, open(out / "stderr", "wb") as stderr:
        process = subprocess.Popen(
            command,
            env=os.environ | SURROUNDINGS,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"it did not end within {seconds:g} seconds"
        finally:
            kill(process)
    if status < 0:
        return f"it was killed by signal {-status}"
    complaint = (out / "stderr").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    return ": ".join([f"it ended with exit status {status}", *complaint])


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process, if it still runs, and what it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def read_record(script: Script, out: Path, printed: str) -> Run:
    record = json.loads((out / "record.json").read_text(encoding="utf-8"))
    numbers = array("d")
    numbers.frombytes((out / "numbers").read_bytes())
    if record["problem"]:
        return Run(script, printed=printed, failure=Failure(**record["problem"]))
    return Run(
        script,
        {about["name"]: value_of(about, numbers) for about in record["values"]},
        {name: tuple(paths) for name, paths in record["wanted"].items()},
        record["failed"],
        printed,
        loops=tuple(Loop(**loop) for loop in record["loops"]),
        steps=tuple(step_of(loop, iteration, seen, numbers) for loop, iteration, seen in record["steps"]),
    )


def value_of(about: dict[str, Any], numbers: array[float]) -> Value:
    block = numbers[about["place"] : about["place"] + about.pop("count")]
    return Value(**about | {"shape": tuple(about["shape"])}, numbers=block)


def step_of(loop: int, iteration: int, seen: dict[str, list[int]], numbers: array[float]) -> Step:
    return Step(loop, iteration, {name: numbers[place : place + count] for name, (place, count) in seen.items()})
