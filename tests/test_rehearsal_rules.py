"""Every PyTorch expression that the rules show, in the stand-in and in torch: the same values, dtypes and gradients."""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from np2torch.check.samples import SAMPLES
from np2torch.rehearsal.scalar import Tape
from np2torch.rehearsal.tensor import DType, Tensor
from np2torch.rehearsal.world import World
from np2torch.rulebook import read_rulebook

# What the stand-in has not: complex numbers, text, files, arrays that change their size, and functions of NumPy's that are about those.
BEYOND = re.compile(
    r"torch\.fft|complex|\bz\b|0j|\bpath\b|\btable\b|\barchive\b|uint16|uint32|uint64|rng\.|rs\.|np\.random|packbits|loadtxt|"
    r"genfromtxt|np\.from|roots|linalg\.eig\(A|linalg\.eigvals\(A|apply_over_axes|view\(torch|_base|digitize\(v\.numpy|\.set_\(|"
    # sets, angles without jumps, triangles of vectors, and division by integers that are zero, which PyTorch refuses
    r"setdiff1d|union1d|unwrap|np\.tril\(v|// b\.to|% b\.to"
)
# In the order that NumPy happens to leave, or whatever was in memory, or of a sign that is anyone's choice.
ARBITRARY = re.compile(r"partition|empty|eigh\(|svd\(")


def expressions() -> list[str]:
    found = {e.after: None for rule in read_rulebook().rules() for e in rule.examples}
    return [e for e in found if not BEYOND.search(e) and not ARBITRARY.search(e)]


def names_in(expression: str) -> list[str]:
    used = {n.id for n in ast.walk(ast.parse(expression)) if isinstance(n, ast.Name)}
    return [name for name in SAMPLES if name in used]


def real(name: str, grad: bool) -> Any:
    value = SAMPLES[name]
    if isinstance(value, list):
        return [torch.from_numpy(v.copy()) for v in value]
    if not isinstance(value, np.ndarray):
        return value
    tensor = torch.from_numpy(value.copy())
    return tensor.requires_grad_() if grad and tensor.is_floating_point() else tensor


def standing(name: str, world: World, grad: bool) -> Any:
    value = SAMPLES[name]
    if isinstance(value, list):
        return [world.torch.tensor(v.tolist()) for v in value]
    if not isinstance(value, np.ndarray):
        return value
    tensor = world.torch.tensor(value.tolist(), dtype=str(value.dtype))
    return tensor.requires_grad_() if grad and value.dtype.kind == "f" else tensor


def evaluated(expression: str, library: Any, numpy: Any, names: dict[str, Any], modules: dict[str, Any]) -> list[Any]:
    """What it gives, what it leaves in its names, and gradients; or the error's place."""
    value = eval(expression, {"torch": library, "np": numpy, "F": library.nn.functional, **modules, **names})
    total: Any = 0
    for part in parts_of(value):
        if isinstance(part, (torch.Tensor, Tensor)) and part.requires_grad and not part.is_leaf:
            total = total + (part * part.detach().cos()).sum()
    if not isinstance(total, int):
        total.backward()
    left = [value, *(names[n] for n in sorted(names))]
    return [seen(p) for v in left for p in parts_of(v)] + [gradient(names[n]) for n in sorted(names)]


def gradient(value: Any) -> list[float]:
    """None counts as zeros: the stand-in does not know what a value was multiplied by zero of."""
    grad = getattr(value, "grad", None)
    if grad is not None:
        return grad.reshape(-1).tolist()  # type: ignore[no-any-return]
    return [0.0] * value.numel() if getattr(value, "requires_grad", False) else []


def parts_of(value: Any) -> Iterator[Any]:
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from parts_of(part)
    else:
        yield value


def precision(expression: str) -> float:
    """Narrow floats have their full width in the stand-in."""
    if "hardsigmoid" in expression or "celu" in expression or "polygamma(1" in expression:
        return 1e-7  # PyTorch's own is no better
    return 2e-3 if "float16" in expression else 1e-6 if "float32" in expression else 1e-9


def seen(value: Any) -> Any:
    """Shape, dtype and elements."""
    if isinstance(value, (torch.Tensor, Tensor)):
        return tuple(value.shape), str(value.dtype).removeprefix("torch."), value.detach().reshape(-1).tolist()
    if isinstance(value, (np.ndarray, np.generic)):
        return value.shape, str(value.dtype), np.asarray(value).ravel().tolist()
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, (float, int, str, type(None))):
        return str(value) if isinstance(value, DType) else value
    return "something"


def same(a: Any, b: Any, within: float = 1e-9) -> bool:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(x, y, within) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= within * max(1.0, abs(a), abs(b))
    return bool(a == b)


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("expression", expressions())
def test_the_stand_in_gives_what_torch_gives(expression: str) -> None:
    warnings.simplefilter("ignore")
    for grad in (True, False):
        names = {n: real(n, grad) for n in names_in(expression)}
        try:
            expected = evaluated(expression, torch, np, names, {"math": math})
        except (RuntimeError, BufferError):
            if grad:
                continue  # what is written in place, or asked of NumPy, has no gradient
            raise
        world = World()
        Tape.budget = 10**7
        given = {n: standing(n, world, grad) for n in names_in(expression)}
        found = evaluated(expression, world.torch, world.numpy, given, {"math": world.module("math")})
        assert same(found, expected, precision(expression)), f"{found} is not {expected}"
        return
