"""The verdict on two runs, from what they left behind."""

import math
from pathlib import Path

import pytest
from runs import run_of, value

from np2torch.verdict import Outcome, Tolerance
from np2torch.verify.compare import NO_NUMBERS, NOTHING_FOUND, NOTHING_TRAINED, judge
from np2torch.verify.run import Failure, Run, Script

TRAINS_W = "for i in range(9): w = w - 0.1 * g"


def outcomes(original: Run, migrated: Run, **more: object) -> dict[str, Outcome]:
    """By name; each comes once."""
    rows = judge(original, migrated, **more).rows  # type: ignore[arg-type]
    found = {row.name or row.counterpart: row.outcome for row in rows}
    assert len(found) == len(rows)
    return found


# --- by the names of a conversion ----------------------------------------------


def test_named_parameters_are_equal() -> None:
    original = run_of(value("w", 1.0, 2.0, shape=(2, 1)), value("b", 0.5, shape=()))
    migrated = run_of(value("model.weight.T", 1.0, 2.0 + 1e-9, shape=(2, 1)), value("model.bias", 0.5))
    verdict = judge(original, migrated, [("w", "model.weight.T"), ("b", "model.bias")])
    assert verdict.equal
    assert verdict.exit_code == 0
    assert [(row.name, row.counterpart) for row in verdict.rows] == [("w", "model.weight.T"), ("b", "model.bias")]
    assert verdict.rows[0].difference == pytest.approx(1e-9)


@pytest.mark.parametrize("difference", [3e-6, -3e-6, math.nan, math.inf])
def test_a_difference_counts(difference: float) -> None:
    original, migrated = run_of(value("w", 1.0, 2.0)), run_of(value("w", 1.0, 2.0 + difference))
    verdict = judge(original, migrated, [("w", "w")])
    assert verdict.rows[0].outcome is Outcome.DIFFERENT
    assert verdict.rows[0].difference == pytest.approx(abs(difference), nan_ok=True)
    assert verdict.exit_code == 1


def test_other_values_are_not_asked_for() -> None:
    original = run_of(value("w", 1.0), value("dw", 3.0), text=TRAINS_W)
    migrated = run_of(value("w", 1.0), value("dw", 0.0))
    assert outcomes(original, migrated, pairs=[("w", "w")]) == {"w": Outcome.EQUAL}


def test_what_else_is_trained_and_still_there_counts() -> None:
    text = "for i in range(9): w -= g; v = 0.9 * v - g"
    original, migrated = run_of(value("w", 1.0), value("v", 2.0), text=text), run_of(value("w", 1.0), value("v", 3.0))
    assert outcomes(original, migrated, pairs=[("w", "w")]) == {"w": Outcome.EQUAL, "v": Outcome.DIFFERENT}


def test_old_name_of_a_parameter_may_hold_its_start_value() -> None:
    original = run_of(value("w", 1.0), text=TRAINS_W)
    migrated = run_of(value("model.weight", 1.0, trained=True), value("w", 0.5))
    assert outcomes(original, migrated, pairs=[("w", "model.weight")]) == {"w": Outcome.EQUAL}


def test_one_parameter_is_one_row() -> None:
    text = "for i in range(9): w -= g\ndef step(v): v -= g"
    original = run_of(value("w", 1.0, place=7), value("step.v", 1.0, place=7, local=True), text=text)
    migrated = run_of(value("w", 1.0, place=8), value("step.v", 1.0, place=8, local=True))
    assert outcomes(original, migrated, pairs=[("w", "w")]) == {"w": Outcome.EQUAL}
    assert outcomes(original, migrated) == {"w": Outcome.EQUAL}


def test_other_precision() -> None:
    original, migrated = run_of(value("w", 1.0)), run_of(value("w", 1.0 + 1e-5, dtype="float32"))
    verdict = judge(original, migrated, [("w", "w")])
    assert verdict.rows[0].outcome is Outcome.PRECISION
    assert verdict.rows[0].dtype == "float64 → float32"
    assert not verdict.equal


def test_a_given_tolerance_accepts_another_precision() -> None:
    original, migrated = run_of(value("w", 1.0)), run_of(value("w", 1.0 + 1e-5, dtype="float32"))
    assert judge(original, migrated, [("w", "w")], Tolerance(1e-4, 0.0)).equal


@pytest.mark.parametrize(
    ("dtype", "relative", "absolute"),
    [
        ("float64", 1e-6, 1e-8),
        ("complex128", 1e-6, 1e-8),
        ("int64", 1e-6, 1e-8),
        ("float32", 1e-3, 1e-5),
        ("complex64", 1e-3, 1e-5),
        ("float16", 1e-2, 1e-3),
        ("bfloat16", 1e-2, 1e-3),
    ],
)
def test_tolerance_follows_the_dtype(dtype: str, relative: float, absolute: float) -> None:
    original = run_of(
        *(value(name, x, dtype=dtype) for name, x in [("w", 100.0), ("v", 100.0), ("a", 0.0), ("b", 0.0)])
    )
    ours = [("w", 100.0 * (1 + 0.9 * relative)), ("v", 100.0 * (1 + 1.1 * relative))]
    theirs = [*ours, ("a", 0.9 * absolute), ("b", 1.1 * absolute)]
    migrated = run_of(*(value(name, x, dtype=dtype) for name, x in theirs))
    found = outcomes(original, migrated)
    equal, different = Outcome.EQUAL, Outcome.DIFFERENT
    assert found == {"w": equal, "v": different, "a": equal, "b": different}


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        ((3, 1), (1, 3), Outcome.EQUAL),
        ((3,), (3, 1), Outcome.EQUAL),
        ((3, 2), (2, 3), Outcome.SHAPE),
        ((6,), (2, 3), Outcome.SHAPE),
    ],
)
def test_shapes_may_differ_by_ones_only(ours: tuple[int, ...], theirs: tuple[int, ...], outcome: Outcome) -> None:
    numbers = [float(i) for i in range(math.prod(ours))]
    original, migrated = run_of(value("w", *numbers, shape=ours)), run_of(value("w", *numbers, shape=theirs))
    assert outcomes(original, migrated, pairs=[("w", "w")]) == {"w": outcome}


def test_packed_parameter_against_its_parts() -> None:
    original = run_of(value("params", 1.0, 2.0))
    parts = {"[w, b]": ("[w, b][0]", "[w, b][1]")}
    migrated = run_of(value("[w, b][0]", 1.0, shape=()), value("[w, b][1]", 2.0), wanted=parts)
    assert outcomes(original, migrated, pairs=[("params", "[w, b]")]) == {"params": Outcome.EQUAL}


def test_missing_counterpart_is_found_by_value_among_what_torch_trains() -> None:
    original = run_of(value("w", 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, shape=(2, 3)))
    weight = value("model.weight", 1.0, 4.0, 2.0, 5.0, 3.0, 6.0, shape=(3, 2), trained=True)
    verdict = judge(original, run_of(weight, failed={"w": "NameError"}), [("w", "w")])
    assert verdict.equal
    assert (verdict.rows[0].outcome, verdict.rows[0].counterpart) == (Outcome.BY_VALUE, "model.weight.T")


def test_counterpart_in_another_shape_is_found_by_value() -> None:
    original = run_of(value("w", 1.0, 2.0, 3.0, 4.0))
    weight = value("net.w", 1.0, 2.0, 3.0, 4.0, shape=(2, 2), trained=True)
    verdict = judge(original, run_of(weight, failed={"w": "NameError"}), [("w", "w")])
    assert verdict.rows[0].counterpart == "net.w.reshape(4,)"


def test_missing_counterpart_is_not_found_among_plain_values() -> None:
    original, migrated = run_of(value("w", 1.0)), run_of(value("x", 1.0), failed={"w": "NameError: w"})
    verdict = judge(original, migrated, [("w", "w")])
    assert verdict.rows[0].outcome is Outcome.MISSING
    assert verdict.rows[0].note == "NameError: w"
    assert verdict.problem == NOTHING_FOUND


def test_missing_in_the_original() -> None:
    verdict = judge(run_of(failed={"w": "NameError: w"}), run_of(value("w", 1.0)), [("w", "w")])
    assert verdict.rows[0].outcome is Outcome.MISSING
    assert verdict.exit_code == 1


# --- by what both left behind --------------------------------------------------


def test_everything_in_common_counts() -> None:
    original = run_of(value("w", 1.0), value("x", 5.0), text=TRAINS_W)
    assert outcomes(original, run_of(value("w", 1.0), value("x", 5.0))) == {"w": Outcome.EQUAL, "x": Outcome.EQUAL}
    assert not judge(original, run_of(value("w", 1.0), value("x", 6.0))).equal


def test_what_only_one_has_and_nothing_trains_is_left_out() -> None:
    original = run_of(value("w", 1.0), value("dw", 5.0), text=TRAINS_W)
    assert outcomes(original, run_of(value("w", 1.0), value("loss", 6.0))) == {"w": Outcome.EQUAL}


def test_trained_name_that_is_gone_is_missing() -> None:
    original = run_of(value("w", 1.0), value("x", 5.0), text=TRAINS_W)
    assert outcomes(original, run_of(value("x", 5.0))) == {"x": Outcome.EQUAL, "w": Outcome.MISSING}


def test_trained_name_that_is_gone_is_found_by_value() -> None:
    original = run_of(value("w", 1.0, 2.0), text=TRAINS_W)
    migrated = run_of(value("model.weight", 1.0, 2.0, shape=(2, 1), trained=True))
    verdict = judge(original, migrated)
    assert verdict.equal
    assert verdict.rows[0].outcome is Outcome.BY_VALUE


def test_another_name_of_an_array_is_not_missing() -> None:
    text = "for i in range(9): w -= g\ndef step(v): v -= g"
    original = run_of(value("w", 1.0, place=7), value("step.v", 1.0, place=7, local=True), text=text)
    assert outcomes(original, run_of(value("w", 1.0))) == {"w": Outcome.EQUAL}


def test_state_of_a_manual_optimizer_may_be_gone() -> None:
    original = run_of(value("w", 1.0), value("v", 0.1), text="for i in range(9): v = 0.9 * v - g; w += v")
    migrated = run_of(value("w", 1.0, trained=True))
    assert outcomes(original, migrated) == {"w": Outcome.EQUAL, "v": Outcome.ALONE}
    assert judge(original, migrated).equal


def test_what_torch_trains_has_to_be_in_the_original() -> None:
    original = run_of(value("w", 1.0), value("x", 5.0), text=TRAINS_W)
    migrated = run_of(value("model.weight", 1.1, trained=True), value("x", 5.0))
    verdict = judge(original, migrated)
    assert {row.outcome for row in verdict.rows if row.name == ""} == {Outcome.MISSING}
    assert not verdict.equal


def test_a_local_changed_afterwards_does_not_count() -> None:
    original = run_of(value("w", 1.0), value("loss.b", 0.4, local=True), text=TRAINS_W)
    migrated = run_of(value("w", 1.0, trained=True), value("loss.b", 0.5, local=True, trained=True))
    assert outcomes(original, migrated) == {"w": Outcome.EQUAL}


def test_locals_count_where_there_is_nothing_else() -> None:
    original = run_of(value("main.solution", 1.0, local=True))
    assert outcomes(original, run_of(value("main.solution", 2.0, local=True))) == {"main.solution": Outcome.DIFFERENT}


# --- when nothing is proved ----------------------------------------------------


def test_nothing_in_common_is_no_success() -> None:
    verdict = judge(run_of(value("w", 1.0)), run_of(value("v", 1.0)))
    assert verdict.problem == NOTHING_FOUND
    assert verdict.exit_code == 1


def test_equal_data_is_no_success_where_the_original_trains_something() -> None:
    verdict = judge(run_of(value("x", 1.0), text=TRAINS_W), run_of(value("x", 1.0)))
    assert verdict.problem == NOTHING_TRAINED
    assert not verdict.equal


def test_equal_printing_alone_is_no_success() -> None:
    assert judge(run_of(printed="loss 1.5"), run_of(printed="loss 1.5")).problem == NOTHING_FOUND


def test_nothing_but_nan_is_no_success() -> None:
    verdict = judge(run_of(value("w", math.nan)), run_of(value("w", math.nan)), [("w", "w")])
    assert verdict.rows[0].outcome is Outcome.NOTHING
    assert verdict.problem == NO_NUMBERS


def test_some_nan_is_equal_to_itself() -> None:
    verdict = judge(run_of(value("w", math.nan, 1.0)), run_of(value("w", math.nan, 1.0)), [("w", "w")])
    assert verdict.equal


def test_printed_numbers_count() -> None:
    original = run_of(value("w", 1.0), printed="loss 1.5")
    verdict = judge(original, run_of(value("w", 1.0), printed="loss 2.5"), [("w", "w")])
    assert not verdict.equal
    assert verdict.printed.line == 1


# --- when a script fails -------------------------------------------------------


def failing(name: str, **more: object) -> Run:
    return Run(Script(Path(name), ""), failure=Failure("ValueError: no", 3, **more))  # type: ignore[arg-type]


def test_failing_migration_is_a_difference() -> None:
    verdict = judge(run_of(value("w", 1.0)), failing("b.py"))
    assert (verdict.problem, verdict.exit_code) == ("b.py:3: ValueError: no", 1)


def test_failing_original_cannot_be_used() -> None:
    verdict = judge(failing("a.py"), run_of(value("w", 1.0)))
    assert (verdict.problem, verdict.exit_code) == ("a.py:3: ValueError: no", 2)


def test_missing_torch_is_nobodys_fault() -> None:
    verdict = judge(run_of(value("w", 1.0)), failing("b.py", missing="torch"))
    assert "pip install 'np2torch[verify]'" in verdict.problem
    assert verdict.exit_code == 2
