"""Geometry of the line of months in a row."""

from collections.abc import Sequence
from dataclasses import dataclass


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
