"""What lists, dicts and instances hold is known where it is read, be it before the statement that puts it there."""

from __future__ import annotations

import ast

import pytest

from np2torch.infer import analysed
from np2torch.kind import Array, Kind
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
PROGRAMS = {
    "a list that a loop fills": """\
import numpy as np
items = []
for i in range(3):
    if i:
        wanted = items[0]
    items.append(np.zeros((2, 3)))
""",
    "a dict that a loop fills": """\
import numpy as np
cache = {}
for i in range(3):
    if i:
        wanted = cache["a"]
    cache["a"] = np.zeros((2, 3))
""",
    "an attribute that a later method gives": """\
import numpy as np
class Model:
    def look(self):
        wanted = self.w
    def fit(self):
        self.w = np.zeros((2, 3))
model = Model()
for i in range(3):
    if i:
        model.look()
    model.fit()
""",
}


def kind_of_wanted(text: str) -> Kind:
    facts = analysed(text, BOOK)
    (value,) = (
        n.value for n in facts.source.nodes if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "wanted"
    )
    return facts.kind(value)


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_what_is_put_in_later_is_known(text: str) -> None:
    kind = kind_of_wanted(text)
    assert isinstance(kind, Array)
    assert (kind.dtype, kind.shape) == ("float64", (2, 3))
