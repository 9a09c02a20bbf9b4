"""Reductions: an array in, fewer dimensions out."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Averaged,
    Axis,
    DType,
    Extreme,
    Index,
    Reduced,
    Scalar,
    Summed,
    Verdict,
    always,
    call,
    dtype,
    floating,
    given,
    is_bool,
    is_float,
    is_tuple,
    known,
    matched,
    maybe,
    namesake,
    ndim,
    omitted,
    rewrites,
    unknown,
)


@rewrites(np.sum, np.ndarray.sum)
def sum_(a: Array, axis: Axis = None, dtype: DType = None, out=None, keepdims=False, initial=0, where=True) -> Reduced:
    """
    >>> np.sum(x)
    torch.sum(x)
    >>> np.sum(x, 0)
    torch.sum(x, dim=0)
    >>> x.sum(axis=1, keepdims=True)
    x.sum(dim=1, keepdim=True)
    >>> np.sum(x > 0)
    torch.sum(x > 0)
    >>> np.sum([1.0, 2.0])
    torch.sum(torch.tensor([1.0, 2.0]))
    >>> x.sum(keepdims=True)
    x.sum(dim=None, keepdim=True)
    """
    if given(keepdims):
        return torch.sum(a, dim=always(axis), keepdim=keepdims, dtype=dtype)
    return torch.sum(a, dim=axis, dtype=dtype)


@rewrites(np.prod, np.ndarray.prod)
def prod(a: Array, axis: int | None = None, dtype: DType = None, out=None, keepdims=False, initial=1, where=True) -> Reduced:
    """
    PyTorch multiplies along one axis at a time

    >>> np.prod(x)
    torch.prod(x)
    >>> np.prod(x, axis=0)
    torch.prod(x, dim=0)
    >>> np.prod(x, keepdims=True)
    torch.as_tensor(np.prod(x.numpy(), keepdims=True))
    """
    assert not (maybe(dtype(a) == "uint8") and (is_tuple(axis) or given(keepdims))), "NumPy makes uint64 of bytes"
    if is_tuple(axis) or (omitted(axis) and given(keepdims)):
        return torch.as_tensor(call)
    if axis is None:
        return torch.prod(a, dtype=dtype)
    return torch.prod(a, dim=axis, keepdim=keepdims, dtype=dtype)


@rewrites(np.mean, np.ndarray.mean)
def mean(a: Array, axis: Axis = None, dtype: DType = None, out=None, keepdims=False, *, where=True) -> Averaged:
    """
    >>> np.mean(x)
    torch.mean(x)
    >>> np.mean(x, axis=0, keepdims=True)
    torch.mean(x, dim=0, keepdim=True)
    >>> k.mean()
    k.to(torch.float64).mean()
    >>> np.mean(x > 0)
    torch.mean((x > 0).to(torch.float64))
    >>> np.mean([1.0, 2.0])
    torch.mean(torch.tensor([1.0, 2.0]))
    >>> x.mean(keepdims=True)
    x.mean(dim=None, keepdim=True)
    >>> k.mean(dtype=np.float32)
    k.mean(dtype=torch.float32)
    """
    if given(dtype):
        return torch.mean(a, dim=axis, keepdim=keepdims, dtype=dtype)
    if given(keepdims):
        return torch.mean(floating(a), dim=always(axis), keepdim=keepdims)
    return torch.mean(floating(a), dim=axis)


@rewrites(np.max, np.amax, np.ndarray.max)
def max_(a: Array, axis: Axis = None, out=None, keepdims=False, initial=None, where=True) -> Extreme:
    """
    >>> np.max(x)
    torch.max(x)
    >>> np.max(x, axis=1, keepdims=True)
    torch.amax(x, dim=1, keepdim=True)
    >>> x.max(axis=-1)
    x.amax(dim=-1)
    """
    if omitted(axis) and omitted(keepdims):
        return torch.max(a)
    return torch.amax(a, dim=axis, keepdim=keepdims)


@rewrites(np.min, np.amin, np.ndarray.min)
def min_(a: Array, axis: Axis = None, out=None, keepdims=False, initial=None, where=True) -> Extreme:
    """
    >>> np.min(x)
    torch.min(x)
    >>> np.min(x, axis=1, keepdims=True)
    torch.amin(x, dim=1, keepdim=True)
    >>> x.min(axis=-1)
    x.amin(dim=-1)
    """
    if omitted(axis) and omitted(keepdims):
        return torch.min(a)
    return torch.amin(a, dim=axis, keepdim=keepdims)


@rewrites(np.argmax, np.argmin, np.ndarray.argmax, np.ndarray.argmin)
def argmax(a: Array, axis: int | None = None, out=None, *, keepdims=False) -> Index:
    """
    >>> np.argmax(x)
    torch.argmax(x)
    >>> np.argmax(x, axis=1)
    torch.argmax(x, dim=1)
    >>> np.argmax(x, axis=1, keepdims=True)
    torch.argmax(x, dim=1, keepdim=True)
    >>> np.argmax(b)
    torch.argmax(b.to(torch.uint8))
    """
    if maybe(is_bool(a)):
        return namesake(torch, a.to(torch.uint8), dim=axis, keepdim=keepdims)
    return namesake(torch, a, dim=axis, keepdim=keepdims)


@rewrites(np.std, np.var, np.ndarray.std, np.ndarray.var)
def std(a: Array, axis: Axis = None, dtype=None, out=None, ddof: Scalar = 0, keepdims=False, *, where=True, mean=None, correction: Scalar = None) -> Averaged:
    """
    >>> np.std(x)
    torch.std(x, correction=0)
    >>> x.std(0, ddof=1)
    x.std(dim=0, correction=1)
    >>> x.var(axis=1, keepdims=True)
    x.var(dim=1, correction=0, keepdim=True)
    >>> np.std(k)
    torch.std(k.to(torch.float64), correction=0)
    >>> np.std(x, correction=1)
    torch.std(x, correction=1)
    """
    if given(correction):
        return namesake(torch, floating(a), dim=axis, correction=correction, keepdim=keepdims)
    return namesake(torch, floating(a), dim=axis, correction=always(ddof), keepdim=keepdims)


@rewrites(np.median)
def median(a: Array, axis: int | None = None, out=None, overwrite_input=False, keepdims=False) -> Averaged:
    """
    >>> np.median(x)
    torch.quantile(x, 0.5)
    >>> np.median(x, axis=1)
    torch.quantile(x, 0.5, dim=1)
    """
    assert not is_tuple(axis), "several axes"
    return torch.quantile(floating(a), 0.5, dim=axis, keepdim=keepdims)


@rewrites(np.any, np.all, np.ndarray.any, np.ndarray.all)
def any_(a: Array, axis: Axis = None, out=None, keepdims=False, *, where=True) -> Verdict:
    """
    >>> np.any(b)
    torch.any(b)
    >>> b.all(axis=1)
    b.all(dim=1)
    >>> b.any(keepdims=True)
    b.any(dim=None, keepdim=True)
    >>> np.any(k.astype(np.uint8))
    torch.any(k.to(torch.uint8) != 0)
    >>> np.any(k.astype(np.uint8), keepdims=True)
    torch.any(k.to(torch.uint8) != 0, dim=None, keepdim=True)
    """
    if maybe(dtype(a) == "uint8") and given(keepdims):
        return namesake(torch, a != 0, dim=always(axis), keepdim=keepdims)
    if maybe(dtype(a) == "uint8"):
        return namesake(torch, a != 0, dim=axis)
    if given(keepdims):
        return namesake(torch, a, dim=always(axis), keepdim=keepdims)
    return namesake(torch, a, dim=axis)


@rewrites(np.count_nonzero)
def count_nonzero(a: Array, axis: int | None = None, *, keepdims=False) -> Index:
    """
    >>> np.count_nonzero(b)
    torch.count_nonzero(b).item()
    >>> np.count_nonzero(b, axis=0)
    torch.count_nonzero(b, dim=0)
    """
    assert omitted(keepdims), "keepdims"
    if omitted(axis):
        return torch.count_nonzero(a).item()
    return torch.count_nonzero(a, dim=axis)


@rewrites(np.cumsum, np.cumprod, np.ndarray.cumsum, np.ndarray.cumprod)
def cumsum(a: Array, axis: int | None = None, dtype: DType = None, out=None) -> Summed:
    """
    >>> np.cumsum(x, axis=1)
    torch.cumsum(x, dim=1)
    >>> np.cumsum(v)
    torch.cumsum(v, dim=0)
    >>> x.cumsum()
    x.ravel().cumsum(dim=0)
    """
    assert not known(ndim(a) == 0), "a number becomes an array of one dimension"
    if axis is not None:
        return namesake(torch, a, dim=axis, dtype=dtype)
    if ndim(a) == 1:
        return namesake(torch, a, dim=0, dtype=dtype)
    if ndim(a) != 1 or unknown(a):
        return namesake(torch, a.ravel(), dim=0, dtype=dtype)


@rewrites(np.linalg.norm)
def norm(x: Array, ord=None, axis: Axis = None, keepdims=False) -> Averaged:
    """
    >>> np.linalg.norm(x)
    torch.linalg.norm(x)
    >>> np.linalg.norm(x, axis=1, keepdims=True)
    torch.linalg.norm(x, dim=1, keepdim=True)
    """
    return torch.linalg.norm(floating(x), ord=ord, dim=axis, keepdim=keepdims)


@rewrites(np.allclose)
def allclose(a: Array, b: Array, rtol=1e-05, atol=1e-08, equal_nan=False) -> bool:
    """
    >>> np.allclose(x, y)
    torch.allclose(x, y)
    >>> np.allclose(x, 0.0, atol=1e-6)
    torch.allclose(x, torch.tensor(0.0), atol=1e-6)
    """
    return torch.allclose(matched(a, b), matched(b, a), rtol=rtol, atol=atol, equal_nan=equal_nan)


@rewrites(np.array_equal)
def array_equal(a1: Array, a2: Array, equal_nan=False) -> bool:
    """
    >>> np.array_equal(x, y)
    torch.equal(x, y)
    """
    assert omitted(equal_nan), "NaN that is equal to itself"
    return torch.equal(a1, a2)


@rewrites(np.nansum)
def nansum(a: Array, axis: Axis = None, dtype: DType = None, out=None, keepdims=False, initial=0, where=True) -> Reduced:
    """
    >>> np.nansum(x)
    torch.nansum(x)
    >>> np.nansum(x, axis=0, keepdims=True)
    torch.nansum(x, dim=0, keepdim=True)
    """
    if given(keepdims):
        return torch.nansum(a, dim=always(axis), keepdim=keepdims, dtype=dtype)
    return torch.nansum(a, dim=axis, dtype=dtype)


@rewrites(np.nanmean)
def nanmean(a: Array, axis: Axis = None, dtype: DType = None, out=None, keepdims=False, *, where=True) -> Averaged:
    """
    >>> np.nanmean(x)
    torch.nanmean(x)
    >>> np.nanmean(x, axis=0, keepdims=True)
    torch.nanmean(x, dim=0, keepdim=True)
    """
    assert omitted(dtype), "another dtype"
    if given(keepdims):
        return torch.nanmean(floating(a), dim=always(axis), keepdim=keepdims)
    return torch.nanmean(floating(a), dim=axis)


@rewrites(np.nanmedian)
def nanmedian(a: Array, axis: int | None = None, out=None, overwrite_input=False, keepdims=False) -> Averaged:
    """
    >>> np.nanmedian(x)
    torch.nanquantile(x, 0.5)
    >>> np.nanmedian(x, axis=1)
    torch.nanquantile(x, 0.5, dim=1)
    """
    assert not is_tuple(axis), "several axes"
    return torch.nanquantile(floating(a), 0.5, dim=axis, keepdim=keepdims)


@rewrites(np.nanmax)
def nanmax(a: Array, axis: Axis = None, out=None, keepdims=False, initial=None, where=True) -> Extreme:
    """
    >>> np.nanmax(x)
    torch.amax(torch.where(torch.isnan(x), -torch.inf, x))
    >>> np.nanmax(x, axis=1)
    torch.amax(torch.where(torch.isnan(x), -torch.inf, x), dim=1)
    >>> np.nanmax(k)
    torch.amax(k)
    """
    if is_float(a):
        return torch.amax(torch.where(torch.isnan(a), -torch.inf, a), dim=axis, keepdim=keepdims)
    return torch.amax(a, dim=axis, keepdim=keepdims)


@rewrites(np.nanmin)
def nanmin(a: Array, axis: Axis = None, out=None, keepdims=False, initial=None, where=True) -> Extreme:
    """
    >>> np.nanmin(x)
    torch.amin(torch.where(torch.isnan(x), torch.inf, x))
    >>> np.nanmin(x, axis=1)
    torch.amin(torch.where(torch.isnan(x), torch.inf, x), dim=1)
    >>> np.nanmin(k)
    torch.amin(k)
    """
    if is_float(a):
        return torch.amin(torch.where(torch.isnan(a), torch.inf, a), dim=axis, keepdim=keepdims)
    return torch.amin(a, dim=axis, keepdim=keepdims)


@rewrites(np.nanargmax)
def nanargmax(a: Array, axis: int | None = None, out=None, *, keepdims=False) -> Index:
    """
    >>> np.nanargmax(x)
    torch.argmax(torch.where(torch.isnan(x), -torch.inf, x))
    >>> np.nanargmax(x, axis=1)
    torch.argmax(torch.where(torch.isnan(x), -torch.inf, x), dim=1)
    >>> np.nanargmax(k)
    torch.argmax(k)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    if is_float(a):
        return torch.argmax(torch.where(torch.isnan(a), -torch.inf, a), dim=axis, keepdim=keepdims)
    return torch.argmax(a, dim=axis, keepdim=keepdims)


@rewrites(np.nanargmin)
def nanargmin(a: Array, axis: int | None = None, out=None, *, keepdims=False) -> Index:
    """
    >>> np.nanargmin(x)
    torch.argmin(torch.where(torch.isnan(x), torch.inf, x))
    >>> np.nanargmin(x, axis=1)
    torch.argmin(torch.where(torch.isnan(x), torch.inf, x), dim=1)
    >>> np.nanargmin(k)
    torch.argmin(k)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    if is_float(a):
        return torch.argmin(torch.where(torch.isnan(a), torch.inf, a), dim=axis, keepdim=keepdims)
    return torch.argmin(a, dim=axis, keepdim=keepdims)


@rewrites(np.nanprod)
def nanprod(a: Array, axis: int | None = None, dtype: DType = None, out=None, keepdims=False, initial=1, where=True) -> Reduced:
    """
    >>> np.nanprod(x)
    torch.prod(torch.where(torch.isnan(x), 1.0, x))
    >>> np.nanprod(x, axis=0)
    torch.prod(torch.where(torch.isnan(x), 1.0, x), dim=0)
    >>> np.nanprod(k)
    torch.prod(k)
    >>> np.nanprod(k, axis=0)
    torch.prod(k, dim=0)
    """
    assert not is_tuple(axis), "PyTorch multiplies along one axis at a time"
    assert not (omitted(axis) and given(keepdims)), "keepdims of all axes"
    if is_float(a) and axis is None:
        return torch.prod(torch.where(torch.isnan(a), 1.0, a), dtype=dtype)
    if not is_float(a) and axis is None:
        return torch.prod(a, dtype=dtype)
    if not is_float(a):
        return torch.prod(a, dim=axis, keepdim=keepdims, dtype=dtype)
    return torch.prod(torch.where(torch.isnan(a), 1.0, a), dim=axis, keepdim=keepdims, dtype=dtype)


@rewrites(np.nanvar)
def nanvar(a: Array, axis: Axis = None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None) -> Averaged:
    """
    >>> np.nanvar(x)
    torch.sum(torch.where(torch.isnan(x), 0.0, x - torch.nanmean(x)) ** 2) / torch.sum(~torch.isnan(x))
    >>> np.nanvar(x, axis=0)
    torch.sum(torch.where(torch.isnan(x), 0.0, x - torch.nanmean(x, dim=0, keepdim=True)) ** 2, dim=0) / torch.sum(~torch.isnan(x), dim=0)
    """
    assert is_float(a), "only floats have NaN"
    assert ddof == 0 and omitted(correction) and omitted(mean) and omitted(keepdims), "a correction"
    if omitted(axis):
        return torch.sum(torch.where(torch.isnan(a), 0.0, a - torch.nanmean(a)) ** 2) / torch.sum(~torch.isnan(a))
    return torch.sum(torch.where(torch.isnan(a), 0.0, a - torch.nanmean(a, dim=axis, keepdim=True)) ** 2, dim=axis) / torch.sum(~torch.isnan(a), dim=axis)


@rewrites(np.nanstd)
def nanstd(a: Array, axis: Axis = None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None) -> Averaged:
    """
    >>> np.nanstd(x)
    torch.sqrt(torch.sum(torch.where(torch.isnan(x), 0.0, x - torch.nanmean(x)) ** 2) / torch.sum(~torch.isnan(x)))
    >>> np.nanstd(x, axis=0)
    torch.sqrt(torch.sum(torch.where(torch.isnan(x), 0.0, x - torch.nanmean(x, dim=0, keepdim=True)) ** 2, dim=0) / torch.sum(~torch.isnan(x), dim=0))
    """
    assert is_float(a), "only floats have NaN"
    assert ddof == 0 and omitted(correction) and omitted(mean) and omitted(keepdims), "a correction"
    if omitted(axis):
        return torch.sqrt(torch.sum(torch.where(torch.isnan(a), 0.0, a - torch.nanmean(a)) ** 2) / torch.sum(~torch.isnan(a)))
    return torch.sqrt(torch.sum(torch.where(torch.isnan(a), 0.0, a - torch.nanmean(a, dim=axis, keepdim=True)) ** 2, dim=axis) / torch.sum(~torch.isnan(a), dim=axis))


@rewrites(np.nancumsum)
def nancumsum(a: Array, axis: int | None = None, dtype: DType = None, out=None) -> Summed:
    """
    >>> np.nancumsum(x, axis=1)
    torch.cumsum(torch.where(torch.isnan(x), 0.0, x), dim=1)
    """
    assert is_float(a), "only floats have NaN"
    assert axis is not None, "the array would be flattened first"
    return torch.cumsum(torch.where(torch.isnan(a), 0.0, a), dim=axis, dtype=dtype)


@rewrites(np.nancumprod)
def nancumprod(a: Array, axis: int | None = None, dtype: DType = None, out=None) -> Summed:
    """
    >>> np.nancumprod(x, axis=1)
    torch.cumprod(torch.where(torch.isnan(x), 1.0, x), dim=1)
    """
    assert is_float(a), "only floats have NaN"
    assert axis is not None, "the array would be flattened first"
    return torch.cumprod(torch.where(torch.isnan(a), 1.0, a), dim=axis, dtype=dtype)


@rewrites(np.cumulative_sum)
def cumulative_sum(x: Array, /, *, axis: int | None = None, dtype: DType = None, out=None, include_initial=False) -> Summed:
    """
    >>> np.cumulative_sum(v)
    torch.cumsum(v, dim=0)
    >>> np.cumulative_sum(x, axis=1)
    torch.cumsum(x, dim=1)
    """
    assert omitted(include_initial), "the initial value too"
    assert not known(ndim(x) == 0), "a number"
    if axis is not None:
        return torch.cumsum(x, dim=axis, dtype=dtype)
    return torch.cumsum(x, dim=0, dtype=dtype)


@rewrites(np.cumulative_prod)
def cumulative_prod(x: Array, /, *, axis: int | None = None, dtype: DType = None, out=None, include_initial=False) -> Summed:
    """
    >>> np.cumulative_prod(v)
    torch.cumprod(v, dim=0)
    >>> np.cumulative_prod(x, axis=1)
    torch.cumprod(x, dim=1)
    """
    assert omitted(include_initial), "the initial value too"
    assert not known(ndim(x) == 0), "a number"
    if axis is not None:
        return torch.cumprod(x, dim=axis, dtype=dtype)
    return torch.cumprod(x, dim=0, dtype=dtype)


@rewrites(np.ptp)
def ptp(a: Array, axis: Axis = None, out=None, keepdims=False) -> Extreme:
    """
    >>> np.ptp(x)
    torch.amax(x) - torch.amin(x)
    >>> np.ptp(x, axis=0)
    torch.amax(x, dim=0) - torch.amin(x, dim=0)
    """
    assert not maybe(is_bool(a)), "PyTorch has no difference of bools"
    return torch.amax(a, dim=axis, keepdim=keepdims) - torch.amin(a, dim=axis, keepdim=keepdims)
