"""Guards of rules: true, false, or unknown about the kinds of the arguments."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from .dtype_names import dtype_kind
from .kind import (
    Array,
    Container,
    DType,
    External,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    Shape,
    Text,
    Tuple,
    Unknown,
    possible,
)
from .operations import as_array
from .rule import Binding, Clause, Declined, Rule, RuleError, names_in

Verdict = bool | None
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
NOT_KNOWN = object()


def choose(binding: Binding, kinds: Mapping[str, Kind]) -> Clause:
    """The clause of the rule that is written out for these arguments. Raises Declined where there is none."""
    seen = {name: as_written(binding, name, kind) for name, kind in kinds.items()}
    clause = first_that_holds(binding, seen)
    stays = isinstance(clause.result, ast.Name) and clause.result.id == "call"
    if not stays and has_foreign(binding.rule, seen):
        raise Declined("no tensor holds what is in the array")
    return clause


def first_that_holds(binding: Binding, kinds: Mapping[str, Kind]) -> Clause:
    for clause in binding.rule.clauses:
        verdict = True if clause.guard is None else decide(clause.guard, binding, kinds)
        if verdict is None:
            assert clause.guard is not None
            return robust(clause.guard, binding, kinds)
        if verdict and clause.result is None:
            raise Declined(clause.why)
        if verdict:
            return clause
    raise Declined("no clause of its rule applies")


def has_foreign(rule: Rule, kinds: Mapping[str, Kind]) -> bool:
    """Whether an array among the arguments is one that no tensor can hold."""
    for name, kind in kinds.items():
        param = rule.param(name)
        if param is not None and (param.takes_array or param.is_array_list):
            parts = kind.items if param.star and isinstance(kind, Tuple) else (kind,)
            if any(map(is_foreign, parts)):
                return True
    return False


def is_foreign(kind: Kind) -> bool:
    """An array that no tensor can hold, or a list that would become one."""
    match kind:
        case Array():
            return kind.foreign
        case External():
            return kind.numpys
        case Container():
            return kind.type in ("set", "dict")
        case Tuple(items):
            return any(isinstance(item, Text) or is_foreign(item) for item in items)
        case Many(item):
            return isinstance(item, Text) or is_foreign(item)
    return False


def as_written(binding: Binding, name: str, kind: Kind) -> Kind:
    """The kind of what is written for an argument: where an array is wanted, a list or a number is made one."""
    param = binding.rule.param(name)
    if param is None:
        return kind
    if "DType" in param.treatment:
        return dtype_kind(kind)
    shown = param.is_array_list and isinstance(binding.args.get(name), (ast.List, ast.Tuple))
    if shown or (param.star and param.takes_array):
        return Tuple(tuple(map(tensor_kind, kind.items))) if isinstance(kind, Tuple) else kind
    if not param.takes_array:
        return kind
    welcome = (Number,) if "Scalar" in param.treatment else ()
    lists = (Tuple, Many) if "Sequence" in param.treatment else ()
    return kind if isinstance(kind, (*welcome, *lists)) else tensor_kind(kind)


def tensor_kind(kind: Kind) -> Kind:
    """The kind of a value that is made a tensor."""
    match kind:
        case Array(number=True):
            return Array("bool" if kind.dtype == "bool" else None, kind.shape, among=kind.among)  # torch.as_tensor
        case Unknown() | Never():
            return Array()
        case Tuple() | Many() | Number():
            return as_array(kind)
    return kind


def robust(asked: ast.expr, binding: Binding, kinds: Mapping[str, Kind]) -> Clause:
    """The clause for arguments of which it is not known what the guard asks: `unknown(…)`."""
    names = frozenset(names_in(asked))
    for clause in binding.rule.clauses:
        if clause.guard is None or clause.result is None or "unknown" not in names_in(clause.guard):
            continue
        if decide(clause.guard, binding, kinds, names):
            return clause
    raise Declined(f"cannot tell whether {ast.unparse(asked)}")


def decide(
    guard: ast.expr, binding: Binding, kinds: Mapping[str, Kind], undecided: frozenset[str] = frozenset()
) -> Verdict:
    """Whether the guard holds; `undecided` are the arguments of which something is not known that was asked.

    Raises RuleError for what is no guard.
    """
    match guard:
        case ast.BoolOp(op, values):
            wanted = isinstance(op, ast.Or)
            verdicts = [decide(v, binding, kinds, undecided) for v in values]
            return wanted if wanted in verdicts else None if None in verdicts else not wanted
        case ast.UnaryOp(ast.Not(), operand):
            verdict = decide(operand, binding, kinds, undecided)
            return None if verdict is None else not verdict
        case ast.Call(ast.Name("unknown"), [ast.Name(name)]):
            return name in undecided
        case ast.Call(ast.Name("known"), [condition]):
            return decide(condition, binding, kinds, undecided) is True
        case ast.Call(ast.Name("maybe"), [condition]):
            return any(decide(condition, binding, one, undecided) is True for one in each(condition, kinds))
        case ast.Constant(bool(value)):
            return value
        case ast.Name(name) if name == binding.rule.star:
            return bool(binding.star)
        case ast.Call(ast.Name("omitted"), [ast.Name(name)]):
            return name not in binding.args
        case ast.Call(ast.Name("given"), [ast.Name(name)]):
            return name in binding.args
        case ast.Call(ast.Name("repeatable"), [ast.Name(name)]):
            return name not in binding.args or is_cheap(binding.args[name])
        case ast.Call(ast.Name("names"), [ast.Name() as argument, ast.Attribute() as path]):
            kind = argument_kind(argument, binding, kinds)
            name = ast.unparse(path).replace("np.", "numpy.", 1)
            return kind.name == name if isinstance(kind, External) else None if isinstance(kind, Unknown) else False
        case ast.Call(ast.Name("ends"), [ast.Name() as argument, ast.Constant(str(ending))]):
            kind = argument_kind(argument, binding, kinds)
            return kind.value.endswith(ending) if isinstance(kind, Text) and kind.value is not None else None
        case ast.Call(ast.Name(word), arguments) if word in PREDICATES:
            return PREDICATES[word](*(argument_kind(a, binding, kinds) for a in arguments))
        case ast.Compare(left, [op], [right]):
            return compare(left, op, right, binding, kinds)
    raise RuleError(f"{binding.rule.where}: not a guard: {ast.unparse(guard)}")


def each(condition: ast.expr, kinds: Mapping[str, Kind]) -> Iterator[Mapping[str, Kind]]:
    """The kinds with each of the few dtypes that those that are asked about may have."""
    names = [name for name in names_in(condition) if name in kinds]
    for chosen in possible([kinds[name] for name in names]):
        yield {**kinds, **dict(zip(names, chosen, strict=True))}


def is_cheap(node: ast.expr) -> bool:
    """Whether it may be evaluated twice: a name, an attribute, a literal, or a constant item of one."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value):
            return is_cheap(value)
        case ast.Subscript(value, ast.Constant()):
            return is_cheap(value)
        case ast.UnaryOp(_, operand):
            return is_cheap(operand)
        case ast.Tuple(items) | ast.List(items):
            return all(map(is_cheap, items))
        case ast.BinOp(ast.Constant(), _, ast.Constant()):
            return True
    return False


def argument_kind(node: ast.expr, binding: Binding, kinds: Mapping[str, Kind]) -> Kind:
    if not isinstance(node, ast.Name) or binding.rule.param(node.id) is None:
        raise RuleError(f"{binding.rule.where}: a guard is about parameters, not {ast.unparse(node)}")
    if node.id in kinds:
        return kinds[node.id]
    param = binding.rule.param(node.id)
    return literal_kind(param.default) if param is not None and param.default is not None else Unknown()


def literal_kind(default: str) -> Kind:
    try:
        value = ast.literal_eval(default)
    except (ValueError, SyntaxError):
        return Unknown()
    match value:
        case None:
            return Nothing()
        case str():
            return Text(value)
        case bool() | int() | float():
            return Number(type(value).__name__, value)
    return Unknown()


def compare(left: ast.expr, op: ast.cmpop, right: ast.expr, binding: Binding, kinds: Mapping[str, Kind]) -> Verdict:
    if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(right, ast.Constant) and right.value is None:
        verdict = is_nothing(argument_kind(left, binding, kinds))
        return verdict if verdict is None or isinstance(op, ast.Is) else not verdict
    if type(op) not in COMPARISONS:
        raise RuleError(f"{binding.rule.where}: not a guard: {ast.unparse(ast.Compare(left, [op], [right]))}")
    values = [term(side, binding, kinds) for side in (left, right)]
    if any(v is NOT_KNOWN for v in values):
        return None
    try:
        return bool(COMPARISONS[type(op)](*values))
    except TypeError:
        return None


def term(node: ast.expr, binding: Binding, kinds: Mapping[str, Kind]) -> object:
    """The value of one side of a comparison: a literal, an argument's, or its ndim, dtype, length."""
    match node:
        case ast.Constant(value):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
            return -value
        case ast.Tuple(items):
            return tuple(term(item, binding, kinds) for item in items)
        case ast.Call(ast.Name("ndim"), [argument]):
            return _ndim(argument_kind(argument, binding, kinds))
        case ast.Call(ast.Name("count"), [ast.Name(name)]) if name == binding.rule.star:
            starred = any(isinstance(a, ast.Starred) for a in binding.star)
            return NOT_KNOWN if starred else len(binding.star)
        case ast.Call(ast.Name("count"), [ast.Name() as argument]):
            kind = argument_kind(argument, binding, kinds)
            return len(kind.items) if isinstance(kind, Tuple) else NOT_KNOWN
        case ast.Call(ast.Name("width"), [argument]):
            shape = as_array(argument_kind(argument, binding, kinds)).shape
            return shape[-1] if shape and isinstance(shape[-1], int) else NOT_KNOWN
        case ast.Call(ast.Name("dtype"), [argument]):
            kind = argument_kind(argument, binding, kinds)
            return kind.dtype if isinstance(kind, Array) and kind.dtype else NOT_KNOWN
        case ast.Name():
            return value_of(argument_kind(node, binding, kinds))
    raise RuleError(f"{binding.rule.where}: not a guard: {ast.unparse(node)}")


def value_of(kind: Kind) -> object:
    match kind:
        case Number(_, int() | float() as value):
            return value
        case Text(str() as value):
            return value
        case Nothing():
            return None
        case Array() | Many():
            return ...  # some value, but none that equals a literal
        case Tuple(items):
            values = tuple(value_of(i) for i in items)
            return NOT_KNOWN if any(v is NOT_KNOWN for v in values) else values
    return NOT_KNOWN


def is_nothing(kind: Kind) -> Verdict:
    return None if isinstance(kind, (Unknown, Never)) else isinstance(kind, Nothing)


def _ndim(kind: Kind) -> object:
    match kind:
        case Array() if kind.ndim is not None:
            return kind.ndim
        case Number():
            return 0
        case Tuple(items) if items:
            ranks = [_ndim(i) for i in items]
            return NOT_KNOWN if NOT_KNOWN in ranks else 1 + max(r for r in ranks if isinstance(r, int))
        case Many(item):
            inner = _ndim(item)
            return NOT_KNOWN if inner is NOT_KNOWN else inner + 1  # type: ignore[operator]
    return NOT_KNOWN


def settled(kind: Kind) -> bool:
    """Whether it is known what the value is at all."""
    return not isinstance(kind, (Unknown, Never)) and not (isinstance(kind, Array) and kind.number)


def is_scalar(kind: Kind) -> Verdict:
    return isinstance(kind, Number) if settled(kind) else None


def is_array(kind: Kind) -> Verdict:
    return isinstance(kind, Array) if settled(kind) else None


def is_list(kind: Kind) -> Verdict:
    listed = isinstance(kind, (Tuple, Many)) or (isinstance(kind, Container) and kind.type == "list")
    return listed if settled(kind) else None


def holds_arrays(kind: Kind) -> Verdict:
    """A list or tuple, nested or not, with arrays in it."""
    match kind:
        case Tuple(items):
            verdicts = [True if isinstance(i, Array) else holds_arrays(i) for i in items]
            return True if True in verdicts else None if None in verdicts else False
        case Many(item):
            return True if isinstance(item, Array) else holds_arrays(item)
        case Unknown() | Never():
            return None
    return False


def holds_text(kind: Kind) -> Verdict:
    """A list of strings: no tensor holds them."""
    match kind:
        case Tuple(items):
            return any(isinstance(i, Text) for i in items)
        case Many(item):
            return isinstance(item, Text)
    return False


def all_arrays(kind: Kind) -> Verdict:
    """A list or tuple of nothing but arrays."""
    match kind:
        case Tuple(items) if items:
            verdicts = [is_array(i) for i in items]
            return False if False in verdicts else None if None in verdicts else True
        case Many(item):
            return is_array(item)
        case Unknown() | Never():
            return None
    return False


def holds_rows(kind: Kind) -> Verdict:
    """A list of lists of nothing but arrays."""
    match kind:
        case Tuple(items) if items:
            verdicts = [all_arrays(i) for i in items]
            return False if False in verdicts else None if None in verdicts else True
        case Many(item):
            return all_arrays(item)
    return all_arrays(kind)


def is_flat(kind: Kind) -> Verdict:
    """A list of arrays and numbers, and of no further lists."""
    match kind:
        case Tuple(items):
            return all(isinstance(i, (Array, Number)) for i in items)
    return None


def holds_lists(kind: Kind) -> Verdict:
    """A list of lists of numbers."""
    match kind:
        case Tuple(items) if items:
            verdicts = [is_list(i) and holds_arrays(i) is False and holds_text(i) is False for i in items]
            return False if False in verdicts else None if None in verdicts else True
    return None


def _is_dtype(*starts: str) -> Callable[[Kind], Verdict]:
    def predicate(kind: Kind) -> Verdict:
        match kind:
            case Array(dtype) if dtype is not None:
                return dtype.startswith(starts)
            case Number(type_):
                return type_.startswith(starts)
            case Tuple(items) if items:
                verdicts = [predicate(i) for i in items if not isinstance(i, Text)]
                return None if None in verdicts else all(verdicts)
            case Many(item):
                return predicate(item)
            case DType(name):
                return name.startswith(starts)
        return None

    return predicate


def same_dtype(a: Kind, b: Kind) -> Verdict:
    match a, b:
        case Array(str() as mine), Array(str() as theirs):
            return mine == theirs
        case Array(str() as mine), DType(theirs):
            return mine == theirs
        case Number(mine), Number(theirs):
            return mine == theirs
    return None


def is_filled(kind: Kind) -> Verdict:
    """An array that has elements."""
    shape = as_array(kind).shape
    return None if shape is None or not all(isinstance(s, int) for s in shape) else 0 not in shape


def is_odd(kind: Kind) -> Verdict:
    """An array with a known odd number of elements in its last dimension."""
    shape = as_array(kind).shape
    return shape[-1] % 2 == 1 if shape and isinstance(shape[-1], int) else None


def is_rising(kind: Kind) -> Verdict:
    """A list of numbers that are known, each at least as large as the one before."""
    if not isinstance(kind, Tuple):
        return None
    values = [i.value for i in kind.items if isinstance(i, Number)]
    if len(values) < len(kind.items) or not all(isinstance(v, (int, float)) for v in values):
        return None
    return all(a <= b for a, b in pairwise(values))  # type: ignore[operator]


def same_shape(a: Kind, b: Kind) -> Verdict:
    shapes: list[Shape | None] = [k.shape if isinstance(k, Array) else None for k in (a, b)]
    if shapes[0] is None or shapes[1] is None or None in shapes[0] + shapes[1]:
        return None
    return shapes[0] == shapes[1]


def is_positive(kind: Kind) -> Verdict:
    """A number that is known to be above zero: a size is."""
    match kind:
        case Number():
            return kind.positive
        case Unknown() | Never():
            return None
    return False


def promote_alike(*kinds: Kind) -> Verdict:
    """Arrays, or a list of them, to which PyTorch gives the dtype in common that NumPy gives them."""
    items = [
        i for k in kinds for i in (k.items if isinstance(k, Tuple) else (k.item,) if isinstance(k, Many) else (k,))
    ]
    dtypes = [as_array(i).dtype for i in items]
    if None in dtypes:
        return None
    return not (any(d in ("int32", "int64") for d in dtypes) and "float32" in dtypes and "float64" not in dtypes)


def same_dtypes(kind: Kind) -> Verdict:
    """A list of arrays of one dtype."""
    match kind:
        case Tuple(items):
            arrays = [i for i in items if not isinstance(i, Text)]
            if arrays and all(isinstance(i, Array) and i.dtype for i in arrays):
                return len({i.dtype for i in arrays if isinstance(i, Array)}) == 1
        case Many(Array(dtype)) if dtype:
            return True
    return None


PREDICATES: dict[str, Callable[..., Verdict]] = {
    "is_scalar": is_scalar,
    "is_array": is_array,
    "is_list": is_list,
    "is_boxed": lambda kind: kind.boxed if isinstance(kind, Array) else None,
    "is_tuple": lambda kind: isinstance(kind, Tuple) if settled(kind) else None,
    "is_slice": lambda kind: kind == External("builtins.slice") if settled(kind) else None,
    "is_text": lambda kind: isinstance(kind, Text) if settled(kind) else None,
    "holds_arrays": holds_arrays,
    "holds_text": holds_text,
    "all_arrays": all_arrays,
    "holds_rows": holds_rows,
    "holds_lists": holds_lists,
    "is_flat": is_flat,
    "is_float": _is_dtype("float"),
    "is_int": _is_dtype("int", "uint"),
    "is_bool": _is_dtype("bool"),
    "is_long": _is_dtype("int64"),
    "is_complex": _is_dtype("complex"),
    "same_dtype": same_dtype,
    "same_dtypes": same_dtypes,
    "promote_alike": promote_alike,
    "same_shape": same_shape,
    "is_rising": is_rising,
    "is_odd": is_odd,
    "is_filled": is_filled,
    "is_positive": is_positive,
}
