"""Where arrays leave for plain Python or another library, and what they have to become there."""

from __future__ import annotations

import ast
import enum
from collections.abc import Collection, Iterator

from ..builtin_kinds import HANDING_ON
from ..effects import values_of
from ..facts import Content, Facts
from ..growing import growing_lists
from ..guard import is_cheap
from ..kind import Array, Container, External, Function, Kind, Many, Never, OneOf, Text, Tuple, is_point
from ..tree import walk
from .nested import Nested, nested

# What treats a value by its text, hash or type: a tensor would be something else there.
TEXTUAL = frozenset({"print", "str", "repr"})
HASHING = frozenset({"builtins.set", "builtins.sorted", "builtins.frozenset", "collections.Counter"})
TRUTHS = frozenset({"numpy.True_", "numpy.False_"})  # the two objects, which become Python's
PLAIN = ("float64", "int64", "bool")  # dtypes of which an element is shown as Python's number is


class Sink(enum.Enum):
    """What is written for a value; `{atom}` is its text where a dot may follow."""

    ITEM = "{atom}.item()"
    NUMPY = "{atom}.numpy()"
    LIST = "{atom}.tolist()"
    FLOAT = "float({})"
    INT = "int({})"
    BOOL = "bool({})"
    VALUE = "{atom}.numpy()[()]"  # NumPy's scalar, or an array
    MAYBE_VALUE = "{atom}.numpy()[()] if torch.is_tensor({atom}) else {atom}"
    AS_NUMPY = "torch.as_tensor({}).numpy()"
    CALLED = "lambda *args: torch.as_tensor({atom}(*map(torch.as_tensor, args))).numpy()"
    CALLED_FOR_SEVERAL = "lambda *args: tuple(torch.as_tensor(t).numpy() for t in {atom}(*map(torch.as_tensor, args)))"
    TUPLE = "tuple({})"
    LIST_OF_TUPLES = "[tuple(t) for t in {}]"
    LIST_OF_NUMBERS = "[t.item() for t in {}]"
    LIST_OF_ARRAYS = "[t.numpy() for t in {}]"
    LIST_OF_VALUES = "[t.numpy()[()] for t in {}]"  # of NumPy's scalars, and arrays
    TUPLE_OF_VALUES = "tuple(t.numpy()[()] for t in {})"
    DICT_OF_ARRAYS = "{{k: t.numpy() for k, t in {atom}.items()}}"
    DICT_OF_NUMBERS = "{{k: t.item() for k, t in {atom}.items()}}"
    DICT_OF_VALUES = "{{k: t.numpy()[()] for k, t in {atom}.items()}}"  # of NumPy's scalars, and arrays
    MIXED_DICT = "{{k: t.numpy()[()] if torch.is_tensor(t) else t for k, t in {atom}.items()}}"
    MIXED_LIST = "[t.numpy()[()] if torch.is_tensor(t) else t for t in {}]"
    MIXED_TUPLE = "tuple(t.numpy()[()] if torch.is_tensor(t) else t for t in {})"
    TUPLE_OF_ARRAYS = "tuple(t.numpy() for t in {})"
    TUPLE_OF_NUMBERS = "tuple(t.item() for t in {})"


Way = Sink | Nested


def sinks_of(facts: Facts, calling: Collection[str] = ()) -> dict[ast.expr, Way]:
    """The expressions whose value is handed out of the program's own arithmetic.

    `calling` are modules whose functions call those that they are given.
    """
    found: dict[ast.expr, Way] = {}
    growing = growing_lists(facts.source.nodes)
    for node in facts.source.nodes:
        match node:
            case ast.Call():
                _call(node, facts, found)
                found |= dict(_called_back(node, facts, calling))
            case ast.List(items) if node in growing:
                for item in items:
                    _collected(item, facts, found)
            case ast.FormattedValue(value, conversion, spec):
                if spec is None or conversion != -1 or not is_scalar_array(facts.kind(value)):
                    _text(value, facts, found, formatted=conversion == -1)
            case ast.BinOp(left, ast.Mod(), right) if isinstance(facts.kind(left), Text):
                _percent(left, right, facts, found)
            case ast.Compare(left, [ast.Is() | ast.IsNot()], [right]) if facts.name(right) in TRUTHS:
                if is_scalar_array(facts.kind(left)):
                    found[left] = Sink.ITEM
            case ast.Dict(keys, _):
                for key in keys:
                    if key is not None and isinstance(facts.kind(key), Array):
                        found[key] = Sink.ITEM
            case ast.Assign([ast.Subscript(owner)], value) if is_foreign(facts.kind(owner)):
                _handed_out(value, facts, found)
            case ast.Subscript(value, index) if _is_dict(facts.kind(value)) and is_scalar_array(facts.kind(index)):
                found[index] = Sink.ITEM
    return found


def is_foreign(kind: Kind) -> bool:
    """Something that another library has made, with arrays of NumPy's in it."""
    return isinstance(kind, External) and kind.foreign and kind.name.partition(".")[0] not in {"numpy", "torch"}


def _is_dict(kind: Kind) -> bool:
    return isinstance(kind, Container) and kind.type == "dict"


def is_size(node: ast.expr, facts: Facts) -> bool:
    """`x.shape`, or a name that holds one: PyTorch's shows as another class."""
    match node:
        case ast.Attribute(value):
            return isinstance(facts.kind(value), Array)
        case ast.Call(function):
            return facts.name(function) == "numpy.shape"
        case ast.Name(name):
            return any(is_size(v, facts) for v in values_of(name, facts) if not isinstance(v, ast.Name))
    return False


def lists_sizes(node: ast.expr, facts: Facts) -> bool:
    """A name that holds `[w.shape for w in weights]`."""
    values = values_of(node.id, facts) if isinstance(node, ast.Name) else ()
    return any(isinstance(v, ast.ListComp) and is_size(v.elt, facts) for v in values)


def is_asked_for_float(value: ast.expr, classes: ast.expr, facts: Facts) -> bool:
    """`isinstance(x.sum(), float)`: NumPy's float64 is one."""
    kind = facts.kind(value)
    asked = [facts.name(n) for n in walk(classes)]
    return is_scalar_array(kind) and isinstance(kind, Array) and kind.dtype == "float64" and "builtins.float" in asked


def is_asked_for_array(value: ast.expr, classes: ast.expr, facts: Facts) -> bool:
    """`isinstance(x.sum(), np.ndarray)`: NumPy's scalars are none."""
    kind = facts.kind(value)
    asked = [facts.name(n) for n in walk(classes)]
    is_scalar = isinstance(kind, Array) and kind.library == "numpy" and not kind.foreign and is_point(kind)
    return is_scalar and "numpy.ndarray" in asked


def is_scalar_array(kind: Kind) -> bool:
    return isinstance(kind, Array) and kind.shape == ()


def _call(node: ast.Call, facts: Facts, found: dict[ast.expr, Way]) -> None:
    callee = facts.kind(node.func)
    name = callee.name if isinstance(callee, External) else ""
    plain = name.removeprefix("builtins.")
    arguments = [*node.args, *(k.value for k in node.keywords)]
    if plain in TEXTUAL:
        for argument in node.args:
            _text(argument, facts, found)
    elif name in HASHING:
        for argument in node.args[:1]:
            kind = facts.kind(argument)
            if isinstance(kind, Array) and (kind.ndim is None or kind.ndim < 2):
                found[argument] = Sink.LIST
    elif plain in ("round", "hash") and node.args and is_scalar_array(facts.kind(node.args[0])):
        found[node.args[0]] = Sink.ITEM
    elif plain == "isinstance" and len(node.args) == 2 and is_asked_for_float(node.args[0], node.args[1], facts):
        found[node.args[0]] = Sink.FLOAT
    elif plain == "isinstance" and len(node.args) == 2 and is_asked_for_array(node.args[0], node.args[1], facts):
        kind = facts.kind(node.args[0])
        found[node.args[0]] = as_number(kind.dtype) if isinstance(kind, Array) and kind.number else Sink.ITEM
    elif plain in ("list.append", "list.insert") and node.args:
        _collected(node.args[-1], facts, found)
    elif plain == "str.format":
        for argument in arguments:
            if not is_scalar_array(facts.kind(argument)):
                _text(argument, facts, found, formatted=True)
    elif name and name.partition(".")[0] not in {"builtins", "numpy", "torch", "math"} | HANDING_ON:
        encoded = name.startswith("json.") and any(k.arg in ("default", "cls") for k in node.keywords)
        for argument in arguments:
            _handed_out(argument, facts, found, scalars_only=encoded)


def _called_back(node: ast.Call, facts: Facts, calling: Collection[str]) -> Iterator[tuple[ast.expr, Sink]]:
    """Functions of the program that another library calls with arrays of NumPy's, and from which it wants such."""
    callee = facts.kind(node.func)
    if not isinstance(callee, External) or callee.name.rpartition(".")[0] not in calling:
        return
    for argument in (*node.args, *(k.value for k in node.keywords)):
        kind = facts.kind(argument)
        functions = [k for k in (kind.kinds if isinstance(kind, OneOf) else (kind,)) if isinstance(k, Function)]
        if functions:
            several = any(returns_several(facts.definitions[f.index]) for f in functions)
            yield argument, Sink.CALLED_FOR_SEVERAL if several else Sink.CALLED


def returns_several(function: ast.AST) -> bool:
    if isinstance(function, ast.Lambda):
        return isinstance(function.body, ast.Tuple)
    return any(isinstance(n, ast.Return) and isinstance(n.value, ast.Tuple) for n in walk(function))


def _text(node: ast.expr, facts: Facts, found: dict[ast.expr, Way], formatted: bool = False) -> None:
    """A value that is shown: the text has to be NumPy's."""
    if isinstance(node, ast.Starred):
        node = node.value
    kind = facts.kind(node)
    match kind:
        case Array() if kind.foreign:
            return
        case Array(dtype, (), _, True):
            found[node] = as_number(dtype)
        case Array(dtype, (), _, False):
            if not (formatted and dtype in PLAIN):
                found[node] = Sink.ITEM if dtype in PLAIN else Sink.NUMPY
        case Array():
            found[node] = Sink.AS_NUMPY if kind.number else Sink.NUMPY
        case Tuple() | Many() if is_size(node, facts):
            found[node] = Sink.TUPLE
        case _ if (
            isinstance(node, ast.Attribute) and node.attr == "dtype" and isinstance(facts.kind(node.value), Array)
        ):
            found[node.value] = Sink.AS_NUMPY if facts.kind(node.value).number else Sink.NUMPY  # type: ignore[union-attr]
        case _ if isinstance(node, (ast.Tuple, ast.List)):
            for item in node.elts:
                _text(item, facts, found)
        case _ if isinstance(node, ast.Dict):
            for item in node.values:
                _text(item, facts, found)
        case _ if isinstance(node, ast.IfExp):
            _text(node.body, facts, found)
            _text(node.orelse, facts, found)
        case _ if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            _text(node.elt, facts, found)
        case Container("list") if lists_sizes(node, facts):
            found[node] = Sink.LIST_OF_TUPLES
        case Tuple() | Many() | Container() if (way := _nested(node, facts)) is not None:
            found[node] = way
        case Tuple() | Many() | Container("list"):
            _several(node, facts, found)
        case Container("dict", site):
            if (sink := _of_values(facts.heap.get(site))) is not None:
                found[node] = sink


def _nested(node: ast.expr, facts: Facts) -> Nested | None:
    """How a collection of collections is shown; one that is not in a variable is written once only."""
    way = nested(facts.kind(node), facts.heap)
    return None if way is None or (way.value.count("{atom}") > 1 and not is_cheap(node)) else way


def _of_values(content: Content | None) -> Sink | None:
    """How to show a dict, all of whose values are arrays that become tensors."""
    if content is None:
        return None
    kinds = [k for k in (*content.entries.values(), *(content.items or ()), content.item) if not isinstance(k, Never)]
    arrays = [k for k in kinds if isinstance(k, Array) and k.becomes_tensor]
    if len(arrays) < len(kinds):
        return Sink.MIXED_DICT if any(isinstance(k, Array) and not k.foreign for k in kinds) else None
    if not arrays:
        return None
    if all(k.shape == () and k.dtype in PLAIN and not k.boxed for k in arrays):
        return Sink.DICT_OF_NUMBERS
    return Sink.DICT_OF_VALUES if any(k.shape in ((), None) and not k.boxed for k in arrays) else Sink.DICT_OF_ARRAYS


def _several(node: ast.expr, facts: Facts, found: dict[ast.expr, Way]) -> None:
    """A list or tuple in a variable, with tensors among its items."""
    kind = facts.opened(node)
    items = kind.items if isinstance(kind, Tuple) else (kind.item,) if isinstance(kind, Many) else ()
    arrays = [k for k in items if isinstance(k, Array) and k.becomes_tensor]
    is_tuple = isinstance(facts.kind(node), Tuple) or (isinstance(kind, Many) and kind.is_tuple)
    if len(arrays) < len(items):
        if any(isinstance(k, Array) and not k.foreign for k in items):
            found[node] = Sink.MIXED_TUPLE if is_tuple else Sink.MIXED_LIST
        return
    if not arrays:
        return
    if all(k.shape == () and k.dtype in PLAIN for k in arrays):
        found[node] = Sink.TUPLE_OF_NUMBERS if is_tuple else Sink.LIST_OF_NUMBERS
    elif any(k.shape == () and not k.boxed for k in arrays):
        found[node] = Sink.TUPLE_OF_VALUES if is_tuple else Sink.LIST_OF_VALUES
    else:
        found[node] = Sink.TUPLE_OF_ARRAYS if is_tuple else Sink.LIST_OF_ARRAYS


def _percent(left: ast.expr, right: ast.expr, facts: Facts, found: dict[ast.expr, Way]) -> None:
    shown = right.elts if isinstance(right, ast.Tuple) else [right]
    for value in shown:
        kind = facts.kind(value)
        _several(value, facts, found)
        if isinstance(kind, Array):
            found[value] = as_number(kind.dtype) if kind.number else Sink.ITEM if kind.shape == () else Sink.NUMPY
        elif isinstance(kind, Tuple) and isinstance(value, ast.Attribute):
            found[value] = Sink.TUPLE


def _collected(node: ast.expr, facts: Facts, found: dict[ast.expr, Way]) -> None:
    """A scalar that a list collects is the number that NumPy's scalar is; arrays stay what they are."""
    kind = facts.kind(node)
    if isinstance(kind, Array) and kind.shape == () and kind.dtype in PLAIN:
        found[node] = as_number(kind.dtype) if kind.number else Sink.ITEM


def as_number(dtype: str | None) -> Sink:
    """How to write the Python number of what is a number already, or a tensor."""
    return Sink.BOOL if dtype == "bool" else Sink.INT if dtype == "int64" else Sink.FLOAT


def _handed_out(node: ast.expr, facts: Facts, found: dict[ast.expr, Way], scalars_only: bool = False) -> None:
    """An argument of another library's function; arrays stay tensors where the program is asked what to do with them."""
    if isinstance(node, ast.Starred):
        return
    kind = facts.kind(node)
    match kind:
        case Array() if kind.foreign:
            return
        case Array(dtype, (), _, False) if dtype in PLAIN:
            found[node] = Sink.ITEM
        case Array(dtype, (), _, True):
            found[node] = as_number(dtype)
        case Array() if not scalars_only:
            found[node] = Sink.AS_NUMPY if kind.number else Sink.NUMPY
        case _ if isinstance(node, (ast.Tuple, ast.List, ast.Dict)):
            for item in node.values if isinstance(node, ast.Dict) else node.elts:
                _handed_out(item, facts, found, scalars_only)
