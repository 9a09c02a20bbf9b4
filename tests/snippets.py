"""Short programs over arrays, made up by hypothesis: what is written runs in NumPy, for each line is tried."""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[object]], object]
NUMBERS = ("0", "1", "2", "3", "-1", "0.5", "-1.5", "2.0")
ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
OF_ONE = (
    "np.exp({})", "np.sin({})", "np.tanh({})", "np.abs({})", "abs({})", "-{}", "np.sqrt(np.abs({}))", "np.square({})",
    "np.sign({})", "np.floor({})", "np.round({}, 1)", "np.log1p(np.abs({}))", "np.negative({})", "np.isnan({})",
    "np.maximum({}, 0)", "np.minimum({}, 1.5)", "np.clip({}, -1, 1)", "np.where({} > 0, 1, -1)", "np.cumsum({})",
    "np.zeros_like({})", "np.ones_like({})", "np.full_like({}, 2)", "np.ravel({})", "{}.ravel()", "{}.flatten()", "{}.T",
    "{}.copy()", "{}.astype(float)", "{}.astype(int)", "{}.astype(bool)", "{}.astype(np.float32)", "{}.reshape(-1)",
    "np.expand_dims({}, 0)", "np.squeeze({})", "np.atleast_1d({})", "np.sort({})", "np.argsort({}, kind='stable')",
    "np.unique({})", "np.flip({})", "np.diff({})", "np.repeat({}, 2)", "np.array({})", "np.asarray({})", "{}.tolist()",
    "np.nonzero({})", "np.transpose({})", "np.logical_not({})", "np.float64({})", "np.outer({0}, {0})", "list({})",
    "np.argmax({})", "np.count_nonzero({})", "np.stack([{0}, {0}])", "np.concatenate([{0}, {0}])", "np.tile({}, 2)",
    "{}.shape", "{}.size", "{}.ndim", "len({})", "np.linalg.norm({})", "np.median({})", "np.prod({})", "sum({})",
    "max({})", "float({})", "int({})", "bool({})", "np.any({})", "np.all({})", "{}.item()", "{}.max()", "round({}, 2)",
    "[e for e in {}]", "[e * 2 for e in {}]", "np.array([e for e in {}])", "sorted({})", "np.zeros({}.shape)",
)  # fmt: skip
OF_TWO = (
    "np.maximum({}, {})", "np.minimum({}, {})", "np.where({} > 0, {}, 0)", "np.add({}, {})", "np.dot({}, {})", "{} @ {}",
    "np.logical_and({}, {})", "np.logical_or({}, {})", "np.power({}, {})", "np.mod({}, {})", "np.divide({}, {})",
    "np.stack([{}, {}])", "np.concatenate([{}, {}])", "np.vstack([{}, {}])", "np.hstack([{}, {}])", "np.append({}, {})",
    "np.array([{}, {}])", "np.array_equal({}, {})", "np.allclose({}, {})", "np.outer({}, {})", "np.arctan2({}, {})",
    "np.hypot({}, {})", "np.floor_divide({}, {})", "np.column_stack([{}, {}])", "np.matmul({}, {})", "np.subtract({}, {})",
    "np.multiply({}, {})", "np.equal({}, {})", "np.less({}, {})", "np.searchsorted(np.sort(np.ravel({})), {})",
    "np.full({}, {})", "np.isin({}, {})", "np.take({}, {})", "[{}, {}]", "max({}, {})",
)  # fmt: skip
REDUCTIONS = ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "argmax", "argmin")
INDICES = (
    "0", "-1", "1", ":", "1:", ":-1", "::2", "None", "...", "[0, 1]", "[1, 0, 1]", "-2:", "1:2", "np.array([1, 0])",
    "np.arange(2)", "[True, False]",
)  # fmt: skip
SHAPES = ((), (1,), (2,), (3,), (2, 2), (2, 3), (3, 1), (1, 2), (2, 1, 2), (2, 2, 3))
DTYPES = ("float", "int", "bool", "np.float32")
SHOWN = (
    "print({})", 'print("value:", {})', 'print(f"{{{}}}")', 'print(f"{{{}:.3f}}")', 'print("%.2f" % {})', 'print("%s" % {})',
    'print("{{}}".format({}))', "print(str({}))", "print([{}])", "print(({}, 1))", 'print("%d" % {})', "print(repr({}))",
)  # fmt: skip


class Snippet:
    """A program as it grows, and what it has left behind so far."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.space: dict[str, object] = {}
        self.keep("import numpy as np")

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def keep(self, text: str) -> bool:
        """Add what runs, on the names as they are, and gives numbers that are not too large."""
        lines = [*self.lines, text]
        space: dict[str, object] = {}
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for message in ("divide by zero encountered in (floor_divide|remainder|power)", "invalid value encountered in cast",
                            "overflow"):  # fmt: skip
                warnings.filterwarnings("error", message)
            warnings.simplefilter("error", DeprecationWarning)
            try:
                exec("\n".join(lines), space)
            except Exception:
                return False
            if any(not plain(value) for value in (*space.values(), *self.parts(text))):
                return False
        self.lines, self.space = lines, space
        return True

    def parts(self, text: str) -> Iterator[object]:
        """The values of the expressions inside a line, as far as they can be told apart."""
        statement = ast.parse(text).body[0]
        if isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr)):
            for node in ast.walk(statement.value):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                    yield powers_of(eval(compile(ast.Expression(node.left), "<part>", "eval"), dict(self.space)))
                if isinstance(node, (ast.BinOp, ast.Compare, ast.Call, ast.Subscript, ast.UnaryOp)):
                    with contextlib.suppress(Exception):
                        yield eval(compile(ast.Expression(node), "<part>", "eval"), dict(self.space))

    # --- choices -------------------------------------------------------------------------------------

    def one_of(self, options: Sequence[str]) -> str:
        return str(self.draw(st.sampled_from(options)))

    def number(self, low: int, high: int) -> int:
        return int(str(self.draw(st.integers(low, high))))

    def names(self) -> list[str]:
        return [n for n, v in self.space.items() if isinstance(v, (np.ndarray, np.generic, int, float))]

    def arrays(self) -> list[str]:
        return [n for n, v in self.space.items() if isinstance(v, np.ndarray)]

    def new(self) -> str:
        return f"v{sum(n.startswith('v') for n in self.space)}"

    # --- what is written -----------------------------------------------------------------------------

    def array(self) -> str:
        shape = self.draw(st.sampled_from(SHAPES))
        dtype = self.one_of(DTYPES)
        count = int(np.prod(shape))  # type: ignore[call-overload]
        values = [self.number(-4, 4) / 2 for _ in range(count)]
        made = np.array(values).reshape(shape).astype({"np.float32": np.float32}.get(dtype, dtype))  # type: ignore[arg-type]
        ending = ", dtype=np.float32" if dtype == "np.float32" else ""
        return f"np.array({made.tolist()}{ending})"

    def expression(self, depth: int = 2) -> str:
        names = self.arrays() or self.names()
        if depth == 0 or not names:
            return self.one_of(names or NUMBERS)
        inner = self.expression(depth - 1)
        match self.number(0, 6):
            case 0:
                return f"({inner} {self.one_of(ARITHMETIC)} {self.expression(depth - 1)})"
            case 1:
                return f"({inner} {self.one_of(COMPARISONS)} {self.expression(depth - 1)})"
            case 2:
                return self.one_of(OF_ONE).format(inner)
            case 3:
                return self.one_of(OF_TWO).format(inner, self.expression(depth - 1))
            case 4:
                return self.reduction(inner)
            case 5:
                return f"{self.one_of(names)}[{self.index()}]"
        return f"({inner} {self.one_of(ARITHMETIC)} {self.one_of(NUMBERS)})"

    def reduction(self, inner: str) -> str:
        name = self.one_of(REDUCTIONS)
        axis = self.one_of(["", "axis=0", "axis=-1", "axis=1", "axis=0, keepdims=True", "keepdims=True", "axis=(0, 1)"])
        return self.one_of([f"np.{name}({inner}, {axis})", f"{inner}.{name}({axis})"]).replace(", )", ")")

    def index(self) -> str:
        if self.arrays() and self.number(0, 3) == 0:
            name = self.one_of(self.arrays())
            return self.one_of([f"{name} > 0", name, f"{name} == 1"])
        return ", ".join(self.one_of(INDICES) for _ in range(self.number(1, 2)))

    def statement(self) -> str:
        if not self.names():
            return f"{self.new()} = {self.array()}"
        target = self.one_of(self.names())
        match self.number(0, 11):
            case 0:
                return f"{self.new()} = {self.array()}"
            case 1 | 2 | 3:
                return f"{self.new()} = {self.expression()}"
            case 4:
                return f"{target}[{self.index()}] = {self.expression(1)}"
            case 5:
                return f"{target}[{self.index()}] {self.one_of(ARITHMETIC)}= {self.expression(1)}"
            case 6:
                return f"{target} {self.one_of(ARITHMETIC)}= {self.expression(1)}"
            case 7:
                new = self.new()
                return self.one_of([f"{new} = {target}", f"{new} = {target}[{self.index()}]", f"{new} = {target}.T",
                                    f"{new} = {target}.reshape(-1)", f"{new} = {target}.ravel()"])  # fmt: skip
            case 8:
                return self.one_of(SHOWN).format(self.expression(1))
            case 9:
                return self.block(target)
            case 10:
                return f"{target} = {self.expression()}"
        return self.function()

    def block(self, target: str) -> str:
        body = f"    {self.one_of(self.names())} {self.one_of(['+', '-', '*'])}= {self.expression(1)}"
        head = self.one_of([f"for item in {target}:", "for i in range(3):", f"if np.sum({target}) > 0:", f"for i in range(len({target})):",
                            f"if np.any({target}):", f"for i, item in enumerate({target}):"])  # fmt: skip
        own = "    print(item)" if "item" in head else f"    {self.one_of(self.names())} = {self.expression(1)}"
        return f"{head}\n{self.one_of([body, own])}"

    def function(self) -> str:
        name = f"f{sum(n.startswith('f') for n in self.space)}"
        a, b = self.one_of(self.names()), self.one_of([*self.names(), "2", "0.5"])
        inner = self.one_of(["x + y", "x * y", "x - y.mean()", "np.sum(x * y)", "x @ y", "x / len(x)", "x[0]", "x.copy()",
                             "np.maximum(x, y)", "x", "(x, y)", "x ** 2", "np.exp(-x) + y"])  # fmt: skip
        effect = self.one_of(
            ["", "    x += y\n", "    x[0] = y\n", "    x = x + y\n", "    x = x[::2]\n", "    y = x\n"]
        )
        return f"def {name}(x, y):\n{effect}    return {inner}\n{self.new()} = {name}({a}, {b})"


def powers_of(value: object) -> object:
    """What NumPy computes powers of: those of bools are int8 or int64, by chance."""
    return np.int8(0) if np.asarray(value).dtype.kind == "b" else value


def plain(value: object) -> bool:
    """Whether it is nothing out of the way: one of four dtypes, not large, no infinities."""
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        return True
    array = np.asarray(value)
    if array.dtype.kind not in "ifb" or array.size > 200 or array.dtype.itemsize == 2:
        return False
    return array.dtype.kind == "b" or (array.dtype.name != "int8" and bool(np.all(np.abs(array.astype(float)) <= 1e6)))


@st.composite
def snippets(draw: Draw) -> str:
    snippet = Snippet(draw)
    for _ in range(snippet.number(1, 2)):
        snippet.keep(f"{snippet.new()} = {snippet.array()}")
    for _ in range(snippet.number(2, 6)):
        snippet.keep(snippet.statement())
    return snippet.text
