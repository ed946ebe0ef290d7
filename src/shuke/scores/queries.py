"""What is known of a customer today: the latest scores, put right by what was bought since."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from shuke.analytics.worth.settings import WorthSettings
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order
from shuke.scores.models import CustomerScore, ModelRun, ScoreChange

# Reasons that a purchase answers: they speak of a silence that is over, or of spend that has just grown.
ANSWERED_BY_A_PURCHASE = frozenset({"gap_long", "long_overdue", "spend_falling", "on_rhythm"})
VISIT_DAYS = 120


@dataclass(frozen=True)
class LiveScore:
    """A customer's row, with what a purchase since the run has changed. The row itself stays as the run left it."""

    score: CustomerScore
    counted_to: date  # the day silence is counted to: as_of, or the day of the later purchase
    is_adjusted: bool  # bought since the run
    latest_on: date | None
    recency_days: int | None
    rhythm_days: float | None
    due_in_days: int | None
    overdue_ratio: float | None
    silence_probability: float | None
    is_abnormal: bool
    visits: tuple[int, ...]  # days before `counted_to`, oldest first
    why: tuple[dict[str, Any], ...]


def latest_run() -> ModelRun | None:
    """The run whose scores are shown; None before the first."""
    finished = ModelRun.objects.filter(kind=ModelRun.Kind.SCORES, finished_at__isnull=False, error="")
    return finished.order_by("-id").first()


def forecast_behind(run: ModelRun) -> ModelRun | None:
    """The forecasts whose model of leaving gave these scores their value at risk; None where the simple rule did."""
    found = forecast_of(run)
    return found if found and found.metrics["leaving"]["chosen"] else None


def forecast_of(run: ModelRun) -> ModelRun | None:
    """The forecasts that were made for these scores, whatever came of them."""
    before = ModelRun.objects.filter(kind=ModelRun.Kind.FORECAST, as_of=run.as_of, pk__lt=run.pk)
    return before.filter(finished_at__isnull=False, error="").order_by("-id").first()


def scores_within(scope: Scope) -> QuerySet[CustomerScore]:
    """Scores of the customers whose home store the caller works for."""
    rows = CustomerScore.objects.all()
    return rows if scope.store_ids is None else rows.filter(home_store__in=scope.store_ids)


def changes_of(customer: Customer) -> QuerySet[ScoreChange]:
    """The customer's moves between stages, levels and classes, latest first."""
    return ScoreChange.objects.filter(customer=customer).order_by("-seen_on", "-id")


def scores_of(customer: Customer, *, now_on: date) -> LiveScore | None:
    """The customer's scores, recency and rhythm counted anew when there was a purchase since the run.

    Args:
        now_on: today where the customer buys; purchases of later days are not looked at.

    Returns:
        None for a customer whom no run has seen yet.
    """
    score = CustomerScore.objects.select_related("run").filter(customer=customer).first()
    if score is None:
        return None
    days = _purchase_days(customer, until=now_on)
    if not days or days[-1] <= score.run.as_of:
        return _as_scored(score)
    return _adjusted(score, days)


def _purchase_days(customer: Customer, *, until: date) -> list[date]:
    """Distinct days with a purchase, of the customer and of the records merged into it; oldest first."""
    own = Q(customer=customer) | Q(customer__merged_into=customer)
    orders = Order.objects.purchases().filter(own, ordered_on__lte=until)
    return list(orders.order_by("ordered_on").values_list("ordered_on", flat=True).distinct())


def _as_scored(score: CustomerScore) -> LiveScore:
    return LiveScore(
        score=score,
        counted_to=score.run.as_of,
        is_adjusted=False,
        latest_on=score.latest_on,
        recency_days=score.recency_days,
        rhythm_days=score.rhythm_days,
        due_in_days=score.due_in_days,
        overdue_ratio=score.overdue_ratio,
        silence_probability=score.silence_probability,
        is_abnormal=score.is_abnormal,
        visits=tuple(score.visits),
        why=tuple(score.why),
    )


def _adjusted(score: CustomerScore, days: Sequence[date]) -> LiveScore:
    latest_on = days[-1]
    rhythm = live_rhythm(days, run=score.run, home_store_id=score.home_store_id)
    return LiveScore(
        score=score,
        counted_to=latest_on,
        is_adjusted=True,
        latest_on=latest_on,
        recency_days=0,
        rhythm_days=rhythm,
        due_in_days=None if rhythm is None else round(rhythm),
        overdue_ratio=None if not rhythm else 0.0,
        silence_probability=None,
        is_abnormal=False,
        visits=tuple((latest_on - day).days for day in days if latest_on - day < timedelta(days=VISIT_DAYS)),
        why=tuple(reason for reason in score.why if reason["code"] not in ANSWERED_BY_A_PURCHASE),
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
