"""Shapes: the same elements in another arrangement."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Axis,
    Count,
    Expanded,
    Flat,
    Like,
    Rank,
    Repeated,
    Reshaped,
    Scalar,
    Sequence,
    Shape,
    ShapeOf,
    Squeezed,
    Tiled,
    Transposed,
    axes,
    backwards,
    given,
    is_list,
    is_scalar,
    is_tuple,
    known,
    ndim,
    omitted,
    rewrites,
    unknown,
)


@rewrites(np.ndarray.T)
def T(a: Array) -> Transposed:
    """
    >>> x.T
    x.T
    >>> v.T
    v
    >>> t.T
    t.permute(2, 1, 0)
    """
    if ndim(a) == 2 or unknown(a):
        return a.T
    if ndim(a) < 2:
        return a
    return a.permute(*backwards(a))


@rewrites(np.transpose)
def transpose(a: Array, axes: Sequence = None) -> Transposed:
    """
    >>> np.transpose(x)
    x.T
    >>> np.transpose(v)
    v
    >>> np.transpose(t)
    torch.permute(t, (2, 1, 0))
    >>> np.transpose(x, (1, 0))
    torch.permute(x, (1, 0))
    """
    if given(axes) and axes is not None:
        return torch.permute(a, axes)
    if ndim(a) == 2 or unknown(a):
        return a.T
    if ndim(a) < 2:
        return a
    return torch.permute(a, backwards(a))


@rewrites(np.ndarray.transpose)
def transpose_method(a: Array, *axes: int) -> Transposed:
    """
    >>> x.transpose()
    x.T
    >>> x.transpose(1, 0)
    x.permute(1, 0)
    >>> t.transpose((0, 2, 1))
    t.permute((0, 2, 1))
    >>> v.transpose()
    v
    >>> t.transpose()
    t.permute(2, 1, 0)
    """
    if axes:
        return a.permute(*axes)
    if ndim(a) == 2 or unknown(a):
        return a.T
    if ndim(a) < 2:
        return a
    return a.permute(*backwards(a))


@rewrites(np.reshape)
def reshape(a: Array, /, shape: Shape, order="C", *, copy=None) -> Reshaped:
    """
    >>> np.reshape(x, (2, 6))
    torch.reshape(x, (2, 6))
    >>> np.reshape(x, -1)
    torch.reshape(x, (-1,))
    """
    assert order == "C", "another order"
    if is_scalar(shape):
        return torch.reshape(a, (shape,))
    return torch.reshape(a, shape)


@rewrites(np.ndarray.reshape)
def reshape_method(a: Array, *shape: int, order="C", copy=None) -> Reshaped:
    """
    >>> x.reshape(2, 6)
    x.reshape(2, 6)
    >>> x.reshape((2, 6))
    x.reshape((2, 6))
    >>> x.reshape(-1)
    x.reshape(-1)
    """
    assert order == "C", "another order"
    return a.reshape(*shape)


@rewrites(np.ravel, np.ndarray.ravel)
def ravel(a: Array, order="C") -> Flat:
    """
    >>> np.ravel(x)
    torch.ravel(x)
    >>> x.ravel()
    x.ravel()
    """
    assert order == "C", "another order"
    return torch.ravel(a)


@rewrites(np.ndarray.flatten)
def flatten(a: Array, order="C") -> Flat:
    """
    >>> x.flatten()
    x.flatten()
    """
    assert order == "C", "another order"
    return a.flatten()


@rewrites(np.squeeze, np.ndarray.squeeze)
def squeeze(a: Array, axis: Axis = None) -> Squeezed:
    """
    >>> np.squeeze(x[:, :1])
    torch.squeeze(x[:, :1])
    >>> x[:, :1].squeeze(axis=1)
    x[:, :1].squeeze(dim=1)
    """
    return torch.squeeze(a, dim=axis)


@rewrites(np.expand_dims)
def expand_dims(a: Array, axis: int) -> Expanded:
    """
    >>> np.expand_dims(x, 0)
    torch.unsqueeze(x, dim=0)
    >>> np.expand_dims(x, axis=1)
    torch.unsqueeze(x, dim=1)
    """
    assert is_scalar(axis), "several axes"
    return torch.unsqueeze(a, dim=axis)


@rewrites(np.tile)
def tile(A: Array, reps: Shape) -> Tiled:
    """
    >>> np.tile(x, (2, 1))
    torch.tile(x, (2, 1))
    >>> np.tile(v, 2)
    torch.tile(v, (2,))
    """
    if is_scalar(reps):
        return torch.tile(A, (reps,))
    return torch.tile(A, reps)


@rewrites(np.repeat, np.ndarray.repeat)
def repeat(a: Array, repeats: Scalar, axis: int | None = None) -> Repeated:
    """
    >>> np.repeat(v, 2)
    torch.repeat_interleave(v, 2)
    >>> x.repeat(2, axis=0)
    x.repeat_interleave(2, dim=0)
    """
    assert is_scalar(repeats), "a count for each"
    assert not known(ndim(a) == 0), "a number"
    return torch.repeat_interleave(a, repeats, dim=axis)


@rewrites(np.flip)
def flip(m: Array, axis: Axis = None) -> Like:
    """
    >>> np.flip(v, axis=0)
    torch.flip(v, dims=(0,))
    >>> np.flip(x)
    torch.flip(x, dims=(0, 1))
    >>> np.flip(x, (0, 1))
    torch.flip(x, dims=(0, 1))
    """
    if axis is None:
        return torch.flip(m, dims=axes(m))
    if is_tuple(axis):
        return torch.flip(m, dims=axis)
    return torch.flip(m, dims=(axis,))


@rewrites(np.ndarray.shape)
def shape(a: Array) -> ShapeOf:
    """
    >>> x.shape
    x.shape
    """
    return a.shape


@rewrites(np.shape)
def shape_of(a: Array) -> ShapeOf:
    """
    >>> np.shape(x)
    x.shape
    """
    return a.shape


@rewrites(np.ndarray.size)
def size(a: Array) -> Count:
    """
    >>> x.size
    x.numel()
    """
    return a.numel()


@rewrites(np.size)
def size_of(a: Array, axis: int | None = None) -> Count:
    """
    >>> np.size(x)
    x.numel()
    """
    assert omitted(axis), "one axis"
    return a.numel()


@rewrites(np.ndarray.ndim)
def rank(a: Array) -> Rank:
    """
    >>> x.ndim
    x.ndim
    """
    return a.ndim


@rewrites(np.ndim)
def rank_of(a: Array) -> Rank:
    """
    >>> np.ndim(x)
    x.ndim
    """
    return a.ndim
