"""`--dtype float32`: the converted program in float32, PyTorch's default. Both sides of these rules are PyTorch."""

import numpy as np
import torch

from np2torch.words import dtype, holds_arrays, is_list, is_scalar, is_text, known, namesake, omitted, rewrites, unknown

NAMES = {
    torch.float64: torch.float32,
    torch.double: torch.float32,
    torch.complex128: torch.complex64,
    torch.cdouble: torch.complex64,
    torch.DoubleTensor: torch.FloatTensor,
}


@rewrites(torch.from_numpy)
def from_numpy(ndarray):
    """
    >>> torch.from_numpy(x)
    torch.as_tensor(x, dtype=torch.float32)
    >>> torch.from_numpy(k)
    torch.from_numpy(k)
    """
    if dtype(ndarray) == "float64":
        return torch.as_tensor(ndarray, dtype=torch.float32)
    if dtype(ndarray) == "complex128":
        return torch.as_tensor(ndarray, dtype=torch.complex64)
    if unknown(ndarray):
        return (lambda t: t.float() if t.dtype == torch.float64 else t)(torch.from_numpy(ndarray))
    return torch.from_numpy(ndarray)


@rewrites(torch.as_tensor, torch.tensor)
def as_tensor(data, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """
    >>> torch.as_tensor(x)
    torch.as_tensor(x, dtype=torch.float32)
    >>> torch.tensor([1.0, 2.0])
    torch.tensor([1.0, 2.0])
    """
    assert omitted(dtype), "the dtype is given"
    assert not known(is_scalar(data)) and not known(is_text(data)), "Python's numbers take the default dtype"
    assert holds_arrays(data) or not is_list(data), "Python's numbers take the default dtype"
    if dtype(data) == "float64":
        return namesake(torch, data, dtype=torch.float32, device=device, requires_grad=requires_grad)
    if dtype(data) == "complex128":
        return namesake(torch, data, dtype=torch.complex64, device=device, requires_grad=requires_grad)
    if unknown(data):
        return (lambda t: t.float() if t.dtype == torch.float64 else t)(namesake(torch, data))


@rewrites(torch.Tensor.double)
def double(self):
    """
    >>> x.double()
    x.float()
    """
    return self.float()
