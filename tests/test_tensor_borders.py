"""Stage tensor at the borders to other libraries."""

import pytest

from np2torch.convert import convert


def last_lines(body: str, count: int = 1) -> str:
    text = convert(f"import numpy as np\nimport pandas as pd\n{body}\n", "tensor").after
    return "\n".join(text.splitlines()[-count:])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("d = pd.read_csv('x')\ny = d.foo.astype(np.float32)", "y = d.foo.astype(np.float32)"),
        ("y = pd.read_csv('x', dtype=np.float64)", "y = pd.read_csv('x', dtype=np.float64)"),
        ("x = np.ones(3)\ny = x.astype(np.float32)", "y = x.to(torch.float32)"),
        ("x = np.ones(3)\ny = isinstance(x, np.ndarray)", "y = isinstance(x, torch.Tensor)"),
        ("from functools import partial\nf = partial(np.ones, dtype=np.float32)", None),
    ],
)
def test_other_libraries_know_numpys_dtypes_only(body: str, expected: str | None) -> None:
    if expected is None:
        assert "dtype=torch.float32" in last_lines(body)
    else:
        assert last_lines(body) == expected


def test_parentheses_around_what_stays_numpys() -> None:
    body = "d = pd.read_csv('x').iloc[0]\nw = np.ones(3)\nw -= (d.foo() * 2.0 +\n      (w * 2))"
    compile(convert(f"import numpy as np\nimport pandas as pd\n{body}\n", "tensor").after, "x", "exec")
    body = (
        "rows = pd.read_csv('x').values\nnames = rows == 'a'\nw = np.ones(3)\nw = (rows +\n     (w * 2).reshape(3)) * w"
    )
    compile(convert(f"import numpy as np\nimport pandas as pd\n{body}\n", "tensor").after, "x", "exec")


KEPT = """\
history = []
def update(params):
    for key in params:
        params[key] -= 0.1 * np.sqrt(np.abs(params[key]))
params = {"x": -7.0}
for i in range(3):
    history.append(params["x"])
    update(params)
result = [float(x) for x in history]
"""


def test_number_in_a_dict_that_is_kept_while_it_is_updated() -> None:
    """NumPy's scalars do not change; a tensor that is changed in place is another one in the list too."""
    torch = pytest.importorskip("torch")
    before, after = f"import numpy as np\n{KEPT}", convert(f"import numpy as np\n{KEPT}", "tensor").after
    old: dict[str, list[float]] = {}
    new: dict[str, list[float]] = {}
    exec(before, old)
    try:
        exec(after, new)
    finally:
        torch.set_default_dtype(torch.float32)
    assert "torch" in after
    assert new["result"] == pytest.approx(old["result"])


def test_array_in_a_dict_is_updated_in_place() -> None:
    body = "params = {'w': np.ones(3)}\nlayer = [params['w']]\nfor k in params:\n    params[k] -= 0.1 * np.ones(3)"
    assert last_lines(body) == "    params[k] -= 0.1 * torch.ones(3)"
