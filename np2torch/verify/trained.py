"""Which names a script trains, as far as its text shows: those that get a new value computed from their old one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

STEP = re.compile(r"\.?[^\W\d]\w*|\[[^\]]*\]")


def updated_names(text: str) -> frozenset[str]:
    """Names updated in a loop or in place in a function (`w`, `train.w`), and attributes (`.W`) of whatever object."""
    return frozenset(Updates().walk(ast.parse(text)))


def is_updated(path: str, updated: frozenset[str]) -> bool:
    """Whether a value is or belongs to one of them: `net.layers[0].W`, where somewhere `self.W -= …`."""
    steps = STEP.findall(path)
    return any(step in updated or "".join(steps[: i + 1]) in updated for i, step in enumerate(steps))


class Updates:
    """A walk that knows the function it is in, and whether in a loop of it."""

    def __init__(self) -> None:
        self.scope: list[str] = []
        self.global_names: set[str] = set()

    def walk(self, node: ast.AST, in_loop: bool = False, in_function: bool = False) -> Iterator[str]:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield from self.walk_scope(node, in_function or not isinstance(node, ast.ClassDef))
                return
            case ast.For() | ast.While():
                in_loop = True
            case ast.Global(names):
                self.global_names |= set(names)
            case ast.AugAssign(target, _, value) if (in_loop or in_function) and not counts(value):
                yield from self.name_of(target)
            case ast.Assign(targets, value) if in_loop or in_function:
                yield from self.assigned(targets, value, in_loop)
        for child in ast.iter_child_nodes(node):
            yield from self.walk(child, in_loop, in_function)

    def walk_scope(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, in_function: bool
    ) -> Iterator[str]:
        self.scope.append(node.name)
        for child in node.body:
            yield from self.walk(child, False, in_function)
        self.scope.pop()

    def assigned(self, targets: list[ast.expr], value: ast.expr, in_loop: bool) -> Iterator[str]:
        read = {ast.unparse(n) for n in ast.walk(value) if isinstance(n, (ast.Name, ast.Attribute, ast.Subscript))}
        for target in (part for whole in targets for part in components(whole)):
            if ast.unparse(target) in read and (in_loop or not isinstance(target, ast.Name)):
                yield from self.name_of(target)

    def name_of(self, target: ast.expr) -> Iterator[str]:
        match target:
            case ast.Name(name):
                yield name if name in self.global_names else ".".join([*self.scope, name])
            case ast.Attribute(attr=name):
                yield f".{name}"
            case ast.Subscript(value):
                yield from self.name_of(value)


def counts(step: ast.expr) -> bool:
    """`i += 1` trains nothing."""
    return isinstance(step, ast.Constant) and isinstance(step.value, int)


def components(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from components(item)
    else:
        yield target
