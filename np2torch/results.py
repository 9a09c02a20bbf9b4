"""What a rule's return annotation says about the kind of its result."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .kind import Array, DType, Kind, Many, Nothing, Number, Shape, Size, Text, Tuple, Unknown, join
from .operations import broadcast, matmul_shape, promote, promote_number
from .rule import Binding, Rule

SYNONYMS = {"dim": "axis", "keepdim": "keepdims", "input": "a", "other": "b", "correction": "ddof", "size": "shape"}


@dataclass(frozen=True)
class Arguments:
    """The kinds of a call's arguments by parameter, torch's parameter names read as NumPy's."""

    rule: Rule
    binding: Binding
    kinds: Mapping[str, Kind]

    def of(self, *names: str) -> Kind | None:
        for name in names:
            for own in (name, *(k for k, v in SYNONYMS.items() if v == name)):
                if own in self.kinds:
                    return self.kinds[own]
        return None

    @property
    def first(self) -> Kind:
        name = self.rule.params[0].name if self.rule.params else ""
        return self.kinds.get(name, Unknown())

    @property
    def library(self) -> str:
        return "torch" if self.binding.spelling.startswith("torch.") else "numpy"

    def array(self, kind: Kind | None = None) -> Array:
        return as_array(self.first if kind is None else kind, self.library)

    def literal(self, *names: str) -> object:
        """The value of an argument where it is known, its default where left out, `...` where neither."""
        kind = self.of(*names)
        if kind is None:
            return self.default(*names)
        match kind:
            case Nothing():
                return None
            case Number(_, value) if value is not None:
                return value
            case Text(str() as value):
                return value
            case Tuple(items):
                values = tuple(i.value if isinstance(i, Number) else None for i in items)
                return values
        return ...

    def default(self, *names: str) -> object:
        for name in names:
            param = self.rule.param(name) or next((self.rule.param(k) for k, v in SYNONYMS.items() if v == name and self.rule.param(k)), None)
            if param is not None and param.default is not None:
                try:
                    return ast.literal_eval(param.default)
                except (ValueError, SyntaxError):
                    return ...
        return None


def as_array(kind: Kind, library: str = "numpy") -> Array:
    """A value as the array that NumPy would make of it."""
    match kind:
        case Array():
            return kind
        case Number(type_):
            return Array({"float": "float64", "int": "int64", "bool": "bool"}.get(type_, "complex128"), (), library)
        case Tuple(items):
            return stacked([as_array(i, library) for i in items], library)
        case Many(item, size):
            inner = as_array(item, library)
            return Array(inner.dtype, None if inner.shape is None else (size, *inner.shape), library)
    return Array(None, None, library)


def stacked(items: list[Array], library: str) -> Array:
    if not items:
        return Array("float64", (0,), library)
    dtype, shape = items[0].dtype, items[0].shape
    for item in items[1:]:
        dtype = promote(dtype, item.dtype)
        shape = None if shape is None or item.shape is None or len(item.shape) != len(shape) else shape
    return Array(dtype, None if shape is None else (len(items), *shape), library)


def floating(dtype: str | None) -> str | None:
    if dtype is None:
        return None
    return "float64" if dtype == "bool" or "int" in dtype else dtype


def given_dtype(a: Arguments, otherwise: str | None) -> str | None:
    match a.of("dtype"):
        case DType(name):
            return name
        case Text(str() as name):
            return {"float": "float64", "int": "int64"}.get(name, name)
        case None | Nothing():
            return otherwise
    return None


def size_of(kind: Kind | None) -> Shape | None:
    """A shape argument: a number, or a tuple of numbers."""
    match kind:
        case Number():
            return (kind.size,)
        case Tuple(items):
            return tuple(i.size if isinstance(i, Number) else None for i in items)
    return None


def axes_of(a: Arguments, ndim: int) -> tuple[int, ...] | None | object:
    """The axes that are reduced; None for all, `...` for not known."""
    axis = a.literal("axis")
    match axis:
        case None:
            return None
        case int():
            return (axis % ndim,) if ndim else ()
        case tuple() if all(isinstance(i, int) for i in axis):
            return tuple(i % ndim for i in axis)
    return ...


def reduced_shape(a: Arguments, shape: Shape | None) -> Shape | None:
    if shape is None:
        return () if a.literal("axis") is None and a.literal("keepdims") in (False, None) else None
    axes, keep = axes_of(a, len(shape)), a.literal("keepdims")
    if axes is ... or keep is ...:
        return None
    every = set(range(len(shape))) if axes is None else set(axes)  # type: ignore[call-overload]
    if keep:
        return tuple(1 if i in every else s for i, s in enumerate(shape))
    return tuple(s for i, s in enumerate(shape) if i not in every)


def like(a: Arguments) -> Kind:
    kind = a.array()
    return Array(given_dtype(a, kind.dtype), kind.shape, a.library)


def as_floats(a: Arguments) -> Kind:
    if isinstance(a.first, Number):
        return Number("float")
    kind = a.array()
    return Array(floating(kind.dtype), kind.shape, a.library)


def as_bools(a: Arguments) -> Kind:
    kinds = [as_array(k, a.library) for k in list(a.kinds.values())[:2]]
    shape = kinds[0].shape
    for kind in kinds[1:]:
        shape = broadcast(shape, kind.shape)
    return Array("bool", shape, a.library)


def promoted(a: Arguments) -> Kind:
    operands = [k for k in a.kinds.values() if not isinstance(k, (Nothing, DType, Text))]
    if operands and all(isinstance(k, Number) for k in operands):
        return join_numbers(operands)
    arrays = [as_array(k, a.library) for k in operands if not isinstance(k, Number)]
    dtype, shape = arrays[0].dtype if arrays else None, arrays[0].shape if arrays else None
    for array in arrays[1:]:
        dtype, shape = promote(dtype, array.dtype), broadcast(shape, array.shape)
    for kind in operands:
        if isinstance(kind, Number):
            dtype = promote_number(dtype, kind.type)
    return Array(dtype, shape, a.library)


def join_numbers(kinds: list[Kind]) -> Kind:
    result = kinds[0]
    for kind in kinds[1:]:
        result = join(result, kind)
    return Number(result.type) if isinstance(result, Number) else Number("float")


def promoted_float(a: Arguments) -> Kind:
    kind = promoted(a)
    if isinstance(kind, Array):
        return Array(floating(kind.dtype), kind.shape, kind.library)
    return Number("float")


def chosen(a: Arguments) -> Kind:
    """`where(condition, x, y)`."""
    values = {n: k for n, k in a.kinds.items() if n != a.rule.params[0].name}
    if not values:
        condition = a.array()
        return Tuple(tuple(Array("int64", (None,), a.library) for _ in condition.shape or (0,)))
    value = promoted(Arguments(a.rule, a.binding, values))
    inner = as_array(value, a.library)
    return Array(inner.dtype, broadcast(a.array().shape, inner.shape), a.library)


def reduced(a: Arguments) -> Kind:
    kind = a.array()
    dtype = "int64" if kind.dtype in ("bool", "int32", "int16", "int8") else kind.dtype
    return Array(given_dtype(a, dtype), reduced_shape(a, kind.shape), a.library)


def extreme(a: Arguments) -> Kind:
    kind = a.array()
    return Array(kind.dtype, reduced_shape(a, kind.shape), a.library)


def torch_extreme(a: Arguments) -> Kind:
    """`torch.max`: with a dim, values and indices."""
    if a.of("axis") is None:
        return Array(a.array().dtype, (), a.library)
    shape = reduced_shape(a, a.array().shape)
    return Tuple((Array(a.array().dtype, shape, a.library), Array("int64", shape, a.library)))


def averaged(a: Arguments) -> Kind:
    kind = a.array()
    return Array(given_dtype(a, floating(kind.dtype)), reduced_shape(a, kind.shape), a.library)


def index(a: Arguments) -> Kind:
    return Array("int64", reduced_shape(a, a.array().shape), a.library)


def verdict(a: Arguments) -> Kind:
    return Array("bool", reduced_shape(a, a.array().shape), a.library)


def shaped(a: Arguments) -> Kind:
    star = a.rule.star
    shape = size_of(a.kinds[star]) if star in a.kinds else size_of(a.of("shape", "size"))
    if star in a.kinds and isinstance(a.kinds[star], Tuple):
        items = a.kinds[star].items  # type: ignore[union-attr]
        if len(items) == 1 and isinstance(items[0], (Tuple, Many)):
            shape = size_of(items[0])
    return Array(given_dtype(a, "float64"), shape, a.library)


def filled(a: Arguments) -> Kind:
    value = as_array(a.of("fill_value") or Unknown())
    kind = shaped(a) if a.of("shape", "size") is not None else like(a)
    return Array(given_dtype(a, value.dtype), kind.shape if isinstance(kind, Array) else None, a.library)


def square(a: Arguments) -> Kind:
    rows = a.of("N", "n")
    columns = a.of("M", "m") or rows
    sizes = [k.size if isinstance(k, Number) else None for k in (rows, columns)]
    return Array(given_dtype(a, "float64"), tuple(sizes), a.library)


def literal(a: Arguments) -> Kind:
    kind = as_array(a.first, a.library)
    return Array(given_dtype(a, kind.dtype), kind.shape, a.library)


def counted(a: Arguments) -> Kind:
    numbers = [a.of("start", "start_or_stop"), a.of("stop", "end"), a.of("step")]
    present = [k for k in numbers if k is not None and not isinstance(k, Nothing)]
    type_ = "int64" if all(isinstance(k, Number) and k.type == "int" for k in present) else "float64"
    return Array(given_dtype(a, type_), (count(numbers),), a.library)


def count(numbers: list[Kind | None]) -> Size:
    start, stop, step = (k.value if isinstance(k, Number) else None if k is None or isinstance(k, Nothing) else ... for k in numbers)
    if stop is None:
        start, stop = 0, start
    if start is None:
        start = 0
    if step is None:
        step = 1
    if isinstance(stop, str) and start == 0 and step == 1:
        return stop
    if all(isinstance(v, (int, float)) for v in (start, stop, step)) and step:
        return max(0, -int(-(stop - start) // step))  # type: ignore[operator]
    return None


def spaced(a: Arguments) -> Kind:
    number = a.of("num", "steps")
    size = number.size if isinstance(number, Number) else 50 if number is None else None
    return Array(given_dtype(a, "float64"), (size,), a.library)


def product(a: Arguments) -> Kind:
    left, right = [as_array(k, a.library) for k in list(a.kinds.values())[:2]] or [Array(), Array()]
    return Array(promote(left.dtype, right.dtype), matmul_shape(left.shape, right.shape), a.library)


def dotted(a: Arguments) -> Kind:
    kinds = list(a.kinds.values())[:2]
    if any(isinstance(k, Number) or (isinstance(k, Array) and k.shape == ()) for k in kinds):
        return promoted(a)
    left, right = (as_array(k, a.library) for k in kinds)
    shape = None
    if left.shape and right.shape:
        last = right.shape[:-2] + right.shape[-1:] if len(right.shape) > 1 else ()
        shape = left.shape[:-1] + last
    return Array(promote(left.dtype, right.dtype), shape, a.library)


def outer(a: Arguments) -> Kind:
    left, right = (as_array(k, a.library) for k in list(a.kinds.values())[:2])
    sizes = [s[0] if s is not None and len(s) == 1 else None for s in (left.shape, right.shape)]
    return Array(promote(left.dtype, right.dtype), tuple(sizes), a.library)


def transposed(a: Arguments) -> Kind:
    kind = a.array()
    order = a.literal("axes", "dims")
    star = a.rule.star
    if star in a.kinds:
        order = size_of(a.kinds[star])
    if kind.shape is None:
        return Array(kind.dtype, None, a.library)
    if isinstance(order, tuple) and all(isinstance(i, int) and -len(kind.shape) <= i < len(kind.shape) for i in order):
        return Array(kind.dtype, tuple(kind.shape[i] for i in order), a.library)
    return Array(kind.dtype, kind.shape[::-1] if order in (None, ()) else (None,) * len(kind.shape), a.library)


def reshaped(a: Arguments) -> Kind:
    kind = a.array()
    star = a.rule.star
    target = a.kinds[star] if star in a.kinds else a.of("shape", "newshape", "size")
    if isinstance(target, Tuple) and len(target.items) == 1 and isinstance(target.items[0], Tuple):
        target = target.items[0]
    return Array(kind.dtype, resized(kind.shape, size_of(target)), a.library)


def resized(shape: Shape | None, target: Shape | None) -> Shape | None:
    if target is None or -1 not in target:
        return target
    known = 1
    for size in target:
        if not isinstance(size, int):
            return tuple(None if s == -1 else s for s in target)
        known *= 1 if size == -1 else size
    total = total_size(shape)
    if total is None and shape is not None and known == 1 and all(s == 1 for s in shape[1:]):
        return tuple(shape[0] if s == -1 else s for s in target)
    return tuple((total // known if total is not None and known else None) if s == -1 else s for s in target)


def total_size(shape: Shape | None) -> int | None:
    total = 1
    for size in shape if shape is not None else (None,):
        if not isinstance(size, int):
            return None
        total *= size
    return total


def flat(a: Arguments) -> Kind:
    kind = a.array()
    size: Size = total_size(kind.shape)
    if size is None and kind.shape is not None and len(kind.shape) == 1:
        size = kind.shape[0]
    return Array(kind.dtype, (size,), a.library)


def squeezed(a: Arguments) -> Kind:
    kind, axis = a.array(), a.literal("axis")
    if kind.shape is None or (axis is None and None in kind.shape) or axis is ...:
        return Array(kind.dtype, None, a.library)
    if axis is None:
        return Array(kind.dtype, tuple(s for s in kind.shape if s != 1), a.library)
    axes = axes_of(a, len(kind.shape))
    return Array(kind.dtype, tuple(s for i, s in enumerate(kind.shape) if i not in axes), a.library)  # type: ignore[operator]


def expanded(a: Arguments) -> Kind:
    kind, axis = a.array(), a.literal("axis")
    if kind.shape is None or not isinstance(axis, int):
        return Array(kind.dtype, None, a.library)
    at = axis % (len(kind.shape) + 1)
    return Array(kind.dtype, (*kind.shape[:at], 1, *kind.shape[at:]), a.library)


def joined(a: Arguments) -> Kind:
    kind, axis = a.first, a.literal("axis")
    if not isinstance(kind, Tuple) or not isinstance(axis, int):
        inner = as_array(kind.item, a.library) if isinstance(kind, Many) else Array()
        return Array(inner.dtype, None if inner.shape is None else (None,) * len(inner.shape), a.library)
    items = [as_array(i, a.library) for i in kind.items]
    dtype = items[0].dtype if items else None
    for item in items[1:]:
        dtype = promote(dtype, item.dtype)
    return Array(dtype, joined_shape([i.shape for i in items], axis), a.library)


def joined_shape(shapes: list[Shape | None], axis: int) -> Shape | None:
    known = [s for s in shapes if s is not None]
    if len(known) != len(shapes) or not known or len({len(s) for s in known}) != 1 or not known[0]:
        return None
    at = axis % len(known[0])
    sizes = [s[at] for s in known]
    total: Size = sum(s for s in sizes if isinstance(s, int)) if all(isinstance(s, int) for s in sizes) else None
    merged = tuple(next((s[i] for s in known if s[i] is not None), None) for i in range(len(known[0])))
    return (*merged[:at], total, *merged[at + 1 :])


def stacked_along(a: Arguments) -> Kind:
    kind, axis = a.first, a.literal("axis")
    inner = as_array(kind, a.library)
    if inner.shape is None or axis in (0, None):
        return inner
    if axis in (1, -1) and len(inner.shape) == 2:
        return Array(inner.dtype, inner.shape[::-1], a.library)
    return Array(inner.dtype, (None,) * len(inner.shape), a.library)


def columns(a: Arguments) -> Kind:
    inner = as_array(a.first, a.library)
    if inner.shape is not None and len(inner.shape) == 2:
        return Array(inner.dtype, inner.shape[::-1], a.library)
    if isinstance(a.first, Tuple):
        items = [as_array(i, a.library) for i in a.first.items]
        shapes = [None if i.shape is None else (*i.shape, 1) if len(i.shape) == 1 else i.shape for i in items]
        return Array(inner.dtype, joined_shape(list(shapes), 1), a.library)
    return Array(inner.dtype, None, a.library)


def rows(a: Arguments) -> Kind:
    inner = as_array(a.first, a.library)
    if inner.shape is not None and len(inner.shape) == 2:
        return inner
    return Array(inner.dtype, None if inner.shape is None else (None,) * (len(inner.shape) - 1), a.library)


def copied(a: Arguments) -> Kind:
    return Array(a.array().dtype, a.array().shape, a.library)


def cast(a: Arguments) -> Kind:
    kind = a.array()
    for argument in a.kinds.values():
        if isinstance(argument, DType):
            return Array(argument.name, kind.shape, a.library)
        if isinstance(argument, Text):
            return Array(given_dtype(a, None), kind.shape, a.library)
        if isinstance(argument, Array) and argument is not a.first:
            return Array(argument.dtype, kind.shape, a.library)
    return Array(kind.dtype if len(a.kinds) == 1 else None, kind.shape, a.library)


def caster(dtype: str) -> Callable[[Arguments], Kind]:
    return lambda a: Array(dtype, a.array().shape, a.library)


def some_shape(a: Arguments) -> Kind:
    kind = a.array()
    loose = Array(kind.dtype, None if kind.shape is None else (None,) * len(kind.shape), a.library)
    return loose


def drawn(type_: str, dtype: str) -> Callable[[Arguments], Kind]:
    def sample(a: Arguments) -> Kind:
        star, size = a.rule.star, a.of("size")
        if star is not None:
            shape = size_of(a.kinds[star]) if star in a.kinds else None
            return Array(dtype, shape) if a.binding.star else Number(type_)
        if size is None or isinstance(size, Nothing):
            arrays = [k for k in a.kinds.values() if isinstance(k, Array)]
            return Array(dtype, arrays[0].shape) if arrays else Number(type_)
        return Array(dtype, size_of(size))

    return sample


def permuted(a: Arguments) -> Kind:
    if isinstance(a.first, Number):
        return Array("int64", (a.first.size,))
    return as_array(a.first)


def picked(a: Arguments) -> Kind:
    """`random.choice(a, size)`."""
    size = a.of("size")
    pool = as_array(a.first)
    dtype = "int64" if isinstance(a.first, Number) else pool.dtype
    if size is None or isinstance(size, Nothing):
        return Number("int") if isinstance(a.first, Number) else Array(dtype, pool.shape[1:] if pool.shape else None)
    return Array(dtype, size_of(size))


def shape_of(a: Arguments) -> Kind:
    shape = a.array().shape
    if shape is None:
        return Many(Number("int"))
    axis = a.of("axis")
    sizes = tuple(Number("int", s) for s in shape)
    if isinstance(axis, Number):
        return sizes[axis.value] if isinstance(axis.value, int) and -len(sizes) <= axis.value < len(sizes) else Number("int")
    return Tuple(sizes)


def size(a: Arguments) -> Kind:
    shape = a.array().shape
    return Number("int", shape[0] if shape is not None and len(shape) == 1 else total_size(shape))


def python_number(a: Arguments) -> Kind:
    dtype = a.array().dtype or "float64"
    return Number("bool" if dtype == "bool" else "int" if "int" in dtype else "float")


def python_list(a: Arguments) -> Kind:
    kind: Kind = python_number(a)
    for size_ in reversed(a.array().shape or (None,)):
        kind = Many(kind, size_)
    return kind


def diagonal(a: Arguments) -> Kind:
    kind = a.array()
    if kind.shape is None:
        return kind
    if len(kind.shape) == 1:
        return Array(kind.dtype, kind.shape * 2, a.library)
    return Array(kind.dtype, (kind.shape[0] if kind.shape[0] == kind.shape[1] else None,), a.library)


def encoded(a: Arguments) -> Kind:
    classes = a.of("num_classes")
    shape = a.array().shape
    size_ = classes.size if isinstance(classes, Number) else None
    return Array("int64", None if shape is None else (*shape, size_), a.library)


def of_tensor(a: Arguments) -> Kind:
    """`torch.from_numpy(x)`, `x.numpy()`: the same values on the other side."""
    kind = as_array(a.first)
    other = "numpy" if a.binding.spelling == "torch.Tensor.numpy" else "torch"
    return Array(given_dtype(a, kind.dtype), kind.shape, other)


def loss(a: Arguments) -> Kind:
    reduction = a.literal("reduction")
    return Array(a.array().dtype, () if reduction in ("mean", "sum") else a.array().shape, a.library)


RESULTS: dict[str, Callable[[Arguments], Kind]] = {
    "Like": like,
    "Float": as_floats,
    "Bool": as_bools,
    "Promoted": promoted,
    "PromotedFloat": promoted_float,
    "Chosen": chosen,
    "Reduced": reduced,
    "Extreme": extreme,
    "TorchExtreme": torch_extreme,
    "Averaged": averaged,
    "Index": index,
    "Verdict": verdict,
    "Shaped": shaped,
    "Filled": filled,
    "Square": square,
    "Literal": literal,
    "Counted": counted,
    "Spaced": spaced,
    "Product": product,
    "Dotted": dotted,
    "Outer": outer,
    "Transposed": transposed,
    "Reshaped": reshaped,
    "Flat": flat,
    "Squeezed": squeezed,
    "Expanded": expanded,
    "Joined": joined,
    "Stacked": stacked_along,
    "Columns": columns,
    "Rows": rows,
    "Copied": copied,
    "Cast": cast,
    "CastFloat": caster("float32"),
    "CastDouble": caster("float64"),
    "CastLong": caster("int64"),
    "CastInt": caster("int32"),
    "CastBool": caster("bool"),
    "SomeShape": some_shape,
    "Diagonal": diagonal,
    "OneHot": encoded,
    "FromNumpy": of_tensor,
    "Loss": loss,
    "Sample": drawn("float", "float64"),
    "IntSample": drawn("int", "int64"),
    "Permuted": permuted,
    "Picked": picked,
    "ShapeOf": shape_of,
    "Count": size,
    "Rank": lambda a: Number("int", a.array().ndim),
    "PythonNumber": python_number,
    "PythonList": python_list,
    "DTypeOf": lambda a: DType(a.array().dtype) if a.array().dtype else Unknown(),  # type: ignore[arg-type]
    "float": lambda a: Number("float"),
    "int": lambda a: Number("int"),
    "bool": lambda a: Number("bool"),
    "None": lambda a: Nothing(),
    "Array": lambda a: Array(None, None, a.library),
    "Scalar0d": lambda a: Array(floating(a.array().dtype), (), a.library),
    "Self": lambda a: a.first,
}


def result_kind(rule: Rule, binding: Binding, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of a call's result, from the kinds of its arguments."""
    handler = RESULTS.get(rule.returns)
    return handler(Arguments(rule, binding, kinds)) if handler is not None else Unknown()
