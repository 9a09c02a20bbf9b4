"""What PyTorch has no counterpart for: NumPy goes on doing it, on arrays that are handed over and taken back."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Scalar,
    call,
    count,
    ndim,
    rewrites,
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
def digitize(x: Array | Scalar, bins: Array, right=False) -> Array:
    """
    torch.bucketize takes rising edges only

    >>> np.digitize(v, [-1.0, 0.0, 1.0])
    torch.as_tensor(np.digitize(v.numpy(), [-1.0, 0.0, 1.0]))
    """
    return torch.as_tensor(call)


@rewrites(np.unwrap)
def unwrap(p: Array, discont=None, axis=-1, *, period=6.283185307179586) -> Array:
    """
    PyTorch does not unwrap phases

    >>> np.unwrap(v)
    torch.from_numpy(np.unwrap(v.numpy()))
    """
    return torch.from_numpy(call)


@rewrites(np.bitwise_count)
def bitwise_count(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Array:
    """
    PyTorch does not count bits

    >>> np.bitwise_count(k)
    torch.as_tensor(np.bitwise_count(k.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.packbits)
def packbits(a: Array, /, axis=None, bitorder='big') -> Array:
    """
    PyTorch does not pack bits

    >>> np.packbits(b)
    torch.from_numpy(np.packbits(b.numpy()))
    """
    return torch.from_numpy(call)


@rewrites(np.unpackbits)
def unpackbits(a: Array, /, axis=None, count=None, bitorder='big') -> Array:
    """
    PyTorch does not pack bits

    >>> np.unpackbits(k.astype(np.uint8))
    torch.from_numpy(np.unpackbits(k.to(torch.uint8).numpy()))
    """
    return torch.from_numpy(call)


@rewrites(np.real_if_close)
def real_if_close(a: Array, tol=100) -> Array:
    """
    its dtype depends on the values

    >>> np.real_if_close(z)
    torch.as_tensor(np.real_if_close(z.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.array_equiv)
def array_equiv(a1: Array, a2: Array) -> bool:
    """
    PyTorch does not compare what it would broadcast

    >>> np.array_equiv(x, v)
    np.array_equiv(x.numpy(), v.numpy())
    """
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
def histogram2d(x: Array, y: Array, bins=10, range=None, density=None, weights=None) -> tuple[Array, Array, Array]:
    """
    torch.histogramdd counts in floats, on the CPU only

    >>> np.histogram2d(v, w, bins=3)
    tuple(map(torch.from_numpy, np.histogram2d(v.numpy(), w.numpy(), bins=3)))
    """
    return tuple(map(torch.from_numpy, call))


@rewrites(np.mask_indices)
def mask_indices(n, mask_func, k=0) -> list[Array]:
    """
    a function of NumPy's makes the mask

    >>> np.mask_indices(3, np.triu)
    tuple(map(torch.from_numpy, np.mask_indices(3, np.triu)))
    """
    return tuple(map(torch.from_numpy, call))


@rewrites(np.require)
def require(a: Array, dtype=None, requirements=None, *, like=None) -> Array:
    """
    tensors have no such flags

    >>> np.require(x, requirements="C")
    torch.as_tensor(np.require(x.numpy(), requirements="C"))
    """
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
