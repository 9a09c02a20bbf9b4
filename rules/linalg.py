"""Products of matrices, and linear algebra."""

import numpy as np
import torch
import torch.nn.functional as F

from np2torch.words import (
    QR,
    AnyFloat,
    AnyFloats,
    AnyJoined,
    AnyPromoted,
    AnyShape,
    Array,
    Arrays,
    AsFloat,
    Averaged,
    Axes,
    Axis,
    Contracted,
    CrossProduct,
    Determinants,
    Diagonal,
    Dotted,
    FloatPoint,
    Inner,
    Kronecker,
    Like,
    MatrixIndex,
    MatrixPower,
    MatrixTrace,
    MatrixTransposed,
    Outer,
    Product,
    Promoted,
    PromotedPoint,
    PseudoInverse,
    Rank0,
    Scalar,
    SingularVectors,
    Solved,
    Trace,
    Vectors,
    all_arrays,
    call,
    dtype,
    floating,
    floats,
    given,
    holds_text,
    is_bool,
    is_complex,
    is_float,
    is_int,
    is_long,
    is_scalar,
    known,
    matched,
    maybe,
    ndim,
    omitted,
    promoted,
    repeatable,
    rewrites,
    same_dtypes,
    unknown,
    width,
)


@rewrites(np.dot, np.ndarray.dot)
def dot(a: Array | Scalar, b: Array | Scalar, out=None) -> Dotted:
    """
    >>> np.dot(x, v)
    x @ v
    >>> x.dot(v)
    x @ v
    >>> np.dot(v, v)
    v @ v
    >>> np.dot(k, v[:3])
    k.to(torch.float64) @ v[:3]
    >>> np.dot(v[:3], k)
    v[:3] @ k.to(torch.float64)
    >>> np.dot(x, 2.0)
    x * 2.0
    >>> np.dot(2.0, x)
    2.0 * x
    >>> np.dot(2, 3)
    2 * 3
    >>> np.dot(v.sum(), v)
    v.sum() * v
    >>> np.dot(v, t.transpose(0, 2, 1))
    torch.tensordot(v, t.permute(0, 2, 1), dims=([-1], [-2]))
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "PyTorch has no product of bools"
    if is_scalar(a) and is_scalar(b):
        return a * b
    if (is_scalar(b) and known(dtype(a) != "float32")) or (is_scalar(a) and known(dtype(b) != "float32")):
        return a * b
    assert not is_scalar(a) and not is_scalar(b), "the product of float32 and a number is float64 here"
    if known(ndim(a) == 0) or known(ndim(b) == 0):
        return promoted(a, b) * promoted(b, a)
    if ndim(b) <= 2:
        return matched(a, b) @ matched(b, a)
    if unknown(b) and repeatable(a):
        return torch.tensordot(matched(a, b), matched(b, a), dims=([-1], [max(b.ndim - 2, 0)])) if b.ndim else a * b
    if unknown(b):
        return torch.tensordot(matched(a, b), matched(b, a), dims=([-1], [max(b.ndim - 2, 0)]))
    return torch.tensordot(matched(a, b), matched(b, a), dims=([-1], [-2]))


@rewrites(np.matmul)
def matmul(x1: Array, x2: Array, /, out=None, *, casting="same_kind", order="K", dtype=None, subok=True, keepdims=False, signature=None, axes=None, axis=None) -> Product:
    """
    >>> np.matmul(x, v)
    torch.matmul(x, v)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "PyTorch has no product of bools"
    return torch.matmul(matched(x1, x2), matched(x2, x1), out=out)


@rewrites(np.outer)
def outer(a: Array, b: Array, out=None) -> Outer:
    """
    >>> np.outer(v, w)
    torch.outer(v, w)
    >>> np.outer(x, v)
    torch.outer(x.ravel(), v)
    >>> np.outer(x, y)
    torch.outer(x.ravel(), y.ravel())
    """
    assert not known(ndim(a) == 0) and not known(ndim(b) == 0), "a number"
    if ndim(a) == 1 and ndim(b) == 1:
        return torch.outer(promoted(a, b), promoted(b, a))
    if ndim(b) == 1:
        return torch.outer(promoted(a, b).ravel(), promoted(b, a))
    if unknown(a) or unknown(b) or ndim(b) != 1:
        return torch.outer(promoted(a, b).ravel(), promoted(b, a).ravel())


@rewrites(np.inner)
def inner(a: Array, b: Array, /) -> Inner:
    """
    >>> np.inner(x, y)
    torch.inner(x, y)
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "PyTorch has no product of bools"
    return torch.inner(matched(a, b), matched(b, a))


@rewrites(np.trace, np.ndarray.trace)
def trace(a: Array, offset=0, axis1=0, axis2=1, dtype=None, out=None) -> Trace:
    """
    >>> np.trace(A)
    torch.trace(A)
    >>> np.trace(t)
    torch.sum(torch.diagonal(t), dim=-1)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    if known(ndim(a) > 2) and omitted(offset) and omitted(axis1) and omitted(axis2):
        return torch.sum(torch.diagonal(a), dim=-1)
    assert ndim(a) == 2, "more than two dimensions"
    return torch.trace(a)


@rewrites(np.diag)
def diag(v: Array, k: int = 0) -> Diagonal:
    """
    >>> np.diag(v)
    torch.diag(v)
    >>> np.diag(A, k=1)
    torch.diag(A, 1)
    """
    return torch.diag(v, k)


@rewrites(np.linalg.inv)
def inverse(a: Array) -> AsFloat:
    """
    >>> np.linalg.inv(A)
    torch.linalg.inv(A)
    """
    return torch.linalg.inv(floating(a))


@rewrites(np.linalg.solve)
def solve(a: Array, b: Array) -> Solved["b"]:
    """
    >>> np.linalg.solve(A, v[:3])
    torch.linalg.solve(A, v[:3])
    """
    return torch.linalg.solve(floats(a, b), floats(b, a))


@rewrites(np.linalg.det)
def det(a: Array) -> Determinants:
    """
    >>> np.linalg.det(A)
    torch.linalg.det(A)
    """
    return torch.linalg.det(floating(a))


@rewrites(np.vdot)
def vdot(a: Array, b: Array, /) -> PromotedPoint:
    """
    >>> np.vdot(v, w)
    torch.vdot(v, w)
    >>> np.vdot(x, y)
    torch.vdot(x.ravel(), y.ravel())
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "PyTorch has no product of bools"
    if ndim(a) == 1 and ndim(b) == 1:
        return torch.vdot(matched(a, b), matched(b, a))
    return torch.vdot(matched(a, b).ravel(), matched(b, a).ravel())


@rewrites(np.vecdot)
def vecdot(x1: Array, x2: Array, /, out=None, *, casting="same_kind", order="K", dtype=None, subok=True, keepdims=False, signature=None, axes=None, axis: int | None = None) -> AnyPromoted:
    """
    >>> np.vecdot(x, y)
    torch.linalg.vecdot(x, y)
    """
    assert not (known(not is_float(x1)) and known(not is_float(x2))), "torch.linalg wants floats"
    return torch.linalg.vecdot(matched(x1, x2), matched(x2, x1), dim=axis)


@rewrites(np.linalg.vecdot)
def linalg_vecdot(x1: Array, x2: Array, /, *, axis: int = -1) -> AnyPromoted:
    """
    >>> np.linalg.vecdot(x, y)
    torch.linalg.vecdot(x, y)
    """
    assert not (known(not is_float(x1)) and known(not is_float(x2))), "torch.linalg wants floats"
    return torch.linalg.vecdot(matched(x1, x2), matched(x2, x1), dim=axis)


@rewrites(np.matvec)
def matvec(x1: Array, x2: Array, /, out=None, *, casting="same_kind", order="K", dtype=None, subok=True, keepdims=False, signature=None, axes=None, axis=None) -> AnyPromoted:
    """
    >>> np.matvec(A, v[:3])
    A @ v[:3]
    >>> np.matvec(A, t[:, 0, :3])
    (A @ t[:, 0, :3].unsqueeze(-1)).squeeze(-1)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "PyTorch has no product of bools"
    if ndim(x2) == 1:
        return matched(x1, x2) @ matched(x2, x1)
    return (matched(x1, x2) @ matched(x2, x1).unsqueeze(-1)).squeeze(-1)


@rewrites(np.vecmat)
def vecmat(x1: Array, x2: Array, /, out=None, *, casting="same_kind", order="K", dtype=None, subok=True, keepdims=False, signature=None, axes=None, axis=None) -> AnyPromoted:
    """
    >>> np.vecmat(v[:3], A)
    v[:3] @ A
    >>> np.vecmat(t[:, 0, :3], A)
    (t[:, 0, :3].unsqueeze(-2) @ A).squeeze(-2)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "PyTorch has no product of bools"
    assert not maybe(is_complex(x1)), "NumPy conjugates the vector"
    if ndim(x1) == 1:
        return matched(x1, x2) @ matched(x2, x1)
    return (matched(x1, x2).unsqueeze(-2) @ matched(x2, x1)).squeeze(-2)


@rewrites(np.kron)
def kron(a: Array, b: Array) -> Kronecker:
    """
    >>> np.kron(x, y)
    torch.kron(x.contiguous(), y.contiguous())
    """
    return torch.kron(promoted(a, b).contiguous(), promoted(b, a).contiguous())


@rewrites(np.cross)
def cross(a: Array, b: Array, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> CrossProduct:
    """
    >>> np.cross(v[:3], w[:3])
    torch.linalg.cross(v[:3], w[:3])
    >>> np.cross(v[:2], w[:2])
    torch.subtract(*(v[:2] * w[:2].flip(-1)).unbind(-1))
    >>> np.cross([1, 2], k)
    torch.linalg.cross(F.pad(torch.tensor([1, 2]), (0, 1)), k)
    >>> np.cross(k, [1, 2])
    torch.linalg.cross(k, F.pad(torch.tensor([1, 2]), (0, 1)))
    >>> np.cross(A, S, axisc=0)
    torch.linalg.cross(A, S).movedim(-1, 0)
    >>> np.cross(A, S, axisa=0, axisb=0)
    torch.linalg.cross(A, S, dim=0).movedim(0, -1)
    """
    assert not (maybe(is_bool(a)) or maybe(is_bool(b))), "PyTorch has no product of bools"
    assert not known(ndim(a) != ndim(b)), "of different numbers of dimensions"
    if known(width(a) == 2) and known(width(b) == 2) and omitted(axisa) and omitted(axisb) and omitted(axisc) and omitted(axis):
        return torch.subtract(*(matched(a, b) * matched(b, a).flip(-1)).unbind(-1))
    if known(width(a) == 2) and known(width(b) == 3) and known(is_long(a)) and known(is_long(b)) and omitted(axisa) and omitted(axisb) and omitted(axisc) and omitted(axis):
        return torch.linalg.cross(F.pad(a, (0, 1)), b)
    if known(width(a) == 3) and known(width(b) == 2) and known(is_long(a)) and known(is_long(b)) and omitted(axisa) and omitted(axisb) and omitted(axisc) and omitted(axis):
        return torch.linalg.cross(a, F.pad(b, (0, 1)))
    if given(axisa) and axisa == 0 and axisb == 0 and omitted(axisc) and omitted(axis):
        return torch.linalg.cross(matched(a, b), matched(b, a), dim=0).movedim(0, -1)
    assert not known(width(a) == 2) and not known(width(b) == 2), "PyTorch has it in three dimensions only"
    if given(axisc) and omitted(axisa) and omitted(axisb) and omitted(axis):
        return torch.linalg.cross(matched(a, b), matched(b, a)).movedim(-1, axisc)
    assert omitted(axisa) and omitted(axisb) and omitted(axisc), "axes of their own"
    return torch.linalg.cross(matched(a, b), matched(b, a), dim=axis)


@rewrites(np.linalg.cross)
def linalg_cross(x1: Array, x2: Array, /, *, axis: int = -1) -> Promoted:
    """
    >>> np.linalg.cross(v[:3], w[:3])
    torch.linalg.cross(v[:3], w[:3])
    """
    assert not (maybe(is_bool(x1)) or maybe(is_bool(x2))), "PyTorch has no product of bools"
    return torch.linalg.cross(matched(x1, x2), matched(x2, x1), dim=axis)


@rewrites(np.tensordot)
def tensordot(a: Array, b: Array, axes: Axes = 2) -> AnyPromoted:
    """
    >>> np.tensordot(x, y)
    torch.tensordot(x, y)
    >>> np.tensordot(x, v, axes=1)
    torch.tensordot(x, v, dims=1)
    >>> np.tensordot(x, y, axes=([0, 1], [0, 1]))
    torch.tensordot(x, y, dims=([0, 1], [0, 1]))
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "PyTorch has no product of bools"
    assert is_scalar(axes) or ndim(axes) == 2, "one axis of each"
    return torch.tensordot(matched(a, b), matched(b, a), dims=axes)


@rewrites(np.linalg.tensordot)
def linalg_tensordot(x1: Array, x2: Array, /, *, axes: Axes = 2) -> AnyPromoted:
    """
    >>> np.linalg.tensordot(x, v, axes=1)
    torch.tensordot(x, v, dims=1)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "PyTorch has no product of bools"
    assert is_scalar(axes) or ndim(axes) == 2, "one axis of each"
    return torch.tensordot(matched(x1, x2), matched(x2, x1), dims=axes)


@rewrites(np.einsum)
def einsum(*operands: Array, out=None, optimize=False, **kwargs) -> Contracted:
    """
    >>> np.einsum("ij,j->i", x, v)
    torch.einsum("ij,j->i", x, v)
    """
    assert omitted(optimize) or given(optimize), "not reached"
    assert holds_text(operands), "sublists instead of a formula"
    assert not known(not same_dtypes(operands)), "arrays of several dtypes"
    assert not maybe(is_bool(operands)), "PyTorch has no product of bools"
    assert not maybe(dtype(operands) == "uint8"), "NumPy adds bytes up as bytes"
    return torch.einsum(*operands)


@rewrites(np.linalg.matmul)
def linalg_matmul(x1: Array, x2: Array, /) -> Product:
    """
    >>> np.linalg.matmul(x, v)
    torch.matmul(x, v)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "PyTorch has no product of bools"
    return torch.matmul(matched(x1, x2), matched(x2, x1))


@rewrites(np.linalg.outer)
def linalg_outer(x1: Array, x2: Array, /) -> Outer:
    """
    >>> np.linalg.outer(v, w)
    torch.outer(v, w)
    """
    return torch.outer(promoted(x1, x2), promoted(x2, x1))


@rewrites(np.linalg.multi_dot)
def multi_dot(arrays: Arrays, *, out=None) -> AnyJoined:
    """
    >>> np.linalg.multi_dot([A, A, v[:3]])
    torch.linalg.multi_dot([A, A, v[:3]])
    """
    assert all_arrays(arrays), "what is multiplied is not all arrays"
    assert not known(not same_dtypes(arrays)), "arrays of several dtypes"
    return torch.linalg.multi_dot(arrays)


@rewrites(np.linalg.matrix_power)
def matrix_power(a: Array, n: int) -> MatrixPower:
    """
    >>> np.linalg.matrix_power(A, 3)
    torch.linalg.matrix_power(A, 3)
    >>> np.linalg.matrix_power(np.array([[2, 1], [0, 1]]), 3)
    torch.linalg.matrix_power(torch.tensor([[2, 1], [0, 1]]), 3)
    >>> np.linalg.matrix_power(np.array([[2, 1], [0, 1]]), -3)
    torch.linalg.matrix_power(torch.tensor([[2, 1], [0, 1]]).to(torch.float64), -3)
    """
    assert not maybe(is_bool(a)), "PyTorch has no product of bools"
    if known(n < 0):
        return torch.linalg.matrix_power(floating(a), n)
    assert not maybe(is_int(a)) or known(n >= 0), "torch.linalg inverts floats only"
    return torch.linalg.matrix_power(a, n)


@rewrites(np.linalg.matrix_rank)
def matrix_rank(A: Array, tol=None, hermitian=False, *, rtol=None) -> MatrixIndex:
    """
    >>> np.linalg.matrix_rank(A)
    torch.linalg.matrix_rank(A)
    >>> np.linalg.matrix_rank(v)
    int(torch.any(v != 0))
    """
    assert omitted(tol) and omitted(rtol), "a tolerance of its own"
    if ndim(A) < 2:
        return int(torch.any(A != 0))
    return torch.linalg.matrix_rank(floating(A), hermitian=hermitian)


@rewrites(np.linalg.trace)
def linalg_trace(x: Array, /, *, offset: int = 0, dtype=None) -> MatrixTrace:
    """
    >>> np.linalg.trace(A)
    torch.trace(A)
    >>> np.linalg.trace(t)
    torch.sum(torch.diagonal(t, dim1=-2, dim2=-1), dim=-1)
    >>> np.linalg.trace(A, offset=1)
    torch.sum(torch.diagonal(A, offset=1, dim1=-2, dim2=-1), dim=-1)
    """
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    if given(offset) or known(ndim(x) > 2):
        return torch.sum(torch.diagonal(x, offset=offset, dim1=-2, dim2=-1), dim=-1)
    assert ndim(x) == 2, "more than two dimensions"
    return torch.trace(x)


@rewrites(np.linalg.diagonal)
def linalg_diagonal(x: Array, /, *, offset: int = 0) -> AnyShape:
    """
    >>> np.linalg.diagonal(t)
    torch.linalg.diagonal(t)
    """
    return torch.linalg.diagonal(x, offset=offset)


@rewrites(np.linalg.cholesky)
def cholesky(a: Array, /, *, upper=False) -> AsFloat:
    """
    >>> np.linalg.cholesky(S)
    torch.linalg.cholesky(S)
    """
    return torch.linalg.cholesky(floating(a), upper=upper)


@rewrites(np.linalg.cond)
def cond(x: Array, p=None) -> FloatPoint:
    """
    >>> np.linalg.cond(A)
    torch.nan_to_num(torch.linalg.cond(A), nan=torch.inf, posinf=torch.inf)
    >>> np.linalg.cond(A, 1)
    torch.linalg.cond(A, 1)
    >>> np.linalg.cond(A, -np.inf)
    torch.nan_to_num(torch.linalg.cond(A, -torch.inf), nan=torch.inf, posinf=torch.inf)
    """
    assert ndim(x) == 2, "more than two dimensions"
    if p is None or p == 2 or p == -2 or unknown(p):
        return torch.nan_to_num(torch.linalg.cond(floating(x), p), nan=torch.inf, posinf=torch.inf)
    return torch.linalg.cond(floating(x), p)


@rewrites(np.linalg.slogdet)
def slogdet(a: Array) -> tuple[Determinants, Determinants]:
    """
    >>> np.linalg.slogdet(A)
    torch.linalg.slogdet(A)
    """
    return torch.linalg.slogdet(floating(a))


@rewrites(np.linalg.eig)
def eig(a: Array) -> tuple[Array, Array]:
    """
    PyTorch's eigenvalues are always complex, NumPy's only where they have to be

    >>> np.linalg.eig(A)
    tuple(map(torch.from_numpy, np.linalg.eig(A.numpy())))
    >>> np.linalg.eig(A + 0j)
    torch.linalg.eig(A + 0j)
    """
    if is_complex(a):
        return torch.linalg.eig(a)
    if unknown(a) or not is_complex(a):
        return tuple(map(torch.from_numpy, call))


@rewrites(np.linalg.eigvals)
def eigvals(a: Array) -> Array:
    """
    PyTorch's eigenvalues are always complex, NumPy's only where they have to be

    >>> np.linalg.eigvals(A)
    torch.from_numpy(np.linalg.eigvals(A.numpy()))
    >>> np.linalg.eigvals(A + 0j)
    torch.linalg.eigvals(A + 0j)
    """
    if is_complex(a):
        return torch.linalg.eigvals(a)
    if unknown(a) or not is_complex(a):
        return torch.from_numpy(call)


@rewrites(np.linalg.eigh)
def eigh(a: Array, UPLO="L") -> tuple[AnyFloat, Vectors]:
    """
    >>> np.linalg.eigh(S)
    torch.linalg.eigh(S)
    """
    return torch.linalg.eigh(floating(a), UPLO=UPLO)


@rewrites(np.linalg.eigvalsh)
def eigvalsh(a: Array, UPLO="L") -> AnyFloat:
    """
    >>> np.linalg.eigvalsh(S)
    torch.linalg.eigvalsh(S)
    """
    return torch.linalg.eigvalsh(floating(a), UPLO=UPLO)


@rewrites(np.linalg.svd)
def svd(a: Array, full_matrices=True, compute_uv=True, hermitian=False) -> SingularVectors:
    """
    >>> np.linalg.svd(B)
    torch.linalg.svd(B)
    >>> np.linalg.svd(B, full_matrices=False)
    torch.linalg.svd(B, full_matrices=False)
    >>> np.linalg.svd(B, compute_uv=False)
    torch.linalg.svdvals(B)
    """
    assert omitted(hermitian), "of a Hermitian matrix"
    if compute_uv == False:
        return torch.linalg.svdvals(floating(a))
    return torch.linalg.svd(floating(a), full_matrices=full_matrices)


@rewrites(np.linalg.svdvals)
def svdvals(x: Array, /) -> AnyFloat:
    """
    >>> np.linalg.svdvals(B)
    torch.linalg.svdvals(B)
    """
    return torch.linalg.svdvals(floating(x))


@rewrites(np.linalg.qr)
def qr(a: Array, mode="reduced") -> QR:
    """
    >>> np.linalg.qr(B)
    torch.linalg.qr(B)
    >>> np.linalg.qr(B, mode="complete")
    torch.linalg.qr(B, mode="complete")
    >>> np.linalg.qr(B, "r")
    torch.linalg.qr(B, mode="r").R
    """
    assert mode != "raw", "as LAPACK packs it"
    if mode == "r":
        return torch.linalg.qr(floating(a), mode=mode).R
    return torch.linalg.qr(floating(a), mode=mode)


@rewrites(np.linalg.pinv)
def pinv(a: Array, rcond=None, hermitian=False, *, rtol=None) -> PseudoInverse:
    """
    >>> np.linalg.pinv(B)
    torch.linalg.pinv(B)
    """
    assert omitted(rcond) and omitted(rtol), "a tolerance of its own"
    return torch.linalg.pinv(floating(a), hermitian=hermitian)


@rewrites(np.linalg.lstsq)
def lstsq(a: Array, b: Array, rcond=None) -> tuple[AnyFloats, AnyFloats, Rank0, AnyFloats]:
    """
    >>> np.linalg.lstsq(B, C, rcond=None)
    torch.linalg.lstsq(B, C, driver='gelsd')
    """
    assert rcond is None, "a tolerance of its own"
    return torch.linalg.lstsq(floats(a, b), floats(b, a), driver="gelsd")


@rewrites(np.linalg.tensorinv)
def tensorinv(a: Array, ind: int = 2) -> AnyFloat:
    """
    >>> np.linalg.tensorinv(A, ind=1)
    torch.linalg.tensorinv(A, ind=1)
    """
    return torch.linalg.tensorinv(floating(a), ind=ind)


@rewrites(np.linalg.tensorsolve)
def tensorsolve(a: Array, b: Array, axes=None) -> AnyFloats:
    """
    >>> np.linalg.tensorsolve(A, v[:3])
    torch.linalg.tensorsolve(A, v[:3])
    """
    return torch.linalg.tensorsolve(floats(a, b), floats(b, a), dims=axes)


@rewrites(np.linalg.matrix_norm)
def matrix_norm(x: Array, /, *, keepdims=False, ord="fro") -> AnyFloat:
    """
    >>> np.linalg.matrix_norm(x)
    torch.linalg.matrix_norm(x)
    >>> np.linalg.matrix_norm(x, ord="nuc")
    torch.linalg.matrix_norm(x, ord="nuc")
    """
    return torch.linalg.matrix_norm(floating(x), ord=ord, keepdim=keepdims)


@rewrites(np.linalg.vector_norm)
def vector_norm(x: Array, /, *, axis: Axis = None, keepdims=False, ord=2) -> Averaged:
    """
    >>> np.linalg.vector_norm(x)
    torch.linalg.vector_norm(x)
    >>> np.linalg.vector_norm(x, axis=1, keepdims=True, ord=1)
    torch.linalg.vector_norm(x, ord=1, dim=1, keepdim=True)
    """
    return torch.linalg.vector_norm(floating(x), ord=ord, dim=axis, keepdim=keepdims)


@rewrites(np.linalg.matrix_transpose, np.matrix_transpose)
def matrix_transpose(x: Array, /) -> MatrixTransposed:
    """
    >>> np.linalg.matrix_transpose(t)
    t.mT
    """
    return x.mT


@rewrites(np.ndarray.mT)
def mT(a: Array) -> MatrixTransposed:
    """
    >>> t.mT
    t.mT
    """
    return a.mT
