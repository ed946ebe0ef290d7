from datetime import date

import pytest

from shuke.pipeline import RefreshResult
from shuke.scores.models import ModelRun
from shuke.scores.services.judge import forecast_error
from shuke.warehouse.snapshots import Snapshots
from shuke.warehouse.tables import open_tables

pytestmark = pytest.mark.django_db


def test_an_old_forecast_is_compared_with_what_happened(shop: RefreshResult) -> None:
    forecast = ModelRun.objects.get(kind=ModelRun.Kind.SCORES).metrics["forecast"]

    # Of four customers who were on time 90 days earlier, one, LOST, had not come again: a quarter was expected to stay
    # away. Of LOST nothing was: nobody had been as late as that yet.
    bands = [{"band": "up_to_1", "customers": 3, "predicted": 0.25, "actual": 0.0}]
    assert forecast == {
        "forecast_on": "2025-10-31",
        "horizon_days": 90,
        "customers": 3,
        "predicted": 0.25,
        "actual": 0.0,
        "error": 0.25,
        "bands": bands,
    }


def test_whoever_stayed_away_against_the_forecast_counts_in_the_error(shop: RefreshResult) -> None:
    with open_tables() as tables:
        forecast = forecast_error(tables, Snapshots(tables.folder), as_of=date(2025, 10, 29))

    assert forecast is not None
    assert (forecast["forecast_on"], forecast["customers"]) == ("2025-07-31", 4)
    assert (forecast["predicted"], forecast["actual"], forecast["error"]) == (0.0, 0.25, -0.25)


def test_a_forecast_whose_time_is_not_over_is_not_judged(shop: RefreshResult) -> None:
    with open_tables() as tables:
        assert forecast_error(tables, Snapshots(tables.folder), as_of=date(2025, 3, 1)) is None


def test_the_usual_gap_of_each_group_is_kept(shop: RefreshResult) -> None:
    groups = ModelRun.objects.get(kind=ModelRun.Kind.SCORES).metrics["rhythm_groups"]

    assert set(groups.values()) == {9.5}
