from datetime import date, timedelta

import pytest
from tests.scores.conftest import AS_OF

from shuke.pipeline import RefreshResult
from shuke.scores.models import ModelRun

pytestmark = pytest.mark.django_db


def test_an_old_forecast_is_compared_with_what_happened(shop: RefreshResult) -> None:
    forecast = ModelRun.objects.get(kind=ModelRun.Kind.SCORES).metrics["forecast"]

    made_on = date.fromisoformat(forecast["forecast_on"])
    assert made_on == date(2025, 10, 31)
    assert made_on + timedelta(days=forecast["horizon_days"]) <= AS_OF
    # Of weekly, slipping, lost and monthly only the lost one did not buy in the 90 days after.
    assert (forecast["customers"], forecast["actual"]) == (4, 0.25)
    assert forecast["error"] == pytest.approx(forecast["predicted"] - forecast["actual"])
    assert sum(band["customers"] for band in forecast["bands"]) == 4


def test_the_usual_gap_of_each_group_is_kept(shop: RefreshResult) -> None:
    groups = ModelRun.objects.get(kind=ModelRun.Kind.SCORES).metrics["rhythm_groups"]

    assert set(groups.values()) == {9.5}
