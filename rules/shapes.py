"""Shapes: the same elements in another arrangement."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from np2torch.words import (
    AnyItems,
    AnyShape,
    Array,
    ArrayLike,
    Axis,
    Broadcast,
    Count,
    CountOf,
    Expanded,
    Flat,
    Like,
    Rank,
    Repeated,
    Reshaped,
    SameRank,
    Scalar,
    Sequence,
    Shape,
    ShapeOf,
    Split,
    Squeezed,
    Tiled,
    Transposed,
    Unstacked,
    axes,
    backwards,
    call,
    count,
    fresh,
    given,
    is_array,
    is_filled,
    is_int,
    is_list,
    is_scalar,
    is_tuple,
    known,
    namesake,
    ndim,
    omitted,
    padding,
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
    >>> np.reshape(x, (2, 6), order="F")
    torch.reshape(x.T, (2, 6)[::-1]).T
    >>> np.reshape(v, (2, 2), order="F")
    torch.reshape(v, (2, 2)[::-1]).T
    >>> np.reshape(x, 12, order="F")
    torch.reshape(x.T, (12,))
    """
    if order == "F" and known(ndim(a) == 1) and is_tuple(shape):
        return torch.reshape(a, shape[::-1]).T
    if order == "F" and known(ndim(a) == 2) and is_scalar(shape):
        return torch.reshape(a.T, (shape,))
    if order == "F" and known(ndim(a) == 2) and is_tuple(shape):
        return torch.reshape(a.T, shape[::-1]).T
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
    >>> np.ravel(x, order="F")
    torch.ravel(x.T)
    """
    if order == "F" and known(ndim(a) == 2):
        return torch.ravel(a.T)
    assert order == "C", "another order"
    return torch.ravel(a)


@rewrites(np.ndarray.flatten)
def flatten(a: Array, order="C") -> Flat:
    """
    >>> x.flatten()
    x.flatten()
    """
    assert order == "C", "another order"
    return fresh(a.flatten())


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
def expand_dims(a: Array, axis: Axis) -> Expanded:
    """
    >>> np.expand_dims(x, 0)
    torch.unsqueeze(x, dim=0)
    >>> np.expand_dims(x, axis=1)
    torch.unsqueeze(x, dim=1)
    >>> np.expand_dims(x, (0, 1))
    x[None, None]
    >>> np.expand_dims(x, (2, 0))
    x[None, :, None]
    """
    if known(axis == (0, 1)):
        return a[None, None]
    if known(axis == (0, 2)) or known(axis == (2, 0)):
        return a[None, :, None]
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
def repeat(a: Array, repeats: Array | Scalar, axis: int | None = None) -> Repeated:
    """
    >>> np.repeat(v, 2)
    torch.repeat_interleave(v, 2)
    >>> x.repeat(2, axis=0)
    x.repeat_interleave(2, dim=0)
    >>> np.repeat(x[:2], [1, 2], axis=0)
    torch.repeat_interleave(x[:2], torch.tensor([1, 2]), dim=0)
    >>> np.repeat(3, 4)
    torch.tensor(3).repeat(4)
    """
    assert known(is_scalar(repeats)) or known(is_int(repeats)), "a count for each"
    if known(ndim(a) == 0) and known(is_scalar(repeats)) and omitted(axis):
        return a.repeat(repeats)
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
def size_of(a: Array, axis: int | None = None) -> CountOf:
    """
    >>> np.size(x)
    x.numel()
    >>> np.size(x, 1)
    x.shape[1]
    """
    if axis is None:
        return a.numel()
    assert is_scalar(axis), "several axes"
    return a.shape[axis]


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


@rewrites(np.permute_dims)
def permute_dims(a: Array, axes: Sequence = None) -> Transposed:
    """
    >>> np.permute_dims(x, (1, 0))
    torch.permute(x, (1, 0))
    >>> np.permute_dims(x)
    x.T
    >>> np.permute_dims(v)
    v
    >>> np.permute_dims(t)
    torch.permute(t, (2, 1, 0))
    """
    if given(axes) and axes is not None:
        return torch.permute(a, axes)
    if ndim(a) == 2 or unknown(a):
        return a.T
    if ndim(a) < 2:
        return a
    return torch.permute(a, backwards(a))


@rewrites(np.swapaxes, np.ndarray.swapaxes)
def swapaxes(a: Array, axis1: int, axis2: int) -> SameRank:
    """
    >>> np.swapaxes(t, 0, 1)
    torch.swapaxes(t, 0, 1)
    >>> t.swapaxes(0, 1)
    t.swapaxes(0, 1)
    """
    return torch.swapaxes(a, axis1, axis2)


@rewrites(np.moveaxis)
def moveaxis(a: Array, source: Axis, destination: Axis) -> SameRank:
    """
    >>> np.moveaxis(t, 0, -1)
    torch.moveaxis(t, 0, -1)
    """
    return torch.moveaxis(a, source, destination)


@rewrites(np.rollaxis)
def rollaxis(a: Array, axis: int, start: int = 0) -> SameRank:
    """
    >>> np.rollaxis(t, 2)
    torch.moveaxis(t, 2, 0)
    >>> np.rollaxis(t, 2, 1)
    torch.moveaxis(t, 2, 1)
    >>> np.rollaxis(t, 0, 2)
    torch.moveaxis(t, 0, 2 - 1)
    """
    if start == 0:
        return torch.moveaxis(a, axis, 0)
    assert axis >= 0 and start > 0, "counted from the end"
    if start <= axis:
        return torch.moveaxis(a, axis, start)
    return torch.moveaxis(a, axis, start - 1)


@rewrites(np.broadcast_to)
def broadcast_to(array: Array, shape: Shape, subok=False) -> Broadcast:
    """
    >>> np.broadcast_to(v, (3, 4))
    torch.broadcast_to(v, (3, 4))
    >>> np.broadcast_to(2.5, 3)
    torch.broadcast_to(torch.tensor(2.5), (3,))
    """
    if is_scalar(shape):
        return torch.broadcast_to(array, (shape,))
    return torch.broadcast_to(array, shape)


@rewrites(np.broadcast_arrays)
def broadcast_arrays(*args: Array, subok=False) -> tuple[Array, ...]:
    """
    >>> np.broadcast_arrays(x, v)
    torch.broadcast_tensors(x, v)
    """
    return torch.broadcast_tensors(*args)


@rewrites(np.broadcast_shapes)
def broadcast_shapes(*args: Shape) -> list[int]:
    """
    >>> np.broadcast_shapes((3, 1), (1, 4))
    torch.broadcast_shapes((3, 1), (1, 4))
    """
    return torch.broadcast_shapes(*args)


@rewrites(np.atleast_1d, np.atleast_2d, np.atleast_3d)
def atleast(*arys: Array) -> AnyItems:
    """
    >>> np.atleast_2d(v)
    torch.atleast_2d(v)
    >>> np.atleast_2d([1.0, 2.0])
    torch.atleast_2d(torch.tensor([1.0, 2.0]))
    """
    return namesake(torch, *arys)


@rewrites(np.diagonal, np.ndarray.diagonal)
def diagonal(a: Array, offset: int = 0, axis1: int = 0, axis2: int = 1) -> AnyShape:
    """
    >>> np.diagonal(x)
    torch.diagonal(x)
    >>> t.diagonal(1, axis1=1, axis2=2)
    t.diagonal(offset=1, dim1=1, dim2=2)
    """
    return torch.diagonal(a, offset=offset, dim1=axis1, dim2=axis2)


@rewrites(np.fliplr, np.flipud)
def fliplr(m: Array) -> Like:
    """
    >>> np.fliplr(x)
    torch.fliplr(x)
    """
    return namesake(torch, m)


@rewrites(np.rot90)
def rot90(m: Array, k: int = 1, axes=(0, 1)) -> SameRank:
    """
    >>> np.rot90(x)
    torch.rot90(x)
    >>> np.rot90(t, 2, axes=(1, 2))
    torch.rot90(t, k=2, dims=(1, 2))
    """
    return torch.rot90(m, k=k, dims=axes)


@rewrites(np.roll)
def roll(a: Array, shift: Axis, axis: Axis = None) -> ArrayLike:
    """
    >>> np.roll(v, 1)
    torch.roll(v, 1)
    >>> np.roll(x, -1, axis=1)
    torch.roll(x, -1, dims=1)
    """
    return torch.roll(a, shift, dims=axis)


@rewrites(np.split, np.array_split)
def split(ary: Array | Sequence, indices_or_sections: Shape, axis: int = 0) -> Split:
    """
    >>> np.split(v, 2)
    torch.tensor_split(v, 2)
    >>> np.array_split(x, [1], axis=1)
    torch.tensor_split(x, [1], dim=1)
    """
    assert not is_list(ary), "of a list NumPy splits the rows whatever the axis"
    return torch.tensor_split(ary, indices_or_sections, dim=axis)


@rewrites(np.hsplit, np.vsplit, np.dsplit)
def hsplit(ary: Array, indices_or_sections: Shape) -> Split:
    """
    >>> np.hsplit(x, 2)
    torch.hsplit(x, 2)
    >>> np.hsplit(x, np.array([1, 2]))
    torch.hsplit(x, torch.tensor([1, 2]).tolist())
    """
    if known(is_array(indices_or_sections)):
        return namesake(torch, ary, indices_or_sections.tolist())
    return namesake(torch, ary, indices_or_sections)


@rewrites(np.unstack)
def unstack(x: Array, /, *, axis: int = 0) -> Unstacked:
    """
    >>> np.unstack(x)
    torch.unbind(x)
    >>> np.unstack(x, axis=1)
    torch.unbind(x, dim=1)
    """
    return torch.unbind(x, dim=axis)


@rewrites(np.pad)
def pad(array: Array, pad_width: Shape, mode="constant", *, constant_values: Scalar = 0) -> SameRank:
    """
    >>> np.pad(v, 2)
    F.pad(v, (2, 2))
    >>> np.pad(x, ((0, 0), (1, 2)))
    F.pad(x, (1, 2, 0, 0))
    >>> np.pad(x, (1, 2), mode="constant", constant_values=7.0)
    F.pad(x, (1, 2, 1, 2), value=7.0)
    """
    assert mode == "constant", "borders that are no constant"
    assert not known(is_list(constant_values)), "several constants"
    return F.pad(array, padding(pad_width, array), value=constant_values)


@rewrites(np.resize)
def resize(a: Array, new_shape: Shape) -> Reshaped:
    """
    PyTorch repeats nothing where there may be nothing to repeat

    >>> np.resize(v, (2, 3))
    v.ravel()[torch.arange(math.prod((2, 3))) % v.numel()].reshape((2, 3))
    >>> np.resize(x[x > 0], 3)
    torch.from_numpy(np.resize(x[x > 0].numpy(), 3))
    """
    if known(is_filled(a)) and is_tuple(new_shape):
        return a.ravel()[torch.arange(math.prod(new_shape)) % a.numel()].reshape(new_shape)
    return torch.from_numpy(call)


@rewrites(np.ndarray.resize)
def resize_in_place(a: Array, *new_shape: Shape, refcheck=True) -> None:
    """
    >>> x.resize((2, 3))
    x.set_(F.pad(x.ravel(), (0, math.prod((2, 3)) - x.numel())).reshape((2, 3)))
    >>> x.resize(5, 3)
    x.set_(F.pad(x.ravel(), (0, math.prod([5, 3]) - x.numel())).reshape(5, 3))
    """
    assert omitted(refcheck) or given(refcheck), "not reached"
    if count(new_shape) > 1:
        return a.set_(F.pad(a.ravel(), (0, math.prod([*new_shape]) - a.numel())).reshape(*new_shape))
    assert count(new_shape) == 1, "sizes that are not written out"
    return a.set_(F.pad(a.ravel(), (0, math.prod(new_shape[0]) - a.numel())).reshape(new_shape[0]))


@rewrites(np.ndarray.flat)
def flat(a: Array) -> Flat:
    """
    >>> x.flat
    x.ravel()
    """
    return a.ravel()


@rewrites(np.ndarray.itemsize)
def itemsize(a: Array) -> int:
    """
    >>> x.itemsize
    x.itemsize
    """
    return a.itemsize


@rewrites(np.ndarray.nbytes)
def nbytes(a: Array) -> int:
    """
    >>> x.nbytes
    x.nbytes
    """
    return a.nbytes


@rewrites(np.ndarray.strides)
def strides(a: Array) -> list[int]:
    """
    >>> x.strides
    tuple([x.itemsize * s for s in x.stride()])
    """
    return tuple([a.itemsize * s for s in a.stride()])
