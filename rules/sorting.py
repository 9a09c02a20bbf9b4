"""Sorting and searching."""

import numpy as np
import torch

from np2torch.words import Array, Like, Ranks, Vector, call, is_float, known, ndim, omitted, rewrites, unknown


@rewrites(np.argsort, np.ndarray.argsort)
def argsort(a: Array, axis: int = -1, kind=None, order=None, *, stable=None) -> Ranks:
    """
    >>> np.argsort(v)
    torch.argsort(v, stable=True)
    >>> x.argsort(axis=0)
    x.argsort(dim=0, stable=True)
    """
    assert axis is not None, "the array would be flattened first"
    assert not known(ndim(a) == 0), "a number"
    return torch.argsort(a, dim=axis, stable=True)


@rewrites(np.sort)
def sort(a: Array, axis: int = -1, kind=None, order=None, *, stable=None) -> Like:
    """
    >>> np.sort(v)
    torch.sort(v).values
    >>> np.sort(x, axis=0)
    torch.sort(x, dim=0).values
    """
    assert axis is not None, "the array would be flattened first"
    return torch.sort(a, dim=axis).values


@rewrites(np.unique)
def unique(ar: Array, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True) -> Vector:
    """
    >>> np.unique(k)
    torch.unique(k)
    >>> np.unique(v)
    torch.from_numpy(np.unique(v.numpy()))
    """
    assert omitted(return_index), "return_index"
    assert omitted(return_inverse), "return_inverse"
    assert omitted(return_counts), "return_counts"
    assert omitted(axis), "axis"
    if is_float(ar) or unknown(ar):
        return torch.from_numpy(call)
    return torch.unique(ar)
