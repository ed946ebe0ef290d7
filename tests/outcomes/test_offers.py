"""What each offer brought, wherever it was made."""

from datetime import date
from typing import Any

import pytest
from tests.actions.campaigns import given as campaigns
from tests.actions.journeys import given as journeys
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given as membership

from shuke.actions.offers.models import CALL
from shuke.outcomes.models import Outcome
from shuke.outcomes.offers import offers_brought

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
DAY = date(2026, 3, 2)


def measured(kind: str, key: str, *, total: float, distance: float = 10, **facts: Any) -> Outcome:
    row = {"total": total, "total_lower": total - distance, "total_upper": total + distance, "verdict": "gain"}
    effect = facts.pop("effect", {"response": {}, "revenue": row, "profit": row})
    plain = {"from_on": DAY, "until_on": DAY, "treated": 50, "held": 10, "cost_minor": 100, "currency": "CNY"}
    return Outcome.objects.create(kind=kind, key=key, name=key, as_of=DAY, effect=effect, **{**plain, **facts})


def test_one_coupon_is_added_up_over_campaigns_events_and_journeys() -> None:
    coupon = membership.coupon()
    campaign, event = campaigns.draft(coupon=coupon), campaigns.event(coupon=coupon)
    journey = journeys.running({"kind": "coupon", "coupon": coupon.code}, {"kind": "coupon", "coupon": coupon.code})
    measured("campaign", f"{campaign.pk}:test", total=30, distance=6)
    measured("campaign", f"{campaign.pk}:roll_out", total=70, distance=9)
    measured("event", str(event.pk), total=-20, distance=20)
    measured("journey", str(journey.pk), total=5, distance=0)

    (found,) = offers_brought()

    assert (found.given.kind, found.given.value, found.name) == ("coupon", coupon.pk, coupon.name)
    assert (len(found.outcomes), found.treated, found.cost_minor) == (4, 200, 400)
    assert found.profit is not None
    # Test and roll-out share whom the campaign held out: 6 + 9 = 15; with the event's 20 that is 25.
    assert (found.profit.total, found.profit.lower, found.profit.upper) == (85, 60, 110)


def test_offers_are_told_apart() -> None:
    first = campaigns.draft(points=500)
    second = campaigns.draft(points=200)
    call = campaigns.draft(way=CALL, script="Ask", coupon=None)
    for campaign in (first, second, call):
        measured("campaign", f"{campaign.pk}:test", total=1)

    assert {each.given.key for each in offers_brought()} == {"points:500", "points:200", "call:0"}


def test_what_several_coupons_changed_is_nobody_s() -> None:
    journey = journeys.running(
        {"kind": "coupon", "coupon": membership.coupon().code}, {"kind": "coupon", "coupon": membership.coupon().code}
    )
    measured("journey", str(journey.pk), total=5)
    measured("care", "1", total=5)

    assert offers_brought() == []


def test_where_one_cost_is_unknown_the_profit_is_too() -> None:
    coupon = membership.coupon()
    campaign, journey = campaigns.draft(coupon=coupon), journeys.running({"kind": "coupon", "coupon": coupon.code})
    measured("campaign", f"{campaign.pk}:test", total=30)
    unpriced = {"response": {}, "revenue": {"total": 5, "total_lower": 1, "total_upper": 9}}
    measured("journey", str(journey.pk), total=0, effect=unpriced, cost_minor=None)

    (found,) = offers_brought()

    assert (found.cost_minor, found.profit) == (None, None)
    assert found.revenue is not None
    assert found.revenue.total == 35


def test_yuan_are_not_added_to_euro() -> None:
    campaign, before = campaigns.draft(points=500), campaigns.draft(points=500)
    measured("campaign", f"{campaign.pk}:test", total=30)
    measured("campaign", f"{before.pk}:test", total=7, currency="EUR")

    (found,) = offers_brought()

    assert found.profit is not None
    assert (found.currency, found.profit.total) == ("CNY", 30)


def test_what_could_not_be_measured_is_left_out() -> None:
    measured("campaign", f"{campaigns.draft(points=5).pk}:test", total=0, effect={}, refusal="Nobody was held out.")

    assert offers_brought() == []


def test_another_program_reads_offers() -> None:
    measured("campaign", f"{campaigns.draft(points=500).pk}:test", total=30)

    (found,) = Api("analyst").get("/outcomes/offers").json()

    assert (found["key"], found["profit"]["verdict"], found["profit"]["total"]) == ("points:500", "gain", 30)
    assert found["currency"] == "CNY"
    assert Api("front_line").get("/outcomes/offers").status_code == 403
    assert Api("manager", make.store()).get("/outcomes/offers").status_code == 403
