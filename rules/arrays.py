"""Making, joining and choosing among arrays."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Arrays,
    Chosen,
    Columns,
    Copied,
    Counted,
    DType,
    Filled,
    Joined,
    Like,
    Literal,
    Rows,
    Scalar,
    Sequence,
    Shape,
    Shaped,
    SideBySide,
    Spaced,
    Square,
    Stacked,
    Uninitialised,
    UninitialisedLike,
    all_arrays,
    always,
    given,
    holds_arrays,
    is_array,
    is_bool,
    is_list,
    is_scalar,
    known,
    namesake,
    ndim,
    omitted,
    promoted,
    returns,
    rewrites,
    stacked,
    unknown,
)


@rewrites(np.array)
def array(object: Array | Sequence | Scalar, dtype: DType = None, *, copy=True, order="K", subok=False, ndmin=0, ndmax=0, like=None) -> Literal:
    """
    >>> np.array([1.0, 2.0])
    torch.tensor([1.0, 2.0])
    >>> np.array([[1, 2], [3, 4]], dtype=np.float64)
    torch.tensor([[1, 2], [3, 4]], dtype=torch.float64)
    >>> np.array([v.sum(), v.max()])
    torch.stack([v.sum(), v.max()])
    >>> np.array([v.sum(), 0.5])
    torch.stack([v.sum(), torch.tensor(0.5)])
    >>> np.array([[v, w], [w, v]], dtype=np.float32)
    torch.stack([torch.stack([v, w]), torch.stack([w, v])]).to(torch.float32)
    >>> np.array(x)
    x.clone()
    >>> np.array(x, dtype=float)
    x.to(torch.float64, copy=True)
    >>> np.array(2.5)
    torch.tensor(2.5)
    """
    assert omitted(ndmin), "ndmin has no counterpart"
    if is_array(object) and omitted(dtype):
        return object.clone()
    if is_array(object):
        return object.to(dtype, copy=True)
    if (holds_arrays(object) or unknown(object)) and omitted(dtype):
        return stacked(object)
    if holds_arrays(object) or unknown(object):
        return stacked(object).to(dtype)
    return torch.tensor(object, dtype=dtype)


@rewrites(np.asarray, np.asanyarray)
def asarray(a: Array | Sequence | Scalar, dtype: DType = None, order=None, *, device=None, copy=None, like=None) -> Literal:
    """
    >>> np.asarray([1.0, 2.0])
    torch.tensor([1.0, 2.0])
    >>> np.asarray(x)
    x
    >>> np.asarray(x, dtype=np.float32)
    x.to(torch.float32)
    >>> np.asarray([v, v])
    torch.stack([v, v])
    >>> np.asarray([v, v], dtype=np.float32)
    torch.stack([v, v]).to(torch.float32)
    """
    assert omitted(copy), "copy="
    if is_array(a) and omitted(dtype):
        return a
    if is_array(a):
        return a.to(dtype)
    if (holds_arrays(a) or unknown(a)) and omitted(dtype):
        return stacked(a)
    if holds_arrays(a) or unknown(a):
        return stacked(a).to(dtype)
    return torch.tensor(a, dtype=dtype)


@rewrites(np.ascontiguousarray)
def ascontiguousarray(a: Array, dtype: DType = None, *, like=None) -> Literal:
    """
    >>> np.ascontiguousarray(x)
    x.contiguous()
    """
    assert not known(ndim(a) == 0), "a number becomes an array of one dimension"
    assert omitted(dtype), "another dtype"
    return a.contiguous()


@rewrites(np.zeros, np.ones)
def zeros(shape: Shape, dtype: DType = None, order="C", *, device=None, like=None) -> Shaped:
    """
    >>> np.zeros((2, 3))
    torch.zeros((2, 3))
    >>> np.zeros(3, dtype=np.float32)
    torch.zeros(3, dtype=torch.float32)
    """
    return namesake(torch, shape, dtype=dtype)


@rewrites(np.empty)
def empty(shape: Shape, dtype: DType = None, order="C", *, device=None, like=None) -> Uninitialised:
    """
    >>> np.empty((2, 3))
    torch.empty((2, 3))
    """
    return torch.empty(shape, dtype=dtype)


@rewrites(np.full)
def full(shape: Shape, fill_value: Scalar, dtype: DType = None, order="C", *, device=None, like=None) -> Filled:
    """
    >>> np.full((2, 3), 7.0)
    torch.full((2, 3), 7.0)
    >>> np.full(3, 7)
    torch.full((3,), 7)
    """
    if is_scalar(shape):
        return torch.full((shape,), fill_value, dtype=dtype)
    return torch.full(shape, fill_value, dtype=dtype)


@rewrites(np.zeros_like, np.ones_like)
def zeros_like(a: Array, dtype: DType = None, order="K", subok=True, shape=None, *, device=None) -> Like:
    """
    >>> np.zeros_like(x)
    torch.zeros_like(x)
    >>> np.zeros_like(x, dtype=np.float32)
    torch.zeros_like(x, dtype=torch.float32)
    """
    assert omitted(shape), "another shape"
    return namesake(torch, a, dtype=dtype)


@rewrites(np.empty_like)
def empty_like(prototype: Array, /, dtype: DType = None, order="K", subok=True, shape=None, *, device=None) -> UninitialisedLike:
    """
    >>> np.empty_like(x)
    torch.empty_like(x)
    """
    assert omitted(shape), "another shape"
    return torch.empty_like(prototype, dtype=dtype)


@rewrites(np.full_like)
def full_like(a: Array, fill_value: Scalar, dtype: DType = None, order="K", subok=True, shape=None, *, device=None) -> Like:
    """
    >>> np.full_like(x, 2.0)
    torch.full_like(x, 2.0)
    """
    assert omitted(shape), "another shape"
    return torch.full_like(a, fill_value, dtype=dtype)


@rewrites(np.eye)
def eye(N: int, M: int | None = None, k=0, dtype: DType = float, order="C", *, device=None, like=None) -> Square:
    """
    >>> np.eye(3)
    torch.eye(3)
    >>> np.eye(2, 3)
    torch.eye(2, 3)
    """
    assert k == 0, "a diagonal beside the main one"
    if omitted(M):
        return torch.eye(N, dtype=dtype)
    return torch.eye(N, M, dtype=dtype)


@rewrites(np.identity)
def identity(n: int, dtype: DType = None, *, like=None) -> Square:
    """
    >>> np.identity(3)
    torch.eye(3)
    """
    return torch.eye(n, dtype=dtype)


@rewrites(np.arange)
def arange(start_or_stop: Scalar, /, stop: Scalar = None, step: Scalar = 1, *, dtype: DType = None, device=None, like=None) -> Counted:
    """
    >>> np.arange(5)
    torch.arange(5)
    >>> np.arange(0, 1, 0.25)
    torch.arange(0, 1, 0.25)
    >>> np.arange(2, 7)
    torch.arange(2, 7)
    """
    if omitted(stop):
        return torch.arange(start_or_stop, dtype=dtype)
    if omitted(step):
        return torch.arange(start_or_stop, stop, dtype=dtype)
    return torch.arange(start_or_stop, stop, step, dtype=dtype)


@rewrites(np.linspace)
def linspace(start: Scalar, stop: Scalar, num: int = 50, endpoint=True, retstep=False, dtype: DType = None, axis=0, *, device=None) -> Spaced:
    """
    >>> np.linspace(0, 1, 5)
    torch.linspace(0, 1, 5)
    >>> np.linspace(0, 1)
    torch.linspace(0, 1, 50)
    """
    assert endpoint == True, "the end is left out"
    assert omitted(retstep), "the step is returned too"
    return torch.linspace(start, stop, always(num), dtype=dtype)


@rewrites(np.where)
def where(condition: Array, x: Array | Scalar = None, y: Array | Scalar = None, /) -> Chosen:
    """
    >>> np.where(b)
    torch.where(b)
    >>> np.where(x > 0, x, 0.0)
    torch.where(x > 0, x, 0.0)
    >>> np.where(b, 1.0, 0.0)
    torch.where(b, 1.0, 0.0)
    >>> np.where(k, 1.0, 0.0)
    torch.where(k != 0, 1.0, 0.0)
    """
    if omitted(x):
        return torch.where(condition)
    if is_bool(condition):
        return torch.where(condition, promoted(x, y), promoted(y, x))
    if unknown(condition) or not is_bool(condition):
        return torch.where(condition != 0, promoted(x, y), promoted(y, x))


@rewrites(np.concatenate)
def concatenate(arrays: Arrays, /, axis=0, out=None, *, dtype=None, casting="same_kind") -> Joined:
    """
    >>> np.concatenate([x, y])
    torch.cat([x, y])
    >>> np.concatenate((x, y), axis=1)
    torch.cat((x, y), dim=1)
    >>> np.concatenate((x, y), axis=None)
    torch.cat([a.ravel() for a in (x, y)])
    """
    assert all_arrays(arrays), "what is joined is not all arrays"
    if axis is None:
        return torch.cat([a.ravel() for a in arrays])
    return torch.cat(arrays, dim=axis)


@rewrites(np.stack)
def stack(arrays: Arrays, axis: int = 0, out=None, *, dtype=None, casting="same_kind") -> Stacked:
    """
    >>> np.stack([x, y])
    torch.stack([x, y])
    >>> np.stack((v, v), axis=1)
    torch.stack((v, v), dim=1)
    """
    assert all_arrays(arrays), "what is joined is not all arrays"
    return torch.stack(arrays, dim=axis)


@rewrites(np.vstack)
def vstack(tup: Arrays, *, dtype=None, casting="same_kind") -> Rows:
    """
    >>> np.vstack((x, y))
    torch.vstack((x, y))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    return torch.vstack(tup)


@rewrites(np.hstack)
def hstack(tup: Arrays, *, dtype=None, casting="same_kind") -> SideBySide:
    """
    >>> np.hstack((x, y))
    torch.hstack((x, y))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    return torch.hstack(tup)


@rewrites(np.column_stack)
def column_stack(tup: Arrays) -> Columns:
    """
    >>> np.column_stack((v, v))
    torch.column_stack((v, v))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    return torch.column_stack(tup)


@rewrites(np.copy)
def copy(a: Array, order="K", subok=False) -> Copied:
    """
    >>> np.copy(x)
    torch.clone(x)
    """
    return torch.clone(a)


@rewrites(np.ndarray.copy)
def copy_method(a: Array, order="C") -> Copied:
    """
    >>> x.copy()
    x.clone()
    """
    return torch.clone(a)
