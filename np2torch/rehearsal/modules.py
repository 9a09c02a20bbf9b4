"""`torch.nn`: modules, parameters, and the modules that the losses and activations have."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from typing import Any

from .activations import ACTIVATIONS
from .creation import detach
from .elementwise import ELEMENTWISE
from .losses import LOSSES
from .reductions import REDUCTIONS
from .shaping import SHAPING
from .tensor import Tensor, Unsupported, cast, with_recording


class Parameter(Tensor):
    """A tensor that a module counts among its parameters."""

    __slots__ = ()

    def __init__(self, data: Tensor, requires_grad: bool = True) -> None:
        super().__init__(data.storage, data.index, data.shape, data.dtype)
        self.become_leaf(requires_grad)


class Module:
    """The base class that programs derive from: what is assigned to it and is a parameter or module counts."""

    training = True

    def __init__(self) -> None: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args, **kwargs)  # type: ignore[attr-defined]

    def children_by_name(self) -> Iterator[tuple[str, Any]]:
        yield from vars(self).items()

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        yield prefix, self
        for name, child in self.children_by_name():
            if isinstance(child, Module):
                yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        seen: set[int] = set()
        for prefix, module in self.named_modules():
            for name, child in module.children_by_name():
                if isinstance(child, Parameter) and id(child) not in seen:
                    seen.add(id(child))
                    yield (f"{prefix}.{name}" if prefix else name), child

    def parameters(self) -> Iterator[Parameter]:
        return (p for _, p in self.named_parameters())

    def modules(self) -> Iterator[Module]:
        return (m for _, m in self.named_modules())

    def children(self) -> Iterator[Module]:
        return (c for _, c in self.children_by_name() if isinstance(c, Module))

    def state_dict(self) -> dict[str, Tensor]:
        return {name: detach(p) for name, p in self.named_parameters()}

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        for name, parameter in self.named_parameters():
            values = [cast(v, parameter.dtype) for v in state[name].values]
            with_recording(False, lambda p=parameter, v=values: p.write(v))  # type: ignore[misc]

    def zero_grad(self, set_to_none: bool = True) -> None:
        for parameter in self.parameters():
            parameter.grad = None

    def train(self, mode: bool = True) -> Module:
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        return self

    def to(self, *args: Any, **kwargs: Any) -> Module:
        return self

    double = float = cpu = to

    def apply(self, function: Callable[[Module], Any]) -> Module:
        for module in list(self.modules()):
            function(module)
        return self


class Linear(Module):
    """PyTorch's draws are not reproduced: the start values are some small numbers."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        self.in_features, self.out_features = int(in_features), int(out_features)
        self.weight = Parameter(drawn((self.out_features, self.in_features)))
        self.bias = Parameter(drawn((self.out_features,))) if bias else None

    def forward(self, input: Tensor) -> Any:
        product = input @ self.weight.T
        return product if self.bias is None else product + self.bias


def drawn(shape: tuple[int, ...]) -> Tensor:
    draws = random.Random(str(shape))
    return Tensor.of([draws.uniform(-0.5, 0.5) for _ in range(math.prod(shape))], shape, "float64")


class Sequential(Module):
    def __init__(self, *modules: Any) -> None:
        named = modules[0].items() if len(modules) == 1 and isinstance(modules[0], dict) else enumerate(modules)
        self.held: dict[str, Module] = {str(k): m for k, m in named}

    def children_by_name(self) -> Iterator[tuple[str, Any]]:
        yield from self.held.items()

    def forward(self, input: Any) -> Any:
        for module in self.held.values():
            input = module(input)
        return input

    def __getitem__(self, index: Any) -> Any:
        picked = list(self.held.values())[index]
        return Sequential(*picked) if isinstance(index, slice) else picked

    def __getattr__(self, name: str) -> Any:
        if name != "held" and name in self.held:
            return self.held[name]
        raise AttributeError(name)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.held.values())

    def __len__(self) -> int:
        return len(self.held)

    def append(self, module: Module) -> Sequential:
        self.held[str(len(self.held))] = module
        return self


class ModuleList(Sequential):
    def __init__(self, modules: Any = ()) -> None:
        super().__init__(*modules)


class ParameterList(ModuleList):
    def __init__(self, values: Any = ()) -> None:
        self.held = {str(i): v if isinstance(v, Parameter) else Parameter(v) for i, v in enumerate(values)}


class Dropout(Module):
    """`drop` is given by whoever has the draws."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        self.p = p

    def forward(self, input: Tensor) -> Tensor:
        return self.drop(input, self.p) if self.training and self.p else input

    def drop(self, input: Tensor, p: float) -> Tensor:
        raise Unsupported("a random dropout")


class Embedding(Module):
    def __init__(self, num_embeddings: int, embedding_dim: int) -> None:
        self.weight = Parameter(drawn((num_embeddings, embedding_dim)))

    def forward(self, input: Tensor) -> Tensor:
        return self.weight[input]


class Flatten(Module):
    def forward(self, input: Tensor) -> Any:
        return SHAPING["flatten"](input, 1)


class Identity(Module):
    def forward(self, input: Any) -> Any:
        return input


def module_of(function: Callable[..., Any], *names: str) -> type[Module]:
    """A module that calls a function, its options given when it is made."""

    class Functional(Module):
        def __init__(self, *args: Any, **options: Any) -> None:
            self.options = {**dict(zip(names, args, strict=False)), **{k: v for k, v in options.items() if k != "inplace"}}

        def forward(self, *inputs: Any) -> Any:
            return function(*inputs, **self.options)

    return Functional


LOSS_MODULES = {
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "KLDivLoss": "kl_div",
    "PoissonNLLLoss": "poisson_nll_loss",
    "GaussianNLLLoss": "gaussian_nll_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "SoftMarginLoss": "soft_margin_loss",
}
# The function of each, and its options that may be given by position.
ACTIVATION_MODULES: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    **{name: (ELEMENTWISE[name.lower()], ()) for name in ("ReLU", "Sigmoid", "Tanh")},
    **{name: (ACTIVATIONS[name.lower()], ()) for name in ("SiLU", "GELU", "LogSigmoid", "ReLU6", "SELU", "Mish", "Softsign")},
    **{name: (ACTIVATIONS[name.lower()], ()) for name in ("Tanhshrink", "Hardsigmoid", "Hardswish")},
    "Softplus": (ACTIVATIONS["softplus"], ("beta", "threshold")),
    "LeakyReLU": (ACTIVATIONS["leaky_relu"], ("negative_slope",)),
    "ELU": (ACTIVATIONS["elu"], ("alpha",)),
    "CELU": (ACTIVATIONS["celu"], ("alpha",)),
    "Hardtanh": (ACTIVATIONS["hardtanh"], ("min_val", "max_val")),
    "Threshold": (ACTIVATIONS["threshold"], ("threshold", "value")),
    "Softshrink": (ACTIVATIONS["softshrink"], ("lambd",)),
    "Hardshrink": (ACTIVATIONS["hardshrink"], ("lambd",)),
    "GLU": (ACTIVATIONS["glu"], ("dim",)),
    "CosineSimilarity": (ACTIVATIONS["cosine_similarity"], ("dim", "eps")),
    "PairwiseDistance": (ACTIVATIONS["pairwise_distance"], ("p", "eps")),
    "Softmax": (REDUCTIONS["softmax"], ("dim",)),
    "LogSoftmax": (REDUCTIONS["log_softmax"], ("dim",)),
    "Softmin": (ACTIVATIONS["softmin"], ("dim",)),
}


def filled(value: float) -> Callable[[Tensor], Tensor]:
    return lambda tensor: initialised(tensor, [value] * tensor.count)


def initialised(tensor: Tensor, values: list[float]) -> Tensor:
    with_recording(False, lambda: tensor.write(values))
    return tensor


def random_init(tensor: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return initialised(tensor, drawn(tuple(tensor.shape)).values)


INIT: dict[str, Callable[..., Any]] = {
    "zeros_": filled(0.0),
    "ones_": filled(1.0),
    "constant_": lambda tensor, val: initialised(tensor, [float(val)] * tensor.count),
    **{f"{name}_": random_init for name in ("normal", "uniform", "xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal")},
}
MODULES: dict[str, Any] = {
    "Module": Module,
    "Parameter": Parameter,
    "ParameterList": ParameterList,
    "Linear": Linear,
    "Sequential": Sequential,
    "ModuleList": ModuleList,
    "Dropout": Dropout,
    "Embedding": Embedding,
    "Flatten": Flatten,
    "Identity": Identity,
    **{name: module_of(LOSSES[function]) for name, function in LOSS_MODULES.items()},
    **{name: module_of(function, *options) for name, (function, options) in ACTIVATION_MODULES.items()},
}
