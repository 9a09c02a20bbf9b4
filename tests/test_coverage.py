"""The catalogue: every public name of NumPy has an entry, and docs/coverage.md says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from np2torch.check.catalogue import PARTS, names_of, page
from np2torch.coverage import Way, entries
from np2torch.rulebook import read_rulebook

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
BOOK = read_rulebook()
AS_TORCH = [
    "array",
    "asarray",
    "arange",
    "linspace",
    "zeros",
    "ones",
    "full",
    "eye",
    "empty",
    "zeros_like",
    "ones_like",
    "full_like",
    "empty_like",
    "tril",
    "triu",
    "diag",
    "meshgrid",
    "add",
    "subtract",
    "multiply",
    "divide",
    "power",
    "floor_divide",
    "remainder",
    "negative",
    "absolute",
    "sign",
    "sqrt",
    "square",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "sin",
    "cos",
    "tanh",
    "arctan2",
    "floor",
    "ceil",
    "maximum",
    "minimum",
    "clip",
    "logaddexp",
    "nan_to_num",
    "round",
    "sum",
    "prod",
    "mean",
    "max",
    "min",
    "any",
    "all",
    "argmax",
    "argmin",
    "cumsum",
    "cumprod",
    "count_nonzero",
    "nansum",
    "nanmean",
    "var",
    "std",
    "median",
    "percentile",
    "quantile",
    "average",
    "histogram",
    "bincount",
    "corrcoef",
    "cov",
    "dot",
    "matmul",
    "einsum",
    "tensordot",
    "inner",
    "outer",
    "trace",
    "linalg.norm",
    "linalg.inv",
    "linalg.solve",
    "linalg.det",
    "linalg.svd",
    "linalg.eigh",
    "linalg.qr",
    "linalg.cholesky",
    "linalg.pinv",
    "linalg.lstsq",
    "reshape",
    "transpose",
    "concatenate",
    "stack",
    "vstack",
    "hstack",
    "split",
    "squeeze",
    "expand_dims",
    "ravel",
    "moveaxis",
    "swapaxes",
    "broadcast_to",
    "tile",
    "repeat",
    "flip",
    "roll",
    "pad",
    "diff",
    "where",
    "take",
    "take_along_axis",
    "nonzero",
    "argwhere",
    "searchsorted",
    "unravel_index",
    "select",
    "equal",
    "less",
    "greater",
    "logical_and",
    "logical_or",
    "logical_not",
    "logical_xor",
    "isnan",
    "isfinite",
    "isclose",
    "allclose",
    "array_equal",
    "sort",
    "argsort",
    "argpartition",
    "unique",
    "isin",
    "ndarray.astype",
    "ndarray.copy",
    "ndarray.shape",
    "ndarray.T",
    "ndarray.ndim",
    "ndarray.size",
    "ndarray.item",
    "ndarray.tolist",
    "ndarray.flatten",
    "ndarray.fill",
    "ndarray.transpose",
    "ndarray.reshape",
    "ndarray.sum",
    "ndarray.prod",
    "ndarray.mean",
    "ndarray.max",
    "ndarray.min",
    "ndarray.any",
    "ndarray.all",
    "ndarray.argmax",
    "ndarray.argmin",
    "ndarray.cumsum",
    "ndarray.cumprod",
    "ndarray.var",
    "ndarray.std",
]


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_missing(part: str) -> None:
    assert [e.name for e in entries(names_of(part), BOOK) if e.way is Way.MISSING] == []


def test_the_catalogue_is_all_of_numpy() -> None:
    assert "numpy.sum" in names_of("numpy")
    assert (
        len(names_of("numpy")) == len([n for n in dir(np) if not n.startswith("_")]) - 3
    )  # fft, linalg, random: parts


@pytest.mark.parametrize("name", AS_TORCH)
def test_as_torch_without_exception(name: str) -> None:
    [entry] = entries([f"numpy.{name}"], BOOK)
    assert entry.way is Way.TORCH, entry


def test_most_of_the_namespace_is_torch() -> None:
    names = [n for part in PARTS if "random" not in part for n in names_of(part, classes=False)]
    found = entries(names, BOOK)
    share = sum(e.way is Way.TORCH for e in found) / len(found)
    assert share >= 0.85, f"{share:.1%} of {len(found)}"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(BOOK), "run python -m np2torch.check.catalogue docs/coverage.md"
