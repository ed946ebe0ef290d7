"""Which run is shown, and its scores."""

from django.db.models import QuerySet

from shuke.records.access.scope import Scope
from shuke.scores.models import CustomerScore, ModelRun


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
