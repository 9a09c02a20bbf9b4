"""Putting elements in the place of others, between them, and taking them out."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Deleted,
    Scalar,
    call,
    dtype,
    given,
    is_bool,
    is_filled,
    is_float,
    is_int,
    is_long,
    is_scalar,
    is_slice,
    known,
    ndim,
    omitted,
    places,
    rewrites,
    same_dtype,
    same_shape,
    width,
    wrapped,
)


@rewrites(np.delete)
def delete(arr: Array, obj: Array | Scalar, axis: int | None = None) -> Deleted:
    """
    >>> np.delete(v, 1)
    torch.cat([v[:1], v[1 + 1:]])
    >>> np.delete(x, 1, axis=1)
    torch.cat([x[:, :1], x[:, 1 + 1:]], dim=1)
    >>> np.delete(v, -1)
    v[torch.arange(len(v)) != -1 % len(v)]
    >>> np.delete(v, m)
    v[~m]
    >>> np.delete(v, [0, 2])
    v[torch.isin(torch.arange(len(v)), torch.tensor([0, 2]), invert=True)]
    >>> np.delete(x, [0, 2], axis=0)
    x[torch.isin(torch.arange(len(x)), torch.tensor([0, 2]), invert=True)]
    >>> np.delete(v, k)
    v[torch.isin(torch.arange(len(v)), k % len(v), invert=True)]
    >>> np.delete(x, [0, -1], axis=1)
    x[:, torch.isin(torch.arange(x.shape[1]), torch.tensor([0, -1]) % x.shape[1], invert=True)]
    >>> np.delete(x, [1, 3, 5], None)
    x.ravel()[torch.isin(torch.arange(x.numel()), torch.tensor([1, 3, 5]), invert=True)]
    >>> np.delete(v, np.s_[1:3])
    v[torch.isin(torch.arange(len(v)), torch.arange(len(v))[slice(1, 3)], invert=True)]
    >>> np.delete(x, np.s_[::2], 1)
    x[:, torch.isin(torch.arange(x.shape[1]), torch.arange(x.shape[1])[slice(None, None, 2)], invert=True)]
    """
    assert not known(ndim(arr) == 0), "a number"
    if known(is_slice(obj)) and known(axis == 1):
        return arr[:, torch.isin(torch.arange(arr.shape[1]), torch.arange(arr.shape[1])[obj], invert=True)]
    if known(is_slice(obj)) and (known(axis == 0) or known(ndim(arr) == 1)):
        return arr[torch.isin(torch.arange(len(arr)), torch.arange(len(arr))[obj], invert=True)]
    assert not is_slice(obj), "a slice along another axis"
    if known(obj >= 0) and known(axis == 1):
        return torch.cat([arr[:, :obj], arr[:, obj + 1:]], dim=1)
    if known(is_int(obj)) and known(axis == 1) and not is_scalar(obj):
        return arr[:, torch.isin(torch.arange(arr.shape[1]), wrapped(obj, arr.shape[1]), invert=True)]
    if known(is_int(obj)) and axis is None and known(ndim(arr) > 1) and not is_scalar(obj):
        return arr.ravel()[torch.isin(torch.arange(arr.numel()), wrapped(obj, arr.numel()), invert=True)]
    assert known(axis == 0) or ndim(arr) == 1, "along another axis"
    if is_scalar(obj) and obj >= 0:
        return torch.cat([arr[:obj], arr[obj + 1:]])
    if is_scalar(obj):
        return arr[torch.arange(len(arr)) != obj % len(arr)]
    if is_bool(obj):
        return arr[~obj]
    assert is_int(obj), "neither positions nor a mask"
    return arr[torch.isin(torch.arange(len(arr)), wrapped(obj, len(arr)), invert=True)]


@rewrites(np.insert)
def insert(arr: Array, obj: Scalar, values: Array | Scalar, axis: int | None = None) -> Deleted:
    """
    >>> np.insert(v, 1, 5.0)
    torch.cat([v[:1], torch.tensor([5.0]), v[1:]])
    >>> np.insert(k, 1, 5.5)
    torch.cat([k[:1], torch.tensor([5.5], dtype=k.dtype), k[1:]])
    >>> np.insert(x, 1, 5.0)
    torch.cat([x.ravel()[:1], torch.tensor([5.0], dtype=x.dtype), x.ravel()[1:]])
    >>> np.insert(x, 1, 5.0, axis=0)
    torch.cat([x[:1], x.new_full((1, *x.shape[1:]), 5.0), x[1:]])
    >>> np.insert(x, 1, 5.0, axis=1)
    torch.cat([x[:, :1], x.new_full((len(x), 1), 5.0), x[:, 1:]], dim=1)
    >>> np.insert(v, 0, 5.0)
    torch.cat([torch.tensor([5.0]), v])
    >>> np.insert(x, 0, 1, axis=0)
    torch.cat([x.new_full((1, *x.shape[1:]), 1), x])
    >>> np.insert(x, 0, 1, axis=1)
    torch.cat([x.new_full((len(x), 1), 1), x], dim=1)
    >>> np.insert(x, 1, [1.0, 2.0, 3.0, 4.0], axis=0)
    torch.cat([x[:1], torch.tensor([1.0, 2.0, 3.0, 4.0])[None], x[1:]])
    >>> np.insert(x, 1, [1.0, 2.0, 3.0], axis=1)
    torch.cat([x[:, :1], torch.tensor([1.0, 2.0, 3.0])[:, None], x[:, 1:]], dim=1)
    """
    assert is_scalar(obj) and is_int(obj), "several places"
    if ndim(arr) == 1 and is_scalar(values) and (known(dtype(arr) == "float64") or known(is_long(arr) and is_int(values))) and known(obj == 0):
        return torch.cat([torch.tensor([values]), arr])
    if ndim(arr) == 1 and is_scalar(values) and (known(dtype(arr) == "float64") or known(is_long(arr) and is_int(values))):
        return torch.cat([arr[:obj], torch.tensor([values]), arr[obj:]])
    if ndim(arr) == 1 and is_scalar(values):
        return torch.cat([arr[:obj], torch.tensor([values], dtype=arr.dtype), arr[obj:]])
    if omitted(axis) and is_scalar(values) and ndim(arr) > 1:
        return torch.cat([arr.ravel()[:obj], torch.tensor([values], dtype=arr.dtype), arr.ravel()[obj:]])
    assert ndim(arr) == 2 and given(axis), "values of other dimensions"
    if axis == 0 and is_scalar(values) and (is_float(arr) or is_int(values)) and known(obj == 0):
        return torch.cat([arr.new_full((1, *arr.shape[1:]), values), arr])
    if axis == 1 and is_scalar(values) and (is_float(arr) or is_int(values)) and known(obj == 0):
        return torch.cat([arr.new_full((len(arr), 1), values), arr], dim=1)
    if axis == 0 and is_scalar(values) and (is_float(arr) or is_int(values)):
        return torch.cat([arr[:obj], arr.new_full((1, *arr.shape[1:]), values), arr[obj:]])
    if axis == 1 and is_scalar(values) and (is_float(arr) or is_int(values)):
        return torch.cat([arr[:, :obj], arr.new_full((len(arr), 1), values), arr[:, obj:]], dim=1)
    assert ndim(values) == 1 and width(values) > 1 and same_dtype(arr, values), "values of other dimensions"
    if axis == 0:
        return torch.cat([arr[:obj], values[None], arr[obj:]])
    assert axis == 1, "along another axis"
    return torch.cat([arr[:, :obj], values[:, None], arr[:, obj:]], dim=1)


@rewrites(np.put, np.ndarray.put)
def put(a: Array, ind: Array, v: Array, mode="raise") -> None:
    """
    >>> np.put(x, [0, 1], [9.0, 8.0])
    x.put_(torch.tensor([0, 1]), torch.tensor([9.0, 8.0]))
    >>> np.put(x, 22, 5.0, mode="clip")
    x.put_(torch.tensor(22).clamp(0, x.numel() - 1), torch.tensor(5.0))
    >>> np.put(x, 22, 5.0, mode="wrap")
    x.put_(torch.tensor(22) % x.numel(), torch.tensor(5.0))
    """
    assert known(same_shape(ind, v)), "another number of values"
    assert known(same_dtype(a, v)), "the values take the array's dtype"
    if mode == "clip":
        return a.put_(ind.clamp(0, a.numel() - 1), v)
    if mode == "wrap":
        return a.put_(ind % a.numel(), v)
    return a.put_(ind, v)


@rewrites(np.putmask)
def putmask(a: Array, /, mask: Array, values: Array | Scalar) -> None:
    """
    >>> np.putmask(x, x > 0, 0.0)
    x.masked_fill_(x > 0, 0.0)
    >>> np.putmask(x, x > 0, y)
    x.copy_(torch.where(x > 0, y, x))
    >>> np.putmask(v, v > 0, [1.0, 2.0])
    v.copy_(torch.where(v > 0, torch.tensor([1.0, 2.0]).repeat(len(v))[:len(v)], v))
    """
    assert is_bool(mask), "a mask of another dtype"
    if is_scalar(values):
        return a.masked_fill_(mask, values)
    assert known(same_dtype(a, values)), "the values take the array's dtype"
    if known(same_shape(a, values)):
        return a.copy_(torch.where(mask, values, a))
    assert ndim(a) == 1 and ndim(values) == 1 and known(is_filled(values)), "values in turn"
    return a.copy_(torch.where(mask, values.repeat(len(a))[:len(a)], a))


@rewrites(np.place)
def place(arr: Array, mask: Array, vals: Array | Scalar) -> None:
    """
    >>> np.place(x, x > 0, 0.0)
    x.masked_fill_(x > 0, 0.0)
    >>> np.place(x, x > 0, [1.0, 2.0])
    x.masked_scatter_(x > 0, torch.tensor([1.0, 2.0]).repeat(x.numel()))
    """
    assert is_bool(mask), "a mask of another dtype"
    if is_scalar(vals):
        return arr.masked_fill_(mask, vals)
    assert known(same_dtype(arr, vals)) and ndim(vals) == 1, "the values take the array's dtype"
    return arr.masked_scatter_(mask, vals.repeat(arr.numel()))


@rewrites(np.put_along_axis)
def put_along_axis(arr: Array, indices: Array, values: Array | Scalar, axis: int) -> None:
    """
    PyTorch's scatter_ does not broadcast

    >>> np.put_along_axis(x, np.array([[0], [1], [3]]), 0.0, axis=1)
    x.scatter_(1, torch.tensor([[0], [1], [3]]), 0.0)
    >>> np.put_along_axis(x, np.array([[0], [1], [3]]), y[:, :1], axis=1)
    np.put_along_axis(x.numpy(), torch.tensor([[0], [1], [3]]).numpy(), y[:, :1].numpy(), axis=1)
    """
    if is_scalar(values):
        return arr.scatter_(axis, indices, values)
    return call
