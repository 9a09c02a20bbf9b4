"""Kinds of calls: by rule, by signature, by what is known of Python's own functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from ..arrivals import calls_of
from ..builtin_kinds import (
    BUILTINS,
    COPYING,
    JOINING,
    LIBRARY,
    METHODS,
    SHOWING,
    TAKING,
    constant,
    elements,
    length,
)
from ..dtype_names import dtype_kind
from ..facts import Content
from ..kind import (
    FOREIGN,
    Array,
    Class,
    Container,
    DType,
    External,
    Function,
    Kind,
    Many,
    Never,
    Number,
    OneOf,
    Text,
    Tuple,
    Unknown,
    join_all,
)
from ..results import result_kind
from ..results.arguments import dtype_of
from ..rule import Binding, Declined, Rule, bind
from ..tree import as_load
from .archives import PATH, archives_in
from .state import Frame, State, in_order, listed, parameters, several

ORDERED, DEFAULTING = "collections.OrderedDict", "collections.defaultdict"


class Calls(State):
    def of_call(self, node: ast.Call, frame: Frame) -> Kind:
        if isinstance(node.func, ast.Attribute):
            callee = self.attribute(self.eval(node.func.value, frame), node.func, called=True)
            self.record(node.func, callee)
        else:
            callee = self.eval(node.func, frame)
        if callee == External("builtins.super"):
            return self.of_super(node, frame)
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
        if name in self.rulebook.saving and any(map(is_foreign, kinds.values())):
            self.saved_foreign = True
        kind = self.ruled(name, receiver, source, node, kinds)
        if kind is not None:
            return self.from_file(node) if name in self.rulebook.loading and kind == Array() else kind
        if name in LIBRARY:
            return LIBRARY[name]
        if name in JOINING and node.args:
            return Many(join_all(elements(kinds[a], self.heap) for a in node.args))
        if name in TAKING and node.args:
            item = elements(kinds[node.args[0]], self.heap)
            return Many(item) if TAKING[name] else item
        if name.rpartition(".")[0] in self.rulebook.calling:
            self.called_back(kinds.values())
        incoming = self.incoming(calls_of(name, node), node, [self.opened(kinds[a]) for a in node.args])
        if incoming is not None:
            return incoming
        if name == ORDERED:
            return self.allocate(node, "dict", self.given_entries(node, kinds))
        if name == DEFAULTING:
            return self.allocate(node, "dict", Content(item=self.factory_made(node.args[0]) if node.args else Never()))
        if name in COPYING and node.args:
            return self.copied(name, node, kinds)
        module = name.partition(".")[0]
        if name in self.rulebook.objects:
            return Array(FOREIGN)
        if self.rulebook.stays(name):
            return External(f"{name}()")
        if name.startswith("math."):
            return Number("float")
        if module == "numpy" and not name.rpartition(".")[2][:1].isupper():
            return Array(None, None)  # no rule: the bridge makes a tensor of what NumPy returns
        if module == "torch":
            return made_by_torch(name, [self.opened(k) for k in kinds.values()])
        return External(name if module == "numpy" else self.rulebook.arrivals.of_call(name, node))

    def from_file(self, node: ast.Call) -> Kind:
        """What a file holds: an archive, if the program takes its arrays by their names."""
        holders: list[ast.expr] = [node]
        match self.parents.get(node):
            case ast.Assign(targets):
                holders += targets
            case ast.withitem(_, ast.expr() as target):
                holders.append(target)
        named = {ast.dump(as_load(h)) for h in holders}
        if any(ast.dump(taken) in named for n in self.nodes if (taken := taken_by_name(n)) is not None):
            return External("numpy.lib.npyio.NpzFile")
        return Array(FOREIGN) if self.saved_foreign else Array()

    def called_back(self, arguments: Iterable[Kind]) -> None:
        """Functions that another library calls: with arrays."""
        for kind in arguments:
            for function in kind.kinds if isinstance(kind, OneOf) else (kind,):
                if isinstance(function, Function):
                    count = len(parameters(self.definitions[function.index]))  # type: ignore[arg-type]
                    own = function.receiver is not None
                    self.call_function(function.index, function.receiver, None, {}, [Array()] * (count - own))

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
            asked = [kinds[k.value] for k in call.keywords if k.arg == "dtype" and k.value in kinds] if call else []
            if is_foreign(receiver) or any(dtype_of(self.opened(kind)) == FOREIGN for kind in asked):
                return Array(FOREIGN)
            return unbound_kind(rule, name)
        known = {k: self.opened(v) for k, v in kinds.items()}
        if rule.returns == "Loaded" and call is not None and call.args and call in self.archives:
            self.kinds[call.args[0]] = known[call.args[0]] = PATH
        if receiver_node is not None and receiver is not None:
            known[receiver_node] = receiver
        return self.resulting(rule, binding, known)

    @cached_property
    def archives(self) -> frozenset[ast.expr]:
        return archives_in(self.nodes)

    def resulting(self, rule: Rule, binding: Binding, known: Mapping[ast.expr, Kind]) -> Kind:
        by_name = {p: known.get(a, Unknown()) for p, a in binding.args.items()}
        star = next((p.name for p in rule.params if p.star), None)
        if star is not None and binding.star:
            by_name[star] = self.starred(binding.star, known)
        if any(isinstance(k, Never) for k in by_name.values()):
            return Never()
        if any(isinstance(k, External) and k.numpys and rule.takes_array(n) for n, k in by_name.items()):
            return External(f"{binding.spelling}()")  # of no array, no array
        for name, kind in by_name.items():
            if isinstance(kind, External) and kind.foreign and not kind.numpys:
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
            item = listed(item) if name in ("sorted", "set") else item
            opened = self.opened(arguments[0]) if arguments else Tuple(())
            if name == "tuple":
                return opened if isinstance(opened, (Tuple, Many)) else several(item, length(opened, self.heap))
            return self.allocate(node, "set" if name == "set" else "list", Content(item=item))
        if name == "dict":
            return self.allocate(node, "dict", self.given_entries(node, kinds))
        if name == "getattr" and len(arguments) == 2:
            return self.named_attribute(*arguments)
        is_operator = name not in SHOWING and self.rulebook.rule(f"numpy.ndarray.__{name}__") is not None
        if arguments and isinstance(arguments[0], Array) and is_operator:
            rest = ast.Call(node.func, node.args[1:], [])  # divmod(x, 2)
            return self.ruled(f"numpy.ndarray.__{name}__", arguments[0], node.args[0], rest, kinds) or Unknown()
        if name == "map" and isinstance(arguments[0], Function):
            items = [elements(a, self.heap) for a in arguments[1:]]
            return Many(self.call_function(arguments[0].index, arguments[0].receiver, None, {}, items))
        if name == "map" and isinstance(arguments[0], External) and arguments[0].name.startswith("torch."):
            return self.mapped(arguments[0].name, node, self.opened(arguments[1]))
        return BUILTINS.get(name, constant(Unknown()))([self.opened(a) for a in arguments], self.heap)

    def mapped(self, function: str, node: ast.Call, collection: Kind) -> Kind:
        """What a function of PyTorch's makes of each: `map(torch.as_tensor, (X, y))`."""
        each = ast.Call(node.args[0], [node.args[1]], [])
        if isinstance(collection, Tuple):
            return Tuple(tuple(self.call_external(function, None, each, {node.args[1]: i}) for i in collection.items))
        return Many(self.call_external(function, None, each, {node.args[1]: elements(collection, self.heap)}))

    def given_entries(self, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Content:
        """What a dict is made of: another one or pairs, and keywords."""
        given = kinds[node.args[0]] if node.args else Tuple(())
        if isinstance(given, Container) and given.type == "dict":
            content = self.heap.get(given.site)
        else:
            content = Content(item=valued(elements(given, self.heap)))
        return replace(content, entries={**content.entries, **{k.arg: kinds[k.value] for k in node.keywords if k.arg}})

    def named_attribute(self, owner: Kind, name: Kind) -> Kind:
        """`getattr(network, "W1")`."""
        if not (isinstance(owner, Container) and isinstance(name, Text) and name.value is not None):
            return Unknown()
        if owner.type == "module":
            return self.heap.get(owner.site).entries.get(name.value, Unknown())
        return self.member(owner.site, name.value, owner) if owner.type == "instance" else Unknown()

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
                    return self.allocate(node, receiver.type, self.heap.get(receiver.site))
                case "setdefault" if len(arguments) == 2:
                    self.set_item(receiver, arguments[0], arguments[1])
                case "update" if arguments and isinstance(arguments[0], Container):
                    for key, kind in self.heap.get(arguments[0].site).entries.items():
                        self.store(receiver.site, key, kind)
        content = self.heap.get(receiver.site) if isinstance(receiver, Container) else None
        handler = METHODS.get((type_, method))
        return handler(receiver, content, arguments) if handler else Unknown()


def taken_by_name(node: ast.AST) -> ast.expr | None:
    """The archive of `archive["w"]` and `archive.files`."""
    match node:
        case ast.Subscript(value, ast.Constant(str())) | ast.Attribute(value, "files"):
            return value
    return None


def valued(pair: Kind) -> Kind:
    """The value of a key and its value."""
    match pair:
        case Tuple((_, value)):
            return value
        case Never():
            return pair
    return Unknown()


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


def is_foreign(receiver: Kind | None) -> bool:
    return isinstance(receiver, Array) and receiver.foreign


def unbound_kind(rule: Rule, name: str) -> Kind:
    """A call that the rule does not bind: the bridge makes a tensor of what NumPy returns."""
    makes_array = (
        name.startswith("numpy.") and rule.returns not in ("", "None", "Unknown") and not rule.returns.startswith("np.")
    )
    return Array() if makes_array else Unknown()
