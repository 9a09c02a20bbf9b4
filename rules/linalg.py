"""Products of matrices, and linear algebra."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Diagonal,
    Dotted,
    Like,
    Outer,
    Product,
    Reduced,
    Scalar,
    Scalar0d,
    SomeShape,
    is_array,
    is_float,
    is_scalar,
    ndim,
    rewrites,
    same_dtype,
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
    """
    if is_scalar(a) or is_scalar(b):
        return a * b
    if ndim(a) == 0 or ndim(b) == 0:
        return a * b
    assert ndim(b) <= 2, "of more than two dimensions"
    if same_dtype(a, b):
        return a @ b
    if is_float(b) and not is_float(a):
        return a.to(torch.float64) @ b
    if is_float(a) and not is_float(b):
        return a @ b.to(torch.float64)
    return a.to(torch.float64) @ b.to(torch.float64)


@rewrites(np.matmul)
def matmul(x1: Array, x2: Array, /, out=None, *, casting="same_kind", order="K", dtype=None, subok=True, axes=None, axis=None) -> Product:
    """
    >>> np.matmul(x, v)
    torch.matmul(x, v)
    """
    assert same_dtype(x1, x2), "arrays of two dtypes"
    return torch.matmul(x1, x2)


@rewrites(np.outer)
def outer(a: Array, b: Array, out=None) -> Outer:
    """
    >>> np.outer(v, v)
    torch.outer(v, v)
    """
    assert ndim(a) == 1, "more than one dimension"
    assert ndim(b) == 1, "more than one dimension"
    return torch.outer(a, b)


@rewrites(np.inner)
def inner(a: Array, b: Array, /) -> SomeShape:
    """
    >>> np.inner(x, y)
    torch.inner(x, y)
    """
    assert same_dtype(a, b), "arrays of two dtypes"
    return torch.inner(a, b)


@rewrites(np.trace)
def trace(a: Array, offset=0, axis1=0, axis2=1, dtype=None, out=None) -> Scalar0d:
    """
    >>> np.trace(x @ x.T)
    torch.trace(x @ x.T)
    """
    assert ndim(a) == 2, "more than two dimensions"
    return torch.trace(a)


@rewrites(np.diag)
def diag(v: Array, k: int = 0) -> Diagonal:
    """
    >>> np.diag(v)
    torch.diag(v)
    """
    return torch.diag(v, k)


@rewrites(np.linalg.inv)
def inverse(a: Array) -> Like:
    """
    >>> np.linalg.inv(x @ x.T)
    torch.linalg.inv(x @ x.T)
    """
    assert is_float(a), "torch.linalg wants floats"
    return torch.linalg.inv(a)


@rewrites(np.linalg.solve)
def solve(a: Array, b: Array) -> Product:
    """
    >>> np.linalg.solve(x @ x.T, x)
    torch.linalg.solve(x @ x.T, x)
    """
    assert same_dtype(a, b), "arrays of two dtypes"
    return torch.linalg.solve(a, b)


@rewrites(np.linalg.det)
def det(a: Array) -> Scalar0d:
    """
    >>> np.linalg.det(x @ x.T)
    torch.linalg.det(x @ x.T)
    """
    assert ndim(a) == 2, "more than two dimensions"
    assert is_float(a), "torch.linalg wants floats"
    return torch.linalg.det(a)
