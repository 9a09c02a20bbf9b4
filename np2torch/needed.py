"""Which statements a program needs: those with an effect that someone sees, and what these use.

The order of statements counts for nothing here: a statement is needed if what it defines is used anywhere that is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from .effects import MUTATING, is_pure_name, root
from .facts import Facts, bound_arguments
from .kind import Array, Class, External, Function, Kind, Number, Text
from .scopes import Scopes, Variable
from .tree import children, walk

Key = TypeVar("Key")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What steers the program, or ends a part of it: needed as soon as the function around it is run at all.
CONTROL = (ast.Break, ast.Continue, ast.Raise, ast.Assert, ast.Delete, ast.Return, ast.Global, ast.Nonlocal)


@dataclass(eq=False)
class Unit:
    """A simple statement, or the head of a compound one: what it defines, uses and calls."""

    node: ast.stmt
    function: ast.AST  # the function that it stands in, or the module
    parents: tuple[ast.stmt, ...]  # the compound statements around it
    defines: set[Variable] = field(default_factory=set)
    uses: set[Variable] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)  # attributes
    loads: set[str] = field(default_factory=set)
    calls: set[ast.AST] = field(default_factory=set)
    mutates: set[Variable] = field(default_factory=set)  # what it changes in place
    effect: bool = False

    @property
    def steers(self) -> bool:
        return isinstance(self.node, CONTROL)


class Units:
    """The units of a program."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.tree = facts, facts.source.tree
        self.scopes = facts.source.scopes
        self.functions = [n for n in walk(self.tree) if isinstance(n, FUNCTIONS)]
        self.names = {f.name for f in self.functions}
        self.changes: dict[ast.AST, frozenset[str]] = {}
        self.all: list[Unit] = []
        self.by_node: dict[ast.AST, Unit] = {}
        self.aliases = Aliases(facts, self.scopes)
        self.handed_in = frozenset(handed_in(facts))
        self.collect(self.tree.body, self.tree, ())
        for unit in self.all:
            unit.defines |= self.aliases.of(unit.mutates)
        self.definers = indexed((v, u) for u in self.all for v in u.defines)
        self.storers = indexed((a, u) for u in self.all for a in u.stores)
        self.inside = indexed((u.function, u) for u in self.all)

    def collect(self, body: Sequence[ast.stmt], function: ast.AST, parents: tuple[ast.stmt, ...]) -> None:
        for statement in body:
            unit = Unit(statement, function, parents)
            self.all.append(unit)
            self.by_node[statement] = unit
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    defaults = [*statement.args.defaults, *(d for d in statement.args.kw_defaults if d)]
                    self.visit_all([*statement.decorator_list, *defaults, *annotations_of(statement)], unit)
                    unit.defines.add(self.scopes.variable(statement, statement.name))
                    self.collect(statement.body, statement, ())
                case ast.ClassDef():
                    self.visit_all([*statement.bases, *statement.decorator_list], unit)
                    unit.defines.add(self.scopes.variable(statement, statement.name))
                    self.collect(statement.body, function, (*parents, statement))
                case ast.For() | ast.AsyncFor() | ast.While() | ast.If() | ast.With() | ast.AsyncWith() | ast.Try():
                    self.compound(statement, unit)
                case _:
                    self.visit_all([statement], unit)
                    unit.effect = unit.effect or unit.steers

    def compound(self, statement: ast.stmt, unit: Unit) -> None:
        match statement:
            case ast.For(target, iterable) | ast.AsyncFor(target, iterable):
                self.visit_all([target, iterable], unit)
            case ast.While(test) | ast.If(test):
                self.visit_all([test], unit)
            case ast.With(items) | ast.AsyncWith(items):
                self.visit_all([e for i in items for e in (i.context_expr, i.optional_vars) if e is not None], unit)
                unit.effect = unit.effect and not all(self.is_torch(i.context_expr) for i in items)
            case ast.Try(_, handlers):
                unit.effect = True
                self.visit_all([h.type for h in handlers if h.type is not None], unit)
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        for block in (*blocks, *(h.body for h in getattr(statement, "handlers", []))):
            self.collect(block, unit.function, (*unit.parents, statement))

    def is_torch(self, node: ast.expr) -> bool:
        kind = self.facts.kind(node.func) if isinstance(node, ast.Call) else None
        return isinstance(kind, External) and kind.name.startswith("torch.")

    def visit_all(self, parts: Iterable[ast.AST], unit: Unit) -> None:
        for part in parts:
            for node in walk(part):
                self.visit(node, unit)

    def visit(self, node: ast.AST, unit: Unit) -> None:
        match node:
            case ast.Name(_, ast.Load()):
                unit.uses.add(self.scopes.of(node))
            case ast.Name():
                unit.defines.add(self.scopes.of(node))
            case ast.Attribute(value, attribute, ast.Store()):
                self.stored(value, attribute, unit)
            case ast.Attribute(value, attribute):
                others = attribute in self.names and isinstance(self.facts.kind(value), (Array, External))
                if not others and not self.takes_more(node, attribute):
                    unit.loads.add(attribute)
            case ast.Subscript(value, _, ast.Store()):
                self.changed(value, unit)
            case ast.AugAssign(ast.Name() as target):
                unit.uses.add(self.scopes.of(target))
                if not isinstance(self.facts.kind(target), Number):
                    unit.mutates.add(self.scopes.of(target))
            case ast.Call():
                self.called(node, unit)
            case ast.alias(name, asname):
                unit.defines.add(self.scopes.variable(node, asname or name.partition(".")[0]))
            case ast.Yield() | ast.YieldFrom() | ast.Await():
                unit.effect = True

    def takes_more(self, node: ast.AST, method: str) -> bool:
        """Whether a call without arguments is of none of the program's methods of that name: `loss.backward()`."""
        match self.facts.parents.get(node):
            case ast.Call(function, [], []) if function is node and method in self.names:
                mine = [f.args for f in self.functions if f.name == method]
                return all(len(a.posonlyargs) + len(a.args) - len(a.defaults) > 1 for a in mine)
        return False

    def stored(self, value: ast.expr, attribute: str, unit: Unit) -> None:
        """An attribute of the program's objects counts by its name; one of another library's is an effect."""
        unit.stores.add(attribute)
        unit.effect = unit.effect or isinstance(self.facts.kind(value), External)

    def changed(self, value: ast.expr, unit: Unit) -> None:
        """What is changed through an index: the attribute, or the variable, that it hangs on."""
        attribute = next((n.attr for n in walk(value) if isinstance(n, ast.Attribute)), None)
        base = next((n for n in walk(value) if isinstance(n, ast.Name)), None)
        if base is not None:
            unit.mutates.add(self.scopes.of(base))
        if base is not None and isinstance(self.facts.kind(base), External):
            unit.defines.add(self.scopes.of(base))
            unit.effect = unit.effect or not self.facts.is_module(base)  # what is changed in one shows where it is used
        elif not (attribute or root(value)):
            unit.effect = True
        elif attribute is not None:
            unit.stores.add(attribute)
            attributes = (n.attr for n in walk(value) if isinstance(n, ast.Attribute))
            unit.effect = unit.effect or any(a in self.handed_in for a in attributes)
        else:
            unit.defines.add(self.scopes.variable(value, root(value)))

    def called(self, node: ast.Call, unit: Unit) -> None:
        functions, kind = self.facts.functions(node), self.facts.kind(node.func)
        if functions:
            unit.calls |= set(functions)
            if isinstance(node.func, ast.Attribute):
                unit.calls |= set(self.named(node.func.attr))  # the object may be of several classes
            self.handed_over(node, unit)
        elif isinstance(node.func, ast.Attribute) and is_change(node.func.attr, kind):
            self.changed(node.func.value, unit)
        elif isinstance(kind, External):
            unit.effect = unit.effect or not is_pure_name(kind.name)
            for keyword in node.keywords:
                if keyword.arg == "out":
                    self.changed(keyword.value, unit)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in self.names:
            unit.calls |= set(self.named(node.func.attr))
            self.handed_over(node, unit)
        else:
            unit.effect = unit.effect or not isinstance(kind, Class)

    def handed_over(self, node: ast.Call, unit: Unit) -> None:
        """What a function of the program changes of what it is given."""
        for function in unit.calls:
            if isinstance(function, (ast.FunctionDef, ast.Lambda)):
                changed = self.changed_parameters(function)
                for name, argument in bound_arguments(function, node, self.facts):
                    if name in changed and root(argument):
                        self.changed(argument, unit)

    def changed_parameters(self, function: ast.FunctionDef | ast.Lambda) -> frozenset[str]:
        """Parameters whose object the function, or one that it hands them to, may change."""
        if function not in self.changes:
            self.changes[function] = frozenset()
            names = {a.arg for a in walk(function.args) if isinstance(a, ast.arg)}
            found = {Variable(function, n) for node in walk(function) for n in self.changes_in(node)}
            self.changes[function] = frozenset(names & {v.name for v in self.aliases.of(found) if v.scope is function})
        return self.changes[function]

    def changes_parameter(self, unit: Unit) -> bool:
        """Whether the unit may change an object that its function was given."""
        function = unit.function
        if not unit.mutates or not isinstance(function, (ast.FunctionDef, ast.Lambda)):
            return False
        return bool({v.name for v in unit.defines if v.scope is function} & self.changed_parameters(function))

    def changes_in(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.AugAssign(ast.Name(name)) if not isinstance(self.facts.kind(node.target), Number):
                yield name
            case ast.Subscript(value, _, ast.Store()) | ast.Attribute(value, _, ast.Store()):
                yield root(value)
            case ast.Call(ast.Attribute(value, method)) if is_change(method, self.facts.kind(node.func)):
                yield root(value)
            case ast.Call():
                for callee in self.facts.functions(node):
                    if isinstance(callee, (ast.FunctionDef, ast.Lambda)):
                        changed = self.changed_parameters(callee)
                        yield from (root(a) for name, a in bound_arguments(callee, node, self.facts) if name in changed)

    def noisy(self) -> set[ast.AST]:
        """Functions with an effect that someone sees, their own or that of a function that they call."""
        found = {u.function for u in self.all if u.effect and not u.steers}
        while True:
            callers = {u.function for u in self.all if u.calls & found} - found
            if not callers:
                return found
            found |= callers

    def named(self, name: str) -> Iterator[ast.AST]:
        return (f for f in self.functions if f.name == name)


def handed_in(facts: Facts) -> Iterator[str]:
    """Attributes that hold what a function was given, which others may hold too: `self.params = params`."""
    for node in facts.source.nodes:
        match node:
            case ast.Assign([ast.Attribute(_, attribute)], ast.Name() as value) if may_be_shared(facts.kind(value)):
                function = facts.function(node)
                if function is not None and any(
                    a.arg == value.id for a in walk(function.args) if isinstance(a, ast.arg)
                ):
                    yield attribute


def annotations_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """What is evaluated where the function is defined."""
    found = [n.annotation for n in walk(function.args) if isinstance(n, ast.arg)] + [function.returns]
    return [a for a in found if a is not None]


def indexed(pairs: Iterable[tuple[Key, Unit]]) -> dict[Key, list[Unit]]:
    found: dict[Key, list[Unit]] = {}
    for key, unit in pairs:
        found.setdefault(key, []).append(unit)
    return found


def is_change(method: str, kind: Kind) -> bool:
    """A method that changes its own object and does no more: `list.append`, `tensor.add_`."""
    name = kind.name if isinstance(kind, External) else ""
    in_place = method.endswith("_") and not method.endswith("__") and method != "requires_grad_"
    if name.startswith("torch.Tensor."):
        return in_place
    return method in MUTATING and name.startswith(("builtins.", "numpy.ndarray."))


def reaches_out(unit: Unit) -> bool:
    """Whether the unit does something that is seen outside of its function."""
    outer = any(v.scope is not unit.function for v in unit.defines)
    return unit.effect or outer or bool(unit.stores or unit.mutates)


class Aliases:
    """Which variables may hold, or be held by, the same object: items of a collection, other names of one array."""

    def __init__(self, facts: Facts, scopes: Scopes) -> None:
        self.sources: dict[Variable, set[Variable]] = {}
        for node in facts.source.nodes:
            match node:
                case ast.For(target, value) | ast.comprehension(target, value):
                    self.link(target, value, facts, scopes)
                case ast.Assign(targets, value):
                    for target in targets:
                        self.link(target, value, facts, scopes)

    def link(self, target: ast.expr, value: ast.expr, facts: Facts, scopes: Scopes) -> None:
        found = {scopes.of(n) for n in shared_names(value, facts) if may_be_shared(facts.kind(n))}
        for name in walk(target):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and may_be_shared(facts.kind(name)):
                self.sources.setdefault(scopes.of(name), set()).update(found)

    def of(self, variables: Iterable[Variable]) -> set[Variable]:
        """The variables, and those that they may have come from."""
        found: set[Variable] = set()
        todo = list(variables)
        while todo:
            variable = todo.pop()
            if variable not in found:
                found.add(variable)
                todo += self.sources.get(variable, ())
        return found


# Functions and methods whose result may be, or hold, what they are given.
SHARING = frozenset(
    "zip enumerate list tuple dict set reversed iter next map filter sorted items values get pop setdefault copy "
    "reshape view transpose t squeeze unsqueeze ravel flatten permute expand swapaxes detach numpy requires_grad_ "
    "from_numpy as_tensor asarray broadcast_to split chunk unbind diagonal".split()
)


def shared_names(value: ast.expr, facts: Facts) -> Iterator[ast.Name]:
    """Names of what the value may be, be a part of, or hold."""
    match value:
        case ast.Name():
            yield value
        case ast.Attribute(inner) | ast.Subscript(inner) | ast.Starred(inner) | ast.NamedExpr(_, inner):
            yield from shared_names(inner, facts)
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict() | ast.IfExp() | ast.BoolOp():
            for part in children(value):
                if isinstance(part, ast.expr):
                    yield from shared_names(part, facts)
        case ast.ListComp(element, generators) | ast.GeneratorExp(element, generators):
            for part in (element, *(g.iter for g in generators)):
                yield from shared_names(part, facts)
        case ast.Call(function, arguments, keywords) if may_share(value, facts):
            receiver = [function.value] if isinstance(function, ast.Attribute) else []
            for part in (*receiver, *arguments, *(k.value for k in keywords)):
                yield from shared_names(part, facts)


def may_share(call: ast.Call, facts: Facts) -> bool:
    kind = facts.kind(call.func)
    name = kind.name if isinstance(kind, External) else ""
    known = name.startswith(("torch.", "numpy.", "math.", "builtins."))
    return not known or name.rpartition(".")[2] in SHARING


def may_be_shared(kind: Kind) -> bool:
    return not isinstance(kind, (Number, Text, External, Function, Class))


class Needed:
    """The statements of a program that are needed."""

    def __init__(self, facts: Facts) -> None:
        self.units = Units(facts)
        self.live: set[ast.AST] = set()
        self.used: set[Variable] = set()
        self.loaded: set[str] = set()
        self.run: set[ast.AST] = set()  # functions that are called from what is needed
        self.effective = self.units.noisy()  # functions that do something needed outside of themselves
        self.todo: list[Unit] = []
        self.enter(self.units.tree)
        self.need(u for u in self.units.all if isinstance(u.node, (ast.Import, ast.ImportFrom)))
        while self.todo:
            self.follow(self.todo.pop())

    def __contains__(self, statement: ast.AST) -> bool:
        return statement in self.live

    def enter(self, function: ast.AST) -> None:
        """A function is run: its effects count."""
        if function not in self.run:
            self.run.add(function)
            inside = self.units.inside.get(function, [])
            if function in self.units.by_node:  # not the module
                self.need([self.units.by_node[function]])
            self.need(u for u in inside if u.effect or u.calls & self.effective or self.units.changes_parameter(u))

    def need(self, units: Iterable[Unit]) -> None:
        for unit in units:
            if unit.node not in self.live:
                self.live.add(unit.node)
                self.todo.append(unit)

    def follow(self, unit: Unit) -> None:
        self.need(self.units.by_node[p] for p in unit.parents)
        if not unit.steers and unit.function is not self.units.tree and not isinstance(unit.node, FUNCTIONS):
            self.enter(unit.function)
            if reaches_out(unit):
                self.effective.add(unit.function)
                self.need(u for u in self.units.all if unit.function in u.calls and u.function in self.run)
        for variable in unit.uses - self.used:
            self.used.add(variable)
            self.defined(self.units.definers.get(variable, ()))
        for attribute in unit.loads - self.loaded:
            self.loaded.add(attribute)
            self.defined(self.units.storers.get(attribute, ()))
            self.defined(self.units.by_node[f] for f in self.units.named(attribute))
        for callee in unit.calls:
            self.enter(callee)
        if isinstance(unit.node, ast.ClassDef):
            self.made(unit.node)

    def defined(self, units: Iterable[Unit]) -> None:
        found = list(units)
        self.need(found)
        for unit in found:
            if isinstance(unit.node, FUNCTIONS):
                self.enter(unit.node)

    def made(self, node: ast.ClassDef) -> None:
        """What a class is made of besides its methods, and the methods that Python itself calls."""
        for statement in node.body:
            if not isinstance(statement, FUNCTIONS):
                self.need([self.units.by_node[statement]])
            elif statement.name.startswith("__"):
                self.enter(statement)
