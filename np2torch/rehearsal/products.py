"""PyTorch's products of vectors, matrices and tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .diagonals import diagonal
from .joining import broadcast_tensors
from .matrices import product
from .reductions import REDUCTIONS, vector_norm
from .shaping import expand, permuted, reshaped, unsqueeze
from .tensor import Tensor, as_tensor

Dims = tuple[int, ...]


def of_ranks(left: int, right: int) -> Callable[[Tensor, Tensor], Tensor]:
    """The matrix product of operands of these numbers of dimensions, and of no others."""

    def function(input: Tensor, other: Tensor) -> Tensor:
        if (input.ndim, other.ndim) != (left, right):
            raise RuntimeError(f"expected operands of {left} and {right} dimensions, got {input.ndim} and {other.ndim}")
        return as_tensor(input @ other)

    return function


def vdot(input: Tensor, other: Tensor) -> Tensor:
    if input.ndim != 1 or input.shape != other.shape:
        raise RuntimeError("1-d tensors of the same size expected")
    return as_tensor(input @ other)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    if input.ndim != 1 or vec2.ndim != 1:
        raise RuntimeError("outer: expected 1-D tensors")
    return as_tensor(input[:, None] * vec2[None, :])


def inner(input: Tensor, other: Tensor) -> Tensor:
    if not input.shape or not other.shape:
        return as_tensor(input * other)
    return tensordot(input, other, dims=([-1], [-1]))


def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    left, right = contracted(a, b, dims)
    if a.dtype != b.dtype:
        raise RuntimeError("both inputs should have the same dtype")
    if [a.shape[i] for i in left] != [b.shape[i] for i in right]:
        raise RuntimeError("contracted dimensions need to match")
    kept_left = [i for i in range(a.ndim) if i not in left]
    kept_right = [i for i in range(b.ndim) if i not in right]
    inner = math.prod(a.shape[i] for i in left)
    shapes = tuple(a.shape[i] for i in kept_left), tuple(b.shape[i] for i in kept_right)
    rows = reshaped(permuted(a, (*kept_left, *left)), (math.prod(shapes[0]), inner))
    columns = reshaped(permuted(b, (*right, *kept_right)), (inner, math.prod(shapes[1])))
    return reshaped(as_tensor(rows @ columns), (*shapes[0], *shapes[1]))


def contracted(a: Tensor, b: Tensor, dims: Any) -> tuple[Dims, Dims]:
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        return tuple(range(a.ndim - dims, a.ndim)), tuple(range(dims))
    left, right = ((d,) if isinstance(d, int) else tuple(d) for d in dims)
    return tuple(d % a.ndim for d in left), tuple(d % b.ndim for d in right)


def kron(input: Tensor, other: Tensor) -> Tensor:
    size = max(input.ndim, other.ndim)
    first, second = (reshaped(t, ((1,) * (size - t.ndim) + tuple(t.shape))) for t in (input, other))
    for axis in range(size):
        first, second = unsqueeze(first, 2 * axis + 1), unsqueeze(second, 2 * axis)
    product = as_tensor(first * second)
    return reshaped(product, tuple(product.shape[2 * i] * product.shape[2 * i + 1] for i in range(size)))


def added(product: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """`beta * input + alpha * product`, as in `addmm`."""

    def function(input: Tensor, first: Tensor, second: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
        result = product(first, second)
        return as_tensor(scaled(input, beta) + scaled(result, alpha))

    return function


def scaled(tensor: Tensor, factor: Any) -> Any:
    return tensor if factor == 1 else factor * tensor


def summed_products(batch1: Tensor, batch2: Tensor) -> Tensor:
    return REDUCTIONS["sum"](of_ranks(3, 3)(batch1, batch2), 0)  # type: ignore[no-any-return]


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "") -> Tensor:
    return vector_norm(unsqueeze(x1, x1.ndim - 1) - unsqueeze(x2, x2.ndim - 2), p, -1)


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    pairs = [(i, j) for i in range(len(input)) for j in range(i + 1, len(input))]
    first, second = (Tensor.of([pair[k] for pair in pairs], (len(pairs),), "int64") for k in (0, 1))
    return vector_norm(input[first] - input[second], p, 1)


def cross(input: Tensor, other: Tensor, dim: int = -1) -> Tensor:
    first, second = broadcast_tensors(input, other)
    if first.shape[dim] != 3:
        raise RuntimeError("cross: inputs must have length 3 along the dimension")
    places = Tensor.of([1, 2, 0], (3,), "int64"), Tensor.of([2, 0, 1], (3,), "int64")
    lead = (slice(None),) * (dim % first.ndim)
    (a, b), (c, d) = ([t[(*lead, p)] for p in places] for t in (first, second))
    return as_tensor(a * d - b * c)


def vecdot(x: Tensor, y: Tensor, dim: int = -1) -> Tensor:
    return REDUCTIONS["sum"](x * y, dim)  # type: ignore[no-any-return]


def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    return product(*tensors)


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    size = x.shape[-1] if N is None else N
    exponents = list(range(size)) if increasing else list(range(size - 1, -1, -1))
    return as_tensor(unsqueeze(x, x.ndim) ** Tensor.of(exponents, (size,), "int64"))


# --- Einstein's sums --------------------------------------------------------------------------------------


def einsum(equation: Any, *operands: Any) -> Tensor:
    """Operands are arranged on all axes of the equation, multiplied, and summed where the result has none."""
    if not isinstance(equation, str):
        equation, operands = formula([equation, *operands])
    parts = list(operands[0]) if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else list(operands)
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(parts):
        raise RuntimeError("einsum(): more operands were given than terms, or fewer")
    hidden = max(
        (part.ndim - len(term.replace("...", "")) for term, part in zip(terms, parts, strict=True) if "..." in term),
        default=0,
    )
    names = [spelled_out(term, part, hidden) for term, part in zip(terms, parts, strict=True)]
    output = list(ELLIPSIS[:hidden] + [c for c in sorted(set(left) - set(".,")) if left.count(c) == 1])
    if arrow:
        before, dots, after = right.partition("...")
        output = [*before, *(ELLIPSIS[:hidden] if dots else []), *after]
    return contraction(names, parts, output)


def formula(given: list[Any]) -> tuple[str, tuple[Any, ...]]:
    """`a, [0, 1], b, [1], [0]` as `"AB,B->A"` and the operands."""
    terms = ["".join("..." if i is Ellipsis else chr(65 + i) for i in axes) for axes in given[1::2]]
    output = "" if len(given) % 2 == 0 else "->" + formula([None, given[-1]])[0]
    return ",".join(terms) + output, tuple(given[: 2 * len(terms) : 2])


ELLIPSIS = [str(i) for i in range(10)]  # names for the axes that an ellipsis stands for


def spelled_out(term: str, part: Tensor, hidden: int) -> list[str]:
    before, dots, after = term.partition("...")
    own = part.ndim - len(before) - len(after)
    names = [*before, *(ELLIPSIS[hidden - own : hidden] if dots else []), *after]
    if len(names) != part.ndim:
        raise RuntimeError("einsum(): the term does not fit the operand")
    return names


def contraction(names: list[list[str]], parts: list[Tensor], output: list[str]) -> Tensor:
    if len(parts) > 1:
        dtypes = {p.dtype for p in parts}
        if len(dtypes) > 1:
            raise RuntimeError("expected operands to have the same dtype")
    parts = [with_distinct(term, part) for term, part in zip(names, parts, strict=True)]
    names = [list(dict.fromkeys(term)) for term in names]
    while len(parts) > 1:
        rest = {c for term in names[2:] for c in term} | set(output)
        term, part = pair_product(names[0], parts[0], names[1], parts[1], rest)
        names, parts = [term, *names[2:]], [part, *parts[2:]]
    return arranged(names[0], parts[0], output)


def with_distinct(names: list[str], part: Tensor) -> Tensor:
    """`ii` is the diagonal."""
    for i, name in enumerate(names):
        if name in names[:i]:
            return with_distinct_pair(names, part, names.index(name), i)
    return part


def with_distinct_pair(names: list[str], part: Tensor, first: int, second: int) -> Tensor:
    taken = diagonal(part, 0, first, second)
    order = list(range(part.ndim - 2))
    order.insert(first, part.ndim - 2)
    return with_distinct(names[:second] + names[second + 1 :], permuted(taken, tuple(order)))


def pair_product(a: list[str], x: Tensor, b: list[str], y: Tensor, rest: set[str]) -> tuple[list[str], Tensor]:
    """The product of two operands, summed over the axes that nothing else has, as a product of matrices."""
    x, a = summed(a, x, {c for c in a if c not in rest and c not in b})
    y, b = summed(b, y, {c for c in b if c not in rest and c not in a})
    batch = [c for c in a if c in b and c in rest]
    inner = [c for c in a if c in b and c not in rest]
    rows, columns = [c for c in a if c not in b], [c for c in b if c not in a]
    sizes = {c: max(s, t) for c, s, t in ((c, size_of(c, a, x), size_of(c, b, y)) for c in {*a, *b})}
    left = grouped(a, x, (batch, rows, inner), sizes)
    right = grouped(b, y, (batch, inner, columns), sizes)
    product = as_tensor(left @ right)
    return [*batch, *rows, *columns], reshaped(product, tuple(sizes[c] for c in (*batch, *rows, *columns)))


def size_of(name: str, names: list[str], part: Tensor) -> int:
    return part.shape[names.index(name)] if name in names else 1


def summed(names: list[str], part: Tensor, over: set[str]) -> tuple[Tensor, list[str]]:
    if not over:
        return part, names
    dims = tuple(i for i, c in enumerate(names) if c in over)
    return REDUCTIONS["sum"](part, dims), [c for c in names if c not in over]


def grouped(names: list[str], part: Tensor, groups: Sequence[list[str]], sizes: dict[str, int]) -> Tensor:
    order = [c for group in groups for c in group]
    moved = permuted(part, tuple(names.index(c) for c in order))
    full = expand(moved, tuple(sizes[c] for c in order)) if order else moved
    return reshaped(full, tuple(math.prod(sizes[c] for c in group) for group in groups))


def arranged(names: list[str], part: Tensor, output: list[str]) -> Tensor:
    part, names = summed(names, part, {c for c in names if c not in output})
    return permuted(part, tuple(names.index(c) for c in output))


PRODUCTS: dict[str, Callable[..., Any]] = {
    "matmul": lambda input, other: input @ other,
    "mm": of_ranks(2, 2),
    "mv": of_ranks(2, 1),
    "bmm": of_ranks(3, 3),
    "dot": vdot,
    "vdot": vdot,
    "inner": inner,
    "outer": outer,
    "ger": outer,
    "kron": kron,
    "addmm": added(of_ranks(2, 2)),
    "addmv": added(of_ranks(2, 1)),
    "addr": added(outer),
    "baddbmm": added(of_ranks(3, 3)),
    "addbmm": added(summed_products),
    "cross": cross,
}
# Functions that are no methods.
CONTRACTIONS: dict[str, Callable[..., Any]] = {
    "einsum": einsum,
    "tensordot": tensordot,
    "cdist": cdist,
    "pdist": pdist,
    "vander": vander,
    "chain_matmul": lambda *matrices: multi_dot(matrices),
}
