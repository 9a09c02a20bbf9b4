"""Whether gradients flow through what a rule writes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch.autograd.gradcheck import GradcheckError, gradcheck

from .trial import default_dtype, run

# Places to differentiate at: some functions are defined only between 0 and 1, some only above 1.
SYMMETRIC = "S"  # the sample that stays symmetric while it is varied
PLACES = ((0.2, 0.6), (1.2, 0.6))


def gradient_problem(text: str, values: Mapping[str, object]) -> str | None:
    """Compare autograd with finite differences, in all float arrays; None where they agree or no float comes out."""
    with default_dtype(torch.float64):
        return parting_gradient(text, values)


def parting_gradient(text: str, values: Mapping[str, object]) -> str | None:
    floats = [n for n, v in values.items() if isinstance(v, np.ndarray) and v.dtype == np.float64 and v.size]
    problem = None
    for start, width in PLACES:
        inputs = [placed(n, values[n], start, width) for n in floats]
        outputs = differentiable(text, values, floats, inputs)
        if outputs and all(torch.isfinite(o).all() for o in outputs):
            problem = checked(text, values, floats, inputs)
            break
    return problem


def placed(name: str, value: object, start: float, width: float) -> torch.Tensor:
    """Distinct values in the range, none of them round, in the order of the sample's; matrices as they are."""
    array = np.asarray(value)
    if name.isupper():
        return torch.from_numpy(array.copy()).requires_grad_()
    ranks = array.ravel().argsort().argsort().reshape(array.shape)
    return torch.from_numpy(start + width * (ranks + 0.437) / array.size).requires_grad_()


def differentiable(
    text: str, values: Mapping[str, object], names: list[str], inputs: list[torch.Tensor]
) -> list[torch.Tensor]:  # fmt: skip
    """The float results that depend on the inputs; none where NumPy takes part."""
    outcome = run(text, {**plain(values), **{n: i.clone() for n, i in zip(names, inputs, strict=True)}})
    return [t for t in flattened(outcome.value) if t.requires_grad and t.dtype == torch.float64]


def checked(text: str, values: Mapping[str, object], names: list[str], inputs: list[torch.Tensor]) -> str | None:
    def function(*tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        given = {n: (t + t.T) / 2 if n == SYMMETRIC else t.clone() for n, t in zip(names, tensors, strict=True)}
        outcome = run(text, {**plain(values), **given})
        return tuple(t for t in flattened(outcome.value) if t.requires_grad and t.dtype == torch.float64)

    try:
        gradcheck(function, inputs)
    except GradcheckError as error:
        return f"gradient of {text}: {str(error).strip().splitlines()[0]}"
    except RuntimeError:
        return None  # PyTorch says loudly that it has no derivative
    return None


def plain(values: Mapping[str, object]) -> dict[str, object]:
    return {n: torch.from_numpy(v.copy()) if isinstance(v, np.ndarray) else v for n, v in values.items()}


def flattened(value: object) -> list[torch.Tensor]:
    match value:
        case torch.Tensor():
            return [value]
        case tuple() | list():
            return [t for item in value for t in flattened(item)]
    return []
