"""Every shipped rule, proved by its own examples: no test is written by hand."""

from __future__ import annotations

import pytest

from np2torch.check import Check, checks
from np2torch.rulebook import shipped_files


@pytest.mark.parametrize("check", list(checks(shipped_files())), ids=lambda check: check.name)
def test_rule(check: Check) -> None:
    assert [str(problem) for problem in check.run()] == []
