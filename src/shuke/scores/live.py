"""How a customer comes by as it is now: as the run saw it, put right at once by a purchase since."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from shuke.analytics.worth.settings import WorthSettings
from shuke.records.sales.queries import purchase_days_of, who_bought_after
from shuke.scores.models import CustomerScore, ModelRun

# Reasons that a purchase answers: they speak of a silence that is over, or of spend that has just grown.
ANSWERED_BY_A_PURCHASE = frozenset({"gap_long", "long_overdue", "spend_falling", "on_rhythm"})
VISIT_DAYS = 120


@dataclass(frozen=True)
class Pace:
    """Of one customer. The score itself stays as the run left it."""

    is_newer_than_run: bool  # bought since
    latest_on: date | None
    silence_days: int | None  # up to the day of the run, or of the purchase since
    rhythm_days: float | None
    overdue_ratio: float | None
    visits: Sequence[int]  # days before that day, oldest first
    why: Sequence[dict[str, Any]]  # what is still true


def paces_of(scores: Collection[CustomerScore], *, run: ModelRun | None, today: date) -> dict[int, Pace]:
    """{customer: pace} of the run's scores; one query, and another where somebody came since.

    Args:
        today: purchases of later days are not looked at.
    """
    if run is None:
        return {score.customer_id: _as_scored(score) for score in scores}
    came = who_bought_after(run.as_of, [score.customer_id for score in scores], until=today)
    days = purchase_days_of(came, until=today) if came else {}
    return {
        score.customer_id: _put_right(score, days[score.customer_id], run)
        if score.customer_id in days
        else _as_scored(score)
        for score in scores
    }


def _as_scored(score: CustomerScore) -> Pace:
    return Pace(
        is_newer_than_run=False,
        latest_on=score.latest_on,
        silence_days=score.silence_days,
        rhythm_days=score.rhythm_days,
        overdue_ratio=score.overdue_ratio,
        visits=score.visits,
        why=score.why,
    )


def _put_right(score: CustomerScore, days: Sequence[date], run: ModelRun) -> Pace:
    latest_on = days[-1]
    rhythm = live_rhythm(days, run=run, home_store_id=score.home_store_id)
    return Pace(
        is_newer_than_run=True,
        latest_on=latest_on,
        silence_days=0,
        rhythm_days=rhythm,
        overdue_ratio=0.0 if rhythm else None,
        visits=[(latest_on - day).days for day in days if latest_on - day < timedelta(days=VISIT_DAYS)],
        why=[reason for reason in score.why if reason["code"] not in ANSWERED_BY_A_PURCHASE],
    )


def live_rhythm(days: Sequence[date], *, run: ModelRun, home_store_id: int | None) -> float | None:
    """The usual gap in open days: own median gap shrunk towards the group's, as the run measured it."""
    weight = WorthSettings.from_dict(run.parameters).rhythm.group_weight
    open_days = [day.toordinal() - _closed_before(day, run) for day in days]
    gaps = [later - earlier for earlier, later in pairwise(open_days)]
    groups = run.metrics.get("rhythm_groups", {})
    group_median = groups.get(str(home_store_id or ""), groups.get(""))
    own_median = median(gaps) if gaps else None
    if group_median is None or own_median is None:
        return own_median if group_median is None else float(group_median)
    return float((len(gaps) * own_median + weight * group_median) / (len(gaps) + weight))


def _closed_before(day: date, run: ModelRun) -> int:
    """Closing days of the business up to `day`, as far as the run knew them."""
    closings = run.metrics.get("closings", [])
    place = bisect_right(closings, day.isoformat(), key=lambda step: str(step[0]))
    return int(closings[place - 1][1]) if place else 0
