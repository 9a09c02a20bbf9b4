"""Making, joining and choosing among arrays."""

import math

import numpy as np
import torch

from np2torch.words import (
    AnyJoined,
    Appended,
    Array,
    ArrayLike,
    Arrays,
    Cast,
    Chosen,
    Columns,
    Copied,
    Counted,
    DType,
    EndToEnd,
    Filled,
    Grids,
    IndexGrids,
    IndexVector,
    Joined,
    Like,
    Listed,
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
    Triangle,
    Uninitialised,
    UninitialisedLike,
    Whole,
    Windowed,
    all_arrays,
    always,
    call,
    count,
    given,
    holds_arrays,
    holds_rows,
    holds_text,
    is_array,
    is_bool,
    is_filled,
    is_flat,
    is_float,
    is_int,
    is_positive,
    is_scalar,
    is_tuple,
    item,
    known,
    maybe,
    namesake,
    ndim,
    omitted,
    open_ranges,
    promote_alike,
    promoted,
    ranges,
    repeatable,
    rewrites,
    same_dtypes,
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
    >>> np.array([1.0, 2.0], ndmin=2)
    torch.tensor([1.0, 2.0])[None]
    >>> np.array(x, copy=True)
    x.clone()
    """
    assert omitted(copy) or copy == True, "what takes an array over without a copy"
    assert omitted(order) or order == "C", "another order"
    if ndmin == 2 and known(ndim(object) == 1) and not known(is_array(object)) and not known(holds_arrays(object)):
        return torch.tensor(object, dtype=dtype)[None]
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
    >>> np.ones((2, 3), order="F")
    torch.ones((3, 2)).T
    """
    if order == "F" and known(is_tuple(shape)) and count(shape) == 2:
        return namesake(torch, (item(shape, 1), item(shape, 0)), dtype=dtype).T
    assert omitted(order) or order == "C", "another order"
    assert not (known(is_array(shape)) and not known(ndim(shape) == 0)), "a shape in an array"
    return namesake(torch, shape, dtype=dtype)


@rewrites(np.empty)
def empty(shape: Shape, dtype: DType = None, order="C", *, device=None, like=None) -> Uninitialised:
    """
    >>> np.empty((2, 3))
    torch.empty((2, 3))
    """
    assert omitted(order) or order == "C", "another order"
    assert not (known(is_array(shape)) and not known(ndim(shape) == 0)), "a shape in an array"
    return torch.empty(shape, dtype=dtype)


@rewrites(np.full)
def full(shape: Shape, fill_value: Array | Scalar, dtype: DType = None, order="C", *, device=None, like=None) -> Filled:
    """
    >>> np.full((2, 3), 7.0)
    torch.full((2, 3), 7.0)
    >>> np.full(3, 7)
    torch.full((3,), 7)
    >>> np.full((2, 2), [1, 2])
    torch.broadcast_to(torch.tensor([1, 2]), (2, 2)).clone()
    """
    assert not (known(is_array(shape)) and not known(ndim(shape) == 0)), "a shape in an array"
    if known(ndim(fill_value) > 0) and omitted(dtype) and is_tuple(shape):
        return torch.broadcast_to(fill_value, shape).clone()
    assert not known(ndim(fill_value) > 0), "several values"
    if is_scalar(shape):
        return torch.full((shape,), fill_value, dtype=dtype)
    return torch.full(shape, fill_value, dtype=dtype)


@rewrites(np.zeros_like, np.ones_like)
def zeros_like(a: Array, dtype: DType = None, order="K", subok=True, shape=None, *, device=None) -> ArrayLike:
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
def full_like(a: Array, fill_value: Array | Scalar, dtype: DType = None, order="K", subok=True, shape=None, *, device=None) -> ArrayLike:
    """
    >>> np.full_like(x, 2.0)
    torch.full_like(x, 2.0)
    >>> np.full_like(x, w)
    torch.broadcast_to(w.to(x.dtype), x.shape).clone()
    """
    assert omitted(shape), "another shape"
    if known(ndim(fill_value) > 0) and omitted(dtype):
        return torch.broadcast_to(fill_value.to(a.dtype), a.shape).clone()
    assert not known(ndim(fill_value) > 0), "several values"
    return torch.full_like(a, fill_value, dtype=dtype)


@rewrites(np.eye)
def eye(N: int, M: int | None = None, k: int = 0, dtype: DType = float, order="C", *, device=None, like=None) -> Square:
    """
    >>> np.eye(3)
    torch.eye(3)
    >>> np.eye(2, 3)
    torch.eye(2, 3)
    >>> np.eye(3, k=1)
    torch.diag(torch.ones(3 - 1), 1)
    """
    if omitted(M) and k > 0:
        return torch.diag(torch.ones(N - k, dtype=dtype), k)
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
    assert not (known(is_int(dtype)) and known(is_float(step))), "NumPy steps by whole numbers"
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
    >>> np.linspace(0, 1, 4, endpoint=False)
    torch.linspace(0, 1, 4 + 1)[:-1]
    >>> np.linspace(0, 1, 5, retstep=True)
    (torch.linspace(0, 1, 5), (1 - 0) / (5 - 1))
    """
    assert not maybe(is_int(dtype)), "NumPy rounds down"
    if known(retstep == True) and omitted(endpoint) and known(num > 1):
        return (torch.linspace(start, stop, num, dtype=dtype), (stop - start) / (num - 1))
    assert omitted(retstep), "the step is returned too"
    if endpoint == False:
        return torch.linspace(start, stop, num + 1, dtype=dtype)[:-1]
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
    assert not known(not promote_alike(arrays)), "PyTorch joins them as float32"
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
    assert not known(not promote_alike(arrays)), "PyTorch joins them as float32"
    return torch.stack(arrays, dim=axis)


@rewrites(np.vstack, np.row_stack)
def vstack(tup: Arrays, *, dtype=None, casting="same_kind") -> Rows:
    """
    >>> np.vstack((x, y))
    torch.vstack((x, y))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    assert not known(not promote_alike(tup)), "PyTorch joins them as float32"
    return torch.vstack(tup)


@rewrites(np.hstack)
def hstack(tup: Arrays, *, dtype=None, casting="same_kind") -> SideBySide:
    """
    >>> np.hstack((x, y))
    torch.hstack((x, y))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    assert not known(not promote_alike(tup)), "PyTorch joins them as float32"
    return torch.hstack(tup)


@rewrites(np.column_stack)
def column_stack(tup: Arrays) -> Columns:
    """
    >>> np.column_stack((v, v))
    torch.column_stack((v, v))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    assert not known(not promote_alike(tup)), "PyTorch joins them as float32"
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


@rewrites(np.concat)
def concat(arrays: Arrays, /, axis=0, out=None, *, dtype=None, casting="same_kind") -> Joined:
    """
    >>> np.concat([x, y])
    torch.cat([x, y])
    """
    assert all_arrays(arrays), "what is joined is not all arrays"
    assert not known(not promote_alike(arrays)), "PyTorch joins them as float32"
    assert axis is not None, "the arrays would be flattened first"
    return torch.cat(arrays, dim=axis)


@rewrites(np.dstack)
def dstack(tup: Arrays) -> AnyJoined:
    """
    >>> np.dstack((x, y))
    torch.dstack((x, y))
    """
    assert all_arrays(tup), "what is joined is not all arrays"
    assert not known(not promote_alike(tup)), "PyTorch joins them as float32"
    return torch.dstack(tup)


@rewrites(np.c_)
def c_(*arrays: Array) -> Columns:
    """
    >>> np.c_[v, w]
    torch.column_stack([v, w])
    """
    assert not known(ndim(arrays) > 3), "of more than two dimensions"
    return torch.column_stack([*arrays])


@rewrites(np.r_)
def r_(*arrays: Array) -> EndToEnd:
    """
    >>> np.r_[v, w]
    torch.hstack([v, w])
    >>> np.r_[0.0, v]
    torch.hstack([torch.tensor(0.0), v])
    >>> np.r_[x, y]
    torch.cat([x, y])
    """
    assert not holds_text(arrays), "the axis as a string"
    assert not known(not same_dtypes(arrays)), "of several dtypes"
    if known(ndim(arrays) > 2):
        return torch.cat([*arrays])
    assert ndim(arrays) <= 2, "of more than one dimension"
    return torch.hstack([*arrays])


@rewrites(np.mgrid)
def mgrid(key) -> Array:
    """
    >>> np.mgrid[0:3, 0:2]
    torch.stack(torch.meshgrid(torch.arange(0, 3), torch.arange(0, 2), indexing='ij'))
    >>> np.mgrid[-1:1:5j, 0:1:3j]
    torch.stack(torch.meshgrid(torch.linspace(-1, 1, 5), torch.linspace(0, 1, 3), indexing='ij'))
    >>> np.mgrid[-1:1:5j]
    torch.linspace(-1, 1, 5)
    """
    if not known(is_tuple(key)):
        return ranges(key)
    return torch.stack(torch.meshgrid(*ranges(key), indexing="ij"))


@rewrites(np.ogrid)
def ogrid(key) -> list[Array]:
    """
    >>> np.ogrid[0:3, 0:2]
    (torch.arange(0, 3)[:, None], torch.arange(0, 2)[None, :])
    """
    return open_ranges(key)


@rewrites(np.block)
def block(arrays: Sequence) -> AnyJoined:
    """
    >>> np.block([x, y])
    torch.hstack([x, y])
    >>> np.block([[A, A], [A, A]])
    torch.vstack([torch.hstack(row) for row in [[A, A], [A, A]]])
    >>> np.block([1, 2, 3])
    torch.tensor([1, 2, 3])
    >>> np.block([v, w, 10.0])
    torch.hstack([torch.as_tensor(a) for a in [v, w, 10.0]])
    """
    if all_arrays(arrays) and ndim(arrays) <= 3:
        return torch.hstack(arrays)
    if known(ndim(arrays) == 1) and not holds_arrays(arrays):
        return torch.tensor(arrays)
    if known(is_flat(arrays)) and known(ndim(arrays) == 2) and known(is_float(arrays) or is_int(arrays)):
        return torch.hstack([torch.as_tensor(a) for a in arrays])
    assert known(holds_rows(arrays)) and ndim(arrays) <= 4, "blocks that are no rows of arrays"
    return torch.vstack([torch.hstack(row) for row in arrays])


@rewrites(np.append)
def append(arr: Array, values: Array, axis: int | None = None) -> Appended:
    """
    >>> np.append(v, [1.0])
    torch.cat([v, torch.tensor([1.0])])
    >>> np.append(v, 1.0)
    torch.cat([v.ravel(), torch.tensor(1.0).ravel()])
    >>> np.append(v, w)
    torch.cat([v, w])
    >>> np.append(x, y, axis=1)
    torch.cat([x, y], dim=1)
    >>> np.append(x, y)
    torch.cat([x.ravel(), y.ravel()])
    """
    assert not known(not promote_alike(arr, values)), "PyTorch joins them as float32"
    if given(axis) and axis is not None:
        return torch.cat([arr, values], dim=axis)
    if ndim(arr) == 1 and ndim(values) == 1:
        return torch.cat([arr, values])
    return torch.cat([arr.ravel(), values.ravel()])


@rewrites(np.meshgrid)
def meshgrid(*xi: Array, copy=True, sparse=False, indexing="xy") -> Grids:
    """
    >>> np.meshgrid(v, w)
    torch.meshgrid(v, w, indexing='xy')
    >>> np.meshgrid(v, [1.0, 2.0], indexing="ij")
    torch.meshgrid(v, torch.tensor([1.0, 2.0]), indexing="ij")
    >>> np.meshgrid(v, w, sparse=True)
    (v.reshape(1, -1), w.reshape(-1, 1))
    """
    if sparse == True and count(xi) == 2 and known(ndim(xi) == 2) and indexing == "xy":
        return (xi[0].reshape(1, -1), xi[1].reshape(-1, 1))
    assert omitted(sparse), "open grids"
    assert not known(ndim(xi) > 2), "of more than one dimension"
    assert not known(not same_dtypes(xi)), "of several dtypes"
    return torch.meshgrid(*xi, indexing=always(indexing))


@rewrites(np.indices)
def indices(dimensions: Sequence, dtype=int, sparse=False) -> IndexGrids:
    """
    >>> np.indices((2, 3))
    torch.stack(torch.meshgrid(*[torch.arange(n) for n in (2, 3)], indexing='ij'))
    >>> np.indices((2, 3), sparse=True)
    (torch.arange(2)[:, None], torch.arange(3)[None])
    """
    assert omitted(dtype), "another dtype"
    assert known(count(dimensions) == 2) or not known(sparse == True), "not two axes"
    if sparse == True:
        return (torch.arange(item(dimensions, 0))[:, None], torch.arange(item(dimensions, 1))[None])
    assert sparse == False, "open grids, or not"
    return torch.stack(torch.meshgrid(*[torch.arange(n) for n in dimensions], indexing="ij"))


@rewrites(np.fromfunction)
def fromfunction(function, shape: Sequence, *, dtype=float, like=None, **kwargs) -> Array:
    """
    >>> np.fromfunction(lambda i, j: i + j, (2, 3))
    (lambda i, j: i + j)(*torch.meshgrid(*[torch.arange(float(n)) for n in (2, 3)], indexing='ij'))
    """
    assert omitted(dtype), "another dtype"
    return function(*torch.meshgrid(*[torch.arange(float(n)) for n in shape], indexing="ij"))


@rewrites(np.fromiter)
def fromiter(iter, dtype: DType, count=-1, *, like=None) -> Listed:
    """
    >>> np.fromiter((n * j for j in range(3)), dtype=float)
    torch.tensor(list((n * j for j in range(3))), dtype=torch.float64)
    """
    assert omitted(count), "a number of items"
    return torch.tensor(list(iter), dtype=dtype)


@rewrites(np.tri)
def tri(N: int, M: int | None = None, k: int = 0, dtype: DType = float, *, like=None) -> Square:
    """
    >>> np.tri(3)
    torch.tril(torch.ones(3, 3))
    >>> np.tri(3, 4, 1)
    torch.tril(torch.ones(3, 4), 1)
    """
    if omitted(M):
        return torch.tril(torch.ones(N, N, dtype=dtype), k)
    return torch.tril(torch.ones(N, M, dtype=dtype), k)


@rewrites(np.tril, np.triu)
def tril(m: Array, k: int = 0) -> Triangle:
    """
    PyTorch has triangles of matrices only

    >>> np.tril(v)
    torch.as_tensor(np.tril(v.numpy()))
    >>> np.tril(x)
    torch.tril(x)
    >>> np.triu(x, k=1)
    torch.triu(x, 1)
    """
    if known(ndim(m) < 2):
        return torch.as_tensor(call)
    return namesake(torch, m, k)


@rewrites(np.tril_indices, np.triu_indices)
def tril_indices(n: int, k: int = 0, m: int | None = None) -> tuple[IndexVector, IndexVector]:
    """
    >>> np.tril_indices(3)
    torch.tril_indices(3, 3).unbind()
    >>> np.triu_indices(3, k=1)
    torch.triu_indices(3, 3, offset=1).unbind()
    >>> np.tril_indices(3, 0, 4)
    torch.tril_indices(3, 4, offset=0).unbind()
    """
    if omitted(m):
        return namesake(torch, n, n, offset=k).unbind()
    return namesake(torch, n, m, offset=k).unbind()


@rewrites(np.tril_indices_from)
def tril_indices_from(arr: Array, k: int = 0) -> tuple[IndexVector, IndexVector]:
    """
    >>> np.tril_indices_from(x)
    torch.tril_indices(*x.shape).unbind()
    """
    return torch.tril_indices(*arr.shape, offset=k).unbind()


@rewrites(np.triu_indices_from)
def triu_indices_from(arr: Array, k: int = 0) -> tuple[IndexVector, IndexVector]:
    """
    >>> np.triu_indices_from(x, 1)
    torch.triu_indices(*x.shape, offset=1).unbind()
    """
    return torch.triu_indices(*arr.shape, offset=k).unbind()


@rewrites(np.diagflat)
def diagflat(v: Array, k: int = 0) -> Whole:
    """
    >>> np.diagflat(v)
    torch.diagflat(v)
    """
    return torch.diagflat(v, k)


@rewrites(np.diag_indices)
def diag_indices(n: int, ndim: int = 2) -> list[IndexVector]:
    """
    >>> np.diag_indices(3)
    (torch.arange(3),) * 2
    """
    return (torch.arange(n),) * always(ndim)


@rewrites(np.diag_indices_from)
def diag_indices_from(arr: Array) -> list[IndexVector]:
    """
    >>> np.diag_indices_from(A)
    (torch.arange(len(A)),) * A.ndim
    """
    return (torch.arange(len(arr)),) * arr.ndim


@rewrites(np.fill_diagonal)
def fill_diagonal(a: Array, val: Array | Scalar, wrap=False) -> None:
    """
    >>> np.fill_diagonal(A, 0.0)
    A.fill_diagonal_(0.0)
    >>> np.fill_diagonal(A, C[:3])
    A.diagonal().copy_(C[:3])
    """
    if is_scalar(val):
        return a.fill_diagonal_(val, wrap=wrap)
    assert known(ndim(a) == 2) and known(is_filled(a)) and known(is_filled(val)) and known(ndim(val) < 2) and omitted(wrap), "several values"
    return a.diagonal().copy_(val)


@rewrites(np.copyto)
def copyto(dst: Array, src: Array, casting="same_kind", where=True) -> None:
    """
    >>> np.copyto(x, y)
    x.copy_(y)
    """
    return dst.copy_(src)


@rewrites(np.logspace)
def logspace(start: Scalar, stop: Scalar, num: int = 50, endpoint=True, base: Array | Scalar = 10.0, dtype: DType = None, axis=0) -> Spaced:
    """
    >>> np.logspace(0, 2, 5)
    torch.logspace(0, 2, 5)
    >>> np.logspace(0, 3, 4, base=2)
    torch.logspace(0, 3, 4, base=2)
    >>> np.logspace(2, 3, 4, endpoint=False)
    torch.logspace(2, 2 + (3 - 2) * (4 - 1) / 4, 4)
    >>> np.logspace(2, 3, 4, base=v)
    v ** torch.linspace(2, 3, 4)[:, None]
    >>> np.logspace(2, 3, 4, base=[2.0, 3.0], axis=-1)
    torch.tensor([2.0, 3.0])[:, None] ** torch.linspace(2, 3, 4)
    """
    assert is_scalar(start) and is_scalar(stop), "from arrays"
    assert not known(is_int(dtype)), "NumPy rounds down"
    if is_scalar(base) and endpoint == False:
        return torch.logspace(start, start + (stop - start) * (num - 1) / num, num, base=base, dtype=dtype)
    if is_scalar(base):
        return torch.logspace(start, stop, always(num), base=base, dtype=dtype)
    assert ndim(base) == 1 and endpoint == True and omitted(dtype), "of bases of more dimensions"
    assert is_float(base), "powers of integers"
    if axis == 0:
        return base ** torch.linspace(start, stop, always(num))[:, None]
    assert axis == -1 or axis == 1, "along another axis"
    return base[:, None] ** torch.linspace(start, stop, always(num))


@rewrites(np.geomspace)
def geomspace(start: Scalar, stop: Scalar, num: int = 50, endpoint=True, dtype: DType = None, axis=0) -> Spaced:
    """
    >>> np.geomspace(1, 100, 3)
    torch.logspace(math.log10(1), math.log10(100), 3)
    >>> np.geomspace(1, 1000, 3, endpoint=False)
    torch.logspace(math.log10(1), math.log10(1000), 3 + 1)[:-1]
    >>> np.geomspace(-100, -1, 3)
    -torch.logspace(math.log10(abs(-100)), math.log10(abs(-1)), 3)
    """
    assert not known(is_int(dtype)), "NumPy rounds down"
    if known(start < 0) and known(stop < 0) and endpoint == True:
        return -torch.logspace(math.log10(abs(start)), math.log10(abs(stop)), always(num), dtype=dtype)
    assert is_positive(start) and is_positive(stop), "PyTorch has it for the logarithms of numbers"
    if endpoint == False:
        return torch.logspace(math.log10(start), math.log10(stop), num + 1, dtype=dtype)[:-1]
    return torch.logspace(math.log10(start), math.log10(stop), always(num), dtype=dtype)


@rewrites(np.bartlett)
def bartlett(M: Scalar) -> Windowed:
    """
    >>> np.bartlett(5)
    torch.bartlett_window(5, periodic=False)
    """
    return torch.bartlett_window(M, periodic=False)


@rewrites(np.blackman)
def blackman(M: Scalar) -> Windowed:
    """
    >>> np.blackman(5)
    torch.blackman_window(5, periodic=False)
    """
    return torch.blackman_window(M, periodic=False)


@rewrites(np.hamming)
def hamming(M: Scalar) -> Windowed:
    """
    >>> np.hamming(5)
    torch.hamming_window(5, periodic=False)
    """
    return torch.hamming_window(M, periodic=False)


@rewrites(np.hanning)
def hanning(M: Scalar) -> Windowed:
    """
    >>> np.hanning(5)
    torch.hann_window(5, periodic=False)
    """
    return torch.hann_window(M, periodic=False)


@rewrites(np.kaiser)
def kaiser(M: Scalar, beta: Scalar) -> Windowed:
    """
    >>> np.kaiser(5, 14)
    torch.kaiser_window(5, periodic=False, beta=14)
    """
    return torch.kaiser_window(M, periodic=False, beta=beta)


@rewrites(np.asfortranarray)
def asfortranarray(a: Array, dtype: DType = None, *, like=None) -> Literal:
    """
    it is a copy where the array lies row by row

    >>> np.asfortranarray(x)
    x if x.T.is_contiguous() else x.T.contiguous().T
    >>> np.asfortranarray(v)
    v.contiguous()
    >>> np.asfortranarray(t)
    torch.as_tensor(np.asfortranarray(t.numpy()))
    """
    assert omitted(dtype), "another dtype"
    assert not known(ndim(a) == 0), "a number becomes an array of one dimension"
    if known(ndim(a) == 1):
        return a.contiguous()
    if known(ndim(a) == 2) and repeatable(a):
        return a if a.T.is_contiguous() else a.T.contiguous().T
    return torch.as_tensor(call)


@rewrites(np.astype)
def astype(x: Array, dtype: DType, /, *, copy=True, device=None) -> Cast:
    """
    >>> np.astype(x, np.float32)
    x.to(torch.float32)
    """
    return x.to(dtype)
