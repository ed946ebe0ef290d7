from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.records import make
from tests.warehouse.shop import NOW, refresh

from shuke.analytics.worth.settings import WorthSettings
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.services import InvalidThresholds, change_thresholds
from shuke.scores.services.thresholds import current_settings

pytestmark = pytest.mark.django_db


def test_without_a_change_the_definitions_hold() -> None:
    assert current_settings() == WorthSettings()


def test_a_stored_threshold_is_used_and_kept_with_the_run(data_folder: Path) -> None:
    change_thresholds(thresholds={"stage": {"new_days": 5}}, now=NOW)
    make.order(make.customer(number="A"), make.store(), date(2026, 1, 1), (make.product(), 1, "5"))

    refresh(date(2026, 1, 10))

    assert CustomerScore.objects.get().stage == "forming"
    assert ModelRun.objects.get(kind=ModelRun.Kind.SCORES).parameters["stage"]["new_days"] == 5


@pytest.mark.parametrize(
    "thresholds",
    [
        {"colour": "green"},
        {"stage": {"colour": 1}},
        {"pyramid_shares": [0.05, 0.01, 0.2]},
        {"abc_a_share": 0.99},
        {"window_days": 0},
        {"window_days": "a year"},
        {"window_days": True},
        {"stage": {"lost_ratio": float("nan")}},
        {"pyramid_shares": ["a", "b", "c"]},
        {"rfm_method": "by_hand"},
        {"rfm_method": "thresholds"},
        {"rfm_cuts": {"recency_days": [30, 14, 60, 120], "orders": [9, 5, 3, 2], "spend": [9, 5, 3, 2]}},
        {"rfm_cuts": {"recency_days": [14, 30], "orders": [9, 5, 3, 2], "spend": [9, 5, 3, 2]}},
    ],
)
def test_a_threshold_that_cannot_be_is_refused_and_not_kept(thresholds: dict[str, Any]) -> None:
    with pytest.raises(InvalidThresholds):
        change_thresholds(thresholds=thresholds, now=NOW)

    assert current_settings() == WorthSettings()
