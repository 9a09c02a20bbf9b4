"""The decompositions of `torch.linalg`."""

from __future__ import annotations

from typing import Any, NamedTuple

from .decompositions import (
    ROUNDING,
    LinAlgError,
    Matrix,
    completed,
    inverse,
    lower_factor,
    orthogonal_triangular,
    singular_values,
    symmetric_eigen,
    transposed,
)
from .diagonals import diagonal
from .joining import cat
from .matrices import (
    beside,
    changes,
    identity_of,
    is_taped,
    of_each,
    product,
    rows_of,
    several_of_each,
    square,
    tensor_of,
    undefined,
    vector_of,
    weighted,
)
from .shaping import swapped, unsqueeze
from .tensor import Tensor, as_tensor, divide

# --- Cholesky's factor ------------------------------------------------------------------------------------


def cholesky_of(a: Tensor) -> Tensor:
    low = tensor_of(lower_factor(rows_of(a)), a)
    if not is_taped(a):
        return low
    back = tensor_of(inverse(rows_of(low)), a)
    zero = changes(a)
    inner = product(back, 0.5 * (zero + zero.T), back.T)
    return as_tensor(low + low @ weighted(inner, halved_triangle(a.shape[0])))


def halved_triangle(size: int) -> list[float]:
    return [1.0 if i > j else 0.5 if i == j else 0.0 for i in range(size) for j in range(size)]


def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    low = of_each(cholesky_of)(square(input))
    return swapped(low, -1, -2) if upper else low


# --- orthogonal and triangular ----------------------------------------------------------------------------


class QAndR(NamedTuple):
    Q: Tensor
    R: Tensor


def qr_of(a: Tensor, mode: str) -> tuple[Tensor, Tensor]:
    height, width = a.shape
    size = min(height, width)
    full, triangle = orthogonal_triangular(rows_of(a))
    q, r = tensor_of([row[:size] for row in full], a, size), tensor_of(triangle[:size], a, width)
    if is_taped(a):
        q, r = turned(a, q, r)
    if mode == "complete" and height > size:
        more = Tensor.of([0.0] * ((height - size) * width), (height - size, width), a.dtype)
        return beside(q, [row[size:] for row in full], a), cat([r, more])
    return (Tensor.of([], (0,), a.dtype) if mode == "r" else q), r


def turned(a: Tensor, q: Tensor, r: Tensor) -> tuple[Tensor, Tensor]:
    """With derivatives: `Q` turns so far that the change of `R` is triangular."""
    size = q.shape[1]
    try:
        back = tensor_of(inverse(rows_of(r[:, :size])), a)
    except LinAlgError:
        return undefined(q, a), undefined(r, a)
    zero = changes(a)
    moved = as_tensor(zero[:, :size] @ back)
    inside = as_tensor(q.T @ moved)
    low = weighted(inside, [float(i > j) for i in range(size) for j in range(size)])
    change = q @ (low - low.T) + moved - q @ inside
    return as_tensor(q + change), as_tensor(r + q.T @ zero + change.T @ q @ r)


def qr(A: Tensor, mode: str = "reduced") -> QAndR:
    return QAndR(*several_of_each(qr_of, A, mode))


# --- eigenvalues of symmetric matrices --------------------------------------------------------------------


class Eigen(NamedTuple):
    eigenvalues: Tensor
    eigenvectors: Tensor


def eigen_of(a: Tensor, uplo: str = "L") -> tuple[Tensor, Tensor]:
    rows, size = rows_of(a), a.shape[0]
    lower = uplo.upper() == "L"
    mirrored = [[rows[max(i, j)][min(i, j)] if lower else rows[min(i, j)][max(i, j)] for j in range(size)] for i in range(size)]
    values, columns = symmetric_eigen(mirrored)
    vectors = tensor_of(columns, a)
    if not is_taped(a):
        return vector_of(values, a), vectors
    zero = changes(a)
    inside = product(vectors.T, 0.5 * (zero + zero.T), vectors)
    weights = [divide(1.0, values[j] - values[i]) if i != j else 0.0 for i in range(size) for j in range(size)]
    return as_tensor(vector_of(values, a) + diagonal(inside)), as_tensor(vectors + vectors @ weighted(inside, weights))


def eigh(A: Tensor, UPLO: str = "L") -> Eigen:
    return Eigen(*several_of_each(eigen_of, square(A), UPLO))


def eigvalsh(A: Tensor, UPLO: str = "L") -> Tensor:
    return eigh(A, UPLO).eigenvalues


# --- singular values --------------------------------------------------------------------------------------


class Svd(NamedTuple):
    U: Tensor
    S: Tensor
    Vh: Tensor


def svd_of(a: Tensor, full_matrices: bool) -> tuple[Tensor, Tensor, Tensor]:
    height, width = a.shape
    size = min(height, width)
    left, values, right = singular_values(rows_of(a))
    u, s, v = tensor_of(left, a, size), vector_of(values, a), tensor_of(right, a, size)
    if is_taped(a):
        u, s, v = moved_svd(a, u, values, v)
    if full_matrices:
        u = beside(u, more_columns(left, height), a)
        v = beside(v, more_columns(right, width), a)
    return u, s, swapped(v, 0, 1)


def more_columns(columns: Matrix, size: int) -> Matrix:
    known = transposed(columns)
    return transposed(completed(known, size, size)[len(known) :])


def moved_svd(a: Tensor, u: Tensor, values: list[float], v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    zero, size = changes(a), len(values)
    inside = product(u.T, zero, v)
    pairs = [(i, j) for i in range(size) for j in range(size)]
    apart = [divide(1.0, values[j] ** 2 - values[i] ** 2) if i != j else 0.0 for i, j in pairs]
    by_column = [f * values[j] if f else 0.0 for f, (i, j) in zip(apart, pairs, strict=True)]
    by_row = [f * values[i] if f else 0.0 for f, (i, j) in zip(apart, pairs, strict=True)]
    across = swapped(inside, 0, 1)
    new_u = u + u @ (weighted(inside, by_column) + weighted(across, by_row)) + outside(u, as_tensor(zero @ v), values)
    new_v = v + v @ (weighted(inside, by_row) + weighted(across, by_column)) + outside(v, as_tensor(zero.T @ u), values)
    return as_tensor(new_u), as_tensor(vector_of(values, a) + diagonal(inside)), as_tensor(new_v)


def outside(basis: Tensor, moved: Tensor, values: list[float]) -> Any:
    """The part of a change that leaves the space of the vectors, in units of the singular values."""
    if basis.shape[0] == basis.shape[1]:
        return 0.0
    rest = as_tensor(moved - product(basis, basis.T, moved))
    return weighted(rest, [divide(1.0, s) for s in values] * basis.shape[0])


def svd(A: Tensor, full_matrices: bool = True, *, driver: Any = None) -> Svd:
    return Svd(*several_of_each(svd_of, A, full_matrices))


def svdvals(A: Tensor, *, driver: Any = None) -> Tensor:
    return svd(A, False).S


# --- what is made of singular values ----------------------------------------------------------------------


def threshold(values: list[float], shape: tuple[int, ...], atol: float | None, rtol: float | None) -> float:
    relative = rtol if rtol is not None else 0.0 if atol is not None else ROUNDING * max(shape)
    return max(atol or 0.0, relative * max(values, default=0.0))


def pinv_of(a: Tensor, atol: float | None = None, rtol: float | None = None) -> Tensor:
    left, values, right = singular_values(rows_of(a))
    least = threshold(values, a.shape, atol, rtol)
    scaled = [[x / s if s > least else 0.0 for x, s in zip(row, values, strict=True)] for row in right]
    p = product(tensor_of(scaled, a), swapped(tensor_of(left, a), 0, 1))
    if not is_taped(a):
        return p
    zero, plain = changes(a), tensor_of(rows_of(a), a)
    height, width = a.shape
    beyond = product(p, p.T, zero.T, as_tensor(identity_of(height, a) - plain @ p))
    before = product(as_tensor(identity_of(width, a) - p @ plain), zero.T, p.T, p)
    return as_tensor(p - product(p, zero, p) + beyond + before)


def pinv(A: Tensor, rcond: float | None = None, hermitian: bool = False, *, atol: float | None = None, rtol: float | None = None) -> Tensor:
    return of_each(lambda a: pinv_of(a, atol, rcond if rtol is None else rtol))(A)


def rank_of(a: Tensor, atol: float | None, rtol: float | None) -> tuple[Tensor]:
    _, values, _ = singular_values(rows_of(a))
    least = threshold(values, a.shape, atol, rtol)
    return (Tensor.of([sum(s > least for s in values)], (), "int64"),)


def matrix_rank(A: Tensor, tol: Any = None, hermitian: bool = False, *, atol: float | None = None, rtol: float | None = None) -> Tensor:
    absolute = atol if tol is None else float(tol)
    return several_of_each(rank_of, A, absolute, rtol)[0]


class Least(NamedTuple):
    solution: Tensor
    residuals: Tensor
    rank: Tensor
    singular_values: Tensor


def lstsq(A: Tensor, B: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Least:
    """The solution of least norm."""
    if A.ndim != 2:
        raise RuntimeError("lstsq of batches is not known here")
    right = unsqueeze(B, 1) if B.ndim == 1 else B
    solution = as_tensor(pinv(A, rcond) @ right)
    rank = matrix_rank(A, rtol=rcond)
    residuals = Tensor.of([], (0,), A.dtype)
    if driver not in (None, "gelsy") and A.shape[0] > A.shape[1] == int(rank):
        distance = as_tensor(A @ solution - right)
        residuals = as_tensor((distance * distance).sum(0))
    found = singular_values(rows_of(A))[1] if driver in ("gelsd", "gelss") else []
    values = vector_of(found, A)
    return Least(solution[:, 0] if B.ndim == 1 else solution, residuals, rank, values)


