"""Stage tensor: NumPy arrays become PyTorch tensors, expression by expression, by rule."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..diagnostic import Change, Diagnostic, Trust
from ..edit import Edits, Source
from ..facts import Facts
from ..imports import with_torch
from ..kind import Array, External, Kind, Text, Tuple
from ..operations import OPERATOR_METHODS
from ..render import Renderer, Replacement
from ..rule import Declined, bind
from ..rulebook import Rulebook
from ..write import Writing, rewrite
from . import StageResult
from .sinks import Sink, sinks_of
from .views import copies_of, rebound_of

DEFAULT_DTYPE = "torch.set_default_dtype(torch.float64)  # NumPy's precision"


def tensor(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Rewrite NumPy code; code that already imports torch is past this stage."""
    if imports_torch(source.tree) or not imports_numpy(source.tree):
        return StageResult(source.text)
    return TensorStage(source, facts, rulebook).run()


def imports_numpy(tree: ast.Module) -> bool:
    return any(module.partition(".")[0] == "numpy" for module in imported(tree))


def imports_torch(tree: ast.Module) -> bool:
    return any(module.partition(".")[0] == "torch" for module in imported(tree))


def imported(tree: ast.Module) -> list[str]:
    modules = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    return modules + [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and not n.level]


class TensorStage:
    def __init__(self, source: Source, facts: Facts, rulebook: Rulebook) -> None:
        self.source = source
        self.facts = facts
        self.rulebook = rulebook
        self.diagnostics: list[Diagnostic] = []
        self.changes: list[Change] = []
        self.imports: set[str] = set()
        self.sinks = sinks_of(facts)
        self.copies = copies_of(facts)
        self.rebound = rebound_of(facts)
        self.renderer = Renderer(source, self.rewritten)
        self.callees = {n.func for n in ast.walk(source.tree) if isinstance(n, ast.Call)}

    def run(self) -> StageResult:
        edits = Edits(self.source)
        for statement in ast.walk(self.source.tree):
            if isinstance(statement, ast.stmt) and not isinstance(statement, (ast.Import, ast.ImportFrom)):
                self.statement(edits, statement)
        text = edits.apply()
        if self.touches_arrays() or text != self.source.text:
            text = with_torch(text, self.imports | {"torch"}, DEFAULT_DTYPE)
        diagnostics = tuple(sorted(self.diagnostics, key=lambda d: (d.line, d.column)))
        return StageResult(text, diagnostics, tuple(self.changes))

    def statement(self, edits: Edits, node: ast.stmt) -> None:
        if isinstance(node, ast.AugAssign) and node in self.rebound:
            target, symbol = self.source.of(node.target), self.operator_text(node)
            value = self.renderer.atom(node.value)
            edits.replace_node(node, f"{target} = {target} {symbol} {value}")
        else:
            self.renderer.edit(edits, node)

    def operator_text(self, node: ast.AugAssign) -> str:
        between = self.source.text[self.source.span(node.target).end : self.source.span(node.value).start]
        return between.strip().removesuffix("(").strip().removesuffix("=")

    def touches_arrays(self) -> bool:
        return any(isinstance(k, Array) and k.library == "numpy" for k in self.facts.kinds.values())

    # --- one expression -------------------------------------------------------------------

    def rewritten(self, node: ast.expr) -> Replacement | None:
        new = self.converted(node)
        sink = self.sinks.get(node)
        if sink is not None:
            plain = new or Replacement(self.renderer.spliced(node), not needs_parentheses(node))
            return self.sunk(node, plain, sink)
        if node in self.copies:
            plain = new or Replacement(self.renderer.spliced(node), True)
            return Replacement(f"{plain.text}.clone()", True)
        return new

    def sunk(self, node: ast.expr, plain: Replacement, sink: Sink) -> Replacement:
        atom = plain.text if plain.atomic else f"({plain.text})"
        match sink:
            case Sink.ITEM:
                return Replacement(f"{atom}.item()", True)
            case Sink.NUMPY:
                return Replacement(f"{atom}.numpy()", True)
            case Sink.LIST:
                return Replacement(f"{atom}.tolist()", True)
            case Sink.FLOAT:
                return Replacement(f"float({plain.text})", True)
        return Replacement(f"tuple({plain.text})", True)

    def converted(self, node: ast.expr) -> Replacement | None:
        match node:
            case ast.Call():
                return self.call(node)
            case ast.Attribute() | ast.Name() if node not in self.callees and isinstance(node.ctx, ast.Load):
                return self.name(node)
            case ast.BinOp(left, op, right):
                return self.operator(node, op, left, right)
            case ast.Compare(left, [op], [right]):
                return self.operator(node, op, left, right)
        return None

    def call(self, node: ast.Call) -> Replacement | None:
        name = self.facts.name(node.func)
        if name is None or not name.startswith("numpy."):
            return None
        receiver = None
        callee = self.facts.kind(node.func)
        if isinstance(callee, External) and callee.receiver is not None and isinstance(node.func, ast.Attribute):
            receiver = node.func.value
        return self.apply(name, node, receiver, node)

    def name(self, node: ast.Attribute | ast.Name) -> Replacement | None:
        """A constant (`np.pi`), an attribute of an array (`x.T`), or a function handed on (`act = np.tanh`)."""
        if isinstance(node, ast.Attribute) and isinstance(self.facts.kind(node.value), Array):
            kind = self.facts.kind(node.value)
            library = kind.library if isinstance(kind, Array) else ""
            return self.apply(f"numpy.ndarray.{node.attr}", node, node.value, None) if library == "numpy" else None
        qualified = self.facts.name(node) or self.qualified(node)
        constant = self.rulebook.constant(qualified) if qualified else None
        if constant is not None:
            self.imports |= {constant.partition(".")[0]} & {"torch", "math"}
            return Replacement(constant, True)
        return self.function_value(qualified, node)

    def qualified(self, node: ast.expr) -> str | None:
        """The name of a constant: its kind is that of its value, so the path is read off its parts."""
        match node:
            case ast.Attribute(value, attribute):
                base = self.facts.name(value) or self.qualified(value)
                return f"{base}.{attribute}" if base else None
            case ast.Name(name):
                return self.imported_names().get(name) if not isinstance(self.facts.kind(node), Array) else None
        return None

    def imported_names(self) -> Mapping[str, str]:
        return {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(self.source.tree)
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            for alias in node.names
        }

    def function_value(self, qualified: str | None, node: ast.expr) -> Replacement | None:
        """`activation = np.tanh`: the function of the same name, where the rule is no more than that."""
        rule = self.rulebook.rule(qualified) if qualified and qualified.startswith("numpy.") else None
        if rule is None or isinstance(self.facts.parents.get(node), ast.Attribute):
            return None
        call = ast.parse("f(x)", mode="eval").body
        assert isinstance(call, ast.Call)
        try:
            binding = bind(rule, qualified or "", None, call)
            kinds: dict[str, Kind] = {p: Array("float64", (2, 3)) for p in binding.args}
            written = rewrite(binding, kinds, Writing(self.source, ast.unparse, lambda n: None, call))
        except Declined:
            return None
        text = written.text.removesuffix("(x)")
        self.imports |= written.imports
        return Replacement(text, True) if text != written.text and text.replace(".", "").isidentifier() else None

    def operator(self, node: ast.expr, op: ast.AST, left: ast.expr, right: ast.expr) -> Replacement | None:
        method = OPERATOR_METHODS.get(type(op))  # type: ignore[call-overload]
        kinds = self.facts.kind(left), self.facts.kind(right)
        if method is None or not any(isinstance(k, Array) and k.library == "numpy" for k in kinds):
            return None
        reflected = not isinstance(kinds[0], Array)
        name = f"numpy.ndarray.__{'r' if reflected and isinstance(node, ast.BinOp) else ''}{method}__"
        rule = self.rulebook.rule(name)
        if rule is None:
            return None
        first, second = (right, left) if reflected and isinstance(node, ast.BinOp) else (left, right)
        call = ast.copy_location(ast.Call(ast.Name("operator"), [second], []), node)
        return self.apply(name, node, first, call)

    def apply(
        self, name: str, node: ast.expr, receiver: ast.expr | None, call: ast.Call | None
    ) -> Replacement | None:  # fmt: skip
        """Rewrite by the rule of that name; where there is none or it declines, build a bridge."""
        rule = self.rulebook.rule(name)
        if rule is None:
            return self.bridge(name, node, receiver, f"no rule for {name}") if isinstance(node, ast.Call) else None
        writing = Writing(self.source, self.renderer.render, self.dtype, node)
        try:
            binding = bind(rule, name, receiver, call)
            kinds = {p: self.facts.opened(a) for p, a in binding.args.items()}
            written = rewrite(binding, kinds, writing)
        except Declined as why:
            return self.bridge(name, node, receiver, str(why))
        if written.unchanged:
            return None
        self.imports |= written.imports
        if written.text == self.source.of(node):
            return None
        self.changes.append(Change(node.lineno, f"{name} ({rule.where})", Trust.RULE))
        return Replacement(written.text, written.atomic)

    def bridge(self, name: str, node: ast.expr, receiver: ast.expr | None, why: str) -> Replacement | None:
        """The call stays NumPy's: arrays go in as `.numpy()`, what it returns becomes a tensor."""
        if not isinstance(node, ast.Call):
            self.left(node, why)
            return None
        if receiver is not None:
            self.left(node, why)
            return Replacement(self.from_numpy(node, self.bridged(node, receiver)), True)
        if not self.silent(name):
            self.left(node, why)
        text = self.bridged(node, None)
        return Replacement(self.from_numpy(node, text), True)

    def silent(self, name: str) -> bool:
        """Names that NumPy alone has, and that make no array: dtypes, generators, print options, files."""
        return False

    def from_numpy(self, node: ast.Call, text: str) -> str:
        kind = self.facts.kind(node)
        unused = isinstance(self.facts.parents.get(node), (ast.Expr, ast.withitem))
        return text if unused or not isinstance(kind, Array) else f"torch.as_tensor({text})"

    def bridged(self, node: ast.Call, receiver: ast.expr | None) -> str:
        inner = Renderer(self.source, lambda n: self.handed(n, node, receiver))
        return inner.spliced(node)

    def handed(self, node: ast.expr, call: ast.Call, receiver: ast.expr | None) -> Replacement | None:
        """An argument of a call that stays NumPy's."""
        if node is call.func and receiver is None:
            return Replacement(self.source.of(node), True)
        if node is call.func:
            return None
        kind = self.facts.kind(node)
        if isinstance(kind, Array) and kind.library == "numpy":
            return Replacement(f"{self.renderer.atom(node)}.numpy()", True)
        if isinstance(node, (ast.List, ast.Tuple)) and contains_array(self.facts.opened(node)):
            return None
        if self.is_dtype(node):
            return Replacement(self.source.of(node), True)
        return self.renderer.replacement(node)

    def is_dtype(self, node: ast.expr) -> bool:
        return (self.rulebook.constant(self.qualified(node) or "") or "").startswith("torch.")

    def dtype(self, node: ast.expr) -> str | None:
        """The torch dtype that an expression names: `np.float32`, `"float32"`, `float`, `x.dtype`."""
        kind = self.facts.kind(node)
        name = self.qualified(node) or self.facts.name(node)
        if name is not None and name.startswith("builtins."):
            return BUILTIN_DTYPES.get(name.removeprefix("builtins."))
        if isinstance(kind, Text) and kind.value is not None:
            return self.rulebook.constant(f"numpy.{kind.value}")
        if name is not None and name.startswith("numpy."):
            return self.rulebook.constant(name)
        if isinstance(node, ast.Attribute) and node.attr == "dtype":
            return self.renderer.render(node)
        return None

    def left(self, node: ast.AST, why: str) -> None:
        line, column = node.lineno, node.col_offset + 1  # type: ignore[attr-defined]
        self.diagnostics.append(Diagnostic(line, column, "NT101", f"{self.source.of(node)} stays NumPy: {why}"))


BUILTIN_DTYPES = {"float": "torch.float64", "int": "torch.int64", "bool": "torch.bool", "complex": "torch.complex128"}


def needs_parentheses(node: ast.expr) -> bool:
    return isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Lambda, ast.Tuple))


def contains_array(kind: Kind) -> bool:
    match kind:
        case Array():
            return True
        case Tuple(items):
            return any(map(contains_array, items))
    return False


