"""Journeys through the API: read, started, paused, ended, and entered."""

from typing import Any

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.graphs import chain
from tests.records import make
from tests.records.messages import given as messages
from tests.records.sales.links import open_link
from tests.web.conftest import SignedIn, signed_in

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.models import JourneyRun
from shuke.actions.journeys.services import add_journey
from shuke.records.access.models import Role
from shuke.records.messages.models import MessageSend

__all__ = ["signed_in"]
pytestmark = pytest.mark.django_db
ROOT = "/api/v1/journeys"
WAIT = {"kind": "delay", "days": 3}


def post(client: Any, address: str, **body: object) -> Any:
    return client.post(address, body, content_type="application/json")


def test_a_journey_is_read_with_its_numbers(signed_in: SignedIn) -> None:
    journey = given.running(WAIT)
    given.happened(make.customer())
    given.tick()
    owner = signed_in()

    (listed,) = owner.get(ROOT).json()["data"]
    whole = owner.get(f"{ROOT}/{journey.pk}").json()

    assert (listed["name"], listed["state"], listed["version"], listed["inside"]) == ("Welcome", "running", 1, 1)
    assert whole["definition"]["nodes"]["n1"]["days"] == 3
    assert whole["counts"]["n1"]["waiting"] == 1
    assert owner.get(f"{ROOT}?state=draft").json()["data"] == []


def test_what_followed_opened_links_is_told_by_step(signed_in: SignedIn) -> None:
    ours, theirs = make.store(), make.store()
    messages.template()
    journey = given.running({"kind": "message", "template": "welcome", "channel": "email"})
    pan = messages.reader("Pan", home=ours)
    given.happened(pan)
    given.tick()
    open_link(MessageSend.objects.get(), given.NOW)
    make.order(pan, ours, (given.NOW + given.DAY).date(), (make.product(), 1, "30"))

    whole = signed_in().get(f"{ROOT}/{journey.pk}").json()
    hidden = signed_in(Role.MARKETER, theirs).get(f"{ROOT}/{journey.pk}").json()

    told = {"opened": 1, "bought": 1, "orders": 1, "revenue": [{"currency": "CNY", "amount": "30.0000"}]}
    assert whole["followed"] == {"n1": told}
    assert whole["followed_together"] == told
    assert (hidden["followed"], hidden["followed_together"]["opened"]) == ({}, 0)


def test_states_are_changed(signed_in: SignedIn) -> None:
    journey = add_journey(scope=make.SYSTEM, now=given.NOW, name="Mine", definition=read_definition(chain(WAIT)))
    owner = signed_in()

    for step, state in (("start", "running"), ("pause", "paused"), ("resume", "running"), ("end", "ended")):
        assert post(owner, f"{ROOT}/{journey.pk}/{step}").json()["state"] == state
    refused = post(owner, f"{ROOT}/{journey.pk}/start")

    assert refused.status_code == 422
    assert "is Ended" in refused.json()["detail"]


def test_a_customer_is_put_in_once_a_key(signed_in: SignedIn) -> None:
    journey = given.running(WAIT, entry={"on": "hand", "is_again": True})
    make.customer("Pan Wei", number="PAN")
    owner = signed_in()

    first = post(owner, f"{ROOT}/{journey.pk}/runs", customer="PAN", key="order-1")
    again = post(owner, f"{ROOT}/{journey.pk}/runs", customer="PAN", key="order-1")
    other = post(owner, f"{ROOT}/{journey.pk}/runs", customer="PAN", key="order-2")

    assert [answer.status_code for answer in (first, again, other)] == [201, 201, 201]
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]
    assert JourneyRun.objects.count() == 2
    runs = owner.get(f"{ROOT}/{journey.pk}/runs?state=inside&node=entry").json()["data"]
    assert {run["customer"] for run in runs} == {"PAN"}
    assert post(owner, f"{ROOT}/{journey.pk}/runs", customer="NOBODY").status_code == 422


@pytest.mark.parametrize("step", ["start", "pause", "resume", "end"])
def test_who_works_in_one_store_leaves_the_journeys_of_all_as_they_are(signed_in: SignedIn, step: str) -> None:
    store = make.store()
    journey = given.running(WAIT, entry={"on": "hand"})
    make.customer(number="OURS", home=store)
    marketer = signed_in(Role.MARKETER, store)

    refused = post(marketer, f"{ROOT}/{journey.pk}/{step}")

    assert refused.status_code == 403
    assert "every store" in refused.json()["detail"]
    assert marketer.get(f"{ROOT}/{journey.pk}").json()["state"] == "running"
    assert post(marketer, f"{ROOT}/{journey.pk}/runs", customer="OURS").status_code == 201


def test_readers_change_nothing_and_strangers_are_out_of_sight(signed_in: SignedIn) -> None:
    ours, theirs = make.store(), make.store()
    journey = given.running(WAIT, entry={"on": "hand"})
    make.customer(number="THEIRS", home=theirs)

    assert post(signed_in(Role.ANALYST), f"{ROOT}/{journey.pk}/pause").status_code == 403
    assert signed_in(Role.FRONT_LINE).get(ROOT).status_code == 403
    hidden = post(signed_in(Role.MARKETER, ours), f"{ROOT}/{journey.pk}/runs", customer="THEIRS")
    assert hidden.status_code == 422
    assert signed_in().get(f"{ROOT}/99").status_code == 404
