"""Scales and ticks: numbers onto pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Lines may begin above zero when nothing happens down there; below this share of the top, they begin at zero.
FROM_ZERO_BELOW = 0.5


@dataclass(frozen=True)
class Scale:
    """From a range of values onto a range of pixels."""

    low: float
    high: float
    start_px: float
    end_px: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high != self.low else 0.0
        return round(self.start_px + share * (self.end_px - self.start_px), 1)


def ticks(values: Sequence[float], *, about: int = 4) -> list[float]:
    """Round values that enclose `values`, `about` steps apart."""
    high = max(*values, 1)
    low = 0.0 if min(values) < FROM_ZERO_BELOW * high else min(values)
    step = _round_step((high - low) / about or high)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(index * step, 10) for index in range(first, last + 1)]


def apart(positions: Sequence[float], *, least: float) -> list[float]:
    """Two labels' positions moved apart around their middle when they would touch."""
    if len(positions) != 2 or abs(positions[0] - positions[1]) >= least:
        return list(positions)
    middle = sum(positions) / 2
    upper, lower = middle - least / 2, middle + least / 2
    return [upper, lower] if positions[0] <= positions[1] else [lower, upper]


def _round_step(rough: float) -> float:
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next((factor * unit for factor in (1, 2, 2.5, 5, 10) if factor * unit >= rough), 10 * unit)
    return max(1.0, step)
