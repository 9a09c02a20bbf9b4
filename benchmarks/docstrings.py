"""What becomes of NumPy's own examples: those of its docstrings, one script for each API, converted, run and compared.

The scripts are made of the examples of the installed NumPy, as `doctest` reads them; what does not run there is left
out. The value of each expression is kept (`_0 = np.exp(x)`), and each is compared: its value, shape and dtype; so is
what the names hold in the end, and what is printed. Examples whose values vary from run to run are compared in shape
and dtype. An API is

- torch: all is the same, and NumPy is named in random draws only, and where a tensor is made of them, or two of its
  names are asked to be one; the examples of what no tensor can hold (text, settings, objects, dates, fields, masks,
  matrices, most unsigned dtypes) have only to be the same
- bridge: all is the same, some of it is still done by NumPy
- differs: something is not the same, and nothing was said of it
- reported: something is not the same, in a call that was reported
- fails: it cannot be converted, or does not run any more

The numbers are those of the whole namespace without `numpy.random`, and those of CORE, which is to be tensors without
exception. With --peer, the scripts run with `import torch._numpy as np` instead. The exit status is 1 if anything
differs silently or fails. Needs the extra `dev`.

    python benchmarks/docstrings.py [--peer] [--show torch|bridge|differs|fails…] [--only numpy.sort…]
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import doctest
import io
import multiprocessing
import multiprocessing.pool
import os
import re
import signal
import sys
import tempfile
import types
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sides import Ran, part, run, same_text  # noqa: E402

from np2torch.check.catalogue import PARTS, names_of  # noqa: E402
from np2torch.check.signature import numpy_object  # noqa: E402
from np2torch.convert import Conversion, convert  # noqa: E402
from np2torch.dtype_names import DTYPES  # noqa: E402
from np2torch.rulebook import Rulebook, read_rulebook  # noqa: E402

CORE = {
    "numpy": """
        array asarray arange linspace zeros ones full eye empty zeros_like ones_like full_like empty_like tril triu diag
        meshgrid
        add subtract multiply divide power floor_divide remainder negative absolute sign sqrt square exp expm1 log log1p
        log2 sin cos tanh arctan2 floor ceil maximum minimum clip logaddexp nan_to_num round
        sum prod mean max min any all argmax argmin cumsum cumprod count_nonzero nansum nanmean
        var std median percentile quantile average histogram bincount corrcoef cov
        dot matmul einsum tensordot inner outer trace
        reshape transpose concatenate stack vstack hstack split squeeze expand_dims ravel moveaxis swapaxes broadcast_to
        tile repeat flip roll pad diff
        where take take_along_axis nonzero argwhere searchsorted unravel_index select
        equal less greater logical_and logical_or logical_xor logical_not isnan isfinite isclose allclose array_equal
        sort argsort argpartition unique isin""",
    "numpy.linalg": "norm inv solve det svd eigh qr cholesky pinv lstsq",
    "numpy.ndarray": """
        astype copy shape T ndim size item tolist flatten fill transpose reshape
        sum prod mean max min any all argmax argmin cumsum cumprod var std""",
}
OUTCOMES = ("torch", "bridge", "reported", "differs", "fails")
RIGHT, WRONG = OUTCOMES[:2], OUTCOMES[3:]
CLASS = re.compile(r"<class '(numpy|torch)\.\w+'>")  # a tensor's type has another name
UNORDERED = {"partition", "argpartition"}  # NumPy says which elements come before which, and no more
SECONDS = 60  # for an API: its script three times, and the conversion
SEED = 7
PROCESSES, SCRIPTS_OF_A_PROCESS = 2, 20
VARYING = ("vary", "random", "uninitialized")  # what docstrings say of results that are others each time
SETTINGS = ("how arrays are printed", "NumPy's buffers")  # what is set in NumPy itself
PARSER = doctest.DocTestParser()


@dataclass(frozen=True)
class Script:
    """The examples of an API that run, and those of them that are about numbers; the names whose values vary."""

    text: str
    numbers: str
    varying: frozenset[str] = frozenset()
    ordered: bool = True


@dataclass(frozen=True)
class Measured:
    """What became of an API's script: an outcome or "" where it has none, what is wrong, and the program."""

    api: str
    outcome: str = ""
    reason: str = ""
    text: str = ""


# --- scripts ---------------------------------------------------------------------------------------------------------


def apis() -> list[str]:
    return [name for part_ in PARTS for name in names_of(part_)]


def core() -> frozenset[str]:
    return frozenset(f"{part_}.{name}" for part_, names in CORE.items() for name in names.split())


def script_of(api: str) -> Script | None:
    """None where there are no examples, or none that runs."""
    growing = Growing()
    for example in examples_of(api):
        growing.take(example)
    if growing.count == 0:
        return None
    return Script(
        growing.text(growing.lines),
        growing.text(growing.numbers),
        frozenset(growing.varying),
        api.rpartition(".")[2] not in UNORDERED,
    )


def examples_of(api: str) -> list[doctest.Example]:
    text = getattr(numpy_object(api), "__doc__", None)
    with contextlib.suppress(ValueError):  # what looks like an example and is none
        examples = PARSER.get_examples(text if isinstance(text, str) else "")
        return [e for e in examples if is_taken(e)]
    return []


def is_taken(example: doctest.Example) -> bool:
    expects_error = example.exc_msg is not None
    return not (expects_error or example.options.get(doctest.SKIP) or example.source == "import numpy as np\n")


@dataclass
class Growing:
    """A script as it grows by examples, each tried; `count` says how many were taken."""

    lines: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    space: dict[str, object] = field(default_factory=lambda: {"np": np, "__name__": "__main__"})
    varying: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)  # the names that hold what is no number, or come of it
    values: int = 0
    count: int = 0

    def take(self, example: doctest.Example) -> None:
        """The example's statements, each value under a name of its own; nothing of it where it raises."""
        lines, first = [], self.values
        try:
            tree = ast.parse(example.source)
            for statement in tree.body:
                text = ast.get_source_segment(example.source, statement) or ""
                lines.append(self.kept(text) if isinstance(statement, ast.Expr) else self.tried(text))
        except Exception:
            return
        self.lines += lines
        self.count += not all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in tree.body)
        kept = {f"_{i}" for i in range(first, self.values)}
        if not self.is_of_others(tree, kept):
            self.numbers += lines
        if any(word in example.want + example.source for word in VARYING):
            self.varying |= kept | {example.source.strip()}
        if "np.empty(" in example.source:
            self.varying |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}

    def is_of_others(self, tree: ast.Module, kept: set[str]) -> bool:
        """Whether an example that has run makes or uses what no tensor can hold."""
        names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
        stored = {n.id for n in names if isinstance(n.ctx, ast.Store)} | kept
        used = any(n.id in self.others for n in names) or any(map(is_other_name, ast.walk(tree)))
        found = used or any(is_other(self.space.get(name)) for name in stored)
        has_text = any(isinstance(self.space.get(name), str) for name in stored)  # a name of a file is used as well
        self.others = self.others | stored if found else self.others - stored
        for name in kept:
            self.space.pop(name, None)
        return found or has_text

    def text(self, lines: Sequence[str]) -> str:
        return "\n".join(["import numpy as np", *lines]) + "\n"

    def kept(self, text: str) -> str:
        """`_0 = expression`; a call for its effect stays one."""
        name = f"_{self.values}"
        self.tried(f"{name} = (\n{text}\n)")
        if self.space[name] is None:
            return text
        self.values += 1
        return f"{name} = ({text})" if "\n" in text else f"{name} = {text}"

    def tried(self, text: str) -> str:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, "<example>", "exec"), self.space)
        return text


def is_other(value: object) -> bool:
    """Text, settings, objects, dates, fields, masks, matrices, and the dtypes that tensors do not compute with."""
    match value:
        case dict():
            return any(isinstance(v, str) or is_other(v) for v in value.values())
        case np.matrix() | np.ma.MaskedArray() | np.poly1d():
            return True
        case np.ndarray() | np.generic():
            return value.dtype.name not in DTYPES
        case np.dtype():
            return value.name not in DTYPES
        case tuple() | list():
            return any(isinstance(v, str) or is_other(v) for v in value)
    return False


def is_other_name(node: ast.AST) -> bool:
    """`np.ma`, `np.datetime64`, `np.set_printoptions`."""
    stay = book().stays(f"numpy.{node.attr}") if isinstance(node, ast.Attribute) else None
    return stay is not None and (stay.apart or stay.reason.startswith("no tensor") or stay.reason in SETTINGS)


# --- one API ---------------------------------------------------------------------------------------------------------


def measured(api: str, peer: bool) -> Measured:
    """Its script as it is and converted, both run here, and compared."""
    os.chdir(tempfile.mkdtemp())
    warnings.simplefilter("ignore")
    with contextlib.suppress(TimeoutError), time_limit():
        script = script_of(api)
        if script is None:
            return Measured(api)
        run_one = with_peer if peer else with_torch
        whole = run_one(api, script.text, script)
        if whole.outcome != "bridge" or script.numbers == script.text:
            return whole
        numbers = run_one(api, script.numbers, script)
        return numbers if numbers.outcome == "torch" else whole
    return Measured(api)


def with_torch(api: str, text: str, script: Script) -> Measured:
    before, again = alone(text), alone(text)
    if before.error or again.error:
        return Measured(api)
    try:
        conversion = convert(text, "tensor", book())
        after = alone(conversion.after)
    except TimeoutError:
        return Measured(api, "fails", "it takes too long", text)
    except Exception as error:
        return Measured(api, "fails", f"convert: {type(error).__name__}: {error}", text)
    if after.error:
        return Measured(api, "fails", f"{type(after.error).__name__}: {after.error}", shown(conversion))
    if reason := difference(script, before, again, after):
        outcome = "reported" if any(not d.is_remark for d in conversion.diagnostics) else "differs"
        return Measured(api, outcome, reason, shown(conversion))
    left = list(numpy_left(conversion.after))
    return Measured(api, "bridge" if left else "torch", ", ".join(dict.fromkeys(left)), shown(conversion))


def with_peer(api: str, text: str, script: Script) -> Measured:
    """The same with NumPy's names from PyTorch: its arrays hold tensors."""
    before, again = alone(text), alone(text)
    if before.error or again.error:
        return Measured(api)
    text = text.replace("import numpy as np", "import torch._numpy as np")
    after = alone(text)
    if after.error:
        return Measured(api, "fails", f"{type(after.error).__name__}: {after.error}", text)
    after = Ran({name: opened(value) for name, value in after.names.items()}, after.printed)
    reason = difference(script, before, again, after)
    return Measured(api, "differs" if reason else "torch", reason or "", text)


def opened(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return tuple(map(opened, value)) if isinstance(value, tuple) else list(map(opened, value))
    return getattr(value, "tensor", value)


def alone(text: str) -> Ran:
    """A run that leaves NumPy's settings as they were, and no figure that another one would draw in."""
    with np.errstate(), np.printoptions():
        ran = run(text)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    return ran


def difference(script: Script, before: Ran, again: Ran, after: Ran) -> str | None:
    """What is not the same, where two runs of the original are."""
    for name, expected in before.names.items():
        if name.startswith("__") or callable(expected) or isinstance(expected, types.ModuleType):
            continue
        if expected is getattr(np, name, None) or expected is before.names:
            continue  # what was imported by its name, and globals()
        if name not in after.names:
            return f"{name} is gone"
        varies = name in script.varying or part(expected, again.names[name]) is not None
        if why := part(expected, after.names[name], values=not varies, order=script.ordered):
            return f"{name}: {why}"
    steady = before.printed == again.printed
    if steady and not same_text(*(CLASS.sub("<class>", ran.printed) for ran in (before, after))):
        return f"it prints {after.printed!r} and not {before.printed!r}"
    return None


def numpy_left(text: str) -> Iterator[str]:
    """What is still named of NumPy, but for random draws, and where what they give becomes a tensor."""
    tree = ast.parse(text)
    aliases = {
        a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name == "numpy"
    }
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        match node, parents.get(node):
            case ast.Name(id=name), ast.Attribute(attr=attribute) as path if name in aliases and attribute != "random":
                if not is_asked(path, parents.get(path), aliases):
                    yield f"np.{attribute}"
            case ast.ImportFrom(module=str(module)), _ if module.startswith("numpy") and module != "numpy.random":
                yield f"from {module}"


def is_asked(path: ast.expr, parent: ast.AST | None, aliases: set[str]) -> bool:
    """`np.conj is np.conjugate`: a question about NumPy's names."""
    match parent:
        case ast.Compare(left, [ast.Is() | ast.IsNot()], [right]):
            other = left if path is right else right
            return isinstance(other, ast.Attribute) and isinstance(other.value, ast.Name) and other.value.id in aliases
    return False


def shown(conversion: Conversion) -> str:
    return "\n".join([conversion.after, *(d.text("script") for d in conversion.diagnostics)])


@cache
def book() -> Rulebook:
    return read_rulebook()


@contextlib.contextmanager
def time_limit() -> Iterator[None]:
    """What takes too long is interrupted, wherever it is, and again if it goes on."""

    def interrupt(*_: object) -> None:
        raise TimeoutError("it takes too long")

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# --- all of them -----------------------------------------------------------------------------------------------------


def measure(names: Sequence[str], peer: bool) -> Iterator[Measured]:
    """In processes that run several scripts each, so that NumPy and PyTorch are imported seldom."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["matplotlib.pyplot", "numpy", "torch"])
    with context.Pool(PROCESSES, initializer=prepare, maxtasksperchild=SCRIPTS_OF_A_PROCESS) as pool:
        waiting = [(name, pool.apply_async(measured, (name, peer))) for name in names]
        for name, result in waiting:
            try:
                yield result.get(timeout=SECONDS * SCRIPTS_OF_A_PROCESS)
            except multiprocessing.TimeoutError:
                yield Measured(name, "fails", "its process ended")


def prepare() -> None:
    import torch

    torch.set_num_threads(1)
    os.environ["MPLBACKEND"] = "Agg"
    np.random.bit_generator.randbits = lambda bits: SEED  # type: ignore[attr-defined]  # of generators without a seed


def table(found: Sequence[Measured]) -> Iterator[str]:
    """`part  scripts  torch  right  differs  fails`, in percent of the scripts."""
    listed = core()
    parts = {
        "all but random": [m for m in found if not m.api.startswith("numpy.random.")],
        "core": [m for m in found if m.api in listed],
        "random": [m for m in found if m.api.startswith("numpy.random.")],
    }
    yield f"{'':15}{'scripts':>9}{'right':>9}" + "".join(f"{name:>10}" for name in OUTCOMES)
    for name, items in parts.items():
        counted = Counter(m.outcome for m in items if m.outcome)
        total = counted.total() or 1
        right = sum(counted[o] for o in RIGHT)
        yield f"{name:15}{counted.total():9}{right / total:9.1%}" + "".join(
            f"{counted[o] / total:10.1%}" for o in OUTCOMES
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", action="store_true", help="torch._numpy in place of a conversion")
    parser.add_argument(
        "--show", nargs="*", choices=OUTCOMES, default=[], help="list what came out so, with the program"
    )
    parser.add_argument("--only", nargs="*", help="names such as numpy.sort")
    options = parser.parse_args()
    found = list(measure(options.only or apis(), options.peer))
    for one in found:
        if one.outcome in options.show:
            print(f"--- {one.api}: {one.outcome}: {one.reason}\n{one.text}")
        elif one.outcome in WRONG:
            print(f"{one.api}: {one.outcome}: {one.reason}")
    print("\n".join(table(found)))
    sys.exit(any(one.outcome in WRONG for one in found))


if __name__ == "__main__":
    main()
