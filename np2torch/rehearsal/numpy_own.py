"""NumPy's functions that PyTorch lacks, on arrays that were handed over."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .arrays import array_of, as_float, finished, given
from .indexing import INDEXING
from .linalg import LINALG
from .operands import OPERANDS, near
from .products import CONTRACTIONS
from .searching import distinct, searchsorted
from .shaping import SHAPING, flatten, permute, reshaped
from .tensor import Shape, Tensor, Unsupported, as_tensor, broadcast_shape, expanded, strides_of


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    places, heights, wanted = as_float(given(xp)).values, as_float(given(fp)).values, as_float(given(x))

    def value(at: float) -> Any:
        if at <= places[0]:
            return heights[0] if left is None or at == places[0] else left
        if at >= places[-1]:
            return heights[-1] if right is None or at == places[-1] else right
        i = next(k for k in range(1, len(places)) if at <= places[k])
        return heights[i - 1] + (heights[i] - heights[i - 1]) / (places[i] - places[i - 1]) * (at - places[i - 1])

    return finished(wanted.like([value(v) for v in wanted.values]))


def digitize(x: Any, bins: Any, right: bool = False) -> Any:
    edges = given(bins)
    if edges.count > 1 and edges.values[0] > edges.values[-1]:
        falling = SHAPING["flip"](edges, 0)
        return finished(edges.count - searchsorted(falling, given(x), right=right))
    return finished(searchsorted(edges, given(x), right=not right))


def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    first, second = given(a).values, given(v).values
    size = len(first) + len(second) - 1
    sums = [sum(first[j] * second[i - j] for j in range(len(first)) if 0 <= i - j < len(second)) for i in range(size)]
    short, long = sorted((len(first), len(second)))
    start, stop = {"full": (0, size), "same": ((short - 1) // 2, (short - 1) // 2 + long), "valid": (short - 1, long)}[mode]
    return asarray(sums[start:stop])


def polyval(p: Any, x: Any) -> Any:
    at = given(x)
    result: Any = at * 0
    for coefficient in given(p).values:
        result = result * at + coefficient
    return finished(result)


def polyfit(x: Any, y: Any, deg: int, **how: Any) -> Any:
    powers = CONTRACTIONS["vander"](as_float(given(x)), deg + 1)
    return finished(LINALG["lstsq"](powers, as_float(given(y))).solution)


def ravel_multi_index(multi_index: Sequence[Any], dims: Sequence[int], **how: Any) -> Any:
    parts = [given(i) for i in multi_index]
    return finished(sum((p * s for p, s in zip(parts[1:], strides_of(tuple(dims))[1:], strict=True)), parts[0] * strides_of(tuple(dims))[0]))


def array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> bool:
    return bool(given(a1).shape == given(a2).shape and array_all(lambda x, y: near(float(x), float(y), 0, 0, equal_nan), a1, a2))


def array_all(test: Callable[[Any, Any], bool], a: Any, b: Any) -> bool:
    left, right = given(a), given(b)
    shape = broadcast_shape(left.shape, right.shape)
    return all(test(x, y) for x, y in zip(expanded(left, shape), expanded(right, shape), strict=True))


def array_equiv(a1: Any, a2: Any) -> bool:
    try:
        return array_all(lambda x, y: bool(x == y), a1, a2)
    except RuntimeError:
        return False


def eig(a: Any) -> Any:
    """Of symmetric matrices only: those of others are complex."""
    matrix = as_float(given(a))
    if not OPERANDS["allclose"](matrix, permute(matrix, (1, 0)).like(permute(matrix, (1, 0)).values)):
        raise Unsupported("numpy.linalg.eig of a matrix that is not symmetric")
    return finished(LINALG["eigh"](matrix))


def vectorize(pyfunc: Callable[..., Any], **how: Any) -> Callable[..., Any]:
    def apply(*args: Any) -> Any:
        operands = [given(a) for a in args]
        shape = broadcast_shape(*(o.shape for o in operands))
        rows = zip(*(expanded(o, shape) for o in operands), strict=True)
        return finished(reshaped(as_tensor([pyfunc(*row) for row in rows]), shape))

    return apply


def ndindex(*shape: Any) -> Iterator[tuple[int, ...]]:
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
    return itertools.product(*map(range, map(int, sizes)))


def ndenumerate(arr: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    return zip(ndindex(tuple(given(arr).shape)), given(arr).values, strict=True)


def shape_of(a: Any) -> Shape:
    return tuple(given(a).shape)


def unique(ar: Any, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False, **how: Any) -> Any:
    source = flatten(given(ar))
    firsts, inverse, counts = distinct(source.values, consecutive=False)
    wanted = [(firsts, return_index), (inverse, return_inverse), (counts, return_counts)]
    found = [array_of(Tensor.of(list(v), (len(v),), "int64")) for v, asked in wanted if asked]
    values = array_of(Tensor.of([source.values[i] for i in firsts], (len(firsts),), source.dtype))
    return (values, *found) if found else values


def resize(a: Any, new_shape: Any) -> Any:
    values = given(a).values
    shape = (new_shape,) if isinstance(new_shape, int) else tuple(new_shape)
    return finished(reshaped(as_tensor([v for v, _ in zip(itertools.cycle(values), ndindex(shape), strict=False)]), shape))


def put_along_axis(arr: Tensor, indices: Any, values: Any, axis: int) -> None:
    places, new = given(indices), given(values)
    arr.write(INDEXING["scatter"](arr, axis, places, Tensor.of(expanded(new, places.shape), places.shape, new.dtype)).values)


# --- polynomials, by their coefficients from the highest on -----------------------------------------------


def coefficients(p: Any) -> list[Any]:
    return list(given(p).values)


def aligned(a1: Any, a2: Any) -> list[tuple[Any, Any]]:
    first, second = coefficients(a1), coefficients(a2)
    size = max(len(first), len(second))
    return list(zip([0] * (size - len(first)) + first, [0] * (size - len(second)) + second, strict=True))


def polyadd(a1: Any, a2: Any) -> Any:
    return asarray([x + y for x, y in aligned(a1, a2)])


def polysub(a1: Any, a2: Any) -> Any:
    return asarray([x - y for x, y in aligned(a1, a2)])


def polydiv(u: Any, v: Any) -> Any:
    rest, divisor = coefficients(u), coefficients(v)
    quotient = []
    while len(rest) >= len(divisor):
        factor = rest[0] / divisor[0]
        quotient.append(factor)
        rest = [r - factor * (divisor[i] if i < len(divisor) else 0) for i, r in enumerate(rest)][1:]
    while len(rest) > 1 and abs(rest[0]) < 1e-14:
        rest = rest[1:]
    return asarray(quotient or [0.0]), asarray(rest or [0.0])


def poly(roots: Any) -> Any:
    result: list[Any] = [1.0]
    for root in coefficients(roots):
        result = [x - root * y for x, y in zip([*result, 0.0], [0.0, *result], strict=True)]
    return asarray(result)


def asarray(values: Sequence[Any]) -> Any:
    return array_of(as_tensor(list(values)))


NUMPY_OWN: dict[str, Callable[..., Any]] = {
    "interp": interp,
    "digitize": digitize,
    "convolve": convolve,
    "polyval": polyval,
    "polyfit": polyfit,
    "polyadd": polyadd,
    "polysub": polysub,
    "polymul": convolve,
    "polydiv": polydiv,
    "poly": poly,
    "ravel_multi_index": ravel_multi_index,
    "array_equal": array_equal,
    "array_equiv": array_equiv,
    "allclose": lambda a, b, rtol=1e-05, atol=1e-08, equal_nan=False: array_all(
        lambda x, y: near(float(x), float(y), rtol, atol, equal_nan), a, b
    ),
    "unique": unique,
    "unique_values": unique,
    "unique_counts": lambda x: unique(x, return_counts=True),
    "unique_inverse": lambda x: unique(x, return_inverse=True),
    "unique_all": lambda x: unique(x, True, True, True),
    "resize": resize,
    "put_along_axis": put_along_axis,
    "vectorize": vectorize,
    "ndindex": ndindex,
    "ndenumerate": ndenumerate,
    "iterable": lambda y: hasattr(y, "__iter__"),
    "shape": shape_of,
    "size": lambda a, axis=None: given(a).count if axis is None else given(a).shape[axis],
    "ndim": lambda a: given(a).ndim,
    "array2string": lambda a, **how: str(given(a).tolist()),
}
