"""`np2torch steps`: the stages as programs to learn from, with what each replaces and why."""

import json
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import STAGES, Conversion, convert
from np2torch.diagnostic import Change, Trust
from np2torch.report.reasons import step
from np2torch.report.story import Chapter, chapter_text, counterpart, enumerated, fenced
from np2torch.report.words import LANGUAGES, words_of
from np2torch.rulebook import read_rulebook
from np2torch.source import Document

EXAMPLE = Path(__file__).parents[1] / "examples" / "two_layer_net" / "train.py"
NO_TRAINING = "import numpy as np\nx = np.array([1.0, 2.0])\nprint(x.sum(), np.linalg.eig(np.eye(2)))\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "train.py"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


# --- words ---------------------------------------------------------------------------------


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_say_the_same(language: str) -> None:
    here, english = words_of(language), words_of("en")
    assert list(here.stages) == list(STAGES)
    assert {k: placeholders(v) for k, v in here.texts.items()} == {k: placeholders(v) for k, v in english.texts.items()}
    for stage, texts in here.stages.items():
        quoted = [set(re.findall(r"`[^`]+`", t["why"])) for t in (texts, english.stages[stage])]
        assert quoted[0] == quoted[1]
        assert set(texts) == {"title", "why"}


def test_no_language_is_a_copy() -> None:
    for key, text in words_of("en").texts.items():
        others = {words_of(language).texts[key] for language in LANGUAGES if language != "en"}
        assert text not in others or not re.search("[a-z]{3}", re.sub(r"{\w+}", "", text)), key


def test_there_are_no_other_catalogues() -> None:
    folder = Path(sys.modules["np2torch.report.words"].__file__ or "").parent / "languages"
    assert {p.stem for p in folder.glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("np.sin(x)", "`np.sin` → `torch.sin`"),
        ("np.mean(x)", "`np.mean` → `torch.mean`"),
        ("x.sum(axis=0)", "`np.ndarray.sum` → `torch.Tensor.sum`"),
        ("np.max(x, axis=0)", "`np.max` → `torch.amax`"),
        ("np.random.rand(3)", "`np.random.rand` stays NumPy's and hands over its result"),
    ],
)
def test_functions_and_what_they_became(line: str, expected: str) -> None:
    text = f"import numpy as np\nx = np.array([[1.0, 2.0]])\ny = {line}\n"
    before, after = Conversion(text, text), convert(text, "tensor")
    chapter = Chapter(1, step("tensor", before, after), before, after, None)
    shown = chapter_text(chapter, words_of("en"), read_rulebook(), Document("a.py", b"", text, "utf-8"))
    assert f"- {expected} (line 3)\n" in shown


def test_function_without_a_rule_has_no_counterpart() -> None:
    assert counterpart("numpy.nothing", "a.py:1", read_rulebook()) == ""


def test_lines_are_enumerated_once() -> None:
    assert enumerated([3, 1, 3]) == "1, 3"
    assert enumerated(list(range(1, 20))) == "1, 2, 3, 4, 5, 6, 7, 8, …"


@pytest.mark.parametrize(("text", "fence"), [("x", "```"), ("`x`", "```"), ('"""```"""', "````")])
def test_fence_is_longer_than_what_is_in_it(text: str, fence: str) -> None:
    assert fenced(text) == f"{fence}python\n{text}\n{fence}"


def test_setting_is_told_as_it_is() -> None:
    before = Conversion("x = 1\n", "x = 1\n")
    after = Conversion("x = 1\n", "x = 2\n", changes=(Change(1, "tensors on the device", Trust.RULE),), stage="tensor")
    chapter = Chapter(1, step("tensor", before, after), before, after, None)
    text = chapter_text(chapter, words_of("en"), read_rulebook(), Document("a.py", b"", "x = 1\n", "utf-8"))
    assert "- Set as asked for: tensors on the device (line 1)" in text
    assert "Not verified" in text


# --- files ---------------------------------------------------------------------------------


def test_four_files(script: Path) -> None:
    pytest.importorskip("torch")
    folder = script.parent / "steps"
    result = run("steps", script, "-o", folder)
    assert result.exit_code == 0, result.output
    names = [f"train_{n}_{stage}.py" for n, stage in enumerate(STAGES, 1)]
    assert sorted(p.name for p in folder.iterdir()) == ["README.md", *names]
    for stage, name in zip(STAGES, names, strict=True):
        assert (folder / name).read_text() == convert(EXAMPLE.read_text(), stage).after
    text = (folder / "README.md").read_text()
    assert len(re.findall("^Verified: .* Equal: [48] of [48] parameters, 11 of 11 printed", text, re.MULTILINE)) == 4
    assert "- `np.sin` → `torch.sin` (line 6)\n" in text
    assert "derivative of `loss` by `W1, b1, W2, b2`" in text
    assert "dW2 = h.T @ dout" in text.partition("## Step 2")[2].partition("## Step 3")[0].partition("Line by line")[0]
    assert "`torch.optim.SGD([p], lr=lr, momentum=momentum)` does the same" in text
    assert "`torch.nn.MSELoss()` computes what was written by hand: `((input - target) ** 2).mean()`" in text
    assert "- `W1` is `model[0].weight.T`" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages(script: Path, language: str) -> None:
    result = run("steps", script, "--lang", language, "--no-verify")
    assert result.exit_code == 0, result.output
    text = (script.parent / "train_steps" / "README.md").read_text(encoding="utf-8")
    for stage in words_of(language).stages.values():
        assert stage["title"] in text
        assert stage["why"] in text
    assert "{" not in re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def test_what_a_stage_leaves_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(NO_TRAINING)
    assert run("steps", tmp_path / "a.py", "-o", tmp_path / "s", "--no-verify").exit_code == 0
    text = (tmp_path / "s" / "README.md").read_text()
    assert text.count("This step changes nothing in this program.") == 3
    assert re.search(r"- line 3: np\.linalg\.eig.* stays NumPy", text)
    assert (tmp_path / "s" / "a_4_nn.py").read_text() == (tmp_path / "s" / "a_1_tensor.py").read_text()


def test_stage_that_does_not_do_the_same_is_not_there(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    from np2torch import convert as pipeline

    real = pipeline.step

    def wrong(conversion: Conversion, name: str, *more: object) -> Conversion:
        made = real(conversion, name, *more)  # type: ignore[arg-type]
        text = made.after.replace("lr=lr", "lr=2 * lr") if name == "optim" else made.after
        return Conversion(made.before, text, made.diagnostics, made.changes, made.correspondence, made.parameters, name)

    monkeypatch.setattr(pipeline, "step", wrong)
    result = run("steps", script, "-o", script.parent / "s")
    assert result.exit_code == 1
    assert sorted(p.name for p in (script.parent / "s").iterdir()) == [
        "README.md", "train_1_tensor.py", "train_2_autograd.py",
    ]  # fmt: skip
    assert re.search(r"train\.py: stage optim is not there: different: 4 of 4 parameters", result.stderr)


def test_program_that_does_not_run(script: Path) -> None:
    pytest.importorskip("torch")
    script.write_text(f"{EXAMPLE.read_text()}\nraise SystemError('no')\n")
    result = run("steps", script)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search("nothing was written: .*SystemError: no", result.stderr)
    assert [p.name for p in script.parent.iterdir()] == ["train.py"]


@pytest.mark.parametrize("text", ["x = 1\n", "x = ("])
def test_nothing_to_teach(script: Path, text: str) -> None:
    script.write_text(text)
    assert run("steps", script).exit_code == 2
    assert [p.name for p in script.parent.iterdir()] == ["train.py"]


def test_what_is_there_stays(script: Path) -> None:
    (script.parent / "s").mkdir()
    (script.parent / "s" / "precious").write_text("x")
    (script.parent / "s.ipynb").write_text("x")
    for target in ("s", "s.ipynb"):
        assert run("steps", script, "-o", script.parent / target, "--no-verify").exit_code == 2
        assert run("steps", script, "-o", script.parent / target, "--no-verify", "--force").exit_code == 0
    assert run("steps", script, "-o", script, "--no-verify", "--force").exit_code == 2


# --- one notebook --------------------------------------------------------------------------


@pytest.mark.parametrize("options", [["--notebook"], ["-o", "steps.ipynb"]])
def test_notebook(script: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    monkeypatch.chdir(script.parent)
    assert run("steps", "train.py", "--no-verify", *options).exit_code == 0
    [path] = script.parent.glob("*.ipynb")
    notebook = json.loads(path.read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert [c["cell_type"] for c in cells] == ["markdown", "code"] * 5
    assert len({c["id"] for c in cells}) == 10
    sources = ["".join(c["source"]) for c in cells]
    assert sources[1] == EXAMPLE.read_text().strip()
    assert sources[7] == convert(EXAMPLE.read_text(), "optim").after.strip()
    assert all(sources[2 * n].startswith(f"## Step {n}: ") for n in range(1, 5))
    assert "train_1_tensor" not in sources[2]


def test_cells_of_the_notebook_run_in_their_order(script: Path) -> None:
    pytest.importorskip("torch")
    assert run("steps", script, "--notebook", "--no-verify").exit_code == 0
    cells = json.loads((script.parent / "train_steps.ipynb").read_text())["cells"]
    program = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    finals = [float(line.split()[-1]) for line in done.stdout.splitlines() if line.startswith("final loss")]
    assert len(finals) == 5, done.stderr
    assert max(finals) - min(finals) < 1e-12


def test_steps_of_a_notebook(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [
        {**cell, "source": "%matplotlib inline\nimport numpy as np"},
        {**cell, "source": "x = np.ones(3)\nprint(x)"},
    ]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    assert run("steps", path, "-o", tmp_path / "s", "--no-verify").exit_code == 0
    made = json.loads((tmp_path / "s" / "a_1_tensor.ipynb").read_text())
    assert "torch.ones(3)" in made["cells"][1]["source"]
    assert run("steps", path, "-o", tmp_path / "one.ipynb", "--no-verify").exit_code == 0
    whole = "".join(json.loads((tmp_path / "one.ipynb").read_text())["cells"][3]["source"])
    assert "%matplotlib inline" in whole
    assert "np2torch" not in whole
