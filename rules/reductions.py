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
    is_filled,
    is_float,
    is_int,
    is_long,
    is_scalar,
    is_tuple,
    known,
    matched,
    maybe,
    namesake,
    ndim,
    omitted,
    rewrites,
    same_dtype,
    unknown,
)


@rewrites(np.sum, np.ndarray.sum)
def sum_(a: Array, axis: Axis = None, dtype: DType = None, out=None, keepdims=False, initial: Scalar = 0, where: Array = True) -> Reduced:
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
    >>> np.sum(x, axis=1, where=x > 0)
    torch.sum(torch.where(x > 0, x, 0), dim=1)
    >>> np.sum(A, initial=i)
    torch.sum(A) + i
    """
    if given(where) and known(is_bool(where)) and omitted(initial) and omitted(dtype):
        return torch.sum(torch.where(where, a, 0), dim=axis, keepdim=keepdims)
    if given(initial) and omitted(where) and omitted(dtype) and ((known(is_float(a)) and is_scalar(initial)) or (known(is_int(a)) and known(is_int(initial)))):
        return torch.sum(a, dim=axis, keepdim=keepdims) + initial
    assert omitted(where) and omitted(initial), "of some of it, or with a start of its own"
    if given(keepdims):
        return torch.sum(a, dim=always(axis), keepdim=keepdims, dtype=dtype)
    return torch.sum(a, dim=axis, dtype=dtype)


@rewrites(np.prod, np.ndarray.prod)
def prod(a: Array, axis: int | None = None, dtype: DType = None, out=None, keepdims=False, initial: Scalar = 1, where: Array = True) -> Reduced:
    """
    PyTorch multiplies along one axis at a time

    >>> np.prod(x)
    torch.prod(x)
    >>> np.prod(x, axis=0)
    torch.prod(x, dim=0)
    >>> np.prod(x, axis=1, where=x > 0)
    torch.prod(torch.where(x > 0, x, 1), dim=1)
    >>> np.prod(A, initial=i)
    torch.prod(A) * i
    >>> np.prod(x, keepdims=True)
    torch.as_tensor(np.prod(x.numpy(), keepdims=True))
    """
    assert not (maybe(dtype(a) == "uint8") and (is_tuple(axis) or given(keepdims))), "NumPy makes uint64 of bytes"
    if is_tuple(axis) or (omitted(axis) and given(keepdims)):
        return torch.as_tensor(call)
    if given(where) and known(is_bool(where)) and omitted(initial) and omitted(dtype):
        return torch.prod(torch.where(where, a, 1), dim=axis, keepdim=keepdims)
    if given(initial) and omitted(where) and omitted(dtype) and ((known(is_float(a)) and is_scalar(initial)) or (known(is_int(a)) and known(is_int(initial)))):
        return torch.prod(a, dim=axis, keepdim=keepdims) * initial
    assert omitted(where) and omitted(initial), "of some of it, or with a start of its own"
    if axis is None:
        return torch.prod(a, dtype=dtype)
    return torch.prod(a, dim=axis, keepdim=keepdims, dtype=dtype)


@rewrites(np.mean, np.ndarray.mean)
def mean(a: Array, axis: Axis = None, dtype: DType = None, out=None, keepdims=False, *, where: Array = True) -> Averaged:
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
    >>> np.mean(x, where=b)
    torch.sum(torch.where(b, x, 0.0)) / torch.sum(torch.broadcast_to(b, x.shape))
    """
    if given(where) and known(is_bool(where)) and omitted(dtype):
        return torch.sum(torch.where(where, floating(a), 0.0), dim=axis, keepdim=keepdims) / torch.sum(torch.broadcast_to(where, a.shape), dim=axis, keepdim=keepdims)
    assert omitted(where), "of some of it"
    if given(dtype):
        return torch.mean(a, dim=axis, keepdim=keepdims, dtype=dtype)
    if given(keepdims):
        return torch.mean(floating(a), dim=always(axis), keepdim=keepdims)
    return torch.mean(floating(a), dim=axis)


@rewrites(np.max, np.amax, np.ndarray.max)
def max_(a: Array, axis: Axis = None, out=None, keepdims=False, initial: Scalar = None, where: Array = True) -> Extreme:
    """
    >>> np.max(x)
    torch.max(x)
    >>> np.max(x, axis=1, keepdims=True)
    torch.amax(x, dim=1, keepdim=True)
    >>> x.max(axis=-1)
    x.amax(dim=-1)
    >>> np.max(x, axis=0, initial=-1.0, where=b)
    torch.clamp(torch.amax(torch.where(b, x, -1.0), dim=0), min=-1.0)
    >>> np.max(A, axis=0, initial=0.0)
    torch.clamp(torch.amax(A, dim=0), min=0.0)
    """
    if given(initial) and given(where) and known(is_bool(where)) and ((known(is_float(a)) and is_scalar(initial)) or (known(is_int(a)) and known(is_int(initial)))):
        return torch.clamp(torch.amax(torch.where(where, a, initial), dim=axis, keepdim=keepdims), min=initial)
    if given(initial) and omitted(where) and known(is_filled(a)) and ((known(is_float(a)) and is_scalar(initial)) or (known(is_int(a)) and known(is_int(initial)))):
        return torch.clamp(torch.amax(a, dim=axis, keepdim=keepdims), min=initial)
    assert omitted(where) and omitted(initial), "of some of it, or with a start of its own"
    if omitted(axis) and omitted(keepdims):
        return torch.max(a)
    return torch.amax(a, dim=axis, keepdim=keepdims)


@rewrites(np.min, np.amin, np.ndarray.min)
def min_(a: Array, axis: Axis = None, out=None, keepdims=False, initial: Scalar = None, where: Array = True) -> Extreme:
    """
    >>> np.min(x)
    torch.min(x)
    >>> np.min(x, axis=1, keepdims=True)
    torch.amin(x, dim=1, keepdim=True)
    >>> x.min(axis=-1)
    x.amin(dim=-1)
    >>> np.min(x, axis=0, initial=1.0, where=b)
    torch.clamp(torch.amin(torch.where(b, x, 1.0), dim=0), max=1.0)
    >>> np.min(A, axis=0, initial=0.0)
    torch.clamp(torch.amin(A, dim=0), max=0.0)
    """
    if given(initial) and given(where) and known(is_bool(where)) and ((known(is_float(a)) and is_scalar(initial)) or (known(is_int(a)) and known(is_int(initial)))):
        return torch.clamp(torch.amin(torch.where(where, a, initial), dim=axis, keepdim=keepdims), max=initial)
    if given(initial) and omitted(where) and known(is_filled(a)) and ((known(is_float(a)) and is_scalar(initial)) or (known(is_int(a)) and known(is_int(initial)))):
        return torch.clamp(torch.amin(a, dim=axis, keepdim=keepdims), max=initial)
    assert omitted(where) and omitted(initial), "of some of it, or with a start of its own"
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


@rewrites(np.any, np.ndarray.any)
def any_(a: Array, axis: Axis = None, out=None, keepdims=False, *, where: Array = True) -> Verdict:
    """
    >>> np.any(b)
    torch.any(b)
    >>> b.any(axis=1)
    b.any(dim=1)
    >>> b.any(keepdims=True)
    b.any(dim=None, keepdim=True)
    >>> np.any(b, axis=1, where=m)
    torch.any(torch.where(m, b, False), dim=1)
    >>> np.any(k.astype(np.uint8))
    torch.any(k.to(torch.uint8) != 0)
    >>> np.any(k.astype(np.uint8), keepdims=True)
    torch.any(k.to(torch.uint8) != 0, dim=None, keepdim=True)
    """
    if given(where) and known(is_bool(where)) and known(is_bool(a)):
        return torch.any(torch.where(where, a, False), dim=axis, keepdim=keepdims)
    assert omitted(where), "of some of it"
    if maybe(dtype(a) == "uint8") and given(keepdims):
        return torch.any(a != 0, dim=always(axis), keepdim=keepdims)
    if maybe(dtype(a) == "uint8"):
        return torch.any(a != 0, dim=axis)
    if given(keepdims):
        return torch.any(a, dim=always(axis), keepdim=keepdims)
    return torch.any(a, dim=axis)


@rewrites(np.all, np.ndarray.all)
def all_(a: Array, axis: Axis = None, out=None, keepdims=False, *, where: Array = True) -> Verdict:
    """
    >>> np.all(b)
    torch.all(b)
    >>> b.all(axis=1)
    b.all(dim=1)
    >>> b.all(keepdims=True)
    b.all(dim=None, keepdim=True)
    >>> np.all(b, axis=1, where=m)
    torch.all(torch.where(m, b, True), dim=1)
    >>> np.all(k.astype(np.uint8))
    torch.all(k.to(torch.uint8) != 0)
    >>> np.all(k.astype(np.uint8), keepdims=True)
    torch.all(k.to(torch.uint8) != 0, dim=None, keepdim=True)
    """
    if given(where) and known(is_bool(where)) and known(is_bool(a)):
        return torch.all(torch.where(where, a, True), dim=axis, keepdim=keepdims)
    assert omitted(where), "of some of it"
    if maybe(dtype(a) == "uint8") and given(keepdims):
        return torch.all(a != 0, dim=always(axis), keepdim=keepdims)
    if maybe(dtype(a) == "uint8"):
        return torch.all(a != 0, dim=axis)
    if given(keepdims):
        return torch.all(a, dim=always(axis), keepdim=keepdims)
    return torch.all(a, dim=axis)


@rewrites(np.count_nonzero)
def count_nonzero(a: Array, axis: int | None = None, *, keepdims=False) -> Index:
    """
    >>> np.count_nonzero(b)
    torch.count_nonzero(b).item()
    >>> np.count_nonzero(b, axis=0)
    torch.count_nonzero(b, dim=0)
    >>> np.count_nonzero(x, axis=1, keepdims=True)
    torch.sum(x != 0, dim=1, keepdim=True)
    """
    assert omitted(keepdims) or given(axis), "keepdims of all axes"
    if given(keepdims):
        return torch.sum(a != 0, dim=axis, keepdim=keepdims)
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
    >>> np.array_equal(x, y, equal_nan=True)
    torch.equal(torch.isnan(x), torch.isnan(y)) and torch.equal(torch.where(torch.isnan(x), 0, x), torch.where(torch.isnan(y), 0, y))
    """
    if given(equal_nan) and equal_nan == True and known(same_dtype(a1, a2)):
        return torch.equal(torch.isnan(a1), torch.isnan(a2)) and torch.equal(torch.where(torch.isnan(a1), 0, a1), torch.where(torch.isnan(a2), 0, a2))
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
    >>> np.nancumsum(x)
    torch.cumsum(torch.where(torch.isnan(x), 0.0, x).ravel(), dim=0)
    >>> np.nancumsum(k)
    torch.cumsum(k.ravel(), dim=0)
    >>> np.nancumsum(k, axis=0)
    torch.cumsum(k, dim=0)
    """
    if known(is_int(a)) and axis is None:
        return torch.cumsum(a.ravel(), dim=0, dtype=dtype)
    assert axis is None or not known(ndim(a) == 0), "a number becomes an array of one dimension"
    if known(is_int(a)):
        return torch.cumsum(a, dim=axis, dtype=dtype)
    assert is_float(a), "only floats have NaN"
    if axis is None:
        return torch.cumsum(torch.where(torch.isnan(a), 0.0, a).ravel(), dim=0, dtype=dtype)
    return torch.cumsum(torch.where(torch.isnan(a), 0.0, a), dim=axis, dtype=dtype)


@rewrites(np.nancumprod)
def nancumprod(a: Array, axis: int | None = None, dtype: DType = None, out=None) -> Summed:
    """
    >>> np.nancumprod(x, axis=1)
    torch.cumprod(torch.where(torch.isnan(x), 1.0, x), dim=1)
    >>> np.nancumprod(x)
    torch.cumprod(torch.where(torch.isnan(x), 1.0, x).ravel(), dim=0)
    >>> np.nancumprod(k)
    torch.cumprod(k.ravel(), dim=0)
    >>> np.nancumprod(k, axis=0)
    torch.cumprod(k, dim=0)
    """
    if known(is_int(a)) and axis is None:
        return torch.cumprod(a.ravel(), dim=0, dtype=dtype)
    assert axis is None or not known(ndim(a) == 0), "a number becomes an array of one dimension"
    if known(is_int(a)):
        return torch.cumprod(a, dim=axis, dtype=dtype)
    assert is_float(a), "only floats have NaN"
    if axis is None:
        return torch.cumprod(torch.where(torch.isnan(a), 1.0, a).ravel(), dim=0, dtype=dtype)
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
