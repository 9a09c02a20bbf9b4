"""Statistics: quantiles, averages, histograms, correlations."""

import numpy as np
import torch
import torch.nn.functional as F

from np2torch.words import (
    AnyDouble,
    Array,
    Axis,
    Convolved,
    Counted1,
    Counts,
    Edges,
    Integrated,
    Quantile,
    SameRank,
    Scalar,
    Slopes,
    Vector,
    Weighed,
    always,
    count,
    double,
    dtype,
    floating,
    floats,
    given,
    is_array,
    is_bool,
    is_complex,
    is_filled,
    is_float,
    is_int,
    is_long,
    is_odd,
    is_scalar,
    is_tuple,
    known,
    matched,
    maybe,
    middle,
    ndim,
    omitted,
    rewrites,
    same_shape,
    width,
)


@rewrites(np.quantile)
def quantile(a: Array, q: Array | Scalar, axis: int | None = None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None) -> Quantile:
    """
    >>> np.quantile(x, 0.25)
    torch.quantile(x, 0.25)
    >>> np.quantile(x, [0.25, 0.5], axis=1)
    torch.quantile(x, torch.tensor([0.25, 0.5]), dim=1)
    >>> np.quantile(x, 0.5, method="lower")
    torch.quantile(x, 0.5, interpolation="lower")
    """
    assert not is_tuple(axis), "several axes"
    assert method == "linear" or method == "lower" or method == "higher" or method == "midpoint", "another method"
    assert method == "linear" or is_float(a), "integers stay integers"
    if is_scalar(q):
        return torch.quantile(floating(a), q, dim=axis, keepdim=keepdims, interpolation=method)
    return torch.quantile(floats(a, q), floats(q, a), dim=axis, keepdim=keepdims, interpolation=method)


@rewrites(np.percentile)
def percentile(a: Array, q: Array | Scalar, axis: int | None = None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None) -> Quantile:
    """
    >>> np.percentile(x, 25)
    torch.quantile(x, 25 / 100)
    >>> np.percentile(x, [25, 50], axis=1)
    torch.quantile(x, torch.tensor([25, 50]) / 100, dim=1)
    """
    assert not is_tuple(axis), "several axes"
    assert method == "linear" or method == "lower" or method == "higher" or method == "midpoint", "another method"
    assert method == "linear" or is_float(a), "integers stay integers"
    assert not maybe(dtype(a) == "float32") or is_scalar(q), "of single precision"
    return torch.quantile(floating(a), q / 100, dim=axis, keepdim=keepdims, interpolation=method)


@rewrites(np.nanquantile)
def nanquantile(a: Array, q: Array | Scalar, axis: int | None = None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None) -> Quantile:
    """
    >>> np.nanquantile(x, 0.25)
    torch.nanquantile(x, 0.25)
    >>> np.nanquantile(B, [0.25, 0.5], axis=1)
    torch.nanquantile(B, torch.tensor([0.25, 0.5]), dim=1)
    """
    assert not is_tuple(axis), "several axes"
    assert method == "linear" or method == "lower" or method == "higher" or method == "midpoint", "another method"
    assert method == "linear" or is_float(a), "integers stay integers"
    if is_scalar(q):
        return torch.nanquantile(floating(a), q, dim=axis, keepdim=keepdims, interpolation=method)
    return torch.nanquantile(floats(a, q), floats(q, a), dim=axis, keepdim=keepdims, interpolation=method)


@rewrites(np.nanpercentile)
def nanpercentile(a: Array, q: Array | Scalar, axis: int | None = None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None) -> Quantile:
    """
    >>> np.nanpercentile(x, 25)
    torch.nanquantile(x, 25 / 100)
    """
    assert not is_tuple(axis), "several axes"
    assert method == "linear" or method == "lower" or method == "higher" or method == "midpoint", "another method"
    assert method == "linear" or is_float(a), "integers stay integers"
    assert not maybe(dtype(a) == "float32") or is_scalar(q), "of single precision"
    return torch.nanquantile(floating(a), q / 100, dim=axis, keepdim=keepdims, interpolation=method)


@rewrites(np.average)
def average(a: Array, axis: Axis = None, weights: Array = None, returned=False, *, keepdims=False) -> Weighed:
    """
    >>> np.average(x)
    torch.mean(x)
    >>> np.average(x, axis=0)
    torch.mean(x, dim=0)
    >>> np.average(v, weights=p)
    torch.sum(v * p) / torch.sum(p)
    >>> np.average(x, axis=1, weights=p)
    torch.tensordot(p, x, dims=([0], [1])) / torch.sum(p)
    >>> np.average(x, axis=1, keepdims=True)
    torch.mean(x, dim=1, keepdim=True)
    >>> np.average(x, axis=(0, 1), weights=y)
    torch.sum(x * y, dim=(0, 1)) / torch.sum(y, dim=(0, 1))
    """
    assert omitted(returned), "the sum of weights too"
    if omitted(weights) and (omitted(keepdims) or given(axis)):
        return torch.mean(floating(a), dim=axis, keepdim=keepdims)
    assert omitted(keepdims), "keepdims"
    if known(same_shape(a, weights)) and given(axis):
        return torch.sum(a * weights, dim=axis) / torch.sum(weights, dim=axis)
    if omitted(axis):
        return torch.sum(a * weights) / torch.sum(weights)
    assert ndim(weights) == 1, "weights for each element"
    assert known(is_float(weights)), "weights that are no floats"
    return torch.tensordot(matched(weights, a), matched(a, weights), dims=([0], [axis])) / torch.sum(weights)


@rewrites(np.bincount)
def bincount(x: Array, /, weights: Array = None, minlength: int = 0) -> Counts:
    """
    >>> np.bincount(k)
    torch.bincount(k)
    >>> np.bincount(k, minlength=5)
    torch.bincount(k, minlength=5)
    >>> np.bincount(k, weights=v[:3])
    torch.bincount(k, weights=v[:3])
    """
    assert not maybe(is_bool(x)), "PyTorch counts integers only"
    if omitted(weights):
        return torch.bincount(x, minlength=minlength)
    return torch.bincount(x, weights=double(weights), minlength=minlength)


@rewrites(np.histogram)
def histogram(a: Array, bins: Array | Scalar = 10, range=None, density=None, weights=None) -> tuple[Counted1, Edges]:
    """
    >>> np.histogram(v, bins=5)
    (torch.histogram(v, 5).hist.to(torch.int64), torch.histogram(v, 5).bin_edges)
    >>> np.histogram(v, bins=5, range=(-2.0, 2.0), density=True)
    torch.histogram(v, 5, range=(-2.0, 2.0), density=True)
    >>> np.histogram(k, bins=[0, 1, 2, 3])
    (torch.histogram(k.to(torch.float64), torch.tensor([0, 1, 2, 3]).to(torch.float64)).hist.to(torch.int64), torch.tensor([0, 1, 2, 3]))
    >>> np.histogram(v, bins=[-1.0, 0.0, 1.0], density=True)
    (torch.histogram(v, torch.tensor([-1.0, 0.0, 1.0]), density=True).hist, torch.tensor([-1.0, 0.0, 1.0]))
    >>> np.histogram(k, density=True)
    torch.histogram(k.to(torch.float64), 10, density=True)
    """
    assert omitted(weights), "weights"
    if known(is_array(bins)) and omitted(range) and density == True and known(is_float(a) or is_int(a)):
        return (torch.histogram(double(a), double(bins), density=density).hist, bins)
    if known(is_array(bins)) and omitted(range) and density is None and known(is_float(a) or is_int(a)):
        return (torch.histogram(double(a), double(bins)).hist.to(torch.int64), bins)
    assert is_scalar(bins), "edges of one's own"
    if known(is_long(a)) and omitted(range) and density == True:
        return torch.histogram(double(a), always(bins), density=density)
    assert known(dtype(a) == "float64"), "PyTorch has it for floats only"
    assert not known(ndim(a) == 0), "of one number"
    if density == True:
        return torch.histogram(a, always(bins), range=range, density=density)
    return (torch.histogram(a, always(bins), range=range).hist.to(torch.int64), torch.histogram(a, always(bins), range=range).bin_edges)


@rewrites(np.histogram_bin_edges)
def histogram_bin_edges(a: Array, bins: Scalar = 10, range=None, weights=None) -> Edges:
    """
    >>> np.histogram_bin_edges(v, bins=5)
    torch.histogram(v, 5).bin_edges
    >>> np.histogram_bin_edges(k, bins=5)
    torch.histogram(k.to(torch.float64), 5).bin_edges
    """
    assert is_scalar(bins), "edges of one's own"
    assert known(dtype(a) == "float64") or known(is_long(a)), "PyTorch has it for floats only"
    assert not known(ndim(a) == 0), "of one number"
    return torch.histogram(double(a), always(bins), range=range).bin_edges


@rewrites(np.cov)
def cov(m: Array, y: Array = None, rowvar=True, bias=False, ddof: int | None = None, fweights=None, aweights=None, *, dtype=None) -> AnyDouble:
    """
    >>> np.cov(x)
    torch.cov(x)
    >>> np.cov(x, rowvar=False)
    torch.cov(x.T)
    >>> np.cov(v, w)
    torch.cov(torch.stack([v, w]))
    >>> np.cov(x, bias=True)
    torch.cov(x, correction=0)
    >>> np.cov(x, ddof=0)
    torch.cov(x, correction=0)
    """
    assert omitted(fweights) and omitted(aweights), "weights"
    if given(y) and ndim(m) == 1 and ndim(y) == 1 and omitted(rowvar) and omitted(bias) and omitted(ddof):
        return torch.cov(torch.stack([double(m), double(y)]))
    assert omitted(y), "more variables"
    if rowvar == False and ndim(m) == 2:
        return torch.cov(double(m).T, correction=ddof)
    assert rowvar == True, "a vector on end"
    if bias == True and omitted(ddof):
        return torch.cov(double(m), correction=0)
    return torch.cov(double(m), correction=ddof)


@rewrites(np.corrcoef)
def corrcoef(x: Array, y: Array = None, rowvar=True, *, dtype=None) -> AnyDouble:
    """
    >>> np.corrcoef(x)
    torch.corrcoef(x)
    >>> np.corrcoef(v, w)
    torch.corrcoef(torch.stack([v, w]))
    >>> np.corrcoef(x, rowvar=False)
    torch.corrcoef(x.T)
    >>> np.corrcoef(x, y)
    torch.corrcoef(torch.cat([x, y]))
    >>> np.corrcoef(x, y, rowvar=False)
    torch.corrcoef(torch.cat([x.T, y.T]))
    """
    if given(y) and ndim(x) == 1 and ndim(y) == 1 and omitted(rowvar):
        return torch.corrcoef(torch.stack([double(x), double(y)]))
    if given(y) and known(ndim(x) == 2) and known(ndim(y) == 2) and known(is_filled(x)) and known(is_filled(y)) and rowvar == True:
        return torch.corrcoef(torch.cat([double(x), double(y)]))
    if given(y) and known(ndim(x) == 2) and known(ndim(y) == 2) and known(is_filled(x)) and known(is_filled(y)) and rowvar == False:
        return torch.corrcoef(torch.cat([double(x).T, double(y).T]))
    assert omitted(y), "more variables"
    if rowvar == False and ndim(x) == 2:
        return torch.corrcoef(double(x).T)
    assert rowvar == True, "a vector on end"
    return torch.corrcoef(double(x))


@rewrites(np.diff)
def diff(a: Array, n: int = 1, axis: int = -1, prepend=None, append=None) -> SameRank:
    """
    >>> np.diff(v)
    torch.diff(v)
    >>> np.diff(x, n=2, axis=1)
    torch.diff(x, n=2, dim=1)
    """
    return torch.diff(a, n=n, dim=axis)


@rewrites(np.ediff1d)
def ediff1d(ary: Array, to_end: Array = None, to_begin: Array = None) -> Vector:
    """
    >>> np.ediff1d(x)
    torch.diff(x.ravel())
    >>> np.ediff1d(k, to_end=9)
    torch.cat([torch.diff(k.ravel()), torch.tensor(9).ravel()])
    >>> np.ediff1d(v, to_begin=0.5)
    torch.cat([torch.tensor(0.5).ravel(), torch.diff(v.ravel())])
    >>> np.ediff1d(k, to_end=[8, 9], to_begin=-1)
    torch.cat([torch.tensor(-1).ravel(), torch.diff(k.ravel()), torch.tensor([8, 9]).ravel()])
    """
    assert not maybe(is_bool(ary)), "PyTorch has no difference of bools"
    if omitted(to_end) and omitted(to_begin):
        return torch.diff(ary.ravel())
    assert known(dtype(ary) == "float64") or known(is_long(ary)), "of another dtype than what is put at the ends"
    assert omitted(to_end) or not maybe(is_complex(to_end)), "complex ends"
    if omitted(to_begin):
        return torch.cat([torch.diff(ary.ravel()), to_end.ravel()])
    if omitted(to_end):
        return torch.cat([to_begin.ravel(), torch.diff(ary.ravel())])
    return torch.cat([to_begin.ravel(), torch.diff(ary.ravel()), to_end.ravel()])


@rewrites(np.trapezoid, "np.trapz")
def trapezoid(y: Array, x: Array = None, dx: Scalar = 1.0, axis: int = -1) -> Integrated:
    """
    >>> np.trapezoid(v)
    torch.trapezoid(v)
    >>> np.trapezoid(v, w)
    torch.trapezoid(v, w)
    >>> np.trapezoid(B, dx=0.5, axis=0)
    torch.trapezoid(B, dx=0.5, dim=0)
    """
    assert not maybe(is_bool(y)), "bools are added up as bools"
    assert not maybe(dtype(x) == "uint8"), "differences of bytes"
    assert not known(ndim(x) > 1), "a place for each value"
    if given(x):
        return torch.trapezoid(floats(y, x), floats(x, y), dim=axis)
    return torch.trapezoid(floating(y), dx=dx, dim=axis)


@rewrites(np.gradient)
def gradient(f: Array, *varargs: Scalar, axis: int | None = None, edge_order: int = 1) -> Slopes:
    """
    >>> np.gradient(v)
    torch.gradient(v)[0]
    >>> np.gradient(v, 0.5)
    torch.gradient(v, spacing=0.5)[0]
    >>> np.gradient(x, axis=1)
    torch.gradient(x, dim=1)[0]
    >>> np.gradient(x)
    torch.gradient(x)
    >>> np.gradient(x, 0.5, 2.0)
    torch.gradient(x, spacing=(0.5, 2.0))
    """
    if count(varargs) == 2 and known(ndim(varargs) == 1) and ndim(f) == 2 and axis is None:
        return torch.gradient(floating(f), spacing=(varargs[0], varargs[1]), edge_order=edge_order)
    if count(varargs) == 1 and known(ndim(varargs) == 1) and (axis is not None or ndim(f) == 1):
        return torch.gradient(floating(f), spacing=varargs[0], dim=axis, edge_order=edge_order)[0]
    assert count(varargs) == 0, "spacings for each axis"
    if axis is not None or ndim(f) == 1:
        return torch.gradient(floating(f), dim=axis, edge_order=edge_order)[0]
    return torch.gradient(floating(f), edge_order=edge_order)


@rewrites(np.convolve)
def convolve(a: Array, v: Array, mode="full") -> Convolved:
    """
    >>> np.convolve(v, p)
    F.conv_transpose1d(v[None, None], p[None, None])[0, 0]
    >>> np.convolve(v, [0.25, 0.5, 0.25], mode="same")
    F.conv_transpose1d(v[None, None], torch.tensor([0.25, 0.5, 0.25])[None, None], padding=1)[0, 0]
    >>> np.convolve(v, p, mode="same")
    F.conv_transpose1d(v[None, None], p[None, None])[0, 0, (min(len(v), len(p)) - 1) // 2:][:max(len(v), len(p))]
    >>> np.convolve(v, p, mode="valid")
    F.conv1d(v[None, None], p.flip(0)[None, None])[0, 0]
    """
    assert ndim(a) == 1 and ndim(v) == 1, "of numbers"
    assert is_float(a) or is_long(a) or is_complex(a), "PyTorch has it for floats and int64"
    assert is_float(v) or is_long(v) or is_complex(v), "PyTorch has it for floats and int64"
    if mode == "valid":
        return F.conv1d(matched(a, v)[None, None], matched(v, a).flip(0)[None, None])[0, 0]
    if mode == "full":
        return F.conv_transpose1d(matched(a, v)[None, None], matched(v, a)[None, None])[0, 0]
    assert mode == "same", "another mode"
    if known(is_odd(v)) and known(width(a) >= width(v)):
        return F.conv_transpose1d(matched(a, v)[None, None], matched(v, a)[None, None], padding=middle(v))[0, 0]
    return F.conv_transpose1d(matched(a, v)[None, None], matched(v, a)[None, None])[0, 0, (min(len(a), len(v)) - 1) // 2:][:max(len(a), len(v))]


@rewrites(np.correlate)
def correlate(a: Array, v: Array, mode="valid") -> Convolved:
    """
    >>> np.correlate(v, w)
    F.conv1d(v[None, None], w[None, None])[0, 0]
    >>> np.correlate(z, z)
    F.conv1d(z[None, None], torch.conj_physical(z)[None, None])[0, 0]
    >>> np.correlate(v, p, "full")
    F.conv_transpose1d(v[None, None], p.flip(0)[None, None])[0, 0]
    >>> np.correlate(z, z, "full")
    F.conv_transpose1d(z[None, None], torch.conj_physical(z).flip(0)[None, None])[0, 0]
    >>> np.correlate(v, [0.25, 0.5, 0.25], "same")
    F.conv_transpose1d(v[None, None], torch.tensor([0.25, 0.5, 0.25]).flip(0)[None, None], padding=1)[0, 0]
    """
    assert ndim(a) == 1 and ndim(v) == 1, "of numbers"
    assert is_float(a) or is_long(a) or is_complex(a), "PyTorch has it for floats and int64"
    assert is_float(v) or is_long(v) or is_complex(v), "PyTorch has it for floats and int64"
    if mode == "valid" and is_complex(v):
        return F.conv1d(matched(a, v)[None, None], torch.conj_physical(matched(v, a))[None, None])[0, 0]
    if mode == "valid":
        return F.conv1d(matched(a, v)[None, None], matched(v, a)[None, None])[0, 0]
    if mode == "full" and is_complex(v):
        return F.conv_transpose1d(matched(a, v)[None, None], torch.conj_physical(matched(v, a)).flip(0)[None, None])[0, 0]
    if mode == "full":
        return F.conv_transpose1d(matched(a, v)[None, None], matched(v, a).flip(0)[None, None])[0, 0]
    assert mode == "same" and known(is_odd(v)) and known(width(a) >= width(v)) and not is_complex(v), "of a kernel without a middle"
    return F.conv_transpose1d(matched(a, v)[None, None], matched(v, a).flip(0)[None, None], padding=middle(v))[0, 0]
