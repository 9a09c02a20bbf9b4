"""Who imports whom: data flows one way, and nothing that `convert` needs is heavy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import np2torch

ROOT = Path(np2torch.__file__).parent
# From the ground up: a module imports from its own floor and those below it.
FLOORS = (
    "the program as text, tree and kinds; rules as data",
    "rehearsal",
    "stages",
    "convert",
    "check",
    "verify",
    "report",
    "commands",
    "cli",
)
COMMANDS = (
    "config",
    "folder_run",
    "folder_verify",
    "steps_run",
    "doctor",
    "api",
    "verify_run",
)  # parts of what a command does
HEAVY = {"numpy", "torch", "libcst", "hypothesis", "jinja2", "nbformat", "rich"}


def modules() -> dict[str, ast.Module]:
    paths = sorted(p for p in ROOT.rglob("*.py") if "rules" not in p.relative_to(ROOT).parts[:1])
    return {name_of(p): ast.parse(p.read_text(encoding="utf-8")) for p in paths}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module, name: str) -> Iterator[str]:
    """Modules that one imports when it is imported itself; those of the package by their short names."""
    package = (ROOT / Path(*name.split("."), "__init__.py")).exists() if name else True
    for node in at_import(tree.body):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
        elif isinstance(node, ast.ImportFrom):
            parts = name.split(".") if name else []
            parts = parts[: len(parts) - node.level + package]
            base = ".".join([*parts, *(node.module.split(".") if node.module else [])])
            yield from (own(base, a.name) for a in node.names)


def at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements outside of functions, and of what is for type checkers only."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            yield from at_import(node.body)


def own(base: str, name: str) -> str:
    inner = f"{base}.{name}" if base else name
    return inner if inner in MODULES else base


MODULES = modules()


def floor(name: str) -> int:
    top = "commands" if name in COMMANDS else name.partition(".")[0]
    return FLOORS.index(top) if top in FLOORS else 0


def test_no_module_imports_in_a_circle() -> None:
    graph = {n: {i for i in imports(t, n) if i in MODULES and i != n and i} for n, t in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"in a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("name", [n for n in MODULES if n and n != "__main__"])
def test_no_module_reaches_up(name: str) -> None:
    above = {i for i in imports(MODULES[name], name) if i in MODULES and i and floor(i) > floor(name)}
    assert name in ("cli", "commands") or not above


@pytest.mark.parametrize("name", sorted(MODULES))
def test_nothing_heavy_is_imported_before_it_is_needed(name: str) -> None:
    found = {i.partition(".")[0] for i in imports(MODULES[name], name)} & HEAVY
    assert not found or name.startswith(("check.", "verify.")) or name == "words"
