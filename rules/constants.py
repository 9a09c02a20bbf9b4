"""Names that stand for the same thing on both sides."""

import numpy as np
import torch

NAMES = {
    np.pi: torch.pi,
    np.e: torch.e,
    np.inf: torch.inf,
    np.nan: torch.nan,
    np.newaxis: None,
    np.ndarray: torch.Tensor,
    np.float16: torch.float16,
    np.float32: torch.float32,
    np.float64: torch.float64,
    np.double: torch.float64,
    np.int8: torch.int8,
    np.int16: torch.int16,
    np.int32: torch.int32,
    np.int64: torch.int64,
    np.uint8: torch.uint8,
    np.bool_: torch.bool,
    np.bool: torch.bool,
    np.complex64: torch.complex64,
    np.complex128: torch.complex128,
}
