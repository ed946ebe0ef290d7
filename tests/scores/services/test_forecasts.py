"""A shop too small to learn from: the run says so, and the simple rule stands."""

import pytest
from tests.scores.shop import score_of
from tests.warehouse.shop import NOW

from shuke.analytics.lifetime.outlook import BadOutlook
from shuke.pipeline import RefreshResult
from shuke.scores.models import CustomerScore, FittedModel, ModelRun
from shuke.scores.services import change_outlook, current_outlook

pytestmark = pytest.mark.django_db


def test_five_customers_are_too_thin_to_forecast_and_the_run_says_so(shop: RefreshResult) -> None:
    run = next(run for run in shop.runs if run.kind == ModelRun.Kind.FORECAST)

    assert [run.metrics[part]["gate"]["code"] for part in ("value", "leaving")] == ["too_thin", "too_thin"]
    assert run.metrics["value"]["gate"]["buyers"] == 5
    assert not FittedModel.objects.exists()


def test_the_simple_rule_stands_where_nothing_could_be_learnt(shop: RefreshResult) -> None:
    weekly = score_of("WEEKLY")

    assert (weekly.churn_by, weekly.leaving_why) == ("simple", [])
    assert weekly.value_at_risk_minor is not None
    assert not CustomerScore.objects.filter(lifetime_value_minor__isnull=False).exists()


def test_settings_of_forecasts_are_kept_and_those_that_cannot_be_are_refused(shop: RefreshResult) -> None:
    change_outlook(values={"years": 5}, now=NOW)
    change_outlook(values={"corrects": False}, now=NOW)

    assert (current_outlook().years, current_outlook().corrects) == (5, False)
    with pytest.raises(BadOutlook):
        change_outlook(values={"years": 0}, now=NOW)
    with pytest.raises(BadOutlook):
        change_outlook(values={"centuries": 1}, now=NOW)
