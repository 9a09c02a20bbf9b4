"""What goes into an update besides gradients."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import reduce

from ...rehearsal.scalar import Scalar, depends
from ...rehearsal.trace import Seen, Trace, is_float
from .program import Execution, Program, operands
from .veils import serials


def goes_by_sites(program: Program, trace: Trace, execution: Execution, sites: set[ast.expr]) -> bool:
    """Whether nothing that was computed from a parameter goes into its update but the sites and itself."""
    floor = (
        execution.loops[0].serial if len(execution.loops) == 1 else max(i.serial for i in execution.loops if i.count)
    )
    own = serials(execution.old)
    cut = {
        v.serial
        for n in sites
        for e in trace.events_of(program.numbers[n])
        for v in trace.values[e].values
        if type(v) is Scalar
    }
    remainder = Remainder(program, trace, execution, sites, own, floor, cut)
    return all(remainder.of(n, execution.end).is_allowed for n in execution.place.added)


@dataclass(frozen=True)
class Part:
    """What goes into a part of an update: gradients, the parameter itself, or a product of both."""

    gradient: bool = False
    parameter: bool = False
    is_allowed: bool = True

    def plus(self, other: Part) -> Part:
        return Part(
            self.gradient or other.gradient, self.parameter or other.parameter, self.is_allowed and other.is_allowed
        )

    def times(self, other: Part) -> Part:
        mixed = (self.gradient and other.parameter) or (self.parameter and other.gradient)
        return Part(
            self.gradient or other.gradient,
            self.parameter or other.parameter,
            self.is_allowed and other.is_allowed and not mixed,
        )


@dataclass(frozen=True)
class Remainder:
    """What goes into an update besides gradients: a share of the parameter itself may be added, as a penalty adds one."""

    program: Program
    trace: Trace
    execution: Execution
    sites: set[ast.expr]
    own: set[int]
    floor: int
    cut: set[int]

    def of(self, node: ast.AST, before: int, depth: int = 10) -> Part:
        trace, program = self.trace, self.program
        if node in self.sites:
            return Part(gradient=True)
        if not isinstance(node, ast.expr):
            return Part()
        if node_is(node, self.execution.place.old):
            return Part(parameter=True)
        event = trace.latest(program.numbers[node], before)
        value = trace.values[event] if event is not None else None
        if event is None or value is None:
            return self.combined(node, before, depth)
        if not is_float(value):
            return Part()
        gradient, parameter = depends(value.values, self.cut, self.floor), self.depends(value)
        if not parameter:
            return Part(gradient=gradient)
        made = trace.made_at(value)
        origin = program.nodes[trace.nodes[made]] if made is not None and made < event else node
        return self.combined(origin, event if origin is node or made is None else made, depth)

    def combined(self, node: ast.AST, before: int, depth: int) -> Part:
        """An expression by its operands; what is too deep, or shows none, is not allowed."""
        parts = [self.of(n, before, depth - 1) for n in operands(node)] if depth else []
        if not parts:
            return Part(is_allowed=isinstance(node, ast.Constant))
        added = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))
        return reduce(Part.plus if added else Part.times, parts)

    def depends(self, value: Seen) -> bool:
        others = [v for v in value.values if type(v) is not Scalar or v.serial not in self.own]
        return depends(others, self.own, self.floor, self.cut)


def node_is(node: ast.expr, other: ast.expr) -> bool:
    return ast.dump(node) == ast.dump(other)
