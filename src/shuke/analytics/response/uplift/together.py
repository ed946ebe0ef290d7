"""Several measured effects as one: what an offer brought in every campaign that made it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Part:
    """One measured total with its interval, in any unit."""

    drawn: str  # parts of one draw share their held-out people
    total: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Whole:
    total: float
    lower: float
    upper: float

    @property
    def verdict(self) -> str:
        """`gain` or `loss` when the whole interval lies on one side of 0, else `unclear`."""
        return "gain" if self.lower > 0 else "loss" if self.upper < 0 else "unclear"


def add_up(parts: Iterable[Part]) -> Whole:
    """The sum of totals with an interval of the level that theirs have; nothing of no parts.

    Draws are independent of each other, so their distances to the ends add up as squares. Parts of one draw are
    compared with the same people: their distances add up as they are, as if always wrong together, which is too wide
    rather than too narrow.

    Source: Zou & Donner (2008), Statistics in Medicine 27, 1693-1702 (an interval of a sum out of those of its parts).
    """
    total, below, above = 0.0, defaultdict[str, float](float), defaultdict[str, float](float)
    for part in parts:
        total += part.total
        below[part.drawn] += part.total - part.lower
        above[part.drawn] += part.upper - part.total
    return Whole(total, total - _length(below.values()), total + _length(above.values()))


def _length(distances: Iterable[float]) -> float:
    return sqrt(sum(distance**2 for distance in distances))
