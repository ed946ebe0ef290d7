"""Cases, answers and messages as conditions."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from tests.actions.campaigns import given as campaigns
from tests.actions.segments.chosen import numbers
from tests.records import make
from tests.records.cases import given
from tests.records.messages.given import queued, reader

from shuke.actions.campaigns.models import Guest
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers
from shuke.records.messages.models import MessageSend
from shuke.records.surveys.models import Ask

pytestmark = pytest.mark.django_db
set_up_desk = import_module("shuke.records.cases.migrations.0002_history_only_grows").set_up_desk


@pytest.fixture(autouse=True)
def usual_desk(db: None) -> None:
    set_up_desk(apps, None)


def answered(customer: Customer, about: str, *, satisfied: bool, days_later: int = 0) -> None:
    at = make.NOW + timedelta(days=days_later)
    Ask.objects.create(
        about=about, customer=customer, secret=about, asked_at=at, expires_at=at, answered_at=at, is_satisfied=satisfied
    )


def test_cases_are_asked() -> None:
    anna, bo = make.customer(number="ANNA"), make.customer(number="BO")
    make.customer(number="CHEN")
    given.complaint(customer=anna)
    given.complaint(customer=anna, now=make.NOW + timedelta(days=3))
    given.case(customer=bo)
    given.complaint(customer=None, contact_name="Somebody")

    assert numbers("has_open_case = yes") == {"ANNA", "BO"}
    assert numbers("complaints >= 2") == {"ANNA"}
    assert numbers("complaints <= 1") == {"BO", "CHEN"}
    assert numbers("complaints in (0, 2)") == {"ANNA", "BO", "CHEN"}
    assert numbers("complaints between 1 and 5") == {"ANNA"}
    assert numbers("latest_complaint_on = 2026-03-05") == {"ANNA"}
    assert numbers("latest_complaint_on <= 2026-03-04") == set()
    assert numbers("latest_complaint_on is unknown") == {"BO", "CHEN"}
    assert numbers("not complaints is unknown") == {"ANNA", "BO", "CHEN"}


def test_the_latest_answer_counts() -> None:
    anna, bo = make.customer(number="ANNA"), make.customer(number="BO")
    make.customer(number="CHEN")
    answered(anna, "case:1:1", satisfied=False)
    answered(anna, "case:1:2", satisfied=True, days_later=2)
    answered(bo, "case:2:1", satisfied=False)

    assert numbers("satisfaction = satisfied") == {"ANNA"}
    assert numbers("satisfaction in (satisfied, dissatisfied)") == {"ANNA", "BO"}
    assert numbers("satisfaction is unknown") == {"CHEN"}


def test_messages_that_left_are_asked() -> None:
    anna, bo = reader(number="ANNA"), reader(number="BO")
    sent = queued(anna)
    MessageSend.objects.filter(pk=sent.pk).update(state="sent", settled_at=make.NOW, handed_over_at=make.NOW)
    queued(bo)

    assert numbers("messages >= 1") == {"ANNA"}
    assert numbers("messages = 0") == {"BO"}
    assert numbers("latest_message_on >= 2026-03-02") == {"ANNA"}
    assert numbers("latest_message_on >= 2026-03-03") == set()


def test_what_was_brought_before_a_merge_is_the_survivors() -> None:
    part, whole = make.customer(number="PART"), make.customer(number="WHOLE")
    given.complaint(customer=part)
    answered(part, "case:1:1", satisfied=False)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=whole)

    for line in (
        "has_open_case = yes",
        "complaints = 1",
        "latest_complaint_on = 2026-03-02",
        "satisfaction = dissatisfied",
    ):
        assert numbers(line) == {"WHOLE"}, line


def test_events_are_asked_by_invitation_and_by_attendance() -> None:
    anna, bo = make.customer(number="ANNA"), make.customer(number="BO")
    make.customer(number="CHEN")
    tasting = campaigns.event(name="Tasting", held_on=make.NOW.date() + timedelta(days=10))
    thanks = campaigns.event(name="Thanks day", held_on=make.NOW.date() + timedelta(days=20))
    Guest.objects.create(gathering=tasting, customer=anna, arm=Guest.Arm.INVITED, came_at=make.NOW)
    Guest.objects.create(gathering=thanks, customer=anna, arm=Guest.Arm.WALK_IN, came_at=make.NOW)
    Guest.objects.create(gathering=tasting, customer=bo, arm=Guest.Arm.INVITED)

    assert numbers("invited_to = Tasting") == {"ANNA", "BO"}
    assert numbers('invited_to = "Thanks day"') == set()
    assert numbers('came_to in (Tasting, "Thanks day")') == {"ANNA"}
    assert numbers("invited_to = Tasting and not came_to = Tasting") == {"BO"}
    assert numbers("came_to is unknown") == {"BO", "CHEN"}
    assert numbers("events >= 2") == {"ANNA"}
    assert numbers("events = 0") == {"BO", "CHEN"}
    assert numbers("latest_event_on = 2026-03-22") == {"ANNA"}
    assert numbers("latest_event_on in last 30 days or latest_event_on is unknown") == {"BO", "CHEN"}


def test_who_came_before_a_merge_is_the_survivor() -> None:
    part, whole = make.customer(number="PART"), make.customer(number="WHOLE")
    tasting = campaigns.event(name="Tasting")
    Guest.objects.create(gathering=tasting, customer=part, arm=Guest.Arm.INVITED, came_at=make.NOW)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=whole)

    for line in ("came_to = Tasting", "invited_to = Tasting", "events = 1", "not latest_event_on is unknown"):
        assert numbers(line) == {"WHOLE"}, line
