"""What PyTorch has no counterpart for: NumPy goes on doing it, on arrays that are handed over and taken back."""

import numpy as np
import torch
import torch.nn.functional as F

from np2torch.words import (
    AnyDouble,
    AnyIndex,
    Array,
    Axis,
    Bytes,
    CastByte,
    Edges,
    Histogram2d,
    Like,
    Scalar,
    Sequence,
    all_arrays,
    always,
    broadcasts,
    call,
    count,
    dtype,
    holds_arrays,
    holds_lists,
    is_array,
    is_complex,
    is_filled,
    is_float,
    is_int,
    is_list,
    is_positive,
    is_rising,
    is_scalar,
    known,
    laid_out,
    matched,
    names,
    ndim,
    omitted,
    repeatable,
    rewrites,
    same_shape,
    whole,
)


@rewrites(np.interp)
def interp(x: Array | Scalar, xp: Array, fp: Array, left=None, right=None, period=None) -> Array:
    """
    PyTorch has no interpolation

    >>> np.interp(v, [0.0, 1.0], [2.0, 4.0])
    torch.as_tensor(np.interp(v.numpy(), [0.0, 1.0], [2.0, 4.0]))
    """
    return torch.as_tensor(call)


@rewrites(np.digitize)
def digitize(x: Array, bins: Array | Sequence, right=False) -> AnyIndex:
    """
    edges that rise at one time, and fall at another

    >>> np.digitize(v, [-1.0, 0.0, 1.0])
    torch.bucketize(v, torch.tensor([-1.0, 0.0, 1.0]), right=True)
    >>> np.digitize(v, [-1.0, 0.0, 1.0], right=True)
    torch.bucketize(v, torch.tensor([-1.0, 0.0, 1.0]))
    >>> np.digitize(x, C)
    torch.bucketize(x, C, right=True) if (C[:1] <= C[-1:]).all() else len(C) - torch.bucketize(x, C.flip(0), right=True)
    >>> np.digitize(x, C, right=True)
    torch.bucketize(x, C) if (C[:1] <= C[-1:]).all() else len(C) - torch.bucketize(x, C.flip(0))
    >>> np.digitize(v, [1.0, 0.0, -1.0])
    torch.as_tensor(np.digitize(v.numpy(), [1.0, 0.0, -1.0]))
    """
    assert is_float(x) or is_int(x), "neither floats nor integers"
    if known(is_rising(bins)) and right == True:
        return torch.bucketize(x, torch.tensor(bins))
    if known(is_rising(bins)) and right == False:
        return torch.bucketize(x, torch.tensor(bins), right=True)
    if not known(is_array(bins)) or not repeatable(bins) or not known(is_float(bins) or is_int(bins)):
        return torch.as_tensor(call)
    if right == True:
        return torch.bucketize(x, bins) if (bins[:1] <= bins[-1:]).all() else len(bins) - torch.bucketize(x, bins.flip(0))
    return torch.bucketize(x, bins, right=True) if (bins[:1] <= bins[-1:]).all() else len(bins) - torch.bucketize(x, bins.flip(0), right=True)


@rewrites(np.unwrap)
def unwrap(p: Array, discont=None, axis: int = -1, *, period: Scalar = 6.283185307179586) -> Array:
    """
    which way a jump of half a period goes hangs on the last bit

    >>> np.unwrap(v)
    torch.as_tensor(np.unwrap(v.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.bitwise_count)
def bitwise_count(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> CastByte:
    """
    >>> np.bitwise_count(k)
    sum([k.abs() >> i & 1 for i in range(63)]).to(torch.uint8)
    """
    assert known(dtype(x) == "int64"), "integers of another size"
    return sum([x.abs() >> i & 1 for i in range(63)]).to(torch.uint8)


@rewrites(np.packbits)
def packbits(a: Array, /, axis: int | None = None, bitorder="big") -> Bytes:
    """
    >>> np.packbits(b)
    (F.pad(b.ravel() != 0, (0, -b.numel() % 8)).unflatten(0, (-1, 8)) << torch.arange(7, -1, -1)).sum(1).to(torch.uint8)
    >>> np.packbits(b, axis=-1)
    (F.pad(b != 0, (0, -b.shape[-1] % 8)).unflatten(-1, (-1, 8)) << torch.arange(7, -1, -1)).sum(-1).to(torch.uint8)
    >>> np.packbits(b, axis=0)
    (F.pad(b.T != 0, (0, -len(b) % 8)).unflatten(-1, (-1, 8)) << torch.arange(7, -1, -1)).sum(-1).to(torch.uint8).T
    """
    assert omitted(bitorder), "another order"
    if axis is None:
        return (F.pad(a.ravel() != 0, (0, -a.numel() % 8)).unflatten(0, (-1, 8)) << torch.arange(7, -1, -1)).sum(1).to(torch.uint8)
    assert ndim(a) > 0, "a number"
    if axis == -1:
        return (F.pad(a != 0, (0, -a.shape[-1] % 8)).unflatten(-1, (-1, 8)) << torch.arange(7, -1, -1)).sum(-1).to(torch.uint8)
    assert axis == 0 and ndim(a) == 2, "along another axis"
    return (F.pad(a.T != 0, (0, -len(a) % 8)).unflatten(-1, (-1, 8)) << torch.arange(7, -1, -1)).sum(-1).to(torch.uint8).T


@rewrites(np.unpackbits)
def unpackbits(a: Array, /, axis: int | None = None, count: int | None = None, bitorder="big") -> Bytes:
    """
    >>> np.unpackbits(u)
    (u.ravel()[:, None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).ravel()
    >>> np.unpackbits(u, axis=1)
    (u[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2)
    >>> np.unpackbits(u, axis=1, count=-3)
    (u[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2)[:, :-3]
    >>> np.unpackbits(u, axis=1, count=30)
    F.pad((u[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2), (0, 30 - 8 * u.shape[1]))
    >>> np.unpackbits(u, axis=0)
    (u.T[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2).T
    >>> np.unpackbits(u, axis=0, count=9)
    F.pad((u.T[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2), (0, 9 - 8 * len(u))).T
    """
    assert omitted(bitorder), "another order"
    assert axis is None or ndim(a) == 2, "of other dimensions"
    assert count is None or not known(not is_filled(a)), "NumPy fills in what is in memory"
    if axis is None and count is None:
        return (a.ravel()[:, None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).ravel()
    assert axis == 0 or axis == 1, "along another axis, or a part of the whole"
    if axis == 1 and count is None:
        return (a[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2)
    if axis == 1 and count < 0:
        return (a[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2)[:, :count]
    if axis == 1 and is_positive(count):
        return F.pad((a[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2), (0, count - 8 * a.shape[1]))
    if count is None:
        return (a.T[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2).T
    assert is_positive(count), "what is cut off from the end"
    return F.pad((a.T[..., None] >> torch.arange(7, -1, -1) & 1).to(torch.uint8).flatten(-2), (0, count - 8 * len(a))).T


@rewrites(np.real_if_close)
def real_if_close(a: Array, tol=100) -> Array:
    """
    its dtype depends on the values

    >>> np.real_if_close(z)
    torch.as_tensor(np.real_if_close(z.numpy()))
    >>> np.real_if_close(x)
    x
    """
    if known(not is_complex(a)):
        return a
    return torch.as_tensor(call)


@rewrites(np.array_equiv)
def array_equiv(a1: Array, a2: Array) -> bool:
    """
    PyTorch does not compare what it would broadcast

    >>> np.array_equiv(x, y)
    torch.equal(x, y)
    >>> np.array_equiv(x, v)
    torch.all(x == v).item()
    >>> np.array_equiv(x, k)
    False
    >>> np.array_equiv(x[x > 0], v)
    np.array_equiv(x[x > 0].numpy(), v.numpy())
    """
    if known(same_shape(a1, a2)):
        return torch.equal(matched(a1, a2), matched(a2, a1))
    if known(broadcasts(a1, a2)):
        return torch.all(a1 == a2).item()
    if known(not broadcasts(a1, a2)):
        return False
    return call


@rewrites(np.asarray_chkfinite)
def asarray_chkfinite(a: Array, dtype=None, order=None) -> Array:
    """
    PyTorch does not refuse NaN

    >>> np.asarray_chkfinite(B)
    torch.as_tensor(np.asarray_chkfinite(B.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.histogram2d)
def histogram2d(x: Array, y: Array, bins: Scalar | Sequence = 10, range=None, density=None, weights=None) -> Histogram2d:
    """
    >>> np.histogram2d(v, w, bins=3)
    (torch.histogramdd(torch.stack([v, w], dim=1), [3, 3]).hist, *torch.histogramdd(torch.stack([v, w], dim=1), [3, 3]).bin_edges)
    >>> np.histogram2d(v, w, bins=([-1, 0, 1], [0, 1, 2, 3]))
    (torch.histogramdd(torch.stack([v, w], dim=1), [torch.tensor(e, dtype=torch.float64) for e in ([-1, 0, 1], [0, 1, 2, 3])]).hist, *map(torch.tensor, ([-1, 0, 1], [0, 1, 2, 3])))
    """
    assert omitted(range) and omitted(density) and omitted(weights), "edges of one's own"
    assert known(dtype(x) == "float64") and known(dtype(y) == "float64"), "PyTorch has it for floats only"
    assert ndim(x) == 1 and ndim(y) == 1, "of one point"
    if known(holds_lists(bins)) and known(count(bins) == 2) and known(ndim(bins) == 2):
        return (torch.histogramdd(torch.stack([x, y], dim=1), [torch.tensor(e, dtype=torch.float64) for e in bins]).hist, *map(torch.tensor, bins))
    assert is_scalar(bins), "edges of one's own"
    return (torch.histogramdd(torch.stack([x, y], dim=1), [always(bins), always(bins)]).hist, *torch.histogramdd(torch.stack([x, y], dim=1), [always(bins), always(bins)]).bin_edges)


@rewrites(np.mask_indices)
def mask_indices(n: int, mask_func, k: int = 0) -> list[AnyIndex]:
    """
    >>> np.mask_indices(3, np.triu)
    torch.where(torch.triu(torch.ones(3, 3), 0))
    """
    return torch.where(mask_func(torch.ones(n, n), always(k)))


# What tells of the order of an array in memory.
MEMORY = {"flags", "strides", "ctypes"}


@rewrites("np.ndarray.flags.__getitem__")
def flag(a: Array, key) -> bool:
    """
    >>> x.flags["C_CONTIGUOUS"]
    x.is_contiguous()
    >>> x.flags["F_CONTIGUOUS"]
    x.T.is_contiguous()
    """
    assert known(ndim(a) > 0), "a number"
    if key == "C_CONTIGUOUS":
        return laid_out(a).is_contiguous()
    assert key == "F_CONTIGUOUS" and known(ndim(a) == 2), "tensors have no such flags"
    return laid_out(a).T.is_contiguous()


@rewrites("np.ndarray.flags.c_contiguous")
def c_contiguous(a: Array) -> bool:
    """
    >>> x.flags.c_contiguous
    x.is_contiguous()
    """
    assert known(ndim(a) > 0), "a number"
    return laid_out(a).is_contiguous()


@rewrites("np.ndarray.flags.f_contiguous")
def f_contiguous(a: Array) -> bool:
    """
    >>> x.flags.f_contiguous
    x.T.is_contiguous()
    """
    assert known(ndim(a) == 2), "tensors have no such flags"
    return laid_out(a).T.is_contiguous()


@rewrites(np.isfortran)
def isfortran(a: Array) -> bool:
    """
    >>> np.isfortran(x)
    x.T.is_contiguous() and (not x.is_contiguous())
    >>> np.isfortran(v)
    False
    """
    if known(ndim(a) == 1):
        return False
    assert known(ndim(a) == 2), "tensors have no such flags"
    return laid_out(a).T.is_contiguous() and not a.is_contiguous()


@rewrites(np.shares_memory)
def shares_memory(a: Array | Sequence, b: Array | Sequence, /, max_work=-1) -> bool:
    """
    >>> np.shares_memory(x, x)
    x.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    """
    assert known(is_array(a)) and known(is_array(b)), "a tensor that is made of a list lies where the next one may lie"
    assert known(ndim(a) > 0) and known(ndim(b) > 0), "numbers"
    assert known(is_filled(a)) and known(is_filled(b)), "PyTorch does not tell of arrays without elements"
    return whole(a, b).untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


@rewrites(np.may_share_memory)
def may_share_memory(a: Array | Sequence, b: Array | Sequence, /, max_work=0) -> bool:
    """
    >>> np.may_share_memory(x, x)
    x.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    """
    assert known(is_array(a)) and known(is_array(b)), "a tensor that is made of a list lies where the next one may lie"
    assert known(ndim(a) > 0) and known(ndim(b) > 0), "numbers"
    assert known(is_filled(a)) and known(is_filled(b)), "PyTorch does not tell of arrays without elements"
    return whole(a, b).untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


@rewrites(np.require)
def require(a: Array, dtype=None, requirements=None, *, like=None) -> Array:
    """
    tensors have no such flags

    >>> np.require(x, requirements="F")
    torch.as_tensor(np.require(x.numpy(), requirements="F"))
    >>> np.require(x)
    x
    """
    assert not known(ndim(a) == 0), "a number"
    if omitted(dtype) and omitted(requirements):
        return a
    return torch.as_tensor(call)


@rewrites(np.apply_along_axis)
def apply_along_axis(func1d, axis: int, arr: Array, *args, **kwargs) -> Array:
    """
    >>> np.apply_along_axis(np.sum, 1, x)
    torch.stack([torch.as_tensor(torch.sum(row)) for row in x])
    >>> np.apply_along_axis(np.sum, 0, x)
    torch.stack([torch.as_tensor(torch.sum(column)) for column in x.T], dim=-1)
    """
    assert ndim(arr) == 2 and count(args) == 0, "of more dimensions"
    if axis == 0:
        return torch.stack([torch.as_tensor(func1d(column)) for column in arr.T], dim=-1)
    return torch.stack([torch.as_tensor(func1d(row)) for row in arr])


@rewrites(np.histogramdd)
def histogramdd(sample: Array | Sequence, bins: Scalar | Sequence = 10, range=None, density: bool | None = None, weights: Array = None) -> tuple[AnyDouble, list[AnyDouble]]:
    """
    >>> np.histogramdd(x, bins=2)
    torch.histogramdd(x, [2] * x.shape[1])
    >>> np.histogramdd(B, bins=(5, 8, 4))
    torch.histogramdd(B, (5, 8, 4))
    >>> np.histogramdd(B, bins=(5, 8, 4), density=True)
    torch.histogramdd(B, (5, 8, 4), density=True)
    """
    assert omitted(range) and omitted(weights), "edges of one's own"
    assert not is_list(sample), "a list of columns"
    assert known(dtype(sample) == "float64") and ndim(sample) == 2, "PyTorch has it for floats only"
    if known(is_list(bins)) and known(is_int(bins)) and known(ndim(bins) == 1) and not known(holds_arrays(bins)):
        return torch.histogramdd(sample, bins, density=density)
    assert is_scalar(bins), "edges of one's own"
    return torch.histogramdd(sample, [always(bins)] * sample.shape[1], density=density)


@rewrites(np.from_dlpack)
def from_dlpack(x, /, *, device=None, copy=None) -> Array:
    """
    >>> np.from_dlpack(x)
    torch.from_dlpack(x)
    """
    return torch.from_dlpack(x)


@rewrites(np.apply_over_axes)
def apply_over_axes(func, a: Array, axes: Axis) -> Array:
    """
    a function of NumPy's is applied

    >>> np.apply_over_axes(np.sum, t, (0, 2))
    torch.sum(t, dim=(0, 2), keepdim=True)
    >>> np.apply_over_axes(np.prod, t, [0, 2])
    torch.from_numpy(np.apply_over_axes(np.prod, t.numpy(), [0, 2]))
    """
    if names(func, np.sum):
        return torch.sum(a, dim=axes, keepdim=True)
    return torch.from_numpy(call)
