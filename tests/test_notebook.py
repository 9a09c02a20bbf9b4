"""Notebooks: cells stay cells, and what is no code stays to the byte."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.notebook import Notebook, decode_notebook, pieces, with_torch_installed
from np2torch.source import Unusable


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "execution_count": 3, "id": "c", "metadata": {"tags": ["x"]}}
    return cell | {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["ü"]}], "source": source} | more


def text(kind: str, source: str | list[str]) -> dict[str, Any]:
    return {"attachments": {}, "cell_type": kind, "id": kind, "metadata": {"b": 1, "a": 2}, "source": source}


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    data = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def converted(folder: Path, *cells: dict[str, Any], options: tuple[str, ...] = ("--stage=tensor",)) -> list[Any]:
    (folder / "a.ipynb").write_bytes(notebook(*cells))
    result = run("convert", folder / "a.ipynb", "--force", *options)
    assert result.exit_code == 0, result.output
    made: list[Any] = json.loads((folder / "a_torch.ipynb").read_text())["cells"]
    return made


def sources(cells: list[Any]) -> list[str]:
    return ["".join(c["source"]) for c in cells]


TRAINING = (
    text("markdown", ["# Über\n", "np.ones(3)"]),
    code(["%matplotlib inline\n", "import numpy as np\n", "!pip install numpy"]),
    code("%%time\nx = np.array([0.5, 1.4, 1.5])\ny = np.array([3.5, 5.5, 5.8])\nw = 1.0\nb = 0.0"),
    text("raw", "x = np.ones(3)"),
    code(["def grad(x, y, w, b):\n", "    return 2 * (w * x + b - y) / len(x)\n"]),
    code(
        "for epoch in range(300):\n    prediction = w * x + b\n    loss = np.mean((prediction - y) ** 2)\n"
        "    error = grad(x, y, w, b)\n    w -= 0.01 * np.sum(error * x)\n    b -= 0.01 * np.sum(error)\nprint(w, b)"
    ),
    code("%%bash\nls"),
    code("files = !ls\nx.shape\nx?"),
)


# --- cells ---------------------------------------------------------------------------------


def test_cells_stay_cells(tmp_path: Path) -> None:
    assert sources(converted(tmp_path, *TRAINING)) == [
        "# Über\nnp.ones(3)",
        "%matplotlib inline\nimport torch\n\ntorch.set_default_dtype(torch.float64)  # NumPy's precision\n\n"
        "!pip install numpy torch",
        "%%time\nx = torch.tensor([0.5, 1.4, 1.5])\ny = torch.tensor([3.5, 5.5, 5.8])\nw = 1.0\nb = 0.0",
        "x = np.ones(3)",
        "def grad(x, y, w, b):\n    return 2 * (w * x + b - y) / len(x)\n",
        TRAINING[5]["source"].replace("np.", "torch.").replace("print(w, b)", "print(w.item(), b.item())"),
        "%%bash\nls",
        "files = !ls\nx.shape\nx?",
    ]


def test_cell_of_which_nothing_is_left_goes(tmp_path: Path) -> None:
    cells = sources(converted(tmp_path, *TRAINING, options=("--stage=nn",)))
    assert len(cells) == len(TRAINING) - 1
    assert not any("def grad" in c for c in cells)
    assert any("loss.backward()" in c for c in cells)


def test_what_is_no_code_stays_to_the_byte(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(notebook(*TRAINING, zeta=1, alpha={"ö": [1.0, 1e-7]}))
    run("convert", tmp_path / "a.ipynb", "--keep-outputs", "--stage=tensor")
    before, after = ((tmp_path / n).read_text().splitlines() for n in ("a.ipynb", "a_torch.ipynb"))
    kept = [line for line in before if "np." not in line and "numpy" not in line and "print(w, b)" not in line]
    rest = iter(after)
    assert all(line in rest for line in kept)  # in their order


def test_outputs(tmp_path: Path) -> None:
    cleared, kept = (converted(tmp_path, *TRAINING, options=o) for o in ((), ("--keep-outputs",)))
    first, same = (next(c for c in cells if c["cell_type"] == "code") for cells in (cleared, kept))
    assert (first["outputs"], first["execution_count"]) == ([], None)
    assert same["execution_count"] == 3
    assert same["outputs"]


@pytest.mark.parametrize("form", [str, list])
def test_source_keeps_its_form(tmp_path: Path, form: type) -> None:
    source = "import numpy as np\nx = np.ones(3)"
    [cell] = converted(tmp_path, code(source if form is str else source.splitlines(keepends=True)))
    assert isinstance(cell["source"], form)
    assert "x = torch.ones(3)" in "".join(cell["source"])


@pytest.mark.parametrize(
    "raw", [notebook(code("x = 1")), notebook(code("x = (")), notebook(), notebook(text("raw", ""))]
)
def test_notebook_without_numpy_is_the_same_to_the_byte(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.ipynb").write_bytes(raw)
    assert run("convert", tmp_path / "a.ipynb").exit_code == 0
    assert (tmp_path / "a_torch.ipynb").read_bytes() == raw


def test_other_languages_are_the_same_to_the_byte(tmp_path: Path) -> None:
    raw = notebook(code("import numpy as np\nx = np.ones(3)"), kernelspec={"language": "julia"})
    (tmp_path / "a.ipynb").write_bytes(raw)
    assert run("convert", tmp_path / "a.ipynb").exit_code == 0
    assert (tmp_path / "a_torch.ipynb").read_bytes() == raw


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_layout_of_the_file_is_kept(indent: int | str | None, ascii_only: bool) -> None:
    data = {"cells": [code("x = 1  # ü")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    raw = json.dumps(data, indent=indent, ensure_ascii=ascii_only).encode()
    document = decode_notebook(raw, "a.ipynb", keeps_outputs=True)
    assert document.bytes_of(document.text.replace("x = 1", "x = 2")) == raw.replace(b"x = 1", b"x = 2")


def test_converting_the_result_changes_nothing(tmp_path: Path) -> None:
    for stage in ("tensor", "nn"):
        converted(tmp_path, *TRAINING, options=(f"--stage={stage}",))
        assert run("convert", tmp_path / "a_torch.ipynb", "--check", f"--stage={stage}").exit_code == 0


# --- magics --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nx = 1",
        "if x:\n    !ls\ny = 1",
        "for i in x:\n    %time f(i)",
        "files = !ls *.py",
        "t = %timeit -o f()",
        "!pip install \\\n  scipy\nx = 1",
        "%%time\nx = 1",
        "np.ones?",
        "x??\ny = 1",
        's = """\n%d\n"""',
        "a = 3\nb = a % 2",
    ],
)
def test_lines_of_ipython_come_back(source: str) -> None:
    document = decode_notebook(notebook(code(source)), "a.ipynb")
    compile(document.text, "a", "exec")
    assert isinstance(document, Notebook)
    assert document.cells_of(document.text + "\n") == {1: source}


@pytest.mark.parametrize(
    "source", ["%%bash\nls", "%%html\n<b>", "%%writefile a.py\nimport numpy", "x = (", "print 'x'"]
)
def test_cell_that_is_no_python_is_let_alone(tmp_path: Path, source: str) -> None:
    cells = converted(tmp_path, code("import numpy as np"), code(source), code("x = np.ones(3)"))
    assert sources(cells)[1] == source
    assert sources(cells)[2] == "x = torch.ones(3)"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("!pip install numpy", "!pip install numpy torch"),
        ("%pip install 'numpy>=2' scipy", "%pip install 'numpy>=2' scipy torch"),
        ("!python -m pip install numpy", "!python -m pip install numpy torch"),
        ("!conda install -y numpy", "!conda install -y numpy pytorch"),
        ("!pip install torch numpy", "!pip install torch numpy"),
        ("!pip install numpydoc", "!pip install numpydoc"),
        ("!ls numpy", "!ls numpy"),
    ],
)
def test_torch_is_installed_as_well(line: str, expected: str) -> None:
    assert with_torch_installed(line) == expected


def test_line_of_ipython_that_would_be_lost_is_refused() -> None:
    document = decode_notebook(notebook(code("%matplotlib inline\nx = 1")), "a.ipynb")
    with pytest.raises(Unusable, match="would be lost"):
        document.bytes_of("# %% np2torch cell 1\nx = 1\n# %% np2torch end 1\n")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (
            "# %% np2torch cell 1\na\n# %% np2torch end 1\n\n# %% np2torch cell 2\nb\n# %% np2torch end 2",
            {1: "a", 2: "b"},
        ),
        ("new\n# %% np2torch cell 1\na\n# %% np2torch end 1", {1: "new a"}),
        ("# %% np2torch cell 1\na\n# %% np2torch end 1\nb\n# %% np2torch end 2", {1: "a", 2: "b"}),
        ("# %% np2torch cell 1\na\n# %% np2torch cell 2\nb\n# %% np2torch end 2", {1: "a", 2: "b"}),
        ("# %% np2torch cell 1\na\n# %% np2torch end 1\nnew\n# %% np2torch cell 2\nb", {1: "a new", 2: "b"}),
        ("# %% np2torch cell 1\na\n# %% np2torch end 1\nlast", {1: "a last"}),
    ],
)
def test_marks_that_are_gone(shown: str, expected: dict[int, str]) -> None:
    assert {n: " ".join(filter(None, lines)) for n, lines in pieces(shown).items()} == expected


# --- command line --------------------------------------------------------------------------


def test_diagnostics_name_the_cell(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(
        notebook(text("markdown", "x"), code("import numpy as np"), code("x = 1\nm = np.matrix([[1]])"))
    )
    result = run("convert", tmp_path / "a.ipynb", "--stage=tensor")
    assert f"{tmp_path}/a.ipynb:cell 3:2:5: NT103 the program stays NumPy" in result.stderr


def test_places_in_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(notebook(code("import numpy as np"), code("x = 1\nm = np.matrix([[1]])")))
    run("convert", tmp_path / "a.ipynb", "--report", tmp_path / "r.json")
    [file] = json.loads((tmp_path / "r.json").read_text())["files"]
    [statement] = file["statements"]
    places = [statement, *statement["changes"], *statement["reasons"], *file["diagnostics"]]
    assert {(p["cell"], p["line"]) for p in places} == {(2, 2)}


def test_diff_shows_cells(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(notebook(*TRAINING))
    shown = run("convert", tmp_path / "a.ipynb", "--diff", "--stage=tensor").stdout
    assert " # %% cell 2\n %matplotlib inline\n-import numpy as np\n" in shown
    assert "np2torch" not in shown.partition("@@")[2]


def test_verify(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    converted(tmp_path, *TRAINING, options=("--stage=nn", "--verify"))
    result = run("verify", tmp_path / "a.ipynb", tmp_path / "a_torch.ipynb")
    assert result.exit_code == 0, result.output
    assert "equal: 2 parameters" in result.stdout


def test_notebook_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "layers.py").write_text("import numpy as np\n\ndef f(x):\n    return np.sum(x, axis=0)\n")
    raw = notebook(
        code("import numpy as np\nfrom layers import f"), code("y = f(np.ones((3, 2)))\nprint(y.mean(axis=0))")
    )
    (tmp_path / "course" / "a.ipynb").write_bytes(raw)
    assert run("convert", tmp_path / "course", "-o", tmp_path / "out").exit_code == 0
    cells = json.loads((tmp_path / "out" / "a.ipynb").read_text())["cells"]
    assert "print(y.mean(dim=0).item())" in sources(cells)[1]
    assert "return torch.sum(x, dim=0)" in (tmp_path / "out" / "layers.py").read_text()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"nbformat": 3, "worksheets": []}',
        b'{"nbformat": 4, "cells": [{}]}',
        b'{"nbformat": 4, "cells": [{"source": 3}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_is_one_line(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.ipynb").write_bytes(raw)
    result = run("convert", tmp_path / "a.ipynb")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path}/a.ipynb:1:1: NT001 is not ")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "a_torch.ipynb").exists()


@pytest.mark.parametrize(("source", "target"), [("a.ipynb", "b.py"), ("a.py", "b.ipynb")])
def test_notebooks_stay_notebooks(tmp_path: Path, source: str, target: str) -> None:
    (tmp_path / source).write_bytes(notebook(code("x = 1")) if source == "a.ipynb" else b"x = 1\n")
    assert run("convert", tmp_path / source, "-o", tmp_path / target).exit_code == 2
