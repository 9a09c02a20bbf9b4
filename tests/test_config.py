"""`[tool.np2torch]`, and comments that say what is to be let alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import STAGES, convert
from np2torch.marks import marks_of

SCRIPT = "import numpy as np\nx = np.random.rand(3)\nprint(x.sum(axis=0))\n"
TRAINING = """\
import numpy as np
x = np.array([1.0, 2.0])
w = 1.0
for i in range(9):
    loss = np.mean((w * x - 1) ** 2)
    w -= 0.1 * np.mean(2 * (w * x - 1) * x)
print(w)
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text(SCRIPT)
    return tmp_path


def configured(project: Path, table: str) -> Path:
    (project / "pyproject.toml").write_text(f"[project]\nname = 'x'\n\n[tool.np2torch]\n{table}\n")
    return project / "src" / "train.py"


def result_of(path: Path, *options: str) -> str:
    result = run("convert", path, "-o", "-", *options)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("dtype = 'float32'", "dtype=torch.float32"),
        ("device = 'cuda'", 'set_default_device("cuda")'),
        ("rng = 'torch'", "x = torch.rand(3)"),
        ("rules = ['own.py']", "x = torch.empty(3)"),
    ],
)
def test_settings(project: Path, table: str, expected: str) -> None:
    (project / "own.py").write_text("@rewrites(np.random.rand)\ndef rand(n) -> Sample:\n    return torch.empty(n)\n")
    path = configured(project, "")
    assert expected not in result_of(path)
    assert expected in result_of(configured(project, table))


def test_command_line_has_the_last_word(project: Path) -> None:
    path = configured(project, "rng = 'torch'\ndtype = 'float32'")
    assert "np.random.rand(3)" in result_of(path, "--rng=numpy")


def test_nearest_table_counts(project: Path) -> None:
    path = configured(project, "dtype = 'float32'")
    (path.parent / "pyproject.toml").write_text("[tool.other]\nname = 'not np2torch'\n")
    assert "float32" in result_of(path)
    (path.parent / "pyproject.toml").write_text("[tool.np2torch]\n")
    assert "float32" not in result_of(path)


def test_stages(project: Path) -> None:
    path = configured(project, "stage = 'nn'\n[tool.np2torch.per-file-stages]\n'src/t*.py' = 'tensor'")
    path.write_text(TRAINING)
    assert "backward" not in result_of(path)
    other = path.with_name("other.py")
    other.write_text(TRAINING)
    assert "torch.optim" in result_of(other)
    assert "torch.optim" not in result_of(other, "--stage=autograd")


def test_folder_is_excluded(project: Path) -> None:
    configured(project, "exclude = ['src/']")
    (project / "b.py").write_text(SCRIPT)
    assert run("convert", project, "-o", project / "out").exit_code == 0
    assert sorted(p.name for p in (project / "out").iterdir()) == ["b.py", "pyproject.toml"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("stag = 'nn'", "tool.np2torch.stag: no such setting; is it stage?"),
        ("xyz = 1", "tool.np2torch.xyz: no such setting; there are stage, dtype, "),
        ("stage = 'quantum'", "tool.np2torch.stage: 'quantum' is none of tensor, autograd, optim, nn"),
        ("stage = 3", "tool.np2torch.stage: 3 is none of "),
        ("rules = 'own.py'", "tool.np2torch.rules: a list of strings is wanted"),
        ("per-file-stages = 'tensor'", "tool.np2torch.per-file-stages: a table of patterns and stages is wanted"),
        ("per-file-stages = {'a.py' = 'x'}", "per-file-stages.\"a.py\": 'x' is none of "),
        ("stage = ", "not TOML: "),
        ("rules = ['nowhere.py']", "nowhere.py: no such file or directory"),
    ],
)
def test_mistakes_are_one_line(project: Path, table: str, message: str) -> None:
    path = configured(project, table)
    result = run("convert", path)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not path.with_name("train_torch.py").exists()


def test_what_applies_is_printed(project: Path) -> None:
    path = configured(project, "stage = 'nn'\nexclude = ['a', 'b']\nper-file-stages = {'*.py' = 'tensor'}")
    result = run("config", path)
    assert result.exit_code == 0
    assert result.stdout == (
        f'# {project}/pyproject.toml\nstage = "nn"\nexclude = ["a", "b"]\nper-file-stages = {{ "*.py" = "tensor" }}\n'
    )
    assert run("config", "/").stdout == "# no [tool.np2torch] in a pyproject.toml here or above\n"
    configured(project, "stag = 1")
    assert run("config", path).exit_code == 2


# --- comments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\nb  # np2torch: skip\nc\n", {2}),
        ("a\n# np2torch: off\nb\n#np2torch:on\nc\n", {2, 3, 4}),
        ("a\n# np2torch: off\nb\n", {2, 3}),
        ("a = '# np2torch: skip'\n", set()),
        ("a  # why np2torch: skip\n", set()),
        ("# np2torch: on\na\n", set()),
    ],
)
def test_marks(text: str, kept: set[int]) -> None:
    assert marks_of(text, STAGES).kept == kept


def test_line_that_is_skipped_stays() -> None:
    text = "import numpy as np\nx = np.ones(3)\ny = np.ones(3)  # np2torch: skip\nz = (np.ones(3) +\n     1)  # np2torch: skip\n"
    assert convert(text, "tensor").after.splitlines()[-4:] == [
        "x = torch.ones(3)",
        "y = np.ones(3)  # np2torch: skip",
        "z = (np.ones(3) +",
        "     1)  # np2torch: skip",
    ]


def test_block_that_is_off_stays() -> None:
    text = "import numpy as np\nx = np.ones(3)\n# np2torch: off\nfor i in range(3):\n    y = np.ones(3)\n# np2torch: on\nz = np.ones(3)\n"
    after = convert(text, "nn").after
    assert "    y = np.ones(3)\n" in after
    assert "z = torch.ones(3)\n" in after
    assert "import numpy as np\n" in after


def test_head_of_a_loop_is_one_line() -> None:
    text = "import numpy as np\nfor x in np.ones(3):  # np2torch: skip\n    y = np.ones(3)\n"
    assert "for x in np.ones(3):  # np2torch: skip\n    y = torch.ones(3)\n" in convert(text, "tensor").after


def test_stage_that_would_change_a_line_is_left_out() -> None:
    text = TRAINING.replace("* x)\n", "* x)  # np2torch: skip\n")
    conversion = convert(text, "optim")
    assert "    w -= 0.1 * np.mean(2 * (w * x - 1) * x)  # np2torch: skip\n" in conversion.after
    assert "backward" not in conversion.after


def test_stage_of_a_file() -> None:
    assert "backward" in convert(TRAINING, "nn").after
    assert convert(f"# np2torch: stage=tensor\n{TRAINING}", "nn").stage == "tensor"
    assert convert(f"# np2torch: stage=nn\n{TRAINING}", "tensor").stage == "tensor"


@pytest.mark.parametrize("word", ["skp", "stage=quantum", "on", ""])
def test_comment_that_means_nothing_is_said(word: str) -> None:
    conversion = convert(f"import numpy as np\nx = np.ones(3)  # np2torch: {word}\n", "tensor")
    assert [(d.line, d.code) for d in conversion.diagnostics] == [(2, "NT118")]
    assert "torch.ones(3)" in conversion.after
