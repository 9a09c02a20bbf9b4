"""Kinds of attributes: of modules, arrays, instances, and what other libraries hand over."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cached_property

from ..arrivals import USED, arrived, is_shown_as_text, root_name, texts_in
from ..dtype_names import DTYPES, FORMER
from ..kind import (
    Array,
    Class,
    Container,
    DType,
    External,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    OneOf,
    Text,
    Tuple,
    Unknown,
    join_all,
)
from ..tree import walk
from .state import (
    Frame,
    State,
    in_order,
)


class Attributes(State):
    def of_attribute(self, node: ast.Attribute, frame: Frame) -> Kind:
        return self.attribute(self.eval(node.value, frame), node, called=False)

    def attribute(self, value: Kind, node: ast.Attribute, called: bool) -> Kind:
        name = node.attr
        match value:
            case External("builtins.super", receiver) if receiver is not None:
                return self.above(node, receiver)
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
            case Tuple(items) if (place := value.named(name)) is not None:
                return items[place]
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
            case ast.Attribute(ast.Name(name), attribute):
                return name if self.is_of_arrays(attribute) else None
            case ast.Subscript(ast.Name(name), ast.Tuple(parts)) if any(isinstance(p, ast.Slice) for p in parts):
                return name
        return None

    def is_of_arrays(self, attribute: str) -> bool:
        """Whether nothing but arrays has an attribute or method of that name."""
        known = attribute in self.rulebook.array_methods or attribute in self.rulebook.array_attributes
        return known and attribute not in self.own_names

    def incoming(self, names: Sequence[str], node: ast.expr, arguments: Sequence[Kind] = ()) -> Kind | None:
        """The array that another library hands over, where it is known that it does."""
        what = self.rulebook.arrivals.first(names).what
        if what == USED and (self.scope_of(node), root_name(node)) not in self.used:
            return None
        holds_text = what == "values" and is_shown_as_text(node, self.parents, self.texts)
        return arrived(what, arguments, holds_text) if what else None

    @cached_property
    def used(self) -> frozenset[tuple[ast.AST | None, str | None]]:
        """Collections, by their names in a function, of which an item is used as nothing but an array is."""
        uses = (n for n in self.nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Subscript))
        return frozenset((self.scope_of(n), root_name(n.value)) for n in uses if self.is_of_arrays(n.attr))

    def scope_of(self, node: ast.AST) -> ast.AST | None:
        return next((n for n in self.around(node) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))), None)

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset().union(*(texts_in(source.tree) for source in self.sources))

    def external(self, qualified: str) -> Kind:
        qualified = FORMER.get(qualified, qualified)
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
        if constant is not None and rule is not None and rule.params:
            return External(qualified)  # a class that is called: np.dtype
        if rule is not None and not rule.params and rule.returns in ("float", "int"):
            return Number(rule.returns)
        if constant is not None or qualified in ("math.pi", "math.e", "math.inf", "math.nan", "torch.pi", "torch.inf"):
            return Number("float")
        return External(qualified)

    def property_kind(self, method: External, node: ast.Attribute) -> Kind:
        assert method.receiver is not None
        return self.ruled(method.name, method.receiver, node.value, None, {}) or method


def of_module(name: str) -> Kind | None:
    """An attribute of a module: its parameters are tensors."""
    owner, _, attribute = name.rpartition(".")
    if owner.endswith("()") and owner.startswith("torch.nn.") and attribute in ("weight", "bias"):
        return Array(None, None, "torch")
    return None
