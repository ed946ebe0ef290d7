import json
from datetime import timedelta
from typing import Any

import pytest
from tests.actions.campaigns import given
from tests.actions.campaigns.mailed import mail, mailing
from tests.records import make
from tests.records.messages import given as messages
from tests.records.sales.links import open_link
from tests.web.conftest import client_of

from shuke.actions.campaigns.models import Campaign
from shuke.outcomes.models import Outcome
from shuke.records.stores.models import Store

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

BODY = {"name": "Winter pantry", "way": "call", "script": "Ask", "cost_per_piece": "0.62", "net_revenue_per_sale": "35"}


def send(role: str, method: str, address: str, body: object = None, at: Store | None = None) -> tuple[int, Any]:
    text = "" if body is None else json.dumps(body)
    client = client_of(make.staff(role, *([at] if at else [])))
    answer = client.generic(method, f"/api/v1{address}", text, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_campaign_is_written_read_and_planned() -> None:
    for place in range(50):
        messages.said(make.customer(f"No {place}", phone=f"+861380000{place:04d}"), yes=True, channel="phone")
    status, made = send("marketer", "POST", "/campaigns", BODY)
    _status, plan = send("analyst", "GET", f"/campaigns/{made['id']}/plan")

    assert (status, made["state"], made["way"]) == (201, "draft", "call")
    assert (plan["audience"], plan["held"], plan["test"]) == (50, 5, 2)
    assert plan["breakeven_rate"] == pytest.approx(0.62 / 35)
    assert send("analyst", "GET", f"/campaigns/{made['id']}")[1]["audience"] == ""
    assert [each["id"] for each in send("analyst", "GET", "/campaigns")[1]] == [made["id"]]
    assert send("analyst", "GET", f"/campaigns?before={made['id']}")[1] == []


def test_results_are_empty_until_they_are_counted() -> None:
    campaign = given.draft()
    _status, found = send("analyst", "GET", f"/campaigns/{campaign.pk}/results")

    assert (found["test"], found["cells"], found["options"]) == (None, [], [])


def test_counted_results_are_told() -> None:
    campaign = given.draft()
    cells = [
        {"cell": "555", "customers": 100, "pieces": 50, "responses": 10, "rolled": 0, "later": 0},
        {"cell": "111", "customers": 100, "pieces": 50, "responses": 0, "rolled": 0, "later": 0},
    ]
    part = {"customers": 100, "pieces": 100, "answers": 10, "spend_minor": 0, "cost": 62.0, "profit": 288.0}
    Campaign.objects.filter(pk=campaign.pk).update(counted={"cells": cells, "test": part, "held": 20})
    _status, found = send("analyst", "GET", f"/campaigns/{campaign.pk}/results")

    assert found["test"]["rate"] == 0.1
    assert {cell["cell"]: cell["is_chosen"] for cell in found["cells"]}["555"]
    assert {option["choice"] for option in found["options"]} == {"everyone", "expected", "sure"}
    assert send("analyst", "GET", f"/campaigns/{campaign.pk}/customers")[1] == []


def test_what_followed_opened_links_is_told() -> None:
    shop = make.store()
    campaign, pan = mailing(), make.customer("Pan", home=shop)
    open_link(mail(campaign, pan), make.NOW)
    make.order(pan, shop, (make.NOW + timedelta(days=1)).date(), (make.product(), 1, "30"))

    _status, told = send("analyst", "GET", f"/campaigns/{campaign.pk}")

    revenue = [{"currency": "CNY", "amount": "30.0000"}]
    assert told["followed"] == {"opened": 1, "bought": 1, "orders": 1, "revenue": revenue}
    assert (told["way"], told["state"]) == ("email", "testing")


def test_what_does_not_exist_is_refused() -> None:
    assert send("marketer", "POST", "/campaigns", {**BODY, "coupon": "nothing"})[0] == 422
    assert send("marketer", "POST", "/campaigns", {**BODY, "audience": "colour = red"})[0] == 422
    assert send("marketer", "GET", "/campaigns/4711")[0] == 404


def test_who_works_in_one_store_sees_none() -> None:
    assert send("manager", "GET", "/campaigns", at=make.store())[0] == 403
    assert send("agent", "GET", "/campaigns")[0] == 403


def test_outcomes_are_told() -> None:
    Outcome.objects.create(
        kind="campaign", key="1:test", name="Winter", from_on=given.AS_OF, until_on=given.AS_OF, treated=80, held=20,
        cost_minor=4960, currency="CNY", as_of=given.AS_OF,
    )  # fmt: skip
    _status, found = send("analyst", "GET", "/outcomes")

    assert [(each["key"], each["treated"], each["held"]) for each in found] == [("1:test", 80, 20)]
