"""Sorting, sets, and what is distinct."""

import numpy as np
import torch

from np2torch.words import (
    AnyIndex,
    Array,
    Distinct,
    IndexVector,
    Joint,
    Partition,
    PartitionRanks,
    Ranks,
    Sequence,
    Sorted,
    UniqueAll,
    UniqueCounts,
    UniqueInverse,
    Vector,
    all_arrays,
    call,
    count,
    dtype,
    given,
    is_bool,
    is_float,
    is_int,
    is_list,
    item,
    known,
    ndim,
    omitted,
    rewrites,
    same_dtype,
    unknown,
)


@rewrites(np.argsort, np.ndarray.argsort)
def argsort(a: Array, axis: int | None = -1, kind=None, order=None, *, stable=None) -> Ranks:
    """
    >>> np.argsort(v)
    torch.argsort(v, stable=True)
    >>> x.argsort(axis=0)
    x.argsort(dim=0, stable=True)
    >>> np.argsort(x, axis=None)
    torch.argsort(x.ravel(), stable=True)
    >>> np.argsort(v, kind="mergesort")
    torch.argsort(v, stable=True)
    """
    assert omitted(order) and (omitted(kind) or given(kind)) and (omitted(stable) or given(stable)), "an order of fields"
    assert not known(ndim(a) == 0), "a number"
    if axis is None:
        return torch.argsort(a.ravel(), stable=True)
    return torch.argsort(a, dim=axis, stable=True)


@rewrites(np.sort)
def sort(a: Array, axis: int | None = -1, kind=None, order=None, *, stable=None) -> Sorted:
    """
    >>> np.sort(v)
    torch.sort(v).values
    >>> np.sort(x, axis=0)
    torch.sort(x, dim=0).values
    >>> np.sort(x, axis=None)
    torch.sort(x.ravel()).values
    >>> np.sort(v, kind="stable")
    torch.sort(v).values
    """
    assert omitted(order) and (omitted(kind) or given(kind)) and (omitted(stable) or given(stable)), "an order of fields"
    if axis is None:
        return torch.sort(a.ravel()).values
    return torch.sort(a, dim=axis).values


@rewrites(np.ndarray.sort)
def sort_in_place(a: Array, axis: int = -1, kind=None, order=None, *, stable=None) -> None:
    """
    >>> x.sort()
    x.copy_(x.sort().values)
    >>> x.sort(axis=0)
    x.copy_(x.sort(dim=0).values)
    >>> x.sort(kind="stable")
    x.copy_(x.sort().values)
    """
    assert omitted(order) and (omitted(kind) or given(kind)) and (omitted(stable) or given(stable)), "an order of fields"
    return a.copy_(a.sort(dim=axis).values)


@rewrites(np.partition)
def partition(a: Array, kth, axis: int = -1, kind="introselect", order=None) -> Partition:
    """
    >>> np.partition(v, 2)
    torch.sort(v).values
    >>> np.partition(x, 1, axis=0)
    torch.sort(x, dim=0).values
    """
    assert given(kth) and omitted(order), "an order of fields"
    assert axis is not None, "the array would be flattened first"
    return torch.sort(a, dim=axis).values


@rewrites(np.ndarray.partition)
def partition_in_place(a: Array, kth, axis: int = -1, kind="introselect", order=None) -> None:
    """
    PyTorch sorts all or nothing

    >>> v.partition(3)
    v.numpy().partition(3)
    """
    return call


@rewrites(np.argpartition, np.ndarray.argpartition)
def argpartition(a: Array, kth, axis: int = -1, kind="introselect", order=None) -> PartitionRanks:
    """
    >>> np.argpartition(v, 2)
    torch.argsort(v, stable=True)
    """
    assert given(kth) and omitted(order), "an order of fields"
    assert axis is not None, "the array would be flattened first"
    assert not known(ndim(a) == 0), "a number"
    return torch.argsort(a, dim=axis, stable=True)


@rewrites(np.lexsort)
def lexsort(keys: Sequence, axis=-1) -> AnyIndex:
    """
    >>> np.lexsort((v, w))
    torch.argsort(v, stable=True)[torch.argsort(w[torch.argsort(v, stable=True)], stable=True)]
    """
    assert count(keys) == 2 and all_arrays(keys) and ndim(keys) == 2 and omitted(axis), "more keys"
    return torch.argsort(item(keys, 0), stable=True)[torch.argsort(item(keys, 1)[torch.argsort(item(keys, 0), stable=True)], stable=True)]


@rewrites(np.sort_complex)
def sort_complex(a: Array) -> Array:
    """
    PyTorch does not sort complex numbers

    >>> np.sort_complex(z)
    torch.from_numpy(np.sort_complex(z.numpy()))
    >>> np.sort_complex(v)
    torch.sort(v).values.to(torch.complex128)
    """
    if known(dtype(a) == "float64"):
        return torch.sort(a).values.to(torch.complex128)
    return torch.from_numpy(call)


@rewrites(np.unique)
def unique(ar: Array, return_index=False, return_inverse=False, return_counts=False, axis: int | None = None, *, equal_nan=True, sorted=True) -> Distinct:
    """
    >>> np.unique(k)
    torch.unique(k)
    >>> np.unique(k, return_counts=True)
    torch.unique(k, return_counts=True)
    >>> np.unique(k, return_inverse=True, return_counts=True)
    torch.unique(k, return_inverse=True, return_counts=True)
    >>> np.unique(np.ones((3, 2), dtype=int), axis=0)
    torch.unique(torch.ones((3, 2), dtype=torch.int64), dim=0)
    >>> np.unique(v)
    torch.from_numpy(np.unique(v.numpy()))
    >>> np.unique(v, return_counts=True)
    tuple(map(torch.from_numpy, np.unique(v.numpy(), return_counts=True)))
    """
    if given(axis) and known(is_int(ar)) and omitted(return_index):
        return torch.unique(ar, return_inverse=return_inverse, return_counts=return_counts, dim=axis)
    assert omitted(axis), "along an axis"
    if is_int(ar) and omitted(return_index):
        return torch.unique(ar, return_inverse=return_inverse, return_counts=return_counts)
    if (given(return_index) or given(return_inverse) or given(return_counts)) and (is_float(ar) or is_bool(ar) or is_int(ar) or unknown(ar)):
        return tuple(map(torch.from_numpy, call))
    if is_float(ar) or is_bool(ar) or unknown(ar):
        return torch.from_numpy(call)


@rewrites(np.unique_values)
def unique_values(x: Array) -> Vector:
    """
    NumPy's order, which is not always sorted

    >>> np.unique_values(k)
    torch.from_numpy(np.unique_values(k.numpy()))
    """
    return torch.from_numpy(call)


@rewrites(np.unique_counts)
def unique_counts(x: Array) -> UniqueCounts:
    """
    >>> np.unique_counts(k)
    torch.unique(k, return_counts=True)
    """
    assert is_int(x), "NaN"
    return torch.unique(x, return_counts=True)


@rewrites(np.unique_inverse)
def unique_inverse(x: Array) -> UniqueInverse:
    """
    >>> np.unique_inverse(k)
    torch.unique(k, return_inverse=True)
    """
    assert is_int(x), "NaN"
    return torch.unique(x, return_inverse=True)


@rewrites(np.unique_all)
def unique_all(x: Array) -> UniqueAll:
    """
    PyTorch does not tell where the first of each stands

    >>> np.unique_all(k)
    tuple(map(torch.from_numpy, np.unique_all(k.numpy())))
    """
    return tuple(map(torch.from_numpy, call))


@rewrites(np.intersect1d)
def intersect1d(ar1: Array, ar2: Array, assume_unique=False, return_indices=False) -> Joint:
    """
    >>> np.intersect1d(k, [2, 1])
    torch.unique(k[torch.isin(k, torch.tensor([2, 1]))])
    """
    assert omitted(return_indices), "indices too"
    assert ndim(ar1) == 1 and is_int(ar1) and is_int(ar2), "NaN, and more dimensions"
    assert known(same_dtype(ar1, ar2)), "of two dtypes"
    return torch.unique(ar1[torch.isin(ar1, ar2)])


@rewrites(np.setdiff1d)
def setdiff1d(ar1: Array, ar2: Array, assume_unique=False) -> Vector:
    """
    PyTorch's sets are those of one dimension, and know no NaN

    >>> np.setdiff1d(x, v)
    torch.as_tensor(np.setdiff1d(x.numpy(), v.numpy()))
    >>> np.setdiff1d(k, [2, 5])
    torch.unique(k[torch.isin(k, torch.tensor([2, 5]), invert=True)])
    """
    if known(ndim(ar1) == 1) and known(is_int(ar1)) and known(is_int(ar2)):
        return torch.unique(ar1[torch.isin(ar1, ar2, invert=True)])
    return torch.as_tensor(call)


@rewrites(np.union1d)
def union1d(ar1: Array, ar2: Array) -> Joint:
    """
    PyTorch's sets are those of one dimension, and know no NaN

    >>> np.union1d(x, v)
    torch.as_tensor(np.union1d(x.numpy(), v.numpy()))
    >>> np.union1d(k, [2, 5])
    torch.unique(torch.cat([k, torch.tensor([2, 5])]))
    """
    if known(ndim(ar1) == 1) and known(ndim(ar2) == 1) and known(is_int(ar1)) and known(is_int(ar2)):
        return torch.unique(torch.cat([ar1, ar2]))
    return torch.as_tensor(call)


@rewrites(np.setxor1d)
def setxor1d(ar1: Array, ar2: Array, assume_unique=False) -> Joint:
    """
    >>> np.setxor1d(k, j)
    torch.unique(torch.cat([k[torch.isin(k, j, invert=True)], j[torch.isin(j, k, invert=True)]]))
    """
    assert ndim(ar1) == 1 and ndim(ar2) == 1 and is_int(ar1) and is_int(ar2), "NaN, and more dimensions"
    return torch.unique(torch.cat([ar1[torch.isin(ar1, ar2, invert=True)], ar2[torch.isin(ar2, ar1, invert=True)]]))


@rewrites(np.trim_zeros)
def trim_zeros(filt: Array | Sequence, trim="fb", axis=None) -> Vector:
    """
    >>> np.trim_zeros(v)
    v[torch.where(v)[0][0]:torch.where(v)[0][-1] + 1]
    """
    assert omitted(trim) and omitted(axis), "one end"
    assert not is_list(filt) and ndim(filt) == 1, "of more dimensions"
    return filt[torch.where(filt)[0][0]:torch.where(filt)[0][-1] + 1]
