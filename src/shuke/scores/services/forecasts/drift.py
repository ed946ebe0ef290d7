"""Whether habits have changed: what a run found beside the run of a quarter before it."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import sqrt
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from shuke.scores.models import FittedModel, ModelRun

# Against yesterday's run a slow change is never seen: nearly all of what both read is the same.
APART_DAYS = 90
LEAVERS = "leaving"  # stands for the model of leaving, whose drift is that of the share that left
LIKELY = 1.96  # standard errors: 95 %
LEAST_SHARE = 0.1  # among a million customers any change of the share is sure; a smaller one matters to nobody

M = TypeVar("M", bound=Model)


def drift_of(models: list[FittedModel], holdout: Mapping[str, Any] | None, *, as_of: date) -> list[dict[str, Any]]:
    """Each parameter, and the share that left, beside those of the earlier run; drifted where they left what was
    likely then."""
    found = [row for model in models for row in _of_parameters(model)]
    return found + _of_leavers(holdout, as_of=as_of)


def _of_parameters(model: FittedModel) -> list[dict[str, Any]]:
    before = _earlier(FittedModel.objects.filter(name=model.name, run__error=""), as_of=model.as_of)
    if before is None:
        return []
    known = {row["name"]: row for row in before.intervals}
    return [
        {
            "model": model.name,
            "name": row["name"],
            "now": row["estimate"],
            "before": known[row["name"]]["estimate"],
            "before_on": before.as_of.isoformat(),
            "drifted": not _is_within(row["estimate"], known[row["name"]]),
        }
        for row in model.intervals
        if row["name"] in known
    ]


def _is_within(estimate: float, interval: Mapping[str, Any]) -> bool:
    """Bounds that are none are open."""
    lower, upper = interval["lower"], interval["upper"]
    return (lower is None or lower <= estimate) and (upper is None or estimate <= upper)


def _of_leavers(holdout: Mapping[str, Any] | None, *, as_of: date) -> list[dict[str, Any]]:
    judged = ModelRun.objects.filter(
        kind=ModelRun.Kind.FORECAST, error="", finished_at__isnull=False, metrics__leaving__holdout__base__isnull=False
    )
    earlier = _earlier(judged, as_of=as_of) if holdout else None
    if holdout is None or earlier is None:
        return []
    before = earlier.metrics["leaving"]["holdout"]
    shift = abs(holdout["base"] - before["base"])
    is_likely = shift <= LIKELY * sqrt(_variance(holdout) + _variance(before))
    return [
        {
            "model": LEAVERS,
            "name": "base",
            "now": holdout["base"],
            "before": before["base"],
            "before_on": earlier.as_of.isoformat(),
            "drifted": not is_likely and shift >= LEAST_SHARE * before["base"],
        }
    ]


def _variance(judged: Mapping[str, Any]) -> float:
    """Of a share, by how many were asked about."""
    return float(judged["base"] * (1 - judged["base"]) / max(judged["customers"], 1))


def _earlier(rows: QuerySet[M], *, as_of: date) -> M | None:
    """The latest at least a quarter older; where all are younger, the oldest of an earlier day."""
    old = rows.filter(as_of__lte=as_of - timedelta(days=APART_DAYS)).order_by("-as_of", "-id").first()
    return old or rows.filter(as_of__lt=as_of).order_by("as_of", "-id").first()
