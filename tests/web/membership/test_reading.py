"""Ledger, liability, proof, who moves next, and what a basket would earn."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import SignedIn
from tests.web.membership.grown import grow, shown

from shuke.jobs.models import Job
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Member, Plan
from shuke.records.membership.services import prove_ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def merged(part: Customer, into: Customer) -> None:
    part.merged_into = into
    part.save()


def test_the_ledger_is_read_by_kind_cause_plan_and_days(signed_in: SignedIn) -> None:
    owner, here, there = signed_in("owner"), given.plan(), given.plan()
    first, second = given.member(here, name="Pan Wei"), given.member(there, name="Lin Yu")
    given.earn(first, 31)
    given.redeem(first, 7)
    given.earn(second, 64, now=make.NOW - timedelta(days=10))

    def rows(query: str) -> int:
        return shown(owner, f"/membership/ledger/?{query}").count("data-row")

    assert rows("") == 3
    assert (rows("kind=redeem"), rows("source=order"), rows(f"plan={there.pk}")) == (1, 0, 1)
    assert (rows("since=2026-03-01"), rows("until=2026-03-01")) == (2, 1)
    assert "Lin Yu" in shown(owner, f"/membership/ledger/?plan={there.pk}")
    assert rows("kind=nonsense&since=soon") == 3


def test_the_ledger_shows_ones_own_stores(signed_in: SignedIn) -> None:
    here, there = make.store(), make.store()
    given.earn(given.member(given.plan(), name="Pan Wei", home=there), 31)

    assert "Pan Wei" not in shown(signed_in("manager", here), "/membership/ledger/")
    assert "Pan Wei" in shown(signed_in("manager", there), "/membership/ledger/")


def test_rows_of_a_merged_account_open_the_page_of_who_they_became(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan()
    kept, dropped = given.member(plan, name="Pan Wei"), given.member(plan, name="Pan W.")
    given.earn(dropped, 5)
    merged(dropped.customer, kept.customer)

    page = shown(owner, "/membership/ledger/")

    assert "Pan W." in page
    assert f"/membership/{dropped.pk}/" in page
    assert "<h1>Pan Wei" in " ".join(shown(owner, f"/membership/{dropped.pk}/").split())


def test_who_joined_under_a_record_merged_since_is_a_member(signed_in: SignedIn) -> None:
    there, plan = make.store(), given.plan()
    joined, whole = given.member(plan, name="Pan W.", home=make.store()), make.customer("Pan Wei", home=there)
    merged(joined.customer, whole)

    for reader in (signed_in("owner"), signed_in("manager", there)):
        for address in ("/membership/", "/membership/?q=Pan", f"/membership/?plan={plan.pk}"):
            assert f"/membership/{joined.pk}/" in shown(reader, address)
        assert reader.get(f"/membership/{joined.pk}/").status_code == 200
        assert "Pan Wei" in shown(reader, f"/customers/?plan={plan.pk}")
    assert signed_in("manager", make.store()).get(f"/membership/{joined.pk}/").status_code == 404


def test_a_person_with_two_accounts_in_a_plan_stands_once(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan()
    parts = [given.member(plan, name="Pan W."), given.member(plan, name="P. Wei")]
    whole = make.customer("Pan Wei", home=parts[0].customer.home_store)
    for part in parts:
        given.earn(part, 5)
        merged(part.customer, whole)

    page = shown(owner, "/membership/")

    assert f"/membership/{parts[0].pk}/" in page
    assert f"/membership/{parts[1].pk}/" not in page
    assert '<td class="sk-num">10</td>' in page


def test_liability_opens_the_members_whose_points_it_counts(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan(validity_days=60)
    given.earn(given.member(plan, name="Pan Wei"), 500)
    given.earn(given.member(plan, name="Lin Yu"), 200, now=make.NOW + timedelta(days=40))
    given.earn(given.member(given.plan(), name="Wu Di"), 9)

    page = shown(owner, "/membership/liability/")
    assert "¥" in page
    assert f"?plan={plan.pk}&amp;expires=2026-05" in page

    found = shown(owner, f"/membership/?plan={plan.pk}&expires=2026-05")
    assert "Pan Wei" in found
    assert "Lin Yu" not in found
    assert "Wu Di" in shown(owner, "/membership/?expires=never")


def test_liability_is_for_those_who_see_money(signed_in: SignedIn) -> None:
    assert signed_in("front_line").get("/membership/liability/").status_code == 403
    assert signed_in("analyst").get("/membership/liability/").status_code == 200


def test_a_proof_asked_for_twice_runs_once(signed_in: SignedIn) -> None:
    owner = signed_in("owner")

    for _ in range(2):
        owner.post("/membership/proof/run/")

    assert Job.objects.get().task == "shuke.records.membership.tasks.prove"
    assert "The ledger is being proved." in shown(owner, "/membership/proof/")
    assert signed_in("analyst").post("/membership/proof/run/").status_code == 403
    assert owner.get("/membership/proof/run/").status_code == 405


def test_proofs_stand_with_what_they_found(signed_in: SignedIn) -> None:
    given.earn(given.member(given.plan()), 30)
    prove_ledger(now=make.NOW - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE membership_lot SET active = 29")
    prove_ledger(now=make.NOW)
    analyst = signed_in("analyst")

    page = shown(analyst, "/membership/proof/")

    for words in ("adds up", "does not add up", "a lot holds something else"):
        assert words in page
    assert "Prove now" not in page
    for address in ("plans", "rewards", "coupons", "ledger", "moving", "rules"):
        assert "The ledger of points does not add up." in shown(analyst, f"/membership/{address}/")


def test_pages_ask_the_same_however_many_there_are(
    signed_in: SignedIn, tall: Plan, django_assert_num_queries: Any
) -> None:
    owner = signed_in("owner")
    grow(given.member(tall), 900)
    given.earn(Member.objects.get(), 5)
    pages = ("ledger/", "liability/", "moving/", "plans/", f"{Member.objects.get().pk}/", "rewards/", "coupons/")
    counts = {}
    for page in pages:
        owner.get(f"/membership/{page}")
        with CaptureQueriesContext(connection) as first:
            owner.get(f"/membership/{page}")
        counts[page] = len(first)
    first_member = Member.objects.get()
    for _ in range(12):
        given.earn(first_member, 1)
        more = given.member(tall)
        grow(more, 850)
        given.earn(more, 5)
        given.coupon()

    for page in pages:
        with django_assert_num_queries(counts[page]):
            owner.get(f"/membership/{page}")
    assert max(counts.values()) < 25


@pytest.mark.parametrize(
    "address",
    [
        "?expires=9999-12",
        "?expires=0001-01",
        "cards/print/?expires=9999-12",
        "ledger/?until=9999-12-31&since=0001-01-01",
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_left_out(signed_in: SignedIn, address: str) -> None:
    assert signed_in("owner").get(f"/membership/{address}").status_code == 200
