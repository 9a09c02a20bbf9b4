"""What counts as a value, and where values are looked for."""

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from np2torch.verify.collect import DEPTH, ITEMS, LEAVES, Collector, block_of
from np2torch.verify.names import evaluate

np = pytest.importorskip("numpy")


def block(value: Any) -> tuple[tuple[int, ...], str, list[float]] | None:
    found = block_of(value)
    return (found.shape, found.dtype, list(found.numbers)) if found else None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, ((), "float64", [1.5])),
        (3, ((), "int64", [3.0])),
        (10**400, ((), "int64", [float("inf")])),
        (1 + 2j, ((), "complex128", [1.0, 2.0])),
        (np.float32(0.5), ((), "float32", [0.5])),
        (np.array([[1, 2]], dtype=np.int8), ((1, 2), "int8", [1.0, 2.0])),
        (np.array([1 + 2j]), ((1,), "complex128", [1.0, 2.0])),
        (np.arange(4.0).reshape(2, 2).T, ((2, 2), "float64", [0.0, 2.0, 1.0, 3.0])),
        ([0.5, 1.5], ((2,), "float64", [0.5, 1.5])),
        ((1, 0.5), ((2,), "float64", [1.0, 0.5])),
        ([np.float64(1.5), np.float32(2.5)], ((2,), "float32", [1.5, 2.5])),
        ([1, 2], ((2,), "int64", [1.0, 2.0])),
        ([], None),
        ([[1.0], [2.0]], None),
        ([np.ones(2)], None),
        (["a", 1.0], None),
        ("text", None),
        (None, None),
        (np.array(["a"]), None),
        (np.array([None, 1]), None),
    ],
)
def test_block_of(value: object, expected: object) -> None:
    assert block(value) == expected


@pytest.mark.parametrize("has_numpy", [True, False])
def test_block_of_tensor(monkeypatch: pytest.MonkeyPatch, has_numpy: bool) -> None:
    torch = pytest.importorskip("torch")
    if not has_numpy:
        monkeypatch.delitem(sys.modules, "numpy")
    transposed = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float32, requires_grad=True).T
    assert block(transposed) == ((2, 2), "float32", [1.0, 3.0, 2.0, 4.0])
    assert block(torch.tensor(3)) == ((), "int64", [3.0])
    assert block(torch.tensor([1 + 2j], dtype=torch.complex128).conj()) == ((1,), "complex128", [1.0, -2.0])
    assert block([torch.tensor(0.5).half(), torch.tensor(1.5).double()]) == ((2,), "float16", [0.5, 1.5])


def names(folder: str = "/nowhere/", **values: object) -> set[str]:
    collector = Collector(folder)
    collector.collect(values)
    return set(collector.named)


def test_containers() -> None:
    value = {"a": np.ones(1), 2: [np.ones(1), {"b": 0.5}], (1, 2): 0.25, frozenset(): 1.0}
    assert names(v=value) == {"v['a']", "v[2][0]", "v[2][1]['b']", "v[(1, 2)]"}


def test_object_arrays() -> None:
    layers = np.array([np.ones(2), np.ones(3)], dtype=object)
    assert names(layers=layers) == {"layers[0]", "layers[1]"}


def test_whole_numbers_truths_and_private_names_are_no_parameters() -> None:
    assert names(i=3, b=True, k=np.arange(3), empty=np.ones(0), __x=1.0, _y=1.0) == {"_y"}


def test_ends_of_long_lists() -> None:
    found = names(history=[np.ones(1)] * (ITEMS + 1))
    assert len(found) == ITEMS
    half = ITEMS // 2
    assert {f"history[{half - 1}]", f"history[{half + 1}]", f"history[{ITEMS}]"} <= found
    assert f"history[{half}]" not in found
    assert len(names(history=[np.ones(1)] * ITEMS)) == ITEMS


@pytest.mark.parametrize(("depth", "seen"), [(DEPTH - 1, True), (DEPTH, False)])
def test_depth_is_bounded(depth: int, seen: bool) -> None:
    value: object = 0.5
    for _ in range(depth):
        value = {"d": value}
    assert bool(names(v=value)) is seen


def test_number_of_values_is_bounded() -> None:
    assert len(names(many=dict.fromkeys(range(LEAVES + 5), 0.5))) == LEAVES


def test_cycles_end() -> None:
    loop: list[object] = [np.ones(1)]
    loop.append(loop)
    assert names(loop=loop) == {"loop[0]"}


class Slots:
    __slots__ = ("w",)


class Thing:
    pass


def made(module: str, **attributes: object) -> object:
    thing = type("Own", (), {"__module__": module})()
    vars(thing).update(attributes)
    return thing


def test_objects_of_the_script_are_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, library = types.ModuleType("own"), types.ModuleType("library")
    own.__file__, library.__file__ = str(tmp_path / "own.py"), "/usr/lib/library.py"
    monkeypatch.setitem(sys.modules, "own", own)
    monkeypatch.setitem(sys.modules, "library", library)
    values = {
        "main": made("__main__", w=0.5, _v=0.5, __u=0.5),
        "own": made("own", w=0.5),
        "library": made("library", w=0.5),
        "space": types.SimpleNamespace(w=0.5),
        "function": test_cycles_end,
        "module": own,
        "Class": Thing,
    }
    assert names(f"{tmp_path}/", **values) == {"main.w", "main._v", "own.w", "space.w"}


def test_slots() -> None:
    slots = type("S", (Slots,), {"__module__": "__main__", "__slots__": ("v", "unset")})()
    slots.w, slots.v = 0.5, 0.25
    assert names(s=slots) == {"s.w", "s.v"}


def test_object_is_shown_once() -> None:
    net = made("__main__", w=0.5)
    collector = Collector("/")
    collector.collect({"net": net})
    collector.collect({"self": net, "x": 0.5}, "Net.fit")
    assert set(collector.named) == {"net.w", "Net.fit.x"}
    assert collector.local == {"Net.fit.x"}


def test_array_that_cannot_be_read_is_passed_over() -> None:
    torch = pytest.importorskip("torch")
    assert names(meta=torch.ones(2, device="meta"), w=torch.ones(2)) == {"w"}


def test_attributes_of_modules() -> None:
    torch = pytest.importorskip("torch")

    class Net(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.layers = torch.nn.ModuleList([torch.nn.Linear(1, 1)])
            self.norm = torch.nn.BatchNorm1d(1)
            self.scale = 0.5

    assert names(net=Net()) == {
        "net.layers[0].weight",
        "net.layers[0].bias",
        "net.norm.weight",
        "net.norm.bias",
        "net.norm.running_mean",
        "net.norm.running_var",
        "net.scale",
    }


def test_what_is_asked_for_may_be_whole_numbers_and_nested() -> None:
    collector = Collector("/")
    assert list(collector.want({"a": [np.arange(2), [[3, "x"], [[[[0.5]]]]]]}, "p")) == ["p['a'][0]", "p['a'][1][0][0]"]


# --- names ---------------------------------------------------------------------------


def function() -> None:
    pass


FRAMES = {
    "function": {"w": 1, "inner": function},
    "function.inner": {"v": 2},
    "Net.fit": {"w": 3},
    "replaced": {"w": 4},
}
NAMESPACE = {"function": function, "Net": Thing, "replaced": 5, "w": 6}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("w", 6),
        ("function.w", 1),
        ("function.inner.v", 2),
        ("Net.fit.w", 3),
        ("replaced.w", 4),
        ("replaced", 5),
        ("function.w + w", 7),
        ("function.__name__", "function"),
        ("[function.w, Net.fit.w][1]", 3),
    ],
)
def test_evaluate(expression: str, expected: object) -> None:
    assert evaluate(expression, dict(NAMESPACE), FRAMES) == expected


@pytest.mark.parametrize("expression", ["v", "function.v", "Net.fit.v", "function.inner.w"])
def test_name_that_there_is_not(expression: str) -> None:
    with pytest.raises((NameError, AttributeError)):
        evaluate(expression, dict(NAMESPACE), FRAMES)
