"""Picking elements by position or by mask."""

import numpy as np
import torch

from np2torch.words import (
    AnyIndex,
    AnyShape,
    Array,
    ArrayLike,
    Bools,
    IndexMatrix,
    IndexVector,
    Places,
    Scalar,
    Searched,
    Sequence,
    Shape,
    Slices,
    Vector,
    Walked,
    all_arrays,
    always,
    count,
    decided,
    dtype,
    given,
    holds_arrays,
    is_bool,
    is_float,
    is_int,
    is_list,
    is_long,
    is_scalar,
    is_slice,
    is_tuple,
    known,
    matched,
    maybe,
    ndim,
    nested,
    omitted,
    overlaid,
    places,
    positions,
    raveled,
    rewrites,
    slices,
    unknown,
    wrapped,
)


@rewrites(np.nonzero, np.ndarray.nonzero)
def nonzero(a: Array) -> Places:
    """
    >>> np.nonzero(x)
    torch.nonzero(x, as_tuple=True)
    >>> b.nonzero()
    b.nonzero(as_tuple=True)
    """
    return torch.nonzero(a, as_tuple=True)


@rewrites(np.nditer)
def nditer(op: Array | Sequence, flags=None, op_flags=None, op_dtypes=None, order="K", casting="safe", op_axes=None, itershape=None, buffersize=0) -> Walked:
    """
    >>> [float(e) for e in np.nditer(v)]
    [float(e) for e in v.view(-1)]
    >>> [float(e) for e in np.nditer(v, op_flags=["readwrite"])]
    [float(e) for e in v.view(-1)]
    """
    assert not is_list(op), "several arrays at once"
    assert omitted(flags) and omitted(order), "tensors have no iterators of NumPy's kind"
    if given(op_flags):
        return op.view(-1)
    return op.view(-1)


@rewrites(np.argwhere)
def argwhere(a: Array) -> IndexMatrix:
    """
    >>> np.argwhere(x > 0)
    torch.argwhere(x > 0)
    """
    return torch.argwhere(a)


@rewrites(np.flatnonzero)
def flatnonzero(a: Array) -> IndexVector:
    """
    >>> np.flatnonzero(v > 0)
    torch.where(v > 0)[0]
    >>> np.flatnonzero(x > 0)
    torch.where((x > 0).ravel())[0]
    """
    if ndim(a) == 1:
        return torch.where(a)[0]
    if unknown(a) or ndim(a) != 1:
        return torch.where(a.ravel())[0]


@rewrites(np.take, np.ndarray.take)
def take(a: Array, indices: Array, axis: int | None = None, out=None, mode="raise") -> AnyShape:
    """
    >>> np.take(x, [0, 2])
    torch.take(x, torch.tensor([0, 2]))
    >>> np.take(x, k, axis=0)
    x[k]
    >>> np.take(x, [0, 2], axis=1)
    torch.index_select(x, 1, torch.tensor([0, 2]))
    """
    assert not maybe(is_bool(indices)) and not maybe(is_float(indices)) and not maybe(dtype(indices) == "uint8"), "indices of another dtype"
    if omitted(axis):
        return torch.take(a, positions(indices))
    if axis == 0:
        return a[indices]
    assert ndim(indices) == 1, "indices of several dimensions"
    return torch.index_select(a, axis, indices)


@rewrites(np.take_along_axis)
def take_along_axis(arr: Array, indices: Array, axis: int | None = -1) -> AnyShape:
    """
    >>> np.take_along_axis(x, np.argsort(x, axis=1), axis=1)
    torch.take_along_dim(x, torch.argsort(x, dim=1, stable=True), dim=1)
    """
    return torch.take_along_dim(arr, positions(indices), dim=always(axis))


@rewrites(np.compress)
def compress(condition: Array, a: Array, axis: int | None = None, out=None) -> AnyShape["a"]:
    """
    >>> np.compress(m, x, axis=1)
    torch.index_select(x, 1, torch.where(m)[0])
    >>> np.compress(m, v)
    torch.index_select(v.ravel(), 0, torch.where(m)[0])
    """
    if axis is None:
        return torch.index_select(a.ravel(), 0, torch.where(condition)[0])
    return torch.index_select(a, axis, torch.where(condition)[0])


@rewrites(np.ndarray.compress)
def compress_method(a: Array, condition: Array, axis: int | None = None, out=None) -> AnyShape:
    """
    >>> x.compress(m, axis=1)
    x.index_select(1, torch.where(m)[0])
    >>> v.compress(m)
    v.ravel().index_select(0, torch.where(m)[0])
    """
    if axis is None:
        return torch.index_select(a.ravel(), 0, torch.where(condition)[0])
    return torch.index_select(a, axis, torch.where(condition)[0])


@rewrites(np.extract)
def extract(condition: Array, arr: Array) -> Vector["arr"]:
    """
    >>> np.extract(x > 0, x)
    torch.masked_select(x, x > 0)
    >>> np.extract([True, False, True, True], v)
    torch.masked_select(v, torch.tensor([True, False, True, True]))
    """
    assert is_bool(condition), "a condition that is no mask"
    assert known(ndim(condition) == ndim(arr)), "a mask of another shape"
    return torch.masked_select(arr, condition)


@rewrites(np.select)
def select(condlist: Sequence, choicelist: Sequence, default: Array | Scalar = 0) -> Array:
    """
    >>> np.select([x > 0, x < 0], [x, -x])
    torch.where(x > 0, x, torch.where(x < 0, -x, 0))
    >>> np.select([x > 0], [1.0], default=-1.0)
    torch.where(x > 0, 1.0, -1.0)
    """
    assert all_arrays(condlist), "conditions that are no masks"
    return nested(condlist, choicelist, always(default))


@rewrites(np.piecewise)
def piecewise(x: Array | Scalar, condlist: Sequence, funclist: Sequence, *args, **kw) -> ArrayLike:
    """
    PyTorch has no functions by pieces

    >>> np.piecewise(x, [x < 0, x >= 0], [-1, 1])
    torch.where(x >= 0, 1, torch.where(x < 0, -1, 0)).to(x.dtype)
    >>> np.piecewise(x, [x > 0, x > 0.5], [1, 2])
    torch.where(x > 0.5, 2, torch.where(x > 0, 1, 0)).to(x.dtype)
    >>> np.piecewise(x, [x < 0, x >= 0], [lambda t: -t, lambda t: 2 * t + 1])
    torch.where(x >= 0, 2 * x + 1, torch.where(x < 0, -x, 0)).to(x.dtype)
    >>> np.piecewise(i, [i < 0, i >= 0], [lambda t: -t, lambda t: t])
    torch.tensor(i if i >= 0 else -i if i < 0 else 0)
    >>> np.piecewise(x, [x < 0], [0, lambda t: t ** 2])
    torch.where(x < 0, 0, x ** 2).to(x.dtype)
    """
    assert given(funclist), "no functions"
    if known(is_scalar(x)) and known(is_int(x)):
        return torch.tensor(decided(condlist, funclist, x))
    assert not known(is_scalar(x)) and all_arrays(condlist), "functions by pieces"
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    return overlaid(condlist, funclist, x).to(x.dtype)


@rewrites(np.choose)
def choose(a: Array, choices: Array, out=None, mode="raise") -> Array:
    """
    >>> np.choose(k, [1, 2, 3])
    torch.tensor([1, 2, 3])[k]
    """
    assert ndim(choices) == 1 and omitted(mode), "a choice among arrays"
    assert known(dtype(a) == "int64"), "indices of another dtype"
    return choices[a]


@rewrites(np.unravel_index)
def unravel_index(indices: Array, shape: Shape, order="C") -> tuple[Searched, ...]:
    """
    >>> np.unravel_index(k, (3, 4))
    torch.unravel_index(k, (3, 4))
    >>> np.unravel_index(5, (3, 4))
    torch.unravel_index(torch.tensor(5), (3, 4))
    >>> np.unravel_index(k, (3, 4), order="F")
    torch.unravel_index(k, (3, 4)[::-1])[::-1]
    """
    if order == "F" and known(is_int(indices)) and is_tuple(shape):
        return torch.unravel_index(indices, shape[::-1])[::-1]
    assert omitted(order), "another order"
    assert not maybe(is_float(indices)) and not maybe(is_bool(indices)), "no indices"
    return torch.unravel_index(indices, shape)


@rewrites(np.ravel_multi_index)
def ravel_multi_index(multi_index: Array | Sequence, dims: Sequence, mode="raise", order="C") -> AnyIndex:
    """
    PyTorch has no counterpart to unravel_index

    >>> np.ravel_multi_index((k, k), (3, 4))
    k * 4 + k
    >>> np.ravel_multi_index((k, k, k), (3, 3, 3))
    (k * 3 + k) * 3 + k
    >>> np.ravel_multi_index(k, (3, 1, 2), order="F")
    (k[2] * 1 + k[1]) * 3 + k[0]
    >>> np.ravel_multi_index((k, k), (2, 4), mode=("clip", "wrap"))
    k.clamp(0, 1) * 4 + k % 4
    >>> np.ravel_multi_index((3, 1), (6, 7))
    3 * 7 + 1
    >>> np.ravel_multi_index((k, k), x.shape)
    k * x.shape[1] + k
    """
    assert not is_list(multi_index) or all_arrays(multi_index) or not holds_arrays(multi_index), "arrays and numbers"
    assert known(is_long(multi_index)) or known(is_int(multi_index) and ndim(multi_index) == 1 and is_list(multi_index) and not holds_arrays(multi_index)), "indices of another dtype"
    assert given(mode) or omitted(mode), "of any mode"
    assert order == "C" or order == "F", "another order"
    return raveled(multi_index, dims, mode, order)


@rewrites(np.ix_)
def ix_(*args: Array) -> tuple[Array, ...]:
    """
    >>> np.ix_([0, 2], [1, 3])
    (torch.tensor([0, 2])[:, None], torch.tensor([1, 3])[None])
    >>> np.ix_(k, [0, 1])
    (k[:, None], torch.tensor([0, 1])[None])
    >>> np.ix_(m, [0, 1])
    (torch.where(m)[0][:, None], torch.tensor([0, 1])[None])
    """
    assert count(args) == 2, "not two axes"
    return (places(args[0])[:, None], places(args[1])[None])


@rewrites(np.searchsorted, np.ndarray.searchsorted)
def searchsorted(a: Array, v: Array | Scalar, side="left", sorter: Array = None) -> Searched["v"]:
    """
    >>> np.searchsorted(np.sort(C), w)
    torch.searchsorted(torch.sort(C).values, w)
    >>> np.searchsorted(k, 1.5, side="right")
    torch.searchsorted(k.to(torch.float64), 1.5, side="right")
    """
    assert not maybe(is_bool(a)) or not maybe(is_bool(v)), "PyTorch has it for numbers only"
    if is_scalar(v):
        return torch.searchsorted(matched(a, v), v, side=side, sorter=sorter)
    return torch.searchsorted(matched(a, v), matched(v, a), side=side, sorter=sorter)


@rewrites(np.isin)
def isin(element: Array, test_elements: Array, assume_unique=False, invert=False, *, kind=None) -> Bools:
    """
    >>> np.isin(k, [0, 1])
    torch.isin(k, torch.tensor([0, 1]))
    >>> np.isin(x, v, invert=True)
    torch.isin(x, v, invert=True)
    """
    assert not maybe(is_bool(element)) and not maybe(is_bool(test_elements)), "PyTorch has it for numbers only"
    return torch.isin(matched(element, test_elements), matched(test_elements, element), invert=invert)


@rewrites(np.ndarray.choose)
def choose_method(a: Array, choices: Array, out=None, mode="raise") -> Array:
    """
    >>> k.choose([1, 2, 3])
    torch.tensor([1, 2, 3])[k]
    """
    assert ndim(choices) == 1 and omitted(mode), "a choice among arrays"
    assert known(dtype(a) == "int64"), "indices of another dtype"
    return choices[a]


@rewrites(np.s_)
def s_(key) -> Slices:
    """
    >>> np.s_[1:3, ::2]
    (slice(1, 3), slice(None, None, 2))
    """
    return slices(key)


@rewrites(np.index_exp)
def index_exp(key) -> Slices:
    """
    >>> np.index_exp[1:3, ::2]
    (slice(1, 3), slice(None, None, 2))
    >>> np.index_exp[1:3]
    (slice(1, 3),)
    """
    if known(is_tuple(key)):
        return slices(key)
    return (slices(key),)
