"""What no tensor holds beside tensors, results that are written to an array, and what only says how NumPy warns."""

from __future__ import annotations

from textwrap import dedent

import pytest
from sides import part, run, same_text

from np2torch.convert import Conversion, convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()


def checked(text: str) -> Conversion:
    """The conversion of a program; both leave the same behind and print the same."""
    program = "import numpy as np\n" + dedent(text)
    conversion = convert(program, "tensor", BOOK)
    expected, found = run(program), run(conversion.after)
    assert expected.error is None
    assert found.error is None, f"{found.error!r}\n{conversion.after}"
    kept = [n for n in expected.names if not n.startswith("_") and n not in ("np", "f", "dt")]
    assert [w for n in kept if (w := part(expected.names[n], found.names[n]))] == [], conversion.after
    assert same_text(expected.printed, found.printed), conversion.after
    return conversion


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = np.array([(1, 2.0)], dtype=[('n', int), ('x', float)])\nb = a['x']", id="fields"),
        pytest.param("dt = np.dtype([('n', int)])\na = np.zeros(2, dtype=dt)\nb = np.sort(a, order='n')", id="dtype"),
        pytest.param("a = np.array([(1, 2)], dtype='i4,i4').view(np.recarray)\nb = a.f0", id="record"),
        pytest.param(
            "a = np.array([1, 2], dtype=np.dtype('int16'))\nb = np.zeros(2, dtype=np.dtype(float))", id="plain"
        ),
        pytest.param("p = np.poly1d([1, 2])\na = p(2.0)\nb = np.polymul(p, p)(2.0)", id="polynomial"),
        pytest.param("a = np.isin(np.arange(3), {1, 2})", id="set"),
        pytest.param("a, b = np.random.default_rng(3).spawn(2)\nc = a.normal(size=2) + b.normal(size=2)", id="streams"),
        pytest.param("a = np.random.randint(1, [3, 5], dtype=np.uint8) + np.zeros(2)", id="dtype of a draw"),
        pytest.param("a = np.delete(np.arange(6).reshape(2, 3), np.s_[::2], 1)", id="slice"),
        pytest.param("print(np.format_float_positional(np.float32(np.pi)))", id="digits"),
        pytest.param("a = np.isscalar(np.array(3.1)), np.isscalar(np.ones(2).sum())", id="scalar"),
        pytest.param("f = np.promote_types\nprint(f('f4', 'f8') == np.float64)", id="function of dtypes"),
        pytest.param("a = np.arange(6)\na.flat = 3\nb = np.zeros((2, 2))\nb.flat = [1, 2, 3, 4]", id="flat"),
        pytest.param("a = np.conj is np.conjugate", id="identity"),
        pytest.param("a = issubclass(np.recarray, np.ndarray), issubclass(np.ndarray, np.ndarray)", id="class"),
        pytest.param(
            "import io\nf = io.BytesIO()\nnp.savez(f, w=np.ones(2))\nf.seek(0)\nz = np.load(f)\na = z['w'] * 2\n"
            "b = sorted(z.files)\ndel z, f",
            id="archive",
        ),
        pytest.param(
            "import io\nf = io.BytesIO()\nnp.savez(f, w=np.ones(2))\nf.seek(0)\nwith np.load(f) as z:\n"
            "    a = z['w'] * 2\ndel z, f",
            id="archive that is closed",
        ),
        pytest.param(
            "import io\nf = io.BytesIO()\nnp.save(f, np.array(['a', 'b']))\nf.seek(0)\na = np.load(f)\ndel f",
            id="file of text",
        ),
        pytest.param("a = np.array(n for n in range(3)).shape", id="generator"),
        pytest.param("f = np.frompyfunc(oct, 1, 1)\na = np.ndarray.tolist(f(np.array([8, 9])))", id="objects"),
        pytest.param("a = np.array([b'ceg', b'fac']).byteswap()", id="bytes"),
        pytest.param(
            "x = np.ones(2)\nprint(x.dtype.kind, x.dtype.char, x.dtype.type is np.float64, np.dtype(int).kind)",
            id="attributes of dtypes",
        ),
        pytest.param("t = np.dtype(int).newbyteorder('>')\nprint(t.byteorder)", id="order of bytes"),
        pytest.param("x = np.array([1, 2])\nx.dtype = np.int32", id="another dtype"),
        pytest.param("import numpy.typing as npt\nprint(npt.NDArray[np.float64], np.float32)", id="types"),
        pytest.param(
            "x = np.arange(3.0)\ny = np.zeros(3)\nfor a, b in np.nditer([x, y], [], [['readonly'], ['writeonly']]):\n"
            "    b[...] = a * 2\nc = y.sum()",
            id="two arrays at once",
        ),
        pytest.param(
            "def heard(kind, flag):\n    print(kind)\nnp.seterrcall(heard)\nold = np.seterr(all='call')\n"
            "a = np.ones(2) / 0.0\nnp.seterr(**old)\nnp.seterrcall(None)",
            id="errors that call",
        ),
        pytest.param(
            "x = np.array([1, 2], dtype=np.uint8)\na = x.sum().dtype == np.uint, np.prod(x).dtype == np.uint64",
            id="dtype that no tensor has",
        ),
        pytest.param("x = np.ones(3)\nexec('y = np.sum(x, axis=0)')", id="code"),
        pytest.param("x = np.array([2, 1])\nf = x.flags['C_CONTIGUOUS']\nprint(f)", id="flags"),
        pytest.param("a = np.index_exp[1:3]\nb = np.arange(5)[a]", id="index"),
    ],
)
def test_it_runs_and_is_the_same(text: str) -> None:
    checked(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x = np.ones((2, 3))\ny = np.zeros(3)\nz = np.sum(x, axis=0, out=y)\nsame = z is y", "y.copy_(torch.sum(x, dim=0))"),
        ("x = np.ones(3)\ny = np.zeros(3, dtype=int)\nnp.isfinite(x, y)", "y.copy_(torch.isfinite(x))"),
        ("x = np.array([1, 1, 2])\nr = np.unique_counts(x)\nc = r.counts", "c = r[1]"),
        ("x = np.arange(6)\nx.resize((2, 4))", "x.set_("),
        ("c = [np.arange(3) > 1]\nx = [np.arange(3)]\ny = np.select(c, x, 9)", "torch.where(c[0], x[0], 9)"),
        ("u = np.finfo(np.float32).dtype == np.float32", "getattr(torch, torch.finfo(torch.float32).dtype)"),
    ],
)  # fmt: skip
def test_it_is_torch(text: str, written: str) -> None:
    conversion = checked(text)
    assert written in conversion.after
    assert conversion.diagnostics == ()


def test_a_result_of_another_precision_is_not_copied() -> None:
    conversion = checked("x = np.ones(3, dtype=np.float32)\ny = np.zeros(1)\nnp.sum(x, keepdims=True, out=y)")
    assert "copy_" not in conversion.after


def test_how_numpy_warns_is_not_asked() -> None:
    conversion = checked(
        """
        x = np.array([1.0, -1.0])
        for i in range(2):
            with np.errstate(invalid="ignore"):
                # of a negative number
                y = np.sqrt(x)

                z = np.log(
                    x)  # as well
            print(y)
        """
    )
    assert "with" not in conversion.after
    assert "\n    # of a negative number\n    y = torch.sqrt(x)\n\n    z = torch.log(\n" in conversion.after
    assert conversion.diagnostics == ()


@pytest.mark.parametrize("settings", ['all="raise"', "", 'invalid="ignore", call=print'])
def test_other_settings_of_warnings_stay(settings: str) -> None:
    conversion = convert(f"import numpy as np\nwith np.errstate({settings}):\n    x = np.ones(3)\n", "tensor", BOOK)
    assert f"with np.errstate({settings}):" in conversion.after
    assert conversion.diagnostics


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param(
            "w = np.arange(4.0)\na = np.average(w, weights=np.exp(w))",
            "a = torch.sum(w * (weights := torch.exp(w))) / torch.sum(weights)",
            id="weights",
        ),
        pytest.param(
            "weights = np.arange(4.0)\na = np.average(weights, weights=np.exp(weights))",
            "torch.sum(weights * (weights_2 := torch.exp(weights))) / torch.sum(weights_2)",
            id="taken",
        ),
        pytest.param(
            "v = np.arange(4.0)\nf = lambda x: np.average(x, weights=np.exp(x))\na = f(v)",
            "f = lambda x: torch.sum(x * (weights := torch.exp(x))) / torch.sum(weights)",
            id="lambda",
        ),
        pytest.param(
            "v = np.arange(4.0)\na = np.average(np.average(np.array([v, v]), axis=1, weights=v * 2), weights=v[:2] + 1)",
            "torch.tensordot((weights_2 := v * 2)",
            id="one in another",
        ),
        pytest.param(
            "v = np.arange(4.0)\na = [x for x in np.histogram(v * 2, bins=3)[0]]",
            "np.histogram((v * 2)",
            id="gone over",
        ),
        pytest.param(
            "class A:\n    v = np.arange(4.0)\n    a = np.average(v, weights=v * 2)\na = A.a, sorted(vars(A))",
            "np.average(v.numpy()",
            id="class",
        ),
    ],
)
def test_an_argument_that_is_written_twice_is_evaluated_once(text: str, written: str) -> None:
    assert written in checked(text).after


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param(
            "x = np.ones((2, 3), order='F')\ny = x.copy()\na = x.flags['F_CONTIGUOUS'], y.flags['C_CONTIGUOUS']",
            "y = x.clone(memory_format=torch.contiguous_format)\na = x.T.is_contiguous(), y.is_contiguous()",
            id="order",
        ),
        pytest.param(
            "x = np.arange(6).reshape(2, 3)\ny = x.T\na = y.ravel(order='K'), y.ravel(order='A'), y.ravel()",
            "y.permute(sorted(range(y.ndim), key=y.stride, reverse=True)).ravel()",
            id="as it lies",
        ),
        pytest.param(
            "x = np.exp(np.arange(4.0).reshape(2, 2))\na = x.ravel(order='K')",
            "x.numpy().ravel(order='K')",
            id="not known how it lies",
        ),
        pytest.param(
            "def f(x):\n    return x.flags['C_CONTIGUOUS']\na = f(np.ones((2, 3)).T)",
            "x.numpy().flags['C_CONTIGUOUS']",
            id="handed over",
        ),
        pytest.param(
            "x = np.arange(4)\ny = x[1:]\na = np.shares_memory(x, y)\nx = x[:2]\nb = np.shares_memory(x, y[1:])",
            "a = x.untyped_storage().data_ptr() == y.untyped_storage().data_ptr()",
            id="shared",
        ),
        pytest.param(
            "x = np.arange(4)\nb = np.shares_memory(x[:2], x[2:])", "np.shares_memory(x[:2].numpy()", id="two parts"
        ),
        pytest.param(
            "a = np.shares_memory(np.ones(2), np.ones(2))", "np.shares_memory(torch.ones(2).numpy()", id="gone by then"
        ),
    ],
)
def test_how_arrays_lie_in_memory(text: str, written: str) -> None:
    assert written in checked(text).after


TIMED = "from timeit import timeit\na = np.arange(4.0)\ng = globals()\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param(
            TIMED + 't = timeit("b = np.std(a)", globals=g, number=1) > 0',
            'timeit("b = torch.std(a, correction=0)", globals=g, number=1)',
            id="converted",
        ),
        pytest.param(
            TIMED + "a = a > 1\nt = timeit('np.mean(a)', globals=globals(), number=1) > 0\na = 3.0",
            "timeit('torch.mean(a.to(torch.float64))', globals=globals(), number=1)",
            id="of what is known there",
        ),
        pytest.param(
            TIMED + "t = timeit('np.interp(a, a, a)', globals=g, number=1) > 0", "np.interp(a, a, a)", id="a bridge"
        ),
        pytest.param(
            TIMED + "g = {'a': [1.0], 'np': np}\nt = timeit('np.std(a)', globals=g, number=1) > 0",
            "timeit('np.std(a)', globals=g, number=1)",
            id="other names",
        ),
        pytest.param(
            TIMED + "def f(a):\n    return timeit('np.std(a)', globals=locals() | g, number=1) > 0\nt = f(a)",
            "timeit('np.std(a)', globals=locals() | g, number=1)",
            id="in a function",
        ),
    ],
)
def test_code_in_a_string_is_converted_where_it_runs_among_the_programs_names(text: str, written: str) -> None:
    assert written in checked(text.replace("\ng = globals()", "\ng = globals()") + "\ndel g").after
