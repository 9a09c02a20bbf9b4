"""A program made ready for a rehearsal: its expressions are watched, its loops counted, its imports replaced.

Nodes are known by their number in `ast.walk` order of the program's own tree, which stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from ..tree import as_load, walk
from .world import FORBIDDEN, Unsupported

DEFINITIONS = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
    ast.Global,
    ast.Nonlocal,
)
CALLED = (ast.Call, ast.Attribute, ast.Subscript)  # what something of another library may be asked for
WATCHED = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp, ast.UnaryOp, ast.IfExp)


@dataclass(frozen=True)
class Probe:
    """An expression to evaluate, at each time before a statement, as if it stood there."""

    before: int  # number of the statement
    expression: ast.expr


@dataclass(frozen=True)
class Script:
    """How a program is prepared: what is watched besides, and which integers are made smaller."""

    probes: tuple[Probe, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    floats: tuple[tuple[int, float], ...] = ()  # other values for literals, by number of the node
    taped: frozenset[str] = frozenset()  # names and attributes whose plain floats go on the tape
    floating: frozenset[str] = frozenset()  # those of them that only begin as integers
    watched: bool = True
    training: frozenset[int] = frozenset()  # loops that train, and those around them: where conditions count
    turned: frozenset[int] = frozenset()  # conditions that come out the other way in loops, by number of the node


def instrumented(text: str, script: Script, shown: frozenset[str] = frozenset()) -> ast.Module:
    """`shown` are expressions of which a run has shown what they are.

    Raises Unsupported for a program that could reach outside of the rehearsal.
    """
    tree = ast.parse(text)
    numbers = {node: i for i, node in enumerate(walk(tree))}
    check_harmless(numbers)
    seen: dict[ast.AST, str] = {}
    if shown:
        seen = {n: text for n in numbers if isinstance(n, CALLED) and (text := ast.unparse(n)) in shown}
    made = Instrument(numbers, script, seen).visit(tree)
    assert isinstance(made, ast.Module)
    return ast.fix_missing_locations(made)


def check_harmless(nodes: Iterable[ast.AST]) -> None:
    for node in nodes:
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in FORBIDDEN:
            raise Unsupported(f"the name {name}")


def call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])


def number(value: int) -> ast.Constant:
    return ast.Constant(value)


def is_choice(node: ast.AST) -> bool:
    """`min(w, 20)`: a condition in another form."""
    match node:
        case ast.Call(ast.Name("min" | "max"), [first, second], []):
            return not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred)
    return False


class Instrument(ast.NodeTransformer):
    def __init__(self, numbers: Mapping[ast.AST, int], script: Script, shown: Mapping[ast.AST, str]) -> None:
        self.numbers, self.script, self.shown = numbers, script, shown
        self.sizes, self.floats = dict(script.sizes), dict(script.floats)
        self.probes: dict[int, list[int]] = {}
        self.yields = False  # whether a generator's body is being prepared
        for i, probe in enumerate(script.probes):
            self.probes.setdefault(probe.before, []).append(i)

    def visit(self, node: ast.AST) -> ast.AST | list[ast.AST]:
        original = self.numbers.get(node, -1)
        made = super().visit(node)
        loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if loaded and node in self.shown:
            made = call("__shown__", ast.Constant(self.shown[node]), made)
        if loaded and isinstance(node, WATCHED) and self.script.watched:
            return call("__see__", number(original), made)
        if original in self.probes and isinstance(node, ast.stmt):
            return [*self.probe_statements(original), *(made if isinstance(made, list) else [made])]
        return made  # type: ignore[no-any-return]

    def probe_statements(self, statement: int) -> list[ast.stmt]:
        probes = self.probes[statement]
        return [ast.Expr(call("__probe__", number(i), lambda_of(self.script.probes[i].expression))) for i in probes]

    # --- expressions --------------------------------------------------------------------------

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value, node.slice = self.expression(node.value), self.expression(node.slice)
        if isinstance(node.ctx, ast.Load) and not isinstance(node.slice, ast.Slice):
            return call("__item__", node.value, index_of(node.slice))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if is_choice(node):
            return call("__choose__", number(self.numbers[node]), node.func, *map(self.expression, node.args))
        node.func = self.callee(node.func)
        node.args = [self.expression(a) for a in node.args]
        for keyword in node.keywords:
            keyword.value = self.expression(keyword.value)
        return node

    def callee(self, node: ast.expr) -> ast.expr:
        """A function is no value to watch; the receiver of a method is."""
        if isinstance(node, ast.Name):
            return node
        if isinstance(node, ast.Attribute):
            node.value = (
                self.callee(node.value) if isinstance(node.value, ast.Attribute) else self.expression(node.value)
            )
            return node
        return self.expression(node)

    def expression(self, node: ast.expr) -> ast.expr:
        made = self.visit(node)
        assert isinstance(made, ast.expr)
        return made

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.iter = call("__each__", self.expression(node.iter))
        node.ifs = [self.expression(i) for i in node.ifs]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if self.numbers.get(node, -1) in self.floats:
            return ast.Constant(self.floats[self.numbers[node]])
        if type(node.value) is int and node.value in self.sizes:
            return ast.Constant(self.sizes[node.value])
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        node.guard = self.expression(node.guard) if node.guard is not None else None
        node.body = self.body(node.body)
        return node

    # --- statements ---------------------------------------------------------------------------

    def body(self, statements: Iterable[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for statement in statements:
            new = self.visit(statement)
            if self.script.watched and not isinstance(statement, DEFINITIONS):
                made.append(ast.Expr(call("__at__", number(self.numbers[statement]))))
            made += cast(list[ast.stmt], new if isinstance(new, list) else [new])
        return made

    def visit_Module(self, node: ast.Module) -> ast.AST:
        node.body = self.body(node.body)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        node.test = call("__branch__", number(self.numbers[node]), self.expression(node.test))
        node.body, node.orelse = self.body(node.body), self.body(node.orelse)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test = call("__branch__", number(self.numbers[node]), self.expression(node.test))
        node.body, node.orelse = self.expression(node.body), self.expression(node.orelse)
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        for item in node.items:
            item.context_expr = self.expression(item.context_expr)
        node.body = self.body(node.body)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        node.body, node.orelse, node.finalbody = self.body(node.body), self.body(node.orelse), self.body(node.finalbody)
        for handler in node.handlers:
            handler.body = self.body(handler.body)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.AST]:
        """What names are bound to is seen too."""
        names = [n for t in node.targets for n in bound_names(t)]
        numbers = [self.numbers[n] for n in names]
        node.value = self.expression(node.value)
        node.targets = [self.expression(t) for t in node.targets]
        if not self.script.watched:
            return node
        shown = [
            ast.Expr(call("__see__", number(i), ast.Name(n.id, ast.Load())))
            for n, i in zip(names, numbers, strict=True)
        ]
        return [node, *self.taped(t for target in node.targets for t in leaves_of(target)), *shown]

    def taped(self, targets: Iterable[ast.expr]) -> list[ast.stmt]:
        """`w = __tape__(w)` for those targets that may be parameters kept as plain floats."""
        made: list[ast.stmt] = []
        for target in targets:
            name = (
                target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
            )
            if name in self.script.taped:
                floats = ast.Constant(name in self.script.floating)
                made.append(ast.Assign([target], call("__tape__", as_load(target), floats)))
        return made

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        around, self.yields = self.yields, makes_generator(node)
        node.decorator_list = [d for d in node.decorator_list if self.keeps(d)]
        strip_annotations(node.args)
        node.returns = None
        node.args.defaults = [self.expression(d) for d in node.args.defaults]
        node.args.kw_defaults = [self.expression(d) if d is not None else None for d in node.args.kw_defaults]
        parameters = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        node.body = [*self.taped(ast.Name(a.arg, ast.Store()) for a in parameters), *self.body(node.body)]
        self.yields = around
        return node

    def keeps(self, decorator: ast.expr) -> bool:
        """Decorators that compile or time a function do nothing in a rehearsal."""
        name = decorator.func if isinstance(decorator, ast.Call) else decorator
        return ast.unparse(name).rpartition(".")[2] not in ("jit", "njit", "vectorize", "profile", "timeit")

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = self.body(node.body)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.expression(node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.AST]:
        original, changed, added = self.numbers[node], self.numbers[node.target], self.numbers[node.value]
        value = self.expression(node.value)
        target = self.visit(node.target)
        assert isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
        node.value, node.target = value, target
        if not self.script.watched:
            return node
        before = ast.Expr(call("__before__", number(original), number(added), as_load(node.target)))
        after = ast.Expr(call("__after__", number(original), as_load(node.target)))
        shown = [ast.Expr(call("__see__", number(changed), as_load(target)))] if isinstance(target, ast.Name) else []
        return [before, node, after, *shown]

    def visit_For(self, node: ast.For) -> ast.AST:
        varied = "range" not in ast.unparse(node.iter)
        node.iter = self.expression(node.iter)
        if not self.yields:
            node.iter = call("__some__", number(self.numbers[node]), node.iter)
        return self.loop(node, varied)

    def visit_While(self, node: ast.While) -> ast.AST:
        node.test = self.expression(node.test)
        return self.loop(node)

    def loop(self, node: ast.For | ast.While, varied: bool = False) -> ast.AST:
        """Each iteration is announced, and may be told that there were enough; `varied` where it goes over things."""
        if self.yields:
            node.body, node.orelse = self.body(node.body), self.body(node.orelse)
            if isinstance(node, ast.For):
                node.iter = call("__each__", node.iter)
            return node  # it goes on between the iterations of the loop over what it yields
        original = number(self.numbers[node])
        enough = ast.If(call("__iteration__", original, ast.Constant(varied)), [ast.Break()], [])
        node.body = [enough, *self.body(node.body)]
        node.orelse = self.body(node.orelse)
        return ast.Try([node], [], [], [ast.Expr(call("__leave__", original, ast.Constant(varied)))])

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return ast.Pass()

    def visit_Import(self, node: ast.Import) -> list[ast.AST]:
        roots = [
            (a.asname or a.name.partition(".")[0], a.name if a.asname else a.name.partition(".")[0]) for a in node.names
        ]
        return [assign(bound, module) for bound, module in roots]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.AST]:
        if node.module == "__future__":
            return [ast.Pass()]
        return [assign(a.asname or a.name, f"{node.module or ''}.{a.name}") for a in node.names if a.name != "*"] or [
            ast.Pass()
        ]


def assign(name: str, module: str) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], call("__module__", ast.Constant(module)))


def bound_names(target: ast.expr) -> list[ast.Name]:
    match target:
        case ast.Name():
            return [target]
        case ast.Tuple(parts) | ast.List(parts):
            return [n for p in parts for n in bound_names(p)]
    return []


def leaves_of(target: ast.expr) -> list[ast.expr]:
    """The single targets in a target."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return [n for p in target.elts for n in leaves_of(p)]
    return [target]


def lambda_of(expression: ast.expr) -> ast.Lambda:
    return ast.Lambda(ast.arguments([], [], None, [], [], None, []), expression)


def makes_generator(function: ast.FunctionDef) -> bool:
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(function))


def index_of(node: ast.expr) -> ast.expr:
    """What stands between the brackets, as an argument."""
    match node:
        case ast.Tuple(parts):
            return ast.Tuple([index_of(p) for p in parts], ast.Load())
        case ast.Slice(lower, upper, step):
            bounds = [b if b is not None else ast.Constant(None) for b in (lower, upper, step)]
            return call("__slice__", *bounds)
    return node


def strip_annotations(arguments: ast.arguments) -> None:
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if argument is not None:
            argument.annotation = None
