"""What a program finds under the name `torch`, and the methods of its tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from .activations import ACTIVATIONS
from .convolutions import CONVOLUTIONS
from .creation import CONVERTING, CREATION, backward, detach, grad, in_place
from .decompositions import LinAlgError
from .diagonals import DIAGONALS, TRIANGLES
from .dtypes import NAMES, OF_DTYPES
from .elementwise import ELEMENTWISE
from .harmless import Namespace, nothing
from .indexing import INDEXING, WRITING, unravel_index
from .joining import JOINING, pad
from .linalg import LINALG, OF_MATRICES
from .loaders import loaders
from .losses import LOSSES
from .modules import INIT, MODULES, Dropout
from .operands import OPERANDS
from .products import CONTRACTIONS, PRODUCTS
from .reductions import REDUCTIONS
from .scalar import Tape
from .searching import FINDING, SEARCHING
from .shaping import SHAPING, matrix_transpose, reversed_dims, swapped
from .special import IN_SPECIAL, SPECIAL
from .statistics import INTEGRALS, STATISTICS
from .tensor import BITS, DType, Methods, Size, Tensor, as_tensor, with_recording
from .torch_draws import TorchDraws

# What is both a function of `torch` and a method.
BOTH = {
    **ELEMENTWISE,
    **SPECIAL,
    **OPERANDS,
    **REDUCTIONS,
    **SHAPING,
    **DIAGONALS,
    **INDEXING,
    **PRODUCTS,
    **SEARCHING,
    **STATISTICS,
    **OF_MATRICES,
}
OVERWRITING = (
    "abs absolute add addcdiv addcmul addmm addmv addr arccos arcsin arctan baddbmm bitwise_and bitwise_not bitwise_or bitwise_xor "
    "ceil clamp clamp_max clamp_min clip copysign cos cosh cumprod cumsum deg2rad digamma div divide erf erfc erfinv exp exp2 expm1 "
    "fix float_power floor floor_divide fmod frac gcd heaviside hypot lcm ldexp lerp lgamma log log10 log1p log2 logical_and "
    "logical_not logical_or logical_xor logit mul multiply nan_to_num neg negative nextafter pow rad2deg reciprocal relu remainder "
    "round rsqrt sgn sigmoid sign sin sinc sinh sqrt square sub subtract tan tanh tril triu true_divide trunc xlogy "
    "eq ne gt ge lt le greater greater_equal less less_equal not_equal atan2 arctan2"
).split()
SYNONYMS = {"axis": "dim", "keepdims": "keepdim"}


def as_called(function: Callable[..., Any]) -> Callable[..., Any]:
    """With NumPy's names for arguments too, as PyTorch has it, and `out`."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if not kwargs:
            return function(*args)
        named = {SYNONYMS.get(name, name): value for name, value in kwargs.items()}
        out = named.pop("out", None)
        result = function(*args, **named)
        return result if out is None else written(out, result)

    return call


def written(out: Any, result: Any) -> Any:
    if isinstance(out, (tuple, list)):
        return type(result)(*(written(o, r) for o, r in zip(out, result, strict=True)))
    if Tape.recording and not Tape.implicit and as_tensor(result).requires_grad:
        raise RuntimeError("functions with out=... arguments don't support automatic differentiation")
    return out.in_place(result)


def called(functions: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    return {name: as_called(function) for name, function in functions.items()}


Methods.table |= called({**BOTH, **CONVERTING})
Methods.table |= {f"{name}_": in_place(name) for name in (*OVERWRITING, *WRITING)}
Methods.properties |= {
    "T": reversed_dims,
    "mT": lambda tensor: swapped(tensor, -1, -2),
    "H": matrix_transpose,
    "mH": lambda tensor: swapped(tensor, -1, -2),
    "real": lambda tensor: tensor,
    "data": detach,
    "device": lambda tensor: "cpu",
    "itemsize": lambda tensor: BITS[tensor.dtype] // 8,
    "nbytes": lambda tensor: tensor.count * BITS[tensor.dtype] // 8,
    "is_sparse": lambda tensor: False,
    "is_cuda": lambda tensor: False,
    "names": lambda tensor: (None,) * tensor.ndim,
    "grad_fn": lambda tensor: "<Backward>" if tensor.requires_grad and not tensor.is_leaf else None,
}


class Recording:
    """`torch.no_grad()` and its like: a context, and a decorator."""

    def __init__(self, on: bool = False) -> None:
        self.on = on

    def __enter__(self) -> None:
        self.before, Tape.recording = Tape.recording, self.on or Tape.implicit

    def __exit__(self, *error: object) -> None:
        Tape.recording = self.before

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args, **kwargs: with_recording(self.on or Tape.implicit, lambda: function(*args, **kwargs))


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    product = input @ weight.T
    return product if bias is None else product + bias


def no_grad(function: Callable[..., Any] | None = None) -> Any:
    return Recording() if function is None else Recording()(function)


class GradMode(Recording):
    """`torch.set_grad_enabled`, which has its effect without `with` too."""

    def __init__(self, mode: bool) -> None:
        super().__init__(mode)
        Recording.__enter__(self)

    def __enter__(self) -> None: ...


def no_gpu() -> Namespace:
    return Namespace(
        _title="torch.cuda",
        is_available=lambda: False,
        device_count=lambda: 0,
        **dict.fromkeys(("manual_seed", "manual_seed_all", "empty_cache", "synchronize"), nothing),
    )


def backends() -> Namespace:
    nowhere = Namespace(_title="torch.backends", is_available=lambda: False, benchmark=False, deterministic=True)
    return Namespace(_title="torch.backends", mps=nowhere, cudnn=nowhere, cuda=nowhere)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **called({**BOTH, **TRIANGLES, **FINDING, **INTEGRALS, **CONTRACTIONS, **JOINING, **CREATION, **OF_DTYPES}),
    **called(
        {
            name: CONVOLUTIONS[name]
            for name in ("conv1d", "conv2d", "conv3d", "conv_transpose1d", "max_pool1d", "max_pool2d")
        }
    ),
    **called({name: ACTIVATIONS[name] for name in ("selu", "celu", "prelu", "hardshrink", "threshold")}),
    "clone": CONVERTING["clone"],
    "detach": detach,
    "numel": CONVERTING["numel"],
    "reshape": lambda input, shape: SHAPING["reshape"](input, tuple(shape)),
    "unravel_index": unravel_index,
}
FUNCTIONAL = {
    **called({**ELEMENTWISE, **REDUCTIONS, **ACTIVATIONS, **CONVOLUTIONS}),
    **LOSSES,
    "pad": pad,
    "linear": linear,
}
OF_LINALG, OF_SPECIAL = called(LINALG), called(IN_SPECIAL)
NO_EFFECT = (
    "set_default_dtype set_default_device set_printoptions set_num_threads use_deterministic_algorithms set_float32_matmul_precision "
    "set_warn_always"
).split()


def torch_namespace(optimizers: dict[str, Any], draws: TorchDraws | None = None) -> Namespace:
    """What a program finds under the name `torch`."""
    source = draws or TorchDraws(1, False)
    functional = Namespace(_title="torch.nn.functional", **FUNCTIONAL, dropout=source.dropout)
    dropout = type("Dropout", (Dropout,), {"drop": staticmethod(source.dropout)})
    nn = Namespace(
        _title="torch.nn",
        functional=functional,
        init=Namespace(_title="torch.nn.init", **INIT),
        **{**MODULES, "Dropout": dropout},
    )
    return Namespace(
        _title="torch",
        **FUNCTIONS,
        **NAMES,
        **source.functions(),
        pi=math.pi,
        e=math.e,
        inf=math.inf,
        nan=math.nan,
        newaxis=None,
        Tensor=Tensor,
        Size=Size,
        dtype=DType,
        no_grad=no_grad,
        inference_mode=lambda mode=True: Recording(not mode),
        enable_grad=lambda: Recording(True),
        set_grad_enabled=GradMode,
        is_grad_enabled=lambda: Tape.recording,
        **dict.fromkeys(NO_EFFECT, nothing),
        device=lambda type, index=None: type,
        cuda=no_gpu(),
        backends=backends(),
        nn=nn,
        optim=Namespace(_title="torch.optim", **optimizers),
        linalg=Namespace(_title="torch.linalg", **OF_LINALG, LinAlgError=LinAlgError),
        autograd=Namespace(_title="torch.autograd", grad=grad, backward=backward),
        special=Namespace(_title="torch.special", **OF_SPECIAL),
        random=Namespace(_title="torch.random", **source.streams()),
        utils=Namespace(_title="torch.utils", data=Namespace(_title="torch.utils.data", **loaders(source))),
    )
