"""Who stands on which level: up at once, down only after a review and its grace. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Level:
    id: int
    min_growth: int
    period_days: int
    grace_days: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    level_id: int | None
    falls_at: datetime | None  # end of grace


def next_standing(
    levels: Sequence[Level], now_at: Standing, growth: Mapping[int, int], *, now: datetime, is_review: bool
) -> Standing:
    """Where the member stands after `growth` ({period in days: growth value gathered in it}).

    A purchase lifts at once. Falling begins at a review with the grace of the level held; what is gathered again
    within it cancels the fall.
    """
    by_id = {level.id: level for level in levels}
    held = by_id.get(now_at.level_id) if now_at.level_id is not None else None
    reached = max(
        (level for level in levels if growth[level.period_days] >= level.min_growth),
        key=lambda level: level.min_growth,
        default=None,
    )
    if _height(reached) > _height(held):
        return Standing(level_id=reached.id if reached else None, falls_at=None)
    if held is None or _height(reached) == _height(held):
        return Standing(level_id=now_at.level_id, falls_at=None)
    if not is_review:
        return now_at
    falls_at = now_at.falls_at or now + timedelta(days=held.grace_days)
    if falls_at > now:
        return Standing(level_id=held.id, falls_at=falls_at)
    return Standing(level_id=reached.id if reached else None, falls_at=None)


def _height(level: Level | None) -> int:
    return -1 if level is None else level.min_growth
