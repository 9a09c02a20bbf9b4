"""Products of matrices, and linear algebra."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    AsFloat,
    Diagonal,
    Dotted,
    FloatPoint,
    Inner,
    Outer,
    Product,
    Scalar,
    Solved,
    Trace,
    dtype,
    floating,
    floats,
    is_bool,
    is_scalar,
    known,
    matched,
    ndim,
    omitted,
    promoted,
    rewrites,
    unknown,
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
    assert not (known(is_bool(a)) and known(is_bool(b))), "PyTorch has no product of bools"
    if is_scalar(a) and is_scalar(b):
        return a * b
    if (is_scalar(b) and known(dtype(a) != "float32")) or (is_scalar(a) and known(dtype(b) != "float32")):
        return a * b
    assert not is_scalar(a) and not is_scalar(b), "the product of float32 and a number is float64 here"
    if known(ndim(a) == 0) or known(ndim(b) == 0):
        return promoted(a, b) * promoted(b, a)
    if ndim(b) <= 2:
        return matched(a, b) @ matched(b, a)
    if unknown(b):
        return torch.tensordot(a, b, dims=([-1], [max(b.ndim - 2, 0)]))
    return torch.tensordot(matched(a, b), matched(b, a), dims=([-1], [-2]))


@rewrites(np.matmul)
def matmul(x1: Array, x2: Array, /, out=None, *, casting="same_kind", order="K", dtype=None, subok=True, keepdims=False, signature=None, axes=None, axis=None) -> Product:
    """
    >>> np.matmul(x, v)
    torch.matmul(x, v)
    """
    assert not (known(is_bool(x1)) and known(is_bool(x2))), "PyTorch has no product of bools"
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
    assert not (known(is_bool(a)) and known(is_bool(b))), "PyTorch has no product of bools"
    return torch.inner(matched(a, b), matched(b, a))


@rewrites(np.trace, np.ndarray.trace)
def trace(a: Array, offset=0, axis1=0, axis2=1, dtype=None, out=None) -> Trace:
    """
    >>> np.trace(A)
    torch.trace(A)
    """
    assert ndim(a) == 2, "more than two dimensions"
    assert not known(is_bool(a)), "PyTorch has it for numbers only"
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
def det(a: Array) -> FloatPoint:
    """
    >>> np.linalg.det(A)
    torch.linalg.det(A)
    """
    assert ndim(a) == 2, "more than two dimensions"
    return torch.linalg.det(floating(a))
