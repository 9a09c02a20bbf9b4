"""Sorting and searching."""

import numpy as np
import torch

from np2torch.words import Array, Index, Like, SomeShape, always, omitted, rewrites


@rewrites(np.argsort, np.ndarray.argsort)
def argsort(a: Array, axis: int = -1, kind=None, order=None, *, stable=None) -> Like:
    """
    >>> np.argsort(v)
    torch.argsort(v, stable=True)
    >>> np.argsort(x, axis=0)
    torch.argsort(x, dim=0, stable=True)
    """
    assert axis is not None, "the array would be flattened first"
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
def unique(ar: Array, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True) -> SomeShape:
    """
    >>> np.unique(k)
    torch.unique(k)
    """
    assert omitted(return_index), "return_index"
    assert omitted(return_inverse), "return_inverse"
    assert omitted(return_counts), "return_counts"
    assert omitted(axis), "axis"
    return torch.unique(ar)
