"""In the child: runs one script with its expressions watched, and writes down what kinds of values they had."""

from __future__ import annotations

import ast
import builtins
import json
import os
import signal
import sys
import traceback
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..dtype_names import DTYPES
from ..kind import FOREIGN
from ..tree import walk
from .surroundings import settle

LOOK = "__np2torch_look__"
WATCHED = (
    ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript, ast.IfExp, ast.BoolOp,
)  # fmt: skip
ENOUGH = 8  # kinds of one expression
LONGEST = 8  # items of a tuple


@dataclass(frozen=True, slots=True)
class Job:
    """A script to be observed, as the observer is told."""

    script: str  # the path that the script believes to have
    text: str  # where its text is
    out: str  # the folder for what is written
    seconds: float
    memory: int


class TimeIsUp(BaseException):
    """Not an Exception: the script is not to catch it."""


def main(job_file: str) -> None:
    job = Job(**json.loads(Path(job_file).read_text(encoding="utf-8")))
    text = Path(job.text).read_text(encoding="utf-8")
    sys.path.insert(0, os.path.dirname(job.script))
    sys.argv = [job.script]
    settle(job.script, text, job.memory)
    watcher = Watcher()
    setattr(builtins, LOOK, watcher.look)
    problem, line = run(job, watched(ast.parse(text, job.script)))
    sys.stdout.flush()
    record = {
        "seen": {n: sorted(s, key=str) for n, s in watcher.seen.items()},
        "sizes": {n: sizes for n, sizes in watcher.sizes.items() if sizes},
        "problem": problem,
        "line": line,
    }
    (Path(job.out) / "seen.part").write_text(json.dumps(record), encoding="utf-8")
    os.replace(Path(job.out) / "seen.part", Path(job.out) / "seen.json")


def run(job: Job, tree: ast.Module) -> tuple[str, int]:
    """Why the script did not come to its end, and where it was; "" where it did."""
    module = types.ModuleType("__main__")
    module.__file__ = job.script
    sys.modules["__main__"] = module
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, time_is_up)
        signal.setitimer(signal.ITIMER_REAL, job.seconds)
    try:
        exec(compile(tree, job.script, "exec", dont_inherit=True), vars(module))
    except SystemExit as stop:
        return ("", 1) if stop.code in (None, 0) else ended(stop, job)
    except BaseException as error:
        return ended(error, job)
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    return "", 1


def time_is_up(number: int, frame: object) -> None:
    raise TimeIsUp


def ended(error: BaseException, job: Job) -> tuple[str, int]:
    own = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == job.script]
    line = own[-1] if own else None
    if isinstance(error, TimeIsUp):
        return f"it did not end within {job.seconds:g} seconds", line or 1
    return traceback.format_exception_only(error)[-1].strip(), line or 1


# --- what is watched -------------------------------------------------------------------------


def watched(tree: ast.Module) -> ast.Module:
    """The program with a look at the value of each expression; its number is its place among the nodes."""
    numbers = {node: i for i, node in enumerate(walk(tree))}
    left = {n for node in walk(tree) for n in unwatched(node)}
    made = Looks(numbers, left).visit(tree)
    assert isinstance(made, ast.Module)
    return ast.fix_missing_locations(made)


def unwatched(node: ast.AST) -> list[ast.AST]:
    """What is no value, or has to stand as it is: functions that are called, patterns, annotations, decorators."""
    match node:
        case ast.Call(func):
            return [func]
        case ast.match_case(pattern):
            return list(walk(pattern))
        case ast.AnnAssign(_, annotation):
            return list(walk(annotation))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            annotations = [a.annotation for a in arguments if a.annotation] + ([node.returns] if node.returns else [])
            return [n for part in (*annotations, *node.decorator_list) for n in walk(part)]
        case ast.ClassDef():
            return [n for part in (*node.bases, *node.decorator_list) for n in walk(part)]
    return []


class Looks(ast.NodeTransformer):
    def __init__(self, numbers: dict[ast.AST, int], left: set[ast.AST]) -> None:
        self.numbers, self.left = numbers, left

    def generic_visit(self, node: ast.AST) -> Any:
        number = self.numbers.get(node)
        watched = isinstance(node, WATCHED) and node not in self.left
        loaded = isinstance(getattr(node, "ctx", None), ast.Load) if hasattr(node, "ctx") else True
        super().generic_visit(node)
        if not (watched and loaded and number is not None):
            return node
        assert isinstance(node, ast.expr)
        look = ast.Call(ast.Name(LOOK, ast.Load()), [ast.Constant(number), node], [])
        return ast.copy_location(look, node)


class Watcher:
    def __init__(self) -> None:
        self.seen: dict[int, set[tuple[Any, ...]]] = {}
        self.sizes: dict[int, str] = {}  # of arrays; "" where they change

    def look(self, number: int, value: object) -> object:
        seen = self.seen.setdefault(number, set())
        if len(seen) < ENOUGH:
            seen.add(sight(value))
            sizes = sizes_of(value)
            if self.sizes.setdefault(number, sizes) != sizes:
                self.sizes[number] = ""
        return value


def sizes_of(value: object, depth: int = 2) -> str:
    """An array of numbers as `float64[150, 4]`, or `int64[150] < 3`; a tuple of such, too. "" for others."""
    kind = sight(value)
    if kind[0] == "tuple" and isinstance(value, tuple) and depth:
        parts = [sizes_of(item, depth - 1) for item in value]
        return f"({', '.join(parts)})" if all(parts) else ""
    if kind[0] != "array" or kind[1] == FOREIGN or not kind[2]:
        return ""
    array: Any = value
    sizes = f"{kind[1]}[{', '.join(map(str, array.shape))}]"
    counts = array.dtype.kind in "iu" and array.size and array.min() >= 0
    return f"{sizes} < {int(array.max()) + 1}" if counts else sizes


def sight(value: object, depth: int = 2) -> tuple[Any, ...]:
    if type(value) in (bool, int, float, complex):
        return "number", type(value).__name__
    if isinstance(value, str):
        return ("text",)
    if value is None:
        return ("none",)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        dtype = str(value.dtype)
        return "array", dtype if dtype in DTYPES and type(value) is not numpy.matrix else FOREIGN, value.ndim
    if type(value) is tuple and len(value) <= LONGEST and depth:
        return "tuple", *(sight(item, depth - 1) for item in value)
    return ("other",)
