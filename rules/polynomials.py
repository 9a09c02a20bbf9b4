"""Polynomials by their coefficients, the highest power first."""

import numpy as np
import torch

from np2torch.words import (
    AnyDouble,
    Array,
    Evaluated,
    Scalar,
    Vandermonde,
    call,
    double,
    dtype,
    is_bool,
    is_float,
    is_int,
    known,
    matched,
    maybe,
    ndim,
    omitted,
    promoted,
    rewrites,
    same_shape,
)


@rewrites(np.vander)
def vander(x: Array, N: int | None = None, increasing=False) -> Vandermonde:
    """
    >>> np.vander(v)
    torch.vander(v)
    >>> np.vander(v, 3, increasing=True)
    torch.vander(v, 3, increasing=True)
    >>> np.vander(k)
    torch.vander(k)
    """
    if is_float(x):
        return torch.vander(double(x), N, increasing=increasing)
    assert is_int(x), "PyTorch has it for numbers only"
    return torch.vander(x, N, increasing=increasing)


@rewrites(np.polyval)
def polyval(p: Array, x: Array | Scalar) -> Evaluated["x"]:
    """
    >>> np.polyval(w, v)
    torch.vander(v, len(w)) @ w
    """
    assert known(ndim(x) == 1) and known(ndim(p) == 1), "of more dimensions"
    assert is_float(x) and is_float(p), "torch.vander of integers overflows"
    return torch.vander(matched(x, p), len(p)) @ matched(p, x)


@rewrites(np.polyfit)
def polyfit(x: Array, y: Array, deg, rcond=None, full=False, w=None, cov=False) -> AnyDouble:
    """
    NumPy scales the columns first

    >>> np.polyfit(v, w, 2)
    torch.from_numpy(np.polyfit(v.numpy(), w.numpy(), 2))
    """
    assert omitted(full) and omitted(cov), "more results"
    return torch.from_numpy(call)


@rewrites(np.poly)
def poly(seq_of_zeros: Array) -> Array:
    """
    PyTorch has no polynomials

    >>> np.poly(v)
    torch.as_tensor(np.poly(v.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.roots)
def roots(p: Array) -> Array:
    """
    PyTorch has no polynomials

    >>> np.roots(v)
    torch.as_tensor(np.roots(v.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.polyadd)
def polyadd(a1: Array, a2: Array) -> Array:
    """
    polynomials of different degrees

    >>> np.polyadd(v, w)
    v + w
    >>> np.polyadd(v, [1.0])
    torch.as_tensor(np.polyadd(v.numpy(), [1.0]))
    """
    if ndim(a1) == 1 and known(same_shape(a1, a2)):
        return promoted(a1, a2) + promoted(a2, a1)
    return torch.as_tensor(call)


@rewrites(np.polysub)
def polysub(a1: Array, a2: Array) -> Array:
    """
    polynomials of different degrees

    >>> np.polysub(v, w)
    v - w
    >>> np.polysub(v, [1.0])
    torch.as_tensor(np.polysub(v.numpy(), [1.0]))
    """
    assert not maybe(is_bool(a1)) and not maybe(is_bool(a2)), "PyTorch has no difference of bools"
    if ndim(a1) == 1 and known(same_shape(a1, a2)):
        return promoted(a1, a2) - promoted(a2, a1)
    return torch.as_tensor(call)


@rewrites(np.polymul)
def polymul(a1: Array, a2: Array) -> Array:
    """
    PyTorch has no polynomials

    >>> np.polymul(v, w)
    torch.as_tensor(np.polymul(v.numpy(), w.numpy()))
    """
    return torch.as_tensor(call)


@rewrites(np.polydiv)
def polydiv(u: Array, v: Array) -> tuple[Array, Array]:
    """
    PyTorch has no polynomials

    >>> np.polydiv(w, p)
    tuple(map(torch.from_numpy, np.polydiv(w.numpy(), p.numpy())))
    """
    return tuple(map(torch.from_numpy, call))


@rewrites(np.polyder)
def polyder(p: Array, m=1) -> Array:
    """
    >>> np.polyder(v)
    v[:-1] * torch.arange(len(v) - 1, 0, -1)
    """
    assert omitted(m), "a higher derivative"
    assert ndim(p) == 1 and known(dtype(p) == "float64"), "integers stay integers"
    return p[:-1] * torch.arange(len(p) - 1, 0, -1)


@rewrites(np.polyint)
def polyint(p: Array, m=1, k=None) -> Array:
    """
    >>> np.polyint(v)
    torch.cat([v / torch.arange(len(v), 0, -1), torch.zeros(1)])
    """
    assert omitted(m) and omitted(k), "a higher integral, a constant"
    assert ndim(p) == 1 and known(dtype(p) == "float64"), "of integers"
    return torch.cat([p / torch.arange(len(p), 0, -1), torch.zeros(1)])
