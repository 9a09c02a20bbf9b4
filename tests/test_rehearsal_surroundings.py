"""What else a rehearsed program finds: NumPy's functions, Python's modules, copies; and nothing that reaches outside."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from np2torch.rehearsal.conditions import Conditions
from np2torch.rehearsal.run import rehearse
from np2torch.rehearsal.scalar import Scalar
from np2torch.rehearsal.tensor import Tensor
from np2torch.rehearsal.world import World

NUMPY = """
np.exp(x); np.exp(1.0); np.maximum(x, 0); np.maximum(v, [0.1, 0.2, 0.9]); np.clip(x, -0.1, 0.2); np.where(x > 0, x, 0.0); np.where(v); np.abs(-3); np.sign(x)
np.sum(x, axis=0); np.sum(x); np.mean(x, axis=1, keepdims=True); np.mean([1, 2]); np.std(x); np.std(x, axis=0, ddof=1); np.var(v); np.max(x, axis=1); np.min(x)
np.argmax(x, axis=1); np.argsort(v); np.sort(x, axis=0); np.sort(x, axis=None); np.median(v); np.median(x, axis=0); np.percentile(x, 25); np.quantile(v, [0.2, 0.5])
np.cumsum(x); np.cumsum(x, axis=1); np.dot(x, v); np.dot(v, v); np.matmul(x, x.T); np.outer(v, v); np.einsum("ij,j->i", x, v); np.tensordot(x, v, axes=1)
np.concatenate([x, x], axis=1); np.concatenate(([1, 2], [3])); np.stack([v, v]); np.vstack((x, v)); np.hstack([v, [1.0]]); np.column_stack((v, v)); np.append(v, 1.0)
np.zeros((2, 3)); np.zeros(3, dtype=int); np.ones_like(x); np.full((2, 2), 7.0); np.arange(3); np.arange(0, 1, 0.25); np.linspace(0, 1, 5); np.linspace(0, 1, 4, endpoint=False)
np.eye(3); np.identity(2); np.array([1, 2.5]); np.array([[1, 2]], dtype=np.float32); np.asarray(x); np.meshgrid(v, v)[0]; np.expand_dims(v, 1); np.transpose(x); np.flip(x)
np.unique([2, 1, 2]); np.unique(v, return_counts=True); np.unique(k, return_index=True, return_inverse=True); np.bincount([0, 1, 1]); np.histogram(v, bins=2); np.digitize(v, [0.0, 0.5])
np.interp(0.3, [0.0, 1.0], [2.0, 4.0]); np.interp(v, [0.0, 0.5, 1.0], [2.0, 4.0, 0.0]); np.convolve(v, [1.0, 2.0]); np.convolve(v, [1.0, 2.0], mode="same"); np.convolve([1.0, 2.0], v, "valid")
np.polyfit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], 1); np.polyval([1.0, 2.0], v); np.polyadd([1, 2], [1]); np.polymul([1.0, 2.0], [1.0, 1.0]); np.polydiv([1.0, 3.0, 2.0], [1.0, 1.0])
np.poly([1.0, 2.0]); np.linalg.inv(s); np.linalg.solve(s, [1.0, 2.0]); np.linalg.det(s); np.linalg.norm(v); np.linalg.norm(x, axis=1); np.linalg.svd(x, compute_uv=False) if 0 else 0
np.linalg.eigvalsh(s); np.abs(np.linalg.eigh(s)[1]); np.sort(np.linalg.eig(s)[0]); np.linalg.pinv(x); np.linalg.matrix_rank(x); np.linalg.lstsq(x.T, v, rcond=None)[0]
np.cov(x); np.cov(x, rowvar=False); np.corrcoef(x); np.average(v, weights=[1.0, 2.0, 1.0]); np.gradient(v); np.trapezoid(v); np.diff(v); np.ptp(x); np.count_nonzero(x > 0)
np.round(x, 1); np.floor(x); np.isnan(x); np.allclose(x, x + 1e-9); np.array_equal(x, x); np.array_equiv(v, [v, v]); np.isclose(v, v); np.any(x > 0); np.all(x > 0, axis=0)
np.take(v, [0, 2]); np.take(x, [0], axis=1); np.take_along_axis(x, np.argsort(x, axis=1), axis=1); np.repeat(v, 2); np.tile(v, 2); np.roll(v, 1); np.split(v, 3); np.array_split(v, 2)
np.ravel_multi_index(([1, 0], [2, 1]), (2, 3)); np.unravel_index(4, (2, 3)); np.isin(k, [1]); np.searchsorted([1.0, 2.0], 1.5); np.nonzero(x > 0); np.flatnonzero(v > 0); np.resize(v, (2, 2))
np.ndim(x); np.shape(x); np.size(x); np.float64(3); np.int64(3.7); np.float32([1, 2]); np.finfo(np.float64).eps; np.finfo(float).tiny; np.iinfo(np.int32).max; np.isscalar(3.0); np.cbrt(v)
np.power(v, 2); np.square(x); np.log1p(x + 2); np.mod(v, 0.3); np.hypot(3.0, 4.0); np.degrees(v); np.trace(s); np.diag(s); np.tril(s); np.kron(v, v); np.cross(v, [1.0, 0.0, 2.0])
list(np.ndindex(2, 2)); [i for i, _ in np.ndenumerate(v)]; np.vectorize(lambda a: a * 2)(v); np.logical_and(x > 0, x < 1); np.nan_to_num([math.nan, 1.0]); np.atleast_2d(v)
v.astype(int); v.astype(np.float32); x.max(axis=1); x.min(); x.mean(axis=0); x.std(); x.var(axis=1, ddof=1); x.transpose(); x.transpose(1, 0); v.copy(); v.repeat(2); x.size; x.argmax(); x.sum(axis=1)
np.r_[v, 1.0]; np.r_[0:3, 5]; np.c_[v, v]; x[np.s_[0, 1:]]; np.add.reduce(x); np.multiply.accumulate(v); np.subtract.outer(v, v); np.lexsort((v, k))
[(np.add.at(a, [0, 0, 2], 1.0), a)[1] for a in [v.copy()]]; [(np.subtract.at(a, (k - 1) // 2, v), a)[1] for a in [v.copy()]]; np.sort(np.roots([1.0, -3.0, 2.0]))
isinstance(3.0, (float, np.floating)); isinstance(2, (int, np.integer)); isinstance(x, np.ndarray); np.dtype("float32") == np.float32; np.array([1, 2]).dtype == np.int64
"""


def each(text: str) -> list[str]:
    return [e for line in text.strip().splitlines() for e in line.split("; ")]


def numbers(value: Any) -> Any:
    if isinstance(value, Tensor):
        return [tuple(value.shape), value.dtype, value.detach().reshape(-1).tolist()]
    if isinstance(value, np.ndarray):
        return [value.shape, str(value.dtype), value.ravel().tolist()]
    if isinstance(value, np.generic):
        return value.item()
    return [numbers(v) for v in value] if isinstance(value, (tuple, list)) else value


@pytest.mark.parametrize("expression", each(NUMPY))
def test_functions_of_numpy(expression: str) -> None:
    lists = {"x": [[0.3, -0.2, 0.5], [1.1, 0.7, -0.4]], "v": [0.5, 0.25, -0.75], "s": [[2.0, 1.0], [1.0, 3.0]]}
    world = World()
    expected = eval(
        expression, {"np": np, "math": math, "k": np.array([3, 1, 3]), **{n: np.array(v) for n, v in lists.items()}}
    )
    names = {n: world.numpy.array(v) for n, v in lists.items()}
    found = eval(expression, {"np": world.numpy, "math": math, "k": world.numpy.array([3, 1, 3]), **names})
    assert_alike(numbers(found), numbers(expected))


def assert_alike(found: Any, expected: Any) -> None:
    if isinstance(expected, (list, tuple)):
        assert len(found) == len(expected)
        for a, b in zip(found, expected, strict=True):
            assert_alike(a, b)
    else:
        assert found == (
            pytest.approx(expected, rel=1e-6, abs=1e-12, nan_ok=True) if isinstance(expected, float) else expected
        )


def test_numpy_results_go_back_to_torch() -> None:
    program = """
import numpy as np
import torch
x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
y = torch.from_numpy(np.interp(x.numpy(), [0.0, 10.0], [0.0, 1.0])) * 2 + x.numpy()
z = torch.as_tensor(np.percentile(x.numpy(), 50))
w = torch.from_numpy(x.numpy().astype(np.float32)).max(dim=1).values
x.numpy()[0, 0] = 9.0
values = [y.tolist(), z.item(), w.tolist(), x.tolist()]
"""
    names: dict[str, Any] = {}
    exec(
        program.replace(
            "x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])",
            "x = torch.tensor([[1.0, 2.0], [3.0, 5.0]], dtype=torch.float64)",
        ),
        names,
    )
    rehearsed = rehearse(program, Conditions())
    assert rehearsed.error == ""
    assert_alike(rehearsed.names["values"], names["values"])


# --- Python's modules -----------------------------------------------------------------------------------

PYTHON = {
    "abc": "import abc\nclass A(abc.ABC):\n    @abc.abstractmethod\n    def f(self): ...\nclass B(A):\n    def f(self): return 1\nr = B().f()",
    "argparse": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=0.1)\np.add_argument('--n', type=int, default=3)\na = p.parse_args()\nr = a.lr * a.n",
    "argparse given": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=0.1)\nr = p.parse_args(['--lr', '0.5']).lr",
    "collections": "from collections import Counter, defaultdict, deque, namedtuple, OrderedDict\nP = namedtuple('P', 'x y')\nr = [Counter('aab')['a'], len(defaultdict(list)), P(1, 2).y, deque([1, 2], maxlen=1)[0]]",
    "collections.abc": "from collections.abc import Iterable\nr = isinstance([], Iterable)",
    "contextlib": "import contextlib\n@contextlib.contextmanager\ndef c():\n    yield 3\nwith c() as r, contextlib.suppress(KeyError):\n    {}[1]",
    "copy": "import copy\na = [[1], 2]\nb = copy.deepcopy(a)\nb[0][0] = 5\nr = [a, copy.copy(b)]",
    "dataclasses": "from dataclasses import dataclass, field, asdict, replace\n@dataclass\nclass C:\n    lr: float = 0.1\n    n: list = field(default_factory=list)\nr = [asdict(C()), replace(C(), lr=1.0).lr]",
    "datetime": "import datetime\nr = [(datetime.datetime(2020, 1, 2) - datetime.datetime(2020, 1, 1)).days, datetime.timedelta(hours=1).total_seconds()]",
    "decimal": "from decimal import Decimal\nfrom fractions import Fraction\nr = [str(Decimal('0.1') * 2), str(Fraction(1, 3))]",
    "enum": "from enum import Enum, auto\nclass E(Enum):\n    A = auto()\n    B = auto()\nr = [E.A.value, E['B'].name]",
    "functools": "import functools\nr = [functools.reduce(lambda a, b: a * b, [1, 2, 3]), functools.partial(max, 3)(2), functools.lru_cache(lambda x: x)(4)]",
    "hashlib": "import hashlib\nr = hashlib.md5(b'a').hexdigest()",
    "heapq": "import heapq\nr = heapq.nsmallest(2, [3, 1, 2])",
    "io": "import io\ns = io.StringIO()\nprint('a', file=s)\nr = s.getvalue()",
    "itertools": "import itertools\nr = [list(itertools.product([1, 2], [3])), list(itertools.chain([1], [2])), list(itertools.accumulate([1, 2]))]",
    "json": "import json\nr = [json.dumps({'a': 1.5}), json.loads('[1, 2]')]",
    "math": "import math\nr = [math.sqrt(2.0), math.pow(2, 3), math.log(8, 2), math.hypot(3, 4), math.prod([2, 3]), math.fsum([0.1] * 3), math.comb(4, 2), math.floor(2.5), math.erf(0.5), math.gamma(2.5), math.isclose(1, 1), math.pi]",
    "operator": "import operator\nr = [operator.mul(2, 3), operator.itemgetter(1)([1, 2]), sorted([(2, 1), (1, 2)], key=operator.itemgetter(1))]",
    "os.path": "import os\nr = [os.path.join('a', 'b'), os.path.basename('a/b.c'), os.path.splitext('b.c')[1], os.environ.get('NP2TORCH_NO', 3), os.getenv('NP2TORCH_NO', 'd')]",
    "pathlib": "from pathlib import Path\nr = [str(Path('a') / 'b.txt'), Path('a/b.txt').suffix, Path('a/b').parent.name, Path('nowhere').exists()]",
    "re": "import re\nr = re.sub('[0-9]', 'x', 'a1b2')",
    "statistics": "import statistics\nr = [statistics.mean([1, 2, 3, 4]), statistics.mean([1, 3]), statistics.stdev([1.0, 2.0, 4.0]), statistics.median([3, 1, 2])]",
    "string": "import string\nr = [string.ascii_lowercase[:3], string.Template('$a').substitute(a=1)]",
    "sys": "import sys\nr = [sys.version_info >= (3, 8), sys.maxsize > 2**31, sys.float_info.epsilon]",
    "textwrap": "import textwrap\nr = textwrap.dedent('  a')",
    "types": "from types import SimpleNamespace\nr = SimpleNamespace(a=1).a",
    "typing": "from typing import NamedTuple, Optional, List, Callable, Any\nclass T(NamedTuple):\n    a: int = 1\n    b: Optional[List[int]] = None\nr = T().a",
    "numbers": "import numbers\nr = [isinstance(1, numbers.Number), bin(5), hex(255), format(1.5, '.2f'), ascii('a')]",
    "time": "import time\nt = time.time()\ntime.sleep(0)\nr = [time.perf_counter() - time.perf_counter() < 0, isinstance(time.strftime('%H:%M'), str), time.time() >= t]",
}


@pytest.mark.parametrize("module", PYTHON)
def test_python_modules_compute_as_they_do(module: str) -> None:
    code = "\n".join(["r = None", PYTHON[module]])
    expected = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(r)"], capture_output=True, text=True, check=True
    ).stdout
    rehearsed = rehearse(f"{code}\nprint(r)", Conditions())
    assert (rehearsed.error, rehearsed.printed) == ("", expected)


QUIET = {
    "print to stderr": "import sys\nprint('a', file=sys.stderr)\nprint('b')",
    "stdout": "import sys\nsys.stdout.write('b\\n')\nsys.stdout.flush()",
    "logging": "import logging\nlogging.basicConfig(level=logging.INFO)\nlog = logging.getLogger(__name__)\nlog.info('a %s', 1)\nprint('b')",
    "warnings": "import warnings\nwarnings.filterwarnings('ignore')\nwith warnings.catch_warnings():\n    warnings.warn('a')\nprint('b')",
    "exit": "import sys\nprint('b')\nsys.exit(0)\nprint('c')",
    "required": "import argparse\np = argparse.ArgumentParser()\np.add_argument('file')\nprint('b')\np.parse_args()\nprint('c')",
    "help": "import argparse\nargparse.ArgumentParser().print_help()\nprint('b')",
    "folders": "import os, pathlib\nos.makedirs('made/here', exist_ok=True)\npathlib.Path('made').mkdir()\npathlib.Path('made/x').write_text('a')\nprint('b')",
    "files": "with open('made.txt', 'w') as f:\n    f.write('a')\nimport json, pickle\njson.dump({}, open('made.json', 'w'))\npickle.dump(1, open('p', 'wb'))\nprint('b')",
    "plots": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1], [2])\nplt.savefig('made.png')\nprint('b')",
    "a class of another library": "import other\nclass A(other.Base):\n    def __init__(self):\n        super().__init__(1)\nA()\nprint('b')",
    "a path in a folder": "import os, tempfile\np = os.path.join(tempfile.gettempdir(), 'a.png')\nprint('b', end=os.path.basename('/') + '\\n')",
    "the date": "from datetime import datetime\nx = datetime.now()\nprint('b' if x == datetime.now() else x)",
    "torch settings": "import torch\ntorch.manual_seed(0)\ntorch.backends.cudnn.benchmark = True\nd = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\nprint('b' if torch.zeros(1, device=d).to(d).device == 'cpu' else d)",
    "grad mode": "import torch\nw = torch.ones(1, requires_grad=True)\n@torch.no_grad()\ndef f():\n    return w * 2\n@torch.no_grad\ndef g():\n    return w * 2\nwith torch.inference_mode():\n    h = w * 2\ntorch.set_grad_enabled(False)\ni = w * 2\ntorch.set_grad_enabled(True)\nprint('b' if not any(x.requires_grad for x in (f(), g(), h, i)) and (w * 2).requires_grad else 'c')",
}


@pytest.mark.parametrize("name", QUIET)
def test_what_would_be_outside_does_nothing(
    name: str, capfd: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rehearsed = rehearse(QUIET[name], Conditions())
    assert (rehearsed.error, rehearsed.printed) == ("", "b\n")
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "program",
    [
        "import contextlib\ncontextlib.os.getcwd",
        "import dataclasses\ndataclasses.sys",
        "import collections\ncollections._sys",
        "from functools import _thread",
        "import operator\noperator.attrgetter('__class__.__base__')([])",
        "import operator\noperator.methodcaller('__subclasses__')(object)",
        "import string\nstring.Formatter",
        "import typing\ntyping.get_type_hints",
        "import types\ntypes.CodeType",
        "import re\nre._compiler",
        "len.__self__",
        "vars(type)",
        "import json\njson.codecs",
    ],
)
def test_modules_have_only_their_harmless_names(program: str) -> None:
    assert rehearse(program, Conditions()).error


# --- derivatives through Python's numbers, and copies -----------------------------------------------------

SLOPES = (
    "math.exp(x) math.log(x) math.log(x,3) math.log10(x) math.log2(x) math.pow(x,3) math.pow(2,x) math.atan(x) math.atan2(x,2.0) math.hypot(x,2.0) math.erf(x) "
    "math.erfc(x) math.gamma(x) math.lgamma(x) math.fmod(5.0,x) math.fabs(-x) math.copysign(x,-1.0) math.sinh(x) math.asin(x/9) math.expm1(x) math.fsum([x,x]) "
    "math.prod([x,x,2]) math.dist([x,1.0],[0.0,3.0]) math.degrees(x) math.cbrt(x) 7.5%x x%0.4 divmod(x,0.4)[1] x//0.4 x**2 statistics.mean([x,1,x*x]) "
    "statistics.stdev([x,1.0,3.0]) statistics.pvariance([x,1.0,3.0]) statistics.median([x,0.0,9.0]) statistics.fmean([x,2.0]) sum([x,x]) max(x,0.0) abs(-x) math.ldexp(x,2)"
).split()


@pytest.mark.parametrize("expression", SLOPES)
def test_derivatives_go_through_numbers(expression: str) -> None:
    """Against a difference quotient of the real functions."""
    import statistics

    real: dict[str, Any] = {"math": math, "statistics": statistics}
    above, below = (float(eval(expression, {**real, "x": 1.3 + h})) for h in (1e-6, -1e-6))
    program = f"import math, statistics\nimport torch\nx = torch.tensor(1.3).item()\ny = {expression}\ng = torch.autograd.grad(torch.tensor(y), torch.tensor(x))[0].item()"
    rehearsed = rehearse(program, Conditions(implicit=True))
    assert rehearsed.error == ""
    assert float(rehearsed.names["y"]) == pytest.approx(float(eval(expression, {**real, "x": 1.3})))
    assert float(rehearsed.names["g"]) == pytest.approx((above - below) / 2e-6, abs=1e-5)
    assert type(rehearsed.names["y"]) is Scalar or above == below


def test_copies_are_what_they_are_in_torch(capsys: pytest.CaptureFixture[str]) -> None:
    program = """
import copy
import torch
w = torch.ones(2, requires_grad=True)
(w * 2).sum().backward()
d = copy.deepcopy(w)
d.data += 1
(d * d).sum().backward()
print(w.tolist(), d.tolist(), w.grad.tolist(), d.grad.tolist(), d.is_leaf, d.requires_grad)
x = torch.zeros(2)
s, e = copy.copy(x), copy.deepcopy(x)
s[0] = 5
print(x.tolist(), e.tolist())
net = torch.nn.Linear(2, 1)
twin = copy.deepcopy(net)
with torch.no_grad():
    twin.weight.zero_()
print(len(list(twin.parameters())), twin.weight.tolist(), bool((net.weight != 0).all()), isinstance(twin.weight, torch.nn.Parameter))
pair = copy.deepcopy([w, w])
print(pair[0] is pair[1], pair[0] is w)
try:
    copy.deepcopy(w * 2)
except RuntimeError:
    print("refused")
"""
    exec(program, {})
    rehearsed = rehearse(program, Conditions())
    assert rehearsed.error == ""
    assert rehearsed.printed == capsys.readouterr().out
