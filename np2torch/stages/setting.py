"""What the user sets for the whole program, its precision and its device: a converted program in, the same out.

What is written for the functions and names of PyTorch stands in `rules/options/`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..diagnostic import Change, Diagnostic, Trust
from ..edit import Edits, Source, Span
from ..facts import Facts
from ..imports import add_imports, imported
from ..kind import Kind, Unknown
from ..render import Renderer, Replacement
from ..rule import Binding, Declined, bind
from ..rulebook import Rulebook
from ..target import Target
from ..tree import walk
from ..write import Writing, rewrite
from . import StageResult

SET_DTYPE, SET_DEVICE = "torch.set_default_dtype", "torch.set_default_device"


def float32(source: Source, facts: Facts, rules: Rulebook, target: Target) -> StageResult:
    """A program that says it computes in float64 computes in PyTorch's default instead."""
    settings = [s for s in source.tree.body if is_call_of(s, SET_DTYPE, facts)]
    if "torch" not in imported(source.tree) or not settings:
        return StageResult(source.text)
    setting = Setting(source, facts, rules)
    for statement in settings:
        setting.drop(statement)
    note = Diagnostic(1, 1, "NT110", "float32 instead of NumPy's float64: a change of precision, by --dtype float32")
    return StageResult(setting.text(), (note,), tuple(setting.changes))


def device(source: Source, facts: Facts, rules: Rulebook, target: Target) -> StageResult:
    """Tensors are made on the device; the program stays as it is where NumPy writes into one of them."""
    if "torch" not in imported(source.tree) or any(is_call_of(s, SET_DEVICE, facts) for s in source.tree.body):
        return StageResult(source.text)
    written = next(written_by_numpy(facts, rules), None)
    if written is not None and target.device != "cpu":
        why = f"NumPy writes into a tensor: {source.of(written)}; the program stays on the processor"
        return StageResult(source.text, (Diagnostic(written.lineno, written.col_offset + 1, "NT112", why),))
    setting = Setting(source, facts, rules)
    line = f"{SET_DEVICE}({target.place})"
    placed = next((s for s in source.tree.body if is_call_of(s, SET_DTYPE, facts)), None)
    if placed is not None:
        setting.edits.after(placed, line)
    text = setting.text()
    return StageResult(text if placed is not None else add_imports(text, (), line), (), tuple(setting.changes))


class Setting:
    """Writes what the rules of an option say of a program."""

    def __init__(self, source: Source, facts: Facts, rules: Rulebook) -> None:
        self.source, self.facts, self.rules = source, facts, rules
        self.edits = Edits(source)
        self.changes: list[Change] = []
        self.renderer = Renderer(source, self.rewritten)
        self.dropped: set[ast.AST] = set()
        self.callees = {n.func for n in source.nodes if isinstance(n, ast.Call)}

    def text(self) -> str:
        for statement in self.source.nodes:
            if isinstance(statement, ast.stmt) and statement not in self.dropped:
                self.renderer.edit(self.edits, statement)
        return self.edits.apply()

    def drop(self, statement: ast.stmt) -> None:
        """With one of the blank lines around it, where it stands between two."""
        span, text = self.source.line_span(statement), self.source.text
        blank = text[: span.start].endswith("\n\n") and text[span.end :].startswith("\n")
        self.edits.replace(Span(span.start, span.end + blank), "")
        self.dropped.add(statement)

    def rewritten(self, node: ast.expr) -> Replacement | None:
        name = self.facts.name(node.func if isinstance(node, ast.Call) else node)
        if name is None or not name.startswith("torch."):
            return None
        if isinstance(node, ast.Call):
            return self.call(name, node)
        constant = self.rules.constant(name)
        if constant is not None:
            self.noted(node, f"{name} as {constant}")
            return Replacement(constant, True)
        return self.value(name, node) if node not in self.callees else None

    def call(self, name: str, node: ast.Call) -> Replacement | None:
        rule = self.rules.rule(name)
        is_method = name.startswith("torch.Tensor.") and isinstance(node.func, ast.Attribute)
        receiver = node.func.value if is_method and isinstance(node.func, ast.Attribute) else None
        if rule is None:
            return None
        try:
            binding = bind(rule, name, receiver, node)
            kinds = {p: self.facts.opened(a) for p, a in binding.args.items()}
            return self.written(binding, kinds, node)
        except Declined:
            return None

    def value(self, name: str, node: ast.expr) -> Replacement | None:
        """`map(torch.from_numpy, arrays)`: a function that is handed on."""
        rule = self.rules.rule(name)
        if rule is None or name.startswith("torch.Tensor."):
            return None
        argument = ast.Name("a", ast.Load())
        try:
            binding = bind(rule, name, None, ast.Call(node, [argument], []))
            new = self.written(binding, {p: Unknown() for p in binding.args}, node)
        except Declined:
            return None
        return Replacement(f"lambda a: {new.text}", False)

    def written(self, binding: Binding, kinds: dict[str, Kind], node: ast.expr) -> Replacement:
        writing = Writing(self.source, self.part, lambda n: None, node)
        new = rewrite(binding, kinds, writing)
        self.noted(node, f"{binding.spelling} ({binding.rule.file}:{new.line})")
        return Replacement(new.text, new.atomic)

    def part(self, node: ast.expr) -> str:
        return self.renderer.render(node) if hasattr(node, "lineno") else ast.unparse(node)

    def noted(self, node: ast.expr, what: str) -> None:
        self.changes.append(Change(node.lineno, what, Trust.RULE))


def is_call_of(statement: ast.stmt, name: str, facts: Facts) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and facts.name(statement.value.func) == name
    )


def written_by_numpy(facts: Facts, rules: Rulebook) -> Iterator[ast.expr]:
    """Where a tensor is handed to NumPy to be written to: a copy on another device would be written instead."""
    for node in facts.source.nodes:
        match node:
            case ast.Expr(ast.Call(ast.Attribute(receiver, _) as function, arguments) as call):
                name = facts.name(function) or ""
                of_numpy = name.startswith("numpy.") and not name.startswith("numpy.testing.")
                if is_handed(receiver) or (of_numpy and name not in rules.reading and any(map(is_handed, arguments))):
                    yield call
            case ast.Assign(targets, _):
                yield from (t for t in targets if any(is_handed(n) for n in walk(t)))
            case ast.AugAssign(target, _, _) if any(is_handed(n) for n in walk(target)):
                yield target
            case ast.Call(_, _, keywords) if any(k.arg == "out" and is_handed(k.value) for k in keywords):
                yield node


def is_handed(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "numpy"


SETTINGS = {"float32": float32, "device": device}
