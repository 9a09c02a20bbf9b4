"""Kinds of expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..builtin_kinds import BUILTINS, elements
from ..facts import Content
from ..kind import (
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
from ..operations import binary, comparison, indexed, number_of, unary
from ..tree import children
from .state import (
    Frame,
    State,
    as_call,
    collected,
    in_order,
)


class Expressions(State):
    def lookup(self, name: str, frame: Frame) -> Kind:
        scope: Frame | None = frame
        while scope is not None:
            hidden = scope is frame and name in frame.globals
            names = scope.env if scope.env is not None else scope.ever
            if name in names and not hidden:
                return names[name]
            scope = scope.outer
        return External(f"builtins.{name}") if name in BUILTINS else Unknown()

    def eval(self, node: ast.expr, frame: Frame) -> Kind:
        handler: Callable[[ast.expr, Frame], Kind] | None = getattr(self, f"of_{type(node).__name__.lower()}", None)
        kind = handler(node, frame) if handler is not None else self.of_other(node, frame)
        if node in self.seen:
            kind = self.with_sight(node, kind)
        self.record(node, kind)
        return kind

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
            case bytes():
                return Text()
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
        kinds = [self.eval(n, frame) for n in (node.left, *node.comparators)]
        result = comparison(node.ops, kinds)
        if isinstance(result, Unknown) and any(map(is_class, kinds)) and not any(isinstance(k, Array) for k in kinds):
            return Number("bool")
        return result

    def of_ifexp(self, node: ast.IfExp, frame: Frame) -> Kind:
        self.eval(node.test, frame)
        kinds = self.eval(node.body, frame), self.eval(node.orelse, frame)
        match node.test:
            case ast.Compare(asked, [ast.Is() | ast.IsNot() as op], [ast.Constant(None)]):
                if isinstance(self.kinds.get(asked), Nothing):
                    return kinds[0] if isinstance(op, ast.Is) else kinds[1]
        return join(*kinds)

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
        kinds = [collected(k) for k in kinds] if node in self.growing else kinds
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
        return Many(self.eval(node.elt, inner), lazy=True)

    def of_dictcomp(self, node: ast.DictComp, frame: Frame) -> Kind:
        inner = Frame({}, frame)
        self.comprehend(node.generators, inner)
        self.eval(node.key, inner)
        return self.allocate(node, "dict", Content(item=self.eval(node.value, inner)))

    def of_lambda(self, node: ast.Lambda, frame: Frame) -> Kind:
        self.closures[self.index[node]] = frame
        return Function(self.index[node])

    def of_subscript(self, node: ast.Subscript, frame: Frame) -> Kind:
        value = self.taken_apart(node.value, frame)
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
            case External(name, receiver) if item_rule := self.rulebook.item_rule(name):  # np.c_[a, b], x.flags["C"]
                owner = node.value.value if receiver is not None and isinstance(node.value, ast.Attribute) else None
                call = as_call(node, self.rulebook.rule(item_rule))
                given = {part: self.kinds.get(part, Unknown()) for part in call.args}
                return self.ruled(item_rule, receiver, owner, call, given) or Unknown()
            case External(name) if value.foreign and not name.startswith(("numpy.", "torch.")):
                return self.incoming([f"{name}[]"], node) or External(f"{name}[]")
        return self.item_of(value, index)

    def taken_apart(self, node: ast.expr, frame: Frame) -> Kind:
        """What has items is no number, though the variable held one before."""
        kind = self.eval(node, frame)
        if isinstance(kind, Array) and kind.number and kind.shape != ():
            kind = self.kinds[node] = replace(kind, number=False)
        return kind

    def indexed(self, array: Array, index: Sequence[Kind | slice]) -> Kind:
        match index:
            case [Tuple(items)]:  # a tuple in a variable: an index for each axis
                index = items
            case [Many(Array())]:
                return Array(array.dtype, None, array.library)
        return indexed(array, [self.opened(i) if not isinstance(i, slice) else i for i in index])

    def item_of(self, value: Kind, index: Sequence[Kind | slice]) -> Kind:
        if isinstance(value, Container) and value.type == "dict":
            content = self.heap.get(value.site)
            key = index[0] if len(index) == 1 else Unknown()
            if isinstance(key, Text) and key.value is not None and key.value in content.entries:
                return content.entries[key.value]
            return join_all((content.item, *content.entries.values()))
        return item_at(self.opened(value), index[0] if index else Unknown())

    def index_of(self, node: ast.expr, frame: Frame) -> list[Kind | slice]:
        if isinstance(node, ast.Tuple):
            parts = [self.index_part(p, frame) for p in node.elts]
            slices = all(isinstance(p, slice) for p in parts)  # np.mgrid[0:3, 0:2]
            self.record(node, Tuple((Unknown(),) * len(parts)) if slices else Unknown())
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


def is_class(kind: Kind) -> bool:
    """Whether it is a type: `type(x) == float`."""
    return isinstance(kind, (Class, DType)) or (isinstance(kind, External) and kind.name.startswith("builtins."))


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
