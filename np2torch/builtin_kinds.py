"""What Python's own functions and methods return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from .facts import Content
from .kind import (
    Array,
    Container,
    External,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    OneOf,
    Sign,
    Size,
    Text,
    Tuple,
    Unknown,
    join_all,
)
from .operations import number_of

Heap = Mapping[int, Content]
Builtin = Callable[[list[Kind], Heap], Kind]


def elements(kind: Kind, heap: Heap) -> Kind:
    """The kind of an item when the value is iterated over."""
    match kind:
        case Array(shape=shape):
            return replace(kind, shape=shape[1:] if shape else None, number=False, boxed=False, mixed=False)
        case Tuple(items):
            return join_all(items)
        case Many(item):
            return item
        case Container("dict"):
            return Text()
        case Container(_, site):
            content = heap.get(site, Content())
            return join_all((content.item, *(content.items or ())))
        case OneOf(kinds):
            return join_all(elements(k, heap) for k in kinds)
        case Text():
            return Text()
        case External() if kind.foreign:
            return kind
        case Never():
            return kind
    return Unknown()


def length(kind: Kind, heap: Heap) -> Size:
    match kind:
        case Array(_, shape) if shape:
            return shape[0]
        case Tuple(items):
            return len(items)
        case Many(_, size):
            return size
        case Container("list", site):
            known = heap.get(site, Content()).items
            return None if known is None else len(known)
    return None


def of_range(arguments: list[Kind], heap: Heap) -> Kind:
    values = [k.value if isinstance(k, Number) else None for k in arguments]
    if all(isinstance(v, int) for v in values) and 1 <= len(values) <= 3 and not (len(values) == 3 and values[2] == 0):
        return Many(counter(arguments), len(range(*values)))  # type: ignore[arg-type]
    return Many(counter(arguments))


def counter(arguments: list[Kind]) -> Number:
    """What a range gives: not below its start, if it counts up."""
    start = arguments[0] if len(arguments) > 1 else Number("int", 0)
    up = len(arguments) < 3 or (isinstance(arguments[2], Number) and arguments[2].positive)
    return Number("int", sign=start.bound if isinstance(start, Number) and up else Sign.ANY)


def of_len(arguments: list[Kind], heap: Heap) -> Kind:
    return Number("int", length(arguments[0], heap), sign=Sign.ABOVE) if arguments else Unknown()


def of_float(arguments: list[Kind], heap: Heap) -> Kind:
    match arguments:
        case [Number(_, int() | float() as value)]:
            return Number("float", float(value))
    return Number("float")


def of_int(arguments: list[Kind], heap: Heap) -> Kind:
    match arguments:
        case [Number("int" | "bool") as number]:
            return Number("int", number.value)
        case [Number("float", float(value))] if abs(value) < 2**53:
            return Number("int", int(value))
    return Number("int")


def of_sum(arguments: list[Kind], heap: Heap) -> Kind:
    item = elements(arguments[0], heap) if arguments else Unknown()
    return Number("int") if isinstance(item, Number) and item.type == "bool" else without_value(item)


def of_extreme(arguments: list[Kind], heap: Heap) -> Kind:
    if len(arguments) == 1:
        return without_value(elements(arguments[0], heap))
    numbers = [a.value for a in arguments if isinstance(a, Number)]
    if len(numbers) == len(arguments) and all(v == numbers[0] for v in numbers):
        return arguments[0]
    return without_value(join_all(arguments))


def of_abs(arguments: list[Kind], heap: Heap) -> Kind:
    match arguments:
        case [Number(_, int() | float() as value)]:
            return number_of(abs(value))
        case [Array() as kind]:
            return replace(kind, boxed=False)
        case [Number() as kind]:
            return kind
    return Unknown()


def of_round(arguments: list[Kind], heap: Heap) -> Kind:
    match arguments:
        case [Number()]:
            return Number("int")
        case [Number() as kind, _]:
            return without_value(kind)
        case [Array(dtype, ()), *digits]:
            return Number("int") if dtype == "int64" or not digits else Number("float")
        case [Array() as kind, _]:
            return kind
    return Unknown()


def without_value(kind: Kind) -> Kind:
    return Number(kind.type, strong=kind.strong) if isinstance(kind, Number) else kind


def of_enumerate(arguments: list[Kind], heap: Heap) -> Kind:
    item = elements(arguments[0], heap) if arguments else Unknown()
    number = Number("int", sign=Sign.NOT_BELOW)
    return Many(Tuple((number, item)), length(arguments[0], heap) if arguments else None)


def of_zip(arguments: list[Kind], heap: Heap) -> Kind:
    sizes = {length(a, heap) for a in arguments}
    item = Tuple(tuple(elements(a, heap) for a in arguments))
    if arguments and all(isinstance(a, Tuple) for a in arguments):
        rows = zip(*(a.items for a in arguments if isinstance(a, Tuple)), strict=False)
        return Tuple(tuple(Tuple(row) for row in rows))
    return Many(item, sizes.pop() if len(sizes) == 1 else None)


def of_reversed(arguments: list[Kind], heap: Heap) -> Kind:
    if arguments and isinstance(arguments[0], Tuple):
        return Tuple(arguments[0].items[::-1])
    return Many(elements(arguments[0], heap) if arguments else Unknown())


def constant(kind: Kind) -> Builtin:
    return lambda arguments, heap: kind


def unknown(arguments: list[Kind], heap: Heap) -> Kind:
    return Unknown()


BUILTINS: dict[str, Builtin] = {
    "range": of_range,
    "len": of_len,
    "float": of_float,
    "int": of_int,
    "bool": constant(Number("bool")),
    "complex": constant(Number("complex")),
    "str": constant(Text()),
    "repr": constant(Text()),
    "format": constant(Text()),
    **dict.fromkeys(("ascii", "bin", "chr", "hex", "oct"), constant(Text())),
    "input": constant(Text()),
    "sum": of_sum,
    "max": of_extreme,
    "min": of_extreme,
    "abs": of_abs,
    "round": of_round,
    "pow": unknown,
    "divmod": unknown,
    "enumerate": of_enumerate,
    "zip": of_zip,
    "reversed": of_reversed,
    "iter": lambda arguments, heap: Many(elements(arguments[0], heap)) if arguments else Unknown(),
    "next": lambda arguments, heap: elements(arguments[0], heap) if arguments else Unknown(),
    "isinstance": constant(Number("bool")),
    "issubclass": constant(Number("bool")),
    "hasattr": constant(Number("bool")),
    "callable": constant(Number("bool")),
    "any": constant(Number("bool")),
    "all": constant(Number("bool")),
    "print": constant(Nothing()),
    **dict.fromkeys(
        "list tuple dict set sorted map filter getattr setattr type id object super open vars locals globals "
        "property staticmethod classmethod dir hash ord slice frozenset exec eval "
        "Exception ValueError TypeError RuntimeError NotImplementedError KeyError IndexError AssertionError "
        "ZeroDivisionError StopIteration FileNotFoundError OSError ImportError".split(),
        unknown,
    ),
}

# What shows a value, and is no operator of it: `str(x)` is not always `x.__str__()`.
SHOWING = frozenset({"str", "repr", "format"})

# What functions of the standard library give.
LIBRARY: dict[str, Kind] = {
    **dict.fromkeys((f"math.{f}" for f in "floor ceil trunc gcd lcm comb perm factorial isqrt".split()), Number("int")),
    **dict.fromkeys((f"math.{f}" for f in "isnan isinf isfinite isclose".split()), Number("bool")),
    **dict.fromkeys(
        (
            f"random.{f}"
            for f in "random uniform gauss normalvariate lognormvariate expovariate betavariate gammavariate triangular".split()
        ),
        Number("float"),
    ),
    **dict.fromkeys(("random.randint", "random.randrange", "random.getrandbits"), Number("int")),
    **dict.fromkeys((f"time.{f}" for f in "time perf_counter process_time monotonic".split()), Number("float")),
}

# What takes items out of a sequence: one, or several in a list.
TAKING = {"random.choice": False, "random.sample": True, "random.choices": True}
# What goes through the items of several sequences in turn.
JOINING = frozenset({"itertools.chain"})
# What comes out is what went in, as far as kinds go.
COPYING = frozenset({"copy.copy", "copy.deepcopy", "dataclasses.replace"})
# Modules that hold or hand on objects of any kind, and look at none of them.
HANDING_ON = frozenset({"collections", "copy", "dataclasses", "functools", "itertools", "operator", "types", "typing"})

Method = Callable[[Kind, Content | None, Sequence[Kind]], Kind]


def entry(receiver: Kind, content: Content | None, arguments: Sequence[Kind]) -> Kind:
    if content is None or not arguments:
        return Unknown()
    key = arguments[0]
    if isinstance(key, Text) and key.value is not None and key.value in content.entries:
        return content.entries[key.value]
    return join_all((content.item, *content.entries.values(), *arguments[1:2]))


def popped(receiver: Kind, content: Content | None, arguments: Sequence[Kind]) -> Kind:
    return Unknown() if content is None else join_all((content.item, *(content.items or ())))


def values(receiver: Kind, content: Content | None, arguments: Sequence[Kind]) -> Kind:
    if content is None:
        return Unknown()
    if isinstance(content.item, Never):
        return Tuple(tuple(content.entries.values()))
    return Many(join_all((content.item, *content.entries.values())))


def items(receiver: Kind, content: Content | None, arguments: Sequence[Kind]) -> Kind:
    if content is None:
        return Unknown()
    if isinstance(content.item, Never):
        return Tuple(tuple(Tuple((Text(k), v)) for k, v in content.entries.items()))
    return Many(Tuple((Text(), join_all((content.item, *content.entries.values())))))


def keys(receiver: Kind, content: Content | None, arguments: Sequence[Kind]) -> Kind:
    if content is not None and isinstance(content.item, Never):
        return Tuple(tuple(Text(k) for k in content.entries))
    return Many(Text())


def text(receiver: Kind, content: Content | None, arguments: Sequence[Kind]) -> Kind:
    return Text()


METHODS: dict[tuple[str, str], Method] = {
    ("list", "pop"): popped,
    ("list", "index"): lambda receiver, content, arguments: Number("int"),
    ("list", "count"): lambda receiver, content, arguments: Number("int"),
    ("list", "append"): lambda receiver, content, arguments: Nothing(),
    ("dict", "get"): entry,
    ("dict", "pop"): entry,
    ("dict", "setdefault"): entry,
    ("dict", "values"): values,
    ("dict", "items"): items,
    ("dict", "keys"): keys,
    **{("str", m): text for m in "format join strip upper lower replace ljust rjust center zfill".split()},
    ("str", "split"): lambda receiver, content, arguments: Many(Text()),
}
