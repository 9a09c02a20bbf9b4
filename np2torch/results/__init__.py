"""What a rule's return annotation says about the kind of its result.

An annotation is a word of the table below, `Word["parameter"]` for what is like another argument than the first,
`tuple[…]` for several results, or a class of NumPy (`np.random.Generator`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from ..dtype_names import dtype_kind
from ..guard import as_written, choose, has_foreign, is_foreign
from ..kind import (
    FOREIGN,
    Array,
    Container,
    DType,
    External,
    Kind,
    Many,
    Nothing,
    Number,
    Sign,
    Text,
    Tuple,
    Unknown,
    join_all,
    possible,
)
from ..operations import as_array, broadcast
from ..rule import Binding, Declined, Rule, names_in
from ..word_table import WORDS
from . import dtypes, shapes
from .arguments import OTHER_DTYPE, Arguments, product_of, sizes

Result = Callable[[Arguments], Kind]


# What returns arrays even where they have no dimension; of NumPy's scalars, some return scalars again.
BOXING = frozenset(
    {"ArrayLike", "Chosen", "Literal", "Shaped", "Filled", "Uninitialised", "UninitialisedLike", "Broadcast"}
)
ANSWER, ANSWERS = Array("bool"), frozenset({"Bool", "Bools", "Close", "Verdict"})  # whatever is asked about
KEEPING = frozenset({"Copied", "Transposed", "Reshaped", "Squeezed", "Cast"})


def result_kind(rule: Rule, binding: Binding, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of a call's result, from the kinds of its arguments."""
    choices = (dict(zip(kinds, choice, strict=True)) for choice in possible(tuple(kinds.values())))
    return join_all(result_of(rule, binding, choice) for choice in choices)


def result_of(rule: Rule, binding: Binding, kinds: Mapping[str, Kind]) -> Kind:
    kind = foreseen(annotation(rule.returns), Arguments(rule, binding, kinds))
    if not isinstance(kind, (Array, Tuple, Many)) or binding.spelling.startswith("torch."):
        return kind
    if is_foreign(kind) or has_foreign(rule, kinds):
        return kind
    try:
        result = choose(binding, kinds).result
    except Declined:
        return ANSWER if rule.returns in ANSWERS else loosened(kind)
    if not isinstance(kind, Array):
        return kind
    if kind.shape == () and rule.returns in BOXING | KEEPING:
        kind = replace(kind, boxed=not is_scalar_again(binding, kinds))
    if result is None or not is_plain_python(result, binding, kinds):
        return kind
    return replace(
        as_number(kind), strong=binding.spelling != "numpy.ndarray.item"
    )  # NumPy's scalar, but for `x.item()`


def is_scalar_again(binding: Binding, kinds: Mapping[str, Kind]) -> bool:
    """Whether it is NumPy's scalar, and stays one: `np.float64(1.5).T`."""
    first = kinds.get(binding.rule.params[0].name) if binding.rule.params else None
    is_scalar = isinstance(first, Array) and first.shape == () and not first.boxed
    return is_scalar and binding.rule.returns in KEEPING and binding.spelling != "numpy.copy"


def loosened(kind: Kind) -> Kind:
    """It stays NumPy's, for a reason that the annotation does not know."""
    match kind:
        case Array():
            return Array()
        case Tuple(items):
            return replace(kind, items=tuple(map(loosened, items)))
        case Many(item):
            return Many(loosened(item))
    return kind


@cache
def annotation(text: str) -> ast.expr:
    return ast.parse(text or "Unknown", mode="eval").body


def foreseen(words: ast.expr, a: Arguments) -> Kind:
    match words:
        case ast.Name(word):
            return RESULTS.get(word, unknown)(a)
        case ast.Constant(None):
            return Nothing()
        case ast.Subscript(ast.Name("tuple"), ast.Tuple([part, ast.Constant(e)])) if e is Ellipsis:
            count = a.count()
            return Many(foreseen(part, a)) if count is None else Tuple((foreseen(part, a),) * count)
        case ast.Subscript(ast.Name("tuple"), ast.Tuple(parts)):
            return Tuple(tuple(foreseen(p, a) for p in parts))
        case ast.Subscript(ast.Name("list"), part):
            return Many(foreseen(part, a))
        case ast.Subscript(ast.Name(word), ast.Constant(str(parameter))):
            return RESULTS.get(word, unknown)(replace(a, subject=parameter))
        case ast.Attribute() if ast.unparse(words).startswith("np."):
            return External(f"numpy.{ast.unparse(words)[3:]}")
    return Unknown()


PYTHON = (
    frozenset(
        [
            "math",
            "abs",
            "max",
            "min",
            "round",
            "float",
            "int",
            "bool",
            "pow",
            "sum",
            "enumerate",
            "always",
            "fresh",
            "namesake",
        ]
    )
    | WORDS.keys()
)


def is_plain_python(result: ast.expr, binding: Binding, kinds: Mapping[str, Kind]) -> bool:
    """Whether a rule's result is a Python number: `math.sqrt(2.0)`, `torch.count_nonzero(a).item()`."""
    if takes_item(result):
        return True
    left_out = {p.name for p in binding.rule.params} - kinds.keys()
    counted = {n.id for n in ast.walk(result) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = names_in(result) - PYTHON - left_out - counted
    return all(is_python(as_written(binding, n, kinds.get(n, Unknown()))) for n in names)


def is_python(kind: Kind) -> bool:
    """A number, or a list of them."""
    items = kind.items if isinstance(kind, Tuple) else (kind,)
    return all(isinstance(item, (Number, Text)) for item in items)


def as_number(kind: Array) -> Number:
    dtype = kind.dtype or "float64"
    type_ = "complex" if dtype.startswith("complex") else "int" if "int" in dtype else "float"
    return Number("bool" if dtype == "bool" else type_)


def takes_item(result: ast.expr) -> bool:
    """`x.item()`, `int(x)`."""
    if isinstance(result, ast.Call) and isinstance(result.func, ast.Name) and result.func.id == "int":
        return True
    return isinstance(result, ast.Call) and isinstance(result.func, ast.Attribute) and result.func.attr == "item"


# --- arrays: a dtype and a shape ----------------------------------------------------------------------------


def array(dtype: dtypes.DTypeOf, shape: shapes.ShapeOf) -> Result:
    return lambda a: Array(dtype(a), shape(a), a.library)


def unknown(a: Arguments) -> Kind:
    return Unknown()


def chosen(a: Arguments) -> Kind:
    """`where(condition, x, y)`; with a condition alone, the places where it holds."""
    condition = a.array()
    values = {n: k for n, k in a.kinds.items() if n != a.rule.params[0].name}
    if not values:
        return places(a)
    pair = replace(a, rule=replace(a.rule, params=a.rule.params[1:]), kinds=values)
    return Array(dtypes.promoted(pair), broadcast(condition.shape, shapes.broadcasted(pair)), a.library)


def places(a: Arguments) -> Kind:
    """Indices of elements, an array for each dimension."""
    index, rank = Array("int64", (None,), a.library), a.array().ndim
    return Many(index, is_tuple=True) if rank is None else Tuple((index,) * max(rank, 1))


def torch_extreme(a: Arguments) -> Kind:
    """`torch.max`: with a dim, values and indices."""
    if a.of("axis") is None:
        return Array(dtypes.own(a), (), a.library)
    shape = shapes.reduced(a)
    return Tuple((Array(dtypes.own(a), shape, a.library), Array("int64", shape, a.library)))


def counted(a: Arguments) -> Kind:
    """`arange`: of integers, integers."""
    bounds = [a.of("start", "start_or_stop"), a.of("stop", "end"), a.of("step")]
    present = [as_array(k) for k in bounds if k is not None and not isinstance(k, Nothing)]
    whole = all(k.dtype is not None and "int" in k.dtype for k in present)
    return Array(a.dtype("int64" if whole else "float64"), shapes.counted(a), a.library)


def filled(a: Arguments) -> Kind:
    value = as_array(a.of("fill_value") or Unknown())
    return Array(a.dtype(value.dtype), shapes.asked(a), a.library)


def other_library(a: Arguments) -> Kind:
    """`torch.from_numpy(x)`, `x.numpy()`: the same values on the other side."""
    other = "numpy" if a.binding.spelling == "torch.Tensor.numpy" else "torch"
    return Array(dtypes.own(a), a.array().shape, other)


def loss(a: Arguments) -> Kind:
    whole = a.literal("reduction") not in ("mean", "sum")
    return Array(dtypes.own(a), a.array().shape if whole else (), a.library)


def encoded(a: Arguments) -> Kind:
    """`one_hot`."""
    classes, shape = a.of("num_classes"), a.array().shape
    size = classes.size if isinstance(classes, Number) else None
    return Array("int64", None if shape is None else (*shape, size), a.library)


def grids(a: Arguments) -> Kind:
    """`meshgrid`: an array for each axis, all of the same shape."""
    arrays = [as_array(k, a.library) for k in a.collected()]
    sizes_ = [None if k.shape is None else product_of(k.shape) if k.shape else 1 for k in arrays]
    if a.literal("sparse") is not False:
        return Tuple(tuple(Array(k.dtype, (None,) * len(arrays), a.library) for k in arrays))
    if a.literal("indexing") == "xy":
        sizes_[:2] = sizes_[:2][::-1]
    return Tuple(tuple(Array(k.dtype, tuple(sizes_), a.library) for k in arrays)) if arrays else Many(Array())


def each_or_one(a: Arguments) -> Kind:
    """Of one array an array, of several a tuple."""
    arrays = tuple(Array(as_array(k).dtype, None, a.library) for k in a.collected())
    return arrays[0] if len(arrays) == 1 else Tuple(arrays)


def slopes(a: Arguments) -> Kind:
    """`gradient`: along one axis an array, along all axes one for each."""
    part = Array(dtypes.floating(a), a.array().shape, a.library)
    if part.ndim is None and a.literal("axis") is None:
        return Array(part.dtype, None, a.library)
    return part if a.literal("axis") is not None or part.ndim == 1 else Many(part)


def histogram2d(a: Arguments) -> Kind:
    """`histogram2d`: counts, and the edges along both axes, which may be given."""
    counts, bins = Array("float64", (None, None), a.library), a.of("bins")
    edges = Array("float64", (None,), a.library)
    match bins:
        case Tuple((one, other)) if not isinstance(one, Number) and not isinstance(other, Number):
            return Tuple((counts, as_array(one, a.library), as_array(other, a.library)))
        case None | Number():
            return Tuple((counts, edges, edges))
    return Tuple((counts, replace(edges, dtype=None), replace(edges, dtype=None)))


def distinct(a: Arguments) -> Kind:
    """`unique`: the values, and what else is asked for."""
    shape = (None,) if a.of("axis") is None else None
    values, index = Array(dtypes.own(a), shape, a.library), Array("int64", None, a.library)
    asked = [a.literal(f"return_{what}") for what in ("index", "inverse", "counts")]
    return Tuple((values, *(index for wanted in asked if wanted))) if any(asked) else values


def loaded(a: Arguments) -> Kind:
    """`load`: an array, or an archive of arrays."""
    archive = isinstance(a.first, Text) and a.first.value is not None and a.first.value.endswith(".npz")
    return External("numpy.lib.npyio.NpzFile") if archive else Array()


def literal(a: Arguments) -> Kind:
    """`array`: with as many dimensions as are asked for."""
    shape, least = shapes.whole(a), a.literal("ndmin")
    if shape is not None and isinstance(least, int):
        shape = (1,) * (least - len(shape)) + shape
    return Array(a.dtype(dtypes.own(a)), shape, a.library)


def unique(*fields: str) -> Result:
    """`unique_counts`: the values and what else there is, by position or by name."""

    def found(a: Arguments) -> Kind:
        index = Array("int64", None, a.library)
        return Tuple((Array(dtypes.own(a), (None,), a.library), *(index for _ in fields[1:])), fields)

    return found


def index_grids(a: Arguments) -> Kind:
    """`indices`: one array, or open grids."""
    index = Array("int64", None, a.library)
    return Many(index) if a.literal("sparse") is True else index


def table(a: Arguments) -> Kind:
    """`genfromtxt`: with names of columns, or text among them, no array of numbers."""
    named = a.of("names") is not None
    dtype = FOREIGN if named else None if isinstance(a.of("dtype"), Nothing) else a.dtype("float64")
    return Array(dtype, None, a.library)


def spaced(a: Arguments) -> Kind:
    """`linspace`: numbers, and the step between them where it is asked for."""
    numbers = Array(a.dtype("float64"), shapes.spaced(a), a.library)
    return Tuple((numbers, Number("float"))) if a.literal("retstep") is True else numbers


def viewed(a: Arguments) -> Kind:
    """`view`: as another dtype, or as a class of arrays of its own."""
    collected = a.collected()
    classes = any(isinstance(kind, External) and not kind.foreign for kind in (*collected, *a.kinds.values()))
    fields = any(isinstance(kind, (Tuple, Many, Container)) or kind == OTHER_DTYPE for kind in collected)
    return Array(FOREIGN if classes or fields or a.array().foreign else None, None, a.library)


def decomposed(a: Arguments) -> Kind:
    """`svd`: three arrays, or the singular values alone."""
    ndim = a.array().ndim
    part = Array(dtypes.floating(a), None if ndim is None else (None,) * ndim, a.library)
    values = Array(dtypes.real(a), None if ndim is None else (None,) * (ndim - 1), a.library)
    return values if a.literal("compute_uv") is False else Tuple((part, values, part))


def triangular(a: Arguments) -> Kind:
    """`qr`: two arrays, or the second alone."""
    part = Array(dtypes.floating(a), None, a.library)
    return part if a.literal("mode") == "r" else Tuple((part, part))


# --- random draws -------------------------------------------------------------------------------------------


def drawn(type_: str, dtype: str) -> Result:
    """A number, or an array where a size or an array of parameters is given."""

    def sample(a: Arguments) -> Kind:
        star, size = a.rule.star, a.of("size")
        if star is not None:
            return Array(dtype, sizes(a.kinds.get(star))) if a.binding.star else Number(type_)
        if size is not None and not isinstance(size, Nothing):
            return Array(a.dtype(dtype), sizes(size))
        given = [k for k in map(as_array, a.kinds.values()) if k.shape != ()]
        return Array(dtype, given[0].shape if len(given) == 1 else None) if given else Number(type_)

    return sample


def permuted(a: Arguments) -> Kind:
    if isinstance(a.first, Number):
        return Array("int64", (a.first.size if not isinstance(a.first.size, int) else max(0, a.first.size),))
    kind = as_array(a.first)
    return Array("int64", (None,)) if kind.shape == () else kind


def picked(a: Arguments) -> Kind:
    """`random.choice(a, size)`."""
    size, pool = a.of("size"), as_array(a.first)
    dtype = "int64" if isinstance(a.first, Number) or pool.shape == () else pool.dtype
    if size is not None and not isinstance(size, Nothing):
        return Array(dtype, sizes(size))
    return Number("int") if pool.shape == () else Array(dtype, pool.shape[1:] if pool.shape else None)


# --- Python's values ----------------------------------------------------------------------------------------


SOME_SIZE = Number("int", sign=Sign.ABOVE)


def shape_of(a: Arguments) -> Kind:
    shape, axis = a.array().shape, a.of("axis")
    if shape is None:
        return Many(SOME_SIZE) if axis is None else SOME_SIZE
    numbers = tuple(Number("int", s, sign=Sign.ABOVE) for s in shape)
    if not isinstance(axis, Number):
        return Tuple(numbers)
    known = isinstance(axis.value, int) and -len(numbers) <= axis.value < len(numbers)
    return numbers[axis.value] if known else SOME_SIZE  # type: ignore[index]


def python_list(a: Arguments) -> Kind:
    if a.array().shape is None:
        return Unknown()
    kind: Kind = as_number(a.array()) if a.array().dtype else Unknown()
    for size in reversed(a.array().shape or ()):
        kind = Many(kind, size)
    return kind


def dtype_of(a: Arguments) -> Kind:
    dtype = a.array().dtype
    return DType(dtype) if dtype else Unknown()


def named_dtype(a: Arguments) -> Kind:
    """`np.dtype(float)`."""
    kind = dtype_kind(a.first)
    return kind if isinstance(kind, DType) else OTHER_DTYPE


def plain(kind: Kind) -> Result:
    return lambda a: kind


def of_elements(kind: Kind) -> Kind:
    """What is gone over element by element, each an array that changes in place."""
    return (
        Many(replace(kind, shape=(), boxed=True), kind.shape[0] if kind.shape else None)
        if isinstance(kind, Array)
        else kind
    )


RESULTS: dict[str, Result] = {
    "Like": array(dtypes.asked(dtypes.own), shapes.whole),
    "ArrayLike": array(dtypes.asked(dtypes.own), shapes.whole),
    "Float": array(dtypes.small_floating, shapes.whole),
    "Scaled": array(dtypes.small_floating, shapes.broadcasted),
    "Bool": array(dtypes.fixed("bool"), shapes.broadcasted),
    "AsDouble": array(dtypes.asked(dtypes.fixed("float64")), shapes.broadcasted),
    "Exponent": array(dtypes.fixed("int32"), shapes.whole),
    "Angle": array(dtypes.real, shapes.whole),
    "Parts": array(dtypes.part, shapes.whole),
    "Close": array(dtypes.fixed("bool"), shapes.broadcasted),
    "Ranks": array(dtypes.fixed("int64"), shapes.accumulated),
    "Promoted": array(dtypes.promoted, shapes.broadcasted),
    "PromotedFloat": array(dtypes.promoted_float, shapes.broadcasted),
    "Floats": array(dtypes.promoted_small_float, shapes.broadcasted),
    "Chosen": chosen,
    "Reduced": array(dtypes.asked(dtypes.summed), shapes.reduced),
    "Summed": array(dtypes.asked(dtypes.summed), shapes.accumulated),
    "Extreme": array(dtypes.own, shapes.reduced),
    "TorchExtreme": torch_extreme,
    "Averaged": array(dtypes.asked(dtypes.floating), shapes.reduced),
    "Places": places,
    "IndexMatrix": array(dtypes.fixed("int64"), lambda a: (None, None)),
    "AnyIndex": array(dtypes.fixed("int64"), shapes.anything),
    "Searched": array(dtypes.fixed("int64"), shapes.whole),
    "Bools": array(dtypes.fixed("bool"), shapes.whole),
    "Deleted": array(dtypes.own, shapes.appended),
    "Partition": array(dtypes.own, shapes.whole),
    "PartitionRanks": array(dtypes.fixed("int64"), shapes.whole),
    "Distinct": distinct,
    "Sorted": array(dtypes.own, shapes.accumulated),
    "Vandermonde": array(dtypes.at_least_double, lambda a: (None, None)),
    "Evaluated": array(dtypes.promoted, shapes.whole),
    "Joint": array(dtypes.promoted, shapes.line),
    "Quantile": array(dtypes.quantile, shapes.quantiles),
    "Weighed": array(dtypes.averaged, shapes.reduced),
    "AnyDouble": array(dtypes.fixed("float64"), shapes.anything),
    "Counts": array(dtypes.weighed, shapes.line),
    "Counted1": array(dtypes.histogram, shapes.line),
    "Edges": array(dtypes.edges, shapes.line),
    "Histogram2d": histogram2d,
    "Integrated": array(dtypes.promoted_float, shapes.reduced),
    "Convolved": array(dtypes.promoted, shapes.line),
    "Slopes": slopes,
    "Index": array(dtypes.fixed("int64"), shapes.reduced),
    "Verdict": array(dtypes.fixed("bool"), shapes.reduced),
    "Shaped": array(dtypes.asked(dtypes.fixed("float64")), shapes.asked),
    "Uninitialised": array(dtypes.asked(dtypes.fixed("float64")), shapes.asked),
    "UninitialisedLike": array(dtypes.asked(dtypes.own), shapes.whole),
    "Filled": filled,
    "Square": array(dtypes.asked(dtypes.fixed("float64")), shapes.square),
    "Literal": literal,
    "UniqueAll": unique("values", "indices", "inverse_indices", "counts"),
    "UniqueCounts": unique("values", "counts"),
    "UniqueInverse": unique("values", "inverse_indices"),
    "Counted": counted,
    "Spaced": spaced,
    "Table": table,
    "IndexGrids": index_grids,
    "Slices": plain(External("builtins.slice")),
    "Product": array(dtypes.promoted, shapes.multiplied),
    "Dotted": array(dtypes.promoted, shapes.dotted),
    "Inner": array(dtypes.promoted, shapes.inner),
    "AnyPromoted": array(dtypes.promoted, shapes.anything),
    "Contracted": array(dtypes.promoted, shapes.contracted),
    "Triangle": array(dtypes.own, shapes.triangle),
    "CrossProduct": array(dtypes.promoted, shapes.crossed),
    "Kronecker": array(dtypes.promoted, shapes.kronecker),
    "Appended": array(dtypes.strong, shapes.appended),
    "Grids": grids,
    "IndexVector": array(dtypes.fixed("int64"), shapes.line),
    "Whole": array(dtypes.own, shapes.anything),
    "Listed": array(dtypes.asked(dtypes.fixed("float64")), shapes.line),
    "Windowed": array(dtypes.fixed("float64"), shapes.line),
    "AnyJoined": array(dtypes.of_items, shapes.anything),
    "AnyFloat": array(dtypes.floating, shapes.anything),
    "PromotedPoint": array(dtypes.promoted, shapes.point),
    "MatrixPower": array(dtypes.powered, shapes.whole),
    "MatrixIndex": array(dtypes.fixed("int64"), shapes.batch),
    "MatrixTransposed": array(dtypes.own, shapes.matrix_transposed),
    "Rank0": array(dtypes.fixed("int64"), shapes.point),
    "SingularVectors": decomposed,
    "Vectors": array(dtypes.floating, shapes.whole),
    "AnyFloats": array(dtypes.promoted_float, shapes.anything),
    "QR": triangular,
    "Outer": array(dtypes.promoted, shapes.outer),
    "Solved": array(dtypes.promoted_float, shapes.whole),
    "AsFloat": array(dtypes.floating, shapes.whole),
    "Transposed": array(dtypes.own, shapes.transposed),
    "Reshaped": array(dtypes.own, shapes.reshaped),
    "Flat": array(dtypes.own, shapes.flat),
    "Walked": lambda a: External(f"{a.binding.spelling}()") if "flags" in a.kinds else of_elements(RESULTS["Flat"](a)),
    "Squeezed": array(dtypes.own, shapes.squeezed),
    "Expanded": array(dtypes.own, shapes.expanded),
    "Joined": array(dtypes.of_items, shapes.joined),
    "Stacked": array(dtypes.of_items, shapes.stacked),
    "Columns": array(dtypes.of_items, shapes.columns),
    "SideBySide": array(dtypes.of_items, shapes.side_by_side),
    "EndToEnd": array(dtypes.of_items, shapes.end_to_end),
    "Rows": array(dtypes.of_items, shapes.rows),
    "Copied": array(dtypes.own, shapes.whole),
    "Cast": array(dtypes.cast, shapes.whole),
    "CastFloat": array(dtypes.fixed("float32"), shapes.whole),
    "CastDouble": array(dtypes.fixed("float64"), shapes.whole),
    "CastLong": array(dtypes.fixed("int64"), shapes.whole),
    "CastInt": array(dtypes.fixed("int32"), shapes.whole),
    "CastHalf": array(dtypes.fixed("float16"), shapes.whole),
    "CastShort": array(dtypes.fixed("int16"), shapes.whole),
    "CastChar": array(dtypes.fixed("int8"), shapes.whole),
    "CastByte": array(dtypes.fixed("uint8"), shapes.whole),
    "Bytes": array(dtypes.fixed("uint8"), shapes.repeated),
    "CastComplex": array(dtypes.fixed("complex128"), shapes.whole),
    "CastComplexFloat": array(dtypes.fixed("complex64"), shapes.whole),
    "Viewed": viewed,
    "Read": array(dtypes.asked(dtypes.fixed("float64")), shapes.anything),
    "Loaded": loaded,
    "CastBool": array(dtypes.fixed("bool"), shapes.whole),
    "Broadcast": array(dtypes.own, shapes.asked),
    "AnyItems": each_or_one,
    "Split": lambda a: Many(Array(dtypes.own(a), shapes.same_rank(a), a.library)),
    "Unstacked": lambda a: Many(Array(dtypes.own(a), shapes.reduced(a), a.library)),
    "Repeated": array(dtypes.own, shapes.repeated),
    "Tiled": array(dtypes.own, shapes.tiled),
    "Vector": array(dtypes.own, shapes.line),
    "SameRank": array(dtypes.own, shapes.same_rank),
    "AnyShape": array(dtypes.own, shapes.anything),
    "Diagonal": array(dtypes.own, shapes.diagonal),
    "Trace": array(dtypes.summed, shapes.traced),
    "MatrixTrace": array(dtypes.summed, shapes.batch),
    "PseudoInverse": array(dtypes.floating, shapes.matrix_transposed),
    "Determinants": array(dtypes.floating, shapes.batch),
    "FloatPoint": array(dtypes.floating, shapes.point),
    "Spectrum": array(dtypes.as_complex, shapes.same_rank),
    "HalfSpectrum": array(dtypes.as_complex, shapes.same_rank),
    "HalfSignal": array(dtypes.real, shapes.same_rank),
    "Frequencies": array(dtypes.fixed("float64"), shapes.line),
    "OneHot": encoded,
    "OtherLibrary": other_library,
    "Loss": loss,
    "Sample": drawn("float", "float64"),
    "FloatArray": array(dtypes.fixed("float64"), shapes.anything),
    "IntArray": array(dtypes.fixed("int64"), shapes.anything),
    "IntSample": drawn("int", "int64"),
    "Permuted": permuted,
    "Picked": picked,
    "ShapeOf": shape_of,
    "Count": lambda a: Number("int", product_of(a.array().shape), sign=Sign.ABOVE),
    "CountOf": lambda a: RESULTS["Count" if a.literal("axis") is None else "ShapeOf"](a),
    "Rank": lambda a: Number("int", a.array().ndim),
    "PythonNumber": lambda a: as_number(a.array()) if a.array().dtype else Unknown(),
    "PythonList": python_list,
    "DTypeOf": dtype_of,
    "NamedDType": named_dtype,
    "float": plain(Number("float")),
    "int": plain(Number("int")),
    "bool": plain(Number("bool")),
    "Array": array(lambda a: None, shapes.anything),
    "Self": lambda a: a.first,
}

__all__ = ["RESULTS", "result_kind"]
