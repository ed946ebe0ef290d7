"""Pages that name many people, or say how to reach them, leave a row in the audit log: one a page, without a person."""

from typing import Any

import pytest
from django.urls import reverse
from tests.actions.campaigns import given as campaigns
from tests.actions.care import given as care
from tests.actions.journeys import given as journeys
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages
from tests.web.campaigns.finished import Arm
from tests.web.conftest import SignedIn

from shuke.actions.campaigns.models import CampaignMember
from shuke.actions.care.models import CareTask
from shuke.actions.offers.models import CALL, Gift
from shuke.intake.models import ImportRun
from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Customer
from shuke.records.customers.services.reading import READ_IN_BULK_FROM

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def people() -> list[Customer]:
    return [make.customer(f"Lu {place}", phone=f"138001380{place:02}") for place in range(READ_IN_BULK_FROM)]


def noted() -> list[dict[str, Any]]:
    rows = AuditEntry.objects.filter(action="customers.read").order_by("pk")
    return [{name: row.facts[name] for name in ("customers", "filters", "page")} for row in rows]


def test_a_list_of_calls_is_noted(signed_in: SignedIn) -> None:
    campaign = campaigns.draft(way=CALL, script="Ask", coupon=None)
    for customer in people():
        messages.said(customer, yes=True, channel="phone")
        gift = Gift.objects.create(
            key=str(customer.pk), offer=campaign.offer, customer=customer, given_at=campaigns.NOW
        )
        CampaignMember.objects.create(campaign=campaign, customer=customer, cell=555, arm=Arm.TEST, gift=gift)
    address = reverse("campaign_calls", args=[campaign.pk])

    signed_in("marketer").get(address)

    assert noted() == [{"customers": READ_IN_BULK_FROM, "filters": [], "page": address}]


def test_a_list_of_members_is_noted_without_what_was_searched_for(signed_in: SignedIn) -> None:
    plan = membership.plan()
    for customer in people():
        membership.member(plan, customer)
    client = signed_in()

    client.get("/membership/", {"q": "Lu 7"})
    client.get("/membership/", {"q": "Lu"})

    assert noted() == [{"customers": READ_IN_BULK_FROM, "filters": ["q"], "page": "/membership/"}]


def test_the_outbox_is_noted_by_its_people_not_by_its_messages(signed_in: SignedIn) -> None:
    known = people()
    for customer in [*known[1:], known[1]]:
        messages.queued(customer)
    client, address = signed_in(), reverse("settings_messages")

    client.get(address)
    assert noted() == []
    messages.queued(known[0])
    client.get(address, {"state": "queued"})

    assert noted() == [{"customers": READ_IN_BULK_FROM, "filters": ["state"], "page": address}]


def test_the_orders_of_an_import_are_noted_by_their_people(signed_in: SignedIn) -> None:
    run = ImportRun.objects.create(
        kind="orders", file_name="sales.csv", path="/nowhere", size_bytes=10, sha256="0" * 64, created_at=make.NOW,
        state=ImportRun.State.DONE,
    )  # fmt: skip
    known, shop = people(), make.store()
    for customer in [*known[1:], known[1], None]:
        make.order(customer, shop, make.NOW.date(), origin=run.origin)
    client, address = signed_in(), reverse("import_rows", args=[run.pk, "orders", "created"])

    client.get(address)
    assert noted() == []
    make.order(known[0], shop, make.NOW.date(), origin=run.origin)
    client.get(address)

    assert noted() == [{"customers": READ_IN_BULK_FROM, "filters": [], "page": address}]


def test_the_people_in_a_journey_are_noted(signed_in: SignedIn) -> None:
    journey = journeys.running({"kind": "delay", "days": 1})
    for customer in people():
        journeys.happened(customer)
    journeys.tick()
    address = reverse("journey_people", args=[journey.pk])

    signed_in("marketer").get(address, {"where": "waiting"})

    assert noted() == [{"customers": READ_IN_BULK_FROM, "filters": ["where"], "page": address}]


def test_whom_care_is_about_is_noted_once_a_list_and_not_with_each_task(signed_in: SignedIn) -> None:
    Customer.objects.filter(pk__in=[customer.pk for customer in people()]).update(birthday=care.NOW.date())
    programme = care.programme("birthday")
    care.run()
    client, address = signed_in(), reverse("care_plans", args=[programme.pk])

    client.get(address, {"state": "served"})
    client.get(reverse("care"), {"view": "all"})
    client.get(reverse("care_task", args=[CareTask.objects.earliest("pk").pk]))

    each = {"customers": READ_IN_BULK_FROM}
    assert noted() == [
        {**each, "filters": ["state"], "page": address},
        {**each, "filters": ["view"], "page": reverse("care")},
    ]
