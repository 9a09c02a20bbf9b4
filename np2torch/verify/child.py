"""In the child: runs one script as its user would, and writes down what it leaves behind."""

from __future__ import annotations

import ast
import builtins
import json
import os
import sys
import traceback
import types
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .collect import Collector, is_trained
from .instrument import RECORDER, Loop, instrument
from .names import evaluate
from .recorder import Recorder
from .surroundings import settle


@dataclass(frozen=True, slots=True)
class Job:
    """A script to be run, as the child process is told."""

    script: str  # the path that the script believes to have
    text: str  # where its text is
    out: str  # the folder for what is written
    names: tuple[str, ...]  # expressions to look up, after each iteration of a loop and at the end
    memory: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the script did not come to its end: the last line of the traceback, and where the script was."""

    message: str
    line: int
    missing: str | None  # the module that is not installed
    needs: str | None  # that, a file that is not there, or the network


def main(job_file: str) -> None:
    """In a fresh interpreter, started with `-P`: the script's folder comes first on its path, as when Python runs it."""
    job = Job(**json.loads(Path(job_file).read_text(encoding="utf-8")))
    text = Path(job.text).read_text(encoding="utf-8")
    folder = os.path.dirname(job.script)
    sys.path.insert(0, folder)
    sys.argv = [job.script]
    settle(job.script, text, job.memory)
    recorder = Recorder(tuple(job.names), os.path.join(folder, ""))
    loops, problem = run(job.script, text, recorder)
    sys.stdout.flush()
    record = {"loops": [asdict(loop) for loop in loops], "problem": asdict(problem) if problem else None}
    found = left_behind(recorder) if problem is None else {}
    save(Path(job.out), record | found | {"steps": recorder.steps}, recorder)


def run(script: str, text: str, recorder: Recorder) -> tuple[tuple[Loop, ...], Problem | None]:
    """The loops that are watched, and what went wrong, if anything did."""
    module = types.ModuleType("__main__")
    module.__file__ = script
    recorder.namespace = vars(module)
    sys.modules["__main__"] = module
    setattr(builtins, RECORDER, recorder)
    loops: tuple[Loop, ...] = ()
    try:
        tree = ast.parse(text, script)
        loops = instrument(tree, watch=bool(recorder.names))
        exec(compile(tree, script, "exec", dont_inherit=True), vars(module))
    except SystemExit as stop:
        return loops, None if stop.code in (None, 0) else problem_of(stop, script)
    except BaseException as problem:
        return loops, problem_of(problem, script)
    return loops, None


def problem_of(error: BaseException, script: str) -> Problem:
    own = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == script]
    line = own[-1] if own else getattr(error, "lineno", None)
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    return Problem(traceback.format_exception_only(error)[-1].strip(), line or 1, missing, missing or lacking(error))


def lacking(error: BaseException) -> str | None:
    """What a script did not find that it cannot do without."""
    if isinstance(error, FileNotFoundError):
        found = error.filename if isinstance(error.filename, (str, bytes, os.PathLike)) else str(error)
        return os.fsdecode(found).removesuffix(" not found.") if found else None
    from_network = (ConnectionError, TimeoutError, getattr(sys.modules.get("socket"), "gaierror", ConnectionError))
    reason = getattr(error, "reason", None)  # urllib wraps what it got
    return "the network" if isinstance(error, from_network) or isinstance(reason, from_network) else None


def left_behind(recorder: Recorder) -> dict[str, Any]:
    """The values of the names asked for, and everything floating within reach."""
    collector = Collector(recorder.folder)
    wanted: dict[str, list[str]] = {}
    failed: dict[str, str] = {}
    for name in recorder.names:
        try:
            value = evaluate(name, recorder.namespace, recorder.frames)
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
        else:
            wanted[name] = list(collector.want(value, name))
    collector.collect(recorder.namespace)
    for function, variables in recorder.frames.items():
        collector.collect(variables, function)
    return {"values": stored(collector, recorder), "failed": failed, "wanted": wanted}


def stored(collector: Collector, recorder: Recorder) -> list[dict[str, Any]]:
    """What is said of each value; the numbers go to the others, once for each array."""
    places: dict[int, tuple[int, int]] = {}
    values = []
    for name, value in collector.named.items():
        block = collector.blocks[id(value)]
        if id(value) not in places:
            places[id(value)] = recorder.keep(block.numbers)
        place, count = places[id(value)]
        about = {"name": name, "shape": block.shape, "dtype": block.dtype, "place": place, "count": count}
        values.append(about | {"trained": is_trained(value), "local": name in collector.local})
    return values


def save(out: Path, record: dict[str, Any], recorder: Recorder) -> None:
    """The record comes last and at once: where it is, the run is complete."""
    (out / "numbers").write_bytes(recorder.numbers.tobytes())
    (out / "record.part").write_text(json.dumps(record), encoding="utf-8")
    os.replace(out / "record.part", out / "record.json")
