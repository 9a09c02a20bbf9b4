"""Decompositions of small matrices of plain floats, given as lists of rows."""

from __future__ import annotations

import math
import operator

from .tensor import spend

Matrix = list[list[float]]
ROUNDING = 2.220446049250313e-16
SWEEPS = 60


class LinAlgError(RuntimeError):
    """`torch.linalg.LinAlgError`: the matrix has no inverse, or is not positive definite."""


def transposed(a: Matrix) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def multiplied(a: Matrix, b: Matrix) -> Matrix:
    columns = transposed(b)
    spend(len(a) * len(b) * max(len(columns), 1))
    return [[dot(row, column) for column in columns] for row in a]


def dot(x: list[float], y: list[float]) -> float:
    return sum(map(operator.mul, x, y))


def length(x: list[float]) -> float:
    return math.sqrt(dot(x, x))


def identity(size: int) -> Matrix:
    return [[float(i == j) for j in range(size)] for i in range(size)]


def eliminated(a: Matrix, b: Matrix) -> tuple[Matrix, list[float], float]:
    """The solution of `a @ x = b`, the pivots and the permutation's sign; no solution where a pivot is zero."""
    size, width = len(a), len(b[0]) if b else 0
    spend(size * size * (size + width))
    rows = [[*r, *s] for r, s in zip(a, b, strict=True)]
    pivots, sign = [], 1.0
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(rows[i][k]))
        if best != k:
            rows[k], rows[best], sign = rows[best], rows[k], -sign
        pivot = rows[k][k]
        pivots.append(pivot)
        if pivot == 0.0:
            continue
        for i in range(k + 1, size):
            factor = rows[i][k] / pivot
            if factor:
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    if not all(pivots):
        return [], pivots, sign
    solution = [r[size:] for r in rows]
    for k in range(size - 1, -1, -1):
        solution[k] = [x / rows[k][k] for x in solution[k]]
        for i in range(k):
            factor = rows[i][k]
            solution[i] = [x - factor * y for x, y in zip(solution[i], solution[k], strict=True)]
    return solution, pivots, sign


def solved(a: Matrix, b: Matrix) -> Matrix:
    solution, pivots, _ = eliminated(a, b)
    if not all(pivots):
        raise LinAlgError("the matrix is singular: a diagonal element is zero")
    return solution


def inverse(a: Matrix) -> Matrix:
    return solved(a, identity(len(a)))


def cofactors(a: Matrix) -> Matrix:
    """The derivatives of the determinant, also where it is zero."""
    size = len(a)
    return [[(-1.0) ** (i + j) * determinant(minor(a, i, j)) for j in range(size)] for i in range(size)]


def minor(a: Matrix, row: int, column: int) -> Matrix:
    return [r[:column] + r[column + 1 :] for i, r in enumerate(a) if i != row]


def determinant(a: Matrix) -> float:
    _, pivots, sign = eliminated(a, [[] for _ in a])
    return sign * math.prod(pivots)


def lower_factor(a: Matrix) -> Matrix:
    """Cholesky's factor, from the lower triangle."""
    size = len(a)
    spend(size**3)
    low = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = a[i][j] - dot(low[i][:j], low[j][:j])
            if i > j:
                low[i][j] = rest / low[j][j]
            elif rest > 0:
                low[i][i] = math.sqrt(rest)
            else:
                raise LinAlgError("linalg.cholesky: the input is not positive-definite")
    return low


def orthogonal_triangular(a: Matrix) -> tuple[Matrix, Matrix]:
    """The whole square `q`, and `r`, by Householder's reflections with the signs of LAPACK."""
    rows, columns = len(a), len(a[0]) if a else 0
    spend(2 * rows * rows * (columns + rows))
    r, q = [list(row) for row in a], identity(rows)
    for k in range(min(rows, columns)):
        x = [r[i][k] for i in range(k, rows)]
        if not any(x[1:]):
            continue
        v = [x[0] + math.copysign(length(x), x[0]), *x[1:]]
        reflect(r, v, k)
        reflect(q, v, k)
        for i in range(k + 1, rows):
            r[i][k] = 0.0
    return transposed(q), r


def reflect(a: Matrix, v: list[float], start: int) -> None:
    """Rows from `start` on are reflected at the plane that `v` is orthogonal to."""
    scale = 2.0 / dot(v, v)
    for j in range(len(a[0])):
        factor = scale * sum(v[i] * a[start + i][j] for i in range(len(v)))
        for i in range(len(v)):
            a[start + i][j] -= factor * v[i]


def symmetric_eigen(a: Matrix) -> tuple[list[float], Matrix]:
    """Eigenvalues in rising order, and eigenvectors as columns, by Jacobi's rotations."""
    size = len(a)
    a, v = [list(row) for row in a], identity(size)
    scale = max((abs(x) for row in a for x in row), default=0.0)
    for _ in range(SWEEPS):
        if all(abs(a[i][j]) <= 1e-18 * scale for i in range(size) for j in range(i)):
            break
        spend(6 * size**3)
        for p in range(size - 1):
            for q in range(p + 1, size):
                if abs(a[p][q]) > 1e-300:
                    rotate(a, v, p, q)
    order = sorted(range(size), key=lambda i: a[i][i])
    vectors = [directed([row[i] for row in v]) for i in order]
    return [a[i][i] for i in order], transposed(vectors) if vectors else []


def rotate(a: Matrix, v: Matrix, p: int, q: int) -> None:
    c, s = rotation(a[p][p], a[q][q], a[p][q])
    for row in a:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    a[p], a[q] = (
        [c * x - s * y for x, y in zip(a[p], a[q], strict=True)],
        [s * x + c * y for x, y in zip(a[p], a[q], strict=True)],
    )
    for row in v:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]


def rotation(first: float, second: float, mixed: float) -> tuple[float, float]:
    """Cosine and sine of the rotation that makes the mixed element zero."""
    theta = (second - first) / (2.0 * mixed)
    tangent = math.copysign(1.0, theta) / (abs(theta) + math.hypot(theta, 1.0))
    cosine = 1.0 / math.hypot(tangent, 1.0)
    return cosine, tangent * cosine


def directed(vector: list[float]) -> list[float]:
    """An eigenvector's sign is anyone's choice: here its largest element is positive."""
    largest = max(vector, key=lambda x: abs(round(x, 12)), default=1.0)
    return [-x for x in vector] if largest < 0 else vector


def singular_values(a: Matrix) -> tuple[Matrix, list[float], Matrix]:
    """`u`, falling singular values and `v`, both with orthonormal columns, by one-sided Jacobi rotations."""
    if len(a) < (len(a[0]) if a else 0):
        v, values, u = singular_values(transposed(a))
        return u, values, v
    columns, rotations = transposed(a), identity(len(a[0]) if a else 0)
    size = len(columns)
    for _ in range(SWEEPS):
        spend(6 * size * size * len(a))
        if not sum(orthogonalise(columns, rotations, p, q) for p in range(size) for q in range(p + 1, size)):
            break
    order = sorted(range(size), key=lambda i: -length(columns[i]))
    values = [length(columns[i]) for i in order]
    least = ROUNDING * max(len(a), 1) * max(values, default=0.0)
    vectors = [[x / s for x in columns[i]] if s > least else [] for i, s in zip(order, values, strict=True)]
    return transposed_or_empty(completed(vectors, len(a)), len(a)), values, transposed([rotations[i] for i in order])


def orthogonalise(columns: Matrix, rotations: Matrix, p: int, q: int) -> bool:
    """Whether the two columns had to be turned."""
    mixed = dot(columns[p], columns[q])
    first, second = dot(columns[p], columns[p]), dot(columns[q], columns[q])
    if abs(mixed) <= 1e-16 * math.sqrt(first * second) or mixed == 0.0:
        return False
    c, s = rotation(first, second, mixed)
    for held in (columns, rotations):
        held[p], held[q] = (
            [c * x - s * y for x, y in zip(held[p], held[q], strict=True)],
            [s * x + c * y for x, y in zip(held[p], held[q], strict=True)],
        )
    return True


def completed(vectors: Matrix, size: int, count: int | None = None) -> Matrix:
    """Orthonormal vectors with those that are missing, and up to a number of them."""
    result = [list(v) for v in vectors] + [[] for _ in range((count or 0) - len(vectors))]
    known = [v for v in result if v]
    axes = identity(size)
    for i, vector in enumerate(result):
        while not vector:
            candidate = axes.pop(0)
            for _ in range(2):
                for other in known:
                    share = dot(candidate, other)
                    candidate = [x - share * y for x, y in zip(candidate, other, strict=True)]
            if length(candidate) > 0.1 / math.sqrt(size):
                vector = result[i] = [x / length(candidate) for x in candidate]
                known.append(vector)
    return result


def transposed_or_empty(vectors: Matrix, size: int) -> Matrix:
    return transposed(vectors) if vectors else [[] for _ in range(size)]
