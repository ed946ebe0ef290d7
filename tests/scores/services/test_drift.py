"""Drift is told against the run of a quarter before, not against yesterday's."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.warehouse.shop import NOW

from shuke.scores.models import FittedModel, ModelRun
from shuke.scores.services.forecasts.drift import drift_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


def recorded(days_back: int, *, r: float = 0.24, base: float | None = None, error: str = "", **facts: Any) -> None:
    """The run of so many days ago, which fitted `r` within 0.01 either way and saw `base` of 1,000 leave."""
    day = TODAY - timedelta(days=days_back)
    holdout = None if base is None else {"base": base, "customers": 1000}
    run = ModelRun.objects.create(
        kind=ModelRun.Kind.FORECAST, as_of=day, started_at=NOW, finished_at=NOW, data_fingerprint="", engine="duckdb",
        currency="CNY", error=error, metrics={"leaving": {"holdout": holdout}},
    )  # fmt: skip
    fitted(r, run=run, as_of=day, **facts).save()


def fitted(r: float, **facts: Any) -> FittedModel:
    interval = {"name": "r", "estimate": r, "lower": r - 0.01, "upper": r + 0.01}
    return FittedModel(
        **{"name": "bg_nbd", "as_of": TODAY, "rows": 1, "document": {}, "intervals": [interval], **facts}
    )


def drifted(r: float = 0.24, *, base: float | None = None, customers: int = 1000) -> dict[str, bool]:
    holdout = None if base is None else {"base": base, "customers": customers}
    return {row["model"]: row["drifted"] for row in drift_of([fitted(r)], holdout, as_of=TODAY)}


def test_a_slow_change_that_never_leaves_yesterdays_interval_is_seen_after_a_quarter() -> None:
    for days_back in range(1, 121):
        recorded(days_back, r=0.24 - days_back * 0.0002)

    assert drifted(0.24) == {"bg_nbd": True}
    (row,) = drift_of([fitted(0.24)], None, as_of=TODAY)
    assert row["before_on"] == (TODAY - timedelta(days=90)).isoformat()


def test_a_young_shop_is_compared_with_its_oldest_run() -> None:
    recorded(1, r=0.24)
    recorded(20, r=0.2)
    recorded(30, r=0.2, error="broke")

    (row,) = drift_of([fitted(0.24)], None, as_of=TODAY)

    assert (row["drifted"], row["before_on"]) == (True, (TODAY - timedelta(days=20)).isoformat())


def test_without_an_earlier_day_nothing_can_have_drifted() -> None:
    recorded(0, r=0.1, base=0.5)

    assert drifted(0.24, base=0.1) == {}


def test_a_bound_that_is_none_is_open() -> None:
    recorded(90, intervals=[{"name": "r", "estimate": 0.2, "lower": 0.1, "upper": None}])

    assert drifted(9.0) == {"bg_nbd": False}
    assert drifted(0.05) == {"bg_nbd": True}


@pytest.mark.parametrize(("base", "is_drift"), [(0.13, True), (0.09, False), (0.08, False), (0.05, True)])
def test_the_share_that_leaves_has_drifted_beyond_chance(base: float, is_drift: bool) -> None:
    recorded(100)
    recorded(95, base=0.088)

    assert drifted(base=base)["leaving"] is is_drift


def test_a_sure_but_slight_change_of_the_share_is_none() -> None:
    recorded(95, base=0.088)
    ModelRun.objects.update(metrics={"leaving": {"holdout": {"base": 0.088, "customers": 1_000_000}}})

    assert drifted(base=0.092, customers=1_000_000)["leaving"] is False
    assert drifted(base=0.098, customers=1_000_000)["leaving"] is True
