"""The numbers that two outputs print, compared up to what printing rounds away."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..verdict import PrintedNumbers, Tolerance

NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![.\w])"
    r"|(?<!\w)[-+]?(?:nan|inf)(?!\w)|(?<!\w)(?:True|False)(?=_?(?!\w))"
)
NOT_A_RESULT = re.compile(r"requires_grad=True|grad_fn=<\w+>")  # how a tensor shows itself
TENSOR_PLACES = 4  # a tensor is shown with that many digits after the point, an array with eight


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands in the output; `unit` is that of its last place, 0 where nothing was rounded."""

    value: float
    unit: float
    places: int
    line: int
    text: str


def compare_printed(original: str, migrated: str, tolerance: Tolerance) -> PrintedNumbers:
    """The same text is the same numbers; else each in order, and the first that differs is reported."""
    left = list(numbers_of(original))
    if original.splitlines() == migrated.splitlines():
        return PrintedNumbers(len(left))
    right = list(numbers_of(migrated))
    largest, borderline = 0.0, max(1, len(left) // 20)
    for a, b in zip(left, right, strict=False):
        if not agree(a, b, tolerance):
            if not borderline or not off_by_one(a, b):
                return PrintedNumbers(len(left), abs(a.value - b.value), a.line, shown(a, original), shown(b, migrated))
            borderline -= 1
        largest = max(largest, abs(a.value - b.value) if math.isfinite(a.value) else 0.0)
    if len(left) != len(right):
        return uneven(left, right, original, migrated)
    return PrintedNumbers(len(left), largest)


def uneven(left: list[Printed], right: list[Printed], original: str, migrated: str) -> PrintedNumbers:
    """One printed more than the other: where it went on alone."""
    count = min(len(left), len(right))
    if len(left) > count:
        return PrintedNumbers(count, 0.0, left[count].line, shown(left[count], original), "nothing more")
    return PrintedNumbers(count, 0.0, left[-1].line if left else 1, "nothing more", shown(right[count], migrated))


def agree(a: Printed, b: Printed, tolerance: Tolerance) -> bool:
    """Equal, or one is the other rounded, as a tensor's four digits are."""
    if not (math.isfinite(a.value) and math.isfinite(b.value)):
        return a.value == b.value or (math.isnan(a.value) and math.isnan(b.value))
    fine, coarse = sorted((a, b), key=lambda n: n.unit)
    rounded = (fine.unit + coarse.unit) / 2 if fine.unit < coarse.unit and coarse.places >= TENSOR_PLACES else 0.0
    return abs(a.value - b.value) <= tolerance.atol + tolerance.rtol * max(abs(a.value), abs(b.value)) + rounded


def off_by_one(a: Printed, b: Printed) -> bool:
    """Two roundings of nearly the same number, on either side of a half; rare, so only a few are believed."""
    unit = max(min(a.unit, b.unit), 0.0)
    return abs(a.value - b.value) <= unit * (1 + 1e-6) and unit <= 1e-3 * abs(a.value)


def shown(number: Printed, text: str) -> str:
    """The line that it stands on, if that is short."""
    line = text.splitlines()[number.line - 1].strip()
    return line if len(line) <= 60 else f"… {number.text} …"


def numbers_of(text: str) -> Iterator[Printed]:
    for i, line in enumerate(text.splitlines(), 1):
        for found in NUMBER.finditer(NOT_A_RESULT.sub("", line)):
            yield printed(found.group(), i)


def printed(token: str, line: int) -> Printed:
    if token in ("True", "False"):
        return Printed(float(token == "True"), 0.0, 0, line, token)
    places = len(token.lower().partition("e")[0].partition(".")[2])
    exponent = Decimal(token).as_tuple().exponent
    unit = 10.0**exponent if places and isinstance(exponent, int) else 0.0
    return Printed(float(token), unit, places, line, token)
