"""Short programs over arrays, made up by chance: what is written runs in NumPy, for each line is tried.

Who chooses is hypothesis, which makes small what fails, or a generator of random numbers: it goes further afield.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import random
import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from hypothesis import strategies as st

Choose = Callable[[int], int]  # one of the first so many numbers
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
    "np.isfinite({})", "np.nan_to_num({})", "np.ceil({})", "np.log({})", "1 / {}", "np.cos({})", "np.expm1({})", "{}.nonzero()",
    "{}.swapaxes(0, -1)", "np.roll({}, 1)", "np.roll({}, 1, axis=0)", "np.flip({}, axis=0)", "np.cumsum({}, axis=0)",
    "np.cumprod({})", "np.sort({}, axis=0)", "np.diff({}, axis=0)", "np.argsort({}, axis=0, kind='stable')", "{}[:, None]",
    "np.eye(len({}))", "np.arange(len({}))", "np.ones({}.shape[0])", "np.trace({})", "np.diag({})", "np.triu({})", "np.tril({})",
    "np.pad({}, 1)", "np.bincount(np.ravel({}).astype(int) ** 2)", "np.linalg.norm({}, axis=0)", "np.linalg.norm({}, axis=1, keepdims=True)",
    "np.percentile({}, 50)", "np.quantile({}, 0.25, axis=0)", "np.average({}, axis=0)", "np.ptp({})", "np.nansum({})", "np.nanmean({})",
    "np.nanmax({}, axis=0)", "np.unique({}, return_counts=True)", "np.unique({}, return_inverse=True)", "np.argwhere({})", "np.split({}, 2)",
    "np.array_split({}, 2)", "np.reshape({}, (-1, 1))", "{}.reshape(len({0}), -1)", "np.repeat({}, 2, axis=0)", "np.swapaxes({}, 0, 1)",
    "np.broadcast_to({}, (2, 3))", "np.histogram({}, bins=3)", "np.meshgrid({0}, {0})", "np.einsum('ij->i', {})", "np.tensordot({0}, {0}, axes=1)",
    "{}.any(axis=0)", "{}.clip(0, 1)", "{}.round(1)", "{}.dot({0}.T)", "np.mean({0} == {0})", "({} > 0).sum()",
    "({} > 0).mean()", "tuple({})", "{}.mean().item()", "np.sqrt({})", "math.exp({})", "math.sqrt(abs({}))",
    "range(int(abs({})))", "~({} > 0)", "np.where({} > 0)", "np.where({} > 0)[0]", "{}[{0} > 0]", "{}.squeeze()", "np.floor({}).astype(int)",
    "[float(e) for e in {}]", "np.max([e.sum() for e in {}])", "np.mean([e for e in {}])",
)  # fmt: skip
OF_TWO = (
    "np.maximum({}, {})", "np.minimum({}, {})", "np.where({} > 0, {}, 0)", "np.add({}, {})", "np.dot({}, {})", "{} @ {}",
    "np.logical_and({}, {})", "np.logical_or({}, {})", "np.power({}, {})", "np.mod({}, {})", "np.divide({}, {})",
    "np.stack([{}, {}])", "np.concatenate([{}, {}])", "np.vstack([{}, {}])", "np.hstack([{}, {}])", "np.append({}, {})",
    "np.array([{}, {}])", "np.array_equal({}, {})", "np.allclose({}, {})", "np.outer({}, {})", "np.arctan2({}, {})",
    "np.hypot({}, {})", "np.floor_divide({}, {})", "np.column_stack([{}, {}])", "np.matmul({}, {})", "np.subtract({}, {})",
    "np.multiply({}, {})", "np.equal({}, {})", "np.less({}, {})", "np.searchsorted(np.sort(np.ravel({})), {})",
    "np.full({}, {})", "np.isin({}, {})", "np.take({}, {})", "[{}, {}]", "max({}, {})", "np.where({0} > {1}, {0}, {1})",
    "np.fmax({}, {})", "np.clip({}, 0, {})", "np.greater({}, {})", "np.isclose({}, {})", "np.einsum('i,i->', {}, {})", "np.logaddexp({}, {})",
    "np.einsum('ij,jk->ik', {}, {})", "np.concatenate([{}, {}], axis=1)", "np.stack([{}, {}], axis=-1)", "np.c_[{}, {}]", "np.r_[{}, {}]",
    "np.inner({}, {})", "np.average({}, weights={})", "np.interp({}, np.arange(3), {})", "np.cross({}, {})", "np.kron({}, {})",
    "np.linalg.norm({} - {})", "np.bitwise_and({}, {})", "(({0} > 0) & ({1} > 0))", "(({0} > 0) | ({1} < 1))", "({0} if np.sum({1}) > 0 else {1})",
    "[a * b for a, b in zip({}, {})]", "sum(a * b for a, b in zip({}, {}))", "np.array([a + b for a, b in zip({}, {})])", "({}, {})",
    "min({}, {})", "np.take_along_axis({}, {}, axis=0)", "{}[np.argsort({}, kind='stable')]", "{}[np.argmax({})]", "{}.dot({})", "({} in {})",
    "np.sum({}, where={} > 0)", "np.setdiff1d({}, {})", "np.union1d({}, {})", "np.digitize({}, np.unique({}))", "np.array([np.sum({}), np.sum({})])",
)  # fmt: skip
REDUCTIONS = ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "argmax", "argmin", "cumsum", "cumprod")
INDICES = (
    "0", "-1", "1", ":", "1:", ":-1", "::2", "None", "...", "[0, 1]", "[1, 0, 1]", "-2:", "1:2", "np.array([1, 0])",
    "np.arange(2)", "[True, False]", "::-1", "-1:", "2:", "1::2", "(0, 1)", "0, 1", "..., 0", "..., None", ":, 0", "[0]", "np.newaxis",
)  # fmt: skip
PLACES = ("0", "[0, 0]", "[0, 1, 0]", "np.array([1, 1])")
SHAPES = ((), (1,), (2,), (3,), (2, 2), (2, 3), (3, 1), (1, 2), (2, 1, 2), (2, 2, 3), (3, 3), (4,), (0,), (0, 2))
DTYPES = ("float", "float", "int", "int", "bool", "np.float32", "np.float32", "np.uint8", "np.int32")
MADE = (
    "np.zeros(3)", "np.zeros((2, 3))", "np.ones(2)", "np.ones((3, 1), dtype=np.float32)", "np.arange(4)", "np.arange(6).reshape(2, 3)",
    "np.arange(0, 1, 0.25)", "np.linspace(0, 1, 3)", "np.full((2, 2), 0.5)", "np.eye(3)", "np.eye(2, dtype=int)", "np.zeros(2, dtype=int)",
    "np.zeros((3, 3), dtype=bool)", "np.random.randn(2, 3)", "np.random.rand(3)", "np.random.randint(0, 5, size=4)", "np.random.uniform(-1, 1, (2, 2))",
    "np.random.permutation(4)", "np.random.randn(3, 3).astype(np.float32)", "np.array([np.nan, 1.0, -1.0])", "np.array([[1.0, np.inf], [np.nan, 0.0]])",
    "np.float64(1.5)", "np.int64(3)", "np.float32(0.5)", "np.array([[1, 2], [3, 4]]).T", "np.array([3, 1, 2])[::-1]", "np.arange(8).reshape(2, 2, 2)",
    "1.5", "2", "-3", "0",
)  # fmt: skip
SHOWN = (
    "print({})", "print(isinstance({}, np.ndarray))", 'print({}.dtype)', 'print({0}.shape, len({0}))', 'print(f"{{{}.mean():.2f}}")', 'print({}, end=" ")',
    "print(*{})", 'print("%s and %s" % ({0}, {0}))', 'print(f"{{{0}}} {{{0}!r}}")', "print({{'a': {}}})", 'print("{{:.2f}}".format({}))', 'print("value:", {})', 'print(f"{{{}}}")', 'print(f"{{{}:.3f}}")', 'print("%.2f" % {})', 'print("%s" % {})',
    'print("{{}}".format({}))', "print(str({}))", "print([{}])", "print(({}, 1))", 'print("%d" % {})', "print(repr({}))",
)  # fmt: skip


class Snippet:
    """A program as it grows, and what it has left behind so far."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.lines: list[str] = []
        self.space: dict[str, object] = {}
        self.keep("import math\nimport numpy as np\nnp.random.seed(0)")

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def keep(self, text: str) -> bool:
        """Add what runs, on the names as they are, and gives numbers that are not too large."""
        lines = [*self.lines, text]
        space: dict[str, object] = {}
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for message in ("divide by zero encountered in (scalar )?(floor_divide|remainder|power)", "invalid value encountered in cast",
                            "overflow"):  # fmt: skip
                warnings.filterwarnings("error", message)
            warnings.simplefilter("error", DeprecationWarning)
            try:
                exec("\n".join(lines), space)
            except Exception:
                return False
            if self.reads_what_it_writes(text):
                return False
            if any(is_changed(self.space.get(name), value) for name, value in space.items()):
                return False
            if any(not plain(value) for value in (*space.values(), *self.parts(text))):
                return False
        self.lines, self.space = lines, space
        return True

    def reads_what_it_writes(self, text: str) -> bool:
        """Whether NumPy writes to elements before it reads them: `x[mask] = x[::-1]`."""
        match ast.parse(text).body:
            case [ast.Assign([ast.Subscript(array) as target], value)]:
                spaces = [copy.deepcopy({n: v for n, v in self.space.items() if n.startswith("v")}) for _ in range(2)]
                apart = f"{ast.unparse(target)} = np.array({ast.unparse(value)})"
                try:
                    for line, space in zip((text, apart), spaces, strict=True):
                        exec(line, {**self.space, **space})
                    arrays = [eval(ast.unparse(array), {}, space) for space in spaces]
                    return not np.array_equal(*arrays, equal_nan=arrays[0].dtype.kind == "f")
                except Exception:
                    return True
        return False

    def parts(self, text: str) -> Iterator[object]:
        """The values of the expressions inside a line, as far as they can be told apart."""
        for statement in ast.parse(text).body:
            for node in ast.walk(statement):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                    with contextlib.suppress(NameError):
                        yield powers_of(eval(compile(ast.Expression(node.left), "<part>", "eval"), dict(self.space)))
                if isinstance(node, (ast.BinOp, ast.Compare, ast.Call, ast.Subscript, ast.UnaryOp, ast.ListComp)):
                    with contextlib.suppress(Exception):
                        read = (
                            ast.Subscript(node.value, node.slice, ast.Load())
                            if isinstance(node, ast.Subscript)
                            else node
                        )
                        whole = ast.fix_missing_locations(ast.Expression(read))
                        value = eval(compile(whole, "<part>", "eval"), dict(self.space))
                        yield np.int8(0) if self.is_odd(node, value) else value

    def value_of(self, node: ast.expr) -> object:
        whole = ast.fix_missing_locations(ast.Expression(node))
        return eval(compile(whole, "<part>", "eval"), dict(self.space))

    def is_odd(self, node: ast.expr, value: object) -> bool:
        """What the two libraries are known to answer otherwise, and nobody asks for."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            arguments = [np.asarray(self.value_of(a)) for a in node.args]
            name = node.func.attr
            if name in ("searchsorted", "digitize", "interp") and any(
                np.isnan(a).any() for a in arguments if a.dtype.kind == "f"
            ):
                return True  # NumPy sorts NaN behind all numbers
            if name == "copyto" and (any(a.size == 0 for a in arguments) or arguments[0].ndim < arguments[1].ndim):
                return True  # with an axis more than there are
            if name == "meshgrid" and any(a.ndim > 1 for a in arguments):
                return True
        inner = [np.asarray(self.space.get(n.id, 0)) for n in ast.walk(node) if isinstance(n, ast.Name)]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("sum", "max", "min", "list", "tuple")
        ):
            return any(a.size == 0 for a in inner)  # the Python number 0
        if isinstance(node, ast.ListComp):
            return not value or any(a.size == 0 for a in inner)  # of no arrays `torch.stack` is none
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            return np.asarray(value).size == 0  # an integer to a negative one
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            product = node.func.attr in ("dot", "inner", "matmul", "kron", "tensordot", "einsum")
            if product and np.asarray(value).dtype.kind == "b":
                return True  # a sum of bools
            if node.func.attr in ("argsort", "cumsum", "cumprod", "take") and any(a.ndim == 0 for a in inner):
                return True  # an array of one
            if node.func.attr in ("median", "percentile", "quantile") and any(a.size == 0 for a in inner):
                return True  # of nothing
            if node.func.attr in ("var", "std") and np.any(np.abs(value) < 1e-9):
                return True  # of equal numbers, but for rounding
            if node.func.attr in ("outer", "clip") and all(a.ndim == 0 for a in inner):
                return True  # of numbers
        if isinstance(node, ast.Subscript) and any(a.size == 0 for a in inner):
            return any(a.size for a in inner)  # a mask of another size
        if isinstance(node, ast.Subscript) and "np.c_" in ast.unparse(node):
            return any(a.ndim > 2 for a in inner)  # along the last axis
        rest = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mod, ast.FloorDiv))
        return rest and np.asarray(value).dtype.kind == "f" and bool(np.any(np.asarray(value) == 0))  # 0.0 or -0.0

    # --- choices -------------------------------------------------------------------------------------

    def one_of(self, options: Sequence[str]) -> str:
        return options[self.choose(len(options))]

    def number(self, low: int, high: int) -> int:
        return low + self.choose(high - low + 1)

    def names(self) -> list[str]:
        numbers = (np.ndarray, np.generic, int, float)
        return [n for n, v in self.space.items() if isinstance(v, numbers) and n not in ("i", "item", "w")]

    def arrays(self) -> list[str]:
        return [n for n in self.names() if isinstance(self.space[n], np.ndarray)]

    def new(self) -> str:
        return f"v{sum(n.startswith('v') for n in self.space)}"

    # --- what is written -----------------------------------------------------------------------------

    def array(self) -> str:
        if self.number(0, 2) == 0:
            return self.one_of(MADE)
        shape = SHAPES[self.choose(len(SHAPES))]
        dtype = self.one_of(DTYPES)
        count = int(np.prod(shape))  # type: ignore[call-overload]
        values = [self.number(-4, 4) / 2 for _ in range(count)]
        if dtype == "np.uint8":
            values = [abs(v) for v in values]
        made = np.array(values).reshape(shape).astype(dtype.removeprefix("np."))  # type: ignore[arg-type]
        if not made.size and made.ndim > 1:
            return f"np.zeros({shape}, dtype={dtype})"
        ending = f", dtype={dtype}" if dtype.startswith("np.") or not made.size else ""
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
                return self.one_of(OF_ONE).replace("{0}", "{}").replace("{}", inner)
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
        match self.number(0, 15):
            case 0:
                return f"{self.new()} = {self.array()}"
            case 1 | 2 | 3:
                return f"{self.new()} = {self.expression()}"
            case 4:
                return f"{self.one_of(self.arrays() or [target])}[{self.index()}] = {self.expression(1)}"
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
            case 11:
                return self.function()
            case 12:
                return self.written_to(target)
            case 13:
                return self.collected(target)
            case 14:
                return self.object_of(target)
        return self.swapped(target)

    def written_to(self, target: str) -> str:
        """A call that changes an array."""
        new, other, target = self.new(), self.one_of(self.names()), self.one_of(self.arrays() or [target])
        if target not in self.arrays():
            return f"{new} = {self.array()}"
        return self.one_of([
            f"{target}.sort()", f"{target}.fill({self.one_of(NUMBERS)})", f"np.add.at({target}, {self.one_of(PLACES)}, {self.one_of(NUMBERS)})",
            f"np.maximum({target}, 0, out={target})", f"np.add({target}, {self.expression(1)}, out={target})",
            f"np.multiply({target}, 2, {target})", f"{new} = {target}[{self.index()}]\n{target}[{self.index()}] = {self.expression(1)}",
            f"{new} = {target}[{self.index()}]\n{new}[{self.index()}] {self.one_of(ARITHMETIC)}= {self.expression(1)}",
            f"{new} = {target}.reshape(-1)\n{new}[0] = {self.one_of(NUMBERS)}", f"{new} = {target}.T\n{new} += {self.one_of(NUMBERS)}",
            f"{new} = {target}.flatten()\n{new}[0] = {self.one_of(NUMBERS)}", f"{new} = {target}.astype(float)\n{new} += 1",
            f"{new} = np.asarray({target})\n{new} -= 1", f"{new} = {target}\n{target} = {target} + 1", f"{new} = {target}\n{new} *= 2",
            f"np.copyto({target}, {self.expression(1)})", f"np.clip({target}, -1, 1, out={target})", f"{new} = {target}.copy()\n{new} -= {other}",
            f"{target}[{target} > 0] = {self.expression(1)}", f"{target}[{target} < 0] *= {self.one_of(NUMBERS)}",
            f"np.fill_diagonal({target}, {self.one_of(NUMBERS)})", f"{target}[0], {target}[-1] = {target}[-1], {target}[0]",
            f"{target}[[0, -1]] = {target}[[-1, 0]]", f"np.random.seed(1)\nnp.random.shuffle({target})",
        ])  # fmt: skip

    def collected(self, target: str) -> str:
        """A list or a dict of arrays."""
        new, item = self.new(), self.expression(1)
        heads = ["for i in range(3):", f"for item in {target}:", f"for i in range(len({target})):"]
        head = self.one_of(heads if np.size(self.space[target]) else heads[:1])  # of no arrays `torch.stack` is none
        return self.one_of([
            f"{new} = []\n{head}\n    {new}.append({item})", f"{new} = []\n{head}\n    {new}.append({item})\n{new} = np.array({new})",
            f"{new} = []\n{head}\n    {target} = {target} * 0.5\n    {new}.append({target})\nprint({new})",
            f"{new} = {{'a': {target}, 'b': {item}}}\n{new}['a'] = {new}['a'] + {new}['b']\nprint({new}['a'])",
            f"{new} = {{'a': {target}}}\nfor key in {new}:\n    {new}[key] -= 0.5\nprint({new})",
            f"{new} = [{target}, {item}]\nfor w in {new}:\n    w *= 2", f"{new} = [{target}, {item}]\n{new}[0] += 1\nprint({new}[0], {new}[-1])",
            f"{new} = 0\nfor item in {target}:\n    {new} += item", f"{new} = 0.0\nfor i in range(3):\n    {new} += np.sum({item})\n{new} /= 3",
            f"{new} = [np.sum(w) for w in ({target}, {target})]\nprint({new}, max({new}))",
            f"{new} = np.zeros(3)\nfor i in range(3):\n    {new}[i] = {item}", f"{new} = np.zeros((2, 3))\nfor i in range(2):\n    {new}[i] = {item}",
            f"{new} = None\nfor i in range(2):\n    {new} = {item} if {new} is None else {new} + {item}", f"{new} = {target}\nwhile np.sum(np.abs({new})) > 1:\n    {new} = {new} / 2",
            f"{new} = {{}}\nfor i in range(2):\n    {new}[f'w{{i}}'] = {item}\nprint({new}['w1'])",
            f"{new} = {target}\nfor i in range(3):\n    {new} = {new} - 0.1 * {item}\n    print(i, np.mean({new}))",
        ])  # fmt: skip

    def object_of(self, target: str) -> str:
        """A class with arrays in its attributes."""
        name = f"C{sum(n.startswith('C') for n in self.space)}"
        made, other = (
            self.one_of(["x", "x.copy()", "x * 2", "np.zeros_like(x)", "np.sum(x)"]),
            self.one_of(["y", "1.0", "x"]),
        )
        added = "self.w += np.sum(x)" if "sum" in made else "self.w += x"
        steps = (
            added,
            "self.w = self.w + x",
            "self.w -= 0.1 * self.b",
            "self.b = x",
            "self.b = self.w",
            "self.w[0] = 1",
        )
        step = self.one_of(steps)
        result = self.one_of(
            [
                "self.w",
                "self.w + self.b",
                "self.w.mean()",
                "self.w * x",
                "np.sum(self.b)",
                "self.b" if other == "x" else "self.w",
            ]
        )
        lines = (f"class {name}:", "    def __init__(self, x, y=1):", f"        self.w = {made}", f"        self.b = {other}",
                 "    def step(self, x):", f"        {step}", f"        return {result}",
                 f"o{name} = {name}({target})", f"{self.new()} = o{name}.step({self.one_of([target, target + ' * 2'])})", f"print(o{name}.w)")  # fmt: skip
        return "\n".join(lines)

    def swapped(self, target: str) -> str:
        """Several names bound at once."""
        new, other = self.new(), self.one_of(self.names())
        return self.one_of([
            f"{target}, {other} = {other}, {target}", f"{new}, w{new} = {target}, {other}", f"{new}, *w{new} = {target}",
            f"{new}, w{new} = {target}.shape", f"{new} = w{new} = {self.expression(1)}\nw{new} += 1", f"{new} = ({target}, {other})[0]",
            f"{new}, w{new} = {target}.min(), {target}.max()", f"{new} = {target}.shape[0] * 2 + {target}.size", f"{new} = -{target} if np.any({target}) else {target}",
            f"{new} = (lambda x: x + 1)({target})", f"{new} = list(map(lambda x: x * 2, {target}))", f"assert np.all({target} == {target})\n{new} = {other}",
        ])  # fmt: skip

    def block(self, target: str) -> str:
        body = f"    {self.one_of(self.names())} {self.one_of(['+', '-', '*'])}= {self.expression(1)}"
        head = self.one_of([f"for item in {target}:", "for i in range(3):", f"if np.sum({target}) > 0:", f"for i in range(len({target})):",
                            f"if np.any({target}):", f"for i, item in enumerate({target}):"])  # fmt: skip
        name = self.one_of(self.names())
        own = (
            "    print(item)"
            if "item" in head
            else f"    {name} = {name} {self.one_of(ARITHMETIC)} {self.one_of(self.names())}"
        )
        return f"{head}\n{self.one_of([body, own])}"

    def function(self) -> str:
        name = f"f{sum(n.startswith('f') for n in self.space)}"
        if not self.arrays():
            return f"{self.new()} = {self.array()}"
        a = self.one_of(self.arrays())
        b = self.one_of([*self.names(), "2", "0.5"])
        inner = self.one_of(["x + y", "x * y", "x - y.mean()", "np.sum(x * y)", "x @ y", "x / len(x)", "x[0]", "x.copy()",
                             "np.maximum(x, y)", "x", "(x, y)", "x * x", "np.exp(-x) + y"])  # fmt: skip
        effect = self.one_of(
            ["", "    x += y\n", "    x[0] = y\n", "    x = x + y\n", "    x = x[::2]\n", "    y = x\n"]
        )
        return f"def {name}(x, y):\n{effect}    return {inner}\n{self.new()} = {name}({a}, {b})"


def is_changed(old: object, new: object) -> bool:
    """Whether a variable comes to hold something of another sort altogether."""
    return isinstance(old, (np.ndarray, np.generic, int, float)) and isinstance(new, (tuple, list, dict, str, range))


def powers_of(value: object) -> object:
    """What NumPy computes powers of: those of bools are int8 or int64, by chance."""
    return np.int8(0) if np.asarray(value).dtype.kind == "b" else value


def plain(value: object) -> bool:
    """Whether it is nothing out of the way: a dtype of both libraries, and no large numbers."""
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        return True
    array = np.asarray(value)
    if array.dtype.name == "uint64" or array.dtype.kind not in "iufb" or array.size > 200 or array.dtype.itemsize == 2:
        return False
    finite = array[np.isfinite(array)].astype(float)
    return array.dtype.kind == "b" or (array.dtype.name != "int8" and bool(np.all(np.abs(finite) <= 1e6)))


def written(choose: Choose, lines: int) -> str:
    snippet = Snippet(choose)
    for _ in range(snippet.number(1, 2)):
        snippet.keep(f"{snippet.new()} = {snippet.array()}")
    for _ in range(snippet.number(2, lines)):
        snippet.keep(snippet.statement())
    return snippet.text


def numbered(number: int) -> str:
    """The program of this number, the same each time."""
    return written(random.Random(number).randrange, 10)


@st.composite
def snippets(draw: Callable[[st.SearchStrategy[int]], int]) -> str:
    return written(lambda count: draw(st.integers(0, count - 1)), 6)
