"""`torch.linalg`: inverses, determinants, norms, and its names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from .decompositions import cofactors, determinant, eliminated, inverse, solved, transposed
from .diagonals import DIAGONALS, diagonal, embedded
from .factors import cholesky, eigh, eigvalsh, lstsq, matrix_rank, pinv, qr, svd, svdvals
from .matrices import (
    batched,
    changes,
    identity_of,
    is_taped,
    matrices,
    number_of,
    of_each,
    product,
    rows_of,
    several_of_each,
    square,
    tensor_of,
)
from .products import cross, multi_dot, vander, vecdot
from .reductions import REDUCTIONS, vector_norm
from .scalar import recorded
from .shaping import expand, moved_axes, permute, reshaped, swapped, unsqueeze
from .tensor import Tensor, as_tensor, broadcast_shape, keep_all

# --- inverses ---------------------------------------------------------------------------------------------


def inverse_of(a: Tensor) -> Tensor:
    value = tensor_of(inverse(rows_of(a)), a)
    return as_tensor(value - product(value, changes(a), value)) if is_taped(a) else value


def inv(A: Tensor) -> Tensor:
    return of_each(inverse_of)(square(A))


def solution_of(a: Tensor, b: Tensor) -> Tensor:
    value = tensor_of(solved(rows_of(a), rows_of(b)), a, b.shape[1])
    if not is_taped(a, b):
        return value
    return as_tensor(value + tensor_of(inverse(rows_of(a)), a) @ (changes(b) - changes(a) @ value))


def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    if A.dtype != B.dtype:
        raise RuntimeError("linalg.solve: expected A and B to have the same dtype")
    if B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1]):
        result = solve(A, unsqueeze(B, B.ndim), left=left)
        return reshaped(result, tuple(result.shape[:-1]))
    if not left:
        return swapped(solve(swapped(A, -1, -2), swapped(B, -1, -2)), -1, -2)
    lead = broadcast_shape(square(A).shape[:-2], B.shape[:-2])
    pairs = zip(*(matrices(expand(t, (*lead, *t.shape[-2:]))) for t in (A, B)), strict=True)
    return keep_all(lambda: batched(lead, [solution_of(a, b) for a, b in pairs]), A)


def solve_triangular(A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False) -> Tensor:
    triangle = DIAGONALS["triu" if upper else "tril"](A)
    if unitriangular:
        own = diagonal(triangle, 0, -2, -1)
        triangle = triangle + embedded(as_tensor(1.0 - own))
    return solve(triangle, B, left=left)


def squared_factor(L: Tensor, upper: bool) -> Tensor:
    """The matrix that a factor of Cholesky's is from."""
    factor = DIAGONALS["triu" if upper else "tril"](L)
    across = swapped(factor, -1, -2)
    return product(across, factor) if upper else product(factor, across)


def cholesky_solve(B: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    return solve(squared_factor(L, upper), B)


def cholesky_inverse(L: Tensor, upper: bool = False) -> Tensor:
    return inv(squared_factor(L, upper))


def tensorinv(A: Tensor, ind: int = 2) -> Tensor:
    shapes = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    flat = reshaped(A, (math.prod(shapes[0]), math.prod(shapes[1])))
    return reshaped(inv(flat), (*shapes[1], *shapes[0]))


def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    if dims is not None:
        kept = [i for i in range(A.ndim) if i not in dims]
        A = permute(A, (*kept, *dims))
    shape = tuple(A.shape[B.ndim :])
    return reshaped(solve(reshaped(A, (B.count, math.prod(shape))), reshaped(B, (B.count,))), shape)


# --- determinants and powers ------------------------------------------------------------------------------


def determinant_of(a: Tensor) -> Tensor:
    rows = rows_of(a)
    value = determinant(rows)
    slopes = [x for row in cofactors(rows) for x in row] if is_taped(a) else []
    return number_of(recorded(value, zip(a.values, slopes, strict=False)), a)


def det(A: Tensor) -> Tensor:
    return of_each(determinant_of)(square(A))


class SignAndLog(NamedTuple):
    sign: Tensor
    logabsdet: Tensor


def sign_and_log(a: Tensor) -> tuple[Tensor, Tensor]:
    rows = rows_of(a)
    _, pivots, sign = eliminated(rows, [[] for _ in rows])
    if not all(pivots):
        return number_of(0.0, a), number_of(recorded(-math.inf, [(v, math.nan) for v in a.values]), a)
    value = math.fsum(math.log(abs(p)) for p in pivots)
    slopes = [x for row in transposed(inverse(rows)) for x in row] if is_taped(a) else []
    sign *= math.prod(math.copysign(1.0, p) for p in pivots)
    return number_of(sign, a), number_of(recorded(value, zip(a.values, slopes, strict=False)), a)


def slogdet(A: Tensor) -> SignAndLog:
    return SignAndLog(*several_of_each(sign_and_log, square(A)))


def logdet(A: Tensor) -> Tensor:
    sign, log = slogdet(A)
    return log.like([v if s > 0 else -math.inf if s == 0 else math.nan for s, v in zip(sign.values, log.values, strict=True)])


def matrix_power(A: Tensor, n: int) -> Tensor:
    if n == 0:
        return expand(identity_of(square(A).shape[-1], A), A.shape)
    factor = inv(A) if n < 0 else square(A)
    return product(*[factor] * abs(n))


def exponential_of(a: Tensor) -> Tensor:
    """By its series for a small fraction of the matrix, which is then squared."""
    size = max((abs(float(v)) for v in a.values), default=0.0) * max(a.shape[0], 1)
    halvings = max(0, math.ceil(math.log2(size)) + 2) if size > 0 else 0
    small = as_tensor(a / 2.0**halvings)
    term = result = identity_of(a.shape[0], a)
    for k in range(1, 18):
        term = as_tensor(term @ small / k)
        result = as_tensor(result + term)
    for _ in range(halvings):
        result = as_tensor(result @ result)
    return result


# --- norms ------------------------------------------------------------------------------------------------


def matrix_norm(A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: str | None = None) -> Tensor:
    rows, columns = (d % A.ndim for d in dim)
    if ord == "fro":
        return vector_norm(A, 2, (rows, columns), keepdim, dtype=dtype)
    if ord in ("nuc", 2, -2):
        values = svdvals(moved_axes(A, (rows, columns), (-2, -1)))
        result = REDUCTIONS[{"nuc": "sum", 2: "amax", -2: "amin"}[ord]](values, -1)
    elif abs(ord) in (1, math.inf):
        inner, outer = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = vector_norm(A, 1, inner, keepdim=True)
        result = reshaped(REDUCTIONS["amax" if ord > 0 else "amin"](sums, outer, True), without(A.shape, rows, columns))
    else:
        raise RuntimeError(f"linalg.matrix_norm: order {ord} is not supported")
    return reshaped(result, tuple(1 if i in (rows, columns) else s for i, s in enumerate(A.shape))) if keepdim else result


def without(shape: tuple[int, ...], *dims: int) -> tuple[int, ...]:
    return tuple(s for i, s in enumerate(shape) if i not in dims)


def norm(A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: str | None = None) -> Tensor:
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    pair = dim if isinstance(dim, (tuple, list)) and len(dim) == 2 else (0, 1) if dim is None and A.ndim == 2 else None
    if pair is not None:
        return matrix_norm(A, ord, pair, keepdim, dtype=dtype)
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


def cond(A: Tensor, p: Any = None) -> Tensor:
    if p in (None, 2, -2):
        values = svdvals(A)
        first, last = values[..., 0], values[..., -1]
        return as_tensor(last / first if p == -2 else first / last)
    return as_tensor(matrix_norm(A, p) * matrix_norm(inv(A), p))


LINALG: dict[str, Callable[..., Any]] = {
    "inv": inv,
    "solve": solve,
    "solve_triangular": solve_triangular,
    "det": det,
    "slogdet": slogdet,
    "cholesky": cholesky,
    "qr": qr,
    "eigh": eigh,
    "eigvalsh": eigvalsh,
    "svd": svd,
    "svdvals": svdvals,
    "pinv": pinv,
    "lstsq": lstsq,
    "matrix_rank": matrix_rank,
    "matrix_power": matrix_power,
    "matrix_exp": lambda A: of_each(exponential_of)(square(A)),
    "matrix_norm": matrix_norm,
    "vector_norm": vector_norm,
    "norm": norm,
    "cond": cond,
    "multi_dot": multi_dot,
    "vecdot": vecdot,
    "cross": cross,
    "vander": lambda x, N=None: vander(x, N, increasing=True),
    "diagonal": lambda A, *, offset=0, dim1=-2, dim2=-1: diagonal(A, offset, dim1, dim2),
    "matmul": lambda input, other: input @ other,
    "tensorinv": tensorinv,
    "tensorsolve": tensorsolve,
}
# Those that are also functions of `torch`, and methods.
OF_MATRICES: dict[str, Callable[..., Any]] = {
    "inverse": inv,
    "det": det,
    "logdet": logdet,
    "slogdet": slogdet,
    "cholesky": lambda input, upper=False: cholesky(input, upper=upper),
    "cholesky_solve": cholesky_solve,
    "cholesky_inverse": cholesky_inverse,
    "pinverse": pinv,
    "qr": lambda input, some=True: qr(input, "reduced" if some else "complete"),
    "matrix_power": matrix_power,
    "matrix_exp": LINALG["matrix_exp"],
}
