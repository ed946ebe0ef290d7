"""Whole numbers shared out so that nothing is lost or made up. Pure."""

from collections.abc import Sequence
from decimal import Decimal


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in parts by `weights` (≥ 0), the largest remainders rounded up; parts of nothing when all weigh nothing.

    A part never exceeds its weight while `total` does not exceed their sum.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def step(whole: int, *, before: Decimal, now: Decimal, of: Decimal) -> int:
    """The part of `whole` for the next `now` of `of` pieces, `before` of them done: all steps together make it."""
    return _until(whole, before + now, of) - _until(whole, before, of)


def _until(whole: int, done: Decimal, of: Decimal) -> int:
    return int(whole * done / of)
