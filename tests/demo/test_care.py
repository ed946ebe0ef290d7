"""Care in the demo: what harms nobody runs, the manager has tasks of their own, and a visitor's word holds."""

import datetime as dt
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from tests.demo.people import accounts, members
from tests.records import make

from shuke.actions.care.models import CarePlan, CareProgramme, CareTask, Does
from shuke.actions.care.services import switch_programme
from shuke.demo.care import care_for_today, look_after_the_best, set_up_care
from shuke.demo.cases import open_cases
from shuke.lib.dates import day_in
from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def set_up() -> None:
    set_up_care(now=make.NOW, draw=lambda: 7)


def care() -> list[str]:
    said: list[str] = []
    care_for_today(now=make.NOW, say=said.append)
    return said


def test_what_writes_to_everybody_or_costs_paper_waits_for_somebodys_word() -> None:
    accounts()

    set_up()

    off = CareProgramme.objects.filter(is_on=False)
    assert {one.code for one in off} == {
        "anniversary", "first-visit", "mid-autumn", "spring-festival", "thanks-day",
    }  # fmt: skip
    running = CareProgramme.objects.filter(is_on=True)
    assert not running.filter(steps__does=Does.LETTER).exists()
    warning = running.get(code="early-warning")
    assert (warning.owner, warning.most_a_day) == (Staff.objects.get(username="agent"), 20)


def test_what_a_visitor_switched_off_stays_off() -> None:
    accounts()
    set_up()
    programme = CareProgramme.objects.get(code="visits")
    switch_programme(scope=make.SYSTEM, now=make.NOW, programme=programme, is_on=False)

    set_up()

    programme.refresh_from_db()
    assert not programme.is_on


def test_the_manager_looks_after_those_who_spend_most_in_their_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuke.demo.care.KEPT_CUSTOMERS", 4)
    own, other = accounts()
    cheapest, *best = members(own, count=5)
    members(other, count=3)

    for _start in range(2):
        look_after_the_best(now=make.NOW)

    manager = Staff.objects.get(username="manager")
    assert set(Customer.objects.filter(owner=manager)) == set(best)
    cheapest.refresh_from_db()
    assert cheapest.owner is None


def test_today_has_tasks_that_say_why_and_a_second_look_adds_none() -> None:
    import_module("shuke.records.cases.migrations.0002_history_only_grows").set_up_desk(apps, None)
    own, other = accounts()
    members(own, count=10)
    guest = members(other, count=2)[0]
    today = day_in(other.time_zone, make.NOW)
    Customer.objects.filter(pk=guest.pk).update(birthday=today.replace(year=1980), service_class="gold")
    set_up()
    look_after_the_best(now=make.NOW)
    open_cases(now=make.NOW, rng=Random(7))

    said, count = care(), CareTask.objects.count()

    assert said == [f"{count} tasks of care for today, 0 wishes for the outbox."]
    assert care() == ["0 tasks of care for today, 0 wishes for the outbox."]
    assert CareTask.objects.count() == count
    call = CareTask.objects.get(programme__code="birthday-call")
    assert (call.customer, call.facts["on"]) == (guest, today.isoformat())
    settled = CareTask.objects.get(programme__code="after-complaint")
    manager = Staff.objects.get(username="manager")
    assert (settled.owner, settled.due_on) == (manager, today)
    assert settled.facts["on"] == (today - dt.timedelta(days=14)).isoformat()
    # A colleague calls, so the wishes by mail are left out.
    assert CarePlan.objects.get(programme__code="birthday").reason == "has_task"
    assert not MessageSend.objects.filter(origin__startswith="care:").exists()
