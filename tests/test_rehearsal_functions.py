"""Functions of the stand-in for torch against torch's: values, shapes, dtypes, gradients, and errors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from test_rehearsal_rules import evaluated, precision, same

from np2torch.rehearsal.conditions import Conditions
from np2torch.rehearsal.run import rehearse
from np2torch.rehearsal.scalar import Tape
from np2torch.rehearsal.world import World

LEAVES = """
a = torch.tensor([[0.3, -0.2, 0.5], [1.1, 0.7, -0.4]], requires_grad=True)
b = torch.tensor([[0.3, 0.9], [0.1, -1.2], [0.4, 0.6]], requires_grad=True)
c = torch.tensor([0.5, 0.25, -0.75], requires_grad=True)
p = torch.tensor([0.2, 0.9, 0.4, 0.7], requires_grad=True)
q = torch.tensor([[4.0, 1.0, 0.5], [1.0, 3.0, -0.5], [0.5, -0.5, 2.0]], requires_grad=True)
t = (torch.arange(24.0).reshape(2, 3, 4) * 0.37 % 1.0 - 0.4).requires_grad_()
k = torch.tensor([1, 0])
n = torch.tensor([3, 1, 4, 1, 5])
m = torch.tensor([[True, False, True], [False, True, True]])
o = torch.tensor([math.nan, 1.0, math.inf, -math.inf, 2.0], requires_grad=True)
"""
ELEMENTWISE = """
torch.remainder(a, 0.3); torch.remainder(a, c); a % -0.3; 5 % c.detach(); a.detach() // 0.3; a.detach() // 0.0; (a * 10) % c; n % 2; n // 2; -7 // n; n.remainder(-3)
torch.fmod(a, 0.3); torch.fmod(a, c); torch.fmod(n, 2); torch.fmod(-n, 2); torch.fmod(torch.tensor([1.0, math.inf]), 0.0)
torch.div(a, 0.3, rounding_mode="floor"); torch.div(a, c, rounding_mode="trunc"); torch.div(-n, 2, rounding_mode="trunc")
torch.copysign(a, c); torch.copysign(torch.tensor([1, 2]), -1.0); torch.fmax(o, torch.zeros(5)); torch.fmin(o, torch.ones(5))
torch.heaviside(a.detach(), torch.tensor(0.5)); torch.nextafter(a, torch.ones(3)); torch.ldexp(a, torch.tensor([1, 2, 3]))
torch.frexp(a); torch.gcd(n, torch.tensor(6)); torch.lcm(n, torch.tensor(6)); torch.isclose(a, a + 1e-9); torch.allclose(a, a + 1e-9)
torch.nan_to_num(o); torch.nan_to_num(o, 1.0, 2.0, -2.0); torch.lerp(a, a * 2, 0.3); torch.lerp(a, a * a, c)
torch.addcmul(a, a, c, value=0.5); torch.addcdiv(a, c, c + 2, value=2); torch.bitwise_and(n, 1); n | 4; n ^ 3; 8 >> k; n << 2; ~n; ~m
torch.bitwise_left_shift(n, 1); torch.bitwise_right_shift(n, 1); torch.bitwise_xor(n, 1); m & ~m; m ^ True
torch.logaddexp2(a, c); torch.hypot(a, c); torch.atan2(a, c); torch.xlogy(p, p); torch.special.xlog1py(p, p)
torch.deg2rad(a); torch.rad2deg(a); torch.sinc(a); torch.sinc(a * 0); torch.frac(a * 3); torch.positive(a); torch.signbit(a); torch.fix(a * 3)
torch.isposinf(o); torch.isneginf(o); torch.isreal(a); torch.real(a); torch.angle(a); torch.conj(a); torch.sgn(a.detach())
torch.erf(a); torch.erfc(a); torch.erfinv(a); torch.erfinv(torch.tensor([0.9999999, -1.0, 1.5, 1e-9])); torch.lgamma(a * 3)
torch.digamma(a * 3); torch.digamma(p * 20); torch.polygamma(1, p * 3); torch.polygamma(2, p); torch.mvlgamma(p + 2, 2); torch.i0(a)
torch.special.i1(a); torch.special.i0e(a); torch.special.ndtr(a); torch.special.ndtri(p); torch.special.log_ndtr(a * 9); torch.special.entr(p)
torch.logit(p); torch.logit(p, 0.25); torch.special.expit(a); torch.special.gammaln(p); torch.special.psi(p); torch.special.logsumexp(a, 1)
torch.log10(p); torch.log2(p); torch.log1p(p); torch.expm1(a); torch.exp2(a); torch.asinh(a); torch.acosh(p + 1); torch.atanh(a / 2)
torch.arcsin(a / 2); torch.arccos(a / 2); torch.asin(a / 2); torch.float_power(n, 2); torch.clamp_min(a, 0.1); torch.clamp_max(a, c)
torch.rsub(a, 1); torch.sub(a, c, alpha=2); torch.add(a, c, alpha=3); torch.square(n); torch.trunc(o.detach()); torch.floor(o.detach()); a / 0; 0 / (c - 0.5); torch.sign(n)
torch.exp(n); torch.sqrt(n); torch.round(a, decimals=1); torch.round(a * 2.5); abs(n - 3); torch.reciprocal(a); torch.rsqrt(p)
"""
ACTIVATIONS = """
F.softplus(a * 9); F.softplus(a * 9, beta=2, threshold=5); F.gelu(a); F.gelu(a, approximate="tanh"); F.elu(a, 0.7); F.celu(a, 0.7)
F.selu(a); torch.selu(a); F.leaky_relu(a, 0.2); F.hardtanh(a, -0.2, 0.5); F.relu6(a * 9); F.threshold(a, 0.3, 7.0); F.softshrink(a, 0.3)
F.hardshrink(a, 0.3); F.prelu(a, torch.tensor([0.1, 0.2, 0.3])); F.glu(b, 1); F.normalize(a); F.normalize(a, p=1, dim=0)
F.cosine_similarity(a, a * c); F.pairwise_distance(a, a * c); F.mish(a); F.softsign(a); F.tanhshrink(a); F.hardsigmoid(a * 3)
F.hardswish(a * 3); F.softmin(a, 1); F.silu(a); F.logsigmoid(a)
torch.nn.Hardtanh(-0.2, 0.5)(a); torch.nn.Softplus(2)(a); torch.nn.CELU(0.5)(a); torch.nn.GELU()(a); torch.nn.Softmax(1)(a)
F.conv1d(t, torch.ones(2, 3, 2) * c[:2].reshape(2, 1, 1)); F.conv1d(t, t[:, :, :2], padding=1, stride=2); F.conv1d(t, t[:, :, :3], padding="same")
F.conv2d(t[None], t[:, :, :2].unsqueeze(0)[:, :, :2], torch.ones(1)); F.conv1d(t.reshape(2, 2, 6), b.reshape(2, 1, 3), groups=2, dilation=2)
F.max_pool1d(t, 2); F.max_pool2d(t, 2, stride=1); F.avg_pool2d(t, 2, padding=1); F.avg_pool1d(t, 2)
F.pad(a, (1, 2), value=3.0); F.pad(a[None], (2, 1), mode="reflect"); F.pad(a[None], (2, 1), mode="replicate"); F.pad(a[None], (1, 1), mode="circular")
F.pad(a, (-1, 1, 0, 1))
"""
SHAPES = """
torch.atleast_1d(torch.tensor(3.0)); torch.atleast_2d(c); torch.atleast_3d(c); torch.atleast_3d(a); torch.atleast_1d(c, torch.tensor(1))
torch.broadcast_tensors(c * 1, a); torch.broadcast_to(c, (2, 3)); torch.broadcast_shapes((2, 1), (3,)); torch.rot90(a); torch.rot90(a, 2); torch.rot90(a, 3)
torch.rot90(t, -1, (1, 2)); torch.fliplr(a); torch.flipud(a); torch.flip(t, dims=(0, 2)); t.flip(1); torch.hsplit(t, 3); torch.vsplit(b, 3)
torch.dsplit(t, 2); torch.hsplit(c, [1, 2]); torch.dstack((a, a)); torch.dstack((c, c)); torch.row_stack((c, c)); torch.column_stack((a, k))
torch.cartesian_prod(c, p); torch.cartesian_prod(k); torch.combinations(p); torch.combinations(c, 2, with_replacement=True); torch.block_diag(a, c, torch.tensor(1.0))
torch.diagonal(q); torch.diagonal(q, 1); torch.diagonal(t, 1, 1, 2); torch.diagonal(t, -1, 0, 2); torch.diagflat(a); torch.diagflat(c, -1)
torch.diag_embed(a); torch.diag_embed(a, 1, 0, 2); torch.diag(q, -1); torch.diag(c, 2); torch.tril_indices(3, 4, 1); torch.triu_indices(3, 3, offset=-1)
torch.tril(t, 1); torch.triu(q, 1); torch.meshgrid(c, p, indexing="xy"); torch.meshgrid(c, p, indexing="ij"); torch.unflatten(p, 0, (2, -1))
t.narrow(1, 1, 2); t.select(2, 1); torch.swapdims(t, 0, 2); torch.movedim(t, (0, 2), (1, 0)); t.view_as(t.detach().reshape(4, 6)); c.expand_as(a)
torch.argwhere(a > 0); torch.nonzero(m); torch.permute(t, dims=(2, 0, 1)); torch.reshape(a, shape=(3, 2)); torch.tile(c, dims=(2, 2)); t.mT
torch.roll(t, (1, 2), (0, 2)); torch.unsqueeze(a, -1); torch.squeeze(a[None], 0); t.flatten(1); t.unflatten(2, (2, 2)); torch.chunk(t, 2, dim=2)
torch.tensor_split(p, 3); torch.split(t, [1, 3], dim=2); t.unbind(1); torch.repeat_interleave(c, torch.tensor([1, 0, 2])); a.repeat(2, 1, 2)
"""
INDEXING = """
torch.gather(a, 1, torch.tensor([[0, 2], [1, 1]])); torch.take_along_dim(a, torch.argsort(a, 1), 1); torch.take_along_dim(a, torch.tensor([0, 5]))
torch.take_along_dim(a, torch.tensor([[1]]), 1); torch.take(a, torch.tensor([[0, -1], [5, 2]])); torch.masked_select(a, m); torch.masked_select(a, m[0])
torch.masked_fill(a, m, -1.0); a.masked_fill(m, float("-inf")); torch.index_select(a, 1, torch.tensor([2, 0])); torch.index_select(a, 0, k)
torch.index_add(a, 0, k, a * a); torch.zeros(2, 3).index_add_(0, k, a, alpha=2.0); torch.index_add(a, 1, torch.tensor([0, 0]), b.T[:, :2] * 2)
torch.zeros(2, 3).index_put_((k, torch.tensor([1, 1])), c[:2], accumulate=True); (a * 1).index_put((k,), torch.tensor(5.0))
torch.zeros(3).index_put_((torch.tensor([0, 0, 2]),), c, accumulate=True); (a * 1).index_fill(1, k, 3.0); (a * 1).index_copy(0, k, a * 2)
torch.zeros(2, 3).scatter_(1, torch.tensor([[0, 1], [2, 0]]), a[:, :2] * 1); torch.zeros(2, 3).scatter(1, torch.tensor([[0], [2]]), 1.0)
torch.zeros(2, 3).scatter_add_(0, torch.tensor([[0, 1, 1], [1, 1, 0]]), a); torch.zeros(3).scatter_add(0, torch.tensor([0, 0, 1]), c)
torch.ones(3).scatter_reduce(0, torch.tensor([0, 0, 1]), c, "prod"); torch.ones(3).scatter_reduce(0, torch.tensor([0, 0, 1]), c, "amax", include_self=False)
torch.ones(3).scatter_reduce(0, torch.tensor([0, 0, 1]), c, "mean"); torch.zeros(2, 3).scatter_(1, torch.tensor([[0], [2]]), 2.0, reduce="add")
torch.unravel_index(torch.tensor([5, 1]), (2, 3)); torch.zeros(4).put_(torch.tensor([0, 3]), c[:2] * 1); (a * 1).masked_scatter(m, p)
torch.zeros(3, 3).fill_diagonal_(2.0); (a * 1).masked_fill_(m, 0.5); torch.where(m, a, c); torch.where(m, 1.0, 0.0); a[..., 1]; t[:, None, [0, 2], 1:]
"""
PRODUCTS = """
torch.tensordot(a, b, dims=1); torch.tensordot(t, a, dims=([1], [1])); torch.tensordot(t, t, dims=3); torch.tensordot(a, a); torch.tensordot(c, c, 0)
torch.inner(a, c); torch.inner(a, b.T); torch.vdot(c, c); torch.dot(c, c); torch.kron(a, b); torch.kron(c, a); torch.outer(c, p); torch.ger(c, p)
torch.addmm(q[:2, :2], a, b, beta=0.5, alpha=2); torch.addmv(c[:2], a, c); torch.addr(q, c, c); torch.mm(a, b); torch.mv(a, c); torch.bmm(t, t.mT)
torch.baddbmm(torch.ones(2, 3, 3), t, t.mT, alpha=0.5); torch.addbmm(q, t, t.mT); torch.cdist(a, a * c); torch.cdist(a, b.T, p=1); torch.cdist(a, b.T, p=3)
torch.pdist(q); torch.vander(c.detach()); torch.vander(c.detach(), 2, increasing=True); torch.cross(q, a[:1], dim=1); torch.linalg.cross(q, q.T); torch.linalg.vecdot(a, c)
torch.einsum("ij,jk,kl->il", a, b, a); torch.einsum("ii->i", q); torch.einsum("ii", q); torch.einsum("i,j", c, p); torch.einsum("...ij,jk->...ik", t, t[0].T)
torch.einsum("bij,bkj->bik", t, t); torch.einsum("ij->", a); torch.einsum("ij,ij->i", a, a); torch.einsum("...j->...", t); torch.einsum("ij,kj->ik", a, a)
torch.linalg.multi_dot([a, b, a]); torch.chain_matmul(a, b); torch.matmul(t, t[0].T); t @ p; c @ b; n @ n
"""
SEARCHING = """
torch.sort(a, descending=True); torch.sort(t, dim=1); torch.argsort(a, dim=0); torch.argsort(n, stable=True); torch.msort(b); torch.topk(p, 2)
torch.topk(t, 2, dim=1, largest=False); torch.kthvalue(p, 2); torch.kthvalue(t, 1, dim=1, keepdim=True); torch.median(a); torch.median(b, dim=0)
torch.nanmedian(o); torch.median(o); torch.mode(n.double().reshape(1, 5)).values; torch.unique(n); torch.unique(n, return_inverse=True, return_counts=True)
torch.unique(k.expand(2, 2), dim=0); torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 1]), return_counts=True); torch.unique(torch.tensor([[1, 2], [2, 1]]), return_inverse=True)
torch.searchsorted(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 2.5, 9.0])); torch.searchsorted(torch.tensor([1, 2, 3]), 2, right=True)
torch.searchsorted(torch.tensor([[1, 2, 3], [4, 5, 6]]), torch.tensor([[2], [5]]), side="right"); torch.bucketize(p, torch.tensor([0.3, 0.7]), right=True)
torch.isin(n, torch.tensor([1, 5])); torch.isin(n, 1, invert=True); torch.bincount(n); torch.bincount(k, c.detach()[:2], minlength=4); torch.histc(p, 3)
torch.histc(p, 4, min=0, max=1); torch.histogram(p.detach(), 3); torch.histogram(p.detach(), 2, range=(0.0, 1.0), density=True)
torch.histogram(p.detach(), torch.tensor([0.0, 0.5, 1.0])); torch.histogramdd(b.detach(), [2, 2]); torch.sort(o.detach()); torch.argmax(o); torch.argmin(n)
torch.cummax(p, 0); torch.cummin(t, 1); torch.aminmax(a); torch.aminmax(a, dim=1); torch.max(a, 1); torch.min(b, dim=0, keepdim=True); torch.count_nonzero(m)
torch.any(m, dim=0); torch.all(m, 1); torch.argmax(a, dim=1, keepdim=True)
"""
STATISTICS = """
torch.quantile(a, 0.3); torch.quantile(a, torch.tensor([0.1, 0.5]), dim=1); torch.quantile(a, 0.4, dim=0, keepdim=True, interpolation="lower")
torch.quantile(a, 0.4, interpolation="nearest"); torch.quantile(a, 0.4, interpolation="midpoint"); torch.quantile(a, 0.4, interpolation="higher")
torch.nanquantile(o[:2], 0.5); torch.quantile(o, 0.5); torch.nansum(o[:2]); torch.nanmean(o[:2]); torch.nansum(a, 1); torch.cov(a); torch.cov(c)
torch.cov(a, correction=0); torch.cov(a, fweights=torch.tensor([1, 2, 1])); torch.cov(a, aweights=torch.tensor([0.1, 0.2, 0.3])); torch.corrcoef(b)
torch.diff(a); torch.diff(p, n=2); torch.diff(t, dim=1); torch.diff(m, dim=1); torch.diff(p, prepend=c, append=c[:1]); torch.trapezoid(a)
torch.trapezoid(a, c * 1); torch.trapezoid(t, dx=0.5, dim=1); torch.cumulative_trapezoid(a); torch.trapz(a, dx=2.0); torch.gradient(p)
torch.gradient(a, spacing=0.5, dim=1); torch.gradient(q, edge_order=2); torch.gradient(p, spacing=(torch.tensor([0.0, 1.0, 3.0, 4.0]),)); torch.gradient(t, dim=(1, 2))
torch.std(a, dim=1, correction=0); torch.var(a, 0, keepdim=True); torch.std_mean(a, dim=1); torch.var_mean(a); torch.std(torch.ones(3, requires_grad=True) * c[0])
torch.var(c[:1]); torch.logsumexp(t, (0, 1)); torch.logcumsumexp(a, 1); torch.cumsum(n, 0); torch.cumprod(a, 1); torch.cumsum(m, 0); torch.prod(a, 1)
torch.norm(a); torch.norm(a, p=1); torch.norm(a, p=3, dim=1); torch.norm(a, 2, 0); a.norm(p=float("inf")); torch.dist(a, a * c, 3); torch.mean(t, axis=1)
torch.sum(t, axis=(0, 2), keepdims=True); torch.amax(t, axis=1); torch.sum(m); torch.mean(a, dim=1, keepdim=True); torch.sum(n, dtype=torch.float64)
"""
LINALG = """
torch.linalg.inv(q); torch.linalg.inv(q.expand(2, 3, 3) * torch.tensor([1.0, 2.0]).reshape(2, 1, 1)); torch.linalg.solve(q, c); torch.linalg.solve(q, b)
torch.linalg.solve(q, a, left=False); torch.linalg.det(q); torch.linalg.det(q[:, :3] * torch.tensor([1.0, 1.0, 0.0])); torch.linalg.slogdet(-q); torch.logdet(q)
torch.linalg.cholesky(q); torch.linalg.cholesky(q, upper=True); torch.linalg.qr(b); torch.linalg.qr(q); torch.linalg.qr(a); torch.linalg.qr(b.detach(), mode="complete").R
torch.linalg.eigvalsh(q); torch.linalg.eigvalsh(q + q.T, UPLO="U"); torch.linalg.eigh(q).eigenvectors ** 2; torch.linalg.svdvals(b); torch.linalg.svdvals(a)
torch.linalg.svd(q).S; torch.linalg.svd(b, full_matrices=False).U ** 2; torch.linalg.svd(a, full_matrices=False).Vh ** 2; torch.linalg.svd(t).S
(lambda s: s.U @ torch.diag(s.S * s.S) @ s.Vh)(torch.linalg.svd(b, full_matrices=False)); torch.linalg.pinv(b); torch.linalg.pinv(a); torch.linalg.pinv(q)
torch.linalg.lstsq(b, c); torch.linalg.lstsq(b, q, driver="gelsd"); torch.linalg.lstsq(b, q); torch.linalg.lstsq(q, c).solution; torch.linalg.matrix_rank(q); torch.linalg.matrix_rank(torch.outer(c, p))
torch.linalg.matrix_power(q, 3); torch.linalg.matrix_power(q, -2); torch.linalg.matrix_power(q, 0); torch.linalg.matrix_exp(q); torch.linalg.norm(a)
torch.linalg.norm(a, "fro"); torch.linalg.norm(a, "nuc"); torch.linalg.norm(a, 2); torch.linalg.norm(a, -2); torch.linalg.norm(a, 1); torch.linalg.norm(a, -1)
torch.linalg.norm(a, float("inf")); torch.linalg.norm(a, 3, dim=1); torch.linalg.norm(c, float("inf")); torch.linalg.norm(t, 2, dim=(1, 2)); torch.linalg.norm(c, 0)
torch.linalg.vector_norm(a, 3); torch.linalg.vector_norm(a, 1, dim=0, keepdim=True); torch.linalg.vector_norm(a, -float("inf")); torch.linalg.matrix_norm(t)
torch.linalg.matrix_norm(t, 1); torch.linalg.matrix_norm(a, float("inf"), keepdim=True); torch.linalg.cond(q); torch.linalg.cond(q.detach(), 1); torch.linalg.cond(q.detach(), "fro")
torch.linalg.tensorinv(q, ind=1); torch.linalg.tensorsolve(q, c); torch.linalg.vander(c.detach()); torch.linalg.diagonal(t); torch.linalg.solve_triangular(q, b, upper=True)
torch.cholesky_solve(b, torch.linalg.cholesky(q)); torch.inverse(q); torch.pinverse(b); torch.det(q); q.det(); q.inverse(); torch.cholesky_inverse(torch.linalg.cholesky(q))
torch.linalg.svdvals(torch.zeros(2, 2)); torch.linalg.eigvalsh(torch.eye(3)); torch.linalg.matrix_rank(torch.zeros(2, 3)); torch.trace(q)
torch.linalg.pinv(torch.outer(c.detach(), p.detach())); torch.linalg.solve_triangular(q, b, upper=False, unitriangular=True)
"""
MAKING = """
torch.logspace(0, 2, 5); torch.logspace(0, 3, 4, base=2); torch.linspace(0, 1, 5); torch.linspace(1, 1, 1); torch.eye(2, 3); torch.full((2,), 1.5)
torch.hann_window(5); torch.hamming_window(4, periodic=False); torch.blackman_window(5); torch.bartlett_window(4); torch.kaiser_window(5, periodic=False, beta=3.0)
torch.arange(3, 0, -1); torch.arange(0, 1, 0.3); torch.zeros_like(n, dtype=torch.float64); a.new_zeros(2); a.new_tensor([1.0]); a.new_full((2,), 3.0); torch.tensor([])
torch.promote_types(torch.int64, torch.float32); torch.finfo(torch.float64).eps; torch.finfo(torch.float32).max; torch.iinfo(torch.int32).max; torch.iinfo(torch.uint8).min
torch.is_complex(a); torch.is_floating_point(a); torch.result_type(n, 1.5); torch.can_cast(torch.float64, torch.int64); n.to(torch.uint8) * 100; (-n).to(torch.uint8)
n.to(torch.int8) * 50; torch.finfo(torch.float64).tiny; a.dtype.is_floating_point; n.dtype.itemsize; a.element_size(); a.nbytes; a.stride(); a.type_as(n)
torch.exp(a.detach(), out=torch.zeros(2, 3)); torch.equal(a, a); a.equal(b); torch.scalar_tensor(2.0); torch.tensor(True).long(); n.double()
"""
TOPICS = {
    name: text
    for name, text in globals().copy().items()
    if name.isupper() and isinstance(text, str) and name != "LEAVES"
}


def expressions() -> Iterator[Any]:
    for topic, text in TOPICS.items():
        for line in text.strip().splitlines():
            for expression in line.split("; "):
                yield pytest.param(expression, id=f"{topic.lower()}: {expression}")


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def outcome(library: Any, expression: str) -> list[Any]:
    """What an expression gives, its names afterwards, and the gradients of the leaves."""
    names: dict[str, Any] = {}
    exec(LEAVES, {"torch": library, "math": math}, names)
    return evaluated(expression, library, None, names, {"math": math})


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("expression", list(expressions()))
def test_a_function_gives_what_torch_gives(expression: str) -> None:
    expected = outcome(torch, expression)
    world = World()
    Tape.budget = 10**7
    found = outcome(world.torch, expression)
    assert same(found, expected, precision(expression)), f"{found} is not {expected}"


IN_PLACE = """
x.add_(c); x.sub_(1, alpha=2); x.mul_(2); x.div_(c); x.pow_(2); x.exp_(); x.sqrt_(); x.abs_(); x.neg_(); x.tanh_(); x.sigmoid_(); x.relu_(); x.clamp_(-0.1, 0.5)
x.clamp_min_(0.1); x.addcmul_(c, c, value=2); x.addcdiv_(c, c + 2); x.lerp_(c.expand(2, 3), 0.3); x.floor_(); x.round_(); x.fmod_(0.3); x.remainder_(0.3)
x.masked_fill_(m, 2.0); x.index_add_(0, k, x.clone()); x.index_fill_(0, k[:1], 1.0); x.index_copy_(0, k, x.clone()); x.scatter_(1, k[:, None], 2.0); x.zero_(); x.fill_(3.0)
x.scatter_add_(1, k[:, None], x.clone()); x.index_put_((k,), c); x.copy_(c); x.tril_(); x.triu_(1); x.fill_diagonal_(0.0); x.nan_to_num_(); x.sign_(); x.log1p_(); x.erf_()
x.cumsum_(0); x.hypot_(c); x.logit_(0.1); x.reciprocal_(); x.trunc_(); x.frac_(); x.square_(); x.rsqrt_(); x.addmm_(x.clone(), torch.eye(3)); x.detach_(); x.sin_(); x.gt_(0); x.eq_(0.3)
x[0].mul_(2); x.T.add_(1); x[:, 1].zero_(); x.__iadd__(1); x.__imod__(0.3); x.__ifloordiv__(0.3); n.__ior__(8); n.bitwise_and_(1); m.logical_not_(); m.__iand__(k[0] > 5)
torch.exp(x, out=x); torch.add(x, c, out=x); torch.sum(x, 0, out=c.clone()); torch.clamp(x, min=0, out=x); torch.max(x, 1, out=(torch.empty(2), torch.empty(2, dtype=torch.int64))).values
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("statement", [e for line in IN_PLACE.strip().splitlines() for e in line.split("; ")])
def test_what_is_written_in_place(statement: str) -> None:
    def left(library: Any) -> list[Any]:
        names: dict[str, Any] = {"torch": library}
        exec(
            "x = torch.tensor([[0.3, -0.2, 0.5], [1.1, 0.7, -0.4]])\nc = torch.tensor([0.5, 0.25, -0.75])\nk = torch.tensor([1, 0])",
            names,
        )
        exec("n = torch.tensor([3, 1, 4])\nm = torch.tensor([[True, False, True], [False, True, True]])", names)
        return [eval(statement, names).tolist(), *(names[n].tolist() for n in "xcknm")]

    assert same(left(World().torch), left(torch))


SPOILED = """
y = torch.linalg.inv(h); y = torch.linalg.det(h); y = torch.linalg.cholesky(h @ h.T); y = torch.cumprod(h, 0); y = torch.logsumexp(h, 0); y = torch.erf(h); y = h % h.T
y = torch.fmod(h, h.T); y = torch.lgamma(h); y = torch.std(h); y = torch.logcumsumexp(h, 0); y = h[None] @ h; y = torch.hypot(h, h.T); y = torch.addcmul(h, h, h)
y = torch.prod(h); y = torch.sinc(h); y = torch.linalg.svdvals(h); y = torch.linalg.solve(h, h); y = torch.linalg.vector_norm(h, 3); y = torch.xlogy(h, h); y = torch.atan2(h, h)
"""


@pytest.mark.parametrize("statement", [e for line in SPOILED.strip().splitlines() for e in line.split("; ")])
def test_an_operand_that_was_changed_is_noticed(statement: str) -> None:
    program = f"import torch\nw = torch.tensor([[2.0, 0.5], [0.5, 1.0]], requires_grad=True)\nh = w * 1\n{statement}\n"
    for change in ("", "h.add_(1)\n", "h += 1\n"):
        text = f"{program}{change}y.sum().backward()"
        try:
            exec(text, {})
            refused = False
        except RuntimeError:
            refused = True
        assert bool(rehearse(text, Conditions()).error) == refused, change


REFUSED = """
torch.linalg.inv(torch.zeros(2, 2)); torch.linalg.solve(torch.zeros(2, 2), torch.ones(2)); torch.linalg.cholesky(-torch.eye(2)); torch.linalg.inv(torch.ones(2, 3))
torch.linalg.inv(torch.ones(2, 2, dtype=torch.int64)); torch.mm(torch.ones(2), torch.ones(2)); torch.mv(torch.ones(2, 2), torch.ones(2, 2)); torch.dot(torch.ones(2), torch.ones(3))
torch.bmm(torch.ones(2, 2), torch.ones(2, 2)); torch.quantile(torch.tensor([1, 2]), 0.5); torch.std(torch.tensor([1, 2])); torch.fmax(torch.ones(2), 1.0); torch.gather(torch.ones(2), 0, torch.tensor([2]))
torch.ones(2).scatter_(0, torch.tensor([0]), torch.tensor([1])); torch.index_select(torch.ones(2), 0, torch.tensor([2])); torch.bitwise_and(torch.ones(2), 1); torch.imag(torch.ones(2))
torch.heaviside(torch.ones(2), torch.tensor([1, 2])); torch.topk(torch.ones(2), 3); torch.tensor([1, 2]) // 0; torch.tensor([1]) % 0; torch.isclose(torch.ones(1), torch.tensor([1]))
torch.tensordot(torch.ones(2, 3), torch.ones(2, 3), 1); torch.bincount(torch.tensor([-1])); torch.bincount(torch.ones(2)); torch.linalg.matrix_norm(torch.ones(2)); torch.combinations(torch.ones(2, 2))
torch.ones(2).masked_fill(torch.ones(2), 1.0); torch.cat([torch.ones(2), torch.ones(1, 2)]); torch.ones(2).numpy().foo; torch.exp(torch.ones(2, requires_grad=True), out=torch.ones(2))
torch.einsum("ij,jk", torch.ones(2, 2)); torch.einsum("i,i", torch.ones(2), torch.tensor([1, 2])); torch.linalg.cross(torch.ones(2), torch.ones(2)); torch.ones(3).unflatten(0, (2, 2)); torch.silu
torch.median(torch.ones(0, 2), dim=0); torch.linalg.lstsq(torch.ones(2), torch.ones(2)); torch.bernoulli(torch.tensor([2.0])); torch.nn.functional.conv1d(torch.ones(1, 2, 3), torch.ones(1, 3, 1))
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("expression", [e for line in REFUSED.strip().splitlines() for e in line.split("; ")])
def test_what_torch_refuses_is_refused(expression: str) -> None:
    with pytest.raises((RuntimeError, TypeError, ValueError, IndexError, AttributeError)):
        eval(expression, {"torch": torch})
    assert rehearse(f"import torch\n{expression}", Conditions()).error


@pytest.mark.parametrize(
    "expression",
    [
        "torch.linalg.svd(b).U",
        "torch.linalg.qr(b, mode='complete').Q",
        "torch.linalg.eigh(torch.eye(2) * b[0, 0]).eigenvectors",
    ],
)
def test_a_derivative_that_is_not_defined_is_no_number(expression: str) -> None:
    names: dict[str, Any] = {}
    library = World().torch
    exec(LEAVES, {"torch": library, "math": math}, names)
    (eval(expression, {"torch": library, **names}) ** 2).sum().backward()
    assert any(math.isnan(v) for v in names["b"].grad.values)
