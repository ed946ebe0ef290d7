"""Every number of the service's reports opens what it counts."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from tests.records import make
from tests.records.cases import given
from tests.web.conftest import client_of
from tests.web.service.desk import LATER, shown

from shuke.outcomes.models import Recovery
from shuke.records.access.models import Role
from shuke.records.cases.services import close, follow_up
from shuke.records.customers.services import merge_customers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def owner() -> Client:
    return client_of(make.staff(Role.OWNER, has_seen_tour=True))


def door(page: str, wanted: str) -> tuple[str, str]:
    """The address with these parts, and the number that it stands on."""
    found = re.search(rf'href="([^"]*{re.escape(wanted)}[^"]*)"[^>]*>([^<]+)</a>', page)
    assert found is not None, wanted
    return html.unescape(found[1]), found[2]


@pytest.mark.parametrize(("answer", "subject"), [("yes", "Damp beans"), ("silent", "Cold soup")])
def test_each_answer_on_the_handling_opens_its_cases(answer: str, subject: str) -> None:
    by = given.scope()
    for text, outcome in (("Damp beans", "yes"), ("Cold soup", "silent")):
        held = given.brought_to("follow_up", given.complaint(text=text), by=by)
        follow_up(scope=by, now=LATER, case=held, outcome=outcome, text="")
        close(scope=by, now=LATER, case=held)
    given.complaint(text="Not asked yet")
    client = owner()

    address, count = door(shown(client, "/service/reports/"), f"satisfied={answer}")
    rows = re.findall(r"data-row", shown(client, address.replace("/service/?", "/service/rows/?")))

    assert (count, len(rows)) == ("1", 1)
    assert subject in shown(client, address)


@pytest.mark.parametrize("by", ["category", "cause", "store", "product"])
def test_what_names_no_topic_opens_too(by: str) -> None:
    packing, store = given.topic(path="packing"), make.store()
    bought = make.order(None, store, given.NOW.date(), (make.product(), 1, "20"))
    full = given.complaint(text="Torn bag", category=packing, store=store, orders=[bought])
    full.cause = given.topic("cause", "sealer")
    full.save(update_fields=["cause"])
    given.complaint(text="Nothing said")
    client = owner()

    address, count = door(shown(client, f"/service/reports/?by={by}"), f"kind=complaint&amp;{by}=none")
    rows = shown(client, address.replace("/service/?", "/service/rows/?"))

    assert count == "1"
    assert ("Nothing said" in rows, "Torn bag" in rows) == (True, False)


def test_who_left_without_a_word_and_who_the_report_compares_are_listed() -> None:
    told, part, silent = make.customer("Wang"), make.customer("Wang Wei"), make.customer("Chen")
    given.complaint(customer=part)
    merge_customers(scope=make.SYSTEM, now=given.NOW, origin="test", customer=part, into=told)
    response = {"treated": 0.8, "control": 0.5, "difference": 0.3, "lower": -0.1, "upper": 0.6, "verdict": "unclear"}
    group = {"people": 1, "cost_minor": 0, "spent_minor": 0, "response": response, "revenue": {"difference": 9.0}}
    days = {"as_of": date(2026, 3, 1), "from_on": date(2025, 9, 1), "until_on": date(2025, 11, 30)}
    groups = {"all": {**group, "customers": [told.pk]}, "satisfied": group}
    Recovery.objects.create(pk=1, **days, complainers=1, matched=1, currency="CNY", groups=groups)
    client = owner()

    page = shown(client, "/service/reports/recovery/")
    address, count = door(page, "recovery=all")
    people = shown(client, address)
    quiet = shown(client, "/customers/?complained=no")

    assert 'href="/customers/?stage=lost&amp;complained=no"' in page
    assert "recovery=satisfied" not in page  # counted before people were kept
    assert (count, "Wang" in people, "Chen" in people) == ("1", True, False)
    assert (told.number in quiet, silent.number in quiet) == (False, True)
    assert "all who complained" in people
