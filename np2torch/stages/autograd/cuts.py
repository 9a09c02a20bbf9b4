"""Where the number of a loss is taken out of its tensor before the backward pass: `float(x)`, `x.item()`, `math.exp(x)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...edit import Edits, Span
from ...effects import is_pure
from ...kind import Array, External
from ...rehearsal.scalar import Scalar, depends
from ...tree import walk
from .evidence import Handle, Step
from .gradients import Gradients
from .program import Program

FUNCTIONS = frozenset(
    "sqrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh erf hypot pow".split()
)


def cuts_in_functions(expression: ast.expr, program: Program) -> Iterator[ast.Call]:
    """Calls in the functions that an expression calls which take the number out of a scalar tensor."""
    names = {called_name(n) for n in walk(expression) if isinstance(n, ast.Call)}
    for function in program.nodes:
        if isinstance(function, ast.FunctionDef) and function.name in names:
            for node in walk(function):
                if isinstance(node, ast.Call) and is_cut(node, program) and not is_recorded(node, program):
                    inner = node.args[0] if node.args else node.func.value  # type: ignore[attr-defined]
                    if isinstance(program.facts.kind(inner), Array):
                        yield node


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def cuts(gradients: Gradients, step: Step, handle: Handle) -> Iterator[ast.Call]:
    """Calls in the step that hand the number of a tensor on to the loss."""
    program, trace, start = gradients.program, gradients.trace, step.iteration.serial
    loop = program.nodes[step.iteration.loop]
    value = dict(gradients.handles(step, loop)).get(handle)
    if value is None:
        return
    end = trace.latest(program.numbers[handle.node], step.end) if handle.node is not None else step.end
    slopes = gradients.derivatives(value, start)
    parameters = {v.serial for e in step.executions for v in e.old.values if type(v) is Scalar}
    found: set[ast.Call] = set()
    for event in range(step.iteration.event, end or step.end):
        node = program.nodes[trace.nodes[event]]
        if (
            isinstance(node, ast.Call)
            and node not in found
            and is_cut(node, program)
            and not is_recorded(node, program)
        ):
            number = trace.values[event].number
            if type(number) is Scalar and number.serial in slopes and depends([number], parameters, start):
                found.add(node)
                yield node


def is_cut(node: ast.Call, program: Program) -> bool:
    match node:
        case ast.Call(ast.Attribute(_, "item"), [], []) | ast.Call(ast.Name("float"), [_], []):
            return True
    kind = program.facts.kind(node.func)
    module, _, name = kind.name.rpartition(".") if isinstance(kind, External) else ("", "", "")
    return module == "math" and name in FUNCTIONS and isinstance(node.func, ast.Attribute)


def is_recorded(node: ast.Call, program: Program) -> bool:
    """Whether the number goes to a list, or to what shows it."""
    parent = program.facts.parents[node]
    return isinstance(parent, ast.Call) and not is_pure(parent, program.facts)


def uncut(node: ast.Call, program: Program, edits: Edits) -> None:
    """The tensor itself in the place of its number."""
    source = program.source
    whole = source.span(node)
    match node:
        case ast.Call(ast.Attribute(receiver, "item")):
            edits.replace(Span(source.grouped(receiver).end, whole.end), "")
        case ast.Call(ast.Name("float"), [inner]):
            span = source.span(inner)
            alone = isinstance(program.facts.parents[node], (ast.Return, ast.Assign, ast.Call, ast.keyword))
            loose = isinstance(inner, (ast.BinOp, ast.UnaryOp, ast.IfExp, ast.BoolOp, ast.Compare)) and not alone
            edits.replace(Span(whole.start, span.start), "(" if loose else "")
            edits.replace(Span(span.end, whole.end), ")" if loose else "")
        case ast.Call(ast.Attribute(module)):
            edits.replace_node(module, "torch")
