"""Where parameters begin to require a gradient."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...edit import Edits, Source
from ...effects import writes
from ...kind import Array, External, Kind, Nothing, Number
from ...rehearsal.trace import Seen, Trace
from ...tree import walk
from .program import Execution, Place, Program
from .proofs import Proof

FACTORIES = frozenset("tensor zeros ones full eye rand randn zeros_like ones_like full_like empty".split())


@dataclass(frozen=True)
class NoPlace(Exception):
    """No place was found where the parameter could begin to require a gradient."""

    reason: str


class Parameters:
    """The edits that make one loop's parameters leaves."""

    def __init__(self, program: Program, proof: Proof, trace: Trace, edits: Edits) -> None:
        self.program, self.source, self.facts = program, program.source, program.facts
        self.proof, self.trace, self.edits = proof, trace, edits
        self.edited: set[ast.AST] = set()
        self.scope = program.scope(proof.loop)

    def write(self) -> None:
        late = []
        for place in self.proof.sites:
            names = (
                [place.old.id]
                if isinstance(place.old, ast.Name) and self.program.scope(place.node) is self.scope
                else []
            )
            if names and names[0] in self.loop_names():
                if not self.at_definition(names[0]):
                    late.append(names[0])
            else:
                self.at_origin(place)
        self.before_loop(list(dict.fromkeys(late)))

    def loop_names(self) -> set[str]:
        """Names that live across the iterations of the loop."""
        bound = {n.id for n in walk(self.proof.loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        targets = {
            n.id
            for node in walk(self.proof.loop)
            if isinstance(node, (ast.For, ast.comprehension))
            for n in walk(node.target)
            if isinstance(n, ast.Name)
        }
        updated = {p.old.id for p in self.proof.sites if isinstance(p.old, ast.Name)}
        return updated - targets if updated else bound

    # --- before the loop -----------------------------------------------------------------------

    @property
    def anchor(self) -> ast.stmt:
        """The outermost loop of the scope in which the parameters live on."""
        anchor: ast.stmt = self.proof.loop
        names = {p.old.id for p in self.proof.sites if isinstance(p.old, ast.Name)}
        updates = {p.statement for p in self.proof.sites}
        for ancestor in self.facts.ancestors(self.proof.loop):
            if isinstance(ancestor, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                break
            if isinstance(ancestor, (ast.For, ast.While)) and self.rebinds(ancestor, names, updates):
                break
            if isinstance(ancestor, ast.stmt):
                anchor = ancestor
        return anchor

    def rebinds(self, loop: ast.For | ast.While, names: set[str], updates: set[ast.stmt]) -> bool:
        inside = (s for s in walk(loop) if isinstance(s, (ast.Assign, ast.AnnAssign)) and s not in updates)
        return any(writes(s) & names for s in inside)

    def before_loop(self, names: Sequence[str]) -> None:
        if not names:
            return
        plain = [n for n in names if not isinstance(self.kind_before(n), Number)]
        lines = [self.from_number(n) for n in names if n not in plain]
        cloned = [n for n in plain if self.must_copy(n)]
        lines += [f"{n} = {n}.clone()" for n in cloned]
        if len(plain) > 2:
            variable = next(v for v in ("p", "parameter", "param") if v not in self.all_names())
            lines += [f"for {variable} in ({', '.join(plain)}):", f"{self.unit}{variable}.requires_grad_()"]
        else:
            lines += [f"{n}.requires_grad_()" for n in plain]
        self.edits.before(self.anchor, *lines)

    def all_names(self) -> set[str]:
        return {n.id for n in self.source.nodes if isinstance(n, ast.Name)}

    @property
    def unit(self) -> str:
        return "\t" if "\n\t" in self.source.text else "    "

    def from_number(self, name: str) -> str:
        return f"{name} = torch.tensor(float({name}), requires_grad=True)"

    def kind_before(self, name: str) -> Kind:
        """The kind that a parameter comes into the loop with."""
        function = self.scope
        if isinstance(function, ast.FunctionDef):
            argument = next((a for a in walk(function.args) if isinstance(a, ast.arg) and a.arg == name), None)
            if argument is not None:
                return self.facts.kind(argument)
        return Array()

    def must_copy(self, name: str) -> bool:
        """A caller's array that was replaced, and never changed, has to stay as it is."""
        in_place = any(
            isinstance(p.statement, ast.AugAssign) and isinstance(p.old, ast.Name) and p.old.id == name
            for p in self.proof.sites
        )
        function = self.scope
        if in_place or not isinstance(function, ast.FunctionDef):
            return False
        place = next((i for i, a in enumerate(function.args.args) if a.arg == name), None)
        if place is None:
            return False
        calls = [c for c, callee in self.facts.callees.items() if callee is function]
        offset = isinstance(self.facts.parents.get(function), ast.ClassDef)
        return any(self.is_kept(c, place - offset, name) for c in calls)

    def is_kept(self, call: ast.Call, place: int, name: str) -> bool:
        given = next((k.value for k in call.keywords if k.arg == name), None)
        argument = given or (call.args[place] if place < len(call.args) else None)
        if not isinstance(argument, (ast.Name, ast.Attribute, ast.Subscript)):
            return False
        statement = self.facts.statement(call)
        return not (isinstance(argument, ast.Name) and argument.id in writes(statement))

    # --- at the definition -----------------------------------------------------------------------

    def at_definition(self, name: str) -> bool:
        """Where the scope makes the parameter, if nothing changes it between there and the loop."""
        anchor = self.anchor
        block = self.facts.block(anchor)
        before = block[: block.index(anchor)]
        made = [s for s in before if name in writes(s)]
        if not made:
            return False
        value = defining(made[-1], name)
        if value is None or any(self.changes(s, name) for s in before[before.index(made[-1]) + 1 :]):
            return False
        text = self.leaf_text(value)
        if text is None:
            return False
        if value not in self.edited:
            self.edited.add(value)
            self.edits.replace_node(value, text)
        return True

    def changes(self, statement: ast.stmt, name: str) -> bool:
        """Whether a statement writes into the array."""
        for node in walk(statement):
            match node:
                case ast.Subscript(ast.Name(found), _, ast.Store()) | ast.AugAssign(ast.Name(found)) if found == name:
                    return True
        return False

    def leaf_text(self, node: ast.expr) -> str | None:
        """A parameter's first value, requiring a gradient."""
        kind, text = self.facts.kind(node), self.source.of(node)
        if isinstance(kind, Number):
            return f"torch.tensor({float_text(text, node, kind)}, requires_grad=True)"
        if not isinstance(kind, Array):
            return None
        if kind.dtype is not None and not kind.dtype.startswith("float"):
            return f"{atom(node, text)}.to(torch.float64).requires_grad_()"
        if self.is_factory(node):
            inside = text[:-1].rstrip()
            return inside + ("requires_grad=True)" if inside.endswith((",", "(")) else ", requires_grad=True)")
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            return f"{text}.clone().requires_grad_()"
        return f"{atom(node, text)}.requires_grad_()"

    def is_factory(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        kind = self.facts.kind(node.func)
        name = kind.name if isinstance(kind, External) else ""
        return (
            name.startswith("torch.")
            and name.removeprefix("torch.") in FACTORIES
            and not any(k.arg == "requires_grad" for k in node.keywords)
        )

    # --- at the origin -----------------------------------------------------------------------------

    def at_origin(self, place: Place) -> None:
        """Where the program makes the arrays that come to be updated here: found by their identity."""
        found = list(self.origins(place))
        if not found:
            raise NoPlace(f"where {ast.unparse(place.old)} is made was not found")
        for node in found:
            if node in self.edited:
                continue
            text = self.leaf_text(node)
            if text is None or not self.makes_only_parameters(node):
                raise NoPlace(f"{self.source.of(node)} makes other values besides {ast.unparse(place.old)}")
            self.edited.add(node)
            self.edits.replace_node(node, text)

    def origins(self, place: Place) -> Iterator[ast.expr]:
        for execution in self.first_executions(place):
            made = self.trace.made_at(execution.old)
            if made is None:
                raise NoPlace(f"where {ast.unparse(place.old)} is made was not seen")
            node = self.outermost(self.program.nodes[self.trace.nodes[made]], execution.old)
            if any(node is p.node for p in self.proof.sites):
                continue  # an earlier step made it, of the loop when it was entered before
            if isinstance(node, ast.Attribute) and execution.old.tensor is None:
                node = self.first_number(node)
            if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
                yield node

    def first_number(self, node: ast.Attribute) -> ast.expr:
        """What an attribute that is a plain number is first given. Raises NoPlace."""
        updates = {p.statement for p in self.proof.sites}
        found = [
            value
            for statement in self.program.nodes
            if isinstance(statement, ast.Assign) and statement not in updates
            for target, value in given(statement)
            if isinstance(target, ast.Attribute) and target.attr == node.attr
            if not isinstance(self.facts.kind(value), Nothing)
        ]
        if len(found) != 1:
            raise NoPlace(f"{ast.unparse(node)} gets its first value at more than one place")
        return found[0]

    def outermost(self, node: ast.AST, value: Seen) -> ast.AST:
        """The largest expression around the one that made an array that still has this very array: `from_numpy(rng.normal())`."""
        parent = self.facts.parents[node]
        while isinstance(parent, ast.expr):
            events = self.trace.events_of(self.program.numbers[parent])
            if not any(self.trace.values[e].identity == value.identity for e in events):
                break
            node, parent = parent, self.facts.parents[parent]
        return node

    def first_executions(self, place: Place) -> list[Execution]:
        """The place's runs in the loop's first iteration."""
        number = self.program.numbers[self.proof.loop]
        runs = [e for e in self.program.executions(self.trace) if e.place == place]
        return [e for e in runs if any(i.loop == number and i.count == 0 for i in e.loops)]

    def makes_only_parameters(self, node: ast.expr) -> bool:
        parameters = {id(t.tensor) for t in self.parameter_values() if t.tensor is not None}
        values = [self.trace.values[e] for e in self.trace.events_of(self.program.numbers[node])]
        return all(v.tensor is None or id(v.tensor) in parameters for v in values)

    def parameter_values(self) -> Iterator[Seen]:
        for execution in self.program.executions(self.trace):
            if execution.place in self.proof.sites:
                yield execution.old


def given(statement: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Single targets with what they are given."""
    match statement:
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            yield from zip(targets, values, strict=True)
        case ast.Assign(targets, value):
            yield from ((t, value) for t in targets)


def defining(statement: ast.stmt, name: str) -> ast.expr | None:
    """The expression that gives a name its value, where it stands alone."""
    match statement:
        case ast.Assign([ast.Name(bound)], value) if bound == name:
            return value
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            for target, value in zip(targets, values, strict=True):
                if isinstance(target, ast.Name) and target.id == name:
                    return value
    return None


def float_text(text: str, node: ast.expr, kind: Number) -> str:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return f"{text}.0"
    return text if kind.type == "float" else f"float({text})"


def atom(node: ast.expr, text: str) -> str:
    return text if isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Subscript)) else f"({text})"


__all__ = ["NoPlace", "Parameters", "Source"]
