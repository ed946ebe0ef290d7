"""What the reports count, and who is named by them."""

import re
from datetime import date, timedelta

import pytest
from tests.records import make
from tests.records.cases import given
from tests.web.conftest import client_of
from tests.web.service.desk import LATER, browser, shown

from shuke.outcomes.models import Recovery
from shuke.records.access.models import Role
from shuke.records.cases.models import Case, Desk
from shuke.records.cases.services import close, follow_up, wait_for_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def test_reports_count_with_doors() -> None:
    by, packing = given.scope(), given.topic(path="packing")
    guest = make.customer("Lu")
    for _ in range(2):
        given.complaint(customer=guest, category=packing)
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)

    page = shown(browser(Role.OWNER), "/service/reports/")

    for words in ("packing", "66.7", ">1</a> satisfied", f"customer={guest.pk}", f"category={packing.pk}"):
        assert words in page
    for by_what in ("store", "product", "cause", "nonsense"):
        shown(browser(Role.OWNER), f"/service/reports/?by={by_what}&days=30")
    assert "packing" in shown(browser(), f"/service/?view=all&kind=complaint&category={packing.pk}")


def test_broken_promises_stand_by_colleague_and_each_opens_its_cases() -> None:
    late, agent = LATER - timedelta(days=20), given.agent()
    answered = given.case(text="Answered too late", now=late)
    Case.objects.filter(pk=answered.pk).update(owner=agent, first_replied_at=LATER, resolve_due_at=LATER)
    given.case(text="Nobody looked", now=late)
    waits = given.case(text="Waits for them", now=late)
    wait_for_customer(scope=given.scope(), now=late, case=waits)
    given.case(text="In time")
    client = browser(Role.OWNER)

    page = shown(client, "/service/reports/")

    assert f"owner={agent.pk}" in page
    theirs = shown(client, f"/service/?view=all&late=1&owner={agent.pk}")
    nobodys = shown(client, "/service/?view=all&late=1&owner=none&since=2026-01-01")
    assert ("Answered too late" in theirs, "Nobody looked" in theirs) == (True, False)
    assert ("Nobody looked" in nobodys, "Waits for them" in nobodys, "In time" in nobodys) == (True, False, False)


def test_what_was_escalated_stands_above_the_list_of_the_named_person() -> None:
    named = make.staff(Role.MANAGER, has_seen_tour=True)
    Desk.objects.filter(pk=1).update(escalate_to=named)
    held = given.case(text="Promise broken")
    Case.objects.filter(pk=held.pk).update(escalated_at=LATER)
    given.case(text="All well")

    assert "escalated to you" not in shown(browser(), "/service/")
    assert "1 case was escalated to you" in shown(client_of(named), "/service/")
    narrowed = shown(client_of(named), "/service/?view=soon&escalated=1")
    assert ("Promise broken" in narrowed, "All well" in narrowed) == (True, False)


def test_only_who_sees_every_case_is_named_for_what_is_escalated() -> None:
    far, reader = make.staff(Role.AGENT, make.store()), make.staff(Role.ANALYST)
    page = shown(browser(Role.OWNER), "/settings/service/")

    select = page[page.index('name="escalate_to"') :].partition("</select>")[0]
    assert (far.name in select, reader.name in select) == (False, False)


def test_who_was_praised_is_named_with_the_praise() -> None:
    kind_one = given.agent()
    given.case(kind="praise", text="She brought a cushion", praised=kind_one)
    client = browser(Role.OWNER)

    page = shown(client, "/service/reports/")

    assert kind_one.name in page
    assert "She brought a cushion" in shown(client, f"/service/?view=all&kind=praise&praised={kind_one.pk}")


def test_what_complaints_keep_says_when_there_is_too_little_and_who_left_silently(scored_shop: object) -> None:
    Recovery.objects.create(
        as_of=date(2026, 3, 1),
        from_on=date(2025, 9, 1),
        until_on=date(2025, 11, 30),
        complainers=12,
        matched=10,
        currency="CNY",
        groups={
            "all": {
                "people": 10,
                "cost_minor": 1200,
                "spent_minor": 24000,
                "response": {
                    "treated": 0.8, "control": 0.5, "difference": 0.3, "lower": -0.1, "upper": 0.6, "verdict": "unclear"
                },
                "revenue": {"difference": 900.0},
            }
        },
    )  # fmt: skip

    page = shown(browser(Role.MANAGER), "/service/reports/recovery/")

    for words in ("10 of 12 people", "all who complained", "80%", "+30.0 points (−10.0 to +60.0)", "too few to tell"):
        assert words in page
    assert re.search(r"\d+ of \d+ lost customers never complained", page)
    assert "spans all stores" in shown(browser(Role.AGENT, make.store()), "/service/reports/recovery/")
    assert browser(Role.FRONT_LINE).get("/service/reports/recovery/").status_code == 403
