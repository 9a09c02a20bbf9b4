"""How verdicts and changes read."""

import re

import pytest

from np2torch.convert import Conversion
from np2torch.diagnostic import Diagnostic
from np2torch.report.changes import counts, diff, summary
from np2torch.report.table import verdict_lines
from np2torch.verdict import Outcome, Parting, PrintedNumbers, Row, Verdict
from np2torch.verify.compare import FLOAT32, FLOAT64


def lines(verdict: Verdict, colour: bool = False) -> list[str]:
    return list(verdict_lines(verdict, colour))


def verdict(*rows: Row, printed: PrintedNumbers = PrintedNumbers(3), **more: object) -> Verdict:
    return Verdict("a.py", "b.py", rows, printed, **more)  # type: ignore[arg-type]


W = Row("w", "model.weight.T", (3, 1), "float64", Outcome.EQUAL, 2.25e-16, FLOAT64)
B = Row("b", "", (), "float32", Outcome.DIFFERENT, 0.125, FLOAT32)


def test_table() -> None:
    assert lines(verdict(W, B)) == [
        "parameter           shape   dtype    largest difference  verdict",
        "w = model.weight.T  (3, 1)  float64  2.3e-16             equal",
        "b                   ()      float32  0.12                different",
        "printed numbers     3                0                   equal",
        "tolerance: rtol 1e-06, atol 1e-08 (float64)",
        "tolerance: rtol 0.001, atol 1e-05 (float32)",
        "different: 1 of 2 parameters",
    ]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (Row("w", "", (), "float64", Outcome.MISSING, note="NameError: w"), "w () float64 missing (NameError: w)"),
        (Row("", "net.w", (2,), "float64", Outcome.MISSING, note="alone"), "net.w (2,) float64 missing (alone)"),
        (Row("v", "", (2,), "float64", Outcome.ALONE), "v (2,) float64 only in the original"),
        (Row("w", "gone", (), "", Outcome.MISSING), "w = gone missing"),
    ],
)
def test_rows_without_a_difference(row: Row, cells: str) -> None:
    assert re.sub(" +", " ", lines(verdict(row))[1]) == cells


def test_equal_values_that_nothing_trains_are_only_counted() -> None:
    data = Row("x", "", (9,), "float64", Outcome.EQUAL, 0.0, FLOAT64, trained=False)
    shown = lines(verdict(W, data))
    assert "and 1 other value left behind by both, equal" in shown
    assert not any(line.startswith("x ") for line in shown)
    assert shown[-1] == "equal: 1 parameter, 3 printed numbers"


def test_parting() -> None:
    parting = Parting("w", 7, 12, "for i in range(9)", 1.5, 1.25)
    shown = lines(verdict(B, parting=parting))
    assert "they part after step 7 of `for i in range(9)` (line 12): w holds 1.5 here, 1.25 in b.py" in shown


def test_parting_before_the_first_step() -> None:
    parting = Parting("w", 0, 12, "while True", 1.5, 1.25)
    shown = lines(verdict(W, parting=parting))
    assert "they part already before the first step of `while True` (line 12): w holds 1.5 here, 1.25 in b.py" in shown
    assert shown[-1] == "different: the way to the parameters, not their end"


def test_printed_difference() -> None:
    shown = lines(verdict(W, printed=PrintedNumbers(3, 0.5, 2, "loss 1.5", "loss 1.0")))
    assert shown[-4:] == [
        "the output differs first on line 2:",
        "  a.py: loss 1.5",
        "  b.py: loss 1.0",
        "different: printed numbers",
    ]


def test_problem_comes_last() -> None:
    assert lines(Verdict("a.py", "b.py", problem="b.py:3: ValueError: no")) == ["b.py:3: ValueError: no"]


def test_colour_is_on_the_verdicts() -> None:
    shown = lines(verdict(W, B), colour=True)
    assert shown[1].endswith("\x1b[32mequal\x1b[0m")
    assert shown[2].endswith("\x1b[31mdifferent\x1b[0m")
    assert "\x1b" not in shown[0]


# --- changes -------------------------------------------------------------------------

CHANGED = Conversion("a\nb\nc\n", "a\nB\nC\nD\nc\n", stage="nn", diagnostics=(Diagnostic(1, 1, "NT101", "x"),) * 2)


def test_summary() -> None:
    expected = "a.py → b.py: stage nn, 3 lines added, 1 removed, 2 places left as written"
    assert summary(CHANGED, "a.py", "b.py") == expected


def test_summary_of_an_unchanged_file() -> None:
    assert summary(Conversion("a", "a"), "a.py", "b.py") == "a.py → b.py: unchanged"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", (0, 0)),
        ("", "a\n", (1, 0)),
        ("a\n", "", (0, 1)),
        ("a", "a\n", (1, 1)),
        ("a\x0cb\n", "a\x0cc\n", (1, 1)),
    ],
)
def test_counts(before: str, after: str, expected: tuple[int, int]) -> None:
    assert counts(Conversion(before, after)) == expected


def test_diff() -> None:
    assert diff(CHANGED, "a.py", "b.py", colour=False) == (
        "--- a.py\n+++ b.py\n@@ -1,3 +1,5 @@\n a\n-b\n+B\n+C\n+D\n c\n"
    )


def test_coloured_diff() -> None:
    shown = diff(CHANGED, "a.py", "b.py", colour=True)
    assert "\x1b[31m-b\n\x1b[0m" in shown
    assert "\x1b[1m--- a.py\n\x1b[0m" in shown
