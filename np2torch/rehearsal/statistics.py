"""PyTorch's statistics: quantiles, covariances, differences and integrals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .joining import cat
from .reductions import REDUCTIONS, groups
from .searching import order_of
from .shaping import narrow, reshaped
from .tensor import FLOATS, Tensor, as_tensor, cast

# --- quantiles --------------------------------------------------------------------------------------------


def quantile_of(values: list[Any], q: float, interpolation: str) -> Any:
    """Between two neighbours in order; NaN where there is one, or nothing."""
    undefined = next((v for v in values if v != v), None if values else math.nan)
    if undefined is not None:
        return undefined
    order = order_of(values)
    rank = q * (len(values) - 1)
    low = math.floor(rank)
    below, above = values[order[low]], values[order[min(low + 1, len(values) - 1)]]
    if rank == low or interpolation == "lower":
        return below
    if interpolation == "higher":
        return above
    if interpolation == "nearest":
        return values[order[round(rank)]]
    share = 0.5 if interpolation == "midpoint" else rank - low
    return below + share * (above - below)


def quantile_by(select: Callable[[list[Any]], list[Any]]) -> Callable[..., Tensor]:
    def function(input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear") -> Tensor:
        if input.dtype not in FLOATS:
            raise RuntimeError("quantile() input tensor must be either float or double dtype")
        if isinstance(q, Tensor) and q.dtype != input.dtype:
            raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
        parts, shape = groups(input, dim, keepdim)
        wanted = as_tensor(q)
        values = [cast(quantile_of(select(p), float(w), interpolation), input.dtype) for w in wanted.values for p in parts]
        return Tensor.of(values, (*wanted.shape, *shape), input.dtype)

    return function


def present(values: list[Any]) -> list[Any]:
    return [v for v in values if v == v]


# --- covariances ------------------------------------------------------------------------------------------


def cov(input: Tensor, *, correction: float = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
    """Of variables in rows."""
    rows = input if input.ndim > 1 else reshaped(input, (1, input.count))
    count = rows.shape[1]
    weights: Any = None
    for given in (fweights, aweights):
        if given is not None:
            weights = given if weights is None else weights * given
    whole = float(count) if weights is None else REDUCTIONS["sum"](weights)
    mean = REDUCTIONS["sum"](rows if weights is None else rows * weights, 1, keepdim=True) / whole
    centred = rows - mean
    norm: Any = whole - correction
    if aweights is not None:
        norm = whole - correction * REDUCTIONS["sum"](weights * aweights) / whole
    result = (centred if weights is None else centred * weights) @ centred.T / norm
    return as_tensor(result if input.ndim > 1 else reshaped(result, ()))


def corrcoef(input: Tensor) -> Tensor:
    covariance = cov(input)
    if covariance.ndim == 0:
        return as_tensor(covariance / covariance)
    from .diagonals import diagonal
    from .elementwise import ELEMENTWISE

    deviation = ELEMENTWISE["sqrt"](diagonal(covariance))
    ratio = covariance / deviation[:, None] / deviation[None, :]
    return ELEMENTWISE["clamp"](ratio, -1.0, 1.0)  # type: ignore[no-any-return]


# --- along an axis: differences, integrals, slopes --------------------------------------------------------


def diff(input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None, append: Tensor | None = None) -> Tensor:
    result = cat([t for t in (prepend, input, append) if t is not None], dim) if prepend is not None or append is not None else input
    for _ in range(min(n, result.shape[dim])):
        size = result.shape[dim]
        later, earlier = narrow(result, dim, 1, size - 1), narrow(result, dim, 0, size - 1)
        result = later ^ earlier if result.dtype == "bool" else later - earlier
    return result


def halves(y: Tensor, x: Any, dx: Any, dim: int) -> Tensor:
    """The areas of the trapezoids."""
    size = y.shape[dim]
    pairs = narrow(y, dim, 0, size - 1) + narrow(y, dim, 1, size - 1)
    if x is None:
        return as_tensor(pairs * (0.5 * (1.0 if dx is None else dx)))
    if x.ndim == 1 and y.ndim > 1:
        widths = diff(x)
        return as_tensor(pairs * reshaped(widths, (widths.count, *(1,) * (y.ndim - 1 - dim % y.ndim))) * 0.5)
    return as_tensor(pairs * diff(x, 1, dim) * 0.5)


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    return REDUCTIONS["sum"](halves(y, x, dx, dim), dim)  # type: ignore[no-any-return]


def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    return REDUCTIONS["cumsum"](halves(y, x, dx, dim), dim)  # type: ignore[no-any-return]


def gradient(input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """Differences of the neighbours on both sides, one-sided at the ends."""
    dims = list(range(input.ndim)) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    spacings = list(spacing) if isinstance(spacing, (list, tuple)) else [spacing] * len(dims)
    return tuple(slopes_along(input, d % input.ndim, places_of(s, input.shape[d]), edge_order) for d, s in zip(dims, spacings, strict=True))


def places_of(spacing: Any, size: int) -> list[float]:
    if isinstance(spacing, Tensor) and spacing.ndim:
        return list(map(float, spacing.values))
    return [i * float(spacing) for i in range(size)]


def slopes_along(input: Tensor, dim: int, places: Sequence[float], edge_order: int) -> Tensor:
    size = input.shape[dim]
    if size < edge_order + 1:
        raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    stencils = [stencil(i, places, edge_order) for i in range(size)]
    parts = []
    for weights in stencils:
        terms = [w * narrow(input, dim, at, 1) for at, w in weights.items()]
        parts.append(as_tensor(sum(terms[1:], terms[0])))
    return cat(parts, dim)


def stencil(i: int, places: Sequence[float], edge_order: int) -> dict[int, float]:
    """The neighbours that the slope at a place is made of, and their weights: the derivative of their polynomial."""
    last = len(places) - 1
    if 0 < i < last:
        nodes = [i - 1, i, i + 1]
    elif edge_order == 1:
        nodes = [0, 1] if i == 0 else [last - 1, last]
    else:
        nodes = [0, 1, 2] if i == 0 else [last - 2, last - 1, last]
    return {n: basis_slope(n, nodes, places, places[i]) for n in nodes}


def basis_slope(node: int, nodes: Sequence[int], places: Sequence[float], at: float) -> float:
    """The derivative at a place of the polynomial that is 1 at a node and 0 at the others."""
    others = [n for n in nodes if n != node]
    scale = math.prod(places[node] - places[n] for n in others)
    return sum(math.prod(at - places[n] for n in others if n != left) for left in others) / scale


STATISTICS: dict[str, Callable[..., Any]] = {
    "quantile": quantile_by(list),
    "nanquantile": quantile_by(present),
    "cov": cov,
    "corrcoef": corrcoef,
    "diff": diff,
}
# Functions that are no methods.
INTEGRALS: dict[str, Callable[..., Any]] = {
    "trapezoid": trapezoid,
    "trapz": trapezoid,
    "cumulative_trapezoid": cumulative_trapezoid,
    "gradient": gradient,
}
