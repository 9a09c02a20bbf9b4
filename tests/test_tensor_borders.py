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
