"""A script runs as its user would run it, but for what would make two runs differ or wait."""

import time
from pathlib import Path

import pytest
from runs import script

from np2torch.verify import recorder
from np2torch.verify.run import Limits, Run, run

numpy = pytest.importorskip("numpy")


def ran(folder: Path, text: str, *names: str, limits: Limits = Limits(20.0)) -> Run:
    return run(script(folder, "train.py", text), names, limits)


def numbers(result: Run, name: str) -> list[float]:
    assert result.failure is None, result.failure
    return list(result.values[name].numbers)


# --- what is seen --------------------------------------------------------------


def test_values_within_reach(tmp_path: Path) -> None:
    text = """
    import numpy as np

    class Layer:
        __slots__ = ("gain",)

        def __init__(self, n):
            self.gain = 0.25

    class Net:
        def __init__(self):
            self.W = np.eye(2, dtype=np.float32)
            self.layers = [Layer(1), Layer(2)]
            self.me = self

    def fit(rate):
        history = [0.5, np.float64(0.25)]
        return len(history)

    net, params = Net(), {"w": np.array([1.0, 2.0]), "n": np.array([1, 2])}
    fit(0.125)
    count, text, flag = 3, "x", True
    """
    result = ran(tmp_path, text)
    found = {name: (v.shape, v.dtype, list(v.numbers)) for name, v in result.values.items()}
    assert found == {
        "net.W": ((2, 2), "float32", [1.0, 0.0, 0.0, 1.0]),
        "net.layers[0].gain": ((), "float64", [0.25]),
        "net.layers[1].gain": ((), "float64", [0.25]),
        "params['w']": ((2,), "float64", [1.0, 2.0]),
        "fit.rate": ((), "float64", [0.125]),
        "fit.history": ((2,), "float64", [0.5, 0.25]),
    }
    assert {name for name, v in result.values.items() if v.local} == {"fit.rate", "fit.history"}


def test_named_values(tmp_path: Path) -> None:
    text = """
    import numpy as np

    class Net:
        def fit(self):
            w = np.array([[1.0, 2.0]])

            def inner(k):
                half = k / 2

            inner(3)
            return w

    def train():
        w = 1
        for w in range(5):
            pass
        return {"a": np.ones(1), "b": [np.zeros(2), 7]}

    train = train()
    Net().fit()
    """
    names = ["train.w", "Net.fit.w.T", "Net.fit.inner.half", "train", "nowhere", "Net.fit.v"]
    result = ran(tmp_path, text, *names)
    assert numbers(result, "train.w") == [4]
    assert result.values["Net.fit.w.T"].shape == (2, 1)
    assert numbers(result, "Net.fit.inner.half") == [1.5]
    assert result.wanted["train"] == ("train['a']", "train['b'][0]", "train['b'][1]")
    assert result.failed["nowhere"] == "NameError: name 'nowhere' is not defined"
    assert set(result.failed) == {"nowhere", "Net.fit.v"}


def test_two_names_of_one_array_have_one_place(tmp_path: Path) -> None:
    result = ran(tmp_path, "import numpy as np\na = np.ones(2)\nb = a\nc = np.ones(2)")
    places = {name: value.place for name, value in result.values.items()}
    assert places["a"] == places["b"] != places["c"]


def test_tensors_and_modules(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    text = """
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.ReLU())
    scale = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    params = torch.tensor([1.0, 2.0], requires_grad=True)
    w, b = params
    with torch.no_grad():
        params -= 0.5
    losses = [torch.tensor(0.25), torch.tensor(0.125)]
    """
    result = ran(tmp_path, text)
    about = {name: (v.shape, v.dtype, v.trained) for name, v in result.values.items()}
    assert about["model[0].weight"] == ((1, 2), "float32", True)
    assert about["model[0].bias"] == ((1,), "float32", True)
    assert about["scale"] == ((), "float64", True)
    assert about["losses"] == ((2,), "float32", False)
    assert about["w"] == ((), "float32", False)  # a view from before the change: PyTorch refuses to say more
    assert numbers(result, "params") == [0.5, 1.5]


# --- surroundings --------------------------------------------------------------


def test_runs_where_the_user_is_and_imports_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "neighbour.py").write_text("rate = 0.5")
    (tmp_path / "data.txt").write_text("1.5")
    monkeypatch.chdir(tmp_path)
    text = """
    import sys
    from neighbour import rate
    number = float(open("data.txt").read())
    assert __name__ == "__main__" and sys.argv == [__file__]
    """
    result = ran(tmp_path / "code", text)
    assert numbers(result, "rate") == [0.5]
    assert numbers(result, "number") == [1.5]
    assert not (tmp_path / "code" / "__pycache__").exists()


def test_unseeded_numbers_are_the_same_each_time(tmp_path: Path) -> None:
    text = """
    import random
    import numpy as np
    a = np.random.randn(2)
    b = np.random.default_rng().normal(size=2)
    np.random.seed()
    c = np.random.rand(2)
    d = random.random()
    """
    first, second = ran(tmp_path, text), ran(tmp_path, text)
    for name in "abcd":
        assert numbers(first, name) == numbers(second, name)
    assert numbers(first, "a") != numbers(first, "b")


def test_unseeded_torch_is_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    text = "import torch\na = torch.randn(2)\nn = torch.get_num_threads() / 1"
    assert numbers(ran(tmp_path, text), "a") == numbers(ran(tmp_path, text), "a")
    assert numbers(ran(tmp_path, text), "n") == [1.0]


def test_the_clock_ticks_with_each_look(tmp_path: Path) -> None:
    text = """
    import time
    from time import perf_counter
    start = time.time()
    time.sleep(100)
    for i in range(10 ** 5):
        pass
    took = time.time() - start
    between = perf_counter() - perf_counter()
    fine = (time.monotonic_ns() - time.monotonic_ns()) / 1
    """
    result = ran(tmp_path, text)
    assert numbers(result, "took") == pytest.approx([0.001], abs=1e-6)
    assert numbers(result, "fine") == [-1_000_000.0]
    assert numbers(result, "between") == pytest.approx([-0.001], abs=1e-6)


def test_input_does_not_wait(tmp_path: Path) -> None:
    result = ran(tmp_path, "answer = input('Go on? ')\nassert answer == ''\nx = 1.5")
    assert numbers(result, "x") == [1.5]
    assert result.printed == "Go on? "


def test_windows_do_not_open(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    text = """
    import matplotlib
    matplotlib.use("TkAgg")
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.pause(30)
    plt.show()
    x = 1.5
    """
    assert numbers(ran(tmp_path, text), "x") == [1.5]


# --- how a script may end ------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("x = 1\n\n1 / 0\n", "ZeroDivisionError: division by zero", 3),
        ("def f():\n    return [][1]\nx = 1\nf()\n", "IndexError: list index out of range", 2),
        ("import json\njson.loads('{')\n", "json.decoder.JSONDecodeError", 2),
        ("import sys\nsys.exit('no data')\n", "SystemExit: no data", 2),
        ("x = (1\n", "SyntaxError: '(' was never closed", 1),
        ("for i in range(3):\n    assert i < 2, i\n", "AssertionError: 2", 2),
    ],
)
def test_failure_is_told_with_its_line(tmp_path: Path, text: str, message: str, line: int) -> None:
    failure = ran(tmp_path, text, "x").failure
    assert failure is not None
    assert failure.message.startswith(message)
    assert failure.line == line


def test_exit_with_success_is_none(tmp_path: Path) -> None:
    assert numbers(ran(tmp_path, "import sys\nx = 1.5\nsys.exit(0)"), "x") == [1.5]


def test_missing_module_is_named(tmp_path: Path) -> None:
    failure = ran(tmp_path, "import no_such_module").failure
    assert failure is not None
    assert failure.missing == "no_such_module"


def test_time_limit(tmp_path: Path) -> None:
    text = f"""
    import subprocess, sys
    writing = "import time\\nwhile True: open({str(tmp_path / "alive")!r}, 'w').write(str(time.time())); time.sleep(0.05)"
    subprocess.Popen([sys.executable, "-c", writing])
    while True:
        pass
    """
    failure = ran(tmp_path, text, limits=Limits(1.0)).failure
    assert failure is not None
    assert failure.message == "it did not end within 1 seconds"
    last = (tmp_path / "alive").read_text()
    time.sleep(0.3)
    assert (tmp_path / "alive").read_text() == last  # what it started has ended with it


def test_memory_limit(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    failure = ran(tmp_path, "x = bytearray(2 ** 31)", limits=Limits(20.0, gigabytes=1.0)).failure
    assert failure is not None
    assert failure.message == "MemoryError"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import os\nos._exit(3)", "it ended with exit status 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "it was killed by signal 9"),
    ],
)
def test_sudden_end(tmp_path: Path, text: str, message: str) -> None:
    failure = ran(tmp_path, text).failure
    assert failure is not None
    assert failure.message == message


# --- steps ---------------------------------------------------------------------


def test_steps_of_loops(tmp_path: Path) -> None:
    text = """
    def train(w):
        for i in range(4):
            if i == 1:
                continue
            w = w * 2
            if i == 2:
                break
        return w

    w = train(1.5)
    while w < 20:
        w += 10
    """
    result = ran(tmp_path, text, "train.w", "w")
    assert [(loop.function, loop.line, loop.head) for loop in result.loops] == [
        ("train", 3, "for i in range(4)"),
        ("", 12, "while w < 20"),
    ]
    seen = [(s.loop, s.iteration, {n: v[0] for n, v in s.samples.items()}) for s in result.steps]
    assert seen[:4] == [(0, i, {"train.w": w}) for i, w in enumerate([1.5, 3.0, 3.0, 6.0])]
    assert seen[4:] == [(1, i, {"train.w": 6.0, "w": w}) for i, w in enumerate([6.0, 16.0, 26.0])]


def test_steps_of_nested_loops_and_of_lists(tmp_path: Path) -> None:
    text = """
    import numpy as np
    params = [np.zeros(2), {"b": 0.5}]
    for epoch in range(2):
        for batch in range(2):
            params[0] = params[0] + 1
    """
    result = ran(tmp_path, text, "params")
    seen = [(s.loop, s.iteration, list(s.samples["params"])) for s in result.steps]
    states = [[float(n), float(n), 0.5] for n in range(5)]
    assert seen == [
        (0, 0, states[0]),
        (1, 0, states[0]),
        (1, 1, states[1]),
        (1, 2, states[2]),
        (0, 1, states[2]),
        (1, 3, states[3]),
        (1, 4, states[4]),
        (0, 2, states[4]),
    ]


def test_steps_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "BUDGET", 2)
    watching = recorder.Recorder(("w",), "/", {"w": 0.5})
    watching.begin("", 0)
    for _ in range(5):
        watching.step("", 0)
    assert [iteration for _, iteration, _ in watching.steps] == [0, 1, 2]
    assert watching.counts == {0: 5}


def test_docstrings_stay(tmp_path: Path) -> None:
    text = """
    'Of the module.'

    def f():
        'Of f.'

    async def g():
        "Of g."
        return 1

    class C:
        'Of C.'

        def __method(self):
            'Of the method.'
            return 2

    assert (__doc__, f.__doc__, g.__doc__) == ("Of the module.", "Of f.", "Of g.")
    assert C._C__method.__doc__ == "Of the method." and C()._C__method() == 2
    f()
    x = 0.5
    """
    assert numbers(ran(tmp_path, text, "x"), "x") == [0.5]


def test_many_and_large_steps_are_thinned(tmp_path: Path) -> None:
    text = "import numpy as np\nw = np.arange(2000.0)\nfor i in range(1234):\n    w = w + 1"
    result = ran(tmp_path, text, "w")
    assert [s.iteration for s in result.steps][-25:-22] == [999, 1000, 1010]
    assert result.steps[-1].iteration == 1230
    assert len(result.steps[0].samples["w"]) == 500
    assert list(result.steps[0].samples["w"][:3]) == [0.0, 4.0, 8.0]
