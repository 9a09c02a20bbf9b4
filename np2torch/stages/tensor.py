"""Stage tensor: NumPy arrays become PyTorch tensors, expression by expression, by rule."""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property, partial

from ..arrivals import USED
from ..builtin_kinds import HANDING_ON, SHOWING
from ..diagnostic import Change, Diagnostic, Trust
from ..dtype_names import DTYPES, FORMER, PYTHON, dtype_named
from ..edit import Edits, Source
from ..facts import Facts
from ..imports import DEFAULT_DTYPE, add_imports, bound, imported, used_names, with_torch
from ..infer import as_call, infer
from ..kind import Array, DType, External, Kind, Many, Number, Text, Tuple, Unknown
from ..marks import marks_of
from ..operations import OPERATOR_METHODS
from ..render import Renderer, Replacement
from ..results import result_kind
from ..rule import Binding, Declined, bind
from ..rulebook import Rulebook
from ..write import Note, Writing, Written, rewrite
from . import StageResult
from .apart import WrittenViews, aliases_of
from .arriving import arrival, comes_from, is_array, meeting, reads_any_dtype
from .asked_types import asked_types
from .bridge import Bridge
from .draws import draws_left
from .in_place import casts_of
from .indices import Form, flipped, indices_of, parts_of, runs_backwards
from .lists import lists_of
from .memory import Layouts
from .naming import Naming
from .otherwise import beyond, is_unclear, loses_names, otherwise
from .put_back import PutBack
from .rebinding import Rebinding
from .reversals import Reversals
from .silences import body_alone
from .sinks import Way, sinks_of
from .views import copied_in_turn, copies_of, row_or_number

WRITES_BACKWARDS = "PyTorch writes to slices that run forwards only"
NO_TENSOR = "no tensor holds what is in the array"
AS_ARRAY = "numpy.asarray"  # what NumPy does to a list beside an array


def tensor(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Rewrite NumPy code; code that already imports torch is past this stage."""
    if imported(source.tree) & {"numpy", "torch"} != {"numpy"}:
        return StageResult(source.text)
    views = WrittenViews.of(facts, rulebook)
    codes = codes_of(facts, rulebook, views)
    if len(views.reasons) > len(codes):
        return StageResult(source.text, views.reported(source))
    stage = TensorStage(source, facts, rulebook, views)
    stage.codes = codes
    return stage.run()


def codes_of(facts: Facts, rulebook: Rulebook, views: WrittenViews) -> dict[ast.expr, str]:
    """Strings of code, and what they are when NumPy's functions in them are PyTorch's."""
    if not views.codes:
        return {}
    from .code_in_text import converted_code  # rarely needed

    def convert(text: str) -> str:
        source = Source.parse(text)
        known = infer(source, rulebook)
        return TensorStage(source, known, rulebook, WrittenViews.of(known, rulebook)).edited()

    aliases = aliases_of(facts)
    found = ((text, converted_code(text, facts, aliases, convert)) for text in views.codes)
    return {text: code for text, code in found if code is not None}


def in_program(modules: Mapping[str, Facts], rulebook: Rulebook) -> dict[str, StageResult]:
    """Modules that were analysed together, by their paths: they may get NumPy, and arrays, from one another."""
    views = WrittenViews.of(next(iter(modules.values())), rulebook)
    if views.reasons:
        return {path: StageResult(f.source.text, views.reported(f.source)) for path, f in modules.items()}
    return {path: of_program(facts, rulebook, views) for path, facts in modules.items()}


def of_program(facts: Facts, rulebook: Rulebook, views: WrittenViews) -> StageResult:
    source = facts.source
    stage = TensorStage(source, facts, rulebook, views)
    text = stage.edited()
    result = stage.run() if text != source.text else StageResult(source.text)
    return replace(result, text=with_numpy(result.text, stage.bridge.numpy, source))


def with_numpy(text: str, name: str, source: Source) -> str:
    """What `from other import *` brought is imported where it is still used: there it may be gone."""
    own = {bound(a) for n in source.nodes if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    if name in own or name not in used_names(ast.parse(text)) or name not in used_names(source.tree):
        return text
    return add_imports(text, {f"numpy as {name}"}, None)


def with_own_draws(source: Source, facts: Facts, rulebook: Rulebook, file: str) -> StageResult:
    """Rewrite by a rulebook in which a file has the rules for random draws; as it was if they do not cover all."""
    views = WrittenViews.of(facts, rulebook)
    if imported(source.tree) & {"numpy", "torch"} != {"numpy"} or views.reasons:
        return StageResult(source.text)
    stage = TensorStage(source, facts, rulebook, views)
    result = stage.run()
    covered = {node for node, origin in stage.ruled.items() if origin == file}
    if left := next(draws_left(facts, rulebook, covered), None):
        why = f"{source.of(left)} has no counterpart: all random numbers stay NumPy's"
        return StageResult(source.text, (Diagnostic(left.lineno, left.col_offset + 1, "NT113", why),))
    if not covered:
        return result
    note = Diagnostic(1, 1, "NT111", "random numbers are drawn by PyTorch, and are others than NumPy's, by --rng torch")
    return replace(result, diagnostics=(note, *result.diagnostics))


class TensorStage:
    def __init__(self, source: Source, facts: Facts, rulebook: Rulebook, views: WrittenViews) -> None:
        self.source = source
        self.facts = facts
        self.rulebook = rulebook
        self.diagnostics: list[Diagnostic] = []
        self.changes: list[Change] = []
        self.imports: set[str] = set()
        self.applied: set[str] = set()  # the clauses of rules that were written, as `file:line`
        self.ruled: dict[ast.expr, str] = {}  # the files of the rules that were written, by expression
        self.codes: dict[ast.expr, str] = {}  # strings of code, and what becomes of them
        self.kept = marks_of(source.text).kept
        self.sinks = sinks_of(facts, rulebook.calling)
        self.asked = asked_types(facts, self.sinks)
        self.sinks |= self.asked.values
        self.writes = views.writes
        self.copies = copies_of(facts, self.writes)
        self.put_back = PutBack(facts)
        self.in_turn = copied_in_turn(facts, self.writes)
        self.rebound = Rebinding.of(facts).bound
        self.lists = lists_of(facts)
        self.reads = reads_any_dtype(facts, rulebook.arrivals)
        self.indices = indices_of(facts, self.reads)
        self.put_through = Reversals(facts, rulebook, self.writes).put_through
        self.casts = casts_of(facts, self.put_through)
        self.meeting = meeting(facts, rulebook.arrivals)
        self.renderer = Renderer(source, self.rewritten)
        self.bridge = Bridge(facts, self.renderer)
        self.naming = Naming(facts)
        self.layouts = Layouts(facts, rulebook)
        self.callees = {n.func for n in source.nodes if isinstance(n, ast.Call)}

    def run(self) -> StageResult:
        text = self.edited()
        if self.touches_arrays or text != self.source.text:
            text = with_torch(text, self.imports | {"torch"}, DEFAULT_DTYPE)
        diagnostics = tuple(sorted(self.diagnostics, key=lambda d: (d.line, d.column)))
        return StageResult(text, diagnostics, tuple(self.changes))

    def edited(self) -> str:
        """The program with its expressions rewritten, the imports still as they were."""
        edits = Edits(self.source)
        for statement in self.source.nodes:
            if isinstance(statement, ast.stmt) and not isinstance(statement, (ast.Import, ast.ImportFrom)):
                self.statement(edits, statement)
        return edits.apply()

    def statement(self, edits: Edits, node: ast.stmt) -> None:
        if not self.kept.isdisjoint(range(node.lineno, last_line_of_head(node) + 1)):
            return
        if isinstance(node, ast.AugAssign) and (why := beyond(node, self.facts)):
            self.say(node, "NT104", f"{self.source.of(node)}: {why}")
        if isinstance(node, ast.AugAssign) and node in self.rebound:
            edits.replace_node(node, self.rebinding(node))
        elif isinstance(node, ast.With) and (shifted := body_alone(node, self.facts, self.rulebook)):
            for span, text in shifted:
                edits.replace(span, text)
        elif isinstance(node, ast.Assign) and (flat := self.flat(node)) is not None:
            edits.replace_node(node, flat)
        elif isinstance(node, ast.Assign) and (changed := self.changed(node)) is not None:
            array, method = changed
            name, value = self.source.of(array), self.renderer.render(node.value)
            edits.replace_node(node, f"{name} = {self.renderer.atom(array)}.{method}({value})")
        else:
            self.renderer.edit(edits, node)

    def rebinding(self, node: ast.AugAssign) -> str:
        """`x = x + y` for `x += y`."""
        target, symbol = self.renderer.render(node.target), self.source.operator(node)
        self.lists.discard(node.value)  # the rule makes it a tensor
        whole = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
        new = self.operator(whole, node.op, node.target, node.value)
        if new is not None and f"{symbol}=" in new.text:  # NumPy does it, in the layout of before
            return f"{target} = torch.as_tensor({new.text.replace(f'{symbol}=', symbol, 1)})"
        if new is not None:
            return f"{target} = {new.text}"
        value = self.renderer.render(node.value)
        value = f"({value})" if needs_parentheses(node.value) else value
        return f"{target} = {target} {symbol} {value}"

    def changed(self, node: ast.Assign) -> tuple[ast.expr, str] | None:
        """The array of `x.shape = (2, 3)`, and what does it: a tensor's shape and dtype cannot be set."""
        match node.targets:
            case [ast.Attribute((ast.Name() | ast.Attribute()) as array, name)] if is_array(array, self.facts):
                method = {"shape": "reshape", "dtype": "view"}.get(name)
                return (array, method) if method else None
        return None

    def flat(self, node: ast.Assign) -> str | None:
        """`x.flat = 3`: a tensor would take it for an attribute of its own."""
        match node.targets:
            case [ast.Attribute(array, "flat")] if is_array(array, self.facts):
                text = self.renderer.atom(array)
                if isinstance(self.facts.kind(node.value), Number):
                    return f"{text}[...] = {self.renderer.render(node.value)}"
                self.left(node.targets[0], "its elements are set one by one")
                value = self.bridge.argument(node.value, False, False)
                return f"{text}.numpy().flat = {value.text if value else self.source.of(node.value)}"
        return None

    @cached_property
    def touches_arrays(self) -> bool:
        kinds = map(self.facts.kinds.get, self.source.nodes)
        return any(isinstance(k, Array) and k.library == "numpy" for k in kinds)

    # --- one expression -------------------------------------------------------------------

    def rewritten(self, node: ast.expr) -> Replacement | None:
        if node in self.codes:
            return Replacement(self.codes[node], True)
        if why := otherwise(node, self.facts):
            self.say(node, "NT104", f"{self.source.of(node)}: {why}")
        if is_unclear(node, self.facts) and self.touches_arrays:
            self.say(
                node, "NT102", f"{self.source.of(node)}: cannot tell what is shown; an array would be shown as a tensor"
            )
        cast = self.casts.pop(node) if node in self.lists and node in self.casts else self.casts.get(node)
        new = self.converted(node)
        sink = self.sinks.get(node)
        if sink is not None:
            plain = new or Replacement(self.renderer.spliced(node), not needs_parentheses(node))
            return self.sunk(node, plain, sink)
        if node in self.meeting:
            return Replacement(self.taken_in(new.text if new else self.renderer.spliced(node)), True)
        if node in self.indices:
            return self.as_index(
                node, new or Replacement(self.renderer.spliced(node), not needs_parentheses(node)), self.indices[node]
            )
        if cast is not None:
            plain = new or Replacement(self.renderer.spliced(node), not needs_parentheses(node))
            atom = plain.text if plain.atomic else f"({plain.text})"
            return Replacement(cast.format(plain.text, atom=atom), True)
        if node in self.in_turn:
            return Replacement(f"(t.clone() for t in {new.text if new else self.renderer.spliced(node)})", True)
        if node in self.copies:
            plain = new or Replacement(self.renderer.spliced(node), not needs_parentheses(node))
            copied = f"{plain.text if plain.atomic else f'({plain.text})'}.clone()"
            if (owner := row_or_number(node, self.facts)) is None:
                return Replacement(copied, True)
            axes = len(parts_of(node))  # type: ignore[arg-type]
            return Replacement(f"({copied} if {owner}.ndim == {axes} else {plain.text})", True)
        return new

    def sunk(self, node: ast.expr, plain: Replacement, sink: Way) -> Replacement:
        if loses_names(node, sink, self.facts):
            self.say(node, "NT104", f"{self.source.of(node)}: NumPy shows the items with their names")
        atom = plain.text if plain.atomic else f"({plain.text})"
        return Replacement(sink.value.format(plain.text, atom=atom), True)

    def arrived(self, text: str, kind: Kind, what: str) -> Replacement:
        """An array of another library, copied: it may be one that must not be written to; items stay where they are."""
        whole = isinstance(kind, Array) and not kind.foreign and what != USED
        return Replacement(f"torch.tensor({text})" if whole else taken_over(text, kind), True)

    def taken_in(self, text: str) -> str:
        """A value of another library as a tensor."""
        return f"torch.as_tensor({self.bridge.numpy}.asarray({text}))"

    def as_index(self, node: ast.expr, plain: Replacement, form: Form) -> Replacement:
        if form is Form.LISTED:
            return Replacement(f"[{plain.text}]", True)
        if form is Form.EITHER:
            written = "{0} if {0}.dtype == torch.bool else {0}.to(torch.int64)"
            if plain.atomic and not any(isinstance(n, ast.Call) for n in ast.walk(node)):
                return Replacement(written.format(plain.text), False)
            return Replacement(f"(lambda i: {written.format('i')})({plain.text})", True)
        return Replacement(f"{plain.text if plain.atomic else f'({plain.text})'}.{form.value}", True)

    def converted(self, node: ast.expr) -> Replacement | None:
        if node in self.lists:
            self.lists.remove(node)  # what goes into the tensor is the list itself
            return self.apply(AS_ARRAY, node, None, ast.Call(node, [node], []))
        if what := arrival(node, self.facts, self.rulebook.arrivals):
            return self.arrived(self.renderer.spliced(node), self.facts.kind(node), what)
        match node:
            case ast.Call():
                return self.call(node)
            case ast.Attribute() | ast.Name() if node not in self.callees and isinstance(node.ctx, ast.Load):
                return self.name(node)
            case ast.BinOp(left, op, right):
                return self.operator(node, op, left, right)
            case ast.Compare(left, [op], [right]):
                return self.operator(node, op, left, right)
            case ast.Subscript(value, ctx=ast.Load()) if isinstance(kind := self.facts.kind(value), External):
                if self.rulebook.constant(kind.name) is not None and isinstance(value, ast.Name | ast.Attribute):
                    return self.name(value)  # npt.NDArray[np.float64]
                return self.item(node, kind, self.rulebook.item_rule(kind.name))
            case ast.Subscript() if node in self.put_through:
                self.left(node, WRITES_BACKWARDS)
                return Replacement(self.bridge.put_through(node, self.put_through[node]), True)
            case ast.Subscript(value) if runs_backwards(node) and is_array(value, self.facts):
                return self.backwards(node)
        return None

    def backwards(self, node: ast.Subscript) -> Replacement:
        """`x[::-1]`: PyTorch's slices run forwards only."""
        if isinstance(node.ctx, ast.Load):
            try:
                return Replacement(
                    flipped(node, self.renderer.atom(node.value), self.facts, self.renderer.render), True
                )
            except Declined as why:
                self.left(node, str(why))
                return Replacement(f"torch.from_numpy({self.bridge.written(node, None)}.copy())", True)
        self.left(node, WRITES_BACKWARDS)
        return Replacement(self.bridge.written(node, None), True)

    def call(self, node: ast.Call) -> Replacement | None:
        callee = self.facts.kind(node.func)
        name = f"numpy.{callee.name}" if isinstance(callee, DType) else self.facts.name(node.func)
        if isinstance(callee, External) and callee.numpys:
            return self.bridged(node, None, "", quiet=True)  # what `np.vectorize(…)` made
        if name is not None and name.startswith("builtins.") and name.removeprefix("builtins.") not in SHOWING:
            return self.operation(node, f"numpy.ndarray.__{name.removeprefix('builtins.')}__")
        if name is None or not name.startswith("numpy."):
            return None
        if not self.is_named(node.func) and not isinstance(callee, DType) and self.suits(node):
            return None
        is_method = name.startswith(("numpy.ndarray.", "numpy.dtype."))
        receiver = node.func.value if isinstance(node.func, ast.Attribute) and is_method else None
        return self.apply(name, node, receiver, node)

    def operation(self, node: ast.Call, name: str) -> Replacement | None:
        """`divmod(x, 2)`: an operator that is written as a function of Python's."""
        if not (node.args and is_array(node.args[0], self.facts) and self.rulebook.rule(name)):
            return None
        return self.apply(name, node, node.args[0], ast.Call(node.func, node.args[1:], node.keywords))

    def item(self, node: ast.Subscript, kind: External, rule: str | None) -> Replacement | None:
        """`np.c_[a, b]`, `archive["weights"]`, `x.flags["OWNDATA"]`."""
        if rule is None:
            return None
        return self.apply(rule, node, owner_of(node.value, kind), as_call(node, self.rulebook.rule(rule)))

    def is_named(self, function: ast.expr) -> bool:
        """Whether the function is called by its name (`np.tanh(x)`), or through a variable that holds it."""
        match function:
            case ast.Attribute():
                return True
            case ast.Name(name):
                return name in self.imports_from
        return False

    def suits(self, node: ast.Call) -> bool:
        """Whether the arguments are what the function that the variable holds by then takes: tensors."""
        kinds = map(self.facts.kind, node.args)
        return not node.keywords and all(isinstance(k, Array) and not k.number for k in kinds)

    def name(self, node: ast.Attribute | ast.Name) -> Replacement | None:
        """A constant (`np.pi`), an attribute of an array (`x.T`), or a function handed on (`act = np.tanh`)."""
        if isinstance(node, ast.Attribute) and isinstance(self.facts.kind(node.value), Array):
            kind = self.facts.kind(node.value)
            library = kind.library if isinstance(kind, Array) else ""
            return self.apply(f"numpy.ndarray.{node.attr}", node, node.value, None) if library == "numpy" else None
        if isinstance(node, ast.Attribute) and (part := self.named_part(node)) is not None:
            return part
        if isinstance(node, ast.Attribute) and self.is_dtype(node.value):
            name = f"numpy.dtype.{node.attr}"
            if self.rulebook.rule(name) is None:
                return self.bridged(node, node.value, "PyTorch's dtypes have no such attribute")
            return self.apply(name, node, node.value, None)
        path = self.qualified(node)  # a variable that holds an instance of a class is no name of the class
        qualified = self.facts.name(node) or path
        constant = self.rulebook.constant(path) if path else None
        if constant is not None and constant.startswith("torch.") and self.is_handed_out(node):
            return None  # another library's arrays know NumPy's dtypes only
        if node in self.asked.types or (constant is not None and self.is_looked_at(node) and is_type(constant)):
            return None
        if constant is not None:
            self.imports |= {constant.partition(".")[0]} & {"torch", "math"}
            return Replacement(constant, True)
        return self.function_value(qualified, node)

    def named_part(self, node: ast.Attribute) -> Replacement | None:
        """`np.unique_counts(x).counts`, `np.finfo(float).dtype`."""
        match self.facts.kind(node.value):
            case Tuple() as kind if (place := kind.named(node.attr)) is not None and not kind.alike:
                return Replacement(f"{self.renderer.atom(node.value)}[{place}]", True)
            case External(name) if isinstance(node.value, ast.Call) and self.has_clauses(f"{name}.{node.attr}"):
                return self.apply(f"{name}.{node.attr}", node, node.value, None)
            case External(name, Array()) if self.has_clauses(f"{name}.{node.attr}"):
                return self.apply(f"{name}.{node.attr}", node, owner_of(node.value, self.facts.kind(node.value)), None)
        return None

    def has_clauses(self, name: str) -> bool:
        rule = self.rulebook.rule(name)
        return rule is not None and bool(rule.clauses)

    def is_handed_out(self, node: ast.expr) -> bool:
        """Whether it is an argument of another library's function, or of a method of what one has returned."""
        parent = self.facts.parents.get(node)
        call = self.facts.parents.get(parent) if isinstance(parent, ast.keyword) else parent
        callee = self.facts.kind(call.func) if isinstance(call, ast.Call) and node is not call.func else None
        root = callee.name.partition(".")[0] if isinstance(callee, External) else "numpy"
        return root not in {"numpy", "torch", "builtins", "math"} | HANDING_ON

    def is_looked_at(self, node: ast.expr) -> bool:
        """Whether it is shown, or compared with what only NumPy's dtypes have: `x.dtype.type is np.float64`."""
        parent = self.facts.parents.get(node)
        while isinstance(parent, ast.Subscript):
            node, parent = parent, self.facts.parents.get(parent)
        match parent:
            case ast.Call(function, arguments) if node in arguments:
                callee = self.facts.kind(function)
                name = callee.name.removeprefix("builtins.") if isinstance(callee, External) else ""
                others = (self.facts.name(a) or "" for a in arguments if a is not node)
                return name in {"print", *SHOWING} or (name == "issubclass" and any(map(self.rulebook.stays, others)))
            case ast.Compare(left, _, others):
                return any(self.is_numpys_own(other) for other in (left, *others))
        return False

    def is_numpys_own(self, node: ast.expr) -> bool:
        """Whether it is an attribute that PyTorch's dtypes do not have."""
        match node:
            case ast.Attribute(value, name):
                return self.is_dtype(value) and self.rulebook.rule(f"numpy.dtype.{name}") is None
        return False

    def qualified(self, node: ast.expr) -> str | None:
        """The name of a constant: its kind is that of its value, so the path is read off its parts."""
        match node:
            case ast.Attribute(value, attribute):
                base = self.facts.name(value) or self.qualified(value)
                return f"{base}.{attribute}" if base else None
            case ast.Name(name):
                return self.imports_from.get(name) if not isinstance(self.facts.kind(node), Array) else None
        return None

    @cached_property
    def imports_from(self) -> Mapping[str, str]:
        return {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in self.source.nodes
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            for alias in node.names
        }

    def function_value(self, qualified: str | None, node: ast.expr) -> Replacement | None:
        """`activation = np.tanh`: the function that does the same for float arrays, or a lambda."""
        rule = self.rulebook.rule(qualified) if qualified and qualified.startswith("numpy.") else None
        parent = self.facts.parents.get(node)
        if rule is None or qualified is None or isinstance(parent, (ast.Attribute, ast.Subscript)):
            return None
        sides = identified(parent)
        if len({self.facts.name(side) for side in sides} - {None}) > 1:
            return None  # a question about NumPy
        if any("DType" in p.treatment and p.default is None for p in rule.params):
            return None  # what it is called with, are dtypes of NumPy's
        names = [n for n, p in zip("xy", rule.params, strict=False) if p.default is None and not p.star]
        call = ast.Call(node, [ast.copy_location(ast.Name(n), node) for n in names], [])
        try:
            binding = bind(rule, qualified, None, call)
            kinds: dict[str, Kind] = {p: Array("float64", (None, None)) for p in binding.args}
            written = rewrite(binding, kinds, Writing(self.source, ast.unparse, lambda n: None, node))
        except Declined:
            return None
        if written.bridged or not names:
            return None
        self.imports |= written.imports
        arguments = ", ".join(names)
        name = written.text.removesuffix(f"({arguments})")
        plain = name != written.text and name.replace(".", "").isidentifier()
        if sides and not plain:
            self.left(node, "no function of PyTorch's is the same")
            return None
        return Replacement(name if plain else f"lambda {arguments}: {written.text}", plain)

    def operator(
        self, node: ast.expr, op: ast.operator | ast.cmpop, left: ast.expr, right: ast.expr
    ) -> Replacement | None:
        method = OPERATOR_METHODS.get(type(op))
        if self.is_dtype(left) and self.rulebook.rule(f"numpy.dtype.__{method}__"):
            return self.apply(f"numpy.dtype.__{method}__", node, left, ast.Call(node, [right], []))
        kinds = self.facts.kind(left), self.facts.kind(right)
        if method is None or not any(isinstance(k, Array) and k.library == "numpy" and not k.number for k in kinds):
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
            return self.unruled(name, node, receiver)
        arrays = set(node.args[:1] if isinstance(node, ast.Call) and rule.params and rule.params[0].takes_array else ())
        try:
            binding = bind(rule, name, receiver, call)
            if (whole := self.written_to(binding, node, receiver)) is not None:
                return whole
            arrays |= {a for n, a in binding.args.items() if rule.takes_array(n)}
            arrays |= set(binding.star if rule.star is not None and rule.takes_array(rule.star) else ())
            written = rewrite(binding, self.kinds_of(binding), self.writing(node, receiver, arrays))
        except Declined as why:
            quiet = any(self.is_foreign(a) for a in (receiver, *arrays) if a is not None)
            return self.bridged(node, receiver, str(why), arrays, quiet)
        place = f"{rule.file}:{written.line}"
        self.applied.add(place)
        self.ruled[node] = rule.file
        if written.unchanged:
            return None
        self.note(node, written)
        if written.bridged and self.holds_no_numbers(node):
            return self.bridged(node, receiver, rule.reason or NO_TENSOR, arrays, True)
        self.imports |= written.imports
        if written.bridged and rule.reason:
            self.left(node, rule.reason)
        if written.text == self.source.of(node):
            return Replacement(written.text, written.atomic) if written.bridged else None  # its parts stay as well
        self.changes.append(Change(node.lineno, f"{name} ({place})", Trust.BRIDGE if written.bridged else Trust.RULE))
        return Replacement(written.text, written.atomic)

    def note(self, node: ast.expr, written: Written) -> None:
        """What a rule says of its result."""
        for note in written.notes:
            if is_about(note, self.facts.parents.get(node)):
                self.say(node, "NT105", f"{self.source.of(node)}: {note.why}")
        if written.readonly and self.writes.are_to(node):
            self.say(node, "NT104", f"{self.source.of(node)}: NumPy refuses to write to what comes out, PyTorch writes")

    def written_to(self, binding: Binding, node: ast.expr, receiver: ast.expr | None) -> Replacement | None:
        """`np.sum(x, out=y)` as `y.copy_(torch.sum(x))`, where the rule says nothing of `out` and no digit is lost."""
        rule, out = binding.rule, binding.args.get("out")
        target = self.facts.kind(out)
        if out is None or "out" in rule.covered or not (isinstance(target, Array) and target.becomes_tensor):
            return None
        plain = replace(binding, args={n: a for n, a in binding.args.items() if n != "out"})
        kinds = self.kinds_of(plain)
        result = result_kind(rule, plain, kinds)
        if not isinstance(result, Array) or result.dtype is None or result.dtype not in ("bool", target.dtype):
            return None
        try:
            written = rewrite(plain, kinds, self.writing(node, receiver, set()))
        except Declined:
            return None
        if written.bridged:
            return None
        place = f"{rule.file}:{written.line}"
        self.applied.add(place)
        self.ruled[node] = rule.file
        self.imports |= written.imports
        self.changes.append(Change(node.lineno, f"{binding.spelling} ({place})", Trust.RULE))
        return Replacement(f"{self.renderer.atom(out)}.copy_({written.text})", True)

    def holds_no_numbers(self, node: ast.expr) -> bool:
        """Whether what NumPy returns is an array that no tensor holds, or no array."""
        kind = self.facts.kind(node)
        return isinstance(kind, External) or (isinstance(kind, Array) and kind.foreign)

    def is_foreign(self, node: ast.expr) -> bool:
        """Whether the value is another library's, or an array that no tensor holds: of course NumPy does it."""
        kind = self.facts.kind(node)
        return (isinstance(kind, Array) and kind.foreign) or comes_from(node, self.facts, self.rulebook.arrivals)

    def unruled(self, name: str, node: ast.expr, receiver: ast.expr | None) -> Replacement | None:
        """A call that no rule is for: it stays NumPy's, with the reason where there is one."""
        stay = self.rulebook.stays(name)
        if isinstance(node, ast.Attribute) and receiver is not None and stay is not None:
            return self.bridged(node, receiver, stay.reason)  # x.flags
        if not isinstance(node, ast.Call):
            return None
        if stay is None:
            return self.bridged(node, receiver, f"no rule for {name}")
        if stay.reported:
            self.left(node, stay.reason)
        self.crossed(node, stay.reason)
        return Replacement(self.bridge.written(node, receiver), True)

    def writing(self, node: ast.expr, receiver: ast.expr | None, arrays: set[ast.expr]) -> Writing:
        call = partial(self.bridge.written, node, receiver, arrays)
        first = receiver or (node.args[0] if isinstance(node, ast.Call) and node.args else None)
        kept = self.writes.is_kept(node, first) or self.put_back.holds(node, first)
        return Writing(
            self.source,
            self.renderer.render,
            self.dtype,
            node,
            call,
            kept,
            self.are_real,
            self.reads,
            self.taken_in_where_foreign,
            self.layouts,
            self.naming.fresh,
            lambda node: is_array(node, self.facts),
        )

    @cached_property
    def are_real(self) -> bool:
        return not any(map(is_complex, self.facts.kinds.values()))

    def taken_in_where_foreign(self, node: ast.expr, text: str) -> str:
        if comes_from(node, self.facts, self.rulebook.arrivals):
            return self.taken_in(text)
        if may_only_be_shown(self.facts.kind(node)):
            return f"torch.as_tensor({self.bridge.numpy}.array({text}))"  # what it shows may not be written to
        return f"torch.as_tensor({text})"

    def kinds_of(self, binding: Binding) -> dict[str, Kind]:
        kinds = {p: self.facts.opened(a) for p, a in binding.args.items()}
        if binding.rule.star is not None:
            kinds[binding.rule.star] = Tuple(tuple(self.facts.opened(a) for a in binding.star))
        return kinds

    def bridged(
        self, node: ast.expr, receiver: ast.expr | None, why: str, arrays: Collection[ast.expr] = (), quiet: bool = False
    ) -> Replacement | None:  # fmt: skip
        """The call stays NumPy's: arrays go in as `.numpy()`, what it returns becomes a tensor."""
        if not quiet:
            self.left(node, why)
        if not isinstance(node, (ast.Call, ast.BinOp, ast.Compare, ast.Subscript, ast.Attribute)):
            return None
        self.crossed(node, why)
        text = self.bridge.written(node, receiver, arrays)
        if isinstance(node, ast.Call) and self.facts.name(node.func) in self.rulebook.reversing:
            text = f"{text}.copy()"  # no tensor is made of what runs backwards
        unused = isinstance(self.facts.parents.get(node), (ast.Expr, ast.withitem))
        new = text if unused else taken_over(text, self.facts.kind(node))
        return Replacement(new, new != text or not needs_parentheses(node))

    def is_dtype(self, node: ast.expr) -> bool:
        """Whether it is the dtype of an array, known or not."""
        match node:
            case ast.Attribute(value, "dtype"):
                return isinstance(self.facts.kind(value), (Array, Unknown))
        return isinstance(self.facts.kind(node), DType) and self.facts.name(node) is None

    def dtype(self, node: ast.expr) -> str | None:
        """The torch dtype that an expression names: `np.float32`, `"float32"`, `float`, `x.dtype`."""
        kind = self.facts.kind(node)
        name = self.qualified(node) or self.facts.name(node)
        name = FORMER.get(name or "", name)
        if name is not None and name.startswith("builtins."):
            dtype = PYTHON.get(name.removeprefix("builtins."))
            return f"torch.{dtype}" if dtype else None
        if isinstance(kind, Text) and kind.value is not None:
            dtype = dtype_named(kind.value)
            return f"torch.{dtype}" if dtype else None
        if name is not None and name.startswith("numpy."):
            return self.rulebook.constant(name)
        return self.renderer.render(node) if isinstance(kind, (DType, Unknown)) else None

    def crossed(self, node: ast.expr, why: str) -> None:
        self.changes.append(Change(node.lineno, f"{self.source.of(node)}: {why or 'NumPy does it'}", Trust.BRIDGE))

    def left(self, node: ast.AST, why: str) -> None:
        self.say(node, "NT101", f"{self.source.of(node)} stays NumPy: {why}")

    def say(self, node: ast.AST, code: str, message: str) -> None:
        line, column = node.lineno, node.col_offset + 1  # type: ignore[attr-defined]
        self.diagnostics.append(Diagnostic(line, column, code, message))


def taken_over(text: str, kind: Kind) -> str:
    """What NumPy returns, as tensors."""
    match kind:
        case Array():
            return text if kind.foreign else f"torch.as_tensor({text})"
        case Tuple(items) if all(isinstance(i, Array) and not i.foreign for i in items):
            return f"tuple(map(torch.as_tensor, {text}))"
        case Tuple((Tuple(), *_) as items) if len(set(map(taken_over_alike, items))) == 1:
            return f"tuple({taken_over('t', items[0])} for t in {text})"
        case Tuple(items) if any(map(holds_array, items)):
            names = string.ascii_lowercase[: len(items)]
            parts = ", ".join(map(taken_over, names, items))
            return f"(lambda {', '.join(names)}: ({parts}))(*{text})"
        case Many(Array()):
            return f"list(map(torch.as_tensor, {text}))"
    return text


def owner_of(node: ast.expr, kind: Kind) -> ast.expr | None:
    """The array of `x.flags`."""
    is_bound = isinstance(kind, External) and isinstance(kind.receiver, Array)
    return node.value if is_bound and isinstance(node, ast.Attribute) else None


def is_type(constant: str) -> bool:
    """Whether what a constant is written as is a class or a dtype, and no number."""
    last = constant.rpartition(".")[2]
    return last[:1].isupper() or last in DTYPES


def may_only_be_shown(kind: Kind) -> bool:
    """Whether it is something of another library's that need not be an array, but shows NumPy one: an image."""
    return isinstance(kind, External) and kind.foreign and kind.name.partition(".")[0] not in sys.stdlib_module_names


def is_about(note: Note, parent: ast.AST | None) -> bool:
    """Whether it is said of what is used: not if another item of a tuple is taken at once."""
    match parent:
        case ast.Subscript(_, ast.Constant(place)) if note.item is not None:
            return place == note.item
    return True


def identified(node: ast.AST | None) -> list[ast.expr]:
    """The two sides of `a is b`."""
    match node:
        case ast.Compare(left, [ast.Is() | ast.IsNot()], [right]):
            return [left, right]
    return []


def is_complex(kind: Kind) -> bool:
    match kind:
        case Array(str() as dtype):
            return dtype.startswith("complex")
        case Number("complex"):
            return True
    return False


def last_line_of_head(node: ast.stmt) -> int:
    """The last line of a statement; of a compound one, the last before its body."""
    body = getattr(node, "body", None)
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


def needs_parentheses(node: ast.expr) -> bool:
    return isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Lambda, ast.Tuple))


def taken_over_alike(kind: Kind) -> str:
    return taken_over("t", kind)


def holds_array(kind: Kind) -> bool:
    match kind:
        case Array():
            return not kind.foreign
        case Tuple(items):
            return any(map(holds_array, items))
        case Many(item):
            return holds_array(item)
    return False
