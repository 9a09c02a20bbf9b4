"""Operators that PyTorch refuses, or answers in another dtype than NumPy."""

import numpy as np
import torch

from np2torch.words import Array, Promoted, Product, Scalar, Sequence, dtype, is_bool, is_float, is_int, is_list, is_scalar, rewrites, same_dtype, unknown


@rewrites(np.ndarray.__matmul__)
def matmul(a: Array, b: Array) -> Product:
    """
    >>> x @ v
    x @ v
    >>> k @ v[:3]
    k.to(torch.float64) @ v[:3]
    >>> v[:3] @ k
    v[:3] @ k.to(torch.float64)
    """
    if same_dtype(a, b):
        return a @ b
    if is_float(b) and not is_float(a):
        return a.to(b.dtype) @ b
    if is_float(a) and not is_float(b):
        return a @ b.to(a.dtype)
    return a @ b


@rewrites(np.ndarray.__sub__)
def subtract(a: Array, b: Array | Scalar) -> Promoted:
    """
    >>> x - y
    x - y
    >>> x - b
    x - b.to(torch.int64)
    """
    if is_scalar(b):
        return a - b
    if is_bool(b) and not is_bool(a):
        return a - b.to(torch.int64)
    return a - b


@rewrites(np.ndarray.__rsub__)
def subtract_from(a: Array, b: Scalar) -> Promoted:
    """
    >>> 1 - x
    1 - x
    >>> 1 - b
    1 - b.to(torch.int64)
    """
    if is_bool(a):
        return b - a.to(torch.int64)
    return b - a


@rewrites(np.ndarray.__eq__)
def equal(a: Array, b: Array | Scalar | Sequence) -> Promoted:
    """
    >>> k == 2
    k == 2
    >>> k == [0, 1, 5]
    k == torch.tensor([0, 1, 5])
    """
    if is_list(b):
        return a == torch.tensor(b)
    return a == b
