"""What PyTorch's own functions return: read to infer kinds in code that is on tensors already."""

import torch
import torch.nn.functional as F

from np2torch.words import (
    AnyShape,
    Array,
    Arrays,
    Averaged,
    Axis,
    Bool,
    Cast,
    CastBool,
    CastDouble,
    CastFloat,
    CastInt,
    CastLong,
    Chosen,
    Columns,
    Copied,
    Count,
    Counted,
    Diagonal,
    Dotted,
    DType,
    DTypeOf,
    Expanded,
    Extreme,
    Filled,
    Flat,
    Float,
    FloatPoint,
    Index,
    Joined,
    Like,
    Literal,
    Loss,
    OneHot,
    OtherLibrary,
    Outer,
    Product,
    Promoted,
    PromotedFloat,
    PythonList,
    PythonNumber,
    Rank,
    Ranks,
    Reduced,
    Reshaped,
    Rows,
    Scalar,
    Self,
    Shape,
    Shaped,
    ShapeOf,
    SideBySide,
    Solved,
    Spaced,
    Square,
    Squeezed,
    Stacked,
    TorchExtreme,
    Transposed,
    Verdict,
    returns,
)


@returns(torch.tensor, torch.as_tensor, torch.asarray)
def tensor(data, dtype: DType = None, device=None, requires_grad=False) -> Literal: ...


@returns(torch.from_numpy)
def from_numpy(ndarray: Array) -> OtherLibrary: ...


@returns(torch.Tensor.numpy)
def numpy(self: Array, *, force=False) -> OtherLibrary: ...


@returns(torch.zeros, torch.ones, torch.empty, torch.rand, torch.randn)
def zeros(*size: int, dtype: DType = None, requires_grad=False, generator=None, device=None) -> Shaped: ...


@returns(torch.full)
def full(size: Shape, fill_value: Scalar, *, dtype: DType = None, requires_grad=False) -> Filled: ...


@returns(torch.zeros_like, torch.ones_like, torch.empty_like, torch.rand_like, torch.randn_like)
def zeros_like(input: Array, *, dtype: DType = None, requires_grad=False) -> Like: ...


@returns(torch.full_like)
def full_like(input: Array, fill_value: Scalar, *, dtype: DType = None, requires_grad=False) -> Like: ...


@returns(torch.eye)
def eye(n: int, m: int | None = None, *, dtype: DType = None) -> Square: ...


@returns(torch.arange)
def arange(start: Scalar, end: Scalar = None, step: Scalar = None, *, dtype: DType = None) -> Counted: ...


@returns(torch.linspace)
def linspace(start: Scalar, end: Scalar, steps: int = 50, *, dtype: DType = None) -> Spaced: ...


@returns(torch.sqrt, torch.Tensor.sqrt, torch.log, torch.Tensor.log, torch.log2, torch.log10, torch.log1p, torch.exp, torch.Tensor.exp, torch.expm1, torch.sin, torch.cos, torch.tan, torch.tanh, torch.Tensor.tanh, torch.sigmoid, torch.Tensor.sigmoid, torch.sinh, torch.cosh, F.sigmoid, F.tanh, F.softplus, F.elu, F.gelu, F.logsigmoid, torch.arctan, torch.Tensor.sin, torch.Tensor.cos)
def floats(input: Array) -> Float: ...


@returns(torch.relu, torch.Tensor.relu, F.relu, torch.square, torch.Tensor.square, torch.floor, torch.ceil, torch.sign, torch.Tensor.sign, torch.abs, torch.Tensor.abs, torch.negative, torch.neg, torch.Tensor.contiguous, torch.Tensor.detach, torch.Tensor.cpu, torch.Tensor.requires_grad_, torch.Tensor.zero_, torch.nan_to_num, torch.tril, torch.triu)
def same(input: Array) -> Like: ...


@returns(torch.Tensor.fill_, torch.Tensor.copy_, torch.Tensor.add_, torch.Tensor.sub_, torch.Tensor.mul_, torch.Tensor.div_, F.leaky_relu, F.dropout)
def in_place(self: Array, other=None, *, alpha=1) -> Like: ...


@returns(torch.clamp, torch.clip, torch.Tensor.clamp, torch.Tensor.clip)
def clamp(input: Array, min: Scalar = None, max: Scalar = None) -> Like: ...


@returns(torch.round, torch.Tensor.round)
def round_(input: Array, *, decimals: int = 0) -> Like: ...


@returns(torch.argsort, torch.Tensor.argsort)
def ranks(input: Array, dim: int | None = None, descending=False, stable=False) -> Ranks: ...


@returns(torch.softmax, torch.log_softmax, torch.Tensor.softmax, torch.Tensor.log_softmax, F.softmax, F.log_softmax, torch.cumsum, torch.cumprod, torch.Tensor.cumsum)
def along(input: Array, dim: int | None = None, descending=False, stable=False) -> Like: ...


@returns(torch.maximum, torch.minimum, torch.add, torch.sub, torch.subtract, torch.mul, torch.multiply, torch.pow, torch.Tensor.pow, torch.Tensor.mul, torch.Tensor.add, torch.Tensor.sub, torch.logaddexp)
def pairs(input: Array, other: Array | Scalar) -> Promoted: ...


@returns(torch.div, torch.divide, torch.true_divide, torch.Tensor.div, torch.atan2, torch.hypot)
def divide(input: Array, other: Array | Scalar) -> PromotedFloat: ...


@returns(torch.where)
def where(condition: Array, input: Array = None, other: Array = None) -> Chosen: ...


@returns(torch.sum, torch.Tensor.sum, torch.prod, torch.Tensor.prod, torch.nansum)
def sum_(input: Array, dim: Axis = None, keepdim=False, *, dtype: DType = None) -> Reduced: ...


@returns(torch.mean, torch.Tensor.mean, torch.nanmean)
def mean(input: Array, dim: Axis = None, keepdim=False, *, dtype: DType = None) -> Averaged: ...


@returns(torch.std, torch.Tensor.std, torch.var, torch.Tensor.var)
def std(input: Array, dim: Axis = None, *, correction=1, keepdim=False, unbiased=True) -> Averaged: ...


@returns(torch.amax, torch.Tensor.amax, torch.amin, torch.Tensor.amin, torch.logsumexp)
def amax(input: Array, dim: Axis = None, keepdim=False) -> Extreme: ...


@returns(torch.max, torch.Tensor.max, torch.min, torch.Tensor.min, torch.sort, torch.Tensor.sort)
def max_(input: Array, dim: int | None = None, keepdim=False) -> TorchExtreme: ...


@returns(torch.quantile)
def quantile(input: Array, q: Scalar, dim: int | None = None, keepdim=False) -> Averaged: ...


@returns(torch.argmax, torch.Tensor.argmax, torch.argmin, torch.Tensor.argmin, torch.count_nonzero)
def argmax(input: Array, dim: int | None = None, keepdim=False) -> Index: ...


@returns(torch.any, torch.Tensor.any, torch.all, torch.Tensor.all)
def any_(input: Array, dim: int | None = None, keepdim=False) -> Verdict: ...


@returns(torch.linalg.norm, torch.norm, torch.linalg.vector_norm)
def norm(input: Array, ord=None, dim: Axis = None, keepdim=False) -> Averaged: ...


@returns(torch.Tensor.norm)
def norm_method(self: Array, p=None, dim: Axis = None, keepdim=False) -> Averaged: ...


@returns(torch.matmul, torch.Tensor.matmul, torch.mm, torch.Tensor.mm, torch.bmm, torch.mv, torch.Tensor.mv)
def matmul(input: Array, other: Array) -> Product: ...


@returns(torch.dot, torch.Tensor.dot)
def dot(input: Array, other: Array) -> Dotted: ...


@returns(torch.outer)
def outer(input: Array, vec2: Array) -> Outer: ...


@returns(torch.trace, torch.linalg.det)
def trace(input: Array) -> FloatPoint: ...


@returns(torch.diag)
def diag(input: Array, diagonal: int = 0) -> Diagonal: ...


@returns(torch.linalg.inv, torch.linalg.pinv)
def inverse(A: Array) -> Like: ...


@returns(torch.linalg.solve)
def solve(A: Array, B: Array) -> Solved["B"]: ...


@returns(torch.Tensor.T)
def T(self: Array) -> Transposed: ...


@returns(torch.Tensor.t, torch.t)
def t(input: Array) -> Transposed: ...


@returns(torch.permute)
def permute(input: Array, dims: Shape) -> Transposed: ...


@returns(torch.Tensor.permute)
def permute_method(self: Array, *dims: int) -> Transposed: ...


@returns(torch.transpose, torch.Tensor.transpose, torch.tile, torch.flip, torch.roll, torch.repeat_interleave, torch.Tensor.repeat, torch.Tensor.repeat_interleave, torch.inner, torch.Tensor.gather)
def rearranged(input: Array, *args, **kwargs) -> AnyShape: ...


@returns(torch.reshape)
def reshape(input: Array, shape: Shape) -> Reshaped: ...


@returns(torch.Tensor.reshape, torch.Tensor.view, torch.Tensor.expand)
def reshape_method(self: Array, *shape: int) -> Reshaped: ...


@returns(torch.ravel, torch.Tensor.ravel, torch.Tensor.flatten, torch.flatten)
def ravel(input: Array) -> Flat: ...


@returns(torch.squeeze, torch.Tensor.squeeze)
def squeeze(input: Array, dim: Axis = None) -> Squeezed: ...


@returns(torch.unsqueeze, torch.Tensor.unsqueeze)
def unsqueeze(input: Array, dim: int) -> Expanded: ...


@returns(torch.cat, torch.concatenate)
def cat(tensors: Arrays, dim: int = 0) -> Joined: ...


@returns(torch.stack)
def stack(tensors: Arrays, dim: int = 0) -> Stacked: ...


@returns(torch.hstack)
def hstack(tensors: Arrays) -> SideBySide: ...


@returns(torch.column_stack)
def column_stack(tensors: Arrays) -> Columns: ...


@returns(torch.vstack)
def vstack(tensors: Arrays) -> Rows: ...


@returns(torch.Tensor.shape)
def shape(self: Array) -> ShapeOf: ...


@returns(torch.Tensor.size)
def size(self: Array, dim: int | None = None) -> ShapeOf: ...


@returns(torch.Tensor.ndim, torch.Tensor.dim)
def rank(self: Array) -> Rank: ...


@returns(torch.Tensor.numel, torch.numel)
def numel(input: Array) -> Count: ...


@returns(torch.Tensor.dtype)
def dtype(self: Array) -> DTypeOf: ...


@returns(torch.Tensor.grad, torch.Tensor.data, torch.Tensor.mT)
def grad(self: Array) -> Like: ...


@returns(torch.Tensor.item)
def item(self: Array) -> PythonNumber: ...


@returns(torch.Tensor.tolist)
def tolist(self: Array) -> PythonList: ...


@returns(torch.Tensor.clone, torch.clone)
def clone(input: Array) -> Copied: ...


@returns(torch.Tensor.to, torch.Tensor.type)
def to(self: Array, dtype: DType = None, *, copy=False) -> Cast: ...


@returns(torch.Tensor.float)
def float_(self: Array) -> CastFloat: ...


@returns(torch.Tensor.double)
def double(self: Array) -> CastDouble: ...


@returns(torch.Tensor.long)
def long(self: Array) -> CastLong: ...


@returns(torch.Tensor.int)
def int_(self: Array) -> CastInt: ...


@returns(torch.Tensor.bool)
def bool_(self: Array) -> CastBool: ...


@returns(torch.isnan, torch.isinf, torch.isfinite, torch.logical_not)
def tests(input: Array) -> Bool: ...


@returns(torch.logical_and, torch.logical_or, torch.logical_xor, torch.eq, torch.ne, torch.gt, torch.ge, torch.lt, torch.le, torch.greater, torch.less, torch.Tensor.eq)
def logical(input: Array, other: Array) -> Bool: ...


@returns(torch.allclose, torch.equal)
def allclose(input: Array, other: Array, rtol=1e-05, atol=1e-08, equal_nan=False) -> bool: ...


@returns(torch.unique)
def unique(input: Array, return_inverse=False, return_counts=False) -> AnyShape: ...


@returns(F.one_hot)
def one_hot(input: Array, num_classes: int = -1) -> OneHot: ...


@returns(F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss, F.binary_cross_entropy, F.binary_cross_entropy_with_logits)
def loss(input: Array, target: Array, reduction: str = "mean") -> Loss: ...


@returns(F.cross_entropy, F.nll_loss)
def cross_entropy(input: Array, target: Array, reduction: str = "mean") -> FloatPoint: ...


@returns(torch.Tensor.backward)
def backward(self: Array, gradient: Array = None) -> None: ...
