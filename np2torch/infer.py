"""Kinds of all expressions of a program, by abstract interpretation.

Statements are followed in order, branches joined, loops run to a fixpoint, functions of the program run
at each call with the kinds of its arguments. What lists, dicts and instances hold is kept in a heap by
the place that made them, and the whole program is run again until the heap is stable.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from .arrivals import arrived, calls_of, is_shown_as_text, texts_in
from .builtin_kinds import BUILTINS, COPYING, LIBRARY, METHODS, TAKING, elements, length
from .dtype_names import DTYPES, dtype_kind
from .edit import Source
from .facts import Content, Definition, Facts, opened, parents_of
from .fields import DECORATOR, default_factory, fields_of
from .kind import (
    Array,
    Class,
    Container,
    DType,
    External,
    Function,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    OneOf,
    Text,
    Tuple,
    Unknown,
    join,
    join_all,
)
from .observed import Observed, comes_in, contradicts, settled
from .operations import binary, comparison, indexed, number_of, unary
from .program import PACKAGE, Program
from .results import result_kind
from .results.arguments import sizes
from .rule import Binding, Declined, Rule, bind
from .rulebook import Rulebook
from .tree import children, walk

PASSES = 6
ROUNDS = 6
DEPTH = 16
NOTHING_SEEN = Observed()
NO_FOLDER = Program()
UNROLLED = 12  # items of a loop that is followed item by item
SCALAR_TYPES = {"float64": "float", "int64": "int", "bool": "bool"}
Env = dict[str, Kind]


@dataclass
class Frame:
    """The names of a module or of one call of a function."""

    env: Env | None  # None: no path reaches here
    outer: Frame | None = None
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    ever: Env = field(default_factory=dict)  # all that its names were ever bound to: what closures see later
    path: str = ""  # of a module in its folder
    returned: Kind = Never()
    exits: list[list[Env]] = field(default_factory=list)  # of the loops around: what break and continue carry out

    @property
    def module(self) -> Frame:
        return self if self.outer is None else self.outer.module


def infer(
    source: Source,
    rulebook: Rulebook,
    names: Mapping[str, Kind] | None = None,
    observed: Observed = NOTHING_SEEN,
) -> Facts:
    """Facts about a program; never fails: what is not understood is Unknown. `names` are defined before it."""
    return Inference(source, rulebook, names or {}, observed).run()


@lru_cache(maxsize=8)
def analysed(text: str, rulebook: Rulebook, observed: Observed = NOTHING_SEEN) -> Facts:
    """The facts about a program by its text, which stages ask for again. Raises SyntaxError."""
    return infer(Source.parse(text), rulebook, observed=observed)


def inferred_together(program: Program, rulebook: Rulebook) -> dict[str, Facts]:
    """Facts about modules that import one another, by their paths."""
    inference = Inference(next(iter(program.sources.values())), rulebook, {}, NOTHING_SEEN, program)
    whole = inference.run()
    return {path: replace(whole, source=source) for path, source in program.sources.items()}


class Inference:
    def __init__(
        self,
        source: Source,
        rulebook: Rulebook,
        names: Mapping[str, Kind],
        observed: Observed,
        program: Program = NO_FOLDER,
    ) -> None:
        self.source = source
        self.program = program
        self.sources = list(program.sources.values()) or [source]
        self.nodes = tuple(node for one in self.sources for node in one.nodes)
        self.seen = {source.nodes[i]: kinds for i, kinds in observed.kinds.items()}
        self.rulebook = rulebook
        self.given = names
        self.definitions: list[Definition] = []
        self.index: dict[ast.AST, int] = {}
        self.sites: dict[ast.AST, int] = {}
        self.heap: dict[int, Content] = {}
        self.closures: dict[int, Frame] = {}
        self.bases: dict[int, list[Kind]] = {}
        self.data_classes: set[int] = set()
        self.arrays_by_use: dict[ast.AST, set[str]] = {}
        for node in self.nodes:
            self.sites[node] = len(self.sites)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                self.index[node] = len(self.definitions)
                self.definitions.append(node)

    def run(self) -> Facts:
        for _ in range(PASSES):
            before = dict(self.heap)
            self.kinds: dict[ast.AST, Kind] = {}
            self.names: dict[ast.AST, str] = {}
            self.callees: dict[ast.Call, Definition] = {}
            self.memo: dict[object, Kind] = {}
            self.active: list[int] = []
            self.reached: set[int] = set()
            self.inferred: dict[ast.AST, Kind] = {}  # where something was seen, what it would have been without
            self.arriving: set[ast.AST] = set()
            self.loaded: dict[str, Container] = {}
            frame = Frame(dict(self.given))
            if self.program.sources:
                for path in self.program.sources:
                    self.load(path)
            else:
                self.block(self.source.tree.body, frame)
            self.uncalled(frame)
            if self.heap == before:
                break
        return Facts(
            self.source, self.kinds, self.names, self.callees, tuple(self.definitions), self.heap, self.parents,
            frozenset(self.arriving), self.nodes, tuple(self.contradictions()),
        )  # fmt: skip

    def uncalled(self, module: Frame) -> None:
        """Functions that nothing calls are run once with parameters of any kind."""
        for index, node in enumerate(self.definitions):
            if index in self.reached or isinstance(node, ast.ClassDef):
                continue
            if module.env is None:
                module.env = {}
            self.closures.setdefault(index, module)
            self.enter(index, {a.arg: Unknown() for a in parameters(node)})

    # --- statements -----------------------------------------------------------------------

    def block(self, body: Sequence[ast.stmt], frame: Frame) -> None:
        for statement in body:
            if frame.env is None:
                return
            handler = getattr(self, f"on_{type(statement).__name__.lower()}", None)
            if handler is not None:
                handler(statement, frame)

    def on_expr(self, node: ast.Expr, frame: Frame) -> None:
        self.eval(node.value, frame)

    def on_assign(self, node: ast.Assign, frame: Frame) -> None:
        kind = self.eval(node.value, frame)
        for target in node.targets:
            self.assign(target, kind, frame)
            self.learn_ndim(target, node.value, frame)

    def learn_ndim(self, target: ast.expr, value: ast.expr, frame: Frame) -> None:
        """After `n, d = x.shape` there are two dimensions."""
        match target, value:
            case ast.Tuple(parts), ast.Attribute(ast.Name(name), "shape") if not any(
                isinstance(p, ast.Starred) for p in parts
            ):
                kind = (frame.env or {}).get(name)
                if frame.env is not None and (
                    isinstance(kind, Unknown) or (isinstance(kind, Array) and kind.shape is None)
                ):
                    array = kind if isinstance(kind, Array) else Array()
                    frame.env[name] = replace(array, shape=(None,) * len(parts))

    def on_annassign(self, node: ast.AnnAssign, frame: Frame) -> None:
        self.eval(node.annotation, frame)
        if node.value is not None:
            self.assign(node.target, self.eval(node.value, frame), frame)

    def on_augassign(self, node: ast.AugAssign, frame: Frame) -> None:
        current = self.eval(load_of(node.target), frame)
        kind = binary(node.op, current, self.eval(node.value, frame))
        if isinstance(current, Array) and isinstance(kind, Array) and not current.number and current.shape != ():
            kind = replace(kind, dtype=current.dtype, shape=current.shape)  # in place: neither changes
        if isinstance(current, Container):
            self.extend(current, elements(self.eval(node.value, frame), self.heap))
            kind = current
        self.kinds[node.target] = join(self.kinds.get(node.target, Never()), current)
        self.assign(node.target, kind, frame, record=False)

    def on_for(self, node: ast.For, frame: Frame) -> None:
        iterated = self.eval(node.iter, frame)
        known = self.opened(iterated)
        if isinstance(known, Tuple) and len(set(known.items)) > 1 and len(known.items) <= UNROLLED:
            self.unrolled(node, known.items, frame)
            return
        items = elements(iterated, self.heap)

        def once() -> None:
            self.assign(node.target, items, frame)
            self.block(node.body, frame)

        self.loop(once, frame)
        self.block(node.orelse, frame)

    def unrolled(self, node: ast.For, items: Sequence[Kind], frame: Frame) -> None:
        """A loop over a few items of known and different kinds, item by item."""
        ends: list[Env] = []
        for item in items:
            if frame.env is None:
                break
            frame.exits.append([])
            self.assign(node.target, item, frame)
            self.block(node.body, frame)
            exits = frame.exits.pop()
            ends += exits
            if exits:
                frame.env = join_envs([*exits, *([frame.env] if frame.env is not None else [])])
        if ends:
            frame.env = join_envs([*ends, *([frame.env] if frame.env is not None else [])])
        self.block(node.orelse, frame)

    on_asyncfor = on_for

    def on_while(self, node: ast.While, frame: Frame) -> None:
        def once() -> None:
            self.eval(node.test, frame)
            self.block(node.body, frame)

        self.loop(once, frame)
        if frame.env is not None:
            self.eval(node.test, frame)
        self.block(node.orelse, frame)

    def loop(self, once: Callable[[], None], frame: Frame) -> None:
        """Run a loop's body until what enters it no longer changes."""
        assert frame.env is not None
        entry: Env = dict(frame.env)
        for round_ in range(ROUNDS):
            frame.exits.append([])
            frame.env = dict(entry)
            once()
            ends = [e for e in [frame.env, *frame.exits.pop()] if e is not None]
            joined = join_envs([entry, *ends])
            if joined == entry:
                break
            entry = widen(entry, joined) if round_ >= ROUNDS - 3 else joined
        frame.env = entry

    def on_if(self, node: ast.If, frame: Frame) -> None:
        self.eval(node.test, frame)
        start = dict(frame.env or {})
        self.block(node.body, frame)
        after_body = frame.env
        frame.env = start
        self.block(node.orelse, frame)
        ends = [e for e in (after_body, frame.env) if e is not None]
        frame.env = join_envs(ends) if ends else None

    def on_with(self, node: ast.With, frame: Frame) -> None:
        for item in node.items:
            kind = self.eval(item.context_expr, frame)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, Unknown() if isinstance(kind, External) else kind, frame)
        self.block(node.body, frame)

    on_asyncwith = on_with

    def on_try(self, node: ast.Try, frame: Frame) -> None:
        start = dict(frame.env or {})
        self.block(node.body, frame)
        ends = [frame.env] if frame.env is not None else []
        for handler in node.handlers:
            frame.env = join_envs([start, *ends])
            if handler.name:
                frame.env[handler.name] = Unknown()
            self.block(handler.body, frame)
            if frame.env is not None:
                ends.append(frame.env)
        frame.env = join_envs(ends) if ends else dict(start)
        self.block([*node.orelse, *node.finalbody], frame)

    def on_return(self, node: ast.Return, frame: Frame) -> None:
        kind = self.eval(node.value, frame) if node.value else Nothing()
        frame.returned = join(frame.returned, kind)
        frame.env = None

    def on_raise(self, node: ast.Raise, frame: Frame) -> None:
        if node.exc is not None:
            self.eval(node.exc, frame)
        frame.env = None

    def on_break(self, node: ast.stmt, frame: Frame) -> None:
        if frame.exits and frame.env is not None:
            frame.exits[-1].append(frame.env)
        frame.env = None

    on_continue = on_break

    def on_assert(self, node: ast.Assert, frame: Frame) -> None:
        self.eval(node.test, frame)

    def on_delete(self, node: ast.Delete, frame: Frame) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name) and frame.env is not None:
                frame.env.pop(target.id, None)

    def on_global(self, node: ast.Global, frame: Frame) -> None:
        frame.globals |= set(node.names)

    def on_nonlocal(self, node: ast.Nonlocal, frame: Frame) -> None:
        frame.nonlocals |= set(node.names)

    def on_import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            root = alias.name if alias.asname else alias.name.partition(".")[0]
            if (found := self.program.found(frame.module.path, 0, root)) is not None:
                self.load_parts(alias.name, frame)
                self.bind_name(alias.asname or root, self.load(found), frame)
            elif alias.asname:
                self.bind_name(alias.asname, External(alias.name), frame)
            else:
                root = alias.name.partition(".")[0]
                self.bind_name(root, External(root), frame)

    def on_importfrom(self, node: ast.ImportFrom, frame: Frame) -> None:
        module = "." * node.level + (node.module or "")
        found = self.program.found(frame.module.path, node.level, node.module or "")
        if found is not None:
            self.import_names(found, [(a.name, a.asname or a.name) for a in node.names], frame)
            return
        for alias in node.names:
            if alias.name == "*":
                continue
            self.bind_name(alias.asname or alias.name, self.external(f"{module}.{alias.name}"), frame)

    def load(self, path: str) -> Container:
        """A module of the folder, run once, as what its names are; a folder without a file of its own is empty."""
        if path in self.loaded:
            return self.loaded[path]
        source = self.program.sources.get(path)
        site = self.sites[source.tree] if source is not None else -1 - len(self.loaded)
        module = self.loaded[path] = Container("module", site)
        self.heap.setdefault(site, Content())
        if source is not None:
            frame = Frame({}, path=path)
            self.block(source.tree.body, frame)
            for name, kind in (frame.env if frame.env is not None else frame.ever).items():
                self.store(site, name, kind)
        return module

    def load_parts(self, dotted: str, frame: Frame) -> None:
        """`import common.layers`: the module is an attribute of its package."""
        parts = dotted.split(".")
        for count in range(1, len(parts)):
            outer = self.program.found(frame.module.path, 0, ".".join(parts[:count]))
            inner = self.program.found(frame.module.path, 0, ".".join(parts[: count + 1]))
            if outer is not None and inner is not None:
                self.store(self.load(outer).site, parts[count], self.load(inner))

    def import_names(self, path: str, names: Sequence[tuple[str, str]], frame: Frame) -> None:
        entries = self.heap[self.load(path).site].entries
        for name, bound in names:
            if name == "*":
                for public in [n for n in entries if not n.startswith("_")]:
                    self.bind_name(public, entries[public], frame)
                continue
            inner = self.program.inside(path, name) if not path.endswith(".py") or path.endswith(PACKAGE) else None
            self.bind_name(bound, self.load(inner) if inner is not None else entries.get(name, Unknown()), frame)

    def on_functiondef(self, node: ast.FunctionDef, frame: Frame) -> None:
        for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.eval(default, frame)
        for annotation in [*(p.annotation for p in parameters(node)), node.returns]:
            if annotation is not None:
                self.eval(annotation, frame)
        self.closures[self.index[node]] = frame
        self.bind_name(node.name, Function(self.index[node]), frame)

    on_asyncfunctiondef = on_functiondef

    def on_classdef(self, node: ast.ClassDef, frame: Frame) -> None:
        index = self.index[node]
        self.bases[index] = [self.eval(b, frame) for b in node.bases]
        for decorator in node.decorator_list:
            kind = self.eval(decorator.func if isinstance(decorator, ast.Call) else decorator, frame)
            if kind == External(DECORATOR):
                self.data_classes.add(index)
        body = Frame({}, frame)
        self.block(node.body, body)
        for name, kind in (body.env or {}).items():
            self.store(self.sites[node], name, kind)
            if isinstance(kind, Function):
                self.closures[kind.index] = frame
        self.bind_name(node.name, Class(index), frame)

    # --- names and targets ------------------------------------------------------------------

    def bind_name(self, name: str, kind: Kind, frame: Frame) -> None:
        owner = frame
        if name in frame.globals:
            owner = frame.module
        elif name in frame.nonlocals and frame.outer is not None:
            owner = frame.outer
        if owner.env is not None:
            owner.env[name] = kind if owner is frame else join(owner.env.get(name, Never()), kind)
        owner.ever[name] = join(owner.ever.get(name, Never()), kind)

    def lookup(self, name: str, frame: Frame) -> Kind:
        scope: Frame | None = frame
        while scope is not None:
            hidden = scope is frame and name in frame.globals
            names = scope.env if scope.env is not None else scope.ever
            if name in names and not hidden:
                return names[name]
            scope = scope.outer
        return External(f"builtins.{name}") if name in BUILTINS else Unknown()

    def assign(self, target: ast.expr, kind: Kind, frame: Frame, record: bool = True) -> None:
        match target:
            case ast.Name(name):
                if record:
                    self.record(target, kind)
                self.bind_name(name, kind, frame)
            case ast.Tuple(targets) | ast.List(targets):
                for part, item in zip(targets, unpack(kind, targets, self.heap), strict=True):
                    self.assign(part.value if isinstance(part, ast.Starred) else part, item, frame)
            case ast.Attribute(value, attribute):
                owner = self.eval(value, frame)
                for one in in_order(owner.kinds) if isinstance(owner, OneOf) else [owner]:
                    if isinstance(one, Container):
                        self.store(one.site, attribute, kind)
                if isinstance(owner, Array) and attribute == "shape":
                    self.assign(value, replace(owner, shape=sizes(self.opened(kind))), frame, record=False)
                self.record(target, kind)
            case ast.Subscript(value, index):
                owner = self.eval(value, frame)
                key = self.eval(index, frame)
                for one in in_order(owner.kinds) if isinstance(owner, OneOf) else [owner]:
                    if isinstance(one, Container):
                        self.set_item(one, key, kind)

    def store(self, site: int, name: str, kind: Kind) -> None:
        content = self.heap.get(site, Content())
        entries = dict(content.entries)
        entries[name] = kind_of_attribute(entries.get(name, Never()), kind)
        self.heap[site] = replace(content, entries=entries)

    def set_item(self, owner: Container, key: Kind, kind: Kind) -> None:
        if owner.type == "dict" and isinstance(key, Text) and key.value is not None:
            self.store(owner.site, key.value, kind)
            return
        content = self.heap.get(owner.site, Content())
        items = content.items
        if items is not None:
            items = tuple(join(i, kind) for i in items)
        self.heap[owner.site] = replace(content, items=items, item=join(content.item, kind))

    def extend(self, owner: Container, kind: Kind) -> None:
        """The list grows: its items are no longer known by position."""
        kind = collected(kind)
        content = self.heap.get(owner.site, Content())
        known = join_all(content.items or ())
        self.heap[owner.site] = replace(content, items=None, item=join_all((content.item, known, kind)))

    def record(self, node: ast.AST, kind: Kind) -> None:
        self.kinds[node] = join(self.kinds.get(node, Never()), kind)
        if isinstance(kind, External):
            self.names[node] = kind.name

    # --- expressions ------------------------------------------------------------------------

    def eval(self, node: ast.expr, frame: Frame) -> Kind:
        handler: Callable[[ast.expr, Frame], Kind] | None = getattr(self, f"of_{type(node).__name__.lower()}", None)
        kind = handler(node, frame) if handler is not None else self.of_other(node, frame)
        if node in self.seen:
            kind = self.with_sight(node, kind)
        self.record(node, kind)
        return kind

    def with_sight(self, node: ast.expr, kind: Kind) -> Kind:
        """What is known of an expression that a run was seen to evaluate."""
        seen = self.seen[node]
        self.inferred[node] = join(self.inferred.get(node, Never()), kind)
        if isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)) and comes_in(kind, seen):
            self.arriving.add(node)
            return join_all(seen)
        return settled(kind, seen)

    def contradictions(self) -> Iterator[tuple[ast.AST, Kind, Kind]]:
        for node, kind in self.inferred.items():
            yield from ((node, kind, seen) for seen in self.seen[node] if contradicts(kind, seen))

    def of_other(self, node: ast.expr, frame: Frame) -> Kind:
        for child in children(node):
            if isinstance(child, ast.expr):
                self.eval(child, frame)
        return Unknown()

    def of_constant(self, node: ast.Constant, frame: Frame) -> Kind:
        match node.value:
            case None:
                return Nothing()
            case str(value):
                return Text(value)
            case bool() | int() | float() | complex():
                return number_of(node.value)
        return Unknown()

    def of_name(self, node: ast.Name, frame: Frame) -> Kind:
        return self.lookup(node.id, frame)

    def of_joinedstr(self, node: ast.JoinedStr, frame: Frame) -> Kind:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.eval(part.value, frame)
                if part.format_spec is not None:
                    self.eval(part.format_spec, frame)
        return Text()

    def of_binop(self, node: ast.BinOp, frame: Frame) -> Kind:
        left, right = self.eval(node.left, frame), self.eval(node.right, frame)
        if any(isinstance(k, Array) for k in (left, right)) and any(map(self.brings_array, (left, right))):
            return Array()
        return binary(node.op, self.opened(left), self.opened(right))

    def brings_array(self, kind: Kind) -> bool:
        """Whether a value of another library may be an array, and is one where it meets one."""
        return isinstance(kind, External) and kind.foreign and self.rulebook.arrivals.brings(kind.name)

    def of_unaryop(self, node: ast.UnaryOp, frame: Frame) -> Kind:
        return unary(node.op, self.eval(node.operand, frame))

    def of_boolop(self, node: ast.BoolOp, frame: Frame) -> Kind:
        return join_all([self.eval(v, frame) for v in node.values])

    def of_compare(self, node: ast.Compare, frame: Frame) -> Kind:
        return comparison(node.ops, [self.eval(n, frame) for n in (node.left, *node.comparators)])

    def of_ifexp(self, node: ast.IfExp, frame: Frame) -> Kind:
        self.eval(node.test, frame)
        return join(self.eval(node.body, frame), self.eval(node.orelse, frame))

    def of_namedexpr(self, node: ast.NamedExpr, frame: Frame) -> Kind:
        kind = self.eval(node.value, frame)
        self.assign(node.target, kind, frame)
        return kind

    def of_starred(self, node: ast.Starred, frame: Frame) -> Kind:
        return self.eval(node.value, frame)

    def of_tuple(self, node: ast.Tuple, frame: Frame) -> Kind:
        kinds = [self.eval(e, frame) for e in node.elts]
        if any(isinstance(e, ast.Starred) for e in node.elts):
            return self.splice(node.elts, kinds)
        return Tuple(tuple(kinds))

    def splice(self, nodes: Sequence[ast.expr], kinds: Sequence[Kind]) -> Kind:
        items: list[Kind] = []
        for part, kind in zip(nodes, kinds, strict=True):
            value = self.opened(kind)
            if not isinstance(part, ast.Starred):
                items.append(kind)
            elif isinstance(value, Tuple):
                items += value.items
            elif isinstance(value, Array) and value.shape and isinstance(value.shape[0], int) and value.shape[0] < 32:
                items += [elements(value, self.heap)] * value.shape[0]
            else:
                return Many(join_all([*items, elements(value, self.heap)]))
        return Tuple(tuple(items))

    def of_list(self, node: ast.List, frame: Frame) -> Kind:
        kinds = [self.eval(e, frame) for e in node.elts]
        whole = self.splice(node.elts, kinds)
        content = Content(whole.items) if isinstance(whole, Tuple) else Content(item=Unknown())
        return self.allocate(node, "list", content)

    def of_set(self, node: ast.Set, frame: Frame) -> Kind:
        return self.allocate(node, "set", Content(item=join_all([self.eval(e, frame) for e in node.elts])))

    def of_dict(self, node: ast.Dict, frame: Frame) -> Kind:
        entries: dict[str, Kind] = {}
        item: Kind = Never()
        for key, value in zip(node.keys, node.values, strict=True):
            kind = self.eval(value, frame)
            name = self.eval(key, frame) if key is not None else Unknown()
            if isinstance(name, Text) and name.value is not None:
                entries[name.value] = kind
            else:
                item = join(item, kind)
        return self.allocate(node, "dict", Content(entries=entries, item=item))

    def allocate(self, node: ast.AST, type_: str, content: Content) -> Container:
        site = self.sites[node]
        old = self.heap.get(site)
        self.heap[site] = content if old is None else join_contents(old, content)
        return Container(type_, site)

    def opened(self, kind: Kind) -> Kind:
        """A list by its items, nested ones too, where rules look into arguments."""
        return opened(kind, self.heap)

    def comprehend(self, generators: Sequence[ast.comprehension], inner: Frame) -> None:
        for generator in generators:
            items = elements(self.eval(generator.iter, inner), self.heap)
            self.assign(generator.target, items, inner)
            for condition in generator.ifs:
                self.eval(condition, inner)

    def of_listcomp(self, node: ast.ListComp, frame: Frame) -> Kind:
        inner = Frame({}, frame)
        self.comprehend(node.generators, inner)
        return self.allocate(node, "list", Content(item=self.eval(node.elt, inner)))

    def of_setcomp(self, node: ast.SetComp, frame: Frame) -> Kind:
        inner = Frame({}, frame)
        self.comprehend(node.generators, inner)
        return self.allocate(node, "set", Content(item=self.eval(node.elt, inner)))

    def of_generatorexp(self, node: ast.GeneratorExp, frame: Frame) -> Kind:
        inner = Frame({}, frame)
        self.comprehend(node.generators, inner)
        return Many(self.eval(node.elt, inner))

    def of_dictcomp(self, node: ast.DictComp, frame: Frame) -> Kind:
        inner = Frame({}, frame)
        self.comprehend(node.generators, inner)
        self.eval(node.key, inner)
        return self.allocate(node, "dict", Content(item=self.eval(node.value, inner)))

    def of_lambda(self, node: ast.Lambda, frame: Frame) -> Kind:
        self.closures[self.index[node]] = frame
        return Function(self.index[node])

    def of_subscript(self, node: ast.Subscript, frame: Frame) -> Kind:
        value = self.eval(node.value, frame)
        index = self.index_of(node.slice, frame)
        match value:
            case Array():
                return self.indexed(value, index)
            case External(name) if name.startswith("torch.nn.") and name.endswith("()"):
                return value  # a module in a sequence of modules
            case OneOf(kinds):
                return join_all([self.item_of(k, index) for k in in_order(kinds)])
            case Never():
                return value
            case External(name) if item_rule := self.rulebook.item_rule(name):  # np.c_[a, b]
                call = as_call(node, self.rulebook.rule(item_rule))
                given = {part: self.kinds.get(part, Unknown()) for part in call.args}
                return self.ruled(item_rule, None, None, call, given) or Unknown()
            case External(name) if value.foreign and not name.startswith(("numpy.", "torch.")):
                return self.incoming([f"{name}[]"], node) or External(f"{name}[]")
        return self.item_of(value, index)

    def indexed(self, array: Array, index: Sequence[Kind | slice]) -> Kind:
        match index:
            case [Tuple(items)]:  # a tuple in a variable: an index for each axis
                index = items
            case [Many(Array())]:
                return Array(array.dtype, None, array.library)
        return indexed(array, [self.opened(i) if not isinstance(i, slice) else i for i in index])

    def item_of(self, value: Kind, index: Sequence[Kind | slice]) -> Kind:
        if isinstance(value, Container) and value.type == "dict":
            content = self.heap.get(value.site, Content())
            key = index[0]
            if isinstance(key, Text) and key.value is not None and key.value in content.entries:
                return content.entries[key.value]
            return join_all((content.item, *content.entries.values()))
        return item_at(self.opened(value), index[0])

    def index_of(self, node: ast.expr, frame: Frame) -> list[Kind | slice]:
        if isinstance(node, ast.Tuple):
            parts = [self.index_part(p, frame) for p in node.elts]
            self.record(node, Unknown())
            return parts
        return [self.index_part(node, frame)]

    def index_part(self, node: ast.expr, frame: Frame) -> Kind | slice:
        if isinstance(node, ast.Slice):
            return slice(*(self.bound(b, frame) for b in (node.lower, node.upper, node.step)))
        kind = self.eval(node, frame)
        if isinstance(node, ast.Constant) and node.value is Ellipsis:
            return Ellipsis  # type: ignore[return-value]
        return kind

    def bound(self, node: ast.expr | None, frame: Frame) -> object:
        if node is None:
            return None
        kind = self.eval(node, frame)
        return kind.value if isinstance(kind, Number) and isinstance(kind.value, int) else Ellipsis

    def of_attribute(self, node: ast.Attribute, frame: Frame) -> Kind:
        return self.attribute(self.eval(node.value, frame), node, called=False)

    def attribute(self, value: Kind, node: ast.Attribute, called: bool) -> Kind:
        name = node.attr
        match value:
            case External(qualified, None):
                self.names[node] = f"{qualified}.{name}"
                incoming = None if called else self.incoming([f"{qualified}.{name}"], node)
                if incoming is not None:
                    return incoming
                return of_module(f"{qualified}.{name}") or self.external(f"{qualified}.{name}")
            case Array(_, _, library):
                owner = "numpy.ndarray" if library == "numpy" else "torch.Tensor"
                method = External(f"{owner}.{name}", value)
                return method if called else self.property_kind(method, node)
            case DType():
                return self.ruled(f"numpy.dtype.{name}", value, node.value, None, {}) or Unknown()
            case Container("instance", site):
                return self.member(site, name, value)
            case Container("module", site):
                return self.heap[site].entries.get(name, Unknown())
            case Container(type_):
                return External(f"builtins.{type_}.{name}", value)
            case Class(index):
                return self.member(self.sites[self.definitions[index]], name, None)
            case OneOf(kinds):
                return join_all([self.attribute(k, node, called) for k in in_order(kinds)])
            case Tuple() | Many() | Text():
                return External(f"builtins.{'str' if isinstance(value, Text) else 'list'}.{name}", value)
            case Never():
                return value
            case Unknown() if called and name in self.rulebook.array_methods and name not in self.own_names:
                self.kinds[node.value] = Array()  # nothing else is known to have such a method
                return External(f"numpy.ndarray.{name}", Array())
        return Unknown()

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Attributes and methods of the program's own classes."""
        classes = [n for n in self.nodes if isinstance(n, ast.ClassDef)]
        methods = {n.name for c in classes for n in c.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
        stored = (n for n in self.nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
        return frozenset(methods | {n.attr for n in stored})

    def looks_like_array(self, name: str, function: ast.AST) -> bool:
        """Whether a function uses a parameter as nothing but an array is used."""
        if function not in self.arrays_by_use:
            self.arrays_by_use[function] = {n for node in walk(function) if (n := self.used_as_array(node)) is not None}
        return name in self.arrays_by_use[function] - {"self", "cls"}

    def used_as_array(self, node: ast.AST) -> str | None:
        match node:
            case ast.Attribute(ast.Name(name), attribute) if attribute not in self.own_names:
                known = attribute in self.rulebook.array_methods or attribute in self.rulebook.array_attributes
                return name if known else None
            case ast.Subscript(ast.Name(name), ast.Tuple(parts)) if any(isinstance(p, ast.Slice) for p in parts):
                return name
        return None

    def incoming(self, names: Sequence[str], node: ast.expr, arguments: Sequence[Kind] = ()) -> Kind | None:
        """The array that another library hands over, where it is known that it does."""
        table = self.rulebook.arrivals
        what = next((what for name in names if (what := table.what(name))), "")
        holds_text = what == "values" and is_shown_as_text(node, self.parents, self.texts)
        return arrived(what, arguments, holds_text) if what else None

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return parents_of(self.nodes)

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset().union(*(texts_in(source.tree) for source in self.sources))

    def external(self, qualified: str) -> Kind:
        constant = self.rulebook.constant(qualified)
        if constant == "None":
            return Nothing()
        module, _, last = qualified.rpartition(".")
        if module == "torch" and last in DTYPES:
            return DType(last)
        if constant is not None and constant.startswith("torch.") and constant[6:] in DTYPES:
            return DType(constant[6:])
        if constant is not None and constant.rpartition(".")[2][:1].isupper() and "." in constant:
            return External(qualified)  # a class
        rule = self.rulebook.rule(qualified)
        if rule is not None and not rule.params and rule.returns in ("float", "int"):
            return Number(rule.returns)
        if constant is not None or qualified in ("math.pi", "math.e", "math.inf", "math.nan", "torch.pi", "torch.inf"):
            return Number("float")
        return External(qualified)

    def property_kind(self, method: External, node: ast.Attribute) -> Kind:
        assert method.receiver is not None
        return self.ruled(method.name, method.receiver, node.value, None, {}) or method

    def member(self, site: int, name: str, receiver: Kind | None) -> Kind:
        """An attribute of an instance or class; functions become methods."""
        entries = self.heap.get(site, Content()).entries
        if name in entries:
            kind = entries[name]
            return Function(kind.index, receiver) if isinstance(kind, Function) and receiver is not None else kind
        node = next((n for n, s in self.sites.items() if s == site), None)
        for base in self.bases.get(self.index.get(node, -1), []) if node is not None else []:
            if isinstance(base, Class):
                return self.member(self.sites[self.definitions[base.index]], name, receiver)
            return Unknown()
        return Never() if node is not None else Unknown()

    # --- calls --------------------------------------------------------------------------------

    def of_call(self, node: ast.Call, frame: Frame) -> Kind:
        if isinstance(node.func, ast.Attribute):
            callee = self.attribute(self.eval(node.func.value, frame), node.func, called=True)
            self.record(node.func, callee)
        else:
            callee = self.eval(node.func, frame)
        arguments = {a: self.eval(a, frame) for a in node.args}
        keywords = {k.value: self.eval(k.value, frame) for k in node.keywords}
        return self.call(callee, node, {**arguments, **keywords})

    def call(self, callee: Kind, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Kind:
        match callee:
            case Function(index, receiver):
                self.callees[node] = self.definitions[index]
                return self.call_function(index, receiver, node, kinds)
            case Class(index):
                return self.instantiate(index, node, kinds)
            case OneOf(choices):
                results = [self.call(choice, node, kinds) for choice in in_order(choices)]
                self.callees.pop(node, None)  # more than one
                return join_all(results)
            case Container("instance", site) if site in self.heap:
                method = self.member(site, "__call__", callee)
                return self.call(method, node, kinds) if isinstance(method, Function) else Unknown()
            case External(name, receiver):
                return self.call_external(name, receiver, node, kinds)
            case DType(name):
                return self.call_external(f"numpy.{name}", None, node, kinds)
            case Never():
                return callee
        return Unknown()

    def call_external(
        self, name: str, receiver: Kind | None, node: ast.Call, kinds: Mapping[ast.expr, Kind]
    ) -> Kind:  # fmt: skip
        if name.startswith("builtins."):
            return self.call_builtin(name.removeprefix("builtins."), receiver, node, kinds)
        source = node.func.value if isinstance(node.func, ast.Attribute) and receiver is not None else None
        kind = self.ruled(name, receiver, source, node, kinds)
        if kind is not None:
            return kind
        if name in LIBRARY:
            return LIBRARY[name]
        if name in TAKING and node.args:
            item = elements(kinds[node.args[0]], self.heap)
            return Many(item) if TAKING[name] else item
        incoming = self.incoming(calls_of(name, node), node, [self.opened(kinds[a]) for a in node.args])
        if incoming is not None:
            return incoming
        if name in COPYING and node.args:
            return self.copied(name, node, kinds)
        module = name.partition(".")[0]
        if self.rulebook.stays(name):
            return External(f"{name}()")
        if name.startswith("math."):
            return Number("float")
        if module == "numpy" and not name.rpartition(".")[2][:1].isupper():
            return Array(None, None)  # no rule: the bridge makes a tensor of what NumPy returns
        if module == "torch":
            return made_by_torch(name, [self.opened(k) for k in kinds.values()])
        return External(name if module == "numpy" else f"{name}()")

    def copied(self, name: str, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Kind:
        """`copy.deepcopy(x)`, or `dataclasses.replace(x, w=w)` with some attributes that are new."""
        kind = kinds[node.args[0]]
        for keyword in node.keywords:
            if keyword.arg and isinstance(kind, Container):
                self.store(kind.site, keyword.arg, kinds[keyword.value])
        return kind

    def ruled(
        self,
        name: str,
        receiver: Kind | None,
        receiver_node: ast.expr | None,
        call: ast.Call | None,
        kinds: Mapping[ast.expr, Kind],
    ) -> Kind | None:
        """What the rule or signature of a name says of the result."""
        rule = self.rulebook.signature(name) if name.startswith("torch.") else self.rulebook.rule(name)
        if rule is None:
            return None
        try:
            binding = bind(rule, name, receiver_node, call)
        except Declined:
            return unbound_kind(rule, name)
        known = {k: self.opened(v) for k, v in kinds.items()}
        if receiver_node is not None and receiver is not None:
            known[receiver_node] = receiver
        return self.resulting(rule, binding, known)

    def resulting(self, rule: Rule, binding: Binding, known: Mapping[ast.expr, Kind]) -> Kind:
        by_name = {p: known.get(a, Unknown()) for p, a in binding.args.items()}
        star = next((p.name for p in rule.params if p.star), None)
        if star is not None and binding.star:
            by_name[star] = self.starred(binding.star, known)
        if any(isinstance(k, Never) for k in by_name.values()):
            return Never()
        for name, kind in by_name.items():
            if isinstance(kind, External) and kind.foreign:
                by_name[name] = Unknown()
            elif isinstance(kind, External):
                by_name[name] = dtype_kind(kind)
        return result_kind(rule, binding, by_name)

    def starred(self, nodes: Sequence[ast.expr], known: Mapping[ast.expr, Kind]) -> Kind:
        return self.splice(nodes, [known.get(n, known.get(getattr(n, "value", n), Unknown())) for n in nodes])

    def call_builtin(
        self, name: str, receiver: Kind | None, node: ast.Call, kinds: Mapping[ast.expr, Kind]
    ) -> Kind:  # fmt: skip
        arguments = [kinds[a] for a in node.args]
        if receiver is not None:
            return self.call_method(name, receiver, node, arguments)
        if any(isinstance(a, Never) for a in arguments):
            return Never()
        if name in ("list", "sorted", "set", "tuple"):
            item = elements(arguments[0], self.heap) if arguments else Never()
            item = collected(item) if name in ("sorted", "set") else item
            opened = self.opened(arguments[0]) if arguments else Tuple(())
            if name == "tuple":
                return opened if isinstance(opened, (Tuple, Many)) else Many(item, length(opened, self.heap))
            return self.allocate(node, "set" if name == "set" else "list", Content(item=item))
        if name == "dict":
            entries = {k.arg: kinds[k.value] for k in node.keywords if k.arg}
            return self.allocate(node, "dict", Content(entries=entries))
        if arguments and isinstance(arguments[0], Array) and self.rulebook.rule(f"numpy.ndarray.__{name}__"):
            rest = ast.Call(node.func, node.args[1:], [])  # divmod(x, 2)
            return self.ruled(f"numpy.ndarray.__{name}__", arguments[0], node.args[0], rest, kinds) or Unknown()
        if name == "map" and isinstance(arguments[0], Function):
            items = [elements(a, self.heap) for a in arguments[1:]]
            return Many(self.call_function(arguments[0].index, arguments[0].receiver, None, {}, items))
        return BUILTINS[name]([self.opened(a) for a in arguments], self.heap)

    def call_method(self, name: str, receiver: Kind, node: ast.Call, arguments: list[Kind]) -> Kind:
        if isinstance(receiver, OneOf):
            return join_all([self.call_method(name, k, node, arguments) for k in in_order(receiver.kinds)])
        type_, _, method = name.rpartition(".")
        if isinstance(receiver, Container):
            match method:
                case "append" | "add" if arguments:
                    self.extend(receiver, arguments[0])
                case "extend" if arguments:
                    self.extend(receiver, elements(arguments[0], self.heap))
                case "insert" if len(arguments) == 2:
                    self.extend(receiver, arguments[1])
                case "copy":
                    return self.allocate(node, receiver.type, self.heap.get(receiver.site, Content()))
                case "setdefault" if len(arguments) == 2:
                    self.set_item(receiver, arguments[0], arguments[1])
                case "update" if arguments and isinstance(arguments[0], Container):
                    for key, kind in self.heap.get(arguments[0].site, Content()).entries.items():
                        self.store(receiver.site, key, kind)
        content = self.heap.get(receiver.site, Content()) if isinstance(receiver, Container) else None
        handler = METHODS.get((type_, method))
        return handler(receiver, content, arguments) if handler else Unknown()

    def instantiate(self, index: int, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Kind:
        definition = self.definitions[index]
        instance = Container("instance", self.sites[definition])
        self.heap.setdefault(instance.site, Content())
        initializer = self.member(instance.site, "__init__", instance)
        if isinstance(initializer, Function):
            self.callees[node] = self.definitions[initializer.index]
            self.call_function(initializer.index, instance, node, kinds)
        elif index in self.data_classes:
            for name, kind in self.given_fields(index, node, kinds):
                self.store(instance.site, name, kind)
        return instance

    def given_fields(self, index: int, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Iterator[tuple[str, Kind]]:
        """The fields of a new instance of a data class, from the arguments and the defaults."""
        given = {k.arg: kinds[k.value] for k in node.keywords}
        for place, (name, default) in enumerate(self.fields_of(index)):
            if place < len(node.args):
                yield name, kinds[node.args[place]]
            elif name in given:
                yield name, given[name]
            elif default is not None:
                factory = default_factory(default)
                made = self.factory_made(factory) if factory is not None else None
                yield name, made or self.kinds.get(default, Unknown())

    def factory_made(self, factory: ast.expr) -> Kind:
        kind = self.kinds.get(factory, Unknown())
        if isinstance(kind, Function):
            return self.call_function(kind.index, kind.receiver, None, {})
        name = kind.name.removeprefix("builtins.") if isinstance(kind, External) else ""
        return self.allocate(factory, name, Content()) if name in ("list", "dict", "set") else Unknown()

    def fields_of(self, index: int) -> list[tuple[str, ast.expr | None]]:
        definition = self.definitions[index]
        assert isinstance(definition, ast.ClassDef)
        inherited = [f for b in self.bases.get(index, []) if isinstance(b, Class) for f in self.fields_of(b.index)]
        return [*inherited, *fields_of(definition)]

    def call_function(
        self,
        index: int,
        receiver: Kind | None,
        node: ast.Call | None,
        kinds: Mapping[ast.expr, Kind],
        positional: Sequence[Kind] | None = None,
    ) -> Kind:
        definition = self.definitions[index]
        assert not isinstance(definition, ast.ClassDef)
        given = [kinds[a] for a in node.args] if node is not None else list(positional or ())
        if node is not None and any(isinstance(a, ast.Starred) for a in node.args):
            spliced = self.splice(node.args, given)
            item = spliced.item if isinstance(spliced, Many) else Unknown()
            given = list(spliced.items) if isinstance(spliced, Tuple) else [item] * len(parameters(definition))
        static = any(
            isinstance(d, ast.Name) and d.id == "staticmethod" for d in getattr(definition, "decorator_list", [])
        )
        if receiver is not None and not static:
            given = [receiver, *given]
        named = {k.arg: kinds[k.value] for k in node.keywords if k.arg} if node is not None else {}
        return self.enter(index, self.bound_arguments(index, given, named))

    def bound_arguments(self, index: int, given: Sequence[Kind], named: Mapping[str, Kind]) -> Env:
        node = self.definitions[index]
        assert not isinstance(node, ast.ClassDef)
        args = node.args
        plain = [*args.posonlyargs, *args.args]
        env: Env = {a.arg: kind for a, kind in zip(plain, given, strict=False)}
        defaults = dict(zip([a.arg for a in plain[len(plain) - len(args.defaults) :]], args.defaults, strict=True))
        defaults |= {a.arg: d for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None}
        for name, default in defaults.items():
            env.setdefault(name, self.kinds.get(default, Unknown()))
        if args.vararg:
            env[args.vararg.arg] = Tuple(tuple(given[len(plain) :]))
        if args.kwarg:
            env[args.kwarg.arg] = Unknown()
        env.update({k: v for k, v in named.items() if k in {a.arg for a in parameters(node)}})
        return env

    def enter(self, index: int, env: Env) -> Kind:
        """Run a function's body with the kinds of its parameters."""
        key = (index, tuple(sorted(env.items(), key=lambda e: e[0])))
        if key in self.memo:
            return self.memo[key]
        if self.active.count(index) >= 2 or len(self.active) > DEPTH:
            return Never() if index in self.active else Unknown()
        self.reached.add(index)
        self.memo[key] = Never()
        self.active.append(index)
        returned = self.body(index, env)
        self.active.pop()
        if any(i in self.active for i in (index,)):
            del self.memo[key]
        else:
            self.memo[key] = returned
        return returned

    def body(self, index: int, env: Env) -> Kind:
        node = self.definitions[index]
        assert not isinstance(node, ast.ClassDef)
        outer = self.closures.get(index)
        env = {n: Array() if isinstance(k, Unknown) and self.looks_like_array(n, node) else k for n, k in env.items()}
        frame = Frame(dict(env), outer, ever=dict(env))
        for parameter in parameters(node):
            self.record(parameter, env.get(parameter.arg, Unknown()))
        if isinstance(node, ast.Lambda):
            return self.eval(node.body, frame)
        self.block(node.body, frame)
        if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(node)):
            return Many(self.yielded(node))
        return join(frame.returned, Nothing()) if frame.env is not None else frame.returned

    def yielded(self, node: ast.AST) -> Kind:
        return join_all(self.kinds.get(n.value, Unknown()) for n in walk(node) if isinstance(n, ast.Yield) and n.value)


def made_by_torch(name: str, arguments: Sequence[Kind]) -> Kind:
    """What a call of something in torch gives: an instance of a class, or what a module or a function of tensors computes."""
    of_tensors = not name.rpartition(".")[2][:1].isupper() and any(map(holds_tensor, arguments))
    if name.endswith("()") or of_tensors:
        return Array(None, None, "torch")
    return External(f"{name}()") if name.rpartition(".")[2][:1].isupper() else External(name)


def holds_tensor(kind: Kind) -> bool:
    return (isinstance(kind, Array) and kind.library == "torch") or (
        isinstance(kind, Tuple) and any(map(holds_tensor, kind.items))
    )


def of_module(name: str) -> Kind | None:
    """An attribute of a module: its parameters are tensors."""
    owner, _, attribute = name.rpartition(".")
    if owner.endswith("()") and owner.startswith("torch.nn.") and attribute in ("weight", "bias"):
        return Array(None, None, "torch")
    return None


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    args = node.args
    extra = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *extra]


def as_call(node: ast.Subscript, rule: Rule | None) -> ast.Call:
    """`np.c_[a, b]` as `np.c_(a, b)`, where the rule takes the parts one by one."""
    spread = rule is not None and rule.star is not None and isinstance(node.slice, ast.Tuple)
    parts = node.slice.elts if spread and isinstance(node.slice, ast.Tuple) else [node.slice]
    return ast.copy_location(ast.Call(node.value, parts, []), node)


def unbound_kind(rule: Rule, name: str) -> Kind:
    """A call that the rule does not bind: the bridge makes a tensor of what NumPy returns."""
    makes_array = (
        name.startswith("numpy.") and rule.returns not in ("", "None", "Unknown") and not rule.returns.startswith("np.")
    )
    return Array() if makes_array else Unknown()


def load_of(target: ast.expr) -> ast.expr:
    """The target of an augmented assignment, as an expression to read."""
    match target:
        case ast.Name(name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Attribute(value, attribute):
            return ast.copy_location(ast.Attribute(value, attribute, ast.Load()), target)
        case ast.Subscript(value, index):
            return ast.copy_location(ast.Subscript(value, index, ast.Load()), target)
    return target


def kind_of_attribute(old: Kind, new: Kind) -> Kind:
    """None is a place-holder where something else comes to be there."""
    if isinstance(old, Nothing):
        return new
    return old if isinstance(new, Nothing) and not isinstance(old, Never) else join(old, new)


def in_order(kinds: Iterable[Container | Function | Class]) -> list[Container | Function | Class]:
    """Always the same order, so that results are."""
    return sorted(kinds, key=repr)


def unpack(kind: Kind, targets: Sequence[ast.expr], heap: Mapping[int, Content]) -> list[Kind]:
    """The kinds of `a, b, *c = value`."""
    count = len(targets)
    if isinstance(kind, Container) and kind.type == "list":
        content = heap.get(kind.site, Content())
        kind = Tuple(content.items) if content.items is not None else Many(content.item)
    starred = any(isinstance(t, ast.Starred) for t in targets)
    if isinstance(kind, Tuple) and not starred and len(kind.items) == count:
        return list(kind.items)
    item = elements(kind, heap)
    return [Many(item) if isinstance(t, ast.Starred) else item for t in targets]


def item_at(value: Kind, index: Kind | slice) -> Kind:
    match value, index:
        case Tuple(items), Number(_, int(i)) if -len(items) <= i < len(items):
            return items[i]
        case Tuple(items), slice() if Ellipsis not in (index.start, index.stop, index.step):
            return Tuple(items[index])
        case Tuple(items), slice():
            return Many(join_all(items))
        case Tuple(items), _:
            return join_all(items)
        case Many(item), slice():
            return Many(item)
        case Many(item), _:
            return item
        case Text(), _:
            return Text()
    return Unknown()


def collected(kind: Kind) -> Kind:
    """What a list collects: NumPy's scalars as the Python numbers that they are written as (`.item()`)."""
    if isinstance(kind, Array) and kind.shape == () and kind.library == "numpy" and kind.dtype in SCALAR_TYPES:
        return Number(SCALAR_TYPES[kind.dtype])
    return kind


def join_envs(envs: Sequence[Env]) -> Env:
    """Names that only some of the paths define keep the kind of those."""
    result = dict(envs[0])
    for env in envs[1:]:
        for name, kind in env.items():
            result[name] = join(result[name], kind) if name in result else kind
    return result


def widen(old: Env, new: Env) -> Env:
    """Give up on what still changes after many rounds: an array's shape first."""
    result = {}
    for name, kind in new.items():
        before = old.get(name, Never())
        if kind == before or isinstance(before, Never):
            result[name] = kind
        elif isinstance(kind, Array):
            result[name] = Array(kind.dtype, None, kind.library, kind.number)
        else:
            result[name] = Number(kind.type) if isinstance(kind, Number) else Unknown()
    return result


def join_contents(a: Content, b: Content) -> Content:
    entries = {k: join(a.entries.get(k, Never()), b.entries.get(k, Never())) for k in {**a.entries, **b.entries}}
    if a.items is not None and b.items is not None and len(a.items) == len(b.items):
        return Content(tuple(map(join, a.items, b.items)), entries, join(a.item, b.item))
    loose = join_all((a.item, b.item, *(a.items or ()), *(b.items or ())))
    return Content(None, entries, loose)
