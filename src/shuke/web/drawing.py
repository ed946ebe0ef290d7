"""Geometry of the small pictures in rows. Lengths that come from data become SVG attributes, never styles."""

from collections.abc import Sequence
from dataclasses import dataclass

STRIP_DAYS = 120  # one span in every list, so that strips can be compared
EDGE_PX = 4.0

# Overdue ratio from which one more bar of the meter is lit (and the level it reads as).
_RISK_STEPS = ((4.0, 5, "high"), (3.0, 4, "high"), (2.0, 3, "high"), (1.5, 2, "mid"))


def risk_of(ratio: float) -> tuple[int, str]:
    """Bars of five and level: below 1.5 one bar low, to 2 two mid, to 3 three high, to 4 four, over 4 five."""
    for least, bars, level in _RISK_STEPS:
        if ratio > least or (ratio == least and least < 4.0):
            return bars, level
    return 1, "low"


@dataclass(frozen=True)
class Strip:
    """The latest 120 days of one customer, left to right; x in pixels."""

    width: int
    level: str  # low, mid, high: hue of what is overdue
    visits: tuple[float, ...]
    latest: float | None
    due: float | None  # the day a visit was due; None: not due yet
    today: float

    @property
    def right(self) -> float:
        return self.width - EDGE_PX


def strip(
    visits: Sequence[int], *, silence_days: int | None, rhythm_days: float | None, ratio: float | None, width: int
) -> Strip:
    """`visits` are days before as-of of the purchases in the strip's span, in any order."""
    right = width - EDGE_PX
    scale = (right - EDGE_PX) / STRIP_DAYS

    def x(days_before: float) -> float:
        return round(right - min(max(days_before, 0.0), STRIP_DAYS) * scale, 1)

    shown = sorted((day for day in visits if day <= STRIP_DAYS), reverse=True)
    overdue_days = None if silence_days is None or rhythm_days is None else silence_days - rhythm_days
    return Strip(
        width=width,
        level="low" if ratio is None else risk_of(ratio)[1],
        visits=tuple(x(day) for day in shown[:-1]),
        latest=x(shown[-1]) if shown else None,
        due=x(overdue_days) if overdue_days is not None and overdue_days > 0 else None,
        today=right,
    )


@dataclass(frozen=True)
class Spark:
    width: int
    height: int
    line: str  # path data
    area: str
    end_x: float
    end_y: float


def spark(values: Sequence[float], *, width: int, height: int) -> Spark | None:
    """A line of `values`, drawn from zero; None when there is nothing to draw."""
    if len(values) < 2 or not any(values):
        return None
    top, bottom, left, right = 3.0, height - 2.0, 2.0, width - 2.0
    highest = max(max(values), 0)
    lowest = min(min(values), 0)
    points = [
        (
            round(left + index * (right - left) / (len(values) - 1), 1),
            round(bottom - (value - lowest) * (bottom - top) / (highest - lowest), 1),
        )
        for index, value in enumerate(values)
    ]
    line = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    end_x, end_y = points[-1]
    return Spark(
        width=width,
        height=height,
        line=line,
        area=f"{line}L{end_x:g} {height}L{points[0][0]:g} {height}Z",
        end_x=end_x,
        end_y=end_y,
    )


# Quadrant glyph: across value today, up value to come; where each class stands (right half?, upper half?).
_CORNERS = {"platinum": (True, True), "gold": (True, False), "iron": (False, True), "lead": (False, False)}


def quadrant_squares(value_class: str) -> list[tuple[str, str, bool]]:
    """The glyph's four squares as (x, y, is filled)."""
    standing = _CORNERS.get(value_class)
    return [
        ("5.75" if right else "0.25", "0.25" if upper else "5.75", standing == (right, upper))
        for right in (True, False)
        for upper in (True, False)
    ]
