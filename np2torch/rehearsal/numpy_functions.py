"""NumPy's functions on arrays that were handed over: those that PyTorch has too, and a few that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .arrays import Array, array_of, as_float, dtype_named, finished, given
from .creation import CREATION
from .diagonals import DIAGONALS
from .elementwise import ELEMENTWISE
from .indexing import INDEXING, unravel_index
from .joining import JOINING
from .linalg import LINALG
from .numpy_own import NUMPY_OWN, eig
from .numpy_ufuncs import Ufunc
from .operands import OPERANDS
from .products import CONTRACTIONS, PRODUCTS
from .reductions import REDUCTIONS
from .searching import FINDING, SEARCHING, histogram, searchsorted
from .shaping import SHAPING, flatten, permute, reshaped, unsqueeze
from .special import SPECIAL
from .statistics import INTEGRALS, STATISTICS, gradient
from .tensor import FLOATS, Tensor, as_tensor, cast

ARGUMENTS = {"axis": "dim", "keepdims": "keepdim", "axes": "dims", "ddof": "correction", "a_min": "min", "a_max": "max"}


def named(kwargs: dict[str, Any]) -> dict[str, Any]:
    options = {
        ARGUMENTS.get(name, name): value
        for name, value in kwargs.items()
        if name not in ("out", "order", "where", "kind", "casting")
    }
    if "dtype" in options:
        options["dtype"] = dtype_named(options["dtype"], "float64")
    return options


def of_arrays(function: Callable[..., Any], arrays: int = 1, floats: bool = False) -> Callable[..., Any]:
    """PyTorch's function as NumPy's; so many of its first arguments are arrays."""

    def call(*args: Any, **kwargs: Any) -> Any:
        operands = [given(a) for a in args[:arrays]]
        if floats:
            operands = [as_float(a) if isinstance(a, Tensor) and a.dtype not in FLOATS else a for a in operands]
        result = finished(function(*operands, *args[arrays:], **named(kwargs)))
        return written(kwargs["out"], result) if kwargs.get("out") is not None else result

    return call


def written(out: Tensor, result: Any) -> Tensor:
    return out.in_place(as_tensor(result))


def of_list(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a list of arrays."""
    return lambda arrays, *args, **kwargs: finished(function([given(a) for a in arrays], *args, **named(kwargs)))


def made_by(function: Callable[..., Tensor]) -> Callable[..., Any]:
    """A function that makes an array of a shape."""
    return lambda *args, **kwargs: array_of(function(*args, **named(kwargs)))


def shaped_by(function: Callable[..., Tensor]) -> Callable[..., Any]:
    return lambda shape, *rest, dtype=None, **kwargs: array_of(
        function(
            ((shape,) if isinstance(shape, int) else tuple(shape)),
            *rest,
            dtype=None if dtype is None else dtype_named(dtype, "float64"),
        )
    )


# --- those that NumPy has otherwise -----------------------------------------------------------------------


def array(object: Any, dtype: Any = None, copy: bool = True, **how: Any) -> Any:
    source = as_tensor(object)
    kind = source.dtype if dtype is None else dtype_named(dtype, source.dtype)
    return array_of(Tensor.new([cast(v, kind) for v in source.values], source.shape, kind))


def asarray(object: Any, dtype: Any = None, **how: Any) -> Any:
    if isinstance(object, Tensor) and (dtype is None or dtype_named(dtype, object.dtype) == object.dtype):
        return array_of(object)
    return array(object, dtype)


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None) -> Array:
    values = CREATION["linspace"](start, stop, num if endpoint else num + 1)
    return array_of(values if endpoint else values[:-1])


def spread_of(name: str) -> Callable[..., Any]:
    def function(
        a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False
    ) -> Any:
        return finished(REDUCTIONS[name](as_float(given(a)), axis, correction=ddof, keepdim=keepdims))

    return function


def sort(a: Any, axis: int | None = -1, **how: Any) -> Any:
    return finished(
        SEARCHING["sort"](given(a) if axis is not None else flatten(given(a)), -1 if axis is None else axis).values
    )


def median(a: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    return finished(STATISTICS["quantile"](as_float(given(a)), 0.5, axis, keepdims))


def quantile_of(scale: float, name: str) -> Callable[..., Any]:
    def function(a: Any, q: Any, axis: int | None = None, method: str = "linear", keepdims: bool = False) -> Any:
        shares = as_float(given(q)) / scale
        return finished(STATISTICS[name](as_float(given(a)), shares, axis, keepdims, interpolation=method))

    return function


def transpose(a: Any, axes: Any = None) -> Any:
    source = given(a)
    return finished(permute(source, tuple(axes) if axes is not None else tuple(reversed(range(source.ndim)))))


def running(name: str) -> Callable[..., Any]:
    def function(a: Any, axis: int | None = None, **how: Any) -> Any:
        source = given(a)
        return finished(REDUCTIONS[name](flatten(source) if axis is None else source, axis or 0))

    return function


def concatenate(arrays: Sequence[Any], axis: int | None = 0, **how: Any) -> Any:
    parts = [given(a) for a in arrays]
    return finished(JOINING["cat"]([flatten(p) for p in parts] if axis is None else parts, axis or 0))


def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    sections = indices_or_sections
    return [
        finished(p)
        for p in SHAPING["tensor_split"](given(ary), sections if isinstance(sections, int) else tuple(sections), axis)
    ]


def take(a: Any, indices: Any, axis: int | None = None, **how: Any) -> Any:
    source, places = given(a), given(indices)
    if axis is None:
        return finished(INDEXING["take"](source, places))
    return finished(source[(*[slice(None)] * (axis % source.ndim), places)])


def histogram_of(a: Any, bins: Any = 10, range: Any = None, density: bool = False, weights: Any = None) -> Any:
    counts, edges = histogram(as_float(flatten(given(a))), bins, range=range, weight=weights, density=density)
    whole = not density and weights is None
    return array_of(Tensor.of([int(c) for c in counts.values], counts.shape, "int64") if whole else counts), array_of(
        edges
    )


def covariance(m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None) -> Any:
    rows = given(m) if rowvar or given(m).ndim == 1 else permute(given(m), (1, 0))
    rows = rows if y is None else JOINING["vstack"]([rows, given(y)])
    return finished(STATISTICS["cov"](as_float(rows), correction=ddof if ddof is not None else 0 if bias else 1))


def slopes(f: Any, spacing: Any = 1, *, axis: Any = None, edge_order: int = 1) -> Any:
    found = finished(list(gradient(as_float(given(f)), spacing=spacing, dim=axis, edge_order=edge_order)))
    return found[0] if len(found) == 1 else found


def average(a: Any, axis: Any = None, weights: Any = None) -> Any:
    source = as_float(given(a))
    if weights is None:
        return finished(REDUCTIONS["mean"](source, axis))
    shares = as_float(given(weights))
    if axis is not None and shares.ndim < source.ndim:
        shares = reshaped(shares, tuple(s if i == axis % source.ndim else 1 for i, s in enumerate(source.shape)))
    return finished(REDUCTIONS["sum"](source * shares, axis) / REDUCTIONS["sum"](shares))


# --- the names --------------------------------------------------------------------------------------------


def renamed(table: dict[str, Callable[..., Any]], names: Iterable[str]) -> dict[str, Callable[..., Any]]:
    return {name: table[name] for name in names}


ALL = {
    **ELEMENTWISE,
    **SPECIAL,
    **OPERANDS,
    **REDUCTIONS,
    **SHAPING,
    **DIAGONALS,
    **INDEXING,
    **PRODUCTS,
    **SEARCHING,
    **STATISTICS,
    **INTEGRALS,
    **CONTRACTIONS,
}
ONE = (
    "abs absolute arccos arccosh arcsin arcsinh arctan arctanh argwhere bincount ceil clip conj cos cosh deg2rad diag diagflat diff exp exp2 "
    "expm1 fliplr flipud floor i0 isfinite isinf isnan isneginf isposinf isreal kron log log10 log1p log2 logical_not "
    "nan_to_num negative positive rad2deg ravel real reciprocal reshape rot90 sign signbit sin sinc sinh "
    "sqrt square squeeze swapaxes tan tanh tile trace trapezoid tril triu trunc vander"
).split()
TWO = (
    "add arctan2 bitwise_and bitwise_or bitwise_xor copysign cross divide equal float_power floor_divide fmax fmin fmod gcd greater greater_equal "
    "heaviside hypot inner isclose lcm ldexp less less_equal logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum multiply "
    "nextafter not_equal outer remainder subtract tensordot true_divide vdot"
).split()
REDUCING = "sum prod amax amin argmax argmin any all count_nonzero nansum".split()
LISTS = "stack vstack hstack column_stack dstack".split()
LINEAR = "inv solve det slogdet cholesky qr eigh eigvalsh svd svdvals pinv matrix_rank matrix_power matrix_norm vector_norm norm cond".split()
MADE = "zeros_like ones_like empty_like full_like arange eye".split()
NUMPY: dict[str, Callable[..., Any]] = {
    **NUMPY_OWN,
    **{name: of_arrays(function) for name, function in renamed(ALL, ONE).items()},
    **{
        name: Ufunc(of_arrays(function, 2))
        for name, function in renamed({**ALL, "equal": ELEMENTWISE["eq"]}, TWO).items()
    },
    **{name: of_arrays(function) for name, function in renamed(REDUCTIONS, REDUCING).items()},
    **{name: of_list(function) for name, function in renamed(JOINING, LISTS).items()},
    **{name: made_by(function) for name, function in renamed(CREATION, MADE).items()},
    **{name: shaped_by(CREATION[name]) for name in ("zeros", "ones", "empty", "full")},
    **{name: spread_of(name) for name in ("std", "var")},
    **{name: running(name) for name in ("cumsum", "cumprod")},
    **{name: of_arrays(JOINING[name]) for name in ("atleast_1d", "atleast_2d", "atleast_3d")},
    "array": array,
    "asarray": asarray,
    "ascontiguousarray": asarray,
    "asfortranarray": asarray,
    "asarray_chkfinite": asarray,
    "require": lambda a, dtype=None, requirements=None: asarray(a, dtype),
    "copy": lambda a: array(a),
    "linspace": linspace,
    "identity": made_by(CREATION["eye"]),
    "meshgrid": lambda *xi, indexing="xy": list(finished(JOINING["meshgrid"](*map(given, xi), indexing=indexing))),
    "mean": of_arrays(REDUCTIONS["mean"], floats=True),
    "nanmean": of_arrays(REDUCTIONS["nanmean"], floats=True),
    "max": of_arrays(REDUCTIONS["amax"]),
    "min": of_arrays(REDUCTIONS["amin"]),
    "ptp": lambda a, axis=None: finished(REDUCTIONS["amax"](given(a), axis) - REDUCTIONS["amin"](given(a), axis)),
    "sort": sort,
    "argsort": lambda a, axis=-1, **how: finished(SEARCHING["argsort"](given(a), axis)),
    "median": median,
    "quantile": quantile_of(1.0, "quantile"),
    "percentile": quantile_of(100.0, "quantile"),
    "nanquantile": quantile_of(1.0, "nanquantile"),
    "nanpercentile": quantile_of(100.0, "nanquantile"),
    "searchsorted": lambda a, v, side="left", sorter=None: finished(
        searchsorted(given(a), given(v), side=side, sorter=sorter)
    ),
    "histogram": histogram_of,
    "cov": covariance,
    "corrcoef": lambda x, rowvar=True: finished(
        STATISTICS["corrcoef"](as_float(given(x) if rowvar else permute(given(x), (1, 0))))
    ),
    "average": average,
    "gradient": slopes,
    "dot": lambda a, b: finished(given(a) @ given(b) if given(a).shape and given(b).shape else given(a) * given(b)),
    "matmul": lambda a, b: finished(given(a) @ given(b)),
    "einsum": lambda equation, *operands, **how: finished(CONTRACTIONS["einsum"](equation, *map(given, operands))),
    "power": Ufunc(of_arrays(ELEMENTWISE["pow"], 2)),
    "mod": Ufunc(of_arrays(ELEMENTWISE["remainder"], 2)),
    "fabs": of_arrays(ELEMENTWISE["abs"], floats=True),
    "degrees": of_arrays(SPECIAL["rad2deg"]),
    "radians": of_arrays(SPECIAL["deg2rad"]),
    "rint": of_arrays(ELEMENTWISE["round"], floats=True),
    "round": lambda a, decimals=0: finished(ELEMENTWISE["round"](given(a), decimals=decimals)),
    "around": lambda a, decimals=0: finished(ELEMENTWISE["round"](given(a), decimals=decimals)),
    "cbrt": lambda x: finished(ELEMENTWISE["sign"](given(x)) * ELEMENTWISE["abs"](given(x)) ** (1.0 / 3.0)),
    "where": lambda condition, *choices: finished(ELEMENTWISE["where"](given(condition) != 0, *map(given, choices))),
    "nonzero": lambda a: finished(ELEMENTWISE["nonzero"](given(a), as_tuple=True)),
    "flatnonzero": lambda a: finished(ELEMENTWISE["nonzero"](flatten(given(a)), as_tuple=True)[0]),
    "take": take,
    "take_along_axis": lambda arr, indices, axis=-1: finished(
        INDEXING["take_along_dim"](given(arr), given(indices), axis)
    ),
    "isin": lambda element, test_elements, invert=False: finished(
        FINDING["isin"](given(element), given(test_elements), invert=invert)
    ),
    "concatenate": concatenate,
    "append": lambda arr, values, axis=None: concatenate((arr, values), axis),
    "split": split,
    "array_split": split,
    "transpose": transpose,
    "expand_dims": lambda a, axis: finished(unsqueeze(given(a), axis)),
    "moveaxis": of_arrays(SHAPING["moveaxis"]),
    "diagonal": of_arrays(DIAGONALS["diagonal"]),
    "broadcast_to": of_arrays(SHAPING["broadcast_to"]),
    "flip": lambda m, axis=None: finished(
        SHAPING["flip"](given(m), *(range(given(m).ndim) if axis is None else (axis,)))
    ),
    "roll": lambda a, shift, axis=None: finished(SHAPING["roll"](given(a), shift, axis)),
    "repeat": lambda a, repeats, axis=None: finished(SHAPING["repeat_interleave"](given(a), repeats, axis)),
    "unravel_index": lambda indices, shape: finished(unravel_index(given(indices), shape)),
}
NUMPY_LINALG: dict[str, Callable[..., Any]] = {
    **{name: of_arrays(LINALG[name], 2 if name == "solve" else 1, floats=True) for name in LINEAR},
    "lstsq": lambda a, b, rcond=None: tuple(
        finished(LINALG["lstsq"](as_float(given(a)), as_float(given(b)), driver="gelsd"))
    ),
    "multi_dot": of_list(LINALG["multi_dot"]),
    "eig": eig,
    "eigvals": lambda a: eig(a)[0],
}
