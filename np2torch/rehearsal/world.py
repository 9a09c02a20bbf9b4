"""What a program finds when it is rehearsed: a small torch, NumPy's draws, harmless builtins, dummies for the rest."""

from __future__ import annotations

import builtins
import importlib
import math
import random
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from .conditions import Conditions
from .creation import CONVERTING, CREATION, Backward, detach, grad
from .draws import Draws
from .elementwise import ELEMENTWISE, Kinks
from .losses import LOSSES
from .modules import INIT, MODULES
from .reductions import REDUCTIONS, norm
from .scalar import Scalar, Tape
from .shaping import JOINING, SHAPING, matrix_transpose, pad, reversed_dims, swapped
from .tensor import Leaves, Methods, Tensor, Unsupported, with_recording

Methods.table |= {**ELEMENTWISE, **REDUCTIONS, **SHAPING, **CONVERTING}
Methods.properties |= {
    "T": reversed_dims,
    "mT": lambda tensor: swapped(tensor, -1, -2),
    "H": matrix_transpose,
    "data": detach,
    "device": lambda tensor: "cpu",
    "itemsize": lambda tensor: 8,
}
SAFE_BUILTINS = (
    "abs all any bool bytes callable chr classmethod complex dict divmod enumerate filter frozenset getattr hasattr hash id int "
    "isinstance issubclass iter len list map max min next object ord pow property range repr reversed round set setattr slice "
    "sorted staticmethod str sum super tuple type zip Exception ValueError TypeError RuntimeError NotImplementedError KeyError "
    "IndexError AssertionError ZeroDivisionError StopIteration AttributeError ArithmeticError OverflowError FloatingPointError "
    "KeyboardInterrupt ImportError OSError FileNotFoundError Warning UserWarning DeprecationWarning RuntimeWarning "
    "NotImplemented Ellipsis __build_class__"
).split()
# Modules of Python's own that compute and no more.
PURE_MODULES = frozenset(
    "abc bisect collections contextlib copy dataclasses decimal enum fractions functools heapq itertools numbers operator "
    "statistics string textwrap types typing typing_extensions collections.abc".split()
)
# Attributes by which a program could reach outside of the rehearsal.
FORBIDDEN = frozenset(
    "__subclasses__ __globals__ __builtins__ __mro__ __bases__ __base__ __code__ __closure__ __loader__ __spec__ __import__ "
    "__getattribute__ f_globals f_locals f_back f_builtins gi_frame gi_code cr_frame tb_frame __reduce__ __reduce_ex__ mro".split()
)


class Dummy:
    """Whatever other libraries give: it can be called and asked for anything, and computes nothing."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> Dummy:
        if name.startswith("__") or name in FORBIDDEN:
            raise AttributeError(name)
        return Dummy(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> None: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return Dummy(f"{self._name}()")

    def __getitem__(self, key: object) -> Dummy:
        return self

    def __setitem__(self, key: object, value: object) -> None: ...

    def __iter__(self) -> Iterator[Dummy]:
        return iter([self, self])

    def __enter__(self) -> Dummy:
        return self

    def __exit__(self, *error: object) -> None: ...


class PassingThrough(Dummy):
    """A progress bar: what it is given to iterate over comes out of it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._name.endswith("trange"):
            return range(*args)
        return args[0] if args and hasattr(args[0], "__iter__") and not isinstance(args[0], Dummy) else Dummy(f"{self._name}()")

    def __getattr__(self, name: str) -> Dummy:
        if name.startswith("__"):
            raise AttributeError(name)
        return PassingThrough(f"{self._name}.{name}")


class Namespace(SimpleNamespace):
    """A module of names; asking for one that it lacks is Unsupported."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unsupported(f"{self._title}.{name}")


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


def torch_namespace(optimizers: dict[str, Any]) -> Namespace:
    """What a program finds under the name `torch`."""
    functions = {**ELEMENTWISE, **REDUCTIONS, **SHAPING, **JOINING, **CREATION}
    functions |= {"clone": CONVERTING["clone"], "detach": detach, "numel": CONVERTING["numel"], "reshape": lambda input, shape: SHAPING["reshape"](input, shape)}
    functional = Namespace(_title="torch.nn.functional", **{**ELEMENTWISE, **REDUCTIONS, **LOSSES, "pad": pad, "linear": linear})
    nn = Namespace(_title="torch.nn", functional=functional, init=Namespace(_title="torch.nn.init", **INIT), **MODULES)
    return Namespace(
        _title="torch",
        **functions,
        **{name: name for name in ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool")},
        double="float64",
        float="float32",
        long="int64",
        int="int32",
        pi=math.pi,
        e=math.e,
        inf=math.inf,
        nan=math.nan,
        Tensor=Tensor,
        Size=tuple,
        no_grad=Recording,
        enable_grad=lambda: Recording(True),
        set_grad_enabled=Recording,
        matmul=lambda input, other: input @ other,
        mm=lambda input, mat2: input @ mat2,
        mv=lambda input, vec: input @ vec,
        dot=lambda input, tensor: input @ tensor,
        bmm=lambda input, mat2: input @ mat2,
        set_default_dtype=nothing,
        manual_seed=nothing,
        set_printoptions=nothing,
        set_num_threads=nothing,
        device=lambda name: name,
        nn=nn,
        optim=Namespace(_title="torch.optim", **optimizers),
        linalg=Namespace(_title="torch.linalg", norm=norm, vector_norm=norm),
        autograd=Namespace(_title="torch.autograd", grad=grad),
        special=Namespace(_title="torch.special", expit=ELEMENTWISE["sigmoid"]),
        random=Namespace(_title="torch.random", manual_seed=nothing),
    )


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    product = input @ weight.T
    return product if bias is None else product + bias


def nothing(*args: object, **kwargs: object) -> None:
    return None


Methods.table |= {name: (lambda input, other: input @ other) for name in ("matmul", "mm", "mv", "dot", "bmm")}


def numpy_namespace(seed: int, ties: bool) -> Namespace:
    """What a program on tensors still needs of NumPy: its draws, its dtypes, its constants."""
    names = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool")
    return Namespace(
        _title="numpy",
        random=Draws(seed, ties),
        **{name: name for name in names},
        bool_="bool",
        ndarray=Tensor,
        pi=math.pi,
        e=math.e,
        inf=math.inf,
        nan=math.nan,
        newaxis=None,
        set_printoptions=nothing,
        seterr=nothing,
        errstate=lambda **how: Recording(True),
        isscalar=lambda value: isinstance(value, (int, float)),
    )


def math_namespace() -> Namespace:
    """`math`, of numbers: where everything is recorded, derivatives go through it."""
    names = {n: getattr(math, n) for n in dir(math) if not n.startswith("_")}
    through = {n: through_tape(ELEMENTWISE_OF[n], names[n]) for n in ELEMENTWISE_OF}
    plain = {n: (of_numbers(f) if callable(f) else f) for n, f in names.items()}
    return Namespace(_title="math", **{**plain, **through})


ELEMENTWISE_OF = {"exp": "exp", "log": "log", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos"}


def through_tape(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def apply(value: Any, *rest: Any) -> Any:
        number = value.single() if isinstance(value, Tensor) else value
        if type(number) is Scalar and Tape.implicit and not rest:
            return ELEMENTWISE[name](Tensor.of([number], (), "float64")).single()
        return function(float(number) if isinstance(number, float) else number, *rest)

    return apply


def of_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: function(*(a.single() if isinstance(a, Tensor) else a for a in args))


class FloatType(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, builtins.float)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, builtins.float)


class Float(metaclass=FloatType):
    """`float`: what it makes of a tensor stays on the tape where everything is recorded."""

    def __new__(cls, value: Any = 0.0) -> Any:
        if isinstance(value, Tensor):
            value = value.single()
        return value if type(value) is Scalar and Tape.implicit else builtins.float(value)


class World:
    """One rehearsal's surroundings, and what it printed."""

    def __init__(self, conditions: Conditions | None = None) -> None:
        under = conditions or Conditions()
        Tape.reset(under.implicit, under.budget, under.shaken)
        Leaves.log, Leaves.passes = [], 0
        Backward.announced = staticmethod(nothing)
        Kinks.clamp_as_relu = under.relu
        self.printed: list[str] = []
        self.torch = torch_namespace(dict(under.optimizers))
        self.numpy = numpy_namespace(under.seed, under.ties)
        self.random = random.Random(under.seed)
        self.clock = 0.0

    def builtins(self) -> dict[str, Any]:
        safe = {name: getattr(builtins, name) for name in SAFE_BUILTINS}
        return {**safe, "float": Float, "print": self.print, "input": lambda *prompt: "", "open": Dummy("open"), "exit": stop, "quit": stop, "round": rounded, "getattr": checked_getattr, "vars": vars}

    def print(self, *args: Any, sep: str | None = " ", end: str | None = "\n", **ignored: Any) -> None:
        self.printed.append((sep if sep is not None else " ").join(map(str, args)) + (end if end is not None else "\n"))

    def module(self, name: str) -> Any:
        """What an import statement binds."""
        root, _, rest = name.partition(".")
        if root in ("torch", "numpy"):
            value = self.torch if root == "torch" else self.numpy
            for part in rest.split(".") if rest else ():
                value = getattr(value, part)
            return value
        if root == "math":
            return getattr(math_namespace(), rest) if rest else math_namespace()
        if root == "tqdm":
            return PassingThrough(name)
        if root == "random":
            return getattr(self.random, rest) if rest else self.random
        if root == "time":
            return self.ticking if rest in ("time", "perf_counter", "process_time") else Namespace(_title="time", time=self.ticking, perf_counter=self.ticking, process_time=self.ticking, sleep=nothing)
        return pure_member(name) or Dummy(name)

    def ticking(self) -> float:
        self.clock += 0.125
        return self.clock


def pure_member(name: str) -> Any:
    """A module of `PURE_MODULES`, or something in one; None for all others."""
    if name in PURE_MODULES:
        return importlib.import_module(name)
    module, _, member = name.rpartition(".")
    return getattr(importlib.import_module(module), member, None) if module in PURE_MODULES else None


def checked_getattr(value: Any, name: str, *default: Any) -> Any:
    if name in FORBIDDEN:
        raise Unsupported(f"getattr of {name}")
    return getattr(value, name, *default)


def rounded(value: Any, digits: int | None = None) -> Any:
    if isinstance(value, Tensor):
        raise TypeError("type Tensor doesn't define __round__ method")
    return builtins.round(builtins.float(value) if type(value) is Scalar else value, digits)


class Stopped(Exception):
    """The program ended itself."""


def stop(*code: object) -> None:
    raise Stopped


