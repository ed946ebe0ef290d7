from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import client_of

from shuke.records.access.models import Role
from shuke.records.customers.services.reading import READ_IN_BULK_FROM
from shuke.records.membership.services import prove_ledger

pytestmark = pytest.mark.django_db


def test_members_stand_with_tier_and_points() -> None:
    plan = given.plan("vip", name="Friends of the house")
    given.tier(plan, "base", 0)
    member = given.member(plan, name="Pan Wei")
    given.earn(member, 1_200)

    shown = client_of(make.staff(Role.OWNER, has_seen_tour=True)).get("/membership/").content.decode()

    for words in (
        "Friends of the house",
        "Pan Wei",
        "1,200",
        "What its points would pay",
        "base",
        "it has not been yet",
    ):
        assert words in shown


def test_a_ledger_that_does_not_add_up_raises_a_banner() -> None:
    given.earn(given.member(given.plan()), 30)
    owner = client_of(make.staff(Role.OWNER, has_seen_tour=True))
    prove_ledger(now=make.NOW)
    assert 'role="alert"' not in owner.get("/membership/").content.decode()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE membership_lot SET active = 29")
    prove_ledger(now=make.NOW)

    shown = owner.get("/membership/").content.decode()
    assert "The ledger of points does not add up." in shown
    assert "a lot holds something else than its moves say" in shown


def test_a_ledger_is_read_with_causes_reasons_and_who() -> None:
    member = given.member(given.plan(return_window_days=7), name="Pan")
    given.earn(member, 30, key="A-17")
    given.earn(member, 12, kind="compensate")

    with time_machine.travel(make.NOW, tick=False):
        page = client_of(make.staff(Role.FRONT_LINE, has_seen_tour=True)).get(f"/membership/{member.pk}/")
    shown = page.content.decode()

    for words in ("test A-17", "because", "compensation", "Points to spend: 12", "return window to end: 30"):
        assert words in shown


def test_members_of_other_stores_are_not_seen() -> None:
    here, elsewhere = make.store(), make.store()
    member = given.member(given.plan(), name="Pan", home=elsewhere)
    stranger = client_of(make.staff(Role.FRONT_LINE, here, has_seen_tour=True))

    assert "Pan" not in stranger.get("/membership/").content.decode()
    assert stranger.get(f"/membership/{member.pk}/").status_code == 404
    assert Client().get("/membership/").status_code == 302


def test_what_points_are_worth_is_for_those_who_see_money() -> None:
    given.earn(given.member(given.plan()), 1_200)

    shown = client_of(make.staff(Role.FRONT_LINE, has_seen_tour=True)).get("/membership/").content.decode()

    assert "1,200" in shown
    assert "/membership/liability/" not in shown


def test_pages_ask_the_same_however_many_there_are(django_assert_num_queries: Any) -> None:
    plan, owner = given.plan(), client_of(make.staff(Role.OWNER, has_seen_tour=True))
    for _ in range(READ_IN_BULK_FROM):
        given.member(plan)
    owner.get("/membership/")
    with CaptureQueriesContext(connection) as first:
        owner.get("/membership/")
    for _ in range(60):
        given.earn(given.member(plan), 5)

    with django_assert_num_queries(len(first)):
        page = owner.get("/membership/").content.decode()
    assert page.count("data-row") == 50
    assert "?from=" in page
    assert owner.get("/membership/?from=nonsense").status_code == 200
