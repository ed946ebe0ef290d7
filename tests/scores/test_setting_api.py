"""Thresholds of the scores for other programs."""

import dataclasses

import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.analytics.worth.settings import WorthSettings
from shuke.records.access.models import AuditEntry, Role
from shuke.scores.services import current_settings
from shuke.scores.setting_api import Thresholds

pytestmark = pytest.mark.django_db
CUTS = {"recency_days": [14, 30, 60, 120], "orders": [24, 12, 6, 2], "spend": [300000, 150000, 60000, 20000]}


def test_what_is_told_can_be_put_back() -> None:
    manager = Api(Role.MANAGER)
    told = manager.put("/score-settings", {"rfm_method": "thresholds", "rfm_cuts": CUTS, "stage": {"new_days": 30}})
    held = current_settings()

    assert told.status_code == 200
    assert manager.put("/score-settings", manager.get("/score-settings").json()).json() == told.json()
    assert current_settings() == held
    assert (held.stage.new_days, held.stage.lost_days, held.rfm_cuts and held.rfm_cuts.orders) == (
        30,
        90,
        (24, 12, 6, 2),
    )
    assert AuditEntry.objects.filter(action="thresholds.set").count() == 1  # nothing changed the second time


def test_every_rule_is_documented_with_its_default() -> None:
    told = Thresholds().model_dump(mode="json")
    known = {name: value for name, value in WorthSettings().as_dict().items() if name != "churn"}

    assert told == {**known, "pyramid_shares": list(known["pyramid_shares"])}
    assert {field.name for field in dataclasses.fields(WorthSettings)} - set(told) == {"churn"}


@pytest.mark.parametrize(
    "body", [{"colour": "green"}, {"stage": {"colour": 1}}, {"window_days": 0}, {"rfm_method": "thresholds"}]
)
def test_what_cannot_be_is_refused(body: dict[str, object]) -> None:
    assert Api(Role.OWNER).put("/score-settings", body).status_code == 422
    assert current_settings() == WorthSettings()


def test_refusals_speak_the_callers_language() -> None:
    answer = Api(Role.OWNER).put("/score-settings", {"window_days": 0}, accept_language="zh-hans")

    assert "整数" in answer.content.decode()


def test_only_who_may_set_the_business_sets_them() -> None:
    assert Api(Role.ANALYST).get("/score-settings").status_code == 200
    assert Api(Role.ANALYST).put("/score-settings", {}).status_code == 403
    assert Api(Role.MANAGER, make.store("HILL")).put("/score-settings", {}).status_code == 403
