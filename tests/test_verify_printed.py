"""Printed numbers are compared up to what printing rounds away, and no further."""

import pytest

from np2torch.verdict import Tolerance
from np2torch.verify.compare import FLOAT64
from np2torch.verify.printed import compare_printed


def same(original: str, migrated: str) -> bool:
    return compare_printed(original, migrated, FLOAT64).equal


@pytest.mark.parametrize(
    ("original", "migrated"),
    [
        pytest.param("loss 0.5", "loss 0.5", id="same text"),
        pytest.param("no number", "nothing at all", id="no numbers"),
        pytest.param("[1.5 2.5]", "tensor([1.5000, 2.5000], dtype=torch.float64)", id="array and tensor"),
        pytest.param("[0.12345678 3.]", "tensor([0.1235, 3.0000])", id="four digits of eight"),
        pytest.param("np.float64(2.5)", "2.5", id="repr of a NumPy scalar"),
        pytest.param("tensor(1.5)", "tensor(1.5, requires_grad=True)", id="what autograd adds"),
        pytest.param("[ True False]", "tensor([ True, False])", id="truth"),
        pytest.param("1.0000000001", "1.0", id="within the relative tolerance"),
        pytest.param("1e-31", "7.3e-32", id="nothing but noise"),
        pytest.param("nan -inf", "tensor([nan, -inf])", id="not finite"),
        pytest.param("1.2345678e-05", "1.2346e-05", id="exponents"),
        pytest.param("loss 123.45\n" * 9, "loss 123.45\n" * 8 + "loss 123.46\n", id="one rounding to the other side"),
        pytest.param("w1 7", "w2 7", id="digits of a word"),
        pytest.param("took 2.5s", "took 9.5s", id="digits with a unit"),
    ],
)
def test_equal(original: str, migrated: str) -> None:
    assert same(original, migrated)
    assert same(migrated, original)


@pytest.mark.parametrize(
    ("original", "migrated"),
    [
        pytest.param("0.5", "0.54", id="0.5 is exact"),
        pytest.param("accuracy 0.8", "accuracy 0.9", id="one place is no rounding"),
        pytest.param("3.", "3.4", id="a point at the end"),
        pytest.param("loss 12.34\nloss 11.22", "loss 12.35\nloss 11.23", id="every number off by one"),
        pytest.param("0.4567 0.3456", "0.4568 0.3457", id="every number of four digits off by one"),
        pytest.param("0.12345678", "0.1245", id="four digits of another number"),
        pytest.param("1.000001", "1.00001", id="beyond the tolerance"),
        pytest.param("17", "18", id="whole numbers"),
        pytest.param("1700", "1701", id="large whole numbers"),
        pytest.param("1.5", "inf", id="finite and not"),
        pytest.param("True", "False", id="truth"),
        pytest.param("nan", "1.0", id="NaN"),
        pytest.param("inf", "-inf", id="infinities"),
        pytest.param("1 2", "1", id="fewer"),
        pytest.param("1", "1 2", id="more"),
        pytest.param("", "1", id="nothing"),
    ],
)
def test_different(original: str, migrated: str) -> None:
    assert not same(original, migrated)
    assert not same(migrated, original)


def test_first_difference_is_shown_with_its_line() -> None:
    found = compare_printed("start\nloss 1.5\nloss 0.5\n", "loss 1.5\nloss 0.75\n", FLOAT64)
    assert (found.line, found.original, found.migrated) == (3, "loss 0.5", "loss 0.75")
    assert (found.count, found.difference) == (2, 0.25)


def test_long_lines_are_cut() -> None:
    found = compare_printed("x" * 80 + " 1.5", "2.5", FLOAT64)
    assert (found.original, found.migrated) == ("… 1.5 …", "2.5")


@pytest.mark.parametrize(("off", "believed"), [(2, True), (3, False)])
def test_one_in_twenty_may_be_rounded_to_the_other_side(off: int, believed: bool) -> None:
    assert same("0.4567\n" * 40, "0.4567\n" * (40 - off) + "0.4568\n" * off) is believed


def test_zeros_are_equal_without_an_absolute_tolerance() -> None:
    assert compare_printed("x 0", "y 0.0", Tolerance(1e-6, 0.0)).equal


def test_largest_difference() -> None:
    assert compare_printed("1.0 2.0", "1.0000001 2.0", FLOAT64).difference == pytest.approx(1e-7)
