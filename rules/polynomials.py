"""Polynomials by their coefficients, the highest power first."""

import numpy as np
import torch
import torch.nn.functional as F

from np2torch.words import (
    AnyDouble,
    Array,
    Evaluated,
    Scalar,
    Sequence,
    Vandermonde,
    call,
    double,
    dtype,
    excess,
    holds_arrays,
    is_array,
    is_bool,
    is_filled,
    is_float,
    is_int,
    is_list,
    is_long,
    is_scalar,
    known,
    matched,
    maybe,
    ndim,
    omitted,
    promoted,
    rewrites,
    same_shape,
    width,
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
def polyval(p: Array | Sequence, x: Array | Scalar) -> Evaluated["x"]:
    """
    >>> np.polyval(w, v)
    torch.vander(v, len(w)) @ w
    >>> np.polyval(k, j)
    torch.vander(j, len(k)) @ k
    >>> np.polyval([3, 0, 1], 5)
    sum([c * 5 ** i for i, c in enumerate([3, 0, 1][::-1])])
    >>> np.polyval([3, 0, 1], v)
    torch.vander(v, len([3, 0, 1])) @ torch.tensor([3, 0, 1], dtype=torch.float64)
    >>> np.polyval([3, 0, 1], k)
    torch.vander(k, len([3, 0, 1])) @ torch.tensor([3, 0, 1])
    >>> np.polyval(w, i)
    torch.sum(w * i ** torch.arange(len(w) - 1, -1, -1))
    """
    assert known(ndim(p) == 1) and not holds_arrays(p), "of more dimensions"
    assert not known(not is_filled(p)), "no coefficients"
    if known(is_list(p)) and is_scalar(x):
        return sum([c * x ** i for i, c in enumerate(p[::-1])])
    if known(is_list(p)) and known(ndim(x) == 1) and known(dtype(x) == "float64"):
        return torch.vander(x, len(p)) @ torch.tensor(p, dtype=torch.float64)
    if known(is_list(p)) and known(ndim(x) == 1) and known(is_long(x)) and known(is_int(p)):
        return torch.vander(x, len(p)) @ torch.tensor(p)
    assert is_array(p), "a list of numbers"
    assert known(is_float(p)) or known(is_long(p)), "of another dtype"
    assert not known(is_scalar(x)) or not known(dtype(p) == "float32"), "NumPy computes with the number in float64"
    if known(is_scalar(x)) and known(is_int(x) or is_float(x)):
        return torch.sum(p * x ** torch.arange(len(p) - 1, -1, -1))
    assert known(ndim(x) == 1), "of more dimensions"
    assert known(is_float(x)) or known(is_long(x)), "of another dtype"
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
    >>> np.polyadd([1, 2], [9, 5, 4])
    F.pad(torch.tensor([1, 2]), (1, 0)) + torch.tensor([9, 5, 4])
    >>> np.polyadd([9, 5, 4], [1, 2])
    torch.tensor([9, 5, 4]) + F.pad(torch.tensor([1, 2]), (1, 0))
    >>> np.polyadd(v, w[w > 1])
    torch.as_tensor(np.polyadd(v.numpy(), w[w > 1].numpy()))
    """
    if ndim(a1) == 1 and known(same_shape(a1, a2)):
        return promoted(a1, a2) + promoted(a2, a1)
    if known(width(a1) < width(a2)) and known(ndim(a1) == 1) and known(ndim(a2) == 1):
        return F.pad(promoted(a1, a2), (excess(a2, a1), 0)) + promoted(a2, a1)
    if known(width(a1) > width(a2)) and known(ndim(a1) == 1) and known(ndim(a2) == 1):
        return promoted(a1, a2) + F.pad(promoted(a2, a1), (excess(a1, a2), 0))
    return torch.as_tensor(call)


@rewrites(np.polysub)
def polysub(a1: Array, a2: Array) -> Array:
    """
    polynomials of different degrees

    >>> np.polysub(v, w)
    v - w
    >>> np.polysub([1, 2], [9, 5, 4])
    F.pad(torch.tensor([1, 2]), (1, 0)) - torch.tensor([9, 5, 4])
    >>> np.polysub([9, 5, 4], [1, 2])
    torch.tensor([9, 5, 4]) - F.pad(torch.tensor([1, 2]), (1, 0))
    >>> np.polysub(v, w[w > 1])
    torch.as_tensor(np.polysub(v.numpy(), w[w > 1].numpy()))
    """
    assert not maybe(is_bool(a1)) and not maybe(is_bool(a2)), "PyTorch has no difference of bools"
    if ndim(a1) == 1 and known(same_shape(a1, a2)):
        return promoted(a1, a2) - promoted(a2, a1)
    if known(width(a1) < width(a2)) and known(ndim(a1) == 1) and known(ndim(a2) == 1):
        return F.pad(promoted(a1, a2), (excess(a2, a1), 0)) - promoted(a2, a1)
    if known(width(a1) > width(a2)) and known(ndim(a1) == 1) and known(ndim(a2) == 1):
        return promoted(a1, a2) - F.pad(promoted(a2, a1), (excess(a1, a2), 0))
    return torch.as_tensor(call)


@rewrites(np.polymul)
def polymul(a1: Array | Sequence, a2: Array | Sequence) -> Array:
    """
    PyTorch has no polynomials

    >>> np.polymul(v, w)
    torch.as_tensor(np.polymul(v.numpy(), w.numpy()))
    >>> np.polymul([1, 2, 3], [9, 5, 1])
    F.conv1d(torch.tensor([[1, 2, 3]]), torch.tensor([[[9, 5, 1][::-1]]]), padding=len([9, 5, 1]) - 1)[0]
    """
    if known(is_int(a1) and is_int(a2)) and known(a1 >= (1,)) and known(a2 >= (1,)):
        return F.conv1d(torch.tensor([a1]), torch.tensor([[a2[::-1]]]), padding=len(a2) - 1)[0]
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
