"""What inference keeps while it runs: kinds and names of nodes, frames, and the heap."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..edit import Source
from ..facts import Content, Definition, opened
from ..growing import growing_lists
from ..kind import (
    Array,
    Class,
    Container,
    External,
    Function,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    Size,
    Text,
    Tuple,
    Unknown,
    join,
    join_all,
)
from ..observed import Observed
from ..program import Program
from ..rule import Rule
from ..rulebook import Rulebook
from .heap import Heap

SCALAR_TYPES = {"float64": "float", "int64": "int", "bool": "bool"}
PASSES = 6
ROUNDS = 6
DEPTH = 16
NOTHING_SEEN = Observed()
NO_FOLDER = Program()
UNROLLED = 12  # items of a loop that is followed item by item
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


class State(ABC):
    """What the parts of inference share, and what they call of each other."""

    def __init__(
        self,
        source: Source,
        rulebook: Rulebook,
        names: Mapping[str, Kind],
        observed: Observed = NOTHING_SEEN,
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
        self.heap = Heap()
        self.closures: dict[int, Frame] = {}
        self.bases: dict[int, list[Kind]] = {}
        self.data_classes: set[int] = set()
        self.arrays_by_use: dict[ast.AST, set[str]] = {}
        self.growing = growing_lists(self.nodes)
        self.saved_foreign = False  # whether the program writes arrays to a file that no tensor holds
        self.begin_pass()
        for node in self.nodes:
            self.sites[node] = len(self.sites)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                self.index[node] = len(self.definitions)
                self.definitions.append(node)

    def begin_pass(self) -> None:
        """Forget all but what the heap holds."""
        self.heap.begin_pass()
        self.kinds: dict[ast.AST, Kind] = {}
        self.names: dict[ast.AST, str] = {}
        self.callees: dict[ast.Call, Definition] = {}
        self.memo: dict[tuple[int, tuple[tuple[str, Kind], ...]], Kind] = {}
        self.active: list[int] = []
        self.reached: set[int] = set()
        self.settled: frozenset[int] = frozenset()  # functions that are not run again
        self.made: set[int] = set()  # the classes of which there are instances
        self.inferred: dict[ast.AST, Kind] = {}  # where something was seen, what it would have been without
        self.arriving: set[ast.AST] = set()
        self.loaded: dict[str, Container] = {}

    def store(self, site: int, name: str, kind: Kind) -> None:
        content = self.heap.held(site) or Content()
        entries = dict(content.entries)
        entries[name] = kind_of_attribute(entries.get(name, Never()), kind)
        self.heap[site] = replace(content, entries=entries)

    def make_room(self, site: int) -> None:
        if self.heap.held(site) is None:
            self.heap[site] = Content()

    def set_item(self, owner: Container, key: Kind, kind: Kind) -> None:
        if owner.type == "dict" and isinstance(key, Text) and key.value is not None:
            self.store(owner.site, key.value, kind)
            return
        content = self.heap.held(owner.site) or Content()
        items = content.items
        if items is not None:
            place = place_of(key, len(items))
            items = tuple(join(item, kind) if place in (None, i) else item for i, item in enumerate(items))
        self.heap[owner.site] = replace(content, items=items, item=join(content.item, kind))

    def extend(self, owner: Container, kind: Kind) -> None:
        """The list grows: its items are no longer known by position."""
        kind = collected(kind)
        content = self.heap.held(owner.site) or Content()
        known = join_all(content.items or ())
        self.heap[owner.site] = replace(content, items=None, item=join_all((content.item, known, kind)))

    def record(self, node: ast.AST, kind: Kind) -> None:
        before = self.kinds.get(node, Never())
        joined = self.kinds[node] = join(before, kind)
        if isinstance(joined, External):
            self.names[node] = joined.name
        elif isinstance(before, Unknown) and isinstance(kind, External):
            self.names[node] = kind.name  # of a value that is not known at another time
        elif not isinstance(kind, Unknown) and isinstance(before, External):
            self.names.pop(node, None)  # it stands for this at one time, and for that at another

    def allocate(self, node: ast.AST, type_: str, content: Content) -> Container:
        site = self.sites[node]
        old = self.heap.held(site)
        self.heap[site] = content if old is None else join_contents(old, content)
        return Container(type_, site)

    def opened(self, kind: Kind) -> Kind:
        """A list by its items, nested ones too, where rules look into arguments."""
        return opened(kind, self.heap)

    # --- what the parts do for each other ---

    @abstractmethod
    def block(self, body: Sequence[ast.stmt], frame: Frame) -> None: ...

    @abstractmethod
    def assign(self, target: ast.expr, kind: Kind, frame: Frame, record: bool = True) -> None: ...

    @abstractmethod
    def bind_name(self, name: str, kind: Kind, frame: Frame) -> None: ...

    @abstractmethod
    def eval(self, node: ast.expr, frame: Frame) -> Kind: ...

    @abstractmethod
    def taken_apart(self, node: ast.expr, frame: Frame) -> Kind: ...

    @abstractmethod
    def with_sight(self, node: ast.expr, kind: Kind) -> Kind: ...

    @abstractmethod
    def splice(self, nodes: Sequence[ast.expr], kinds: Sequence[Kind]) -> Kind: ...

    @abstractmethod
    def attribute(self, value: Kind, node: ast.Attribute, called: bool) -> Kind: ...

    @abstractmethod
    def looks_like_array(self, name: str, function: ast.AST) -> bool: ...

    @abstractmethod
    def incoming(self, names: Sequence[str], node: ast.expr, arguments: Sequence[Kind] = ()) -> Kind | None: ...

    @abstractmethod
    def external(self, qualified: str) -> Kind: ...

    @abstractmethod
    def member(self, site: int, name: str, receiver: Kind | None) -> Kind: ...

    @abstractmethod
    def ruled(
        self,
        name: str,
        receiver: Kind | None,
        receiver_node: ast.expr | None,
        call: ast.Call | None,
        kinds: Mapping[ast.expr, Kind],
    ) -> Kind | None: ...

    @abstractmethod
    def around(self, node: ast.AST) -> Iterator[ast.AST]: ...

    @abstractmethod
    def inherited(self, definition: ast.AST, name: str, receiver: Kind | None) -> Kind: ...

    @abstractmethod
    def of_super(self, node: ast.Call, frame: Frame) -> Kind: ...

    @abstractmethod
    def above(self, node: ast.Attribute, receiver: Kind) -> Kind: ...

    @abstractmethod
    def lookup(self, name: str, frame: Frame) -> Kind: ...

    @cached_property
    @abstractmethod
    def parents(self) -> dict[ast.AST, ast.AST]: ...

    @abstractmethod
    def instantiate(self, index: int, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Kind: ...

    @abstractmethod
    def factory_made(self, factory: ast.expr) -> Kind: ...

    @abstractmethod
    def enter(self, index: int, env: Env) -> Kind: ...

    @abstractmethod
    def call_function(
        self,
        index: int,
        receiver: Kind | None,
        node: ast.Call | None,
        kinds: Mapping[ast.expr, Kind],
        positional: Sequence[Kind] | None = None,
    ) -> Kind: ...


def place_of(key: Kind, count: int) -> int | None:
    """Where in a list of so many items an index points to, if that is known."""
    if isinstance(key, Number) and isinstance(key.value, int) and -count <= key.value < count:
        return key.value % count
    return None


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    args = node.args
    extra = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *extra]


def name_of(node: ast.AST) -> str:
    """Its own, or that of the function, variable or attribute that it stands for."""
    match node:
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""


def as_call(node: ast.Subscript, rule: Rule | None) -> ast.Call:
    """`np.c_[a, b]` as `np.c_(a, b)`, where the rule takes the parts one by one."""
    spread = rule is not None and rule.star is not None and isinstance(node.slice, ast.Tuple)
    parts = node.slice.elts if spread and isinstance(node.slice, ast.Tuple) else [node.slice]
    return ast.copy_location(ast.Call(node.value, parts, []), node)


def kind_of_attribute(old: Kind, new: Kind) -> Kind:
    """None is a place-holder where something else comes to be there."""
    if isinstance(old, Nothing):
        return new
    return old if isinstance(new, Nothing) and not isinstance(old, Never) else join(old, new)


def in_order(kinds: Iterable[Container | Function | Class | External]) -> list[Container | Function | Class | External]:
    """Always the same order, so that results are."""
    return sorted(kinds, key=repr)


def collected(kind: Kind) -> Kind:
    """What a list collects: NumPy's scalars as the Python numbers that they are written as (`.item()`)."""
    if isinstance(kind, Array) and kind.shape == () and kind.library == "numpy" and kind.dtype in SCALAR_TYPES:
        return Number(SCALAR_TYPES[kind.dtype], strong=True)
    return kind


def several(item: Kind, size: Size) -> Kind:
    """A tuple of so many items of one kind."""
    return Tuple((item,) * size) if isinstance(size, int) and size < UNROLLED else Many(item, size, is_tuple=True)


def listed(kind: Kind) -> Kind:
    """What `sorted` and `set` hold of an array, which is made a list first: Python numbers."""
    if isinstance(kind, Array) and kind.shape == () and kind.dtype in ("uint8", "int8", "int16", "int32"):
        return Number("int")
    return collected(kind)


def join_contents(a: Content, b: Content) -> Content:
    entries = {k: join(a.entries.get(k, Never()), b.entries.get(k, Never())) for k in {**a.entries, **b.entries}}
    if a.items is not None and b.items is not None and len(a.items) == len(b.items):
        return Content(tuple(map(join, a.items, b.items)), entries, join(a.item, b.item))
    loose = join_all((a.item, b.item, *(a.items or ()), *(b.items or ())))
    return Content(None, entries, loose)
