"""What a program finds when it is rehearsed: a small torch, what it needs of NumPy, harmless builtins, and modules."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import Any

from .conditions import Conditions
from .creation import Backward
from .elementwise import Kinks
from .harmless import FORBIDDEN, Dummy, Partly, PassingThrough, checked_getattr, nothing
from .incoming import Incoming
from .numpy_names import numpy_namespace
from .python_numbers import PythonRandom, math_namespace, random_namespace, statistics_namespace
from .python_outside import (
    Clock,
    Output,
    Stopped,
    argparse_module,
    datetime_module,
    logging_module,
    os_module,
    path_module,
    pathlib_module,
    stop,
    sys_module,
    time_module,
)
from .python_pure import NAMES, pure_namespace
from .scalar import Scalar, Tape
from .tensor import Leaves, Methods, Tensor, Unsupported
from .torch_draws import TorchDraws
from .torch_names import torch_namespace

__all__ = ["FORBIDDEN", "Stopped", "Unsupported", "World", "torch_namespace"]

SAFE_BUILTINS = (
    "abs all any ascii bin bool bytearray bytes callable chr classmethod complex dict divmod enumerate filter format frozenset "
    "hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord pow property range repr reversed set "
    "setattr delattr slice sorted staticmethod str sum super tuple type zip BaseException Exception ValueError TypeError RuntimeError "
    "NotImplementedError KeyError IndexError LookupError NameError AssertionError ZeroDivisionError StopIteration AttributeError "
    "ArithmeticError OverflowError FloatingPointError RecursionError MemoryError UnicodeError EOFError TimeoutError SystemExit "
    "KeyboardInterrupt ImportError ModuleNotFoundError OSError IOError FileNotFoundError FileExistsError PermissionError Warning "
    "UserWarning DeprecationWarning RuntimeWarning FutureWarning NotImplemented Ellipsis __build_class__"
).split()


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

    def __init__(self, conditions: Conditions | None = None, sizes: Mapping[int, int] | None = None) -> None:
        under = conditions or Conditions()
        Tape.reset(under.implicit, under.budget, under.shaken)
        Leaves.log, Leaves.passes = [], 0
        Backward.announced = staticmethod(nothing)
        Kinks.clamp_as_relu = under.relu
        self.printed: list[str] = []
        Dummy.handed = []
        Dummy.incoming = self.incoming = Incoming(under.arrivals, sizes or {}, under.seed, under.ties)
        self.output = Output(self.printed.append)
        draws = TorchDraws(under.seed, under.ties)
        Methods.table |= draws.methods()
        self.torch = torch_namespace(dict(under.optimizers), draws)
        self.numpy = numpy_namespace(under.seed, under.ties)
        self.modules: dict[str, Any] = {"torch": self.torch, "numpy": self.numpy}
        source, clock = PythonRandom(under.seed), Clock()
        self.makers: dict[str, Callable[[], Any]] = {
            "math": math_namespace,
            "statistics": statistics_namespace,
            "random": lambda: random_namespace(source),
            "time": lambda: time_module(clock),
            "datetime": datetime_module,
            "sys": lambda: sys_module(self.output),
            "os": os_module,
            "os.path": path_module,
            "pathlib": pathlib_module,
            "argparse": argparse_module,
            "logging": logging_module,
            "pprint": lambda: Partly("pprint", pprint=self.print, pp=self.print, pformat=repr),
        }

    def builtins(self) -> dict[str, Any]:
        return {
            **{name: getattr(builtins, name) for name in SAFE_BUILTINS},
            "float": Float,
            "print": self.print,
            "input": lambda *prompt: "",
            "open": Dummy("open"),
            "exit": stop,
            "quit": stop,
            "round": rounded,
            "getattr": checked_getattr,
            "vars": variables,
        }

    def shown(self, text: str, value: Any) -> Any:
        """What a run has shown an expression to be, where it is not known here."""
        return self.incoming.shown(text) if isinstance(value, Dummy) else value

    def print(
        self, *args: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: bool = False
    ) -> None:
        text = (sep if sep is not None else " ").join(map(str, args)) + (end if end is not None else "\n")
        (self.output if file is None else file).write(text)

    def module(self, name: str) -> Any:
        """What an import statement binds: a module, or something in one."""
        if name.partition(".")[0] == "tqdm":
            return PassingThrough(name)
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            found = self.module_named(".".join(parts[:end]))
            if found is not None:
                for part in parts[end:]:
                    found = getattr(found, part)
                return found
        return Dummy(name)

    def module_named(self, name: str) -> Any:
        if name not in self.modules:
            if name in self.makers:
                self.modules[name] = self.makers[name]()
            elif name in NAMES:
                self.modules[name] = pure_namespace(name)
        return self.modules.get(name)


def variables(value: Any) -> Any:
    if isinstance(value, builtins.type):
        raise Unsupported("vars of a class")
    return vars(value)


def rounded(value: Any, digits: int | None = None) -> Any:
    if isinstance(value, Tensor):
        raise TypeError("type Tensor doesn't define __round__ method")
    return builtins.round(builtins.float(value) if type(value) is Scalar else value, digits)
