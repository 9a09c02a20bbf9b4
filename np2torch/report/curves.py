"""Both loss curves as a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..verdict import Curve

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 220, 64, 24, 12, 34
TICKS = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """Coordinates: each line as the `points` of a polyline, each tick as a place and what stands there."""

    name: str
    original: str
    migrated: str
    ticks_x: tuple[tuple[float, str], ...]
    ticks_y: tuple[tuple[float, str], ...]
    logarithmic: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def picture(curve: Curve) -> Picture | None:
    """None for a curve of which nothing can be drawn."""
    points = [p for p in (*curve.original, *curve.migrated) if math.isfinite(p[1])]
    if not points:
        return None
    values = [y for _, y in points]
    logarithmic = min(values) > 0 and max(values) > 50 * min(values)
    heights = [math.log10(y) if logarithmic else y for y in values]
    x = Scale(min(p[0] for p in points), max(p[0] for p in points), LEFT, WIDTH - RIGHT)
    y = Scale(min(heights), max(heights), HEIGHT - BOTTOM, TOP)

    def drawn(line: Sequence[tuple[int, float]]) -> str:
        finite = [(a, math.log10(b) if logarithmic else b) for a, b in line if math.isfinite(b)]
        return " ".join(f"{x.at(a):.1f},{y.at(b):.1f}" for a, b in finite)

    ticks_y = tuple((at, f"{10**v if logarithmic else v:.3g}") for at, v in y.ticks())
    ticks_x = tuple((at, f"{v:.0f}") for at, v in x.ticks())
    return Picture(curve.name, drawn(curve.original), drawn(curve.migrated), ticks_x, ticks_y, logarithmic)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places in the picture."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low
        return self.start + (self.end - self.start) * ((value - self.low) / span if span else 0.5)

    def ticks(self) -> list[tuple[float, float]]:
        values = [self.low + (self.high - self.low) * n / TICKS for n in range(TICKS + 1)]
        return [(round(self.at(v), 1), v) for v in dict.fromkeys(values)]
