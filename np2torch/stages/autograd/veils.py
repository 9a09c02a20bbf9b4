"""What stands between a gradient and its use and was idle in the rehearsal: a clip of values that were small enough,
a branch that was not taken. The value behind it is equal to the gradient only as long as it stays idle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from ...effects import mutates, reads, writes
from ...kind import External
from ...needed import SHARING
from ...rehearsal.scalar import Scalar, depends
from ...rehearsal.trace import Seen, Trace
from ...tree import walk
from .program import Program

# Besides those whose result may be what they are given: copies, and sums, which over one item change nothing.
COPYING = frozenset(
    "clone contiguous to tensor array stack cat sum mean float item double astype vstack hstack".split()
)
DEPTH = 12  # operations looked through


class Veils:
    """Looks for them in one rehearsal."""

    def __init__(self, program: Program, trace: Trace) -> None:
        self.program, self.trace = program, trace

    # --- operations ----------------------------------------------------------------------------------

    def may_be_idle(self, node: ast.AST, other: Seen | None) -> bool:
        """Whether the operation may give other values than those of the operand that it gave here; `other` is its other operand."""
        match node:
            case ast.BinOp(_, ast.Add() | ast.Sub()) | ast.IfExp():
                return True
            case ast.BinOp(_, ast.Mult() | ast.Div() | ast.Pow()):
                return other is None or (len(other.values) == 1 and type(other.values[0]) is not int)  # no count
            case ast.Call() if node not in self.program.facts.callees:
                return not self.is_handing_on(node)
        return False

    def is_linear(self, node: ast.AST, coming: Sequence[bool]) -> bool:
        """Whether a result is linear in its operands, of which some are `coming` from what it is to be linear in."""
        match node:
            case ast.UnaryOp() | ast.BinOp(_, ast.Add() | ast.Sub()) | ast.Name() | ast.Subscript():
                return True
            case ast.BinOp(_, ast.Mult() | ast.MatMult()):
                return sum(coming) <= 1
            case ast.BinOp(_, ast.Div()):
                return not coming[-1]
            case ast.Call() if node in self.program.facts.callees:
                return True  # what it does is seen inside
        return isinstance(node, ast.Call) and self.is_handing_on(node)

    def is_handing_on(self, call: ast.Call) -> bool:
        kind = self.program.facts.kind(call.func)
        name = kind.name if isinstance(kind, External) else ast.unparse(call.func)
        return name.rpartition(".")[2] in SHARING | COPYING

    def idle_write(self, value: Seen, made: int, event: int) -> bool:
        """Whether something wrote into the tensor, and left it as it was, between two events."""
        if value.tensor is None:
            return False
        last = self.trace.values[made]
        for e in self.events_of_tensor(value, made, event):
            now = self.trace.values[e]
            if now.held is not last.held and list(map(float, now.values)) == list(map(float, last.values)):
                if not self.is_summand(now):
                    return True
            last = now
        return False

    def is_summand(self, value: Seen) -> bool:
        """Whether what was written last was added by a statement that did change the tensor at other times."""
        writes = [r for r in self.trace.in_place if r.after is not None and is_of_storage(r.after, value)]
        last = next((r for r in writes if r.after is not None and r.after.held is value.held), None)
        statement = self.program.nodes[last.statement] if last is not None else None
        adds = isinstance(statement, ast.AugAssign) and isinstance(statement.op, (ast.Add, ast.Sub))
        return adds and any(
            r.before is not None
            and r.after is not None
            and self.program.nodes[r.statement] is statement
            and list(map(float, r.before.values)) != list(map(float, r.after.values))
            for r in writes
        )

    def events_of_tensor(self, value: Seen, made: int, event: int) -> Iterator[int]:
        return (e for e in self.by_tensor.get(id(value.tensor), ()) if made < e <= event)

    @cached_property
    def by_tensor(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for event, value in enumerate(self.trace.values):
            if value.tensor is not None:
                found.setdefault(id(value.tensor), []).append(event)
        return found

    # --- branches ------------------------------------------------------------------------------------

    def open_branches(
        self, node: ast.expr, own: set[int], window: range, floor: int, loop: ast.AST
    ) -> Iterator[ast.If]:
        """Conditions on what was computed from a parameter, tested in a window of events, with a branch that was never
        taken and that would change what the expression is made of."""
        for event, branch in self.untaken:
            if event in window and self.tests_parameter(branch, event, own, floor):
                if self.would_change(branch, node, loop):
                    yield branch

    @cached_property
    def ran(self) -> set[int]:
        return {statement for _, statement in self.trace.statements}

    @cached_property
    def untaken(self) -> list[tuple[int, ast.If]]:
        """Each time that a condition was tested one of whose branches was never taken."""
        found = []
        for event, number in self.trace.statements:
            node = self.program.nodes[number]
            if isinstance(node, ast.If) and self.unseen(node):
                found.append((event, node))
        return found

    def unseen(self, branch: ast.If) -> list[ast.stmt]:
        """The statements of a condition's branches that were never taken."""
        return [s for block in (branch.body, branch.orelse) if block and not self.has_run(block[0]) for s in block]

    def has_run(self, statement: ast.stmt) -> bool:
        return self.program.numbers[statement] in self.ran

    def tests_parameter(self, branch: ast.If, event: int, own: set[int], floor: int) -> bool:
        """Whether the condition depends on the parameter, by way of what was computed since `floor`."""
        for node in walk(branch.test):
            later = (e for e in self.trace.events_of(self.program.numbers[node]) if e >= event)
            at = next(later, None)
            if at is not None and depends(self.trace.values[at].values, own, floor):
                return True
        return False

    def would_change(self, branch: ast.If, node: ast.expr, loop: ast.AST) -> bool:
        unseen = self.unseen(branch)
        parts = [n for s in unseen for n in walk(s)]
        if self.program.scope(branch) is not self.program.scope(node):
            return any(isinstance(n, (ast.Return, ast.Assign, ast.AugAssign)) for n in parts)
        changed = {name for s in unseen for name in (*writes(s), *mutates(s, self.program.facts), *written_out(s))}
        return bool(changed & sources(node, self.program.scope(node) or loop))


def written_out(statement: ast.stmt) -> Iterator[str]:
    """Names of what a call is told to write into: `out=g`."""
    for part in walk(statement):
        if isinstance(part, ast.keyword) and part.arg == "out":
            yield from reads(part.value)


def sources(expression: ast.expr, within: ast.AST) -> set[str]:
    """Names that an expression is computed from by the assignments of a loop or function."""
    definitions = []
    for node in walk(within):
        match node:
            case ast.Assign() | ast.AugAssign():
                definitions.append((writes(node), reads(node)))
            case ast.For(target, iterable):
                definitions.append((writes(target), reads(iterable)))
    found = reads(expression)
    while True:
        more = {r for bound, read in definitions if bound & found for r in read} - found
        if not more:
            return found
        found |= more


def serials(value: Seen) -> set[int]:
    return {v.serial for v in value.values if type(v) is Scalar}


def is_of_storage(value: Seen, other: Seen) -> bool:
    return value.tensor is not None and other.tensor is not None and value.tensor.storage is other.tensor.storage
