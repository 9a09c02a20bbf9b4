"""Methods of NumPy's functions: `np.add.reduce`, `np.maximum.accumulate`, `np.subtract.outer`."""

import math

import numpy as np
import torch

from np2torch.words import (
    AnyPromoted,
    Array,
    Axis,
    DType,
    Extreme,
    Reduced,
    Sequence,
    Sorted,
    Summed,
    Verdict,
    always,
    holds_arrays,
    is_bool,
    is_int,
    is_list,
    is_tuple,
    known,
    maybe,
    ndim,
    promoted,
    rewrites,
)


@rewrites(np.add.reduce)
def sum_of_all(array: Array, /, axis: Axis = 0, dtype: DType = None, out=None, **kwargs) -> Reduced:
    """
    >>> np.add.reduce(x)
    torch.sum(x, dim=0)
    >>> np.add.reduce([v, w])
    torch.sum(torch.stack([v, w]), dim=0)
    >>> np.add.reduce(x, axis=None)
    torch.sum(x)
    """
    if axis is None:
        return torch.sum(array, dtype=dtype)
    return torch.sum(array, dim=always(axis), dtype=dtype)


@rewrites(np.multiply.reduce)
def product_of_all(array: Array, /, axis: int | None = 0, dtype: DType = None, out=None, **kwargs) -> Reduced:
    """
    >>> np.multiply.reduce(x, axis=1)
    torch.prod(x, dim=1)
    >>> np.multiply.reduce(x, axis=None)
    torch.prod(x)
    """
    assert not is_tuple(axis), "several axes"
    if axis is None:
        return torch.prod(array, dtype=dtype)
    return torch.prod(array, dim=always(axis), dtype=dtype)


@rewrites(np.maximum.reduce)
def largest_of_all(array: Array, /, axis: Axis = 0, dtype=None, out=None, **kwargs) -> Extreme:
    """
    >>> np.maximum.reduce([v, w])
    torch.amax(torch.stack([v, w]), dim=0)
    >>> np.maximum.reduce(x, axis=None)
    torch.max(x)
    """
    if axis is None:
        return torch.max(array)
    return torch.amax(array, dim=always(axis))


@rewrites(np.minimum.reduce)
def smallest_of_all(array: Array, /, axis: Axis = 0, dtype=None, out=None, **kwargs) -> Extreme:
    """
    >>> np.minimum.reduce(x, axis=1)
    torch.amin(x, dim=1)
    >>> np.minimum.reduce(x, axis=None)
    torch.min(x)
    """
    if axis is None:
        return torch.min(array)
    return torch.amin(array, dim=always(axis))


@rewrites(np.logical_or.reduce)
def any_of_all(array: Array, /, axis: Axis = 0, dtype=None, out=None, **kwargs) -> Verdict:
    """
    >>> np.logical_or.reduce([m, v > 0])
    torch.any(torch.stack([m, v > 0]), dim=0)
    >>> np.logical_or.reduce(b, axis=None)
    torch.any(b)
    """
    assert not maybe(is_int(array)), "PyTorch's answer for bytes is no bool"
    if axis is None:
        return torch.any(array)
    return torch.any(array, dim=always(axis))


@rewrites(np.logical_and.reduce)
def all_of_all(array: Array, /, axis: Axis = 0, dtype=None, out=None, **kwargs) -> Verdict:
    """
    >>> np.logical_and.reduce(b)
    torch.all(b, dim=0)
    >>> np.logical_and.reduce(b, axis=None)
    torch.all(b)
    """
    assert not maybe(is_int(array)), "PyTorch's answer for bytes is no bool"
    if axis is None:
        return torch.all(array)
    return torch.all(array, dim=always(axis))


@rewrites(np.add.accumulate)
def running_sum(array: Array, /, axis: int = 0, dtype: DType = None, out=None) -> Summed:
    """
    >>> np.add.accumulate(v)
    torch.cumsum(v, dim=0)
    """
    return torch.cumsum(array, dim=always(axis), dtype=dtype)


@rewrites(np.multiply.accumulate)
def running_product(array: Array, /, axis: int = 0, dtype: DType = None, out=None) -> Summed:
    """
    >>> np.multiply.accumulate(x, axis=1)
    torch.cumprod(x, dim=1)
    """
    return torch.cumprod(array, dim=always(axis), dtype=dtype)


@rewrites(np.maximum.accumulate)
def running_maximum(array: Array, /, axis: int = 0, dtype=None, out=None) -> Sorted:
    """
    >>> np.maximum.accumulate(v)
    torch.cummax(v, dim=0).values
    """
    return torch.cummax(array, dim=always(axis)).values


@rewrites(np.minimum.accumulate)
def running_minimum(array: Array, /, axis: int = 0, dtype=None, out=None) -> Sorted:
    """
    >>> np.minimum.accumulate(x, axis=1)
    torch.cummin(x, dim=1).values
    """
    return torch.cummin(array, dim=always(axis)).values


@rewrites(np.add.outer)
def sums_of_pairs(A: Array, B: Array, /, **kwargs) -> AnyPromoted:
    """
    >>> np.add.outer(v, w)
    v[:, None] + w
    """
    assert ndim(A) == 1 and ndim(B) == 1, "of more dimensions"
    return promoted(A, B)[:, None] + promoted(B, A)


@rewrites(np.subtract.outer)
def differences_of_pairs(A: Array, B: Array, /, **kwargs) -> AnyPromoted:
    """
    >>> np.subtract.outer(v, w)
    v[:, None] - w
    """
    assert ndim(A) == 1 and ndim(B) == 1, "of more dimensions"
    assert not maybe(is_bool(A)) and not maybe(is_bool(B)), "PyTorch has no difference of bools"
    return promoted(A, B)[:, None] - promoted(B, A)


@rewrites(np.multiply.outer)
def products_of_pairs(A: Array, B: Array, /, **kwargs) -> AnyPromoted:
    """
    >>> np.multiply.outer(v, w)
    torch.outer(v, w)
    """
    assert ndim(A) == 1 and ndim(B) == 1, "of more dimensions"
    return torch.outer(promoted(A, B), promoted(B, A))


@rewrites(np.gcd.reduce)
def gcd_of_all(array: Sequence, /, axis=0, dtype=None, out=None, **kwargs) -> int:
    """
    >>> np.gcd.reduce([12, 20, 8])
    math.gcd(*[12, 20, 8])
    """
    assert is_list(array) and is_int(array) and ndim(array) == 1 and not holds_arrays(array), "of arrays"
    return math.gcd(*array)


@rewrites(np.lcm.reduce)
def lcm_of_all(array: Sequence, /, axis=0, dtype=None, out=None, **kwargs) -> int:
    """
    >>> np.lcm.reduce([12, 20, 8])
    math.lcm(*[12, 20, 8])
    """
    assert is_list(array) and is_int(array) and ndim(array) == 1 and not holds_arrays(array), "of arrays"
    return math.lcm(*array)
