"""Verification from end to end."""

import math
from pathlib import Path

import pytest
from runs import DESCENT, MIGRATED, script, value

from np2torch.convert import Conversion
from np2torch.diagnostic import Diagnostic
from np2torch.verdict import Outcome
from np2torch.verify.compare import FLOAT64
from np2torch.verify.instrument import Loop
from np2torch.verify.parting import first_parting, same_loops
from np2torch.verify.run import Limits, Run, Script, Step
from np2torch.verify.scripts import known_pairs, pairs_of, trials, verify

pytest.importorskip("numpy")

PAIRS = [("w", "model.weight[0]"), ("b", "model.bias")]
LIMITS = Limits(30.0)


def pair(folder: Path, old: str = "", new: str = "") -> tuple[Script, Script]:
    """The original, and itself with a part replaced."""
    return script(folder, "train.py", DESCENT), script(folder, "other.py", DESCENT.replace(old, new))


@pytest.fixture
def torch() -> None:
    pytest.importorskip("torch")


@pytest.mark.usefixtures("torch")
def test_migration_by_correspondence(tmp_path: Path) -> None:
    verdict = verify(script(tmp_path, "a.py", DESCENT), script(tmp_path, "b.py", MIGRATED), PAIRS)
    assert verdict.equal, verdict
    assert [row.name for row in verdict.rows] == ["w", "b"]
    assert verdict.printed.count == 12


@pytest.mark.usefixtures("torch")
def test_migration_without_correspondence(tmp_path: Path) -> None:
    verdict = verify(script(tmp_path, "a.py", DESCENT), script(tmp_path, "b.py", MIGRATED))
    assert verdict.equal, verdict
    found = {row.name: (row.outcome, row.counterpart) for row in verdict.rows if row.trained}
    assert found["w"] == (Outcome.BY_VALUE, "model.weight")
    assert found["b"] == (Outcome.BY_VALUE, "model.bias")


@pytest.mark.usefixtures("torch")
def test_wrong_migration_parts_at_a_step(tmp_path: Path) -> None:
    wrong = MIGRATED.replace(
        "optimizer.step()", "if step > 3: optimizer.param_groups[0]['lr'] = 0.051\n    optimizer.step()"
    )
    verdict = verify(script(tmp_path, "a.py", DESCENT), script(tmp_path, "b.py", wrong), PAIRS)
    assert not verdict.equal
    assert verdict.parting is not None
    assert (verdict.parting.step, verdict.parting.name, verdict.parting.line) == (5, "w", 7)
    assert verdict.parting.head == "for step in range(50)"


@pytest.mark.usefixtures("torch")
def test_wrong_start_parts_before_the_first_step(tmp_path: Path) -> None:
    wrong = MIGRATED.replace("fill_(0.5)", "fill_(0.6)")
    verdict = verify(script(tmp_path, "a.py", DESCENT), script(tmp_path, "b.py", wrong), PAIRS)
    assert verdict.parting is not None
    assert (verdict.parting.step, verdict.parting.original) == (0, 0.5)
    assert verdict.parting.migrated == pytest.approx(0.6)


def test_same_end_by_another_way_is_different(tmp_path: Path) -> None:
    lines = [line for line in DESCENT.splitlines() if "print" not in line and "if step" not in line]
    text = "\n".join(lines).replace("range(50)", "range(5000)")
    scripts = (script(tmp_path, "a.py", text), script(tmp_path, "b.py", text.replace("0.05 *", "0.049 *")))
    verdict = verify(*scripts, [("w", "w"), ("b", "b")])
    assert all(row.outcome.equal for row in verdict.rows)
    assert verdict.parting is not None
    assert verdict.parting.step == 1
    assert not verdict.equal


def test_difference_without_correspondence_is_followed_in_a_second_run(tmp_path: Path) -> None:
    verdict = verify(*pair(tmp_path, "b -= 0.05", "b -= (0.05 if step < 20 else 0.04)"))
    assert not verdict.equal
    assert verdict.parting is not None
    assert (verdict.parting.name, verdict.parting.step) == ("b", 21)


def test_printed_difference_is_followed_too(tmp_path: Path) -> None:
    verdict = verify(*pair(tmp_path, "print(w, b)", "print(w, b + 1)"))
    assert not verdict.printed.equal
    assert verdict.parting is None
    assert verdict.printed.line == 6


def test_failing_original_is_not_compared(tmp_path: Path) -> None:
    original, _ = pair(tmp_path)
    broken = script(tmp_path, "a.py", "1 / 0")
    verdict = verify(broken, original)
    assert verdict.unusable
    assert verdict.problem == f"{tmp_path}/a.py:1: ZeroDivisionError: division by zero"


# --- through a conversion --------------------------------------------------------


def conversion(stage: str, before: str, after: str, **more: object) -> Conversion:
    return Conversion(before, after, stage=stage, **more)  # type: ignore[arg-type]


def test_pairs_of_a_conversion() -> None:
    made = conversion("nn", "", "", correspondence=(("w", "model.weight"), ("vel", "gone")))
    assert pairs_of(made, ("w", "b")) == (("w", "model.weight"), ("b", "b"))


def test_correspondence_is_known_where_the_text_is_what_convert_makes() -> None:
    made = [
        conversion("tensor", "a", "b"),
        conversion("nn", "a", "c", correspondence=(("w", "model.weight"),), parameters=("w",)),
    ]
    assert known_pairs("c", iter(made)) == (("w", "model.weight"),)
    assert known_pairs("b", iter(made)) == (("w", "w"),)
    assert known_pairs("d", iter(made)) == ()


def test_correspondence_is_not_known_where_convert_fails() -> None:
    def failing():  # type: ignore[no-untyped-def]
        yield conversion("tensor", "a", "b", parameters=("w",))
        raise RuntimeError

    assert known_pairs("b", failing()) == (("w", "w"),)


def test_falls_back_to_the_furthest_stage_that_verifies(tmp_path: Path) -> None:
    good, bad = DESCENT.replace("50", "2 * 25"), DESCENT.replace("50", "51")
    said = (Diagnostic(1, 1, "NT301", "no optimizer"),)
    stages = [
        conversion("tensor", DESCENT, DESCENT + "#"),
        conversion("autograd", DESCENT, good),
        conversion("autograd", DESCENT, good, diagnostics=said),
        conversion("nn", DESCENT, bad, parameters=("w", "b")),
    ]
    found = list(trials(script(tmp_path, "a.py", DESCENT), tmp_path / "b.py", stages, LIMITS))
    assert [(t.conversion.stage, t.verdict.equal) for t in found] == [("nn", False), ("autograd", True)]
    assert found[-1].conversion.diagnostics == said


def test_no_stage_may_verify(tmp_path: Path) -> None:
    stages = [conversion("tensor", DESCENT, "1 / 0"), conversion("autograd", DESCENT, "import nothing")]
    found = list(trials(script(tmp_path, "a.py", DESCENT), tmp_path / "b.py", stages, LIMITS))
    assert [t.verdict.equal for t in found] == [False, False]


def test_unusable_original_is_tried_once(tmp_path: Path) -> None:
    stages = [conversion("tensor", "1 / 0", "x = 1.0"), conversion("autograd", "1 / 0", "x = 2.0")]
    found = list(trials(script(tmp_path, "a.py", "1 / 0"), tmp_path / "b.py", stages, LIMITS))
    assert [t.verdict.exit_code for t in found] == [2]


# --- where they part, from made-up steps -----------------------------------------


def steps(loop: int, *numbers: float) -> tuple[Step, ...]:
    return tuple(Step(loop, i, {"w": value("w", n).numbers}) for i, n in enumerate(numbers))


def watched(loops: tuple[Loop, ...], *taken: Step) -> Run:
    return Run(Script(Path("a.py"), ""), loops=loops, steps=taken)


EPOCHS, BATCHES = Loop("", 3, "for epoch in range(9)"), Loop("", 4, "for batch in batches")


def test_first_difference_in_time_is_the_one() -> None:
    original = watched((EPOCHS, BATCHES), *steps(1, 1.0, 2.0), *steps(0, 1.0, 2.0))
    migrated = watched((EPOCHS, BATCHES), *steps(1, 1.0, 2.5), *steps(0, 1.0, 2.5))
    found = first_parting(original, migrated, [("w", "w")], FLOAT64)
    assert found is not None
    assert (found.line, found.step, found.original, found.migrated) == (4, 1, 2.0, 2.5)


@pytest.mark.parametrize(
    ("theirs", "shown"), [((1.1, 2.5), (2.0, 2.5)), ((1.5, 2.1), (1.0, 1.5)), ((9.0, math.nan), (2.0, math.nan))]
)
def test_number_that_differs_most_is_shown(theirs: tuple[float, float], shown: tuple[float, float]) -> None:
    original = watched((EPOCHS,), Step(0, 1, {"w": value("w", 1.0, 2.0).numbers}))
    migrated = watched((EPOCHS,), Step(0, 1, {"w": value("w", *theirs).numbers}))
    found = first_parting(original, migrated, [("w", "w")], FLOAT64)
    assert found is not None
    assert (found.original, found.migrated) == pytest.approx(shown, nan_ok=True)


def test_loops_that_only_one_has_are_passed_over() -> None:
    original = watched((EPOCHS, Loop("", 5, "for w in params")), *steps(1, 1.0), *steps(0, 1.0))
    migrated = watched((Loop("", 1, "for p in params"), EPOCHS), *steps(0, 7.0), *steps(1, 1.0))
    assert first_parting(original, migrated, [("w", "w")], FLOAT64) is None


def test_equal_heads_are_paired_in_their_order() -> None:
    assert same_loops((EPOCHS, BATCHES, EPOCHS), (EPOCHS, EPOCHS)) == {0: 0, 2: 1}
    assert same_loops((EPOCHS,), (Loop("f", 3, EPOCHS.head),)) == {}
