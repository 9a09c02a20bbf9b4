"""Dtypes, and arrays made into Python values."""

import numpy as np
import torch

from np2torch.words import Array, Cast, DType, DTypeOf, PythonList, PythonNumber, Scalar, count, ndim, rewrites


@rewrites(np.ndarray.astype)
def astype(a: Array, /, dtype: DType, order="K", casting="unsafe", subok=True, copy=True) -> Cast:
    """
    >>> x.astype(np.float32)
    x.to(torch.float32)
    >>> (x > 0).astype(int)
    (x > 0).to(torch.int64)
    >>> k.astype("float64")
    k.to(torch.float64)
    """
    return a.to(dtype)


@rewrites(np.ndarray.dtype)
def dtype(a: Array) -> DTypeOf:
    """
    >>> x.dtype
    x.dtype
    """
    return a.dtype


@rewrites(np.ndarray.item)
def item(a: Array, *args: int) -> PythonNumber:
    """
    >>> v[:1].item()
    v[:1].item()
    >>> v.item(1)
    v.ravel()[1].item()
    >>> x.item(1, 2)
    x[1, 2].item()
    """
    if count(args) == 0:
        return a.item()
    if count(args) == 1 and ndim(args) == 1:
        return a.ravel()[args].item()
    return a[args].item()


@rewrites(np.ndarray.tolist)
def tolist(a: Array, /) -> PythonList:
    """
    >>> x.tolist()
    x.tolist()
    """
    return a.tolist()


@rewrites(np.ndarray.fill)
def fill(a: Array, value: Scalar) -> None:
    """
    >>> x.fill(2.0)
    x.fill_(2.0)
    """
    return a.fill_(value)
