"""What a user wants of the whole program: its precision, its device, and whose random numbers it draws."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import Conversion, convert
from np2torch.rulebook import Rulebook, option_file, read_rulebook
from np2torch.target import Target

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

from np2torch.check import checks_of_file  # noqa: E402
from np2torch.check.trial import MODULES  # noqa: E402

SINGLE = Target(dtype="float32")
CUDA = Target(device="cuda")
TORCHS = Target(rng="torch")

TRAINING = """\
import numpy as np

np.random.seed(0)
X = np.random.randn(20, 3)
y = X @ np.array([1.0, 2.0, 3.0])
w = np.zeros(3, dtype=np.float64)
for epoch in range(50):
    error = X @ w - y
    loss = np.mean(error ** 2)
    w -= 0.1 * 2 * X.T @ error / len(y)
print(w, loss)
"""


def converted(body: str, target: Target, stage: str = "tensor") -> Conversion:
    return convert(f"import numpy as np\n{body}\n", stage, None, target)


def last_line(body: str, target: Target) -> str:
    return converted(body, target).after.splitlines()[-1]


def codes(conversion: Conversion) -> list[str]:
    return [d.code for d in conversion.diagnostics]


def left_behind(text: str) -> dict[str, object]:
    """The names that a program ends with."""
    names: dict[str, object] = {}
    before = torch.get_default_dtype()
    try:
        exec(compile(text, "<program>", "exec"), names)
    finally:
        torch.set_default_dtype(before)
        torch.set_default_device(None)
    return names


# --- precision -----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["tensor", "autograd", "optim", "nn"])
def test_all_of_the_program_is_in_float32(stage: str, capsys: pytest.CaptureFixture[str]) -> None:
    double, single = (convert(TRAINING, stage, None, target) for target in (Target(), SINGLE))
    assert "float64" in double.after
    assert "float64" not in single.after
    assert codes(single) == [*codes(double), "NT110"]
    names, exact = left_behind(single.after), left_behind(double.after)
    tensors = [v for v in names.values() if isinstance(v, torch.Tensor)]
    assert tensors
    assert {v.dtype for v in tensors} == {torch.float32}
    assert torch.allclose(names["loss"].double(), exact["loss"], atol=1e-6)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = np.random.rand(3)", "x = torch.as_tensor(np.random.rand(3), dtype=torch.float32)"),
        ("k = np.random.permutation(3)", "k = torch.from_numpy(np.random.permutation(3))"),
        ("x = np.array([1.0, 2.0])", "x = torch.tensor([1.0, 2.0])"),
        ("x = np.ones(3, dtype='f8')", "x = torch.ones(3, dtype=torch.float32)"),
        ("x = np.ones(3, dtype=int)", "x = torch.ones(3, dtype=torch.int64)"),
        ("x = np.ones(3, dtype=complex)", "x = torch.ones(3, dtype=torch.complex64)"),
        ("x = np.arange(3) / 2.0", "x = torch.arange(3) / 2.0"),
        ("x = np.ones(3, dtype=np.float16)", "x = torch.ones(3, dtype=torch.float16)"),
        ("same = np.ones(3).dtype == np.float64", "same = torch.ones(3).dtype == torch.float32"),
    ],
)
def test_where_numbers_come_in(body: str, expected: str) -> None:
    assert last_line(body, SINGLE) == expected


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_array_of_an_unknown_dtype(tmp_path: Path, dtype: str) -> None:
    np.save(tmp_path / "x.npy", np.arange(3, dtype=dtype))
    text = converted(f"x = np.load({str(tmp_path / 'x.npy')!r})\ny = np.ones(3) + 1", SINGLE).after
    expected = torch.int64 if dtype == "int64" else torch.float32
    assert left_behind(text)["x"].dtype == expected


def test_what_numpy_returns_several_of() -> None:
    text = converted("values, vectors = np.linalg.eig(np.diag(np.array([1.0, 2.0])))", SINGLE).after
    names = left_behind(text)
    assert names["values"].dtype == names["vectors"].dtype == torch.float32


def test_converting_a_converted_program_changes_nothing() -> None:
    once = converted("x = np.load('x')\ny = np.random.rand(3)\nprint(y)", Target("float32", "cuda"))
    assert convert(once.after, "nn", None, Target("float32", "cuda")).after == once.after


def test_program_without_arrays_is_let_alone() -> None:
    text = "import math\nx = 'numpy'\n"
    assert convert(text, "nn", None, Target("float32", "cuda", "torch")).after == text


# --- device --------------------------------------------------------------------------------


def test_program_on_the_processor_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    plain, placed = (left_behind(convert(TRAINING, "optim", None, t).after) for t in (Target(), Target(device="cpu")))
    assert torch.equal(plain["w"], placed["w"])
    outputs = capsys.readouterr().out.splitlines()
    assert outputs[: len(outputs) // 2] == outputs[len(outputs) // 2 :]


@pytest.mark.parametrize(
    ("target", "line"),
    [
        (CUDA, 'torch.set_default_device("cuda")'),
        (Target("float32", "mps"), 'torch.set_default_device("mps")'),
        (Target(device="auto"), 'torch.set_default_device("cuda" if torch.cuda.is_available() else "cpu")'),
        (
            Target("float32", "auto"),
            'torch.set_default_device("cuda" if torch.cuda.is_available() else "mps" '
            'if torch.backends.mps.is_available() else "cpu")',
        ),
    ],
)
def test_device_is_said_once(target: Target, line: str) -> None:
    assert converted("x = np.ones(3)", target).after.splitlines().count(line) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = np.random.rand(3)", "x = torch.as_tensor(np.random.rand(3))"),
        ("print(np.ones(3))", "print(torch.ones(3).cpu().numpy())"),
        ("np.save('x', np.ones(3))", "np.save('x', torch.ones(3).cpu().numpy())"),
        ("import json\njson.dumps(np.ones(3))", "json.dumps(torch.ones(3).cpu().numpy())"),
        ("print(np.ones(3).sum())", "print(torch.ones(3).sum().item())"),
        ("x = np.unique_all(np.arange(3))", "x = tuple(map(torch.as_tensor, np.unique_all(torch.arange(3).cpu().numpy())))"),
    ],
)  # fmt: skip
def test_borders(body: str, expected: str) -> None:
    assert last_line(body, CUDA) == expected


@pytest.mark.parametrize(
    ("body", "stays"),
    [
        ("x = np.ones(3)\nnp.random.shuffle(x)", True),
        ("x = np.ones(3)\nx[::-1] = 2.0", True),
        ("x = np.ones(3)\nx.partition(1)", True),
        ("x = np.ones(3)\nnp.savetxt('x', x)", False),
        ("x = np.ones(3)\nnp.testing.assert_allclose(x, x)", False),
        ("x = np.ones(3)\nprint(x)", False),
    ],
)
def test_tensor_that_numpy_writes_to_stays_where_numpy_is(body: str, stays: bool) -> None:
    conversion = converted(body, CUDA)
    assert ("NT112" in codes(conversion)) is stays
    assert ("set_default_device" in conversion.after) is not stays
    assert ("NT112" in codes(converted(body, Target(device="cpu")))) is False


# --- random numbers ------------------------------------------------------------------------

FILE = option_file("torch_draws")


@cache
def drawing() -> Rulebook:
    return read_rulebook([FILE])


@cache
def checks() -> Mapping[str, object]:
    proofs = checks_of_file(FILE, str(FILE), drawing())
    return {c.name: c for c in proofs if not c.name.endswith((": agrees", ": gradient", "constants"))}


@pytest.mark.parametrize("name", checks())
def test_rules_for_draws(name: str) -> None:
    assert list(checks()[name].run()) == []  # type: ignore[attr-defined]


EXAMPLES = [(e.before, e.after) for c in drawing().chunks() if c.file == str(FILE) for e in c.rule.examples]


@pytest.mark.parametrize(("before", "after"), EXAMPLES)
def test_draws_are_alike(before: str, after: str) -> None:
    """All but the numbers: the type, the dtype and the shape."""
    arrays = {"v": np.array([1.0, 2.0, 3.0, 4.0]), "p": np.full((3, 4), 0.25), "n": 0.5}
    owners = {"rng": np.random.default_rng(0), "rs": np.random.RandomState(0)}
    old = eval(before, {**MODULES, **owners, **arrays})
    generators = dict.fromkeys(owners, torch.Generator())
    tensors = {n: torch.from_numpy(a) if isinstance(a, np.ndarray) else a for n, a in arrays.items()}
    torch.set_default_dtype(torch.float64)
    try:
        new = eval(after, {**MODULES, **generators, **tensors})
    finally:
        torch.set_default_dtype(torch.float32)
    if isinstance(old, np.ndarray):
        assert (tuple(new.shape), str(new.dtype)) == (old.shape, f"torch.{old.dtype}")
    elif isinstance(old, (int, float, np.generic)):
        assert type(new) is (float if isinstance(old, (float, np.floating)) else int)


@pytest.mark.parametrize(
    "call",
    [
        "np.random.randn(20000)",
        "np.random.rand(20000)",
        "np.random.normal(3, 0.5, 20000)",
        "np.random.normal(0, 0.5, size=(100, 200))",
        "np.random.normal(twos, 0.1)",
        "np.random.uniform(-3, 1, 20000)",
        "np.random.uniform(low, high, 20000)",
        "np.random.randint(3, 9, 20000)",
        "np.random.randint(9, size=20000)",
        "np.random.choice(7, 20000)",
        "np.random.choice(3, 20000, p=[0.2, 0.3, 0.5])",
        "np.random.choice(pair, 20000, p=[0.2, 0.8])",
        "np.random.exponential(2.0, 20000)",
        "np.random.binomial(1, 0.3, 20000)",
        "np.random.default_rng(0).integers(3, 9, 20000)",
        "np.random.default_rng(0).standard_normal(20000)",
        "np.random.RandomState(0).permutation(20000)",
    ],
)
def test_draws_are_of_the_same_distribution(call: str) -> None:
    body = (
        f"pair = np.array([1.0, 5.0])\ntwos = np.full(20000, 2.0)\nlow, high = -1.0, 2.0\nnp.random.seed(0)\nx = {call}"
    )
    text = converted(body, TORCHS).after
    assert "np." not in text
    new = left_behind(text)["x"].double()
    old = np.asarray(left_behind(f"import numpy as np\n{body}\n")["x"], dtype=float)
    spread = old.std() / np.sqrt(old.size)
    assert abs(float(new.mean()) - old.mean()) < 8 * spread + 1e-12
    assert float(new.std()) == pytest.approx(old.std(), rel=0.05)


def test_no_numpy_is_left() -> None:
    conversion = convert(TRAINING, "optim", None, TORCHS)
    assert "np." not in conversion.after
    assert "torch.manual_seed(0)\nX = torch.randn(20, 3)\n" in conversion.after
    assert codes(conversion)[0] == "NT111"


def test_generators_are_handed_on() -> None:
    body = """\
def noise(rng: np.random.Generator, n):
    return rng.normal(size=n)

class Net:
    def __init__(self, rng):
        self.rng = rng
        self.w = noise(rng, 3)

    def batch(self):
        return self.rng.permutation(5)

net = Net(np.random.default_rng(0))
b = net.batch()
ok = isinstance(net.rng, np.random.Generator)
"""
    text = converted(body, TORCHS).after
    assert "np." not in text
    names = left_behind(text)
    assert names["ok"]
    assert sorted(names["b"].tolist()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "body",
    [
        "z = np.random.dirichlet([1.0, 2.0])",
        "state = np.random.get_state()",
        "from sklearn.model_selection import train_test_split\ntrain_test_split(x, random_state=rng)",
        "z = rng.bit_generator.state",
        "names = ['a', 'b']\nrng.shuffle(names)",
        "def f(generator):\n    return generator.normal(size=3)",
        "draw = np.random.randn\nz = draw(3)",
        "z = np.random.choice(['a', 'b'], 3)",
    ],
)
def test_one_draw_that_torch_has_not_keeps_all_of_them(body: str) -> None:
    whole = f"rng = np.random.default_rng(0)\nx = rng.normal(size=3)\n{body}"
    conversion = converted(whole, TORCHS)
    assert "NT113" in codes(conversion)
    assert conversion.after == converted(whole, Target()).after


# --- command line --------------------------------------------------------------------------


def run(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), **more)  # type: ignore[arg-type]


def test_options() -> None:
    result = run("convert", "-", "--dtype=float32", "--device=cuda", "--rng=torch", input=TRAINING)
    assert result.exit_code == 0
    assert 'torch.set_default_device("cuda")' in result.stdout
    assert "torch.randn(20, 3)" in result.stdout
    assert [line.split()[1] for line in result.stderr.splitlines() if ":1:1:" in line] == ["NT111", "NT110"]


def test_what_was_asked_for_is_not_left(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import numpy as np\nx = np.random.rand(3)\n")
    result = run("convert", tmp_path / "train.py", "--strict", "--dtype=float32", "--rng=torch")
    assert result.exit_code == 0
    assert "left as written" not in result.stdout


def test_precision_is_minded_when_it_is_verified(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAINING)
    result = run("convert", tmp_path / "train.py", "--stage=optim", "--verify", "--dtype=float32", "--device=auto")
    assert result.exit_code == 0
    assert "tolerance: rtol 0.001" in result.stdout


@pytest.mark.parametrize(
    "options",
    [
        ["--device=mps"],
        ["--verify", "--rng=torch"],
        ["--verify", "--device=cuda"],
        ["--dtype=float16"],
        ["--device=tpu"],
    ],
)
def test_what_does_not_go_together(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "train.py").write_text(TRAINING)
    assert run("convert", tmp_path / "train.py", *options).exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["train.py"]
